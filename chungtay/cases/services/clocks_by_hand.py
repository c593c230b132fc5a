"""What a person does to a clock of a case: lets it stand still for a reason the law names, lets it go on, says why it is late.

Everything here is written into the trail, and the chair is told of a pause: nobody gains time unseen.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from chungtay.accounts.roles import RoleCode
from chungtay.cases.duties import EMERGENCY_PAUSE
from chungtay.cases.models import Clock, StopReason
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.clocks import pause_words, rule_of
from chungtay.cases.services import clocks
from chungtay.cases.services.clocks_people import posts_of_role
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.notify import notify

_WORDS = 300


def _locked(actor: Actor, clock: Clock, permission: CasePermission) -> Clock:
    """The row, locked. Only clocks of a case are handled by hand."""
    row = Clock.objects.select_for_update(of=("self",)).select_related("case").get(pk=clock.pk)
    if row.case is None:
        raise NotPossible("Thời hạn này không thuộc vụ việc nào nên không tạm dừng bằng tay được.")
    require(actor, permission, row.case)
    return row


@transaction.atomic
def pause(*, actor: Actor, clock: Clock, why: str, at: dt.datetime | None = None) -> Clock:
    """`why`: code of one of the pauses its law file names. Refused once the time is over."""
    row, moment = _locked(actor, clock, CasePermission.WORK), at or timezone.now()
    rule = rule_of(row)
    if why not in {one["code"] for one in rule.content.get("pauses", [])}:
        raise UserError(
            "Luật không cho tạm dừng thời hạn này vì lý do ấy. Hãy chọn một lý do trong danh sách.", field="why"
        )
    if row.stopped_at is not None:
        raise NotPossible("Thời hạn này đã dừng. Không cần tạm dừng nữa.")
    if row.paused_at is not None:
        raise NotPossible("Thời hạn này đang tạm dừng rồi.")
    if moment > row.due_at:
        raise NotPossible("Thời hạn này đã quá hạn nên không tạm dừng được nữa. Hãy ghi lý do chậm.")
    clocks.begin_pause(row, max(moment, row.started_at), why, actor)
    _tell_chair(actor, row)
    audit.record(actor, "clock_paused", row, label=_label(row), data={"code": row.code, "why": why})
    return row


@transaction.atomic
def resume(*, actor: Actor, clock: Clock, at: dt.datetime | None = None) -> Clock:
    row, moment = _locked(actor, clock, CasePermission.WORK), at or timezone.now()
    opened = row.pauses.filter(ends=None).first()
    if row.stopped_at is not None or opened is None:
        raise NotPossible("Thời hạn này không tạm dừng. Hãy xem lại trang vụ việc.")
    if opened.why == EMERGENCY_PAUSE:
        raise NotPossible("Thời hạn này tự chạy lại khi biện pháp khẩn cấp đã được áp dụng.")
    clocks.end_pause(row, moment, actor)
    audit.record(actor, "clock_resumed", row, label=_label(row), data={"code": row.code, "due": row.due_at.isoformat()})
    return row


@transaction.atomic
def explain_late(*, actor: Actor, clock: Clock, words: str) -> Clock:
    """Why it is late, said by the officer who works on the case. Supervision reads it: no name belongs there."""
    row = _locked(actor, clock, CasePermission.WORK)
    said = _said(words, "Hãy ghi lý do chậm, không nêu tên ai.", "late_reason")
    end = row.stopped_at or timezone.now()
    if end <= row.due_at:
        raise NotPossible("Thời hạn này chưa quá hạn nên chưa cần lý do chậm.")
    row.late_reason = said
    row.save(update_fields=["late_reason"])
    audit.record(actor, "clock_explained", row, label=_label(row), data={"code": row.code})
    return row


@transaction.atomic
def cancel(*, actor: Actor, clock: Clock, reason: str) -> Clock:
    """The chair says that this duty is no longer owed; the reason stays in the trail."""
    row = _locked(actor, clock, CasePermission.DECIDE)
    said = _said(reason, "Hãy ghi lý do không còn phải làm việc này.", "reason")
    if row.stopped_at is not None:
        raise NotPossible("Thời hạn này đã dừng từ trước.")
    clocks.stop_one(actor=actor, clock=row, at=timezone.now(), how=StopReason.CANCELLED)
    row.refresh_from_db()
    audit.record(actor, "clock_cancelled", row, label=_label(row), reason=said, data={"code": row.code})
    return row


def _said(words: str, lacking: str, field: str) -> str:
    """One line of words, no longer than the page allows."""
    said = " ".join(words.split())
    if not said:
        raise UserError(lacking, field=field)
    if len(said) > _WORDS:
        raise UserError(f"Lý do dài quá {_WORDS} ký tự. Hãy viết gọn lại; phần đã viết vẫn còn đây.", field=field)
    return said


def _label(clock: Clock) -> str:
    return str(clock.case.code) if clock.case is not None else clock.code


def _tell_chair(actor: Actor, clock: Clock) -> None:
    chairs = [post for post in posts_of_role(clock.unit_path, RoleCode.COMMUNE_CHAIR) if post != actor.post_id]
    title = f"Vụ việc {_label(clock)}: một thời hạn được tạm dừng"
    url = reverse("case_clocks:of_case", args=[clock.case_id])
    notify(chairs, "clock_paused", title, url, f"clock-paused-{clock.pk}-{clock.paused_at:%Y%m%d%H%M%S}")


def reason_words(clock: Clock, code: str) -> str:
    return pause_words(rule_of(clock), code)
