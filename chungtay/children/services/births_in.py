"""Newborns: one short entry, or several from the commune's list of registered births."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.children.births import PartialDate, check_birth
from chungtay.children.identity import check_number
from chungtay.children.models import Adult, Child, Household, Kinship, Relation, ResidenceReason
from chungtay.children.services.asking import refuse_or_ask
from chungtay.children.services.children import add_child
from chungtay.children.services.family import relate
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Hamlet, Unit

UNNAMED = "Chưa đặt tên"


@dataclass(frozen=True)
class Family:
    """Where the child belongs: a mother on the register, or a household, or only names."""

    mother: Adult | None = None
    household: Household | None = None

    @property
    def home(self) -> Household | None:
        return self.mother.household if self.mother is not None else self.household


def add_newborn(
    *,
    actor: Actor,
    unit: Unit,
    values: dict[str, Any],
    family: Family | None = None,
    hamlet: Hamlet | None = None,
    sure: bool = False,
) -> Child:
    """`values`: the dict of meaning. A birth that cannot be is refused, an odd one (a mother of 9) asked again."""
    family = family or Family()
    check_identity(values, mother=family.mother, sure=sure)
    home = family.home
    with transaction.atomic():
        child = add_child(
            actor=actor, unit=unit, values=values, household=home, hamlet=hamlet, reason=ResidenceReason.BORN
        )
        if family.mother is not None:
            relate(actor=actor, child=child, adult=family.mother, relation=Relation.MOTHER, raises=True, sure=True)
        father = _father(home, str(values.get("father_name") or ""))
        if father is not None:
            relate(actor=actor, child=child, adult=father, relation=Relation.FATHER, raises=True, sure=True)
        child.refresh_from_db()
    return child


def check_identity(
    values: dict[str, Any], *, mother: Adult | None = None, father: Adult | None = None, sure: bool = False,
    on: dt.date | None = None,
) -> None:  # fmt: skip
    """Birth, age of the parents and personal number against each other. Raises UserError or AskAgain."""
    faults = []
    birth = _partial(str(values.get("birth_date") or ""))
    if birth is not None:
        registered = values.get("birth_registered_on") or None
        faults += check_birth(
            birth,
            on=on or timezone.localdate(),
            mother_birth=_partial(mother.birth) if mother else None,
            father_birth=_partial(father.birth) if father else None,
            registered_on=registered,
        )
    number = str(values.get("personal_number") or "")
    year = birth.year if birth else None
    against = check_number(number, sex=str(values.get("sex") or ""), birth_year=year)
    # The paper may itself be wrong: what does not fit is asked about and stays marked on the record.
    doubtful = frozenset({"number_sex", "number_year"})
    refuse_or_ask([*faults, *against], sure=sure, field="birth_date" if faults else "personal_number", always=doubtful)


def _partial(text: str) -> PartialDate | None:
    try:
        return PartialDate.from_iso(text)
    except ValueError:
        return None


def _father(home: Household | None, name: str) -> Adult | None:
    """A man of the household with that name, or, when no name was given, the father of the mother's other children."""
    if home is None:
        return None
    if name.strip():
        same = [
            adult
            for adult in Adult.objects.filter(household=home)
            if fold(adult.full_name) == fold(name) and adult.sex != "female"
        ]
        return same[0] if len(same) == 1 else None
    return None


def usual_father(mother: Adult) -> Adult | None:
    """The one father of the mother's other children who lives in the household: offered, never taken by itself."""
    fathers = {
        kin.adult_id: kin.adult
        for kin in Kinship.objects.filter(
            relation=Relation.FATHER, valid_to=None, child__kin__adult=mother, child__kin__relation=Relation.MOTHER,
            adult__household=mother.household_id, adult__condition__in=["", "alive"],
        ).select_related("adult")
    }  # fmt: skip
    return next(iter(fathers.values())) if len(fathers) == 1 else None
