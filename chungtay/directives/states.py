"""The machine of a task. Lateness is no state: it is computed (`status.py`)."""

from __future__ import annotations

from chungtay.directives.models import Task, TaskState
from chungtay.directives.policies import TaskPermission
from chungtay.foundation.access import YES, Actor, Decision, no
from chungtay.foundation.workflow import Machine, Transition

_G, _A, _R, _S, _B, _D = (
    TaskState.GIVEN,
    TaskState.ACCEPTED,
    TaskState.RETURNED,
    TaskState.REPORTED,
    TaskState.SENT_BACK,
    TaskState.DONE,
)


def _has_no_open_children(_actor: Actor, task: Task) -> Decision:
    open_children = (
        Task._base_manager.filter(parent=task).exclude(state__in=[TaskState.DONE, TaskState.RECALLED]).count()
    )
    if open_children:
        return no(f"Còn {open_children} nhiệm vụ giao tiếp chưa hoàn thành. Hãy xác nhận hoặc thu hồi chúng trước.")
    return YES


def _no_open_extension(_actor: Actor, task: Task) -> Decision:
    if task.extensions.filter(granted=None).exists():
        return no("Đang có đề nghị gia hạn chờ trả lời. Hãy trả lời đề nghị đó trước.")
    return YES


TASK_MACHINE = Machine(
    model=Task,
    field="state",
    states={str(code): str(label) for code, label in TaskState.choices},
    transitions=(
        Transition("accept", (_G,), _A, TaskPermission.WORK, "Nhận việc"),
        Transition(
            "report_done", (_G, _A, _B), _S, TaskPermission.WORK, "Báo cáo hoàn thành", (_has_no_open_children,)
        ),
        Transition("withdraw_report", (_S,), _A, TaskPermission.WORK, "Rút báo cáo"),
        Transition("return_task", (_G, _A), _R, TaskPermission.WORK, "Trả lại việc", needs_reason=True),
        Transition("forward", (_G, _A), _G, TaskPermission.WORK, "Chuyển tiếp", needs_reason=True),
        Transition("give_again", (_R,), _G, TaskPermission.DECIDE, "Giao lại", needs_reason=True),
        Transition("confirm", (_S,), _D, TaskPermission.DECIDE, "Xác nhận hoàn thành", (_no_open_extension,)),
        Transition("send_back", (_S,), _B, TaskPermission.SEND_BACK, "Trả lại báo cáo", needs_reason=True),
        Transition("reopen", (_D,), _B, TaskPermission.DECIDE, "Mở lại", needs_reason=True),
        Transition(
            "recall", (_G, _A, _R, _S, _B), TaskState.RECALLED, TaskPermission.DECIDE, "Thu hồi", needs_reason=True
        ),
    ),
)
