"""Warnings about figures: read by whoever reads the figures, explained by who answers for them. Nothing is blocked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.statistics.forms.releases import ReasonForm
from chungtay.statistics.picking import Picked, picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries.checks import warnings
from chungtay.statistics.services.checks import give_reason
from chungtay.territory.queries import unit_by_path


@asks(FigurePermission.READ)
def checks(request: ActorRequest) -> HttpResponse:
    """The warnings of a unit and those beneath it; a reason is sent to the same address."""
    chosen = picked(request.actor, request.GET)
    require(request.actor, FigurePermission.READ, chosen.unit)
    context: dict[str, Any] = {"picked": chosen, "refusal": "", "typed": {}, "crumbs": [("Số liệu", "/so-lieu/")]}
    if request.method == "POST":
        try:
            _explained(request, chosen)
            return redirect(f"{reverse('statistics:checks')}?{chosen.query}")
        except UserError as error:
            context |= {"refusal": error.sentence, "typed": request.POST}
    found = warnings(request.actor, chosen.unit, chosen.period)
    context |= {
        "open": [one for one in found if one.reason is None], "explained": [one for one in found if one.reason is not None],
        "explains": bool(can(request.actor, FigurePermission.RETURN)),
    }  # fmt: skip
    return render(request, "statistics/checks/list.html", context, status=422 if context["refusal"] else 200)


def _explained(request: ActorRequest, chosen: Picked) -> None:
    about = unit_by_path(request.POST.get("unit", "")) if request.POST.get("unit") else chosen.unit
    if about is None:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise UserError("Hãy ghi lý do, nhiều nhất 500 chữ.", field="reason")
    give_reason(actor=request.actor, unit=chosen.unit, period=chosen.period, about=about, **form.cleaned_data)
    tell(request, "Đã ghi lý do. Lý do được lưu cùng cảnh báo.")
