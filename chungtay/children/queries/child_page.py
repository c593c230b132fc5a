"""The page of one child, part by part: each part reads only what it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from chungtay.children import vaccines
from chungtay.children.births import PartialDate
from chungtay.children.deriving import AT_RISK, SPECIAL
from chungtay.children.growth import Assessment, Index, assess
from chungtay.children.models import Child, Circumstance, CircumstanceState, Fact, FactKind, Growth, Kinship
from chungtay.children.policies import ChildPermission
from chungtay.children.quality import faults_of
from chungtay.children.queries import looks
from chungtay.children.queries.timeline import moments
from chungtay.children.services.facts import schedule
from chungtay.children.services.proposals import FACTS, grounds, sixteenth
from chungtay.children.wording import age_words, birth_words, grown_up, plain
from chungtay.foundation.access import Actor, can
from chungtay.foundation.panels import panels
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist, codelist_items

PARTS = {
    "": "Tổng quan",
    "gia-dinh": "Gia đình",
    "suc-khoe": "Sức khỏe",
    "hoc-tap": "Học tập",
    "hoan-canh": "Hoàn cảnh, hỗ trợ",
    "noi-o": "Nơi ở",
    "ai-da-xem": "Ai đã xem",
}
SHOWN_FACTS = 60
AHEAD_DAYS = 30  # doses due within a month are told beforehand


def child_page(actor: Actor, child: Child, part: str, on: dt.date) -> dict[str, Any]:
    """Context of one part. Sealed rows are not there for who may not see them: the database leaves them out."""
    rows = list(Circumstance.objects.filter(child=child).order_by("-valid_from", "-pk"))
    context: dict[str, Any] = {
        "child": child,
        "part": part,
        "today": on,
        "age": age_words(child.birth, on, about=child.birth_about),
        "born": birth_words(child.birth),
        "grown_up": grown_up(child, on),
        "may_edit": bool(can(actor, ChildPermission.EDIT, child)),
        "may_decide": bool(can(actor, ChildPermission.DECIDE, child)),
        "may_see_looks": str(ChildPermission.LOOKS) in actor.permissions,
        "sensitive": str(ChildPermission.SENSITIVE) in actor.permissions,
        "faults": faults_of(child.faults),
        "ethnicity": codelist("ethnicities").get(child.ethnicity, child.ethnicity),
        **circumstances_of(child, rows, on),
    }
    readers = {"gia-dinh": _family, "suc-khoe": _health, "hoc-tap": _school, "hoan-canh": _needs,
               "noi-o": _places, "ai-da-xem": _looks}  # fmt: skip
    if not part:
        return {**context, **_overview(actor, child, on, rows)}
    return {**context, **readers[part](actor, child, on)}


@dataclass
class Line:
    """A circumstance as shown: its words, the article, whether its ground is gone, and sub-groups to choose among."""

    row: Circumstance
    name: str
    group: str = ""
    article: str = ""
    groundless: bool = False
    choices: list[tuple[str, str]] = field(default_factory=list)

    @property
    def span(self) -> str:
        return span_words(self.row.valid_from, self.row.valid_to)


def circumstances_of(child: Child, rows: Sequence[Circumstance], on: dt.date) -> dict[str, Any]:
    """Circumstances by what they ask for: to be decided, true today, over."""
    given = grounds(child, on) if any(_from_facts(row) for row in rows) else set()
    lines = [line_of(row, given) for row in rows]
    now = [line for line in lines if line.row.state == CircumstanceState.CONFIRMED and not _over(line.row, on)]
    waiting = [line for line in lines if line.row.state == CircumstanceState.PROPOSED]
    return {
        "proposed": waiting,
        "sealed_proposed": sum(1 for line in waiting if line.row.seal),
        "special": [line for line in now if line.row.list == SPECIAL],
        "risks": [line for line in now if line.row.list == AT_RISK],
        "current": [
            [line for line in now if line.row.list == SPECIAL],
            [line for line in now if line.row.list == AT_RISK],
        ],
        "past": [line for line in lines if line not in now and line.row.state != CircumstanceState.PROPOSED],
        "sixteen_on": sixteenth(child.birth_date) if child.birth_date and len(child.birth) == 10 else None,
    }


def span_words(first: dt.date, last: dt.date | None) -> str:
    """“01/02/2024 – nay”, “01/02/2024 – 31/12/2024”, one day alone."""
    if last == first:
        return date(first)
    return f"{date(first)} – {date(last) if last else 'nay'}"


def _over(row: Circumstance, on: dt.date) -> bool:
    return row.valid_to is not None and row.valid_to <= on


def _from_facts(row: Circumstance) -> bool:
    """Confirmed, still open, and proposed by facts: only then can it lose its ground. A person or a list may know more."""
    return row.proposed_by == FACTS and row.state == CircumstanceState.CONFIRMED and row.valid_to is None


def line_of(row: Circumstance, given: set[tuple[str, str]] | None = None) -> Line:
    items = {item["code"]: item for item in codelist_items(row.list)}
    item = items.get(row.code, {})
    groundless = given is not None and _from_facts(row) and (row.list, row.code) not in given
    choices = []
    if row.state == CircumstanceState.PROPOSED and row.list == SPECIAL and row.code == row.group:
        choices = [(one["code"], one["name"]) for one in items.values() if one.get("parent") == row.group]
    group = items.get(row.group, {}).get("name", "") if row.group != row.code else ""
    return Line(row, item.get("name", row.code), group, item.get("article", ""), groundless, choices)


def _overview(actor: Actor, child: Child, on: dt.date, circumstances: Sequence[Circumstance]) -> dict[str, Any]:
    facts = list(Fact.objects.filter(child=child).order_by("-valid_from", "-pk")[:SHOWN_FACTS])
    skills = (FactKind.SWIMMING, FactKind.INTERNET, FactKind.PARTICIPATION, FactKind.PRESCHOOL)
    return {
        "moments": moments(child, facts, circumstances),
        "skills": [_fact_line(fact, on) for fact in facts if fact.kind in skills],
        "panels": panels(actor, child),
    }


def _family(actor: Actor, child: Child, on: dt.date) -> dict[str, Any]:
    kin = list(Kinship.objects.filter(child=child).select_related("adult").order_by("valid_to", "pk"))
    siblings = Child.objects.none()
    if child.household_id:
        siblings = Child.objects.filter(household=child.household_id).exclude(pk=child.pk).order_by("birth_date", "pk")
    return {
        "kin": [row for row in kin if row.valid_to is None],
        "former_kin": [row for row in kin if row.valid_to is not None],
        "siblings": [(one, age_words(one.birth, on)) for one in siblings[:20]],
        "conditions": codelist("parent_conditions"),
        "lives_with": codelist("lives_with").get(child.lives_with, ""),
    }


def _health(actor: Actor, child: Child, on: dt.date) -> dict[str, Any]:
    from chungtay.children.charts import growth_chart

    growth = [_measured(child, row) for row in Growth.objects.filter(child=child).order_by("on")]
    shots = list(child.immunisations.order_by("on", "vaccine", "dose"))
    given = [vaccines.Given(shot.vaccine, shot.on, shot.dose) for shot in shots]
    birth, plan = _born(child), schedule(on)
    kinds = (
        FactKind.INSURANCE,
        FactKind.DISABILITY,
        FactKind.ILLNESS,
        FactKind.HIV,
        FactKind.INJURY,
        FactKind.SCREENING,
    )
    facts = _facts(child, on, *kinds)
    return {
        "facts": facts,
        "insurance": next((fact for fact in facts if fact.row.kind == FactKind.INSURANCE and fact.now), None),
        "growth": growth[::-1],
        "chart": growth_chart(child, [(line.row.on, line.told) for line in growth]),
        "doses": [(plan.names.get(shot.vaccine, shot.vaccine), shot) for shot in shots],
        "due": vaccines.due(birth, given, on, schedule=plan, ahead=AHEAD_DAYS) if birth else [],
        "doubts": vaccines.problems(birth, given, on, schedule=plan) if birth else [],
        "full_under_1": vaccines.fully_vaccinated_under_1(birth, given, on, schedule=plan).words
        if birth and plan.series
        else "",
    }


def _born(child: Child) -> PartialDate | None:
    try:
        return PartialDate.from_iso(child.birth)
    except ValueError:
        return None


@dataclass(frozen=True)
class GrowthLine:
    """A measurement with its z-scores as they follow from birth and sex today, and what they mean."""

    row: Growth
    told: Assessment

    @property
    def words(self) -> str:
        return self.told.words

    @property
    def weight(self) -> str:
        return plain(self.row.weight)

    @property
    def height(self) -> str:
        return plain(self.row.height)

    @property
    def weight_for_age(self) -> Decimal | None:
        return self.told.z.get(Index.WEIGHT_FOR_AGE)

    @property
    def height_for_age(self) -> Decimal | None:
        return self.told.z.get(Index.HEIGHT_FOR_AGE)


def _measured(child: Child, row: Growth) -> GrowthLine:
    birth = _born(child)
    return GrowthLine(
        row, assess(sex=child.sex, birth=birth, on=row.on, weight=row.weight, height=row.height, lying=row.lying)
    )


@dataclass(frozen=True)
class FactLine:
    """A fact in words; `now`: it is true on the day asked about. `last_day`: as cards write it."""

    row: Fact
    words: str
    now: bool

    @property
    def span(self) -> str:
        return span_words(self.row.valid_from, self.last_day)

    @property
    def last_day(self) -> dt.date | None:
        return self.row.valid_to - dt.timedelta(days=1) if self.row.valid_to else None


_LISTS = {FactKind.DISABILITY: "disability_kinds", FactKind.INJURY: "injury_causes"}


def _facts(child: Child, on: dt.date, *kinds: str) -> list[FactLine]:
    rows = Fact.objects.filter(Q(kind__in=kinds), child=child).order_by("-valid_from", "-pk")
    return [_fact_line(row, on) for row in rows]


def _fact_line(row: Fact, on: dt.date) -> FactLine:
    return FactLine(row, fact_words(row), row.valid_from <= on and (row.valid_to is None or row.valid_to > on))


def fact_words(fact: Fact) -> str:
    """“Khuyết tật: Khuyết tật vận động, mức độ Nặng · giấy số 12”."""
    code = codelist(_LISTS[FactKind(fact.kind)]).get(fact.code, fact.code) if fact.kind in _LISTS and fact.code else ""
    degree = codelist("disability_degrees").get(fact.degree, fact.degree)
    parts = [code, f"mức độ {degree.lower()}" if degree else "", fact.detail, fact.source]
    return ", ".join(part for part in parts if part)


def _school(actor: Actor, child: Child, on: dt.date) -> dict[str, Any]:
    states, levels = codelist("schooling_states"), codelist("school_levels")
    rows = child.schooling.order_by("-year")
    return {"schooling": [(row, states.get(row.state, row.state), levels.get(row.level, "")) for row in rows]}


def _needs(actor: Actor, child: Child, on: dt.date) -> dict[str, Any]:
    kinds = codelist("assistance_kinds")
    return {"support": [(row, kinds.get(row.kind, row.kind)) for row in child.support.order_by("-on", "-pk")]}


def _places(actor: Actor, child: Child, on: dt.date) -> dict[str, Any]:
    rows = child.residences.select_related("unit", "hamlet").order_by("-period")
    return {
        "residences": rows,
        "residence_kind": codelist("residence_kinds").get(child.residence_kind, ""),
        "transfers": [
            {
                "row": row,
                "url": f"/chuyen/{row.pk}/",
                "margin": date(row.moves_on),
                "state": row.get_state_display(),
                "words": f"{row.from_unit.name} → {row.to_unit.name}",
            }
            for row in child.transfers.select_related("from_unit", "to_unit").order_by("-pk")[:20]
        ],
    }


def _looks(actor: Actor, child: Child, on: dt.date) -> dict[str, Any]:
    may = str(ChildPermission.LOOKS) in actor.permissions
    return {"looks": looks.for_child(actor, child) if may else []}
