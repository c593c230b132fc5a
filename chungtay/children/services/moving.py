"""A child moves to another commune. Until the new commune has accepted, the old one keeps the child: there is no gap.

The record goes over with its history on the day of the move, whenever the answer is given. Everything works across two
communes, so the writing itself is done as the system, after the machine has asked who may.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.children.models import Adult, Child, ChildStatus, Household, Residence, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.policies import ChildPermission
from chungtay.children.services import places
from chungtay.children.states import TRANSFER_MACHINE
from chungtay.foundation import audit, workflow
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Hamlet, Level, Unit

MOST_MISSED = 10  # requests a day that found nobody: more is guessing
_NAMELESS = "Chuyển hồ sơ trẻ em"  # a message goes out by e-mail too; who the child is stands behind its link


@dataclass(frozen=True)
class Asked:
    """Who a commune says has come: enough to find the child, and no more than the family itself has told."""

    full_name: str
    birth_date: dt.date | None
    personal_number: str = ""


def release(
    *,
    actor: Actor,
    children: Iterable[Child],
    to_unit: Unit,
    on: dt.date,
    reason: str = "",
    whole_family: bool = False,
    act: uuid.UUID | None = None,
) -> list[Transfer]:
    """The old commune tells the new one. With `whole_family` the household goes along when all its children go.

    `act` makes a second click find what the first one did.
    """
    act = act or uuid.uuid4()
    chosen = list(children)
    if not chosen:
        raise UserError("Hãy chọn ít nhất một trẻ.")
    _right_place(to_unit, on)
    with transaction.atomic():
        done = list(Transfer.objects.filter(act=act))
        if done:
            return done
        made = [_open(actor, child, to_unit, on, TransferState.RELEASED, reason, whole_family, act) for child in chosen]
        for transfer in made:
            audit.record(actor, "transfer_released", transfer, reason=reason, data={"to": to_unit.path, "on": str(on)})
    _tell(made[0], to_unit, f"Có trẻ chuyển đến {to_unit.name}: chờ nhận hồ sơ", "released")
    return made


def ask(*, actor: Actor, asked: Asked, from_unit: Unit, to_unit: Unit, on: dt.date, reason: str = "") -> Transfer:
    """The new commune, where the family already is, asks the old one for the record.

    Needs the exact number, or the exact name and birth; who does not know these learns nothing.
    """
    if not actor.covers(to_unit.path):
        raise UserError("Anh/chị chỉ đề nghị chuyển hồ sơ về xã của mình.")
    require(actor, ChildPermission.MOVE)
    _right_place(to_unit, on)
    _not_guessing(actor)
    with as_system("looking for a child by what the family told the new commune"):
        rows = Child.objects.filter(unit=from_unit, status=ChildStatus.HERE)
        if asked.personal_number:
            rows = rows.filter(personal_number=asked.personal_number)
        elif asked.birth_date is not None:
            rows = rows.filter(full_name__iexact=" ".join(asked.full_name.split()), birth_date=asked.birth_date)
        else:
            rows = rows.none()
        found = list(rows[:2])
    if len(found) != 1:
        audit.record(actor, "transfer_ask_missed", from_unit, unit_path=from_unit.path)
        raise UserError(
            f"Không tìm thấy đúng một trẻ như vậy ở {from_unit.name}. Hãy kiểm tra số định danh, hoặc họ tên và ngày sinh."
        )
    looked(
        actor, "search", "children.child", unit_path=found[0].unit_path, object_id=found[0].pk,
        what=f"Xin hồ sơ về {to_unit.name}",
    )  # fmt: skip
    with transaction.atomic(), as_system("the request names a child of another commune"):
        transfer = _open(actor, found[0], to_unit, on, TransferState.ASKED, reason, False, uuid.uuid4())
        audit.record(actor, "transfer_asked", transfer, reason=reason, data={"to": to_unit.path, "on": str(on)})
    _tell(transfer, from_unit, f"{to_unit.name} đề nghị chuyển hồ sơ một trẻ", "asked")
    return transfer


def _not_guessing(actor: Actor) -> None:
    """Who asks and asks for children that are not there learns nothing more today."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    missed = AuditEntry.objects.filter(action="transfer_ask_missed", user_id=actor.user_id, at__gte=since)
    if missed.count() >= MOST_MISSED:
        raise NotPossible(
            f"Hôm nay đã {MOST_MISSED} lần không tìm thấy trẻ. Hãy gọi cán bộ nơi đi, hoặc thử lại vào ngày mai."
        )


