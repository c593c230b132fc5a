"""Acts of looking at figures in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "figures.taken_out": "Tải số liệu hoặc hình ra tệp",
        "figures.table_saved": "Lưu bảng số liệu riêng",
        "figures.table_changed": "Sửa bảng số liệu riêng",
        "figures.table_shared": "Chia sẻ bảng số liệu riêng",
        "figures.table_scheduled": "Đặt gửi bảng số liệu định kỳ",
        "figures.table_unscheduled": "Thôi gửi bảng số liệu định kỳ",
        "figures.table_removed": "Xóa bảng số liệu riêng",
        "figures.period_kept": "Cho tính sẵn số liệu một kỳ",
        "figures.target_set": "Ghi chỉ tiêu được giao",
        "figures.target_removed": "Bỏ chỉ tiêu được giao",
        "figures.boundaries_loaded": "Nạp ranh giới đơn vị",
    }
)
