"""A period of the whole country that is not kept: said, instead of letting somebody wait; and the wish to keep it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.statistics import periods
from chungtay.statistics.picking import Picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import looking
from chungtay.statistics.services import keeping
from chungtay.territory.models import Level


def not_kept(request: ActorRequest, chosen: Picked) -> HttpResponse | None:
    """A page in place of one that would count every record of the country; None when the numbers come at once."""
    if chosen.unit.level != Level.COUNTRY or looking.is_built(chosen.period):
        return None
    running = chosen.period.code in looking.kept_periods()
    context = {"picked": chosen, "running": running, "crumbs": [("Số liệu", "/so-lieu/")]}
    return render(request, "statistics/looks/not_kept.html", context)


@require_POST
@asks(FigurePermission.DEFINE)
def keep(request: ActorRequest) -> HttpResponse:
    period = periods.parse(request.POST.get("ky", ""))
    keeping.keep_period(actor=request.actor, period=period)
    tell(request, f"{period.title} sẽ được tính trong ít phút. Anh/chị mở lại trang này sau.")
    return redirect(reverse("statistics:overview"))
