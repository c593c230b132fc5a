"""Who may do what in alternative care. Rows (codes, states, days) are for supervision; names and words are for the two communes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from chungtay.accounts.roles import RoleCode
from chungtay.care.models import Carer, FacilityNeed, Placement
from chungtay.cases.policies import CasePermission
from chungtay.foundation import wall
from chungtay.foundation.access import YES, Actor, Decision, can, declare, grant, no, predicate


class CarePermission(StrEnum):
    READ = "care.read"
    OPEN = "care.open"
    REGISTER = "care.register"
    APPROVE = "care.approve"
    PROPOSE = "care.propose"
    WORK = "care.work"
    DECIDE = "care.decide"
    FACILITY = "care.facility"
    APPRAISE = "care.appraise"
    PRINT = "care.print"
    REPORT = "care.report"


P = CarePermission
declare(
    CarePermission,
    {
        P.READ: "Xem sổ chăm sóc thay thế (mã số, tình trạng, thời hạn)",
        P.OPEN: "Mở nội dung hồ sơ chăm sóc thay thế",
        P.REGISTER: "Ghi, xác minh người đăng ký nhận chăm sóc thay thế",
        P.APPROVE: "Xác nhận người đủ điều kiện nhận chăm sóc thay thế",
        P.PROPOSE: "Tìm và đề xuất người chăm sóc cho trẻ",
        P.WORK: "Làm thủ tục giao trẻ, thăm và đánh giá",
        P.DECIDE: "Ký quyết định giao, chấm dứt, chuyển hình thức chăm sóc thay thế",
        P.FACILITY: "Lập danh sách trẻ ở cơ sở cần gia đình chăm sóc",
        P.APPRAISE: "Thẩm định hồ sơ trẻ ở cơ sở",
        P.REPORT: "Ghi đã gửi báo cáo năm về chăm sóc thay thế",
        P.PRINT: "In danh sách người đăng ký, trẻ cần chăm sóc thay thế",
    },
)

grant(RoleCode.COMMUNE_OFFICER, {P.READ, P.OPEN, P.REGISTER, P.PROPOSE, P.WORK, P.FACILITY, P.PRINT})
grant(RoleCode.COMMUNE_CHAIR, {P.READ, P.OPEN, P.APPROVE, P.DECIDE, P.APPRAISE, P.PRINT})
grant(RoleCode.PROVINCE_OFFICER, {P.READ, P.APPRAISE, P.REPORT})
grant(RoleCode.PROVINCE_LEADER, {P.READ})
grant(RoleCode.INSPECTOR, {P.READ})
grant(RoleCode.MONITOR, {P.READ})

# Rows of care are behind this mark in PostgreSQL: a post without READ is not answered, whatever a query forgets.
MARK = "care"
wall.mark(MARK, CarePermission.READ)


def of_carer(actor: Actor, obj: Any) -> bool:
    """A post of the commune where the carer lives."""
    return actor.level == "commune" and bool(obj.unit_path) and actor.covers(obj.unit_path)


def of_child(actor: Actor, obj: Any) -> bool:
    """A post of the commune that answers for the child."""
    path = getattr(obj, "child_path", "")
    return actor.level == "commune" and bool(path) and actor.covers(path)


@predicate(CarePermission.OPEN)
def _opens(actor: Actor, obj: Any) -> Decision:
    """Both communes of a placement; of a case whose class is stricter the child's side needs that class."""
    if of_carer(actor, obj):
        return YES
    if not of_child(actor, obj):
        return no("Nội dung chỉ mở cho xã của trẻ và xã của người nhận chăm sóc.")
    case = obj.case if isinstance(obj, Placement) and obj.case_id is not None else None
    return can(actor, CasePermission.OPEN, case) if case is not None else YES


def _in_commune(actor: Actor, obj: Any) -> Decision:
    path = getattr(obj, "unit_path", None) or getattr(obj, "path", "")
    if path and actor.level == "commune" and actor.covers(path):
        return YES
    return no("Chỉ xã nơi người nhận chăm sóc cư trú mới làm được bước này.")


predicate(CarePermission.REGISTER)(_in_commune)
predicate(CarePermission.PRINT)(_in_commune)


@predicate(CarePermission.APPROVE)
def _approves(actor: Actor, obj: Carer) -> Decision:
    """Nobody approves what he himself registered or verified."""
    if actor.user_id in (obj.verified_by_id, obj.created_by_id):
        return no("Người ghi hoặc xác minh không tự xác nhận được: cần người khác ký.")
    return _in_commune(actor, obj)


@predicate(CarePermission.WORK)
def _works(actor: Actor, obj: Any) -> Decision:
    if of_carer(actor, obj) or of_child(actor, obj):
        return YES
    return no("Chỉ xã của trẻ và xã của người nhận chăm sóc mới làm được bước này.")


@predicate(CarePermission.DECIDE)
def _decides(actor: Actor, obj: Placement | FacilityNeed) -> Decision:
    """The chair where the carer lives signs (Decree 56/2017, art. 42.7), and never what he himself proposed."""
    if isinstance(obj, Placement) and actor.user_id == obj.proposed_by_id:
        return no("Người đề xuất không tự ký quyết định được: cần người khác ký.")
    if of_carer(actor, obj):
        return YES
    return no("Chủ tịch UBND xã nơi người nhận chăm sóc cư trú ký quyết định này.")


@predicate(CarePermission.FACILITY)
def _lists(actor: Actor, obj: Any) -> Decision:
    path = obj.child_path if isinstance(obj, FacilityNeed) else getattr(obj, "unit_path", "")
    if path and actor.level == "commune" and actor.covers(path):
        return YES
    return no("Chỉ xã nơi có cơ sở mới làm được bước này.")


@predicate(CarePermission.APPRAISE)
def _appraises(actor: Actor, obj: FacilityNeed) -> Decision:
    if actor.covers(obj.child_path) and obj.child_path:
        return YES
    return no("Hồ sơ này ngoài địa bàn của anh/chị.")


@predicate(CarePermission.REPORT)
def _reports(actor: Actor, obj: Any) -> Decision:
    path = getattr(obj, "path", "")
    return YES if actor.level == "province" and path and actor.covers(path) else no("Tỉnh báo cáo năm.")


@predicate(CarePermission.PROPOSE)
def _proposes(actor: Actor, obj: Any) -> Decision:
    """For a child of the own commune, or of a case it leads."""
    if isinstance(obj, Placement | FacilityNeed):
        return YES if of_child(actor, obj) else no("Chỉ xã của trẻ mới làm được bước này.")
    path = getattr(obj, "unit_path", "")
    if path and actor.level == "commune" and actor.covers(path):
        return YES
    return no("Chỉ xã đang chịu trách nhiệm về trẻ mới đề xuất được.")
