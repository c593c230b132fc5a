"""Components for lists: ledger lines, tables, chips, tabs, pages, files, grids. Registered through `components`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chungtay.foundation import vietnamese
from chungtay.foundation.icons import svg
from chungtay.foundation.templatetags.components_words import STATES, date_words
from chungtay.foundation.templatetags.vietnamese import vn_size

register = template.Library()


@dataclass(frozen=True)
class Chip:
    """A saved filter or a neighbouring page: `current` marks where the person is, `count` how many are there."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class FileLine:
    """A file to be fetched; `detail` such as who sent it and when."""

    name: str
    url: str
    size: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Cell:
    """One square of a grid: `tone` and `mark` of a status, `words` for the ear and the tooltip."""

    tone: str
    mark: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class GridRow:
    label: str
    cells: Sequence[Cell | None]
    url: str = ""


@register.simple_block_tag
def lines(content: SafeString, label: str = "") -> SafeString:
    """A ledger: ruled lines, each with its date in the margin. Holds `line` blocks."""
    name = format_html(' aria-label="{}"', label) if label else ""
    return format_html('<ol class="lines"{}>{}</ol>', name, content)


@register.simple_block_tag
def line(
    content: SafeString, title: str, url: str = "", *, detail: str = "", kind: str = "", tone: str = "",
    margin: str = "", due: dt.date | None = None, today: dt.date | None = None, done: bool = False,
) -> SafeString:  # fmt: skip
    """One line: the deadline (or `margin`) in the margin, the title leading to its page, the acts inside the block."""
    side = date_words(due, today, done=done) if due else format_html('<span class="muted">{}</span>', margin)
    head = format_html('<a href="{}">{}</a>', url, title) if url else title
    said = " · ".join(words for words in (kind, detail) if words)
    more = format_html('<p class="line-detail">{}</p>', said) if said else ""
    acts = format_html('<div class="line-acts">{}</div>', content) if content.strip() else ""
    mark = format_html(" line-{}", tone) if tone else ""
    return format_html(
        '<li class="line{}"><div class="line-margin">{}</div>'
        '<div class="line-entry"><p class="line-title">{}</p>{}</div>{}</li>',
        mark, side, head, more, acts,
    )  # fmt: skip


@register.simple_block_tag
def table(content: SafeString, caption: str, *, hidden_caption: bool = True, sticky: bool = False) -> SafeString:
    """A table written by hand inside the block (<thead>, <tbody>); scrolls inside itself, never the page."""
    kind = "visually-hidden" if hidden_caption else "caption"
    fixed = SafeString(" table-sticky") if sticky else ""
    return format_html(
        '<div class="table-box{}" role="region" aria-label="{}" tabindex="0">'
        '<table class="table"><caption class="{}">{}</caption>{}</table></div>',
        fixed, caption, kind, caption, content,
    )  # fmt: skip


@register.simple_tag
def simple_table(headers: Sequence[str], rows: Iterable[Sequence[Any]], caption: str) -> SafeString:
    """A table from plain values; numbers are aligned and written the Vietnamese way, the first column heads its row."""
    head = format_html_join("", '<th scope="col">{}</th>', ((words,) for words in headers))
    body = format_html_join("", "<tr>{}</tr>", ((_row(row),) for row in rows))
    inner = format_html("<thead><tr>{}</tr></thead><tbody>{}</tbody>", head, body)
    return format_html(
        '<div class="table-box" role="region" aria-label="{0}" tabindex="0"><table class="table">'
        '<caption class="visually-hidden">{0}</caption>{1}</table></div>',
        caption, inner,
    )  # fmt: skip


