"""The sentence of each field: what agrees or not, and what follows from it. Vietnamese, for the officer who decides."""

from __future__ import annotations

LABELS = {
    "family_name": "Họ",
    "middle_name": "Tên đệm",
    "given_name": "Tên",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "personal_number": "Số định danh cá nhân",
    "national_code": "Mã trẻ em",
    "ethnicity": "Dân tộc",
    "father_name": "Họ tên cha",
    "mother_name": "Họ tên mẹ",
    "carer_name": "Người chăm sóc",
    "phone": "Điện thoại",
    "place": "Nơi ở",
    "household_code": "Mã hộ gia đình",
    "address": "Địa chỉ",
}
SEXES = {"male": "nam", "female": "nữ"}

_PERSON = {
    "same": "Trùng nhau.",
    "slip": "Gần trùng, có thể do viết sai một chữ hoặc đảo thứ tự.",
    "dropped": "Một bên viết thiếu họ hoặc tên đệm, phần còn lại trùng.",
    "other": "Khác nhau.",
}
_SYLLABLE = {
    "same": "Trùng nhau.",
    "accent": "Cùng chữ cái nhưng khác dấu.",
    "sound": "Đọc gần giống nhau, có thể do nghe nhầm khi ghi.",
    "initial": "Một bên viết tắt chữ cái đầu, phù hợp với bên kia.",
    "typed": "Khác một chữ cái; một bên không phải âm tiết có thật nên chắc là gõ sai.",
    "slip": "Chỉ khác một chữ cái, có thể do gõ sai.",
    "dropped": "Một bên viết thiếu, phần còn lại không mâu thuẫn.",
    "other": "Khác nhau.",
}
_SENTENCES: dict[str, dict[str, str]] = {
    "family_name": _SYLLABLE,
    "middle_name": {**_SYLLABLE, "same": "Trùng nhau, hoặc chỉ khác chữ “Thị”, “Văn”."},
    "given_name": {
        **_SYLLABLE,
        **{
            f"swapped {level}": f"Khi đổi lại thứ tự họ, đệm, tên: {words.lower()}"
            for level, words in _SYLLABLE.items()
        },
        **{f"home {level}": f"So với tên gọi ở nhà: {words.lower()}" for level, words in _SYLLABLE.items()},
    },
    "birth_date": {
        "same": "Trùng cả ngày, tháng, năm.",
        "turned": "Trùng nếu đổi chỗ ngày và tháng.",
        "slip": "Chỉ khác một chữ số, có thể do gõ sai.",
        "year_off": "Trùng ngày và tháng, năm lệch 1.",
        "close": "Lệch không quá 3 ngày.",
        "moon": "Lệch không quá 45 ngày, có thể do ghi theo âm lịch hoặc nhớ không rõ.",
        "filled": "Cùng năm; một bên ghi 01/01, thường là khi không rõ ngày.",
        "month": "Trùng tháng và năm; một bên không ghi ngày.",
        "year": "Trùng năm; một bên chỉ ghi năm.",
        "in_year": "Cùng năm nhưng khác ngày, tháng.",
        "next_year": "Lệch khoảng một năm.",
        "far": "Cách nhau nhiều năm.",
    },
    "sex": {"same": "Trùng nhau.", "other": "Một bên ghi nam, một bên ghi nữ."},
    "personal_number": {
        "same": "Trùng cả 12 chữ số.",
        "slip": "Chỉ khác một chữ số hoặc hai chữ số đổi chỗ.",
        "next": "Hai số gần liền nhau, thường gặp ở trẻ sinh đôi đăng ký cùng lúc.",
        "other": "Hai số khác hẳn nhau: mỗi người chỉ có một số.",
    },
    "national_code": {"same": "Trùng nhau.", "other": "Khác nhau; một trẻ bị nhập hai lần cũng có hai mã."},
    "ethnicity": {"same": "Trùng nhau.", "other": "Khác nhau."},
    "father_name": _PERSON,
    "mother_name": _PERSON,
    "carer_name": {**_PERSON, "other": "Khác nhau; người chăm sóc có thể đã thay đổi."},
    "phone": {
        "same": "Trùng nhau; số này là của gia đình.",
        "slip": "Chỉ khác một chữ số.",
        "other": "Khác nhau; gia đình có thể đã đổi số.",
    },
    "place": {
        "same": "Trùng nhau.",
        "commune": "Cùng xã, khác thôn.",
        "hamlet": "Cùng tên thôn, khác tên xã; xã có thể đã sáp nhập hoặc đổi tên.",
        "other": "Khác nhau; trẻ có thể đã chuyển nơi ở.",
    },
    "household_code": {"same": "Trùng nhau: cùng một hộ.", "other": "Khác nhau."},
    "address": {"same": "Trùng nhau.", "other": "Khác nhau."},
}

READINGS = {
    "same": "Các thông tin cho thấy hai hồ sơ là của cùng một trẻ.",
    "likely": "Hai hồ sơ này nhiều khả năng là của cùng một trẻ, cần xác minh.",
    "twins": "Hai trẻ sinh đôi: cùng gia đình, cùng ngày sinh nhưng khác tên, giới tính hoặc số định danh. Không phải trùng.",
    "siblings": "Hai trẻ trong cùng gia đình, là anh chị em. Không phải trùng.",
    "strangers": "Hai trẻ khác nhau, không cùng gia đình.",
    "twins?": "Có thể là trẻ sinh đôi, có thể là một trẻ bị ghi sai: cần hỏi gia đình.",
    "siblings?": "Có thể là anh chị em, có thể là một trẻ bị ghi sai: cần hỏi gia đình.",
    "strangers?": "Chưa đủ căn cứ: hai hồ sơ giống nhau nhưng có thể do trùng hợp.",
}


def sentence(field: str, level: str) -> str:
    return _SENTENCES[field].get(level, "")


def missing(left: str, right: str) -> str:
    return "Một hồ sơ chưa ghi nên không so được." if left or right else "Cả hai hồ sơ chưa ghi."
