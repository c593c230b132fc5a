"""Data sets open by themselves: for each receiver a set, for each unit of its area a return. Written in sets.

Opening a period for every commune of the country is four statements. The units are those of the last day of the period;
a second run changes nothing, and gives a return to a unit made meanwhile.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from chungtay.foundation import audit
from chungtay.foundation.errors import UserError
from chungtay.statistics.models.returns import DataSet
from chungtay.statistics.periods import Period, of_kind
from chungtay.statistics.queries.returns_forms import forms
from chungtay.statistics.returns.deadlines import due_after
from chungtay.statistics.returns.forms import ReturnForm
from chungtay.territory.models import Level, Unit

# The child-work agency moved to the health department on this day (law/agencies).
TO_HEALTH_FROM = dt.date(2025, 3, 1)
STILL_OPENED = 60  # days after its deadline on which a period is still opened

# One child-work agency for each province and for the country: its own sector first, else who has the work on that day.
_RECEIVERS = """
SELECT DISTINCT ON (a.unit_id) a.id, a.level, a.unit_path, a.unit_id FROM accounts_agency a
WHERE a.valid_from <= %(due)s AND (a.valid_to IS NULL OR a.valid_to > %(due)s)
  AND a.level IN ('country', 'province') AND a.kind IN ('department', 'ministry')
  AND (a.sector = 'child_work' OR a.sector = CASE WHEN %(due)s >= %(to_health)s THEN 'health' ELSE 'labour' END)
ORDER BY a.unit_id, a.sector <> 'child_work', a.id
"""

_SETS = f"""
INSERT INTO statistics_dataset (form, period, title, starts, ends, due_on, opens_on, receiver_id, unit_path, law_version,
  opened_at, locked_by)
SELECT %(form)s, %(period)s, %(title)s, %(starts)s, %(ends)s,
  CASE WHEN r.level = %(takes)s THEN %(due)s::date ELSE %(above)s::date END, %(opens)s, r.id, r.unit_path, %(law)s, now(), ''
FROM ({_RECEIVERS}) r WHERE r.level = ANY(%(receivers)s)
ON CONFLICT (form, period, receiver_id) DO NOTHING
"""

# Who fills: in the unit (or in its province, or at the ministries) the first kind of agency the form names, of its sector
# before another; where there is none of them, the committee of the unit or the receiver itself. An agency that has ended
# since and left its work to nobody fills nothing.
_UNITS = """
INSERT INTO statistics_return (dataset_id, unit_id, unit_path, agency_id, state, version, source_note, submitted_by,
  checked_by, accepted_by, returned_reason, updated_at)
SELECT d.id, u.id, u.path, coalesce(own.id, d.receiver_id), 'draft', 1, '', '', '', '', '', now()
FROM statistics_dataset d
JOIN accounts_agency ra ON ra.id = d.receiver_id AND ra.level = %(takes)s
JOIN territory_unit u ON u.level = %(units)s
  AND (ra.unit_path = '' OR (u.path >= ra.unit_path || '/' AND u.path < ra.unit_path || '0'))
  AND u.valid_from <= %(last)s AND (u.valid_to IS NULL OR u.valid_to > %(last)s)
LEFT JOIN LATERAL (
  SELECT a.id FROM accounts_agency a
  WHERE a.unit_id = CASE WHEN %(own)s THEN u.id ELSE ra.unit_id END
    AND a.valid_from <= %(due)s AND (a.valid_to IS NULL OR a.valid_to > %(last)s)
    AND (a.valid_to IS NULL OR a.valid_to > %(today)s
         OR EXISTS (SELECT FROM accounts_agencysuccession s WHERE s.predecessor_id = a.id))
    AND (a.kind = ANY(%(kinds)s) OR a.sector = %(sector)s OR (%(own)s AND a.kind = 'committee'))
    AND (%(own)s OR a.sector = %(sector)s OR a.kind = %(sector)s)
  ORDER BY coalesce(array_position(%(kinds)s::varchar[], a.kind), 99), a.sector <> %(sector)s, a.id LIMIT 1
) own ON true
WHERE d.form = %(form)s AND d.period = %(period)s
ON CONFLICT (dataset_id, unit_id) DO NOTHING
"""

_PROVINCES = """
INSERT INTO statistics_return (dataset_id, unit_id, unit_path, agency_id, consolidates_id, state, version, source_note,
  submitted_by, checked_by, accepted_by, returned_reason, updated_at)
