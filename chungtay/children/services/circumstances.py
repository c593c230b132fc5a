"""Special circumstances and risks of a child: written down, confirmed, refused, ended. Only a person decides."""

from __future__ import annotations

import datetime as dt

from django.db import models, transaction
from django.utils import timezone

from chungtay.children.deriving import SPECIAL
from chungtay.children.models import Child, ChildStatus, Circumstance, CircumstanceState
from chungtay.children.policies import ChildPermission
from chungtay.children.services.proposals import seal_of, sixteenth, version_of
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist_items


def add_circumstance(
    *, actor: Actor, child: Child, list_name: str = SPECIAL, code: str, valid_from: dt.date, evidence: str = ""
) -> Circumstance:
    """Confirmed when the actor may decide, else proposed. `code` is a sub-group where the group has any."""
    require(actor, ChildPermission.EDIT, child)
    if child.status == ChildStatus.MERGED:
        raise NotPossible("Hồ sơ này đã gộp vào hồ sơ khác; hãy mở hồ sơ còn lại.")
    items = {item["code"]: item for item in codelist_items(list_name)}
    item = items.get(code)
    if item is None:
        raise UserError("Hãy chọn hoàn cảnh trong danh mục.", field="code")
    if any(other.get("parent") == code for other in items.values()):
        raise UserError("Hãy chọn trường hợp cụ thể trong nhóm này.", field="code")
    _plausible(child, valid_from)
    decides = bool(can(actor, ChildPermission.DECIDE, child))
    with transaction.atomic():
        Child.objects.select_for_update(of=("self",)).get(
            pk=child.pk
        )  # two officers at once: the second sees the first
        if _open(child, list_name, code).exists():
            raise NotPossible("Hoàn cảnh này đã có trong sổ và chưa kết thúc.")
        row: Circumstance = Circumstance.objects.create(
            child=child, list=list_name, group=item.get("parent") or code, code=code, seal=seal_of(list_name, code),
            state=CircumstanceState.CONFIRMED if decides else CircumstanceState.PROPOSED, valid_from=valid_from,
            evidence=evidence.strip()[:300], law_version=version_of(list_name),
            created_by_id=actor.user_id, updated_by_id=actor.user_id, **(_decision(actor) if decides else {}),
        )  # fmt: skip
        _record(actor, "circumstance_added", row, child)
    return row


def confirm(*, actor: Actor, circumstance: Circumstance, code: str = "") -> Circumstance:
    """`code`: the sub-group, where only the group was proposed."""
    require(actor, ChildPermission.DECIDE, circumstance)
    with transaction.atomic():
        row = _locked(circumstance, CircumstanceState.PROPOSED)
        if code and code != row.code:
            _choose(row, code)
        elif row.list == SPECIAL and row.code == row.group:
            raise UserError("Hãy chọn trường hợp cụ thể trong nhóm này rồi xác nhận.", field="code")
        row.state = CircumstanceState.CONFIRMED
        _decide(actor, row)
        _record(actor, "circumstance_confirmed", row, row.child)
    return row


def refuse(*, actor: Actor, circumstance: Circumstance, reason: str) -> Circumstance:
    """The same facts do not propose it again."""
    require(actor, ChildPermission.DECIDE, circumstance)
    if not reason.strip():
        raise UserError("Hãy ghi lý do không xác nhận.", field="reason")
    with transaction.atomic():
        row = _locked(circumstance, CircumstanceState.PROPOSED)
        row.state, row.end_reason = CircumstanceState.REFUSED, reason.strip()[:200]
        _decide(actor, row)
        _record(actor, "circumstance_refused", row, row.child)
    return row


def end_circumstance(*, actor: Actor, circumstance: Circumstance, on: dt.date, reason: str) -> Circumstance:
    """`on`: the first day it is no longer so."""
    require(actor, ChildPermission.DECIDE, circumstance)
    if not reason.strip():
        raise UserError("Hãy ghi lý do kết thúc.", field="reason")
    if on > timezone.localdate():
        raise UserError("Ngày kết thúc không được ở tương lai.", field="on")
    with transaction.atomic():
        row = _locked(circumstance, CircumstanceState.CONFIRMED)
        if row.valid_to is not None:
            raise NotPossible(f"Hoàn cảnh này đã kết thúc ngày {date(row.valid_to)}.")
        if on <= row.valid_from:
            raise UserError(f"Hoàn cảnh bắt đầu ngày {date(row.valid_from)}; hãy chọn ngày sau đó.", field="on")
        row.valid_to, row.end_reason = on, reason.strip()[:200]
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        _record(actor, "circumstance_ended", row, row.child)
    return row


