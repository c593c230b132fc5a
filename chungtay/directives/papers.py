"""Papers made from a report: the official document (Decree 30/2020) and the workbook of its annex."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import groupby

from chungtay.directives.models import Report, ReportFigure
from chungtay.directives.queries import consolidation, reports, reports_annexes
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.states_reports import SENT, WRITABLE
from chungtay.foundation.documents import (
    Annex,
    Block,
    HeaderCell,
    Heading,
    OfficialDocument,
    Paragraph,
    Signer,
    Table,
)
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.vietnamese import number

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
MOST_COLUMNS = 8  # of an annex table that a sheet of paper can hold upright


def roman(number: int) -> str:
    return _ROMAN[number - 1] if number <= len(_ROMAN) else str(number)


def plain(value: Decimal | int | None) -> Decimal | int | None:
    """A whole number without its zero decimals."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def official(report: Report, today: dt.date) -> OfficialDocument:
    """BÁO CÁO in the form of Decree 30/2020. `today` dates a paper that has not been sent."""
    committee = report.agency.kind == "committee"
    agency = "ỦY BAN NHÂN DÂN" if committee and report.agency.unit else str(report.agency)
    if committee and report.agency.unit:
        agency = f"ỦY BAN NHÂN DÂN {report.agency.unit.name}".upper()
    parent = report.agency.parent
    return OfficialDocument(
        agency=agency,
        parent_agency=str(parent) if parent and not committee else "",
        place=report.place or _place(report),
        date=report.submitted_on or today,
        number=report.number or f"/BC-{_short(report)}",
        kind="Báo cáo",
        subject=_subject(report),
        addressees=(str(report.duty.receiver),),
        legal_bases=(),
        blocks=tuple(_body(report, today)),
        signer=_signer(report, committee=committee),
        recipients=_recipients(report),
        annexes=tuple(_annexes(report, today)),
    )


def _place(report: Report) -> str:
    unit = report.agency.unit
    return unit.short_name if unit else "Hà Nội"


def _short(report: Report) -> str:
    if report.agency.kind == "committee":
        return "UBND"
    return "".join(word[0] for word in report.agency.name.split() if word[:1].isalpha()).upper()[:6]


def _subject(report: Report) -> str:
    title = report.duty.title
    return title[8:].strip() if title.lower().startswith("báo cáo") else title


def _signer(report: Report, *, committee: bool) -> Signer:
    title = report.signer_title or ("CHỦ TỊCH" if committee else "GIÁM ĐỐC")
    authority: tuple[str, ...] = ("TM. ỦY BAN NHÂN DÂN",) if committee else ()
    if title.lower().startswith("phó"):
        head = title[4:].strip() or ("chủ tịch" if committee else "giám đốc")
        authority = (*authority, f"KT. {head.upper()}")
    return Signer(title=title.upper(), name=report.signer_name, authority=authority)


def _recipients(report: Report) -> tuple[str, ...]:
    written = tuple(line.strip("- ;.") for line in report.recipients.splitlines() if line.strip("- ;."))
    return written or ("Như trên", "Lưu: VT")


def _body(report: Report, today: dt.date) -> list[Block]:
    blocks: list[Block] = []
    if report.duty.document:
        document = report.duty.document
        day = f" ngày {vn_date(document.issued_on)}" if document.issued_on else ""
        issuer = f" của {document.issuer}" if document.issuer else ""
        about = f" về {document.subject[:1].lower()}{document.subject[1:]}" if document.subject else ""
        blocks.append(
            Paragraph(
                f"Thực hiện Văn bản số {document.number or '……'}{day}{issuer}{about}, {report.agency} báo cáo như sau:"
            )
        )
    else:
        span = f"từ ngày {vn_date(report.duty.period_from)} đến ngày {vn_date(report.duty.period_to)}"
        blocks.append(
            Paragraph(f"{report.agency} báo cáo {_subject(report)[:1].lower()}{_subject(report)[1:]} ({span}) như sau:")
        )
    number = 0
    views = consolidation.passage_views(report) if report.consolidates_id else {}
    for section in report.sections.all():
        number += 1
        passages = views.get(section.pk)
        text = "\n".join(view.text for view in passages if view.text.strip()) if passages else section.text
        blocks.append(Heading(1, f"{roman(number)}. {section.title}"))
        blocks.append(Paragraph("\n".join(reports.paragraphs(text)) or "(Chưa có nội dung)", italic=not text.strip()))
    lines = figures.lines(report, today)
    if lines:
        blocks.append(Heading(1, f"{roman(number + 1)}. Số liệu"))
        blocks.append(_figure_table(lines, summed=bool(report.consolidates_id)))
    blocks.append(
        Paragraph(f"Trên đây là báo cáo {_subject(report)[:1].lower()}{_subject(report)[1:]} của {report.agency}./.")
    )
    return blocks


