"""Invented families at a realistic size and shape, by seed; nobody in them exists. Pure: no Django, no database.

    places = [Place("03145", "Xã Mường Phăng", "11"), …]
    for one in plan(children=300_000, seed=1, places=places):
        made = commune(one, today)            # households with adults and children; `made.doubles` are planted duplicates

For search and matching, as dictionaries with the keys the pure packages share:

    children = sample(10_000, seed=1)
    queries(children, seed=1, n=500)          # labelled searches
    duplicates(children, seed=1, share=0.03)  # children with planted second records, and the labelled pairs
"""

from __future__ import annotations

import datetime as dt

from chungtay.children.population.families import Commune, Double, commune
from chungtay.children.population.labelled import (
    DUPLICATE_KINDS,
    QUERY_KINDS,
    Pair,
    Person,
    Query,
    duplicates,
    queries,
    varied,
)  # fmt: skip
from chungtay.children.population.planning import CommunePlan, Place, plan
from chungtay.children.population.records import Adult, Child, Hamlet, Household, Measure, Spell

__all__ = [
    "DUPLICATE_KINDS", "QUERY_KINDS", "Adult", "Child", "Commune", "CommunePlan", "Double", "Hamlet", "Household", "Measure",
    "Pair", "Person", "Place", "Query", "Spell", "commune", "duplicates", "persons", "plan", "queries", "sample", "varied",
]  # fmt: skip


def persons(made: Commune) -> list[Person]:
    """The children of a commune as dictionaries; in the order of `seq`. `faults` and `seq` stand beside the shared keys."""
    plan_ = made.plan
    found = []
    for household in made.households:
        names = {adult.seq: adult.full_name for adult in household.adults}
        hamlet = plan_.hamlets[household.hamlet].name if household.hamlet >= 0 else ""
        for child in household.children:
            found.append(
                {
                    "full_name": child.full_name, "other_name": child.other_name, "birth_date": child.birth, "sex": child.sex,
                    "personal_number": child.number, "ethnicity": child.ethnicity, "father_name": names.get(child.father, ""),
                    "mother_name": names.get(child.mother, ""), "carer_name": names.get(child.carer, ""), "phone": household.phone,
                    "hamlet": hamlet, "commune": plan_.place.name, "address": household.address,
                    "household_code": household.code, "national_code": "", "faults": child.faults, "seq": child.seq,
                }
            )  # fmt: skip
    return found


def sample(
    n: int, seed: int, *, province: str = "11", communes: int = 0, today: dt.date = dt.date(2026, 6, 1)
) -> list[Person]:
    """`n` children of one province as dictionaries, in communes of about 7,000 (or as many communes as said)."""
    number = communes or max(1, round(n / 7000))
    places = [Place(f"{place + 1:05d}", f"Xã Bịa {place + 1}", province) for place in range(number)]
    return [person for one in plan(children=n, seed=seed, places=places) for person in persons(commune(one, today))]
