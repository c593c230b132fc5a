"""An .xlsx or .xlsm read row by row with the memory of a few rows, however long it is.

Parts are unpacked in pieces and counted, so that a bomb stops early; document types (entities) are refused; macros,
drawings and links are never opened. Shared texts lie in a temporary file, in blocks of which a few are kept at hand.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tempfile
import zipfile
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TypeAlias, cast
from xml.parsers import expat

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | None

PIECE = 128 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024  # bytes of one part; read in pieces, so this bounds time, not memory
MOST_COLUMNS = 300
MOST_MERGED = 300_000
_BLOCK, _AT_HAND = 128, 256  # texts to a block, blocks kept
_ERRORS = "#"


class BrokenBook(Exception):
    """Not a workbook, cut short, or XML that is none."""


class TooLargeBook(Exception):
    """More than MOST_UNPACKED once unpacked."""


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(
    archive: zipfile.ZipFile, part: str, prepare: Callable[[Any], None], pieces: Callable[[], bool] | None = None
) -> None:
    for _ in _pieces(archive, part, prepare):
        if pieces is not None and not pieces():
            return


def _pieces(archive: zipfile.ZipFile, part: str, prepare: Callable[[Any], None]) -> Iterator[None]:
    """Feeds the part to a parser that `prepare` gave its handlers; yields after each piece."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    prepare(parser)
    seen = 0
    try:
        with archive.open(part) as file:
            while piece := file.read(PIECE):
                seen += len(piece)
                if seen > MOST_UNPACKED:
                    raise TooLargeBook
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield
    except (
        expat.ExpatError,
        KeyError,
        zipfile.BadZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise BrokenBook(part) from error


def _refuse(*_: Any) -> None:
    raise ValueError("document type")


class Texts:
    """The shared texts, by number. Blocks lie in a temporary file; the ones used last are kept."""

    def __init__(self) -> None:
        self._file: BinaryIO = cast(
            BinaryIO,
            tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024),  # noqa: SIM115 - lives as long as the book
        )
        self._starts = array("Q", [0])
        self._fresh: list[str] = []
        self._near: OrderedDict[int, list[str]] = OrderedDict()
        self._last, self._texts = -1, list[str]()

    def add(self, text: str) -> None:
        self._fresh.append(text.replace("\0", ""))
        if len(self._fresh) == _BLOCK:
            self.flush()

    def flush(self) -> None:
        if self._fresh:
            block = "\0".join(self._fresh).encode("utf-8", "replace")
            self._file.write(block)
            self._starts.append(self._starts[-1] + len(block))
            self._fresh = []

    def __getitem__(self, number: int) -> str:
        place, within = divmod(number, _BLOCK)
        if place == self._last:
            return self._texts[within]
        block = self._near.get(place)
        if block is None:
            block = self._near[place] = self._read(place)
            if len(self._near) > _AT_HAND:
                self._near.popitem(last=False)
        else:
            self._near.move_to_end(place)
        self._last, self._texts = place, block
        return block[within]

    def _read(self, place: int) -> list[str]:
        if place < 0 or place + 1 >= len(self._starts):
            raise IndexError(place)
        self._file.seek(self._starts[place])
        return self._file.read(self._starts[place + 1] - self._starts[place]).decode("utf-8").split("\0")


@dataclass(frozen=True)
class SheetPart:
    name: str
    part: str
    hidden: bool


