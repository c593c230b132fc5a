"""Accepted returns answer for quantities that no record counts."""

from __future__ import annotations

from collections.abc import Sequence

from chungtay.statistics import reading
from chungtay.statistics.periods import Period
from chungtay.statistics.queries.returns_values import accepted
from chungtay.territory.models import Unit

# Columns of a form say m and f; cells and formulas male and female.
_SEX = {"m": "male", "f": "female"}


@reading.register_provider
def of_returns(codes: Sequence[str], units: Sequence[Unit], period: Period, by: Sequence[str]) -> reading.Counted:
    found = accepted(codes=codes, units=units, period=period, by=by)
    return {(code, unit, _as_cells(breaks)): value for (code, unit, breaks), value in found.items()}


def _as_cells(breaks: reading.Breaks) -> reading.Breaks:
    return tuple((name, _SEX.get(value, value) if name == "sex" else value) for name, value in breaks)
