"""Which items are headings: of goals, of a section, or the bare name of who does what stands beneath."""

from __future__ import annotations

from chungtay.directives.reader.cues import ATTRIBUTE, IMPERATIVE, INTRO_END, NO_NAME, WHO
from chungtay.directives.reader.leads import assignment_at, heading_names, skip_openers
from chungtay.directives.reader.model import Span
from chungtay.directives.reader.outline import GOALS, WORK, Node
from chungtay.directives.reader.text import Source

SECTIONS = frozenset(("caps", "part", "roman", "capital", "title", "article"))
_LISTS = frozenset(("number", "letter", "deep1", "deep2"))


def is_goal(source: Source, node: Node, issuer: str | None) -> bool:
    """Purposes, targets, conditions: nothing beneath is work."""
    item = node.item
    if not GOALS.match(source.low, item.body, item.end):
        return False
    found = assignment_at(source, item.body, item.end, issuer)
    if found and found.lead:
        return False
    short = item.end - item.body < 120 or source.low.find(":", item.body, item.body + 40) > 0
    return short or (node.kind in SECTIONS and node.kind != "article")


def is_heading(source: Source, node: Node, issuer: str | None) -> bool:
    """A heading has no deed of its own: what stands beneath it are the tasks."""
    item = node.item
    if node.kind in ("caps", "part", "title"):
        return True
    if not node.children:
        return False
    length, last = item.end - item.body, source.text[item.end - 1]
    if node.kind in ("roman", "capital") and length < 250 and last not in ".;":
        return True
    ordering = orders(source, item.body, item.end)
    if length < 90 and last not in ".;," and not ordering and _text_assigns(source, node.children[0], issuer):
        return True
    listed = [c for c in node.children if c.kind != "text" and not ATTRIBUTE.match(source.low, c.item.body, c.item.end)]
    if children_assign(source, listed, issuer):
        return True
    if last == ";" or (last == "." and not source.low.endswith("./.", item.body, item.end)):
        return False
    if listed and length < 200 and _is_intro(source, item.body, item.end):
        return True
    if length < 160 and listed and not ordering and _assigns_deep(source, listed, issuer):
        return True
    if length < 60 and WORK.match(source.low, item.body, item.end):
        return True
    return length < 160 and not ordering


def bare_name(source: Source, node: Node, heading: Span | None) -> tuple[Span, ...]:
    """Under "Tổ chức thực hiện" a short heading with items beneath names who does them, known word or not."""
    item = node.item
    if heading is None or not node.children or node.kind not in _LISTS or not WHO.search(source.low, *heading):
        return ()
    if item.end - item.body > 90 or source.text[item.end - 1] in ".;," or orders(source, item.body, item.end):
        return ()
    if NO_NAME.search(source.low, item.body, item.end):
        return ()
    return (source.trim(item.body, item.end, ":*_ "),)


def has_title(source: Source, node: Node) -> bool:
    """A numbered line without a full stop above a list; beside one that is a heading it is a heading too."""
    item = node.item
    if node.kind not in _LISTS or item.end - item.body > 110 or source.text[item.end - 1] in ".;,:":
        return False
    if node.children and _text_assigns(source, node.children[0], None):
        return True
    listed = [c for c in node.children if c.kind not in ("text", "table")]
    return len(listed) > 1 or any(c.kind.startswith("deep") for c in listed)


def orders(source: Source, start: int, end: int) -> bool:
    """The words themselves say what to do."""
    return IMPERATIVE.match(source.low, skip_openers(source, start, end), end) is not None


def children_assign(source: Source, children: list[Node], issuer: str | None) -> bool:
    """Most sub-items give work to an agency of their own."""
    giving = 0
    for child in children:
        item = child.item
        if heading_names(source, item.body, item.end) is not None:
            giving += 1
            continue
        found = assignment_at(source, item.body, item.end, issuer)
        giving += bool(found and found.lead and not found.order)
    return len(children) > 1 and giving * 2 > len(children)


def _text_assigns(source: Source, child: Node, issuer: str | None) -> bool:
    if child.kind != "text":
        return False
    found = assignment_at(source, child.item.start, child.item.end, issuer)
    return bool(found and found.lead)


def _assigns_deep(source: Source, children: list[Node], issuer: str | None) -> bool:
    """The numbered level beneath ("3.1. Công an xã …" under "3. Hỗ trợ …") has the tasks."""
    if not all(c.kind.startswith("deep") for c in children):
        return False
    found = [assignment_at(source, c.item.body, c.item.end, issuer) for c in children]
    if any(f and f.lead for f in found):
        return True
    return 2 * sum(orders(source, c.item.body, c.item.end) for c in children) >= len(children)


def _is_intro(source: Source, start: int, end: int) -> bool:
    return source.text[end - 1] in ":." and INTRO_END.search(source.low, max(start, end - 40), end) is not None
