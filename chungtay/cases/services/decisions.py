"""Decisions of the chair: drafted, signed by a post that holds the power on that day, numbered, revoked.

What a decision says is sealed; its kind, days and signer are not. A signed one is never changed. Decisions that carry a
step of the path (plan, closure, no ground, opening again) are signed through `services.path`; the others here.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.decreeing import SORTS, Sort, check_values, last_day, period_of
from chungtay.cases.guards import post_held, separation_of
from chungtay.cases.models import Case, Decision, DecisionKind, DecisionState, EntryKind
from chungtay.cases.policies import SEPARATION_KINDS, CasePermission, may_sign_separation, running
from chungtay.cases.services import decision_effects, diary, people
from chungtay.cases.states import DECISION
from chungtay.foundation import audit, workflow
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.vietnamese import date

K = DecisionKind
IN_DIARY = "Lý do ghi trong nhật ký vụ việc"  # the trail is read by posts that may not open the case


def draft(*, actor: Actor, case: Case, kind: str, values: dict[str, Any]) -> Decision:
    """Prepared by the officer or the chair. `values`: answers by the keys of its `decreeing.Sort`."""
    sort = sort_of(kind)
    _may_prepare(actor, case, kind)
    with transaction.atomic():
        locked = locked_case(case)
        _possible(locked, kind)
        row = _row(actor, locked, kind, sort, values)
        row.save()
        audit.record(actor, "decision_drafted", row, unit_path=locked.unit_path, data={"case": locked.code})
        people.tell(people.chairs(locked), locked, "có dự thảo quyết định chờ ký", f"decision:{row.pk}")
    return row


def edit(*, actor: Actor, decision: Decision, version: int, values: dict[str, Any]) -> Decision:
    """Raises StaleEdit when somebody saved it since `version`, or NotPossible once it is signed."""
    _may_prepare(actor, decision.case, decision.kind)
    with transaction.atomic():
        row = _locked(decision)
        if row.state != DecisionState.DRAFT:
            raise NotPossible("Quyết định này đã ký, không sửa được. Hãy thu hồi rồi lập quyết định mới.")
        _fresh(row, version, values)
        sealing.seal(row, check_values(row.kind, values, complete=False))
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        audit.record(actor, "decision_edited", row, data={"case": row.case.code})
    return row


def drop(*, actor: Actor, decision: Decision, reason: str) -> None:
    """A draft that will not be signed goes; the diary keeps why."""
    _may_prepare(actor, decision.case, decision.kind)
    if not reason.strip():
        raise UserError("Hãy ghi lý do không ký.", field="reason")
    with transaction.atomic():
        row = _locked(decision)
        if row.state != DecisionState.DRAFT:
            raise NotPossible("Quyết định này đã ký. Hãy thu hồi nếu không còn đúng.")
        words = f"Không ký dự thảo “{row.get_kind_display()}”. Lý do: {reason}"
        diary.write(actor=actor, case=row.case, kind=EntryKind.STEP, step="decision_dropped", words=words)
        people.tell(
            people.officers(row.case), row.case, "dự thảo quyết định không được ký", f"decision-dropped:{row.pk}"
        )
        audit.record(actor, "decision_dropped", row, data={"case": row.case.code})
        row.delete()


def issue(
    *, actor: Actor, case: Case, kind: str, values: dict[str, Any], number: str = "", at: dt.datetime | None = None
) -> Decision:
    """Drafted and signed by the chair in one act: at night there is nobody else."""
    sort = sort_of(kind)
    if sort.carries:
        raise ValueError(f"{kind} is signed with the step it carries")
    with transaction.atomic():
        locked = locked_case(case)
        _possible(locked, kind)
        row = _row(actor, locked, kind, sort, values)
        row.save()
        return sign(actor=actor, decision=row, version=row.version, number=number, at=at)


def sign(
    *, actor: Actor, decision: Decision, version: int, number: str = "", at: dt.datetime | None = None
) -> Decision:
    """`at`: when it was signed on paper, now when nothing is said; never in the future, never before what it rests on."""
    if sort_of(decision.kind).carries:
        raise ValueError(f"{decision.kind} is signed with the step it carries")
    with transaction.atomic():
        case = locked_case(decision.case)
        _may_sign(actor, case, decision.kind)
        _possible(case, decision.kind, but=decision)

        def effect(row: Decision) -> None:
            if row.version != version + 1:  # `apply` has counted one
                raise NotPossible("Dự thảo vừa được sửa. Hãy đọc lại bản mới rồi ký.")
            row.case = case
            complete(actor, row, number=number, at=at)
            decision_effects.of(actor, case, row)

        return workflow.apply(
            DECISION, "decision_signed", decision, actor=actor, effect=effect, data={"case": case.code}
        )


def sign_with_step(
    *, actor: Actor, case: Case, kind: str, values: dict[str, Any], number: str, at: dt.datetime | None,
    decision: Decision | None = None,
) -> Decision:  # fmt: skip
    """The decision that a step of the path carries, inside the transaction of the step. `decision`: the draft, if there is one."""
    if decision is None:
        decision = _row(actor, case, kind, sort_of(kind), values)
        decision.save()
    elif decision.case_id != case.pk or decision.kind != kind:
        raise ValueError("this draft belongs to another step")

    def effect(row: Decision) -> None:
        row.case = case
        complete(actor, row, number=number, at=at)

    return workflow.apply(DECISION, "decision_signed", decision, actor=actor, effect=effect, data={"case": case.code})


def complete(actor: Actor, row: Decision, *, number: str, at: dt.datetime | None) -> None:
    """Who, when, under which number, from when to when. Raises UserError for what the law does not allow."""
    moment = at or timezone.now()
    sort, case = sort_of(row.kind), row.case
    if not number.strip() and sort.numbered:
        raise UserError("Hãy ghi số của quyết định.", field="number")
    if moment > timezone.now():
        raise UserError("Ngày, giờ ký ở tương lai. Hãy ghi lúc đã ký.", field="at")
    earliest, event = decision_effects.not_before(case, row)
    if earliest is not None and moment < earliest:
        when = f"{timezone.localtime(earliest):%H:%M} ngày {date(earliest)}"
        raise UserError(f"Quyết định không được ghi lùi ngày: {event} lúc {when}.", field="at")
    post = post_held(actor, timezone.localdate(moment))
    if post is None:
        raise UserError(f"Ngày {date(moment)} anh/chị không giữ chức vụ này, nên không ký được quyết định.", field="at")
    values = check_values(row.kind, sealing.unseal(row), complete=True)
    row.about = decision_effects.about(case, row)
    row.starts_at, row.ends_at = period_of(row, values, moment)
    row.number, row.signed_at, row.article = number.strip()[:40], moment, sort.article
    row.signed_by_id, row.signed_post_id = actor.user_id, post.pk
    row.signer_name, row.updated_by_id = actor.name[:200], actor.user_id
    row.signer_title = (f"{post.title} (thay {actor.on_behalf_of})" if actor.on_behalf_of else post.title)[:200]


def give_number(*, actor: Actor, decision: Decision, number: str) -> Decision:
    """The clerk's number of a decision signed at night, before the formalities (Decree 56/2017, art. 32.4)."""
    _may_prepare(actor, decision.case, decision.kind)
    if not number.strip():
        raise UserError("Hãy ghi số của quyết định.", field="number")
    with transaction.atomic():
        row = _locked(decision)
        if row.state != DecisionState.SIGNED or row.number:
            raise NotPossible("Quyết định này chưa ký, hoặc đã có số.")
        row.number = number.strip()[:40]
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        audit.record(actor, "decision_numbered", row, data={"case": row.case.code})
    return row


