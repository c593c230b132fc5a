"""A family written down on one screen: household, grown-ups, children, in one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.children.models import Adult, Child, ChildStatus, Household, Kinship
from chungtay.children.services.children import add_child
from chungtay.children.services.family import (
    add_household,
    edit_household,
    join,
    relate,
    save_adult,
    set_kind,
)
from chungtay.children.services.recording import check_identity
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.territory.models import Hamlet, Unit


@dataclass(frozen=True)
class GrownUp:
    """`adult_id` 0: a new one. `relation`: to every child of the household that has none of this person yet."""

    values: dict[str, Any]
    relation: str = ""
    raises: bool = False
    adult_id: int = 0
    version: int = 0
    changed: bool = True


@dataclass(frozen=True)
class Screen:
    """All that the screen says. `joins`: a child already on the register who belongs to this household."""

    household: dict[str, Any]
    hamlet: Hamlet | None = None
    kind: str = ""
    kind_from: dt.date | None = None
    kind_decision: str = ""
    adults: Sequence[GrownUp] = ()
    children: Sequence[dict[str, Any]] = ()
    joins: Child | None = None
    version: int = 0
    sure: bool = False
    unwanted: Sequence[int] = field(default_factory=tuple)


def save_family(*, actor: Actor, unit: Unit, screen: Screen, household: Household | None = None) -> Household:
    """All or nothing. Raises UserError, AskAgain or StaleEdit like the services it calls."""
    with transaction.atomic():
        home = _household(actor, unit, screen, household)
        if screen.kind and screen.kind != home.kind:
            day = screen.kind_from or timezone.localdate()
            set_kind(actor=actor, household=home, kind=screen.kind, valid_from=day, decision=screen.kind_decision)
        if screen.joins is not None:
            join(actor=actor, child=screen.joins, household=home)
        saved = [(one, _adult(actor, home, one)) for one in screen.adults]
        for values in screen.children:
            check_identity(values, sure=screen.sure)
            add_child(actor=actor, unit=unit, values=values, household=home, hamlet=home.hamlet)
        _relations(actor, home, saved, sure=screen.sure)
    home.refresh_from_db()
    return home


def _household(actor: Actor, unit: Unit, screen: Screen, household: Household | None) -> Household:
    if household is None:
        return add_household(actor=actor, unit=unit, values=screen.household, hamlet=screen.hamlet)
    return edit_household(
        actor=actor, household=household, version=screen.version, values=screen.household, hamlet=screen.hamlet
    )


def _adult(actor: Actor, home: Household, one: GrownUp) -> Adult:
    """A grown-up of another household who is something to a child here is edited where he lives."""
    if not one.adult_id:
        return save_adult(actor=actor, household=home, values=one.values)
    row: Adult = Adult.objects.select_related("household").get(pk=one.adult_id)
    if not one.changed:
        return row
    return save_adult(actor=actor, household=row.household or home, values=one.values, adult=row, version=one.version)


def _relations(actor: Actor, home: Household, saved: Sequence[tuple[GrownUp, Adult]], *, sure: bool) -> None:
    """Two fathers on one screen are told by name before the database would refuse."""
    for relation, who in (("father", "cha"), ("mother", "mẹ")):
        same = [adult.full_name for one, adult in saved if one.relation == relation]
        if len(same) > 1:
            raise UserError(
                f"{same[0]} và {same[1]} đều ghi là {who}. Trẻ chỉ có một {who}; hãy chọn quan hệ khác cho một người."
            )
    children = list(Child.objects.filter(household=home, status=ChildStatus.HERE).order_by("pk"))
    kin = {
        (row.child_id, row.adult_id, row.relation): row.raises
        for row in Kinship.objects.filter(child__in=children, valid_to=None)
    }
    for one, adult in saved:
        if not one.relation:
            continue
        for child in children:
            if kin.get((child.pk, adult.pk, one.relation)) != one.raises:
                relate(actor=actor, child=child, adult=adult, relation=one.relation, raises=one.raises, sure=sure)
