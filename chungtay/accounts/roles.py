"""The few roles, in code: a stable code, the Vietnamese name, one sentence. What each may do is granted by the apps.

`territory` says that the role sees the work of all agencies in its units, not only its own agency's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoleCode(StrEnum):
    MINISTRY_OFFICER = "ministry_officer"
    PROVINCE_OFFICER = "province_officer"
    PROVINCE_LEADER = "province_leader"
    PROVINCE_ADMINISTRATOR = "province_administrator"
    SECTOR_OFFICER = "sector_officer"
    MONITOR = "monitor"
    DISTRICT_OFFICER = "district_officer"
    COMMUNE_OFFICER = "commune_officer"
    COMMUNE_CHAIR = "commune_chair"
    INSPECTOR = "inspector"


@dataclass(frozen=True)
class Role:
    code: RoleCode
    name: str
    sentence: str
    territory: bool


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            RoleCode.MINISTRY_OFFICER,
            "Chuyên viên trung ương",
            "Ban hành văn bản cho các tỉnh và xem tổng hợp cả nước.",
            True,
        ),
        Role(
            RoleCode.PROVINCE_OFFICER,
            "Chuyên viên cấp tỉnh",
            "Đọc văn bản, giao việc cho xã và sở ngành, xác nhận kết quả, tổng hợp báo cáo.",
            True,
        ),
        Role(
            RoleCode.PROVINCE_LEADER,
            "Lãnh đạo cấp tỉnh",
            "Giao việc, quyết định gia hạn, đôn đốc và gửi báo cáo của tỉnh.",
            True,
        ),
        Role(
            RoleCode.PROVINCE_ADMINISTRATOR,
            "Quản trị cấp tỉnh",
            "Quản lý tài khoản, cơ quan và danh mục; không xem nội dung công việc.",
            True,
        ),
        Role(RoleCode.SECTOR_OFFICER, "Cán bộ sở, ngành, đoàn thể", "Làm và báo cáo việc của cơ quan mình.", False),
        Role(RoleCode.MONITOR, "Người theo dõi, đôn đốc", "Theo dõi tiến độ, đôn đốc, trả lại báo cáo chưa đạt.", True),
        Role(
            RoleCode.DISTRICT_OFFICER,
            "Chuyên viên cấp huyện (đến 30/6/2025)",
            "Nhận việc của huyện và giao tiếp cho xã.",
            True,
        ),
        Role(
            RoleCode.COMMUNE_OFFICER,
            "Cán bộ trẻ em cấp xã",
            "Nhận việc, thực hiện, báo cáo kết quả kèm minh chứng.",
            True,
        ),
        Role(
            RoleCode.COMMUNE_CHAIR,
            "Chủ tịch UBND cấp xã",
            "Chỉ đạo việc của xã, giao tiếp, ký và gửi báo cáo của xã lên tỉnh.",
            True,
        ),
        Role(RoleCode.INSPECTOR, "Thanh tra, giám sát", "Chỉ xem, không sửa.", True),
    )
}


# At which levels a role makes sense; roles not named here are used at every level.
_LEVELS: dict[str, frozenset[str]] = {
    RoleCode.MINISTRY_OFFICER: frozenset({"country"}),
    RoleCode.PROVINCE_OFFICER: frozenset({"province"}),
    RoleCode.PROVINCE_LEADER: frozenset({"province"}),
    RoleCode.PROVINCE_ADMINISTRATOR: frozenset({"province"}),
    RoleCode.DISTRICT_OFFICER: frozenset({"district"}),
    RoleCode.COMMUNE_OFFICER: frozenset({"commune"}),
    RoleCode.COMMUNE_CHAIR: frozenset({"commune"}),
}


def levels_of(role: str) -> frozenset[str]:
    """Unit levels at which the role is given; empty: all."""
    return _LEVELS.get(role, frozenset())
