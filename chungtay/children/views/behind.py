"""A number opened down to the children it counts; every look is logged."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.children.policies import ChildPermission
from chungtay.children.queries.behind import children_behind
from chungtay.children.wording import SEX, age_words, birth_words
from chungtay.foundation.access import require
from chungtay.foundation.looking import looked_each
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.statistics.policies import FigurePermission


@require_GET
@asks(FigurePermission.OPEN)
def behind(request: ActorRequest) -> HttpResponse:
    require(request.actor, ChildPermission.READ)
    today = timezone.localdate()
    given = request.GET
    page = max(1, whole_number(given.get("trang", "1")) or 1)
    found = children_behind(
        request.actor, given.get("so-dem", ""), given.get("don-vi", ""), given.get("ky", ""), page, today
    )
    if found.children:
        what = "số liệu mở đến hồ sơ" if found.quantity.sealed else f"số liệu: {found.quantity.label}"
        seen = [(child.pk, child.unit_path) for child in found.children]
        looked_each(request.actor, "list", "children.child", seen, what=f"{what}, {found.period.title}")
    rows = [
        {
            "child": child,
            "born": birth_words(child.birth),
            "age": age_words(child.birth, today, about=child.birth_about),
            "sex": SEX.get(child.sex, ""),
        }
        for child in found.children
    ]
    kept = given.copy()
    steps = {}
    for name, number in (("before_url", page - 1), ("next_url", page + 1)):
        if 1 <= number <= found.pages:
            kept["trang"] = str(number)
            steps[name] = f"{request.path}?{kept.urlencode()}"
    return render(request, "children/behind.html", {"found": found, "rows": rows, **steps})
