"""What is done with a report: written, sent, withdrawn, received, returned, opened again, urged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from chungtay.directives.models import Report, ReportDuty, ReportFigure, ReportSection, ReportState, Task
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import reports as reads
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.queries import reports_tasks as report_tasks
from chungtay.directives.services import reports_annexes
from chungtay.directives.services import reports_telling as telling
from chungtay.directives.states_reports import REPORT_MACHINE, SENT, WRITABLE
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.workflow import apply


@dataclass(frozen=True)
class SectionEdit:
    """What a person typed into one section, and the version it was typed over."""

    section_id: int
    version: int
    text: str


@dataclass(frozen=True)
class FigureEdit:
    figure_id: int
    value: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class FigureChange:
    """A computed number changed by hand; without a value it is the computed one again."""

    figure_id: int
    value: Decimal | None
    why: str = ""


@dataclass(frozen=True)
class Signature:
    """The head and foot of the paper."""

    number: str = ""
    place: str = ""
    signer_name: str = ""
    signer_title: str = ""
    recipients: str = ""


class Conflicts(StaleEdit):
    """Some sections were changed by somebody else meanwhile; the others are saved."""

    def __init__(self, sections: dict[int, StaleEdit]) -> None:
        first = next(iter(sections.values()))
        super().__init__(theirs=first.theirs, mine=first.mine)
        self.sections = sections
        self.sentence = (
            f"{len(sections)} mục vừa được người khác sửa. Các mục còn lại đã lưu. "
            "Bản của anh/chị vẫn còn đây; hãy so sánh rồi lưu lại."
        )


def save(
    *,
    actor: Actor,
    report: Report,
    sections: list[SectionEdit],
    numbers: list[FigureEdit] | None = None,
    changes: list[FigureChange] | None = None,
) -> Report:
    """Saves the sections, typed numbers and numbers changed by hand. Raises Conflicts after saving what is not in conflict."""
    require(actor, ReportPermission.WRITE, report)
    with transaction.atomic():
        locked = writable(report)
        stale, changed = _save_sections(actor, locked, sections)
        changed += _save_numbers(locked, numbers or [])
        changed += _save_changes(actor, locked, changes or [])
        if changed:
            locked.version += 1
            locked.save(update_fields=["version", "updated_at"])
            audit.record(actor, "report_save", locked, data={"changed": changed})
    if stale:
        raise Conflicts(stale)
    return locked


def writable(report: Report) -> Report:
    """The row, locked, or the sentence why it is not written any more."""
    locked = Report._base_manager.select_for_update(of=("self",)).select_related("duty").get(pk=report.pk)
    if locked.state not in WRITABLE:
        raise NotPossible(
            f"Báo cáo đang ở trạng thái “{locked.get_state_display()}” nên không sửa được. "
            "Bản anh/chị vừa gõ vẫn còn trong nháp."
        )
    return locked


def _save_sections(actor: Actor, report: Report, edits: list[SectionEdit]) -> tuple[dict[int, StaleEdit], list[str]]:
    present = {
        section.pk: section for section in report.sections.select_for_update(of=("self",)).select_related("updated_by")
    }
    stale: dict[int, StaleEdit] = {}
    changed = []
    for edit in edits:
        section = present.get(edit.section_id)
        text = _clean(edit.text)
        if section is None or text == section.text or (report.consolidates_id and section.passages.exists()):
            continue
        if section.version != edit.version:
            when = f"{timezone.localtime(section.updated_at):%H:%M %d/%m/%Y}"
            stale[section.pk] = StaleEdit(
                theirs={"text": section.text, "version": section.version},
                mine={"text": text},
                who=str(section.updated_by or ""),
                when=when,
            )
            continue
        section.text, section.version, section.updated_by_id = text, section.version + 1, actor.user_id
        section.save(update_fields=["text", "version", "updated_by", "updated_at"])
        changed.append(section.key)
    return stale, changed


def _save_numbers(report: Report, edits: list[FigureEdit]) -> list[str]:
    present = {figure.pk: figure for figure in report.figures.filter(source=ReportFigure.Source.ASKED)}
    changed = []
    for edit in edits:
        figure = present.get(edit.figure_id)
        if figure is None or (figure.value == edit.value and figure.note == edit.note):
            continue
        if edit.value is not None and edit.value < 0:
            raise UserError(f"“{figure.label}” không thể là số âm.", field=f"figure-{figure.pk}")
        figure.value, figure.note = edit.value, edit.note
        figure.save(update_fields=["value", "note"])
        changed.append(figure.key)
    return changed


def _save_changes(actor: Actor, report: Report, edits: list[FigureChange]) -> list[str]:
    """Numbers of the system changed by hand, each with its reason; an emptied one is that of the system again."""
    live = report.figures.exclude(source=ReportFigure.Source.ASKED)
    present = {figure.pk: figure for figure in live if _may_change(actor, report, figure)}
    changed = []
    for edit in edits:
        figure = present.get(edit.figure_id)
        why = edit.why.strip() if edit.value is not None else ""
        if figure is None or (figure.changed_to, figure.changed_why) == (edit.value, why):
            continue
        if edit.value is not None and edit.value < 0:
            raise UserError(f"“{figure.label}” không thể là số âm.", field=f"changed-{figure.pk}")
        if edit.value is not None and not why:
            raise UserError(f"Hãy ghi lý do sửa số “{figure.label}”.", field=f"why-{figure.pk}")
        figure.changed_to, figure.changed_why = edit.value, why
        figure.changed_by_id, figure.changed_at = actor.user_id, timezone.now()
        figure.save(update_fields=["changed_to", "changed_why", "changed_by", "changed_at"])
        changed.append(figure.key)
    return changed


def _may_change(actor: Actor, report: Report, figure: ReportFigure) -> bool:
    """Who may not see a sealed number does not change it."""
    return statistics.reads_sealed(actor) or not statistics.is_sealed(figure.key, report.duty.period_to)


def _clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n")


def insert_task(*, actor: Actor, report: Report, section: ReportSection, task: Task, today: dt.date) -> ReportSection:
    """Adds the task's sentence at the end of the section. A second press adds nothing."""
    require(actor, ReportPermission.WRITE, report)
    with transaction.atomic():
        locked = writable(report)
        held = locked.sections.select_for_update(of=("self",)).get(pk=section.pk)
        line = next(iter(report_tasks.lines(locked, today, [task.pk])), None)
        if line is None:
            raise UserError("Nhiệm vụ này không thuộc kỳ báo cáo.")
        if held.tasks.filter(pk=task.pk).exists() and line.sentence in held.text:
            return held
        held.text = f"{held.text}\n{line.sentence}".strip("\n")
        held.version, held.updated_by_id = held.version + 1, actor.user_id
        held.save(update_fields=["text", "version", "updated_by", "updated_at"])
        held.tasks.add(task)
        audit.record(actor, "report_insert_task", locked, data={"section": held.key, "task": task.pk})
    return held


