"""Random walks over a case: whatever is tried, in whatever order, by whomever, what must stay true stays true.

Each walk tries steps, decisions, conditions, forms, hand-overs, changes of people and days; most tries are refused, as in
life. After each try the whole case is looked at.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import ROLES
from chungtay.cases.decreeing import SORTS, current_end, last_day
from chungtay.cases.guards import separation_of
from chungtay.cases.models import (
    ENDED,
    Case,
    CaseForm,
    CaseState,
    Decision,
    DecisionKind,
    DiaryEntry,
    FormState,
    HandOver,
    Plan,
)
from chungtay.cases.policies import SEPARATION_KINDS, CasePermission
from chungtay.cases.services import decisions, handovers, path, people
from chungtay.cases.states import CASE, PLAN
from chungtay.foundation import audit
from chungtay.foundation.access import granted
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from tests.cases.steps import MINUTES, add_a_line, done, fresh, take
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case, make_form
from tests.factories.law import load_law

WALKS = 12
STEPS = 45
FORMS = ("APP-VERIFY", MINUTES, "ND56-M02", "ND56-M03", "ND56-M06")
LEGAL = {(source, arrow.target) for arrow in CASE.transitions for source in arrow.sources}


@dataclass
class Walk:
    """One case and everybody who may try something on it."""

    dice: random.Random
    case: Case
    people: list[Person]
    officers: dict[str, Person]
    chairs: dict[str, Person]
    lost: list[Person] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    refused: int = 0

    def tries(self) -> None:
        acts: list[Callable[[], object]] = [self.step, self.step, self.step, self.step, self.step]
        acts += [self.form, self.forward, self.forward, self.decision, self.conditions, self.line, self.finish_lines]
        acts += [self.hand_over, self.loses_post]
        before = fresh(self.case)
        try:
            with transaction.atomic():
                self.dice.choice(acts)()
        except (UserError, PermissionDenied, Case.DoesNotExist, HandOver.DoesNotExist):
            self.refused += 1
            after = fresh(self.case)
            assert (after.state, after.cycle, after.unit_path) == (before.state, before.cycle, before.unit_path)
        self.look(before)

    def anybody(self) -> Person:
        return self.dice.choice(self.people)

    def step(self) -> None:
        person, name = self.anybody(), self.dice.choice(list(path.STEPS))
        asked: dict[str, Any] = {}
        if CASE.by_name[name].needs_reason:
            asked["reason"] = self.dice.choice(["Lý do", "Lý do", "  "])
        if name in path.NEEDS_NUMBER:
            asked["number"] = self.dice.choice(["1/QĐ-UBND", ""])
        if name in ("approve_plan", "close", "find_unfounded", "reopen"):
            asked["at"] = self.dice.choice([None, None, timezone.now() - dt.timedelta(days=400)])
        with acting_as(person.actor) as actor:
            path.STEPS[name](actor=actor, case=fresh(self.case), **asked)
        self.taken.add(name)

    def forward(self) -> None:
        """The way that leads on, with what it needs, by the people of the commune that leads."""
        now = fresh(self.case)
        if now.state in ENDED:
            return
        take(now.state, now, self.officers[now.unit_path], self.chairs[now.unit_path])

    def form(self) -> None:
        code = self.dice.choice(FORMS)
        answers = {"truth": self.dice.choice(["true_act", "unfounded"])} if code == "APP-VERIFY" else {}
        make_form(fresh(self.case), code, answers)

    def decision(self) -> None:
        person, kind = self.anybody(), self.dice.choice([kind for kind in SORTS if not SORTS[kind].carries])
        values = {
            "grounds": ["again"], "separated_from": "Cha", "safe_place": "Trạm", "carer": "Bà", "measures": ["police"],
            "days": self.dice.randint(1, 18), "to": "Tòa án", "words": "Nội dung",
        }  # fmt: skip
        at = self.dice.choice(
            [None, None, timezone.now() - dt.timedelta(days=400), timezone.now() + dt.timedelta(days=1)]
        )
        with acting_as(person.actor) as actor:
            decisions.issue(actor=actor, case=fresh(self.case), kind=kind, values=values, number="2/QĐ-UBND", at=at)

    def conditions(self) -> None:
        with acting_as(self.anybody().actor) as actor:
            path.record_conditions(
                actor=actor, case=fresh(self.case), safe=self.dice.random() < 0.7, stable=self.dice.random() < 0.7
            )

    def line(self) -> None:
        add_a_line(self.anybody(), fresh(self.case))

    def finish_lines(self) -> None:
        done(fresh(self.case))

    def hand_over(self) -> None:
        """Offered, accepted, refused or withdrawn by anybody."""
        person = self.anybody()
        with acting_as(person.actor) as actor:
            row = HandOver.objects.filter(case=self.case, state="offered").first()
            if row is None:
                places = sorted(self.officers)
                to = self.officers[self.dice.choice(places)].post.unit
                handovers.offer(actor=actor, case=fresh(self.case), to_unit=to, why="moved", reason="Trẻ chuyển đi")
            elif self.dice.random() < 0.6:
                handovers.accept(actor=actor, handover=row)
            else:
                handovers.refuse(actor=actor, handover=row, reason="Không đúng nơi")

    def loses_post(self) -> None:
        """An officer goes; his page stays open."""
        person = self.officers[fresh(self.case).unit_path]
        if person in self.lost or self.dice.random() < 0.7:
            return
        self.lost.append(person)
        Post.objects.filter(pk=person.post.pk).update(valid_to=timezone.localdate())

    # -- what must stay true

    def look(self, before: Case) -> None:
        with as_system("looking at everything after each try"):
            now = Case.objects.get(pk=self.case.pk)
            self.states(before, now)
            self.closure(now)
            self.authority(now)
            self.separation(now)
            self.responsibility(now)

    def states(self, before: Case, now: Case) -> None:
        assert now.state in CaseState.values
        if now.state != before.state:
            assert (before.state, now.state) in LEGAL, f"{before.state} → {now.state}"
        assert now.cycle >= before.cycle
        assert (now.closed_at is not None) == (now.state in ENDED)
        assert Plan.objects.filter(case=now, cycle=now.cycle).exclude(state="replaced").count() <= 1
        for plan in Plan.objects.filter(case=now):
            assert plan.state in PLAN.states
            if plan.state == "approved":
                assert plan.decided_by_id not in (None, plan.submitted_by_id, plan.drafted_by_id)
        if now.state in ("serving", "reviewing"):
            assert Plan.objects.filter(case=now, state="approved").exists()

    def closure(self, now: Case) -> None:
        if now.state != CaseState.CLOSED:
            return
        assert now.condition_safe is True
        assert now.condition_stable is True
        assert CaseForm.objects.filter(case=now, code="ND56-M06", cycle=now.cycle, state=FormState.FINAL).exists()
        assert Decision.objects.filter(case=now, kind=DecisionKind.CLOSURE, state="signed", cycle=now.cycle).exists()
        apart = separation_of(now)
        assert apart is None or apart.followers.filter(kind=DecisionKind.COURT, state="signed").exists()

    def authority(self, now: Case) -> None:
        """Every signature is of a post that held the power on its day, and of a commune that had it."""
        for row in Decision.objects.filter(case=now).exclude(state="draft"):
            assert row.signed_at is not None
            post = Post.objects.get(pk=row.signed_post_id)
            day = timezone.localdate(row.signed_at)
            assert post.valid_from <= day
            assert post.valid_to is None or day < post.valid_to
            assert str(CasePermission.DECIDE) in granted(post.role)
            assert post.role in ROLES
            assert now.received_at <= row.signed_at <= timezone.now()
            assert row.number or not SORTS[row.kind].numbered
            if row.kind in SEPARATION_KINDS:
                assert post.unit.path in self.chairs

    def separation(self, now: Case) -> None:
        apart = separation_of(now)
        if apart is not None:
            assert current_end(apart) <= last_day(apart)
        in_force = Decision.objects.filter(case=now, kind=DecisionKind.SEPARATION, state="signed").count()
        ended = Decision.objects.filter(case=now, kind=DecisionKind.SEPARATION_CANCELLED, state="signed").count()
        assert in_force - ended in (0, 1)

    def responsibility(self, now: Case) -> None:
        """One commune leads at every moment, and somebody there answers for the child."""
        assert now.unit.path == now.unit_path
        assert now.unit_path in self.officers
        if now.state not in ENDED:
            posts = people.officers(now)
            assert posts, "nobody answers for the child"
            held = Post.objects.on(timezone.localdate()).filter(pk__in=posts, unit__path=now.unit_path)
            assert held.count() == len(set(posts))
        assert HandOver.objects.filter(case=now, state="offered").count() <= 1


@pytest.fixture
def everybody(world: World, alice: Person, chi: Person, bao: Person) -> dict[str, Any]:
    load_law()
    chair = make_person("chutich", "Quàng Văn Pâng", "commune_chair", world.committee, "Chủ tịch UBND xã")
    other = make_person("chutich2", "Lò Văn Panh", "commune_chair", world.other_committee, "Chủ tịch UBND xã")
    clinic = make_person("tramyte", "Cà Thị Phượng", "sector_officer", world.police, "Cán bộ")
    gone = make_person(
        "chutichcu", "Lò Văn Cựu", "commune_chair", world.committee, "Chủ tịch UBND xã", until=timezone.localdate()
    )  # lost the post yesterday; the page stands open
    return {
        "people": [alice, chi, bao, chair, other, clinic, gone],
        "officers": {world.commune.path: alice, world.other_commune.path: chi},
        "chairs": {world.commune.path: chair, world.other_commune.path: other},
    }


@pytest.mark.parametrize("seed", range(WALKS))
def test_what_must_stay_true_whatever_is_tried(
    seed: int, world: World, alice: Person, everybody: dict[str, Any]
) -> None:
    elsewhere: dict[str, Any] = {"residence_unit": world.other_commune} if seed % 2 else {}
    now = timezone.now()
    case = make_case(
        world.commune, officer=alice.post, received_at=now - dt.timedelta(days=3), opened_at=now, **elsewhere
    )
    walk = Walk(random.Random(seed), case, **everybody)
    for _ in range(STEPS):
        walk.tries()
    with as_system("the diary tells every step that was taken"):
        told = set(DiaryEntry.objects.filter(case=case).values_list("step", flat=True))
        written = set(
            AuditEntry.objects.filter(object_type="cases.case", object_id=str(case.pk)).values_list("action", flat=True)
        )
    assert walk.taken <= told
    assert walk.taken <= written
    assert walk.refused, "a walk in which nothing is refused proves nothing"
    _, breaks = audit.verify()
    assert not breaks


def test_the_walks_reach_every_state(world: World, alice: Person, everybody: dict[str, Any]) -> None:
    """Otherwise what is said above is said of nothing: the straight way alone ends in a closure."""
    case = make_case(world.commune, officer=alice.post, received_at=timezone.now() - dt.timedelta(days=3))
    chair, seen = everybody["chairs"][world.commune.path], {case.state}
    while fresh(case).state not in ENDED:
        seen.add(take(fresh(case).state, fresh(case), alice, chair).state)
    assert seen == set(CaseState.values) - {"unfounded"}
