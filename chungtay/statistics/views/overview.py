"""The leader's page: the few figures that matter, and who is behind."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chungtay.foundation.requests import ActorRequest, asks
from chungtay.statistics import exhibits, showing
from chungtay.statistics.picking import picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import overview as queries
from chungtay.statistics.views.keeping import not_kept


@require_GET
@asks(FigurePermission.READ)
def overview(request: ActorRequest) -> HttpResponse:
    chosen = picked(request.actor, request.GET, kind=queries.reckoning())
    if (waits := not_kept(request, chosen)) is not None:
        return waits
    found = queries.overview(request.actor, chosen.unit, chosen.period, request.GET.get("chi-tieu", "")[:80])
    shown = exhibits.addressed(request, showing.of_overview(found))
    answer = exhibits.answer(request, shown, request.actor, chosen.unit)
    if answer is not None:
        return answer
    context = {"picked": chosen, "found": found, "exhibits": shown, "crumbs": []}
    return render(request, "statistics/looks/overview.html", context)
