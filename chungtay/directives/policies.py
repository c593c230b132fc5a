"""Who may do what with tasks. Documents and reports keep their own tables beside this one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from chungtay.accounts.roles import RoleCode
from chungtay.foundation.access import YES, Actor, Decision, declare, grant, no, predicate

if TYPE_CHECKING:
    from chungtay.directives.models import Task


class TaskPermission(StrEnum):
    READ = "tasks.read"
    GIVE = "tasks.give"
    WORK = "tasks.work"
    DECIDE = "tasks.decide"
    SEND_BACK = "tasks.send_back"
    URGE = "tasks.urge"
    OVERVIEW = "tasks.overview"


declare(
    TaskPermission,
    {
        TaskPermission.READ: "Xem nhiệm vụ trong phạm vi của mình",
        TaskPermission.GIVE: "Giao việc và giao tiếp",
        TaskPermission.WORK: "Nhận, làm và báo cáo nhiệm vụ của cơ quan mình",
        TaskPermission.DECIDE: "Xác nhận, gia hạn, thu hồi nhiệm vụ mình giao",
        TaskPermission.SEND_BACK: "Trả lại báo cáo chưa đạt",
        TaskPermission.URGE: "Đôn đốc",
        TaskPermission.OVERVIEW: "Xem tổng quan tiến độ",
    },
)

_READ = {TaskPermission.READ, TaskPermission.OVERVIEW}
_FULL = {*TaskPermission}
for _role in (
    RoleCode.PROVINCE_OFFICER,
    RoleCode.PROVINCE_LEADER,
    RoleCode.DISTRICT_OFFICER,
    RoleCode.COMMUNE_CHAIR,
    RoleCode.COMMUNE_OFFICER,
):
    grant(_role, _FULL)
grant(RoleCode.MINISTRY_OFFICER, _FULL - {TaskPermission.WORK})
grant(RoleCode.SECTOR_OFFICER, _READ | {TaskPermission.WORK})
grant(RoleCode.MONITOR, _READ | {TaskPermission.URGE, TaskPermission.SEND_BACK})
grant(RoleCode.INSPECTOR, _READ)


@predicate(TaskPermission.WORK)
def _lead_works(actor: Actor, task: Task) -> Decision:
    return YES if task.lead_id in actor.agency_ids else no("Chỉ cơ quan chủ trì mới làm được bước này.")


@predicate(TaskPermission.DECIDE)
def _giver_decides(actor: Actor, task: Task) -> Decision:
    return YES if task.giver_id in actor.agency_ids else no("Chỉ cơ quan giao việc mới quyết định được.")


@predicate(TaskPermission.GIVE)
def _lead_gives_on(actor: Actor, task: Task) -> Decision:
    return YES if task.lead_id in actor.agency_ids else no("Chỉ cơ quan chủ trì mới giao tiếp được nhiệm vụ này.")


def watches(actor: Actor, task: Task) -> bool:
    """The giver, a monitoring agency of this task, or a monitor whose territory holds it."""
    if task.giver_id in actor.agency_ids:
        return True
    if actor.role == RoleCode.MONITOR and actor.covers(task.unit_path):
        return True
    return task.parties.filter(role="monitoring", agency__in=actor.agency_ids).exists()


@predicate(TaskPermission.URGE)
def _watcher_urges(actor: Actor, task: Task) -> Decision:
    if watches(actor, task) or (actor.role == RoleCode.PROVINCE_LEADER and actor.covers(task.unit_path)):
        return YES
    return no("Chỉ cơ quan giao hoặc theo dõi mới đôn đốc được.")


@predicate(TaskPermission.SEND_BACK)
def _watcher_sends_back(actor: Actor, task: Task) -> Decision:
    return YES if watches(actor, task) else no("Chỉ cơ quan giao hoặc theo dõi mới trả lại báo cáo được.")
