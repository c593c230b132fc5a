"""Accepted returns answer for quantities that no record counts."""

from __future__ import annotations

from collections.abc import Sequence

from chungtay.statistics import reading
from chungtay.statistics.periods import Period
from chungtay.statistics.queries.returns_values import accepted
from chungtay.territory.models import Unit


@reading.register_provider
def of_returns(codes: Sequence[str], units: Sequence[Unit], period: Period, by: Sequence[str]) -> reading.Counted:
    return accepted(codes=codes, units=units, period=period, by=by)
