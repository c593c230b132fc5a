"""What the views of plans and lines share: the case or line asked for, the look written down, a form that came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from chungtay.cases.models import Case, PlanLine
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import opening
from chungtay.cases.services.plans import WORDS
from chungtay.children.views.loading import attempt, done_already, newer
from chungtay.foundation.access import require
from chungtay.foundation.errors import StaleEdit
from chungtay.foundation.looking import looked
from chungtay.foundation.requests import ActorRequest
from chungtay.foundation.vietnamese import number

Crumbs = list[tuple[str, str]]
_FIELDS = {
    **WORDS, "service": "Dịch vụ, công việc", "category": "Nhóm dịch vụ", "measure": "Biện pháp", "agency": "Cơ quan thực hiện",
    "provider_name": "Nơi làm khác", "starts_on": "Bắt đầu", "ends_on": "Dự kiến kết thúc", "cost": "Dự toán kinh phí",
    "instruction": "Hướng dẫn", "tell_name": "Cho biết tên gọi",
}  # fmt: skip


def load_case(
    request: ActorRequest, pk: int, permission: CasePermission = CasePermission.OPEN, what: str = "Kế hoạch"
) -> Case:
    """Out of scope is 404; without the content, or the part in the work, 403. Looking is written down on GET."""
    case: Case = get_object_or_404(Case.objects.select_related("unit", "officer"), pk=pk)
    require(request.actor, permission, case)
    if request.method == "GET":
        opening.open_content(actor=request.actor, case=case, what=what)
    return case


def load_line(
    request: ActorRequest, pk: int, line: int, permission: CasePermission = CasePermission.OPEN
) -> PlanLine:  # fmt: skip
    rows = PlanLine.objects.select_related(
        "case__unit", "case__officer__user", "case__officer__agency", "agency", "plan"
    )
    found: PlanLine = get_object_or_404(rows, pk=line, case_id=pk)
    require(request.actor, permission, found)
    if request.method == "GET":
        opening.open_content(actor=request.actor, case=found.case, what="Phần việc của kế hoạch")
    return found


def crumbs_of(case: Case, *, plan: bool = True) -> Crumbs:
    first: Crumbs = [("Vụ việc", "/vu-viec/"), (case.code, case.get_absolute_url())]
    return [*first, ("Kế hoạch", plan_url(case))] if plan else first


def plan_url(case: Case) -> str:
    return f"{case.get_absolute_url()}ke-hoach/"


def sent_before(request: ActorRequest, form: forms.Form) -> str:
    """Where the first of two clicks led: by now the form may not even offer any more what it was sent with."""
    form.is_valid()
    return done_already(request, form) if form.cleaned_data.get("act") else ""


def tried(form: forms.Form, context: dict[str, Any], act: Callable[[], str]) -> str:
    """As `attempt`; a stale version is shown beside what was typed, and saving again saves over it."""

    def once() -> str:
        try:
            return act()
        except StaleEdit as error:
            return _stale(form, context, error)

    return attempt(form, context, once)


def _stale(form: forms.Form, context: dict[str, Any], error: StaleEdit) -> str:
    newer(form, error.theirs["version"])
    rows = [
        (label, _shown(error.theirs.get(key)), _shown(error.mine.get(key)))
        for key, label in _FIELDS.items()
        if error.theirs.get(key) != error.mine.get(key)
    ]
    context |= {"stale": error, "stale_rows": rows}
    return ""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return number(value) if isinstance(value, int) else str(value or "")


def page(request: ActorRequest, template: str, context: dict[str, Any], status: int = 0) -> HttpResponse:
    """A page of a case stays in no cache; a form that came back answers 422."""
    usual: dict[str, Any] = {"refusal": "", "doubts": [], "stale": None, "stale_rows": []}
    case = context.get("case")
    if request.method == "POST" and not status and isinstance(case, Case):  # what came back shows the case as well
        what = "Biểu mẫu gửi lại"
        looked(request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what=what)
    answer = render(
        request, f"cases/plans/{template}.html", {**usual, **context},
        status=status or (422 if request.method == "POST" else 200),
    )  # fmt: skip
    answer["Cache-Control"] = "no-store"
    return answer
