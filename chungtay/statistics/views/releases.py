"""Releases inside the house: made with a preview, read, and never changed."""

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
from chungtay.foundation.once import once
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.statistics.forms.releases import ReleaseForm, RuleForm
from chungtay.statistics.models.releases import Release
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.publishing.draft import Draft
from chungtay.statistics.queries import looking
from chungtay.statistics.queries import releases as queries
from chungtay.statistics.services import releases as services
from chungtay.territory.models import Unit

_CRUMBS = [("Số liệu", "/so-lieu/")]
_LIST = ("Công bố", "/so-lieu/cong-bo/")


@require_GET
@asks(FigurePermission.READ)
def releases(request: ActorRequest) -> HttpResponse:
    page = Paginator(queries.of_territory(request.actor), 30).get_page(request.GET.get("trang"))
    makes = bool(can(request.actor, FigurePermission.PUBLISH))
    context = {"page": page, "makes": makes, "rules": queries.rules_on(timezone.localdate()), "crumbs": _CRUMBS,
               "sets_rule": makes and "" in request.actor.unit_paths}  # fmt: skip
    return render(request, "statistics/releases/list.html", context)


@require_GET
@asks(FigurePermission.READ)
def release(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.of_territory(request.actor), pk=pk)
    require(request.actor, FigurePermission.READ, found)
    context = {"release": found, "tables": queries.tables_of(found), "crumbs": [*_CRUMBS, _LIST],
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
        context = {"release": found, "sentence": error.sentence, "crumbs": [*_CRUMBS, _LIST]}
        return render(request, "statistics/releases/unchanging.html", context, status=422 if request.POST else 200)
    return redirect(found.get_absolute_url())  # pragma: no cover - changing is never possible


@asks(FigurePermission.PUBLISH)
def new_release(request: ActorRequest) -> HttpResponse:
    """`step` publish makes it; anything else shows what would be published and what would be hidden."""
    unit = Unit.objects.get(pk=request.actor.unit_id)
    form = _form(request, unit)
    context: dict[str, Any] = {"form": form, "refusal": "", "made": None, "unit": unit, "crumbs": [*_CRUMBS, _LIST]}
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("step") == "publish":
                return redirect(_published(request, form))
            context |= _previewed(services.preview(actor=request.actor, wanted=form.wanted()))
        except UserError as error:
            context["refusal"] = error.sentence
    chosen = set(form["measures"].value() or ())
    groups = looking.choices(timezone.localdate())
    context["groups"] = [
        (name, [(code, words, code in chosen) for code, words in rows], sum(code in chosen for code, _ in rows))
        for name, rows in groups
    ]
    wrong = bool(context["refusal"] or form.errors)
    return render(request, "statistics/releases/new.html", context, status=422 if wrong else 200)


def _form(request: ActorRequest, unit: Unit) -> ReleaseForm:
    number = whole_number(request.GET.get("dinh-chinh", ""))
    corrects = get_object_or_404(queries.of_territory(request.actor), pk=number, unit=unit) if number else None
    measures = [(code, words) for _, rows in looking.choices(timezone.localdate()) for code, words in rows]
    data = request.POST if request.method == "POST" else None
    return ReleaseForm(data, initial=_initial(corrects, unit), unit=unit, measures=measures, corrects=corrects)


def _initial(corrects: Release | None, unit: Unit) -> dict[str, Any]:
    last_year = timezone.localdate().year - 1
    if corrects is None:
        return {
            "kind": "year",
            "year": last_year,
            "title": f"Số liệu trẻ em năm {last_year} – {unit.name}",
            "by": ["sex"],
        }
    kind, _, year = corrects.period.partition(":")
    return {"kind": kind, "year": year, "title": f"{corrects.title} (đính chính)", "by": corrects.by, "level": corrects.level,
            "measures": [data["code"] for data in corrects.measures], "note": corrects.note}  # fmt: skip


def _published(request: ActorRequest, form: ReleaseForm) -> str:
    data = form.cleaned_data

    def do() -> str:
        return services.publish(
            actor=request.actor, wanted=form.wanted(), title=data["title"], next_on=data["next_on"], note=data["note"],
            correction=data.get("correction", ""),
        ).get_absolute_url()  # fmt: skip

    address = once(request.actor.user_id, data["act"], do, said=data["title"])
    tell(request, "Đã công bố. Bản này không sửa được nữa; muốn đính chính thì lập bản mới.")
    return address


def _previewed(made: Draft) -> dict[str, Any]:
    cells = [(one.column.code, one.unit.name, one.value, one.hidden, one.why) for one in made.cells]
    return {"made": made, "tables": queries.tables(made.columns, made.wanted.by, cells), "counts": made.counts,
            "shown": len(made.cells) - sum(made.counts[one] for one in ("small", "keeps", "none"))}  # fmt: skip


@asks(FigurePermission.PUBLISH)
def rules(request: ActorRequest) -> HttpResponse:
    """What counts as small; the ministry sets it for the whole country."""
    now = queries.rules_on(timezone.localdate())
    initial = {"small": now.plain.small, "sealed_small": now.sealed.small}
    form = RuleForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "rules": now, "refusal": "", "crumbs": [*_CRUMBS, _LIST],
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
