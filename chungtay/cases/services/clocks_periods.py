"""Duties that come by themselves: each quarter the list of carers in every commune, each year the report of the province.

They hang on the unit. Only units where somebody holds the post that does the duty get one: a clock nobody can stop would
only teach people to look away.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import Clock
from chungtay.cases.queries.clocks import standing
from chungtay.cases.running import next_telling
from chungtay.foundation.scoping import as_system
from chungtay.law import clocks as law
from chungtay.law.clocks import VIETNAM
from chungtay.territory.models import Level, Unit

# code → (months of its period, level of the units that owe it, role that does it)
PERIODIC: dict[str, tuple[int, str, RoleCode]] = {
    "T_LIST09": (3, Level.COMMUNE, RoleCode.COMMUNE_OFFICER),
    "T_AC_REPORT": (12, Level.PROVINCE, RoleCode.PROVINCE_OFFICER),
}


def begin_of(day: dt.date, months: int) -> dt.datetime:
    """The first moment of the quarter or year in which the day lies."""
    month = (day.month - 1) // months * months + 1
    return dt.datetime(day.year, month, 1, tzinfo=VIETNAM)


def _number(begin: dt.datetime, months: int) -> int:
    """The periods since 2000: what the last one left undone runs on beside the new one."""
    return ((begin.year - 2000) * 12 + begin.month - 1) // months + 1


def start_periods(today: dt.date | None = None) -> int:
    """Starts what this period owes and has not started; how many clocks that were. A second run starts nothing."""
    day = today or timezone.localdate()
    with as_system("every unit of the country owes its lists"), transaction.atomic():
        return sum(_start(code, *PERIODIC[code], day) for code in PERIODIC)


def _start(code: str, months: int, level: str, role: RoleCode, day: dt.date) -> int:
    begin = begin_of(day, months)
    try:
        counted = law.due(code, begin)
    except law.UnknownClock:
        return 0
    label = Unit._meta.label_lower
    has = Clock.objects.filter(code=code, subject_label=label, started_at__gte=begin).values("subject_id")
    held = Post.objects.on(day).filter(role=role, user__is_active=True).values("unit")
    units = Unit.objects.on(day).filter(level=level, pk__in=held).exclude(pk__in=has)
    rows = [
        Clock(
            unit_path=unit.path, code=code, subject_label=label, subject_id=unit.pk, started_at=begin, due_at=counted.due,
            law_version=counted.law_version, article=counted.article[:200], cycle=_number(begin, months),
        )
        for unit in units
    ]  # fmt: skip
    for row in rows:
        row.tell_at = next_telling(standing(row))
    return len(Clock.objects.bulk_create(rows, batch_size=1000))
