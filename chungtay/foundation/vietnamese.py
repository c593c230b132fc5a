"""Vietnamese text: folding for search, order of names, dates and numbers as offices write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

_SPACES = re.compile(r"[^0-9a-z]+")
# Order of letters and tones in a Vietnamese dictionary: a ă â b c d đ e ê … and level, huyền, hỏi, ngã, sắc, nặng.
_LETTERS = {letter: chr(0x61 + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"": "0", "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306": {"a": "ă"}, "\u0302": {"a": "â", "e": "ê", "o": "ô"}, "\u031b": {"o": "ơ", "u": "ư"}}


def fold(text: str) -> str:
    """Lower case, no accents, đ → d, single spaces: how everything is searched. `foundation_fold` in SQL agrees."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SPACES.sub(" ", plain).strip()


def order_key(text: str) -> str:
    """A key whose plain string order is the Vietnamese dictionary order (first letters, then tones)."""
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", text.lower()):
        if character in _SHAPES and letters:
            letters[-1] = _SHAPES[character].get(letters[-1], letters[-1])
        elif character in _TONES and tones:
            tones[-1] = _TONES[character]
        elif not unicodedata.combining(character):
            letters.append(character)
            tones.append("0")
    return "".join(_LETTERS.get(letter, letter if letter < "a" else "~") for letter in letters) + " " + "".join(tones)


def name_key(full_name: str) -> str:
    """Order by given name (the last word), then by family and middle names."""
    words = full_name.split()
    return order_key(" ".join([*words[-1:], *words[:-1]]))


def date(value: dt.date | dt.datetime | None) -> str:
    """`05/03/2026`, empty when there is none; a moment is told in Vietnam's time."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        from django.utils import timezone

        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return value.strftime("%d/%m/%Y")


def partial_date(iso: str) -> str:
    """`2019-05-12` → `12/05/2019`, `2019-05` → `05/2019`, `2019` → `2019`; empty when there is none."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def long_date(value: dt.date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days below 10 and months below 3 carry a zero (Decree 30/2020, annex I)."""
    day = f"{value.day:02d}"
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {day} tháng {month} năm {value.year}"


def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """`1.234,5`. `places` fixes the decimals; otherwise they are shown as they are."""
    if value is None:
        return ""
    text = f"{value:,.{places}f}" if places is not None else f"{value:,}"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def parse_date(text: str) -> dt.date | None:
    """A date as people type it: 5/3/2026, 05-03-2026, 5.3.26, 2026-03-05; None when it is no date.

    A year before 1900 or after 2199 is a slip of the hand; the last years a computer knows have no day after them."""
    match = re.fullmatch(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\s*", text)
    if match:
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
    else:
        match = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text)
        if not match:
            return None
        year, month, day = (int(part) for part in match.groups())
    if not 1900 <= year <= 2199:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
