"""Warnings about figures: read by whoever reads the figures, explained by who answers for them. Nothing is blocked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import number
from chungtay.statistics.forms.releases import ReasonForm
from chungtay.statistics.picking import Picked, picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import checks_groups as groups
from chungtay.statistics.queries.checks import Warned, warnings
from chungtay.statistics.services.checks import give_reason

ROWS = 50
NAMED_UNITS = 20


@asks(FigurePermission.READ)
def checks(request: ActorRequest) -> HttpResponse:
    """The warnings of a unit and those beneath it; a reason is sent to the same address."""
    chosen = picked(request.actor, request.GET)
    require(request.actor, FigurePermission.READ, chosen.unit)
    refusal = ""
    if request.method == "POST":
        try:
            _explained(request, chosen)
            return redirect(request.get_full_path())
        except UserError as error:
            refusal = error.sentence
    found = warnings(request.actor, chosen.unit, chosen.period)
    context = {
        "picked": chosen, "refusal": refusal, "crumbs": [("Số liệu", "/so-lieu/")],
        "typed": request.POST.get("reason", ""), "asked": request.POST.get("nhom", ""),
        "ticked": request.POST.getlist("canh-bao"), "explains": bool(can(request.actor, FigurePermission.RETURN)),
        "explained": [one for one in found if one.reason is not None],
        **_shown(request, chosen, [one for one in found if one.reason is None]),
    }  # fmt: skip
    return render(request, "statistics/checks/list.html", context, status=422 if refusal else 200)


def _shown(request: ActorRequest, chosen: Picked, found: list[Warned]) -> dict[str, Any]:
    """What of the open warnings stands on the page: of one kind or unit when asked for, in groups, fifty at a time."""
    kind, place = request.GET.get("loai", ""), request.GET.get("noi", "")
    by = groups.BY_UNIT if request.GET.get("xep") == groups.BY_UNIT else groups.BY_KIND
    kept = [one for one in found if kind in ("", one.finding.kind) and place in ("", one.unit.path)]
    page = Paginator(groups.arranged(kept, by), ROWS).get_page(request.GET.get("trang"))

    def to(**more: str) -> str:
        words = {"xep": by, "loai": kind, "noi": place, **more}
        return f"?{chosen.query}&{urlencode({name: word for name, word in words.items() if word})}"

    counted = [(words, to(loai=code), kind == code, count) for code, words, count in groups.kinds(found)]
    places = groups.units(found)
    return {
        "open": found, "page": page, "groups": groups.groups(page.object_list, kept, by), "by_unit": by == groups.BY_UNIT,
        "kinds": [("Mọi loại", to(loai=""), not kind, len(found)), *counted],
        "orders": [(words, to(xep=code), by == code) for words, code in groups.ORDERS],
        "places": [(name, to(noi=path), count) for path, name, count in places[:NAMED_UNITS]],
        "more_places": max(0, len(places) - NAMED_UNITS), "everywhere": to(noi="") if place else "",
    }  # fmt: skip


def _explained(request: ActorRequest, chosen: Picked) -> None:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise UserError("Hãy ghi lý do, nhiều nhất 500 chữ.", field="reason")
    keys = request.POST.getlist("moi" if "ca-nhom" in request.POST else "canh-bao")
    done, gone = give_reason(
        actor=request.actor, unit=chosen.unit, period=chosen.period, keys=keys,
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
    more = f" {number(gone)} cảnh báo không còn vì số liệu đã đổi." if gone else ""
    tell(request, f"Đã ghi lý do cho {number(done)} cảnh báo.{more}")
