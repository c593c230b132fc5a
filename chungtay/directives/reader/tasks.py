"""Tasks: which items, rows and sentences give work, to whom.

A numbered or bulleted item is one task with its sub-items inside it; an item that only names agencies is a heading and
what stands beneath it are the tasks; a paragraph outside a list is one task, and a sentence that gives work to another
agency begins a new one. Purposes, goals and background give no work.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from chungtay.directives.reader.agencies import names_at, verb_at
from chungtay.directives.reader.cues import (
    ATTRIBUTE,
    BACKGROUND,
    BASIS,
    CARRIED_OUT,
    EVALUATES,
    IN_FORCE,
    MEMBERS,
    REPORT_DUE,
    REPORTS,
    TOLD,
)
from chungtay.directives.reader.headings import SECTIONS, bare_name, has_title, is_goal, is_heading, orders
from chungtay.directives.reader.leads import (
    Assignment,
    assignment_at,
    gives_to_other,
    heading_names,
    named_before_colon,
    named_inside,
)
from chungtay.directives.reader.model import Span
from chungtay.directives.reader.outline import CLOSING, WORK, Node
from chungtay.directives.reader.prose import Situation, clauses_of, judge, opening_of
from chungtay.directives.reader.sentences import sentences_of
from chungtay.directives.reader.tables import Row
from chungtay.directives.reader.text import Source


@dataclass(slots=True)
class Draft:
    """A task before its dates and topics are read."""

    span: Span
    ordinal: str | None
    lead: tuple[Span, ...]
    inherited: bool = False
    heading: Span | None = None
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What stands above a node."""

    lead: tuple[Span, ...] = ()
    work: bool = False
    goal: bool = False
    heading: Span | None = None
    #: The lead is the agency of a numbered heading: "2. UBND xã" above what it does.
    firm: bool = False


