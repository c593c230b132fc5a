"""Contacts before the hand-over, visits and assessments after it, the carer's report, the review of the commune."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.care import sealing
from chungtay.care.guards import on_carers_side, why_visit_stays
from chungtay.care.models import Placement, Visit
from chungtay.care.policies import CarePermission
from chungtay.care.schedule import VISIT_WORDS, VisitKind
from chungtay.care.services.telling import moment_of, tell_case
from chungtay.cases.duties import Event, happened
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError

EVENTS = {
    VisitKind.MONTH_1: Event.VISITED_1M,
    VisitKind.MONTH_3: Event.VISITED_3M,
    VisitKind.HALF_YEAR: Event.CARE_ASSESSED,
    VisitKind.CHANGE: Event.CARE_ASSESSED,
    VisitKind.CARER_REPORT: Event.CARER_REPORTED,
    VisitKind.COMMUNE_REVIEW: Event.CARE_REVIEWED,
}
MOST_REASON = 500
_KEPT_SEALED = "Lý do ghi trong lần thăm"  # it may name the child: the column stands in the clear
_SAW_NOBODY = {VisitKind.CARER_REPORT, VisitKind.COMMUNE_REVIEW}


@dataclass(frozen=True)
class Seen:
    """One visit as written down. `answers`: of Mẫu 13, or `{"words": …}`."""

    kind: str
    on: dt.date
    answers: dict[str, Any] = field(default_factory=dict)
    proposal: str = ""
    child_seen: bool = False
    form_code: str = ""
    law_version: str = ""


def save(
    *, actor: Actor, placement: Placement, seen: Seen, draft: bool = False, visit: Visit | None = None, version: int = 0
) -> Visit:
    """Writes a visit, or goes on with its draft. A finished one stops the clock of its duty and starts the next."""
    require(actor, CarePermission.WORK, placement)
    _plausible(actor, placement, seen, draft)
    with transaction.atomic():
        row = _row(actor, placement, visit, version, seen)
        row.kind, row.on, row.proposal, row.child_seen = seen.kind, seen.on, seen.proposal, seen.child_seen
        row.form_code, row.law_version = seen.form_code or row.form_code, seen.law_version or row.law_version
        row.state, row.by_name, row.updated_by_id = "draft" if draft else "final", actor.name, actor.user_id
        sealing.seal(row, seen.answers)
        row.save()
        if not draft:
            _happened(actor, placement, row)
        audit.record(
            actor,
            "visit_drafted" if draft else "visit_done",
            placement,
            label=placement.code,
            data={"kind": seen.kind, "on": str(seen.on)},
        )
    return row


def _row(actor: Actor, placement: Placement, visit: Visit | None, version: int, seen: Seen) -> Visit:
    if visit is None:
        return Visit(placement=placement, created_by_id=actor.user_id)
    row: Visit = (
        Visit.objects.select_for_update(of=("self",)).select_related("placement").get(pk=visit.pk, placement=placement)
    )
    if row.state != "draft":
        raise NotPossible("Lần thăm này đã hoàn thành, không sửa được. Nếu ghi nhầm, hãy bỏ rồi ghi lại.")
    if row.version != version:
        raise StaleEdit(theirs=sealing.unseal(row), mine=seen.answers, who=row.by_name)
    row.version += 1
    return row


def _happened(actor: Actor, placement: Placement, row: Visit) -> None:
    kind = VisitKind(row.kind)
    if kind in EVENTS:
        happened(actor=actor, event=EVENTS[kind], at=moment_of(row.on), subject=placement)
    words = f"{VISIT_WORDS[kind]}, hồ sơ {placement.code}."
    tell_case(actor, placement, words, seen=row.child_seen and kind not in _SAW_NOBODY, on=row.on)


def _plausible(actor: Actor, placement: Placement, seen: Seen, draft: bool) -> None:
    if seen.kind not in set(VisitKind):
        raise UserError("Hãy chọn loại.", field="kind")
    if seen.on > timezone.localdate():
        raise UserError("Ngày này không được ở tương lai.", field="on")
    if seen.kind == VisitKind.CONTACT:
        if placement.state not in {"matched", "decided"}:
            raise NotPossible("Chỉ ghi lần tiếp xúc sau khi ghép và trước khi giao trẻ.")
        if seen.on < placement.proposed_on:
            raise UserError("Ngày này ở trước khi đề xuất người chăm sóc.", field="on")
        return
    if placement.handed_over_on is None:
        raise NotPossible("Chưa giao trẻ nên chưa có gì để thăm, đánh giá.")
    if seen.on < placement.handed_over_on or (placement.ended_on is not None and seen.on > placement.ended_on):
        raise UserError("Ngày này ngoài thời gian chăm sóc.", field="on")
    if not (side := on_carers_side(actor, placement)):
        raise NotPossible("Xã nơi người nhận chăm sóc cư trú thăm và đánh giá." if side.reason else "")
    if not draft and seen.kind not in _SAW_NOBODY and not seen.child_seen:
        raise UserError("Hãy đánh dấu đã gặp trẻ. Nếu chưa gặp được, hãy lưu nháp và thăm lại.", field="child_seen")


def void(*, actor: Actor, visit: Visit, reason: str) -> Visit:
    """Entered by mistake. It stays readable as void; a clock it stopped is not started again: the duty is done by a new visit."""
    require(actor, CarePermission.WORK, visit.placement)
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="words")
    if len(reason.strip()) > MOST_REASON:
        raise UserError(f"Lý do dài quá {MOST_REASON} ký tự. Hãy viết gọn lại; chưa bỏ lần thăm nào.", field="words")
    with transaction.atomic():
        row: Visit = Visit.objects.select_for_update(of=("self",)).select_related("placement").get(pk=visit.pk)
        if refusal := why_visit_stays(row):
            raise NotPossible(refusal)
        sealing.seal(row, sealing.unseal(row) | {"void_reason": reason.strip()})
        row.state, row.void_reason = "void", _KEPT_SEALED
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        audit.record(
            actor, "visit_voided", row.placement, label=row.placement.code, data={"kind": row.kind, "on": str(row.on)}
        )
    return row
