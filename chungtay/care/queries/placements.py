"""Placements as pages and My day read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from chungtay.care import sealing
from chungtay.care.conditions import Answer, contacts
from chungtay.care.guards import contact_days, placement_conditions, why_visit_stays
from chungtay.care.models import OPEN_STATES, CareForm, Placement, Visit
from chungtay.care.policies import CarePermission, of_carer, of_child
from chungtay.care.schedule import PROPOSAL_WORDS, VISIT_HEADINGS, VISIT_WORDS, Done, Due, VisitKind, due, sixteen_words
from chungtay.care.states import PLACEMENT
from chungtay.children.wording import SEX, age_words
from chungtay.foundation.access import Actor, can
from chungtay.foundation.workflow import available, check

CHIPS = {
    "": ("Đang chăm sóc", ("handed_over",)),
    "cho": ("Chờ trả lời", ("proposed",)),
    "thu-tuc": ("Đang làm thủ tục", ("matched", "decided")),
    "xong": ("Đã kết thúc", ("ended", "changed", "declined", "withdrawn", "revoked")),
}


def placements(actor: Actor, which: str) -> QuerySet[Placement]:
    rows = Placement.objects.filter(state__in=CHIPS.get(which, CHIPS[""])[1])
    return rows.select_related("child_unit", "carer_unit")


@dataclass(frozen=True)
class Line:
    """A line of the list. Names only where this post may open them."""

    placement: Placement
    child: str
    carer: str
    next: Due | None
    late: bool


def lines(actor: Actor, rows: list[Placement], on: dt.date) -> list[Line]:
    found = []
    for row, coming in duties(rows):
        child, carer = names(actor, row)
        found.append(Line(row, child, carer, coming[0] if coming else None, bool(coming) and coming[0].late(on)))
    return found


def _visits(ids: list[int]) -> dict[int, list[Done]]:
    done: dict[int, list[Done]] = {}
    for placement, kind, on in Visit.objects.filter(placement__in=ids, state="final").values_list(
        "placement_id", "kind", "on"
    ):
        done.setdefault(placement, []).append(Done(kind, on))
    return done


def _due(row: Placement, done: list[Done]) -> list[Due]:
    if row.state != "handed_over" or row.handed_over_on is None or row.form_of_care == "facility":
        return []
    return due(row.handed_over_on, done)


def duties(rows: list[Placement]) -> list[tuple[Placement, list[Due]]]:
    """What is due for each, with one query for all their visits."""
    visits = _visits([row.pk for row in rows])
    return [(row, _due(row, visits.get(row.pk, []))) for row in rows]


def names(actor: Actor, placement: Placement) -> tuple[str, str]:
    """(child, carer) as far as this post may read: until the carer's commune has agreed each side knows only its own."""
    if not can(actor, CarePermission.OPEN, placement):
        return "", ""
    body = sealing.unseal(placement)
    child, carer = str(body.get("child", {}).get("name", "")), str(body.get("carer", {}).get("name", ""))
    if placement.state in {"proposed", "declined", "withdrawn"}:  # a consent is written down before anybody agreed
        child = child if of_child(actor, placement) else ""
        carer = carer if of_carer(actor, placement) or placement.form_of_care == "relative" else ""
    return child, carer


@dataclass(frozen=True)
class VisitLine:
    """A visit as written down: (heading, words) of Mẫu 13, or just words."""

    row: Visit
    words: str
    answers: list[tuple[str, str]]
    proposal: str
    may_void: bool = False
    void_reason: str = ""


@dataclass(frozen=True)
class Page:
    """All of one placement for this actor. `why_not`: the reason for which the next step is not there yet."""

    placement: Placement
    child: str
    carer: str
    body: dict[str, Any]
    about_child: str
    conditions: list[Answer]
    visits: list[VisitLine]
    due: list[Due]
    steps: set[str]
    why_not: str
    sixteen: str
    may_work: bool
    may_decide: bool
    carers_side: bool
    childs_side: bool
    kinds: list[tuple[str, str]] = field(default_factory=list)
    assessed: CareForm | None = None  # the latest finished Mẫu 10
    assessing: bool = False  # a draft of it waits


_NEXT = {"proposed": "placement_agree", "matched": "placement_decide", "decided": "placement_hand_over"}


