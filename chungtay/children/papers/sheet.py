"""Phiếu thông tin trẻ em: everything the register says of one child, and what happened in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from chungtay.children.models import Child, CircumstanceState, Fact, FactKind, Growth, Kinship, Relation
from chungtay.children.papers.heading import Use, letterhead
from chungtay.children.papers.model import Block, Column, Facts, Framed, Grid, Heading, Paper, Section, Signs, Title
from chungtay.children.papers.words import SEXES, Words, birth_words, yes_no
from chungtay.children.queries.papers import Line
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date, number
from chungtay.territory.models import Level

TITLE = "Phiếu thông tin trẻ em"
_CODES = {FactKind.DISABILITY: "disability_kinds", FactKind.INJURY: "injury_causes"}
_DAY, _WHAT, _MORE = Column("Ngày", 26, centred=True), Column("Việc", 52), Column("Nội dung", 92)
_CIRCUMSTANCE = (
    Column("Hoàn cảnh", 92), Column("Từ ngày", 26, centred=True), Column("Đến ngày", 26, centred=True), Column("Căn cứ", 42)
)  # fmt: skip
Event = tuple[dt.date, str, str]


def paper(*, actor: Actor, line: Line, use: Use, sensitive: bool) -> Paper:
    child, words = line.child, Words(use.day)

    def blocks() -> Iterator[Block]:
        place = f"{child.hamlet}, {child.unit.name}" if child.hamlet else child.unit.name
        yield Section()
        yield letterhead(actor, use.day)
        yield Title(TITLE, (child.full_name, place))
        yield Framed(use.line)
        yield Heading("1. Trẻ")
        yield Facts(_identity(child, words))
        yield Heading("2. Gia đình")
        yield Facts(_home(child, words))
        yield from _family(child, words, sensitive=sensitive)
        yield Heading("3. Chăm sóc, học tập, sức khỏe")
        yield Facts(_care(line, words))
        yield from _table("4. Hoàn cảnh", _CIRCUMSTANCE, _circumstances(child, words, sensitive=sensitive))
        yield from _table("5. Diễn biến", (_DAY, _WHAT, _MORE), _timeline(child, words, sensitive=sensitive))
        if actor.level == Level.COMMUNE:
            yield Signs((("Người lập",), ("TM. Ủy ban nhân dân", "Chủ tịch")))
        else:
            yield Signs((("Người lập",), ("Thủ trưởng đơn vị",)))

    return Paper(f"{TITLE}: {child.full_name}", use.line, blocks())


def _identity(child: Child, words: Words) -> tuple[tuple[str, str], ...]:
    registered = yes_no(child.birth_registered)
    if child.birth_registered and child.birth_registered_on:
        registered = f"Có, ngày {date(child.birth_registered_on)}"
    return (
        ("Họ và tên", child.full_name),
        ("Tên gọi ở nhà", child.other_name),
        ("Ngày sinh", birth_words(child.birth, about=child.birth_about)),
        ("Giới tính", SEXES.get(child.sex, "")),
        ("Dân tộc", words.of("ethnicities", child.ethnicity)),
        ("Tôn giáo", words.of("religions", child.religion)),
        ("Số định danh", child.personal_number),
        ("Mã trẻ em", child.national_code),
        ("Đăng ký khai sinh", registered),
        ("Số giấy khai sinh", child.birth_certificate),
        ("Cư trú", words.of("residence_kinds", child.residence_kind)),
        ("Thường trú", child.registered_at),
        ("Tình trạng hồ sơ", child.get_status_display()),
        ("Lần gặp gần nhất", date(child.last_seen_on)),
    )


def _home(child: Child, words: Words) -> tuple[tuple[str, str], ...]:
    home = child.household
    return (
        ("Mã hộ", home.code if home else ""),
        ("Chủ hộ", home.head_name if home else ""),
        ("Địa chỉ", home.address if home else ""),
        ("Diện hộ", words.of("household_kinds", child.household_kind)),
        ("Cha", child.father_name),
        ("Mẹ", child.mother_name),
        ("Người nuôi dưỡng", child.carer_name),
        ("Hiện sống với", words.of("lives_with", child.lives_with)),
        ("Điện thoại", child.phone),
        ("Ghi chú", child.note),
    )


def _family(child: Child, words: Words, *, sensitive: bool) -> Iterator[Block]:
    here = Q(valid_to=None) | Q(valid_to__gt=words.on)
    kin = Kinship.objects.filter(here, child=child).select_related("adult").order_by("relation", "id")
    rows = [
        [
            Relation(one.relation).label,
            words.member(one.adult, (), sensitive=sensitive),
            one.adult.occupation,
            one.adult.phone,
            "Có" if one.raises else "",
        ]
        for one in kin
    ]
    columns = (Column("Quan hệ", 30), Column("Họ và tên", 70), Column("Nghề nghiệp", 34), Column("Điện thoại", 28),
               Column("Đang nuôi", 18, centred=True))  # fmt: skip
    if rows:
        yield Grid(columns, rows)


def _care(line: Line, words: Words) -> tuple[tuple[str, str], ...]:
    child = line.child
    last = Growth.objects.filter(child=child).order_by("-on").first()
    return (
        ("Bảo hiểm y tế", words.insurance(child)),
        ("Tiêm chủng năm đầu", words.vaccinated(child)),
        ("Học tập", words.school(line.schooling, child)),
        ("Đo gần nhất", f"{date(last.on)}: {_measured(last)}" if last else ""),
    )


def _measured(row: Growth) -> str:
    parts = ((row.weight, "kg"), (row.height, "cm"))
    return ", ".join(f"{number(value)} {unit}" for value, unit in parts if value is not None)


def _table(title: str, columns: tuple[Column, ...], rows: list[list[str]]) -> Iterator[Block]:
    yield Heading(title)
    yield Grid(columns, rows or [["", "Chưa ghi", *[""] * (len(columns) - 2)]])


def _circumstances(child: Child, words: Words, *, sensitive: bool) -> list[list[str]]:
    rows = child.circumstances.filter(state=CircumstanceState.CONFIRMED).order_by("-valid_from", "id")
    if not sensitive:
        rows = rows.filter(seal="")
    return [[words.circumstance(row), date(row.valid_from), date(row.valid_to), row.evidence] for row in rows]


def _timeline(child: Child, words: Words, *, sensitive: bool) -> list[list[str]]:
    events = [*_places(child), *_facts(child, words, sensitive=sensitive), *_growth(child), *_support(child, words)]
    for year in child.schooling.order_by("year"):
        said = ", ".join(part for part in (words.school(year, child), year.reason) if part)
        events.append((year.since or dt.date(year.year, 9, 1), f"Năm học {year.year}-{year.year + 1}", said))
    for row in child.circumstances.filter(state=CircumstanceState.CONFIRMED).filter(
        **({} if sensitive else {"seal": ""})
    ):
        events.append((row.valid_from, "Hoàn cảnh", words.circumstance(row)))
        if row.valid_to:
            events.append(
                (row.valid_to, "Kết thúc hoàn cảnh", f"{words.circumstance(row)}. {row.end_reason}".rstrip(". "))
            )
    events.sort(key=lambda event: (event[0], event[1]))
    return [[date(day), what, more] for day, what, more in events]


def _places(child: Child) -> Iterator[Event]:
    for row in child.residences.select_related("unit", "hamlet").order_by("period"):
        if row.period.lower:
            where = f"{row.hamlet}, {row.unit.name}" if row.hamlet else row.unit.name
            yield row.period.lower, row.get_reason_display(), where


def _facts(child: Child, words: Words, *, sensitive: bool) -> Iterator[Event]:
    rows = child.facts.exclude(kind=FactKind.SEEN)
    for row in rows if sensitive else rows.filter(seal=""):
        until = f"đến {date(row.valid_to - dt.timedelta(days=1))}" if row.valid_to else ""
        yield row.valid_from, FactKind(row.kind).label, ", ".join(part for part in (_said(row, words), until) if part)
    doses: dict[dt.date, list[str]] = {}
    for dose in child.immunisations.exclude(on=None).order_by("on", "vaccine", "dose"):
        assert dose.on is not None
        doses.setdefault(dose.on, []).append(f"{words.of('vaccines', dose.vaccine)} mũi {dose.dose}")
    for day, given in doses.items():
        yield day, "Tiêm chủng", ", ".join(given)


def _said(row: Fact, words: Words) -> str:
    name = _CODES.get(FactKind(row.kind))
    code = words.of(name, row.code) if name else ""
    degree = words.of("disability_degrees", row.degree)
    return ", ".join(part for part in (code, f"mức độ {degree.lower()}" if degree else "", row.detail) if part)


def _growth(child: Child) -> Iterator[Event]:
    for row in child.growth.order_by("on"):
        yield row.on, "Cân, đo", _measured(row)


def _support(child: Child, words: Words) -> Iterator[Event]:
    for row in child.support.order_by("on"):
        amount = f"{number(int(row.amount))} đồng" if row.amount else ""
        said = ", ".join(part for part in (row.content, amount, row.provider) if part)
        yield row.on, f"Hỗ trợ: {words.of('assistance_kinds', row.kind)}", said
