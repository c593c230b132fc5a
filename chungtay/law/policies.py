"""Everybody who works here may read the law as it is loaded; administrators load official forms."""

from __future__ import annotations

from enum import StrEnum

from chungtay.accounts.roles import ROLES, RoleCode
from chungtay.foundation.access import declare, grant


class LawPermission(StrEnum):
    READ = "law.read"
    LOAD = "law.load"


declare(
    LawPermission,
    {
        LawPermission.READ: "Xem văn bản pháp luật, danh mục và lịch đã nạp",
        LawPermission.LOAD: "Nạp biểu mẫu chính thức",
    },
)
for _role in ROLES:
    grant(_role, {LawPermission.READ})
grant(RoleCode.PROVINCE_ADMINISTRATOR, {LawPermission.LOAD})
