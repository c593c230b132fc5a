"""Who may do what with reports (imported by `policies`)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from chungtay.accounts.roles import RoleCode
from chungtay.foundation.access import YES, Actor, Decision, declare, grant, no, predicate

if TYPE_CHECKING:
    from chungtay.directives.models import Report, ReportDuty


class ReportPermission(StrEnum):
    READ = "reports.read"
    WRITE = "reports.write"
    SUBMIT = "reports.submit"
    RECEIVE = "reports.receive"
    CONSOLIDATE = "reports.consolidate"
    URGE = "reports.urge"
    OPEN = "reports.open"


declare(
    ReportPermission,
    {
        ReportPermission.READ: "Xem báo cáo trong phạm vi của mình",
        ReportPermission.WRITE: "Soạn báo cáo của cơ quan mình",
        ReportPermission.SUBMIT: "Gửi và rút báo cáo của cơ quan mình",
        ReportPermission.RECEIVE: "Tiếp nhận, trả lại, mở lại báo cáo gửi đến",
        ReportPermission.CONSOLIDATE: "Tổng hợp báo cáo của các đơn vị",
        ReportPermission.URGE: "Đôn đốc đơn vị chưa gửi báo cáo",
        ReportPermission.OPEN: "Mở kỳ báo cáo theo văn bản, đổi hạn gửi",
    },
)

_OWN = {ReportPermission.READ, ReportPermission.WRITE, ReportPermission.SUBMIT}
_RECEIVER = {ReportPermission.RECEIVE, ReportPermission.CONSOLIDATE, ReportPermission.URGE, ReportPermission.OPEN}
for _role in (RoleCode.PROVINCE_OFFICER, RoleCode.PROVINCE_LEADER, RoleCode.DISTRICT_OFFICER):
    grant(_role, _OWN | _RECEIVER)
grant(RoleCode.MINISTRY_OFFICER, {ReportPermission.READ} | _RECEIVER)
for _role in (RoleCode.COMMUNE_OFFICER, RoleCode.COMMUNE_CHAIR):
    grant(_role, _OWN)
grant(RoleCode.SECTOR_OFFICER, _OWN)
grant(RoleCode.MONITOR, {ReportPermission.READ, ReportPermission.URGE})
grant(RoleCode.INSPECTOR, {ReportPermission.READ})


def own(actor: Actor, report: Report) -> bool:
    """The actor's agency owes it; below the province also any post that stands for the whole unit.

    A commune's child worker sits in an office of the commune while its committee owes the report.
    """
    if report.agency_id in actor.agency_ids:
        return True
    return actor.territory and actor.level in {"commune", "district"} and report.unit_path in actor.unit_paths


def receives(actor: Actor, duty: ReportDuty) -> bool:
    return duty.receiver_id in actor.agency_ids


@predicate(ReportPermission.WRITE)
def _writes_own(actor: Actor, report: Report) -> Decision:
    return YES if own(actor, report) else no("Chỉ cơ quan có trách nhiệm báo cáo mới soạn được báo cáo này.")


@predicate(ReportPermission.SUBMIT)
def _submits_own(actor: Actor, report: Report) -> Decision:
    return YES if own(actor, report) else no("Chỉ cơ quan có trách nhiệm báo cáo mới gửi hoặc rút được báo cáo này.")


@predicate(ReportPermission.RECEIVE)
def _receiver_decides(actor: Actor, report: Report) -> Decision:
    return YES if receives(actor, report.duty) else no("Chỉ cơ quan nhận báo cáo mới tiếp nhận hoặc trả lại được.")


@predicate(ReportPermission.CONSOLIDATE)
def _own_consolidation(actor: Actor, report: Report) -> Decision:
    if report.consolidates_id is None:
        return no("Báo cáo này không tổng hợp từ đơn vị nào.")
    return YES if own(actor, report) else no("Chỉ cơ quan lập báo cáo mới tổng hợp được.")


@predicate(ReportPermission.URGE)
def _watcher_urges(actor: Actor, duty: ReportDuty) -> Decision:
    if receives(actor, duty) or (actor.role == RoleCode.MONITOR and actor.covers(duty.receiver.unit_path)):
        return YES
    return no("Chỉ cơ quan nhận báo cáo hoặc người theo dõi của tỉnh mới đôn đốc được.")


@predicate(ReportPermission.OPEN)
def _receiver_opens(actor: Actor, duty: ReportDuty) -> Decision:
    return YES if receives(actor, duty) else no("Chỉ cơ quan nhận báo cáo mới đổi được kỳ báo cáo này.")
