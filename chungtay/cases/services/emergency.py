"""The first hours: what was done and when, said with one tap; a danger that is found later; the sheet of both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from chungtay.cases import duties, sealing
from chungtay.cases.decreeing import MEASURES
from chungtay.cases.duties import Event
from chungtay.cases.models import Case, DiaryEntry, EntryKind
from chungtay.cases.policies import CasePermission, running
from chungtay.cases.services import decisions, diary, people
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError

STEP = "do:"


@dataclass(frozen=True)
class Line:
    """A measure of the sheet; `entry` is None while nobody has said that it was done."""

    code: str
    label: str
    entry: DiaryEntry | None = None
    words: str = ""


def mark(*, actor: Actor, case: Case, measure: str, at: dt.datetime | None = None, words: str = "") -> DiaryEntry:
    """`at`: when it was done, now when nothing is said. Done again later is a further entry."""
    require(actor, CasePermission.WORK, case)
    if measure not in MEASURES:
        raise UserError("Hãy chọn biện pháp trong danh sách.", field="measure")
    moment = at or timezone.now()
    if moment > timezone.now():
        raise UserError("Giờ này ở tương lai. Hãy ghi lúc đã làm.", field="at")
    if moment < case.received_at:
        raise UserError("Giờ này trước khi nhận tin báo. Hãy kiểm tra lại.", field="at")
    with transaction.atomic():
        said = f"{MEASURES[measure]}. {words.strip()}".strip()
        row = diary.write(actor=actor, case=case, kind=EntryKind.EMERGENCY, step=STEP + measure, words=said, at=moment)
        audit.record(actor, "emergency_measure_done", case)
    return row


def unmark(*, actor: Actor, case: Case, entry: DiaryEntry) -> DiaryEntry:
    """Said by mistake: both entries stay in the diary."""
    require(actor, CasePermission.WORK, case)
    if entry.case_id != case.pk or entry.kind != EntryKind.EMERGENCY:
        raise NotPossible("Dòng này không thuộc phiếu khẩn cấp của vụ việc.")
    with transaction.atomic():
        words = f"Ghi nhầm, chưa làm: {MEASURES.get(entry.step.removeprefix(STEP), '')}."
        row = diary.write(actor=actor, case=case, kind=EntryKind.NOTE, words=words, corrects=entry)
        audit.record(actor, "emergency_measure_undone", case)
    return row


def sheet(case: Case) -> list[Line]:
    """The measures of the decree with the latest word on each. The caller has asked and logged. Two queries."""
    entries = list(
        DiaryEntry.objects.filter(case=case, kind=EntryKind.EMERGENCY, step__startswith=STEP).order_by("at", "id")
    )
    wrong = set(DiaryEntry.objects.filter(case=case, corrects__isnull=False).values_list("corrects_id", flat=True))
    done = {entry.step.removeprefix(STEP): entry for entry in entries if entry.pk not in wrong}
    lines = []
    for code, label in MEASURES.items():
        entry = done.get(code)
        if entry is not None:
            entry.case = case
        words = (
            str(sealing.unseal(entry).get("words", "")).removeprefix(label + ".").strip() if entry is not None else ""
        )
        lines.append(Line(code, label, entry, words))
    return lines


def danger_found(*, actor: Actor, case: Case, words: str, at: dt.datetime | None = None) -> Case:
    """The child is in danger now, whatever the step: 12 hours from the moment it became known (art. 26.3, 31)."""
    require(actor, CasePermission.WORK, case)
    if not words.strip():
        raise UserError("Hãy ghi dấu hiệu nguy hiểm.", field="words")
    moment = at or timezone.now()
    if moment > timezone.now() or moment < case.received_at:
        raise UserError("Hãy ghi đúng lúc biết trẻ gặp nguy hiểm.", field="at")
    with transaction.atomic():
        row = decisions.locked_case(case)
        if not running(row):
            raise NotPossible("Vụ việc đã kết thúc. Hãy mở lại vụ việc và đánh dấu trẻ đang gặp nguy hiểm.")
        row.emergency = True
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save(update_fields=["emergency", "version", "updated_by_id", "updated_at"])
        duties.happened(actor=actor, event=Event.DANGER_FOUND, at=moment, case=row)
        diary.write(actor=actor, case=row, kind=EntryKind.EMERGENCY, step="danger", words=words, at=moment)
        told = people.chairs(row) + people.officers(row)
        people.tell(told, row, "trẻ gặp nguy hiểm, 12 giờ để can thiệp", f"danger:{row.version}")
        audit.record(actor, "case_danger_found", row)
    return row
