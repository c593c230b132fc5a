"""What hotline 111 sends, read into the answers of form 01: a text with labelled lines, or the rows of a sheet. Pure.

Tolerant on purpose: labels without accents, in any order, with or without numbering; what belongs to no label is kept
with the story. A person looks the answers over before anything is saved.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.vietnamese import fold, parse_date
from chungtay.law.clocks import VIETNAM

MOST_TEXT = 20_000
# key → folded labels. Keys are those of the intake form.
LABELS: dict[str, tuple[str, ...]] = {
    "outside_id": ("so", "ma", "ma so", "so phieu", "so tin", "ma tin", "ma phieu", "so vu", "ma vu", "ma ho so", "so ho so",
                   "so thong bao", "ma cuoc goi", "so cuoc goi"),
    "received": ("thoi gian", "thoi gian tiep nhan", "thoi diem", "thoi diem tiep nhan", "ngay gio", "ngay gio tiep nhan",
                 "tiep nhan luc", "ngay tiep nhan", "ngay nhan", "luc", "thoi gian nhan tin", "thoi gian goi"),
    "hour": ("gio", "gio tiep nhan", "gio nhan"),
    "place": ("dia diem", "dia diem xay ra", "noi xay ra", "dia chi xay ra", "dia diem xay ra vu viec", "noi xay ra vu viec",
              "dia diem cu the", "dia chi vu viec"),
    "commune": ("xa", "phuong", "xa phuong", "phuong xa", "ten xa", "xa phuong dac khu", "cap xa"),
    "province": ("tinh", "tinh thanh", "tinh thanh pho", "thanh pho"),
    "child_name": ("tre", "tre em", "ten tre", "ho ten tre", "ho ten tre em", "ho va ten tre", "ho va ten tre em", "nan nhan",
                   "ho ten nan nhan", "ten tre em", "chau"),
    "child_birth": ("ngay sinh", "nam sinh", "ngay thang nam sinh", "sinh ngay", "sinh nam"),
    "child_age": ("tuoi", "do tuoi", "tuoi tre", "tuoi uoc luong", "so tuoi"),
    "child_sex": ("gioi tinh", "gioi"),
    "child_home": ("dia chi tre", "noi o cua tre", "cho o cua tre", "noi cu tru", "dia chi cu tru", "dia chi tre em"),
    "event": ("noi dung", "su viec", "vu viec", "tom tat", "mo ta", "noi dung su viec", "noi dung vu viec", "dien bien",
              "noi dung tin bao", "noi dung phan anh", "tom tat su viec", "tom tat noi dung", "noi dung cuoc goi"),
    "current_state": ("tinh trang", "tinh trang hien tai", "tinh trang cua tre", "tinh trang tre", "hien trang"),
    "guess_harm": ("hau qua", "nguy co", "phong doan hau qua"),
    "danger": ("nguy hiem", "khan cap", "muc do", "muc do khan cap", "tre dang gap nguy hiem", "truong hop khan cap"),
    "father_name": ("cha", "bo", "ho ten cha", "ho ten bo", "ten cha", "ten bo"),
    "mother_name": ("me", "ho ten me", "ten me"),
    "family_situation": ("hoan canh gia dinh", "hoan canh", "gia dinh"),
    "carer_now": ("nguoi cham soc", "nguoi nuoi duong", "nguoi dang cham soc"),
    "suspect": ("doi tuong", "nguoi gay hai", "nghi pham", "doi tuong xam hai", "doi tuong nghi van", "nguoi bi to cao",
                "nguoi xam hai"),
    "actions_before": ("da ho tro", "da xu ly", "bien phap da thuc hien", "viec da lam", "ho tro da thuc hien", "xu ly ban dau"),
    "informant_name": ("nguoi bao", "nguoi bao tin", "nguoi cung cap thong tin", "ho ten nguoi bao", "ho ten nguoi bao tin",
                       "nguoi goi", "ho ten nguoi goi", "nguoi cung cap"),
    "informant_phone": ("dien thoai", "so dien thoai", "sdt", "sdt nguoi bao", "dien thoai nguoi bao", "so dien thoai nguoi bao",
                        "so dien thoai nguoi goi", "so dien thoai nguoi bao tin", "lien he", "dien thoai lien he"),
    "informant_address": ("dia chi nguoi bao", "dia chi nguoi bao tin", "dia chi nguoi goi"),
    "informant_relation": ("quan he", "quan he voi tre", "quan he voi nan nhan"),
}  # fmt: skip
_KEY_OF = {label: key for key, labels in LABELS.items() for label in labels}
_LINE = re.compile(
    r"^\s*(?:[-+•*–]\s*|\(?\d{1,2}[.)]\s*|[a-zđ][.)]\s+)?([^:：\n]{2,60}?)\s*[:：]\s*(.*)$", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}")
_LONG_DAY = re.compile(r"ng[aà]y\s+(\d{1,2})\s+th[aá]ng\s+(\d{1,2})(?:\s+n[aă]m\s+(\d{4}))?", re.IGNORECASE)
_HOUR = re.compile(r"(?<![\d/.\-])(\d{1,2})\s*(?::|h|g(?:i[oờ])?)\s*(\d{2})?(?![\d/])", re.IGNORECASE)
_UNIT = re.compile(r"\b((?:x[aã]|ph[uư][oờ]ng|[dđ][aặ]c khu|th[iị] tr[aấ]n)\s+[^,;.\n]{2,50})", re.IGNORECASE)
_ABOVE = re.compile(r"\b((?:t[iỉ]nh|th[aà]nh ph[oố]|tp\.?)\s+[^,;.\n]{2,40})", re.IGNORECASE)


@dataclass
class Message:
    """The answers as read. `loose`: lines that no label claims; `moment`: of receipt, when one could be read."""

    values: dict[str, str] = field(default_factory=dict)
    moment: dt.datetime | None = None
    commune: str = ""
    loose: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def known(self) -> int:
        """How many answers were found."""
        return len(self.values) + bool(self.moment) + bool(self.commune)


def read_text(text: str) -> Message:
    """One report. A line that begins with a known label opens an answer; the lines under it go on with it."""
    gathered: dict[str, list[str]] = {}
    loose: list[str] = []
    current = ""
    for line in text[:MOST_TEXT].replace("\r", "\n").split("\n"):
        for part in _parts(line):
            key, words = _labelled(part)
            if key:
                current = key
                gathered.setdefault(key, []).append(words)
            elif part.strip() and current in {
                "event",
                "current_state",
                "place",
                "suspect",
                "family_situation",
                "actions_before",
            }:
                gathered[current].append(part.strip())
            elif part.strip():
                loose.append(part.strip())
                current = ""
    values = {key: "\n".join(word for word in words if word) for key, words in gathered.items()}
    return _message({key: words for key, words in values.items() if words}, loose)


def _parts(line: str) -> list[str]:
    """“Tuổi: 9; Giới tính: Nữ” is two answers; a semicolon before no label is part of the words."""
    parts: list[str] = []
    for piece in line.split(";"):
        if parts and not _labelled(piece)[0]:
            parts[-1] += ";" + piece
        else:
            parts.append(piece)
    return parts


def _labelled(line: str) -> tuple[str, str]:
    found = _LINE.match(line)
    if found is None:
        return "", ""
    return _KEY_OF.get(fold(found[1]), ""), found[2].strip()


def columns_of(cells: Sequence[Any]) -> dict[int, str]:
    """column → key, of a row that may be the header; the first column of a meaning counts."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        key = _KEY_OF.get(fold(str(cell or "")).removesuffix(" bat buoc"), "")
        if key and key not in found.values():
            found[place] = key
    return found


