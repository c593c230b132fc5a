"""The printed page of an official document: semantic HTML for css/paper.css, without inline styles."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from chungtay.foundation.documents.official import (
    Block,
    Bullets,
    HeaderCell,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    annex_heading,
    number_line,
    placed,
    punctuated,
    shown,
)
from chungtay.foundation.vietnamese import long_date


def to_html(document: OfficialDocument) -> SafeString:
    """An `<article class="paper">`; headings begin at h2, as the page around it owns h1."""
    title: SafeString | str = ""
    if document.kind:
        title = format_html(
            '<h2 class="paper-title"><span class="paper-kind">{}</span><span class="paper-subject">{}</span></h2>',
            document.kind.upper(),
            document.subject,
        )
    parts = [_label(document), _letterhead(document), title, _opening(document)]
    parts += [_blocks(document.blocks), _signature(document)]
    for position, annex in enumerate(document.annexes, start=1):
        label, tie = annex_heading(document, position)
        parts.append(
            format_html(
                '<section class="paper-annex{}"><h2 class="paper-title"><span class="paper-label">{}</span>'
                '<span class="paper-kind">{}</span></h2><p class="paper-tie">{}</p>{}</section>',
                " paper-landscape" if annex.landscape else "",
                label,
                annex.title.upper(),
                tie,
                _blocks(annex.blocks),
            )
        )
    return format_html('<article class="paper" lang="vi">{}</article>', _joined(parts))


def _joined(parts: Iterable[str]) -> SafeString:
    """Escaped parts, one after another; what is not marked safe is escaped here."""
    return SafeString("".join(conditional_escape(part) for part in parts))


def _label(document: OfficialDocument) -> SafeString:
    return (
        format_html('<p class="paper-label-line">{}</p>', document.confidential)
        if document.confidential
        else SafeString()
    )


def _letterhead(document: OfficialDocument) -> SafeString:
    if not document.agency:
        return format_html(
            '<header class="paper-head-plain"><p class="paper-country">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>'
            '<p class="paper-motto">Độc lập - Tự do - Hạnh phúc</p><p class="paper-date">{}, {}</p></header>',
            document.place,
            long_date(document.date),
        )
    subject = format_html('<p class="paper-about">V/v {}</p>', document.subject) if not document.kind else ""
    stamps = [text.upper() for text in (document.secrecy, document.urgency) if text]
    return format_html(
        '<header class="paper-head"><div class="paper-agency">{}<p class="paper-issuer">{}</p></div>'
        '<div class="paper-nation"><p class="paper-country">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>'
        '<p class="paper-motto">Độc lập - Tự do - Hạnh phúc</p></div>'
        '<div class="paper-signs"><p class="paper-number">{}</p>{}{}</div><p class="paper-date">{}, {}</p></header>',
        format_html('<p class="paper-parent">{}</p>', document.parent_agency.upper()) if document.parent_agency else "",
        document.agency.upper(),
        number_line(document),
        subject,
        format_html_join("", '<p class="paper-stamp">{}</p>', ((text,) for text in stamps)),
        document.place,
        long_date(document.date),
    )


def _opening(document: OfficialDocument) -> SafeString:
    bases = format_html_join(
        "", '<p class="paper-basis">{}</p>', ((basis,) for basis in punctuated(document.legal_bases))
    )
    if document.decider:
        bases = format_html(
            '<p class="paper-decider">{}</p>{}<p class="paper-decider">QUYẾT ĐỊNH:</p>', document.decider.upper(), bases
        )
    if not document.addressees:
        return bases
    if len(document.addressees) == 1:
        return format_html('<p class="paper-to">Kính gửi: {}</p>{}', document.addressees[0], bases)
    items = format_html_join("", "<li>{}</li>", ((name,) for name in punctuated(document.addressees)))
    return format_html('<div class="paper-to"><p>Kính gửi:</p><ul>{}</ul></div>{}', items, bases)


def _signature(document: OfficialDocument) -> SafeString:
    signer = document.signer
    lines = format_html_join("", "<p>{}</p>", ((line.upper(),) for line in (*signer.authority, signer.title) if line))
    items = format_html_join("", "<li>{}</li>", ((name,) for name in punctuated(document.recipients)))
    recipients = format_html("<p>Nơi nhận:</p><ul>{}</ul>", items) if document.recipients else ""
    return format_html(
        '<footer class="paper-foot"><div class="paper-recipients">{}</div>'
        '<div class="paper-signer">{}<p class="paper-name">{}</p></div></footer>',
        recipients,
        lines,
        signer.name,
    )


def _blocks(blocks: tuple[Block, ...]) -> SafeString:
    return _joined(_block(block) for block in blocks)


def _block(block: Block) -> SafeString:
    if isinstance(block, Heading):
        level = min(max(block.level, 1), 3)
        return format_html("<h{}>{}</h{}>", level + 2, block.text.upper() if level == 1 else block.text, level + 2)
    if isinstance(block, Paragraph):
        lines = [line for line in block.text.splitlines() if line.strip()] or ([""] if block.lead else [])
        leads = [
            format_html("<strong>{}</strong> ", block.lead) if block.lead else SafeString(),
            *[SafeString()] * len(lines),
        ]
        return format_html_join(
            "", "<p{}>{}{}</p>", ((_italic(block.italic), lead, line) for lead, line in zip(leads, lines, strict=False))
        )
    if isinstance(block, Bullets):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in block.items)))
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Picture):
        return format_html(
            '<figure><img src="data:image/png;base64,{}" alt="{}"><figcaption>{}</figcaption></figure>',
            base64.b64encode(block.png).decode(),
            block.alt or block.caption,
            block.caption,
        )
    assert isinstance(block, PageBreak)
    return mark_safe('<div class="paper-break"></div>')


def _italic(yes: bool) -> SafeString:
    return mark_safe(' class="paper-italic"' if yes else "")


def _table(table: Table) -> SafeString:
    columns = table.columns
    total = sum(table.widths) or 1
    # `width` on <col> is old HTML, but the content security policy forbids style attributes
    cols = format_html_join("", '<col width="{}%">', ((round(width / total * 100, 1),) for width in table.widths))
    classes = [
        "number" if place in table.numbers else "centre" if place in table.centred else "text"
        for place in range(columns)
    ]
    head: list[list[SafeString]] = [[] for _ in table.header]
    for (row, _), cell in placed(table.header):
        head[row].append(_head_cell(cell))
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (format_html_join("", '<td class="{}">{}</td>', zip(classes, map(shown, row), strict=False)),)
            for row in table.rows
        ),
    )
    foot = ""
    if table.total is not None:
        cells = format_html_join("", '<td class="{}">{}</td>', zip(classes, map(shown, table.total), strict=False))
        foot = format_html("<tfoot><tr>{}</tr></tfoot>", cells)
    return format_html(
        '<div class="paper-table" role="region" aria-label="Bảng" tabindex="0"><table>'
        "{}<colgroup>{}</colgroup><thead>{}</thead><tbody>{}</tbody>{}</table>{}</div>",
        format_html("<caption>{}</caption>", table.caption) if table.caption else "",
        cols,
        format_html_join("", "<tr>{}</tr>", ((_joined(cells),) for cells in head)),
        rows,
        foot,
        format_html('<p class="paper-note">{}</p>', table.note) if table.note else "",
    )


def _head_cell(cell: HeaderCell) -> SafeString:
    return format_html(
        '<th scope="{}"{}{}>{}</th>',
        "colgroup" if cell.across > 1 else "col",
        format_html(' colspan="{}"', cell.across) if cell.across > 1 else "",
        format_html(' rowspan="{}"', cell.down) if cell.down > 1 else "",
        cell.text,
    )
