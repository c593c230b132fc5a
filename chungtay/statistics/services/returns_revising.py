"""A correction of what was accepted or locked: signed by a person in a post with a reason, only for the cells it names.

It goes the way the return went (checked, accepted or sent back). Until it is accepted the old numbers stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.workflow import apply
from chungtay.statistics.models.returns import Return, ReturnRevision, ReturnState, ReturnValue, RevisionState
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries.returns_forms import form_of, is_sealed
from chungtay.statistics.queries.returns_prefill import hidden
from chungtay.statistics.returns.forms import Key, key_from
from chungtay.statistics.services import returns_telling as telling
from chungtay.statistics.services.returns import keep_sealed, keep_version, new_value, signature, text_of
from chungtay.statistics.states_returns import REVISION_MACHINE, REVISION_OPEN, SENT


def may_revise(owner: Return) -> bool:
    """What is accepted, and what was sent before the lock."""
    return owner.state == ReturnState.ACCEPTED or (owner.state in SENT and owner.dataset.locked_at is not None)


def sign(
    *,
    actor: Actor,
    owner: Return,
    after: Mapping[Key, Decimal | None],
    reason: str,
    notes: Mapping[Key, str] | None = None,
) -> ReturnRevision:
    """Ký và nộp: the cells whose number is another than the one reported. One that was sent back is signed anew.

    Raises UserError without a reason or without any change, NotPossible when another revision is under way.
    """
    require(actor, FigurePermission.RETURN, owner)
    if not reason.strip():
        raise UserError("Hãy ghi lý do sửa. Lý do đi cùng bản sửa có ký.", field="reason")
    with transaction.atomic():
        held = _held(owner)
        if not may_revise(held):
            raise NotPossible("Số liệu này chưa được chấp nhận và kỳ chưa khóa: hãy sửa thẳng trên biểu rồi nộp.")
        unseen = hidden(actor, form_of(held.dataset))
        cells = _cells(held, {key: n for key, n in after.items() if key.quantity not in unseen}, notes or {})
        if not cells:
            raise UserError("Chưa có ô nào khác số đã nộp. Hãy sửa ô cần sửa rồi ký.")
        revision = ReturnRevision.objects.filter(owner=held, state__in=REVISION_OPEN).first()
        if revision is not None and revision.state != RevisionState.RETURNED:
            raise NotPossible(f"{revision} đang chờ quyết định. Hãy đợi, hoặc rút bản đó rồi lập bản khác.")
        revision = revision or ReturnRevision(owner=held, unit_path=held.unit_path, number=_next(held))
        revision.reason, revision.signed_by, revision.signed_user = reason.strip(), signature(actor), actor.user_id
        revision.signed_at, revision.checked_user, revision.accepted_user = timezone.now(), None, None
        _keep_cells(revision, cells)
        sent = apply(
            REVISION_MACHINE,
            "revision_submit",
            revision,
            actor=actor,
            reason=reason,
            data={"cells": [one[0] for one in cells]},
        )
        telling.tell_receiver(held, sent)
    return sent


def _keep_cells(revision: ReturnRevision, cells: list[list[str]]) -> None:
    """The cells it names; those of sealed quantities apart. One that was sent back and is signed anew begins again."""
    form = form_of(revision.owner.dataset)
    apart = [cell for cell in cells if (key := form.by_text.get(cell[0])) and is_sealed(key.quantity, form)]
    revision.cells = [cell for cell in cells if cell not in apart]
    revision.save()
    revision.sealed.all().delete()
    keep_sealed(revision.owner, apart, revision=revision)


def _held(owner: Return) -> Return:
    rows = Return._base_manager.select_for_update(of=("self",)).select_related("dataset__receiver", "unit", "agency")
    held: Return = rows.get(pk=owner.pk)
    return held


def _next(owner: Return) -> int:
    return ReturnRevision.objects.filter(owner=owner).count() + 1


def _cells(owner: Return, after: Mapping[Key, Decimal | None], notes: Mapping[Key, str]) -> list[list[str]]:
    stored = {row.key: row for row in ReturnValue.objects.filter(owner=owner)}
    found = []
    for key in form_of(owner.dataset).cells:
        if key not in after:
            continue
        row = stored.get(key)
        before = row.value if row is not None else None
        if after[key] != before:
            found.append([key.text, text_of(before), text_of(after[key]), notes.get(key, "").strip()[:500]])
    return found


def withdraw(*, actor: Actor, revision: ReturnRevision) -> ReturnRevision:
    if _state(revision) == RevisionState.WITHDRAWN:
        return revision
    return apply(REVISION_MACHINE, "revision_withdraw", revision, actor=actor)


def check(*, actor: Actor, revision: ReturnRevision) -> ReturnRevision:
    if _state(revision) == RevisionState.CHECKED:
        return revision

    def effect(row: ReturnRevision) -> None:
        row.checked_by, row.checked_user = signature(actor), actor.user_id

    return apply(REVISION_MACHINE, "revision_check", revision, actor=actor, effect=effect)


def send_back(*, actor: Actor, revision: ReturnRevision, reason: str) -> ReturnRevision:
    if _state(revision) == RevisionState.RETURNED:
        return revision

    def effect(row: ReturnRevision) -> None:
        row.returned_reason = reason.strip()

    with transaction.atomic():
        back = apply(REVISION_MACHINE, "revision_send_back", revision, actor=actor, reason=reason, effect=effect)
        telling.tell_fillers(
            [back.owner],
            f"{back} bị trả lại: {back.owner.dataset}. {reason.strip()}",
            f"revision-back-{back.pk}-{back.version}",
        )
    return back


def accept(*, actor: Actor, revision: ReturnRevision) -> ReturnRevision:
    """The cells of the revision take their new numbers, and the return as it is now is kept as a version."""
    if _state(revision) == RevisionState.ACCEPTED:
        return revision
    by = signature(actor)

    def effect(row: ReturnRevision) -> None:
        row.accepted_by, row.accepted_user, row.accepted_at = by, actor.user_id, timezone.now()

    with transaction.atomic():
        owner = _held(revision.owner)
        taken = apply(REVISION_MACHINE, "revision_accept", revision, actor=actor, effect=effect)
        with as_system("a revision is taken whole, with the numbers that this post may not read"):
            _write(owner, taken)
        owner.version += 1
        owner.save(update_fields=["version", "updated_at"])
        keep_version(owner, "revise", taken.signed_by, taken.reason)
        telling.tell_fillers([owner], f"{taken} đã được chấp nhận: {owner.dataset}", f"revision-accepted-{taken.pk}")
    return taken


def _write(owner: Return, revision: ReturnRevision) -> None:
    stored = {row.key: row for row in ReturnValue.objects.select_for_update(of=("self",)).filter(owner=owner)}
    form = form_of(owner.dataset)
    for text, before, after, note in revision.readable:
        key = key_from(text)
        if key is None:
            continue
        row = stored.get(key) or new_value(owner, key, form)
        if text_of(row.value) not in (before, after):
            raise NotPossible("Số đã nộp nay khác lúc ký bản sửa. Hãy trả lại để đơn vị ký lại trên số mới.")
        row.value = Decimal(after) if after else None
        row.note, row.changed_by = note or row.note, revision.signed_by
        row.save()


def _state(revision: ReturnRevision) -> str:
    found = ReturnRevision._base_manager.filter(pk=revision.pk).values_list("state", flat=True).first()
    return str(found or "")
