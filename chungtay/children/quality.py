"""The words of `Child.faults`, which PostgreSQL computes (functions_sql)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One bit of `Child.faults`: what is missing or wrong, and what to do."""

    bit: int
    code: str
    words: str
    todo: str


FAULTS = (
    Fault(1, "name", "Thiếu hoặc sai họ tên", "Ghi đủ họ và tên như giấy khai sinh."),
    Fault(2, "birth", "Thiếu ngày sinh", "Hỏi gia đình; chưa rõ ngày thì ghi năm."),
    Fault(4, "birth_partial", "Ngày sinh chưa đủ", "Bổ sung ngày, tháng theo giấy khai sinh."),
    Fault(8, "sex", "Thiếu giới tính", "Ghi nam hoặc nữ."),
    Fault(16, "ethnicity", "Thiếu dân tộc", "Ghi dân tộc như giấy khai sinh."),
    Fault(32, "number_missing", "Chưa có số định danh", "Đưa vào đợt xác thực với công an xã."),
    Fault(64, "number", "Số định danh không khớp", "Đối chiếu số định danh với giới tính, năm sinh."),
    Fault(128, "parents", "Thiếu cha, mẹ hoặc người nuôi dưỡng", "Ghi người đang chăm sóc trẻ."),
    Fault(256, "unregistered", "Chưa đăng ký khai sinh", "Hướng dẫn gia đình đăng ký khai sinh."),
    Fault(512, "hamlet", "Chưa rõ thôn, bản", "Chọn thôn, bản nơi trẻ ở."),
)
BY_CODE = {fault.code: fault for fault in FAULTS}


def faults_of(bits: int) -> list[Fault]:
    return [fault for fault in FAULTS if bits & fault.bit]
