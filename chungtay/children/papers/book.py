"""Sổ theo dõi trẻ em trong gia đình: a cover, then hamlet after hamlet, household after household."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chungtay.children.papers.columns import circumstances
from chungtay.children.papers.heading import Use, letterhead, signs
from chungtay.children.papers.model import Block, Column, Framed, Grid, Paper, Section, Table, Title
from chungtay.children.papers.words import SEXES, Words, birth_words, yes_no
from chungtay.children.queries.papers import Choice, Family, HamletCount, Line
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date, number

TITLE = "Sổ theo dõi trẻ em trong gia đình"
_CHILD = (
    Column("TT", 9, centred=True),
    Column("Họ và tên", 40),
    Column("Ngày sinh", 20, centred=True),
    Column("Giới", 11, centred=True),
    Column("Dân tộc", 17),
    Column("Số định danh", 27, centred=True),
    Column("Khai sinh", 16, centred=True),
    Column("BHYT", 21, centred=True),
    Column("Học tập", 32),
    Column("Tiêm chủng", 18, centred=True),
    Column("Hoàn cảnh", 40),
    Column("Ghi chú", 26),
)
_HOUSE = (
    Column("Thôn, bản", 28),
    Column("Hộ số", 12, centred=True),
    Column("Mã hộ", 18),
    Column("Chủ hộ", 36),
    Column("Địa chỉ", 40),
    Column("Diện hộ", 22),
    Column("Thành viên", 60),
)
_COVER = (
    Column("STT", 10, centred=True), Column("Thôn, bản", 80), Column("Số hộ có trẻ em", 28, centred=True),
    Column("Số trẻ em", 28, centred=True), Column("Trai", 24, centred=True), Column("Gái", 24, centred=True),
)  # fmt: skip


def paper(
    *, actor: Actor, choice: Choice, place: str, counts: Sequence[HamletCount], families: Iterable[Family], use: Use
) -> Paper:
    """`families` in the order of the hamlets."""
    words = Words(choice.on)

    def blocks() -> Iterator[Block]:
        yield from _cover(actor, choice, place, counts, use)
        hamlet: str | None = None
        for home, family in enumerate(families, 1):
            here = _hamlet(family)
            if here != hamlet:
                hamlet = here
                yield Section(f"{here}, {place}", landscape=True)
            yield _block(home, family, words, sensitive=choice.sensitive)

    return Paper(TITLE, use.line, blocks())


def _hamlet(family: Family) -> str:
    child = family.lines[0].child
    return child.hamlet.name if child.hamlet else "Chưa rõ thôn, bản"


def _cover(actor: Actor, choice: Choice, place: str, counts: Sequence[HamletCount], use: Use) -> Iterator[Block]:
    yield Section(landscape=True)
    yield letterhead(actor, use.day)
    one = counts[0].name if len(counts) == 1 else ""
    where = f"{one}, {place}" if one else place
    yield Title(TITLE, (where, f"Năm {choice.on.year}", f"Trẻ em dưới 16 tuổi, tính đến ngày {date(choice.on)}"))
    yield Framed(use.line)
    total = ["", "Cộng", *(number(sum(values)) for values in zip(*(_figures(row) for row in counts), strict=True))]
    rows = [[str(place_), row.name, *map(number, _figures(row))] for place_, row in enumerate(counts, 1)]
    yield Grid(_COVER, rows, total=total if len(counts) > 1 else None)
    yield signs(actor, choice.unit, hamlet=bool(one))


def _figures(row: HamletCount) -> tuple[int, int, int, int]:
    return row.households, row.children, row.boys, row.girls


def _block(number_: int, family: Family, words: Words, *, sensitive: bool) -> Grid:
    rows = [[str(place), *_cells(line, words)] for place, line in enumerate(family.lines, 1)]
    return Grid(_CHILD, rows, banner=_banner(number_, family, words, sensitive=sensitive), together=True)


def _banner(number_: int, family: Family, words: Words, *, sensitive: bool) -> tuple[str, ...]:
    home = family.household
    if home is None:
        return ("Trẻ em chưa ghi vào hộ nào", _parents(family))
    kind = words.of("household_kinds", home.kind)
    first = [f"Hộ số {number_}", f"Mã hộ: {home.code}" if home.code else "", f"Chủ hộ: {home.head_name or 'chưa ghi'}",
             f"Diện hộ: {kind}" if kind else ""]  # fmt: skip
    second = [f"Địa chỉ: {home.address or 'chưa ghi'}", f"Điện thoại: {home.phone}" if home.phone else ""]
    lines = [
        _joined(first),
        _joined(second),
        f"Thành viên: {members(family, words, sensitive=sensitive) or 'chưa ghi'}",
    ]
    return (*lines, f"Ghi chú của hộ: {home.note}") if home.note else tuple(lines)


def _joined(parts: Sequence[str]) -> str:
    return "   ·   ".join(part for part in parts if part)


def members(family: Family, words: Words, *, sensitive: bool) -> str:
    return ", ".join(words.member(adult, relations, sensitive=sensitive) for adult, relations in family.members)


def _parents(family: Family) -> str:
    return "Hãy tìm hộ của trẻ rồi ghi vào hồ sơ." if family.lines else ""


def _cells(line: Line, words: Words) -> list[str]:
    child = line.child
    note = child.note
    if child.household_id is None:  # who they are with is said nowhere else
        names = (("cha", child.father_name), ("mẹ", child.mother_name), ("nuôi dưỡng", child.carer_name))
        note = "; ".join([*(f"{who}: {name}" for who, name in names if name), *([note] if note else [])])
    return [
        child.full_name,
        birth_words(child.birth, about=child.birth_about),
        SEXES.get(child.sex, ""),
        words.of("ethnicities", child.ethnicity),
        child.personal_number,
        yes_no(child.birth_registered),
        words.insurance(child),
        words.school(line.schooling, child),
        words.vaccinated(child),
        circumstances(line, words),
        note,
    ]


def table(*, actor: Actor, choice: Choice, place: str, families: Iterable[Family], use: Use) -> Table:
    """One row for each child, with its household before it."""
    words = Words(choice.on)

    def rows() -> Iterator[list[str | int]]:
        child = 0
        for home, family in enumerate(families, 1):
            house = family.household
            before: list[str | int] = [
                _hamlet(family), home, house.code if house else "", house.head_name if house else "",
                house.address if house else "", words.of("household_kinds", house.kind) if house else "",
                members(family, words, sensitive=choice.sensitive),
            ]  # fmt: skip
            for line in family.lines:
                child += 1
                yield [child, *before, *_cells(line, words)]

    above = (letterhead(actor, use.day).agency.upper(), TITLE, f"{place}. Tính đến ngày {date(choice.on)}", use.line)
    return Table(TITLE, above, (_CHILD[0], *_HOUSE, *_CHILD[1:]), rows(), use.line)