@dataclass
class Book:
    """An opened workbook. `date_styles` are the cell styles that show a number as a date."""

    archive: zipfile.ZipFile
    sheets: list[SheetPart]
    macro: bool = False
    date_styles: frozenset[str] = frozenset()
    since_1904: bool = False
    texts: Texts = field(default_factory=Texts)


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN_DATES = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def open_book(file: BinaryIO) -> Book:
    """Raises BrokenBook or TooLargeBook."""
    try:
        archive = zipfile.ZipFile(file)
        names = {name.lower(): name for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BrokenBook("zip") from error
    if sum(part.file_size for part in archive.infolist()) > 2 * MOST_UNPACKED:
        raise TooLargeBook
    book = Book(archive, [], macro=any(name.endswith("vbaproject.bin") for name in names))
    if "xl/workbook.xml" not in names:
        raise BrokenBook("workbook")
    _sheets(book, names)
    if "xl/styles.xml" in names:
        _styles(book, names["xl/styles.xml"])
    if "xl/sharedstrings.xml" in names:
        _shared(book, names["xl/sharedstrings.xml"])
    return book


def _sheets(book: Book, names: dict[str, str]) -> None:
    targets: dict[str, str] = {}
    found: list[tuple[str, str, bool]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            target = attributes.get("Target", "")
            target = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = names.get(target.lower(), target)

    def sheet(name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        if kind == "workbookPr":
            book.since_1904 = attributes.get("date1904") in ("1", "true")
        elif kind == "sheet":
            key = next((value for one, value in attributes.items() if _local(one) == "id"), "")
            found.append((attributes.get("name", ""), key, attributes.get("state", "visible") != "visible"))

    if "xl/_rels/workbook.xml.rels" in names:
        _parse(
            book.archive,
            names["xl/_rels/workbook.xml.rels"],
            lambda parser: setattr(parser, "StartElementHandler", relation),
        )
    _parse(book.archive, names["xl/workbook.xml"], lambda parser: setattr(parser, "StartElementHandler", sheet))
    book.sheets = [
        SheetPart(name, targets[key], hidden)
        for name, key, hidden in found
        if "worksheets/" in targets.get(key, "").lower()
    ]


def _styles(book: Book, part: str) -> None:
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        if kind == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif kind == "cellXfs":
            inside[0] = True
        elif kind == "xf" and inside[0]:
            styles.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        if _local(name) == "cellXfs":
            inside[0] = False

    def prepare(parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = start, end

    _parse(book.archive, part, prepare)
    book.date_styles = frozenset(str(place) for place, key in enumerate(styles) if _is_date(key, formats))


def _is_date(key: str, formats: dict[str, str]) -> bool:
    if key in formats:
        shown = _QUOTED.sub("", formats[key].lower())
        return "y" in shown or ("d" in shown and "m" in shown)
    return key.isdigit() and int(key) in _BUILT_IN_DATES


def _shared(book: Book, part: str) -> None:
    texts, now = book.texts, list[str]()
    state = {"take": False, "phonetic": False}

    def start(name: str, _: dict[str, str]) -> None:
        kind = _local(name)
        if kind == "si":
            now.clear()
        elif kind == "rPh":
            state["phonetic"] = True
        elif kind == "t":
            state["take"] = not state["phonetic"]

    def end(name: str) -> None:
        kind = _local(name)
        if kind == "t":
            state["take"] = False
        elif kind == "rPh":
            state["phonetic"] = False
        elif kind == "si":
            texts.add("".join(now))

    def data(text: str) -> None:
        if state["take"]:
            now.append(text)

    def prepare(parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data

    _parse(book.archive, part, prepare)
    texts.flush()


_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)["']""")


def merged_ranges(book: Book, sheet: SheetPart) -> array[int]:
    """First row, first column, last row, last column (from 0) of each merged range, flat, in the order of first rows.

    They stand behind the rows, so the part is unpacked once to its end; nothing else of it is kept.
    """
    found: list[tuple[int, int, int, int]] = []
    rest, seen = b"", 0
    try:
        with book.archive.open(sheet.part) as file:
            while piece := file.read(PIECE * 8):
                seen += len(piece)
                if seen > MOST_UNPACKED or len(found) > MOST_MERGED:
                    raise TooLargeBook
                text = rest + piece
                if b"mergeCell" in text:
                    for left, top, right, bottom in _MERGED.findall(text):
                        found.append((int(top) - 1, _column(left), int(bottom) - 1, _column(right)))
                rest = text[-80:]
    except (KeyError, zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BrokenBook(sheet.part) from error
    return array("q", (number for one in sorted(set(found)) for number in one))


def _column(letters: bytes | str) -> int:
    number = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + letter - 64
    return number - 1


_EPOCH, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)


def date_of(serial: float, *, since_1904: bool = False) -> dt.date | float:
    """The day of a date cell; the number itself when no calendar holds it."""
    try:
        return (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(days=math.floor(serial))
    except (OverflowError, ValueError):
        return serial


class _RowReader:
    """Handlers of one worksheet. A row is a list as long as its last filled cell; `rows` holds (number, cells)."""

    def __init__(self, book: Book) -> None:
        self.rows: list[tuple[int, list[Cell]]] = []
        self._texts, self._dates, self._since_1904 = book.texts, book.date_styles, book.since_1904
        self._number, self._cells = 0, list[Cell]()
        self._column, self._kind, self._style, self._value = -1, "", "", ""
        self._take = self._wide = False
        self._columns: dict[str, int] = {}
        self._days: dict[str, Cell] = {}

    def prepare(self, parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.data

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v" or name == "t":
            self._take = True
        elif name == "c":
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._value = ""
            place = attributes.get("r")
            if place is None:
                self._column += 1
            else:
                letters = place.rstrip("0123456789")
                column = self._columns.get(letters)
                if column is None:
                    column = self._columns[letters] = (
                        _column(letters.upper()) if letters.isalpha() else self._column + 1
                    )
                self._column = column
        elif name == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdigit() else self._number + 1
            self._cells, self._column = [], -1
        elif ":" in name:
            self.start(_local(name), attributes)

    def data(self, text: str) -> None:
        if self._take:
            self._value += text

    def end(self, name: str) -> None:
        if name == "v" or name == "t":
            self._take = False
        elif name == "c":
            if self._value and self._column < MOST_COLUMNS:
                cells, missing = self._cells, self._column - len(self._cells)
                if missing > 0:
                    cells.extend([None] * missing)
                cells.append(self._cell()) if missing >= 0 else cells.__setitem__(self._column, self._cell())
        elif name == "row":
            if self._cells:
                self.rows.append((self._number, self._cells))
        elif ":" in name:
            self.end(_local(name))

    def _cell(self) -> Cell:
        kind, value = self._kind, self._value
        if kind == "s":
            return self._texts[int(value)]
        if kind == "n":
            if self._style in self._dates:
                day = self._days.get(value)
                if day is None:
                    if len(self._days) > 20_000:
                        self._days.clear()
                    day = self._days[value] = date_of(float(value), since_1904=self._since_1904)
                return day
            return int(value) if value.isdigit() else _number(value)
        if kind == "b":
            return value == "1"
        if kind == "d":
            try:
                return dt.date.fromisoformat(value[:10])
            except ValueError:
                return value
        return value  # str, inlineStr, e


def _number(value: str) -> float | int:
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def rows_of(book: Book, sheet: SheetPart) -> Iterator[tuple[int, list[Cell]]]:
    """(row number as the person sees it, cells). Raises BrokenBook or TooLargeBook on the way."""
    reader = _RowReader(book)
    try:
        for _ in _pieces(book.archive, sheet.part, reader.prepare):
            ready, reader.rows = reader.rows, []
            yield from ready
    except IndexError as error:
        raise BrokenBook("texts") from error