def submit(*, actor: Actor, report: Report, signature: Signature, today: dt.date | None = None) -> Report:
    """Gửi báo cáo: figures are fixed, the paper is kept as sent, the receiver is told. A second press does nothing."""
    today = today or timezone.localdate()
    if not signature.signer_name.strip():
        raise UserError("Hãy ghi họ và tên người ký.", field="signer_name")
    if _already(report, SENT):
        return report
    require(actor, ReportPermission.SUBMIT, report)

    def effect(locked: Report) -> None:
        for name in ("number", "place", "signer_name", "signer_title", "recipients"):
            setattr(locked, name, getattr(signature, name).strip())
        locked.submitted_on = locked.submitted_on or today
        locked.submitted_at = timezone.now()
        locked.returned_reason = ""
        _fix_figures(locked, today)

    with transaction.atomic():
        from chungtay.directives.services import consolidation, papers_kept

        if report.consolidates_id:
            consolidation.fix_counts(report)
        sent = apply(REPORT_MACHINE, "report_submit", report, actor=actor, effect=effect)
        papers_kept.keep(actor=actor, report=sent, today=today)
        telling.tell_receiver(sent)
    return sent


def _already(report: Report, states: tuple[str, ...]) -> bool:
    """True when the row is already where the button leads: the same press twice."""
    return Report._base_manager.filter(pk=report.pk, state__in=states).exists()


