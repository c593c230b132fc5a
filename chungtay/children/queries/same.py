"""Before a child is added: who on the register is probably the same one, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from chungtay.children.births import PartialDate
from chungtay.children.columns import values_of
from chungtay.children.matching import match
from chungtay.children.models import Child, ChildStatus
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Unit

MOST_COMPARED = 200


@dataclass(frozen=True)
class Likely:
    child: Child
    why: str
    score: float


def likely_same(*, actor: Actor, unit: Unit, values: dict[str, Any], most: int = 5) -> list[Likely]:
    """Children the actor may see that may be this one, the likeliest first. Two queries that indexes serve."""
    asked = {key: str(value) for key, value in values.items() if value is not None}
    found = {child.pk: child for rows in _candidates(unit, asked) for child in rows[:MOST_COMPARED]}
    likely = []
    for child in found.values():
        answer = match(asked, {**values_of(child), "hamlet": str(child.hamlet or ""), "commune": child.unit.name})
        if answer.verdict != "different":
            likely.append(Likely(child, answer.sentence, answer.score))
    return sorted(likely, key=lambda one: -one.score)[:most]


def _candidates(unit: Unit, asked: dict[str, str]) -> list[Any]:
    """The same name and about the same year wherever the actor may look; born the same day in the commune."""
    rows = Child.objects.exclude(status__in=[ChildStatus.MERGED, ChildStatus.VOID]).select_related("hamlet", "unit")
    rows = rows.order_by("name_key", "id")
    folded, birth = fold(asked.get("full_name", "")), asked.get("birth_date", "")
    same_name = Q(folded=folded)
    same_number = Q(personal_number=asked["personal_number"]) if asked.get("personal_number") else Q(pk__in=[])
    try:
        born = PartialDate.from_iso(birth)
    except ValueError:
        return [rows.filter(same_name | same_number)]
    near = Q(folded=folded, birth_year__range=(born.year - 1, born.year + 1)) | Q(folded=folded, birth_year=None)
    found = [rows.filter(near | same_number)]
    if born.exact:
        found.append(rows.filter(unit_path=unit.path, birth_date=born.earliest))
    return found
