"""Tasks: which items, rows and sentences give work, to whom.

A numbered or bulleted item is one task with its sub-items inside it; an item that only names agencies is a heading and
what stands beneath it are the tasks; a paragraph outside a list is one task, and a sentence that gives work to another
agency begins a new one. Purposes, goals and background give no work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chungtay.directives.reader.leads import (
    Assignment,
    assignment_at,
    gives_to_other,
    heading_names,
    is_giver,
    named_inside,
    skip_openers,
)
from chungtay.directives.reader.agencies import names_at, verb_at
from chungtay.directives.reader.model import Span
from chungtay.directives.reader.outline import CLOSING, GOALS, WORK, Node
from chungtay.directives.reader.patterns import any_of, word, words
from chungtay.directives.reader.sentences import sentences_of
from chungtay.directives.reader.tables import Row
from chungtay.directives.reader.text import Source

_IMPERATIVE = re.compile(word(any_of(words("verbs", "imperatives"))))
_BACKGROUND = re.compile(rf"[\s\"*_(]*(?:{any_of(words('sections', 'background'))})(?![a-zà-ỹđ])")
_ISSUED = re.compile(r"(?<![a-zà-ỹđ])(?:ban hành|có|ký|gửi|phê duyệt|nhận được|phát đi)\s+(?:ban hành\s+)?(?:công văn|văn bản|kế hoạch|công điện|chỉ thị|quyết định|hướng dẫn|thông báo|nghị quyết|chương trình|tờ trình|thư)(?![a-zà-ỹđ])|(?:vừa|đã|mới) được [^.;]{0,60}(?:ban hành|phê duyệt|ký)")
_INTRO_END = re.compile(r"(?:như sau|sau đây|sau|gồm|cụ thể|nội dung|nhiệm vụ|việc|yêu cầu|chỉ thị|kết luận|các nội dung|đề nghị|là|quyết nghị|quyết định|thực hiện)\s*[:.]?[\s*_]*$")
_GENERIC = re.compile(
    r"(?:(?:tập trung|chỉ đạo|chủ động|nghiêm túc|khẩn trương|phối hợp|và|tổ chức|,)\s*)*(?:triển khai|thực hiện)(?:\s+(?:thực hiện|tốt|hiệu quả|nghiêm túc|có hiệu quả|đồng bộ))*\s+(?:một số|các|những|\d+)?\s*(?:nội dung|nhiệm vụ|công việc|giải pháp|việc|hoạt động)[^.;:]{0,80}[.:]?$"
)
_REPORTS = re.compile(r"báo cáo|trước ngày|chậm nhất|gửi về|đôn đốc|theo dõi|tổng hợp")
_IN_FORCE = re.compile(
    r"[\s\"*_(]*(?:quyết định|chỉ thị|kế hoạch|nghị quyết|quy chế|thông tư|hướng dẫn|công điện|quy định)(?: này)? (?:đã |sẽ )?(?:có hiệu lực|thay thế|được|áp dụng|phổ biến|bãi bỏ|gồm|quy định)"
    r"|[\s\"*_(]*(?:bãi bỏ|thay thế|hủy bỏ) (?:quyết định|kế hoạch|chỉ thị|nghị quyết|công văn|quy)"
)
_CARRIED_OUT = re.compile(r"chịu trách nhiệm (?:tổ chức )?thi hành|ban hành kèm theo|(?:căn cứ|chiếu) quyết định (?:này )?thi hành|thi hành quyết định|thông báo (?:để|đến|tới) [^.]{3,200} biết")
_BASIS = re.compile(r"[\s\"*_(]*(?:căn cứ\s+(?:vào\s+)?(?:luật|bộ luật|nghị|quyết|thông|hiến|chỉ thị|kế hoạch|công văn|công điện|điều|pháp lệnh|chương trình|văn bản|hướng dẫn|tờ trình)|(?:xét|theo)\s+(?:đề nghị|tờ trình|đề xuất)|sau khi|\(?ban hành kèm)")
_EVALUATES = re.compile(r"tuy nhiên|còn nhiều|vẫn còn|chưa được|đã được|đã có|tiếp tục được")
_MEMBERS = re.compile(r"gồm (?:các|những)? ?(?:ông|bà|đồng chí|thành viên|thành phần)|có tên sau|thành viên gồm|gồm:$")


_WHO = re.compile(r"tổ chức thực hiện|phân công|trách nhiệm")
# People who are quoted and what was seen on the spot: a page's colour, no work.
_VOICE = re.compile(
    word("cho rằng|chia sẻ|cho biết|cho hay|lo ngại|bày tỏ|tâm sự|kể lại|nhận định|cho thấy|ghi nhận|theo (?:ông|bà|anh|chị|cô|thầy|em|bác)|(?:ông|bà|anh|chị|cô|thầy|em|vị này) [^.,]{0,40}(?:nói|kể|chia sẻ)|phấn khởi|vui mừng")
)
_CLAUSE = re.compile(word("để|nhằm|kết thúc|nhận được|nhân dịp|với mục đích|trước tình hình|trước thực trạng|trên cơ sở|thực hiện|căn cứ"))


# "Cơ quan chủ trì: …", "Thời gian: …" under a task say who and when of that task.
_ATTRIBUTE = re.compile(
    r"[\s(*_-]*(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|người|lãnh đạo)\s*(?:/\s*đơn vị\s*)?(?:chủ trì|phối hợp|thực hiện|chịu trách nhiệm|phụ trách|đầu mối)(?:\s+(?:thực hiện|chính))?"
    r"|chủ trì|phối hợp|thời gian(?:\s+(?:thực hiện|hoàn thành|tổ chức))?|thời hạn(?:\s+hoàn thành)?|tiến độ(?:\s+(?:thực hiện|hoàn thành))?|sản phẩm|kết quả đầu ra|kinh phí(?:\s+thực hiện)?|nguồn kinh phí|địa điểm|đối tượng|số lượng|thành phần|hình thức|nội dung)\s*:"
)


@dataclass(slots=True)
class Draft:
    """A task before its dates and topics are read. ``own`` is where its own words end (children excluded)."""

    span: Span
    ordinal: str | None
    lead: tuple[Span, ...]
    inherited: bool = False
    heading: Span | None = None
    row: Row | None = None


@dataclass(slots=True)
class Context:
    """What stands above a node."""

    lead: tuple[Span, ...] = ()
    inherited: tuple[Span, ...] = ()
    work: bool = False
    goal: bool = False
    heading: Span | None = None

    def beneath(self, **changes: object) -> Context:
        values = {"lead": self.lead, "inherited": self.inherited, "work": self.work, "goal": self.goal, "heading": self.heading}
        return Context(**(values | changes))  # type: ignore[arg-type]


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
        context = Context()
        for index, node in enumerate(roots):
            self._visit(node, context, roots[index + 1 :])
            if node.kind in ("caps", "title"):
                context = self._after_heading(node, context)
        return self.drafts

    def _after_heading(self, node: Node, context: Context) -> Context:
        return context

    # ------------------------------------------------------------ nodes

    def _visit(self, node: Node, context: Context, following: list[Node]) -> None:
        if node.kind == "subject":
            return
        if node.kind == "table":
            self._table(node, context)
        elif node.kind == "text":
            self._paragraph(node, context, following)
        elif context.goal and not self._reopens(node):
            self._goal(node, context)
        else:
            self._item(node, context, following)

    def _reopens(self, node: Node) -> bool:
        return node.kind in ("caps", "part", "roman", "capital", "article")

    def _goal(self, node: Node, context: Context) -> None:
        """Nothing beneath a goal is work, save an order in the paragraphs after it."""
        section = node.kind in ("caps", "part", "roman", "capital", "title", "article")
        for index, child in enumerate(node.children):
            if child.kind == "text" and not section:
                self._paragraph(child, context.beneath(goal=False, work=False), node.children[index + 1 :])
            elif child.kind == "text":
                self._orders_only(child, context)
            else:
                self._goal(child, context)

    def _orders_only(self, node: Node, context: Context) -> None:
        for sentence in sentences_of(self.source, node.item.start, node.item.end):
            found = assignment_at(self.source, *sentence, self.issuer)
            if found and found.lead and (found.order or found.giver):
                self._add(sentence, None, found.lead, context)

    def _item(self, node: Node, context: Context, following: list[Node]) -> None:
        source, item = self.source, node.item
        names = heading_names(source, item.body, item.end)
        names = names or self._bare_name(node, context) or None
        if names is not None and node.kind == "caps":
            self._children(node, context)
            return
        if names is not None:
            if node.children:
                below = context.beneath(lead=names, work=True, goal=False, heading=Span(item.body, item.end))
                self._children(node, below)
            return
        if _MEMBERS.search(source.low, item.body, item.end):
            return
        if self._is_goal(node):
            self._goal_section(node, context)
        elif self._is_heading(node, context):
            self._heading(node, context)
        else:
            self._task(node, context)

    def _bare_name(self, node: Node, context: Context) -> tuple[Span, ...]:
        """Under "Tổ chức thực hiện" a short heading with items beneath it names who does them, known word or not."""
        heading, item = context.heading, node.item
        if heading is None or not node.children or node.kind not in ("number", "letter", "deep1", "deep2"):
            return ()
        if not _WHO.search(self.source.low, *heading) or item.end - item.body > 90 or self._orders(item.body, item.end):
            return ()
        if self.source.text[item.end - 1] in ".;," or re.search(r"\bvề\b|công tác|nhiệm vụ|giải pháp|nội dung|cấp tỉnh|cấp huyện|cấp xã", self.source.low[item.body : item.end]):
            return ()
        return (self.source.trim(item.body, item.end, ":*_ "),)

    def _children(self, node: Node, context: Context) -> None:
        for index, child in enumerate(node.children):
            self._visit(child, context, node.children[index + 1 :])

    def _is_goal(self, node: Node) -> bool:
        source, item = self.source, node.item
        length = item.end - item.body
        if not GOALS.match(source.low, item.body, item.end):
            return False
        found = assignment_at(source, item.body, item.end, self.issuer)
        if found and found.lead:
            return False
        return length < 120 or node.kind in ("roman", "caps", "part", "capital", "title") or source.low.find(":", item.body, item.body + 40) > 0

    def _goal_section(self, node: Node, context: Context) -> None:
        self._goal(node, context.beneath(goal=True))

    def _is_heading(self, node: Node, context: Context) -> bool:
        source, item = self.source, node.item
        if node.kind in ("caps", "part", "title"):
            return True
        length = item.end - item.body
        last = source.text[item.end - 1]
        if not node.children:
            return False
        if node.kind in ("roman", "capital") and length < 250 and last not in ".;":
            return True
        enumerated = [c for c in node.children if c.kind != "text"]
        if length < 90 and last not in ".;," and node.children[0].kind == "text":
            first = node.children[0].item
            found = assignment_at(source, first.start, first.end, self.issuer)
            if found and found.lead:
                return True
        if last in ".;" and not self._children_assign(enumerated):
            return False
        if self._children_assign(enumerated):
            return True
        if enumerated and length < 200 and self._is_intro(item.body, item.end):
            return True
        if length < 160 and last not in ".;" and enumerated and self._assigns_deep(enumerated):
            return True
        if length < 60 and last not in ".;" and WORK.match(source.low, item.body, item.end):
            return True
        return length < 160 and last not in ".;" and not self._orders(item.body, item.end)

    def _assigns_deep(self, children: list[Node]) -> bool:
        """"3. Hỗ trợ sau xét xử" above "3.1. Công an xã …": the numbered level beneath has the tasks."""
        return all(c.kind.startswith("deep") for c in children) and any(
            (a := assignment_at(self.source, c.item.body, c.item.end, self.issuer)) and a.lead for c in children
        )

    def _children_assign(self, children: list[Node]) -> bool:
        """Most sub-items give work to an agency of their own."""
        giving = sum(
            1
            for c in children
            if heading_names(self.source, c.item.body, c.item.end) is not None
            or ((a := assignment_at(self.source, c.item.body, c.item.end, self.issuer)) is not None and a.lead and not a.order)
        )
        return len(children) > 1 and giving * 2 > len(children)

    def _orders(self, start: int, end: int) -> bool:
        """The words themselves say what to do."""
        at = skip_openers(self.source, start, end)
        return _IMPERATIVE.match(self.source.low, at, end) is not None

    def _is_intro(self, start: int, end: int) -> bool:
        return bool(_INTRO_END.search(self.source.low, max(start, end - 40), end)) and self.source.text[end - 1] in ":."

    def _heading(self, node: Node, context: Context) -> None:
        source, item = self.source, node.item
        found = assignment_at(source, item.body, item.end, self.issuer)
        lead = found.lead if found and found.lead else context.lead
        work = context.work or bool(WORK.match(source.low, item.body, item.end)) or not self.official
        below = context.beneath(lead=lead, work=work, goal=False, heading=Span(item.body, item.end))
        self._children(node, below)

    # ------------------------------------------------------------ tasks

    def _task(self, node: Node, context: Context) -> None:
        """One item is one task; its tail of unmarked paragraphs may hold orders of their own."""
        source, item = self.source, node.item
        if not self.directive or self._is_nothing(node):
            return
        if self._is_attribute(node):
            self._attach(node)
            return
        folded = [c for c in node.children if not self._starts_own(c)]
        tail = max([item.end, *(c.tail for c in folded if c.kind != "text" or not c.closing)])
        own = [c for c in node.children if c not in folded]
        if own:
            tail = min([tail, *(c.item.start for c in own)])
        lead = self._lead_of(item.body, item.end, context, tail)
        span = source.trim(self._opening(item.body, item.end), tail)
        self._add(span, item.ordinal, lead, context)
        self._split(item.body, item.end, context)
        for index, child in enumerate(own):
            self._visit(child, context.beneath(lead=()) if not context.lead else context, own[index + 1 :])

    def _is_attribute(self, node: Node) -> bool:
        return bool(self.drafts) and _ATTRIBUTE.match(self.source.low, node.item.body, node.item.end) is not None

    def _attach(self, node: Node) -> None:
        """Who and when, told beneath a task, belong to the task before."""
        draft = self.drafts[-1]
        if draft.row is None and draft.span.start < node.item.start:
            draft.span = self.source.trim(draft.span.start, node.tail)
            lead = named_inside(self.source, node.item.body, node.item.end)
            if lead and (draft.inherited or not draft.lead):
                draft.lead, draft.inherited = lead, False

    def _opening(self, start: int, end: int) -> int:
        """A connective before the agency is no word of the task; before an order it stays."""
        at = skip_openers(self.source, start, end)
        if self.source.low.startswith("riêng", start):
            return start
        if at == start:
            return self._after_clause(start, end)
        names = names_at(self.source, at, end)
        found = assignment_at(self.source, start, end, self.issuer)
        return at if names and found and not found.giver else start

    def _after_clause(self, start: int, end: int) -> int:
        """"Để …, Phòng … đề nghị", "Kết thúc hè, các đơn vị …": why and when before the work are no words of the task."""
        if not _CLAUSE.match(self.source.low, start, end):
            return start
        found = assignment_at(self.source, start, end, self.issuer)
        return found.at if found and (found.lead or found.order) else start

    def _is_nothing(self, node: Node) -> bool:
        source, item = self.source, node.item
        low = source.low
        if CLOSING.match(low, item.body, item.end) and not _REPORTS.search(low, item.body, item.end):
            return True
        if _IN_FORCE.match(low, item.body, item.end) or _CARRIED_OUT.search(low, item.body, item.end):
            return True
        if _BACKGROUND.match(low, item.body, item.end) and _EVALUATES.search(low, item.body, item.end) and not self._orders(item.body, item.end):
            return True
        if _BASIS.match(low, item.body, item.end):
            return True
        return item.end - item.body < 12

    def _starts_own(self, child: Node) -> bool:
        """An unmarked paragraph after an item that gives work anew, or closes the document with an order."""
        if child.kind == "table":
            return True
        if child.kind != "text":
            return False
        if child.closing:
            return True
        for sentence in sentences_of(self.source, child.item.start, child.item.end)[:1]:
            found = assignment_at(self.source, *sentence, self.issuer)
            if found and (found.lead or found.order):
                return True
        return False

    def _lead_of(self, start: int, end: int, context: Context, tail: int = 0) -> tuple[Span, ...]:
        found = assignment_at(self.source, start, end, self.issuer)
        if found and found.lead and not context.lead:
            return found.lead
        if found and found.lead and not found.order and self.source.text[found.lead[0].start].isupper() and self._strong(found):
            return found.lead
        return named_inside(self.source, start, tail or end) or context.lead

    def _strong(self, found: Assignment) -> bool:
        return verb_at(self.source, found.work) or self.source.low[found.work - 2 : found.work].strip() == ":"

    def _split(self, start: int, end: int, context: Context) -> None:
        """Later sentences and clauses that give work to another agency are tasks of their own."""
        for sentence in self._clauses(start, end)[1:]:
            found = gives_to_other(self.source, *sentence, self.issuer)
            if found:
                previous = self.drafts[-1]
                self.drafts[-1].span = self.source.trim(previous.span.start, sentence.start, ";")
                self._add(sentence, None, found.lead, context)

    def _clauses(self, start: int, end: int) -> list[Span]:
        spans: list[Span] = []
        for sentence in sentences_of(self.source, start, end):
            begin = sentence.start
            for cut in re.finditer(r";\s+(?=[A-ZĐÀ-Ỹ])", self.source.text[sentence.start : sentence.end]):
                at = sentence.start + cut.end()
                if names_at(self.source, at, sentence.end):
                    spans.append(self.source.trim(begin, sentence.start + cut.start()))
                    begin = at
            spans.append(self.source.trim(begin, sentence.end))
        return spans

    def _add(self, span: Span, ordinal: str | None, lead: tuple[Span, ...], context: Context) -> None:
        if span.end - span.start < 8:
            return
        inherited = False
        if not lead:
            lead = context.lead
        if not lead and self.inherited:
            lead, inherited = self.inherited, True
        self.drafts.append(Draft(span, ordinal, lead, inherited or lead == context.lead, context.heading))

    # ------------------------------------------------------------ paragraphs

    def _paragraph(self, node: Node, context: Context, following: list[Node]) -> None:
        if context.goal:
            self._orders_only(node, context)
            return
        if not self.directive:
            return
        if self._is_attribute(node):
            self._attach(node)
            return
        source = self.source
        if not self.official and source.text[node.item.end - 1] not in ".:;!?…)”\"*" and node.item.end - node.item.start < 170:
            # A caption or a subtitle of the page: no sentence.
            return
        listed = any(n.kind not in ("text", "caps") for n in following[:2])
        sentences = self._clauses(node.item.start, node.item.end)
        started = False
        for index, sentence in enumerate(sentences):
            if source.low.count('"', node.item.start, sentence.start) % 2:
                continue
            verdict = self._judge(sentence, context, listed and index == len(sentences) - 1, started)
            if verdict is None:
                continue
            kind, found = verdict
            if kind == "intro":
                self.opened = True
                if found and found.lead and (found.order or found.giver):
                    self.inherited = found.lead
                continue
            if started and kind == "imperative":
                self.drafts[-1].span = Span(self.drafts[-1].span.start, sentence.end)
                continue
            opening = Span(self._opening(*sentence), sentence.end)
            self._add(opening, None, found.lead if found else (), context)
            started = True
            self.opened = True
        if started:
            last = self.drafts[-1]
            last.span = source.trim(last.span.start, node.item.end)
            self._reach(node)

    def _reach(self, node: Node) -> None:
        """Sentences between two tasks of one paragraph belong to the first."""
        inside = [d for d in self.drafts if d.span.start >= node.item.start]
        for this, after in zip(inside, inside[1:], strict=False):
            this.span = self.source.trim(this.span.start, after.span.start, ";")

    def _judge(self, sentence: Span, context: Context, before_list: bool, started: bool) -> tuple[str, Assignment | None] | None:
        source = self.source
        low = source.low
        if _BASIS.match(low, *sentence) or _CARRIED_OUT.search(low, *sentence):
            return None
        found = assignment_at(source, *sentence, self.issuer)
        if not (found and (found.order or found.giver)) and _VOICE.search(low, *sentence):
            return None
        if found and found.lead and not found.order and not context.lead and self._by_issuer(found):
            found = None
        if (source.text[sentence.end - 1] == ":" or before_list) and self._is_intro_sentence(sentence, found):
            return ("intro", found)
        if CLOSING.match(low, *sentence) and not (found and found.order and _REPORTS.search(low, *sentence)):
            return None
        if _ISSUED.search(low, sentence.start, min(sentence.end, sentence.start + 330)) and not (found and found.lead):
            self.opened = True
            return None
        if found and (found.lead or found.order):
            return self._assigned(sentence, found, started, context)
        at = skip_openers(source, *sentence)
        if context.lead and not low.startswith(("thời gian qua", "kết quả"), sentence.start):
            return ("imperative", None)
        if _BACKGROUND.match(low, at, sentence.end) or _IN_FORCE.match(low, *sentence):
            return None
        if started:
            return ("imperative", None)
        if not _IMPERATIVE.match(low, at, sentence.end) or self._is_preamble(sentence, at):
            return None
        if context.work or self.opened:
            return ("imperative", None)
        return None

    def _by_issuer(self, found: Assignment) -> bool:
        """The issuer tells what it does itself: "UBND tỉnh ban hành Kế hoạch …"."""
        names = names_at(self.source, found.lead[0].start, found.lead[0].end)
        return names is not None and is_giver(self.source, names, self.issuer) and len(found.lead) == 1

    def _is_intro_sentence(self, sentence: Span, found: Assignment | None) -> bool:
        if self.source.text[sentence.end - 1] == ":":
            return True
        return bool(found and found.order)

    def _assigned(self, sentence: Span, found: Assignment, started: bool, context: Context) -> tuple[str, Assignment] | None:
        low = self.source.low
        rest = low[found.work : sentence.end].strip()
        if _GENERIC.match(rest) and not _REPORTS.search(rest):
            return ("intro", found)
        if started and not gives_to_other(self.source, *sentence, self.issuer):
            return ("imperative", found)
        preamble = self.official and not self.drafts and not self.opened and not context.lead and not context.work
        if preamble and not found.order and not found.giver:
            # Before the first order of an official document agencies only appear in its reasons.
            return None
        return ("order", found)

    def _is_preamble(self, sentence: Span, at: int) -> bool:
        """"Thực hiện Công văn …, UBND huyện ban hành …": the main clause after the comma has its own subject."""
        if not re.compile(word("thực hiện|căn cứ|triển khai|hưởng ứng|tiếp tục thực hiện|nhằm")).match(self.source.low, at):
            return False
        for comma in re.finditer(r",\s+", self.source.low[at : sentence.end]):
            position = at + comma.end()
            names = names_at(self.source, position, sentence.end)
            if names and names.stopped_by == "verb" and self.source.text[position].isupper():
                return True
        return False

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
