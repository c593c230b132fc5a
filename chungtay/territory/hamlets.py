"""Lists of hamlets as files: reading .xlsx and .csv with every fault told by its row, writing .xlsx.

Nothing here touches the database. A formula is never followed: from .xlsx only values are read, a text that would be
a formula is a fault, and what is written out is text.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold, order_key

KINDS = (
    "thôn", "bản", "làng", "buôn", "bon", "ấp", "xóm", "khóm", "plei", "phum", "sóc", "đội",
    "khu", "khu dân cư", "khu phố", "tiểu khu", "tổ", "tổ dân phố", "tổ nhân dân",
)  # fmt: skip
NAME_LENGTH = 120
MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 1000
MOST_UNPACKED = 60 * 1024 * 1024
HEADER_WITHIN = 15  # rows above which the heads of columns are looked for: titles come first

_FOLDED_KINDS = {fold(kind): kind for kind in KINDS}
_BY_LENGTH = sorted(_FOLDED_KINDS, key=len, reverse=True)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x1f\x7f<>]")


@dataclass(frozen=True)
class HamletLine:
    """One row of a file: `row` as the person counts it. `state` is new, known (already there) or fault."""

    row: int
    name: str
    kind: str
    state: str = "new"
    fault: str = ""


def clean_name(text: str) -> str:
    """The name with single spaces. Raises UserError with the sentence."""
    name = " ".join(text.split())
    if not fold(name):
        raise UserError("Chưa có tên.", field="name")
    if name.startswith(_FORMULA):
        raise UserError("Tên bắt đầu như một công thức; hãy ghi tên bằng chữ.", field="name")
    if len(name) > NAME_LENGTH:
        raise UserError(f"Tên dài quá {NAME_LENGTH} chữ; hãy viết gọn lại.", field="name")
    if _CONTROL.search(name):
        raise UserError("Tên có ký tự không dùng được; hãy gõ lại.", field="name")
    return name


def kind_of(name: str, given: str = "") -> str:
    """The kind as given, else as the name begins (“Bản Phăng” → bản). Raises UserError when neither tells."""
    if fold(given):
        kind = _FOLDED_KINDS.get(fold(given))
        if kind is None:
            raise UserError(
                f"Không rõ loại “{given.strip()[:40]}”; hãy dùng một trong: {', '.join(KINDS[:6])}, tổ dân phố…",
                field="kind",
            )
        return kind
    folded = fold(name) + " "
    for start in _BY_LENGTH:
        if folded.startswith(start + " "):
            return _FOLDED_KINDS[start]
    raise UserError("Chưa ghi loại, và tên không bắt đầu bằng thôn, bản, tổ dân phố…", field="kind")


def sort_key(name: str) -> str:
    """Dictionary order in which Thôn 2 comes before Thôn 10."""
    return order_key(re.sub(r"\d+", lambda digits: digits[0].zfill(4), name))[:240]


def read_lines(file_name: str, content: bytes, known: Iterable[str]) -> list[HamletLine]:
    """The rows of a file, each new, known or with its fault. `known`: folded names that are there already.

    Raises UserError when the file as a whole cannot be used.
    """
    rows = _rows(file_name, content)
    place, columns = _heads(rows)
    there, seen = set(known), dict[str, int]()
    lines = [
        _line(number, row, columns, there, seen)
        for number, row in enumerate(rows[place + 1 :], start=place + 2)
        if any(cell.strip() for cell in row)
    ]
    if not lines:
        raise UserError("Tệp có tên cột nhưng chưa có dòng nào bên dưới. Chưa có gì được lưu.")
    if len(lines) > MOST_ROWS:
        raise UserError(
            f"Tệp có {len(lines)} dòng; một xã nhập được nhiều nhất {MOST_ROWS} dòng mỗi lần. Chưa có gì được lưu."
        )
    return lines


def _line(
    number: int, row: Sequence[str], columns: dict[str, int], there: set[str], seen: dict[str, int]
) -> HamletLine:
    def cell(column: str) -> str:
        place = columns.get(column, -1)
        return row[place] if 0 <= place < len(row) else ""

    written = " ".join(cell("name").split())[:200]
    try:
        name = clean_name(cell("name"))
        kind = kind_of(name, cell("kind"))
    except UserError as error:
        return HamletLine(number, written, cell("kind").strip()[:40], "fault", error.sentence)
    folded = fold(name)
    if folded in seen:
        return HamletLine(number, name, kind, "fault", f"Trùng tên với dòng {seen[folded]}.")
    seen[folded] = number
    return HamletLine(number, name, kind, "known" if folded in there else "new")


def _heads(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    """Which row heads the columns, and where name and kind stand, by the meaning of the words."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for column, text in enumerate(row):
            folded = fold(text)
            if folded.startswith("loai") or folded in {"phan loai", "hinh thuc", "loai hinh"}:
                columns.setdefault("kind", column)
            elif re.match(r"^(ho va )?ten\b", folded) or folded in _FOLDED_KINDS or _NAME_HEAD.match(folded):
                columns.setdefault("name", column)
        if "name" in columns:
            return place, columns
    raise UserError(
        "Không thấy cột “Tên” trong 15 dòng đầu. Hãy đặt tên cột là “Tên” và “Loại” rồi nạp lại. Chưa có gì được lưu."
    )


