"""The path of a case: every arrow with what it needs, what it does to clocks, plan and people, and what it refuses."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.cases import sealing
from chungtay.cases.models import Case, CasePerson, Clock, Decision, DiaryEntry, Plan, PlanLine
from chungtay.cases.services import decisions, diary, emergency, path, people, persons, plans
from chungtay.cases.services.persons import PersonData
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry, Look, Notice
from chungtay.foundation.scoping import acting_as, as_system
from tests.cases.steps import M02, M06, MINUTES, VERIFY, add_a_line, fresh, take, to_state
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import SECRET, make_case, make_form
from tests.factories.children import make_child
from tests.factories.law import load_law


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    load_law()


@pytest.fixture
def officer(alice: Person) -> Iterator[Any]:
    with acting_as(alice.actor) as actor:
        yield actor


def running(case: Case) -> set[str]:
    with as_system("looking at the clocks"):
        return set(Clock.objects.filter(case=case, stopped_at=None).values_list("code", flat=True))


def steps(case: Case) -> list[str]:
    with as_system("reading the diary"):
        return list(DiaryEntry.objects.filter(case=case).order_by("id").values_list("step", flat=True))


def test_the_whole_path_from_report_to_closure(case: Case, alice: Person, chair: Person) -> None:
    to_state("planning", case, alice, chair)
    assert fresh(case).risk == "medium"  # of the later assessment
    assert running(case) == {"T_PLAN"}
    case = take("planning", fresh(case), alice, chair)
    assert running(case) == {"T_APPROVE"}
    case = take("approving", case, alice, chair)
    assert running(case) == set()
    with as_system("looking at the plan"):
        plan = Plan.objects.get(case=case)
        assert plan.state == "approved"
        assert plan.decision is not None
        assert plan.decision.number == "12/QĐ-UBND"
        assert [line.state for line in PlanLine.objects.filter(case=case)] == ["asked"]
    case = take("serving", case, alice, chair)
    case = take("reviewing", case, alice, chair)
    assert case.state == "closed"
    assert case.closed_at is not None
    path_of_it = ["verify", "assess", "assess_specific", "submit_plan", "approve_plan", "review", "conditions", "close"]
    assert [step for step in steps(case) if step in path_of_it] == path_of_it


def test_a_step_without_its_form_is_refused_and_changes_nothing(case: Case, officer: Any) -> None:
    with pytest.raises(NotPossible, match="phiếu xác minh"):
        path.verify(actor=officer, case=case)
    assert fresh(case).state == "verifying"
    assert not DiaryEntry.objects.filter(case=case).exists()


def test_information_verified_as_true_is_not_called_unfounded(case: Case, alice: Person, chair: Person) -> None:
    make_form(case, VERIFY, {"truth": "true_act"})
    with acting_as(chair.actor) as actor, pytest.raises(NotPossible, match="xác minh"):
        path.find_unfounded(actor=actor, case=case, reason="Không rõ")


def test_unfounded_stops_every_clock_and_can_be_verified_again(case: Case, alice: Person, chair: Person) -> None:
    make_form(case, VERIFY, {"truth": "unfounded"})
    with acting_as(chair.actor) as actor:
        row = path.find_unfounded(actor=actor, case=case, reason="Báo nhầm nhà")
        assert row.state == "unfounded"
        assert row.closed_at is not None
        assert Decision.objects.get(case=case).kind == "unfounded"
        again = path.verify_again(actor=actor, case=row, reason="Có người báo thêm", danger=True)
    assert again.state == "verifying"
    assert again.closed_at is None
    assert again.emergency
    assert running(case) == {"T_EMERG"}


def test_reasons_stand_in_the_diary_and_never_in_the_trail(case: Case, alice: Person, chair: Person) -> None:
    make_form(case, VERIFY, {"truth": "unfounded"})
    with acting_as(chair.actor) as actor:
        path.find_unfounded(actor=actor, case=case, reason=SECRET)
    told = [f"{row.reason}{row.object_label}{row.data}" for row in AuditEntry.objects.all()]
    told += [row.title + row.url for row in Notice.objects.all()]
    assert not [line for line in told if "roi" in line or "Dế" in line]
    with as_system("the diary says it, sealed"):
        assert not any(SECRET.encode() in bytes(row.sealed) for row in DiaryEntry.objects.all())


def test_nobody_approves_the_plan_he_submitted(world: World, case: Case, alice: Person, chair: Person) -> None:
    to_state("approving", case, alice, chair)
    with as_system("the officer has become chair over night"):
        Plan.objects.filter(case=case).update(submitted_by_id=chair.user.pk)
    with acting_as(chair.actor) as actor, pytest.raises(NotPossible, match="không tự phê duyệt"):
        path.approve_plan(actor=actor, case=fresh(case), number="1/QĐ-UBND")
    assert fresh(case).state == "approving"
    with as_system("no decision was left behind"):
        assert not Decision.objects.filter(case=case).exists()


def test_a_returned_plan_goes_back_with_its_clock(case: Case, alice: Person, chair: Person) -> None:
    to_state("approving", case, alice, chair)
    with acting_as(chair.actor) as actor:
        path.return_plan(actor=actor, case=fresh(case), reason="Thiếu kinh phí")
    assert fresh(case).state == "planning"
    assert running(case) == {"T_PLAN"}
    with acting_as(alice.actor) as actor:
        path.submit_plan(actor=actor, case=fresh(case))
    assert running(case) == {"T_APPROVE"}


def test_a_plan_is_changed_while_agencies_go_on(case: Case, alice: Person, chair: Person) -> None:
    to_state("serving", case, alice, chair)
    with acting_as(alice.actor) as actor:
        path.change_plan(actor=actor, case=fresh(case), reason="Cần thêm trợ giúp pháp lý")
    assert fresh(case).state == "planning"
    assert running(case) == {"T_PLAN"}
    with as_system("nobody was interrupted"):
        assert PlanLine.objects.get(case=case).state == "asked"
    with acting_as(alice.actor) as actor:
        path.submit_plan(actor=actor, case=fresh(case))
    with acting_as(chair.actor) as actor:
        assert path.approve_plan(actor=actor, case=fresh(case), number="13/QĐ-UBND").state == "serving"


def test_closing_needs_both_conditions_of_this_review(case: Case, alice: Person, chair: Person) -> None:
    to_state("reviewing", case, alice, chair)
    with acting_as(chair.actor) as actor, pytest.raises(NotPossible, match="Mẫu 06"):
        path.close(actor=actor, case=fresh(case), reason="Đã ổn", number="1/QĐ")
    make_form(case, M06)
    for safe, stable in ((True, False), (False, True), (False, False)):
        with acting_as(alice.actor) as actor:
            path.record_conditions(actor=actor, case=fresh(case), safe=safe, stable=stable)
        with acting_as(chair.actor) as actor, pytest.raises(NotPossible, match="Chưa ghi nhận"):
            path.close(actor=actor, case=fresh(case), reason="Đã ổn", number="1/QĐ")
    with acting_as(alice.actor) as actor:
        path.record_conditions(actor=actor, case=fresh(case), safe=True, stable=True)
        path.continue_plan(actor=actor, case=fresh(case), reason="Gia đình đề nghị thêm thời gian")
        path.review(actor=actor, case=fresh(case))
        with pytest.raises(NotPossible, match="lần rà soát trước"):
            path.record_conditions(actor=actor, case=fresh(case), safe=True, stable=True)
    with acting_as(chair.actor) as actor, pytest.raises(NotPossible):
        path.close(actor=actor, case=fresh(case), reason="Đã ổn", number="1/QĐ")


def test_a_new_cycle_begins_with_a_new_plan(case: Case, alice: Person, chair: Person) -> None:
    to_state("reviewing", case, alice, chair)
    make_form(case, M06)
    with acting_as(alice.actor) as actor:
        path.record_conditions(actor=actor, case=fresh(case), safe=True, stable=False)
        row = path.begin_cycle(actor=actor, case=fresh(case))
    assert (row.state, row.cycle, row.condition_safe, row.condition_stable) == ("planning", 2, None, None)
    assert running(case) == {"T_PLAN"}
    with as_system("looking at the plans"):
        assert Plan.objects.filter(case=case, cycle=2, state="draft").exists()
    with acting_as(alice.actor) as actor, pytest.raises(NotPossible, match="biên bản"):
        path.submit_plan(actor=actor, case=fresh(case))  # the minutes of the first cycle do not count


def test_a_reopened_case_is_assessed_anew(case: Case, alice: Person, chair: Person) -> None:
    to_state("closed", case, alice, chair)
    with acting_as(chair.actor) as actor:
        row = path.reopen(actor=actor, case=fresh(case), reason="Trẻ lại bị đánh", danger=True)
    assert (row.state, row.cycle, row.closed_at, row.emergency) == ("assessing", 2, None, True)
    assert running(case) == {"T_EMERG"}
    with acting_as(alice.actor) as actor, pytest.raises(NotPossible, match="Mẫu 02"):
        path.assess(actor=actor, case=row)  # the old form is stale
    make_form(case, M02)
    with acting_as(alice.actor) as actor:
        assert path.assess(actor=actor, case=row).state == "specific"


def test_another_commune_and_the_province_take_no_step(case: Case, chi: Person, bao: Person) -> None:
    make_form(case, VERIFY, {"truth": "true_act"})
    for person in (chi, bao):
        with acting_as(person.actor) as actor, pytest.raises((PermissionDenied, NotPossible, Case.DoesNotExist)):
            path.verify(actor=actor, case=case)
    assert fresh(case).state == "verifying"


def test_danger_found_later_starts_the_twelve_hours(case: Case, alice: Person, chair: Person) -> None:
    to_state("serving", case, alice, chair)
    with acting_as(alice.actor) as actor:
        emergency.danger_found(actor=actor, case=fresh(case), words="Bố dượng dọa giết")
    assert fresh(case).emergency
    assert running(case) == {"T_EMERG"}
    assert Notice.objects.filter(post_id=chair.post.pk, title__contains=case.code).exists()


def test_the_sheet_of_the_first_hours(case: Case, officer: Any) -> None:
    row = emergency.mark(actor=officer, case=case, measure="police", words="Công an xã, anh Tòng")
    line = next(line for line in emergency.sheet(case) if line.code == "police")
    assert line.entry is not None
    assert "anh Tòng" in line.words
    emergency.unmark(actor=officer, case=case, entry=row)
    assert next(line for line in emergency.sheet(case) if line.code == "police").entry is None
    assert DiaryEntry.objects.filter(case=case).count() == 2  # nothing was taken away
    with pytest.raises(UserError):
        emergency.mark(actor=officer, case=case, measure="police", at=timezone.now() + dt.timedelta(hours=1))


def test_a_contact_moves_the_day_the_child_was_seen_and_an_entry_is_corrected_by_another(
    case: Case, officer: Any
) -> None:
    first = diary.add_entry(actor=officer, case=case, kind="contact", words="Gặp cháu ở trường", at=timezone.now())
    assert fresh(case).last_contact_on == timezone.localdate()
    second = diary.add_entry(
        actor=officer, case=case, kind="contact", words="Gặp ở nhà", at=timezone.now(), corrects=first
    )
    assert second.corrects_id == first.pk
    assert DiaryEntry.objects.filter(pk=first.pk).exists()


def test_two_people_on_one_person_of_the_case(case: Case, officer: Any) -> None:
    row = persons.add(actor=officer, case=case, data=PersonData(role="suspect", name="Ông T"))
    persons.edit(
        actor=officer, person=row, version=1, data=PersonData(role="suspect", name="Ông Tỉnh", sanction="handling")
    )
    with pytest.raises(StaleEdit) as stale:
        persons.edit(actor=officer, person=row, version=1, data=PersonData(role="suspect", name="Ông Tĩnh"))
    assert stale.value.theirs["name"] == "Ông Tỉnh"
    assert stale.value.mine["name"] == "Ông Tĩnh"
    assert CasePerson.objects.get().sanction == "handling"
    with pytest.raises(UserError, match="người bị cho là gây hại"):
        persons.add(actor=officer, case=case, data=PersonData(role="mother", name="Bà M", sanction="criminal"))


def test_an_unknown_child_is_found_in_the_register(world: World, case: Case, alice: Person, officer: Any) -> None:
    child = make_child(world.commune)
    make_case(world.commune, child=child, received_at=timezone.now() - dt.timedelta(days=40),
              opened_at=timezone.now() - dt.timedelta(days=40))  # fmt: skip
    row = persons.link_child(actor=officer, case=case, child=child)
    assert row.child_id == child.pk
    assert row.residence_path == world.commune.path
    assert row.reported_again


def test_the_case_is_never_without_somebody(world: World, case: Case, alice: Person, chair: Person) -> None:
    assert people.officers(case) == [alice.post.pk]
    Post.objects.filter(pk=alice.post.pk).update(valid_to=timezone.localdate())
    assert people.officers(case) == [chair.post.pk]  # no officer is left: the chair answers
    other = make_person("thay", "Quàng Thị Thay", "commune_officer", world.committee, "Công chức")
    assert people.officers(case) == [other.post.pk]


# -- pages


def test_the_page_says_the_state_the_next_step_and_what_is_refused(case: Case, alice: Person, client_for: Any) -> None:
    page = client_for(alice).get(case.get_absolute_url())
    assert page.status_code == 200
    said = page.content.decode()
    assert case.code in said
    assert "Đang xác minh" in said
    assert "Vàng A Dế" in said
    assert "Chưa làm được" in said
    assert "phiếu xác minh" in said
    title = said.split("<title>")[1].split("</title>")[0]
    assert "Dế" not in title  # the window's name stays in the browser's history
    assert Look.objects.filter(object_type="cases.case", object_id=case.pk, kind="page").count() == 1


def test_who_may_not_open_sees_code_state_and_clocks_only(case: Case, bao: Person, client_for: Any) -> None:
    page = client_for(bao).get(case.get_absolute_url())
    said = page.content.decode()
    assert page.status_code == 200
    assert case.code in said
    assert "Đang xác minh" in said
    assert "Dế" not in said
    assert "roi" not in said
    assert "Mở xem, có ghi lý do" in said


def test_another_commune_does_not_find_the_case(case: Case, chi: Person, client_for: Any) -> None:
    client = client_for(chi)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert case.code not in client.get("/vu-viec/").content.decode()


def test_the_list_names_the_child_only_at_home(case: Case, alice: Person, bao: Person, client_for: Any) -> None:
    assert "Vàng A Dế" in client_for(alice).get("/vu-viec/").content.decode()
    above = client_for(bao).get("/vu-viec/").content.decode()
    assert case.code in above
    assert "Dế" not in above
    assert Look.objects.filter(object_type="cases.case", kind="list").count() == 2
    number = str(int(case.code.split("-")[-1]))
    assert case.code in client_for(alice).get(f"/vu-viec/?q={number}").content.decode()


@pytest.mark.parametrize(
    "code", ["", "cua-toi", "qua-han", "khan-cap", "cach-ly", "nguy-co-cao", "bao-lai", "ket-thuc", "lạ"]
)
def test_every_question_of_the_list_answers(code: str, case: Case, alice: Person, client_for: Any) -> None:
    assert client_for(alice).get(f"/vu-viec/?loc={code}&sau=2026-01-01T00:00:00%2B07:00_5").status_code == 200


def test_an_approval_is_of_the_plan_that_was_read(case: Case, alice: Person, chair: Person, client_for: Any) -> None:
    """The chair has the page open; the plan comes back, is changed and submitted anew: the old page approves nothing."""
    to_state("approving", case, alice, chair)
    browser, url = client_for(chair), f"{case.get_absolute_url()}buoc/duyet-ke-hoach/"
    read = re.compile(r'name="read" value="([0-9a-f]{64})"')

    def digest(page: Any) -> str:
        found = read.search(page.content.decode())
        assert found is not None
        return found[1]

    first = digest(browser.get(url))
    with acting_as(chair.actor) as actor:
        path.return_plan(actor=actor, case=fresh(case), reason="Xem lại kinh phí")
    with acting_as(alice.actor) as actor:
        line = PlanLine.objects.select_related("case", "agency").get(case=case)
        data = replace(plans.read(line), cost=2_000_000)
        plans.change_line(actor=actor, line=line, version=line.version, data=data)
        plans.add_line(actor=actor, case=fresh(case), data=replace(data, service="Tuần tra ban đêm"))
        path.submit_plan(actor=actor, case=fresh(case))
    for stale in (first, ""):
        refused = browser.post(url, {"number": "7/QĐ-UBND", "read": stale})
        assert refused.status_code == 422
        assert fresh(case).state == "approving"
    said = browser.post(url, {"number": "7/QĐ-UBND", "read": first})
    text = html.unescape(said.content.decode())
    assert "thêm phần việc “Tuần tra ban đêm”; phần việc “Tư vấn tâm lý” đổi kinh phí" in text
    assert "2.000.000 đồng" in text
    assert 'value="7/QĐ-UBND"' in text
    now = digest(said)
    assert now != first
    assert browser.post(url, {"number": "7/QĐ-UBND", "read": now}).status_code == 302
    assert fresh(case).state == "serving"
    with as_system("what was approved"):
        body = sealing.unseal(Plan.objects.select_related("case").get(case=case))
        assert AuditEntry.objects.get(action="approve", object_type="cases.plan").data["content"] == now
    assert (body["approved_digest"], [one["cost"] for one in body["approved"]]) == (now, [2_000_000, 2_000_000])


def test_a_draft_of_form_05_is_signed_for_the_plan_it_shows(
    case: Case, alice: Person, chair: Person, client_for: Any
) -> None:
    to_state("approving", case, alice, chair)
    with acting_as(alice.actor) as actor:
        draft = decisions.draft(actor=actor, case=fresh(case), kind="plan", values={"words": "Theo kế hoạch"})
    browser, url = client_for(chair), f"{case.get_absolute_url()}quyet-dinh/{draft.pk}/"
    page = browser.get(url).content.decode()
    assert "Tư vấn tâm lý" in page
    sent = {"version": str(draft.version), "number": "8/QĐ-UBND", "read": "0" * 64}
    assert browser.post(f"{url}ky/", sent).status_code == 422
    found = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert found is not None
    assert browser.post(f"{url}ky/", {**sent, "read": found[1]}).status_code == 302
    assert fresh(case).state == "serving"


def test_a_double_click_is_one_step(case: Case, alice: Person, client_for: Any) -> None:
    make_form(case, VERIFY, {"truth": "true_act"})
    client, act = client_for(alice), "6f1c7a5e-0000-4000-8000-000000000001"
    for _ in range(2):
        answer = client.post(f"{case.get_absolute_url()}buoc/xac-minh/", {"act": act})
        assert answer.status_code == 302
    assert steps(case).count("verify") == 1


def test_the_page_costs_few_queries_whatever_hangs_on_it(
    case: Case, alice: Person, chair: Person, client_for: Any
) -> None:
    to_state("serving", case, alice, chair)
    client = client_for(alice)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(case.get_absolute_url()).status_code == 200
        return len([one for one in queries if "set_config" not in one["sql"] and "SAVEPOINT" not in one["sql"]])

    client.get("/")
    few = cost()
    with acting_as(alice.actor) as actor:
        for number in range(12):
            persons.add(actor=actor, case=fresh(case), data=PersonData(role="witness", name=f"Người {number}"))
    add = [make_form(case, MINUTES, cycle=1) for _ in range(4)]
    assert len(add) == 4
    many = cost()
    assert many == few
    assert many <= 20, many


def test_the_diary_is_written_from_the_page_and_typed_words_stay(case: Case, alice: Person, client_for: Any) -> None:
    client = client_for(alice)
    bad = client.post(f"{case.get_absolute_url()}nhat-ky/", {"kind": "visit", "at": "hôm qua", "words": "Mẹ cháu kể"})
    assert bad.status_code == 422
    assert "Mẹ cháu kể" in bad.content.decode()
    good = client.post(f"{case.get_absolute_url()}nhat-ky/", {"kind": "visit", "at": "", "words": "Mẹ cháu kể"})
    assert good.status_code == 302
    assert "Mẹ cháu kể" in client.get(case.get_absolute_url()).content.decode()


def test_the_search_box_finds_by_code_and_never_by_name(case: Case, alice: Person, client_for: Any) -> None:
    client = client_for(alice)
    assert case.code in client.get("/tim-kiem/", {"q": case.code}).content.decode()
    assert case.get_absolute_url() not in client.get("/tim-kiem/", {"q": "Vàng A Dế"}).content.decode()


def test_my_day_of_officer_and_chair_carries_codes_only(
    case: Case, alice: Person, chair: Person, client_for: Any
) -> None:
    day = client_for(alice).get("/").content.decode()
    assert f"{case.code}: Xác minh" in day
    assert "Dế" not in day
    to_state("approving", case, alice, chair)
    day = client_for(chair).get("/").content.decode()
    assert f"{case.code}: kế hoạch chờ phê duyệt" in day
    assert "Dế" not in day


def test_a_child_who_is_sixteen_is_said_and_the_case_goes_on(world: World, alice: Person, client_for: Any) -> None:
    body = {"child": {"name": "Vàng A Dế", "birth": "2009-01-01", "sex": "male"}, "summary": ""}
    case = make_case(world.commune, officer=alice.post, body=body)
    make_form(case, VERIFY, {"truth": "true_act"})
    assert "Đã đủ 16 tuổi" in client_for(alice).get(case.get_absolute_url()).content.decode()
    with acting_as(alice.actor) as actor:
        assert path.verify(actor=actor, case=case).state == "assessing"


def test_a_line_cannot_be_added_by_the_agency_page(case: Case, alice: Person, chair: Person) -> None:
    to_state("planning", case, alice, chair)
    add_a_line(alice, fresh(case))
    with as_system("the draft has its line"):
        assert PlanLine.objects.get(case=case).state == "draft"


def test_a_child_is_looked_for_without_a_name_in_the_address(
    world: World, case: Case, alice: Person, client_for: Any
) -> None:
    child = make_child(world.commune)
    client, url = client_for(alice), f"{case.get_absolute_url()}tre-em/"
    assert 'method="get" role="search" aria-label="Tìm trẻ"' not in client.get(url).content.decode()
    found = client.post(url, {"q": "Lò Văn An"})
    assert found.status_code == 200
    assert child.full_name in found.content.decode()
    assert client.post(url, {"child": child.pk}).status_code == 302
    assert fresh(case).child_id == child.pk
    assert client.post(url, {"reason": "Nhầm trẻ cùng tên"}).status_code == 302
    assert fresh(case).child_id is None


def test_an_initial_assessment_that_finds_danger_starts_the_twelve_hours_of_the_receipt(
    case: Case, alice: Person, chair: Person
) -> None:
    to_state("assessing", case, alice, chair)
    make_form(case, M02, {"emergency_needed": True}, level_counted="high")
    with acting_as(alice.actor) as actor:
        row = path.assess(actor=actor, case=fresh(case))
    assert row.emergency
    with as_system("the clock of the receipt"):
        clock = Clock.objects.get(case=case, code="T_EMERG", stopped_at=None)
    assert clock.due_at == case.received_at + dt.timedelta(hours=12)


def test_a_case_is_classified_anew_with_a_reason(case: Case, alice: Person, client_for: Any) -> None:
    client, url = client_for(alice), f"{case.get_absolute_url()}phan-loai/"
    assert client.post(url, {"kind": "abuse", "secrecy": "sexual_abuse", "reason": " "}).status_code == 422
    assert (
        client.post(url, {"kind": "online", "secrecy": "sexual_abuse", "reason": "Trẻ kể với cô giáo"}).status_code
        == 302
    )
    row = fresh(case)
    assert (row.kind, row.secrecy) == ("online", "sexual_abuse")
    assert "Xâm hại tình dục" in client.get(case.get_absolute_url()).content.decode()
