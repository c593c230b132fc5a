"""Who may do what with the register. Figures are another app's: the ministry counts children, it does not read them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from chungtay.accounts.roles import RoleCode
from chungtay.foundation import wall
from chungtay.foundation.access import YES, Actor, Decision, declare, grant, no, predicate

if TYPE_CHECKING:
    from chungtay.children.models import Pair, Transfer


class ChildPermission(StrEnum):
    READ = "children.read"
    EDIT = "children.edit"
    SENSITIVE = "children.sensitive"
    DECIDE = "children.decide"
    IMPORT = "children.import"
    EXPORT = "children.export"
    VERIFY = "children.verify"
    OPEN_ROUND = "children.open_round"
    MERGE = "children.merge"
    MOVE = "children.move"
    REFORM = "children.reform"
    LOOKS = "children.looks"


declare(
    ChildPermission,
    {
        ChildPermission.READ: "Xem hồ sơ trẻ em và hộ gia đình",
        ChildPermission.EDIT: "Thêm và sửa hồ sơ trẻ em, hộ gia đình",
        ChildPermission.SENSITIVE: "Xem thông tin nhạy cảm (HIV, xâm hại, vi phạm pháp luật)",
        ChildPermission.DECIDE: "Xác nhận hoàn cảnh của trẻ",
        ChildPermission.IMPORT: "Nhập danh sách trẻ em từ tệp",
        ChildPermission.EXPORT: "In và xuất danh sách trẻ em",
        ChildPermission.VERIFY: "Ghi kết quả rà soát, xác thực, phúc tra",
        ChildPermission.OPEN_ROUND: "Mở đợt rà soát, xác thực, phúc tra",
        ChildPermission.MERGE: "Quyết định hồ sơ trùng, gộp và tách lại",
        ChildPermission.MOVE: "Chuyển và nhận hồ sơ trẻ giữa các xã",
        ChildPermission.REFORM: "Chuyển hồ sơ khi sắp xếp đơn vị hành chính",
        ChildPermission.LOOKS: "Xem ai đã xem hồ sơ trẻ em",
    },
)

_WORK = {*ChildPermission} - {ChildPermission.REFORM}
grant(RoleCode.COMMUNE_OFFICER, _WORK)
grant(
    RoleCode.COMMUNE_CHAIR,
    {ChildPermission.READ, ChildPermission.SENSITIVE, ChildPermission.DECIDE, ChildPermission.EXPORT,
     ChildPermission.MOVE, ChildPermission.OPEN_ROUND, ChildPermission.LOOKS},
)  # fmt: skip
grant(
    RoleCode.PROVINCE_OFFICER,
    {ChildPermission.READ, ChildPermission.SENSITIVE, ChildPermission.EXPORT, ChildPermission.OPEN_ROUND,
     ChildPermission.MERGE, ChildPermission.MOVE, ChildPermission.REFORM, ChildPermission.LOOKS},
)  # fmt: skip
grant(RoleCode.PROVINCE_LEADER, {ChildPermission.READ, ChildPermission.LOOKS})
grant(RoleCode.INSPECTOR, {ChildPermission.READ, ChildPermission.LOOKS})

# Rows sealed as "sealed" (sensitive groups of the law list, HIV) open for this permission: in PostgreSQL, not only here.
SEAL = "sealed"
wall.mark(SEAL, ChildPermission.SENSITIVE)


def _keeps(actor: Actor, obj: Any) -> Decision:
    path = getattr(obj, "unit_path", None) or getattr(obj, "path", "")
    if path and actor.level == "commune" and actor.covers(path):
        return YES
    return no("Chỉ cán bộ của xã đang quản lý hồ sơ này mới sửa được.")


predicate(ChildPermission.EDIT)(_keeps)
predicate(ChildPermission.IMPORT)(_keeps)
predicate(ChildPermission.VERIFY)(_keeps)


@predicate(ChildPermission.OPEN_ROUND)
def _opens(actor: Actor, obj: Any) -> Decision:
    """Only who stands over the whole round: a commune does not close the province's."""
    path = getattr(obj, "unit_path", None) or getattr(obj, "path", "")
    return YES if path and actor.covers(path) else no("Chỉ đơn vị mở đợt này, hoặc cấp trên, mới làm được bước này.")


@predicate(ChildPermission.DECIDE)
def _decides(actor: Actor, obj: Any) -> Decision:
    return _keeps(actor, obj)


@predicate(ChildPermission.MOVE)
def _moves(actor: Actor, obj: Transfer) -> Decision:
    paths = (getattr(obj, "from_path", None) or getattr(obj, "unit_path", ""), getattr(obj, "to_path", ""))
    if any(path and actor.covers(path) for path in paths):
        return YES
    return no("Chỉ xã nơi đi, xã nơi đến hoặc tỉnh mới làm được bước này.")


@predicate(ChildPermission.MERGE)
def _merges(actor: Actor, obj: Pair) -> Decision:
    first = str(getattr(obj, "first_path", None) or getattr(obj, "kept_path", ""))
    second = str(getattr(obj, "second_path", None) or getattr(obj, "gone_path", ""))
    if actor.covers(first) and actor.covers(second):
        return YES
    return no("Hai hồ sơ ở hai xã khác nhau: tỉnh quyết định.")
