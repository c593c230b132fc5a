"""Acts on reports in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "concern_received": "Tiếp nhận tin báo",
        "concern_check": "Bắt đầu xác minh tin báo",
        "concern_noted": "Ghi thêm vào tin báo",
        "concern_danger_said": "Ghi mức độ khẩn cấp của tin báo",
        "concern_child_known": "Ghi trẻ liên quan tin báo",
        "concern_withdrawn": "Ghi việc rút tin báo",
        "concern_pass_on": "Chuyển tin báo đến xã khác",
        "concern_unfounded": "Kết luận tin báo không có căn cứ",
        "concern_check_again": "Xác minh lại tin báo",
        "concern_joined": "Ghép tin báo vào vụ việc",
        "concern_take_apart": "Tách tin báo khỏi vụ việc",
        "concern_printed": "In báo cáo tiếp nhận thông tin (Mẫu 01)",
        "informant_opened": "Mở thông tin người báo tin",
        "informant_readers_named": "Chỉ định người được xem thông tin người báo tin",
        "intake_client_made": "Cấp kết nối nhận tin báo",
        "intake_client_ended": "Ngừng kết nối nhận tin báo",
    }
)
