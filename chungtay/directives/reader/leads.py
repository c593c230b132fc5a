"""Who is given the work: the agencies before the predicate, after an order, or after "chủ trì:"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from chungtay.directives.reader.agencies import HEAD, Names, names_at, same, verb_at
from chungtay.directives.reader.model import Span
from chungtay.directives.reader.patterns import any_of, word, words
from chungtay.directives.reader.text import Source, fold

# "yêu cầu đề ra", "yêu cầu của" are nouns.
_ORDERS = (
    word(any_of(words("verbs", "orders"))) + r"(?!\s+(?:đề ra|đặt ra|của|là|chung|cụ thể|này|thực tế|nêu trên|trên))"
)
_ADVERBS = any_of(words("verbs", "adverbs"))
OPENER = re.compile(rf"[\s\"*_(]*(?:(?:{any_of(words('verbs', 'openers'))})(?![a-zà-ỹđ])[\s,:]*)+")
ORDER = re.compile(rf"(?:(?:(?:{_ADVERBS})\s+)*{_ORDERS}[\s:]*)+")
_ORDER_BY = re.compile(rf"(?:(?:(?:{_ADVERBS})\s+)*(?:{_ORDERS}|{word('chỉ đạo|hướng dẫn|chỉ thị|kêu gọi')})[\s:]*)+")
_GIVER = re.compile(
    r"(?:phó\s+)?(?:chủ tịch|thủ tướng|bộ trưởng|ubnd|ủy ban nhân dân|thường trực|ban thường vụ|tỉnh ủy|thành ủy"
    r"|huyện ủy|ban chỉ đạo|chính phủ)(?!.*\bcác\b)"
)
_SUBORDINATE = re.compile(
    word(
        "ngày|để|nhằm|căn cứ|trên cơ sở|thực hiện|theo|kết thúc|nhận được|trong|khi|sau khi|tại|ngoài|cùng với"
        "|bên cạnh|định kỳ|hằng năm|hàng năm|hằng quý|hàng quý|trước ngày|qua|đối với|với|nhân|ngay sau|từ"
        "|tùy theo|trước|triển khai|tiếp tục"
    )
)
_WHEN = re.compile(
    word(
        "để|nhằm|kết thúc|nhận được|nhân dịp|sau khi|khi|định kỳ|hằng năm|hàng năm|hằng quý|hàng quý|trước ngày"
        "|ngay sau khi|chậm nhất|cuối năm|cuối đợt|hết"
    )
)
_LEADS_IT = re.compile(
    r"(?:(?:cơ quan|đơn vị|ngành|bộ phận)\s+)?(?:chủ trì|chịu trách nhiệm(?: chính)?"
    r"|thực hiện)(?:\s+thực hiện)?\s*:\s*|(?:đơn vị|cơ quan)\s+(?:đầu mối|thường trực|chịu trách nhiệm)\s*:\s*"
)
_DONE_BY = re.compile(
    r"(?<![a-zà-ỹđ])(?:do|giao|\()\s*(?=(?:các\s+)?(?:sở|phòng|ubnd|ủy ban|công an|trung tâm|trạm|hội|đoàn"
    r"|tỉnh đoàn|huyện đoàn|ban|bộ|văn phòng))"
)
_WITH = re.compile(
    r"(?:phối hợp|phối kết hợp)(?:\s+(?:chặt chẽ|tốt|đồng bộ|thường xuyên|thực hiện|hiệu quả|tổ chức))*\s+(?:với"
    r"|cùng|cùng với)\s+(?:(?:sự tham gia của)\s+)?|(?:cơ quan|đơn vị)\s+phối hợp\s*:\s*|(?:^"
    r"|[.;:,]\s+)cùng(?:\s+với)?\s+|với sự tham gia của\s+|chỉ đạo\s+(?=ubnd|ủy ban)|phối hợp\s*:\s*"
)
_HEADING_PREFIX = re.compile(
    r"(?:(?:đối với|về phía|giao|đề nghị|yêu cầu|phân công|giao nhiệm vụ cho|giao cho|nhiệm vụ của"
    r"|trách nhiệm của|nhiệm vụ cụ thể của|trách nhiệm và nhiệm vụ của|phân công nhiệm vụ cho|kính đề nghị"
    r"|nhiệm vụ|trách nhiệm|đề nghị các đồng chí)\s*:?\s+)+"
)
# What may stand between the agencies of a heading and its end; consumed piece by piece, so that it stays linear.
_SUFFIX_PIECE = re.compile(
    r"(?:có|chịu)\s+(?:trách\s+nhiệm|nhiệm\s+vụ)|chủ\s+trì|phối\s+hợp\s+với[^:;.]{3,160}(?=:)"
    r"|(?:triển\s+khai\s+)?thực\s+hiện(?:\s+(?:tốt|các|một số|những|nội dung|nhiệm vụ|công việc|việc|sau|đây))*"
    r"|các\s+(?:nội dung|nhiệm vụ|công việc)(?:\s+sau)?|tập\s+trung|như\s+sau|sau\s+đây"
    r"|là\s+cơ\s+quan\s+thường\s+trực[^:;.]{0,80}(?=:)"
    r"|(?:căn\s+cứ|theo)\s+chức\s+năng,\s+nhiệm\s+vụ(?:\s+(?:được giao|của mình|của ngành|được phân công))?"
    r"|trong\s+phạm\s+vi[^:;.]{0,80}(?=:)|[\s,]+"
)
_HEADING_END = re.compile(r"[\s,]*[:.;]?[\s*_]*$")


# A preamble of many citations may be this long before "…, Sở Y tế đề nghị các …".
PREAMBLE_REACH = 1600

# After these the sentence tells about the agency and gives it nothing to do.
_WEAK = re.compile(
    r"(?:về|của|gồm|để|nhằm|với|trong(?! phạm vi| chức năng)|theo(?! dõi| chức năng| thẩm quyền| nhiệm vụ)"
    r"|đã|vừa|sẽ|được(?!\s+(?:giao|phân công))|là(?!\s+(?:cơ quan|đơn vị"
    r"|đầu mối)))(?![a-zà-ỹđ])"
)


# The agency did, felt or said something: no work is given to it.
_NO_WORK = re.compile(
    r"(?:đã|vừa|mới|đều|vẫn|còn|luôn|đang|hiện|hiện nay|ngày càng|mong|mong muốn|lo ngại|kể|nói|chia sẻ|khẳng định"
    r"|cũng (?!chủ trì|phối hợp|có trách nhiệm|được giao)|được biết|cho biết|cho rằng|cho hay|nhận thấy|cho thấy"
    r"|ghi nhận|đánh giá cao|biểu dương|hoan nghênh|xin|cảm ơn|thông báo (?:để|đến|tới)|bị|có mặt|tham dự|dự"
    r"|chủ trì (?:buổi|cuộc|phiên|hội nghị|họp|lễ)|được (?!giao|phân công|yêu cầu|đề nghị|lưu ý|nêu)"
    r"|chịu trách nhiệm (?:trước|thi hành))(?![a-zà-ỹđ])"
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """``lead`` may be empty: an order to nobody by name. ``work`` is where the work itself is told."""

    lead: tuple[Span, ...]
    work: int
    giver: Span | None = None
    order: bool = False
    #: Where the clause with the agency or the order begins: after "Để …," or "Kết thúc hè,".
    at: int = 0


_BEFORE_COLON = re.compile(r"[^.;:\n]{6,150}?(?:\n[^.;:\n]{1,100}?)?:\s+(?=[A-ZĐÀ-Ỹ])")
_IS_WORK = re.compile(
    word(
        "chủ trì|có trách nhiệm|chịu trách nhiệm|phối hợp với|tham mưu|thực hiện|triển khai|yêu cầu|đề nghị|giao|báo cáo|tăng cường"
        "|tiếp tục|tập trung|nội dung|thời gian|đối tượng|mục tiêu|hình thức|công tác tuyên truyền"
    )
)


def named_before_colon(source: Source, start: int, end: int) -> tuple[Span, ...]:
    """ "4. Phòng Cảnh sát quản lý hành chính (PC06): Kiểm tra …": all before the colon is the name, known or not."""
    match = _BEFORE_COLON.match(source.text, start, min(end, start + 260))
    if match is None or _IS_WORK.search(source.low, *match.span()) or not HEAD.match(source.low, start, end):
        return ()
    stop = source.text.rfind(":", start, match.end())
    name = source.trim(start, stop, "*_ ")
    known = names_at(source, name.start, name.end)
    return known.members if known and known.stopped_by == "end" else (_without_code(source, name),)


def _without_code(source: Source, name: Span) -> Span:
    code = re.compile(r"\s*\([^()]{1,40}\)$").search(source.text, name.start, name.end)
    return Span(name.start, code.start()) if code else name


def skip_openers(source: Source, start: int, end: int) -> int:
    match = OPENER.match(source.low, start, end)
    return match.end() if match else start


def heading_names(source: Source, start: int, end: int) -> tuple[Span, ...] | None:
    """The agencies of a heading that names nothing else: "3. Công an tỉnh:", "Giao Sở Y tế:", "Trách nhiệm của …"."""
    if end - start > 420:
        return None
    at = start
    while at < end and source.text[at] in ' *_"':
        at += 1
    prefix = _HEADING_PREFIX.match(source.low, at, end)
    if prefix:
        at = prefix.end()
    names = names_at(source, at, end)
    if names is None:
        return None
    if names.stopped_by == "end":
        return names.members if source.text[end - 1] != "." or source.low.find(" ", at, end) > 0 else None
    return names.members if _only_suffix(source, names.predicate, end) else None


def _only_suffix(source: Source, at: int, end: int) -> bool:
    while at < end:
        piece = _SUFFIX_PIECE.match(source.low, at, end)
        if piece is None:
            break
        at = piece.end()
    return _HEADING_END.match(source.low, at, end) is not None


def assignment_at(source: Source, start: int, end: int, issuer: str | None) -> Assignment | None:
    """What the sentence that begins at ``start`` gives to whom; None when it gives nothing to anybody."""
    at = skip_openers(source, start, end)
    direct = _direct(source, at, end, issuer)
    if direct:
        return replace(direct, at=at)
    if not _SUBORDINATE.match(source.low, at, end):
        return None
    plural = _WHEN.match(source.low, at, end) is not None
    for comma in re.finditer(r"[,:]\s+", source.low[at : min(end, at + PREAMBLE_REACH)]):
        position = at + comma.end()
        found = _direct(source, position, end, issuer, inner=True)
        if found and (found.order or found.giver or (found.lead and _may_follow(source, found, plural))):
            return replace(found, at=position)
    return None


def _may_follow(source: Source, found: Assignment, plural: bool) -> bool:
    """After a clause the agency has a capital; "các đơn vị" may follow only a clause of time or purpose."""
    first = found.lead[0].start
    return source.text[first].isupper() or (plural and source.low.startswith(("các", "những", "mọi"), first))


def _direct(source: Source, at: int, end: int, issuer: str | None, inner: bool = False) -> Assignment | None:
    order = ORDER.match(source.low, at, end)
    if order:
        return _ordered(source, order.end(), end, None)
    document = _DOCUMENT.match(source.low, at, end)
    if document:
        told = ORDER.match(source.low, document.end(), end)
        return _ordered(source, told.end(), end, Span(at, document.end())) if told else None
    speaker = _SPEAKER.match(source.low, at, min(end, at + 300))
    if speaker:
        told = ORDER.match(source.low, speaker.end(), end)
        return _ordered(source, told.end(), end, Span(at, speaker.end())) if told else None
    names = names_at(source, at, end)
    if names is None:
        return None if inner else _unknown(source, at, end)
    if names.stopped_by == "verb":
        return _subject(source, names, end, issuer, inner)
    if names.stopped_by in (":", "-") and not inner:
        after = re.compile(r"[\s:-]*").match(source.low, names.predicate, end)
        work = after.end() if after else names.predicate
        if work < end:
            return Assignment(names.members, work)
    return None


# "Công văn cũng yêu cầu", "Chỉ thị nêu rõ, giao": the document itself gives the order.
_DOCUMENT = re.compile(
    r"(?:thành phố|tỉnh|huyện|quận|thị xã|sở|bộ|ngành|trung ương|lãnh đạo\s[^,.;:]{2,50}?)[\s,]+(?=(?:cũng\s+"
    r"|còn\s+)+(?:yêu cầu|đề nghị|giao|phân công))"
    r"|(?:(?:nội dung|tại)\s+)?(?:công văn|văn bản|kế hoạch|chỉ thị|công điện|thông báo|hướng dẫn|quyết định"
    r"|nghị quyết|chương trình)"
    r"(?:\s+số\s+[^\s,]+)?(?:\s+(?:này|trên|nêu trên|cũng|còn|nêu rõ|nhấn mạnh))*[\s,:]+(?=(?:cũng\s+"
    r"|còn\s+)?(?:yêu cầu|đề nghị|giao|phân công))"
)
# "Đồng chí cũng yêu cầu ngành Giáo dục", "Ông Nguyễn Văn A, Phó Chủ tịch UBND tỉnh, đề nghị Sở Y tế": a speaker gives it.
_SPEAKER = re.compile(
    rf"(?:phát biểu [^,.;:]{{0,100}},\s+|tại [^,.;:]{{0,100}},\s+)?(?:các\s+)?(?:đồng chí|đ/c|ông|bà)\s"
    rf"[^.;:\"]{{0,160}}?(?={_ORDERS}\s+{HEAD.pattern})"
)
# An agency the word list does not know, before words that only an agency can stand before.
_UNKNOWN = re.compile(
    r"([^\s,.;:()\d][^,.;:()\n]{2,58}?)\s+(?:chủ trì(?=[\s,])|có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|được giao)"
)


def _unknown(source: Source, at: int, end: int) -> Assignment | None:
    match = _UNKNOWN.match(source.low, at, end)
    if match is None or not source.text[at].isupper() or verb_at(source, at) or _COMMON.match(source.low, at):
        return None
    return Assignment((Span(*match.span(1)),), match.end(1))


_COMMON = re.compile(
    word(
        "tiếp tục|việc|công tác|trong|khi|nếu|các hoạt động|để|nhằm|căn cứ|hằng năm|hàng năm|định kỳ|đồng thời"
        "|thường xuyên|kịp thời|chủ động|tích cực|không|mọi|người|ai|nơi|nội dung|làm|mỗi"
    )
)


def _ordered(source: Source, at: int, end: int, giver: Span | None) -> Assignment | None:
    names = names_at(source, at, end)
    if names is None or names.stopped_by not in ("verb", "end", ":"):
        return Assignment((), at, giver, True)
    return Assignment(names.members, names.predicate, giver, True)


def _subject(source: Source, names: Names, end: int, issuer: str | None, inner: bool) -> Assignment | None:
    low = source.low
    order = _ORDER_BY.match(low, names.predicate, end)
    if order:
        firm = ORDER.match(low, names.predicate, end)
        own = is_giver(source, names, issuer) if firm else _is_issuer(source, names.span, issuer)
        followed = HEAD.match(low, order.end(), end)
        if (
            firm
            and len(names.members) > 1
            and not HEAD.match(low, firm.end(), end)
            and _is_office(source, names.members[-1], issuer)
        ):
            # "Đối với Sở Y tế, UBND tỉnh giao hướng dẫn …": the order comes after the one it is given to.
            return Assignment(names.members[:-1], firm.end(), names.members[-1], True)
        if own and (followed or (firm and _is_issuer(source, names.span, issuer))):
            return _ordered(source, order.end(), end, names.span)
    if _NO_WORK.match(low, names.predicate, end):
        return None
    if inner and _WEAK.match(low, names.predicate, end):
        return None
    return Assignment(names.members, names.predicate)


def is_giver(source: Source, names: Names, issuer: str | None) -> bool:
    return len(names.members) == 1 and _is_office(source, names.span, issuer)


def _is_office(source: Source, name: Span, issuer: str | None) -> bool:
    return _is_issuer(source, name, issuer) or _GIVER.match(source.low, *name) is not None


def _is_issuer(source: Source, name: Span, issuer: str | None) -> bool:
    text = source.text[name.start : name.end]
    return issuer is not None and (same(text, issuer) or _alike(text, issuer))


def _alike(name: str, issuer: str) -> bool:
    """The issuer with a slip of the pen or a word left out: most of the shorter name's syllables, first two alike."""
    left, right = fold(name).split(), fold(issuer).split()
    if left == ["bo"] or left == ["so"]:
        return right[:1] == left
    shared = len(set(left) & set(right))
    return left[:2] == right[:2] and len(left) >= 3 and shared >= 0.75 * len(set(left))