@dataclass(slots=True)
class TaskReader:
    """Walks the outline once. ``official``: the text has a letterhead; ``directive``: it issues or tells of orders."""

    source: Source
    issuer: str | None
    official: bool
    directive: bool
    drafts: list[Draft] = field(default_factory=list)
    opened: bool = False
    inherited: tuple[Span, ...] = ()

    def read(self, roots: list[Node]) -> list[Draft]:
        if self.directive:
            self._visit_all(roots, Context())
        return self.drafts

    # ------------------------------------------------------------ nodes

    def _is_title(self, node: Node, context: Context) -> bool:
        if context.firm or context.goal or not has_title(self.source, node) or is_goal(self.source, node, self.issuer):
            return False
        named = heading_names(self.source, node.item.body, node.item.end)
        return not named and not bare_name(self.source, node, context.heading)

    def _visit_all(self, nodes: list[Node], context: Context) -> None:
        titles: set[str] = set()
        for index, node in enumerate(nodes):
            if self._is_title(node, context):
                if node.kind in titles:
                    self._heading(node, context)
                    continue
                if is_heading(self.source, node, self.issuer):
                    titles.add(node.kind)
            self._visit(node, context, nodes[index + 1 : index + 3])

    def _visit(self, node: Node, context: Context, following: list[Node]) -> None:
        if node.kind == "subject":
            return
        if node.kind == "table":
            self._table(node, context)
        elif node.kind == "text":
            self._paragraph(node, context, following)
        elif context.goal and (node.kind == "title" or node.kind not in SECTIONS):
            self._goal(node, context, inner=True)
        else:
            self._item(node, context)

    def _item(self, node: Node, context: Context) -> None:
        source, item = self.source, node.item
        names = heading_names(source, item.body, item.end) or bare_name(source, node, context.heading)
        if names and node.kind == "caps":
            # The issuer's own name in capitals above its decision.
            self._visit_all(node.children, context)
        elif names:
            place = Span(item.body, item.end)
            self._visit_all(
                node.children,
                replace(context, lead=names, work=True, goal=False, heading=place, firm=node.kind not in SECTIONS),
            )
        elif MEMBERS.search(source.low, item.body, item.end):
            return
        elif not context.firm and is_goal(source, node, self.issuer):
            self._goal(node, replace(context, goal=True))
        elif is_heading(source, node, self.issuer):
            self._heading(node, context)
        else:
            self._task(node, context)

    def _heading(self, node: Node, context: Context) -> None:
        source, item = self.source, node.item
        found = assignment_at(source, item.body, item.end, self.issuer)
        lead = found.lead if found and found.lead else context.lead
        work = context.work or not self.official or WORK.match(source.low, item.body, item.end) is not None
        place = Span(item.body, item.end)
        self._visit_all(node.children, Context(lead=lead, work=work, heading=place))

    def _goal(self, node: Node, context: Context, inner: bool = False) -> None:
        """Nothing beneath a goal is work, save an order in the paragraphs after it."""
        section = inner or node.kind in SECTIONS or node.item.end - node.item.body < 30
        for index, child in enumerate(node.children):
            if child.kind == "text" and not section:
                outside = replace(context, goal=False, work=False)
                self._paragraph(child, outside, node.children[index + 1 : index + 3])
            elif child.kind == "text":
                self._orders_only(child, context)
            else:
                self._goal(child, context, inner=True)

    def _orders_only(self, node: Node, context: Context) -> None:
        for sentence in sentences_of(self.source, node.item.start, node.item.end):
            found = assignment_at(self.source, *sentence, self.issuer)
            if found and found.lead and (found.order or found.giver):
                self._add(sentence, None, found.lead, context)

    # ------------------------------------------------------------ items

    def _task(self, node: Node, context: Context) -> None:
        """One item is one task; its tail of unmarked paragraphs may hold orders of their own."""
        source, item = self.source, node.item
        if self._is_nothing(node):
            return
        if self._is_attribute(node):
            self._attach(node)
            return
        own = [c for c in node.children if self._starts_own(c)]
        if own and own[0] is node.children[0] and own[0].kind == "text" and source.text[item.end - 1] not in ".;:":
            # The paragraph right beneath a title says how; its agency does not begin another task.
            own = own[1:]
        folded = [c for c in node.children if c not in own]
        tail = max([item.end, *(c.tail for c in folded)])
        if own:
            tail = min([tail, *(c.item.start for c in own)])
        lead = self._lead_of(item.body, item.end, context, tail)
        opening = opening_of(source, item.body, item.end, self.issuer)
        self._add(source.trim(opening, tail), item.ordinal, lead, context)
        self._split(item.body, item.end, context)
        self._visit_all(own, context)

    def _is_nothing(self, node: Node) -> bool:
        source, start, end = self.source, node.item.body, node.item.end
        low = source.low
        if CLOSING.match(low, start, end) and not REPORTS.search(low, start, end):
            return True
        if IN_FORCE.match(low, start, end) or CARRIED_OUT.search(low, start, end) or BASIS.match(low, start, end):
            return True
        if BACKGROUND.match(low, start, end) and EVALUATES.search(low, start, end) and not orders(source, start, end):
            return True
        return end - start < 12

    def _is_attribute(self, node: Node) -> bool:
        return bool(self.drafts) and ATTRIBUTE.match(self.source.low, node.item.body, node.item.end) is not None

    def _attach(self, node: Node) -> None:
        """Who and when, told beneath a task, belong to the task before."""
        draft = self.drafts[-1]
        if draft.row is None and draft.span.start < node.item.start:
            draft.span = self.source.trim(draft.span.start, node.tail)
            lead = named_inside(self.source, node.item.body, node.item.end)
            if lead and (draft.inherited or not draft.lead):
                draft.lead, draft.inherited = lead, False

    def _starts_own(self, child: Node) -> bool:
        """An unmarked paragraph after an item that gives work anew, or closes the document with an order."""
        if child.kind == "table" or child.closing:
            return True
        if child.kind != "text":
            return False
        if self.official and REPORT_DUE.match(self.source.low, child.item.start, child.item.end):
            return True
        first = sentences_of(self.source, child.item.start, child.item.end)[:1]
        found = assignment_at(self.source, *first[0], self.issuer) if first else None
        return bool(found and (found.lead or found.order))

    def _lead_of(self, start: int, end: int, context: Context, tail: int) -> tuple[Span, ...]:
        found = assignment_at(self.source, start, end, self.issuer)
        named = () if context.firm else named_before_colon(self.source, start, end)
        if named:
            return named
        if found and found.lead and (not context.lead or self._overrides(found, context.firm)):
            return found.lead
        inside = named_inside(self.source, start, tail) or context.lead
        if inside or found:
            return inside
        names = names_at(self.source, start, end)
        return names.members if names and names.stopped_by == "verb" else ()

    def _overrides(self, found: Assignment, firm: bool) -> bool:
        """Under a heading that names an agency only another named agency with a predicate is meant instead."""
        if not self.source.text[found.lead[0].start].isupper():
            return False
        if found.order:
            return not firm
        return verb_at(self.source, found.work) or self.source.low[found.work - 2 : found.work].strip() == ":"

    def _split(self, start: int, end: int, context: Context) -> None:
        """Later sentences and clauses that give work to another agency are tasks of their own."""
        clauses = clauses_of(self.source, start, end, self.issuer)
        silent = len(clauses) > 1 and not self._says_who(clauses[0])
        for sentence in clauses[1:]:
            found = gives_to_other(self.source, *sentence, self.issuer)
            if found and silent and found.order and self.drafts[-1].inherited:
                # "4. Về thanh tra: đồng ý chủ trương. Giao Thanh tra tỉnh …": one task, told in two sentences.
                self.drafts[-1].lead, self.drafts[-1].inherited, silent = found.lead, False, False
            elif found and (found.order or not context.firm):
                previous = self.drafts[-1]
                previous.span = self.source.trim(previous.span.start, sentence.start, ";")
                self._add(sentence, None, found.lead, context)

    def _says_who(self, sentence: Span) -> bool:
        """The sentence gives work to somebody, or says itself what to do."""
        found = assignment_at(self.source, *sentence, self.issuer)
        return bool(found) or orders(self.source, *sentence)

    def _add(self, span: Span, ordinal: str | None, lead: tuple[Span, ...], context: Context) -> None:
        if span.end - span.start < 8:
            return
        lead = lead or context.lead or self.inherited
        inherited = lead in (context.lead, self.inherited)
        self.drafts.append(Draft(span, ordinal, lead, inherited, context.heading))

    # ------------------------------------------------------------ paragraphs

    def _paragraph(self, node: Node, context: Context, following: list[Node]) -> None:
        if context.goal:
            self._orders_only(node, context)
            return
        if self._is_attribute(node):
            self._attach(node)
            return
        if not self.official and self._is_caption(node):
            return
        listed = any(n.kind not in ("text", "caps") for n in following)
        sentences = clauses_of(self.source, node.item.start, node.item.end, self.issuer)
        before = len(self.drafts)
        told = not self.official and TOLD.match(self.source.low, node.item.start, node.item.end)
        for index, sentence in enumerate(sentences):
            if told and not self._is_order(sentence):
                continue
            if self.source.low.count('"', node.item.start, sentence.start) % 2:
                # Inside a quotation.
                continue
            self._sentence(sentence, context, listed and index == len(sentences) - 1, len(self.drafts) > before)
        added = self.drafts[before:]
        for this, after in pairwise(added):
            this.span = self.source.trim(this.span.start, after.span.start, ";")
        if added:
            added[-1].span = self.source.trim(added[-1].span.start, node.item.end)

    def _sentence(self, sentence: Span, context: Context, before_list: bool, started: bool) -> None:
        now = Situation(
            official=self.official,
            opened=self.opened,
            begun=bool(self.drafts),
            lead=bool(context.lead),
            work=context.work,
            before_list=before_list,
            started=started,
        )
        verdict = judge(self.source, sentence, self.issuer, now)
        if verdict is None:
            return
        found = verdict.found
        if verdict.kind in ("intro", "issued"):
            self.opened = True
            if found and found.lead and (found.order or found.giver):
                self.inherited = found.lead
        elif verdict.kind == "order":
            opening = opening_of(self.source, *sentence, self.issuer)
            self._add(Span(opening, sentence.end), None, found.lead if found else (), context)
            self.opened = True

    def _is_order(self, sentence: Span) -> bool:
        found = assignment_at(self.source, *sentence, self.issuer)
        return found is not None and found.order

    def _is_caption(self, node: Node) -> bool:
        """On a page a short line without a full stop is a caption or a subtitle, no sentence."""
        item = node.item
        return self.source.text[item.end - 1] not in '.:;!?…)”"*' and item.end - item.start < 170

    # ------------------------------------------------------------ tables

    def _table(self, node: Node, context: Context) -> None:
        table = node.table
        if table is None or not table.assigns or context.goal:
            return
        for row in table.rows:
            lead: tuple[Span, ...] = ()
            if row.lead:
                names = names_at(self.source, row.lead.start, row.lead.end)
                lead = names.members if names and names.stopped_by == "end" else (row.lead,)
            self.drafts.append(Draft(row.work, row.number, lead, False, context.heading, row))
