"""Acts of the daily pages in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "child_added": "Ghi trẻ vào sổ",
        "child_edited": "Sửa thông tin trẻ",
        "child_lives_with": "Ghi trẻ sống với ai theo quyết định chăm sóc",
        "child_died": "Ghi trẻ đã mất",
        "child_left": "Ghi trẻ đã rời địa bàn",
        "child_void": "Bỏ hồ sơ ghi nhầm",
        "child_reopened": "Mở lại hồ sơ trẻ",
        "child_fact_added": "Ghi thông tin có thời hạn của trẻ",
        "child_fact_ended": "Kết thúc một thông tin của trẻ",
        "child_measured": "Ghi cân đo",
        "child_immunised": "Ghi mũi tiêm",
        "child_schooling_set": "Ghi năm học",
        "child_supported": "Ghi hỗ trợ đã nhận",
        "child_line_removed": "Bỏ dòng ghi nhầm",
        "child_joined_household": "Đưa trẻ vào hộ",
        "child_left_household": "Tách trẻ khỏi hộ",
        "kinship_set": "Ghi quan hệ với trẻ",
        "kinship_ended": "Kết thúc quan hệ với trẻ",
        "household_added": "Thêm hộ gia đình",
        "household_edited": "Sửa hộ gia đình",
        "household_kind_set": "Ghi diện hộ",
        "adult_added": "Thêm người lớn vào hộ",
        "adult_edited": "Sửa người lớn trong hộ",
        "circumstance_added": "Ghi hoàn cảnh của trẻ",
        "circumstance_confirmed": "Xác nhận hoàn cảnh của trẻ",
        "circumstance_refused": "Không xác nhận hoàn cảnh của trẻ",
        "circumstance_ended": "Kết thúc hoàn cảnh của trẻ",
        "circumstance_reopened": "Mở lại hoàn cảnh của trẻ",
        "circumstances_ended_at_16": "Kết thúc hoàn cảnh vì đủ 16 tuổi",
    }
)
