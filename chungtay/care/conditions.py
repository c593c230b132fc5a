"""Whether somebody may care for a child, and whether the child may go: each rule answers yes, no or not known, with its article.

Pure. Ages are whole years on a day; a birth known only by year or month is not held against anybody: the answer is then
"not known" unless every possible day gives the same. Law on Children 2016 (LTE), Decree 56/2017 (NĐ 56), Circular 14/2020 (TT 14).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chungtay.children.births import PartialDate, months
from chungtay.foundation.vietnamese import date

ADULT = 18  # years; Civil Code 2015, art. 20
AGE_GAP = 20  # years, for who is no relative
CHILD_ASKED_FROM = 7  # years
CERTIFICATE_MONTHS = 6
STAYED_MONTHS, LEFT_MONTHS = 6, 12  # of a foreigner
CONTACTS = 2  # before the child is handed to who is no relative


class CarerKind(StrEnum):
    RELATIVE = "relative"
    NON_RELATIVE = "non_relative"
    FACILITY = "facility"


class Ground(StrEnum):
    """Why a child needs another carer (LTE art. 62, clauses 1 to 4)."""

    ALONE = "alone"
    UNSAFE = "unsafe"
    DISASTER = "disaster"
    REFUGEE = "refugee"


class Consent(StrEnum):
    """Whose written consent there is, or why none is needed."""

    GUARDIAN = "guardian"
    PARENTS = "parents"
    NOBODY = "nobody"
    EMERGENCY = "emergency"
    COURT = "court"


class ChildAnswer(StrEnum):
    AGREES = "agrees"
    UNSURE = "unsure"
    DISAGREES = "disagrees"


GROUND_WORDS: dict[str, str] = {
    Ground.ALONE: "Mồ côi cả cha mẹ, bị bỏ rơi hoặc không nơi nương tựa",
    Ground.UNSAFE: "Không thể sống với cha, mẹ vì sự an toàn, hoặc cha mẹ không còn khả năng hoặc gây hại",
    Ground.DISASTER: "Bị ảnh hưởng bởi thiên tai, thảm họa, xung đột",
    Ground.REFUGEE: "Di cư, lánh nạn, tị nạn chưa xác định được cha mẹ",
}
CONSENT_WORDS: dict[str, str] = {
    Consent.GUARDIAN: "Người giám hộ đồng ý bằng văn bản",
    Consent.PARENTS: "Cha, mẹ đồng ý bằng văn bản",
    Consent.NOBODY: "Không có cha mẹ, người giám hộ để hỏi",
    Consent.EMERGENCY: "Trường hợp khẩn cấp, tạm thời cách ly",
    Consent.COURT: "Theo quyết định của Tòa án",
}
CHILD_ANSWER_WORDS: dict[str, str] = {
    ChildAnswer.AGREES: "Trẻ đồng ý",
    ChildAnswer.UNSURE: "Trẻ chưa nói rõ",
    ChildAnswer.DISAGREES: "Trẻ không đồng ý",
}


@dataclass(frozen=True)
class Answer:
    """`met`: None when it is not known yet. `sentence` says why; `article` where it stands."""

    code: str
    met: bool | None
    sentence: str
    article: str

    def __bool__(self) -> bool:
        return self.met is True


@dataclass(frozen=True)
class Item:
    """A condition that a person finds out and ticks in the verification; `code` is the question of Mẫu 11."""

    code: str
    words: str
    article: str


_CLAUSE_2 = "khoản 2 Điều 63 Luật Trẻ em"
CHECKED: tuple[Item, ...] = (
    Item("c_resident", "Cư trú tại Việt Nam", _CLAUSE_2),
    Item("c_able", "Có sức khỏe và năng lực hành vi dân sự đầy đủ", _CLAUSE_2),
    Item("c_moral", "Có tư cách đạo đức tốt", _CLAUSE_2),
    Item("c_rights", "Không bị hạn chế quyền của cha, mẹ đối với con", _CLAUSE_2),
    Item("c_no_abuse", "Không bị truy cứu, xử lý về hành vi xâm hại trẻ em", _CLAUSE_2),
    Item("c_no_crime", "Không bị kết án các tội nêu tại khoản 2 Điều 63", _CLAUSE_2),
    Item("c_home", "Có chỗ ở và điều kiện kinh tế phù hợp", _CLAUSE_2),
    Item("c_willing", "Tự nguyện; các thành viên trong gia đình đồng thuận", _CLAUSE_2),
    Item("c_family", "Thành viên gia đình không bị xử lý về xâm hại trẻ em", _CLAUSE_2),
)
FACILITY_CHECKED: tuple[Item, ...] = (
    Item("licensed", "Có quyết định thành lập hoặc giấy đăng ký hoạt động", "Điều 57 Luật Trẻ em"),
)


def items_of(kind: str) -> tuple[Item, ...]:
    return FACILITY_CHECKED if kind == CarerKind.FACILITY else CHECKED


def found(kind: str, ticked: Mapping[str, bool | None]) -> list[Answer]:
    """What the verification says to each condition a person has to find out."""
    words = {True: "Đạt", False: "Không đạt", None: "Chưa xác minh"}
    return [
        Answer(item.code, ticked.get(item.code), f"{item.words}: {words[ticked.get(item.code)].lower()}.", item.article)
        for item in items_of(kind)
    ]


def age_of_carer(kind: str, carer: PartialDate | None, child: PartialDate | None, on: dt.date) -> Answer:
    """A relative is an adult; anybody else is at least 20 years older than the child."""
    article = _CLAUSE_2
    if kind == CarerKind.FACILITY:
        return Answer("age", True, "Cơ sở: không xét tuổi.", article)
    if carer is None:
        return Answer("age", None, "Chưa biết ngày sinh của người nhận chăm sóc.", article)
    if kind == CarerKind.RELATIVE:
        return _adult(carer, on, article)
    if child is None:
        return Answer("age", None, "Chưa biết ngày sinh của trẻ nên chưa tính được khoảng cách tuổi.", article)
    least, most = gap(carer, child)
    if least >= AGE_GAP:
        return Answer("age", True, f"Hơn trẻ {least} tuổi (cần từ {AGE_GAP} tuổi).", article)
    if most < AGE_GAP:
        return Answer(
            "age", False, f"Chỉ hơn trẻ {max(most, 0)} tuổi; người không thân thích cần hơn từ {AGE_GAP} tuổi.", article
        )
    return Answer(
        "age", None, f"Hơn trẻ khoảng {least}–{most} tuổi; cần ngày sinh chính xác để biết đủ {AGE_GAP}.", article
    )


def _adult(carer: PartialDate, on: dt.date, article: str) -> Answer:
    ages = carer.age_on(on)
    if ages is None or ages[1] < ADULT:
        return Answer("age", False, "Người thân thích phải là người thành niên (đủ 18 tuổi).", article)
    if ages[0] < ADULT:
        return Answer("age", None, "Cần ngày sinh chính xác để biết đã đủ 18 tuổi.", article)
    return Answer("age", True, f"Người thành niên, {ages[0]} tuổi.", article)


def gap(carer: PartialDate, child: PartialDate) -> tuple[int, int]:
    """The least and the greatest number of full years between the two births."""
    least = months(carer.latest, child.earliest) // 12
    most = months(carer.earliest, child.latest) // 12
    return least, most


def certificate(issued: dt.date | None, received: dt.date) -> Answer:
    """The health certificate is not older than six months on the day the file is received."""
    article = "khoản 1 Điều 41 Nghị định 56/2017/NĐ-CP"
    if issued is None:
        return Answer("certificate", None, "Chưa có giấy khám sức khỏe.", article)
    if issued > received:
        return Answer("certificate", False, f"Ngày khám {date(issued)} ở sau ngày nhận hồ sơ.", article)
    if _after(issued, CERTIFICATE_MONTHS) < received:
        return Answer("certificate", False, f"Giấy khám ngày {date(issued)} đã quá 6 tháng.", article)
    return Answer("certificate", True, f"Giấy khám ngày {date(issued)} còn trong 6 tháng.", article)


def stay(since: dt.date | None, until: dt.date | None, on: dt.date) -> Answer:
    """A foreigner has lived here for six months and may stay for twelve more."""
    article = "khoản 3 Điều 39 Nghị định 56/2017/NĐ-CP"
    if since is None or until is None:
        return Answer("stay", None, "Chưa có ngày bắt đầu cư trú và ngày hết hạn cư trú.", article)
    if _after(since, STAYED_MONTHS) > on:
        return Answer("stay", False, f"Cư trú từ {date(since)}, chưa đủ 6 tháng.", article)
    if until < _after(on, LEFT_MONTHS):
        return Answer("stay", False, f"Thời hạn cư trú đến {date(until)}, còn dưới 12 tháng.", article)
    return Answer("stay", True, "Đã cư trú từ 6 tháng và còn từ 12 tháng.", article)


def judicial_record(has: bool | None) -> Answer:
    words = {True: "Có lý lịch tư pháp.", False: "Chưa có lý lịch tư pháp.", None: "Chưa ghi lý lịch tư pháp."}
    return Answer("record", has, words[has], "khoản 1 Điều 41 Nghị định 56/2017/NĐ-CP")


def must_be_asked(child: PartialDate | None, on: dt.date) -> bool | None:
    """Is the child seven or older on that day? None when the birth is too coarse, or not known."""
    ages = child.age_on(on) if child is not None else None
    if child is None:
        return None
    if ages is None or ages[1] < CHILD_ASKED_FROM:
        return False
    return True if ages[0] >= CHILD_ASKED_FROM else None


def child_heard(child: PartialDate | None, on: dt.date, answer: str, *, answered_in_spite: bool = False) -> Answer:
    """From seven the child is asked and the answer recorded. Who may be seven is asked too.

    A child who says no may still be placed when the chair answers in writing why: the law has the wish weighed.
    """
    article = "khoản 3 Điều 60, khoản 1 Điều 63 Luật Trẻ em"
    if answer == ChildAnswer.DISAGREES and not answered_in_spite:
        return Answer(
            "child", False, "Trẻ không đồng ý. Hãy chọn người khác, hoặc ghi rõ vì sao vẫn cần giao.", article
        )
    if answer:
        return Answer("child", True, f"Đã hỏi ý kiến trẻ: {CHILD_ANSWER_WORDS[ChildAnswer(answer)].lower()}.", article)
    asked = must_be_asked(child, on)
    if asked is False:
        return Answer("child", True, "Trẻ dưới 7 tuổi.", article)
    if asked is None:
        return Answer("child", False, "Chưa rõ trẻ đã đủ 7 tuổi chưa: hãy hỏi ý kiến trẻ và ghi lại.", article)
    return Answer("child", False, "Trẻ từ đủ 7 tuổi: phải hỏi ý kiến và ghi câu trả lời.", article)


def consent(ground: str, given: str, *, temporary: bool = False) -> Answer:
    """The guardian (art. 62.1) or the parents agree in writing, except in an emergency or by order of the court.

    `nobody`: a child of art. 62.1 has neither parents nor a guardian whom one could ask. The law names no third person.
    """
    article = "khoản 1 Điều 63 Luật Trẻ em"
    if not given:
        if temporary:
            return Answer(
                "consent", True, "Tạm thời cách ly: giao trước, thủ tục sau.", "khoản 4 Điều 32 Nghị định 56/2017/NĐ-CP"
            )
        who = "người giám hộ" if ground == Ground.ALONE else "cha, mẹ"
        return Answer("consent", False, f"Chưa có văn bản đồng ý của {who}.", article)
    if given == Consent.NOBODY and ground != Ground.ALONE:
        return Answer("consent", False, "Trẻ còn cha, mẹ: cần văn bản đồng ý, hoặc quyết định của Tòa án.", article)
    if given == Consent.EMERGENCY and not temporary:
        return Answer(
            "consent", False, "Chỉ trường hợp khẩn cấp, tạm thời cách ly mới không cần văn bản đồng ý.", article
        )
    if given == Consent.PARENTS and ground == Ground.ALONE:
        return Answer("consent", False, "Trường hợp này cần người giám hộ đồng ý (khoản 1 Điều 62).", article)
    return Answer("consent", True, f"{CONSENT_WORDS[Consent(given)]}.", article)


def contacts(kind: str, days: Iterable[dt.date], handover: dt.date) -> Answer:
    """Who is no relative has met the child at least twice before the hand-over, on different days."""
    article = "điểm c khoản 4 Điều 10, khoản 2 Điều 11 Thông tư 14/2020/TT-BLĐTBXH"
    if kind != CarerKind.NON_RELATIVE:
        return Answer("contacts", True, "Không bắt buộc đối với người thân thích, cơ sở.", article)
    met = len({day for day in days if day <= handover})
    if met >= CONTACTS:
        return Answer("contacts", True, f"Đã tiếp xúc {met} lần trước khi giao.", article)
    return Answer("contacts", False, f"Mới tiếp xúc {met} lần; cần ít nhất {CONTACTS} lần trước khi giao trẻ.", article)


def missing(answers: Iterable[Answer]) -> list[Answer]:
    return [one for one in answers if not one]


def _after(day: dt.date, count: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for back in range(4):
        try:
            return dt.date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise ValueError(day)
