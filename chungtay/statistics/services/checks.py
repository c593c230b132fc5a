"""A reason for a figure that a check warned about: kept with the warning, and in the audit trail."""

from __future__ import annotations

from django.db import transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.statistics.models.releases import FindingReason
from chungtay.statistics.periods import Period
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries.checks import warnings
from chungtay.territory.models import Unit


def give_reason(*, actor: Actor, unit: Unit, period: Period, mark: str, about: Unit, reason: str) -> FindingReason:
    """`about`: the unit the warning speaks of. A warning that is no longer there needs none: its numbers have changed."""
    require(actor, FigurePermission.RETURN, about)
    if not actor.territory or not actor.covers(about.path):
        raise NotPossible("Đơn vị này không thuộc địa bàn của anh/chị.")
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    found = [one for one in warnings(actor, unit, period) if one.finding.mark == mark and one.unit.pk == about.pk]
    if not found:
        raise NotPossible("Cảnh báo này không còn: số liệu vừa thay đổi. Lý do chưa được ghi; hãy xem lại trang.")
    with transaction.atomic():
        kept, _ = FindingReason.objects.update_or_create(
            unit=about, period=period.code, mark=mark,
            defaults={"unit_path": about.path, "sentence": found[0].finding.sentence, "reason": reason.strip()[:500],
                      "by": actor.name},
        )  # fmt: skip
        audit.record(actor, "finding_reason", kept, label=found[0].finding.title, unit_path=about.path, reason=reason,
                     data={"period": period.code, "kind": found[0].finding.kind})  # fmt: skip
    return kept
