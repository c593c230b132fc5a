"""The acts on clocks in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "clock_paused": "Tạm dừng một thời hạn",
        "clock_resumed": "Cho thời hạn chạy lại",
        "clock_explained": "Ghi lý do chậm của một thời hạn",
        "release_told": "Ghi đã nhận thông báo trẻ sắp trở về",
        "clock_cancelled": "Ghi thời hạn không còn phải làm",
        "clocks_recounted": "Tính lại các thời hạn sau khi sửa tệp luật",
        "supervision_exported": "Xuất bảng giám sát vụ việc",
    }
)
