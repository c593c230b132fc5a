"""The acts on plans, their lines, links and meetings in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words
from chungtay.cases.states_lines import LINE

audit_words.register({arrow.name: f"{arrow.label} (phần việc của kế hoạch)" for arrow in LINE.transitions})
audit_words.register(
    {
        "plan_written": "Ghi nội dung kế hoạch",
        "plan_begun": "Bắt đầu kế hoạch của chu kỳ mới",
        "plan_reopened": "Mở lại kế hoạch để điều chỉnh",
        "plan_line_added": "Thêm phần việc vào kế hoạch",
        "plan_line_changed": "Sửa phần việc của kế hoạch",
        "plan_line_removed": "Bỏ phần việc khỏi dự thảo kế hoạch",
        "plan_line_moved": "Đổi thứ tự phần việc",
        "plan_printed": "Lấy tệp Word của kế hoạch (Mẫu 04)",
        "line_link_made": "Lập liên kết dùng một lần",
        "line_link_revoked": "Thu hồi liên kết dùng một lần",
        "meeting_agenda": "Lập chương trình họp Ban bảo vệ trẻ em",
    }
)
