"""The list of one hamlet, one line with its answers and decisions, and the child who is not in the book."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.checking import LABELS, shown
from chungtay.children.forms.rounds import AnswerForm, CorrectForm, EndForm, EventForm, FoundForm, SurveyForm
from chungtay.children.models import Child, Round, RoundLine
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.queries.lists import PAGE
from chungtay.children.services import resurvey, rounds, rounds_applying
from chungtay.children.services.identity_rounds import number_doubts
from chungtay.children.views.rounds import crumbs, place_of, round_of
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, address_here, asks, whole_number
from chungtay.law.queries import codelist
from chungtay.territory.models import Hamlet, Unit
from chungtay.territory.queries import hamlets_of

P = ChildPermission
A = RoundLine.Answer


@require_GET
@asks(P.READ)
def line_list(request: ActorRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    unit = place_of(request, round_)
    if unit is None:
        return redirect("children_rounds:round", pk=pk)
    today = timezone.localdate()
    hamlet = whole_number(request.GET.get("thon", ""))
    part = request.GET.get("xem", "")
    found = reads.lines(round_, unit, today, hamlet=hamlet, shown=part)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    names = codelist("ethnicities")
    blind = round_.kind == Round.Kind.RESURVEY
    may = round_.state == Round.State.OPEN and bool(can(request.actor, P.VERIFY, unit))
    rows = [_row(line, names, blind=blind and not line.answer) for line in page]
    where = hamlet_name(hamlet)
    looked(request.actor, "list", "children.child", unit_path=unit.path, what=f"{round_.title}: {where}"[:300],
           object_ids=[line.child_id for line in page if line.child_id], count=page.paginator.count)  # fmt: skip
    context = {
        "round": round_, "unit": unit, "hamlet": hamlet, "where": where, "part": part, "page": page, "rows": rows,
        "may_verify": may, "may_confirm": may and round_.kind == Round.Kind.REVIEW, "chips": _chips(request, round_, hamlet, part),
        "open_here": sum(line.answer == "" and line.child is not None and line.child.status == "here" for line in page),
        "may_export": bool(can(request.actor, P.EXPORT)), "query": urlencode(_words(request, hamlet)),
        "crumbs": crumbs(round_),
    }  # fmt: skip
    return render(request, "children/rounds/lines.html", context)


def _words(request: ActorRequest, hamlet: int | None) -> dict[str, Any]:
    kept = {"xa": request.GET.get("xa", ""), "thon": "" if hamlet is None else hamlet}
    return {key: value for key, value in kept.items() if value != ""}


def hamlet_name(hamlet: int | None) -> str:
    if hamlet is None:
        return "Tất cả thôn, bản"
    found = Hamlet.objects.filter(pk=hamlet).first() if hamlet else None
    return found.name if found else "Chưa rõ thôn, bản"


def _chips(request: ActorRequest, round_: Round, hamlet: int | None, part: str) -> list[tuple[str, str, bool]]:
    base = reverse("children_rounds:lines", args=[round_.pk])
    words = _words(request, hamlet)
    codes = [code for code in reads.SHOWN if round_.kind == Round.Kind.REVIEW or code not in {"them"}]
    chosen = part if part in codes else "tat-ca"
    return [(reads.SHOWN[code][0], f"{base}?{urlencode({**words, 'xem': code})}", code == chosen) for code in codes]


def _row(line: RoundLine, names: dict[str, str], *, blind: bool) -> dict[str, Any]:
    """A line as the list shows it. Blind: only what finds the child."""
    child = line.child
    told = line.found if child is None else {key: _now(child, key) for key in LABELS}
    values = {key: shown(key, told.get(key), names) for key in LABELS}
    found = [f"{LABELS[key]}: {shown(key, value, names)}" for key, value in line.found.items() if key in LABELS]
    if line.answer in {A.MOVED, A.DIED}:
        found = [part for part in (_day(line.found.get("on")), line.found.get("where")) if part]
    return {
        "line": line, "child": child, "values": values, "found": [] if child is None else found, "blind": blind,
        "hamlet": line.hamlet.name if line.hamlet else "Chưa rõ thôn, bản", "why": reads.doubts_of(int(line.asked.get("why", 0))),
        "gone": child is not None and child.status != "here", "words": reads.ANSWERS.get(line.answer, ""),
        "tone": _TONES.get(line.answer, "not_started"),
    }  # fmt: skip


_TONES = {
    "confirmed": "done",
    "corrected": "waiting",
    "moved": "returned",
    "died": "recalled",
    "not_found": "late",
    "added": "waiting",
}


def _day(text: Any) -> str:
    return dt.date.fromisoformat(text).strftime("%d/%m/%Y") if text else ""


def _now(child: Child, key: str) -> str:
    return child.birth if key == "birth_date" else str(getattr(child, key) or "")


@require_POST
@asks(P.VERIFY)
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """“Đúng”: one line by its own button (`dong`), or all of the page nobody has answered yet (`trang`)."""
    round_ = round_of(request, pk)
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    require(request.actor, P.VERIFY, unit)
    pairs = request.POST.getlist("dong") or request.POST.getlist("cho")
    chosen = {}
    for pair in pairs[: 4 * PAGE]:
        line_id, _, version = pair.partition(":")
        if (number := whole_number(line_id)) is not None and (read := whole_number(version)) is not None:
            chosen[number] = read
    done, left = rounds.confirm_many(actor=request.actor, round_=round_, unit=unit, chosen=chosen)
    if left:
        tell(request, f"Đã ghi đúng {done} trẻ; {left} dòng vừa có người trả lời hoặc hồ sơ đã đóng nên giữ nguyên.")
    else:
        tell(request, f"Đã ghi đúng {done} trẻ.")
    return redirect(address_here(request, request.POST.get("next", ""), reverse("children_rounds:lines", args=[pk])))


@require_POST
@asks(P.EDIT)
def apply_confirmed(request: ActorRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    done = rounds_applying.apply_all_confirmed(actor=request.actor, round_=round_of(request, pk), unit=unit)
    if done is None:
        tell(
            request,
            "Danh sách dài nên tiến trình nền đang ghi vào sổ. Số chờ ghi giảm dần; anh/chị có thể làm việc khác.",
        )
    else:
        tell(request, f"Đã ghi vào sổ: {done} trẻ được gặp trong đợt này.")
    return redirect("children_rounds:round", pk=pk)


def line_of(request: ActorRequest, pk: int, line_id: int) -> RoundLine:
    rows = RoundLine.objects.select_related("round__unit", "child__hamlet", "child__household", "hamlet")
    line: RoundLine = get_object_or_404(rows, pk=line_id, round=round_of(request, pk))
    return line


@asks(P.READ)
def line(request: ActorRequest, pk: int, line_id: int) -> HttpResponse:
    found = line_of(request, pk, line_id)
    if request.method != "POST":
        return line_page(request, found)
    require(request.actor, P.VERIFY, found)
    answer = request.POST.get("answer", "")
    forms = forms_of(found, request.POST if answer else None, answer)
    form = forms.get(answer)
    if form is None or not form.is_valid():
        return line_page(request, found, status=422, forms=forms, opened=answer)
    try:
        _answer(request, found, answer, form)
    except UserError as error:
        return line_page(request, line_of(request, pk, line_id), status=422, forms=forms, opened=answer, error=error)
    tell(request, "Đã ghi kết quả.")
    usual = (
        f"{reverse('children_rounds:lines', args=[pk])}?{urlencode({'thon': found.hamlet_id or 0, 'xem': 'con-lai'})}"
    )
    return redirect(address_here(request, request.POST.get("next", ""), usual))


def _answer(request: ActorRequest, line: RoundLine, answer: str, form: Any) -> None:
    data = form.cleaned_data
    given = {"actor": request.actor, "line": line, "version": data["version"], "on": data["on"], "note": data["note"]}
    if answer == "survey":
        resurvey.answer_blind(values=form.values, **given)
    else:
        rounds.answer_line(answer=answer, found=form.found(), **given)


def forms_of(line: RoundLine, data: Any = None, bound: str = "") -> dict[str, Any]:
    """One form for each possible answer; the one that was sent keeps what was typed."""
    if line.child is None:
        return {}
    recorded = {key: _now(line.child, key) for key in LABELS}

    def given(code: str) -> dict[str, Any]:
        return {"data": data if code == bound else None, "line": line, "prefix": code}

    forms: dict[str, Any] = {
        "moved": EventForm(**given("moved")),
        "died": EventForm(died=True, **given("died")),
        "not_found": AnswerForm(**given("not_found")),
    }
    if line.round.kind == Round.Kind.RESURVEY:
        return {"survey": SurveyForm(**given("survey")), **forms}
    return {
        "confirmed": AnswerForm(**given("confirmed")),
        "corrected": CorrectForm(recorded=recorded, **given("corrected")),
        **forms,
    }


def line_page(request: ActorRequest, line: RoundLine, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a line; `more` carries the form that was refused and the error."""
    names = codelist("ethnicities")
    row = _row(line, names, blind=line.round.kind == Round.Kind.RESURVEY and not line.answer)
    if line.child_id:
        where, what = line.unit_path, line.round.title
        looked(request.actor, "page", "children.child", unit_path=where, object_id=line.child_id, what=what)
    context = {
        "round": line.round, "line": line, "row": row, "forms": more.get("forms") or forms_of(line), "opened": "", "error": None,
        "end_form": EndForm(line=line, prefix="xu-ly") if line.answer in EndForm.STEPS else None, "answers": reads.ANSWERS,
        "end_words": {code: words for some in EndForm.STEPS.values() for code, words in some}, "step": line.decisions.get("step"),
        "crumbs": [*crumbs(line.round), (hamlet_name(line.hamlet_id or 0), lines_url(line))],
        **_possible(request, line, row), **_decisions(line, names), **more,
    }  # fmt: skip
    context["stale"] = context["error"] if isinstance(context["error"], StaleEdit) else None
    return render(request, "children/rounds/line.html", context, status=status)


