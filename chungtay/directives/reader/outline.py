"""The body as a tree: sections, items, unmarked paragraphs and tables, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chungtay.directives.reader.citations import KINDS
from chungtay.directives.reader.leads import heading_names
from chungtay.directives.reader.patterns import any_of, words
from chungtay.directives.reader.structure import Block, Item, item_of
from chungtay.directives.reader.tables import Table, flattened_at, table_of
from chungtay.directives.reader.text import Source

GOALS = re.compile(
    rf"[\s*_\"-]*(?:(?:về|một số|các|những|phần|công tác)\s+)?(?:(?!yêu cầu\s+(?!chung|cụ thể|đề ra|đặt ra|về|của"
    rf"|và)[a-zà-ỹđ]){any_of(words('sections', 'goals'))})(?![a-zà-ỹđ])"
)
WORK = re.compile(
    rf"[\s*_\"-]*(?:(?:về|một số|các|những|phần|công tác)\s+)?(?:{any_of(words('sections', 'work'))})(?![a-zà-ỹđ])"
)
CLOSING = re.compile(rf"[\s*_\"-]*(?:{any_of(words('sections', 'closing'))})(?![a-zà-ỹđ])")
_RANK = {
    "caps": 0,
    "part": 1,
    "capital": 2,
    "article": 2,
    "roman": 3,
    "title": 4,
    "said": 5,
    "number": 5,
    "deep1": 6,
    "deep2": 7,
    "deep3": 8,
    "letter": 9,
    "dot": 10,
    "dash": 10,
    "oh": 11,
    "plus": 11,
    "star": 11,
    "text": 12,
    "table": 12,
}
_TYPE = re.compile(rf"(?:{any_of(KINDS)})[\s*:]*(?:\n|$)")
_BULLETS = frozenset({"dash", "dot", "plus", "star", "oh"})


@dataclass(slots=True)
class Node:
    """An item with what stands beneath it; ``table`` where the item is a table."""

    item: Item
    children: list[Node]
    table: Table | None = None
    closing: bool = False

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def tail(self) -> int:
        return max([self.item.end, *(c.tail for c in self.children)])


def outline_of(source: Source, blocks: list[Block]) -> list[Node]:
    roots: list[Node] = []
    stack: list[Node] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        table = _table_at(source, blocks, index)
        if table:
            node = Node(Item("table", table[0].start, table[0].start, table[0].end), [], table[0])
            (stack[-1].children if stack else roots).append(node)
            index = table[1]
            continue
        node = Node(_kind_of(source, block, blocks, index), [])
        if (
            node.kind == "text"
            and stack
            and stack[-1].kind == "caps"
            and not stack[-1].children
            and _TYPE.match(source.low, stack[-1].item.start)
        ):
            # The line beneath "KẾ HOẠCH" is its subject.
            node.item.kind = "subject"
            stack[-1].children.append(node)
            index += 1
            continue
        _hang(source, node, roots, stack)
        index += 1
    return roots


def _table_at(source: Source, blocks: list[Block], index: int) -> tuple[Table, int] | None:
    if blocks[index].table:
        stop = index
        while stop < len(blocks) and blocks[stop].table:
            stop += 1
        table = table_of(source, blocks[index:stop])
        return (table, stop) if table.rows or stop - index > 1 else None
    return flattened_at(source, blocks, index)


def _kind_of(source: Source, block: Block, blocks: list[Block], index: int) -> Item:
    item = item_of(source, block)
    if item.kind != "text":
        return item
    text = source.text[block.start : block.end]
    if text.isupper() and len(text) < 200 and len(text.split()) > 1:
        item.kind = "caps"
    elif (
        index + 1 < len(blocks)
        and len(text) < 200
        and text[-1] not in ".;,!"
        and _is_title(source, block, blocks[index + 1])
    ):
        item.kind = "title"
    return item


def _is_title(source: Source, block: Block, following: Block) -> bool:
    """An unmarked heading: it names agencies only, or begins with a section word and stands short above longer text."""
    if heading_names(source, block.start, block.end) is not None:
        return True
    if block.end - block.start > 90 or source.text[block.start].islower():
        return False
    low = source.low
    return bool(GOALS.match(low, block.start, block.end) or WORK.match(low, block.start, block.end)) and (
        following.end - following.start > 40 or low[block.end - 1] == ":"
    )


def _hang(source: Source, node: Node, roots: list[Node], stack: list[Node]) -> None:
    kind = node.kind
    if kind == "text":
        if CLOSING.match(source.low, node.item.start, node.item.end):
            node.closing = True
        (stack[-1].children if stack else roots).append(node)
        return
    kinds = [n.kind for n in stack]
    if kind in kinds:
        del stack[kinds.index(kind) :]
    elif kind not in _BULLETS:
        while stack and _RANK[stack[-1].kind] >= _RANK[kind]:
            stack.pop()
    (stack[-1].children if stack else roots).append(node)
    stack.append(node)
