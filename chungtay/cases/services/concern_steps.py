"""What the commune does with a report: checks it, says whether there is danger, sends it on, finds it unfounded.

What a person writes by hand is sealed in the concern (`notes`); the trail takes only the words of `states_concerns.WHY`.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.cases import duties, sealing
from chungtay.cases.duties import Event
from chungtay.cases.models import Clock, Concern, ConcernState, Informant
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import concern_telling
from chungtay.cases.states_concerns import CONCERN, WHY
from chungtay.children.models import Child
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.workflow import apply
from chungtay.territory.models import Level, Unit

NOTE_MOST = 4_000
_OPEN = (ConcernState.NEW, ConcernState.CHECKING)


def check(*, actor: Actor, concern: Concern) -> Concern:
    """The officer takes it on."""
    return apply(CONCERN, "concern_check", concern, actor=actor)


def write_note(*, actor: Actor, concern: Concern, words: str) -> Concern:
    """What was learnt since: a call back, a visit. Sealed; never changed."""
    require(actor, CasePermission.WORK, concern)
    if not words.strip():
        raise UserError("Hãy ghi nội dung.", field="words")
    with transaction.atomic():
        locked = _locked(concern)
        _note(actor, locked, "note", words)
        _save(actor, locked)
        audit.record(actor, "concern_noted", locked, label=locked.code)
    return locked


def say_danger(*, actor: Actor, concern: Concern, danger: bool) -> Concern:
    """Found on checking: the child is in danger (twelve hours from now unless they run already), or is not."""
    require(actor, CasePermission.WORK, concern)
    with transaction.atomic():
        locked = _locked(concern)
        if locked.state not in _OPEN:
            raise NotPossible("Tin báo này không còn chờ xác minh; hãy ghi ở vụ việc.")
        locked.danger = danger
        _save(actor, locked)
        event = Event.DANGER_FOUND if danger else Event.NO_EMERGENCY
        duties.happened(actor=actor, event=event, at=timezone.now(), subject=locked)
        if danger:
            concern_telling.danger(locked, but=actor.post_id)
        audit.record(actor, "concern_danger_said", locked, label=locked.code, data={"danger": danger})
    return locked


def know_child(*, actor: Actor, concern: Concern, child: Child | None) -> Concern:
    """Who in the register it is about; None: not known who. The commune where the child lives is told."""
    require(actor, CasePermission.WORK, concern)
    with transaction.atomic():
        locked = _locked(concern)
        if locked.state == ConcernState.JOINED:
            raise NotPossible("Tin báo đã vào vụ việc. Hãy ghi trẻ ở vụ việc.")
        locked.child = child
        _save(actor, locked)
        if child is not None and child.unit_id != locked.unit_id:
            concern_telling.residence(locked, child.unit)
        audit.record(actor, "concern_child_known", locked, label=locked.code, data={"known": child is not None})
    return locked


def withdraw(*, actor: Actor, concern: Concern, words: str) -> Concern:
    """Who reported takes it back: written down, and the report is checked all the same (Law on Children, art. 51)."""
    if concern.created_by_id != actor.user_id:
        require(actor, CasePermission.WORK, concern)
    require(actor, CasePermission.REPORT)
    with transaction.atomic():
        locked = _locked(concern)
        if locked.withdrawn_at is not None:
            raise NotPossible("Việc rút tin đã được ghi trước đó. Tin báo vẫn được xác minh.")
        locked.withdrawn_at = timezone.now()
        _note(actor, locked, "withdrawn", words)
        _save(actor, locked)
        audit.record(actor, "concern_withdrawn", locked, label=locked.code)
    return locked


def find_unfounded(*, actor: Actor, concern: Concern, why: str, words: str) -> Concern:
    """The chair decides, with a reason of the list and in words. Its clocks stop."""
    reason = _why("concern_unfounded", why)
    if len(words.strip()) < 10:
        raise UserError("Hãy ghi đã xác minh thế nào: gặp ai, ở đâu, kết quả ra sao.", field="words")
    with transaction.atomic():
        found = apply(
            CONCERN,
            "concern_unfounded",
            concern,
            actor=actor,
            reason=reason,
            effect=_decided(actor, "unfounded", words),
        )
        duties.happened(actor=actor, event=Event.UNFOUNDED, at=timezone.now(), subject=found)
    return found


def check_again(*, actor: Actor, concern: Concern, why: str, words: str = "") -> Concern:
    """A report found unfounded is taken up again; with danger not excluded the twelve hours run from now."""
    reason = _why("concern_check_again", why)
    with transaction.atomic():
        found = apply(
            CONCERN, "concern_check_again", concern, actor=actor, reason=reason, effect=_decided(actor, "again", words)
        )
        if found.danger is not False:
            duties.happened(actor=actor, event=Event.DANGER_FOUND, at=timezone.now(), subject=found)
    return found


def pass_on(*, actor: Actor, concern: Concern, unit: Unit, why: str, words: str = "") -> Concern:
    """To the commune of the incident, at once. The old commune goes on seeing the code and the state."""
    reason, here = _why("concern_pass_on", why), timezone.localdate()
    if unit.level != Level.COMMUNE or not unit.exists_on(here):
        raise UserError("Hãy chọn xã, phường đang có hiện nay.", field="commune")
    if unit.path == concern.unit_path:
        raise UserError(f"Tin báo đang ở {unit.name} rồi. Hãy chọn xã khác.", field="commune")

    def move(locked: Concern) -> None:
        if (
            locked.child is not None
        ):  # the new commune does not read the register of this one; it is told which one it is
            body = sealing.unseal(locked)
            sealing.seal(locked, {**body, "home_path": locked.child.unit_path})
            locked.child = None
        _note(actor, locked, "passed_on", words)
        locked.from_path, locked.unit, locked.unit_path = locked.unit_path, unit, unit.path
        locked.hamlet, locked.updated_by_id = None, actor.user_id

    with transaction.atomic():
        data = {"from_unit": concern.unit_path, "to_unit": unit.path}
        found = apply(CONCERN, "concern_pass_on", concern, actor=actor, reason=reason, effect=move, data=data)
        _follow(found)
        duties.happened(actor=actor, event=Event.RECEIVED, at=found.received_at, subject=found,
                        danger=found.danger is not False, elsewhere=True)  # fmt: skip
        duties.happened(actor=actor, event=Event.FORWARDED, at=timezone.now(), subject=found)
        concern_telling.received(found, but=actor.post_id)
    return found


def _follow(concern: Concern) -> None:
    """Clocks and informant go with the report: its chair becomes a reader in place of the chair who sent it on."""
    with as_system("clocks and informant belong to the commune that handles the report"):
        mine = {"subject_label": concern._meta.label_lower, "subject_id": concern.pk}
        Clock.objects.filter(case=None, stopped_at=None, **mine).update(unit_path=concern.unit_path)
        informant = Informant.objects.filter(concern=concern).first()
        if informant is not None:
            first = [concern.created_by_id] if concern.created_by_id else []
            readers = list(dict.fromkeys([*first, *concern_telling.readers_of(concern.unit)]))
            Informant.objects.filter(pk=informant.pk).update(unit_path=concern.unit_path, readers=readers)


def notes_of(body: dict[str, Any]) -> list[dict[str, str]]:
    """What was added since the report came, the latest first: at, by, kind, words."""
    return list(reversed(body.get("notes", [])))


def _why(step: str, code: str) -> str:
    words = WHY[step].get(code)
    if words is None:
        raise UserError("Hãy chọn lý do.", field="why")
    return words


def _decided(actor: Actor, kind: str, words: str) -> Any:
    def effect(locked: Concern) -> None:
        _note(actor, locked, kind, words)
        locked.decided_at, locked.decided_by_id, locked.updated_by_id = timezone.now(), actor.user_id, actor.user_id

    return effect


def _note(actor: Actor, concern: Concern, kind: str, words: str) -> None:
    if len(words) > NOTE_MOST:
        raise UserError(f"Nội dung dài quá {NOTE_MOST} chữ. Hãy rút gọn.", field="words")
    body = sealing.unseal(concern)
    told = {"at": timezone.now().isoformat(), "by": actor.name, "kind": kind, "words": words.strip()}
    sealing.seal(concern, {**body, "notes": [*body.get("notes", []), told]})


def _locked(concern: Concern) -> Concern:
    locked: Concern = Concern.objects.select_for_update(of=("self",)).select_related("unit").get(pk=concern.pk)
    return locked


def _save(actor: Actor, concern: Concern) -> None:
    concern.version += 1
    concern.updated_by_id = actor.user_id
    concern.save()


def may_withdraw(actor: Actor, concern: Concern) -> bool:
    own = concern.created_by_id == actor.user_id
    return concern.withdrawn_at is None and (own or bool(can(actor, CasePermission.WORK, concern)))
