"""What an official document consists of, without saying how it looks. Numbers of boxes are those of annex I."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from chungtay.foundation.vietnamese import date, number

Value: TypeAlias = str | int | float | Decimal | dt.date | None


@dataclass(frozen=True)
class HeaderCell:
    """A cell of a table head that may reach over several columns or rows."""

    text: str
    across: int = 1
    down: int = 1


HeaderRow: TypeAlias = Sequence[str | HeaderCell]


@dataclass(frozen=True)
class Heading:
    """`level` 1 (I.), 2 (1.) or 3 (a); the ordinal is part of `text`."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line break in it starts a new paragraph. `lead` stands in bold before the first: “Điều 1.”."""

    text: str
    italic: bool = False
    lead: str = ""


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`widths` are proportions. Columns in `numbers` are set right, those in `centred` in the middle.

    `total`: a last row in bold. `note` stands under the table in italics.
    """

    header: tuple[HeaderRow, ...]
    rows: tuple[Sequence[Value], ...]
    widths: tuple[float, ...] = ()
    numbers: frozenset[int] = frozenset()
    centred: frozenset[int] = frozenset({0})
    total: Sequence[Value] | None = None
    caption: str = ""
    note: str = ""

    @property
    def columns(self) -> int:
        return max((len(self.widths), *(len(row) for row in self.rows), header_width(self.header)), default=0)


@dataclass(frozen=True)
class Picture:
    """A PNG with its caption; `alt` is what it shows, for those who cannot see it. `width` in millimetres."""

    png: bytes
    caption: str = ""
    alt: str = ""
    width: int = 150


@dataclass(frozen=True)
class PageBreak:
    pass


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture | PageBreak


@dataclass(frozen=True)
class Annex:
    """Phụ lục: begins on a new page, lying down when `landscape`, with page numbers of its own."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Signer:
    """`authority` holds the lines above the title: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"."""

    title: str
    name: str = ""
    authority: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfficialDocument:
    """`kind` is empty for a công văn, whose subject then stands under the number.

    `number`: "12/BC-UBND", or "/BC-UBND" while the clerk has not given one. `place` is the địa danh. Without `agency` it is
    a person's application: the name of the country in the middle, no number. `decider` makes it a decision: who decides, in
    capitals over the legal bases, and “QUYẾT ĐỊNH:” under them. `confidential` stands over everything and at the foot of
    every page; it is no degree of state secrecy.
    """

    agency: str
    place: str
    date: dt.date
    subject: str
    blocks: tuple[Block, ...]
    signer: Signer
    number: str = ""
    kind: str = ""
    parent_agency: str = ""
    addressees: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("Như trên", "Lưu: VT")
    secrecy: str | None = None
    urgency: str | None = None
    annexes: tuple[Annex, ...] = ()
    decider: str = ""
    confidential: str = ""


def header_width(header: Sequence[HeaderRow]) -> int:
    return sum(cell.across for _, cell in placed(header[:1])) if header else 0


def placed(header: Sequence[HeaderRow]) -> Iterator[tuple[tuple[int, int], HeaderCell]]:
    """Each header cell with its (row, column), counting what the cells above and before it take up."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(header):
        column = 0
        for given in cells:
            cell = HeaderCell(given) if isinstance(given, str) else given
            while (row, column) in taken:
                column += 1
            taken |= {(row + down, column + across) for down in range(cell.down) for across in range(cell.across)}
            yield (row, column), cell
            column += cell.across


def shown(value: Value) -> str:
    """A value as offices write it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return date(value)
    return number(value)


def punctuated(items: Sequence[str]) -> list[str]:
    """A list as documents end it: semicolons, and a full stop after the last."""
    bare = [item.rstrip(" ;.,") for item in items]
    return [item + (";" if place < len(bare) - 1 else ".") for place, item in enumerate(bare)]


def number_line(document: OfficialDocument) -> str:
    """`Số: 05/BC-UBND` (numbers below ten carry a zero), or room for the clerk's number."""
    value = document.number.strip()
    first, slash, rest = value.partition("/")
    if first.isdecimal():
        return f"Số: {int(first):02d}{slash}{rest}"
    room = "\u00a0" * 8
    return f"Số:{room}{value}" if value.startswith("/") else f"Số: {value or room}"


def annex_heading(document: OfficialDocument, position: int) -> tuple[str, str]:
    """The title of an annex and the line that ties it to its document."""
    numeral = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
    many = len(document.annexes) > 1
    label = f"Phụ lục {numeral[position] if position < len(numeral) else position}" if many else "Phụ lục"
    kind = document.kind.capitalize() or "Công văn"
    day = document.date
    number_ = document.number if not document.number.startswith("/") else f"……{document.number}"
    return label, f"(Kèm theo {kind} số {number_ or '……'} ngày {day:%d/%m/%Y} của {document.agency})"
