"""The diary of a case: entries are added and never changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import SEEN, Case, DiaryEntry, EntryKind
from chungtay.cases.policies import CasePermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError

MOST = 5_000  # characters of one entry


def write(
    *, actor: Actor | None, case: Case, kind: str, words: str, at: dt.datetime | None = None, step: str = "",
    corrects: DiaryEntry | None = None,
) -> DiaryEntry:  # fmt: skip
    """One entry, inside the transaction of the act it tells of. Asks nothing: the act was asked about.

    A contact or visit moves the day on which the child was last seen.
    """
    moment = at or timezone.now()
    row = DiaryEntry(
        case=case, kind=kind, at=moment, step=step, corrects=corrects, by_id=actor.user_id if actor else None,
        by_name=actor.name if actor else "Hệ thống",
    )  # fmt: skip
    sealing.seal(row, {"words": words.strip()})
    row.save()
    day = timezone.localdate(moment)
    if kind in SEEN and (case.last_contact_on is None or case.last_contact_on < day):
        case.last_contact_on = day
        Case.objects.filter(pk=case.pk).update(last_contact_on=day)
    return row


def add_entry(
    *, actor: Actor, case: Case, kind: str, words: str, at: dt.datetime, corrects: DiaryEntry | None = None
) -> DiaryEntry:
    """What an officer writes by hand: a contact, a visit, a call, a note. Not in the future, not before the concern."""
    require(actor, CasePermission.WORK, case)
    if kind not in {EntryKind.CONTACT, EntryKind.VISIT, EntryKind.CALL, EntryKind.NOTE, EntryKind.INFORMED}:
        raise UserError("Hãy chọn loại ghi chép.", field="kind")
    if not words.strip():
        raise UserError("Hãy ghi nội dung.", field="words")
    if len(words) > MOST:
        raise UserError(f"Nội dung dài quá {MOST} chữ. Hãy tách thành hai lần ghi.", field="words")
    if at > timezone.now():
        raise UserError("Thời điểm này ở tương lai. Hãy ghi lúc việc đã xảy ra.", field="at")
    if at < case.received_at:
        raise UserError("Thời điểm này trước khi nhận tin báo. Hãy kiểm tra lại ngày, giờ.", field="at")
    with transaction.atomic():
        row = write(actor=actor, case=case, kind=kind, words=words, at=at, corrects=corrects)
        audit.record(actor, "diary_written", case, label=case.code, data={"kind": kind})
    return row
