"""A child in words: age, birth, sex, faults. Pure but for the code lists."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from chungtay.children.births import CHILD_UNDER, PartialDate, age, months
from chungtay.children.models import Child
from chungtay.foundation.vietnamese import number
from chungtay.law.queries import codelist

SEX = {"male": "Nam", "female": "Nữ", "": "Chưa ghi"}


def birth_words(birth: str) -> str:
    """“12/05/2019”, “05/2019”, “2019”; empty when not known."""
    try:
        return PartialDate.from_iso(birth).words if birth else ""
    except ValueError:
        return birth


def age_words(birth: str, on: dt.date, *, about: bool = False) -> str:
    """“12 ngày tuổi”, “7 tháng tuổi”, “9 tuổi”, “khoảng 9 tuổi”; empty when not known."""
    try:
        born = PartialDate.from_iso(birth)
    except ValueError:
        return ""
    if born.earliest > on:
        return "chưa sinh"
    if not born.exact:
        low, high = born.age_on(on) or (0, 0)
        return f"{low} tuổi" if low == high and not about else f"khoảng {high} tuổi"
    head = "khoảng " if about else ""
    month = months(born.earliest, on)
    if month < 1:
        return f"{head}{(on - born.earliest).days} ngày tuổi"
    return f"{head}{month} tháng tuổi" if month < 36 else f"{head}{age(born.earliest, on)} tuổi"


def grown_up(child: Child, on: dt.date) -> bool:
    """Surely 16 or more (Law on Children 2016, art. 1)."""
    try:
        return PartialDate.from_iso(child.birth).is_child_on(on) is False
    except ValueError:
        return False


def z_words(score: Decimal | None) -> str:
    """“-2,3”: distance from the WHO median in standard deviations."""
    return "" if score is None else number(score, 1)


def named(list_name: str, code: str) -> str:
    """The name behind a code; the code itself where the list does not know it."""
    return codelist(list_name).get(code, code) if code else ""


def plain(value: Decimal | None) -> str:
    """“12,5” for 12.50, “10” for 10.00."""
    if value is None:
        return ""
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{value:f}" else f"{value:f}"


def count_words(counted: tuple[int, bool], thing: str = "trẻ") -> str:
    """“37 trẻ”, “hơn 2.000 trẻ”."""
    found, more = counted
    return f"{'hơn ' if more else ''}{number(found)} {thing}"


__all__ = ["CHILD_UNDER", "SEX", "age_words", "birth_words", "count_words", "grown_up", "named", "plain", "z_words"]
