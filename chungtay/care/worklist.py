"""Lines of My day: what waits for this post in alternative care. By code only: a name is opened on the page, and written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from chungtay.care.models import Carer, FacilityNeed, Placement, Visit
from chungtay.care.policies import CarePermission
from chungtay.care.schedule import DUTIES, SOON, VisitKind, sixteen_words
from chungtay.cases import worklist_clocks
from chungtay.cases.models import Clock
from chungtay.cases.queries.clocks import rule_of, standing
from chungtay.cases.running import face
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10
AHEAD = 14  # days before a visit is due on which it comes up
_MOST = 500  # clocks read at most
_WHAT = "Chăm sóc thay thế"
SUBJECTS = ("care.placement", "care.facilityneed", "care.carer")
_KINDS = {code: kind for kind, (code, _) in DUTIES.items()}  # clock → what is written down to stop it
worklist_clocks.TOLD_ELSEWHERE.update(SUBJECTS)


@worklist.register("care")
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    if str(CarePermission.READ) not in actor.permissions:
        return {}
    found = _clocks(actor)
    if actor.level == "commune":
        placements = _placements(actor, today)
        found["waiting"] = [*_answers(actor, placements), *_signatures(actor, placements), *_files(actor)]
        if str(CarePermission.WORK) in actor.permissions:
            found["waiting"] += [*_sixteen(placements, today), *_informal(placements)]
    url = reverse("care:list")
    return {group: Lines(tuple(items[:SHOWN]), len(items), url) for group, items in found.items() if items}


def _item(
    group: str, title: str, row: Placement | Carer | FacilityNeed, detail: str, due: dt.date | None = None
) -> WorkItem:
    url = row.get_absolute_url()
    return WorkItem(group, title, url, detail, due_on=due, kind=_WHAT, acts=(Act("Mở", url, post=False),))


def _placements(actor: Actor, today: dt.date) -> list[Placement]:
    """Every placement of which a line below may be said, in one statement; which line it is, its state says."""
    seen_at_sixteen = Visit._base_manager.filter(placement=OuterRef("pk"), kind=VisitKind.SIXTEEN, state="final")
    asked = (
        Q(end_asked_on__isnull=False)
        | Q(sixteen_on__lte=today + dt.timedelta(days=SOON))
        | Q(temporary=True, decided_on=None)
    )
    rows = Placement.objects.filter(Q(state__in=("proposed", "matched")) | Q(state="handed_over") & asked)
    rows = rows.annotate(seen_at_sixteen=Exists(seen_at_sixteen)).select_related("child_unit")
    return [row for row in rows if actor.covers(row.unit_path)]


def _answers(actor: Actor, placements: list[Placement]) -> Iterable[WorkItem]:
    """Another commune asks for one of our carers."""
    if str(CarePermission.WORK) not in actor.permissions:
        return
    for row in placements:
        if row.state == "proposed":
            detail = f"{row.child_unit.name} hỏi người nhận chăm sóc của xã"
            yield _item("waiting", f"Đề xuất ghép {row.code}", row, detail)


def _signatures(actor: Actor, placements: list[Placement]) -> Iterable[WorkItem]:
    """For the chair: carers verified, decisions to be signed, requests to end."""
    if str(CarePermission.APPROVE) in actor.permissions:
        for carer in Carer.objects.filter(state="verifying", conditions_met__isnull=False):
            yield _item(
                "waiting", f"Xác nhận người nhận chăm sóc {carer.code}", carer, "Đã có báo cáo xác minh (Mẫu 11)"
            )
    if str(CarePermission.DECIDE) not in actor.permissions:
        return
    for row in placements:
        if row.state == "matched" and row.consent != "":
            yield _item("waiting", f"Ký quyết định giao, nhận {row.code}", row, "Đã ghi văn bản đồng ý (Mẫu 12)")
    for row in placements:
        if row.state == "handed_over" and row.end_asked_on is not None:
            yield _item(
                "waiting", f"Đề nghị chấm dứt {row.code}", row, f"Nhận ngày {date(row.end_asked_on)} (Mẫu 15, 16)"
            )


def _files(actor: Actor) -> Iterable[WorkItem]:
    """Children of facilities: their clocks warn by themselves; here stands what may be done."""
    if str(CarePermission.PROPOSE) in actor.permissions:
        rows = FacilityNeed.objects.filter(state="appraised", fit=True, placement=None)
        for need in rows:
            if actor.covers(need.child_path):
                yield _item("waiting", f"Tìm gia đình cho trẻ ở cơ sở {need.code}", need, "Đã thẩm định là phù hợp")


def _sixteen(placements: list[Placement], today: dt.date) -> Iterable[WorkItem]:
    until = today + dt.timedelta(days=SOON)
    for row in placements:
        seen: bool = getattr(row, "seen_at_sixteen")  # noqa: B009 - an annotation of the statement
        if row.state == "handed_over" and row.sixteen_on is not None and row.sixteen_on <= until and not seen:
            yield _item(
                "waiting", f"Trẻ đến tuổi 16 {row.code}", row, sixteen_words(row.sixteen_on, today), row.sixteen_on
            )


def _informal(placements: list[Placement]) -> Iterable[WorkItem]:
    for row in placements:
        if row.state == "handed_over" and row.temporary and row.decided_on is None:
            yield _item("waiting", f"Hoàn thiện thủ tục {row.code}", row, "Trẻ đã được giao trước (khoản 4 Điều 32)")


def _clocks(actor: Actor) -> dict[str, list[WorkItem]]:
    """What the law's clocks ask of this post: late, or due within two weeks. The one list of cases leaves these out."""
    own = _codes_of(actor)
    if not own:
        return {}
    now = timezone.now()
    rows = Clock.objects.filter(subject_label__in=SUBJECTS, stopped_at=None, due_at__lt=now + dt.timedelta(days=AHEAD))
    clocks = list(rows.filter(code__in=own).order_by("due_at")[:_MOST])
    found: dict[str, list[WorkItem]] = {}
    for clock, row in _with_subject(clocks):
        seen = face(standing(clock), now)
        group = "late" if clock.due_at < now else "due"
        kind = _KINDS.get(clock.code)
        acts = (
            (Act("Ghi", reverse("care:visit_add", args=[row.pk, kind]), post=False),)
            if kind
            else (Act("Mở", row.get_absolute_url(), post=False),)
        )
        title = f"{rule_of(clock).title} {row.code}"
        day = timezone.localdate(clock.due_at)
        found.setdefault(group, []).append(
            WorkItem(group, title, row.get_absolute_url(), seen.sentence, day, _WHAT, acts)
        )
    return found


