"""A measure on the map, and the boundaries an administrator brings."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.statistics import exhibits, showing
from chungtay.statistics.forms.looks import BoundaryForm
from chungtay.statistics.maps.geojson import MOST_BYTES
from chungtay.statistics.picking import picked
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import looking
from chungtay.statistics.queries import maps as queries
from chungtay.statistics.queries import overview as overviews
from chungtay.statistics.services import boundaries as services
from chungtay.statistics.views.keeping import not_kept
from chungtay.territory.models import Level, Unit


@require_GET
@asks(FigurePermission.READ)
def units_map(request: ActorRequest) -> HttpResponse:
    chosen = picked(request.actor, request.GET, kind=overviews.reckoning())
    if (waits := not_kept(request, chosen)) is not None:
        return waits
    wanted = request.GET.get("chi-tieu", "") or overviews.usual(chosen.period)
    named = looking.named_or_404(wanted, chosen.period.last)
    found = queries.mapped(request.actor, named, chosen.unit, chosen.period)
    drawn, linked = showing.of_map(named, found, chosen.unit, chosen.period)
    shown = exhibits.addressed(request, [drawn])
    answer = exhibits.answer(request, shown, request.actor, chosen.unit)
    if answer is not None:
        return answer
    context = {
        "picked": chosen, "named": named, "found": found, "exhibit": shown[0], "svg": linked,
        "measures": looking.choices(chosen.period.last), "more": "statistics/looks/choose_measure.html",
    }  # fmt: skip
    return render(request, "statistics/looks/map.html", context)


@asks(FigurePermission.DEFINE)
def boundaries(request: ActorRequest) -> HttpResponse:
    """Looks a file through (`step` check), or stores its boundaries."""
    form = BoundaryForm(request.POST or None, request.FILES or None, own_level=request.actor.level)
    context: dict[str, object] = {"form": form, "sentence": "", "matching": None}
    if request.method == "POST" and form.is_valid():
        try:
            matching = _brought(request.actor, form, store=request.POST.get("step") == "load")
        except UserError as error:
            context["sentence"] = error.sentence
        else:
            if request.POST.get("step") == "load":
                tell(request, f"Đã nạp ranh giới của {len(matching.pairs)} đơn vị.")
                return redirect("statistics:map")
            context["matching"] = matching
    wrong = bool(context["sentence"] or form.errors)
    return render(request, "statistics/looks/boundaries.html", context, status=422 if wrong else 200)


def _brought(actor: Actor, form: BoundaryForm, *, store: bool) -> services.Matching:
    given = form.cleaned_data
    file = given["file"]
    if file.size > MOST_BYTES:
        raise UserError("Tệp ranh giới lớn hơn 60 MB. Hãy đơn giản hóa đường ranh giới rồi nạp lại.", field="file")
    own = Unit.objects.get(pk=actor.unit_id)
    within = None if own.level == Level.COUNTRY else own
    today, content = timezone.localdate(), file.read()
    if not store:
        return services.matched(content, level=given["level"], on=today, by=given["match"], within=within)
    return services.load(
        actor=actor, content=content, level=given["level"], on=today, source=given["source"], by=given["match"], within=within
    )  # fmt: skip
