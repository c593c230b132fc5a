"""What must be so before a carer is approved or a child goes to another's home; each answers with its reason and article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from chungtay.care import sealing
from chungtay.care.conditions import Answer as Condition
from chungtay.care.conditions import (
    age_of_carer,
    certificate,
    child_heard,
    consent,
    contacts,
    judicial_record,
    missing,
    stay,
)
from chungtay.care.models import Carer, CarerState, Placement, Visit
from chungtay.care.schedule import VisitKind
from chungtay.cases.guards import separation_of
from chungtay.cases.models import Case
from chungtay.children.births import PartialDate
from chungtay.foundation.access import YES, Actor, Decision, no

Guard = Callable[[Actor, Any], Decision]


def birth_of(text: Any) -> PartialDate | None:
    try:
        return PartialDate.from_iso(str(text)) if text else None
    except ValueError:
        return None


def carer_conditions(carer: Carer, on: dt.date) -> list[Condition]:
    """What days and papers of the carer say by themselves; the rest is found out in the verification."""
    answers: list[Condition] = []
    if carer.kind == "non_relative":
        answers.append(certificate(carer.health_on, carer.registered_on))
    if not carer.vietnamese and carer.kind != "facility":
        answers += [stay(carer.stays_since, carer.stays_until, on), judicial_record(carer.judicial_record)]
    if carer.kind == "relative":
        birth = birth_of(sealing.unseal(carer).get("birth")) or _year(carer)
        answers.append(age_of_carer("relative", birth, None, on))
    return answers


def _year(carer: Carer) -> PartialDate | None:
    return PartialDate(carer.birth_year) if carer.birth_year else None


def placement_conditions(placement: Placement, on: dt.date) -> list[Condition]:
    """Everything asked before the decision (Mẫu 12): age, consent, what the child said."""
    body = sealing.unseal(placement)
    child, carer = body.get("child", {}), body.get("carer", {})
    birth = birth_of(child.get("birth"))
    return [
        age_of_carer(placement.form_of_care, birth_of(carer.get("birth")), birth, on),
        consent(placement.ground, placement.consent, temporary=placement.temporary and placement.consent == "emergency"),
        child_heard(birth, on, placement.child_answer, answered_in_spite=placement.in_spite),
    ]  # fmt: skip


def contact_days(placement: Placement) -> list[dt.date]:
    rows = Visit.objects.filter(placement=placement, kind=VisitKind.CONTACT, state="final")
    return list(rows.values_list("on", flat=True))


def _said(answers: list[Condition]) -> Decision:
    left = missing(answers)
    return (
        no(" ".join(f"{one.sentence} ({one.article[:1].upper()}{one.article[1:]}.)" for one in left)) if left else YES
    )


def verified(actor: Actor, carer: Any) -> Decision:
    if carer.conditions_met is None:
        return no("Chưa hoàn thành báo cáo xác minh (Mẫu 11).")
    return YES if carer.conditions_met else no("Báo cáo xác minh ghi có điều kiện không đạt.")


def verified_unfit(actor: Actor, carer: Any) -> Decision:
    return no("Chưa hoàn thành báo cáo xác minh (Mẫu 11).") if carer.conditions_met is None else YES


def papers_in_order(actor: Actor, carer: Any) -> Decision:
    return _said(carer_conditions(carer, timezone.localdate()))


def cares_for_nobody(actor: Actor, carer: Any) -> Decision:
    if Placement.objects.filter(carer=carer, state__in=["decided", "handed_over"]).exists():
        return no("Đang chăm sóc trẻ: hãy chấm dứt hoặc chuyển việc chăm sóc trước.")
    return YES


def carer_approved(actor: Actor, placement: Any) -> Decision:
    return (
        YES
        if placement.carer.state == CarerState.APPROVED
        else no("Người nhận chăm sóc chưa được xác nhận đủ điều kiện.")
    )


def on_carers_side(actor: Actor, placement: Any) -> Decision:
    return YES if actor.covers(placement.unit_path) else no("Xã nơi người nhận chăm sóc cư trú trả lời đề xuất này.")


def on_childs_side(actor: Actor, placement: Any) -> Decision:
    return YES if actor.covers(placement.child_path) else no("Xã của trẻ mới rút được đề xuất này.")


def may_be_decided(actor: Actor, placement: Any) -> Decision:
    return _said(placement_conditions(placement, timezone.localdate()))


def not_decided_yet(actor: Actor, placement: Any) -> Decision:
    if not placement.temporary or placement.decided_on is not None:
        return no("Việc chăm sóc này đã có quyết định giao, nhận.")
    return YES


def contacts_made(actor: Actor, placement: Any) -> Decision:
    return _said([contacts(placement.form_of_care, contact_days(placement), timezone.localdate())])


def nobody_else_cares(actor: Actor, placement: Any) -> Decision:
    others = Placement.objects.filter(state="handed_over", child=placement.child_id).exclude(pk=placement.pk)
    if placement.child_id is not None and others.exists():
        return no("Trẻ đang được người khác chăm sóc thay thế. Hãy chấm dứt hoặc chuyển việc đó trước.")
    return YES


def begins_in_emergency(actor: Actor, placement: Any) -> Decision:
    """Alternative care begins before the formalities only in an emergency or a separation in force (art. 31.1, 32.4)."""
    case = Case.objects.filter(pk=placement.case_id).first() if placement.case_id else None
    if case is not None and (case.emergency or separation_of(case) is not None):
        return YES
    return no(
        "Chỉ giao trước, làm thủ tục sau khi vụ việc khẩn cấp hoặc trẻ đang được tạm thời cách ly (khoản 4 Điều 32)."
    )


def assessed_before_change(actor: Actor, placement: Any) -> Decision:
    """An assessment by Mẫu 13 goes before the end, unless the carer harms the child: then the child moves at once (art. 69.2)."""
    if placement.end_ground == "harm" or placement.form_of_care == "facility":
        return YES
    day = placement.end_asked_on or timezone.localdate() - dt.timedelta(days=30)
    done = Visit.objects.filter(
        placement=placement, kind__in=[VisitKind.CHANGE, VisitKind.HALF_YEAR], state="final", on__gte=day
    )
    if done.exists():
        return YES
    return no("Cần đánh giá theo Mẫu 13 trước khi chấm dứt hoặc chuyển (khoản 2 Điều 43 Nghị định 56/2017).")


def why_visit_stays(row: Visit) -> str:
    """Why this visit stays as it is; empty when it may be taken out."""
    if row.state == "void":
        return "Lần thăm này đã bỏ từ trước."
    if row.state == "final" and row.kind != VisitKind.CONTACT:
        return "Lần thăm đã hoàn thành được giữ nguyên. Hãy ghi một lần thăm mới để đính chính."
    if row.placement.state not in {"matched", "decided", "handed_over"}:
        return "Hồ sơ đã kết thúc, không sửa được."
    if row.placement.handed_over_on is not None and row.kind == VisitKind.CONTACT:
        return "Trẻ đã được giao; lần tiếp xúc trước đó được giữ nguyên."
    return ""
