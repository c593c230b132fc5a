"""A release before it is one: its cells with what is hidden and why, earlier releases weighed in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.statistics import reading
from chungtay.statistics.disclosure import Figure, Plan, Rules, Standing, Term, protect
from chungtay.statistics.models.releases import Hidden, Release
from chungtay.statistics.periods import Period
from chungtay.statistics.publishing.columns import Column, Slice, columns, is_sealed, slices, terms
from chungtay.statistics.publishing.earlier import Shown, of_releases, related, years_and_halves
from chungtay.statistics.publishing.known import known
from chungtay.statistics.publishing.truth import Places, atoms, beneath
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import country

_PLACES = Decimal("0.01")
_EXPOSED_BEFORE = (
    "Có ô nhỏ có thể suy ra từ các bản đã công bố trước. Bản này không thêm gì vào đó; hãy báo người phụ trách."
)
_EXPOSED = (
    "Có ô nhỏ mà người ngoài đoán được gần đúng, dù đã giấu. "
    "Nên bớt phân tổ, bớt số đo chi tiết, hoặc chỉ công bố toàn đơn vị."
)
Key = tuple[Term, ...]
Numbered = tuple[Key, int]


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to publish. `level`: the lowest level shown. `corrects`: the release this one puts right."""

    unit: Unit
    level: str
    period: Period
    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    corrects: Release | None = None


@dataclass(frozen=True)
class DraftCell:
    column: Column
    unit: Unit
    slice: Slice
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    hidden: str = ""
    why: str = ""

    @property
    def label(self) -> str:
        """Without the dots: the number as the release will show it."""
        return Hidden(self.hidden).label if self.hidden else ""


@dataclass
class Draft:
    """`doubts`: sentences for the person who publishes."""

    wanted: Wanted
    columns: list[Column]
    cells: list[DraftCell]
    rules: Rules
    counted_on: dt.date
    doubts: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(cell.hidden for cell in self.cells)


Tell = Callable[[str, int], None]


def draft(actor: Actor, wanted: Wanted, rules: Rules, tell: Tell = lambda stage, percent: None) -> Draft:
    """Raises UserError for a period that has not ended or measures that cannot be shown, NotPossible for a unit that is
    not the actor's. `tell` hears what is being done, in words, and how much of all is done in percent."""
    check(actor, wanted)
    chosen = columns(wanted.measures, wanted.period.last)
    if any(column.sealed for column in chosen) and not _reads_sealed(actor):
        raise NotPossible("Có số đo được bảo mật mà vai trò của anh/chị không được xem. Hãy bỏ số đo đó.")
    raw = _values(actor, wanted, chosen, tell)
    tell("Đọc các bản đã công bố trước", 50)
    guarded = _protected(wanted, chosen, raw, rules, tell)
    cells = [_decided(cell, guarded, rules, keys) for cell, keys in zip(raw, guarded.keys, strict=True)]
    made = Draft(wanted, chosen, cells, rules, min(wanted.period.last, timezone.localdate()))
    if guarded.plan.exposed:
        made.doubts.append(_EXPOSED_BEFORE if guarded.after_others else _EXPOSED)
    if cells and all(cell.hidden == Hidden.NONE for cell in cells):
        raise UserError("Đơn vị và kỳ này chưa có số liệu nào để công bố.", field="measures")
    return made


def check(actor: Actor, wanted: Wanted) -> None:
    """What can be told at once, before anything is counted."""
    if not actor.territory or not actor.covers(wanted.unit.path):
        raise NotPossible("Chỉ công bố được số liệu của địa bàn mình.")
    if wanted.period.ends > timezone.localdate():
        raise UserError("Kỳ này chưa kết thúc. Hãy công bố sau ngày cuối kỳ.", field="ky")
    if not wanted.measures:
        raise UserError("Hãy chọn ít nhất một số đo.", field="measures")


def _reads_sealed(actor: Actor) -> bool:
    from chungtay.foundation import wall

    return reading.SEAL in wall.wall_of(actor).marks.split()


def units_of(wanted: Wanted) -> list[Unit]:
    if wanted.level == wanted.unit.level:
        return [wanted.unit]
    return [wanted.unit, *beneath(wanted.unit, wanted.period.last)]


