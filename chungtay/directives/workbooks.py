"""Workbooks of reports: units × figures, units × states of tasks, who has not sent, each sentence with its unit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F

from chungtay.directives.models import Report, ReportDuty, Task
from chungtay.directives.papers import annex_header, plain, summed_figures, units_by_figures
from chungtay.directives.queries import consolidation, reports, reports_annexes, reports_tasks
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.status import LEAF_WORDS, LEAVES, Status, annotate_status
from chungtay.foundation.documents import HeaderCell
from chungtay.foundation.scoping import as_system
from chungtay.foundation.spreadsheets import Head, Sheet, to_xlsx


def of_report(report: Report, today: dt.date) -> bytes:
    """The annex of a report. A unit's own report has its figures and tasks; a consolidated one all units'."""
    sheets = [_figures(report, today)]
    if report.consolidates:
        sheets += [
            _by_unit(report),
            _states(report.consolidates, today),
            _sending(report.consolidates, today),
            _trace(report),
        ]
    else:
        sheets.append(_tasks(report, today))
    sheets += [_annex(one) for one in reports_annexes.annexes(report)]
    return to_xlsx(sheets)


def _annex(one: reports_annexes.Annex) -> Sheet:
    """An official table under its number, with the heads of the form."""
    header = [
        [Head(cell.text, cell.across, cell.down) if isinstance(cell, HeaderCell) else cell for cell in row]
        for row in annex_header(one)
    ]
    return Sheet(
        title=f"Biểu {one.number}",
        note=f"Biểu {one.number}: {one.title}. {' '.join(one.notes)}",
        header=header,
        rows=[(row.title, row.number, *(cell.shown for cell in row.cells)) for row in one.rows],
        widths=[40, 8, *(14 for _ in one.columns)],
    )


def of_duty(duty: ReportDuty, today: dt.date) -> bytes:
    return to_xlsx([_sending(duty, today), _states(duty, today)])


def _sheet(
    title: str,
    head: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    total: Sequence[Any] | None = None,
) -> Sheet:
    return Sheet(
        title=title,
        note=head,
        header=[[name for name, _ in columns]],
        rows=[list(row) for row in rows],
        widths=[width for _, width in columns],
        total=total,
    )


def _figures(report: Report, today: dt.date) -> Sheet:
    rows = [
        (
            place,
            line.figure.label,
            line.figure.unit,
            "Mật" if line.hidden else plain(line.value),
            plain(line.calculated),
            line.figure.changed_why if line.changed else "",
            line.figure.get_source_display(),
            line.why if line.value is None else line.figure.note,
        )
        for place, line in enumerate(figures.lines(report, today), start=1)
    ]
    columns = [
        ("STT", 6),
        ("Chỉ tiêu", 50),
        ("Đơn vị tính", 14),
        ("Số liệu", 12),
        ("Hệ thống tính", 14),
        ("Lý do sửa", 40),
        ("Nguồn", 22),
        ("Ghi chú", 40),
    ]
    return _sheet("Số liệu", f"{report.duty.title} – {report.agency}", columns, rows)


def _tasks(report: Report, today: dt.date) -> Sheet:
    from chungtay.directives.status import WORDS

    rows = [
        (
            place,
            line.task.title,
            WORDS.get(line.status, line.status),
            line.task.due_on,
            line.task.done_on,
            line.task.progress,
            line.note,
            line.files,
        )
        for place, line in enumerate(reports_tasks.lines(report, today), start=1)
    ]
    columns = [
        ("STT", 6),
        ("Nhiệm vụ", 60),
        ("Tình trạng", 26),
        ("Hạn", 12),
        ("Ngày hoàn thành", 16),
        ("Tiến độ (%)", 12),
        ("Kết quả", 60),
        ("Số minh chứng", 14),
    ]
    return _sheet("Nhiệm vụ", f"Nhiệm vụ trong kỳ – {report.agency}", columns, rows)


def _by_unit(report: Report) -> Sheet:
    held = summed_figures(report)
    rows = units_by_figures(report, [figure.key for figure in held])
    lines: list[tuple[Any, ...]] = [
        (place, name, "Đã gửi" if sent else "Chưa gửi", *(plain(value) for value in values))
        for place, (name, sent, values) in enumerate(rows, start=1)
    ]
    sums = [sum((line[number] for line in lines if line[number] is not None), 0) for number in range(3, 3 + len(held))]
    columns = [("STT", 6), ("Đơn vị", 34), ("Báo cáo", 12), *((figure.label, 16) for figure in held)]
    return _sheet(
        "Số liệu theo đơn vị", f"{report.duty.title}: số liệu theo đơn vị", columns, lines, ("", "Tổng cộng", "", *sums)
    )


def _sending(duty: ReportDuty, today: dt.date) -> Sheet:
    rows = [
        (place, str(line.report.agency), line.words, line.report.submitted_on, line.when.words, line.report.urges)
        for place, line in enumerate(reports.unit_lines(duty, today), start=1)
    ]
    columns = [
        ("STT", 6),
        ("Đơn vị", 34),
        ("Tình trạng", 24),
        ("Ngày gửi", 12),
        ("So với hạn", 26),
        ("Số lần đôn đốc", 14),
    ]
    return _sheet("Tình hình gửi", f"{duty.title}: tình hình gửi báo cáo", columns, rows)


def _states(duty: ReportDuty, today: dt.date) -> Sheet:
    """Units × the four leaves of the national tree, counted by the system for every unit, sent or not."""
    counts = states_by_unit(duty, figures.counting_day(duty, today))
    rows: list[tuple[Any, ...]] = []
    units = (
        Report.objects.filter(duty=duty)
        .select_related("agency")
        .order_by("agency__unit__order_key", "agency__name", "pk")
    )
    for place, unit in enumerate(units, start=1):
        held = counts.get(unit.unit_path, Counter())
        leaves = [sum(held[status] for status in codes) for codes in LEAVES.values()]
        rows.append((place, str(unit.agency), sum(leaves), *leaves))
    total = ("", "Tổng cộng", *(sum(row[number] for row in rows) for number in range(2, 7)))
    columns = [("STT", 6), ("Đơn vị", 34), ("Được giao", 12), *((words, 18) for words in LEAF_WORDS.values())]
    return _sheet("Nhiệm vụ theo đơn vị", f"{duty.title}: nhiệm vụ theo đơn vị (hệ thống đếm)", columns, rows, total)


def states_by_unit(duty: ReportDuty, day: dt.date) -> dict[str, Counter[str]]:
    """Tasks given to each reporting unit from outside it, by status; one query for all units."""
    with as_system("the annex counts every unit that owes the report"):
        paths = list(Report.objects.filter(duty=duty).values_list("unit_path", flat=True))
        rows = (
            Task.objects.filter(unit_path__in=paths, given_on__lte=day)
            .exclude(done_on__lt=duty.period_from)
            .exclude(parent__unit_path=F("unit_path"))
        )
        told: Any = annotate_status(rows, day)
        told = told.exclude(status__in=[Status.RECALLED, Status.NOT_YET])
        counted: dict[str, Counter[str]] = {}
        for row in told.order_by().values("unit_path", "status").annotate(number=Count("pk")):
            counted.setdefault(row["unit_path"], Counter())[row["status"]] += row["number"]
    return counted


def _trace(report: Report) -> Sheet:
    """Every passage of the consolidated report with the unit and the words it was taken from."""
    titles = {section.pk: section.title for section in report.sections.all()}
    rows: list[Sequence[Any]] = []
    for section_id, views in consolidation.passage_views(report).items():
        for view in views:
            base = (len(rows) + 1, titles.get(section_id, ""), view.text)
            if not view.traces:
                rows.append((*base, "", "", view.passage.get_kind_display(), ""))
            for trace in view.traces:
                changed = "Đơn vị đã sửa sau khi tổng hợp" if trace.changed else ""
                rows.append((*base, trace.unit, trace.source.quote, f"Bản {trace.source.source_version}", changed))
    columns = [
        ("STT", 6),
        ("Mục", 34),
        ("Đoạn trong báo cáo", 70),
        ("Đơn vị", 30),
        ("Câu của đơn vị", 70),
        ("Bản", 12),
        ("Lưu ý", 30),
    ]
    return _sheet("Nguồn từng đoạn", f"{report.duty.title}: nguồn của từng đoạn", columns, rows)