def _row(values: Sequence[Any]) -> SafeString:
    def cell(place: int, value: Any) -> SafeString:
        if isinstance(value, dt.date):
            value = vietnamese.date(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return format_html('<td class="number">{}</td>', vietnamese.number(value))
        return format_html(
            '<th scope="row">{}</th>' if place == 0 else "<td>{}</td>", "–" if value in (None, "") else value
        )

    return format_html_join("", "{}", ((cell(place, value),) for place, value in enumerate(values)))


@register.simple_tag
def chips(items: Iterable[Chip | tuple[Any, ...]], label: str = "Bộ lọc đã lưu") -> SafeString:
    """Saved filters: `Chip`s or (label, url, current, count) tuples. The current one is said, not only coloured."""
    return _places(items, "chips", label)


@register.simple_tag
def tabs(items: Iterable[Chip | tuple[Any, ...]], label: str = "Các phần") -> SafeString:
    """Parts of one thing, each with its own address: `Chip`s or (label, url, current, count) tuples."""
    return _places(items, "tabs", label)


def _places(items: Iterable[Chip | tuple[Any, ...]], kind: str, label: str) -> SafeString:
    def draw(item: Chip | tuple[Any, ...]) -> SafeString:
        place = item if isinstance(item, Chip) else Chip(*item)
        here = SafeString(' aria-current="true"') if place.current else ""
        count = (
            format_html(' <span class="count">{}</span>', vietnamese.number(place.count))
            if place.count is not None
            else ""
        )
        return format_html('<li><a href="{}"{}>{}{}</a></li>', place.url, here, place.label, count)

    inner = format_html_join("", "{}", ((draw(item),) for item in items))
    return format_html('<nav class="{}" aria-label="{}"><ul>{}</ul></nav>', kind, label, inner)


@register.inclusion_tag("foundation/components/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Page[Any], *, name: str = "trang", things: str = "dòng"
) -> dict[str, Any]:
    """Pages of a list; keeps the other words of the address. One COUNT a page, however many rows there are."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def address(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    window = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    steps = [(number, address(number) if isinstance(number, int) else "") for number in window]
    return {
        "page": page,
        "things": things,
        "steps": steps,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def file_list(files: Iterable[Any], empty_words: str = "Chưa có tệp nào.") -> SafeString:
    """Files to fetch: `FileLine`s, or anything with name, url and maybe size and detail."""

    def draw(file: Any) -> SafeString:
        size = getattr(file, "size", None)
        rest = " · ".join(part for part in (vn_size(size), getattr(file, "detail", "")) if part)
        return format_html(
            '<li>{}<a href="{}" download>{}</a> <span class="muted">{}</span></li>',
            svg("file-text"),
            file.url,
            file.name,
            rest,
        )

    rows = [draw(file) for file in files]
    if not rows:
        return format_html('<p class="muted">{}</p>', empty_words)
    return format_html('<ul class="files">{}</ul>', format_html_join("", "{}", ((row,) for row in rows)))


_NOT_GIVEN = mark_safe(
    '<td><span class="muted"><span aria-hidden="true">·</span>'
    '<span class="visually-hidden">không giao</span></span></td>'
)


@register.simple_tag
def grid(columns: Sequence[Any], rows: Iterable[GridRow], caption: str, corner: str = "Đơn vị") -> SafeString:
    """Units × things: head and first column stay in view; arrow keys walk. `columns`: words, or (words, url, full)."""

    def head(column: Any) -> SafeString:
        label, url, full = (column, "", column) if isinstance(column, str) else (*column, "", "")[:3]
        words = format_html('<a href="{}">{}</a>', url, label) if url else label
        return format_html('<th scope="col" title="{}">{}</th>', full or label, words)

    def square(cell: Cell | None) -> SafeString:
        if cell is None:
            return _NOT_GIVEN
        if cell.url:  # the mark is silent, so the link is called by its title
            return format_html(
                '<td class="status-{}"><a href="{}" title="{}"><span aria-hidden="true">{}</span></a></td>',
                cell.tone, cell.url, cell.words, cell.mark,
            )  # fmt: skip
        return format_html(
            '<td class="status-{0}"><span title="{1}"><span aria-hidden="true">{2}</span>'
            '<span class="visually-hidden">{1}</span></span></td>',
            cell.tone, cell.words, cell.mark,
        )  # fmt: skip

    def draw(row: GridRow) -> SafeString:
        name = format_html('<a href="{}">{}</a>', row.url, row.label) if row.url else row.label
        cells = format_html_join("", "{}", ((square(cell),) for cell in row.cells))
        return format_html('<tr><th scope="row">{}</th>{}</tr>', name, cells)

    heads = format_html_join("", "{}", ((head(column),) for column in columns))
    body = format_html_join("", "{}", ((draw(row),) for row in rows))
    return format_html(
        '<div class="table-box grid-box" role="region" aria-label="{0}" tabindex="0">'
        '<table class="grid" data-grid><caption class="visually-hidden">{0}</caption>'
        '<thead><tr><th scope="col">{1}</th>{2}</tr></thead><tbody>{3}</tbody></table></div>',
        caption, corner, heads, body,
    )  # fmt: skip


@register.simple_tag
def legend(states: Mapping[str, tuple[str, str, str]] | None = None) -> SafeString:
    """What the marks of a grid mean, in words."""
    usual = ("not_started", "running", "done", "done_late", "late", "returned")
    shown = (states or {code: STATES[code] for code in usual}).values()
    inner = format_html_join(
        "", '<li><span class="status status-{}"><span aria-hidden="true">{}</span> {}</span></li>', shown
    )
    return format_html('<ul class="legend" aria-label="Chú giải">{}</ul>', inner)
