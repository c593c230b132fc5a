"""Gia hạn: the lead asks with a reason, the giver answers; the first promise stays visible on the task."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from chungtay.accounts.models import User
from chungtay.directives.models import Extension, Task, TaskState, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.directives.services.words import say
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.vietnamese import date as vn_date

Kind = TaskWord.Kind


def ask(*, actor: Actor, task: Task, due_on: dt.date, reason: str) -> Extension:
    """Asks for a later deadline. Refused after completion, without a deadline, for an earlier day, or while one is open."""
    require(actor, TaskPermission.WORK, task)
    if not reason.strip():
        raise UserError("Hãy ghi lý do xin gia hạn.", field="reason")
    with transaction.atomic():
        locked = Task._base_manager.select_for_update(of=("self",)).get(pk=task.pk)
        if locked.state not in (TaskState.GIVEN, TaskState.ACCEPTED, TaskState.SENT_BACK):
            raise NotPossible(f"Nhiệm vụ đang ở trạng thái “{locked.get_state_display()}” nên không xin gia hạn được.")
        if locked.due_on is None:
            raise NotPossible("Nhiệm vụ này không có hạn nên không cần gia hạn.")
        if due_on <= locked.due_on:
            raise UserError(f"Hạn xin mới phải sau hạn hiện tại ({vn_date(locked.due_on)}).", field="due_on")
        try:
            with transaction.atomic():
                extension = Extension.objects.create(
                    task=locked, asked_due_on=due_on, reason=reason, asked_at=timezone.now(), asked_by_id=actor.user_id
                )
        except IntegrityError:
            raise NotPossible("Đã có một đề nghị gia hạn đang chờ trả lời.") from None
        say(locked, Kind.EXTENSION_ASKED, actor=actor, note=reason, day=due_on)
        audit.record(actor, "extension_asked", locked, reason=reason, data={"due_on": due_on.isoformat()})
    return extension


def decide(
    *, actor: Actor, extension: Extension, granted: bool, answer: str = "", due_on: dt.date | None = None
) -> Extension:
    """The giver's answer; `due_on` grants another day than the one asked for. Decided once only."""
    require(actor, TaskPermission.DECIDE, extension.task)
    if not granted and not answer.strip():
        raise UserError("Hãy ghi lý do không đồng ý.", field="answer")
    with transaction.atomic():
        task = Task._base_manager.select_for_update(of=("self",)).get(pk=extension.task_id)
        open_one = Extension.objects.select_for_update().get(pk=extension.pk)
        if open_one.granted is not None:
            raise NotPossible(f"Đề nghị này đã được {open_one.decided_by} trả lời.")
        if granted and task.state in (TaskState.DONE, TaskState.RECALLED):
            raise NotPossible("Nhiệm vụ đã kết thúc nên không gia hạn nữa.")
        new_due = due_on or open_one.asked_due_on
        if granted and task.due_on is not None and new_due <= task.due_on:
            raise UserError(f"Hạn mới phải sau hạn hiện tại ({vn_date(task.due_on)}).", field="due_on")
        open_one.granted, open_one.answer = granted, answer
        open_one.decided_at, open_one.decided_by = timezone.now(), User.objects.get(pk=actor.user_id)
        open_one.granted_due_on = new_due if granted else None
        open_one.save()
        if granted:
            task.due_on = new_due
            task.version += 1
            task.save()
        kind = Kind.EXTENSION_GRANTED if granted else Kind.EXTENSION_REFUSED
        say(task, kind, actor=actor, note=answer, day=new_due if granted else None)
        audit.record(actor, str(kind), task, reason=answer, data={"due_on": new_due.isoformat()})
    return open_one
