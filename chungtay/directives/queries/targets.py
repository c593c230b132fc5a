"""To whom an actor can give work on a day: the committees below, grouped by kind, and the agencies beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chungtay.accounts.models import Agency
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import order_key
from chungtay.territory.models import Level, Unit

COMMITTEE = "committee"
_BELOW = {
    Level.COUNTRY: (Level.PROVINCE,),
    Level.PROVINCE: (Level.DISTRICT, Level.COMMUNE),
    Level.DISTRICT: (Level.COMMUNE,),
    Level.COMMUNE: (),
}


@dataclass(frozen=True)
class TargetGroup:
    """A set that can be chosen in one tap (“Tất cả phường”), with its members."""

    key: str
    label: str
    agencies: tuple[Agency, ...]


def target_groups(actor: Actor, on: dt.date) -> list[TargetGroup]:
    """Two statements. Districts appear only on days on which they existed."""
    unit = Unit.objects.get(pk=actor.unit_id)
    level = Level(unit.level)
    below = _BELOW[level]
    existing = Agency.objects.on(on).exclude(pk__in=actor.agency_ids).select_related("unit")
    committees = existing.filter(kind=COMMITTEE, level__in=below)
    if level is not Level.COUNTRY:
        committees = committees.filter(unit_path__gte=unit.path + "/", unit_path__lt=unit.path + "/~")
    groups: list[TargetGroup] = []
    by_level: dict[str, list[Agency]] = {str(one): [] for one in below}
    for agency in committees:
        by_level[agency.level].append(agency)
    for one in below:
        found = _ordered(by_level[str(one)])
        if found:
            groups.append(TargetGroup(f"level-{one}", _all_words(one, len(found)), found))
            groups += _by_kind(one, found)
    beside = _ordered(list(existing.filter(unit=unit)))
    if beside:
        groups.append(TargetGroup("beside", f"Cơ quan cùng cấp ({len(beside)})", beside))
    return groups


def _all_words(level: Level, count: int) -> str:
    words = {
        Level.PROVINCE: "UBND các tỉnh, thành phố",
        Level.DISTRICT: "UBND các huyện, thị xã, thành phố",
        Level.COMMUNE: "UBND các xã, phường, đặc khu",
    }
    return f"{words[level]} ({count})"


def _by_kind(level: Level, agencies: tuple[Agency, ...]) -> list[TargetGroup]:
    kinds: dict[str, list[Agency]] = {}
    for agency in agencies:
        if agency.unit is not None:
            kinds.setdefault(agency.unit.kind.lower(), []).append(agency)
    if len(kinds) < 2:
        return []
    return [
        TargetGroup(f"kind-{level}-{kind}", f"Chỉ các {kind} ({len(members)})", tuple(members))
        for kind, members in sorted(kinds.items())
    ]


def _ordered(agencies: list[Agency]) -> tuple[Agency, ...]:
    return tuple(sorted(agencies, key=lambda agency: order_key(agency.name)))
