"""Releases inside the house: read, and never changed; and the rule of small counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.statistics.forms.releases import RuleForm
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import releases as queries
from chungtay.statistics.services import releases as services
from chungtay.statistics.views.release_work import CRUMBS, LIST, works_of


@require_GET
@asks(FigurePermission.READ)
def releases(request: ActorRequest) -> HttpResponse:
    page = Paginator(queries.of_territory(request.actor), 30).get_page(request.GET.get("trang"))
    makes = bool(can(request.actor, FigurePermission.PUBLISH))
    context = {
        "page": page, "makes": makes, "works": works_of(request) if makes else (), "crumbs": CRUMBS,
        "rules": queries.rules_on(timezone.localdate()), "sets_rule": makes and "" in request.actor.unit_paths,
    }  # fmt: skip
    return render(request, "statistics/releases/list.html", context)


@require_GET
@asks(FigurePermission.READ)
def release(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.of_territory(request.actor), pk=pk)
    require(request.actor, FigurePermission.READ, found)
    context = {"release": found, "tables": queries.tables_of(found), "crumbs": [*CRUMBS, LIST],
               "later": found.corrected_by.all(), "makes": bool(can(request.actor, FigurePermission.PUBLISH)),
               "breaks": queries.break_words(found.by)}  # fmt: skip
    return render(request, "statistics/releases/release.html", context)


@asks(FigurePermission.PUBLISH)
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Who asks to change a release is told why not, and led to a new one that corrects it."""
    found = get_object_or_404(queries.of_territory(request.actor), pk=pk)
    require(request.actor, FigurePermission.PUBLISH, found)
    try:
        services.change(actor=request.actor, release=found)
    except UserError as error:
        context = {"release": found, "sentence": error.sentence, "crumbs": [*CRUMBS, LIST]}
        return render(request, "statistics/releases/unchanging.html", context, status=422 if request.POST else 200)
    return redirect(found.get_absolute_url())  # pragma: no cover - changing is never possible


@asks(FigurePermission.PUBLISH)
def rules(request: ActorRequest) -> HttpResponse:
    """What counts as small; the ministry sets it for the whole country."""
    now = queries.rules_on(timezone.localdate())
    initial = {"small": now.plain.small, "sealed_small": now.sealed.small}
    form = RuleForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "rules": now, "refusal": "", "crumbs": [*CRUMBS, LIST],
                               "sets": "" in request.actor.unit_paths, "tomorrow": timezone.localdate() + dt.timedelta(days=1),
                               "history": queries.rule_history()}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rule(actor=request.actor, **form.cleaned_data)
            tell(request, "Đã đặt quy tắc mới từ ngày mai.")
            return redirect("statistics:release_rules")
        except UserError as error:
            context["refusal"] = error.sentence
    return render(request, "statistics/releases/rules.html", context, status=422 if request.method == "POST" else 200)
