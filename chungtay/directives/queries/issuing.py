"""What would be given to whom, and what is not clear yet: the page before a directive becomes work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chungtay.directives.models import Document, TaskProposal
from chungtay.directives.queries.effects import touches_tasks
from chungtay.directives.queries.relations import Edge, links_of
from chungtay.directives.queries.review import Item, items
from chungtay.directives.services.cascade import Clarity, five_clear
from chungtay.directives.services.documents import draft_of
from chungtay.foundation.access import Actor

State = TaskProposal.State
FIVE = ("rõ người", "rõ việc", "rõ thời gian", "rõ kết quả", "rõ trách nhiệm")


@dataclass(frozen=True)
class Line:
    """One accepted proposal as it would be given."""

    item: Item
    clarity: Clarity
    units: int
    own: bool  # the giver is among the leads and is left out
    past: bool = False  # the deadline lies before today: another one, or an earlier day of giving, is needed

    @property
    def missing(self) -> list[str]:
        unsettled = [f"chưa rõ “{named.name}” là cơ quan nào" for named in self.item.leads.unsettled]
        return [*self.clarity.missing, *unsettled]

    @property
    def five(self) -> list[tuple[str, bool]]:
        said = " ".join(self.clarity.missing)
        return [
            (words, words not in said and not (words == "rõ người" and self.item.leads.unsettled)) for words in FIVE
        ]


@dataclass(frozen=True)
class Summary:
    lines: list[Line]
    waiting: int
    effects: list[Edge]

    @property
    def total(self) -> int:
        return sum(line.units for line in self.lines)

    @property
    def unclear(self) -> int:
        return sum(bool(line.missing) for line in self.lines)

    @property
    def ready(self) -> bool:
        return bool(self.lines) and not self.waiting and not self.unclear


def summary(actor: Actor, document: Document, today: dt.date) -> Summary:
    shown, _merged = items(document, today)
    lines = []
    for item in shown:
        if item.proposal.state == State.ACCEPTED:
            draft = draft_of(item.proposal, item.leads, actor.agency_ids)
            own = len(draft.lead_ids) < len(item.leads.ids)
            past = draft.due_on is not None and draft.due_on < today
            lines.append(Line(item, five_clear(draft), len(draft.lead_ids), own, past))
    waiting = sum(item.proposal.state == State.PROPOSED for item in shown)
    return Summary(lines, waiting, [edge for edge in links_of(document) if touches_tasks(edge.link)])
