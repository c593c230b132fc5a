"""Making a release: the form, how far the machine is, what it would show and hide, and the publishing of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.foundation.vietnamese import date
from chungtay.statistics.forms.releases import ReleaseForm
from chungtay.statistics.models import Release, ReleaseWork
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.publishing.columns import Column
from chungtay.statistics.queries import looking
from chungtay.statistics.queries import releases as queries
from chungtay.statistics.services import release_work as services
from chungtay.territory.models import Unit

CRUMBS = [("Số liệu", "/so-lieu/")]
LIST = ("Công bố", "/so-lieu/cong-bo/")
_STATE = ReleaseWork.State


def works_of(request: ActorRequest) -> QuerySet[ReleaseWork]:
    """What this person has begun and not published: it can be left and found again."""
    return _own(request).exclude(state=_STATE.PUBLISHED).defer("cells")[:5]


def _own(request: ActorRequest) -> QuerySet[ReleaseWork]:
    mine = ReleaseWork.objects.filter(user_id=request.actor.user_id, post_id=request.actor.post_id)
    return mine.select_related("unit", "release")


@asks(FigurePermission.PUBLISH)
def new_release(request: ActorRequest) -> HttpResponse:
    """The form. What it asks for is worked out on a page of its own."""
    unit = Unit.objects.get(pk=request.actor.unit_id)
    form = _form(request, unit)
    context: dict[str, Any] = {"form": form, "refusal": "", "unit": unit, "crumbs": [*CRUMBS, LIST]}
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            work = services.ask(actor=request.actor, wanted=form.wanted(), words=form.words(), act=data["act"])
            return redirect(work.get_absolute_url())
        except UserError as error:
            context["refusal"] = error.sentence
    chosen = set(form["measures"].value() or ())
    context["groups"] = [
        (name, [(code, words, code in chosen) for code, words in rows], sum(code in chosen for code, _ in rows))
        for name, rows in looking.choices(timezone.localdate())
    ]
    wrong = bool(context["refusal"] or form.errors)
    return render(request, "statistics/releases/new.html", context, status=422 if wrong else 200)


def _form(request: ActorRequest, unit: Unit) -> ReleaseForm:
    """Empty, with what an earlier try said (`tu`), or with what the release to correct shows (`dinh-chinh`)."""
    work = _own(request).filter(pk=whole_number(request.GET.get("tu", "")) or 0, unit=unit).first()
    number = whole_number(request.GET.get("dinh-chinh", "")) or (work.asked["corrects"] if work else None)
    corrects = get_object_or_404(queries.of_territory(request.actor), pk=number, unit=unit) if number else None
    measures = [(code, words) for _, rows in looking.choices(timezone.localdate()) for code, words in rows]
    data = request.POST if request.method == "POST" else None
    initial = _said(work) if work is not None else _initial(corrects, unit)
    return ReleaseForm(data, initial=initial, unit=unit, measures=measures, corrects=corrects)


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


def _said(work: ReleaseWork) -> dict[str, Any]:
    kind, _, year = work.asked["period"].partition(":")
    return {**work.asked, "kind": kind, "year": year, "next_on": date(dt.date.fromisoformat(work.asked["next_on"]))}


@require_GET
@asks(FigurePermission.PUBLISH)
def release_work(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is; then the preview. The part that changes is asked for alone, and at the end the whole page."""
    work = get_object_or_404(_own(request), pk=pk)
    if work.state == _STATE.PUBLISHED:
        tell(request, "Đã công bố. Bản này không sửa được nữa; muốn đính chính thì lập bản mới.")
        url = work.release.get_absolute_url() if work.release else LIST[1]
        return _whole_page(HttpResponse(), url) if request.headers.get("HX-Request") else redirect(url)
    running = work.state in (_STATE.WAITING, _STATE.WORKING) and not work.stands_still
    context = {"work": work, "running": running, "crumbs": [*CRUMBS, LIST]}
    if request.headers.get("HX-Request"):
        part = render(request, "statistics/releases/progress.html", context)
        return part if running else _whole_page(part, work.get_absolute_url())
    return render(request, "statistics/releases/work.html", context | _previewed(work))


def _whole_page(answer: HttpResponse, url: str) -> HttpResponse:
    answer["HX-Redirect"] = url
    return answer


def _previewed(work: ReleaseWork) -> dict[str, Any]:
    cells = [(code, unit, value, hidden, why) for code, unit, value, hidden, why in work.cells]
    columns = [Column.from_data(data) for data in work.measures]
    counts = Counter(hidden for _, _, _, hidden, _ in cells)
    return {
        "tables": queries.tables(columns, work.asked["by"], queries.numbered(cells)),
        "counts": counts,
        "shown": counts[""],
    }


@require_POST
@asks(FigurePermission.PUBLISH)
def publish_release(request: ActorRequest, pk: int) -> HttpResponse:
    work = get_object_or_404(_own(request), pk=pk)
    try:
        work = services.publish(actor=request.actor, work=work)
    except UserError as error:
        context = {"work": work, "running": False, "refusal": error.sentence, "crumbs": [*CRUMBS, LIST]}
        return render(request, "statistics/releases/work.html", context | _previewed(work), status=422)
    return redirect(work.get_absolute_url())


@require_POST
@asks(FigurePermission.PUBLISH)
def again_release(request: ActorRequest, pk: int) -> HttpResponse:
    work = get_object_or_404(_own(request), pk=pk)
    work = services.again(actor=request.actor, work=work)
    return redirect(work.get_absolute_url())