def _possible(request: ActorRequest, line: RoundLine, row: dict[str, Any]) -> dict[str, bool]:
    waits = line.applied_at is None
    open_ = line.round.state == Round.State.OPEN
    return {
        "may_verify": open_ and waits and not row["gone"] and bool(can(request.actor, P.VERIFY, line)),
        "may_decide": waits and line.answer not in {"", A.CONFIRMED} and bool(can(request.actor, P.EDIT, line)),
    }


def _decisions(line: RoundLine, names: dict[str, str]) -> dict[str, Any]:
    """Each difference in words, what speaks against a number, and who in the book may be the child that was found."""
    compared = [
        {**one, **{side: shown(one["key"], one[side], names) for side in ("then", "now", "found")}}
        for one in rounds_applying.comparison(line)
    ]
    added = line.answer == A.ADDED and line.applied_at is None
    return {
        "compared": compared, "undecided": [one for one in compared if one["decided"] is None],
        "doubts": number_doubts(line) if line.round.kind == Round.Kind.IDENTITY else [],
        "similar": reads.similar(line.found) if added else [],
    }  # fmt: skip


def lines_url(line: RoundLine, part: str = "") -> str:
    words = {"thon": line.hamlet_id or 0, **({"xem": part} if part else {})}
    return f"{reverse('children_rounds:lines', args=[line.round_id])}?{urlencode(words)}"


