"""Decisions of a case: prepared, signed, numbered, revoked, printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.decreeing import SORTS
from chungtay.cases.forms.path import DecisionForm, NumberForm, ReasonForm, SignForm
from chungtay.cases.models import Case, Decision, DecisionKind
from chungtay.cases.papers_decisions import answers_in_words, paper_of
from chungtay.cases.policies import SEPARATION_KINDS, CasePermission, may_sign_separation
from chungtay.cases.queries import case_page as pages
from chungtay.cases.services import decisions as services
from chungtay.cases.services import signing
from chungtay.cases.views.path_loading import acted, newer, open_case, page, shown_plan
from chungtay.foundation.access import Actor, can
from chungtay.foundation.documents import to_docx
from chungtay.foundation.errors import StaleEdit
from chungtay.foundation.looking import looked
from chungtay.foundation.requests import ActorRequest, asks

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def may_sign(actor: Actor, case: Case, kind: str) -> bool:
    if kind in SEPARATION_KINDS:
        return bool(may_sign_separation(actor, case))
    return bool(can(actor, CasePermission.DECIDE, case))


@asks(CasePermission.OPEN)
def draft(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The officer prepares; the chair may sign at once."""
    case = open_case(request, pk, "Mở để lập quyết định")
    kind = kind.replace("-", "_")
    if kind not in SORTS:
        raise Http404
    signs = may_sign(request.actor, case, kind)
    if not signs and not can(request.actor, CasePermission.WORK, case):
        raise PermissionDenied("Xã chủ trì vụ việc mới lập được quyết định này.")
    form = DecisionForm(request.POST or None, kind=kind)
    quick = signs and not SORTS[kind].numbered and not SORTS[kind].carries
    at_once = quick and "sign" in request.POST
    context: dict[str, Any] = {"form": form, "kind": kind, "label": DecisionKind(kind).label, "sort": SORTS[kind], "row": None,
                               "separation": _separation(case, kind), "now": timezone.now(), "quick": quick}  # fmt: skip

    def do() -> str:
        make = services.issue if at_once else services.draft
        row = make(actor=request.actor, case=case, kind=kind, values=form.values())
        return f"{case.get_absolute_url()}quyet-dinh/{row.pk}/"

    said = "Đã ký." if at_once else "Đã lưu dự thảo. Quyết định chỉ có hiệu lực khi được ký."
    return acted(request, form, context, do, said) or page(request, "cases/path/decision_form.html", case, context)


@asks(CasePermission.OPEN)
def edit(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    case = open_case(request, pk, "Mở để sửa dự thảo quyết định")
    found = load(case, row)
    initial = {**DecisionForm.initial_of(sealing.unseal(found)), "version": found.version}
    form = DecisionForm(request.POST or None, kind=found.kind, initial=initial)
    context: dict[str, Any] = {
        "form": form, "kind": found.kind, "label": found.get_kind_display(), "sort": SORTS[found.kind], "row": found,
        "separation": _separation(case, found.kind), "now": timezone.now(), "quick": False,
    }  # fmt: skip

    def do() -> str:
        version = form.cleaned_data["version"] or 0
        services.edit(actor=request.actor, decision=found, version=version, values=form.values())
        return f"{case.get_absolute_url()}quyet-dinh/{found.pk}/"

    answer = acted(request, form, context, do, "Đã lưu dự thảo.")
    if answer is None and isinstance(context.get("stale"), StaleEdit):
        found.refresh_from_db()
        newer(form, found.version)
        context["stale_rows"] = answers_in_words(found.kind, context["stale"].theirs, context["stale"].mine)
    return answer or page(request, "cases/path/decision_form.html", case, context)


@asks(CasePermission.OPEN)
def decision(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    case = open_case(request, pk, "Mở quyết định")
    return _shown(request, case, load(case, row), {})


Do = Callable[[ActorRequest, Decision, dict[str, Any]], object]
ACTS: dict[str, tuple[Do, type[Any], str]] = {
    "ky": (lambda request, row, data: signing.sign(
        actor=request.actor, decision=row, version=data["version"], number=data["number"], at=data["at"], read=data["read"]),
        SignForm, "Đã ký."),
    "cap-so": (lambda request, row, data: services.give_number(
        actor=request.actor, decision=row, number=data["number"]), NumberForm, "Đã ghi số."),
    "thu-hoi": (lambda request, row, data: services.revoke(
        actor=request.actor, decision=row, reason=data["reason"]), ReasonForm, "Đã thu hồi."),
    "khong-ky": (lambda request, row, data: services.drop(
        actor=request.actor, decision=row, reason=data["reason"]), ReasonForm, "Đã bỏ dự thảo; lý do ở trong nhật ký."),
}  # fmt: skip


@asks(CasePermission.OPEN)
def act(request: ActorRequest, pk: int, row: int, act: str) -> HttpResponse:
    case = open_case(request, pk, "Mở quyết định")
    found = load(case, row)
    if act == "in":
        return _printed(request, case, found)
    if act not in ACTS or request.method != "POST":
        raise Http404
    do_it, form_class, said = ACTS[act]
    form = form_class(request.POST)
    context: dict[str, Any] = {"act_form": form, "act_name": act}

    def do() -> str:
        do_it(request, found, form.cleaned_data)
        return case.get_absolute_url() if act == "khong-ky" else f"{case.get_absolute_url()}quyet-dinh/{found.pk}/"

    return acted(request, form, context, do, said) or _shown(request, case, found, context)


def _shown(request: ActorRequest, case: Case, row: Decision, context: dict[str, Any]) -> HttpResponse:
    signs = may_sign(request.actor, case, row.kind)
    forms = {"ky": SignForm(initial={"version": row.version}), "cap-so": NumberForm(), "thu-hoi": ReasonForm(),
             "khong-ky": ReasonForm()}  # fmt: skip
    failed = context.get("act_name", "")
    if failed:
        forms[failed] = context["act_form"]
    row.case = case
    approves = row.state == "draft" and SORTS[row.kind].carries == "approve_plan"
    usual = {
        "reading": shown_plan(case, forms["ky"]) if approves else None,
        "row": row, "answers": answers_in_words(row.kind, sealing.unseal(row)), "sort": SORTS[row.kind], "may_sign": signs,
        "may_work": signs or bool(can(request.actor, CasePermission.WORK, case)), "sign_form": forms["ky"],
        "number_form": forms["cap-so"], "revoke_form": forms["thu-hoi"], "drop_form": forms["khong-ky"], "failed": failed,
        "separation": _separation(case, row.kind), "now": timezone.now(), "form": context.get("act_form"),
    }  # fmt: skip
    return page(request, "cases/path/decision.html", case, {**usual, **context})


def _printed(request: ActorRequest, case: Case, row: Decision) -> HttpResponse:
    """A copy that leaves the product is a look of its own kind."""
    row.case = case
    content = to_docx(paper_of(case, row))
    looked(request.actor, "print", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="In quyết định")
    answer = HttpResponse(content, content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="quyet-dinh-{case.code}-{row.pk}.docx"'
    return answer


def load(case: Case, row: int) -> Decision:
    found: Decision = get_object_or_404(Decision, pk=row, case=case)
    found.case = case
    return found


def _separation(case: Case, kind: str) -> pages.Separation | None:
    if kind not in (*SEPARATION_KINDS, DecisionKind.COURT):
        return None
    return pages.separation_in(pages.decisions(case))
