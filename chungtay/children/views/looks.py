"""Ai đã xem: the log of the actor's units and a month of it to print. Nothing here can be changed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from chungtay.children.models import Child
from chungtay.children.papers import page
from chungtay.children.papers.looks import month_paper
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import looks
from chungtay.foundation.models import Look
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.foundation.vietnamese import date, parse_date

CRUMBS = [("Trẻ em", "/tre-em/")]


def _asked(request: HttpRequest) -> looks.Asked:
    """What the address says; what is malformed is left out. A child out of scope is 404."""
    words = request.GET
    pk = whole_number(words.get("tre", ""))
    child = get_object_or_404(Child.objects.all(), pk=pk) if pk is not None else None
    kind = words.get("loai", "")
    return looks.Asked(
        kind=kind if kind in Look.Kind.values else "",
        person=words.get("nguoi", "").strip()[:100],
        first=parse_date(words.get("tu", "")),
        last=parse_date(words.get("den", "")),
        child=child,
        before=whole_number(words.get("truoc", "")),
    )


@require_GET
@asks(ChildPermission.LOOKS)
def log(request: ActorRequest) -> HttpResponse:
    asked = _asked(request)
    found = looks.log(request.actor, asked)
    context: dict[str, Any] = {
        "asked": asked, "lines": found.lines, "kinds": Look.Kind.choices, "rules": looks.RULES, "crumbs": CRUMBS,
        "next_url": _older(asked, found.next_before), "noted": sum(1 for line in found.lines if line.notes),
    }  # fmt: skip
    return render(request, "children/looks/log.html", context)


def _older(asked: looks.Asked, before: int | None) -> str:
    if before is None:
        return ""
    given = {
        "loai": asked.kind, "nguoi": asked.person, "tu": date(asked.first), "den": date(asked.last),
        "tre": asked.child.pk if asked.child else "", "truoc": before,
    }  # fmt: skip
    return "?" + urlencode({key: value for key, value in given.items() if value})


@require_GET
@asks(ChildPermission.LOOKS)
def month(request: ActorRequest) -> HttpResponse:
    """`?thang=2026-11`; this month when nothing is said."""
    today = timezone.localdate()
    first = _month(request.GET.get("thang", "")) or today.replace(day=1)
    people = looks.month_of(request.actor, first)
    paper = "".join(page.write(month_paper(actor=request.actor, first=first, people=people)))
    context = {
        "paper": mark_safe(paper),
        "first": first,
        "months": [_before(today, back) for back in range(12)],
        "crumbs": [*CRUMBS, ("Ai đã xem", "/tre-em/nhat-ky/")],
    }
    return render(request, "children/looks/month.html", context)


def _month(text: str) -> dt.date | None:
    return parse_date(f"{text}-01") if len(text) == 7 else None


def _before(day: dt.date, months: int) -> dt.date:
    total = day.year * 12 + day.month - 1 - months
    return dt.date(total // 12, total % 12 + 1, 1)