def accept(*, actor: Actor, transfer: Transfer, hamlet: Hamlet | None = None) -> Transfer:
    """The new commune takes the child (and its brothers and sisters of the same act, with the family)."""
    return _complete(actor, transfer, "accept", hamlet)


def agree(*, actor: Actor, transfer: Transfer) -> Transfer:
    """The old commune agrees to what the new one asked for."""
    return _complete(actor, transfer, "agree", None)


def answer(*, actor: Actor, transfer: Transfer, step: str, reason: str = "") -> Transfer:
    """refuse, withdraw, decline or cancel: the child stays where it is."""
    if step not in {"refuse", "withdraw", "decline", "cancel"}:
        raise ValueError(step)
    changed = workflow.apply(
        TRANSFER_MACHINE,
        f"transfer_{step}",
        transfer,
        actor=actor,
        reason=reason,
        effect=lambda row: _decided(row, actor, reason),
    )
    other = changed.from_unit if step in {"refuse", "cancel"} else changed.to_unit
    _tell(changed, other, f"{_NAMELESS}: {changed.get_state_display().lower()}", step)
    return changed


def _complete(actor: Actor, transfer: Transfer, step: str, hamlet: Hamlet | None) -> Transfer:
    if hamlet is not None and hamlet.unit_id != transfer.to_unit_id:
        raise UserError(f"Thôn, bản này không thuộc {transfer.to_unit.name}.", field="hamlet")

    def effect(row: Transfer) -> None:
        _decided(row, actor, "")
        row.to_hamlet = hamlet
        with as_system("the record goes from one commune to the other"):
            _carry(row, hamlet)

    changed = workflow.apply(TRANSFER_MACHINE, f"transfer_{step}", transfer, actor=actor, effect=effect)
    other = changed.from_unit if step == "accept" else changed.to_unit
    _tell(changed, other, f"{_NAMELESS}: đã chuyển đến {changed.to_unit.name}", step)
    return changed


