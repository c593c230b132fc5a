"""Reads of moves and reforms, inside the scope of whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from chungtay.children.models import Child, Reform, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.states import TRANSFER_MACHINE
from chungtay.foundation import workflow
from chungtay.foundation.access import Actor
from chungtay.foundation.workflow import Transition
from chungtay.territory.models import Unit

OPEN = (TransferState.RELEASED, TransferState.ASKED)


def transfers(actor: Actor, which: str) -> QuerySet[Transfer]:
    """`which`: waiting (an answer is due from one's own side), coming, going, done. The latest first."""
    rows: QuerySet[Transfer] = Transfer.objects.select_related("from_unit", "to_unit").order_by("-id")
    own = actor.unit_paths[0] if actor.unit_paths else "-"
    to_us = {"to_path__gte": own, "to_path__lt": own + "~"}
    from_us = {"from_path__gte": own, "from_path__lt": own + "~"}
    if which == "den":
        return rows.filter(state__in=OPEN, **to_us)
    if which == "di":
        return rows.filter(state__in=OPEN, **from_us)
    if which == "xong":
        return rows.exclude(state__in=OPEN)
    return rows.filter(state=TransferState.RELEASED, **to_us) | rows.filter(state=TransferState.ASKED, **from_us)


def steps(actor: Actor, transfer: Transfer) -> list[Transition]:
    return workflow.available(TRANSFER_MACHINE, transfer, actor)


def is_readable(actor: Actor, transfer: Transfer) -> bool:
    """Whether the record itself is in this actor's scope, so that a link leads somewhere."""
    return Child.objects.filter(pk=transfer.child_id).exists()


@dataclass(frozen=True)
class Balance:
    """Children under the old units before and under the new ones after: the two must be equal."""

    name: str
    children: int
    placed: int
    waiting: int
    to: str


def balance(reform: Reform) -> list[Balance]:
    lines = []
    for old in reform.plan["units"]:
        goes = set(old["hamlets"].values()) | ({old["whole"]} if old["whole"] else set())
        names = ", ".join(old["successors"][str(key)] for key in sorted(goes)) or "chưa rõ"
        lines.append(Balance(old["name"], old["children"], old["children"] - old["waiting"], old["waiting"], names))
    return lines


def waiting_children(actor: Actor, old: Unit) -> QuerySet[Child]:
    """Children still written under a unit that has ended."""
    rows: QuerySet[Child] = Child.objects.filter(unit=old).exclude(status="merged").select_related("hamlet")
    return rows.order_by("name_key", "id")


def reforms(actor: Actor) -> QuerySet[Reform]:
    own = actor.unit_paths[0] if actor.unit_paths else "-"
    return Reform.objects.filter(unit_path__gte=own, unit_path__lt=own + "~").select_related("unit")
