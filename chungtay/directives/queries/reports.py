"""What the report pages show. Reads only; scoped to the actor by the managers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from chungtay.directives.models import Report, ReportDuty, ReportFigure, ReportSection, ReportState, Task
from chungtay.directives.policies_reports import ReportPermission, own
from chungtay.directives.queries import reports_draft as drafting
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.queries import reports_tasks as tasks
from chungtay.directives.queries.reports_tasks import TaskLine
from chungtay.directives.states_reports import SENT, WRITABLE
from chungtay.directives.status import LEAF_WORDS, LEAVES
from chungtay.foundation.access import Actor, can
from chungtay.foundation.scoping import path_condition


@dataclass(frozen=True)
class Timeliness:
    """How a report stands to its deadline. `code`: on_time, sent_late, open, today, late."""

    code: str
    words: str
    days: int = 0


def timeliness(report: Report, duty: ReportDuty, today: dt.date) -> Timeliness:
    """Judged by the first day of sending. A deadline on a day off stays as printed; the page warns beforehand."""
    if report.submitted_on is not None:
        days = (report.submitted_on - duty.due_on).days
        return (
            Timeliness("sent_late", f"Gửi muộn {days} ngày", days)
            if days > 0
            else Timeliness("on_time", "Gửi đúng hạn", -days)
        )
    days = (duty.due_on - today).days
    if days < 0:
        return Timeliness("late", f"Chưa gửi, quá hạn {-days} ngày", -days)
    return Timeliness("today", "Hạn gửi là hôm nay") if days == 0 else Timeliness("open", f"Còn {days} ngày", days)


def duties_received(actor: Actor) -> QuerySet[ReportDuty]:
    """Periods in which my agency, or an agency in the territory I oversee, receives reports."""
    mine = Q(receiver__in=actor.agency_ids)
    if actor.territory and actor.level in {"country", "province"}:
        mine |= path_condition("receiver__unit_path", actor)
    return ReportDuty.objects.filter(mine, opened_at__isnull=False).select_related("receiver", "document")


def with_progress(duties: QuerySet[ReportDuty]) -> Any:
    """Adds total, sent, accepted, waiting, missing and late counts over the reports owed."""
    sent = Q(reports__submitted_on__isnull=False)
    return duties.annotate(
        total=Count("reports"),
        sent=Count("reports", filter=sent),
        accepted=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED)),
        waiting=Count("reports", filter=Q(reports__state=ReportState.SUBMITTED)),
        missing=Count("reports", filter=~sent),
        sent_late=Count("reports", filter=Q(reports__submitted_on__gt=F("due_on"))),
    ).order_by("-due_on", "id")


def own_reports(actor: Actor) -> QuerySet[Report]:
    """Reports that the actor's agency (or whole commune) owes, newest deadline first."""
    mine = Q(agency__in=actor.agency_ids)
    if actor.territory and actor.level in {"commune", "district"}:
        mine |= Q(unit_path__in=actor.unit_paths)
    rows = Report.objects.filter(mine, duty__opened_at__isnull=False)
    return rows.select_related("duty__receiver", "agency").order_by("-duty__due_on", "-pk")


@dataclass(frozen=True)
class UnitLine:
    """One reporting unit in the page of a period."""

    report: Report
    when: Timeliness
    words: str
    code: str  # missing, waiting, returned, accepted


def unit_kinds(duty: ReportDuty, today: dt.date) -> dict[str, Q]:
    """What a person may ask to see of the units of a period: code → condition on their reports."""
    unsent = Q(submitted_on__isnull=True)
    return {
        "": Q(),
        "sent": ~unsent,
        "missing": Q(state=ReportState.DRAFTING),
        "late": unsent & Q(duty__due_on__lt=today),
        "waiting": Q(state=ReportState.SUBMITTED),
        "returned": Q(state=ReportState.RETURNED),
        "accepted": Q(state=ReportState.ACCEPTED),
        "sent_late": Q(submitted_on__gt=duty.due_on),
    }


def unit_counts(duty: ReportDuty, today: dt.date) -> dict[str, int]:
    """Number of units of each kind, in one query."""
    conditions = {code or "all": condition for code, condition in unit_kinds(duty, today).items()}
    counted = {
        code: Count("pk", filter=condition) if condition else Count("pk") for code, condition in conditions.items()
    }
    numbers: dict[str, int] = Report.objects.filter(duty=duty).aggregate(**counted)
    return {"" if code == "all" else code: number for code, number in numbers.items()}