def undo(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """Takes an accepted move back: the child is again where it was, as if it had not moved. What was written meanwhile stays."""

    def effect(row: Transfer) -> None:
        _decided(row, actor, reason)
        with as_system("the record goes back to the commune it came from"):
            _carry_back(row)

    changed = workflow.apply(TRANSFER_MACHINE, "transfer_undo", transfer, actor=actor, reason=reason, effect=effect)
    _tell(changed, changed.from_unit, f"{_NAMELESS}: đã hoàn tác, hồ sơ trở về {changed.from_unit.name}", "undo")
    return changed


def _right_place(to_unit: Unit, on: dt.date) -> None:
    if to_unit.level != Level.COMMUNE or not to_unit.exists_on(timezone.localdate()):
        raise UserError("Hãy chọn xã, phường đang có hiện nay.", field="to_unit")
    if on > timezone.localdate():
        raise UserError("Ngày chuyển không được ở tương lai.", field="on")
    if on < to_unit.valid_from:
        raise UserError(f"{to_unit.name} có từ {date(to_unit.valid_from)}; hãy chọn ngày không sớm hơn.", field="on")


def _open(
    actor: Actor, child: Child, to_unit: Unit, on: dt.date, state: str, reason: str, whole: bool, act: uuid.UUID
) -> Transfer:
    if state == TransferState.RELEASED:
        require(actor, ChildPermission.MOVE, child)
    # Who asks has not been shown the record: a refusal says nothing that was not typed.
    mine = state == TransferState.RELEASED
    who = child.full_name if mine else "Trẻ này"
    if child.unit_id == to_unit.pk:
        raise UserError(f"{who} đang ở {to_unit.name} rồi.", field="to_unit")
    if child.status != ChildStatus.HERE:
        raise NotPossible(f"Hồ sơ của {who} đã đóng nên không chuyển được.")
    place = places.current(child)
    if place is not None and place.period.lower >= on:
        since = f" từ {date(place.period.lower)}" if mine else " sau ngày này"
        raise UserError(f"{who} về nơi đi{since}; hãy chọn ngày muộn hơn.", field="on")
    try:
        with transaction.atomic():
            return Transfer.objects.create(
                child=child, child_name=child.full_name, child_birth=child.birth, child_sex=child.sex,
                from_unit_id=child.unit_id, from_path=child.unit_path, to_unit=to_unit, to_path=to_unit.path,
                whole_family=whole, act=act, state=state, moves_on=on, reason=reason.strip()[:300],
                asked_by_id=actor.user_id, asked_by_name=f"{actor.name}, {actor.agency_name}"[:200],
            )  # fmt: skip
    except IntegrityError as error:
        raise NotPossible(f"{who} đang có một lần chuyển chưa trả lời. Hãy xem mục “Chuyển đi, chuyển đến”.") from error


def _decided(row: Transfer, actor: Actor, answer: str) -> None:
    row.decided_at = timezone.now()
    row.decided_by_id = actor.user_id
    row.decided_by_name = f"{actor.name}, {actor.agency_name}"[:200]
    row.answer = answer.strip()[:300]


def _carry(row: Transfer, hamlet: Hamlet | None) -> None:
    child: Child = Child.objects.select_for_update(of=("self",)).get(pk=row.child_id)
    if child.unit_id != row.from_unit_id or child.status != ChildStatus.HERE:
        raise NotPossible("Hồ sơ không còn ở xã nơi đi. Hãy tải lại trang để xem trẻ đang ở đâu.")
    household = child.household
    row.before = {"hamlet": child.hamlet_id, "household": child.household_id, "family_moved": False}
    goes = household if row.whole_family and household is not None else None
    if goes is not None and goes.unit_id == row.from_unit_id and _all_go(goes, row):
        row.before |= {"family_moved": True, "household_hamlet": goes.hamlet_id}
        _place_family(goes, row.to_unit, row.to_path, hamlet)
    elif goes is not None and goes.unit_id != row.to_unit_id:
        goes = None
    places.move(child, unit=row.to_unit, hamlet=hamlet, household=goes, on=row.moves_on, transfer_id=row.pk)


def _all_go(household: Household, row: Transfer) -> bool:
    """Whether every child still in this household is part of the same act."""
    others = Child.objects.filter(household=household, status=ChildStatus.HERE).exclude(pk=row.child_id)
    going = Transfer.objects.filter(act=row.act, state__in=[TransferState.RELEASED, TransferState.ACCEPTED])
    return not others.exclude(pk__in=going.values("child")).exists()


def _place_family(household: Household, unit: Unit, path: str, hamlet: Hamlet | None) -> None:
    Household.objects.filter(pk=household.pk).update(unit=unit, unit_path=path, hamlet=hamlet)
    household.kinds.update(unit_path=path)
    Adult.objects.filter(household=household).update(unit_path=path)
    household.refresh_from_db()


def _carry_back(row: Transfer) -> None:
    child: Child = Child.objects.select_for_update(of=("self",)).get(pk=row.child_id)
    here: Residence | None = Residence.objects.filter(child=child, transfer_id=row.pk).first()
    if here is None or here.period.upper is not None or child.unit_id != row.to_unit_id:
        raise NotPossible("Sau lần chuyển này trẻ đã chuyển tiếp hoặc hồ sơ đã đóng. Hãy hoàn tác bước sau trước.")
    last: Residence | None = Residence.objects.filter(child=child, period__endswith=here.period.lower).first()
    here.delete()
    if last is not None:
        last.period = DateRange(last.period.lower, None)
        last.save(update_fields=["period"])
    household = Household.objects.filter(pk=row.before.get("household")).first()
    if household is not None and row.before.get("family_moved"):
        was = Hamlet.objects.filter(pk=row.before.get("household_hamlet")).first()
        _place_family(household, row.from_unit, row.from_path, was)
    child.unit, child.unit_path = row.from_unit, row.from_path
    child.hamlet_id, child.household = row.before.get("hamlet"), household
    child.version += 1
    child.save(update_fields=["unit", "unit_path", "hamlet", "household", "version", "updated_at"])


def _tell(transfer: Transfer, unit: Unit, title: str, what: str) -> None:
    posts = Post.objects.on(timezone.localdate()).filter(unit=unit, role=RoleCode.COMMUNE_OFFICER)
    key = f"transfer:{transfer.pk}:{what}:{transfer.version}"
    notify(posts.values_list("pk", flat=True), "transfer", title, transfer.get_absolute_url(), key)


def family_of(child: Child) -> list[Child]:
    """The children of the same household who are here, the child first."""
    if child.household_id is None:
        return [child]
    rows: Any = Child.objects.filter(household=child.household_id, status=ChildStatus.HERE).order_by("birth_date", "id")
    return [child, *(other for other in rows if other.pk != child.pk)]