def _fix_figures(report: Report, today: dt.date) -> None:
    """Live figures become the figures as sent. `report` is still seen as writable by its stored state."""
    live = Report._base_manager.select_related("duty", "agency__unit", "consolidates").get(pk=report.pk)
    moved = []
    for line in figures.lines(live, today, whole=True):
        figure = line.figure
        if figure.source != ReportFigure.Source.ASKED:
            figure.value = None if line.value is None else Decimal(line.value)
            figure.computed_value = None if line.calculated is None else Decimal(line.calculated)
            figure.units_value, figure.why_missing = line.units_value, line.why[:300]
            moved.append(figure)
    ReportFigure.objects.bulk_update(moved, ["value", "computed_value", "units_value", "why_missing"])
    reports_annexes.fix(live)


def withdraw(*, actor: Actor, report: Report) -> Report:
    """Rút báo cáo before it is received: as if it had not been sent, so the day of sending is counted anew."""
    if _already(report, (ReportState.DRAFTING,)):
        return report

    def effect(locked: Report) -> None:
        locked.submitted_on = locked.submitted_at = None

    return apply(
        REPORT_MACHINE,
        "report_withdraw",
        report,
        actor=actor,
        effect=effect,
        data={"submitted_on": str(report.submitted_on)},
    )


def accept(*, actor: Actor, report: Report) -> Report:
    if _already(report, (ReportState.ACCEPTED,)):
        return report

    def effect(locked: Report) -> None:
        locked.accepted_at = timezone.now()

    with transaction.atomic():
        accepted = apply(REPORT_MACHINE, "report_accept", report, actor=actor, effect=effect)
        telling.tell_writers(
            [accepted], "Báo cáo đã được tiếp nhận", f"report-accepted-{accepted.pk}-{accepted.version}"
        )
    return accepted


def send_back(*, actor: Actor, report: Report, reason: str) -> Report:
    """Trả lại with a reason. The first day of sending stays: who sent in time is not late for a correction."""
    return _back("report_send_back", actor, report, reason, "Báo cáo bị trả lại")


def reopen(*, actor: Actor, report: Report, reason: str) -> Report:
    """Opens a received report again. Each earlier text and paper is kept; a consolidated report shows what changed."""
    return _back("report_reopen", actor, report, reason, "Báo cáo được mở lại để bổ sung")


def _back(name: str, actor: Actor, report: Report, reason: str, title: str) -> Report:
    def effect(locked: Report) -> None:
        locked.returned_reason, locked.accepted_at = reason.strip(), None

    with transaction.atomic():
        back = apply(REPORT_MACHINE, name, report, actor=actor, reason=reason, effect=effect)
        telling.tell_writers([back], f"{title}: {reason.strip()[:150]}", f"report-back-{back.pk}-{back.version}")
    return back


def urge(
    *, actor: Actor, duty: ReportDuty, today: dt.date | None = None, only: Mapping[int, bool] | None = None
) -> int:
    """Đôn đốc every unit that has not sent (or those in `only`); once a day each. Returns how many were told."""
    today = today or timezone.localdate()
    require(actor, ReportPermission.URGE, duty)
    start = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    with transaction.atomic():
        rows = (
            Report.objects.select_for_update(of=("self",)).filter(duty=duty, submitted_on=None).select_related("agency")
        )
        if only is not None:
            rows = rows.filter(pk__in=[pk for pk, chosen in only.items() if chosen])
        reports = [row for row in rows.order_by("pk") if row.urged_at is None or row.urged_at < start]
        if not reports:
            return 0
        for row in reports:
            row.urged_at, row.urges = timezone.now(), row.urges + 1
        Report._base_manager.bulk_update(reports, ["urged_at", "urges"], batch_size=500)
        when = reads.timeliness(reports[0], duty, today).words.lower()
        telling.tell_writers(reports, f"Đôn đốc: {duty.title} – {when}", f"report-urge-{duty.pk}-{today}")
        audit.record(
            actor,
            "report_urge",
            duty,
            unit_path=duty.receiver.unit_path,
            data={"reports": [row.pk for row in reports], "units": [str(row.agency) for row in reports]},
        )
    return len(reports)