_NAME_HEAD = re.compile(r"^(thon|ban|to dan pho|khu dan cu)( (thon|ban|lang|xom|ap|to dan pho|tdp|to))+$")


def _rows(file_name: str, content: bytes) -> list[list[str]]:
    if not content:
        raise UserError("Tệp trống. Hãy chọn tệp khác.")
    if len(content) > MOST_BYTES:
        raise UserError("Tệp lớn quá 2 MB. Danh sách thôn, bản của một xã thường dưới 50 KB; hãy xem lại tệp.")
    ending = file_name.lower().rpartition(".")[2]
    if content.startswith(b"PK"):
        return _workbook(content)
    if ending == "csv" and (content[:2] in _UTF16 or b"\x00" not in content[:2000]):
        return _csv(content)
    if ending == "xlsx":
        raise UserError(
            "Nội dung tệp không phải là .xlsx dù tên có đuôi .xlsx. Hãy mở bằng Excel rồi lưu lại dạng .xlsx."
        )
    raise UserError("Chỉ đọc được tệp .xlsx hoặc .csv. Hãy mở tệp rồi lưu lại dạng .xlsx.")


_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def _workbook(content: bytes) -> list[list[str]]:
    import python_calamine

    broken = UserError(
        "Không mở được tệp: tệp hỏng, có mật khẩu hoặc không phải bảng tính. Hãy lưu lại dạng .xlsx rồi nạp lại."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UserError("Tệp mở ra quá lớn nên không đọc. Hãy chỉ giữ lại danh sách thôn, bản rồi nạp lại.")
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        values = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except UserError:
        raise
    except Exception as error:  # the reader raises several kinds, some of them not its own
        raise broken from error
    return [[_text(value) for value in row[:50]] for row in values[: MOST_ROWS + 500]]


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-16" if content[:2] in _UTF16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            "Chữ trong tệp .csv không ở bảng mã Unicode (UTF-8). Hãy lưu lại dạng .xlsx hoặc CSV UTF-8 rồi nạp lại."
        ) from error
    first = text.lstrip().splitlines()[:1]
    delimiter = max(",;\t", key=lambda mark: first[0].count(mark)) if first else ","
    try:
        return [row[:50] for row in csv.reader(io.StringIO(text), delimiter=delimiter)][: MOST_ROWS + 500]
    except csv.Error as error:
        raise UserError("Tệp .csv không đọc được thành bảng. Hãy lưu lại dạng .xlsx rồi nạp lại.") from error


def write_book(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> bytes:
    """An .xlsx of text cells: what looks like a formula stays text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", title)[:31]
    for number, row in enumerate([heads, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = str(value)
            cell.data_type = "s"
            cell.font = Font(name="Times New Roman", size=13, bold=number == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[chr(64 + column)].width = width
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
