"""A data set is locked by its receiver; single units may be let in until a day; the deadline can be moved."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date
from chungtay.statistics.models.returns import DataSet, Return, ReturnException
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.services import returns_telling as telling
from chungtay.statistics.services.returns import signature
from chungtay.statistics.states_returns import WRITABLE

LONGEST = 90  # days an exception may last


def lock(*, actor: Actor, dataset: DataSet) -> DataSet:
    """Khóa: nothing of this set is filled or sent any more, except by units let in. A second press does nothing."""
    require(actor, FigurePermission.LOCK, dataset)
    with transaction.atomic():
        locked = _held(dataset)
        if locked.locked_at is not None:
            return locked
        locked.locked_at, locked.locked_by = timezone.now(), signature(actor)
        locked.save(update_fields=["locked_at", "locked_by"])
        missing = Return.objects.filter(dataset=locked, state__in=WRITABLE).count()
        audit.record(actor, "return_lock", locked, unit_path=locked.unit_path, data={"missing": missing})
    return locked


def unlock(*, actor: Actor, dataset: DataSet, reason: str) -> DataSet:
    require(actor, FigurePermission.LOCK, dataset)
    if not reason.strip():
        raise UserError("Hãy ghi lý do mở khóa.", field="reason")
    with transaction.atomic():
        opened = _held(dataset)
        if opened.locked_at is None:
            return opened
        opened.locked_at, opened.locked_by = None, ""
        opened.save(update_fields=["locked_at", "locked_by"])
        audit.record(actor, "return_unlock", opened, unit_path=opened.unit_path, reason=reason.strip())
    return opened


def let_in(*, actor: Actor, owner: Return, until: dt.date, reason: str) -> ReturnException:
    """One unit may fill the locked set until a day, that day included. Asked again, the day and the reason are replaced."""
    require(actor, FigurePermission.LOCK, owner.dataset)
    today = timezone.localdate()
    if not reason.strip():
        raise UserError("Hãy ghi lý do cho ngoại lệ.", field="reason")
    if until < today:
        raise UserError(f"Ngày {date(until)} đã qua. Hãy chọn ngày từ hôm nay.", field="until")
    if (until - today).days > LONGEST:
        raise UserError(f"Ngoại lệ dài nhất {LONGEST} ngày. Cần lâu hơn thì mở khóa cả kỳ.", field="until")
    with transaction.atomic():
        held = _held(owner.dataset)
        if held.locked_at is None:
            raise UserError("Kỳ này chưa khóa nên không cần ngoại lệ.")
        made, _ = ReturnException.objects.update_or_create(
            dataset=held,
            unit=owner.unit,
            defaults={"until": until, "reason": reason.strip()[:300], "by": signature(actor)},
        )
        telling.tell_fillers(
            [owner], f"Được nhập thêm đến {date(until)}: {held}", f"return-except-{made.pk}-{until.isoformat()}"
        )
        audit.record(actor, "return_except", owner, reason=reason.strip(), data={"until": until.isoformat()})
    return made


def change_due(*, actor: Actor, dataset: DataSet, due_on: dt.date, reason: str) -> DataSet:
    """The receiver moves its own deadline. Units are told."""
    require(actor, FigurePermission.LOCK, dataset)
    if not reason.strip():
        raise UserError("Hãy ghi lý do đổi hạn.", field="reason")
    if due_on < dataset.starts:
        raise UserError("Hạn nộp đứng trước ngày đầu kỳ. Hãy kiểm tra lại.", field="due_on")
    with transaction.atomic():
        held = _held(dataset)
        before, held.due_on = held.due_on, due_on
        if before == due_on:
            return held
        held.save(update_fields=["due_on"])
        waiting = list(Return.objects.filter(dataset=held, state__in=WRITABLE))
        telling.tell_fillers(waiting, f"Hạn nộp đổi thành {date(due_on)}: {held}", f"return-due-{held.pk}-{due_on}")
        audit.record(
            actor, "return_due", held, unit_path=held.unit_path, reason=reason.strip(),
            data={"from": before.isoformat(), "to": due_on.isoformat()},
        )  # fmt: skip
    return held


def urge(*, actor: Actor, dataset: DataSet) -> int:
    """Nhắc: every unit that has not sent gets one message a day. Returns how many units."""
    require(actor, FigurePermission.ACCEPT, dataset)
    today = timezone.localdate()
    with transaction.atomic():
        missing = list(Return.objects.select_related("dataset").filter(dataset=dataset, state__in=WRITABLE))
        words = f"{dataset.receiver} nhắc nộp: {dataset}, hạn {date(dataset.due_on)}"
        telling.tell_fillers(missing, words, f"return-urge-{dataset.pk}-{today.isoformat()}")
        audit.record(actor, "return_urged", dataset, unit_path=dataset.unit_path, data={"units": len(missing)})
    return len(missing)


def _held(dataset: DataSet) -> DataSet:
    return DataSet.objects.select_for_update(of=("self",)).select_related("receiver").get(pk=dataset.pk)
