"""A case begins with a concern; its content is opened for those who may, and every opening is written down."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chungtay.cases import duties, sealing
from chungtay.cases.duties import Event
from chungtay.cases.models import ENDED, Case, Concern, ConcernState, EntryKind, Secrecy
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import codes, diary
from chungtay.foundation import audit, vault
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.looking import looked
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Unit

AGAIN = dt.timedelta(days=365)


def begin(*, actor: Actor, concern: Concern, secrecy: str = Secrecy.ORDINARY, residence: Unit | None = None) -> Case:
    """Opens a case from a concern. The commune of the incident leads until a hand-over is accepted (art. 26.1).

    `residence`: the commune where the child lives, when it is another one; it is told.
    """
    require(actor, CasePermission.WORK, concern)
    with transaction.atomic():
        locked = _locked(concern)
        home = residence or (locked.child.unit if locked.child is not None else None)
        case = Case(
            code=codes.new_code(codes.CASE, timezone.localdate()), kind=locked.kind, secrecy=secrecy,
            emergency=bool(locked.danger), unit=locked.unit, unit_path=locked.unit_path, incident_unit=locked.unit,
            incident_path=locked.unit_path, residence_unit=home, residence_path=_path(home), current_unit=locked.unit,
            child=locked.child, officer_id=actor.post_id, received_at=locked.received_at, opened_at=timezone.now(),
            key=vault.create("case"), reported_again=_reported_again(locked), created_by_id=actor.user_id,
            updated_by_id=actor.user_id,
        )  # fmt: skip
        body = sealing.unseal(locked)
        sealing.seal(case, {"child": child_words(locked, body), "summary": str(body.get("event", ""))})
        case.save()
        _enter(actor, locked, case)
        duties.happened(actor=actor, case=case, event=Event.JOINED, at=locked.received_at, subject=locked)
        diary.write(
            actor=actor, case=case, kind=EntryKind.STEP, step="open", words=f"Mở vụ việc từ tin báo {locked.code}."
        )
        audit.record(actor, "case_opened", case, label=case.code, data={"concern": locked.code})
    return case


def join(*, actor: Actor, concern: Concern, case: Case) -> Concern:
    """A further report of the same event. The case keeps the earliest moment of receipt."""
    require(actor, CasePermission.WORK, concern)
    require(actor, CasePermission.WORK, case)
    if case.state in ENDED:
        raise NotPossible("Vụ việc này đã kết thúc. Hãy mở lại vụ việc rồi ghép tin báo.")
    with transaction.atomic():
        locked = _locked(concern)
        kept = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.received_at < kept.received_at:
            kept.received_at = locked.received_at
        kept.emergency = kept.emergency or bool(locked.danger)
        kept.save(update_fields=["received_at", "emergency", "updated_at"])
        _enter(actor, locked, kept)
        duties.happened(actor=actor, case=kept, event=Event.JOINED, at=locked.received_at, subject=locked)
        diary.write(
            actor=actor, case=kept, kind=EntryKind.STEP, step="join", words=f"Ghép tin báo {locked.code} cùng sự việc."
        )
        audit.record(actor, "concern_joined", kept, label=kept.code, data={"concern": locked.code})
    return locked


def open_content(*, actor: Actor, case: Case, what: str = "Mở vụ việc", secrecy: str = "") -> dict[str, Any]:
    """What is sealed in the case itself. Asks OPEN and writes the look down; `what` names nothing that is sealed."""
    require(actor, CasePermission.OPEN, case)
    looked(actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what=what)
    return sealing.unseal(case)


def child_words(concern: Concern, body: dict[str, Any]) -> dict[str, Any]:
    """What is known of the child: from the register when the child is in it, else as reported."""
    known = {key: body.get(f"child_{key}", "") for key in ("name", "birth", "age", "sex")}
    child = concern.child
    if child is not None:
        known = {"name": child.full_name, "birth": child.birth, "age": "", "sex": child.sex}
    return known


def _locked(concern: Concern) -> Concern:
    locked = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    if locked.state == ConcernState.JOINED and locked.case is not None:
        raise NotPossible(f"Tin báo này đã thuộc vụ việc {locked.case.code}.")
    if locked.state == ConcernState.PASSED_ON:
        raise NotPossible("Tin báo này đã chuyển nơi khác.")
    return locked


def _enter(actor: Actor, concern: Concern, case: Case) -> None:
    concern.state, concern.case = ConcernState.JOINED, case
    concern.decided_at, concern.decided_by_id = timezone.now(), actor.user_id
    concern.version += 1
    concern.save()


def _path(unit: Unit | None) -> str:
    return unit.path if unit is not None else ""


def _reported_again(concern: Concern) -> bool:
    """Another case of this child within twelve months before, wherever it was."""
    if concern.child_id is None:
        return False
    with as_system("another commune may have had the earlier case; only yes or no is told"):
        same = Q(child_id=concern.child_id) | Q(child__merged_into_id=concern.child_id)  # its record may have been two
        return Case.objects.filter(same, opened_at__gte=concern.received_at - AGAIN).exists()