@require_POST
@asks(P.VERIFY)
def clear(request: ActorRequest, pk: int, line_id: int) -> HttpResponse:
    found = line_of(request, pk, line_id)
    require(request.actor, P.VERIFY, found)
    try:
        rounds.clear_answer(actor=request.actor, line=found, version=whole_number(request.POST.get("version", "")) or 0)
    except UserError as error:
        return line_page(request, found, status=422, error=error)
    tell(request, "Đã xóa kết quả ghi nhầm.")
    return redirect("children_rounds:lines", pk=pk)


@require_POST
@asks(P.EDIT)
def decide(request: ActorRequest, pk: int, line_id: int) -> HttpResponse:
    """From the answer to the book: fields taken or kept, an ending, a child put in."""
    found = line_of(request, pk, line_id)
    require(request.actor, P.EDIT, found)
    form = EndForm(request.POST, line=found, prefix="xu-ly") if found.answer in EndForm.STEPS else None
    if form is not None and not form.is_valid():
        return line_page(request, found, status=422, end_form=form)
    try:
        words = _decide(request, found, form)
    except UserError as error:
        more: dict[str, Any] = {"end_form": form} if form is not None else {}
        return line_page(request, line_of(request, pk, line_id), status=422, error=error, **more)
    tell(request, words)
    usual = f"{reverse('children_rounds:lines', args=[pk])}?xem=quyet-dinh"
    return redirect(address_here(request, request.POST.get("next", ""), usual))


