"""Acts of the audit trail in words. Apps above register theirs; an act without words is shown by its code."""

_WORDS = {
    "user.added": "Thêm tài khoản",
    "user.changed": "Sửa tài khoản",
    "user.changed_own": "Tự sửa thông tin",
    "user.disabled": "Ngừng tài khoản",
    "user.enabled": "Mở lại tài khoản",
    "user.unlocked": "Mở khóa đăng nhập",
    "user.password_reset": "Cấp lại mật khẩu",
    "user.second_factor_reset": "Đặt lại mã xác thực",
    "user.signed_out_everywhere": "Đăng xuất mọi nơi",
    "users.imported": "Nhập tài khoản từ tệp",
    "users.exported": "Xuất danh sách tài khoản",
    "post.given": "Giao chức vụ",
    "post.ended": "Kết thúc chức vụ",
    "delegation.given": "Ủy quyền",
    "delegation.revoked": "Thu hồi ủy quyền",
    "delegation.used": "Bắt đầu làm thay theo ủy quyền",
    "agencies.ensured": "Lập danh sách cơ quan",
    "agency.added": "Thêm cơ quan",
    "agency.renamed": "Đổi tên cơ quan",
    "agency.ended": "Kết thúc cơ quan",
    "hamlet.add": "Thêm thôn, bản, tổ dân phố",
    "hamlet.correct": "Sửa tên thôn, bản, tổ dân phố",
    "hamlet.rename": "Đổi tên thôn, bản, tổ dân phố",
    "hamlet.end": "Kết thúc thôn, bản, tổ dân phố",
    "hamlet.reopen": "Mở lại thôn, bản, tổ dân phố",
    "hamlet.import": "Nhập thôn, bản, tổ dân phố từ tệp",
    "territory.load": "Nạp danh mục đơn vị hành chính",
    "key.destroyed": "Hủy khóa của hồ sơ niêm phong",
    "role.second_factor": "Đặt yêu cầu mã xác thực",
}


def register(words: dict[str, str]) -> None:
    """`{"task.given": "Giao việc"}`."""
    _WORDS.update(words)


def words_of(action: str) -> str:
    return _WORDS.get(action, action)


def actions_like(text: str) -> list[str]:
    """Codes of the acts whose words hold the text (no accents needed)."""
    from chungtay.foundation.vietnamese import fold

    wanted = fold(text)
    return [code for code, words in _WORDS.items() if wanted and wanted in fold(words)]