def _figure_table(lines: list[figures.FigureLine], *, summed: bool) -> Table:
    notes = ["Số liệu cộng từ báo cáo của các đơn vị đã gửi; đơn vị chưa gửi không được tính."] if summed else []
    if any(line.changed for line in lines):
        notes.append("Dòng có dấu *: cơ quan báo cáo sửa số hệ thống tính, lý do ghi ở dòng đó.")
    if any(line.hidden for line in lines):
        notes.append("Số liệu mật không in trong bản này.")
    return Table(
        header=(("STT", "Chỉ tiêu", "Đơn vị tính", "Số liệu"),),
        rows=tuple((place, _label(line), line.figure.unit, _shown(line)) for place, line in enumerate(lines, start=1)),
        widths=(1, 7, 2, 2),
        numbers=frozenset({3}),
        note=" ".join(notes),
    )


def _label(line: figures.FigureLine) -> str:
    """The name; beneath it the number of the system with the reason where somebody changed it by hand."""
    words = [line.figure.label]
    if line.changed:
        words.append(f"(* hệ thống tính {said(line.calculated)}; lý do sửa: {line.figure.changed_why})")
    if line.units_differ:
        words.append(f"(hệ thống tính cho các đơn vị đã gửi: {said(line.units_value)})")
    return " ".join(words)


def _shown(line: figures.FigureLine) -> str | int | Decimal:
    if line.hidden:
        return "Mật"
    whole = plain(line.value)
    if whole is None and line.why == statistics.NOBODY:
        return "–"
    return "Chưa có" if whole is None else whole


def said(value: Decimal | int | None) -> str:
    """`1.234`, `12,5`, or that there is none."""
    whole = plain(value)
    return "chưa có" if whole is None else number(whole.normalize() if isinstance(whole, Decimal) else whole)


def _annexes(report: Report, today: dt.date) -> list[Annex]:
    tables = [_annex(one) for one in reports_annexes.annexes(report)]
    if report.consolidates is None:
        return tables
    lines = reports.unit_lines(report.consolidates, today)
    annexes = [Annex("Tình hình gửi báo cáo của các đơn vị", (_sending_table(lines),))]
    keys = summed_figures(report)
    if keys:
        annexes.append(Annex("Số liệu theo đơn vị", (_by_unit(report, keys),), landscape=len(keys) > 5))
    return [*annexes, *tables]


def summed_figures(report: Report) -> list[ReportFigure]:
    """Figures added up from the units, without sealed ones for who may not read them."""
    eyes = statistics.reads_sealed()
    return [
        figure
        for figure in report.figures.all()
        if figure.source == ReportFigure.Source.SUMMED
        and (eyes or not statistics.is_sealed(figure.key, report.duty.period_to))
    ]


def _annex(one: reports_annexes.Annex) -> Annex:
    """A wide form is turned on paper, its columns standing as lines: sixteen columns cannot be read on a sheet."""
    title = f"Biểu {one.number}: {one.title}"
    if len(one.columns) > MOST_COLUMNS >= len(one.rows):
        return Annex(title, (_turned(one),))
    table = Table(
        header=tuple(annex_header(one)),
        rows=tuple((row.title, row.number, *(cell.shown for cell in row.cells)) for row in one.rows),
        widths=(4, 1, *(1.5 for _ in one.columns)),
        numbers=frozenset(range(2, 2 + len(one.columns))),
        centred=frozenset({1}),
        note=" ".join(one.notes),
    )
    return Annex(title, (table,), landscape=len(one.columns) > 5)


