"""The spreadsheets of accounts: the template to fill in, the list, the one-time passwords, the access matrix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from chungtay.accounts.models import User
from chungtay.accounts.roles import ROLES
from chungtay.foundation.spreadsheets import Sheet, to_xlsx
from chungtay.foundation.vietnamese import date

_COLUMNS = ("Họ và tên", "Tên đăng nhập", "Điện thoại", "Thư điện tử", "Cơ quan", "Vai trò", "Chức danh", "Từ ngày")
_WIDTHS = (28, 18, 16, 28, 36, 34, 34, 14)


def template() -> bytes:
    """One invented line shows how it is filled in; the roles stand on a second sheet."""
    example = (
        "Nguyễn Thị Ví Dụ", "", "0912 345 678", "vidu@donvi.example", "UBND xã Mường Phăng", "Cán bộ trẻ em cấp xã",
        "Công chức văn hóa - xã hội", "01/07/2025",
    )  # fmt: skip
    note = "Xóa dòng ví dụ rồi điền. Tên đăng nhập để trống thì phần mềm tự đặt. Cơ quan ghi như tên chính thức."
    roles = [(role.name, role.sentence) for role in ROLES.values()]
    return to_xlsx(
        [
            Sheet("Danh sách", [list(_COLUMNS)], [example], _WIDTHS, note=note),
            Sheet("Vai trò", [["Vai trò", "Làm gì"]], roles, (36, 90)),
        ]
    )


def people_list(people: Iterable[User], today: dt.date) -> bytes:
    """`people` come with `posts_today`."""
    rows = []
    for number, user in enumerate(people, 1):
        posts = getattr(user, "posts_today", [])
        state = "Đang dùng" if user.is_active else f"Ngừng: {user.disabled_reason}"
        held = "; ".join(f"{post.title}, {post.agency.name}" for post in posts)
        roles = "; ".join(ROLES[post.role].name for post in posts if post.role in ROLES)
        seen = user.last_seen_at or user.last_login
        rows.append((number, user.full_name, user.username, user.phone, user.email, held, roles, state, date(seen)))
    header = [
        "STT",
        "Họ và tên",
        "Tên đăng nhập",
        "Điện thoại",
        "Thư điện tử",
        "Chức vụ",
        "Vai trò",
        "Trạng thái",
        "Dùng lần cuối",
    ]
    note = f"Danh sách tài khoản ngày {date(today)}"
    return to_xlsx([Sheet("Tài khoản", [header], rows, (6, 28, 18, 16, 28, 50, 34, 24, 14), note=note)])


def passwords(made: Sequence[dict[str, str]]) -> bytes:
    rows = [
        (number, one["full_name"], one["username"], one["password"], one["agency"])
        for number, one in enumerate(made, 1)
    ]
    header = ["STT", "Họ và tên", "Tên đăng nhập", "Mật khẩu dùng một lần", "Cơ quan"]
    note = "Giao tận tay từng người rồi hủy tệp này. Mật khẩu phải đổi ở lần đăng nhập đầu."
    return to_xlsx([Sheet("Mật khẩu một lần", [header], rows, (6, 28, 18, 34, 40), note=note)])
