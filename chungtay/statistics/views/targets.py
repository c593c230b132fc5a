"""Targets of a year: read by everybody, set by those who define figures."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.statistics import periods
from chungtay.statistics.forms.looks import TargetForm
from chungtay.statistics.models import Target
from chungtay.statistics.picking import picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import looking
from chungtay.statistics.queries import targets as queries
from chungtay.statistics.services import targets as services
from chungtay.territory.models import Unit


@asks(FigurePermission.READ)
def targets(request: ActorRequest) -> HttpResponse:
    year = _year(request.GET.get("nam", ""))
    form = _form(request) if can(request.actor, FigurePermission.DEFINE) else None
    sentence = ""
    if request.method == "POST":
        require(request.actor, FigurePermission.DEFINE)
        if form is not None and form.is_valid():
            try:
                return _set(request, form)
            except UserError as error:
                sentence = error.sentence
    day = periods.of_kind("year", year).last
    rows = [(row, looking.named(f"{row.indicator}.{row.measure}", day)) for row in queries.visible(request.actor, year)]
    context = {"rows": rows, "year": year, "years": range(year + 2, year - 4, -1), "form": form, "sentence": sentence}
    wrong = bool(sentence or (form is not None and form.errors))
    return render(request, "statistics/looks/targets.html", context, status=422 if wrong else 200)


def _year(text: str) -> int:
    number = whole_number(text)
    return number if number is not None and 1990 <= number <= 2100 else timezone.localdate().year


def _form(request: ActorRequest) -> TargetForm:
    units = picked(request.actor, {}).units
    return TargetForm(
        request.POST or None,
        measures=[("", "Chọn chỉ tiêu"), *looking.choices(timezone.localdate())],
        units=[(unit.path or "VN", unit.name) for unit in units],
    )


def _set(request: ActorRequest, form: TargetForm) -> HttpResponse:
    given = form.cleaned_data
    unit = get_object_or_404(Unit, path="" if given["unit"] == "VN" else given["unit"])
    aimed = services.Aimed(given["measure"], given["year"], given["way"], given["value"], given["basis"])
    services.set_target(actor=request.actor, unit=unit, aimed=aimed)
    tell(request, f"Đã ghi chỉ tiêu năm {given['year']} cho {unit.name}.")
    return redirect(f"{reverse('statistics:targets')}?nam={given['year']}")


@require_POST
@asks(FigurePermission.DEFINE)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    visible = get_object_or_404(Target.objects.select_related("unit"), pk=pk)
    if not request.actor.covers(visible.unit.path):
        raise Http404
    require(request.actor, FigurePermission.DEFINE, visible)
    services.remove_target(actor=request.actor, target=visible)
    tell(request, "Đã bỏ chỉ tiêu.")
    return redirect(f"{reverse('statistics:targets')}?nam={visible.year}")
