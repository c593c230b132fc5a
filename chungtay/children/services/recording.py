"""Children written down by hand: one with all that is known, a newborn in a few words, several from a list of births."""

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
from chungtay.children.services.children import add_child, edit_child
from chungtay.children.services.family import relate
from chungtay.children.services.proposals import propose
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Hamlet, Unit

UNNAMED = "Chưa đặt tên"
NEWBORN_MONTHS = 12


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
    _just_born(values)
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


def _just_born(values: dict[str, Any]) -> None:
    """The short form says that the child has lived here since birth; of an older one the book asks where it was."""
    birth = _partial(str(values.get("birth_date") or ""))
    if birth is None:
        return
    today = timezone.localdate()
    months = (today.year - birth.latest.year) * 12 + today.month - birth.latest.month
    if months > NEWBORN_MONTHS:
        age = f"{months // 12} tuổi" if months >= 24 else f"{months} tháng tuổi"
        raise UserError(
            f"Trẻ đã {age}, không còn là trẻ mới sinh. Chưa ghi gì vào sổ. Hãy dùng “Thêm trẻ” để ghi đủ nơi ở và học tập.",
            field="birth",
        )


def add_by_hand(
    *,
    actor: Actor,
    unit: Unit,
    values: dict[str, Any],
    hamlet: Hamlet | None = None,
    household: Household | None = None,
    sure: bool = False,
) -> Child:
    """A child with what the form says; what cannot be is refused, what is odd asked again."""
    check_identity(values, sure=sure)
    return add_child(actor=actor, unit=unit, values=values, household=household, hamlet=hamlet)


def edit_by_hand(
    *, actor: Actor, child: Child, version: int, values: dict[str, Any], hamlet: Hamlet | None, sure: bool = False
) -> Child:
    """Only what was changed is checked: an old contradiction does not stop another correction."""
    asked = ("birth_date", "sex", "personal_number", "birth_registered_on")
    old = {**{key: getattr(child, key) for key in asked[1:]}, "birth_date": child.birth}
    with transaction.atomic():
        if any(values.get(key) != old[key] for key in asked):
            parents = _parents(child)
            check_identity(values, sure=sure, mother=parents.get(Relation.MOTHER), father=parents.get(Relation.FATHER))
        edited = edit_child(actor=actor, child=child, version=version, values=values, hamlet=hamlet, keep_hamlet=False)
        propose([edited])
    return edited


def _parents(child: Child) -> dict[str, Adult]:
    rows = Kinship.objects.filter(child=child, relation__in=[Relation.FATHER, Relation.MOTHER], valid_to=None)
    return {str(row.relation): row.adult for row in rows.select_related("adult")}


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
    """The one man of the household with that name."""
    if home is None or not name.strip():
        return None
    men = Adult.objects.filter(household=home).exclude(sex="female")
    same = [adult for adult in men if fold(adult.full_name) == fold(name)]
    return same[0] if len(same) == 1 else None


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
