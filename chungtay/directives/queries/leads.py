"""Who a task would go to: names as written, the agencies they mean, and what a person still has to say about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from chungtay.accounts import queries as accounts
from chungtay.accounts.models import Agency, AgencySuccession
from chungtay.directives.models import Document, TaskProposal
from chungtay.foundation.vietnamese import fold, number
from chungtay.territory.models import Level, Unit

SHOWN = 3  # up to so many agencies are named, more are counted
_STEPS = 6  # reforms followed from an old agency to today's


@dataclass(frozen=True)
class Known:
    """An agency as the review needs it."""

    pk: int
    name: str
    valid_to: dt.date | None
    level: str = ""


@dataclass(frozen=True)
class Named:
    """One name as written with what it means."""

    name: str
    how: str
    agencies: tuple[Known, ...] = ()
    candidates: tuple[Known, ...] = ()
    note: str = ""

    @property
    def words(self) -> str:
        """“45 đơn vị”, or the names when there are few."""
        if self.how == "ambiguous":
            return f"có {len(self.candidates)} cơ quan có thể là nơi này, cần chọn"
        if not self.agencies:
            return "chưa rõ là cơ quan nào"
        if len(self.agencies) <= SHOWN:
            return "; ".join(agency.name for agency in self.agencies)
        return f"{number(len(self.agencies))} đơn vị"

    @property
    def settled(self) -> bool:
        return self.how in ("sure", "chosen") and bool(self.agencies)


@dataclass(frozen=True)
class Leads:
    """The leads of one proposal. `chosen`: a person picked them for this task, whatever the names say."""

    names: tuple[Named, ...] = ()
    cooperating: tuple[Named, ...] = ()
    chosen: tuple[Known, ...] | None = None
    gone: tuple[Known, ...] = field(default=())

    @property
    def agencies(self) -> tuple[Known, ...]:
        if self.chosen is not None:
            return self.chosen
        return tuple({agency.pk: agency for name in self.names for agency in name.agencies if name.settled}.values())

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(agency.pk for agency in self.agencies)

    @property
    def cooperating_ids(self) -> tuple[int, ...]:
        mine = set(self.ids)
        return tuple(
            dict.fromkeys(a.pk for name in self.cooperating for a in name.agencies if name.settled and a.pk not in mine)
        )

    @property
    def unsettled(self) -> tuple[Named, ...]:
        return () if self.chosen is not None else tuple(name for name in self.names if not name.settled)


def look_up(name: str, document: Document) -> dict[str, Any]:
    """What the name means on the document's date in the province of the receiving agency, as plain JSON."""
    within = province_of(document.unit_path)
    answer = accounts.resolve_agency(name, on=document.issued_on or timezone.localdate(), within=within)
    ids = [agency.pk for agency in answer.agencies]
    if answer.certain:
        return {"name": name, "how": "sure", "ids": ids, "candidates": [], "note": answer.note}
    return {"name": name, "how": "ambiguous" if ids else "unknown", "ids": [], "candidates": ids, "note": answer.note}


def province_of(unit_path: str) -> Unit | None:
    """The province that holds the agency; None for a ministry."""
    code = unit_path.split("/")[0]
    return Unit.objects.filter(level=Level.PROVINCE, path=code).first() if code else None


def of_proposals(document: Document, proposals: Sequence[TaskProposal], today: dt.date) -> dict[int, Leads]:
    """Leads of every proposal by its id; one query whatever the number of proposals and agencies."""
    choices = document.agency_choices
    wanted = {pk for found in choices.values() for pk in (*found["ids"], *found["candidates"])}
    wanted |= {pk for proposal in proposals for pk in proposal.lead_ids or ()}
    rows = (
        Agency.objects.filter(pk__in=wanted)
        .order_by("unit_path", "name")
        .values_list("pk", "name", "valid_to", "level")
    )
    known = {row[0]: Known(*row) for row in rows}

    def named(name: str) -> Named:
        found = choices.get(fold(name)) or {"how": "unknown", "ids": [], "candidates": []}
        return Named(
            name, found["how"], _pick(known, found["ids"]), _pick(known, found["candidates"]), found.get("note", "")
        )

    result = {}
    for proposal in proposals:
        names = tuple(named(name) for name in proposal.lead)
        chosen = _pick(known, proposal.lead_ids) if proposal.lead_ids is not None else None
        leads = Leads(names, tuple(named(name) for name in proposal.cooperating), chosen)
        gone = tuple(agency for agency in leads.agencies if agency.valid_to and agency.valid_to <= today)
        result[proposal.pk] = Leads(leads.names, leads.cooperating, chosen, gone)
    return result


def _pick(known: dict[int, Known], ids: Iterable[int]) -> tuple[Known, ...]:
    return tuple(known[pk] for pk in ids if pk in known)


def gone_among(document: Document, today: dt.date) -> set[int]:
    """Ids used in this document whose agency no longer exists."""
    used = {pk for found in document.agency_choices.values() for pk in found["ids"]}
    for ids in TaskProposal.objects.filter(document=document).exclude(lead_ids=None).values_list("lead_ids", flat=True):
        used |= {*(ids or ())}
    return set(Agency.objects.filter(pk__in=used, valid_to__lte=today).values_list("pk", flat=True))


def successors_of(ids: Iterable[int], today: dt.date) -> dict[int, list[int]]:
    """Who took over until today, through several reforms; a few queries however many agencies are asked about."""
    reached: dict[int, set[int]] = {pk: {pk} for pk in ids}
    for _ in range(_STEPS):
        ends = {pk for found in reached.values() for pk in found}
        rows = AgencySuccession.objects.filter(predecessor__in=ends, effective_on__lte=today).values_list(
            "predecessor_id", "successor_id"
        )
        steps: dict[int, set[int]] = {}
        for old, new in rows.filter(Q(predecessor__valid_to__lte=today)):
            steps.setdefault(old, set()).add(new)
        if not steps:
            break
        reached = {pk: {new for old in found for new in steps.get(old, {old})} for pk, found in reached.items()}
    alive = set(
        Agency.objects.on(today)
        .filter(pk__in={pk for found in reached.values() for pk in found})
        .values_list("pk", flat=True)
    )
    return {pk: sorted((found & alive) - {pk}) for pk, found in reached.items()}