def read_row(cells: Sequence[Any], columns: dict[int, str]) -> Message:
    """One report out of a sheet."""
    values: dict[str, str] = {}
    for place, key in columns.items():
        words = _cell(cells[place]) if place < len(cells) else ""
        if words:
            values[key] = words
    return _message(values, [])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _message(values: dict[str, str], loose: list[str]) -> Message:
    told = Message(values=values, loose=loose)
    when = f"{values.pop('received', '')} {values.pop('hour', '')}".strip()
    if when:
        told.moment = read_moment(when)
        if told.moment is None:
            told.faults.append(
                f"Thời gian “{when[:40]}” không đọc được. Cần ngày/tháng/năm và giờ, ví dụ 05/12/2026 21:40."
            )
    told.commune = _commune(values)
    for key, read in (("child_sex", _sex), ("danger", _danger), ("child_age", _age)):
        if key in values:
            values[key] = read(values[key])
            if not values[key]:
                del values[key]
    if loose:
        values["event"] = "\n".join([*([values["event"]] if values.get("event") else []), *loose])
    return told


def read_moment(text: str) -> dt.datetime | None:
    """“21h40 ngày 05/12/2026”, “2026-12-05 21:40”; None without a day or without an hour."""
    text = re.sub(r"(\d{4}-\d{2}-\d{2})T", r"\1 ", text)
    day, rest = _day(text)
    hour = _HOUR.search(rest)
    if day is None or hour is None or int(hour[1]) > 23 or int(hour[2] or 0) > 59:
        return None
    return dt.datetime.combine(day, dt.time(int(hour[1]), int(hour[2] or 0)), VIETNAM)


def _day(text: str) -> tuple[dt.date | None, str]:
    found = _DAY.search(text)
    if found:
        return parse_date(found[0]), text[: found.start()] + " " + text[found.end() :]
    long = _LONG_DAY.search(text)
    if long and long[3]:
        return parse_date(f"{long[1]}/{long[2]}/{long[3]}"), text[: long.start()] + " " + text[long.end() :]
    return None, text


def _commune(values: dict[str, str]) -> str:
    """“Xã Mường Phăng, Tỉnh Điện Biên”: from its own line, else out of the words of the place."""
    commune, province = values.pop("commune", ""), values.pop("province", "")
    place = values.get("place", "")
    if not commune and (found := _UNIT.search(place)):
        commune = found[1].strip()
    if not province and "," not in commune and (found := _ABOVE.search(place)):
        province = found[1].strip()
    return ", ".join(part for part in (commune, province) if part)


def _sex(words: str) -> str:
    said = set(fold(words).split())
    if said & {"nu", "gai"}:
        return "female"
    return "male" if said & {"nam", "trai"} else ""


def _danger(words: str) -> str:
    said = fold(words)
    if said in {"khong", "khong khan cap", "binh thuong", "thap", "khong nguy hiem"}:
        return "no"
    return "yes" if said and said not in {"chua ro", "khong ro", "chua biet"} else "unknown"


def _age(words: str) -> str:
    found = re.search(r"\d{1,2}", words)
    return found[0] if found else ""


def labels_said() -> Iterable[str]:
    """One label for each key, for help on screen and for a sample file."""
    return ("Số phiếu", "Thời gian tiếp nhận", "Xã", "Tỉnh", "Địa điểm", "Nội dung", "Khẩn cấp", "Họ tên trẻ", "Ngày sinh", "Tuổi",
            "Giới tính", "Người báo tin", "Điện thoại")  # fmt: skip
