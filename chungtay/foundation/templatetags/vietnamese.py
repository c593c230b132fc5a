"""Filters that write dates, numbers and names as offices write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from chungtay.foundation import vietnamese
from chungtay.foundation.language import said

register = template.Library()
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@register.filter
def vn_date(value: dt.date | dt.datetime | None) -> str:
    """`05/03/2026`."""
    return vietnamese.date(value)


@register.filter
def vn_partial(iso: str) -> str:
    """A day that may be known only by its month or year."""
    return vietnamese.partial_date(iso)


@register.filter
def vn_datetime(value: dt.datetime | None) -> str:
    """`14:05 ngày 05/03/2026`, in Vietnam's time."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"


@register.filter
def vn_day(value: dt.date | None) -> str:
    """`thứ Hai, 23/11/2026`."""
    return f"{WEEKDAYS[value.weekday()]}, {vietnamese.date(value)}" if value else ""


@register.filter
def vn_long_date(value: dt.date | None) -> str:
    """`ngày 05 tháng 02 năm 2026` (Decree 30/2020)."""
    return vietnamese.long_date(value) if value else ""


@register.filter
def vn_number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """`1.234,5`; `|vn_number:1` fixes the decimals."""
    return vietnamese.number(value, places)


@register.filter
def vn_percent(part: int | float | None, whole: int | float | None = 100) -> str:
    """`12,5 %` of part in whole; a dash when there is no whole."""
    if part is None or not whole:
        return "–"
    share = 100 * part / whole
    return f"{vietnamese.number(round(share, 1)).removesuffix(',0')} %"


@register.filter
def vn_size(value: int | None) -> str:
    """`1,2 MB`, `340 KB`."""
    if value is None:
        return ""
    if value >= 1024 * 1024:
        return f"{vietnamese.number(value / 1024 / 1024, 1)} MB"
    return f"{vietnamese.number(max(1, round(value / 1024)))} KB"


@register.filter
def days_left(day: dt.date | None, today: dt.date | None = None) -> str:
    """`còn 3 ngày`, `hạn hôm nay`, `quá hạn 2 ngày`; empty without a date."""
    return days_words((day - (today or timezone.localdate())).days) if day else ""


def days_words(left: int) -> str:
    """Calendar days to a deadline, in words."""
    if left < 0:
        return said("quá hạn %(days)s ngày") % {"days": vietnamese.number(-left)}
    if left < 2:
        return said("còn 1 ngày" if left else "hạn hôm nay")
    return said("còn %(days)s ngày") % {"days": vietnamese.number(left)}


@register.filter
def ago(moment: dt.datetime | None) -> str:
    """`vừa xong`, `12 phút trước`, `3 giờ trước`, `hôm qua`, then the date."""
    if moment is None:
        return ""
    seconds = (timezone.now() - moment).total_seconds()
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    if seconds < 60:
        return "vừa xong"
    if seconds < 3600:
        return f"{int(seconds // 60)} phút trước"
    if days == 0:
        return f"{int(seconds // 3600)} giờ trước"
    return "hôm qua" if days == 1 else vietnamese.date(moment)


@register.filter
def given_name(full_name: str) -> str:
    """The name a person is called by: the last word."""
    return full_name.split()[-1] if full_name and full_name.split() else ""


@register.filter
def by_given_name(people: Iterable[Any], attribute: str = "full_name") -> list[Any]:
    """People in the order of a Vietnamese list: given name, then family and middle names."""
    return sorted(people, key=lambda one: vietnamese.name_key(str(getattr(one, attribute, one))))
