"""A number opened: what it is, how it came about, what is beneath it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.requests import ActorRequest, asks
from chungtay.statistics import catalogue, exhibits, showing
from chungtay.statistics.picking import Picked, picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import bridging, looking, opened
from chungtay.statistics.queries import overview as overviews
from chungtay.statistics.views.keeping import not_kept


@require_GET
@asks(FigurePermission.READ)
def figure(request: ActorRequest, code: str) -> HttpResponse:
    chosen = picked(request.actor, request.GET, kind=overviews.reckoning())
    if (waits := not_kept(request, chosen)) is not None:
        return waits
    indicator = catalogue.indicator(code, chosen.period.last)
    if indicator is None:
        raise Http404
    named = _named(request, code, chosen)
    card, rows = opened.units_beneath(request.actor, named, chosen.unit, chosen.period)
    breaks = opened.breaks_of(request.actor, named, chosen.unit, chosen.period)
    drawn = [showing.ranking(card, rows, chosen.period), *showing.of_breaks(named, breaks, chosen.period)]
    shown = exhibits.addressed(request, drawn)
    answer = exhibits.answer(request, shown, request.actor, chosen.unit)
    if answer is not None:
        return answer
    context = {
        "indicator": indicator, "named": named, "picked": chosen, "exhibits": shown, "rows": rows,
        "opened": opened.opened(request.actor, indicator, chosen.unit, chosen.period),
        "agency": indicator.agency_on(chosen.period.counted_on(timezone.localdate())), **_asked(request, named, chosen),
    }  # fmt: skip
    return render(request, "statistics/looks/figure.html", context)


def _named(request: ActorRequest, code: str, chosen: Picked) -> looking.Named:
    """The measure the lists are about: the one asked for, else the main one."""
    wanted = looking.named(f"{code}.{request.GET.get('cach-tinh', '')}", chosen.period.last)
    return wanted or looking.named_or_404(code, chosen.period.last)


def _asked(request: ActorRequest, named: looking.Named, chosen: Picked) -> dict[str, object]:
    """What is worked out only when somebody asks: the maps of other days, the bridge to another period."""
    view = request.GET.get("xem", "")
    found: dict[str, object] = {"view": view, "geographies": None, "bridge": None, "other": None}
    if view == "dia-gioi":
        found["geographies"] = opened.geographies(request.actor, named, chosen.unit, chosen.period)
    if view == "so-sanh":
        other = opened.other_period(chosen.period, request.GET.get("so-voi", ""))
        found["other"] = other
        if looking.can_wait_for(chosen.unit, other):
            found["bridge"] = bridging.between(request.actor, named, chosen.unit, other, chosen.period)
    return found
