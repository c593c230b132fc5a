"""Values back into the words a person would write in a cell: for the form of one row, and for the file of faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from chungtay.children.sheets import values as reading
from chungtay.children.sheets.cross import shown as shown_date
from chungtay.children.sheets.fields import label
from chungtay.children.sheets.xlsx import Cell

_WORDS = {
    "sex": {"male": "Nam", "female": "Nữ"},
    "poverty": {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "average": "Trung bình", "other": "Không"},
}
_DATES = frozenset({"birth_date", "father_birth", "mother_birth"})
_MARKS = frozenset({"insurance", "birth_registered", "poor", "near_poor"})


def head_of(key: str) -> str:
    return label(key)


def text_of(cell: Cell) -> str:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, dt.date) else reading.text_of(cell)


def texts_of(values: Mapping[str, Any], faults: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> dict[str, str]:
    """field → text; a cell with a fault as it was written."""
    wrong = {one["column"]: one.get("written", "") for one in faults if one.get("written")}
    return {key: wrong.get(key) or _text(key, values) for key in keys}


def _text(key: str, values: Mapping[str, Any]) -> str:
    value = str(values.get(key) or "")
    if key in _WORDS:
        return _WORDS[key].get(value, value)
    if key in _DATES:
        return shown_date(value)
    if key in ("birth_day", "birth_month", "birth_year"):
        parts = str(values.get("birth_date") or "").split("-")
        place = ("birth_year", "birth_month", "birth_day").index(key)
        return parts[place] if place < len(parts) else ""
    if key in ("male", "female"):
        return ("x" if values.get("sex") == key else "") if "birth_date" not in values else _sex_or_date(key, values)
    if key in ("poor", "near_poor"):
        return "x" if values.get("poverty") == key else ""
    if key in _MARKS:
        card = values.get("insurance_card" if key == "insurance" else "birth_certificate")
        return str(card) if card and value == "yes" else {"yes": "x", "no": "không"}.get(value, value)
    if key == "family_name":
        return " ".join(str(values.get("full_name") or "").split()[:-1])
    if key == "given_name":
        return " ".join(str(values.get("full_name") or "").split()[-1:])
    return value


def _sex_or_date(key: str, values: Mapping[str, Any]) -> str:
    return shown_date(str(values["birth_date"])) if values.get("sex") == key else ""
