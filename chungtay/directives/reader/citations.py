"""Numbers of documents (56/2017/NĐ-CP, 20-CT/TW, 3048/UBND-VP) with the kind, date and issuer printed around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chungtay.directives.reader.dates import Printed, dates_in
from chungtay.directives.reader.model import Citation, Finding, Span
from chungtay.directives.reader.patterns import any_of, vocabulary, word
from chungtay.directives.reader.text import Source

KINDS: dict[str, str] = vocabulary("kinds")["kinds"]
LETTERS: dict[str, str] = vocabulary("kinds")["letters"]
KIND = word(any_of(KINDS) + r"|tb|kh|cv|qđ")
_L = r"[a-zđàáâăêôơư]"
# The letters after the number: NĐ-CP, TT-BLĐTBXH, UBND-VP, SLĐTBXH-TE&BĐG, QH13.
_TAIL = rf"{_L}(?:{_L}|[0-9&.,]|(?<=[{_L[1:-1]}0-9])\s?-\s?(?={_L})|-(?={_L})|/(?={_L}))*(?![a-zà-ỹ])"
NUMBER = re.compile(
    rf"(?<![\w/.-])(?P<n>\d{{1,5}}[a-c]?)\s?"
    rf"(?:/\s?(?P<y>(?:19|20)\d\d)\s?/\s?(?P<t1>{_TAIL})"
    rf"|-\s?(?P<t2>[a-zđ]{{2,8}}\s?[/-]\s?{_TAIL})"
    rf"|/\s?(?P<t4>(?:qđ|nđ|tt|kh|ct|cđ|nq|tb|hd|ttlt)\s?-\s?{_TAIL})|/(?P<t3>{_TAIL}))"
)
_LOOSE = re.compile(rf"{KIND}\s+số\s*:?\s*(?P<n>\d{{1,5}})(?=\s*(?:,|;|\.|\)|ngày|của|về|\n|$))")
_ISSUED_BY = re.compile(r"\s*,?\s*(?:của|do)\s+")
_DAY = re.compile(r"[\s,]*(?:\(?\s*ban\s+hành\s+|được\s+ban\s+hành\s+|ký\s+)?(?:ngày|ngay)\s*")
_KIND_BEFORE = re.compile(rf"({KIND})(?:\s+(?:liên\s+tịch|liên\s+ngành|hỏa\s+tốc|khẩn))?\s*(?:\(\s*)?(?:số\s*)?:?\s*$")
_ISSUER = re.compile(
    r"((?:thủ tướng|chính phủ|quốc hội|bộ chính trị|ban bí thư|ban chấp hành|bộ trưởng|ủy ban|ubnd|hđnd|hội đồng"
    r"|chủ tịch|sở|bộ|liên bộ|ban|tỉnh ủy|thành ủy|huyện ủy|văn phòng|công an|phòng|tỉnh đoàn|trung ương|liên"
    r"|tổng|cục|hội)"
    r"(?:[^.;:()\n\"]|\n(?=[a-zà-ỹđ]))*?)(?=\s+(?:về|phê duyệt|ban hành|quy định|hướng dẫn|triển khai|ngày|đã"
    r"|và\s+(?:công văn|kế hoạch|chỉ thị|quyết định|nghị)|yêu cầu|thực hiện|tại|trong|số|tăng cường|nhằm|sửa đổi"
    r"|phối hợp|ủy ban|ubnd|sở|xây dựng)|\s*[.;:()\n\",]|$)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in the text. ``kind`` is the word before it, ``span`` the number alone."""

    span: Span
    value: str
    kind: Span | None
    date: Printed | None
    issuer: Span | None
    end: int


def mentions_in(source: Source, start: int, end: int) -> list[Mention]:
    found = [m for m in NUMBER.finditer(source.low, start, end) if _is_symbol(source, m)]
    whole = {m.group("n") for m in found}
    # "Chỉ thị số 28" after "Chỉ thị số 28-CT/TW" is the same document.
    found += [m for m in _LOOSE.finditer(source.low, start, end) if m.group("n") not in whole]
    mentions = []
    for match in sorted(found, key=lambda m: m.start("n")):
        mentions.append(_mention(source, match, end))
    return mentions


def _is_symbol(source: Source, match: re.Match[str]) -> bool:
    """A symbol is mostly capitals: "30/tháng" or "100/km" is none."""
    tail = next(match.group(g) for g in ("t1", "t2", "t4", "t3") if match.group(g))
    at = match.end() - len(tail)
    printed = source.text[at : match.end()]
    capitals = sum(c.isupper() for c in printed)
    if match.group("t1"):
        return capitals >= 2 or bool(re.search(r"\d", printed))
    return capitals >= 2 and capitals * 2 >= sum(c.isalpha() for c in printed)


def _mention(source: Source, match: re.Match[str], limit: int) -> Mention:
    low = source.low
    number = source.trim(match.start("n"), match.end(), ".,-&/")
    before = _KIND_BEFORE.search(low, max(0, match.start("n") - 40), match.start("n")) if match.re is NUMBER else None
    kind = Span(*before.span(1)) if before else None
    if match.re is _LOOSE:
        first = re.compile(KIND).match(low, match.start())
        kind = Span(*first.span()) if first else None
    position = number.end
    day = _DAY.match(low, position)
    when: Printed | None = None
    if day:
        dates = dates_in(source, day.end(), min(day.end() + 26, limit))
        if dates and dates[0].span.start - day.end() < 2:
            when = dates[0]
            position = when.span.end
    issuer = None
    by = _ISSUED_BY.match(low, position, limit)
    if by:
        named = _ISSUER.match(low, by.end(), min(limit, by.end() + 120))
        if named:
            issuer = source.trim(*named.span(1), ",;")
            position = issuer.end
    if when is None and issuer is not None:
        day = _DAY.match(low, position)
        if day:
            dates = dates_in(source, day.end(), min(day.end() + 26, limit))
            if dates and dates[0].span.start - day.end() < 2:
                when = dates[0]
    printed = source.text[number.start : number.end]
    return Mention(number, " ".join(printed.split()), kind, when, issuer, position)


def normal(number: str) -> str:
    """For telling whether two printed numbers are the same."""
    from chungtay.directives.reader.text import bare

    return re.sub(r"[^a-z0-9]", "", bare(number))


def citations_of(source: Source, mentions: list[Mention], own: str | None) -> tuple[Citation, ...]:
    """Each cited number once, in reading order; a later mention adds the date or issuer the first one lacks."""
    order: list[str] = []
    best: dict[str, Citation] = {}
    mine = normal(own) if own else None
    for mention in mentions:
        key = normal(mention.value)
        if key == mine:
            continue
        citation = _citation(source, mention)
        if key not in best:
            order.append(key)
            best[key] = citation
        else:
            first = best[key]
            best[key] = Citation(
                first.number, first.date or citation.date, first.kind or citation.kind, first.issuer or citation.issuer
            )
    return tuple(best[k] for k in order)


def _citation(source: Source, mention: Mention) -> Citation:
    value = mention.date.value() if mention.date else None
    return Citation(
        number=Finding(
            source.text[mention.span.start : mention.span.end], mention.span, 0.97 if mention.kind else 0.85
        ),
        date=Finding(value, mention.date.span, 0.97) if mention.date and value else None,
        kind=source.take(*mention.kind, 0.97) if mention.kind else None,
        issuer=source.take(*mention.issuer, 0.9) if mention.issuer else None,
    )
