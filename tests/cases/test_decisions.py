"""Decisions: who signs, on which day, for how long; numbers, revocation, papers."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Delegation, Post
from chungtay.cases import decreeing, sealing
from chungtay.cases.decreeing import SORTS, current_end
from chungtay.cases.duties import Event, happened
from chungtay.cases.guards import separation_of
from chungtay.cases.models import Case, Clock, Decision, DecisionKind, DiaryEntry
from chungtay.cases.papers_decisions import paper_of
from chungtay.cases.services import decisions, path, signing
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law.clocks import VIETNAM
from tests.cases.steps import M02, M03, fresh, to_state
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import SECRET, make_case, make_form
from tests.factories.law import load_law

K = DecisionKind
APART = {
    "grounds": ["by_carer"], "separated_from": "Bố dượng", "safe_place": "Nhà bà ngoại, Bản Phăng 1", "carer": "Bà Vàng Thị Mỷ",
    "days": 5,
}  # fmt: skip


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    load_law()


@pytest.fixture
def case(world: World, alice: Person) -> Case:
    return make_case(world.commune, officer=alice.post, received_at=timezone.now() - dt.timedelta(hours=3))


@pytest.fixture
def signer(chair: Person) -> Iterator[Actor]:
    with acting_as(chair.actor) as actor:
        yield actor


def running(case: Case) -> set[str]:
    with as_system("looking at the clocks"):
        return set(Clock.objects.filter(case=case, stopped_at=None).values_list("code", flat=True))


def separated(actor: Actor, case: Case, **more: Any) -> Decision:
    return decisions.issue(actor=actor, case=case, kind=K.SEPARATION, values={**APART, **more})


# -- separation


def test_separation_is_signed_at_night_and_numbered_later(case: Case, signer: Actor) -> None:
    row = separated(signer, case)
    assert (row.state, row.number, row.signed_by_id) == ("signed", "", signer.user_id)
    assert row.ends_at is not None
    local = timezone.localtime(row.ends_at)
    assert local.date() == timezone.localdate() + dt.timedelta(days=5)
    assert (local.hour, local.minute) == (23, 59)
    assert running(case) == {"T_SEP_MAX"}
    assert fresh(case).emergency
    numbered = decisions.give_number(actor=signer, decision=row, number="07/QĐ-UBND")
    assert numbered.number == "07/QĐ-UBND"
    with pytest.raises(NotPossible):
        decisions.give_number(actor=signer, decision=row, number="08/QĐ-UBND")


def test_fifteen_days_in_all_with_every_extension(case: Case, signer: Actor) -> None:
    with pytest.raises(UserError, match="không quá 15 ngày"):
        separated(signer, case, days=16)
    first = separated(signer, case, days=10)

    def extended(days: int) -> Decision:
        values = {"days": days, "words": "Chưa an toàn"}
        return decisions.issue(actor=signer, case=case, kind=K.SEPARATION_EXTENDED, number="8/QĐ", values=values)

    with pytest.raises(UserError, match="không quá 15 ngày"):
        extended(6)
    longer = extended(5)
    assert longer.about_id == first.pk
    assert current_end(first) == decreeing.last_day(first) == longer.ends_at
    with pytest.raises(UserError, match="không quá 15 ngày"):
        extended(1)
    with as_system("the clock of the whole"):
        clock = Clock.objects.get(case=case, code="T_SEP_MAX")
    assert clock.due_at == decreeing.last_day(first)


def test_a_second_separation_beside_the_first_is_refused(case: Case, signer: Actor) -> None:
    separated(signer, case)
    with pytest.raises(NotPossible, match="đang được tạm thời cách ly"):
        separated(signer, case)


def test_a_decision_in_place_of_a_revoked_one_begins_no_new_count(case: Case, signer: Actor) -> None:
    begun = (timezone.now() - dt.timedelta(minutes=30)).isoformat()
    first = separated(signer, case, starts_at=begun, days=15)
    decisions.revoke(actor=signer, decision=first, reason="Ghi nhầm người nhận trẻ")
    second = separated(signer, case, days=14)
    assert decreeing.counted_from(second) == first.starts_at
    assert decreeing.last_day(second) == decreeing.longest(first.starts_at or timezone.now())
    with as_system("the clock of the whole"):
        assert Clock.objects.get(case=case, code="T_SEP_MAX", stopped_at=None).started_at == first.starts_at


def test_cancelling_needs_an_assessment_of_after_it_began(case: Case, signer: Actor) -> None:
    make_form(case, M03, done_at=timezone.now() - dt.timedelta(hours=1))
    row = separated(signer, case)
    cancel: dict[str, Any] = {
        "kind": K.SEPARATION_CANCELLED,
        "number": "9/QĐ-UBND",
        "values": {"words": "Mẹ đã đón con về nhà ngoại"},
    }
    with pytest.raises(NotPossible, match="Mẫu 03"):
        decisions.issue(actor=signer, case=case, **cancel)
    make_form(case, M03)
    decisions.issue(actor=signer, case=case, **cancel)
    assert separation_of(case) is None
    assert running(case) == set()
    assert row.followers.get().kind == K.SEPARATION_CANCELLED


def test_a_case_is_not_closed_while_the_child_is_apart(case: Case, alice: Person, chair: Person) -> None:
    to_state("reviewing", case, alice, chair)
    make_form(case, "ND56-M06")
    with acting_as(alice.actor) as actor:
        path.record_conditions(actor=actor, case=fresh(case), safe=True, stable=True)
    with as_system("the agencies are done"):
        case.planlines.all().update(state="done", done_on=timezone.localdate())
    with acting_as(chair.actor) as actor:
        separated(actor, fresh(case))
        with pytest.raises(NotPossible, match="cách ly"):
            path.close(actor=actor, case=fresh(case), reason="Đủ điều kiện", number="1/QĐ")
        to_court = {"to": "Tòa án nhân dân khu vực 1", "words": "Tiếp tục cách ly"}
        decisions.issue(actor=actor, case=fresh(case), kind=K.COURT, number="2/UBND", values=to_court)
        assert running(case) == set()
        assert path.close(actor=actor, case=fresh(case), reason="Đủ điều kiện", number="1/QĐ").state == "closed"


def test_the_chair_of_the_incident_commune_may_separate_and_nothing_else(
    world: World, alice: Person, chair: Person
) -> None:
    lead = make_case(world.other_commune, incident_unit=world.commune, residence_unit=world.other_commune,
                     received_at=timezone.now() - dt.timedelta(hours=2))  # fmt: skip
    with acting_as(chair.actor) as actor:
        assert separated(actor, lead).state == "signed"
        with pytest.raises(PermissionDenied):
            decisions.issue(actor=actor, case=lead, kind=K.EMERGENCY, values={"measures": ["police"]})


def test_a_chair_of_a_third_commune_and_an_officer_sign_nothing(world: World, case: Case, alice: Person) -> None:
    other = make_person("chutich2", "Lò Văn Panh", "commune_chair", world.other_committee, "Chủ tịch UBND xã")
    with acting_as(other.actor) as actor, pytest.raises((PermissionDenied, Case.DoesNotExist)):
        separated(actor, case)
    with acting_as(alice.actor) as actor, pytest.raises(PermissionDenied):
        separated(actor, case)
    with as_system("nothing was written"):
        assert not Decision.objects.exists()


# -- authority and days


def test_who_lost_the_post_yesterday_signs_nothing(case: Case, alice: Person, chair: Person) -> None:
    actor = chair.actor  # the page stood open
    Post.objects.filter(pk=chair.post.pk).update(valid_to=timezone.localdate())
    with acting_as(actor), pytest.raises(NotPossible, match="không còn hiệu lực"):
        separated(actor, case)
    to_state("planning", case, alice, chair)
    with as_system("nothing was signed"):
        assert not Decision.objects.filter(state="signed").exists()


def test_a_plan_is_not_approved_by_who_lost_the_post(case: Case, alice: Person, chair: Person) -> None:
    to_state("approving", case, alice, chair)
    actor = chair.actor
    Post.objects.filter(pk=chair.post.pk).update(valid_to=timezone.localdate())
    with acting_as(actor), pytest.raises(NotPossible, match="không còn hiệu lực"):
        path.approve_plan(actor=actor, case=fresh(case), number="1/QĐ-UBND")
    assert fresh(case).state == "approving"


def test_a_day_on_which_the_post_was_not_held_is_refused(case: Case, chair: Person) -> None:
    with as_system("an older case"):
        Case.objects.filter(pk=case.pk).update(received_at=timezone.now() - dt.timedelta(days=20))
    Post.objects.filter(pk=chair.post.pk).update(valid_from=timezone.localdate() - dt.timedelta(days=3))
    with acting_as(chair.actor) as actor, pytest.raises(UserError, match="không giữ chức vụ"):
        decisions.issue(
            actor=actor, case=fresh(case), kind=K.SEPARATION, values=APART, at=timezone.now() - dt.timedelta(days=5)
        )


def test_a_delegate_signs_under_his_own_name(case: Case, chair: Person, world: World) -> None:
    deputy = make_person("phochutich", "Lò Thị Phó", "commune_officer", world.committee, "Phó Chủ tịch")
    today = timezone.localdate()
    Delegation.objects.create(post=chair.post, to_user=deputy.user, first_day=today, last_day=today, reason="Đi họp")
    actor = build_actor(chair.post, today, on_behalf_of=chair.user, by=deputy.user)
    with acting_as(actor):
        row = separated(actor, case)
    assert row.signer_name == "Lò Thị Phó"
    assert "thay Quàng Văn Pâng" in row.signer_title


def test_no_dating_back_before_the_report_and_none_into_the_future(case: Case, signer: Actor) -> None:
    now = timezone.now()
    for at, said in ((now - dt.timedelta(hours=4), "ghi lùi ngày"), (now + dt.timedelta(hours=1), "tương lai")):
        with pytest.raises(UserError, match=said):
            decisions.issue(actor=signer, case=case, kind=K.SEPARATION, values=APART, at=at)


def test_no_emergency_rests_on_the_initial_assessment(case: Case, signer: Actor) -> None:
    values = {"words": "Trẻ đã ở cùng bà ngoại, an toàn"}
    with pytest.raises(NotPossible, match="Mẫu 02"):
        decisions.issue(actor=signer, case=case, kind=K.NO_EMERGENCY, values=values)
    make_form(case, M02)
    row = decisions.issue(actor=signer, case=case, kind=K.NO_EMERGENCY, values=values)
    assert row.state == "signed"
    assert not fresh(case).emergency


def test_measures_stop_the_twelve_hours_and_revoking_them_starts_them_again(
    case: Case, alice: Person, signer: Actor
) -> None:
    happened(actor=None, event=Event.DANGER_FOUND, at=case.received_at, case=case)
    row = decisions.issue(actor=signer, case=case, kind=K.EMERGENCY, values={"measures": ["police", "first_aid"]})
    assert running(case) == set()
    decisions.revoke(actor=signer, decision=row, reason="Ký nhầm vụ việc")
    assert running(case) == {"T_EMERG"}
    with pytest.raises(NotPossible):
        decisions.revoke(actor=signer, decision=row, reason="Lần nữa")


def test_prosecution_is_proposed_for_sexual_abuse_only(world: World, case: Case, signer: Actor) -> None:
    values = {"to": "Cơ quan Cảnh sát điều tra", "words": "Khởi tố vụ án"}
    with pytest.raises(NotPossible, match="xâm hại tình dục"):
        decisions.issue(actor=signer, case=case, kind=K.PROSECUTION, number="1/UBND", values=values)
    graver = make_case(world.commune, secrecy="sexual_abuse")
    assert (
        decisions.issue(actor=signer, case=graver, kind=K.PROSECUTION, number="1/UBND", values=values).state == "signed"
    )


# -- drafts


def test_the_officer_prepares_and_the_chair_signs_what_he_read(case: Case, alice: Person, chair: Person) -> None:
    with acting_as(alice.actor) as actor:
        row = decisions.draft(actor=actor, case=case, kind=K.SEPARATION, values={**APART, "days": None})
        row = decisions.edit(actor=actor, decision=row, version=1, values=APART)
        with pytest.raises(PermissionDenied):
            decisions.sign(actor=actor, decision=row, version=row.version)
        with pytest.raises(StaleEdit):
            decisions.edit(actor=actor, decision=row, version=1, values=APART)
    with acting_as(chair.actor) as actor:
        with pytest.raises(NotPossible, match="vừa được sửa"):
            signing.sign(actor=actor, decision=row, version=1)
        assert signing.sign(actor=actor, decision=row, version=2).state == "signed"
        with pytest.raises(NotPossible, match="đã ký"):
            decisions.edit(actor=actor, decision=row, version=3, values=APART)


def test_a_draft_without_what_the_law_asks_is_not_signed(case: Case, signer: Actor) -> None:
    row = decisions.draft(actor=signer, case=case, kind=K.SEPARATION, values={"days": 3})
    with pytest.raises(UserError, match="Trước khi ký") as refused:
        decisions.sign(actor=signer, decision=row, version=1)
    assert refused.value.field == "grounds"


def test_closing_by_a_prepared_decision_takes_the_step(case: Case, alice: Person, chair: Person) -> None:
    to_state("reviewing", case, alice, chair)
    make_form(case, "ND56-M06")
    with acting_as(alice.actor) as actor:
        path.record_conditions(actor=actor, case=fresh(case), safe=True, stable=True)
        row = decisions.draft(actor=actor, case=fresh(case), kind=K.CLOSURE, values={"words": "Đủ hai điều kiện"})
    with as_system("the agencies are done"):
        case.planlines.all().update(state="done", done_on=timezone.localdate())
    with acting_as(chair.actor) as actor:
        signing.sign(actor=actor, decision=row, version=1, number="20/QĐ-UBND")
    assert fresh(case).state == "closed"
    with as_system("one decision"):
        assert Decision.objects.get(case=case, kind=K.CLOSURE).number == "20/QĐ-UBND"


def test_a_draft_that_is_not_signed_goes_and_the_diary_says_why(case: Case, signer: Actor) -> None:
    row = decisions.draft(actor=signer, case=case, kind=K.ASSESS, values={"words": "Giao chị Ân"})
    with pytest.raises(UserError):
        decisions.drop(actor=signer, decision=row, reason=" ")
    decisions.drop(actor=signer, decision=row, reason="Đã giao bằng miệng")
    assert not Decision.objects.exists()
    assert "Đã giao bằng miệng" in str(sealing.unseal(DiaryEntry.objects.get(step="decision_dropped"))["words"])


def test_what_a_decision_says_is_sealed_and_the_trail_names_nothing(case: Case, signer: Actor) -> None:
    row = separated(signer, case, words=SECRET)
    assert SECRET.encode() not in bytes(row.sealed)
    told = " ".join(f"{line.object_label} {line.reason} {line.data}" for line in AuditEntry.objects.all())
    for word in ("roi", "Dế", "Bố dượng", "bà ngoại", "cách ly"):
        assert word not in told


# -- papers and pages


def text_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return " ".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("kind", list(SORTS))
def test_every_kind_has_its_paper_with_its_label(kind: str, case: Case, alice: Person, chair: Person) -> None:
    if kind == K.PLAN:
        to_state("serving", case, alice, chair)
        with as_system("the signed one"):
            row = Decision.objects.select_related("case__unit", "case__child").get(case=case, kind=K.PLAN)
    else:
        with acting_as(alice.actor) as actor:
            values = {**APART, "measures": ["police"], "to": "Tòa án nhân dân khu vực 1", "words": "Nội dung"}
            row = decisions._row(actor, case, kind, SORTS[kind], values)
            row.save()
    with acting_as(alice.actor):
        made = paper_of(row.case, row)
    assert "Điều 24 Nghị định 56/2017" in made.confidential
    assert "Phạm vi cung cấp" in made.confidential
    if kind == K.PLAN:
        assert made.annexes
        assert "dự thảo" not in made.confidential


def test_pages_of_a_decision_from_draft_to_print(case: Case, alice: Person, chair: Person, client_for: Any) -> None:
    officer, signer = client_for(alice), client_for(chair)
    home = case.get_absolute_url()
    sent = officer.post(f"{home}quyet-dinh/lap/separation/", {**APART, "starts_at": ""})
    assert sent.status_code == 302
    url = sent["Location"]
    assert "Chờ Chủ tịch" in officer.get(url).content.decode()
    bad = signer.post(f"{url}ky/", {"version": "1", "number": "", "at": "31/02/2026"})
    assert bad.status_code == 422
    good = signer.post(f"{url}ky/", {"version": "1", "number": "", "at": ""})
    assert good.status_code == 302
    assert "Đến hết ngày" in signer.get(home).content.decode()  # said on the page of the case
    printed = signer.get(f"{url}in/")
    assert printed.status_code == 200
    said = text_of(printed.content)
    assert "Bố dượng" in said
    assert "Phạm vi cung cấp" in said
    assert case.code in printed["Content-Disposition"]
    assert Look.objects.filter(kind="print", object_id=case.pk).count() == 1
    assert officer.get(f"{home}khan-cap/").status_code == 200


def test_the_whole_night_is_counted_by_the_clock(world: World, alice: Person, chair: Person) -> None:
    """Saturday 21:40: twelve hours end on Sunday at 9:40, nights and Sundays included."""
    night = dt.datetime(2026, 5, 16, 21, 40, tzinfo=VIETNAM)
    case = make_case(world.commune, officer=alice.post, received_at=night, opened_at=night)
    happened(actor=None, event=Event.RECEIVED, at=night, case=case, danger=True)
    with as_system("the clock of that night"):
        clock = Clock.objects.get(case=case, code="T_EMERG")
    assert timezone.localtime(clock.due_at) == dt.datetime(2026, 5, 17, 9, 40, tzinfo=VIETNAM)
    with acting_as(chair.actor) as actor:
        decisions.issue(actor=actor, case=case, kind=K.SEPARATION, values=APART, at=night + dt.timedelta(hours=3))
    with as_system("the clock of that night"):
        clock.refresh_from_db()
    assert clock.stopped_at is not None
    assert clock.stopped_at < clock.due_at
