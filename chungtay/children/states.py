"""The machine of a transfer: one side says the child moves, the other side answers; an accepted one can be taken back."""

from __future__ import annotations

from chungtay.children.models import Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.policies import ChildPermission
from chungtay.foundation.access import YES, Actor, Decision, no
from chungtay.foundation.workflow import Machine, Transition

_R, _K, _A = TransferState.RELEASED, TransferState.ASKED, TransferState.ACCEPTED


def _receives(actor: Actor, transfer: Transfer) -> Decision:
    return YES if actor.covers(transfer.to_path) else no("Chỉ xã nơi đến (hoặc tỉnh) mới làm được bước này.")


def _gives(actor: Actor, transfer: Transfer) -> Decision:
    return YES if actor.covers(transfer.from_path) else no("Chỉ xã nơi đi (hoặc tỉnh) mới làm được bước này.")


TRANSFER_MACHINE = Machine(
    model=Transfer,
    field="state",
    states={str(code): str(label) for code, label in TransferState.choices},
    transitions=(
        Transition("transfer_accept", (_R,), _A, ChildPermission.MOVE, "Nhận hồ sơ", (_receives,)),
        Transition(
            "transfer_refuse",
            (_R,),
            TransferState.REFUSED,
            ChildPermission.MOVE,
            "Không nhận",
            (_receives,),
            needs_reason=True,
        ),
        Transition("transfer_withdraw", (_R,), TransferState.WITHDRAWN, ChildPermission.MOVE, "Rút lại", (_gives,)),
        Transition("transfer_agree", (_K,), _A, ChildPermission.MOVE, "Đồng ý chuyển", (_gives,)),
        Transition(
            "transfer_decline",
            (_K,),
            TransferState.REFUSED,
            ChildPermission.MOVE,
            "Không đồng ý",
            (_gives,),
            needs_reason=True,
        ),
        Transition(
            "transfer_cancel", (_K,), TransferState.WITHDRAWN, ChildPermission.MOVE, "Thôi đề nghị", (_receives,)
        ),
        Transition(
            "transfer_undo",
            (_A,),
            TransferState.UNDONE,
            ChildPermission.MOVE,
            "Hoàn tác chuyển",
            (_receives,),
            needs_reason=True,
        ),
    ),
)
