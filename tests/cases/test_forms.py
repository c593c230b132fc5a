"""Filling forms of a case: nothing typed is lost, nothing is read by who may not, a level against the count takes two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import Case, CaseForm, Clock
from chungtay.cases.services import filling, form_papers
from chungtay.cases.services.filling import Incomplete
from chungtay.foundation.access import Actor
from chungtay.foundation.documents import to_html
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law import queries as law
from chungtay.law.forms import form_of
from chungtay.law.services import load_form
from tests.factories.accounts import Person, World
from tests.factories.cases import make_concern
from tests.factories.children import make_child
from tests.factories.filled_forms import full
from tests.factories.law import load_law

M01, M02, M03, VERIFY = "ND56-M01", "ND56-M02", "ND56-M03", "APP-VERIFY"
SECRET = "Cháu kể bị đánh bằng dây điện đêm thứ bảy"


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    load_law()


@pytest.fixture
def officer(alice: Person) -> Iterator[Actor]:
    with acting_as(alice.actor) as actor:
        yield actor


def answers(code: str, **changed: Any) -> dict[str, Any]:
    return {**full(form_of(code)), **changed}


def low(code: str) -> dict[str, Any]:
    """Answers whose count gives no high level: nothing bad is Cao."""
    version = form_of(code)
    return answers(code, **{one.key: 0 for one in version.fields.values() if one.part == "A"})


def written(actor: Actor, case: Case, code: str, typed: dict[str, Any]) -> CaseForm:
    form = filling.start_form(actor=actor, case=case, code=code)
    return filling.save_draft(actor=actor, form=form, typed=typed, version=form.version)


def stored(form: CaseForm) -> dict[str, Any]:
    with as_system("a test looks into a form"):
        row = CaseForm.objects.select_related("case").get(pk=form.pk)
        return dict(sealing.unseal(row)["answers"])


def test_a_form_begins_with_what_the_case_knows_and_says_from_where(officer: Actor, case: Case) -> None:
    form = filling.start_form(actor=officer, case=case, code=M02)
    filled = filling.opened(actor=officer, form=form)
    assert filled.answers["child_name"] == "Vàng A Dế"
    assert filled.answers["officer"] == "Lò Thị Ân"
    assert filled.prefilled["child_name"] == "hồ sơ vụ việc"
    assert form.law_version == form_of(M02).digest
    later = filling.save_draft(actor=officer, form=form, typed={"child_name": "Vàng A Dề"}, version=form.version)
    assert "child_name" not in filling.opened(actor=officer, form=later).prefilled


def test_the_register_is_asked_before_what_was_reported(officer: Actor, world: World, case: Case) -> None:
    child = make_child(world.commune, "Lò Thị Bông", birth="2017-05-12", mother_name="Quàng Thị Inh")
    Case.objects.filter(pk=case.pk).update(child=child)
    with as_system("reading the case anew"):
        case = Case.objects.select_related("unit", "child", "officer__user").get(pk=case.pk)
    found = filling.opened(actor=officer, form=filling.start_form(actor=officer, case=case, code="ND56-M10"))
    assert found.answers["child_name"] == "Lò Thị Bông"
    assert found.prefilled["child_name"] == "sổ trẻ em"
    assert isinstance(found.answers["child_age"], int)


def test_a_child_in_the_register_of_another_commune_is_not_read(officer: Actor, world: World, case: Case) -> None:
    child = make_child(world.other_commune, "Lò Thị Bông", birth="2017-05-12")
    Case.objects.filter(pk=case.pk).update(child=child)
    with as_system("reading the case anew"):
        case = Case.objects.select_related("unit", "officer__user").get(pk=case.pk)
    form = written(officer, case, M02, answers(M02, child_name="Vàng A Dế"))
    done = filling.finish(actor=officer, form=form, version=form.version, level="high")
    assert "Lò Thị Bông" not in str(filling.opened(actor=officer, form=done).body)


def test_the_first_report_takes_over_what_was_reported_and_never_the_informant(
    officer: Actor, world: World, case: Case
) -> None:
    make_concern(
        world.commune, case=case, state="joined",
        body={"event": SECRET, "place": "Bản Phăng 2", "current_state": "Sốt, bầm tay", "mother_age": "31", "child_sex": "male"},
    )  # fmt: skip
    found = filling.opened(actor=officer, form=filling.start_form(actor=officer, case=case, code=M01))
    assert found.answers["current_state"].endswith("Sốt, bầm tay")
    assert found.answers["subject_group"] == "abused"
    assert found.answers["mother_age"] == 31
    assert found.answers["incident_place"].startswith("Bản Phăng 2")
    assert found.prefilled["current_state"].startswith("tin báo ")
    saved = filling.save_draft(
        actor=officer, form=found.row, typed={"inf_name": "Người báo"}, version=found.row.version
    )
    assert "inf_name" not in stored(saved)


def test_the_expected_release_starts_the_clock_of_the_notice_and_the_notice_stops_it(
    officer: Actor, case: Case, client_for: Any, alice: Person
) -> None:
    """Law on Children, art. 73.2: two months before from a prison, one from a reform school."""

    def juvenile(**told: Any) -> None:
        form = filling.start_form(actor=officer, case=case, code="APP-JUVENILE")
        typed = answers("APP-JUVENILE", **told)
        filling.finish(actor=officer, form=form, version=form.version, typed=typed)

    def clocks() -> list[tuple[str, str, str]]:
        rows = Clock.objects.filter(case=case, code__startswith="T_JUV").order_by("pk")
        return [(row.code, f"{timezone.localdate(row.due_at)}", row.stop_reason) for row in rows]

    later = timezone.localdate() + dt.timedelta(days=400)
    juvenile(kind="investigation")
    assert clocks() == []
    juvenile(kind="reform_school", release_on="2030-03-31")
    assert clocks() == [("T_JUV_SCHOOL", "2030-02-28", "")]
    juvenile(kind="sentence", release_on=later.isoformat())
    assert [(code, why) for code, _, why in clocks()] == [("T_JUV_SCHOOL", "replaced"), ("T_JUV", "")]
    running = Clock.objects.get(case=case, code="T_JUV")
    page = client_for(alice)
    assert f"{later:%d/%m/%Y}" in page.get(f"/vu-viec/{case.pk}/thoi-han/").content.decode()
    assert page.post(f"/vu-viec/{case.pk}/thoi-han/{running.pk}/da-bao/").status_code == 302
    assert clocks()[-1][2] == "done"
    assert "Xong đúng hạn" in page.get(f"/vu-viec/{case.pk}/thoi-han/").content.decode()


def test_two_clicks_begin_one_draft(officer: Actor, case: Case) -> None:
    first = filling.start_form(actor=officer, case=case, code=M02)
    assert filling.start_form(actor=officer, case=case, code=M02).pk == first.pk


def test_two_sittings_lose_nothing_and_neither_does_an_answer_that_no_longer_applies(
    officer: Actor, case: Case
) -> None:
    form = written(
        officer, case, M03, {"s_condition": SECRET, "family_wish": "Xin cho cháu ở nhà", "carer_harms": False}
    )
    again = filling.save_draft(
        actor=officer, form=form, typed={"s_family": "Hộ nghèo", "carer_harms": True}, version=form.version
    )
    kept = stored(again)
    assert (kept["s_condition"], kept["s_family"], kept["family_wish"]) == (SECRET, "Hộ nghèo", "Xin cho cháu ở nhà")
    filled = filling.opened(actor=officer, form=again)
    assert [one.key for one in filling.hidden_answers(filled)] == ["family_wish"]
    assert "Xin cho cháu ở nhà" not in to_html(form_papers.paper(filled))


def test_what_is_wrong_is_kept_in_a_draft_and_told_at_the_end(officer: Actor, case: Case) -> None:
    form = written(officer, case, M02, {"perf_date": "chiều qua"})
    assert stored(form)["perf_date"] == "chiều qua"
    with pytest.raises(Incomplete) as refused:
        filling.finish(actor=officer, form=form, version=form.version, level="low")
    assert refused.value.faults["perf_date"].startswith("Chưa đúng.")
    assert "harm" in refused.value.faults
    assert stored(form)["perf_date"] == "chiều qua"


def test_what_was_typed_last_is_kept_even_when_finishing_is_refused(officer: Actor, case: Case) -> None:
    form = filling.start_form(actor=officer, case=case, code=M02)
    with pytest.raises(Incomplete):
        filling.finish(actor=officer, form=form, version=form.version, typed={"conclusion": SECRET}, level="low")
    assert stored(form)["conclusion"] == SECRET


def test_the_second_of_two_editors_sees_both_versions(officer: Actor, case: Case) -> None:
    form = filling.start_form(actor=officer, case=case, code=M02)
    filling.save_draft(actor=officer, form=form, typed={"conclusion": "Bản một"}, version=form.version)
    with pytest.raises(StaleEdit) as stale:
        filling.save_draft(actor=officer, form=form, typed={"conclusion": "Bản hai"}, version=form.version)
    assert stale.value.theirs["conclusion"] == "Bản một"
    assert stale.value.mine["conclusion"] == "Bản hai"
    over = filling.save_draft(
        actor=officer, form=form, typed={"conclusion": "Bản hai"}, version=stale.value.theirs["version"]
    )
    assert stored(over)["conclusion"] == "Bản hai"


def test_a_finished_form_stays_as_it_is(officer: Actor, case: Case) -> None:
    form = written(officer, case, M02, low(M02))
    done = filling.finish(actor=officer, form=form, version=form.version, level="low", number="15/BC-UBND")
    assert (done.state, done.level_set, done.level_counted, done.number) == ("final", "low", "", "15/BC-UBND")
    assert filling.final_form(case, M02, 1) == done
    with pytest.raises(NotPossible):
        filling.save_draft(actor=officer, form=done, typed={"conclusion": "khác"}, version=done.version)
    second = written(officer, case, M02, low(M02))
    again = filling.finish(actor=officer, form=second, version=second.version, level="medium")
    assert again.supersedes_id == done.pk
    assert filling.final_form(case, M02) == again


def test_a_level_against_the_count_needs_a_reason_and_a_second_person(
    officer: Actor, case: Case, alice: Person, chair: Person
) -> None:
    form = written(officer, case, M02, answers(M02))  # more Cao against the child than for it
    with pytest.raises(UserError, match="lý do") as refused:
        filling.finish(actor=officer, form=form, version=form.version, level="low")
    assert refused.value.field == "reason"
    asked = filling.finish(
        actor=officer, form=form, version=form.version, level="low", reason="Người gây hại đã bị bắt"
    )
    assert (asked.state, asked.level_counted, asked.level_set) == ("draft", "high", "low")
    with pytest.raises(NotPossible, match="người thứ hai"):
        filling.confirm_level(actor=officer, form=asked, version=asked.version)
    with acting_as(chair.actor) as second:
        assert filling.may_confirm(second, asked)
        done = filling.confirm_level(actor=second, form=asked, version=asked.version)
    assert (done.state, done.confirmed_by_id, done.done_by_id) == ("final", chair.user.pk, alice.user.pk)


def test_a_level_higher_than_the_count_takes_two_as_well(officer: Actor, case: Case) -> None:
    form = written(officer, case, M02, low(M02))
    with pytest.raises(UserError, match="lý do"):
        filling.finish(actor=officer, form=form, version=form.version, level="high")


def test_a_change_takes_back_a_level_that_waited(officer: Actor, case: Case, chair: Person) -> None:
    form = written(officer, case, M02, answers(M02))
    asked = filling.finish(actor=officer, form=form, version=form.version, level="low", reason="Đã an toàn")
    changed = filling.save_draft(actor=officer, form=asked, typed={"harm": 0}, version=asked.version)
    assert (changed.level_set, changed.done_by_id) == ("", None)
    with acting_as(chair.actor) as second, pytest.raises(NotPossible):
        filling.confirm_level(actor=second, form=changed, version=changed.version)


def test_the_second_person_may_send_it_back(officer: Actor, case: Case, chair: Person) -> None:
    form = written(officer, case, M02, answers(M02))
    asked = filling.finish(actor=officer, form=form, version=form.version, level="low", reason="Đã an toàn")
    with acting_as(chair.actor) as second:
        back = filling.return_level(actor=second, form=asked, version=asked.version, reason="Chưa gặp trẻ")
    assert (back.state, back.level_set, back.done_by_id) == ("draft", "", None)
    assert "Chưa gặp trẻ" in filling.opened(actor=officer, form=back).body["returned"]
    assert stored(back)["harm"] == 2


def test_a_form_taken_back_stays_readable(officer: Actor, case: Case) -> None:
    form = written(officer, case, VERIFY, answers(VERIFY))
    done = filling.finish(actor=officer, form=form, version=form.version)
    gone = filling.void_form(actor=officer, form=done, reason="Ghi nhầm vụ việc")
    assert gone.state == "void"
    assert filling.final_form(case, VERIFY) is None
    assert stored(gone)["truth_words"]
    assert gone.void_reason == ""  # the words lie sealed


def test_nobody_else_reads_or_writes_and_every_reading_is_written_down(
    officer: Actor, case: Case, alice: Person, chi: Person, bao: Person, dung: Person
) -> None:
    form = written(officer, case, M02, {"conclusion": SECRET})
    before = Look.objects.filter(object_type="cases.case", object_id=case.pk).count()
    assert filling.answers_of(officer, form)["conclusion"] == SECRET
    assert Look.objects.filter(object_type="cases.case", object_id=case.pk).count() == before + 1
    for person in (chi, bao, dung):
        with acting_as(person.actor) as other:
            with pytest.raises(PermissionDenied):
                filling.answers_of(other, form)
            with pytest.raises(PermissionDenied):
                filling.save_draft(actor=other, form=form, typed={"conclusion": "x"}, version=form.version)


def test_no_word_of_a_form_is_readable_in_the_database_or_the_trail(officer: Actor, case: Case) -> None:
    typed = answers(M02, conclusion=SECRET)
    form = written(officer, case, M02, typed)
    filling.finish(actor=officer, form=form, version=form.version, level="high")
    with as_system("looking for words"):
        row = CaseForm.objects.filter(pk=form.pk).values().get()
    assert SECRET.encode() not in bytes(row["sealed"])
    told = " ".join(f"{one.object_label} {one.reason} {one.data}" for one in AuditEntry.objects.all())
    told += " ".join(one.what for one in Look.objects.all())
    assert SECRET not in told
    assert "Vàng A Dế" not in told
    assert str(typed["child_name"]) not in told


def test_an_ended_case_takes_no_new_form(officer: Actor, case: Case, alice: Person) -> None:
    with as_system("ending a case"):
        Case.objects.filter(pk=case.pk).update(state="unfounded", closed_at=case.opened_at)
        ended = Case.objects.select_related("unit").get(pk=case.pk)
    with pytest.raises(NotPossible, match="kết thúc"):
        filling.start_form(actor=officer, case=ended, code=M02)


def test_an_old_record_keeps_the_version_it_was_begun_with(officer: Actor, case: Case) -> None:
    """The official form is loaded while a form is being written: the old one goes on as it began, the next is new."""
    form = written(officer, case, M02, answers(M02))
    content = dict(law.in_force("form", "nd56-m02").content)  # type: ignore[union-attr]
    sections = [dict(section) for section in content["sections"]]
    new = {"key": "moi", "label_vi": "Mục mới của mẫu", "type": "text", "confidence": "seen"}
    sections[0]["fields"] = [*sections[0]["fields"], new]
    content |= {
        "valid_from": "2026-01-01",
        "confidence": "seen",
        "sections": sections,
        "source": "Phụ lục Nghị định 56/2017/NĐ-CP",
    }
    load_form(actor=None, content=yaml.safe_dump(content, allow_unicode=True).encode())
    filled = filling.opened(actor=officer, form=form)
    assert "moi" not in filled.version.fields
    done = filling.finish(actor=officer, form=form, version=form.version, level="high")
    assert done.law_version != form_of(M02).digest
    assert "moi" in form_of(M02).fields
    assert filling.start_form(actor=officer, case=case, code=M02).law_version == form_of(M02).digest
