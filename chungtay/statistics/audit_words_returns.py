"""The acts on returns in the words of the audit trail; the arrows of the machines bring their own."""

from __future__ import annotations

from chungtay.accounts import audit_words
from chungtay.statistics.states_returns import RETURN_MACHINE, REVISION_MACHINE

for _machine in (RETURN_MACHINE, REVISION_MACHINE):
    audit_words.register({arrow.name: f"{arrow.label} (số liệu kỳ)" for arrow in _machine.transitions})
audit_words.register(
    {
        "return_open": "Mở kỳ số liệu",
        "return_save": "Nhập số liệu kỳ",
        "return_comment": "Ghi ý kiến về số liệu kỳ",
        "return_lock": "Khóa kỳ số liệu",
        "return_unlock": "Mở khóa kỳ số liệu",
        "return_except": "Cho ngoại lệ sau khi khóa kỳ số liệu",
        "return_due": "Đổi hạn nộp số liệu kỳ",
        "return_template": "Tải tệp mẫu số liệu kỳ",
        "return_upload": "Tải lên tệp số liệu kỳ",
        "return_upload_done": "Ghi số liệu từ tệp",
        "return_upload_dropped": "Bỏ tệp số liệu đã tải lên",
        "return_urged": "Nhắc nộp số liệu kỳ",
    }
)
