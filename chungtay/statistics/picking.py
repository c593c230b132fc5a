"""Which unit and which period a page of figures is about: read from the address, offered in one small form.

`don-vi` is the path of a unit of one's own territory, `ky` the code of a period (`report_half:2026`, two days with “/”);
the form sends `loai-ky` and `nam`, which say the same. What is not given is one's own unit and the year of today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.utils import timezone

from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.statistics import periods
from chungtay.statistics.periods import Period
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import children_of, units_on

FREE = "tu-chon"


@dataclass(frozen=True)
class Picked:
    """The unit and period of a page, what else may be chosen, and a sentence where the address asked for no period."""

    unit: Unit
    period: Period
    units: tuple[Unit, ...]
    kinds: tuple[tuple[str, str], ...]
    kind: str
    year: int
    sentence: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        first = min(self.year, timezone.localdate().year - 6)
        return tuple(range(max(self.year, timezone.localdate().year) + 1, first - 1, -1))

    @property
    def query(self) -> str:
        """For links to other pages about the same unit and period."""
        return urlencode({"don-vi": self.unit.path, "ky": self.period.code})

    @property
    def title(self) -> str:
        return f"{self.unit.name} · {self.period.title}"

    @property
    def runs(self) -> bool:
        """The period is not over: a stock is that of today."""
        return self.period.ends > timezone.localdate()


def picked(actor: Actor, given: Mapping[str, str], *, kind: str = "year") -> Picked:
    """From the address of a page. Raises Http404 for a unit outside the territory; a wrong period is told, not raised."""
    period, sentence = _period(given, kind)
    unit = _unit(actor, given.get("don-vi", ""))
    chosen_kind, _, year = period.code.partition(":")
    free = "/" in period.code
    kinds = tuple(periods.kinds())
    if free:
        kinds = (*kinds, (FREE, period.title))
    return Picked(
        unit=unit,
        period=period,
        units=_units(actor, unit, min(period.last, timezone.localdate())),
        kinds=kinds,
        kind=FREE if free else chosen_kind,
        year=period.last.year if free else int(year),
        sentence=sentence,
    )


def _period(given: Mapping[str, str], kind: str) -> tuple[Period, str]:
    code = given.get("ky", "")
    if given.get("loai-ky") and given["loai-ky"] != FREE:
        code = f"{given['loai-ky']}:{given.get('nam', '')}"
    year = timezone.localdate().year
    if not code:
        return periods.of_kind(kind, year), ""
    try:
        return periods.parse(code), ""
    except UserError as error:
        return periods.of_kind(kind, year), f"{error.sentence} Trang này đang mở kỳ {year}."


def _unit(actor: Actor, path: str) -> Unit:
    units = Unit.objects.select_related("parent")
    if not path:
        return units.get(pk=actor.unit_id)
    unit = units.filter(path=path).first()
    if unit is None or not actor.territory or not actor.covers(unit.path):
        raise Http404
    return unit


def _units(actor: Actor, chosen: Unit, day: dt.date) -> tuple[Unit, ...]:
    """One's own unit, those beneath it, and the neighbours of the chosen one: short enough for one list."""
    own = Unit.objects.get(pk=actor.unit_id)
    found = [own]
    if not actor.territory:
        return (own,)
    if own.level == Level.COUNTRY:
        found += units_on(day, Level.PROVINCE)
        province = chosen if chosen.level == Level.PROVINCE else _province_of(chosen)
        found += children_of(province, day) if province is not None else []
    elif own.level != Level.COMMUNE:
        found += children_of(own, day)
    if chosen.pk not in {unit.pk for unit in found}:
        found.append(chosen)
    return tuple({unit.pk: unit for unit in found}.values())


def _province_of(unit: Unit) -> Unit | None:
    head = unit.path.partition("/")[0]
    return Unit.objects.filter(path=head, level=Level.PROVINCE).first() if head else None