def page(actor: Actor, placement: Placement, on: dt.date) -> Page:
    """The caller has asked OPEN."""
    child, carer = names(actor, placement)
    rows = list(Visit.objects.filter(placement=placement).select_related("placement"))
    done = [Done(row.kind, row.on) for row in rows if row.state == "final"]
    kinds = {one.kind for one in done}
    body = _readable(actor, placement)
    visits = [_visit_line(row, sealing.unseal(row)) for row in rows]
    steps = {one.name for one in available(PLACEMENT, placement, actor)}
    return Page(
        placement, child, carer, body, _about(body, on), _conditions(placement, on), visits,
        _due(placement, done), steps, _why_not(placement, actor, steps), _sixteen(placement, kinds, on),
        bool(can(actor, CarePermission.WORK, placement)), bool(can(actor, CarePermission.DECIDE, placement)),
        of_carer(actor, placement), of_child(actor, placement),
        kinds_for(placement, kinds), *_assessments(placement),
    )  # fmt: skip


def _assessments(placement: Placement) -> tuple[CareForm | None, bool]:
    rows = CareForm.objects.filter(placement=placement, code="ND56-M10").select_related("placement").order_by("-pk")
    found = list(rows)
    return next((row for row in found if row.state == "final"), None), any(row.state == "draft" for row in found)


def _readable(actor: Actor, placement: Placement) -> dict[str, Any]:
    """What is sealed, without what the other side has not opened yet (see `names`)."""
    body = sealing.unseal(placement)
    child, carer = names(actor, placement)
    told = {
        **body,
        "child": {**body.get("child", {}), "name": child},
        "carer": body.get("carer", {}) if carer else {"name": ""},
    }
    if not child:
        told |= {"child_words": "", "consent_words": ""}
    return {"address": told["carer"].get("address", ""), "phone": told["carer"].get("phone", ""), **told}


def _about(body: dict[str, Any], on: dt.date) -> str:
    """“Nữ, 8 tuổi”: what the carer's commune is told before it agrees."""
    child = body.get("child", {})
    parts = [SEX.get(child.get("sex", ""), ""), age_words(child.get("birth", ""), on)]
    return ", ".join(part for part in parts if part)


def _visit_line(row: Visit, answers: dict[str, Any]) -> VisitLine:
    headings = {**VISIT_HEADINGS, "words": ""}
    said = [(label, str(answers[name])) for name, label in headings.items() if answers.get(name)]
    return VisitLine(
        row, VISIT_WORDS[VisitKind(row.kind)], said, PROPOSAL_WORDS.get(row.proposal, ""), not why_visit_stays(row),
        str(answers.get("void_reason", "")),
    )  # fmt: skip


def _why_not(placement: Placement, actor: Actor, steps: set[str]) -> str:
    """Why the step that comes next is not there yet."""
    informal = placement.temporary and placement.decided_on is None
    asked = _NEXT.get(placement.state, "placement_formalise" if informal else "")
    return check(PLACEMENT, asked, placement, actor).reason if asked and asked not in steps else ""


def _sixteen(placement: Placement, done: set[str], on: dt.date) -> str:
    if placement.state != "handed_over" or placement.sixteen_on is None or VisitKind.SIXTEEN in done:
        return ""
    return sixteen_words(placement.sixteen_on, on)


def _conditions(placement: Placement, on: dt.date) -> list[Answer]:
    """What the law asks before decision and hand-over, as long as it is still asked."""
    waits = placement.state in {"proposed", "matched"} or (placement.temporary and placement.decided_on is None)
    answers = placement_conditions(placement, on) if waits else []
    if placement.state in {"matched", "decided"}:
        answers.append(contacts(placement.form_of_care, contact_days(placement), on))
    return answers


def kinds_for(placement: Placement, done: set[str]) -> list[tuple[str, str]]:
    """What can be written down now: contacts before the hand-over, visits and reports after it."""
    if placement.state in {"matched", "decided"}:
        return [(VisitKind.CONTACT, VISIT_WORDS[VisitKind.CONTACT])]
    if placement.state != "handed_over":
        return []
    once = {VisitKind.MONTH_1, VisitKind.MONTH_3} & {VisitKind(kind) for kind in done}
    return [(kind, words) for kind, words in VISIT_WORDS.items() if kind != VisitKind.CONTACT and kind not in once]


def of_child_row(child_id: int) -> QuerySet[Placement]:
    return Placement.objects.filter(child=child_id).select_related("carer_unit").order_by("-id")


def of_case(case_id: int) -> QuerySet[Placement]:
    return Placement.objects.filter(case=case_id).select_related("carer_unit").order_by("-id")


def still_open(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    return rows.filter(state__in=OPEN_STATES)