def _codes_of(actor: Actor) -> list[str]:
    """The duties of this post: the chair decides on a facility's file, the province appraises it, the officer does the rest."""
    if actor.level == "commune" and str(CarePermission.WORK) in actor.permissions:
        return [*_KINDS, "T_HANDOVER", "T_FAC_END", "T_FAC_LIST"]
    if actor.level == "commune" and str(CarePermission.DECIDE) in actor.permissions:
        return ["T_FAC_DEC"]
    return ["T_FAC_APPR"] if str(CarePermission.APPRAISE) in actor.permissions else []


def _with_subject(clocks: list[Clock]) -> Iterable[tuple[Clock, Placement | Carer | FacilityNeed]]:
    """A clock whose thing this post does not see is left out."""
    rows: dict[tuple[str, int], Placement | Carer | FacilityNeed] = {}
    models: tuple[Any, ...] = (Placement, Carer, FacilityNeed)
    for model in models:
        label = model._meta.label_lower
        ids = [clock.subject_id for clock in clocks if clock.subject_label == label and clock.subject_id]
        rows |= {(label, pk): row for pk, row in model.objects.in_bulk(ids).items()} if ids else {}
    for clock in clocks:
        row = rows.get((clock.subject_label, clock.subject_id or 0))
        if row is not None:
            yield clock, row