def unit_reports(duty: ReportDuty, today: dt.date, chosen: str = "") -> QuerySet[Report]:
    """Reports owed in this period, in the order of names; of one kind only when `chosen` names one."""
    rows = Report.objects.filter(duty=duty).select_related("agency__unit")
    condition = unit_kinds(duty, today).get(chosen)
    rows = rows.none() if condition is None else rows.filter(condition)
    return rows.order_by("agency__unit__order_key", "agency__name", "pk")


def unit_lines(duty: ReportDuty, today: dt.date, rows: Iterable[Report] | None = None) -> list[UnitLine]:
    """How each unit stands: every unit that owes a report in this period, or those of `rows`."""
    return [_unit_line(report, duty, today) for report in (unit_reports(duty, today) if rows is None else rows)]


def _unit_line(report: Report, duty: ReportDuty, today: dt.date) -> UnitLine:
    when = timeliness(report, duty, today)
    if report.state == ReportState.ACCEPTED:
        return UnitLine(report, when, "Đã tiếp nhận", "accepted")
    if report.state == ReportState.SUBMITTED:
        return UnitLine(report, when, "Chờ tiếp nhận", "waiting")
    if report.state == ReportState.RETURNED:
        return UnitLine(report, when, "Đã trả lại, chờ gửi lại", "returned")
    return UnitLine(report, when, "Chưa gửi", "missing")


def readable(actor: Actor, report: Report) -> bool:
    """A report being written is read by those who write it; others see that it is being written."""
    return report.submitted_on is not None or own(actor, report)


@dataclass
class SectionView:
    """A section of the page: its text, what helps to write it."""

    section: ReportSection
    help: str = ""
    tasks: list[TaskLine] = field(default_factory=list)
    task_count: int = 0
    before: str = ""
    before_title: str = ""
    conflict: dict[str, Any] | None = None
    draft: drafting.Draft | None = None  # composed from figures, with the trace of its sentences
    drafted: bool = False  # it can be composed

    @property
    def paragraphs(self) -> list[str]:
        return paragraphs(self.section.text)


