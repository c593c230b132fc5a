"""Who may do what with figures. A figure is a count; the records behind it are opened by their own app's permission."""

from __future__ import annotations

from enum import StrEnum

from chungtay.accounts.roles import RoleCode
from chungtay.foundation.access import declare, grant


class FigurePermission(StrEnum):
    READ = "statistics.read"
    OPEN = "statistics.open"
    RETURN = "statistics.return"
    ACCEPT = "statistics.accept"
    LOCK = "statistics.lock"
    DEFINE = "statistics.define"
    PUBLISH = "statistics.publish"
    TABLES = "statistics.tables"


declare(
    FigurePermission,
    {
        FigurePermission.READ: "Xem số liệu của địa bàn",
        FigurePermission.OPEN: "Mở số liệu đến hồ sơ",
        FigurePermission.RETURN: "Nhập và nộp số liệu kỳ",
        FigurePermission.ACCEPT: "Kiểm tra, chấp nhận, trả lại số liệu kỳ",
        FigurePermission.LOCK: "Khóa số liệu kỳ và cho ngoại lệ",
        FigurePermission.DEFINE: "Đặt chỉ tiêu và mục tiêu riêng của địa phương",
        FigurePermission.PUBLISH: "Công bố số liệu",
        FigurePermission.TABLES: "Lập bảng số liệu riêng",
    },
)

_SEES = {FigurePermission.READ, FigurePermission.TABLES}
grant(
    RoleCode.COMMUNE_OFFICER,
    _SEES | {FigurePermission.OPEN, FigurePermission.RETURN},
)
grant(RoleCode.COMMUNE_CHAIR, _SEES | {FigurePermission.OPEN, FigurePermission.RETURN})
grant(
    RoleCode.PROVINCE_OFFICER,
    _SEES
    | {FigurePermission.OPEN, FigurePermission.RETURN, FigurePermission.ACCEPT, FigurePermission.LOCK,
       FigurePermission.DEFINE, FigurePermission.PUBLISH},
)  # fmt: skip
grant(
    RoleCode.PROVINCE_LEADER,
    _SEES | {FigurePermission.ACCEPT, FigurePermission.LOCK, FigurePermission.PUBLISH},
)
grant(
    RoleCode.MINISTRY_OFFICER,
    _SEES
    | {FigurePermission.RETURN, FigurePermission.ACCEPT, FigurePermission.LOCK, FigurePermission.DEFINE,
       FigurePermission.PUBLISH},
)  # fmt: skip
grant(RoleCode.SECTOR_OFFICER, {FigurePermission.RETURN})
grant(RoleCode.DISTRICT_OFFICER, {FigurePermission.READ})
grant(RoleCode.MONITOR, {FigurePermission.READ})
grant(RoleCode.INSPECTOR, {FigurePermission.READ, FigurePermission.OPEN})
