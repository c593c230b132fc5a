"""What the report pages show. Reads only; scoped to the actor by the managers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from chungtay.directives.models import Report, ReportDuty, ReportFigure, ReportSection, ReportState, Task, TaskWord
from chungtay.directives.policies_reports import ReportPermission, own
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.states_reports import SENT, WRITABLE
from chungtay.directives.status import LEAF_WORDS, LEAVES, Status
from chungtay.foundation.access import Actor, can
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.vietnamese import date as vn_date


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

    def matches(self, chosen: str) -> bool:
        """Does the line belong to what a person asked to see? Every line does when nothing was asked."""
        if chosen == "sent":
            return self.report.submitted_on is not None
        return chosen in ("", self.code, self.when.code)


def unit_lines(duty: ReportDuty, today: dt.date) -> list[UnitLine]:
    """Every unit that owes a report in this period, in the order of names."""
    rows = (
        Report.objects.filter(duty=duty)
        .select_related("agency__unit")
        .order_by("agency__unit__order_key", "agency__name", "pk")
    )
    return [_unit_line(report, duty, today) for report in rows]


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
class TaskLine:
    """A task beside the section it belongs to, with the sentence that can be put into the text."""

    task: Task
    status: str
    sentence: str
    note: str = ""
    files: int = 0
    used: bool = False


@dataclass
class SectionView:
    """A section of the page: its text, what helps to write it."""

    section: ReportSection
    help: str = ""
    tasks: list[TaskLine] = field(default_factory=list)
    before: str = ""
    before_title: str = ""
    conflict: dict[str, Any] | None = None

    @property
    def paragraphs(self) -> list[str]:
        return paragraphs(self.section.text)


def paragraphs(text: str) -> list[str]:
    """Lines with something in them: a line break in the form is a new paragraph on paper."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def writing(actor: Actor, report: Report) -> bool:
    return report.state in WRITABLE and bool(can(actor, ReportPermission.WRITE, report))


def section_views(actor: Actor, report: Report, today: dt.date) -> list[SectionView]:
    """Sections for reading; for the writer also tasks of the topics and the earlier text."""
    sections = (
        list(report.sections.prefetch_related("tasks")) if writing(actor, report) else list(report.sections.all())
    )
    views = [SectionView(section) for section in sections]
    if not writing(actor, report):
        return views
    asked = {heading["key"]: heading for heading in report.duty.headings}
    tasks = task_lines(report, today)
    placed: set[int] = set()
    for view in views:
        heading = asked.get(view.section.key, {})
        topics = set(heading.get("topics") or [])
        view.help = heading.get("help", "")
        used = {task.pk for task in view.section.tasks.all()}
        view.tasks = [line for line in tasks if topics.intersection(line.task.topics) or line.task.pk in used]
        placed.update(line.task.pk for line in view.tasks)
        for line in view.tasks:
            line.used = line.task.pk in used
    _place_rest(views, asked, [line for line in tasks if line.task.pk not in placed])
    _add_earlier_text(actor, report, views)
    return views


def _place_rest(views: list[SectionView], asked: dict[str, Any], rest: list[TaskLine]) -> None:
    """Tasks of no asked topic stand under the heading about results, else the first one."""
    if not rest or not views:
        return
    wanted = [view for view in views if asked.get(view.section.key, {}).get("rest")]
    wanted = wanted or [view for view in views if "ket_qua" in view.section.key or "result" in view.section.key]
    (wanted or views)[0].tasks.extend(rest)


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


def task_lines(report: Report, today: dt.date, tasks: QuerySet[Task] | None = None) -> list[TaskLine]:
    """Tasks of the unit with status, last word and number of evidence files; two queries however many tasks."""
    day = figures.counting_day(report.duty, today)
    rows = list(
        (tasks if tasks is not None else figures.tasks_of(report, day)).select_related("lead").order_by("due_on", "pk")
    )
    said: dict[int, tuple[str, int]] = {}
    words = TaskWord.objects.filter(task__in=[row.pk for row in rows], kind__in=["reported", "progress"])
    for word in words.annotate(number=Count("files")).order_by("at", "pk"):
        said[word.task_id] = (word.note.strip(), word.number)
    lines = []
    for row in rows:
        note, files = said.get(row.pk, ("", 0))
        status = str(getattr(row, "status", ""))
        lines.append(TaskLine(row, status, sentence(row, status, note), note, files))
    return lines


