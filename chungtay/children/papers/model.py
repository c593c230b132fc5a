"""What a paper of the register consists of, without saying how it looks. Pure.

A `Paper` is a stream of blocks: a book of a commune has thousands of tables, and neither the writer of .docx nor the
writer of the page ever holds more than one of them. Widths are in millimetres.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Section:
    """Begins a new page. `running` stands on top of each of its pages, beside the name of the paper."""

    running: str = ""
    landscape: bool = False


@dataclass(frozen=True)
class Letterhead:
    """The head of Decree 30/2020: agency on the left, the country on the right, place and date beneath."""

    agency: str
    place: str
    date: dt.date
    parent: str = ""


@dataclass(frozen=True)
class Title:
    text: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str
    italic: bool = False


@dataclass(frozen=True)
class Framed:
    """A sentence in a frame: what the paper may be used for."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Label and value, two pairs in a row."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """`width` is taken in proportion, but that of a centred column (a day, a number, a mark) is what it needs."""

    head: str
    width: float
    centred: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. `banner`: lines over the heads, repeated with them on each page; the first is bold.

    `together`: the table moves to the next page rather than break, as long as it is short.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[str]]
    banner: tuple[str, ...] = ()
    total: Sequence[str] | None = None
    together: bool = False


@dataclass(frozen=True)
class Signs:
    """Sign lines side by side, each with its lines of authority and title."""

    titles: tuple[tuple[str, ...], ...]


Block: TypeAlias = Section | Letterhead | Title | Heading | Text | Framed | Facts | Grid | Signs


@dataclass(frozen=True)
class Paper:
    """`foot` stands at the foot of every page: what the paper may be used for, who made it and when."""

    title: str
    foot: str
    blocks: Iterable[Block]


@dataclass(frozen=True)
class Table:
    """The same rows for .xlsx and .csv. `above`: lines over the heads (agency, title, foot); values are text or whole numbers."""

    title: str
    above: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[str | int]]
    foot: str


_NARROWEST = 14.0  # mm: a column of names below this is no use


def scaled(columns: Sequence[Column], room: float) -> list[float]:
    """The widths stretched or pressed into `room`: centred columns keep what they need as long as the others can live."""
    firm = sum(column.width for column in columns if column.centred)
    soft = [column.width for column in columns if not column.centred]
    if not soft or room - firm < _NARROWEST * len(soft):
        total = firm + sum(soft) or 1.0
        return [column.width * room / total for column in columns]
    share = (room - firm) / sum(soft)
    return [column.width if column.centred else column.width * share for column in columns]
