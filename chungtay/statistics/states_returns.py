"""The machines of a return and of its signed revision. Late is no state: it is told by the day of sending and the deadline."""

from __future__ import annotations

from django.utils import timezone

from chungtay.foundation.access import YES, Actor, Decision, no
from chungtay.foundation.vietnamese import date
from chungtay.foundation.workflow import Machine, Transition
from chungtay.statistics.models.returns import DataSet, Return, ReturnRevision, ReturnState, RevisionState
from chungtay.statistics.policies import FigurePermission as P
from chungtay.statistics.queries.returns_takers import others, who_may

_D, _S, _C, _A, _R = (
    ReturnState.DRAFT, ReturnState.SUBMITTED, ReturnState.CHECKED, ReturnState.ACCEPTED, ReturnState.RETURNED,
)  # fmt: skip
WRITABLE = (_D, _R)
SENT = (_S, _C, _A)


def open_for(dataset: DataSet, unit_id: int) -> bool:
    """Not locked, or locked with an exception for this unit that has not run out."""
    if dataset.locked_at is None:
        return True
    return dataset.exceptions.filter(unit_id=unit_id, until__gte=timezone.localdate()).exists()


def lock_words(dataset: DataSet) -> str:
    day = date(timezone.localtime(dataset.locked_at)) if dataset.locked_at else ""
    return (
        f"Kỳ số liệu này đã khóa ngày {day}. Hãy đề nghị {dataset.receiver} cho ngoại lệ, "
        "hoặc lập bản sửa có ký nếu số liệu đã nộp."
    )


def _not_locked(_actor: Actor, owner: Return) -> Decision:
    return YES if open_for(owner.dataset, owner.unit_id) else no(lock_words(owner.dataset))


def _not_the_sender(actor: Actor, row: Return | ReturnRevision) -> Decision:
    """Four eyes: who has sent numbers does not take them himself, whatever post he acts in."""
    sender = row.submitted_user if isinstance(row, Return) else row.signed_user
    if actor.user_id != sender:
        return YES
    dataset = row.dataset if isinstance(row, Return) else row.owner.dataset
    able = others(dataset, timezone.localdate(), {sender})
    return no(f"Anh/chị là người nộp nên không tự kiểm tra, chấp nhận số liệu này. {who_may(dataset, able)}")


def _not_the_checker(actor: Actor, row: Return | ReturnRevision) -> Decision:
    """Who has checked leaves accepting to another, where the receiver has another (decision 0014)."""
    if actor.user_id != row.checked_user:
        return YES
    sender = row.submitted_user if isinstance(row, Return) else row.signed_user
    dataset = row.dataset if isinstance(row, Return) else row.owner.dataset
    able = others(dataset, timezone.localdate(), {sender, row.checked_user})
    return no(f"Anh/chị đã kiểm tra nên người khác chấp nhận. {who_may(dataset, able)}") if able else YES


RETURN_MACHINE = Machine(
    model=Return,
    field="state",
    states={str(code): str(label) for code, label in ReturnState.choices},
    transitions=(
        Transition("return_submit", (_D, _R), _S, P.RETURN, "Nộp số liệu", (_not_locked,)),
        Transition("return_withdraw", (_S,), _D, P.RETURN, "Rút lại để sửa", (_not_locked,)),
        Transition("return_check", (_S,), _C, P.ACCEPT, "Đã kiểm tra", (_not_the_sender,)),
        Transition("return_accept", (_C,), _A, P.ACCEPT, "Chấp nhận", (_not_the_sender, _not_the_checker)),
        Transition("return_send_back", (_S, _C), _R, P.ACCEPT, "Trả lại", needs_reason=True),
        Transition("return_reopen", (_A,), _R, P.ACCEPT, "Mở lại để sửa", (_not_locked,), needs_reason=True),
    ),
)

_V = RevisionState
REVISION_MACHINE = Machine(
    model=ReturnRevision,
    field="state",
    states={str(code): str(label) for code, label in RevisionState.choices},
    transitions=(
        Transition("revision_submit", (_V.DRAFT, _V.RETURNED), _V.SUBMITTED, P.RETURN, "Ký và nộp bản sửa"),
        Transition("revision_withdraw", (_V.SUBMITTED, _V.RETURNED), _V.WITHDRAWN, P.RETURN, "Rút bản sửa"),
        Transition("revision_check", (_V.SUBMITTED,), _V.CHECKED, P.ACCEPT, "Đã kiểm tra bản sửa", (_not_the_sender,)),
        Transition(
            "revision_accept",
            (_V.CHECKED,),
            _V.ACCEPTED,
            P.ACCEPT,
            "Chấp nhận bản sửa",
            (_not_the_sender, _not_the_checker),
        ),
        Transition(
            "revision_send_back",
            (_V.SUBMITTED, _V.CHECKED),
            _V.RETURNED,
            P.ACCEPT,
            "Trả lại bản sửa",
            needs_reason=True,
        ),
    ),
)
REVISION_OPEN = (_V.DRAFT, _V.SUBMITTED, _V.CHECKED, _V.RETURNED)
