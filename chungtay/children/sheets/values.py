# ruff: noqa: E501 - lists of words are read along, not folded
"""What stands in one cell, read the way people write it. Every function gives (value, fault code, further values).

The value is empty when nothing usable was written; the code is empty when nothing is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TypeAlias

from chungtay.children import births, identity
from chungtay.children.sheets.xlsx import Cell
from chungtay.foundation.vietnamese import fold

Read: TypeAlias = tuple[str, str, dict[str, str] | None]
ReadCell: TypeAlias = Callable[[Cell], Read]
NOTHING: Read = ("", "", None)
DITTO: Read = ("\0", "", None)  # “as above”


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DITTO = frozenset(
    {'"', "''", "//", "nt", "-nt-", "như trên", "nhu tren", "``", "”", "“", '""', "n.t", "-//-", "- nt -"}
)
_DASHES = frozenset(
    {
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "...",
        "/",
        "?",
        "…",
        "n/a",
        "na",
        "null",
        "none",
        "không rõ",
        "khong ro",
        "chưa rõ",
        "chưa có",
    }
)
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]")


def text_of(raw: Cell) -> str:
    """Single spaces, nothing invisible; numbers as they are read aloud, dates dd/mm/yyyy."""
    if isinstance(raw, str):
        text = " ".join(raw.split())
        return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "x" if raw else ""
    if isinstance(raw, dt.date):
        return raw.strftime("%d/%m/%Y")
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def trouble(text: str) -> str:
    """A code for what no reader can make sense of, else empty."""
    if text[0] == "#" and text.upper() in _ERRORS:
        return "cell_error"
    return "text_broken" if "\ufffd" in text else ""


def is_nothing(text: str) -> bool:
    return text.lower() in _DASHES


def is_ditto(text: str) -> bool:
    return text.lower() in _DITTO


# Names

_words: dict[str, tuple[str, str]] = {}
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]?\s*$")
_SIGNS_INSIDE = frozenset("'’.-`ʼ")


def _word(word: str) -> tuple[str, str]:
    """The word with one capital, and what is wrong with it."""
    if len(_words) > 100_000:
        _words.clear()
    code = ""
    if not word.isalpha():
        if any(letter.isdigit() for letter in word):
            code = "name_digits"
        elif "?" in word[1:] or "\ufffd" in word:
            code = "text_broken"
        elif any(
            not letter.isalpha() and letter not in _SIGNS_INSIDE and not 0x300 <= ord(letter) < 0x370 for letter in word
        ):
            code = "name_signs"
    shown, fresh = [], True
    for letter in word:
        shown.append(letter.upper() if fresh else letter.lower())
        fresh = letter in _SIGNS_INSIDE
    result = _words[word] = ("".join(shown), code)
    return result


def name(raw: Cell) -> Read:
    """A person's name: ALL CAPS and double spaces put right, digits and strange signs told."""
    text = raw if isinstance(raw, str) else text_of(raw)
    parts: list[str] = []
    code = ""
    for word in text.split():
        known = _words.get(word) or _word(word)
        parts.append(known[0])
        if known[1]:
            code = code or known[1]
    if code:
        return _odd_name(" ".join(text.split()), code)
    result = " ".join(parts)
    return (result, "", None) if len(result) <= 120 else ("", "too_long", None)


def _odd_name(text: str, code: str) -> Read:
    text = _INVISIBLE.sub("", text)
    problem = trouble(text) if text else ""
    if problem:
        return "", problem, None
    found = _BRACKETS.search(text)
    if found and found.start():
        inner, (outer, inside, _) = found[1].strip(), name(text[: found.start()])
        if not inside:
            return outer, "name_brackets", {"other_name": inner[:120]}
    stripped = text.strip('.,;:*_ "“”')
    if stripped != text and stripped:
        return name(stripped)
    return text[:120], code, None


_GONE = frozenset(
    {
        "đã mất",
        "da mat",
        "đã chết",
        "da chet",
        "chết",
        "chet",
        "mất",
        "mat",
        "chưa xác định",
        "chua xac dinh",
        "không xác định",
        "khong xac dinh",
    }
    | {
        "không có",
        "khong co",
        "không",
        "khong",
        "ko",
        "bỏ đi",
        "bo di",
        "bỏ trốn",
        "bo tron",
        "đi tù",
        "di tu",
        "ly hôn",
        "ly hon",
        "mất tích",
        "mat tich",
    }
)


