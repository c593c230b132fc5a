"""The graph of documents: up to what a document rests on, down to what implements it.

Edges lead through documents out of the actor's scope too, but of those only number, date and title are told, never a
draft: a commune may know that its task goes back to a Party directive without seeing the province's papers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from chungtay.directives.models import Document, DocumentLink, DocumentState
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system

DEEPEST = 8  # steps from the document; no chain from ministry to hamlet is longer
Kind = DocumentLink.Kind
_UP = (Kind.RESTS_ON, Kind.IMPLEMENTS, Kind.AMENDS, Kind.REPLACES, Kind.RECALLS)
_HIDDEN = (DocumentState.IN_REVIEW, DocumentState.CANCELLED)
UP_WORDS = {
    Kind.RESTS_ON: "căn cứ vào",
    Kind.IMPLEMENTS: "triển khai",
    Kind.AMENDS: "sửa đổi, bổ sung",
    Kind.REPLACES: "thay thế",
    Kind.RECALLS: "thu hồi",
    Kind.MENTIONS: "có nhắc đến",
}
DOWN_WORDS = {
    Kind.RESTS_ON: "là căn cứ của",
    Kind.IMPLEMENTS: "được triển khai bởi",
    Kind.AMENDS: "được sửa đổi bởi",
    Kind.REPLACES: "bị thay thế bởi",
    Kind.RECALLS: "bị thu hồi bởi",
    Kind.MENTIONS: "được nhắc đến trong",
}


@dataclass
class Node:
    """A document in the walk. `pk` is None when it is cited but not here; `open` when the actor may open its page."""

    number: str
    title: str
    issued_on: dt.date | None
    relation: str = ""
    confirmed: bool = True
    pk: int | None = None
    open: bool = False
    state: str = ""
    children: list[Node] = field(default_factory=list)
    seen_before: bool = False

    @property
    def key(self) -> str:
        return f"d{self.pk}" if self.pk else f"n{self.number}"


def chain_up(document: Document, *, depth: int = DEEPEST) -> list[Node]:
    """What the document rests on, step by step up. Two statements a step, whatever the number of documents."""
    return _walk(document, up=True, depth=depth)


def chain_down(document: Document, *, depth: int = DEEPEST) -> list[Node]:
    """What rests on the document, step by step down."""
    return _walk(document, up=False, depth=depth)


def _walk(document: Document, *, up: bool, depth: int) -> list[Node]:
    root = Node(document.number, document.subject, document.issued_on, pk=document.pk, open=True)
    layer, done = {document.pk: [root]}, {document.pk}
    for _ in range(depth):
        if not layer:
            break
        links = _links(layer, up=up)
        others = {pk for link in links if (pk := _other(link, up))}
        visible = set(Document.objects.filter(pk__in=others).values_list("pk", flat=True)) if others else set()
        following: dict[int, list[Node]] = {}
        for link in links:
            node = _node(link, up, visible)
            if node is None:
                continue
            for parent in layer[link.source_id if up else link.target_id or 0]:
                parent.children.append(node)
            if node.pk and node.pk in done:
                node.seen_before = True
            elif node.pk:
                done.add(node.pk)
                following.setdefault(node.pk, []).append(node)
        layer = following
    return root.children


def _links(layer: dict[int, list[Node]], *, up: bool) -> list[DocumentLink]:
    where = {"source__in": list(layer), "kind__in": _UP} if up else {"target__in": list(layer), "kind__in": _UP}
    with as_system("numbers and titles of the chain; drafts of others are left out in _node"):
        rows = DocumentLink.objects.filter(**where).select_related("target" if up else "source")
        heavy = [f"{'target' if up else 'source'}__{name}" for name in ("text", "reading", "sketch")]
        return list(rows.defer(*heavy).order_by("source_id", "start", "pk"))


def _other(link: DocumentLink, up: bool) -> int | None:
    return link.target_id if up else link.source_id


def _node(link: DocumentLink, up: bool, visible: set[int]) -> Node | None:
    other = link.target if up else link.source
    words = UP_WORDS[Kind(link.kind)] if up else DOWN_WORDS[Kind(link.kind)]
    if other is None or (other.pk not in visible and other.state in _HIDDEN):
        return Node(link.number, link.title, link.issued_on, words, link.confirmed) if up else None
    shown = other.pk in visible
    number, title = other.number or link.number, other.subject or link.title
    state = other.get_state_display() if shown else ""
    return Node(number, title, other.issued_on, words, link.confirmed, other.pk, shown, state)


@dataclass(frozen=True)
class Box:
    """A place in the drawing, in units of the SVG."""

    x: int
    y: int
    node: Node
    lines: tuple[str, ...]
    here: bool = False


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: list[Box]
    edges: list[tuple[int, int, int, int, str]]


_Layer = list[tuple[Node, Node | None]]
_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 220, 74, 24, 64
_MOST_IN_ROW = 6


def draw(document: Document, up: list[Node], down: list[Node]) -> Drawing:
    """Layers from the highest document at the top to what implements this one at the bottom."""
    here = Node(document.number, document.subject, document.issued_on, pk=document.pk, open=True)
    above, below = _layers(up), _layers(down)
    middle: _Layer = [(here, None)]
    rows: list[_Layer] = [*reversed(above), middle, *below]
    widest = max(min(len(row), _MOST_IN_ROW) for row in rows)
    width = widest * (_WIDTH + _GAP_X) + _GAP_X
    places: dict[int, tuple[int, int]] = {}
    boxes: list[Box] = []
    for level, row in enumerate(rows):
        shown = row[:_MOST_IN_ROW]
        left = (width - len(shown) * (_WIDTH + _GAP_X) + _GAP_X) // 2
        for place, (node, _parent) in enumerate(shown):
            x, y = left + place * (_WIDTH + _GAP_X), _GAP_X + level * (_HEIGHT + _GAP_Y)
            places[id(node)] = (x, y)
            boxes.append(Box(x, y, node, _lines(node), here=node is here))
    edges = []
    for row in rows:
        for node, parent in row[:_MOST_IN_ROW]:
            other = parent or here
            if node is here or id(other) not in places:
                continue
            (x1, y1), (x2, y2) = sorted((places[id(node)], places[id(other)]), key=lambda place: place[1])
            edges.append((x1 + _WIDTH // 2, y1 + _HEIGHT, x2 + _WIDTH // 2, y2, node.relation))
    return Drawing(width, len(rows) * (_HEIGHT + _GAP_Y) - _GAP_Y + 2 * _GAP_X, boxes, edges)


def _layers(nodes: list[Node]) -> list[_Layer]:
    layers: list[_Layer] = []
    row: _Layer = [(node, None) for node in nodes]
    while row:
        layers.append(row)
        row = [(child, node) for node, _ in row if not node.seen_before for child in node.children]
    return layers


def _lines(node: Node) -> tuple[str, ...]:
    """The subject in at most two short lines: SVG text does not wrap by itself."""
    words, lines = node.title.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > 30:
            if len(lines) == 2:
                lines[-1] = lines[-1][:28] + "…"
                break
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(line for line in lines if line)


def upward_of_task(actor: Actor, document: Document | None) -> list[Node]:
    """For the page of a task: the document it came from and what that rests on; empty for a task without a document."""
    if document is None:
        return []
    visible = Document.objects.filter(pk=document.pk).exists()
    return [
        Node(
            document.number,
            document.subject,
            document.issued_on,
            "theo",
            True,
            document.pk,
            visible,
            children=chain_up(document),
        )
    ]
