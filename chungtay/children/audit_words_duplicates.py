"""The acts of duplicates in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "children_pairs_searched": "Tìm hồ sơ trẻ em trùng",
        "children_pair_suspected": "Đề nghị so hai hồ sơ trẻ em",
        "children_pair_decided": "Kết luận hai hồ sơ là hai trẻ",
        "children_pair_reopened": "Rút lại kết luận về hai hồ sơ",
        "children_merged": "Gộp hai hồ sơ trẻ em",
        "children_unmerged": "Tách lại hồ sơ trẻ em đã gộp",
    }
)
