"""/quan-tri/co-quan/: the agencies of a province, their names through time, and those it adds itself."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.accounts import services
from chungtay.accounts.forms.people import AgencyFilter, AgencyForm, EndAgencyForm, RenameForm
from chungtay.accounts.kinds import AGENCY_KINDS
from chungtay.accounts.models import Agency, Post
from chungtay.accounts.policies import AccountsPermission
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Unit

CRUMBS = [("Cơ quan", "/quan-tri/co-quan/")]


def _agency(request: ActorRequest, pk: int) -> Agency:
    return get_object_or_404(
        Agency.objects.select_related("unit").filter(path_condition("unit_path", request.actor)), pk=pk
    )


@require_GET
@asks(AccountsPermission.AGENCIES)
def agencies(request: ActorRequest) -> HttpResponse:
    form = AgencyFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Agency.objects.on(form.day()).filter(path_condition("unit_path", request.actor)).select_related("unit")
    for word in fold(asked.get("tim", "")).split():
        rows = rows.filter(Q(folded__contains=word) | Q(unit__folded__contains=word))
    if asked.get("loai"):
        rows = rows.filter(kind=asked["loai"])
    page = Paginator(rows.order_by("unit_path", "kind", "name", "pk"), 50).get_page(request.GET.get("trang"))
    return render(request, "accounts/agencies.html", {"form": form, "page": page, "kinds": AGENCY_KINDS})


@require_GET
@asks(AccountsPermission.AGENCIES)
def agency(request: ActorRequest, pk: int) -> HttpResponse:
    thing, today = _agency(request, pk), timezone.localdate()
    context = {
        "agency": thing,
        "kind": AGENCY_KINDS.get(thing.kind, thing.kind),
        "names": thing.names.order_by("-valid_from"),
        "before": thing.precessions.select_related("predecessor").order_by("effective_on", "pk"),
        "after": thing.successions.select_related("successor").order_by("effective_on", "pk"),
        "posts": Post.objects.on(today)
        .filter(agency=thing)
        .select_related("user", "agency")
        .order_by("user__order_key"),
        "local": thing.sector.startswith("local:"),
        "crumbs": CRUMBS,
    }
    return render(request, "accounts/agency.html", context)


def _form(request: ActorRequest, form: Any, refusal: str, *, title: str, act: str) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "title": title, "act": act, "crumbs": CRUMBS}
    return render(request, "accounts/agency_form.html", context, status=422 if refusal or form.errors else 200)


@asks(AccountsPermission.AGENCIES)
def add_agency(request: ActorRequest) -> HttpResponse:
    units = (
        Unit.objects.on(timezone.localdate())
        .filter(path_condition("path", request.actor))
        .order_by("level", "order_key")
    )
    form = AgencyForm(request.POST or None, units=units, initial={"first_day": timezone.localdate()})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_agency(actor=request.actor, data=services.NewAgency(**form.cleaned_data))
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã thêm {made}.")
            return redirect("accounts:agency", pk=made.pk)
    return _form(request, form, refusal, title="Thêm cơ quan", act="Thêm cơ quan")


@asks(AccountsPermission.AGENCIES)
def rename_agency(request: ActorRequest, pk: int) -> HttpResponse:
    thing = _agency(request, pk)
    form = RenameForm(request.POST or None, initial={"name": thing.name, "first_day": timezone.localdate()})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_agency(actor=request.actor, agency=thing, **form.cleaned_data)
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, "Đã ghi tên mới. Tên cũ vẫn tìm được.")
            return redirect("accounts:agency", pk=pk)
    return _form(request, form, refusal, title=f"Đổi tên {thing}", act="Ghi tên mới")


@asks(AccountsPermission.AGENCIES)
def end_agency(request: ActorRequest, pk: int) -> HttpResponse:
    thing = _agency(request, pk)
    form = EndAgencyForm(request.POST or None, initial={"last_day": timezone.localdate()})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.end_agency(actor=request.actor, agency=thing, **form.cleaned_data)
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã ghi ngày kết thúc hoạt động của {thing}.")
            return redirect("accounts:agency", pk=pk)
    return _form(request, form, refusal, title=f"Kết thúc hoạt động: {thing}", act="Kết thúc")
