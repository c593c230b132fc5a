"""Lines of My day: what waits for this post in alternative care. By code only: a name is opened on the page, and written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
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


def _placements(actor: Actor, today: dt.date) -> QuerySet[Placement] | None:
    """Every placement of which a line below may be said, in one statement; which line it is, its state says."""
    if not _of_commune(actor):
        return None
    asked = (
        Q(end_asked_on__isnull=False)
        | Q(sixteen_on__lte=today + dt.timedelta(days=SOON))
        | Q(temporary=True, decided_on=None)
    )
    rows: QuerySet[Placement] = Placement.objects.filter(
        Q(state__in=("proposed", "matched")) | Q(state="handed_over") & asked
    )
    return rows


@worklist.register("care", when=_placements)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _placements(actor, today)
    if rows is None:
        return {}
    seen_at_sixteen = Visit._base_manager.filter(placement=OuterRef("pk"), kind=VisitKind.SIXTEEN, state="final")
    rows = rows.annotate(seen_at_sixteen=Exists(seen_at_sixteen)).select_related("child_unit")
    placements: list[Placement] = [row for row in rows if actor.covers(row.unit_path)]
    items = [*_answers(actor, placements), *_signatures(actor, placements)]
    if str(CarePermission.WORK) in actor.permissions:
        items += [*_sixteen(placements, today), *_informal(placements)]
    return _gathered({"waiting": items})


def _of_commune(actor: Actor) -> bool:
    return str(CarePermission.READ) in actor.permissions and actor.level == "commune"


def _gathered(found: dict[str, list[WorkItem]]) -> dict[str, Lines]:
    url = reverse("care:list")
    return {group: Lines(tuple(items[:SHOWN]), len(items), url) for group, items in found.items() if items}


def _item(
    group: str, title: str, row: Placement | Carer | FacilityNeed, detail: str, due: dt.date | None = None
) -> WorkItem:
    url = row.get_absolute_url()
    return WorkItem(group, title, url, detail, due_on=due, kind=_WHAT, acts=(Act("Mở", url, post=False),))


def _answers(actor: Actor, placements: list[Placement]) -> Iterable[WorkItem]:
    """Another commune asks for one of our carers."""
    if str(CarePermission.WORK) not in actor.permissions:
        return
    for row in placements:
        if row.state == "proposed":
            detail = f"{row.child_unit.name} hỏi người nhận chăm sóc của xã"
            yield _item("waiting", f"Đề xuất ghép {row.code}", row, detail)


def _signatures(actor: Actor, placements: list[Placement]) -> Iterable[WorkItem]:
    """For the chair: decisions to be signed, requests to end."""
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


def _verified(actor: Actor, today: dt.date) -> QuerySet[Carer] | None:
    if not _of_commune(actor) or str(CarePermission.APPROVE) not in actor.permissions:
        return None
    rows: QuerySet[Carer] = Carer.objects.filter(state="verifying", conditions_met__isnull=False)
    return rows


@worklist.register("care_carers", when=_verified)
def carers_to_confirm(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _verified(actor, today)
    report = "Đã có báo cáo xác minh (Mẫu 11)"
    items = [_item("waiting", f"Xác nhận người nhận chăm sóc {row.code}", row, report) for row in rows or ()]
    return _gathered({"waiting": items})


def _fit(actor: Actor, today: dt.date) -> QuerySet[FacilityNeed] | None:
    if not _of_commune(actor) or str(CarePermission.PROPOSE) not in actor.permissions:
        return None
    rows: QuerySet[FacilityNeed] = FacilityNeed.objects.filter(state="appraised", fit=True, placement=None)
    return rows


@worklist.register("care_facilities", when=_fit)
def families_to_find(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Children of facilities: their clocks warn by themselves; here stands what may be done."""
    rows, why = _fit(actor, today), "Đã thẩm định là phù hợp"
    items = [
        _item("waiting", f"Tìm gia đình cho trẻ ở cơ sở {need.code}", need, why)
        for need in rows or ()
        if actor.covers(need.child_path)
    ]
    return _gathered({"waiting": items})


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


def _running(actor: Actor, today: dt.date) -> QuerySet[Clock] | None:
    """What the law's clocks ask of this post: late, or due within two weeks. The one list of cases leaves these out."""
    own = _codes_of(actor) if str(CarePermission.READ) in actor.permissions else []
    if not own:
        return None
    until = timezone.now() + dt.timedelta(days=AHEAD)
    rows: QuerySet[Clock] = Clock.objects.filter(subject_label__in=SUBJECTS, stopped_at=None, due_at__lt=until)
    return rows.filter(code__in=own)


@worklist.register("care_clocks", when=_running)
def clocks(actor: Actor, today: dt.date) -> dict[str, Lines]:
    now, rows = timezone.now(), _running(actor, today)
    clocks = list(rows.order_by("due_at")[:_MOST]) if rows is not None else []
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
    return _gathered(found)


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
