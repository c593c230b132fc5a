# ruff: noqa: E501 - lists of words are read along, not folded
"""What can be wrong with a row, in words: what it is, in which column, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chungtay.children.sheets.fields import label

ERROR, WARNING = "error", "warning"
MOST_SHOWN = 60  # characters of a value quoted in a sentence


@dataclass(frozen=True)
class Fault:
    """`column` is the key of a field. An error keeps the row out of the register until it is put right."""

    column: str
    code: str
    sentence: str
    severity: str = ERROR

    def as_dict(self) -> dict[str, str]:
        return {"column": self.column, "code": self.code, "sentence": self.sentence, "severity": self.severity}


# code → severity, short words for the filter, sentence. {value} is what was written, {other} what it is held against.
KINDS: dict[str, tuple[str, str, str]] = {
    "name_missing": (ERROR, "Thiếu họ tên", "Chưa có họ tên trẻ. Hãy ghi họ tên theo giấy khai sinh."),
    "name_digits": (ERROR, "Họ tên có chữ số", "“{value}” có chữ số. Hãy ghi lại họ tên bằng chữ."),
    "name_signs": (ERROR, "Họ tên có ký tự lạ", "“{value}” có ký tự không dùng trong họ tên. Hãy gõ lại."),
    "name_short": (WARNING, "Họ tên chỉ có một chữ", "“{value}” chỉ có một chữ. Hãy xem đã đủ họ và tên chưa."),
    "name_brackets": (WARNING, "Họ tên kèm chữ trong ngoặc", "“{value}” có chữ trong ngoặc; đã ghi phần đó vào tên gọi khác. Hãy xem lại."),
    "too_long": (ERROR, "Quá dài", "Ô này dài quá mức. Hãy viết gọn lại."),
    "text_broken": (ERROR, "Chữ bị hỏng", "“{value}” có chữ bị hỏng khi lưu tệp. Hãy gõ lại ô này."),
    "cell_error": (ERROR, "Ô bị lỗi công thức", "Ô chứa lỗi công thức {value}. Hãy gõ giá trị vào ô."),
    "birth_missing": (ERROR, "Thiếu ngày sinh", "Chưa có ngày sinh. Chỉ nhớ năm thì ghi năm."),
    "birth_unreadable": (ERROR, "Ngày sinh không đọc được", "“{value}” không phải ngày sinh. Hãy ghi ngày/tháng/năm, ví dụ 05/03/2018."),
    "birth_impossible": (ERROR, "Ngày không có trong lịch", "Ngày “{value}” không có trong lịch. Hãy ghi lại theo giấy khai sinh."),
    "birth_future": (ERROR, "Ngày sinh ở tương lai", "Ngày sinh “{value}” ở sau hôm nay. Hãy ghi lại theo giấy khai sinh."),
    "birth_about": (WARNING, "Ngày sinh ước chừng", "“{value}” được ghi là ngày sinh ước chừng."),
    "birth_us_order": (WARNING, "Ngày, tháng đảo chỗ", "“{value}” được hiểu là ngày {other}. Hãy xem lại cả cột ngày sinh."),
    "not_a_child": (ERROR, "Đã đủ 16 tuổi", "Sinh {value}, đã đủ 16 tuổi nên không còn là trẻ em. Hãy sửa ngày sinh hoặc bỏ dòng này."),
    "sex_missing": (WARNING, "Thiếu giới tính", "Chưa có giới tính. Hãy ghi Nam hoặc Nữ."),
    "sex_unreadable": (ERROR, "Giới tính không rõ", "“{value}” không rõ là Nam hay Nữ. Hãy ghi Nam hoặc Nữ."),
    "sex_both": (ERROR, "Đánh dấu cả Nam và Nữ", "Cả cột Nam và cột Nữ đều có ghi. Hãy để lại một cột."),
    "sex_from_number": (WARNING, "Giới tính lấy theo số định danh", "Chưa ghi giới tính; theo số định danh là {other}. Hãy xem lại."),
    "number_letters": (ERROR, "Số định danh có chữ", "Số định danh “{value}” có chữ hoặc ký tự lạ. Hãy ghi 12 chữ số."),
    "number_length": (ERROR, "Số định danh không đủ 12 số", "Số định danh “{value}” có {other} chữ số, phải có 12. Hãy đối chiếu giấy khai sinh."),
    "number_rounded": (ERROR, "Số định danh bị Excel làm tròn", "Số định danh bị Excel làm tròn thành “{value}”. Hãy định dạng ô là văn bản rồi gõ lại 12 số."),
    "number_padded": (WARNING, "Số định danh mất số 0 đầu", "Số định danh “{value}” mất số 0 ở đầu; đã ghi lại thành {other}."),
    "number_province": (ERROR, "Mã tỉnh trong số định danh sai", "Số định danh “{value}” mở đầu bằng mã tỉnh không có. Hãy đối chiếu giấy khai sinh."),
    "number_made_up": (ERROR, "Số định danh viết cho đủ", "“{value}” là dãy số viết cho đủ, không phải số định danh thật. Hãy ghi số đúng hoặc để trống."),
    "number_sex": (ERROR, "Số định danh khác giới tính", "Số định danh “{value}” là của trẻ {other}, khác giới tính đã ghi. Hãy xem lại cả hai."),
    "number_year": (ERROR, "Số định danh khác năm sinh", "Số định danh “{value}” là của trẻ sinh năm {other}, khác ngày sinh đã ghi. Hãy xem lại cả hai."),
    "number_repeated": (ERROR, "Số định danh lặp trong tệp", "Số định danh “{value}” có ở cả dòng {other}. Mỗi trẻ có một số riêng; hãy sửa hoặc bỏ một dòng."),
    "row_repeated": (ERROR, "Dòng lặp trong tệp", "Trùng họ tên, ngày sinh và cha mẹ với dòng {other}. Hãy bỏ một dòng."),
    "ethnicity_unknown": (ERROR, "Dân tộc không rõ", "“{value}” không có trong danh mục dân tộc. Hãy ghi tên dân tộc chính thức."),
    "ethnicity_several": (ERROR, "Tên gọi của nhiều dân tộc", "“{value}” là tên gọi của nhiều dân tộc: {other}. Hãy ghi rõ."),
    "religion_unknown": (WARNING, "Tôn giáo không rõ", "“{value}” không có trong danh mục tôn giáo; để trống."),
    "phone_bad": (WARNING, "Số điện thoại sai", "“{value}” không phải số điện thoại. Số di động có 10 chữ số; ô này sẽ để trống."),
    "mark_unclear": (ERROR, "Ô có/không không rõ", "“{value}” không rõ là có hay không. Hãy ghi x hoặc để trống."),
    "poverty_unclear": (ERROR, "Diện hộ không rõ", "“{value}” không rõ là hộ nghèo hay cận nghèo. Hãy ghi “nghèo” hoặc “cận nghèo”."),
    "poverty_both": (ERROR, "Vừa nghèo vừa cận nghèo", "Đánh dấu cả hộ nghèo và hộ cận nghèo. Hãy để lại một ô."),
    "circumstance_unknown": (ERROR, "Hoàn cảnh không rõ", "“{value}” không có trong danh mục hoàn cảnh. Hãy ghi mã (a1, d2…) hoặc tên nhóm."),
    "circumstance_which": (ERROR, "Chưa ghi rõ hoàn cảnh nào", "Ô được đánh dấu nhưng chưa nói hoàn cảnh nào. Hãy ghi mã hoặc tên nhóm."),
    "relation_unknown": (WARNING, "Quan hệ không rõ", "“{value}” không rõ là quan hệ gì; để trống."),
    "parent_age": (ERROR, "Tuổi cha, mẹ vô lý", "{other} Hãy xem lại năm sinh."),
    "hamlet_unknown": (ERROR, "Thôn, bản không có trong xã", "“{value}” không có trong danh sách thôn, bản của xã. Hãy ghi đúng tên hoặc thêm thôn, bản trước."),
    "hamlet_missing": (WARNING, "Thiếu thôn, bản", "Chưa rõ trẻ ở thôn, bản nào."),
    "other_commune": (ERROR, "Thuộc xã khác", "Dòng này ghi xã “{value}”, không phải xã đang nhập. Hãy xem lại hoặc bỏ dòng này."),
}  # fmt: skip


def fault(code: str, column: str, value: Any = "", other: Any = "") -> Fault:
    severity, _, sentence = KINDS[code]
    shown = str(value)
    if len(shown) > MOST_SHOWN:
        shown = shown[: MOST_SHOWN - 1] + "…"
    return Fault(column, code, f"{label(column)}: {sentence.format(value=shown, other=other)}", severity)


def words(code: str) -> str:
    """A few words for a filter; the code itself when it is not known."""
    return KINDS[code][1] if code in KINDS else code