def parent(raw: Cell) -> Read:
    """Father, mother or carer: “đã mất” is no name but worth a note; what stands in brackets goes to the note too."""
    lower = raw.strip().lower() if isinstance(raw, str) else text_of(raw)
    if len(lower) < 15:
        if lower in _DITTO:
            return DITTO
        if not lower or lower in _DASHES:
            return NOTHING
        if lower in _GONE:
            return "", "", {"remark": text_of(raw)[:80]}
    value, code, more = name(raw)
    if code == "name_brackets" and more:
        return value, "", {"remark": f"{value}: {more['other_name']}"[:120]}
    return value, code, more


# Dates

_DAY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_DATE_CODES = {"no_such_day": "birth_impossible", "month_first": "birth_us_order"}
_LEAST, _MOST = dt.date(1900, 1, 1), dt.date(2100, 1, 1)


def date_reader(today: dt.date) -> ReadCell:
    """`2018`, `2018-03` or `2018-03-15` from what people write; `today` settles the century of two-digit years."""

    def read(raw: Cell) -> Read:
        if isinstance(raw, dt.date):
            day = raw.date() if isinstance(raw, dt.datetime) else raw
            return (day.isoformat(), "", None) if _LEAST <= day < _MOST else ("", "birth_unreadable", None)
        found = _DAY.match(raw.strip()) if isinstance(raw, str) else None
        if found:
            try:
                day = dt.date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                return _doubtful(text_of(raw), today)
            return (day.isoformat(), "", None) if _LEAST <= day < _MOST else ("", "birth_unreadable", None)
        text = text_of(raw)
        return (
            NOTHING if not text or is_nothing(text) else _doubtful(raw if isinstance(raw, int | float) else text, today)
        )

    return read


def _doubtful(value: str | int | float, today: dt.date) -> Read:
    reading = births.read_date(value, today=today)
    if reading.fault is not None:
        code = _DATE_CODES.get(reading.fault.code, "birth_unreadable")
        meant = "-".join(reversed(reading.fault.suggestion.split("/"))) if code == "birth_us_order" else ""
        return meant, code, None
    if reading.date is None:
        return "", "birth_unreadable", None
    return (
        reading.date.iso,
        ("birth_about" if reading.about else ""),
        ({"birth_about": "yes"} if reading.about else None),
    )


# Words with few meanings

_SEX = {
    "nam": "male", "trai": "male", "con trai": "male", "be trai": "male", "m": "male", "male": "male", "boy": "male", "nam gioi": "male",
    "nu": "female", "gai": "female", "con gai": "female", "be gai": "female", "f": "female", "female": "female", "girl": "female", "nu gioi": "female", "n": "",
}  # fmt: skip
_YES = _set("x co c y yes 1 v k da co da roi roi true dung xx ok") | {
    "da",
    "da co",
    "co roi",
    "da dk",
    "da lam",
    "da dang ky",
    "da cap",
}
_NO = _set("khong ko 0 no chua n false k khg") | {
    "khong co",
    "chua co",
    "chua dk",
    "chua dang ky",
    "chua cap",
    "chua lam",
}
_TICKS = frozenset({"✓", "✔", "☑", "√", "×", "✗x", "+", "x", "X", "✅", "☒", "✕", "v", "V"})


def sex(raw: Cell) -> Read:
    text = text_of(raw)
    if not text or is_nothing(text):
        return NOTHING
    found = _SEX.get(fold(text))
    return (found, "", None) if found else ("", "sex_unreadable", None)


def yes_no(text: str) -> str:
    """`yes`, `no`, or empty when it is neither."""
    if text in _TICKS:
        return "yes"
    folded = fold(text)
    if folded in _NO and folded != "k":
        return "no"
    return "yes" if folded in _YES and folded != "k" else ""


def mark(raw: Cell) -> Read:
    """x, có, 1, ✓ → yes; không, chưa, 0 → no."""
    if isinstance(raw, bool):
        return ("yes" if raw else "no"), "", None
    text = text_of(raw)
    if not text:
        return NOTHING
    if text in "-–—":
        return "no", "", None
    found = yes_no(text)
    return (found, "", None) if found else ("", "mark_unclear", None)


_CARD = re.compile(r"^[A-Z]{0,3}\s?\d[\d\s.]{7,18}$")


