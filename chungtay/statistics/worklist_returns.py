"""Lines of My day about returns: to fill, sent back, waiting for my word, files waiting for a decision."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse

from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import number
from chungtay.foundation.worklist import Act, Lines, WorkItem
from chungtay.statistics.models.returns import (
    DataSet,
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


@worklist.register("returns")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    groups: dict[str, list[WorkItem]] = {}
    if str(FigurePermission.RETURN) in actor.permissions:
        _to_fill(actor, today, groups)
    if str(FigurePermission.ACCEPT) in actor.permissions:
        _to_take(actor, groups)
    url = reverse("statistics:returns")
    return {group: Lines(tuple(items[:SHOWN]), len(items), url) for group, items in groups.items()}


def _to_fill(actor: Actor, today: dt.date, groups: dict[str, list[WorkItem]]) -> None:
    """One line for each return, or for each data set when one agency fills many units."""
    let_in = ReturnException.objects.filter(dataset=OuterRef("dataset"), unit=OuterRef("unit"), until__gte=today)
    rows = reads.to_fill(actor).filter(Q(dataset__locked_at=None) | Q(Exists(let_in)), state__in=WRITABLE)
    for owner in rows.filter(state=ReturnState.RETURNED).order_by("dataset__due_on", "pk")[:SHOWN]:
        words = f"Bị trả lại: {owner.returned_reason[:150]}"
        _add(groups, "returned", owner.dataset, owner.get_absolute_url(), f"{owner.unit} · {words}", "Sửa lại")
    drafts = rows.filter(state=ReturnState.DRAFT)
    counts = drafts.order_by().values_list("dataset_id").annotate(n=Count("pk"), one=Min("pk"))
    owed = {pk: (n, one) for pk, n, one in counts}
    for dataset in DataSet.objects.filter(pk__in=owed).order_by("due_on", "pk"):
        n, one = owed[dataset.pk]
        when = timeliness(None, dataset.due_on, today)
        group = "late" if when.code == "late" else "due" if when.days <= SOON else "running"
        url = (
            reverse("statistics:return", args=[one]) if n == 1 else reverse("statistics:return_grid", args=[dataset.pk])
        )
        what = when.words if n == 1 else f"{number(n)} đơn vị · {when.words}"
        _add(groups, group, dataset, url, what, "Nhập số liệu")


def _to_take(actor: Actor, groups: dict[str, list[WorkItem]]) -> None:
    mine = Return.objects.filter(dataset__receiver__in=actor.agency_ids)
    waiting = mine.filter(state__in=[ReturnState.SUBMITTED, ReturnState.CHECKED])
    counts = dict(waiting.order_by().values_list("dataset_id").annotate(n=Count("pk")))
    for dataset in DataSet.objects.filter(pk__in=counts).order_by("due_on", "pk"):
        what = f"{number(counts[dataset.pk])} đơn vị chờ kiểm tra, chấp nhận"
        _add(groups, "waiting", dataset, dataset.get_absolute_url(), what, "Xem")
    revisions = ReturnRevision.objects.filter(
        state__in=[RevisionState.SUBMITTED, RevisionState.CHECKED], owner__in=mine
    ).select_related("owner__dataset", "owner__unit")
    for one in revisions.order_by("signed_at", "pk")[:SHOWN]:
        url = reverse("statistics:return_revision", args=[one.owner_id, one.number])
        _add(groups, "waiting", one.owner.dataset, url, f"{one.owner.unit}: {str(one).lower()} chờ quyết định", "Xem")


def _add(groups: dict[str, list[WorkItem]], group: str, dataset: DataSet, url: str, detail: str, verb: str) -> None:
    item = WorkItem(group, dataset.title, url, detail, dataset.due_on, KIND, (Act(verb, url, post=False),))
    groups.setdefault(group, []).append(item)
