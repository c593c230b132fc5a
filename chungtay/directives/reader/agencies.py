"""Names of agencies and of those who lead them, read from a given place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chungtay.directives.reader.model import Span
from chungtay.directives.reader.patterns import LETTER, any_of, word, words
from chungtay.directives.reader.text import Source, fold

_HEADS = any_of(words("agencies", "heads"))
_NEVER = any_of(words("agencies", "never"))
_NAMED = any_of(words("agencies", "named"))
_NOUNS = any_of(words("agencies", "nouns"))
_TITLES = any_of(words("agencies", "titles"))
_STRONG = any_of(words("agencies", "strong"))
_PREDICATES = any_of(words("verbs", "predicates"))
_QUANTIFIER = r"(?:(?:tất\s+cả|toàn\s+thể|hệ\s+thống|từng|mỗi|một\s+số|nhóm)\s+)?(?:các|những|mọi)\s+"

_PLURAL_HEADS = any_of([*words("agencies", "plural_heads"), *words("agencies", "heads")])
HEAD = re.compile(
    rf"(?:(?:{_TITLES})\s+)?(?!{word(_NEVER)})(?:{word(_NAMED)}|{word(_HEADS)}|{_QUANTIFIER}{word(_PLURAL_HEADS)})"
)
# The name ends before a predicate in lower case, before strong punctuation or a bracket.
_NAME_WORDS = any_of(
    {
        w
        for key in ("name_words", "heads", "plural_heads", "sectors", "strong")
        for name in words("agencies", key)
        for w in re.findall(r"\w+", name)
    }
)
_STOP = re.compile(
    rf"(?P<skip>{word(_NAMED)}|{word(_NOUNS)})|(?P<verb>{word(_PREDICATES)})"
    rf"|(?P<other>(?<![{LETTER}0-9&-])(?!{word(_NAME_WORDS)})[{LETTER}]+)|(?P<mark>[.;:()\[\]?!\"]|\n\s*\n"
    rf"| - (?=[^\n]))"
)
_MEMBER = re.compile(rf"\s*(?:[,;]|(?<=\s)và(?=\s)|(?<=\s)cùng(?=\s)|\n)\s*(?:và\s+)?(?={HEAD.pattern})")
_SECTOR_HEAD = re.compile(r"(?:các\s+)?(?:sở|phòng|ngành|bộ|ban)(?:,\s*(?:ban,\s*)?ngành)?\s*:?\s*$")
_SECTORS = re.compile(word(any_of(words("agencies", "sectors"))))
_STRONG_AT = re.compile(rf"(?:{_TITLES}\s+)?(?:{word(_STRONG)})")
_PLURAL = re.compile(_QUANTIFIER)
# "Thủ trưởng các cơ quan, đơn vị": the heads of both.
_OFFICES = re.compile(
    r"(?:thủ trưởng|lãnh đạo|người đứng đầu|hiệu trưởng|giám đốc|ban thường vụ|ban chấp hành|trưởng|bí thư"
    r"|thường trực|chủ tịch)\s+(?:các|những)\s"
)
_LINKED = re.compile(r"(?:,|;|và|các)\s+$")
_OFFICE_OF = re.compile(r"(?:chánh\s+|lãnh đạo\s+)?văn\s+phòng\s+[^,;]*hđnd\s*$")
_COMMON_NOUN = re.compile(r"(?:ban|ngành|hội|phòng|đoàn thể|bộ|trường|viện|nhà)\b\s*(?:,|;|và|$)")
_SHORT = re.compile(r"(?<![a-zà-ỹđ])(?:tp|tx|tt|p|q|h)\.$")
MAX_NAME = 420


@dataclass(frozen=True, slots=True)
class Names:
    """A list of agencies in the text: ``members`` one by one, and the place where the predicate (or nothing) begins."""

    members: tuple[Span, ...]
    span: Span
    predicate: int
    stopped_by: str

    def texts(self, source: Source) -> list[str]:
        return [source.text[m.start : m.end] for m in self.members]


def names_at(source: Source, start: int, end: int) -> Names | None:
    """The list of agencies that begins exactly at ``start``; None where no agency begins there."""
    low = source.low
    while start < end and low[start] in ' \t\n*_"':
        start += 1
    head = HEAD.match(low, start, end)
    if head is None:
        return None
    limit = min(end, start + MAX_NAME)
    stop, stopped_by = _find_stop(source, head.end(), limit, end)
    span = source.trim(start, stop, ",;:-*_ ")
    if span.end <= span.start or stop >= start + MAX_NAME:
        return None
    return Names(tuple(split_members(source, span)), span, stop, stopped_by)


def _find_stop(source: Source, position: int, limit: int, end: int) -> tuple[int, str]:
    low, text = source.low, source.text
    bracket = False
    while True:
        match = _STOP.search(low, position, limit)
        if match is None:
            return (end, "end") if limit == end else (limit, "limit")
        position = match.end()
        if match.lastgroup == "skip":
            continue
        if match.lastgroup == "verb":
            if text[match.start()].isupper() and not _after_mark(low, match.start()):
                continue
            if match.group() == "lãnh đạo" and _LINKED.search(low, match.start() - 6, match.start()):
                continue
            return match.start(), "verb"
        if match.lastgroup == "other":
            if text[match.start()].isupper():
                continue
            return match.start(), "verb"
        mark = match.group()
        if mark == "(" and not bracket:
            closing = low.find(")", position, min(limit, position + 90))
            if closing > 0:
                position = closing + 1
                continue
        # "Lao động - Thương binh": inside a name; " - Chủ trì" opens a bullet.
        if mark == " - " and (HEAD.match(low, match.end()) or not _is_verb(low, match.end())):
            position = match.end()
            continue
        if mark == ":" and _lists_sectors(low, match.start(), match.end()):
            continue
        if mark == "." and _inside_name(low, match):
            continue
        if mark == '"' or (mark == ";" and HEAD.match(low, _past_blanks(low, match.end()))):
            continue
        return match.start(), mark.strip() or "gap"


def _inside_name(low: str, stop: re.Match[str]) -> bool:
    """ "TP. Hà Nội", "TP.HCM": the full stop belongs to the name."""
    following = low[stop.end() : stop.end() + 1]
    glued = following != "" and not following.isspace()
    return glued or _SHORT.search(low, max(0, stop.start() - 4), stop.end()) is not None


def _past_blanks(low: str, position: int) -> int:
    while position < len(low) and low[position].isspace():
        position += 1
    return position


def _after_mark(low: str, position: int) -> bool:
    return low[max(0, position - 2) : position].strip()[-1:] in {":", ";", ".", "-"}


_VERB_AT = re.compile(word(_PREDICATES))


def _is_verb(low: str, position: int) -> bool:
    return _VERB_AT.match(low, position) is not None


def verb_at(source: Source, position: int) -> bool:
    """A predicate begins here."""
    return _is_verb(source.low, position)


def _lists_sectors(low: str, colon: int, after: int) -> bool:
    """ "các Sở: Y tế, Tư pháp": the colon opens the names and not the work."""
    if not _SECTOR_HEAD.search(low, max(0, colon - 40), colon):
        return False
    rest = re.match(r"\s*", low[after:])
    return _SECTORS.match(low, after + (rest.end() if rest else 0)) is not None


def split_members(source: Source, span: Span) -> list[Span]:
    """Cut where the next name stands for itself: "các sở, ban, ngành" stays one, "Sở Y tế, Công an tỉnh" is two."""
    low, text = source.low, source.text
    pieces: list[Span] = []
    begin = span.start
    for cut in _MEMBER.finditer(low, span.start, span.end):
        if cut.start() <= begin or _inside_brackets(text, begin, cut.start()):
            continue
        if _stands_alone(source, begin, cut.end(), span.end):
            pieces.append(source.trim(begin, cut.start(), ",;:"))
            begin = cut.end()
    pieces.append(source.trim(begin, span.end, ",;:"))
    pieces = [_without_note(source, p) for p in pieces]
    return [p for p in _spread_sectors(source, pieces) if p.end > p.start]


_NOTE = re.compile(r"\s*\([^()]*\)$")


def _without_note(source: Source, piece: Span) -> Span:
    """ "Sở Y tế (Chi cục An toàn thực phẩm)" is Sở Y tế."""
    note = _NOTE.search(source.text, piece.start, piece.end)
    return Span(piece.start, note.start()) if note and note.start() > piece.start else piece


def _inside_brackets(text: str, start: int, end: int) -> bool:
    return text.count("(", start, end) > text.count(")", start, end)


def _stands_alone(source: Source, begin: int, following: int, end: int) -> bool:
    low, text = source.low, source.text
    open_plural = _PLURAL.match(low, begin, end) or _OFFICES.match(low, begin, end)
    if _OFFICE_OF.match(low[begin:following].rsplit("và", 1)[0]):
        return False
    if _PLURAL.match(low, following, end):
        rest = low[following:end]
        return (
            not re.match(
                r"(?:các|những)\s+(?:cấp|ngành|đơn vị|địa phương)\b(?!\s*[a-zà-ỹđ]+\s+(?:có\s+)?liên quan)", rest
            )
            or not open_plural
        )
    if not _STRONG_AT.match(low, following, end):
        return False
    if text[following].isupper():
        return True
    return not (open_plural or _COMMON_NOUN.match(low[following:end]))


def _spread_sectors(source: Source, pieces: list[Span]) -> list[Span]:
    """ "Sở Y tế, Giáo dục và Đào tạo, Tư pháp" and "các Sở: Y tế, Tư pháp": each sector is an agency of its own."""
    spread: list[Span] = []
    for piece in pieces:
        spread.extend(_sectors_of(source, piece))
    return spread


_SECTOR_LIST = re.compile(
    r"(?:(?:lãnh\s+đạo|giám\s+đốc|thủ\s+trưởng|trưởng)\s+)?(?:các\s+|những\s+)?(?:sở|phòng|bộ|ngành"
    r"|ban)\s*,?(?:\s*ngành)?\s*:?\s*"
)


def _sectors_of(source: Source, piece: Span) -> list[Span]:
    opening = _SECTOR_LIST.match(source.low, piece.start, piece.end)
    if opening is None:
        return [piece]
    found: list[Span] = []
    position = opening.end()
    while position < piece.end:
        match = _SECTORS.match(source.low, position, piece.end)
        if match is None:
            return [piece]
        found.append(Span(match.start(), match.end()))
        link = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|và\s+)").match(source.low, match.end(), piece.end)
        if link is None:
            rest = source.low[match.end() : piece.end].strip()
            if rest and len(found) > 1 and len(rest) < 40:
                found[-1] = Span(found[-1].start, piece.end)
                break
            return [piece] if rest or len(found) < 2 else found
        position = link.end()
    if len(found) < 2:
        return [piece]
    return found


def same(left: str, right: str) -> bool:
    a, b = _short(left), _short(right)
    return a == b or (len(a) > 6 and b.startswith(a)) or (len(b) > 6 and a.startswith(b))


def _short(name: str) -> str:
    folded = fold(name)
    folded = re.sub(r"\bub ?nd\b", "uy ban nhan dan", folded)
    folded = re.sub(r"\bld ?tb ?(?:va )?xh\b", "lao dong thuong binh va xa hoi", folded)
    return re.sub(r"^(?:cac |chu tich |giam doc |bo truong |thu truong |pho )+", "", folded)
