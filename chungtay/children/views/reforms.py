"""Pages of a reform: what waits, the rehearsal with its counts, applying, taking back, placing what no hamlet told."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chungtay.children.forms.moves import PlaceForm, RehearseForm
from chungtay.children.models import Child, Reform
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import moves as queries
from chungtay.children.services import reforms as services
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_numbers
from chungtay.foundation.vietnamese import number
from chungtay.territory.models import Unit
from chungtay.territory.queries import successors

CRUMBS = [("Sắp xếp đơn vị", "/sap-xep/")]


@require_GET
@asks(ChildPermission.REFORM)
def overview(request: ActorRequest) -> HttpResponse:
    """Units that have ended and still keep records, by the day of the reform; and what was done before."""
    waiting: dict[dt.date, list[services.OldUnit]] = {}
    for old in services.pending(request.actor, timezone.localdate()):
        waiting.setdefault(old.unit.valid_to or dt.date.min, []).append(old)
    days = [
        (day, olds, sum(old.children for old in olds), reverse("children_moves:rehearse", args=[day.isoformat()]))
        for day, olds in sorted(waiting.items(), reverse=True)
    ]
    return render(
        request, "children/reforms/overview.html", {"days": days, "reforms": queries.reforms(request.actor)[:50]}
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@asks(ChildPermission.REFORM)
def rehearse(request: ActorRequest, day: str) -> HttpResponse:
    """Asks, for each hamlet of a split commune, where it went; then writes the plan down without moving anything."""
    on = _day(day)
    old_units = [old for old in services.pending(request.actor, timezone.localdate()) if old.unit.valid_to == on]
    form = RehearseForm(request.POST if request.method == "POST" else None, old_units=old_units)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.rehearse(
                actor=request.actor, province=Unit.objects.get(pk=request.actor.unit_id), effective_on=on,
                hamlets=form.targets(),
            )  # fmt: skip
            tell(request, "Đã chạy thử. Chưa hồ sơ nào được chuyển; hãy xem số liệu rồi quyết định.")
            return redirect("children_moves:reform", pk=made.pk)
        except UserError as error:
            refusal = error.sentence
    context = {"day": on, "form": form, "old_units": old_units, "refusal": refusal, "crumbs": CRUMBS}
    return render(request, "children/reforms/rehearse.html", context, status=422 if refusal else 200)


def _reform(request: ActorRequest, pk: int) -> Reform:
    found: Reform = get_object_or_404(queries.reforms(request.actor), pk=pk)
    return found


@require_GET
@asks(ChildPermission.REFORM)
def reform(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _reform(request, pk))


def _page(request: ActorRequest, found: Reform, refusal: str = "") -> HttpResponse:
    lines = queries.balance(found)
    totals = {
        "children": sum(line.children for line in lines),
        "placed": sum(line.placed for line in lines),
        "waiting": sum(line.waiting for line in lines),
    }
    context = {"reform": found, "lines": lines, "totals": totals, "refusal": refusal, "crumbs": CRUMBS,
               "may_apply": found.effective_on <= timezone.localdate()}  # fmt: skip
    return render(request, "children/reforms/reform.html", context, status=422 if refusal else 200)


@require_POST
@asks(ChildPermission.REFORM)
def reform_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """apply or reverse."""
    found = _reform(request, pk)
    try:
        if step == "ap-dung":
            done = services.apply(actor=request.actor, reform=found)
            tell(
                request,
                f"Đã chuyển {number(done.result['children'])} hồ sơ trẻ em và {number(done.result['households'])} hộ.",
            )
        elif step == "hoan-tac":
            done = services.reverse(actor=request.actor, reform=found)
            stayed = done.result["moved_on"]
            more = f" {number(stayed)} trẻ đã chuyển tiếp nên ở lại nơi mới." if stayed else ""
            tell(request, f"Đã hoàn tác; hồ sơ trở về đơn vị cũ.{more}")
        else:
            raise Http404
    except UserError as error:
        return _page(request, _reform(request, pk), error.sentence)
    return redirect("children_moves:reform", pk=pk)


@require_http_methods(["GET", "POST"])
@asks(ChildPermission.REFORM)
def waiting(request: ActorRequest, path: str) -> HttpResponse:
    """Children still written under a unit that has ended: chosen ones go where a person says."""
    old = get_object_or_404(Unit, path=path)
    if not request.actor.covers(old.path):
        raise Http404
    rows = queries.waiting_children(request.actor, old)
    page = Paginator(rows, 50).get_page(request.GET.get("trang"))
    form = PlaceForm(request.POST if request.method == "POST" else None, units=[link.unit for link in successors(old)])
    refusal = ""
    if request.method == "POST" and form.is_valid():
        chosen = list(Child.objects.filter(pk__in=whole_numbers(request.POST.getlist("child")), unit=old))
        try:
            if not chosen:
                raise UserError("Hãy chọn ít nhất một trẻ.")
            placed = services.place_waiting(
                actor=request.actor, children=chosen, unit=Unit.objects.get(pk=form.cleaned_data["unit"]), hamlet=None,
                on=old.valid_to or timezone.localdate(),
            )  # fmt: skip
            tell(request, f"Đã chuyển {number(placed)} hồ sơ.")
            return redirect(request.get_full_path())
        except UserError as error:
            refusal = error.sentence
    looked(
        request.actor,
        "list",
        "children.child",
        unit_path=old.path,
        object_ids=[child.pk for child in page],
        what=f"Chờ phân về xã mới: {old.name}",
    )
    context = {"old": old, "page": page, "form": form, "refusal": refusal, "crumbs": CRUMBS}
    return render(request, "children/reforms/waiting.html", context, status=422 if refusal else 200)
