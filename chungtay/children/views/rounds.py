"""The list of rounds, one round with its communes or hamlets, opening and closing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.rounds import OPENING, OpenForm, ReasonForm
from chungtay.children.models import Round, RoundLine
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.queries.lists import FILTERS
from chungtay.children.services import resurvey
from chungtay.children.services import rounds as services
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import covered_paths, hamlets_of

P = ChildPermission
KINDS = dict(Round.Kind.choices)
SHOWN = 200  # rounds on the page; older ones are found in the trail


@require_GET
@asks(P.READ)
def round_list(request: ActorRequest) -> HttpResponse:
    kind = request.GET.get("loai", "")
    rounds = reads.visible(request.actor)
    rounds = rounds.filter(kind=kind) if kind in KINDS else rounds
    found = list(rounds[:SHOWN])
    progress = reads.overall([one for one in found if one.state == Round.State.OPEN])
    base = reverse("children_rounds:list")
    chips = [
        ("Tất cả", base, kind not in KINDS),
        *((words, f"{base}?loai={code}", kind == code) for code, words in KINDS.items()),
    ]
    context = {
        "open": [(one, progress[one.pk]) for one in found if one.state == Round.State.OPEN],
        "past": [one for one in found if one.state != Round.State.OPEN],
        "chips": chips,
        "today": timezone.localdate(),
        "may_open": bool(can(request.actor, P.OPEN_ROUND)),
        "kinds": KINDS,
    }
    return render(request, "children/rounds/list.html", context)


@asks(P.OPEN_ROUND)
def open_round(request: ActorRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    today = timezone.localdate()
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    require(request.actor, P.OPEN_ROUND, unit)
    commune = unit.level == Level.COMMUNE
    choices: dict[str, Any] = {
        "communes": [] if commune else reads.communes_under(unit, today),
        "hamlets": hamlets_of(unit, today) if commune else [],
    }
    form = OPENING[kind](request.POST or None, **choices)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = _open(request, kind, unit, form)
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã mở đợt “{made.title}”.")
            return redirect("children_rounds:round", pk=made.pk)
    context = {"form": form, "refusal": refusal, "kind": kind, "kind_words": KINDS[kind], "unit": unit}
    return render(request, "children/rounds/open.html", context, status=422 if request.method == "POST" else 200)


def _open(request: ActorRequest, kind: str, unit: Unit, form: OpenForm) -> Round:
    data = form.cleaned_data
    given: dict[str, Any] = {
        "actor": request.actor, "unit": unit, "title": data["title"], "due_on": data["due_on"], "act": data["act"]
    }  # fmt: skip
    if kind != Round.Kind.RESURVEY:
        return services.open_round(kind=kind, rule=form.rule(), **given)
    return resurvey.open_survey(
        margin=float(data["margin"]), expected=float(data["expected"]), seed=data["seed"],
        communes=tuple(data.get("communes") or ()), **given,
    )  # fmt: skip


def round_of(request: ActorRequest, pk: int) -> Round:
    found: Round = get_object_or_404(reads.visible(request.actor), pk=pk)
    return found


def crumbs(round_: Round) -> list[tuple[str, str]]:
    return [
        ("Rà soát", reverse("children_rounds:list")),
        (round_.title, reverse("children_rounds:round", args=[round_.pk])),
    ]


def place_of(request: ActorRequest, round_: Round, path: str | None = None) -> Unit | None:
    """The commune the page is about: the post's own, or the one the province chose; None for the whole round."""
    if request.actor.level == Level.COMMUNE:
        return get_object_or_404(Unit, pk=request.actor.unit_id)
    wanted = request.GET.get("xa", "") if path is None else path
    if round_.unit.level == Level.COMMUNE:
        return round_.unit
    if not wanted:
        return None
    unit = get_object_or_404(Unit, path=wanted)
    inside = any(unit.path.startswith(prefix) for prefix in covered_paths(round_.unit, timezone.localdate()))
    if not inside or not request.actor.covers(unit.path):
        raise Http404
    return unit


@require_GET
@asks(P.READ)
def one(request: ActorRequest, pk: int) -> HttpResponse:
    return round_page(request, round_of(request, pk))


