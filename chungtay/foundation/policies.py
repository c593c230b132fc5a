"""Permissions of the desk every post has: its day, its search, its notices. Granted to all roles by `config`."""

from __future__ import annotations

from enum import StrEnum

from chungtay.foundation.access import declare


class DeskPermission(StrEnum):
    MY_DAY = "foundation.my_day"
    SEARCH = "foundation.search"
    NOTICES = "foundation.notices"


declare(
    DeskPermission,
    {
        DeskPermission.MY_DAY: "Xem việc của mình",
        DeskPermission.SEARCH: "Tìm kiếm trong phạm vi được xem",
        DeskPermission.NOTICES: "Đọc thông báo của mình",
    },
)