def reopen_circumstance(*, actor: Actor, circumstance: Circumstance) -> Circumstance:
    """Takes an ending or a refusal back: ended goes on, refused is proposed again."""
    require(actor, ChildPermission.DECIDE, circumstance)
    with transaction.atomic():
        row: Circumstance = Circumstance.objects.select_for_update(of=("self",)).get(pk=circumstance.pk)
        refused = row.state == CircumstanceState.REFUSED
        if row.valid_to is None and not refused:
            raise NotPossible("Hoàn cảnh này đang còn, không có gì để mở lại.")
        if _open(row.child, row.list, row.code).exists():
            raise NotPossible("Trẻ đã có hoàn cảnh này ở một dòng khác chưa kết thúc.")
        row.valid_to, row.end_reason = None, ""
        if refused:
            row.state = CircumstanceState.PROPOSED
            row.decided_by_id, row.decided_by_name, row.decided_at = None, "", None
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        _record(actor, "circumstance_reopened", row, row.child)
    return row


def end_at_sixteen(*, actor: Actor, child: Child) -> int:
    """The circumstances of a person who is no child any more end on the sixteenth birthday (Law on Children, art. 1)."""
    require(actor, ChildPermission.DECIDE, child)
    if child.birth_date is None or len(child.birth) < 10:
        raise UserError("Chưa rõ ngày sinh nên chưa biết trẻ đủ 16 tuổi ngày nào. Hãy bổ sung ngày sinh.")
    day = sixteenth(child.birth_date)
    if day > timezone.localdate():
        raise NotPossible(f"Trẻ đủ 16 tuổi ngày {date(day)}, chưa đến lúc kết thúc.")
    with transaction.atomic():
        rows = list(
            Circumstance.objects.select_for_update(of=("self",)).filter(
                child=child, valid_to=None, state=CircumstanceState.CONFIRMED
            )
        )
        for row in rows:
            row.valid_to = max(day, row.valid_from + dt.timedelta(days=1))
            row.end_reason = "Đủ 16 tuổi"
            row.version += 1
            row.updated_by_id = actor.user_id
            row.save()
        if rows:
            told = sum(1 for row in rows if not row.seal)
            data = {"number": told} if told else {"needs": str(ChildPermission.SENSITIVE)}
            audit.record(actor, "circumstances_ended_at_16", child, data={**data, "on": str(day)})
    return len(rows)


def _plausible(child: Child, valid_from: dt.date) -> None:
    if valid_from > timezone.localdate():
        raise UserError("Ngày bắt đầu không được ở tương lai.", field="valid_from")
    if child.birth_date and valid_from < child.birth_date:
        raise UserError(f"Trẻ sinh ngày {date(child.birth_date)}; hãy chọn ngày sau đó.", field="valid_from")


def _open(child: Child, list_name: str, code: str) -> models.QuerySet[Circumstance]:
    return Circumstance.objects.filter(child=child, list=list_name, code=code, valid_to=None).exclude(
        state=CircumstanceState.REFUSED
    )


def _locked(circumstance: Circumstance, state: str) -> Circumstance:
    row: Circumstance = (
        Circumstance.objects.select_for_update(of=("self",)).select_related("child").get(pk=circumstance.pk)
    )
    if row.state != state:
        raise NotPossible(f"Người khác vừa quyết định: {row.get_state_display().lower()} ({row.decided_by_name}).")
    return row


def _choose(row: Circumstance, code: str) -> None:
    item = {one["code"]: one for one in codelist_items(row.list)}.get(code)
    if item is None or item.get("parent", code) != row.group:
        raise UserError("Hãy chọn trường hợp trong nhóm được đề xuất.", field="code")
    if _open(row.child, row.list, code).exists():
        raise NotPossible("Trường hợp này đã có trong sổ và chưa kết thúc. Hãy không xác nhận đề xuất này.")
    row.code, row.seal = code, seal_of(row.list, code)


def _decision(actor: Actor) -> dict[str, object]:
    name = actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else "")
    return {"decided_by_id": actor.user_id, "decided_by_name": name[:200], "decided_at": timezone.now()}


def _decide(actor: Actor, row: Circumstance) -> None:
    for name, value in _decision(actor).items():
        setattr(row, name, value)
    row.version += 1
    row.updated_by_id = actor.user_id
    row.save()


def _record(actor: Actor, action: str, row: Circumstance, child: Child) -> None:
    """Which circumstance it was stays behind the seal; the act itself is shown only to who may know of sealed things."""
    told = {"needs": str(ChildPermission.SENSITIVE)} if row.seal else {"code": row.code, "list": row.list}
    audit.record(actor, action, child, data=told)
