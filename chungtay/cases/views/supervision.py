"""Supervision: clocks by step and unit, the grid, lists of codes, load, offenders, another limit on trial, the workbook."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.cases import duties
from chungtay.cases.forms.clocks import TrialForm
from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import simulation
from chungtay.cases.queries import supervision as reads
from chungtay.cases.queries import supervision_cases as lists
from chungtay.cases.queries.clocks import SUBJECT_WORDS, concerns_of, line_of, pauses_of
from chungtay.cases.views.supervision_words import chosen_words, grid_rows, with_words
from chungtay.cases.workbooks_supervision import supervision as workbook_of
from chungtay.foundation import audit
from chungtay.foundation.access import Actor
from chungtay.foundation.looking import looked
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import date
from chungtay.territory.queries import children_of

P = CasePermission


def page_of(request: ActorRequest, here: str) -> dict[str, Any]:
    """What every page of supervision shows: the place, its communes to choose from, the other pages."""
    now = timezone.now()
    today = timezone.localdate(now)
    place = reads.place_of(request.actor, request.GET.get("xa", ""), today)
    own = reads.place_of(request.actor, "", today)
    communes = children_of(own.unit, today) if own.unit is not None and not own.of_commune else []
    chosen = request.GET.get("xa", "") if place.unit is not None and place.unit != own.unit else ""
    return {
        "place": place, "communes": communes, "chosen": chosen, "query": f"?xa={chosen}" if chosen else "",
        "tabs": _tabs(here, f"?xa={chosen}" if chosen else ""), "now": now, "today": today,
        "crumbs": [("Vụ việc", "/vu-viec/"), ("Giám sát", reverse("case_clocks:overview"))][: 1 if here == "overview" else 2],
    }  # fmt: skip


_PARTS = {
    "overview": "Thời hạn", "grid": "Nguy cơ và liên hệ", "cases": "Danh sách", "again": "Báo lại", "officers": "Tải công việc",
    "offenders": "Người gây hại", "trial": "Thử hạn khác", "rules": "Quy định",
}  # fmt: skip


def _tabs(here: str, query: str) -> list[tuple[str, str, bool]]:
    return [(words, reverse(f"case_clocks:{name}") + query, name == here) for name, words in _PARTS.items()]


def _seen(actor: Actor, place: reads.Place, cases: list[int], what: str) -> None:
    """A list of codes is a look too: who saw which cases stand in it."""
    path = place.unit.path if place.unit is not None else ""
    if cases and (path or actor.unit_paths):
        looked(actor, "list", "cases.case", unit_path=path or actor.unit_paths[0], object_ids=cases, what=what)


@require_GET
@asks(P.SUPERVISE)
def overview(request: ActorRequest) -> HttpResponse:
    context = page_of(request, "overview")
    place, now = context["place"], context["now"]
    steps = reads.by_code(place, now)
    context |= {
        "steps": steps, "late": sum(row.late for row in steps), "soon": sum(row.soon for row in steps),
        "running": sum(row.running for row in steps), "paused": sum(row.paused for row in steps),
        "units": [] if place.of_commune else reads.by_unit(place, now, context["today"]),
    }  # fmt: skip
    return render(request, "cases/supervision/overview.html", context)


@require_GET
@asks(P.SUPERVISE)
def risk_grid(request: ActorRequest) -> HttpResponse:
    context = page_of(request, "grid")
    found = lists.grid(context["place"], context["now"], context["today"])
    context |= {
        "rows": grid_rows(found, context["chosen"]),
        "duties": lists.DUTY_WORDS,
        "total": found.of(),
        "grid": found,
    }
    return render(request, "cases/supervision/grid.html", context)


@require_GET
@asks(P.SUPERVISE)
def case_list(request: ActorRequest) -> HttpResponse:
    context, asked = page_of(request, "cases"), lists.asked_from(request.GET)
    found = lists.case_list(context["place"], asked, context["now"], context["today"])
    _seen(request.actor, context["place"], [case.pk for case in found.cases], "Giám sát: danh sách vụ việc")
    laws, again = reads.clock_laws(), request.GET.copy()
    again["sau"] = str(found.after or "")
    context |= {
        "found": found, "rows": [with_words(case, laws, context["now"], context["today"]) for case in found.cases],
        "asked": asked, "chosen_words": chosen_words(asked), "more": again.urlencode() if found.after else "",
        "risks": lists.RISK_WORDS, "bands": lists.BAND_WORDS, "duties": lists.DUTY_WORDS,
    }  # fmt: skip
    return render(request, "cases/supervision/cases.html", context)


@require_GET
@asks(P.SUPERVISE)
def clock_list(request: ActorRequest) -> HttpResponse:
    context, laws = page_of(request, "overview"), reads.clock_laws()
    code = request.GET.get("buoc", "")
    code = code if code in laws else ""
    only_late = request.GET.get("xem", "") == "qua-han"
    found = lists.late_clocks(context["place"], code, context["now"], only_late=only_late)
    cases = sorted({clock.case_id for clock in found if clock.case_id})
    _seen(request.actor, context["place"], cases, "Giám sát: thời hạn")
    names, concerns = reads.names_of(clock.unit_path for clock in found), concerns_of(found)
    pauses = pauses_of(found)
    context |= {
        "rows": [
            (line_of(clock, pauses[clock.pk], context["now"]), names.get(clock.unit_path, ""),
             concerns.get(clock.pk), SUBJECT_WORDS.get(clock.subject_label, "chăm sóc thay thế"))
            for clock in found
        ],
        "title": laws[code]["title"] if code else "Mọi thời hạn", "code": code, "only_late": only_late, "most": lists.PAGE,
    }  # fmt: skip
    return render(request, "cases/supervision/clocks.html", context)


@require_GET
@asks(P.SUPERVISE)
def again(request: ActorRequest) -> HttpResponse:
    context = page_of(request, "again")
    found, number = lists.reported_again(context["place"], context["today"])
    _seen(request.actor, context["place"], [case.pk for case in found], "Giám sát: trẻ được báo lại")
    laws = reads.clock_laws()
    context |= {
        "rows": [with_words(case, laws, context["now"], context["today"]) for case in found], "number": number,
        "bounded": number > lists.MOST,
    }  # fmt: skip
    return render(request, "cases/supervision/again.html", context)


@require_GET
@asks(P.SUPERVISE)
def officers(request: ActorRequest) -> HttpResponse:
    context = page_of(request, "officers")
    context["rows"] = reads.by_officer(context["place"], context["now"], context["today"])
    return render(request, "cases/supervision/officers.html", context)


@require_GET
@asks(P.SUPERVISE)
def offenders(request: ActorRequest) -> HttpResponse:
    context = page_of(request, "offenders")
    numbers = lists.sanctions(context["place"])
    state = request.GET.get("xu-ly", "")
    state = state if state in numbers else ""
    found = lists.suspects(context["place"], state)
    _seen(request.actor, context["place"], sorted({row.case_id for row in found}), "Giám sát: xử lý người gây hại")
    base = f"{reverse('case_clocks:offenders')}?xa={context['chosen']}"
    context |= {
        "rows": found, "state": state, "state_words": lists.SANCTION_WORDS[state],
        "chips": [(lists.SANCTION_WORDS[code], f"{base}&xu-ly={code}", code == state, many) for code, many in numbers.items()],
    }  # fmt: skip
    return render(request, "cases/supervision/offenders.html", context)


@require_GET
@asks(P.SUPERVISE)
def trial(request: ActorRequest) -> HttpResponse:
    """Read only: another limit is tried on the past; the limit itself is changed by a file of law alone."""
    context = page_of(request, "trial")
    form = TrialForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        context["answer"] = simulation.try_limit(
            context["place"], data["code"], form.term(), data["since"], context["now"]
        )
        context |= {"law": reads.clock_laws()[data["code"]], "since": data["since"]}
    return render(request, "cases/supervision/trial.html", {**context, "form": form})


@require_GET
@asks(P.SUPERVISE)
def rules(request: ActorRequest) -> HttpResponse:
    """Which event starts and stops which clock, read from the table that does it."""
    context, laws = page_of(request, "rules"), reads.clock_laws()

    def titles(codes: tuple[str, ...]) -> list[str]:
        return [laws[code]["title"] for code in codes if code in laws]

    context["rows"] = [
        (effect.said, titles((*effect.starts, *effect.again)),
         ["Mọi thời hạn của vụ việc"] if effect.everything else titles((*effect.stops, *effect.again)))
        for effect in duties.EFFECTS.values()
    ]  # fmt: skip
    context["laws"] = laws
    context["never"] = [(laws[code]["title"], why) for code, why in duties.NEVER_STARTED.items() if code in laws]
    return render(request, "cases/supervision/rules.html", context)


@require_GET
@asks(P.SUPERVISE)
def workbook(request: ActorRequest) -> HttpResponse:
    """The figures of all pages as one workbook; an export is written into the trail."""
    context = page_of(request, "overview")
    place, now, today = context["place"], context["now"], context["today"]
    local = timezone.localtime(now)
    note = f"Giám sát vụ việc bảo vệ trẻ em – {place.unit or 'Cả nước'}, lúc {local:%H:%M} ngày {date(local)}"
    content = workbook_of(
        steps=reads.by_code(place, now), units=reads.by_unit(place, now, today), grid=lists.grid(place, now, today),
        officers=reads.by_officer(place, now, today), sanctions=lists.sanctions(place), note=note,
    )  # fmt: skip
    audit.record(request.actor, "supervision_exported", Case(), label=str(place.unit or ""), unit_path=_path(place))
    answer = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="giam-sat-vu-viec-{_stamp(local)}.xlsx"'
    return answer


def _path(place: reads.Place) -> str:
    return place.unit.path if place.unit is not None else ""


def _stamp(moment: dt.datetime) -> str:
    return f"{moment:%Y%m%d-%H%M}"
