"""Acts on cases in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "case_opened": "Mở vụ việc",
        "concern_joined": "Ghép tin báo vào vụ việc",
        "verify": "Xác minh có căn cứ",
        "find_unfounded": "Kết luận không có căn cứ",
        "assess": "Hoàn thành đánh giá ban đầu",
        "assess_specific": "Hoàn thành đánh giá cụ thể",
        "submit_plan": "Trình kế hoạch",
        "return_plan": "Trả lại kế hoạch",
        "approve_plan": "Phê duyệt kế hoạch",
        "change_plan": "Đề nghị điều chỉnh kế hoạch",
        "review": "Rà soát, đánh giá lại",
        "continue_plan": "Tiếp tục kế hoạch đang có",
        "begin_cycle": "Lập kế hoạch mới",
        "close": "Kết thúc vụ việc",
        "verify_again": "Xác minh lại",
        "submit": "Trình kế hoạch của vụ việc",
        "return": "Trả lại kế hoạch của vụ việc",
        "approve": "Phê duyệt kế hoạch của vụ việc",
        "decision_drafted": "Lập dự thảo quyết định",
        "decision_edited": "Sửa dự thảo quyết định",
        "decision_dropped": "Bỏ dự thảo quyết định",
        "decision_signed": "Ký quyết định",
        "decision_numbered": "Cấp số quyết định",
        "decision_revoked": "Thu hồi quyết định",
        "diary_written": "Ghi nhật ký vụ việc",
        "case_conditions": "Ghi hai điều kiện kết thúc",
        "case_danger_found": "Báo trẻ gặp nguy hiểm",
        "emergency_measure_done": "Ghi biện pháp khẩn cấp đã làm",
        "emergency_measure_undone": "Bỏ biện pháp khẩn cấp ghi nhầm",
        "case_person_added": "Ghi người trong vụ việc",
        "case_person_edited": "Sửa người trong vụ việc",
        "case_person_void": "Bỏ người ghi nhầm trong vụ việc",
        "case_child_linked": "Gắn vụ việc với hồ sơ trẻ",
        "case_child_unlinked": "Bỏ gắn hồ sơ trẻ",
        "case_classified": "Phân loại lại vụ việc",
        "case_given": "Giao người phụ trách vụ việc",
    }
)
