"""The page on which a person says which agencies a name means, or who leads one task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from chungtay.accounts import queries as accounts
from chungtay.accounts.models import Agency
from chungtay.directives.models import Document, TaskProposal
from chungtay.directives.queries import leads
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.vietnamese import order_key

LISTED = 400  # more than so many are not listed one by one


@dataclass(frozen=True)
class Option:
    """One agency to tick. `note` says when it ended and who took over."""

    pk: int
    name: str
    kind: str
    checked: bool
    note: str = ""


@dataclass(frozen=True)
class Choice:
    """`name` is the written name asked about, empty when the whole task is."""

    name: str
    text: str
    options: list[Option]
    found: int
    kinds: list[tuple[str, int]]
    kind: str

    @property
    def too_many(self) -> bool:
        return self.found > LISTED


def build(actor: Actor, document: Document, proposal: TaskProposal, params: QueryDict) -> Choice:
    """What the names mean now, candidates, and what the search finds; a handful of statements."""
    today = timezone.localdate()
    name, text, kind = params.get("ten", ""), params.get("tim", "").strip(), params.get("loai", "")
    found = leads.of_proposals(document, [proposal], today)[proposal.pk]
    ticked = {known.pk for known in found.agencies}
    offered: set[int] = set(ticked)
    for named in found.names:
        offered |= {known.pk for known in named.candidates}
        if named.name == name:
            ticked, offered = (
                {known.pk for known in named.agencies},
                {known.pk for known in (*named.agencies, *named.candidates)},
            )
            break
    if params.get("tat-ca"):
        ticked = set(offered)
    hits = _search(document, text) if text else set()
    rows = _rows(offered | hits)
    heirs = leads.successors_of([row["pk"] for row in rows if row["valid_to"] and row["valid_to"] <= today], today)
    rows += [row for row in _rows({pk for new in heirs.values() for pk in new}) if row["pk"] not in offered | hits]
    names = {row["pk"]: row["name"] for row in rows}
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row["unit__kind"] or ""] = kinds.get(row["unit__kind"] or "", 0) + 1
    options = [
        Option(
            row["pk"], row["name"], row["unit__kind"] or "",
            row["pk"] in ticked and (not kind or row["unit__kind"] == kind), _note(row, heirs, names, today),
        )
        for row in sorted(rows, key=lambda row: order_key(row["name"]))
    ]  # fmt: skip
    shown = sorted((item for item in kinds.items() if item[0]), key=lambda item: -item[1])
    return Choice(name, text, options[:LISTED], len(options), shown if len(shown) > 1 else [], kind)


def _search(document: Document, text: str) -> set[int]:
    within = leads.province_of(document.unit_path)
    found = accounts.search_agencies(text, on=timezone.localdate(), within=within)
    return {agency.pk for agency in found[:30]}


def _rows(ids: set[int]) -> list[dict[str, Any]]:
    rows = Agency.objects.filter(pk__in=ids).order_by("pk").values("pk", "name", "valid_to", "unit__kind")
    return [{**row} for row in rows] if ids else []


def _note(row: dict[str, Any], heirs: dict[int, list[int]], names: dict[int, str], today: Any) -> str:
    if not row["valid_to"] or row["valid_to"] > today:
        return ""
    after = "; ".join(names[pk] for pk in heirs.get(row["pk"], []) if pk in names)
    return f"không còn từ {vn_date(row['valid_to'])}" + (f"; nay là {after}" if after else "")