def _turned(one: reports_annexes.Annex) -> Table:
    return Table(
        header=(
            ("Cột", "Chỉ tiêu", *(row.title for row in one.rows)),
            ("", "Mã số", *(row.number for row in one.rows)),
        ),
        rows=tuple(
            (
                column.number,
                f"– {column.title}" if column.under else column.title,
                *(row.cells[place].shown for row in one.rows),
            )
            for place, column in enumerate(one.columns)
        ),
        widths=(1, 7, *(1.7 for _ in one.rows)),
        numbers=frozenset(range(2, 2 + len(one.rows))),
        note=" ".join([*one.notes, "Cột của biểu xếp thành dòng để dễ đọc trên giấy."]),
    )


def annex_header(one: reports_annexes.Annex) -> list[list[str | HeaderCell]]:
    """Groups over their columns, then the columns, then their numbers as on the official form."""
    if not one.grouped:
        rows: list[list[str | HeaderCell]] = [["", "Mã số", *(column.title for column in one.columns)]]
    else:
        first: list[str | HeaderCell] = [HeaderCell("", down=2), HeaderCell("Mã số", down=2)]
        for title, across, column in one.heads:
            first.append(HeaderCell(title, across=across) if title else HeaderCell(column.title, down=2))
        rows = [first, [column.title for column in one.columns if column.under]]
    return [*rows, ["A", "B", *(column.number for column in one.columns)]]


def _sending_table(lines: list[reports.UnitLine]) -> Table:
    rows = tuple(
        (place, str(line.report.agency), line.words, line.report.submitted_on or "", line.when.words)
        for place, line in enumerate(lines, start=1)
    )
    return Table(
        header=(("STT", "Đơn vị", "Tình trạng", "Ngày gửi", "So với hạn"),),
        rows=rows,
        widths=(1, 5, 3, 2.5, 4),
        centred=frozenset({0, 3}),
    )


def _by_unit(report: Report, keys: list[ReportFigure]) -> Table:
    rows = units_by_figures(report, [figure.key for figure in keys])
    sums = (
        figures.unit_sums(report.consolidates)
        if report.consolidates and report.state in WRITABLE
        else {f.key: (f.value if f.computed_value is None else f.computed_value, 0) for f in keys}
    )
    return Table(
        header=(("STT", "Đơn vị", *(figure.label for figure in keys)),),
        rows=tuple(
            (place, name, *(plain(value) if sent else "–" for value in values))
            for place, (name, sent, values) in enumerate(rows, start=1)
        ),
        widths=(1, 5, *(2 for _ in keys)),
        numbers=frozenset(range(2, 2 + len(keys))),
        total=("", "Tổng cộng", *(plain(sums.get(figure.key, (None, 0))[0]) for figure in keys)),
        note="Dấu “–”: đơn vị chưa gửi báo cáo.",
    )


def units_by_figures(report: Report, keys: list[str]) -> list[tuple[str, bool, list[Decimal | None]]]:
    """Units in order with their values of `keys`; the second item says whether the unit has sent."""
    below = report.consolidates
    if below is None:
        return []
    units = list(
        Report.objects.filter(duty=below)
        .select_related("agency")
        .order_by("agency__unit__order_key", "agency__name", "pk")
    )
    values = (
        ReportFigure.objects.filter(report__duty=below, key__in=keys)
        .order_by("report_id")
        .values_list("report_id", "key", "value")
    )
    held = {pk: {key: value for _, key, value in rows} for pk, rows in groupby(values, key=lambda row: row[0])}
    answer = []
    for unit in units:
        sent = unit.state in SENT
        answer.append((str(unit.agency), sent, [held.get(unit.pk, {}).get(key) if sent else None for key in keys]))
    return answer
