"""Who may do what with units. Declared here; `accounts.policies`, which knows the roles, grants them.

What is meant: BROWSE to every role; EDIT_HAMLETS to commune officers and chairs, province officers and administrators;
REVIEW to province administrators and the ministry. A post edits hamlets only in communes it covers (see below).
"""

from __future__ import annotations

from enum import StrEnum

from django.utils import timezone

from chungtay.foundation.access import YES, Actor, Decision, declare, no, predicate
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Level, Unit


class TerritoryPermission(StrEnum):
    BROWSE = "territory.browse"
    EDIT_HAMLETS = "territory.edit_hamlets"
    REVIEW = "territory.review"


declare(
    TerritoryPermission,
    {
        TerritoryPermission.BROWSE: "Xem danh mục đơn vị hành chính",
        TerritoryPermission.EDIT_HAMLETS: "Sửa danh sách thôn, bản, tổ dân phố",
        TerritoryPermission.REVIEW: "Đối chiếu danh mục đơn vị hành chính",
    },
)


@predicate(TerritoryPermission.EDIT_HAMLETS)
def _of_its_own_commune(actor: Actor, unit: Unit) -> Decision:
    if unit.level != Level.COMMUNE:
        return no("Thôn, bản, tổ dân phố được ghi ở trang của cấp xã.")
    if not actor.covers(unit.path):
        return no(f"Chỉ cán bộ của {unit.name} hoặc của tỉnh mới sửa được danh sách này.")
    if not unit.exists_on(timezone.localdate()):
        return no(f"{unit.name} không còn từ ngày {date(unit.valid_to)}; hãy sửa ở trang của đơn vị hiện nay.")
    return YES
