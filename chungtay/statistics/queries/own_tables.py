"""An own table filled in: the numbers are read for whoever looks, never kept with the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.foundation.access import Actor, granted
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.spreadsheets import Sheet
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.statistics import choices, reading
from chungtay.statistics.choices import Choice, Units
from chungtay.statistics.exhibits import to_csv
from chungtay.statistics.models import OwnTable
from chungtay.statistics.periods import Period
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import looking
from chungtay.statistics.queries.looking import Named
from chungtay.statistics.queries.opened import BREAK_WORDS, break_words
from chungtay.statistics.reading import Geography
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import children_of, units_on


@dataclass(frozen=True)
class Filled:
    """`columns` are (measure, period); a row is a unit, the words of its break, and a value for each column."""

    title: str
    columns: tuple[tuple[Named, Period], ...]
    by: str
    rows: tuple[tuple[Unit, str, tuple[Decimal | None, ...]], ...]
    notes: tuple[str, ...]
    sealed: bool
    day: dt.date

    @property
    def header(self) -> tuple[str, ...]:
        several = len({period.code for _, period in self.columns}) > 1
        named = [f"{one.title} ({one.unit})" + (f", {period.title}" if several else "") for one, period in self.columns]
        return ("Đơn vị", *((choices.BREAKS[self.by],) if self.by else ()), *named)

    @property
    def lines(self) -> list[tuple[Any, ...]]:
        """As they stand in a file: the unit, its break, the values as shown."""
        return [
            (unit.name, *((words,) if self.by else ()), *(looking.rounded(value) for value in values))
            for unit, words, values in self.rows
        ]

    @property
    def said(self) -> str:
        spans = sorted({period.title for _, period in self.columns})
        return f"{self.title}. {'; '.join(spans)}. Lập ngày {vn_date(self.day)} từ Chung Tay."

    def sheet(self) -> Sheet:
        note = " ".join([self.said, *self.notes])
        return Sheet(self.title, [self.header], self.lines, [34, *[18] * (len(self.header) - 1)], note=note)

    def csv(self) -> bytes:
        return to_csv(self.header, self.lines)


def filled(actor: Actor, title: str, choice: Choice, *, patient: bool = False) -> Filled:
    """Reads the table for this post. One question for each period, whatever the number of units.

    `patient`: a period that is not kept is counted although it takes time (the mail of the night can wait).
    """
    today = timezone.localdate()
    wanted = choice.periods_on(today)
    notes: list[str] = []
    columns: list[tuple[Named, Period]] = []
    numbers: dict[tuple[str, str, int, str], Decimal | None] = {}
    units, kept = _units(actor, choice, today, notes), looking.kept_periods()
    for period in wanted:
        named = _named(choice, period, notes)
        columns += [(one, period) for one in named]
        if not patient and any(not looking.can_wait_for(unit, period, kept) for unit in units):
            notes.append(f"{period.title}: chưa tính sẵn nên để trống trên trang; thư gửi định kỳ có đủ.")
            continue
        numbers |= _numbers(actor, choice, named, units, period, notes)
    order = {code: place for place, code in enumerate(choice.measures)}
    columns.sort(key=lambda column: (order[column[0].code], column[1].ends))
    sealed = any(one.sealed for one, _ in columns)
    rows = tuple(_rows(choice, units, columns, numbers))
    return Filled(title, tuple(columns), choice.by, rows, tuple(dict.fromkeys(notes)), sealed, today)


def _named(choice: Choice, period: Period, notes: list[str]) -> list[Named]:
    found = []
    for code in choice.measures:
        one = looking.named(code, period.last)
        if one is None:
            notes.append(f"{period.title}: danh mục chưa có chỉ tiêu {code}.")
        else:
            found.append(one)
    return found


def _numbers(
    actor: Actor, choice: Choice, named: Sequence[Named], units: Sequence[Unit], period: Period, notes: list[str]
) -> dict[tuple[str, str, int, str], Decimal | None]:
    """(measure, period, unit, break) → value."""
    if not named or not units:
        return {}
    values = reading.figures(
        actor=actor, indicators=[one.code for one in named], units=units, period=period,
        by=(choice.by,) if choice.by else (), geography=Geography(choice.geography),
    )  # fmt: skip
    notes += [
        f"{one.why_missing[:1].upper()}{one.why_missing[1:]}."
        for one in values
        if one.value is None and one.why_missing
    ]
    return {
        (f"{one.indicator}.{one.measure}", period.code, one.unit.pk, dict(one.breaks).get(choice.by, "-")): one.value
        for one in values
    }


def _rows(
    choice: Choice,
    units: Sequence[Unit],
    columns: Sequence[tuple[Named, Period]],
    numbers: dict[tuple[str, str, int, str], Decimal | None],
) -> list[tuple[Unit, str, tuple[Decimal | None, ...]]]:
    parts = ["-"] if not choice.by else sorted({key[3] for key in numbers} - {"-"}, key=_place)
    return [
        (
            unit,
            _words(choice.by, part),
            tuple(numbers.get((one.code, period.code, unit.pk, part)) for one, period in columns),
        )
        for unit in units
        for part in parts
    ]


def _place(part: str) -> tuple[int, str]:
    """Ages by number, the unknown last."""
    return (int(part) if part.isdigit() else 1000 if not part else 0, part)


def _words(by: str, part: str) -> str:
    return break_words(by, part, BREAK_WORDS[by][1]) if by else ""


def _units(actor: Actor, choice: Choice, today: dt.date, notes: list[str]) -> list[Unit]:
    """Units of the looking post's own territory: a table shared by the province shows a commune its own line."""
    own = Unit.objects.select_related("parent").get(pk=actor.unit_id)
    if choice.units == Units.OWN:
        return [own]
    if choice.units == Units.BELOW:
        return [own, *beneath(own, today)]
    found = {unit.path: unit for unit in Unit.objects.filter(path__in=choice.paths).select_related("parent")}
    mine = [found[path] for path in choice.paths if path in found and actor.covers(path)]
    if len(mine) < len(choice.paths):
        notes.append("Một số đơn vị của bảng ngoài địa bàn của anh/chị nên không hiện.")
    return mine


def beneath(own: Unit, today: dt.date) -> list[Unit]:
    if own.level == Level.COMMUNE:
        return []
    return units_on(today, Level.PROVINCE) if own.level == Level.COUNTRY else children_of(own, today)


def visible() -> list[OwnTable]:
    """Tables of the acting post: its own, its agency's, those shared with it."""
    return list(OwnTable.objects.select_related("schedule")[:200])


def colleagues(actor: Actor, today: dt.date) -> list[tuple[str, str]]:
    """Posts a table may be shared with: those of one's territory and one's agency that read figures, by agency."""
    posts = Post.objects.on(today).filter(user__is_active=True).exclude(pk=actor.post_id)
    posts = posts.filter(agency__in=actor.agency_ids) | posts.filter(_within(actor))
    rows = posts.select_related("user", "agency", "unit").order_by("unit__order_key", "agency__name", "pk")[:400]
    return [
        (str(post.pk), f"{post.user}, {post.title}, {post.agency.name}")
        for post in rows
        if str(FigurePermission.READ) in granted(post.role)
    ]


def _within(actor: Actor) -> Q:
    return Q() if "" in actor.unit_paths else path_condition("unit__path", actor)