SELECT d.id, below.unit_id, below.unit_path, below.id, s.id, 'draft', 1, '', '', '', '', '', now()
FROM statistics_dataset d
JOIN accounts_agency ra ON ra.id = d.receiver_id AND ra.level = 'country'
JOIN statistics_dataset s ON s.form = d.form AND s.period = d.period
JOIN accounts_agency below ON below.id = s.receiver_id AND below.level = 'province'
WHERE d.form = %(form)s AND d.period = %(period)s
ON CONFLICT (dataset_id, unit_id) DO NOTHING
"""


def open_due(today: dt.date) -> int:
    """Opens every form for every period whose day has come. Run daily; returns the number of returns opened."""
    return sum(
        open_form(form, period, today=today)
        for form in forms(today)
        for period in near(form, today)
        if opens_on(form, period) <= today
    )


def near(form: ReturnForm, today: dt.date) -> list[Period]:
    """The periods of the form that are open today. One long past is not owed by who begins with the product now."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            period = of_kind(form.reckoning, year)
        except UserError:
            continue  # a kind of period that is not loaded opens nothing
        if today <= due_after(period.last, form.due) + dt.timedelta(days=STILL_OPENED):
            found.append(period)
    return found


@dataclass(frozen=True)
class _Filling:
    """What `filled_by` means: which units owe a return, whether an agency of their own fills it, which level takes it, and
    whether the level above has a set of its own."""

    units: str
    own: bool
    takes: str = Level.PROVINCE
    goes_on: bool = True


# One ministry agency fills a line for each province, and there is nothing to send on. Districts are asked for periods in
# which there were some (until 30/6/2025).
_FILLINGS = {
    "commune": _Filling(Level.COMMUNE, True),
    "province": _Filling(Level.COMMUNE, False),
    "district": _Filling(Level.DISTRICT, True),
    "country": _Filling(Level.PROVINCE, False, Level.COUNTRY, False),
}


def opens_on(form: ReturnForm, period: Period) -> dt.date:
    return due_after(period.last, form.due) - dt.timedelta(days=form.opens_days_before)


def open_form(form: ReturnForm, period: Period, *, today: dt.date) -> int:
    """Opens one form for one period, also a past one, for all receivers. Returns the number of returns opened.

    A form that districts fill opens nothing for a period at whose end there were none.
    """
    filling, due = _FILLINGS[form.filled_by], due_after(period.last, form.due)
    if not Unit.objects.on(period.last).filter(level=filling.units).exists():
        return 0
    values: dict[str, Any] = {
        "form": form.id,
        "period": period.code,
        "title": f"{form.title} · {period.title}",
        "starts": period.starts,
        "ends": period.ends,
        "last": period.last,
        "due": due,
        "above": due_after(due, form.due_above),
        "opens": opens_on(form, period),
        "law": form.digest,
        "to_health": TO_HEALTH_FROM,
        "kinds": list(form.agencies),
        "sector": form.sector,
        "units": filling.units,
        "own": filling.own,
        "takes": filling.takes,
        "receivers": [Level.PROVINCE, Level.COUNTRY] if filling.goes_on else [filling.takes],
        "today": today,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SETS, values)
            opened = int(cursor.rowcount)
            made = 0
            for statement in (_UNITS, _PROVINCES) if filling.goes_on else (_UNITS,):
                cursor.execute(statement, values)
                made += int(cursor.rowcount)
        first = DataSet.objects.filter(form=form.id, period=period.code).order_by("pk").first() if made else None
        if first is not None:
            audit.record(None, "return_open", first, label=first.title, data={"sets": opened, "returns": made})
    if made and due >= today:
        from chungtay.statistics.services import returns_telling

        returns_telling.tell_opened(form, period)
    return made
