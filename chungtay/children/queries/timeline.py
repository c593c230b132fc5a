"""What happened to a child, in one order: growth, school, circumstances, support, moves, rounds, edits of the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from chungtay.accounts.audit_words import words_of
from chungtay.children.births import PartialDate
from chungtay.children.forms.child import FIELD_WORDS
from chungtay.children.growth import assess
from chungtay.children.models import Child, Circumstance, CircumstanceState, Fact, FactKind, Growth, RoundLine
from chungtay.children.wording import plain
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.vietnamese import number
from chungtay.law.queries import codelist

MOST = 60
EACH = 40
# Acts of the trail that are not told by a line of their own above. None of them says anything of sealed rows.
RECORD_ACTS = (
    "child_added", "child_edited", "child_lives_with", "child_died", "child_left", "child_void", "child_reopened",
    "child_joined_household", "child_left_household", "kinship_set", "kinship_ended",
)  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One event. `tone` as `timeline` knows it."""

    day: dt.date
    label: str
    words: str = ""
    who: str = ""
    tone: str = "plain"


def moments(child: Child, facts: Sequence[Fact], circumstances: Sequence[Circumstance]) -> list[Moment]:
    """The latest first. `facts` and `circumstances` as this person may see them; the rest is read here, each bounded."""
    found = [
        *_growth(child), *_facts(facts), *_school(child), *_circumstances(circumstances), *_support(child), *_places(child),
        *_rounds(child), *_record(child),
    ]  # fmt: skip
    if child.birth_date is not None and len(child.birth) == 10:
        found.append(Moment(child.birth_date, "Sinh ra"))
    return sorted(found, key=lambda one: one.day, reverse=True)[:MOST]


def _growth(child: Child) -> list[Moment]:
    try:
        birth = PartialDate.from_iso(child.birth)
    except ValueError:
        birth = None
    found = []
    for row in Growth.objects.filter(child=child).order_by("-on")[:EACH]:
        told = assess(sex=child.sex, birth=birth, on=row.on, weight=row.weight, height=row.height, lying=row.lying)
        sizes = [f"{plain(row.weight)} kg" if row.weight else "", f"{plain(row.height)} cm" if row.height else ""]
        words = ", ".join(size for size in sizes if size)
        tone = "late" if told.states else "done"
        found.append(Moment(row.on, "Cân đo", f"{words}. {told.words}".strip(" ."), tone=tone if told.z else "plain"))
    return found


def _facts(rows: Sequence[Fact]) -> list[Moment]:
    from chungtay.children.queries.child_page import fact_words

    tones = {FactKind.INJURY: "late", FactKind.SEEN: "running"}
    return [
        Moment(row.valid_from, row.get_kind_display(), fact_words(row), tone=tones.get(FactKind(row.kind), "plain"))
        for row in rows
    ]


def _school(child: Child) -> list[Moment]:
    states = codelist("schooling_states")
    found = []
    for row in child.schooling.order_by("-year")[:EACH]:
        day = row.since or dt.date(row.year, 9, 5)  # the school year opens in early September
        place = ", ".join(part for part in (f"lớp {row.grade}" if row.grade else "", row.school, row.reason) if part)
        tone = "late" if row.state in ("dropped_out", "never") else "plain"
        found.append(
            Moment(day, f"Năm học {row.year}–{row.year + 1}: {states.get(row.state, row.state)}", place, tone=tone)
        )
    return found


def _circumstances(rows: Sequence[Circumstance]) -> list[Moment]:
    found = []
    for row in rows:
        if row.state != CircumstanceState.CONFIRMED:
            continue
        name = codelist(row.list).get(row.code, row.code)
        found.append(Moment(row.valid_from, name, row.evidence, row.decided_by_name, tone="waiting"))
        if row.valid_to is not None:
            found.append(Moment(row.valid_to, f"Hết: {name}", row.end_reason, tone="done"))
    return found


def _support(child: Child) -> list[Moment]:
    kinds = codelist("assistance_kinds")
    found = []
    for row in child.support.order_by("-on")[:EACH]:
        money = f"{number(row.amount)} đồng" if row.amount else ""
        words = "; ".join(part for part in (row.content, money, row.provider) if part)
        found.append(Moment(row.on, kinds.get(row.kind, "Hỗ trợ"), words, tone="done"))
    return found


def _places(child: Child) -> list[Moment]:
    rows = list(child.residences.select_related("unit", "hamlet").order_by("period")[:EACH])
    found = []
    for row in rows:
        place = ", ".join(part for part in (row.hamlet.name if row.hamlet else "", row.unit.name) if part)
        found.append(Moment(row.period.lower, row.get_reason_display(), place))
    if rows and rows[-1].period.upper is not None:
        found.append(Moment(rows[-1].period.upper, child.get_status_display(), child.status_reason, tone="idle"))
    return found


def _rounds(child: Child) -> list[Moment]:
    rows = RoundLine.objects.filter(child=child).exclude(answer="").select_related("round").order_by("-pk")[:EACH]
    return [
        Moment(row.answered_on, row.round.title, row.get_answer_display(), row.answered_by_name, tone="running")
        for row in rows
        if row.answered_on is not None
    ]


def _record(child: Child) -> list[Moment]:
    rows = AuditEntry.objects.filter(object_type="children.child", object_id=str(child.pk), action__in=RECORD_ACTS)
    found = []
    for row in rows.order_by("-id")[:EACH]:
        fields = (
            [FIELD_WORDS.get(name, name) for name in row.data.get("fields", [])] if isinstance(row.data, dict) else []
        )
        words = ", ".join(dict.fromkeys(fields)) or row.reason
        found.append(
            Moment(timezone.localtime(row.at).date(), words_of(row.action), words, row.actor_name, tone="idle")
        )
    return found
