"""The emergency card of a commune: what to do, whom to call, and which numbers nobody has tried for too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from chungtay.cases import kinds
from chungtay.cases.card import KINDS, NEEDED, dialled, is_stale
from chungtay.cases.models import Contact
from chungtay.law.queries import codelist_items
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import covered_paths, today_of

MOST = 60


@dataclass(frozen=True)
class Number:
    """A number to call. `stale`: not tried for too long; numbers of the whole country are not tried by a commune."""

    name: str
    phone: str
    dial: str
    note: str = ""
    kind: str = ""
    kind_words: str = ""
    checked_on: dt.date | None = None
    checked_by: str = ""
    stale: bool = False
    whose: str = ""  # the province, when the number is its own
    contact: Contact | None = None


@dataclass(frozen=True)
class Card:
    """`missing`: kinds a commune must have and has not."""

    unit: Unit
    steps: list[dict[str, Any]]
    national: list[Number]
    numbers: list[Number]
    missing: list[str] = field(default_factory=list)

    @property
    def stale(self) -> list[Number]:
        return [one for one in self.numbers if one.stale]

    @property
    def oldest(self) -> dt.date | None:
        """The day on which the least recently tried number was tried; None when one never was."""
        days = [one.checked_on for one in self.numbers if not one.whose]
        return min((day for day in days if day), default=None) if all(days) else None


def contacts_of(unit: Unit, on: dt.date) -> QuerySet[Contact]:
    """Of the unit, of the communes that came into it, and of its province."""
    paths = {unit.path, *covered_paths(unit, on)}
    if unit.level == Level.COMMUNE:
        paths.add(unit.path.split("/")[0])
    return Contact.objects.filter(unit_path__in=paths, ended_on=None).select_related("unit").order_by("pk")


def gaps_of(paths: Iterable[str], on: dt.date) -> tuple[list[str], int]:
    """What is wrong with a commune's card, without the card: the kinds it has no number for, and how many numbers of its
    own are stale. `paths`: of the commune and of those that came into it. One statement."""
    own = Contact.objects.filter(unit_path__in=list(paths), ended_on=None).order_by("pk")
    numbers = list(own.values_list("kind", "checked_on")[:MOST])
    here = {kind for kind, _ in numbers}
    return [KINDS[kind] for kind in NEEDED if kind not in here], sum(is_stale(tried, on) for _, tried in numbers)


def card_of(unit: Unit, on: dt.date) -> Card:
    """The card as it stands on a day. Holds offices only: reading it says nothing of any child."""
    numbers = _sorted(_number(one, unit, on) for one in contacts_of(unit, on)[:MOST])
    here = {one.kind for one in numbers if not one.whose}
    missing = [KINDS[kind] for kind in NEEDED if kind not in here] if unit.level == Level.COMMUNE else []
    national = [
        Number(item["name"], item["code"], item["code"], item.get("note", ""))
        for item in codelist_items("emergency_numbers", on)
    ]
    return Card(unit, list(codelist_items("emergency_steps", on)), national, numbers, missing)


def _number(one: Contact, unit: Unit, on: dt.date) -> Number:
    lent = one.unit.level != Level.COMMUNE and unit.level == Level.COMMUNE
    return Number(
        one.name, one.phone, dialled(one.phone), one.note, one.kind, KINDS.get(one.kind, KINDS["other"]), one.checked_on,
        one.checked_by_name, is_stale(one.checked_on, on), one.unit.name if lent else "", one,
    )  # fmt: skip


def _sorted(numbers: Iterable[Number]) -> list[Number]:
    order = list(KINDS)
    return sorted(
        numbers, key=lambda one: (order.index(one.kind) if one.kind in KINDS else len(order), bool(one.whose))
    )


def unit_today(unit: Unit, on: dt.date) -> Unit:
    """The unit, or the one that holds its area on the day when it has ended."""
    return unit if unit.exists_on(on) else next(iter(today_of(unit, on)), unit)


def asked_first(kind: str, unit: Unit, on: dt.date) -> list[tuple[str, list[Number]]]:
    """Whom to ask first in a case of this kind, in the order of the list: (who, the numbers the unit has for it)."""
    wanted = kinds.asked_of(kind, on)
    found: dict[str, list[Number]] = {one: [] for one in wanted}
    here = unit_today(unit, on)
    for number in (_number(one, here, on) for one in contacts_of(here, on).filter(kind__in=wanted)):
        found[number.kind].append(number)
    return [(KINDS.get(one, one), found[one]) for one in wanted]