def round_page(request: ActorRequest, round_: Round, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    unit = place_of(request, round_)
    rows = reads.by_hamlet(round_, unit, today) if unit is not None else reads.by_commune(round_)
    whole = reads.Progress(0, round_.title)
    for row in rows:
        whole.counts.update(row.counts)
    making = round_.rule.get("making", {})
    actor, surveyed = request.actor, round_.kind == Round.Kind.RESURVEY
    context = {
        "round": round_, "unit": unit, "rows": rows, "whole": whole, "today": today, "reason_form": ReasonForm(), "refusal": "",
        "making": making, "listing": not making.get("ready", True), "opened": "", "left": [], "kept": _kept(round_),
        "making_percent": 100 * making.get("done", 0) // max(making.get("of", 0), 1), "waiting": _waiting(round_, unit),
        "may_close": bool(can(actor, P.OPEN_ROUND, round_)), "may_export": bool(can(actor, P.EXPORT)), "which": _which(round_),
        "may_verify": unit is not None and bool(can(actor, P.VERIFY, unit)),
        "outcome": resurvey.outcome(round_) if surveyed and actor.covers(round_.unit_path) else None,
        "crumbs": [("Rà soát", reverse("children_rounds:list"))],
    }  # fmt: skip
    return render(request, "children/rounds/round.html", {**context, **more}, status=status)


def _waiting(round_: Round, unit: Unit | None) -> dict[str, int]:
    """What still waits for the officer of this commune: confirmations to write, answers to decide."""
    if unit is None:
        return {"confirmed": 0, "decide": 0}
    rows = reads.lines_in(round_, unit, timezone.localdate()).filter(applied_at=None)
    decide = rows.filter(reads.SHOWN["quyet-dinh"][1]).count()
    confirmed = (
        0
        if round_.kind == Round.Kind.IDENTITY
        else rows.filter(answer=RoundLine.Answer.CONFIRMED, child__status="here").count()
    )
    return {"confirmed": confirmed, "decide": decide}


def _kept(round_: Round) -> list[tuple[str, int]]:
    """The figures of the day it was closed."""
    answers = round_.result.get("answers", {}) if round_.state == Round.State.CLOSED else {}
    return (
        [(words, answers.get(code, 0)) for code, words in {**reads.ANSWERS, "unanswered": "Chưa trả lời"}.items()]
        if answers
        else []
    )


def _which(round_: Round) -> str:
    """Which children are in it, in words."""
    if round_.kind == Round.Kind.IDENTITY:
        why = round_.rule.get("why") or list(reads.DOUBTS)
        return "; ".join(reads.DOUBTS[code][1] for code in why if code in reads.DOUBTS)
    question = FILTERS.get(str(round_.rule.get("which", "")), FILTERS["tat-ca"])
    return question.why


@require_POST
@asks(P.OPEN_ROUND)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    require(request.actor, P.OPEN_ROUND, round_)
    try:
        services.close_round(actor=request.actor, round_=round_)
    except UserError as error:
        return round_page(request, round_, status=422, refusal=error.sentence)
    tell(request, "Đã kết thúc đợt. Số liệu ngày kết thúc được giữ lại; có thể mở lại kèm lý do.")
    return redirect("children_rounds:round", pk=pk)


@require_POST
@asks(P.OPEN_ROUND)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    return _reasoned(request, pk, services.reopen_round, "Đã mở lại đợt.", "reopen")


@require_POST
@asks(P.OPEN_ROUND)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    return _reasoned(request, pk, services.cancel_round, "Đã hủy đợt. Kết quả đã ghi vẫn còn; có thể mở lại.", "cancel")


def _reasoned(request: ActorRequest, pk: int, verb: Any, words: str, opened: str) -> HttpResponse:
    round_ = round_of(request, pk)
    require(request.actor, P.OPEN_ROUND, round_)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return round_page(request, round_, status=422, reason_form=form, opened=opened)
    try:
        verb(actor=request.actor, round_=round_, reason=form.cleaned_data["reason"])
    except UserError as error:
        return round_page(request, round_, status=422, refusal=error.sentence)
    tell(request, words)
    return redirect("children_rounds:round", pk=pk)


@require_POST
@asks(P.OPEN_ROUND)
def make_again(request: ActorRequest, pk: int) -> HttpResponse:
    """Takes up the making of a list that was stopped half-way; who is in it already does not come twice."""
    from chungtay.children.tasks_rounds import make_round_lines

    round_ = round_of(request, pk)
    require(request.actor, P.OPEN_ROUND, round_)
    make_round_lines.defer(round_id=round_.pk, post_id=request.actor.post_id)
    tell(request, "Đã giao tiến trình nền lập tiếp danh sách.")
    return redirect("children_rounds:round", pk=pk)
