"""Numbers of an emergency card: written down, corrected, tried, taken off."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.cases.card import KINDS, plausible
from chungtay.cases.models import Contact
from chungtay.cases.policies import CasePermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Unit

MOST = 40  # numbers on the card of one unit: a card of two pages is read by nobody
_FIELDS = ("kind", "name", "phone", "note")


def add_contact(
    *, actor: Actor, unit: Unit, kind: str, name: str, phone: str, note: str = "", tried: bool = False
) -> Contact:
    """`tried`: somebody has just called this number and reached the right place."""
    require(actor, CasePermission.CARD_EDIT, unit)
    values = _checked(kind, name, phone, note)
    with transaction.atomic():
        Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # two officers at once: the second sees the first
        own = Contact.objects.filter(unit=unit, ended_on=None)
        if own.filter(kind=values["kind"], phone=values["phone"]).exists():
            raise UserError("Số này đã có trên thẻ. Không cần ghi lại.", field="phone")
        if own.count() >= MOST:
            raise UserError(f"Thẻ đã có {MOST} số. Hãy bỏ bớt số ít dùng rồi thêm.", field="phone")
        contact = Contact.objects.create(unit=unit, unit_path=unit.path, **values, **(_tried(actor) if tried else {}))
        audit.record(actor, "contact_added", contact, label=_label(contact), data={"kind": contact.kind})
    return contact


def edit_contact(
    *, actor: Actor, contact: Contact, version: int, kind: str, name: str, phone: str, note: str = ""
) -> Contact:
    """Another number has to be tried again. Raises StaleEdit with both when somebody else changed the line."""
    require(actor, CasePermission.CARD_EDIT, contact)
    values = _checked(kind, name, phone, note)
    with transaction.atomic():
        locked = _locked(contact)
        theirs = {key: getattr(locked, key) for key in _FIELDS}
        if locked.version != version:
            if theirs == values:
                return locked
            raise StaleEdit(theirs=theirs, mine=values)
        if locked.phone != values["phone"]:
            locked.checked_on, locked.checked_by_name = None, ""
        for key, value in values.items():
            setattr(locked, key, value)
        locked.version += 1
        locked.save()
        audit.record(actor, "contact_edited", locked, label=_label(locked), data={"kind": locked.kind})
    return locked


def try_contact(*, actor: Actor, contact: Contact) -> Contact:
    """“Đã gọi thử”: the number answers, today."""
    require(actor, CasePermission.CARD_EDIT, contact)
    with transaction.atomic():
        locked = _locked(contact)
        for key, value in _tried(actor).items():
            setattr(locked, key, value)
        locked.version += 1
        locked.save()
        audit.record(actor, "contact_tried", locked, label=_label(locked), data={"kind": locked.kind})
    return locked


def end_contact(*, actor: Actor, contact: Contact) -> Contact:
    """Off the card; the row stays, so that it can be seen what the card said."""
    require(actor, CasePermission.CARD_EDIT, contact)
    with transaction.atomic():
        locked = _locked(contact)
        locked.ended_on = timezone.localdate()
        locked.version += 1
        locked.save()
        audit.record(actor, "contact_ended", locked, label=_label(locked), data={"kind": locked.kind})
    return locked


def _locked(contact: Contact) -> Contact:
    locked: Contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if locked.ended_on is not None:
        raise NotPossible(f"Số này đã bỏ khỏi thẻ ngày {date(locked.ended_on)}.")
    return locked


def _checked(kind: str, name: str, phone: str, note: str) -> dict[str, Any]:
    if kind not in KINDS:
        raise UserError("Hãy chọn loại nơi gọi.", field="kind")
    if not name.strip():
        raise UserError("Hãy ghi tên nơi gọi hoặc người nghe máy.", field="name")
    if not plausible(phone):
        raise UserError(f"“{phone.strip()[:40]}” không phải số điện thoại. Hãy ghi như 0215 3825 113.", field="phone")
    return {
        "kind": kind,
        "name": " ".join(name.split())[:160],
        "phone": " ".join(phone.split())[:40],
        "note": note.strip()[:200],
    }


def _tried(actor: Actor) -> dict[str, Any]:
    return {"checked_on": timezone.localdate(), "checked_by_name": actor.name[:200]}


def _label(contact: Contact) -> str:
    """The office, not the person who answers."""
    return f"{KINDS.get(contact.kind, contact.kind)} trên thẻ khẩn cấp"
