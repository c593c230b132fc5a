"""Adding, editing and ending children, one at a time. Lists come through `importing`, moves through `moving`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import User
from chungtay.children.columns import columns_of
from chungtay.children.models import Child, ChildStatus, Household, ResidenceReason, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.policies import ChildPermission
from chungtay.children.services import places
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Hamlet, Unit

OLDEST = 18  # years; a person older than this never belongs into the book


def add_child(
    *,
    actor: Actor,
    unit: Unit,
    values: dict[str, Any],
    household: Household | None = None,
    hamlet: Hamlet | None = None,
    since: dt.date | None = None,
    reason: str = ResidenceReason.FOUND,
) -> Child:
    """A child of `values` (the dict of meaning), living in `unit` since `since` (birth when left out)."""
    require(actor, ChildPermission.EDIT, unit)
    columns = columns_of(values)
    _plausible(columns)
    today = timezone.localdate()
    began = since or max(columns.get("birth_date") or today, unit.valid_from)
    with transaction.atomic():
        child = Child(
            unit=unit, unit_path=unit.path, household=household, hamlet=hamlet or (household.hamlet if household else None),
            created_by_id=actor.user_id, updated_by_id=actor.user_id, **columns,
        )  # fmt: skip
        child.save()
        places.settle(child, on=min(began, today), reason=reason)
        audit.record(actor, "child_added", child, data={"reason": str(reason)})
    child.refresh_from_db()
    return child


def edit_child(
    *,
    actor: Actor,
    child: Child,
    version: int,
    values: dict[str, Any],
    hamlet: Hamlet | None = None,
    keep_hamlet: bool = True,
) -> Child:
    """Saves over the version that was read. Raises StaleEdit with both versions when somebody was quicker."""
    require(actor, ChildPermission.EDIT, child)
    columns = columns_of(values)
    with transaction.atomic():
        locked: Child = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
        _still_here(locked)
        before = {key: getattr(locked, key) for key in columns if getattr(locked, key) != columns[key]}
        moves = not keep_hamlet and locked.hamlet != hamlet
        if locked.version != version and (before or moves):
            raise _stale(locked, columns, None if keep_hamlet else {"hamlet": hamlet})
        _plausible({"birth_date": locked.birth_date, "full_name": locked.full_name, **columns})
        for key in before:
            setattr(locked, key, columns[key])
        if moves:
            before["hamlet"] = locked.hamlet_id
            locked.hamlet = hamlet
        if not before:
            return locked
        locked.version += 1
        locked.updated_by_id = actor.user_id
        locked.save()
        if moves:  # a correction, not a move between communes: the residence of today tells the same hamlet
            locked.residences.filter(period__endswith=None).update(hamlet=hamlet)
        # Values stay in the field history behind the wall; the audit trail only names what changed.
        audit.record(actor, "child_edited", locked, data={"fields": sorted(key for key in before if key != "name_key")})
    locked.refresh_from_db()
    return locked


def end_child(*, actor: Actor, child: Child, status: str, on: dt.date, reason: str) -> Child:
    """The child died, left for a place not known, or was written down by mistake. Taken back by `reopen_child`."""
    require(actor, ChildPermission.EDIT, child)
    if status not in {ChildStatus.DIED, ChildStatus.LEFT, ChildStatus.VOID}:
        raise UserError("Hãy chọn trẻ đã mất, đã rời địa bàn hay ghi nhầm.", field="status")
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    if on > timezone.localdate():
        raise UserError("Ngày không được ở tương lai.", field="on")
    with transaction.atomic():
        locked: Child = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
        _still_here(locked)
        if locked.birth_date and on < locked.birth_date:
            raise UserError(f"Trẻ sinh ngày {date(locked.birth_date)}; hãy chọn ngày sau đó.", field="on")
        _not_moving(locked)
        place = places.current(locked)
        if place is not None:
            places.leave(locked, on=max(on, place.period.lower + dt.timedelta(days=1)))
        locked.status, locked.status_on, locked.status_reason = status, on, reason.strip()[:200]
        locked.version += 1
        locked.updated_by_id = actor.user_id
        locked.save()
        audit.record(actor, f"child_{status}", locked, reason=reason, data={"on": str(on)})
    return locked


def reopen_child(*, actor: Actor, child: Child, reason: str) -> Child:
    """Takes an ending back; the residence goes on as if it had not ended."""
    require(actor, ChildPermission.EDIT, child)
    with transaction.atomic():
        locked: Child = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
        if locked.status not in {ChildStatus.DIED, ChildStatus.LEFT, ChildStatus.VOID}:
            raise NotPossible("Hồ sơ này đang mở hoặc đã gộp, không có gì để mở lại.")
        last = locked.residences.order_by("-period").first()
        if last is not None and last.period.upper is not None:
            last.period = type(last.period)(last.period.lower, None)
            last.save(update_fields=["period"])
        locked.status, locked.status_on, locked.status_reason = ChildStatus.HERE, None, ""
        locked.version += 1
        locked.updated_by_id = actor.user_id
        locked.save()
        audit.record(actor, "child_reopened", locked, reason=reason)
    return locked


def _still_here(child: Child) -> None:
    if child.status == ChildStatus.MERGED:
        raise NotPossible("Hồ sơ này đã gộp vào hồ sơ khác; hãy mở hồ sơ còn lại.")
    if child.status != ChildStatus.HERE:
        raise NotPossible(f"Hồ sơ đã đóng ({child.get_status_display().lower()}). Hãy mở lại trước khi sửa.")


def _not_moving(child: Child) -> None:
    """Who is on the way to another commune is not ended behind its back."""
    waits = Transfer.objects.filter(child=child, state__in=[TransferState.RELEASED, TransferState.ASKED])
    waiting = waits.select_related("to_unit").first()
    if waiting is not None:
        raise NotPossible(
            f"Hồ sơ đang chờ chuyển đến {waiting.to_unit.name}. Hãy rút lại hoặc trả lời lần chuyển đó trước, rồi đóng hồ sơ."
        )


def _plausible(columns: dict[str, Any]) -> None:
    """What no book can hold; everything doubtful is only marked (`Child.faults`)."""
    if not str(columns.get("full_name") or "").strip():
        raise UserError("Hãy ghi họ tên trẻ. Chưa đặt tên thì ghi “Chưa đặt tên”.", field="full_name")
    if not any(letter.isalpha() for letter in str(columns["full_name"])):
        raise UserError(
            f"“{str(columns['full_name'])[:40]}” không có chữ cái nào nên không phải họ tên. Hãy ghi họ tên trẻ.",
            field="full_name",
        )
    born, today = columns.get("birth_date"), timezone.localdate()
    if born is None:
        return
    if born > today:
        raise UserError(f"Ngày sinh {date(born)} ở tương lai. Hãy xem lại.", field="birth_date")
    if born.year < today.year - OLDEST:
        raise UserError(
            f"Người sinh năm {born.year} đã quá {OLDEST} tuổi, không ghi vào sổ trẻ em.", field="birth_date"
        )


def _stale(child: Child, columns: dict[str, Any], place: dict[str, Any] | None = None) -> StaleEdit:
    who = User.objects.filter(pk=child.updated_by_id).first() if child.updated_by_id else None
    when = timezone.localtime(child.updated_at).strftime("%H:%M %d/%m/%Y")
    wanted = {**columns, **(place or {})}
    theirs = {key: getattr(child, key) for key in wanted}
    return StaleEdit(theirs=theirs, mine=wanted, who=str(who) if who else "", when=when)