def paragraphs(text: str) -> list[str]:
    """Lines with something in them: a line break in the form is a new paragraph on paper."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def writing(actor: Actor, report: Report) -> bool:
    return report.state in WRITABLE and bool(can(actor, ReportPermission.WRITE, report))


def section_views(actor: Actor, report: Report, today: dt.date) -> list[SectionView]:
    """Sections for reading; for the writer also the first tasks of the topics, how many there are, the earlier text."""
    views = [SectionView(section) for section in report.sections.all()]
    held = drafting.drafts(actor, report, [view.section for view in views])
    for view in views:
        view.draft = held.get(view.section.pk)
    if not writing(actor, report):
        return views
    asked = {heading["key"]: heading for heading in report.duty.headings}
    placed = tasks.placed(report, [view.section for view in views], today)
    first = {pk for keys in placed.values() for pk in keys.order[: tasks.FIRST]}
    lines = {line.task.pk: line for line in tasks.lines(report, today, first)}
    for view in views:
        view.help = asked.get(view.section.key, {}).get("help", "")
        view.drafted = bool(drafting.narrative_of(report, view.section))
        keys = placed[view.section.pk]
        view.task_count = len(keys.order)
        view.tasks = [replace(lines[pk], used=pk in keys.used) for pk in keys.order[: tasks.FIRST]]
    _add_earlier_text(actor, report, views)
    return views


def earlier_report(actor: Actor, report: Report) -> Report | None:
    """The latest report of this agency, or of one it took over from, before this one."""
    agencies = {*actor.agency_ids, report.agency_id} if own(actor, report) else {report.agency_id}
    rows = Report.objects.filter(agency__in=agencies, duty__due_on__lt=report.duty.due_on, submitted_on__isnull=False)
    return rows.select_related("duty").order_by("-duty__due_on", "-pk").first()


def _add_earlier_text(actor: Actor, report: Report, views: list[SectionView]) -> None:
    earlier = earlier_report(actor, report)
    if earlier is None:
        return
    texts = dict(earlier.sections.values_list("key", "text"))
    for view in views:
        view.before, view.before_title = texts.get(view.section.key, ""), earlier.duty.title


def earlier_figures(actor: Actor, report: Report) -> dict[str, Decimal]:
    earlier = earlier_report(actor, report)
    if earlier is None:
        return {}
    return dict(ReportFigure.objects.filter(report=earlier, value__isnull=False).values_list("key", "value"))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Opened:
    """What a figure is made of: tasks, units, or the number a person typed."""

    figure: ReportFigure
    line: figures.FigureLine
    tasks: QuerySet[Task] | None = None
    units: list[tuple[Report, Decimal | None, Decimal | None]] = field(default_factory=list)  # reported, of the system
    missing: list[Report] = field(default_factory=list)
    leaves: list[tuple[str, int]] = field(default_factory=list)
    origin: statistics.Origin = field(default_factory=statistics.Origin)
    number: statistics.Number | None = None  # of the records, as it is now
    counts: str = ""  # what a rate is made of, in words
    over: str = ""

    @property
    def value(self) -> Decimal | int | None:
        return self.line.value

    @property
    def before(self) -> Decimal | None:
        return self.line.before

    @property
    def by_units(self) -> bool:
        """Whether any unit reported another number than the system counted for it."""
        return any(own is not None and own != told for _, told, own in self.units)


def open_figure(actor: Actor, report: Report, figure: ReportFigure, today: dt.date) -> Opened:
    """A number taken down to its parts."""
    found = figures.lines(report, today, earlier_figures(actor, report), actor=actor)
    line = next(line for line in found if line.figure.pk == figure.pk)
    if line.hidden:
        return Opened(figure, line)
    if figure.source == ReportFigure.Source.SUMMED and report.consolidates:
        return _opened_sum(actor, report, line)
    if figure.source == ReportFigure.Source.COMPUTED and statistics.is_figure(figure.key):
        return _opened_number(actor, report, line)
    if figure.source == ReportFigure.Source.COMPUTED:
        counted: Any = tasks.counted(report, today, figures.statuses_of(figure.key))
        numbers = dict(counted.order_by().values_list("status").annotate(number=Count("pk")))
        leaves = [(LEAF_WORDS[name], sum(numbers.get(code, 0) for code in codes)) for name, codes in LEAVES.items()]
        return Opened(figure, line, tasks=counted, leaves=[leaf for leaf in leaves if leaf[1]])
    return Opened(figure, line)


def _opened_number(actor: Actor, report: Report, line: figures.FigureLine) -> Opened:
    """A number of the records: its counts while it is live, and where it can be opened further."""
    key, period, unit = line.figure.key, statistics.period_of(report.duty), statistics.unit_of(report)
    named = statistics.measure_of(key, period.last)
    return Opened(
        line.figure,
        line,
        origin=statistics.origin(actor, key, unit, period),
        number=statistics.numbers(unit, period, [key])[key] if report.state in WRITABLE else None,
        counts=named.measure.counts if named else "",
        over=named.measure.over if named else "",
    )


def _opened_sum(actor: Actor, report: Report, line: figures.FigureLine) -> Opened:
    key = line.figure.key
    rows_held = ReportFigure.objects.filter(report__duty=report.consolidates, key=key)
    values = {pk: (told, own) for pk, told, own in rows_held.values_list("report_id", "value", "computed_value")}
    rows = (
        Report.objects.filter(duty=report.consolidates)
        .select_related("agency")
        .order_by("agency__unit__order_key", "pk")
    )
    units = [(row, *values.get(row.pk, (None, None))) for row in rows if row.state in SENT]
    missing = [row for row in rows if row.state not in SENT]
    period, unit = statistics.period_of(report.duty), statistics.unit_of(report)
    origin = statistics.origin(actor, key, unit, period) if statistics.is_figure(key) else statistics.Origin()
    return Opened(line.figure, line, units=units, missing=missing, origin=origin)


def problems_before_sending(actor: Actor, report: Report, today: dt.date) -> list[str]:
    """What a careful reader would ask about; the report can still be sent after looking at it."""
    empty = [section.title for section in report.sections.all() if not section.text.strip()]
    found = [f"Mục “{title}” chưa có nội dung." for title in empty]
    for line in figures.lines(report, today, earlier_figures(actor, report), actor=actor):
        if line.hidden or line.why == statistics.NOBODY:
            continue
        if line.value is None:
            found.append(f"Số liệu “{line.figure.label}” chưa có{f': {line.why}' if line.why else ''}.")
        elif line.warning and not line.figure.note:
            found.append(f"{line.figure.label}: {line.warning}")
    if report.consolidates:
        missing = Report.objects.filter(duty=report.consolidates).exclude(state__in=SENT).count()
        if missing:
            found.append(f"Còn {missing} đơn vị chưa gửi báo cáo; báo cáo tổng hợp sẽ nêu tên các đơn vị này.")
    return found


def signature_before(actor: Actor, report: Report) -> dict[str, str]:
    """What the last paper of this agency carried: filled in so that it is typed once."""
    if report.signer_name:
        source: Report | None = report
    else:
        source = earlier_report(actor, report)
    unit = report.agency.unit
    return {
        "number": report.number,
        "place": (source.place if source else "") or (unit.short_name if unit else ""),
        "signer_name": source.signer_name if source else "",
        "signer_title": (source.signer_title if source else "")
        or ("Chủ tịch" if report.agency.kind == "committee" else "Giám đốc"),
        "recipients": (source.recipients if source else "") or "Như trên\nLưu: VT",
    }
