"""The columns a list may have, chosen by the person who prints or exports it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chungtay.children.papers.model import Column
from chungtay.children.papers.words import SEXES, Words, birth_words, yes_no
from chungtay.children.quality import faults_of
from chungtay.children.queries.papers import UNKNOWN_HAMLET, Line
from chungtay.foundation.vietnamese import date

Value = Callable[[Line, Words], str]


@dataclass(frozen=True)
class Choosable:
    """`words` on the form, `head` on the paper, `width` in millimetres beside the others."""

    code: str
    words: str
    head: str
    width: float
    value: Value
    usual: bool = False
    centred: bool = False

    @property
    def column(self) -> Column:
        return Column(self.head, self.width, self.centred)


def years_old(line: Line, words: Words) -> str:
    born = line.child.birth_date
    if born is None:
        return ""
    return str(words.on.year - born.year - ((words.on.month, words.on.day) < (born.month, born.day)))


def circumstances(line: Line, words: Words) -> str:
    return "; ".join(words.circumstance(row) for row in line.circumstances)


def _address(line: Line, words: Words) -> str:
    return line.child.household.address if line.child.household else ""


def _head(line: Line, words: Words) -> str:
    return line.child.household.head_name if line.child.household else ""


def _code(line: Line, words: Words) -> str:
    return line.child.household.code if line.child.household else ""


def _kind(line: Line, words: Words) -> str:
    return words.of("household_kinds", line.child.household_kind)


_ALL = (
    Choosable("ho-ten", "Họ và tên", "Họ và tên", 42, lambda line, _: line.child.full_name, usual=True),
    Choosable("ten-nha", "Tên gọi ở nhà", "Tên ở nhà", 22, lambda line, _: line.child.other_name),
    Choosable("ngay-sinh", "Ngày sinh", "Ngày sinh", 20,
              lambda line, _: birth_words(line.child.birth, about=line.child.birth_about), usual=True, centred=True),
    Choosable("tuoi", "Tuổi", "Tuổi", 10, years_old, centred=True),
    Choosable("gioi-tinh", "Giới tính", "Giới", 11, lambda line, _: SEXES.get(line.child.sex, ""), usual=True, centred=True),
    Choosable("dan-toc", "Dân tộc", "Dân tộc", 16, lambda line, words: words.of("ethnicities", line.child.ethnicity), usual=True),
    Choosable("so-dinh-danh", "Số định danh cá nhân", "Số định danh", 27, lambda line, _: line.child.personal_number, centred=True),
    Choosable("ma-tre", "Mã trẻ em (phần mềm quốc gia)", "Mã trẻ em", 24, lambda line, _: line.child.national_code),
    Choosable("khai-sinh", "Đăng ký khai sinh", "Khai sinh", 16, lambda line, _: yes_no(line.child.birth_registered), centred=True),
    Choosable("cha", "Họ tên cha", "Cha", 36, lambda line, _: line.child.father_name, usual=True),
    Choosable("me", "Họ tên mẹ", "Mẹ", 36, lambda line, _: line.child.mother_name, usual=True),
    Choosable("nguoi-nuoi", "Người nuôi dưỡng", "Người nuôi dưỡng", 36, lambda line, _: line.child.carer_name),
    Choosable("dien-thoai", "Điện thoại gia đình", "Điện thoại", 24, lambda line, _: line.child.phone),
    Choosable("xa", "Xã", "Xã", 28, lambda line, _: line.child.unit.name),
    Choosable("thon", "Thôn, bản", "Thôn, bản", 26,
              lambda line, _: line.child.hamlet.name if line.child.hamlet else UNKNOWN_HAMLET, usual=True),
    Choosable("dia-chi", "Địa chỉ", "Địa chỉ", 44, _address),
    Choosable("ma-ho", "Mã hộ", "Mã hộ", 18, _code),
    Choosable("chu-ho", "Chủ hộ", "Chủ hộ", 36, _head),
    Choosable("dien-ho", "Diện hộ", "Diện hộ", 22, _kind),
    Choosable("cu-tru", "Cư trú", "Cư trú", 20, lambda line, words: words.of("residence_kinds", line.child.residence_kind)),
    Choosable("song-voi", "Hiện sống với", "Sống với", 24, lambda line, words: words.of("lives_with", line.child.lives_with)),
    Choosable("bao-hiem", "Bảo hiểm y tế", "BHYT", 20, lambda line, words: words.insurance(line.child)),
    Choosable("di-hoc", "Học tập", "Học tập", 30, lambda line, words: words.school(line.schooling, line.child)),
    Choosable("tiem-chung", "Tiêm chủng đầy đủ", "Tiêm chủng", 18, lambda line, words: words.vaccinated(line.child), centred=True),
    Choosable("hoan-canh", "Hoàn cảnh", "Hoàn cảnh", 44, circumstances),
    Choosable("gap", "Lần gặp gần nhất", "Lần gặp", 20, lambda line, _: date(line.child.last_seen_on), centred=True),
    Choosable("con-thieu", "Thông tin còn thiếu", "Còn thiếu", 36,
              lambda line, _: "; ".join(fault.words for fault in faults_of(line.child.faults or 0))),
    Choosable("ghi-chu", "Ghi chú", "Ghi chú", 36, lambda line, _: line.child.note),
    Choosable("ky", "Ô trống để ghi tay", "Ghi nhận", 30, lambda line, _: ""),
)  # fmt: skip
COLUMNS = {one.code: one for one in _ALL}
USUAL = [one.code for one in _ALL if one.usual]
MOST_ON_PAPER = 14  # more do not fit a landscape page


def columns_for(codes: list[str]) -> list[Choosable]:
    """The chosen ones in the order of the list; the name is always among them."""
    wanted = {"ho-ten", *codes}
    return [one for one in _ALL if one.code in wanted]
