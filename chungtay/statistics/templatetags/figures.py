"""Figures in templates: numbers as they are said, and a picture with its sentence, table and files."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chungtay.foundation.vietnamese import date as vn_date
from chungtay.statistics import sentences
from chungtay.statistics.exhibits import Exhibit
from chungtay.statistics.queries.looking import rounded

register = template.Library()


@register.filter
def said(value: Decimal | int | None) -> str:
    """`1.234`, `12,5`; “chưa có số liệu” for None."""
    return sentences.said(rounded(Decimal(value)) if value is not None else None, 2)


@register.filter
def said_with(value: Decimal | int | None, unit: str) -> str:
    """`12,5 %`, `1.234 trẻ em`."""
    return sentences.with_unit(rounded(Decimal(value)) if value is not None else None, unit)


@register.simple_tag
def exhibit_table(exhibit: Exhibit) -> SafeString:
    """The same figures as the picture, for eyes, ears and keyboards."""
    numeric = {
        place for row in exhibit.rows for place, cell in enumerate(row) if isinstance(cell, int | float | Decimal)
    }
    heads = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        (
            (SafeString(' class="number"') if place in numeric else "", words)
            for place, words in enumerate(exhibit.header)
        ),
    )
    links = exhibit.links or ("",) * len(exhibit.rows)
    rows = zip(exhibit.rows, links, strict=True)
    body = format_html_join("", "<tr>{}</tr>", ((_cells(row, numeric, link),) for row, link in rows))
    return format_html(
        '<div class="table-box" role="region" aria-label="{0}" tabindex="0"><table class="table">'
        '<caption class="visually-hidden">{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>',
        exhibit.title, heads, body,
    )  # fmt: skip


def _cells(row: tuple[Any, ...], numeric: set[int], link: str) -> SafeString:
    def cell(place: int, value: Any) -> SafeString:
        words = _words(value)
        if place == 0 and link:
            return format_html('<th scope="row"><a href="{}">{}</a></th>', link, words)
        if place == 0:
            return format_html('<th scope="row">{}</th>', words)
        return format_html('<td class="number">{}</td>' if place in numeric else "<td>{}</td>", words)

    return format_html_join("", "{}", ((cell(place, value),) for place, value in enumerate(row)))


def _words(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, dt.date):
        return vn_date(value)
    if isinstance(value, int | float | Decimal):
        return sentences.said(value, 2)
    return str(value)
