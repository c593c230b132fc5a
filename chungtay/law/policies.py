"""Everybody who works here may read the law as it is loaded."""

from __future__ import annotations

from enum import StrEnum

from chungtay.accounts.roles import ROLES
from chungtay.foundation.access import declare, grant


class LawPermission(StrEnum):
    READ = "law.read"


declare(LawPermission, {LawPermission.READ: "Xem văn bản pháp luật, danh mục và lịch đã nạp"})
for _role in ROLES:
    grant(_role, {LawPermission.READ})
