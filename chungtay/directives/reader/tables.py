"""Tables of assignments: rows with tabs or pipes, and tables flattened to one cell a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chungtay.directives.reader.model import Span
from chungtay.directives.reader.structure import Block
from chungtay.directives.reader.text import Source

_ROLES = (
    ("number", re.compile(r"(?:stt|tt|số tt|số thứ tự)$")),
    ("cooperating", re.compile(r".*phối hợp")),
    ("deadline", re.compile(r".*(?:thời gian|thời hạn|tiến độ|hoàn thành|thời điểm|hạn)")),
    (
        "lead",
        re.compile(
            r".*(?:chủ trì|cơ quan|đơn vị|phụ trách|chịu trách nhiệm|phân công|thực hiện$|người thực hiện|đầu mối)"
        ),
    ),
    ("work", re.compile(r".*(?:nội dung|nhiệm vụ|công việc|hoạt động|tên việc|giải pháp|việc)")),
)
_RULE = re.compile(r"[\s|:+-]*$")
_ROW_NUMBER = re.compile(r"(?:\d{1,3}|[ivx]{1,5}|[a-h])[.)]?$")


@dataclass(slots=True)
class Row:
    number: str | None
    work: Span
    lead: Span | None = None
    cooperating: Span | None = None
    deadline: Span | None = None
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Table:
    start: int
    end: int
    rows: list[Row] = field(default_factory=list)
    #: "assignments" when it has a column of work; other tables carry no tasks.
    assigns: bool = False


def cells_of(source: Source, block: Block) -> list[Span]:
    text = source.text
    separator = "\t" if "\t" in text[block.start : block.end] else "|"
    start, end = block.start, block.end
    if separator == "|":
        if text[start] == "|":
            start += 1
        if text[end - 1] == "|":
            end -= 1
    cells = []
    position = start
    while True:
        cut = text.find(separator, position, end)
        cells.append(source.trim(position, end if cut < 0 else cut))
        if cut < 0:
            return cells
        position = cut + 1


def roles_of(source: Source, cells: list[Span]) -> dict[str, int]:
    """Which column is what, by the words of the head row."""
    roles: dict[str, int] = {}
    for index, cell in enumerate(cells):
        words = " ".join(source.low[cell.start : cell.end].split()).strip(" .:*")
        if not words or len(words) > 60:
            continue
        for role, pattern in _ROLES:
            if role not in roles and pattern.match(words):
                if role == "lead" and "work" not in roles and "nội dung" in words:
                    continue
                roles[role] = index
                break
    return roles


def table_of(source: Source, blocks: list[Block]) -> Table:
    """A run of table blocks."""
    table = Table(blocks[0].start, blocks[-1].end)
    roles: dict[str, int] = {}
    for block in blocks:
        if _RULE.match(source.text, block.start, block.end):
            continue
        cells = cells_of(source, block)
        if not roles:
            found = roles_of(source, cells)
            if "work" in found and len(found) >= 2:
                roles = found
                table.assigns = "lead" in found or "deadline" in found
            continue
        row = _row(source, cells, roles, block)
        if row:
            table.rows.append(row)
    return table


def _row(source: Source, cells: list[Span], roles: dict[str, int], block: Block) -> Row | None:
    def cell(role: str) -> Span | None:
        index = roles.get(role)
        if index is None or index >= len(cells):
            return None
        span = cells[index]
        return span if span.end > span.start else None

    work = cell("work")
    if work is None:
        return None
    if len([c for c in cells if c.end > c.start]) <= 2 and cell("lead") is None:
        return None
    number = cell("number")
    printed = source.text[number.start : number.end].strip(" .)") if number else None
    return Row(printed, work, cell("lead"), cell("cooperating"), cell("deadline"), block.start, block.end)


def flattened_at(source: Source, blocks: list[Block], index: int) -> tuple[Table, int] | None:
    """A table printed one cell a line that begins at ``index`` with "STT"; also the index after it."""
    first = blocks[index]
    if not re.match(r"(?:stt|tt)\W*$", source.low[first.start : first.end]):
        return None
    head: list[Block] = [first]
    position = index + 1
    while position < len(blocks) and len(head) < 9:
        block = blocks[position]
        if _ROW_NUMBER.match(source.low[block.start : block.end]):
            break
        if block.end - block.start > 60:
            return None
        head.append(block)
        position += 1
    roles = roles_of(source, [Span(b.start, b.end) for b in head])
    if "work" not in roles or len(head) < 3 or position >= len(blocks):
        return None
    return _flattened_rows(source, blocks, position, len(head), roles, first.start)


def _flattened_rows(
    source: Source, blocks: list[Block], position: int, width: int, roles: dict[str, int], start: int
) -> tuple[Table, int]:
    table = Table(start, start, assigns="lead" in roles or "deadline" in roles)
    expected = 1
    while position < len(blocks):
        block = blocks[position]
        printed = source.low[block.start : block.end].strip(" .)")
        if printed != str(expected):
            break
        stop = position + 1
        following = str(expected + 1)
        while stop < len(blocks) and stop - position < width:
            if source.low[blocks[stop].start : blocks[stop].end].strip(" .)") == following:
                break
            stop += 1
        cells = [Span(b.start, b.end) for b in blocks[position:stop]]
        row = _row(source, _fit(source, cells, width, roles), roles, Block(block.start, blocks[stop - 1].end))
        if row:
            table.rows.append(row)
        table.end = blocks[stop - 1].end
        position = stop
        expected += 1
    return table, position


def _fit(source: Source, cells: list[Span], width: int, roles: dict[str, int]) -> list[Span]:
    """An empty cell leaves no line: a date in the place of a partner goes to the deadline column."""
    column = roles.get("deadline")
    if len(cells) >= width or column is None or column < len(cells):
        return cells
    last = cells[-1]
    if re.search(r"\d", source.low[last.start : last.end]):
        missing = column - (len(cells) - 1)
        return [*cells[:-1], *[Span(last.start, last.start)] * missing, last]
    return cells
