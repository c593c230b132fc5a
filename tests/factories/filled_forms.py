"""Every form answered in full, for prints and pages: invented people of an invented event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.law.forms import Field, FormVersion, visible
from chungtay.law.forms.printing import Header
from chungtay.law.forms.version import HIGH, LOW, MIDDLE

DAY = dt.date(2026, 11, 22)
REFS: dict[str, Any] = {
    "child_name": "Lò Thị Bông", "child_birth": "2017-05-12", "child_sex": "female", "child_age": 9,
    "child_address": "Bản Co Mận, xã Mường Phăng", "case_code": "VV-03145-26-0007", "officer": "Lò Thị Ân",
    "chair": "Chủ tịch Ủy ban nhân dân xã Mường Phăng", "unit_name": "xã Mường Phăng", "father_name": "Lò Văn Pánh",
    "mother_name": "Quàng Thị Inh", "carer_name": "Lò Thị Yên", "incident_place": "Bản Co Mận, xã Mường Phăng",
    "received_at": "2026-11-21T21:40+07:00", "now": "2026-11-22T08:15+07:00", "today": "2026-11-22",
    "plan_ref": "Kế hoạch số 12/KH-UBND ngày 20/11/2026", "decision_ref": "Quyết định số 41/QĐ-UBND ngày 02/10/2026",
    "assessment_ref": "Báo cáo số 15/BC-UBND ngày 19/11/2026", "separation_ref": "Quyết định số 39/QĐ-UBND",
    "handover_due": "2026-12-11", "signer": "Lò Thị Ân",
}  # fmt: skip
HEADER = Header(
    agency="Ủy ban nhân dân xã Mường Phăng", place="Mường Phăng", date=DAY,
)  # fmt: skip
TEXTS = {
    "current_state": "Trẻ có vết bầm ở tay trái, sợ hãi, ít nói.\nĐã ăn uống được, đang ở nhà cô giáo chủ nhiệm.",
    "guess_harm": "Có thể tiếp tục bị đánh khi cha say rượu về nhà.",
    "family_situation": "Hộ cận nghèo. Cha thường uống rượu; mẹ đi làm ăn xa từ tháng 3 năm 2026.",
    "goal": "Trẻ sống an toàn với bà ngoại, đi học đều, hết sợ hãi trước khi hết học kỳ.",
    "conclusion": "Mức độ tổn hại cao hơn khả năng tự bảo vệ; cần tách trẻ khỏi người gây hại trong thời gian đánh giá tiếp.",
    "child_wish": "Trẻ muốn ở với bà ngoại và được đi học cùng các bạn.",
}
SECOND = "Đã gặp trẻ em và gia đình, ghi lại theo lời kể của trẻ em và người chăm sóc."


def answer(one: Field) -> Any:
    """One answer of the right type; a choice takes the first that shows most."""
    if one.type == "scale3":
        return {"A": HIGH, "B": LOW}[one.part] if one.key not in {"harm_continue", "relation"} else MIDDLE
    if one.type == "yesno":
        return one.key != "carer_harms"
    if one.type == "choice":
        return one.choices[0].code
    if one.type == "choices":
        return [choice.code for choice in one.choices][:2]
    if one.type in {"integer", "money"}:
        return min(one.most or 1_500_000, max(one.least or 0, 35 if "age" in one.key else 1_500_000))
    if one.ref in {"child_birth", "child_sex", "child_age"} and one.type != "ref":
        return REFS[one.ref]
    if one.type in {"date", "partial_date"}:
        return "2026-11-20"
    if one.type == "datetime":
        return "2026-11-22T08:15+07:00"
    if one.type == "time":
        return "21:40"
    if one.type == "rows":
        return [{column.key: _cell(column, turn) for column in one.columns} for turn in range(2)]
    if one.type == "longtext":
        return TEXTS.get(one.key, SECOND)
    return REFS.get(one.ref) or f"Theo hồ sơ ({one.key})"


def _cell(column: Field, turn: int) -> Any:
    texts = {
        "service": ("Khám và điều trị vết thương", "Tư vấn tâm lý hằng tuần"), "name": ("Cà Văn Hặc", "Quàng Thị Lả"),
        "responsible": ("Trạm y tế xã", "Trường tiểu học Mường Phăng"), "title": ("Trưởng bản", "Bà ngoại của trẻ"),
        "provider": ("Bệnh viện đa khoa tỉnh", "Trung tâm công tác xã hội"),
    }  # fmt: skip
    return texts.get(column.key, (answer(column),) * 2)[turn]


def full(version: FormVersion) -> dict[str, Any]:
    """Every question that applies, once the others are answered."""
    answers = {one.key: answer(one) for one in version.typed()}
    return {key: value for key, value in answers.items() if key in visible(version, answers)}
