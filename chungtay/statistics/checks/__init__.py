"""Checks of figures, without a database: what looks wrong is told with its numbers, and nothing is ever blocked.

Published totals of ministries and provinces fail to add up (a part was left out, a percentage was taken of another base),
and small counts jump by chance. So a check warns, says what to look at, and takes a reason.
"""

from __future__ import annotations

from chungtay.statistics.checks.agreement import against_records, same_thing
from chungtay.statistics.checks.finding import Finding, Kind
from chungtay.statistics.checks.neighbours import among_neighbours
from chungtay.statistics.checks.rates import percentage, rate_over_hundred
from chungtay.statistics.checks.sums import exceeds_whole, parts_and_whole
from chungtay.statistics.checks.years import jump

__all__ = [
    "Finding", "Kind", "against_records", "among_neighbours", "exceeds_whole", "jump", "parts_and_whole", "percentage",
    "rate_over_hundred", "same_thing",
]  # fmt: skip
