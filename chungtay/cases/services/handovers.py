"""The lead of a case goes from one commune to another: offered, then accepted or refused.

The law names no term and no paper for it; what it does name is that somebody answers for the child. So nothing changes when
a hand-over is offered, refused or withdrawn, and everything at once when it is accepted: the lead, the officer, the rows
that hang on the case. Clocks run on as they are.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases import sealing
from chungtay.cases.models import ENDED, Case, EntryKind, HandOver, HandOverState, Secrecy
from chungtay.cases.policies import CLASS_PERMISSION, CasePermission, may_open
from chungtay.cases.queries.clocks import running_of_case
from chungtay.cases.services import diary
from chungtay.cases.services.clocks_people import posts_of_roles
from chungtay.cases.states_handovers import HANDOVER, WHY
from chungtay.foundation import audit, workflow
from chungtay.foundation.access import YES, Actor, Decision, no, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import today_of

MOST = 2_000  # characters of one text
_LEAD = "the lead passes from one commune to another; each sees only its own side of the case"
_ROLES = (RoleCode.COMMUNE_OFFICER, RoleCode.COMMUNE_CHAIR)


def offer(*, actor: Actor, case: Case, to_unit: Unit, why: str, reason: str, must_know: str = "") -> HandOver:
    """`reason` and `must_know` (what cannot wait: danger, medicine, dates) are sealed with the key of the case."""
    require(actor, CasePermission.HAND_OVER, case)
    _said(why, reason, must_know)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
        require(
            actor, CasePermission.HAND_OVER, locked
        )  # it may have gone to another commune since the page was opened
        _may_go(locked, to_unit)
        row = HandOver(
            case=locked, from_unit=locked.unit, from_path=locked.unit_path, to_unit=to_unit, to_path=to_unit.path, why=why,
            offered_by_id=actor.user_id, created_by_id=actor.user_id, updated_by_id=actor.user_id,
        )  # fmt: skip
        sealing.seal(row, {"reason": reason.strip(), "must_know": must_know.strip(), "offered_by": actor.name})
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise NotPossible(
                "Vụ việc đang có một đề nghị bàn giao chưa trả lời. Hãy chờ hoặc rút đề nghị đó."
            ) from error
        words = f"Đề nghị {to_unit.name} nhận bàn giao: {WHY[why].lower()}. {reason.strip()}"
        diary.write(actor=actor, case=locked, kind=EntryKind.HAND_OVER, step="offer", words=words)
        audit.record(actor, "handover_offered", locked, label=locked.code, data={"to": to_unit.path, "why": why})
        _tell(row, row.to_path, f"Vụ việc {locked.code}: {locked.unit.name} đề nghị bàn giao", "offered")
    return row


def _said(why: str, reason: str, must_know: str) -> None:
    if why not in WHY:
        raise UserError("Hãy chọn vì sao bàn giao.", field="why")
    if not reason.strip():
        raise UserError("Hãy ghi lý do, để xã kia biết vì sao mình nhận.", field="reason")
    for field, words in (("reason", reason), ("must_know", must_know)):
        if len(words) > MOST:
            raise UserError(f"Phần này dài quá {MOST} chữ. Hãy viết gọn lại.", field=field)


def _may_go(case: Case, to_unit: Unit) -> None:
    if case.erased_at is not None or case.state in ENDED:
        raise NotPossible("Vụ việc đã kết thúc nên không bàn giao. Muốn bàn giao, hãy mở lại vụ việc trước.")
    if to_unit.level != Level.COMMUNE or not to_unit.exists_on(timezone.localdate()):
        raise UserError("Hãy chọn xã, phường đang có hiện nay.", field="to_unit")
    if to_unit.pk == case.unit_id or to_unit.pk in {one.pk for one in today_of(case.unit, timezone.localdate())}:
        raise UserError(f"{to_unit.name} đang chủ trì vụ việc này rồi.", field="to_unit")


def accept(*, actor: Actor, handover: HandOver) -> HandOver:
    """The receiving commune leads from this moment on. An officer who accepts becomes the officer of the case."""

    def effect(row: HandOver) -> None:
        _decided(row, actor)
        with as_system(_LEAD):
            _take_over(actor, row)

    with transaction.atomic():
        done = workflow.apply(HANDOVER, "handover_accept", handover, actor=actor, effect=effect)
        with as_system(_LEAD):
            case = Case.objects.select_related("unit").get(pk=done.case_id)
            audit.record(actor, "handover_accept", case, label=case.code, unit_path=case.unit_path)
            _tell(done, done.from_path, f"Vụ việc {case.code}: {case.unit.name} đã nhận bàn giao", "accepted")
            _tell_residence(case, done)
    return done


def _take_over(actor: Actor, row: HandOver) -> None:
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.case_id)
    if case.unit_id != row.from_unit_id:
        raise NotPossible("Vụ việc đã do xã khác chủ trì. Hãy tải lại trang.")
    if case.state in ENDED:
        raise NotPossible("Vụ việc đã kết thúc trong lúc chờ. Không còn gì để nhận.")
    unit = _standing(row.to_unit, actor)
    case.unit, case.unit_path = unit, unit.path
    case.officer_id = _officer(actor, unit)
    if row.why in ("moved", "residence"):
        case.residence_unit, case.residence_path, case.current_unit = unit, unit.path, unit
    if row.why == "incident":
        case.incident_unit, case.incident_path = unit, unit.path
    case.version += 1
    case.updated_by_id = actor.user_id
    case.save()
    words = f"{unit.name} nhận bàn giao từ {row.from_unit.name}. Thời hạn đang chạy vẫn tính tiếp."
    diary.write(actor=actor, case=case, kind=EntryKind.HAND_OVER, step="accept", words=words)


def _standing(unit: Unit, actor: Actor) -> Unit:
    """The unit as it stands today: a commune that ended in a merger while the offer lay there is its successor."""
    today = timezone.localdate()
    if unit.exists_on(today):
        return unit
    after = [one for one in today_of(unit, today) if one.pk == actor.unit_id]
    if not after:
        raise NotPossible(f"{unit.name} không còn và phần này thuộc xã khác. Hãy đề nghị bên giao chọn lại xã nhận.")
    return after[0]


def _officer(actor: Actor, unit: Unit) -> int | None:
    """Who accepted, when it is an officer's post; else the one officer of the commune; several: the chair assigns."""
    if actor.role == RoleCode.COMMUNE_OFFICER:
        return actor.post_id
    posts = Post.objects.on(timezone.localdate()).filter(unit=unit, role=RoleCode.COMMUNE_OFFICER, user__is_active=True)
    found = list(posts.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def refuse(*, actor: Actor, handover: HandOver, reason: str) -> HandOver:
    """The old commune goes on as before, and reads why."""
    return _end(actor, handover, "handover_refuse", reason, "Hãy ghi vì sao không nhận.", "không nhận bàn giao")


def withdraw(*, actor: Actor, handover: HandOver, reason: str = "") -> HandOver:
    return _end(actor, handover, "handover_withdraw", reason, "", "đã rút đề nghị bàn giao")


def _end(actor: Actor, handover: HandOver, step: str, reason: str, needed: str, words: str) -> HandOver:
    if needed and not reason.strip():
        raise UserError(needed, field="reason")
    if len(reason) > MOST:
        raise UserError(f"Phần này dài quá {MOST} chữ. Hãy viết gọn lại.", field="reason")

    def effect(row: HandOver) -> None:
        _decided(row, actor)
        with as_system(_LEAD):
            case = Case.objects.get(pk=row.case_id)
            row.case = case
            sealing.seal(row, {**sealing.unseal(row), "answer": reason.strip(), "answered_by": actor.name})
            told = f"{actor.agency_name or actor.unit_name} {words}. {reason.strip()}".strip()
            diary.write(actor=actor, case=case, kind=EntryKind.HAND_OVER, step=step, words=told)

    with transaction.atomic():
        done = workflow.apply(HANDOVER, step, handover, actor=actor, effect=effect)
        with as_system(_LEAD):
            case = Case.objects.get(pk=done.case_id)
            audit.record(actor, step, case, label=case.code)
        to = done.from_path if step == "handover_refuse" else done.to_path
        _tell(done, to, f"Vụ việc {case.code}: {done.get_state_display().lower()}", done.state)
    return done


def _decided(row: HandOver, actor: Actor) -> None:
    row.decided_at, row.decided_by_id, row.updated_by_id = timezone.now(), actor.user_id, actor.user_id


def may_read(actor: Actor, row: HandOver, case: Case) -> Decision:
    """The words of an offer: for who may open the case, and for the commune that is asked while it has to answer.

    The commune that offered reads the answer; once another leads, only when the case is still shared with it.
    """
    if may_open(actor, case):
        return YES
    if actor.level != "commune" or CasePermission.OPEN not in actor.permissions:
        return no("Nội dung bàn giao chỉ hai xã liên quan đọc được.")
    asked = actor.covers(row.to_path) and row.state == HandOverState.OFFERED
    if not asked and not (actor.covers(row.from_path) and row.state != HandOverState.ACCEPTED):
        return no("Đề nghị này đã được trả lời; nội dung chỉ còn trong hồ sơ vụ việc.")
    stricter = CLASS_PERMISSION.get(Secrecy(case.secrecy))
    if stricter is not None and stricter not in actor.permissions:
        return no("Vụ việc thuộc loại mật riêng; chức vụ của anh/chị không mở được.")
    return YES


def read_offer(*, actor: Actor, handover: HandOver) -> dict[str, Any]:
    """What the receiving commune must know to answer: who the child is, why, what cannot wait, what runs. Written down as a look.

    Empty for whoever may see only that there is an offer.
    """
    require(actor, CasePermission.HAND_OVER, handover)
    with as_system("the receiving commune does not see the case itself before it leads; it is asked about it"):
        case = Case.objects.get(pk=handover.case_id)
        if case.erased_at is not None or not may_read(actor, handover, case):
            return {}
        handover.case = case
        words = sealing.unseal(handover)
        child = sealing.unseal(case).get("child", {})
        clocks = [(line.title, line.face.words) for line in running_of_case(case, timezone.now())]
    looked(actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Đề nghị bàn giao")
    return {**words, "child": child, "risk": case.get_risk_display(), "emergency": case.emergency, "clocks": clocks}


def _tell(row: HandOver, path: str, title: str, what: str) -> None:
    """Officer and chair of a commune, or of the commune that holds its area today. The code, no more."""
    found = posts_of_roles({path}, set(_ROLES))
    posts = [post for role in _ROLES for post in found.get((path, role), [])]
    notify(posts, "handover", title, f"/vu-viec/ban-giao/{row.pk}/", f"handover:{row.pk}:{what}")


def _tell_residence(case: Case, row: HandOver) -> None:
    """The commune where the child lives learns who leads now, when it is neither of the two."""
    if case.residence_path and case.residence_path not in (case.unit_path, row.from_path):
        found = posts_of_roles({case.residence_path}, set(_ROLES))
        posts = [post for role in _ROLES for post in found.get((case.residence_path, role), [])]
        title = f"Vụ việc {case.code}: nay do {case.unit.name} chủ trì"
        notify(posts, "handover", title, case.get_absolute_url(), f"handover:{row.pk}:residence")
