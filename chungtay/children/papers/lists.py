"""A list by hamlet or by a filter of the list page, with the columns that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from chungtay.children.papers.columns import Choosable
from chungtay.children.papers.heading import Use, letterhead, signs
from chungtay.children.papers.model import Block, Column, Framed, Grid, Paper, Section, Table, Text, Title
from chungtay.children.papers.words import Words
from chungtay.children.quality import faults_of
from chungtay.children.queries.lists import FILTERS
from chungtay.children.queries.papers import Choice, Line
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date, number

TITLE = "Danh sách trẻ em"


def title_of(choice: Choice, place: str, hamlet: str) -> tuple[str, ...]:
    """The lines under the title: which children, where, as of when."""
    question = FILTERS[choice.filter_code]
    which = [] if choice.filter_code == "tat-ca" else [question.words]
    if choice.sex:
        which.append("trẻ em trai" if choice.sex == "male" else "trẻ em gái")
    if choice.years:
        first, last = choice.years
        which.append(f"{first} tuổi" if first == last else f"từ {first} đến {last} tuổi")
    if choice.fault:
        which.append("; ".join(fault.words for fault in faults_of(choice.fault)))
    where = f"{hamlet}, {place}" if hamlet else place
    return (*([", ".join(which)] if which else []), where, f"Tính đến ngày {date(choice.on)}")


def paper(
    *,
    actor: Actor,
    choice: Choice,
    under: tuple[str, ...],
    columns: Sequence[Choosable],
    lines: Iterable[Line],
    count: int,
    use: Use,
) -> Paper:
    words = Words(choice.on)

    def blocks() -> Iterator[Block]:
        yield Section(" – ".join(under[:-1]), landscape=True)
        yield letterhead(actor, use.day)
        yield Title(TITLE, under)
        yield Framed(use.line)
        heads = (Column("STT", 11, centred=True), *(one.column for one in columns))
        yield Grid(heads, _rows(columns, lines, words))
        yield Text(f"Danh sách có {number(count)} trẻ.", italic=True)
        yield signs(actor, choice.unit, hamlet=choice.hamlet_id is not None)

    return Paper(TITLE, use.line, blocks())


def _rows(columns: Sequence[Choosable], lines: Iterable[Line], words: Words) -> Iterator[list[str]]:
    values: list[Callable[[Line, Words], str]] = [one.value for one in columns]
    for place, line in enumerate(lines, 1):
        yield [str(place), *(value(line, words) for value in values)]


def table(
    *,
    actor: Actor,
    choice: Choice,
    under: tuple[str, ...],
    columns: Sequence[Choosable],
    lines: Iterable[Line],
    use: Use,
) -> Table:
    """The same rows for .xlsx and .csv; who, when and what for stand in the first rows."""
    words = Words(choice.on)
    heads = (Column("STT", 11, centred=True), *(one.column for one in columns))
    above = (letterhead(actor, use.day).agency.upper(), TITLE, ". ".join(under), use.line)
    return Table(TITLE, above, heads, _counted(_rows(columns, lines, words)), use.line)


def _counted(rows: Iterable[list[str]]) -> Iterator[list[str | int]]:
    for place, *rest in rows:
        yield [int(place), *rest]
