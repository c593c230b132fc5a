"""Numbers as people type them into a return: “1.234”, “12,5”, “-” for none. What is no number is told in a sentence."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MOST = Decimal(10) ** 12  # more children than ever lived; a slip of the hand or a phone number
_WHOLE = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:[. ]\d{3})+")
_FRACTION = re.compile(r"(\d+|\d{1,3}(?:[. ]\d{3})+),(\d+)")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_ERRORS = {"#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!"}


@dataclass(frozen=True)
class Number:
    """`value` None: nothing was written. With a `fault` there is no value, and `raw` keeps what stood there."""

    value: Decimal | None = None
    fault: str = ""
    raw: str = ""


EMPTY = Number()
_NONE = Number(Decimal(0))


def read_number(raw: Any, *, decimals: int = 0) -> Number:
    """What a cell says. In statistical tables “-” means that nothing happened (0), “…” that nothing is known yet."""
    if raw is None or raw == "":
        return EMPTY
    if isinstance(raw, bool):
        return _fault("có/không" if raw else "sai", "là “đúng/sai”, không phải là số.")
    if isinstance(raw, float) and raw.is_integer() and 0 <= raw <= 1e12:
        return Number(Decimal(int(raw)))  # what nearly every cell of a sheet is
    if isinstance(raw, int | float | Decimal):
        if isinstance(raw, float) and not math.isfinite(raw):
            return _fault(str(raw), "không phải là số.")
        number = Decimal(raw) if isinstance(raw, int | Decimal) else Decimal(repr(raw))
        return _checked(number, decimals, str(raw))
    if isinstance(raw, dt.date | dt.datetime):
        return _fault(f"{raw:%d/%m/%Y}", "là ngày, không phải là số. Hãy đổi kiểu ô về số rồi ghi lại.")
    return _read_text(str(raw), decimals)


def _read_text(raw: str, decimals: int) -> Number:
    text = _SPACES.sub(" ", raw).strip()
    if not text or text in {"…", "..."}:
        return EMPTY
    if text in {"-", "–", "—"}:
        return _NONE
    if text.upper() in _ERRORS:
        return _fault(text, "là lỗi công thức của Excel. Hãy ghi con số.")
    negative = text.startswith(("-", "–"))
    bare = text.lstrip("-–").strip()
    if (_WHOLE.fullmatch(bare) and bare.isascii()) or _GROUPED.fullmatch(bare):
        number = Decimal(re.sub(r"[. ]", "", bare))
    elif found := _FRACTION.fullmatch(bare):
        number = Decimal(f"{re.sub(r'[. ]', '', found[1])}.{found[2]}")
    elif re.fullmatch(r"\d+\.\d+", bare):
        return _fault(text, f"đọc được hai cách. Hãy ghi {bare.replace('.', ',')} hoặc {bare.replace('.', '')}.")
    else:
        return _fault(text, "không phải là số. Hãy chỉ ghi chữ số, ví dụ 1.234.")
    return _checked(-number if negative else number, decimals, text)


def _checked(number: Decimal, decimals: int, raw: str) -> Number:
    if number < 0:
        return _fault(raw, "là số âm. Số liệu đếm được không thể âm.")
    if number > MOST:
        return _fault(raw, "lớn quá mức có thể. Hãy kiểm tra lại.")
    rounded = number.quantize(Decimal(1).scaleb(-decimals))
    if rounded != number:
        words = f"chỉ nhận {decimals} chữ số thập phân." if decimals else "phải là số nguyên."
        return _fault(raw.replace(".", ",") if "," not in raw else raw, words)
    return Number(rounded)


def _fault(raw: str, words: str) -> Number:
    return Number(None, f"“{raw[:40]}” {words}", raw[:200])
