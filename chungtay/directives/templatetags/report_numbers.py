"""Numbers of reports: whole ones without decimals."""

from __future__ import annotations

from decimal import Decimal

from django import template

from chungtay.foundation.vietnamese import number

register = template.Library()


@register.filter
def report_number(value: Decimal | int | None) -> str:
    """`1.234` for 1234.00 and `12,5` for 12.50."""
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else value.normalize()
    return number(value)
