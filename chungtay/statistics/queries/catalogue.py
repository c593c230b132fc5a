"""The catalogue searched and grouped; where each number comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.vietnamese import fold
from chungtay.statistics import catalogue, sources
from chungtay.statistics.catalogue import Indicator, Measure


@dataclass(frozen=True)
class Group:
    """Indicators under one heading of one set."""

    set_title: str
    code: str
    name: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Countable:
    """A count that a formula may use."""

    code: str
    label: str
    unit: str
    where: str


def found(day: dt.date, text: str = "", source: str = "", group: str = "") -> list[Group]:
    """Indicators of a day by set and group. `text` is searched without accents; `group` is `set:code`."""
    chosen = [
        one for one in catalogue.indicators(day).values()
        if fold(text) in _searched(one) and (not source or one.source == source) and group in ("", group_of(one))
    ]  # fmt: skip
    return list(_grouped(chosen))


def group_of(indicator: Indicator) -> str:
    return f"{indicator.set_id}:{indicator.group}"


def groups(day: dt.date) -> list[tuple[str, str, int]]:
    """(set:code, name, how many) of all that there are on the day."""
    return [
        (group_of(one.indicators[0]), one.name, len(one.indicators))
        for one in _grouped(catalogue.indicators(day).values())
    ]


def _searched(indicator: Indicator) -> str:
    words = [
        indicator.id,
        indicator.code,
        indicator.name,
        indicator.annex_name,
        indicator.national_code,
        indicator.note,
    ]
    words += [f"{measure.title} {measure.counts} {measure.over}" for measure in indicator.measures]
    return fold(" ".join(words))


def _grouped(indicators: Iterable[Indicator]) -> Iterator[Group]:
    rows: dict[tuple[str, str], list[Indicator]] = {}
    for one in indicators:
        rows.setdefault((one.set_id, one.group if not one.local else one.group_name), []).append(one)
    for (_, code), together in rows.items():
        yield Group(together[0].set_title, code, together[0].group_name, tuple(together))


def countable() -> list[Countable]:
    """Every count there is, of the records first, each with where it comes from."""
    of_records = [
        Countable(quantity.code, quantity.label, quantity.unit, source.title)
        for source, quantity in sources.quantities()
    ]
    of_returns = [
        Countable(code, str(item["label"]), str(item["unit"]), str(item["form_title"]))
        for code, item in catalogue.returned().items()
        if sources.find(code) is None
    ]
    return of_records + of_returns


def where(measure: Measure) -> list[dict[str, Any]]:
    """Each count of a measure with who tells it: the source of records, or the form that is handed in."""
    told = []
    for code in measure.codes:
        kind = catalogue.source_of(code)
        source, item = sources.source_of(code), catalogue.returned().get(code, {})
        by = source.title if source else str(item.get("form_title", ""))
        told.append({"code": code, "label": catalogue.label_of(code), "source": kind, "by": by})
    return told
