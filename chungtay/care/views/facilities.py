"""Facilities: their lists (Mẫu 14) and the file of each child on its way to a family."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.care import papers, sealing
from chungtay.care.forms.placements import DayForm, NeedForm, NeedStepForm
from chungtay.care.models import FacilityNeed
from chungtay.care.policies import CarePermission
from chungtay.care.queries import facilities as queries
from chungtay.care.services import facilities as services
from chungtay.care.states import NEED
from chungtay.care.views import loading
from chungtay.foundation import audit
from chungtay.foundation.access import can, require
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.workflow import available

STEPS = {"nhan": "need_receive", "tham-dinh": "need_appraise", "chuyen": "need_send", "da-nhan": "need_told",
         "cham-dut": "need_ended", "rut": "need_withdraw"}  # fmt: skip


def crumbs() -> list[tuple[str, str]]:
    return loading.crumbs(("Cơ sở trợ giúp xã hội", reverse("care:facilities")))


@require_GET
@asks(CarePermission.READ)
def facility_list(request: ActorRequest) -> HttpResponse:
    houses, sent = queries.houses(request.actor), queries.sent_here(request.actor)
    ids = [need.pk for house in houses for need, name in house.needs if name] + [need.pk for need, name in sent if name]
    if ids:
        path = request.actor.unit_paths[0]
        looked(
            request.actor,
            "list",
            "care.facilityneed",
            unit_path=path,
            object_ids=ids,
            what="Trẻ ở cơ sở cần gia đình chăm sóc",
        )
    may_add = str(CarePermission.REGISTER) in request.actor.permissions
    context = {"houses": houses, "sent": sent, "may_add": may_add, "crumbs": loading.crumbs(), "listed_form": DayForm()}
    return render(request, "care/facilities.html", context)


@asks(CarePermission.FACILITY)
def need_add(request: ActorRequest, pk: int) -> HttpResponse:
    facility = loading.load_carer(pk)
    require(request.actor, CarePermission.FACILITY, facility)
    if facility.kind != "facility":
        raise Http404
    form = NeedForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "facility": queries.name_of(request.actor, facility), "crumbs": crumbs()}

    def add() -> str:
        data = dict(form.cleaned_data)
        on = data.pop("on")
        line = services.Listed(**{name: data[name] for name in services.Listed.__dataclass_fields__})
        return services.add(actor=request.actor, facility=facility, line=line, on=on).get_absolute_url()

    answer = loading.sent(request, form, context, add, "Đã đưa trẻ vào danh sách.")
    return answer or loading.form_page(request, "care/need_form.html", context)


@require_POST
@asks(CarePermission.FACILITY)
def listed(request: ActorRequest, pk: int) -> HttpResponse:
    facility = loading.load_carer(pk)
    services.listed(actor=request.actor, facility=facility, on=timezone.localdate())
    tell(request, "Đã ghi: cơ sở đã lập danh sách. Lần sau sau 6 tháng.")
    return redirect("care:facilities")


@require_GET
@asks(CarePermission.PRINT)
def list_print(request: ActorRequest, pk: int) -> HttpResponse:
    """Mẫu 14."""
    facility = loading.load_carer(pk)
    require(request.actor, CarePermission.OPEN, facility)
    needs = [
        (need, sealing.unseal(need)) for need in FacilityNeed.objects.filter(facility=facility, state__in=queries.OPEN)
    ]
    ids = [need.pk for need, _ in needs]
    looked(request.actor, "print", "care.facilityneed", unit_path=facility.unit_path, object_ids=ids, what="In Mẫu 14")
    audit.record(request.actor, "care_printed", facility, label=facility.code, data={"form": "14"})
    name = queries.name_of(request.actor, facility)
    return loading.as_word(
        papers.facility_list(facility, name, needs, timezone.localdate()), f"mau-14-{facility.code.lower()}"
    )


@require_GET
@asks(CarePermission.READ)
def need(request: ActorRequest, pk: int) -> HttpResponse:
    row = loading.load_need(pk)
    require(request.actor, CarePermission.READ, row)
    return _page(request, row)


def _page(
    request: ActorRequest, row: FacilityNeed, *, status: int = 200, failed: NeedStepForm | None = None, **more: Any
) -> HttpResponse:
    """Names only where this post may open them: the province appraises by code and paper file."""
    name = queries.name_of(request.actor, row)
    if name:
        looked(
            request.actor, "page", "care.facilityneed", unit_path=row.child_path, object_id=row.pk, what="Trẻ ở cơ sở"
        )
    steps = [
        (code, NEED.by_name[arrow])
        for code, arrow in STEPS.items()
        if arrow in {one.name for one in available(NEED, row, request.actor)}
    ]
    forms = [(code, arrow.label, NeedStepForm(step=arrow.name, auto_id=f"{code}_%s")) for code, arrow in steps]
    if failed is not None:
        forms = [(code, label, failed if code == more.get("opened") else form) for code, label, form in forms]
    may_match = bool(row.fit) and row.state in {"appraised", "at_commune"} and row.placement_id is None
    may_match = may_match and bool(can(request.actor, CarePermission.PROPOSE, row))
    context = {"need": row, "name": name, "body": sealing.unseal(row) if name else {}, "forms": forms, "refusal": "", "opened": "",
               "crumbs": crumbs(), "may_match": may_match}  # fmt: skip
    return render(request, "care/need.html", {**context, **more}, status=status)


@require_POST
@asks(CarePermission.READ)
def need_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    row = loading.load_need(pk)
    if step not in STEPS:
        raise Http404
    name = STEPS[step]
    require(request.actor, NEED.by_name[name].permission, row)
    form = NeedStepForm(request.POST, step=name, auto_id=f"{step}_%s")
    context: dict[str, Any] = {"opened": step}

    def take() -> str:
        data = form.cleaned_data
        services.step(
            actor=request.actor, need=row, name=name, on=data["on"], fit=data.get("fit"), to_unit=data.get("to_unit"),
            words=data.get("words", ""),
        )  # fmt: skip
        return row.get_absolute_url()

    answer = loading.sent(request, form, context, take, "Đã ghi.")
    return answer or _page(request, loading.load_need(pk), status=422, failed=form, **context)
