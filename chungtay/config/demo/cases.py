"""Invented cases of the demo: made by the product's own services, each on the day it would have happened.

In the commune of the hand-written families there is one of every kind of work; some communes around it have one each, so that the
province has something to watch. Nobody in them exists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Agency, Post
from chungtay.care import populating as care
from chungtay.cases.decreeing import MEASURES
from chungtay.cases.guards import plan_of
from chungtay.cases.intake import Report
from chungtay.cases.models import Case, CaseState, Concern, DecisionKind, EntryKind, PlanLine
from chungtay.cases.services import (
    concern_steps,
    concerns,
    contacts,
    decisions,
    diary,
    filling,
    lines,
    opening,
    path,
    persons,
    plans,
)
from chungtay.cases.services.lines import Answer
from chungtay.cases.states_lines import BY_AGENCY, TOLD
from chungtay.children.models import Child
from chungtay.config.demo import around_cases
from chungtay.config.demo import case_texts as texts
from chungtay.config.demo.case_texts import Story
from chungtay.config.demo.families import COMMUNE
from chungtay.config.demo.time_travel import at, moment
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Unit

ORDER = ("verifying", "assessing", "specific", "planning", "approving", "serving", "reviewing", "closed")
"""The way of a case; a story is walked along it up to its `until`."""


@dataclass(frozen=True)
class Desk:
    """The people of one commune who work a case."""

    unit: Unit
    officer: Actor
    chair: Actor
    partners: dict[str, Actor]  # by kind of agency


def make(today: dt.date) -> str:
    """Makes the cases once. Returns a sentence about what is there."""
    with as_system("the demo asks whether its cases are there"):
        if Concern.objects.exists():
            return "Vụ việc minh họa đã có."
    made = 0
    with transaction.atomic():
        around_cases.school(today)
        desks = _desks(today)
        if not desks:
            return "Chưa có xã nào để dựng vụ việc minh họa."
        _numbers(desks[0])
        for story in texts.HOME:
            _tell(story, desks[0], today)
            made += 1
        for story, desk in zip(texts.ELSEWHERE, desks[1:], strict=False):
            _tell(story, desk, today)
            made += 1
        placed = _care(desks[0], today)
        _around(desks, today)
    return f"Đã dựng {made} tin báo, vụ việc và {placed} trẻ được chăm sóc thay thế; đều hư cấu."


def _around(desks: Sequence[Desk], today: dt.date) -> None:
    """Files, a period and a hand-over: what a newcomer would else find empty."""
    around_cases.files_of(desks[0].officer)
    around_cases.kept(desks[0].chair, today)
    if len(desks) > 1:
        around_cases.offered(desks[1].officer, desks[0].unit)


def _desks(today: dt.date) -> list[Desk]:
    posts = list(
        Post.objects.on(today).filter(role__in=["commune_officer", "commune_chair", "sector_officer"], unit__level="commune")
        .select_related("user", "agency", "unit").order_by("pk")
    )  # fmt: skip
    home = next((post.unit_id for post in posts if post.user.username == COMMUNE), None)
    of_unit: dict[int, list[Post]] = {}
    for post in posts:
        of_unit.setdefault(post.unit_id, []).append(post)
    found = [desk for group in of_unit.values() if (desk := _desk(group, today)) is not None]
    return sorted(found, key=lambda desk: (desk.unit.pk != home, desk.unit.path))[: 1 + len(texts.ELSEWHERE)]


def _desk(posts: Sequence[Post], today: dt.date) -> Desk | None:
    by_role = {post.role: post for post in posts if post.role != "sector_officer"}
    if not {"commune_officer", "commune_chair"} <= by_role.keys():
        return None
    partners = {post.agency.kind: build_actor(post, today) for post in posts if post.role == "sector_officer"}
    officer, chair = by_role["commune_officer"], by_role["commune_chair"]
    return Desk(officer.unit, build_actor(officer, today), build_actor(chair, today), partners)


def _tell(story: Story, desk: Desk, today: dt.date) -> None:
    """The report comes in; then the case is walked as far as its story goes."""
    begun = _begun(story, today)
    with at(begun + dt.timedelta(minutes=20)), acting_as(desk.officer) as actor:
        details = {"event": story.event, "place": story.place, **story.child}
        report = Report(
            unit=desk.unit, road=story.road, received_at=begun, details=details, danger=story.danger, subject=story.subject,
            kind=story.kind, informant=story.informant, outside_id=story.outside_id,
        )  # fmt: skip
        concern = concerns.receive(actor=actor, report=report, sure=True).concern
    if not story.until:
        return
    with at(begun + dt.timedelta(hours=1)), acting_as(desk.officer) as actor:
        concern_steps.check(actor=actor, concern=concern)
        case = opening.begin(actor=actor, concern=Concern.objects.get(pk=concern.pk), secrecy=story.secrecy)
    Walk(story, desk, case, begun + dt.timedelta(hours=2)).go()


def _numbers(desk: Desk) -> None:
    """The emergency card of the commune; the numbers are made up and lead nowhere."""
    for kind, name, phone in texts.NUMBERS:
        with acting_as(desk.officer) as actor:
            contacts.add_contact(actor=actor, unit=desk.unit, kind=kind, name=name, phone=phone, tried=True)


def _begun(story: Story, today: dt.date) -> dt.datetime:
    """A day before today at an hour; with days=0 so many hours ago."""
    if story.days == 0:
        return timezone.now() + dt.timedelta(hours=story.hour)
    return timezone.make_aware(dt.datetime.combine(today - dt.timedelta(days=story.days), dt.time(story.hour, 15)))


class Walk:
    """One case on its way; each step some hours or days after the last, never later than now."""

    def __init__(self, story: Story, desk: Desk, case: Case, moment: dt.datetime) -> None:
        self.story, self.desk, self.pk, self.moment = story, desk, case.pk, moment

    def go(self) -> None:
        if self.story.suspect:
            self.by(self.desk.officer, self.names_suspect)
        if self.story.until == CaseState.UNFOUNDED:
            self.by(self.desk.officer, lambda actor: self.fills(actor, "APP-VERIFY", texts.NOT_SO))
            self.by(self.desk.chair, lambda actor: path.find_unfounded(
                actor=actor, case=self.case, reason="Trẻ khỏe, được chăm sóc đủ; thông tin không đúng."))  # fmt: skip
            return
        for state in ORDER[: ORDER.index(self.story.until)]:
            getattr(self, state)()

    @property
    def case(self) -> Case:
        found: Case = Case.objects.get(pk=self.pk)
        return found

    def by(self, actor: Actor, do: Any, *, days: float = 0.1) -> None:
        """Does one thing as this person, then lets time pass."""
        with at(min(self.moment, timezone.now())), acting_as(actor):
            do(actor)
        self.moment += dt.timedelta(days=days)

    def fills(self, actor: Actor, code: str, typed: dict[str, Any], level: str = "") -> None:
        form = filling.start_form(actor=actor, case=self.case, code=code)
        filling.finish(actor=actor, form=form, version=form.version, typed=typed, level=level, reason="")

    def names_suspect(self, actor: Actor) -> None:
        who = self.story.suspect
        data = persons.PersonData(
            role="suspect", name=who["name"], relation=who["relation"], sanction=who["sanction"], age_band="30-59", sex="male",
            sanction_on=timezone.localdate(),
        )  # fmt: skip
        persons.add(actor=actor, case=self.case, data=data)

    def verifying(self) -> None:
        self.by(self.desk.officer, lambda actor: self.fills(actor, "APP-VERIFY", texts.CHECKED))
        self.by(self.desk.officer, lambda actor: path.verify(actor=actor, case=self.case))

    def assessing(self) -> None:
        self.by(self.desk.officer, self.sees_child)
        urgent = bool(self.story.danger)
        typed = texts.FIRST | {"emergency_needed": urgent}
        self.by(self.desk.officer, lambda actor: self.fills(actor, "ND56-M02", typed, "high"))
        kind = DecisionKind.EMERGENCY if urgent else DecisionKind.NO_EMERGENCY
        values: dict[str, Any] = {"words": "Trẻ đang ở nơi an toàn, có người thân trông nom."}
        if urgent:
            values = {"measures": list(MEASURES)[:3], "words": "Công an xã và Trạm Y tế làm ngay."}
        self.by(self.desk.chair, lambda actor: decisions.issue(actor=actor, case=self.case, kind=kind, values=values))
        self.by(self.desk.officer, lambda actor: path.assess(actor=actor, case=self.case), days=2)

    def sees_child(self, actor: Actor) -> None:
        diary.add_entry(
            actor=actor, case=self.case, kind=EntryKind.CONTACT, at=timezone.now(),
            words="Gặp trẻ tại nhà người thân, trẻ kể lại sự việc; không có mặt người bị cho là gây hại.",
        )  # fmt: skip

    def specific(self) -> None:
        self.by(self.desk.officer, lambda actor: self.fills(actor, "ND56-M03", texts.SECOND, self.counted()))
        self.by(self.desk.officer, lambda actor: path.assess_specific(actor=actor, case=self.case), days=1)

    def counted(self) -> str:
        """The level the two scales give for the specific assessment of these stories."""
        return "medium"

    def planning(self) -> None:
        self.by(self.desk.officer, lambda actor: self.fills(actor, "APP-MINUTES", texts.MET))
        self.by(self.desk.officer, self.writes_plan)
        self.by(self.desk.officer, lambda actor: path.submit_plan(actor=actor, case=self.case), days=1)

    def writes_plan(self, actor: Actor) -> None:
        today, agencies = timezone.localdate(), Agency.objects.on(timezone.localdate()).filter(unit=self.desk.unit)
        by_kind = {agency.kind: agency for agency in agencies}
        plan = plan_of(self.case)
        version = plan.version if plan is not None else 0
        plans.save_words(actor=actor, case=self.case, version=version, words=texts.GOAL)
        for service, group, kind, provider, days, cost in texts.LINES:
            data = plans.LineData(
                service=service, category=group, agency=by_kind.get(kind), starts_on=today, cost=cost,
                provider_name="" if kind in by_kind else provider or "Đơn vị phối hợp", ends_on=today + dt.timedelta(days=days),
            )  # fmt: skip
            plans.add_line(actor=actor, case=self.case, data=data)

    def approving(self) -> None:
        number = f"{100 + self.pk % 800}/QĐ-UBND"
        self.by(self.desk.chair, lambda actor: path.approve_plan(actor=actor, case=self.case, number=number), days=2)

    def serving(self) -> None:
        with as_system("the demo asks which lines wait"):
            waiting = list(PlanLine.objects.filter(case_id=self.pk, state="asked").select_related("agency"))
        for line in waiting:
            partner = self.desk.partners.get(line.agency.kind) if line.agency is not None else None
            self.by(partner or self.desk.officer, lambda actor, line=line: self.answers(actor, line))
        self.by(self.desk.officer, lambda actor: path.review(actor=actor, case=self.case), days=3)

    def answers(self, actor: Actor, line: PlanLine) -> None:
        on, by = timezone.localdate(), "" if line.agency_id in actor.agency_ids else "Người phụ trách của nhà trường"
        way = BY_AGENCY if line.agency_id in actor.agency_ids else TOLD
        given = Answer("done", "Đã làm xong theo đề nghị.", on=on, cost=0, said_by=by)
        row = lines.answer(actor=actor, line=line, given=Answer("accept", said_by=by), way=way)
        lines.answer(actor=actor, line=row, given=given, way=way)

    def reviewing(self) -> None:
        self.by(self.desk.officer, lambda actor: self.fills(actor, "ND56-M06", texts.REVIEWED, "low"))
        self.by(
            self.desk.officer, lambda actor: path.record_conditions(actor=actor, case=self.case, safe=True, stable=True)
        )
        number = f"{100 + self.pk % 800}/QĐ-UBND"
        self.by(self.desk.chair, lambda actor: path.close(
            actor=actor, case=self.case, number=number, reason="Trẻ an toàn, ổn định; đủ hai điều kiện kết thúc."))  # fmt: skip


def _care(desk: Desk, today: dt.date) -> int:
    """Alternative care in the commune of the hand-written families, begun three weeks ago, for children of its register."""
    with as_system("the demo chooses children of one commune"):
        born = today - dt.timedelta(days=4300)
        there = Child.objects.filter(unit=desk.unit, status="here", birth_date__gt=born)
        children = list(there.order_by("-pk")[:3])
    begun = today - dt.timedelta(days=21)
    with at(moment(begun)):
        made = care.populate(officer=desk.officer, chair=desk.chair, unit=desk.unit, children=children, today=begun)
    day = begun + dt.timedelta(days=1)
    with at(moment(day)):
        placement = care.met_again(officer=desk.officer, unit=desk.unit, on=day)
    if placement is not None:
        day += dt.timedelta(days=1)
        with at(moment(day)):
            care.moved_in(officer=desk.officer, placement=placement, on=day)
    return int(made["placements"])
