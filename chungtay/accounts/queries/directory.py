"""All agencies a document of one place may name on one day, ready to be asked many times."""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chungtay.accounts.actors import generation
from chungtay.accounts.models import Agency, AgencyName
from chungtay.accounts.naming import canonical, core_of
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Level, Succession, Unit, UnitName
from chungtay.territory.queries import covered_paths

_KEPT, _SECONDS = 24, 300
_directories: OrderedDict[tuple[int, dt.date], tuple[float, int, Directory]] = OrderedDict()


@dataclass(frozen=True)
class Entry:
    """One agency as it was called on the day."""

    pk: int
    kind: str
    level: str
    unit_id: int | None
    unit_kind: str
    unit_name: str  # canonical, without the kind
    path: str
    name: str  # canonical
    core: str


class Directory:
    """Agencies beneath `within`, of it, and above it (a commune's directive also names the province's departments)."""

    def __init__(self, within: Unit | None, on: dt.date) -> None:
        self.within = within if within is not None and within.level != Level.COUNTRY else None
        self.on = on
        self.entries = list(_read(self.within, on))
        self.by_name: dict[str, list[Entry]] = defaultdict(list)
        self.by_core: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            self.by_name[entry.name].append(entry)
            self.by_core[entry.core].append(entry)
        self.own_paths = _own_paths(self.within)

    @property
    def own_level(self) -> str:
        return self.within.level if self.within is not None else Level.COUNTRY

    def own(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the place itself, neither above nor beneath."""
        return [entry for entry in entries if entry.level == self.own_level and self.beneath(entry)]

    def beneath(self, entry: Entry) -> bool:
        return self.within is None or any(entry.path.startswith(path) for path in self.own_paths)

    def inside(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the place and beneath it; when there are none, those above it."""
        entries = list(entries)
        return [entry for entry in entries if self.beneath(entry)] or entries

    def level_below(self, entries: Iterable[Entry]) -> str:
        """The next level beneath the place that has any of these: districts until 30/6/2025, communes after."""
        order = [Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE]
        present = {entry.level for entry in entries}
        below = order[order.index(Level(self.own_level)) + 1 :]
        return next((level for level in below if level in present), "")


def directory(within: Unit | None, on: dt.date) -> Directory:
    """Kept for some minutes in this process: a directive asks for fifty names one after another."""
    key = (within.pk if within else 0, on)
    kept = _directories.get(key)
    if kept is not None and kept[0] > time.monotonic() and kept[1] == generation():
        _directories.move_to_end(key)
        return kept[2]
    made = Directory(as_of(within, on), on)
    _directories[key] = (time.monotonic() + _SECONDS, generation(), made)
    while len(_directories) > _KEPT:
        _directories.popitem(last=False)
    return made


def forget() -> None:
    """Call after an agency was added or renamed."""
    _directories.clear()


def as_of(within: Unit | None, on: dt.date) -> Unit | None:
    """The unit as it stood on the day: a directive of 2022 means the province of 2022, not what came to it since."""
    unit = within
    while unit is not None and unit.valid_from > on:
        before = [step.predecessor for step in Succession.objects.filter(successor=unit).select_related("predecessor")]
        same = [earlier for earlier in before if fold(earlier.short_name) == fold(unit.short_name)]
        if len(same) != 1:
            break
        unit = same[0]
    return unit


def _own_paths(within: Unit | None) -> tuple[str, ...]:
    return ("",) if within is None else covered_paths(within, timezone.localdate())


def in_reach(within: Unit | None) -> Q:
    """Agencies of the place, beneath it (as it covers today) and above it."""
    if within is None:
        return Q()
    parts = within.path.split("/")
    above = ["/".join(parts[:length]) for length in range(1, len(parts))]
    reach = Q(unit_path__in=above) | Q(level=Level.COUNTRY)
    for path in covered_paths(within, timezone.localdate()):
        reach |= Q(unit_path__gte=path, unit_path__lt=path + "~")
    return reach


def _read(within: Unit | None, on: dt.date) -> Iterable[Entry]:
    rows: QuerySet[Agency] = Agency.objects.on(on).filter(in_reach(within)).order_by("unit_path", "kind", "name", "pk")
    if within is None:  # a ministry speaks to provinces; of districts and communes it names the committees
        rows = rows.filter(Q(level__in=[Level.COUNTRY, Level.PROVINCE]) | Q(kind="committee"))
    holds = Q(valid_to=None) | Q(valid_to__gt=on)
    renamed = AgencyName.objects.filter(holds, valid_from__lte=on, agency__in=rows.values("pk").order_by())
    names = dict(renamed.order_by("agency_id", "valid_from").values_list("agency_id", "name"))
    called_then = UnitName.objects.filter(holds, valid_from__lte=on).exclude(kind=F("unit__kind"))
    kinds = dict(called_then.order_by("unit_id", "valid_from").values_list("unit_id", "kind"))
    fields = ("pk", "kind", "level", "unit_id", "unit_path", "name", "unit__kind", "unit__short_name")
    for pk, kind, level, unit_id, path, name, unit_kind, short in rows.values_list(*fields):
        called, unit_kind = names.get(pk, name), kinds.get(unit_id, unit_kind) or ""
        core = core_of(called, unit_kind, short or "")
        yield Entry(pk, kind, level, unit_id, unit_kind, canonical(short or ""), path, canonical(called), core)
