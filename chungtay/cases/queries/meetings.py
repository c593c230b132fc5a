"""Open cases that a commune leads, as its board talks of them: by code, with what is due and what agencies still do."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from chungtay.cases.models import ENDED, Case
from chungtay.cases.services.lines import RUNNING
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist

SHOWN = 300


@dataclass(frozen=True)
class Open:
    """A case with the words of its codes. `due`: the next duty and its day; `lines`: work that agencies still do."""

    case: Case
    kind: str
    risk: str
    due: str
    lines: str


def open_cases(actor: Actor) -> list[Open]:
    """Of the units of this post, the most pressing first."""
    today = timezone.localdate()
    running = Q(planlines__state__in=RUNNING)
    rows = (
        Case.objects.filter(path_condition("unit_path", actor), erased_at=None)
        .exclude(state__in=ENDED)
        .annotate(
            going=Count("planlines", filter=running),
            late=Count("planlines", filter=running & Q(planlines__ends_on__lt=today)),
        )
        .order_by("next_due_at", "opened_at", "pk")[:SHOWN]
    )
    kinds = codelist("case_kinds")
    return [
        Open(
            case, kinds.get(case.kind, case.kind), case.get_risk_display() or "Chưa đánh giá",
            f"Hạn {date(case.next_due_at)}" if case.next_due_at else "", _lines(case.going, case.late),
        )
        for case in rows
    ]  # fmt: skip


def _lines(going: int, late: int) -> str:
    if not going:
        return ""
    return f"{going} đang làm, {late} quá hạn" if late else f"{going} đang làm"
