"""The plan while it is written, submitted, approved, changed and begun anew."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from chungtay.accounts.models import User
from chungtay.cases import sealing
from chungtay.cases.guards import plan_of
from chungtay.cases.models import CaseState, LineState, Plan, PlanLine, PlanState
from chungtay.cases.queries import plans as queries
from chungtay.cases.services import lines, planning, plans
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry, Notice
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World, make_person
from tests.factories.law import load_law
from tests.factories.plans import Around, approved, around, drafted, line_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world: World, alice: Person) -> Around:
    load_law()
    return around(world, alice)


def rows(plan: Plan) -> list[str]:
    return [plans.read(line).service for line in plans.lines_of(plan)]


def test_the_words_and_lines_of_a_plan_are_sealed(here: Around) -> None:
    plan = drafted(here, line_data(service="Trị liệu tâm lý hàng tuần"))
    with acting_as(here.officer.actor):
        plan = Plan.objects.get(pk=plan.pk)
        assert sealing.unseal(plan)["goal"] == "Trẻ được an toàn"
        assert rows(plan) == ["Trị liệu tâm lý hàng tuần"]
        line = PlanLine.objects.get()
        for row in (plan, line):
            for word in ("an toàn", "Trị liệu"):
                assert word.encode() not in bytes(row.sealed)


def test_the_trail_names_the_case_by_its_code_and_says_nothing_else(here: Around) -> None:
    line = approved(here, line_data(service="Trị liệu tâm lý", agency=here.clinic, tell_name=True))[0]
    with acting_as(here.doctor.actor) as actor:
        lines.answer(actor=actor, line=line, given=lines.Answer("refuse", "Cháu bị thương nặng"))
    told = "\n".join(f"{one.object_label} {one.reason} {one.data}" for one in AuditEntry.objects.all())
    told += "\n".join(f"{one.title} {one.url}" for one in Notice.objects.all())
    assert here.case.code in told
    for word in ("Dế", "Trị liệu", "thương", "an toàn", "roi"):
        assert word not in told


def test_two_editors_of_the_words(here: Around) -> None:
    plan = drafted(here)
    with acting_as(here.officer.actor) as actor:
        plans.save_words(actor=actor, case=here.case, version=plan.version, words={"goal": "Bản thứ hai"})
        with pytest.raises(StaleEdit) as stale:
            plans.save_words(actor=actor, case=here.case, version=plan.version, words={"goal": "Bản của tôi"})
        assert stale.value.theirs["goal"] == "Bản thứ hai"
        assert stale.value.mine["goal"] == "Bản của tôi"
        assert str(User.objects.get(pk=actor.user_id)) in stale.value.sentence
        plans.save_words(
            actor=actor, case=here.case, version=stale.value.theirs["version"], words={"goal": "Bản của tôi"}
        )
        assert sealing.unseal(Plan.objects.get())["goal"] == "Bản của tôi"


def test_two_editors_of_a_line(here: Around) -> None:
    drafted(here, line_data())
    with acting_as(here.officer.actor) as actor:
        line = PlanLine.objects.select_related("case").get()
        plans.change_line(actor=actor, line=line, version=line.version, data=line_data(cost=1))
        with pytest.raises(StaleEdit) as stale:
            plans.change_line(actor=actor, line=line, version=line.version, data=line_data(cost=2))
        assert (stale.value.theirs["cost"], stale.value.mine["cost"]) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"service": "  "}, "service"),
        ({"category": "bịa"}, "category"),
        ({"measure": "51_2_a"}, "measure"),
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"cost": -1}, "cost"),
    ],
)
def test_what_makes_no_sense_is_refused(here: Around, fields: dict[str, object], wrong: str) -> None:
    drafted(here)
    with acting_as(here.officer.actor) as actor, pytest.raises(UserError) as refused:
        plans.add_line(actor=actor, case=here.case, data=line_data(**fields))
    assert refused.value.field == wrong


@pytest.mark.parametrize("field", ["service", "instruction"])
def test_the_childs_name_does_not_go_out_with_a_line(here: Around, field: str) -> None:
    drafted(here)
    with acting_as(here.officer.actor) as actor, pytest.raises(UserError) as refused:
        plans.add_line(actor=actor, case=here.case, data=line_data(**{field: "Khám cho cháu vàng a dế ở trạm"}))
    assert refused.value.field == field


def test_lines_are_moved_and_taken_out(here: Around) -> None:
    plan = drafted(here, *(line_data(service=name) for name in ("Một", "Hai", "Ba")))
    with acting_as(here.officer.actor) as actor:
        found = list(plans.lines_of(plan))
        plans.move_line(actor=actor, line=found[2], up=True)
        assert rows(plan) == ["Một", "Ba", "Hai"]
        plans.move_line(actor=actor, line=found[0], up=True)  # already first
        assert rows(plan) == ["Một", "Ba", "Hai"]
        plans.remove_line(actor=actor, line=found[0])
        assert rows(plan) == ["Ba", "Hai"]
        assert [line.position for line in plans.lines_of(plan)] == [1, 2]
        with pytest.raises(NotPossible):
            plans.change_line(actor=actor, line=found[0], version=1, data=line_data())


def test_on_approval_every_line_is_asked_with_the_minimum(here: Around) -> None:
    police, clinic, school = approved(
        here,
        line_data(service="Tuần tra", category="protection", measure="50_2_h", agency=here.police),
        line_data(agency=here.clinic, tell_name=True),
        line_data(service="Học bù", category="education", measure="", provider_name="Trường Mầm non"),
    )
    assert {police.state, clinic.state, school.state} == {LineState.ASKED}
    notices = {notice.post_id: notice for notice in Notice.objects.filter(kind="line_asked")}
    assert notices.keys() == {here.policeman.post.pk, here.doctor.post.pk}
    assert notices[here.policeman.post.pk].title == f"Phần việc mới trong vụ việc {here.case.code}"
    with acting_as(here.policeman.actor) as actor:
        sheet = lines.open_line(actor=actor, line=PlanLine.objects.get(pk=police.pk))
        assert (sheet.who, sheet.code, sheet.contact.name) == ("cháu bé", here.case.code, "Lò Thị Ân")
    with acting_as(here.doctor.actor) as actor:
        sheet = lines.open_line(actor=actor, line=PlanLine.objects.get(pk=clinic.pk))
        assert sheet.who == "Dế"
        assert sheet.age in {"khoảng 10 tuổi", "khoảng 11 tuổi", "11 tuổi", "10 tuổi"}


def test_in_a_stricter_case_the_name_is_never_told(world: World, alice: Person) -> None:
    load_law()
    here = around(world, alice, secrecy="sexual_abuse")
    line = approved(here, line_data(agency=here.clinic, tell_name=True))[0]
    with acting_as(here.doctor.actor) as actor:
        assert lines.open_line(actor=actor, line=PlanLine.objects.get(pk=line.pk)).who == "cháu bé"


def test_an_approved_line_is_not_changed_behind_the_agencys_back(here: Around) -> None:
    line = approved(here, line_data(agency=here.clinic))[0]
    with acting_as(here.officer.actor) as actor, pytest.raises(NotPossible):
        plans.change_line(
            actor=actor, line=PlanLine.objects.get(pk=line.pk), version=line.version, data=line_data(cost=9)
        )


def test_a_returned_plan_keeps_its_reason_sealed_and_may_be_written_again(here: Around) -> None:
    plan = drafted(here, line_data())
    with acting_as(here.officer.actor) as actor:
        planning.submit(actor=actor, case=here.case)
        with pytest.raises(NotPossible):
            plans.add_line(actor=actor, case=here.case, data=line_data())
    with acting_as(here.chair.actor) as actor:
        planning.send_back(actor=actor, case=here.case, reason="Thiếu phần trị liệu")
    assert not AuditEntry.objects.filter(reason__contains="trị liệu").exists()
    with acting_as(here.officer.actor) as actor:
        assert sealing.unseal(Plan.objects.get(pk=plan.pk))["returned"] == "Thiếu phần trị liệu"
        plans.add_line(actor=actor, case=here.case, data=line_data())
        planning.submit(actor=actor, case=here.case)
    with acting_as(here.chair.actor) as actor:
        assert planning.approve(actor=actor, case=here.case).state == PlanState.APPROVED


def test_the_officer_does_not_approve(here: Around) -> None:
    drafted(here, line_data())
    with acting_as(here.officer.actor) as actor:
        planning.submit(actor=actor, case=here.case)
        with pytest.raises(NotPossible):
            planning.approve(actor=actor, case=here.case)


def test_a_changed_plan_takes_over_the_lines_that_run(here: Around) -> None:
    first, second = approved(here, line_data(agency=here.clinic), line_data(service="Tuần tra", agency=here.police))
    with acting_as(here.policeman.actor) as actor:
        lines.answer(actor=actor, line=second, given=lines.Answer("refuse", "Không thuộc thẩm quyền"))
    with acting_as(here.officer.actor) as actor:
        old = plan_of(here.case)
        assert old is not None
        new = planning.redraft(actor=actor, case=here.case, reason="Công an không nhận")
        old.refresh_from_db()
        assert (old.state, new.state, new.cycle) == (PlanState.REPLACED, PlanState.DRAFT, 1)
        assert [line.pk for line in plans.lines_of(new)] == [first.pk]
        first.refresh_from_db()
        assert first.state == LineState.ASKED
        here.case.state = CaseState.PLANNING
        here.case.save()
        again = plans.repeat_line(
            actor=actor, case=here.case, line=PlanLine.objects.select_related("case").get(pk=second.pk)
        )
        assert (again.plan_id, again.state) == (new.pk, LineState.DRAFT)
        pairs = {pair.service: pair for pair in queries.compare(new, old)}
        assert pairs["Khám sức khỏe"].change == "Giữ nguyên"
        assert pairs["Tuần tra"].change == "Thay đổi"  # its days are to be set anew
        assert queries.m04(new)["cost_total"] == 1_000_000


def test_a_new_cycle_begins_with_the_words_and_the_running_lines(here: Around) -> None:
    done, runs = approved(
        here, line_data(agency=here.clinic), line_data(service="Học bù", provider_name="Trường Mầm non")
    )
    with acting_as(here.doctor.actor) as actor:
        given = lines.Answer("done", "Đã khám", timezone.localdate(), 420_000)
        lines.answer(actor=actor, line=done, given=given)
    here.case.cycle, here.case.state = 2, CaseState.PLANNING
    with acting_as(here.officer.actor) as actor:
        plan = planning.next_cycle(actor=actor, case=here.case)
        here.case.save()
        assert (plan.cycle, sealing.unseal(plan)["goal"]) == (2, "Trẻ được an toàn")
        assert [line.pk for line in plans.lines_of(plan)] == [runs.pk]
        page = queries.plan_page(actor, here.case)
        assert page.before is not None
        gone = {pair.service: pair for pair in queries.compare(plan, page.before)}["Khám sức khỏe"]
        assert (gone.change, gone.before and gone.before["state"]) == ("Không còn", "Đã làm xong")
        assert planning.next_cycle(actor=actor, case=here.case) == plan


def test_costs_are_summed_by_group_for_the_commune_that_leads(here: Around, chi: Person) -> None:
    done, _, refused = approved(
        here, line_data(agency=here.clinic), line_data(service="Học bù", category="education", cost=200_000, provider_name="A"),
        line_data(agency=here.police, cost=9_000_000),
    )  # fmt: skip
    with acting_as(here.doctor.actor) as actor:
        lines.answer(actor=actor, line=done, given=lines.Answer("done", "Đã khám", timezone.localdate(), 420_000))
    with acting_as(here.policeman.actor) as actor:
        lines.answer(actor=actor, line=refused, given=lines.Answer("refuse", "Không"))
    year = timezone.localdate().year
    with acting_as(here.officer.actor) as actor:
        table, whole = queries.costs(actor, year)
        assert [(row.group, row.lines, row.planned, row.actual) for row in table] == [
            ("Chăm sóc sức khỏe", 1, 500_000, 420_000), ("Hỗ trợ giáo dục", 1, 200_000, 0),
        ]  # fmt: skip
        assert (whole.lines, whole.done, whole.planned, whole.actual) == (2, 1, 700_000, 420_000)
        assert queries.costs(actor, year - 1)[1].lines == 0
    with acting_as(chi.actor) as actor:
        assert queries.costs(actor, year)[1].lines == 0


def test_the_plan_belongs_to_the_commune_that_leads(world: World, alice: Person, chi: Person, here: Around) -> None:
    drafted(here, line_data())
    with acting_as(chi.actor):
        assert not Plan.objects.exists()
    stranger = make_person("la", "Mùa A Lạ", "commune_officer", world.other_committee, "Công chức")
    with acting_as(stranger.actor) as actor, pytest.raises(Exception, match="Xã chủ trì"):
        plans.add_line(actor=actor, case=here.case, data=line_data())
    with as_system("nothing was added"):
        assert PlanLine.objects.count() == 1
