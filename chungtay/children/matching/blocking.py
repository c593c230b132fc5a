"""Keys that bring records together: only records which share a key are ever compared.

Comparing every child with every other is out of the question (2.5 million children make three billion pairs), so each
child gets about ten short keys. Each key leaves something else out, so that one slip never separates two records of
one child; each holds enough to keep its blocks small, and blocks above `CAP` are passed over: they hold namesakes, and
their true pairs meet under another key.

The same keys are made here and, by `sql`, in PostgreSQL and DuckDB.
"""

from __future__ import annotations

from collections.abc import Mapping

from chungtay.children.matching import folding
from chungtay.children.matching.records import Record, record

CAP = 60  # records under one key; a block of n makes n(n-1)/2 pairs


def blocks(child: Mapping[str, object] | Record) -> list[str]:
    """The keys of a child, sorted, without repetition. The letter before `|` names the key."""
    one = child if isinstance(child, Record) else record(child)
    name = folding.sorted_skeleton(one.full_name)
    given = folding.given_skeleton(one.full_name)
    mother = folding.sorted_skeleton(one.mother)
    father = folding.sorted_skeleton(one.father)
    year = str(one.birth.year) if one.birth else ""
    month = f"{one.birth.year}-{one.birth.month:02d}" if one.birth and one.birth.month else ""
    # Day and month sorted: exchanged they make the same key.
    day = ""
    if one.birth and one.birth.day:
        low, high = sorted((one.birth.day.day, one.birth.day.month))
        day = f"{year}-{low:02d}-{high:02d}"
    home = folding.given_skeleton(one.other_name)
    keys = {
        _key("P", one.number),
        _key("N", name, month),  # the whole name, in whatever order
        _key("S", name, mother),  # … whatever the birth
        _key("L", name, one.commune, year),
        _key("D", given, day),  # whatever the middle and family name
        _key("M", given, mother, year),
        _key("F", given, father, year),
        _key("A", given, mother, father),
        _key("B", mother, day),  # whatever the name of the child
        _key("C", mother, father, year),
        _key("H", given, one.hamlet, one.commune, year),
        _key("T", one.phone, year),
        _key("E", one.household if len(one.household) >= 5 else "", year),
        _key("M", home, mother, year),
        _key("D", home, day),
    }
    return sorted(keys - {""})


def _key(letter: str, *parts: str) -> str:
    """`''` when a part is missing: a key of half its parts would gather strangers."""
    return f"{letter}|{'|'.join(parts)}" if all(parts) else ""
