"""Placements: the list, the page with its timeline, each step, visits, papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.care import papers
from chungtay.care.conditions import CHILD_ANSWER_WORDS, CONSENT_WORDS, GROUND_WORDS
from chungtay.care.forms.carers import WordsForm
from chungtay.care.forms.placements import AskEndForm, DayForm, DecideForm, EndForm, HeardForm
from chungtay.care.models import Placement
from chungtay.care.policies import CarePermission
from chungtay.care.queries import placements as queries
from chungtay.care.services import placements as services
from chungtay.care.views import loading
from chungtay.care.words import timeline
from chungtay.foundation import audit
from chungtay.foundation.access import require
from chungtay.foundation.documents import OfficialDocument
from chungtay.foundation.looking import looked
from chungtay.foundation.requests import ActorRequest, asks


@require_GET
@asks(CarePermission.READ)
def placement_list(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("loai", "")
    page = Paginator(queries.placements(request.actor, which), 50).get_page(request.GET.get("trang"))
    lines = queries.lines(request.actor, list(page), timezone.localdate())
    shown = [line.placement for line in lines if line.child or line.carer]
    if shown:
        ids = [row.pk for row in shown]
        what = "Danh sách chăm sóc thay thế"
        looked(
            request.actor, "list", "care.placement", unit_path=request.actor.unit_paths[0], object_ids=ids, what=what
        )
    chips = [(words, f"?loai={code}" if code else "?", code == which) for code, (words, _) in queries.CHIPS.items()]
    return render(request, "care/list.html", {"page": page, "lines": lines, "chips": chips, "which": which})


@require_GET
@asks(CarePermission.READ)
def placement(request: ActorRequest, pk: int) -> HttpResponse:
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.OPEN, row)
    loading.look_placement(request, row)
    return _page(request, row)


def _page(request: ActorRequest, row: Placement, *, status: int = 200, **more: Any) -> HttpResponse:
    page = queries.page(request.actor, row, timezone.localdate())
    heard = {name: getattr(row, name) for name in ("consent", "consent_on", "child_answer", "child_asked_on")}
    heard |= {name: page.body.get(name, "") for name in ("consent_words", "child_words")}
    forms = _forms(row, heard) | more.pop("failed", {})
    context = {
        "page": page, "placement": row, "ground": GROUND_WORDS.get(row.ground, ""), "steps": page.steps, "refusal": "",
        "opened": "", "consent": CONSENT_WORDS.get(row.consent, ""),
        "child_answer": CHILD_ANSWER_WORDS.get(row.child_answer, ""), "timeline": timeline(row, page),
        "crumbs": loading.crumbs(), "forms": forms,
    }  # fmt: skip
    return render(request, "care/placement.html", {**context, **more}, status=status)


def _forms(row: Placement, heard: dict[str, Any]) -> dict[str, Any]:
    """One form for each step, with ids of its own: several stand on one page."""
    initial = {"y-kien": heard, "cham-dut": {"ground": row.end_ground}}
    return {step.replace("-", "_"): _form(step, row, None, initial=initial.get(step)) for step in STEPS}


def _form(step: str, row: Placement, data: Any, **options: Any) -> Any:
    if STEPS[step].form is DecideForm:
        options["disagrees"] = row.child_answer == "disagrees"
    if STEPS[step].form is DayForm:
        options["label"] = "Ngày giao trẻ"
    return STEPS[step].form(data, auto_id=f"{step}_%s", **options)


@dataclass(frozen=True)
class Step:
    """A form of the page: its permission, its class, what is done with it, what is said afterwards."""

    permission: CarePermission
    form: Callable[..., Any]
    do: Callable[[ActorRequest, Placement, Any], object]
    said: str


def _answer(name: str) -> Callable[[ActorRequest, Placement, Any], object]:
    def do(request: ActorRequest, row: Placement, form: Any) -> object:
        return services.answer(actor=request.actor, placement=row, name=name, words=form.cleaned_data["words"])

    return do


def _heard(request: ActorRequest, row: Placement, form: HeardForm) -> object:
    return services.record_consent(actor=request.actor, placement=row, heard=form.heard())


def _decide(request: ActorRequest, row: Placement, form: DecideForm) -> object:
    data = form.cleaned_data
    return services.decide(
        actor=request.actor, placement=row, number=data["number"], on=data["on"], guardian_also=data["guardian_also"],
        spite=data.get("spite", ""),
    )  # fmt: skip


def _begin(request: ActorRequest, row: Placement, form: DayForm) -> object:
    return services.begin_first(actor=request.actor, placement=row, on=form.cleaned_data["on"])


def _hand_over(request: ActorRequest, row: Placement, form: DayForm) -> object:
    return services.hand_over(
        actor=request.actor, placement=row, on=form.cleaned_data["on"], words=form.cleaned_data["words"]
    )


def _ask_end(request: ActorRequest, row: Placement, form: AskEndForm) -> object:
    data = form.cleaned_data
    return services.ask_end(
        actor=request.actor, placement=row, ground=data["ground"], on=data["on"], words=data["words"]
    )


def _end(request: ActorRequest, row: Placement, form: EndForm) -> object:
    return services.end(actor=request.actor, placement=row, ending=form.ending())


P = CarePermission
STEPS: dict[str, Step] = {
    "dong-y": Step(P.WORK, WordsForm, _answer("placement_agree"), "Đã đồng ý ghép."),
    "khong-nhan": Step(P.WORK, WordsForm, _answer("placement_decline"), "Đã trả lời xã của trẻ."),
    "rut": Step(P.PROPOSE, WordsForm, _answer("placement_withdraw"), "Đã rút đề xuất."),
    "thu-hoi": Step(P.DECIDE, WordsForm, _answer("placement_revoke"), "Đã thu hồi quyết định."),
    "y-kien": Step(P.WORK, HeardForm, _heard, "Đã ghi văn bản đồng ý và ý kiến của trẻ."),
    "quyet-dinh": Step(P.DECIDE, DecideForm, _decide, "Đã ký quyết định giao, nhận trẻ."),
    "giao-truoc": Step(P.DECIDE, DayForm, _begin, "Đã giao trẻ. Hãy hoàn thiện thủ tục sau."),
    "giao": Step(P.WORK, DayForm, _hand_over, "Đã giao trẻ. Lịch thăm bắt đầu từ ngày giao."),
    "de-nghi-cham-dut": Step(P.WORK, AskEndForm, _ask_end, "Đã ghi đề nghị. Chủ tịch UBND xã xem xét."),
    "cham-dut": Step(P.DECIDE, EndForm, _end, "Đã ký quyết định."),
}


@require_POST
@asks(CarePermission.READ)
def placement_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """Whatever the machine allows this actor; a refusal comes back on the page, with what was typed."""
    row = loading.load_placement(pk)
    if step not in STEPS:
        raise Http404
    chosen = STEPS[step]
    require(request.actor, chosen.permission, row)
    form = _form(step, row, request.POST)
    context: dict[str, Any] = {"failed": {step.replace("-", "_"): form}, "opened": step}

    def take() -> str:
        chosen.do(request, row, form)
        return row.get_absolute_url()

    if answer := loading.sent(request, form, context, take, chosen.said):
        return answer
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.OPEN, row)
    loading.look_placement(request, row)  # the page that comes back shows all that the page shows
    return _page(request, row, status=422, **context)


_PAPERS = {"12": papers.give, "15": papers.ask_end, "16": papers.ending}


def _paper(row: Placement, form: str, page: queries.Page) -> OfficialDocument:
    """The paper of this number; 404 before there is anything to print, or before its names are open to this side."""
    if form == "10" and page.assessed is not None and page.child:
        return papers.assessment(row, page.assessed, page.body)
    if form not in _PAPERS or row.state == "proposed" or (form != "12" and not row.end_ground):
        raise Http404
    return _PAPERS[form](row, page.body)


@require_GET
@asks(CarePermission.OPEN)
def placement_print(request: ActorRequest, pk: int, form: str) -> HttpResponse:
    """Mẫu 10, 12, 15 or 16. A decision is printed before it is signed, as a draft to be signed."""
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.OPEN, row)
    document = _paper(row, form, queries.page(request.actor, row, timezone.localdate()))
    loading.look_placement(request, row, kind="print", what=f"In Mẫu {form}")
    audit.record(request.actor, "care_printed", row, label=row.code, data={"form": form})
    return loading.as_word(document, f"mau-{form}-{row.code.lower()}")