def sentence(task: Task, status: str, note: str) -> str:
    """The task told in one sentence, as a report says it."""
    note = note.strip().rstrip(".")
    told = f": {note}." if note else "."
    promised = getattr(task, "due_then", task.due_on)  # as it stood on the day that is counted
    due = f" (hạn {vn_date(promised)})" if promised else ""
    if status in (Status.DONE_ON_TIME, Status.DONE_LATE):
        late = " (đúng hạn)" if status == Status.DONE_ON_TIME else due
        return f"Đã hoàn thành “{task.title}” ngày {vn_date(task.done_on)}{late}{told}"
    if status == Status.WAITING:
        return f"Đã thực hiện “{task.title}” ngày {vn_date(task.reported_on)}, đang chờ xác nhận{told}"
    if status == Status.OVERDUE:
        return f"Chưa hoàn thành “{task.title}”{due}, tiến độ {task.progress}%{told}"
    if status == Status.NOT_STARTED:
        return f"Chưa triển khai “{task.title}”{due}{told}"
    return f"Đang thực hiện “{task.title}”{due}, tiến độ {task.progress}%{told}"


@dataclass(frozen=True)
class Opened:
    """What a figure is made of: tasks, units, or the number a person typed."""

    figure: ReportFigure
    value: Decimal | int | None
    tasks: list[TaskLine] = field(default_factory=list)
    units: list[tuple[Report, Decimal | None]] = field(default_factory=list)
    missing: list[Report] = field(default_factory=list)
    before: Decimal | None = None
    leaves: list[tuple[str, int]] = field(default_factory=list)


def open_figure(actor: Actor, report: Report, figure: ReportFigure, today: dt.date) -> Opened:
    """A number taken down to its parts."""
    line = next(
        line for line in figures.lines(report, today, earlier_figures(actor, report)) if line.figure.pk == figure.pk
    )
    if figure.source == ReportFigure.Source.SUMMED and report.consolidates:
        return _opened_sum(report, figure, line.value)
    if figure.source == ReportFigure.Source.COMPUTED:
        day = figures.counting_day(report.duty, today)
        tasks = figures.tasks_of(report, day, figures.statuses_of(figure.key))
        rows = task_lines(report, today, tasks)
        leaves = [(LEAF_WORDS[name], sum(row.status in codes for row in rows)) for name, codes in LEAVES.items()]
        return Opened(figure, line.value, tasks=rows, before=line.before, leaves=[leaf for leaf in leaves if leaf[1]])
    return Opened(figure, line.value, before=line.before)


def _opened_sum(report: Report, figure: ReportFigure, value: Decimal | int | None) -> Opened:
    values = dict(
        ReportFigure.objects.filter(report__duty=report.consolidates, key=figure.key).values_list("report_id", "value")
    )
    rows = (
        Report.objects.filter(duty=report.consolidates)
        .select_related("agency")
        .order_by("agency__unit__order_key", "pk")
    )
    units = [(row, values.get(row.pk)) for row in rows if row.state in SENT]
    missing = [row for row in rows if row.state not in SENT]
    return Opened(figure, value, units=units, missing=missing)


def problems_before_sending(actor: Actor, report: Report, today: dt.date) -> list[str]:
    """What a careful reader would ask about; the report can still be sent after looking at it."""
    empty = [section.title for section in report.sections.all() if not section.text.strip()]
    found = [f"Mục “{title}” chưa có nội dung." for title in empty]
    for line in figures.lines(report, today, earlier_figures(actor, report)):
        if line.value is None:
            found.append(f"Số liệu “{line.figure.label}” chưa có.")
        elif line.warning and not line.figure.note:
            found.append(f"{line.figure.label}: {line.warning}")
    if report.consolidates:
        missing = Report.objects.filter(duty=report.consolidates).exclude(state__in=SENT).count()
        if missing:
            found.append(f"Còn {missing} đơn vị chưa gửi báo cáo; báo cáo tổng hợp sẽ nêu tên các đơn vị này.")
    return found


def tasks_for(report: Report, today: dt.date) -> QuerySet[Task]:
    """Tasks whose sentence may be put into this report."""
    return figures.tasks_of(report, figures.counting_day(report.duty, today))


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
