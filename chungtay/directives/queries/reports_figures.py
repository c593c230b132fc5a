"""Figures of a report: what each is made of. A figure is the same for whoever reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from chungtay.directives.models import Report, ReportDuty, ReportFigure, Task
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.states_reports import SENT, WRITABLE
from chungtay.directives.status import LEAVES, Status, annotate_status
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Coverage

Source = ReportFigure.Source

# Figures computed from tasks: key → the statuses it counts.
_COUNTED: dict[str, tuple[str, ...]] = {
    "tasks.given": tuple(status for leaf in LEAVES.values() for status in leaf),
    "tasks.done": (*LEAVES["done_on_time"], *LEAVES["done_late"]),
    "tasks.done_on_time": LEAVES["done_on_time"],
    "tasks.done_late": LEAVES["done_late"],
    "tasks.open": (*LEAVES["open_in_time"], *LEAVES["open_overdue"]),
    "tasks.open_in_time": LEAVES["open_in_time"],
    "tasks.open_overdue": LEAVES["open_overdue"],
}
# Other words under which a published period may ask for the same count.
ALIASES = {
    "tasks.total": "tasks.given",
    "tasks.open_within": "tasks.open_in_time",
    "tasks.overdue": "tasks.open_overdue",
    "tasks.late": "tasks.open_overdue",
}
TASK_COLUMNS = ("tasks.given", "tasks.done_on_time", "tasks.done_late", "tasks.open_in_time", "tasks.open_overdue")


def statuses_of(key: str) -> tuple[str, ...] | None:
    """The task statuses a `tasks.*` figure counts; None when the key names no such figure."""
    return _COUNTED.get(ALIASES.get(key, key))


def is_computed(key: str) -> bool:
    return statuses_of(key) is not None or statistics.is_figure(key)


def counting_day(duty: ReportDuty, today: dt.date) -> dt.date:
    """Figures tell how things stood at the end of the period, or stand today while it runs."""
    return min(today, duty.period_to)


def _under(path: str, field: str = "unit_path") -> Q:
    return Q(**{field: path}) | Q(**{f"{field}__gte": path + "/", f"{field}__lt": path + "0"})


def tasks_of(report: Report, day: dt.date, statuses: tuple[str, ...] | None = None) -> QuerySet[Task]:
    """Tasks given to the unit (or the agency) from outside and still in force in the period, with `status` on `day`.

    A commune answers for every agency in it, and for units that went into it whole. Parts of a task broken down inside
    the unit are not counted beside the task itself. `statuses` keeps some of them only.
    """
    duty = report.duty
    whole_unit = report.agency.kind == "committee" and report.unit_path
    if whole_unit:
        own, parent = _unit_tasks(report, "unit_path"), _unit_tasks(report, "parent__unit_path")
    else:
        own, parent = Q(lead=report.agency_id), Q(parent__lead=report.agency_id)
    rows = Task.objects.filter(own, given_on__lte=day).exclude(Q(parent__isnull=False) & parent)
    rows = rows.filter(Q(done_on=None) | Q(done_on__gte=duty.period_from))
    counted: Any = annotate_status(rows, day)
    chosen: QuerySet[Task] = counted.exclude(status__in=[Status.RECALLED, Status.NOT_YET])
    return chosen if statuses is None else counted.filter(status__in=statuses)


def _unit_tasks(report: Report, field: str) -> Q:
    went_in = Coverage.objects.filter(ancestor=report.agency.unit_id, whole=True, descendant__path=OuterRef(field))
    return _under(report.unit_path, field) | Q(Exists(went_in))


def status_counts(report: Report, day: dt.date) -> dict[str, int]:
    """Number of tasks by status, in one query."""
    with as_system("a figure of a report is the same for whoever reads it"):
        counted: Any = tasks_of(report, day)
        rows = counted.order_by().values("status").annotate(number=Count("pk"))
        return {row["status"]: row["number"] for row in rows}


def computed(key: str, counts: dict[str, int]) -> int:
    return sum(counts.get(status, 0) for status in statuses_of(key) or ())


@dataclass
class FigureLine:
    """A figure as shown: what is reported, what the system has beside it, that of the earlier report, and warnings.

    `calculated` is what `value` would be had nobody changed it. `units_value` is what the system counted for the units whose
    reports a sum is made of. `hidden`: sealed, and not for the eyes of who reads; it then carries no number at all.
    """

    figure: ReportFigure
    value: Decimal | int | None
    before: Decimal | None = None
    warning: str = ""
    units: int = 0  # how many units the sum is made of
    calculated: Decimal | int | None = None
    units_value: Decimal | None = None
    why: str = ""  # there is no number
    sealed: bool = False
    hidden: bool = False

    @property
    def changed(self) -> bool:
        """By hand; the number of the system is shown beside it with the reason."""
        return self.figure.changed_to is not None and not self.hidden

    @property
    def units_differ(self) -> bool:
        """What the units reported and what the system counted for them are not the same."""
        return self.units_value is not None and self.units_value != self.calculated


def lines(
    report: Report,
    today: dt.date,
    before: dict[str, Decimal] | None = None,
    *,
    actor: Actor | None = None,
    whole: bool = False,
) -> list[FigureLine]:
    """All figures of a report; live ones are computed while it can still be written.

    Sealed ones are left out for who may not read them (`actor`, or whoever acts now). `whole`: nothing is held back, for the
    service that fixes what is sent.
    """
    figures = list(report.figures.all())
    found = _live(report, figures, today) if report.state in WRITABLE else [_sent(figure) for figure in figures]
    eyes = whole or statistics.reads_sealed(actor)
    for line in found:
        line.before = (before or {}).get(line.figure.key)
        if line.figure.source == Source.ASKED:
            line.warning = far_apart(line.value, line.before)
        line.sealed = statistics.is_sealed(line.figure.key, report.duty.period_to)
        if line.sealed and not eyes:
            _hide(line)
    return found


def _hide(line: FigureLine) -> None:
    line.hidden, line.why = True, statistics.SEALED_WORDS
    line.value = line.calculated = line.before = line.units_value = None


def _sent(figure: ReportFigure) -> FigureLine:
    return FigureLine(
        figure,
        figure.value,
        calculated=figure.computed_value,
        units_value=figure.units_value,
        why=figure.why_missing,
    )


def _live(report: Report, figures: list[ReportFigure], today: dt.date) -> list[FigureLine]:
    """One reading for each kind of source, however many figures there are."""
    own = [figure for figure in figures if figure.source == Source.COMPUTED]
    counts = status_counts(report, counting_day(report.duty, today)) if any(_of_tasks(f.key) for f in own) else {}
    keys = [figure.key for figure in own if statistics.is_figure(figure.key)]
    period = statistics.period_of(report.duty) if keys else None
    numbers = statistics.numbers(statistics.unit_of(report), period, keys) if period else {}
    sums = unit_sums(report.consolidates) if report.consolidates else {}
    counted = _units_counted(report.consolidates) if report.consolidates else {}
    answer = []
    for figure in figures:
        line = FigureLine(figure, figure.value)
        if figure.source == Source.COMPUTED and figure.key in numbers:
            line.calculated, line.why = numbers[figure.key].value, numbers[figure.key].why_missing
        elif figure.source == Source.COMPUTED:
            line.calculated = computed(figure.key, counts)
        elif figure.source == Source.SUMMED:
            line.calculated, line.units = sums.get(figure.key, (None, 0))
            line.units_value = counted.get(figure.key)
        if figure.source != Source.ASKED:
            line.value = figure.changed_to if figure.changed_to is not None else line.calculated
        answer.append(line)
    return answer


def _of_tasks(key: str) -> bool:
    return statuses_of(key) is not None


def far_apart(value: Decimal | int | None, before: Decimal | None) -> str:
    """A sentence when a typed number is ten times the earlier one or a tenth of it; small numbers may jump."""
    if value is None or before is None or max(value, before) < 20:
        return ""
    if value >= before * 10 or value * 10 <= before:
        from chungtay.foundation.vietnamese import number

        return f"Khác xa số kỳ trước ({number(before.normalize() + 0)}). Hãy kiểm tra lại hoặc ghi rõ lý do."
    return ""


def unit_sums(duty: ReportDuty) -> dict[str, tuple[Decimal | None, int]]:
    """Sum of each figure over the reports sent, and how many of them gave it."""
    rows = (
        ReportFigure.objects.filter(report__duty=duty, report__state__in=SENT, value__isnull=False)
        .order_by()
        .values("key")
        .annotate(total=Sum("value"), number=Count("pk"))
    )
    return {row["key"]: (row["total"], row["number"]) for row in rows}


def _units_counted(duty: ReportDuty) -> dict[str, Decimal]:
    """Per figure of the records: what the system counted for the units whose reports are summed."""
    rows = (
        ReportFigure.objects.filter(report__duty=duty, report__state__in=SENT, computed_value__isnull=False)
        .order_by()
        .values("key")
        .annotate(total=Sum("computed_value"))
    )
    return {row["key"]: row["total"] for row in rows if statistics.is_figure(row["key"])}
