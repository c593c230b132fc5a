"""Values of answers: read from what a person typed, told again as people write them.

What cannot be read stays as it was typed, so that a draft never loses a line; `fault` then says what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from chungtay.foundation.vietnamese import number, parse_date, partial_date
from chungtay.law.forms.conditions import answered
from chungtay.law.forms.version import Field

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST = {"text": 500, "ref": 500, "longtext": 20_000}
MOST_ROWS = 200
_TIME = re.compile(r"\s*([01]?\d|2[0-3])\s*(?:[:.h]|giờ)\s*([0-5]?\d)?\s*(?:phút)?\s*", re.IGNORECASE)
_PARTIAL = re.compile(r"(19|20|21)\d\d(-(0[1-9]|1[0-2]))?")
_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4}|\d{2})(?!\d)")
_BETWEEN = re.compile(r"\bngày\b|,|\blúc\b", re.IGNORECASE)
_MONTH = re.compile(r"\s*(\d{1,2})[/.\-](\d{4})\s*")


def read(field: Field, typed: Any) -> Any:
    """The stored value of what was typed; the text itself where it cannot be read; None for nothing."""
    if isinstance(typed, str):
        typed = typed.replace("\r\n", "\n").strip()
    if not answered(typed):
        return None
    if field.type in {"choices", "rows"}:
        return _many(field, typed)
    if not isinstance(typed, str):
        return typed
    reader = _READERS.get(field.type)
    if reader is not None:
        value = reader(typed)
        return typed if value is None else value
    if field.type in {"choice", "yesno", "scale3"}:
        return next((choice.code for choice in field.choices if post_code(choice.code) == typed), typed)
    return typed


def _many(field: Field, typed: Any) -> Any:
    if field.type == "choices":
        given = [typed] if isinstance(typed, str) else list(typed)
        return [choice.code for choice in field.choices if choice.code in given] + [
            code for code in given if code not in {choice.code for choice in field.choices}
        ]
    rows = [{column.key: read(column, row.get(column.key)) for column in field.columns} for row in typed]
    return [row for row in ({k: v for k, v in row.items() if v is not None} for row in rows) if row] or None


def post_code(code: Any) -> str:
    """A code as a form sends it."""
    return ("yes" if code else "no") if isinstance(code, bool) else str(code)


def _date(typed: str) -> str | None:
    day = parse_date(typed)
    return day.isoformat() if day else None


def _partial(typed: str) -> str | None:
    if _PARTIAL.fullmatch(typed):
        return typed
    if (found := _MONTH.fullmatch(typed)) and 1 <= int(found[1]) <= 12 and 1900 <= int(found[2]) <= 2199:
        return f"{found[2]}-{int(found[1]):02d}"
    return _date(typed)


def _time(typed: str) -> str | None:
    found = _TIME.fullmatch(typed)
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}" if found else None


def _moment(typed: str) -> str | None:
    """“20:30 22/11/2026”, “22/11/2026 20h30”, “lúc 20 giờ 30 ngày 22/11/2026”, or as stored."""
    try:
        moment = dt.datetime.fromisoformat(typed)
        if len(typed) > 10:
            return moment.replace(tzinfo=moment.tzinfo or VIETNAM).astimezone(VIETNAM).isoformat(timespec="minutes")
    except ValueError:
        pass
    day = _DAY.search(typed)
    if day is None:
        return None
    hour = _time(_BETWEEN.sub(" ", typed[: day.start()] + " " + typed[day.end() :]))
    date = _date(day[0])
    if not hour or not date:
        return None
    return dt.datetime.fromisoformat(f"{date}T{hour}").replace(tzinfo=VIETNAM).isoformat(timespec="minutes")


def _integer(typed: str) -> int | None:
    plain = re.sub(r"(?<=\d)[.\s](?=\d{3}(\D|$))", "", typed)
    return int(plain) if re.fullmatch(r"-?\d{1,15}", plain) else None


def _money(typed: str) -> int | None:
    return _integer(re.sub(r"\s*(đồng|đ|vnđ|vnd)\.?$", "", typed, flags=re.IGNORECASE))


_READERS = {
    "date": _date, "partial_date": _partial, "datetime": _moment, "time": _time, "integer": _integer, "money": _money,
}  # fmt: skip
_WRONG = {
    "date": "Ngày chưa đúng. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2026.",
    "partial_date": "Chưa đúng. Hãy ghi ngày/tháng/năm, hoặc tháng/năm, hoặc chỉ năm.",
    "datetime": "Chưa đúng. Hãy ghi giờ và ngày, ví dụ 20:30 22/11/2026.",
    "time": "Giờ chưa đúng. Hãy ghi giờ:phút, ví dụ 20:30.",
    "integer": "Hãy ghi một số nguyên, ví dụ 3.",
    "money": "Hãy ghi số tiền bằng đồng, ví dụ 1.500.000.",
}


def fault(field: Field, value: Any) -> str:
    """What is wrong with an answer, as a sentence; empty when nothing is."""
    if not answered(value):
        return ""
    if field.type in _READERS:
        return _fault_of_read(field, value)
    if field.type == "rows":
        return _fault_of_rows(field, value)
    if field.type == "choices":
        unknown = not isinstance(value, list) or set(value) - {choice.code for choice in field.choices}
        return "Có lựa chọn không nằm trong danh sách. Hãy chọn lại." if unknown else ""
    if field.type in {"choice", "yesno", "scale3"}:
        known = any(type(value) is type(choice.code) and value == choice.code for choice in field.choices)
        return "" if known else "Hãy chọn một giá trị trong danh sách."
    if not isinstance(value, str):
        return "Hãy ghi bằng chữ."
    longest = field.longest or LONGEST.get(field.type, 500)
    if len(value) > longest:
        return f"Dài quá {number(longest)} ký tự; hãy viết gọn lại. Phần đã ghi vẫn còn."
    return ""


def _fault_of_read(field: Field, value: Any) -> str:
    if field.type in {"integer", "money"}:
        if not isinstance(value, int) or isinstance(value, bool):
            return _WRONG[field.type]
        if field.least is not None and value < field.least:
            return f"Không được nhỏ hơn {number(field.least)}."
        if field.most is not None and value > field.most:
            return f"Không được lớn hơn {number(field.most)}."
        return "Số tiền không được âm." if field.type == "money" and value < 0 else ""
    reader = _READERS[field.type]
    return "" if isinstance(value, str) and reader(value) == value else _WRONG[field.type]


def _fault_of_rows(field: Field, value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return "Bảng này không đọc được; hãy ghi lại."
    if len(value) > MOST_ROWS:
        return f"Nhiều nhất {MOST_ROWS} dòng; hãy bớt dòng."
    for place, row in enumerate(value, start=1):
        for column in field.columns:
            wrong = fault(column, row.get(column.key))
            if not wrong and column.required is True and not answered(row.get(column.key)):
                wrong = "chưa ghi."
            if wrong:
                return f"Dòng {place}, “{column.label}”: {wrong}"
    return ""


def shown(field: Field, value: Any) -> str:
    """An answer as offices write it; what could not be read is shown as typed."""
    if not answered(value):
        return ""
    if fault(field, value) and field.type != "rows":
        return str(value)
    if field.type in {"date", "partial_date"}:
        return partial_date(value)
    if field.type == "datetime":
        moment = dt.datetime.fromisoformat(value).astimezone(VIETNAM)
        return f"{moment:%H:%M} ngày {moment:%d/%m/%Y}"
    if field.type == "time":
        hour, minute = value.split(":")
        return f"{hour} giờ {minute} phút"
    if field.type == "integer":
        return number(value)
    if field.type == "money":
        return f"{number(value)} đồng"
    if field.type in {"choice", "yesno", "scale3"}:
        return field.words_of(value)
    if field.type == "choices":
        return "; ".join(field.words_of(code) for code in value)
    if field.type == "rows":
        return "\n".join(
            "; ".join(f"{c.label}: {shown(c, row.get(c.key))}" for c in field.columns if answered(row.get(c.key)))
            for row in value
        )
    return str(value)


def typed_again(field: Field, value: Any) -> Any:
    """A stored answer as it stands in an input: what `read` would read back."""
    if value is None:
        return ""
    if field.type in {"date", "partial_date"} and not fault(field, value):
        return partial_date(value)
    if field.type == "datetime" and not fault(field, value):
        moment = dt.datetime.fromisoformat(value).astimezone(VIETNAM)
        return f"{moment:%H:%M} {moment:%d/%m/%Y}"
    if field.type == "money" and isinstance(value, int):
        return number(value)
    if field.type in {"choice", "yesno", "scale3"}:
        return post_code(value)
    if field.type == "rows":
        rows = value if isinstance(value, list) else []
        return [{column.key: typed_again(column, row.get(column.key)) for column in field.columns} for row in rows]
    return value
