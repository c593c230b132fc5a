"""The acts of moves and reforms in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words
from chungtay.children.states import TRANSFER_MACHINE

audit_words.register({arrow.name: f"{arrow.label} (chuyển hồ sơ)" for arrow in TRANSFER_MACHINE.transitions})
audit_words.register(
    {
        "transfer_released": "Báo trẻ chuyển đi",
        "transfer_asked": "Xin hồ sơ trẻ mới đến",
        "transfer_ask_missed": "Xin hồ sơ nhưng không tìm thấy trẻ",
        "reform_rehearsed": "Chạy thử chuyển hồ sơ khi sắp xếp đơn vị",
        "reform_applied": "Chuyển hồ sơ khi sắp xếp đơn vị",
        "reform_reversed": "Hoàn tác việc chuyển hồ sơ khi sắp xếp đơn vị",
        "reform_placed": "Phân hồ sơ về đơn vị mới",
    }
)