def insurance(raw: Cell) -> Read:
    """A mark or the number of the card."""
    text = text_of(raw).upper()
    if _CARD.match(text):
        return "yes", "", {"insurance_card": text.replace(" ", "").replace(".", "")}
    return mark(raw)


def registered(today: dt.date) -> ReadCell:
    """A mark, or the number or day of the birth certificate."""
    date = date_reader(today)

    def read(raw: Cell) -> Read:
        if isinstance(raw, dt.date):
            return "yes", "", {"birth_registered_on": raw.isoformat()[:10]}
        text = text_of(raw)
        found = mark(raw)
        if found[1] and any(letter.isdigit() for letter in text):
            day, code, _ = date(raw)
            told = {"birth_registered_on": day} if not code and len(day) == 10 else {"birth_certificate": text[:40]}
            return "yes", "", told
        return found

    return read


_POOR = frozenset({"ngheo", "ho ngheo", "hn", "ng", "poor", "n", "ngheo da chieu", "hngheo"})
_NEAR = frozenset({"can ngheo", "ho can ngheo", "cn", "hcn", "can", "near poor", "c ngheo", "hcngheo"})
_AVERAGE = frozenset({"trung binh", "ho trung binh", "tb", "muc song trung binh", "ho co muc song trung binh"})
_OTHER = frozenset({"khac", "binh thuong", "kha", "giau", "thoat ngheo", "moi thoat ngheo", "khong thuoc ho ngheo"})


def poverty(raw: Cell) -> Read:
    text = text_of(raw)
    if not text:
        return NOTHING
    folded = fold(text)
    for words, code in ((_POOR, "poor"), (_NEAR, "near_poor"), (_AVERAGE, "average"), (_OTHER, "other")):
        if folded in words:
            return code, "", None
    if is_nothing(text) or yes_no(text) == "no":
        return "other", "", None
    return "", "poverty_unclear", None


# Numbers

_NUMBER_CODES = {
    "number_scientific": "number_rounded",
    "number_masked": "number_letters",
    "number_letters": "number_letters",
}
_ROWS = {"".join(str((start + step * place) % 10) for place in range(6)) for start in range(10) for step in (0, 1, 9)}


def personal_number(raw: Cell) -> Read:
    """Twelve digits, or what is wrong. A number that lost its leading zeros is given back with them (`number_padded`)."""
    text = raw if isinstance(raw, str) else text_of(raw)
    if len(text) == 12 and text.isascii() and text.isdigit():
        return _of_twelve(text)
    text = text_of(raw)
    if not text or is_nothing(text):
        return NOTHING
    cleaned = identity.clean_number(raw if isinstance(raw, float) else text)
    if cleaned.number:
        return _of_twelve(cleaned.number)
    if not cleaned.faults:
        return NOTHING
    meant = cleaned.faults[0].suggestion
    if cleaned.faults[0].code == "number_lost_zero" and meant[3] in "23":
        return meant, "number_padded", None
    return "", _NUMBER_CODES.get(cleaned.faults[0].code, "number_length"), None


def _of_twelve(number: str) -> Read:
    if number[:3] not in identity.PROVINCES and number[0] == "0":
        return number, "number_province", None
    if number[:6] in _ROWS and identity.check_number(number):
        return number, "number_made_up", None
    return number, "", None


def phone(raw: Cell) -> Read:
    if isinstance(raw, str) and len(raw) == 10 and raw[0] == "0" and raw.isascii() and raw.isdigit():
        return raw, "", None
    text = text_of(raw)
    if is_ditto(text):
        return DITTO
    if not text or is_nothing(text):
        return NOTHING
    first = re.split(r"[/;,]| - ", text)[0]
    digits = "".join(letter for letter in first if letter.isdigit())
    if first.strip().startswith("+84") or (digits.startswith("84") and len(digits) == 11):
        digits = "0" + digits[2:]
    elif len(digits) == 9 and digits[0] in "35789":
        digits = "0" + digits
    if digits.startswith("0") and len(digits) in (10, 11) and not any(letter.isalpha() for letter in first):
        return digits, "", None
    return "", "phone_bad", None


def plain(limit: int, *, ditto: bool = False) -> ReadCell:
    def read(raw: Cell) -> Read:
        text = text_of(raw)
        if ditto and is_ditto(text):
            return DITTO
        if not text or is_nothing(text):
            return NOTHING
        problem = trouble(text)
        if problem:
            return "", problem, None
        return (text, "", None) if len(text) <= limit else ("", "too_long", None)

    return read
