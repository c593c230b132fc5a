"""Looking for a carer for one child: an order with its reasons, and the proposal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from chungtay.care.forms.placements import ProposeForm
from chungtay.care.matching import ARTICLE
from chungtay.care.policies import CarePermission
from chungtay.care.queries import carers as queries
from chungtay.care.services import placements as services
from chungtay.care.services.placements import Need
from chungtay.care.views import loading
from chungtay.cases.models import Case
from chungtay.children.models import Child
from chungtay.children.wording import SEX, age_words
from chungtay.foundation.looking import looked
from chungtay.foundation.requests import ActorRequest, asks, whole_number


def _need(request: ActorRequest) -> Need:
    """The child (`tre`), the case (`vu-viec`) or the line of a facility's list (`co-so`); 404 when it is out of scope."""
    child_id, case_id, listed = (whole_number(request.GET.get(name, "")) for name in ("tre", "vu-viec", "co-so"))
    if child_id is None and case_id is None and listed is None:
        raise Http404
    child = get_object_or_404(Child.objects.select_related("unit"), pk=child_id) if child_id is not None else None
    case = get_object_or_404(Case.objects.select_related("unit", "child"), pk=case_id) if case_id is not None else None
    need = Need(child=child, case=case, listed=loading.load_need(listed) if listed is not None else None)
    services.ask_for(request.actor, need)
    return need


def _look(request: ActorRequest, need: Need, order: queries.Order) -> None:
    what = "Tìm người chăm sóc thay thế"
    if need.case is not None:
        looked(request.actor, "page", "cases.case", unit_path=need.case.unit_path, object_id=need.case.pk, what=what)
    if need.child is not None:
        looked(
            request.actor, "page", "children.child", unit_path=need.child.unit_path, object_id=need.child.pk, what=what
        )
    if need.listed is not None:
        looked(
            request.actor, "page", "care.facilityneed", unit_path=need.unit.path, object_id=need.listed.pk, what=what
        )
    if order.shown:
        looked(request.actor, "list", "care.carer", unit_path=need.unit.path, object_ids=order.shown, what=what)


@asks(CarePermission.PROPOSE)
def match(request: ActorRequest) -> HttpResponse:
    need = _need(request)
    known, today = need.known(), timezone.localdate()
    siblings, needs_care = min(whole_number(request.GET.get("anh-em", "")) or 0, 9), request.GET.get("can-cham") == "co"
    order = queries.order_for(request.actor, need, siblings=siblings, needs_care=needs_care, on=today)
    form = ProposeForm(request.POST or None)
    context: dict[str, Any] = {
        "need": need, "known": known, "order": order, "form": form, "article": ARTICLE, "siblings": siblings,
        "needs_care": needs_care, "age": age_words(known["birth"], today), "sex": SEX.get(known["sex"], SEX[""]),
        "kept": [(name, request.GET[name]) for name in ("tre", "vu-viec", "co-so") if request.GET.get(name)],
        "may_add_relative": str(CarePermission.REGISTER) in request.actor.permissions, "crumbs": loading.crumbs(),
    }  # fmt: skip
    said = "Đã đề xuất người chăm sóc."
    if answer := loading.sent(request, form, context, lambda: _propose(request, need, form), said):
        return answer
    if request.method == "GET":
        _look(request, need, order)
    return loading.form_page(request, "care/match.html", context)


def _propose(request: ActorRequest, need: Need, form: ProposeForm) -> str:
    data = form.cleaned_data
    made = services.propose(
        actor=request.actor, need=need, carer_id=data["carer"], ground=data["ground"], needs=data["needs"]
    )
    return made.get_absolute_url()
