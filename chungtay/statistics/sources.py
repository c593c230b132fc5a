"""What can be counted, and who counts it: apps above register here at start-up. A source tells counts, never people.

A quantity is the smallest thing counted ("children", "special.a1"). A source writes the SQL that classifies its subjects
for a window of days; statistics keeps the classes (`Carrier`) and the sums (`Cell`) and knows no column of the source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured

from chungtay.law import queries as law


class Manner(StrEnum):
    STOCK = "stock"  # those to whom it applies on the last day of the period
    EVER = "ever"  # distinct subjects to whom it applied on some day of the period
    EVENT = "event"  # what happened in the period, each time counted


@dataclass(frozen=True)
class Quantity:
    """`unit` is the word of what is counted (trẻ em, lượt, vụ). `sealed`: read only with the mark of sealed rows.

    `within`: quantities of which this is a part, one by one (each subject of it counts there too), besides the one whose code
    is the beginning of its own ("special" of "special.d"); None: it is part of nothing. `split`: the parts that together are
    this, none counted twice. Everybody outside can know both, so disclosure control reckons with them."""

    code: str
    label: str
    manner: Manner = Manner.STOCK
    unit: str = "trẻ em"
    sealed: bool = False
    article: str = ""
    within: tuple[str, ...] | None = ()
    split: tuple[str, ...] = ()
    in_period: bool = (
        False  # a stock that asks besides what happened in the period, so that its last day does not name it
    )


@dataclass(frozen=True)
class Window:
    """The days of a period, and the day whose state counts for stocks (its last, or today while it runs)."""

    starts: dt.date
    ends: dt.date  # exclusive
    day: dt.date
    mapped: bool = False  # the map of units has changed since: tell `next_path`

    @property
    def parameters(self) -> dict[str, dt.date]:
        return {"starts": self.starts, "ends": self.ends, "day": self.day}


@dataclass(frozen=True)
class Source:
    """`rows(window, chosen)` is a SELECT of (subject_id bigint, place_path text, next_path text, born date, sex text,
    minority text, marks smallint[]), one row per subject and place, parameters %(starts)s %(ends)s %(day)s. `chosen` is a
    condition on the subject's key written with {id}, such as `{id} = ANY(%(ids)s)`; "" for all. `place_path` is the commune
    in which the subject counts; `next_path` the one its record went to when that commune was split ("" unless known).
    `sex` is female, male or "", `minority` k (Kinh), m or "". A mark is the number of a quantity (`settling.keys`); an event that
    happened twice stands twice.

    `turning` is a SELECT of the keys of subjects whose class may differ between two days only because days went by,
    parameters %(from)s (exclusive) and %(to)s (inclusive). `records_url(codes, unit_path, window)` leads to the records
    behind a number, for who may read them; None where no page shows them.
    """

    name: str
    title: str
    quantities: Callable[[], Sequence[Quantity]]  # some follow law lists, so that they are asked for when needed
    rows: Callable[[Window, str], str]
    turning: Callable[[], str]
    # A condition on {id} that holds for every subject that may have been in a place, %(low)s and %(high)s, at some time.
    at: str
    records_url: Callable[[str, str, str], str | None] = lambda code, path, period: None


def key(code: str) -> str:
    """The number of a quantity as SQL, looked up once in each statement. `code` is the source's own word, never a user's."""
    return f"(SELECT id FROM statistics_quantitykey WHERE code = '{code}')"


_sources: dict[str, Source] = {}
_index: tuple[str, int, dict[str, tuple[Source, Quantity]]] | None = None


def register(source: Source) -> None:
    """Raises ImproperlyConfigured when a name is registered twice."""
    if source.name in _sources:
        raise ImproperlyConfigured(f"figure source {source.name} is registered twice")
    _sources[source.name] = source


def forget(name: str) -> None:
    """For tests that register a source of their own."""
    _sources.pop(name, None)


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


def index() -> dict[str, tuple[Source, Quantity]]:
    """Every quantity by its code, under the law loaded now. Raises ImproperlyConfigured when two sources name one code."""
    global _index
    version = law.law_version()
    if _index is None or _index[:2] != (version, len(_sources)):
        found: dict[str, tuple[Source, Quantity]] = {}
        for source in _sources.values():
            for quantity in source.quantities():
                if quantity.code in found:
                    raise ImproperlyConfigured(f"quantity {quantity.code} is registered twice")
                found[quantity.code] = (source, quantity)
        _index = (version, len(_sources), found)
    return _index[2]


def find(code: str) -> Quantity | None:
    found = index().get(code)
    return found[1] if found else None


def wholes(code: str) -> list[str]:
    """The quantities that this one is a part of, the nearest of each kind; the whole of a whole is not named again."""
    found = find(code)
    if found is None or found.within is None:
        return []
    above = code.rpartition(".")[0]
    while above and find(above) is None:
        above = above.rpartition(".")[0]
    return [one for one in dict.fromkeys([above, *found.within]) if one]


def source_of(code: str) -> Source | None:
    found = index().get(code)
    return found[0] if found else None


def quantities() -> Iterable[tuple[Source, Quantity]]:
    return index().values()
