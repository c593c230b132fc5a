"""The register of carers as pages read it. What is sealed is opened for whoever may, and the look is written down by the view."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from chungtay.care import matching, sealing
from chungtay.care.conditions import Answer
from chungtay.care.guards import birth_of, carer_conditions
from chungtay.care.models import CareForm, Carer
from chungtay.care.papers import VERIFICATION, wish_words
from chungtay.care.policies import CarePermission
from chungtay.care.services.placements import Need
from chungtay.care.states import CARER
from chungtay.children.births import PartialDate
from chungtay.foundation.access import Actor, can
from chungtay.foundation.scoping import as_system
from chungtay.foundation.workflow import Transition, available, check

CHIPS = {
    "": ("Đang trong danh sách", ("registered", "verifying", "approved")),
    "cho": ("Chờ xác minh, xác nhận", ("registered", "verifying")),
    "du": ("Đủ điều kiện", ("approved",)),
    "thoi": ("Không đủ, đã rút", ("refused", "withdrawn")),
}
_BUSY = ("decided", "handed_over")


def carers(actor: Actor, which: str) -> QuerySet[Carer]:
    """Persons and families; facilities have a list of their own."""
    states = CHIPS.get(which, CHIPS[""])[1]
    rows = Carer.objects.filter(state__in=states).exclude(kind="facility").select_related("unit")
    found: QuerySet[Carer] = rows.annotate(caring=_caring()).order_by("registered_on", "pk")
    return found


def _caring() -> Count:
    return Count("placements", filter=Q(placements__state__in=_BUSY))


@dataclass(frozen=True)
class Line:
    carer: Carer
    name: str
    wish: str


def lines(actor: Actor, rows: list[Carer]) -> list[Line]:
    """Names only where this post may open them."""
    found = []
    for row in rows:
        body = sealing.unseal(row) if can(actor, CarePermission.OPEN, row) else {}
        found.append(Line(row, str(body.get("name", "")), wish_words(row, body)))
    return found


@dataclass(frozen=True)
class Page:
    """A carer's page: what is known, what is still asked, which buttons there are and why others are not."""

    carer: Carer
    body: dict[str, Any]
    conditions: list[Answer]
    verification: CareForm | None
    verified: dict[str, Any]
    steps: list[Transition]
    waits_for: str
    may_change: bool
    wish: str


def page(actor: Actor, carer: Carer) -> Page:
    """The caller has asked OPEN."""
    body = sealing.unseal(carer)
    form: CareForm | None = CareForm.objects.filter(carer=carer, code=VERIFICATION, state="final").first()
    steps = [one for one in available(CARER, carer, actor) if one.name != "carer_approve" or carer.state == "verifying"]
    waits = "" if carer.state != "verifying" else check(CARER, "carer_approve", carer, actor).reason
    return Page(
        carer, body, carer_conditions(carer, timezone.localdate()), form, sealing.unseal(form) if form else {}, steps, waits,
        bool(can(actor, CarePermission.REGISTER, carer)), wish_words(carer, body),
    )  # fmt: skip


@dataclass(frozen=True)
class Offered:
    """One line of the match page. `name` is empty for a carer of another commune: that commune is asked first."""

    pk: int
    match: matching.Match
    name: str
    unit: str
    here: bool

    @property
    def rank(self) -> str:
        return matching.RANK_WORDS[self.match.rank]


@dataclass(frozen=True)
class Order:
    possible: list[Offered]
    blocked: list[Offered]

    @property
    def shown(self) -> list[int]:
        """Carers of the own commune whose names are on the page."""
        return [one.pk for one in [*self.possible, *self.blocked] if one.here]


def order_for(actor: Actor, need: Need, *, siblings: int = 0, needs_care: bool = False, on: dt.date) -> Order:
    """Carers for this child: the own register with names, those of the province by code. The caller has asked PROPOSE."""
    known = need.known()
    child = matching.Child(
        birth_of(known["birth"]),
        known["sex"],
        need.unit.path,
        siblings,
        needs_care,
        need.person.pk if need.person else None,
    )
    with as_system("carers of other communes of the province are offered by code, without name"):
        rows = list(_within_province(need.unit.path).select_related("unit").annotate(caring=_caring()))
    places = {row.code: row for row in rows}
    bodies = {row.code: sealing.unseal(row) for row in rows if actor.covers(row.unit_path) and actor.level == "commune"}
    found = matching.order(child, [_carer(row, bodies.get(row.code)) for row in rows], on)

    def offered(match: matching.Match) -> Offered:
        row = places[match.carer.code]
        body = bodies.get(row.code)
        return Offered(row.pk, match, str(body.get("name", "")) if body else "", row.unit.name, body is not None)

    possible = [offered(one) for one in found.possible]
    blocked = [offered(one) for one in found.blocked]
    return Order(possible, [one for one in blocked if one.here])


def _within_province(path: str) -> QuerySet[Carer]:
    province = path.split("/")[0]
    rows: QuerySet[Carer] = Carer.objects.filter(unit_path__gte=province, unit_path__lt=province + "~")
    return rows.filter(Q(state="approved") | Q(unit_path=path, state__in=["registered", "verifying"]))


def _carer(row: Any, body: dict[str, Any] | None) -> matching.Carer:
    birth = birth_of(body.get("birth")) if body else None
    if birth is None and row.birth_year:
        birth = PartialDate(row.birth_year)
    return matching.Carer(
        row.code, row.kind, row.state, row.unit_path, birth, row.vietnamese, row.relative_of_id, row.wished_age_from,
        row.wished_age_to, row.wished_sex, row.wished_number - row.caring, row.takes_siblings, row.takes_needing_care,
        row.registered_on, row.health_on, row.registered_on, row.stays_since, row.stays_until,
    )  # fmt: skip
