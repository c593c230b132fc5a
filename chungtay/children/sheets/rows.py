"""Rows of a list checked one by one: values with codes, and every fault in words.

Lines that are no child are told apart: totals, hamlets standing on a line of their own (they carry down), page headers
that come again, signatures. Nothing is dropped in silence: `Checker.left_out` says which lines were not read, and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chungtay.children.sheets import cross, values
from chungtay.children.sheets.faults import Fault, fault
from chungtay.children.sheets.fields import NAMING
from chungtay.children.sheets.headings import is_numbering
from chungtay.children.sheets.values import NOTHING, Read, ReadCell
from chungtay.children.sheets.vocabulary import Vocabulary, hamlet_of_line, names_hamlet
from chungtay.children.sheets.xlsx import Cell
from chungtay.foundation.vietnamese import fold

_CACHED = 20_000  # values kept per column
_UNSHARED = frozenset(
    {"full_name", "father_name", "mother_name", "carer_name", "personal_number", "note", "phone"}
)  # hardly ever the same


@dataclass
class Row:
    """`number` as the person counts rows; `values` by field key (see `values_of`); `written`: the cells with a fault."""

    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> int:
        """0 clean, 1 warnings, 2 errors."""
        return max((2 if one.severity == "error" else 1 for one in self.faults), default=0)


@dataclass(frozen=True)
class LeftOut:
    number: int
    why: str
    text: str


def readers(words: Vocabulary) -> dict[str, ReadCell]:
    """How each field is read. Fields that are not here are not taken over (ordinal numbers)."""
    date = values.date_reader(words.today)
    return {
        "full_name": values.name, "family_name": values.name, "given_name": values.name,
        "other_name": values.parent, "household_head": values.parent,
        "father_name": values.parent, "mother_name": values.parent, "carer_name": values.parent,
        "birth_date": date, "father_birth": date, "mother_birth": date,
        "birth_day": _whole(31), "birth_month": _whole(12), "birth_year": _whole(2100),
        "sex": values.sex, "male": _mark_or_date(date), "female": _mark_or_date(date),
        "ethnicity": cross.ethnicity(words), "religion": cross.coded(words.religions, "religion_unknown"),
        "carer_relation": cross.coded(words.relations, "relation_unknown"),
        "personal_number": values.personal_number,
        "father_number": values.personal_number, "mother_number": values.personal_number,
        "national_code": values.plain(30), "household_code": values.plain(30, ditto=True),
        "address": values.plain(250, ditto=True),
        "hamlet": cross.hamlet(words), "commune": cross.commune(words), "phone": values.phone,
        "birth_registered": values.registered(words.today), "insurance": values.insurance,
        "poverty": values.poverty, "poor": values.mark, "near_poor": values.mark,
        "circumstances": cross.circumstances(words.circumstances),
        "at_risk": cross.circumstances({**words.circumstances, **words.at_risk}),
        "school_class": values.plain(60), "school": values.plain(120, ditto=True), "note": values.plain(2000),
    }  # fmt: skip


def _whole(most: int) -> ReadCell:
    def read(raw: Cell) -> Read:
        text = values.text_of(raw)
        if not text or values.is_nothing(text) or text in ("0", "00"):
            return NOTHING
        number = int(text) if text.isascii() and text.isdigit() else -1
        if most > 100 and 0 <= number < 100:
            number += 2000
        return (str(number), "", None) if 1 <= number <= most else ("", "birth_unreadable", None)

    return read


def _mark_or_date(date: ReadCell) -> ReadCell:
    def read(raw: Cell) -> Read:
        """A column “Nam” or “Nữ” holds an x, or the day of birth itself."""
        text = values.text_of(raw)
        if not text:
            return NOTHING
        found = values.yes_no(text)
        if found or values.sex(raw)[0]:
            return ("" if found == "no" else "x"), "", None
        return date(raw)

    return read


_Step = tuple[int, str, dict[Any, Read] | None, ReadCell]


class Checker:
    """Checks the rows of one list. `mapping`: column index → field key, as the person confirmed it."""

    def __init__(self, mapping: Mapping[int, str], words: Vocabulary, *, header: Iterable[str] = ()) -> None:
        read = readers(words)
        self._steps: list[_Step] = [
            (index, key, None if key in _UNSHARED else {}, read[key])
            for index, key in sorted(mapping.items())
            if key in read
        ]
        self._keys = set(mapping.values())
        self._name_columns = [index for index, key in sorted(mapping.items()) if key in NAMING]
        self._words = words
        self._header = {fold(part) for text in header for part in (text, *text.split(" / ")) if part}
        self._cross = cross.Cross(words, self._keys)
        self._hamlet = ""
        self._previous: dict[str, Any] = {}
        self._ended = False
        self.left_out: list[LeftOut] = []

    def rows(self, source: Iterable[tuple[int, list[Cell]]], *, after: int) -> Iterator[Row]:
        """The children among the rows behind row `after`."""
        for number, cells in source:
            if number > after:
                row = self.check(number, cells)
                if row is not None:
                    yield row

    def stands_in(self, hamlet: str) -> None:
        """Rows that name no hamlet are of this one, as under a line that names it."""
        self._hamlet = hamlet

    def check_child(self, number: int, cells: Sequence[Cell]) -> Row:
        """A row known to be a child, such as one that was corrected."""
        found, faults, written, _ = self._cells(cells)
        return self._row(number, found, faults, written)

    def check(self, number: int, cells: Sequence[Cell]) -> Row | None:
        """One row; None when it is no child."""
        found, faults, written, filled = self._cells(cells)
        if filled < 3 or self._ended or not self._names(cells):
            if self._no_child(number, cells, filled):
                return None
        elif why := self._in_disguise(cells):
            self._leave(number, why, " ".join(values.text_of(cell) for cell in cells if cell is not None))
            return None
        return self._row(number, found, faults, written)

    def _row(self, number: int, found: dict[str, Any], faults: list[Fault], written: dict[str, str]) -> Row:
        if self._hamlet and not found.get("hamlet"):
            found["hamlet"] = self._hamlet
        self._cross(found, faults, written)
        self._previous = found
        return Row(number, found, faults, written)

    def _cells(self, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[Fault], dict[str, str], int]:
        """Values, faults, the cells with a fault, and how many cells say something."""
        width, filled = len(cells), 0
        found: dict[str, Any] = {}
        faults: list[Fault] = []
        written: dict[str, str] = {}
        for index, key, cache, read in self._steps:
            if index >= width:
                break
            raw = cells[index]
            if raw is None or raw == "":
                continue
            if cache is None:
                value, code, more = read(raw)
            else:
                value, code, more = cache.get(raw) or self._read(cache, raw, read)
            if value == "\0":
                value = self._previous.get(key, "")
            if value:
                found[key] = value
                filled += 1
            if code:
                filled += 1
                written[key] = values.text_of(raw)[:200]
                faults.append(self._fault(code, key, raw, value))
            if more:
                self._more(found, key, more)
        return found, faults, written, filled

    @staticmethod
    def _read(cache: dict[Any, Read], raw: Cell, read: Callable[[Cell], Read]) -> Read:
        if len(cache) >= _CACHED:
            cache.clear()
        if isinstance(raw, str) and raw.strip() and (problem := values.trouble(raw.strip())):
            result: Read = ("", problem, None)
        else:
            result = read(raw)
        cache[raw] = result
        return result

    def _fault(self, code: str, key: str, raw: Cell, value: str) -> Fault:
        text = values.text_of(raw)
        return fault(code, key, text, self._cross.other(code, text, value))

    @staticmethod
    def _more(found: dict[str, Any], key: str, more: Mapping[str, str]) -> None:
        for name, value in more.items():
            if name == "remark":
                found["remarks"] = [*found.get("remarks", ()), (key, value)]
            else:
                found[name] = value

    def _names(self, cells: Sequence[Cell]) -> bool:
        return any(index < len(cells) and cells[index] not in (None, "") for index in self._name_columns)

    # Lines that are no child

    def _in_disguise(self, cells: Sequence[Cell]) -> str:
        """Why a line with many cells is no child all the same: totals, the header printed again."""
        first = next(
            cells[index] for index in self._name_columns if index < len(cells) and cells[index] not in (None, "")
        )
        if not isinstance(first, str):
            return ""
        lower = first.lstrip().lower()
        if lower.startswith(_STARTS_TOTAL) and _is_total(first):
            return "dòng tổng cộng"
        return "dòng tiêu đề lặp lại" if lower.startswith(_STARTS_HEADER) and fold(first) in self._header else ""

    def _no_child(self, number: int, cells: Sequence[Cell], filled: int) -> bool:
        texts = [values.text_of(cell) for cell in cells]
        shown = [text for text in texts if text]
        if not shown:
            return True
        words = [text for text in shown if not text.replace(".", "").replace(",", "").isdigit()]
        line = " ".join(shown)
        if any(_is_total(text) for text in words[:3]):
            return self._leave(number, "dòng tổng cộng", line)
        if is_numbering(cells) or (len(words) > 1 and all(fold(text) in self._header for text in words)):
            return self._leave(number, "dòng tiêu đề lặp lại", line)
        if any(_is_signature(text) for text in words):
            self._ended = True
            return self._leave(number, "phần ký tên", line)
        if self._ended:
            if filled < 3:
                return self._leave(number, "phần ký tên", line)
            self._ended = False
            return False
        named = [text for text in words if names_hamlet(text)]
        if named and filled <= 2 and len(words) <= 3 and not any(_DATED(text) for text in shown):
            self._hamlet = self._cross.hamlet_named(hamlet_of_line(named[0]))
            return True
        if not words or (not self._names(cells) and filled < 2):
            return self._leave(number, "không có họ tên và ngày sinh", line)
        return False

    def _leave(self, number: int, why: str, text: str) -> bool:
        if len(self.left_out) < 1000:
            self.left_out.append(LeftOut(number, why, text[:120]))
        return True


def _is_total(text: str) -> bool:
    folded = fold(text)
    return folded in _TOTALS or folded.startswith(_TOTAL_STARTS)


_TOTALS = ("tong", "cong", "tong cong", "tong so")
_TOTAL_STARTS = ("tong cong ", "tong so ", "tong toan ", "cong tre ", "cong toan xa", "cong thon ", "cong ban ")
_STARTS_TOTAL = ("tổng", "cộng", "tong", "cong")
_STARTS_HEADER = ("họ ", "ho ", "tên", "ten", "họ,")
_SIGNED = (
    "nguoi lap", "nguoi tong hop", "tm uy ban", "tm ubnd", "kt chu tich", "chu tich ubnd", "ky ten", "xac nhan cua",
    "truong thon", "truong ban",
    "cong tac vien",
    "can bo phu trach", "can bo tre em", "nguoi lap bieu", "to truong", "chu tich", "pho chu tich", "noi nhan",
)  # fmt: skip


def _is_signature(text: str) -> bool:
    folded = fold(text)
    if folded.startswith(_SIGNED) or folded.startswith("ky ghi ro"):
        return True
    words = folded.split()
    return "ngay" in words and "thang" in words and "nam" in words and len(words) >= 5 and not words[0].isdigit()


_DATE = re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}$")


def _DATED(text: str) -> bool:
    return bool(text[:1].isdigit()) and bool(_DATE.match(text))
