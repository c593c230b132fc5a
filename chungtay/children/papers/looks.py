"""A month of looks on one paper, for the chair to read and sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from chungtay.children.papers.heading import letterhead, signs, use_of
from chungtay.children.papers.model import Block, Column, Framed, Grid, Paper, Section, Text, Title
from chungtay.children.queries.looks import RULES, PersonMonth
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import number

TITLE = "Tổng hợp việc xem, in, xuất hồ sơ trẻ em"
_COLUMNS = (
    Column("STT", 10, centred=True), Column("Người xem", 44), Column("Cơ quan", 44), Column("Mở hồ sơ", 18, centred=True),
    Column("Số trẻ", 16, centred=True), Column("Xem danh sách", 18, centred=True), Column("Tìm kiếm", 16, centred=True),
    Column("In", 12, centred=True), Column("Xuất tệp", 14, centred=True), Column("Số trẻ in, xuất", 18, centred=True),
    Column("Cần xem lại", 50),
)  # fmt: skip


def month_paper(*, actor: Actor, first: dt.date, people: Sequence[PersonMonth]) -> Paper:
    use = use_of(actor, "Giám sát việc xem hồ sơ trẻ em")

    def blocks() -> Iterator[Block]:
        yield Section(landscape=True)
        yield letterhead(actor, use.day)
        yield Title(TITLE, (actor.unit_name, f"Tháng {first.month} năm {first.year}"))
        yield Framed(f"Người lập: {use.who}, {use.agency}, lúc {use.moment:%H:%M} ngày {use.moment:%d/%m/%Y}.")
        yield Grid(_COLUMNS, [_row(place, one) for place, one in enumerate(people, 1)], total=_total(people))
        rules = " ".join(RULES)
        yield Text(f"Cột “Cần xem lại” theo quy tắc định sẵn, không có nghĩa là làm sai. Quy tắc: {rules}", italic=True)
        yield signs(actor, None, hamlet=False)

    return Paper(TITLE, f"{TITLE}, tháng {first.month} năm {first.year}.", blocks())


def _row(place: int, one: PersonMonth) -> list[str]:
    figures = (one.pages, one.children, one.lists, one.searches, one.prints, one.exports, one.taken)
    return [str(place), one.name, one.agency, *map(number, figures), "; ".join(one.notes)]


def _total(people: Sequence[PersonMonth]) -> list[str] | None:
    if not people:
        return None
    names = ("pages", "lists", "searches", "prints", "exports", "taken")
    total = {name: sum(getattr(one, name) for one in people) for name in names}
    # the children of several people overlap, so their number is not added up
    return ["", "Cộng", "", number(total["pages"]), "", *(number(total[name]) for name in names[1:]), ""]