def named_inside(source: Source, start: int, end: int) -> tuple[Span, ...]:
    """ "Cơ quan chủ trì: Sở Y tế", "do Phòng Tư pháp chủ trì", "(Công an xã chủ trì)" inside the words of a task."""
    low = source.low
    match = _LEADS_IT.search(low, start, end)
    if match:
        names = names_at(source, match.end(), end)
        if names:
            return names.members
    for match in re.finditer(r";\s+", low[start:end]):
        leading = led_by(source, start + match.end(), end)
        if leading:
            return leading
    for match in _DONE_BY.finditer(low, start, end):
        names = names_at(source, match.end(), end)
        if names and low.startswith(
            ("chủ trì", "chịu trách nhiệm", "đảm nhiệm", "thực hiện", "phụ trách"), names.predicate
        ):
            return names.members
    return ()


_ONLY_LEADS = re.compile(
    r"(?:chủ trì|phụ trách|chịu trách nhiệm|đảm nhận|đảm nhiệm|thực hiện)\s*(?:chính\s*)?(?:[.;,)]|$)"
)
_ONLY_HELPS = re.compile(r"(?:phối hợp|tham gia|hỗ trợ)(?:\s+thực hiện)?\s*(?:[.;,)]|$)")


def led_by(source: Source, start: int, end: int) -> tuple[Span, ...]:
    """ "…; Trạm Y tế chủ trì; …": a clause that only says who leads."""
    names = names_at(source, start, end)
    return names.members if names and _ONLY_LEADS.match(source.low, names.predicate, end) else ()


def only_names(source: Source, start: int, end: int) -> bool:
    """The clause says only who leads or helps, no work of its own."""
    names = names_at(source, start, end)
    if names is None:
        return False
    return bool(
        _ONLY_LEADS.match(source.low, names.predicate, end) or _ONLY_HELPS.match(source.low, names.predicate, end)
    )


def cooperating_in(source: Source, start: int, end: int, limit: int = 8) -> tuple[Span, ...]:
    found: list[Span] = []
    for match in _WITH.finditer(source.low, start, end):
        names = names_at(source, match.end(), end)
        if names:
            found.extend(m for m in names.members if m not in found)
        if len(found) >= limit:
            break
    return tuple(found)


def gives_to_other(source: Source, start: int, end: int, issuer: str | None) -> Assignment | None:
    """A later clause of a task that begins work of another, named agency."""
    assignment = assignment_at(source, start, end, issuer)
    if assignment is None or not assignment.lead:
        return None
    if only_names(source, start, end):
        return None
    first = assignment.lead[0]
    named = source.text[first.start].isupper() and HEAD.match(source.low, first.start, first.end)
    if _WEAK.match(source.low, assignment.work, end):
        return None
    if assignment.order or (named and verb_at(source, assignment.work)):
        return assignment
    return None
