"""A reason for figures that checks warned about: one for several that are alike, kept with each, and in the audit trail."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.statistics.models.releases import FindingReason
from chungtay.statistics.periods import Period
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries.checks import Warned, warnings
from chungtay.territory.models import Unit

MOST = 500  # characters


def give_reason(*, actor: Actor, unit: Unit, period: Period, keys: Collection[str], reason: str) -> tuple[int, int]:
    """`keys`: the warnings (`Warned.key`) of `unit` and those beneath it that the reason is for.

    Returns how many took it, and how many are no longer there: these need none, their numbers have changed. Raises
    NotPossible when none is left, UserError without a reason or a warning.
    """
    require(actor, FigurePermission.RETURN, unit)
    if not actor.territory or not actor.covers(unit.path):
        raise NotPossible("Đơn vị này không thuộc địa bàn của anh/chị.")
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    if not keys:
        raise UserError("Chưa chọn cảnh báo nào. Lý do anh/chị vừa ghi vẫn còn đây.", field="reason")
    found = {one.key: one for one in warnings(actor, unit, period)}
    taken = [found[key] for key in dict.fromkeys(keys) if key in found]
    if not taken:
        raise NotPossible("Cảnh báo này không còn: số liệu vừa thay đổi. Lý do chưa được ghi; hãy xem lại trang.")
    with transaction.atomic():
        for one in taken:
            _keep(actor, one, period, reason.strip()[:MOST])
    return len(taken), len(set(keys)) - len(taken)


def _keep(actor: Actor, one: Warned, period: Period, reason: str) -> None:
    kept, _ = FindingReason.objects.update_or_create(
        unit=one.unit, period=period.code, mark=one.finding.mark,
        defaults={
            "unit_path": one.unit.path, "sentence": one.finding.sentence, "reason": reason, "by": actor.name,
        },
    )  # fmt: skip
    audit.record(actor, "finding_reason", kept, label=one.finding.title, unit_path=one.unit.path, reason=reason,
                 data={"period": period.code, "kind": one.finding.kind})  # fmt: skip
