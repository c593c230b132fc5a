"""Ages in cells: atoms in whole years, half-open, of which every band a form prints is a sum.

The Circular does not fix its bands, and one form prints “0–6” beside “6–16”: a child of six is in one of them only. A band
is a set of atoms, given as data (law/bands); the atoms are fixed here because the cells are kept by them.
"""

from __future__ import annotations

import datetime as dt

EDGES = (0, 1, 3, 5, 6, 7, 8, 10, 11, 13, 15, 16)
ATOMS = tuple(str(edge) for edge in EDGES)


def between(low: int, high: int | None) -> tuple[str, ...]:
    """The atoms of ages from `low` up to but not including `high`. Raises ValueError when an edge is no atom's edge."""
    if low not in EDGES or (high is not None and high not in EDGES):
        raise ValueError(f"{low}–{high}: tuổi phải là một trong {', '.join(ATOMS)}")
    return tuple(str(edge) for edge in EDGES if edge >= low and (high is None or edge < high))


def edges_on(day: dt.date) -> dict[str, dt.date]:
    """Per atom the last day of birth with which one has reached it on `day`: born on or before it, at least that old."""
    return {str(edge): _years_before(day, edge) for edge in EDGES}


def sql(born: str, day: dt.date) -> str:
    """The atom of `born` (an SQL expression) on `day`, as an SQL expression over plain comparisons of days."""
    reached = edges_on(day)
    whens = " ".join(f"WHEN {born} <= DATE '{reached[atom].isoformat()}' THEN '{atom}'" for atom in reversed(ATOMS))
    return f"(CASE WHEN {born} IS NULL THEN '' {whens} ELSE '' END)"


def turning(born: str) -> str:
    """A condition: `born` (an SQL expression) reaches another atom between %(from)s, exclusive, and %(to)s."""
    return " OR ".join(
        f"({born} > %(from)s::date - interval '{edge} years' AND {born} <= %(to)s::date - interval '{edge} years')"
        for edge in EDGES
    )


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