def _decide(request: ActorRequest, line: RoundLine, form: EndForm | None) -> str:
    sent, actor = request.POST, request.actor
    version = whole_number(sent.get("version", "")) or 0
    if form is not None:
        data = form.cleaned_data
        rounds_applying.apply_end(
            actor=actor, line=line, version=data["version"], step=data["step"], on=data["event_on"], reason=data["reason"],
            to_unit=data.get("to_unit"),
        )  # fmt: skip
        return "Đã xử lý và ghi vào sổ."
    if line.answer == A.ADDED:
        return _decide_added(request, line, version)
    choices = {key: sent.get(f"do_{key}", "") for key in LABELS}
    reasons = {key: sent.get(f"why_{key}", "")[:200] for key in LABELS}
    child_version = whole_number(sent.get("child_version", "")) or 0
    rounds_applying.decide_fields(
        actor=actor, line=line, version=version, child_version=child_version, choices=choices, reasons=reasons
    )
    return "Đã ghi quyết định vào sổ."


def _decide_added(request: ActorRequest, line: RoundLine, version: int) -> str:
    step = request.POST.get("step", "")
    if step == "drop":
        rounds_applying.drop_added(
            actor=request.actor, line=line, version=version, reason=request.POST.get("reason", "")
        )
        return "Đã bỏ, không đưa vào sổ."
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    same_as = None
    if step.startswith("same:"):
        same_as = get_object_or_404(Child.objects, pk=whole_number(step[5:]) or 0)
    elif step != "add":
        raise UserError("Hãy chọn cách xử lý.")
    rounds_applying.apply_added(actor=request.actor, line=line, version=version, unit=unit, same_as=same_as)
    return "Đã ghi gặp trẻ có sẵn trong sổ." if same_as else "Đã đưa trẻ vào sổ."


@asks(P.VERIFY)
def add_found(request: ActorRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    require(request.actor, P.VERIFY, unit)
    hamlets = hamlets_of(unit, timezone.localdate())
    form = FoundForm(request.POST or None, hamlets=hamlets, initial={"hamlet": request.GET.get("thon", "")})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in hamlets if str(one.pk) == form.cleaned_data["hamlet"]), None)
        try:
            made = rounds.add_found(
                actor=request.actor,
                round_=round_,
                unit=unit,
                hamlet=chosen,
                values=form.values,
                note=form.cleaned_data["note"],
            )
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, "Đã ghi. Hãy xem trẻ đã có trong sổ chưa rồi quyết định.")
            return redirect("children_rounds:line", pk=pk, line_id=made.pk)
    context = {"round": round_, "form": form, "refusal": refusal, "unit": unit, "crumbs": crumbs(round_)}
    return render(request, "children/rounds/add.html", context, status=422 if request.method == "POST" else 200)
