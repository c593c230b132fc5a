"""Which rows are the header and what each column means, by the words people use, in any order, over up to three rows."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chungtay.children.sheets.fields import FIELDS, NAMING
from chungtay.children.sheets.xlsx import Cell
from chungtay.foundation.vietnamese import fold

MOST_DEPTH = 3
_MERGES = Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Column:
    """`index` from 0; `key` is a field or empty (not read); `confidence` 0 to 1; `sample`: first values beneath."""

    index: int
    heading: str
    key: str
    confidence: float
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """`first` and `last` are row numbers of the header; data begin at row `last` + 1. `first` 0: none was found."""

    first: int
    last: int
    columns: tuple[Column, ...]

    @property
    def mapping(self) -> dict[int, str]:
        return {column.index: column.key for column in self.columns if column.key}


def find_header(
    head: Sequence[tuple[int, Sequence[Cell]]], merged: _MERGES = (), *, at: tuple[int, int] | None = None
) -> Header:
    """The header among the first rows, or where the person says it is (`at`: first and last row number)."""
    rows = dict(head)
    numbers = sorted(rows)
    if at is not None:
        columns = _columns(rows, at[0], at[1], merged)
        return _finished(Header(at[0], at[1], tuple(columns)), rows, numbers)
    best, most = Header(0, 0, ()), 0.0
    for first in numbers:
        if _like_data(rows[first]) or len(_filled(rows[first])) < 2:
            continue
        for last in range(first, min(first + MOST_DEPTH, numbers[-1] + 1)):
            if last > first and (last not in rows or _like_data(rows[last])):
                break
            columns = _columns(rows, first, last, merged)
            score = sum(column.confidence for column in columns if column.key) - 0.05 * (last - first)
            keys = {column.key for column in columns if column.key}
            if keys & {*NAMING} and len(keys) >= 2 and score > most + 1e-9:
                best, most = Header(first, last, tuple(columns)), score
    return _finished(best, rows, numbers)


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell is not None and cell != ""]


def _like_data(cells: Sequence[Cell]) -> bool:
    """A header holds words: dates or long numbers are data; a row of column numbers is none of both."""
    for cell in cells:
        if isinstance(cell, dt.date) or (isinstance(cell, int | float) and not isinstance(cell, bool) and cell > 999):
            return True
        if isinstance(cell, str) and (_DATED.search(cell) or (cell.strip().isdigit() and len(cell.strip()) > 8)):
            return True
    return is_numbering(cells)


_DATED = re.compile(r"^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s*$")
_COUNTED = re.compile(r"^[\[(]?\s*([0-9]{1,2}|[A-HĐa-hđ])\s*([=+].*)?[\])]?$")


def is_numbering(cells: Sequence[Cell]) -> bool:
    """The row “(1) (2) (3)” or “A B 1 2” that some forms put under the header."""
    texts = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    return len(texts) >= 3 and all(_COUNTED.match(text) for text in texts) and len(set(texts)) > len(texts) * 0.7


def _finished(header: Header, rows: dict[int, Sequence[Cell]], numbers: Sequence[int]) -> Header:
    """The numbering row belongs to the header; each column gets its first values."""
    last = header.last
    if last and last + 1 in rows and is_numbering(rows[last + 1]):
        last += 1
    beneath = [rows[number] for number in numbers if number > last]
    columns = []
    for column in header.columns:
        values = (
            str(cells[column.index]).strip()
            for cells in beneath
            if column.index < len(cells) and cells[column.index] is not None
        )
        sample = tuple([value[:40] for value in values if value][:3])
        columns.append(Column(column.index, column.heading, column.key, column.confidence, sample))
    return Header(header.first, last, tuple(columns))


def _columns(rows: dict[int, Sequence[Cell]], first: int, last: int, merged: _MERGES) -> list[Column]:
    width = max((len(rows[number]) for number in range(first, last + 1) if number in rows), default=0)
    levels = [_level(rows.get(number, ()), number, width, merged) for number in range(first, last + 1)]
    inside = [one for one in merged if first - 1 <= one[0] <= last - 1]
    if not any(right > left for _, left, _, right in inside):
        _fill_right(levels)
    stacks = [_stack(level[column] for level in levels) for column in range(width)]
    found = [match(stack) for stack in stacks]
    _settle_sex_or_year(stacks, found)
    return _each_once(stacks, found)


def _level(cells: Sequence[Cell], number: int, width: int, merged: _MERGES) -> list[str]:
    texts = [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]
    texts += [""] * (width - len(texts))
    for top, left, _, right in merged:
        if top == number - 1 and left < width and right > left:
            for column in range(left + 1, min(right + 1, width)):
                texts[column] = texts[column] or texts[left]
    return texts


def _fill_right(levels: list[list[str]]) -> None:
    """Without merged cells: “Ngày sinh” above “Nam” stands above the “Nữ” beside it too."""
    for upper, lower in itertools.pairwise(levels):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column] and lower[column - 1] and upper[column - 1]:
                upper[column] = upper[column - 1]


def _stack(texts: Iterable[str]) -> tuple[str, ...]:
    stack: list[str] = []
    for text in texts:
        if text and (not stack or stack[-1] != text):
            stack.append(text)
    return tuple(stack)


_EXACT: dict[str, str] = {}
_INSIDE: list[tuple[str, str, int]] = []
for _one in FIELDS:
    for _head in _one.heads:
        _EXACT.setdefault(_head, _one.key)
        if " " in _head or len(_head) > 4:
            _INSIDE.append((f" {_head} ", _one.key, _head.count(" ") + 1))
_INSIDE.sort(key=lambda item: -item[2])


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOISE = _set(
    "cua ve thong tin neu co ghi ro the la theo hien tai danh dau x dd mm yyyy yy em tre chau cac de tai day du"
)
_PARENTS = frozenset({"cha", "bo", "me", "chong", "vo"})
_OF_CHILD = _set(
    "full_name family_name given_name other_name birth_date birth_day birth_month birth_year sex ethnicity "
    "religion personal_number national_code school school_class insurance birth_registered circumstances"
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_Match = tuple[str, float]


def match(stack: Sequence[str]) -> _Match:
    """Field and confidence of one column from the texts above it, uppermost first."""
    if not stack:
        return "", 0.0
    bottom, above = stack[-1], " ".join(stack[:-1])
    parts = fold(bottom)
    if above:
        if parts in ("nam", "nu") and not _with_breve(bottom):
            return ("male" if parts == "nam" else "female"), 0.95
        if parts in ("ngay", "thang", "nam") and "sinh" in fold(above):
            return {"ngay": "birth_day", "thang": "birth_month", "nam": "birth_year"}[parts], 1.0
    elif parts == "nam" and _with_breve(bottom):
        return "birth_year", 0.9
    tries = (
        [(bottom, 1.0)]
        if not above
        else [(f"{bottom} {above}", 1.0), (f"{above} {bottom}", 0.98), (bottom, 0.93), (stack[0], 0.6)]
    )
    folded_above = set(fold(above).split())
    best: _Match = ("", 0.0)
    for text, weight in tries:
        key, confidence = _match_text(text)
        if folded_above & _PARENTS and key in _OF_CHILD:
            continue
        if confidence * weight > best[1]:
            best = (key, confidence * weight)
    return best


def _with_breve(text: str) -> bool:
    return "\u0306" in unicodedata.normalize("NFD", text)


def _match_text(text: str) -> _Match:
    folded = fold(text)
    if folded in _EXACT:
        return _EXACT[folded], 1.0
    bare = fold(_BRACKETS.sub(" ", text))
    if bare in _EXACT:
        return _EXACT[bare], 0.97
    core = " ".join(word for word in bare.split() if word not in _NOISE)
    if core in _EXACT:
        return _EXACT[core], 0.92
    best: _Match = ("", 0.0)
    words = set(bare.split())
    length = max(1, len(bare.split()))
    for phrase, key, size in _INSIDE:
        if phrase in f" {bare} " and not (words & _PARENTS and key in _OF_CHILD):
            confidence = 0.45 + 0.45 * size / length
            if confidence > best[1]:
                best = (key, confidence)
    return best if best[1] >= 0.55 else ("", 0.0)


def _settle_sex_or_year(stacks: Sequence[Sequence[str]], found: list[_Match]) -> None:
    """“Nam” written without accents is a sex beside “Nữ”, and a year behind “Tháng”."""
    keys = {key for key, _ in found}
    for place, (key, confidence) in enumerate(found):
        if key == "male" and "female" not in keys and {"birth_month", "birth_day"} & keys:
            found[place] = ("birth_year", confidence * 0.9)
        elif (
            key == "birth_year"
            and not {"birth_month", "birth_day"} & keys
            and "female" in keys
            and not _with_breve(stacks[place][-1])
        ):
            found[place] = ("male", confidence * 0.9)
    if "given_name" in keys and "full_name" not in keys and "family_name" not in keys:
        place = next(place for place, one in enumerate(found) if one[0] == "given_name")
        found[place] = ("full_name", found[place][1] * 0.8)
    after = [place for place, one in enumerate(found) if one[0] in ("family_name", "full_name")]
    # “Họ và tên” over two columns, the second one empty: family and middle names, then the given name
    for place in after:
        following = place + 1
        if following < len(found) and stacks[following] == stacks[place] and found[place][0] == "full_name":
            found[place], found[following] = ("family_name", 0.9), ("given_name", 0.9)


def _each_once(stacks: Sequence[Sequence[str]], found: Sequence[_Match]) -> list[Column]:
    """A field belongs to the column that says it best; the others are left unread."""
    taken: dict[str, int] = {}
    for place, (key, confidence) in enumerate(found):
        if key and (key not in taken or confidence > found[taken[key]][1] + 1e-9):
            taken[key] = place
    return [
        Column(place, " / ".join(stacks[place]), *(one if taken.get(one[0]) == place else ("", 0.0)))
        for place, one in enumerate(found)
        if stacks[place]
    ]
