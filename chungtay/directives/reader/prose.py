"""What a sentence outside a list is: an order, an introduction to a list, a continued order, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chungtay.directives.reader.agencies import names_at
from chungtay.directives.reader.cues import (
    BACKGROUND,
    BASIS,
    CARRIED_OUT,
    CLAUSE,
    GENERIC,
    IMPERATIVE,
    IN_FORCE,
    ISSUED,
    PREAMBLE,
    REPORT_DUE,
    REPORTS,
    VOICE,
)
from chungtay.directives.reader.leads import Assignment, assignment_at, gives_to_other, is_giver, skip_openers
from chungtay.directives.reader.model import Span
from chungtay.directives.reader.outline import CLOSING
from chungtay.directives.reader.sentences import sentences_of
from chungtay.directives.reader.text import Source

# "… tổ chức đêm hội vào 19 giờ 30 phút ngày 22/9": the hour of an event, on a page.
_EVENT = re.compile(
    r"[^.;:]{0,120}?(?<![a-zà-ỹđ])(?:vào|lúc|từ|hồi)\s+(?:lúc\s+|hồi\s+)?\d{1,2}\s?(?:giờ|h)(?![a-zà-ỹđ])"
)
_IN_ANNEX = re.compile(
    r"\((?:có |xem )?(?:nội dung |nhiệm vụ )?(?:chi tiết|cụ thể)?\s*(?:tại|theo|trong|như|có)\s+(?:các\s+)?"
    r"(?:biểu|phụ lục|bảng|danh mục)[^()]{0,60}\)[.;:]?\s*$",
    re.MULTILINE,
)
_NEW_CLAUSE = re.compile(r";\s+(?=[A-ZĐÀ-Ỹ])")


@dataclass(frozen=True, slots=True)
class Situation:
    """What was read before the sentence. ``opened``: the directive was announced; ``begun``: an order was read."""

    official: bool
    opened: bool
    begun: bool
    lead: bool
    work: bool
    before_list: bool
    started: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """``kind``: order, more (goes on with the order before), intro, issued (tells that the directive was issued)."""

    kind: str
    found: Assignment | None = None


def judge(source: Source, sentence: Span, issuer: str | None, now: Situation) -> Verdict | None:
    low = source.low
    if (BASIS.match(low, *sentence) and not now.lead) or CARRIED_OUT.search(low, *sentence):
        return None
    found = assignment_at(source, *sentence, issuer)
    if _is_voice(source, sentence, found):
        return None
    if (
        found
        and found.lead
        and not found.order
        and not now.lead
        and not now.begun
        and _by_issuer(source, found, issuer)
    ):
        found = None
    colon = source.text[sentence.end - 1] == ":"
    if colon or (now.before_list and found and found.order):
        return Verdict("intro", found)
    if CLOSING.match(low, *sentence) and not (found and found.order and REPORTS.search(low, *sentence)):
        return None
    if not (found and found.lead) and ISSUED.search(low, sentence.start, min(sentence.end, sentence.start + 330)):
        return Verdict("issued")
    begin = found.work if found else sentence.start
    told = not (found and found.order) and not now.official and not now.lead
    if told and _EVENT.match(low, begin, min(begin + 160, sentence.end)):
        return None
    if found and (found.lead or found.order):
        return _assigned(source, sentence, found, issuer, now)
    return _unassigned(source, sentence, now)


def _is_voice(source: Source, sentence: Span, found: Assignment | None) -> bool:
    if found and (found.order or found.giver):
        return False
    stop = min(sentence.end, found.work + 40) if found and found.lead else sentence.end
    return VOICE.search(source.low, sentence.start, stop) is not None


def _by_issuer(source: Source, found: Assignment, issuer: str | None) -> bool:
    """The issuer tells what it does itself: "UBND tỉnh ban hành Kế hoạch …"."""
    names = names_at(source, found.lead[0].start, found.lead[0].end)
    return names is not None and len(found.lead) == 1 and is_giver(source, names, issuer)


def _assigned(source: Source, sentence: Span, found: Assignment, issuer: str | None, now: Situation) -> Verdict | None:
    rest = source.low[found.work : sentence.end].strip()
    if GENERIC.match(rest) and not REPORTS.search(rest):
        return Verdict("intro", found)
    if now.started and not gives_to_other(source, *sentence, issuer):
        return Verdict("more", found)
    preamble = now.official and not now.begun and not now.opened and not now.lead and not now.work
    if preamble and not found.order and not found.giver:
        # Before the first order of an official document agencies only appear in its reasons.
        return None
    return Verdict("order", found)


def _unassigned(source: Source, sentence: Span, now: Situation) -> Verdict | None:
    low = source.low
    if _IN_ANNEX.search(low, *sentence):
        return Verdict("intro")
    at = skip_openers(source, *sentence)
    if now.lead and not low.startswith(("thời gian qua", "kết quả"), sentence.start):
        return Verdict("more" if now.started else "order")
    if BACKGROUND.match(low, at, sentence.end) or IN_FORCE.match(low, *sentence):
        return None
    if now.started:
        return Verdict("more")
    if now.begun and REPORT_DUE.match(low, *sentence):
        return Verdict("order")
    if not IMPERATIVE.match(low, at, sentence.end) or _is_preamble(source, sentence, at):
        return None
    return Verdict("order") if now.work or now.opened else None


def _is_preamble(source: Source, sentence: Span, at: int) -> bool:
    """ "Thực hiện Công văn …, UBND huyện ban hành …": the main clause after the comma has its own subject."""
    if not PREAMBLE.match(source.low, at):
        return False
    for comma in re.finditer(r",\s+", source.low[at : sentence.end]):
        position = at + comma.end()
        names = names_at(source, position, sentence.end)
        if names and names.stopped_by == "verb" and source.text[position].isupper():
            return True
    return False


def opening_of(source: Source, start: int, end: int, issuer: str | None) -> int:
    """Where the words of a task begin: after "Theo đó," before an agency, after "Để …," or "Kết thúc hè,"."""
    if source.low.startswith("riêng", start):
        return start
    at = skip_openers(source, start, end)
    if at == start and not CLAUSE.match(source.low, start, end):
        return start
    found = assignment_at(source, start, end, issuer)
    if at == start:
        return found.at if found and (found.lead or found.order) else start
    return at if found and not found.giver and names_at(source, at, end) else start


def clauses_of(source: Source, start: int, end: int, issuer: str | None = None) -> list[Span]:
    """Sentences, cut also at a semicolon after which an agency with a capital begins."""
    spans: list[Span] = []
    for sentence in sentences_of(source, start, end):
        begin = sentence.start
        found: Assignment | None = None
        for cut in _NEW_CLAUSE.finditer(source.text, sentence.start, sentence.end):
            found = found or assignment_at(source, begin, sentence.end, issuer)
            if found and found.lead and cut.end() < found.work:
                # "yêu cầu Trưởng phòng …; Hiệu trưởng … triển khai": the list of agencies goes on.
                continue
            if names_at(source, cut.end(), sentence.end):
                spans.append(source.trim(begin, cut.start()))
                begin = cut.end()
        spans.append(source.trim(begin, sentence.end))
    return spans
