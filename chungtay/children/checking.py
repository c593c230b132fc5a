"""What a round asks of a child: the fields, how a typed answer is read, shown and compared. Pure."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chungtay.children.births import PartialDate, read_date
from chungtay.children.identity import clean_number
from chungtay.foundation.vietnamese import fold

SEXES = {"male": "Nam", "female": "Nữ"}


@dataclass(frozen=True)
class Asked:
    """`longest`: what the column holds."""

    key: str
    label: str
    longest: int = 120


FIELDS = (
    Asked("full_name", "Họ và tên"),
    Asked("birth_date", "Ngày sinh", 10),
    Asked("sex", "Giới tính", 6),
    Asked("ethnicity", "Dân tộc", 20),
    Asked("personal_number", "Số định danh", 12),
    Asked("father_name", "Họ tên cha"),
    Asked("mother_name", "Họ tên mẹ"),
    Asked("carer_name", "Người nuôi dưỡng"),
    Asked("phone", "Điện thoại", 20),
)
LABELS = {field.key: field.label for field in FIELDS}
ON_PAPER = ("full_name", "birth_date", "sex", "personal_number", "father_name", "mother_name", "carer_name", "phone")
POLICE = ("full_name", "birth_date", "sex", "personal_number")
SURVEY = ("full_name", "birth_date", "sex", "ethnicity", "personal_number", "father_name", "mother_name")
_NAMES = {"full_name", "father_name", "mother_name", "carer_name"}
_LONGEST = {field.key: field.longest for field in FIELDS}


def read(key: str, value: object, *, today: dt.date) -> tuple[str, str]:
    """(value as stored, what is wrong in words). Nothing typed: both empty."""
    if value is None or not str(value).strip():
        return "", ""
    if key == "birth_date":
        reading = read_date(value, today=today)
        if reading.fault is not None or reading.date is None:
            return "", reading.fault.sentence if reading.fault else f"“{str(value)[:40]}” không phải ngày sinh."
        if reading.date.earliest > today:
            return "", f"Ngày sinh {reading.date.words} ở tương lai."
        return reading.date.iso, ""
    if key == "personal_number":
        cleaned = clean_number(value)
        return cleaned.number, cleaned.faults[0].sentence if cleaned.faults else ""
    text = _text(value)
    if key == "sex":
        code = {"nam": "male", "trai": "male", "male": "male", "nu": "female", "gai": "female", "female": "female"}.get(
            fold(text)
        )
        return (code, "") if code else ("", f"Giới tính “{text[:20]}” không rõ; hãy ghi Nam hoặc Nữ.")
    if len(text) > _LONGEST[key]:
        return "", f"{LABELS[key]} dài quá {_LONGEST[key]} ký tự."
    return text, ""


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def shown(key: str, value: object, names: Mapping[str, str] | None = None) -> str:
    """As a person reads it. `names`: code → name of the ethnic groups."""
    text = str(value or "")
    if key == "birth_date" and text:
        return PartialDate.from_iso(text).words
    if key == "sex":
        return SEXES.get(text, "")
    if key == "ethnicity":
        return (names or {}).get(text, text)
    return text


def same(key: str, recorded: object, found: object) -> bool:
    """Whether what was found agrees. A year alone agrees with the full day in it, not the other way round."""
    mine, theirs = str(recorded or ""), str(found or "")
    if key in _NAMES:
        return _text(mine).casefold() == _text(theirs).casefold()
    if key == "birth_date" and mine and theirs:
        return mine.startswith(theirs)
    if key == "phone":
        return "".join(filter(str.isdigit, mine)) == "".join(filter(str.isdigit, theirs))
    return mine == theirs


def differences(recorded: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were answered and do not agree."""
    return {
        key: value
        for key, value in found.items()
        if key in LABELS and value and not same(key, recorded.get(key), value)
    }
