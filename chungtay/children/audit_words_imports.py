"""Imports in the words of the audit trail."""

from __future__ import annotations

from chungtay.accounts import audit_words

audit_words.register(
    {
        "import_received": "Nhận danh sách trẻ em",
        "import_looked_again": "Chọn lại dòng tiêu đề của danh sách",
        "import_columns": "Xác nhận các cột của danh sách",
        "import_checked": "Kiểm tra xong danh sách",
        "import_unreadable": "Danh sách không đọc được",
        "import_dropped": "Bỏ danh sách",
        "import_row_corrected": "Sửa một dòng của danh sách",
        "import_rows_left_out": "Bỏ dòng khỏi danh sách",
        "import_rows_back": "Lấy lại dòng của danh sách",
        "import_decided": "Quyết định dòng giống trẻ đã có",
        "import_corrections": "Nạp lại tệp lỗi đã sửa",
        "import_begun": "Bắt đầu đưa danh sách vào sổ",
        "import_applied": "Đưa danh sách vào sổ",
        "import_gone_on": "Làm tiếp việc nhập danh sách",
        "import_undo_begun": "Bắt đầu hoàn tác danh sách",
        "import_forgotten": "Xóa tệp danh sách đã hết hạn giữ",
        "import_undone": "Hoàn tác danh sách",
    }
)
