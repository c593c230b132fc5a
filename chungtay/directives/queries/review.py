"""What the review page shows: each proposal with the agencies it would go to, and the pieces it may be cut into."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from chungtay.directives.codes import topic_words
from chungtay.directives.models import Document, TaskProposal
from chungtay.directives.queries import leads
from chungtay.directives.reader.sentences import sentences_of
from chungtay.directives.reader.text import Source
from chungtay.directives.readings import SURE, confidence_words
from chungtay.foundation.vietnamese import fold

_PARTS = re.compile(r"[^\n]+")
_CLAUSE = re.compile(r";\s+")
State = TaskProposal.State


@dataclass(frozen=True)
class Item:
    """One proposal on the right-hand side."""

    proposal: TaskProposal
    leads: leads.Leads

    @property
    def anchor(self) -> str:
        return f"nhiem-vu-{self.proposal.pk}"

    @property
    def sure(self) -> bool:
        return self.proposal.confidence >= SURE or self.proposal.by_hand

    @property
    def confidence(self) -> str:
        return "do người sửa" if self.proposal.by_hand else confidence_words(self.proposal.confidence)

    @property
    def topics(self) -> str:
        return topic_words(self.proposal.topics)

    @property
    def dropped(self) -> bool:
        return self.proposal.state == State.DROPPED

    @property
    def accepted(self) -> bool:
        return self.proposal.state == State.ACCEPTED

    @property
    def more_text(self) -> bool:
        """The text says more than the title does."""
        return fold(self.proposal.text) != fold(self.proposal.title)


def items(document: Document, today: dt.date) -> tuple[list[Item], list[TaskProposal]]:
    """Shown proposals numbered in their order, and those merged into others. Two statements whatever their number."""
    rows = list(TaskProposal.objects.filter(document=document).select_related("decided_by").order_by("position", "id"))
    shown = [row for row in rows if row.state != State.MERGED]
    for place, row in enumerate(shown, 1):
        row.position = place  # gaps left by merging are not shown; never saved from here
    found = leads.of_proposals(document, shown, today)
    return [Item(row, found[row.pk]) for row in shown], [row for row in rows if row.state == State.MERGED]


@dataclass(frozen=True)
class Cut:
    """A sentence or clause that may begin a task of its own; `offset` in characters from the beginning of the text."""

    offset: int
    text: str


def cuts(text: str) -> list[Cut]:
    """Every line, sentence and clause of a proposal's text, in order; the first always begins at 0."""
    source = Source(text)
    starts: list[tuple[int, int]] = []
    for line in _PARTS.finditer(text):
        for span in sentences_of(source, *line.span()):
            begin = span.start
            for clause in _CLAUSE.finditer(text, *span):
                starts.append((begin, clause.end()))
                begin = clause.end()
            starts.append((begin, span.end))
    return [
        Cut(0 if place == 0 else start, text[start:end].strip())
        for place, (start, end) in enumerate(starts)
        if text[start:end].strip()
    ]


@dataclass(frozen=True)
class NameMeaning:
    """One agency name as written in the document, with what it means and where it stands."""

    named: leads.Named
    uses: int
    first: TaskProposal


def unsettled_names(shown: list[Item]) -> list[NameMeaning]:
    """Names that a person still has to tie to agencies, each once."""
    found: dict[str, NameMeaning] = {}
    for item in shown:
        if item.dropped:
            continue
        for named in item.leads.unsettled:
            key = fold(named.name)
            uses = found[key].uses + 1 if key in found else 1
            found[key] = NameMeaning(named, uses, found[key].first if key in found else item.proposal)
    return list(found.values())


def gone_agencies(shown: list[Item]) -> list[leads.Known]:
    return list({known.pk: known for item in shown if not item.dropped for known in item.leads.gone}.values())
