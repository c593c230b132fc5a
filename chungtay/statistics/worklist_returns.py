"""Lines of My day about returns: to fill, sent back, waiting for my word, files waiting for a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import number
from chungtay.foundation.worklist import Act, Lines, WorkItem
from chungtay.statistics.models.returns import (
    Return,
    ReturnException,
    ReturnRevision,
    ReturnState,
    RevisionState,
)
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.returns.deadlines import timeliness
from chungtay.statistics.states_returns import WRITABLE

SHOWN = 20
SOON = 14  # days before the deadline from which a return is "soon due"
KIND = "Số liệu kỳ"


def _to_fill(actor: Actor, today: dt.date) -> QuerySet[Return] | None:
    if str(FigurePermission.RETURN) not in actor.permissions:
        return None
    let_in = ReturnException.objects.filter(dataset=OuterRef("dataset"), unit=OuterRef("unit"), until__gte=today)
    return reads.to_fill(actor).filter(Q(dataset__locked_at=None) | Q(Exists(let_in)), state__in=WRITABLE)


def _sent_back(actor: Actor, today: dt.date) -> QuerySet[Return] | None:
    rows = _to_fill(actor, today)
    return rows.filter(state=ReturnState.RETURNED) if rows is not None else None


def _drafts(actor: Actor, today: dt.date) -> QuerySet[Return] | None:
    rows = _to_fill(actor, today)
    return rows.filter(state=ReturnState.DRAFT) if rows is not None else None


@worklist.register("returns_sent_back", when=_sent_back)
def sent_back(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _sent_back(actor, today)
    items = []
    for owner in rows.order_by("dataset__due_on", "pk")[:SHOWN] if rows is not None else ():
        words = f"{owner.unit} · Bị trả lại: {owner.returned_reason[:150]}"
        items.append(
            _item("returned", owner.dataset.title, owner.dataset.due_on, owner.get_absolute_url(), words, "Sửa lại")
        )
    return _gathered(items)


@worklist.register("returns", when=_drafts)
def to_fill(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """One line for each return, or for each data set when one agency fills many units."""
    rows = _drafts(actor, today)
    if rows is None:
        return {}
    sets = rows.order_by("dataset__due_on", "dataset").values_list("dataset", "dataset__title", "dataset__due_on")
    items = []
    for pk, title, due_on, n, one in sets.annotate(n=Count("pk"), one=Min("pk")):
        when = timeliness(None, due_on, today)
        group = "late" if when.code == "late" else "due" if when.days <= SOON else "running"
        url = reverse("statistics:return", args=[one]) if n == 1 else reverse("statistics:return_grid", args=[pk])
        what = when.words if n == 1 else f"{number(n)} đơn vị · {when.words}"
        items.append(_item(group, title, due_on, url, what, "Nhập số liệu"))
    return _gathered(items)


def _received(actor: Actor) -> QuerySet[Return] | None:
    accepts = str(FigurePermission.ACCEPT) in actor.permissions
    return Return.objects.filter(dataset__receiver__in=actor.agency_ids) if accepts else None


def _sent(actor: Actor, today: dt.date) -> QuerySet[Return] | None:
    rows = _received(actor)
    return rows.filter(state__in=[ReturnState.SUBMITTED, ReturnState.CHECKED]) if rows is not None else None


def _revised(actor: Actor, today: dt.date) -> QuerySet[ReturnRevision] | None:
    rows, states = _received(actor), [RevisionState.SUBMITTED, RevisionState.CHECKED]
    return ReturnRevision.objects.filter(state__in=states, owner__in=rows) if rows is not None else None


@worklist.register("returns_received", when=_sent)
def to_take(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _sent(actor, today)
    if rows is None:
        return {}
    sets = rows.order_by("dataset__due_on", "dataset").values_list("dataset", "dataset__title", "dataset__due_on")
    return _gathered(
        _item("waiting", title, due_on, reverse("statistics:return_set", args=[pk]),
              f"{number(n)} đơn vị chờ kiểm tra, chấp nhận", "Xem")
        for pk, title, due_on, n in sets.annotate(n=Count("pk"))
    )  # fmt: skip


@worklist.register("returns_revised", when=_revised)
def to_decide(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _revised(actor, today)
    items = []
    if rows is None:
        return {}
    for one in rows.select_related("owner__dataset", "owner__unit").order_by("signed_at", "pk")[:SHOWN]:
        url = reverse("statistics:return_revision", args=[one.owner_id, one.number])
        words = f"{one.owner.unit}: {str(one).lower()} chờ quyết định"
        items.append(_item("waiting", one.owner.dataset.title, one.owner.dataset.due_on, url, words, "Xem"))
    return _gathered(items)


def _item(group: str, title: str, due_on: dt.date, url: str, detail: str, verb: str) -> WorkItem:
    return WorkItem(group, title, url, detail, due_on, KIND, (Act(verb, url, post=False),))


def _gathered(items: Iterable[WorkItem]) -> dict[str, Lines]:
    groups: dict[str, list[WorkItem]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    url = reverse("statistics:returns")
    return {group: Lines(tuple(found[:SHOWN]), len(found), url) for group, found in groups.items()}