def revoke(*, actor: Actor, decision: Decision, reason: str) -> Decision:
    """What a signed decision had begun ends; what it had ended begins again."""
    if not reason.strip():
        raise UserError("Hãy ghi lý do thu hồi.", field="reason")
    if sort_of(decision.kind).carries:
        raise NotPossible("Quyết định này gắn với một bước của vụ việc. Hãy làm bước tương ứng ở trang vụ việc.")
    with transaction.atomic():
        case = locked_case(decision.case)
        _may_sign(actor, case, decision.kind)

        def effect(row: Decision) -> None:
            row.case, row.revoked_at, row.revoked_why = case, timezone.now(), IN_DIARY
            row.updated_by_id = actor.user_id
            decision_effects.undone(actor, case, row)
            words = f"Thu hồi “{row.get_kind_display()}”, số {row.number or 'chưa có'}. Lý do: {reason}"
            diary.write(actor=actor, case=case, kind=EntryKind.STEP, step="decision_revoked", words=words)

        return workflow.apply(
            DECISION,
            "decision_revoked",
            decision,
            actor=actor,
            reason=IN_DIARY,
            effect=effect,
            data={"case": case.code},
        )


def sort_of(kind: str) -> Sort:
    sort = SORTS.get(kind)
    if sort is None:
        raise UserError("Hãy chọn loại quyết định.", field="kind")
    return sort


