"""A period whose cells are to be kept: asked for by somebody, built in the background, right from then on."""

from __future__ import annotations

from django.db import transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.statistics import settling
from chungtay.statistics.models import KeptPeriod
from chungtay.statistics.periods import Period
from chungtay.statistics.policies import FigurePermission

MOST_PERIODS = 40  # each costs the worker a count of every record when it is built, and a little at every change


@transaction.atomic
def keep_period(*, actor: Actor, period: Period) -> KeptPeriod:
    """From the next minute on the period is read at once. Raises UserError when too many are kept already."""
    require(actor, FigurePermission.DEFINE)
    if KeptPeriod.objects.exclude(code=period.code).count() >= MOST_PERIODS:
        raise UserError(f"Đã tính sẵn {MOST_PERIODS} kỳ, là mức nhiều nhất. Hãy xem kỳ này theo từng tỉnh, từng xã.")
    kept = settling.keep(period)
    audit.record(actor, "figures.period_kept", kept, label=period.title)
    return kept
