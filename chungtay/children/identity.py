"""The personal identification number (số định danh cá nhân) of 12 digits: its parts, its faults, and reading what people typed.

Pure. Structure (Law on Identification 26/2023/QH15, art. 12; its decree): 3 digits of the place where the birth was registered
(one of the 63 provinces before 01/07/2025, or a country), 1 digit of century and sex, 2 of the year of birth, 6 at random.
A child may have no number yet; that is no fault. Whether the number belongs to the child only the police can tell.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from chungtay.children.births import Fault, PartialDate, Reading, check_birth, read_date

__all__ = [
    "PROVINCES",
    "Cleaned",
    "Fault",
    "PartialDate",
    "Parts",
    "Reading",
    "check_birth",
    "check_number",
    "clean_number",
    "parts",
    "read_date",
]  # fmt: skip

PROVINCES = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên",
    "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh",
    "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định",
    "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị",
    "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định", "054": "Phú Yên",
    "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai", "066": "Đắk Lắk",
    "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu", "079": "Thành phố Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre",
    "084": "Trà Vinh", "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
FIRST_COUNTRY = 100  # numbers from here on stand for countries; their list is not known here, so any is accepted
LENGTH = 12
_SEXES = ("male", "female")
_SEX_WORDS = {"male": "nam", "female": "nữ"}
_NOTHING = {
    "",
    "0",
    "-",
    "--",
    "x",
    "không",
    "không có",
    "chưa có",
    "chưa cấp",
    "chưa",
    "ko",
    "k",
    "null",
    "none",
    "nan",
    "n/a",
    "na",
}
_LOOKALIKES = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "i": "1", "|": "1", "S": "5", "B": "8"})


@dataclass(frozen=True)
class Parts:
    """What the first six digits say. `province` is empty for a birth registered abroad."""

    place_code: str
    province: str
    abroad: bool
    sex: str
    birth_year: int


@dataclass(frozen=True)
class Cleaned:
    """`number`: 12 digits, or empty when nothing was typed or it cannot be read; then a fault says why."""

    number: str = ""
    faults: tuple[Fault, ...] = ()


def parts(number: str) -> Parts | None:
    """None when the text is not twelve digits or the place is none; century and year are told as they stand."""
    if not _twelve_digits(number):
        return None
    place, mark = number[:3], int(number[3])
    province = PROVINCES.get(place, "")
    abroad = int(place) >= FIRST_COUNTRY
    if not province and not abroad:
        return None
    return Parts(place, province, abroad, _SEXES[mark % 2], 1900 + 100 * (mark // 2) + int(number[4:6]))


def check_number(
    number: str, *, sex: str = "", birth_year: int | None = None, this_year: int | None = None
) -> list[Fault]:
    """Every contradiction in a cleaned number and with sex and year of birth where these are known. Empty text: no fault."""
    if not number:
        return []
    if not _twelve_digits(number):
        return [_not_twelve(number)]
    found = parts(number)
    if found is None:
        return [
            Fault("number_place", f"Số định danh bắt đầu bằng {number[:3]}, không phải mã nơi đăng ký khai sinh nào.")
        ]
    if _made_up(number):
        return [Fault("number_made_up", f"Số {number} là dãy số viết cho đủ, không phải số định danh thật.")]
    faults = []
    if sex in _SEXES and found.sex != sex:
        sentence = (
            f"Chữ số thứ tư của số định danh ({number[3]}) là của {_SEX_WORDS[found.sex]}, "
            f"nhưng giới tính ghi là {_SEX_WORDS[sex]}."
        )
        faults.append(Fault("number_sex", sentence))
    if birth_year is not None and found.birth_year != birth_year:
        sentence = f"Số định danh cho biết năm sinh {found.birth_year}, nhưng năm sinh ghi là {birth_year}."
        faults.append(Fault("number_year", sentence))
    elif this_year is not None and found.birth_year > this_year:
        faults.append(Fault("number_future", f"Số định danh cho biết năm sinh {found.birth_year}, ở tương lai."))
    return faults


def clean_number(value: object) -> Cleaned:
    """A number as it stands in a form or a cell. What was lost is not put back by itself: it is suggested."""
    if value is None or isinstance(value, bool):
        return Cleaned()
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return Cleaned()
        value = str(int(value)) if value == int(value) else str(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if text.casefold().strip(" .") in _NOTHING:
        return Cleaned()
    if re.search(r"\d[.,]?\d*\s*[eE]\s*\+\s*\d+", text):
        sentence = f"“{text[:40]}” là số bị bảng tính rút gọn, các chữ số cuối đã mất. Hãy định dạng cột là văn bản và nhập lại."
        return Cleaned(faults=(Fault("number_scientific", sentence),))
    if re.search(r"[*]|[xX]{2,}|•", text):
        return Cleaned(faults=(Fault("number_masked", f"“{text[:40]}” đã bị che bớt chữ số. Cần đủ 12 chữ số."),))
    text = re.sub(r"\.0$", "", text) if re.fullmatch(r"\d+\.0", text) else text
    text = re.sub(r"^[^\d:]*[^\W\d_][^\d:]*:\s*", "", text)  # “ĐDCN: 001…”
    digits = re.sub(r"[\s.,'’`\-–_/\u200b\u200e\u200f\ufeff]+", "", text)
    if _ascii_digits(digits):
        return _of_digits(digits)
    guess = digits.translate(_LOOKALIKES)
    suggestion = guess if _twelve_digits(guess) and parts(guess) else ""
    return Cleaned(
        faults=(Fault("number_letters", f"Số định danh “{text[:40]}” có ký tự không phải chữ số.", suggestion),)
    )


def _of_digits(digits: str) -> Cleaned:
    if len(digits) == LENGTH:
        return Cleaned(digits)
    return Cleaned(faults=(_not_twelve(digits),))


def _not_twelve(digits: str) -> Fault:
    if not _ascii_digits(digits):
        return Fault("number_letters", f"Số định danh “{digits[:40]}” có ký tự không phải chữ số.")
    if len(digits) == 9 and not parts(digits.zfill(LENGTH)):
        return Fault(
            "number_old_card", f"{digits} có 9 chữ số, có thể là số chứng minh nhân dân cũ. Số định danh có 12 chữ số."
        )
    filled = digits.zfill(LENGTH)
    if len(digits) in (10, 11) and parts(filled):
        lost = LENGTH - len(digits)
        sentence = f"Số {digits} thiếu {lost} chữ số; bảng tính thường làm mất số 0 ở đầu. Có thể là {filled}."
        return Fault("number_lost_zero", sentence, suggestion=filled)
    return Fault("number_length", f"Số định danh phải có 12 chữ số, “{digits[:40]}” có {len(digits)}.")


def _ascii_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _twelve_digits(text: str) -> bool:
    return len(text) == LENGTH and _ascii_digits(text)


def _made_up(number: str) -> bool:
    """One digit throughout, or counted up or down: 111111111111, 123456789012, 012345678901."""
    steps = {(int(right) - int(left)) % 10 for left, right in itertools.pairwise(number)}
    return steps in ({0}, {1}, {9})
