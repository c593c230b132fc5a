"""Figures of a year for the report of the province (Circular 14/2020, art. 15.1): counted from days and codes, no name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from chungtay.care.models import Carer, CarerKindChoice, EndGround, FacilityNeed, Placement, Visit
from chungtay.care.schedule import VISIT_WORDS, VisitKind
from chungtay.foundation.access import Actor
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Row:
    """One commune: persons found fit, children in care at the end, begun and ended within the year."""

    name: str
    carers: int
    in_care: int
    begun: int
    ended: int


@dataclass(frozen=True)
class Year:
    year: int
    until: dt.date
    by_form: list[tuple[str, int, int, int]]  # form, in care at the end, begun, ended
    ended_by: list[tuple[str, int]]
    visits: list[tuple[str, int]]
    waiting: int
    rows: list[Row]
    total: Row


def year(actor: Actor, number: int, today: dt.date) -> Year:
    """Of the units of this post. The current year is counted up to today."""
    first, last = dt.date(number, 1, 1), min(dt.date(number, 12, 31), today)
    begun, ended = Q(handed_over_on__range=(first, last)), Q(ended_on__range=(first, last))
    there = Q(handed_over_on__lte=last) & (Q(ended_on=None) | Q(ended_on__gt=last))
    forms = {
        row["form_of_care"]: (row["there"], row["begun"], row["ended"])
        for row in Placement.objects.order_by()
        .values("form_of_care")
        .annotate(there=Count("pk", filter=there), begun=Count("pk", filter=begun), ended=Count("pk", filter=ended))
    }
    grounds = dict(Placement.objects.filter(ended).order_by().values_list("end_ground").annotate(Count("pk")))
    done = (
        Visit.objects.filter(state="final", on__range=(first, last))
        .order_by()
        .values_list("kind")
        .annotate(Count("pk"))
    )
    kinds = dict(done)
    rows = _rows(there, begun, ended)
    total = Row("Cộng", *(sum(getattr(row, name) for row in rows) for name in ("carers", "in_care", "begun", "ended")))
    return Year(
        number, last, [(str(label), *forms.get(code, (0, 0, 0))) for code, label in CarerKindChoice.choices],
        [(str(label), grounds.get(code, 0)) for code, label in EndGround.choices],
        [(words, kinds.get(kind, 0)) for kind, words in VISIT_WORDS.items() if kind != VisitKind.CONTACT],
        FacilityNeed.objects.filter(listed_on__lte=last).exclude(state__in=["ended", "withdrawn"]).count(), rows, total,
    )  # fmt: skip


def _rows(there: Q, begun: Q, ended: Q) -> list[Row]:
    """Communes where there is anything to count."""
    fit = dict(
        Carer.objects.filter(state="approved")
        .exclude(kind="facility")
        .order_by()
        .values_list("unit")
        .annotate(Count("pk"))
    )
    counted = {
        row["carer_unit"]: (row["there"], row["begun"], row["ended"])
        for row in Placement.objects.order_by()
        .values("carer_unit")
        .annotate(there=Count("pk", filter=there), begun=Count("pk", filter=begun), ended=Count("pk", filter=ended))
    }
    units = Unit.objects.filter(pk__in={*fit, *counted}).order_by("order_key")
    return [Row(unit.name, fit.get(unit.pk, 0), *counted.get(unit.pk, (0, 0, 0))) for unit in units]
