"""Papers and exports: what shall be on it and what for, how far it is, the file and the printed page."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from chungtay.accounts import idle
from chungtay.accounts.sudo import recently_proved
from chungtay.children.forms.papers import PaperForm
from chungtay.children.models import Child, PaperOrder
from chungtay.children.papers import limits
from chungtay.children.policies import ChildPermission
from chungtay.children.quality import BY_CODE, FAULTS
from chungtay.children.queries.child_list import AGE_WORDS, AGES, Asked, asked_from
from chungtay.children.queries.lists import FILTERS
from chungtay.children.queries.papers import Choice, size_of
from chungtay.children.services import papers as services
from chungtay.children.views.loading import attempt, crumbs_of, form_page, load_child, survivor_page
from chungtay.foundation.access import require
from chungtay.foundation.files import file_response, path_of
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Level
from chungtay.territory.queries import hamlets_of, units_on

Kind, State = PaperOrder.Kind, PaperOrder.State
CRUMBS = [("Trẻ em", "/tre-em/"), ("In và xuất", "/tre-em/in/")]
LAST = 20


@require_GET
@asks(ChildPermission.EXPORT)
def papers(request: ActorRequest) -> HttpResponse:
    """What can be made, and what this person made lately."""
    orders = _own(request).select_related("file")[:LAST]
    return render(request, "children/papers/papers.html", {"orders": orders, "crumbs": CRUMBS[:1]})


@asks(ChildPermission.EXPORT)
def book(request: ActorRequest) -> HttpResponse:
    return _asked_for(request, Kind.BOOK)


@asks(ChildPermission.EXPORT)
def child_list(request: ActorRequest) -> HttpResponse:
    return _asked_for(request, Kind.LIST)


def _asked_for(request: ActorRequest, kind: str) -> HttpResponse:
    """The address says which children, the form the rest; the number is told before anything is made."""
    asked = asked_from(request.GET, request.actor)
    choice = _choice(asked, kind)
    most = limits.most_for(request.actor.role)
    form = _form(request, kind)
    place_missing = kind == Kind.BOOK and (asked.unit is None or asked.unit.level != Level.COMMUNE)
    size = None if place_missing else size_of(request.actor, choice, most)
    context = {
        **_narrowing(request, asked), "form": form, "kind": kind, "size": size, "most": most, "crumbs": CRUMBS,
        "over": bool(size and size.children > most), "at_once": limits.AT_ONCE, "asked_again": limits.ASKED_AGAIN,
        "title": Kind(kind).label,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        if size and limits.asks_again(size.children, sensitive=form.wants_sealed) and not recently_proved(request):
            return idle.lead(request, reverse("account_reauthenticate"))
        url = attempt(form, context, lambda: _order(request, form.wish(choice), form))
        if url:
            return redirect(url)
    return form_page(request, "children/papers/ask.html", context)


def _form(request: ActorRequest, kind: str) -> PaperForm:
    sensitive = str(ChildPermission.SENSITIVE) in request.actor.permissions
    return PaperForm(request.POST or None, kind=kind, sensitive=sensitive)


def _order(request: ActorRequest, wish: services.Wish, form: PaperForm) -> str:
    """Where to go on: the printed page itself when it stands already, else the page of the order."""
    made = services.order_paper(actor=request.actor, wish=wish, act=form.cleaned_data.get("act"))
    if made.state == State.READY and made.form == PaperOrder.Form.PRINT:
        return reverse("children_papers:page", kwargs={"pk": made.pk})
    return made.get_absolute_url()


def _choice(asked: Asked, kind: str) -> Choice:
    whole = kind == Kind.BOOK  # a book holds every child of its place
    return Choice(
        unit=asked.unit, on=timezone.localdate(), hamlet_id=asked.hamlet_id,
        filter_code="tat-ca" if whole else asked.filter_code, sex="" if whole else asked.sex,
        years=AGES[asked.age] if asked.age and not whole else None,
        fault=BY_CODE[asked.fault].bit if asked.fault and not whole else 0,
    )  # fmt: skip


def _narrowing(request: ActorRequest, asked: Asked) -> dict[str, Any]:
    """What the choice of children can be made from."""
    today, actor = timezone.localdate(), request.actor
    commune = asked.unit if asked.unit is not None and asked.unit.level == Level.COMMUNE else None
    above = actor.level != Level.COMMUNE
    province = asked.unit if commune is None else commune.parent
    communes = units_on(today, Level.COMMUNE, province) if above and province is not None else []
    return {
        "asked": asked, "communes": communes, "hamlets": hamlets_of(commune, today) if commune else [],
        "filters": FILTERS.values(), "ages": AGE_WORDS, "faults": FAULTS,
    }  # fmt: skip


@asks(ChildPermission.EXPORT)
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    child = load_child(pk)
    require(request.actor, ChildPermission.EXPORT, child)
    if (elsewhere := survivor_page(request, child)) is not None:
        return elsewhere
    form = _form(request, Kind.SHEET)
    context: dict[str, Any] = {"form": form, "kind": Kind.SHEET, "child": child, "crumbs": crumbs_of(child)}
    if request.method == "POST" and form.is_valid():
        if form.wants_sealed and not recently_proved(request):
            return idle.lead(request, reverse("account_reauthenticate"))
        choice = Choice(unit=None, on=timezone.localdate())
        url = attempt(form, context, lambda: _order(request, form.wish(choice, child), form))
        if url:
            return redirect(url)
    return form_page(request, "children/papers/sheet.html", context)


def _own(request: ActorRequest) -> Any:
    """The orders of this person in this post: nobody else fetches what was made for him."""
    return PaperOrder.objects.filter(user_id=request.actor.user_id, post_id=request.actor.post_id)


@require_GET
@asks(ChildPermission.EXPORT)
def order(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is, and the file when it stands. The part that changes is asked for alone."""
    found: PaperOrder = get_object_or_404(_own(request).select_related("file"), pk=pk)
    template = "children/papers/progress.html" if request.headers.get("HX-Request") else "children/papers/order.html"
    percent = 100 if found.state == State.READY else 100 * found.done_rows // max(found.rows, 1)
    child = Child.objects.filter(pk=found.what.get("child")).first() if found.kind == Kind.SHEET else None
    context = {
        "order": found, "percent": min(percent, 100), "crumbs": CRUMBS, "stands_still": services.stands_still(found),
        "child": child, "again_url": _again_url(found),
    }  # fmt: skip
    return render(request, template, context)


