"""Finding units by name: without accents, kind words optional, of any time; an old name leads to the unit of today.

`search_units` is for people (ranked, forgiving). `resolve_name` is for programs: exact, and an ambiguous name is told,
never guessed.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.utils import timezone

from chungtay.foundation.vietnamese import date, fold
from chungtay.territory.country import spelled_out, without_kind, without_kinds
from chungtay.territory.models import Level, Unit, UnitName
from chungtay.territory.queries import covered_paths, today_of, today_of_many, under

NAMED, BY_PLACE = 1, 4  # ranks: up to NAMED the name itself fits; at BY_PLACE only with the units above it


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Rank(TypedDict):
        rank: int

    Ranked = WithAnnotations[UnitName, Rank]
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True)
class UnitHit:
    """One answer. `name` is the name that matched; `today` is empty for a unit that exists on the day asked about."""

    unit: Unit
    name: str
    place: str  # the units above it, as people write them: “Thành phố Điện Biên Phủ, Tỉnh Điện Biên”
    note: str = ""  # “trước 01/07/2025; nay thuộc Xã Mường Phăng”
    today: tuple[Unit, ...] = ()


def search_units(
    text: str, *, on: dt.date | None = None, level: str | None = None, within: Unit | None = None, limit: int = 20
) -> list[UnitHit]:
    """Units by what a person typed, best first. With `on` only names and units of that day; without it of any time."""
    query = spelled_out(fold(text[:200]))
    if not query:
        return []
    names = _names(on, level, within)
    found: dict[int, UnitName] = {}
    for required in dict.fromkeys([query, without_kind(query), without_kinds(query)]):
        matching = names.filter(vector=_prefix_query(required)) if required else names.none()
        ranked = list(_ranked(matching, text.strip(), query, on)[:limit])
        exact = bool(ranked) and ranked[0].rank <= NAMED
        for name in ranked:
            if not exact or name.rank < BY_PLACE:
                found.setdefault(name.unit_id, name)
        if exact or len(found) >= limit:
            break
    return _hits(list(found.values())[:limit], on or timezone.localdate(), keep_old=on is not None)


def _names(on: dt.date | None, level: str | None, within: Unit | None) -> QuerySet[UnitName]:
    names = UnitName.objects.select_related("unit__parent__parent").exclude(unit__level=Level.COUNTRY)
    if on is not None:
        names = names.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    if level:
        names = names.filter(unit__level=level)
    if within is not None and within.level != Level.COUNTRY:
        paths = covered_paths(within, timezone.localdate())
        names = names.filter(unit__in=Unit.objects.filter(under(paths)))
    return names


def _prefix_query(folded: str) -> SearchQuery:
    """Every word is needed; the last one may be only begun."""
    words = folded.split()
    return SearchQuery(" & ".join([*words[:-1], words[-1] + ":*"]), config="simple", search_type="raw")


def _ranked(names: QuerySet[UnitName], typed: str, query: str, on: dt.date | None) -> QuerySet[Ranked]:
    bare = without_kind(query)
    rank = Case(
        When(Q(folded=query) | Q(folded_short=query), then=0),
        When(folded_short=bare, then=NAMED),
        When(Q(folded__startswith=query) | Q(folded_short__startswith=bare), then=2),
        When(folded__contains=bare, then=3),
        default=BY_PLACE,
        output_field=IntegerField(),
    )
    accents = Case(
        When(Q(name__iexact=typed) | Q(name__iendswith=" " + typed), then=0), default=1, output_field=IntegerField()
    )
    day = on or timezone.localdate()
    ended = Case(
        When(Q(unit__valid_to=None) | Q(unit__valid_to__gt=day), then=0), default=1, output_field=IntegerField()
    )
    size = Case(When(unit__level=Level.PROVINCE, then=0), When(unit__level=Level.DISTRICT, then=1), default=2)
    current = Case(When(valid_to=None, then=0), default=1, output_field=IntegerField())
    return (
        names.annotate(rank=rank)
        .alias(accents=accents, ended=ended, size=size, current=current)
        .order_by("rank", "accents", "ended", "size", "current", "unit__order_key", "unit__path")
    )


def _hits(names: Sequence[UnitName], day: dt.date, *, keep_old: bool) -> list[UnitHit]:
    ended = [name.unit for name in names if not name.unit.exists_on(day)]
    today = today_of_many(ended, day) if ended and not keep_old else {}
    standing = {name.unit_id: name for name in names if name.unit.exists_on(day)}
    hits = []
    for name in names:
        now = tuple(today.get(name.unit_id, ()))
        same = len(now) == 1 and now[0].pk in standing and fold(now[0].name) == name.folded
        if same:  # the unit of today has the same name and is in the list already
            continue
        hits.append(UnitHit(name.unit, name.name, place_of(name.unit), _note(name, now, day), now))
    return hits


def _note(name: UnitName, now: tuple[Unit, ...], day: dt.date) -> str:
    if now:
        first = ", ".join(unit.name for unit in now[:4]) + (f" và {len(now) - 4} đơn vị khác" if len(now) > 4 else "")
        after = f"{first}, {now[0].parent.name}" if now[0].parent and now[0].level == Level.COMMUNE else first
        verb = "nay thuộc" if len(now) == 1 else "nay chia về"
        return f"trước {date(name.unit.valid_to)}; {verb} {after}"
    if name.valid_to is not None and name.valid_to <= day:
        return f"tên gọi đến {date(name.valid_to - dt.timedelta(days=1))}; nay là {name.unit.name}"
    return ""


def place_of(unit: Unit) -> str:
    """The units above it, nearest first, without the country."""
    return ", ".join(above.name for above in _above(unit))


@dataclass(frozen=True)
class Resolution:
    """What a written name means: no unit, one, or several. `sentence` tells a person why it is not exactly one."""

    text: str
    units: tuple[Unit, ...]
    ended: tuple[Unit, ...] = ()  # units of that name of another day, when none exists on the day asked about
    sentence: str = ""

    @property
    def one(self) -> Unit | None:
        return self.units[0] if len(self.units) == 1 else None


def resolve_name(text: str, on: dt.date, *, within: Unit | None = None, level: str | None = None) -> Resolution:
    """The units that `text` names on the day: “Xã Mường Phăng”, “phường 5, quận 3, TP. Hồ Chí Minh”.

    Accents written are respected where they tell two names apart; a name that fits several is told, never guessed.
    """
    parts = [part for part in (piece.strip() for piece in text.replace(";", ",").split(",")) if fold(part)]
    if not parts:
        return Resolution(text, (), sentence="Chưa có tên đơn vị nào.")
    fitting = _fitting(parts, _names(on, level, within))
    units = tuple(name.unit for name in fitting)
    if len(units) == 1:
        return Resolution(text, units)
    if units:
        listed = "; ".join(f"{unit.name} ({place_of(unit) or unit.code})" for unit in units[:5])
        more = f" và {len(units) - 5} đơn vị khác" if len(units) > 5 else ""
        return Resolution(
            text, units, sentence=f"“{text}” là tên của {len(units)} đơn vị: {listed}{more}. Hãy chọn đúng đơn vị."
        )
    ended = tuple({name.unit_id: name.unit for name in _fitting(parts, _names(None, level, within))}.values())
    return Resolution(text, (), ended, _not_on(text, ended, on))


def _not_on(text: str, ended: tuple[Unit, ...], on: dt.date) -> str:
    if not ended:
        return f"Không có đơn vị hành chính nào tên “{text}”. Hãy xem lại cách viết hoặc tìm trong danh mục."
    unit = next((unit for unit in ended if unit.exists_on(on)), ended[0])
    if len(ended) > 1 and not unit.exists_on(on):
        return f"Ngày {date(on)} không có “{text}”; tên này có ở {len(ended)} đơn vị vào thời gian khác."
    if unit.valid_to is not None and unit.valid_to <= on:
        now = ", ".join(after.name for after in today_of(unit, on)) or "đơn vị khác"
        return f"{unit.name} không còn từ ngày {date(unit.valid_to)}; nay thuộc {now}."
    if unit.valid_from > on:
        return f"{unit.name} chỉ có từ ngày {date(unit.valid_from)}."
    return f"Ngày {date(on)}, đơn vị này tên là {unit.name}."


def _fitting(parts: list[str], names: QuerySet[UnitName]) -> list[UnitName]:
    """Names that equal the first part, with units above that fit the others in their order."""
    full = spelled_out(fold(parts[0]))
    fitting = list(names.filter(folded=full)) or list(names.filter(folded_short=full))
    fitting = list({name.unit_id: name for name in fitting}.values())
    above = [spelled_out(fold(part)) for part in parts[1:]]
    if above:
        known = _names_above(fitting)
        fitting = [name for name in fitting if _lies_in(name.unit, above, known)]
    written = _as_written(parts[0])
    exact = [name for name in fitting if written in {_as_written(name.name), _as_written(name.unit.short_name)}]
    return exact if exact and written != fold(parts[0]) else fitting


def _names_above(names: list[UnitName]) -> dict[int, set[str]]:
    """Every folded name of every unit above these, in one query."""
    above = {pk for name in names for unit in _above(name.unit) for pk in [unit.pk]}
    known: dict[int, set[str]] = {}
    for pk, folded, short in UnitName.objects.filter(unit__in=above).values_list("unit_id", "folded", "folded_short"):
        known.setdefault(pk, set()).update((folded, short))
    return known


def _above(unit: Unit) -> list[Unit]:
    """Nearest first, without the country (which is not even fetched)."""
    above: list[Unit] = []
    last = unit
    while last.level not in {Level.PROVINCE, Level.COUNTRY} and last.parent is not None:
        last = last.parent
        above.append(last)
    return above


def _lies_in(unit: Unit, above: list[str], known: dict[int, set[str]]) -> bool:
    """Each wanted name fits one of the units above, nearer ones first."""
    wanted = list(above)
    for upper in _above(unit):
        names = known.get(upper.pk, set())
        if wanted and (wanted[0] in names or without_kind(wanted[0]) in names):
            wanted.pop(0)
    return not wanted


def _as_written(name: str) -> str:
    """Lower case with accents, whichever vowel carries the tone: hoà = hòa, thuỷ = thủy."""
    words = []
    for word in unicodedata.normalize("NFD", name.lower()).split():
        tones = "".join(mark for mark in word if mark in _TONES)
        words.append("".join(mark for mark in word if mark not in _TONES) + tones)
    return " ".join(words)