def locked_case(case: Case) -> Case:
    locked: Case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    return locked


def _row(actor: Actor, case: Case, kind: str, sort: Sort, values: dict[str, Any]) -> Decision:
    row = Decision(
        case=case,
        kind=kind,
        cycle=case.cycle,
        article=sort.article,
        created_by_id=actor.user_id,
        updated_by_id=actor.user_id,
    )
    sealing.seal(row, check_values(kind, values, complete=False))
    return row


def _locked(decision: Decision) -> Decision:
    locked: Decision = Decision.objects.select_for_update(of=("self",)).select_related("case").get(pk=decision.pk)
    return locked


def _fresh(row: Decision, version: int, mine: dict[str, Any]) -> None:
    if row.version != version:
        raise StaleEdit(theirs=sealing.unseal(row), mine=mine, when=f"{timezone.localtime(row.updated_at):%H:%M %d/%m}")


def _may_prepare(actor: Actor, case: Case, kind: str) -> None:
    """The officer of the commune that leads, or whoever may sign it."""
    if CasePermission.WORK in actor.permissions:
        require(actor, CasePermission.WORK, case)
    else:
        _may_sign(actor, case, kind)


def _may_sign(actor: Actor, case: Case, kind: str) -> None:
    if kind not in SEPARATION_KINDS:
        require(actor, CasePermission.DECIDE, case)
        return
    answer = may_sign_separation(actor, case)
    if not answer:
        raise PermissionDenied(answer.reason)


def _possible(case: Case, kind: str, but: Decision | None = None) -> None:
    """Is there room for this decision in the present state?"""
    if sort_of(kind).carries:
        return
    if not running(case):
        raise NotPossible("Vụ việc đã kết thúc. Hãy mở lại vụ việc rồi ra quyết định.")
    separation = separation_of(case)
    if kind == K.SEPARATION and separation is not None and separation != but:
        raise NotPossible("Trẻ đang được tạm thời cách ly. Hãy gia hạn hoặc hủy bỏ quyết định đang có.")
    if kind in (K.SEPARATION_EXTENDED, K.SEPARATION_CANCELLED) and separation is None:
        raise NotPossible("Không có quyết định tạm thời cách ly nào đang có hiệu lực.")
    if kind == K.SEPARATION_EXTENDED and separation is not None and last_day(separation) <= timezone.now():
        raise NotPossible("Đã hết thời hạn cách ly dài nhất. Hãy hủy bỏ cách ly, hoặc đề nghị Tòa án.")
    if kind == K.PROSECUTION and case.secrecy != "sexual_abuse":
        raise NotPossible("Kiến nghị khởi tố theo mẫu này chỉ lập cho vụ việc xâm hại tình dục.")
