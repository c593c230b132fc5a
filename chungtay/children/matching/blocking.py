"""Keys that bring records together: only records which share a key are ever compared.

Comparing every child with every other is out of the question (2.5 million children make three billion pairs), so each
child gets about ten short keys. Each key leaves something else out, so that one slip never separates two records of
one child; each holds enough to keep its blocks small, and blocks above `CAP` are passed over: they hold namesakes, and
their true pairs meet under another key.

The same keys are made here and, by `blocking_sql`, in PostgreSQL and DuckDB.
"""

from __future__ import annotations

from collections.abc import Mapping

from chungtay.children.matching import folding
from chungtay.children.matching.records import Record, record

CAP = 60  # records under one key; a block of n makes n(n-1)/2 pairs
HOUSEHOLD_CODE_SAYS = 5  # signs; a shorter code is a running number of its commune
# Letter and parts of every key. Two keys of one letter and shape meet: M by the given name and by the name used at home.
KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("P", ("number",)),
    ("N", ("name", "month")),  # the whole name, in whatever order
    ("S", ("name", "mother")),  # … whatever the birth
    ("L", ("name", "commune", "year")),
    ("D", ("given", "day")),  # whatever the middle and family name
    ("D", ("home", "day")),
    ("M", ("given", "mother", "year")),
    ("M", ("home", "mother", "year")),
    ("F", ("given", "father", "year")),
    ("A", ("given", "mother", "father")),
    ("B", ("mother", "day")),  # whatever the name of the child
    ("C", ("mother", "father", "year")),
    ("H", ("given", "hamlet", "commune", "year")),
    ("T", ("phone", "year")),
    ("E", ("household", "year")),
)


def parts(one: Record) -> dict[str, str]:
    """What keys are made of; `''` for what is not known."""
    year = f"{one.birth.year:04d}" if one.birth else ""
    month = f"{year}-{one.birth.month:02d}" if one.birth and one.birth.month else ""
    day = ""
    if one.birth and one.birth.day:  # day and month sorted: exchanged they make the same key
        low, high = sorted((one.birth.day.day, one.birth.day.month))
        day = f"{year}-{low:02d}-{high:02d}"
    return {
        "name": folding.sorted_skeleton(one.full_name),
        "given": folding.given_skeleton(one.full_name),
        "home": folding.given_skeleton(one.other_name),
        "mother": folding.sorted_skeleton(one.mother),
        "father": folding.sorted_skeleton(one.father),
        "year": year,
        "month": month,
        "day": day,
        "number": one.number,
        "phone": one.phone,
        "hamlet": one.hamlet,
        "commune": one.commune,
        "household": one.household if len(one.household) >= HOUSEHOLD_CODE_SAYS else "",
    }


def blocks(child: Mapping[str, object] | Record) -> list[str]:
    """The keys of a child, sorted, without repetition. A key of which a part is missing is none: it would gather strangers."""
    known = parts(child if isinstance(child, Record) else record(child))
    keys = set()
    for letter, named in KEYS:
        values = [known[part] for part in named]
        if all(values):
            keys.add(f"{letter}|{'|'.join(values)}")
    return sorted(keys)
