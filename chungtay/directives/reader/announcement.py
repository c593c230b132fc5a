"""How a news page says which directive it tells about: "UBND huyện vừa ban hành Công văn số … ngày … về …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from chungtay.directives.reader.agencies import HEAD, names_at
from chungtay.directives.reader.citations import KINDS, LETTERS, Mention
from chungtay.directives.reader.dates import dates_in
from chungtay.directives.reader.leads import ORDER, assignment_at, skip_openers
from chungtay.directives.reader.model import Finding, Identity, Span
from chungtay.directives.reader.patterns import any_of, word
from chungtay.directives.reader.sentences import sentences_of
from chungtay.directives.reader.structure import Block
from chungtay.directives.reader.text import Source

_KIND = any_of([k for k in KINDS if k not in ("luật", "pháp lệnh", "nghị định")])
_ISSUES = re.compile(
    rf"(?:(?:vừa|đã|mới|cũng|tiếp tục|có)\s+)*(?:(?:ký\s+)?ban\s+hành|có|ký|phát\s+(?:đi|hành)|gửi|phê\s+duyệt"
    rf"|xây\s+dựng|ra|triển\s+khai)"
    rf"\s+(?:(?:một|bản|các|số)\s+)?(?P<kind>{word(_KIND)})"
)

_CITES = re.compile(
    r"(?:thực hiện|căn cứ|theo|triển khai|hưởng ứng|tinh thần|tiếp theo|quán triệt|thay thế|kèm theo|nêu tại"
    r"|của)\s+(?:nội dung\s+|tinh thần\s+|các\s+)*$"
)
_OWN = re.compile(r"(?:tại|trích)\s*:?\s*$")
_SOURCE_LINE = re.compile(r"[\W_]*(?:[^\n]{0,40}\()?nguồn\s*:?\s*")
_SUBJECT = re.compile(
    r"[\s,]*(?:(?:gửi|đến)\s[^.;\n]{4,90}?\s)?(?:về(?:\s+việc)?|v/v|\"|triển khai|thực hiện|hướng dẫn|tăng cường"
    r"|phê duyệt|tổ chức)\s*"
)
_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n")
_OPENING_DAY = re.compile(r"[\s(]*(?:sáng\s+|chiều\s+|mới đây,?\s+|vừa qua,?\s+)*(?:vào\s+)?ngày\s+")
_CANDIDATE = re.compile(
    r"[,:;)]\s+|\)\s*-\s*|\s-\s|\svà\s|\squa\s|\n|\d{4},?\s+|\d,?\s+(?=[a-zđ])|theo đó,?\s|vừa qua,?\s|mới đây,?\s"
)
_DAY_BEFORE = re.compile(r"ngày\s+$")
EARLY = 8
LATE = 16
# An announcement stands at the beginning of its paragraph.
REACH = 1500


@dataclass(slots=True)
class _Found:
    kind: Span | None = None
    mention: Mention | None = None
    issuer: Span | None = None
    date: Finding[date] | None = None
    subject: Span | None = None
    confidence: float = 0.9


def read_announcement(source: Source, blocks: list[Block], mentions: list[Mention]) -> Identity:
    """The identity of the directive a page tells about; empty where the page tells about none."""
    for block in blocks[:EARLY]:
        for verb in _ISSUES.finditer(source.low, block.start, min(block.end, block.start + REACH)):
            found = _from_verb(source, block, verb, mentions)
            if found and (found.mention or found.issuer):
                if found.mention is None:
                    _add_source_line(source, blocks, mentions, found)
                if found.mention is None:
                    _add_later(source, blocks, mentions, found)
                return _identity(source, found)
    found = _from_mention(source, blocks, mentions)
    return _identity(source, found) if found else Identity()


def _from_verb(source: Source, block: Block, verb: re.Match[str], mentions: list[Mention]) -> _Found | None:
    kind = Span(*verb.span("kind"))
    mention = next((m for m in mentions if 0 <= m.span.start - kind.end <= 45 and m.span.start < block.end), None)
    if mention and _CITES.search(source.low[kind.end : mention.span.start]):
        mention = None
    if mention and re.search(r"thực hiện|của|về", source.low[kind.end : mention.span.start]):
        mention = None
    begin = _sentence_start(source, block, verb.start())
    issuer = _subject_of(source, begin, verb.start())
    if mention is None and issuer is None:
        return None
    when = _mention_date(mention)
    if when is None:
        opening = _OPENING_DAY.match(source.low, begin)
        if opening:
            dates = dates_in(source, opening.end(), opening.end() + 24)
            value = dates[0].value() if dates else None
            when = Finding(value, dates[0].span, 0.9) if value else None
    if when is None and issuer is not None:
        near = [d for d in dates_in(source, max(begin, issuer.start - 30), issuer.start) if d.value()]
        if near and _DAY_BEFORE.search(source.low, near[-1].span.start - 8, near[-1].span.start):
            value = near[-1].value()
            when = Finding(value, near[-1].span, 0.85) if value else None
    after = mention.end if mention else kind.end
    if issuer is None and mention:
        issuer = mention.issuer
    return _Found(kind, mention, issuer, when, _subject(source, after, block.end))


def _mention_date(mention: Mention | None) -> Finding[date] | None:
    value = mention.date.value() if mention and mention.date else None
    return Finding(value, mention.date.span, 0.95) if mention and mention.date and value else None


def _sentence_start(source: Source, block: Block, position: int) -> int:
    begin = block.start
    for match in _SENTENCE.finditer(source.low, block.start, position):
        short = _SHORT.search(source.low, match.start() - 4, match.start() + 1)
        if not short and not re.match(r"\.\s*[\da-z]", source.low[match.start() : match.start() + 2]):
            begin = match.end()
    return begin


def _subject_of(source: Source, begin: int, verb: int) -> Span | None:
    """The agency right before the verb: the first candidate whose name reaches it."""
    starts = [begin, *(m.end() for m in _CANDIDATE.finditer(source.low[begin:verb]))]
    for offset in starts:
        at = offset if offset == begin else begin + offset
        while at < verb and source.text[at] in " \t\n(-–":
            at += 1
        if not HEAD.match(source.low, at, verb):
            continue
        names = names_at(source, at, min(verb + 40, len(source.text)))
        if names and verb - 14 <= names.predicate <= verb + 8:
            return source.trim(at, min(names.predicate, verb), " ,;")
    return None


def _subject(source: Source, after: int, end: int) -> Span | None:
    opening = _SUBJECT.match(source.low, after, end)
    if opening is None:
        return None
    stop = _SENTENCE.search(source.low, opening.end(), end)
    return source.trim(opening.start(), stop.start() if stop else end, " ,;:")


def _add_source_line(source: Source, blocks: list[Block], mentions: list[Mention], found: _Found) -> None:
    """ "(Nguồn: KH số 22/KH-UBND ngày …)" beneath the article gives the number the article leaves out."""
    for block in reversed(blocks):
        line = _SOURCE_LINE.match(source.low, block.start, block.end)
        if line is None:
            continue
        mention = next((m for m in mentions if line.end() <= m.span.start < block.end), None)
        if mention:
            found.mention = mention
            found.date = found.date or _mention_date(mention)
            return


def _add_later(source: Source, blocks: list[Block], mentions: list[Mention], found: _Found) -> None:
    """The number comes paragraphs later: "Công văn số … ngày … nêu rõ", "Theo Công văn số …, Bộ yêu cầu"."""
    kind = " ".join(source.low[found.kind.start : found.kind.end].split()) if found.kind else None
    for mention in mentions:
        if mention.kind is None or " ".join(source.low[mention.kind.start : mention.kind.end].split()) != kind:
            continue
        later = _passive(source, blocks[:LATE], mention)
        if later:
            found.mention = mention
            found.date = found.date or later.date
            return


def _from_mention(source: Source, blocks: list[Block], mentions: list[Mention]) -> _Found | None:
    """No verb of issuing: "Tại Công văn số …, UBND tỉnh yêu cầu", or the source line alone."""
    limit = blocks[min(EARLY, len(blocks)) - 1].end if blocks else 0
    found = _Found(confidence=0.75)
    _add_source_line(source, blocks, mentions, found)
    if found.mention:
        found.kind = found.mention.kind
        found.issuer = found.mention.issuer or first_giver(source, blocks)
        return found
    for mention in mentions:
        if mention.span.start > limit:
            break
        passive = _passive(source, blocks, mention)
        if passive:
            return passive
        before = source.low[max(0, (mention.kind or mention.span).start - 24) : (mention.kind or mention.span).start]
        if mention.kind and _OWN.search(before):
            return _Found(
                mention.kind,
                mention,
                mention.issuer or _orderer(source, mention.end),
                _mention_date(mention),
                _subject(source, mention.end, limit),
                0.8,
            )
    return None


_BEING_ISSUED = re.compile(r"[^.\n]{0,220}?(?:vừa|đã|mới)\s+(?:được\s+)?(?:[^.,\n]{0,60}\s)?(?:ban hành|ký|phê duyệt)")
_ASKS = re.compile(
    r"[^.\n]{0,260}?(?:,\s+|\s)(?:cũng\s+)?(?:nêu rõ|yêu cầu|đề nghị|giao|chỉ đạo|nhấn mạnh|đặt ra|đề ra|xác định"
    r"|hướng dẫn)"
)


def _passive(source: Source, blocks: list[Block], mention: Mention) -> _Found | None:
    """ "Kế hoạch số … vừa được UBND tỉnh ban hành", "Theo Công văn số …, Sở yêu cầu": the number is the subject."""
    if mention.kind is None:
        return None
    before = source.low[max(0, mention.kind.start - 60) : mention.kind.start]
    head = re.search(r"(?:^|[.\n:(]\s*|(?:theo|tại|với)\s+(?:nội dung\s+)?)$", before)
    if head is None:
        return None
    if not (_BEING_ISSUED.match(source.low, mention.span.end) or _ASKS.match(source.low, mention.span.end)):
        return None
    issuer = mention.issuer or _orderer(source, mention.end) or first_giver(source, blocks)
    end = next((b.end for b in blocks if b.start <= mention.span.start < b.end), mention.end)
    return _Found(mention.kind, mention, issuer, _mention_date(mention), _subject(source, mention.end, end), 0.75)


def first_giver(source: Source, blocks: list[Block]) -> Span | None:
    """Who orders first: "UBND tỉnh yêu cầu Sở …", or a speaker: "Đồng chí Phó Chủ tịch UBND tỉnh đề nghị Sở …"."""
    for block in blocks:
        at = skip_openers(source, block.start, block.end)
        names = names_at(source, at, block.end)
        if (
            names
            and names.stopped_by == "verb"
            and ORDER.match(source.low, names.predicate)
            and len(names.members) == 1
        ):
            return names.span
        for sentence in sentences_of(source, block.start, block.end):
            found = assignment_at(source, *sentence, None)
            if found and found.giver and found.order and found.lead:
                return _office_of(source, found.giver)
    return None


_OFFICE = re.compile(r"(?:chủ tịch|phó chủ tịch|bí thư|phó bí thư|giám đốc|phó giám đốc|bộ trưởng|thứ trưởng)\s")


def _office_of(source: Source, giver: Span) -> Span:
    """The office of a speaker who is only called "đồng chí": the last one named before the order."""
    for match in reversed(list(_OFFICE.finditer(source.low, max(0, giver.start - 2000), giver.end))):
        names = names_at(source, match.start(), match.end() + 120)
        if names:
            return names.members[0]
    return giver


def _orderer(source: Source, position: int) -> Span | None:
    at = re.compile(r"[\s,]*").match(source.low, position)
    names = names_at(source, at.end() if at else position, position + 160)
    return names.span if names and names.stopped_by == "verb" else None


_SHORT = re.compile(r"(?<![a-zà-ỹđ])(?:tp|tx|tt|ths|ts|đ/c)\.$")
# "Chủ tịch UBND tỉnh … Nguyễn Văn A": three syllables from a family name on; places have fewer or begin otherwise.
_FULL_NAME = re.compile(
    r"\s+(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý"
    r"|Đào|Đinh|Trịnh|Mai|Cao|Lâm|Hà|Tô|Trương|Lương|Tạ|Thái|Phùng|Tăng|Quách|Lưu|Châu|Vương|Triệu|Hứa|Nông)(?:\s+[A-ZĐÀ-Ỹ]\w*){2,3}$"
)
_PERSON = re.compile(
    r"(?:đồng\s+chí\s+|ông\s+|bà\s+)?(?:[^,]{3,40},\s+)?phó\s+(?:(?:chủ\s+tịch|giám\s+đốc)\s+(?:thường\s+trực\s+)?|(?=thủ\s+tướng))"
)


def office(source: Source, span: Span, confidence: float) -> Finding[str]:
    """A deputy signs for the office: "Phó Chủ tịch UBND tỉnh" is UBND tỉnh."""
    person = _PERSON.match(source.low, *span)
    start = person.end() if person else span.start
    named = _FULL_NAME.search(source.text, start, span.end)
    if named and not source.low.startswith("hồ chí minh", named.start() + 1):
        return source.take(start, named.start(), confidence)
    return source.take(start, span.end, confidence)


def _identity(source: Source, found: _Found) -> Identity:
    number = symbol = None
    norm: Finding[str] | None = None
    if found.mention:
        span = found.mention.span
        number = Finding(source.text[span.start : span.end], span, found.confidence)
        tail = re.match(r"\d+[a-c]?\s?(?:/\s?\d{4}\s?/\s?|[/-]\s?)", number.value)
        if tail:
            symbol = Finding(number.value[tail.end() :], Span(span.start + tail.end(), span.end), found.confidence)
    if found.kind:
        code = KINDS.get(" ".join(source.low[found.kind.start : found.kind.end].split()))
        norm = Finding(code, found.kind, 0.9) if code else None
    if norm is None and symbol:
        letters = re.match(r"[a-zđ]+", source.low[symbol.span.start : symbol.span.end] if symbol.span else "")
        norm = Finding(LETTERS.get(letters.group() if letters else "", "cong_van"), symbol.span, 0.7)
    kind = source.take(*found.kind, found.confidence) if found.kind else None
    if kind and kind.value.lower() in LETTERS:
        norm = Finding(LETTERS[kind.value.lower()], kind.span, 0.85)
        written = next(name for name, code in KINDS.items() if code == norm.value)
        kind = Finding(written.capitalize(), kind.span, 0.85)
    return Identity(
        type=kind,
        type_norm=norm,
        number=number,
        symbol=symbol,
        date=found.date,
        issuer=office(source, found.issuer, found.confidence) if found.issuer else None,
        subject=source.take(*found.subject, 0.8) if found.subject else None,
    )