def _again_url(found: PaperOrder) -> str:
    """The form it was asked with, with the same children chosen."""
    what = found.what
    if found.kind == Kind.SHEET:
        return reverse("children_papers:sheet", kwargs={"pk": what["child"]})
    ages = {years: code for code, years in AGES.items()}
    given = {
        "xa": what["unit"], "thon": what["hamlet"], "loc": what["filter"], "gioi": what["sex"],
        "tuoi": ages.get(tuple(what["years"])) if what["years"] else None,
        "loi": next((fault.code for fault in FAULTS if fault.bit == what.get("fault")), None),
    }  # fmt: skip
    name = "children_papers:book" if found.kind == Kind.BOOK else "children_papers:list"
    return f"{reverse(name)}?{urlencode({key: value for key, value in given.items() if value not in (None, '')})}"


@require_POST
@asks(ChildPermission.EXPORT)
def again(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_own(request), pk=pk)
    services.again(actor=request.actor, order=found)
    tell(request, "Đã giao lại cho tiến trình nền lập tiếp.")
    return redirect(found.get_absolute_url())


@require_GET
@asks(ChildPermission.EXPORT)
def file(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_own(request).select_related("file"), pk=pk)
    stored = services.fetched(order=found)
    stored.name = services.file_name(found)
    response = file_response(stored)
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


@require_GET
@asks(ChildPermission.EXPORT)
def page(request: ActorRequest, pk: int) -> HttpResponse:
    """The printed page as it was made: what stands on it was escaped when it was written."""
    found = get_object_or_404(_own(request).filter(form=PaperOrder.Form.PRINT).select_related("file"), pk=pk)
    paper = path_of(services.fetched(order=found)).read_text(encoding="utf-8")
    context = {"order": found, "paper": mark_safe(paper), "crumbs": CRUMBS, "again_url": _again_url(found)}
    response = render(request, "children/papers/page.html", context)
    response["Cache-Control"] = "no-store"
    return response
