"""Support policies of the child of a case: what is due by group, what was granted by which decision, what was refused and why.

Nothing here grants anything: the decision is another body's, the officer writes down that it was made.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.cases.models import Case, Entitlement, EntryKind
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import diary
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist

_KEPT = ("granted", "decision_number", "decision_on", "amount", "starts_on", "ends_on", "reason")


def set_entitlement(
    *,
    actor: Actor,
    case: Case,
    policy: str,
    values: dict[str, Any],
    entitlement: Entitlement | None = None,
    version: int = 0,
) -> Entitlement:
    """`values`: granted, decision_number, decision_on, amount (đồng), starts_on, ends_on, reason. One row for one stretch.

    Raises StaleEdit with both versions when somebody else wrote on the row meanwhile.
    """
    require(actor, CasePermission.WORK, case)
    names = codelist("support_policies")
    if policy not in names:
        raise UserError("Không có chính sách này trong danh mục.")
    mine = _checked(values)
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)  # two officers at once: one after the other
        row = _row(case, policy, mine, entitlement, version)
        if row is None:
            raise UserError("Chính sách này đã được ghi từ ngày đó. Hãy sửa dòng đã ghi.", field="starts_on")
        for key, value in mine.items():
            setattr(row, key, value)
        row.updated_by_id = actor.user_id
        row.save()
        diary.write(
            actor=actor, case=case, kind=EntryKind.SERVICE, step="entitlement", words=_words(names[policy], row)
        )
        data = {"policy": policy, "granted": mine["granted"]}
        audit.record(actor, "entitlement_set", case, label=case.code, data=data)
    return row


def _row(
    case: Case, policy: str, mine: dict[str, Any], entitlement: Entitlement | None, version: int
) -> Entitlement | None:
    """The row to write on; None when another one says this of the same day."""
    others = Entitlement.objects.filter(case=case, policy=policy, starts_on=mine["starts_on"])
    if entitlement is None:
        same = others.first()
        if same is None:
            return Entitlement(case=case, policy=policy)
        return same if {key: getattr(same, key) for key in _KEPT} == mine else None
    locked: Entitlement = Entitlement.objects.select_for_update(of=("self",)).get(pk=entitlement.pk, case=case)
    theirs = {key: getattr(locked, key) for key in _KEPT}
    if locked.version != version and theirs != mine:
        raise StaleEdit(theirs=theirs, mine=mine)
    if others.exclude(pk=locked.pk).exists():
        return None
    locked.version += 1
    return locked


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    granted = bool(values.get("granted"))
    number, reason = (
        str(values.get("decision_number") or "").strip()[:60],
        str(values.get("reason") or "").strip()[:200],
    )
    signed, starts, ends = (values.get(key) for key in ("decision_on", "starts_on", "ends_on"))
    amount: Decimal | None = values.get("amount")
    today = timezone.localdate()
    if granted and not number:
        raise UserError(
            "Hãy ghi số quyết định cho hưởng. Chưa có quyết định thì chưa ghi là được hưởng.", field="decision_number"
        )
    if granted and signed is None:
        raise UserError("Hãy ghi ngày quyết định.", field="decision_on")
    if signed is not None and signed > today:
        raise UserError(f"Ngày quyết định {date(signed)} ở tương lai. Hãy xem lại.", field="decision_on")
    if starts is not None and ends is not None and ends < starts:
        raise UserError("Ngày hết hưởng phải sau ngày bắt đầu.", field="ends_on")
    if not granted and not reason:
        raise UserError("Hãy ghi vì sao trẻ không được hưởng.", field="reason")
    if not granted:
        return {"granted": False, "decision_number": number, "decision_on": signed, "amount": None, "starts_on": None,
                "ends_on": None, "reason": reason}  # fmt: skip
    return {"granted": True, "decision_number": number, "decision_on": signed, "amount": amount, "starts_on": starts,
            "ends_on": ends, "reason": ""}  # fmt: skip


def _words(name: str, row: Entitlement) -> str:
    if row.granted:
        return f"Chính sách “{name}”: được hưởng theo quyết định số {row.decision_number} ngày {date(row.decision_on)}."
    return f"Chính sách “{name}”: không được hưởng. {row.reason}"