def _values(actor: Actor, wanted: Wanted, chosen: Sequence[Column], tell: Tell) -> list[DraftCell]:
    """Every cell with its number, unit by unit; ages summed to the bands shown."""
    units, codes = units_of(wanted), [column.code for column in chosen]
    read: dict[tuple[str, str, int], list[reading.Value]] = {}
    for turn, axis in enumerate(("", *wanted.by)):
        tell("Đọc số liệu", 50 * turn // (1 + len(wanted.by)))
        by = [axis] if axis else []
        for one in reading.figures(actor=actor, indicators=codes, units=units, period=wanted.period, by=by):
            read.setdefault((axis, f"{one.indicator}.{one.measure}", one.unit.pk), []).append(one)
    return [
        _cell(column, unit, piece, read.get((piece.axis, column.code, unit.pk), []), read["", column.code, unit.pk][0])
        for unit in units
        for column in chosen
        for piece in slices(wanted.by)
    ]


def _cell(column: Column, unit: Unit, piece: Slice, found: Sequence[reading.Value], whole: reading.Value) -> DraftCell:
    fitting = [one for one in found if not piece.axis or piece.holds(dict(one.breaks)[piece.axis])]
    nothing = Decimal(0) if whole.source == "records" and piece.axis else None
    above = _sum([one.numerator for one in fitting], nothing)
    below = _sum([one.denominator for one in fitting], nothing) if column.below is not None else None
    why = whole.why_missing or "chưa có số liệu"
    if above is None or (column.below is not None and below is None):
        return DraftCell(column, unit, piece, None, None, None, Hidden.NONE, why)
    if below == 0:
        return DraftCell(column, unit, piece, None, None, None, Hidden.NONE, "mẫu số bằng 0")
    value = above * column.multiplier / below if below is not None else above * column.multiplier
    return DraftCell(column, unit, piece, above, below, value.quantize(_PLACES, ROUND_HALF_UP))


def _sum(values: Sequence[Decimal | None], nothing: Decimal | None) -> Decimal | None:
    if not values:
        return nothing
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


@dataclass(frozen=True)
class _Guarded:
    """`keys`: per cell the figures it stands on, with their numbers. `public`: shown in an earlier release."""

    plan: Plan
    keys: list[list[Numbered]]
    public: set[Key]
    after_others: bool


def _keys_of(cell: DraftCell, places: Places, period: str) -> list[Numbered]:
    """What is above the line, and what is below it."""
    numbers = ((cell.column.above, cell.numerator), (cell.column.below, cell.denominator))
    leaves = places.leaves[cell.unit.path]
    return [
        (key, round(value))
        for parts, value in numbers
        if parts is not None and value is not None and (key := terms(parts, period, leaves, cell.slice))
    ]


def _protected(
    wanted: Wanted, chosen: Sequence[Column], raw: Sequence[DraftCell], rules: Rules, tell: Tell
) -> _Guarded:
    codes = sorted({part.code for column in chosen for part in column.parts})
    before = related(wanted, codes)
    places = _places(wanted, before)
    keys = [_keys_of(cell, places, wanted.period.code) for cell in raw]
    truth = atoms(places, codes, wanted.period)
    linked = years_and_halves(wanted.period, before, codes, places)
    truth |= linked.truth
    earlier = of_releases(before, places, truth)
    figures = [Figure(key, key, shown.standing, sealed=shown.sealed) for key, shown in earlier.figures.items()]
    figures += _new_figures(raw, keys, earlier.figures, wanted)
    shares = [
        (two[0][0], two[1][0]) for cell, two in zip(raw, keys, strict=True) if cell.column.share and len(two) == 2
    ]
    rule = known(figures, truth, _of_one_place([*earlier.shares, *shares]), rules)
    plan = protect(
        figures, truth, rules=rules, equations=[*linked.equations, *rule.equations], at_most=rule.at_most,
        impossible=rule.impossible, tell=lambda done, of: tell("Xét từng nhóm số", 55 + 40 * done // of),
    )  # fmt: skip
    public = {key for key, shown in earlier.figures.items() if shown.standing is Standing.PUBLIC}
    return _Guarded(plan, keys, public, bool(before))


def _of_one_place(shares: Iterable[tuple[Key, Key]]) -> list[tuple[Key, Key]]:
    """Where it holds place by place it holds for all of them."""
    return [two for two in dict.fromkeys(shares) if all(len(term.units) == 1 for key in two for term in key)]


def _new_figures(
    raw: Iterable[DraftCell], keys: Iterable[list[Numbered]], earlier: dict[Key, Shown], wanted: Wanted
) -> list[Figure]:
    """Each figure once, though a rate and a count stand on it. Wholes weigh more than the cells of one commune."""
    made: dict[Key, Figure] = {}
    for cell, figures in zip(raw, keys, strict=True):
        weight = (30.0 if cell.unit.pk == wanted.unit.pk else 1.0) + (0.0 if cell.slice.axis else 0.5)
        for key, _ in figures:
            if key not in earlier and key not in made:
                made[key] = Figure(key, key, Standing.NEW, weight, is_sealed(key))
    return list(made.values())


def _places(wanted: Wanted, before: Sequence[Release]) -> Places:
    """From the country down when a release of the country is among those weighed, else the one province."""
    opened = {wanted.unit.path} if wanted.level != wanted.unit.level else set()
    opened |= {one.unit_path for one in before if one.level != one.unit.level}
    top = wanted.unit
    if any(one.unit.level == Level.COUNTRY for one in before):
        whole = country()
        top = whole if whole is not None else top
    places = Places()
    places.add(top, wanted.period.last, opened)
    return places


def _decided(cell: DraftCell, guarded: _Guarded, rules: Rules, numbered: Sequence[Numbered]) -> DraftCell:
    """A cell shows nothing when one of the two numbers it stands on is hidden: a rate with its base tells the count."""
    if cell.hidden:
        return cell
    plan = guarded.plan
    reasons = [str(plan.hidden[key]) for key, _ in numbered if key in plan.hidden]
    reasons += [str(Hidden.KEEPS) for key, _ in numbered if key in plan.kept_from_before]
    for key, number in numbered:  # a return may print another number than its parts add up to
        if key not in guarded.public and rules.of(sealed=is_sealed(key)).is_small(number):
            reasons.append(str(Hidden.SMALL))
    if not reasons:
        return cell
    why = Hidden.SMALL if str(Hidden.SMALL) in reasons else Hidden.KEEPS
    return DraftCell(cell.column, cell.unit, cell.slice, None, None, None, why, why.label)
