# ruff: noqa: E501 - rows of a list are read along, not folded
"""Invented lists of children as communes keep them, with faults planted at known places.

Clean rows use the freedom people take (dates in several forms, ALL CAPS, marks, other names of peoples); a planted fault
is one change of one cell whose sentence is known beforehand.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

TODAY = dt.date(2026, 11, 22)
HAMLETS = ["Bản Phăng", "Bản Nà Tấu", "Thôn 1", "Thôn 10", "Tổ dân phố Trung Tâm", "Bản Co Líu"]
HEADINGS = [
    "STT", "Họ và tên trẻ", "Ngày, tháng, năm sinh", "Giới tính", "Dân tộc", "Số định danh cá nhân", "Họ tên cha", "Họ và tên mẹ", "Năm sinh mẹ",
    "Số điện thoại", "Thôn/bản", "Hộ nghèo", "Hộ cận nghèo", "Thẻ BHYT", "Khai sinh", "Hoàn cảnh đặc biệt", "Lớp", "Mã hộ", "Ghi chú",
]  # fmt: skip
(
    NAME,
    BIRTH,
    SEX,
    PEOPLE,
    NUMBER,
    FATHER,
    MOTHER,
    MOTHER_BIRTH,
    PHONE,
    HAMLET,
    POOR,
    NEAR,
    CARD,
    REGISTERED,
    SPECIAL,
    CLASS,
) = range(1, 17)
_FAMILIES = ["Lò", "Quàng", "Cà", "Tòng", "Vàng", "Sùng", "Giàng", "Nguyễn", "Trần", "Lường", "Bạc", "Hoàng"]
_MIDDLES = {"male": ["Văn", "Đức", "Minh", "Quốc", "A"], "female": ["Thị", "Ngọc", "Thùy", "Thanh", "Bảo"]}
_GIVENS = ["An", "Bình", "Chung", "Dương", "Giang", "Hương", "Khánh", "Long", "Nghĩa", "Phượng", "Quyên", "Tuyết", "Uyên", "Vỹ", "Yến", "Hiếu"]  # fmt: skip
_PEOPLES = ["Thái", "Mông", "H'Mông", "Kinh", "Khơ Mú", "Dao", "thái", "KINH", "Hà Nhì"]


@dataclass
class Planted:
    """`faults`: (row number in the file, column, code) that must be found, and nothing else."""

    rows: list[list[Any]]
    faults: set[tuple[int, str, str]] = field(default_factory=set)
    header_row: int = 1


def person(rng: random.Random, sex: str) -> str:
    return f"{rng.choice(_FAMILIES)} {rng.choice(_MIDDLES[sex])} {rng.choice(_GIVENS)} {rng.choice(_GIVENS)}"


def clean_row(rng: random.Random, number: int) -> list[Any]:
    """One child without any fault, written one of the ways people write."""
    sex = rng.choice(["male", "female"])
    birth = TODAY - dt.timedelta(days=rng.randrange(10, 15 * 365))
    name = person(rng, sex)
    name = rng.choice([name, name.upper(), name.replace(" ", "  "), name.lower(), name + " "])
    day = rng.choice([f"{birth:%d/%m/%Y}", f"{birth.day}/{birth.month}/{birth.year}", f"{birth:%d-%m-%Y}", f"{birth:%Y-%m-%d}", f"{birth:%d.%m.%Y}", f"{birth.year}"])  # fmt: skip
    serial = f"{number % 1_000_000:06d}"
    full = f"{rng.choice(['011', '012', '014', '001'])}{3 if sex == 'female' else 2}{birth.year % 100:02d}{serial}"
    poor = rng.random()
    return [
        number, name, day, rng.choice({"male": ["Nam", "nam", "NAM", "Trai"], "female": ["Nữ", "nữ", "NỮ", "Gái"]}[sex]), rng.choice(_PEOPLES),
        rng.choice([full, full, ""]), rng.choice([person(rng, "male"), ""]), person(rng, "female"), rng.choice(["", str(birth.year - rng.randrange(18, 40))]),
        rng.choice(["", f"09{rng.randrange(10**8):08d}", f"0{rng.randrange(3, 10)}{rng.randrange(10**8):08d}"]), rng.choice([*HAMLETS, "ban nà tấu", "Co Líu"]),
        "x" if poor < 0.3 else "", "x" if 0.3 <= poor < 0.4 else "", rng.choice(["x", "Có", "1", "✓", "", "TE1111234567890"]), rng.choice(["x", "có", "Không", ""]),
        rng.choice(["", "", "", "a3", "d2", "Trẻ em khuyết tật", "đ1", "không"]), rng.choice(["", "5A", "Lớp 3", "Mầm non"]), f"H{number // 2:05d}", "",
    ]  # fmt: skip


def _set(column: int, value: Any) -> Callable[[list[Any]], None]:
    def change(row: list[Any]) -> None:
        row[column] = value

    return change


def _other_sex(row: list[Any]) -> None:
    female = row[SEX].lower() in ("nữ", "gái")
    row[NUMBER] = f"011{2 if female else 3}{_year(row) % 100:02d}{row[0] % 1_000_000:06d}"


def _other_year(row: list[Any]) -> None:
    female = row[SEX].lower() in ("nữ", "gái")
    row[NUMBER] = f"011{3 if female else 2}{(_year(row) - 1) % 100:02d}{row[0] % 1_000_000:06d}"
    if _year(row) == 2000:
        row[BIRTH] = "01/01/2012"


def _year(row: list[Any]) -> int:
    text = str(row[BIRTH])
    return int(text[:4] if text[:4].isdigit() else text[-4:])


def _no_province(row: list[Any]) -> None:
    row[NUMBER] = f"003218{row[0] % 1_000_000:06d}"


def _young_mother(row: list[Any]) -> None:
    row[MOTHER_BIRTH] = str(_year(row) - 9)


def _both_poor(row: list[Any]) -> None:
    row[POOR] = row[NEAR] = "x"


def _no_sex(row: list[Any]) -> None:
    row[SEX] = row[NUMBER] = ""


def _no_birth(row: list[Any]) -> None:
    row[BIRTH] = row[MOTHER_BIRTH] = ""


def _wrong_birth(text: str) -> Callable[[list[Any]], None]:
    def change(row: list[Any]) -> None:
        row[BIRTH], row[NUMBER], row[MOTHER_BIRTH] = text, "", ""

    return change


PLANTS: Sequence[tuple[str, str, Callable[[list[Any]], None]]] = [
    ("full_name", "name_missing", _set(NAME, "")),
    ("full_name", "name_digits", _set(NAME, "Lò Văn 4n")),
    ("full_name", "name_signs", _set(NAME, "Lò @Văn An")),
    ("full_name", "text_broken", _set(NAME, "Nguy?n V?n An")),
    ("birth_date", "birth_missing", _no_birth),
    ("birth_date", "birth_impossible", _wrong_birth("31/02/2020")),
    ("birth_date", "birth_impossible", _wrong_birth("15/13/2019")),
    ("birth_date", "birth_unreadable", _wrong_birth("mùa lúa năm ngoái")),
    ("birth_date", "birth_future", _wrong_birth("05/12/2031")),
    ("birth_date", "not_a_child", _wrong_birth("20/11/2009")),
    ("birth_date", "birth_us_order", _wrong_birth("3/25/2018")),
    ("birth_date", "birth_about", _wrong_birth("khoảng 2018")),
    ("sex", "sex_unreadable", _set(SEX, "Nan")),
    ("sex", "sex_missing", _no_sex),
    ("ethnicity", "ethnicity_unknown", _set(PEOPLE, "Tháy đen lắm")),
    ("personal_number", "number_length", _set(NUMBER, "0112180")),
    ("personal_number", "number_letters", _set(NUMBER, "O11218ABC456")),
    ("personal_number", "number_rounded", _set(NUMBER, "1.1218E+10")),
    ("personal_number", "number_province", _no_province),
    ("personal_number", "number_sex", _other_sex),
    ("personal_number", "number_year", _other_year),
    ("mother_birth", "parent_age", _young_mother),
    ("phone", "phone_bad", _set(PHONE, "12345")),
    ("hamlet", "hamlet_unknown", _set(HAMLET, "Bản Không Đâu")),
    ("hamlet", "hamlet_missing", _set(HAMLET, "")),
    ("poverty", "poverty_both", _both_poor),
    ("insurance", "mark_unclear", _set(CARD, "chắc là có")),
    ("circumstances", "circumstance_unknown", _set(SPECIAL, "hoàn cảnh éo le")),
    ("circumstances", "circumstance_which", _set(SPECIAL, "x")),
    ("father_name", "name_digits", _set(FATHER, "Lò Văn 9")),
]


def planted_list(rows: int, faults: int, seed: int) -> Planted:
    """`rows` children with `faults` planted faults, each in a row of its own, in turn of the kinds above."""
    rng = random.Random(seed)
    table = [clean_row(rng, number) for number in range(1, rows + 1)]
    found = set()
    for turn, place in enumerate(rng.sample(range(rows), faults)):
        column, code, change = PLANTS[turn % len(PLANTS)]
        change(table[place])
        found.add((place + 2, column, code))
    return Planted([list(HEADINGS), *table], found)


def as_csv(rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], *, title: str = "Danh sách", merged: Sequence[str] = ()) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reach in merged:
        sheet.merge_cells(reach)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
