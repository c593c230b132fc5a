"""Rounds of verification: lists, answers, what becomes of them in the book, figures; and everything that goes wrong."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chungtay.children.models import Child, Fact, Round, RoundLine, Transfer
from chungtay.children.queries import rounds as reads
from chungtay.children.services import rounds, rounds_applying
from chungtay.children.services.children import edit_child
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, make_household

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=20)


@pytest.fixture
def acting(alice: Person) -> Iterator[Person]:
    """Inside: everything is done as the officer of the commune."""
    with acting_as(alice.actor):
        yield alice


def opened(person: Person, unit: Any, **rule: Any) -> Round:
    return rounds.open_round(
        actor=person.actor, kind="review", title="Rà soát tháng 5", unit=unit, due_on=timezone.localdate() + SOON, rule=rule
    )  # fmt: skip


def line_of(round_: Round, child: Child) -> RoundLine:
    line: RoundLine = RoundLine.objects.select_related("round", "child").get(round=round_, child=child)
    return line


def answered(person: Person, line: RoundLine, answer: str, **given: Any) -> RoundLine:
    return rounds.answer_line(actor=person.actor, line=line, version=line.version, answer=answer, **given)


def test_each_child_under_16_comes_once_and_a_double_click_opens_one_round(acting: Person, world: World) -> None:
    hamlet = make_hamlet(world.commune)
    make_child(world.commune, hamlet=hamlet)
    make_child(world.commune, "Lò Thị Lớn", "2005-01-01", "female")
    make_child(world.other_commune, "Trẻ xã khác")
    act = uuid.uuid4()
    given: dict[str, Any] = {
        "kind": "review",
        "title": "Một",
        "unit": world.commune,
        "due_on": timezone.localdate() + SOON,
        "rule": {},
        "act": act,
    }
    first = rounds.open_round(actor=acting.actor, **given)
    again = rounds.open_round(actor=acting.actor, **given)
    assert first == again
    assert RoundLine.objects.filter(round=first).count() == 1
    rounds.make_lines(actor=acting.actor, round_=first)  # taken up again
    line = RoundLine.objects.get(round=first)
    assert (line.hamlet, line.asked["birth_date"], line.unit_path) == (hamlet, "2019-05-12", world.commune.path)
    assert [(one.name, one.words) for one in reads.by_hamlet(first, world.commune, timezone.localdate())] == [
        ("Bản Phăng", "0/1")
    ]


def test_which_children(acting: Person, world: World) -> None:
    hamlet = make_hamlet(world.commune)
    seen = make_child(world.commune, "Lò Văn Gặp", hamlet=hamlet, last_seen_on=timezone.localdate())
    unseen = make_child(world.commune, "Lò Văn Lâu")
    assert set(opened(acting, world.commune, which="chua-gap").lines.values_list("child", flat=True)) == {unseen.pk}
    assert set(
        opened(acting, world.commune, which="tat-ca", hamlet=hamlet.pk).lines.values_list("child", flat=True)
    ) == {seen.pk}


def test_the_province_opens_for_some_communes_and_the_others_do_not_see_it(
    alice: Person, bao: Person, chi: Person, world: World
) -> None:
    make_child(world.commune)
    make_child(world.other_commune)
    with acting_as(bao.actor):
        whole = opened(bao, world.province)
        part = opened(bao, world.province, communes=[world.commune.path])
        assert [one.words for one in reads.by_commune(whole)] == ["0/1", "0/1"]
        assert RoundLine.objects.filter(round=part).count() == 1
        with pytest.raises(PermissionDenied):
            answered(bao, RoundLine.objects.filter(round=part).select_related("child").get(), "confirmed")
    with acting_as(chi.actor):
        assert list(reads.visible(chi.actor)) == [whole]
        assert RoundLine.objects.count() == 1
        with pytest.raises(PermissionDenied):
            rounds.close_round(actor=chi.actor, round_=whole)
    with acting_as(alice.actor):
        assert set(reads.visible(alice.actor)) == {whole, part}


def test_a_confirmation_is_written_in_one_act_as_a_meeting(acting: Person, world: World) -> None:
    children = [make_child(world.commune, f"Lò Văn {name}") for name in ("An", "Bình", "Chung")]
    round_ = opened(acting, world.commune)
    chosen = dict(RoundLine.objects.filter(round=round_).values_list("pk", "version"))
    answered(acting, line_of(round_, children[2]), "not_found", note="Đi làm rẫy")
    assert rounds.confirm_many(actor=acting.actor, round_=round_, unit=world.commune, chosen=chosen) == (2, 1)
    assert rounds.confirm_many(actor=acting.actor, round_=round_, unit=world.commune, chosen=chosen) == (0, 3)
    assert rounds_applying.apply_confirmed(actor=acting.actor, round_=round_, unit=world.commune) == 2
    assert rounds_applying.apply_confirmed(actor=acting.actor, round_=round_, unit=world.commune) == 0
    children[0].refresh_from_db()
    assert children[0].last_seen_on == timezone.localdate()
    fact = Fact.objects.get(child=children[0], kind="seen")
    assert (fact.source, fact.detail) == ("Rà soát tháng 5", "Người gặp: Lò Thị Ân")
    assert line_of(round_, children[0]).applied_at
    assert line_of(round_, children[2]).applied_at is None


def test_a_correction_is_decided_field_by_field(acting: Person, world: World) -> None:
    child = make_child(world.commune, mother_name="Quàng Thị In")
    round_ = opened(acting, world.commune)
    line = answered(
        acting, line_of(round_, child), "corrected", found={"birth_date": "2019-05-21", "mother_name": "Quàng Thị Ín"}
    )
    child.refresh_from_db()
    assert child.birth == "2019-05-12"  # an answer changes nothing
    given: dict[str, Any] = {
        "actor": acting.actor,
        "line": line,
        "version": line.version,
        "child_version": child.version,
    }
    with pytest.raises(UserError, match="lý do"):
        rounds_applying.decide_fields(**given, choices={"birth_date": "keep"})
    line = rounds_applying.decide_fields(
        **given, choices={"birth_date": "keep"}, reasons={"birth_date": "Giấy khai sinh ghi 12/5"}
    )
    assert line.applied_at is None
    line = rounds_applying.decide_fields(
        **{**given, "line": line, "version": line.version}, choices={"mother_name": "take"}
    )
    child.refresh_from_db()
    assert (child.birth, child.mother_name, child.last_seen_on) == ("2019-05-12", "Quàng Thị Ín", timezone.localdate())
    assert line.decisions["birth_date"] == {"do": "keep", "why": "Giấy khai sinh ghi 12/5", "by": "Lò Thị Ân",
                                            "on": timezone.localdate().isoformat(), "was": "2019-05-12"}  # fmt: skip
    with pytest.raises(NotPossible):
        rounds_applying.decide_fields(
            **{**given, "line": line, "version": line.version}, choices={"mother_name": "keep"}
        )


def test_a_child_edited_meanwhile_is_not_overwritten(acting: Person, world: World) -> None:
    child = make_child(world.commune)
    round_ = opened(acting, world.commune)
    line = answered(acting, line_of(round_, child), "corrected", found={"full_name": "Lò Văn Ân"})
    old = child.version
    edit_child(actor=acting.actor, child=child, version=old, values={"full_name": "Lò Văn Anh"})
    given: dict[str, Any] = {
        "actor": acting.actor,
        "line": line,
        "version": line.version,
        "choices": {"full_name": "take"},
    }
    with pytest.raises(StaleEdit) as stale:
        rounds_applying.decide_fields(**given, child_version=old)
    assert (stale.value.theirs, stale.value.mine) == ({"Họ và tên": "Lò Văn Anh"}, {"Họ và tên": "Lò Văn Ân"})
    row = rounds_applying.comparison(line_of(round_, child))[0]
    assert (row["then"], row["now"], row["found"], row["changed"]) == ("Lò Văn An", "Lò Văn Anh", "Lò Văn Ân", True)


def test_two_people_answer_the_same_line(acting: Person, world: World) -> None:
    child = make_child(world.commune)
    round_ = opened(acting, world.commune)
    mine, theirs = line_of(round_, child), line_of(round_, child)
    answered(acting, theirs, "moved", found={"on": "2026-01-02", "where": "Hà Nội"})
    again = answered(acting, theirs, "moved", found={"on": "2026-01-02", "where": "Hà Nội"})  # a second click
    assert again.answer == "moved"
    with pytest.raises(StaleEdit) as stale:
        answered(acting, mine, "confirmed")
    assert stale.value.theirs == {"Kết quả": "Đã chuyển đi", "Ngày": "2026-01-02", "Nơi đến": "Hà Nội"}
    assert stale.value.mine == {"Kết quả": "Đúng"}


def test_died_moved_not_found_and_handed_over(acting: Person, world: World) -> None:
    names = ("Mất", "Chuyển", "Bàn Giao", "Không Thấy", "Ở Lại")
    died, left, over, lost, stays = (make_child(world.commune, f"Lò Văn {name}") for name in names)
    round_ = opened(acting, world.commune)
    day = timezone.localdate().isoformat()

    def applied(child: Child, answer: str, step: str, found: dict[str, Any] | None = None, **given: Any) -> Child:
        line = answered(acting, line_of(round_, child), answer, found=found)
        rounds_applying.apply_end(actor=acting.actor, line=line, version=line.version, step=step, **given)
        child.refresh_from_db()
        return child

    assert applied(died, "died", "died", {"on": day}).status == "died"
    assert (
        applied(left, "moved", "left", {"on": day, "where": "Bình Dương"}).status_reason
        == "Rà soát: đã chuyển đến Bình Dương"
    )
    applied(over, "moved", "hand_over", {"on": day}, to_unit=world.other_commune)
    assert over.status == "here"
    assert Transfer.objects.get(child=over).to_unit == world.other_commune
    with pytest.raises(UserError, match="lý do"):
        applied(stays, "not_found", "stay")
    assert applied(lost, "not_found", "void", reason="Ghi trùng tên chị").status == "void"
    line = line_of(round_, stays)
    rounds_applying.apply_end(actor=acting.actor, line=line, version=line.version, step="stay", reason="Đi chăn trâu")
    stays.refresh_from_db()
    assert stays.status == "here"


def test_a_child_who_is_not_in_the_book(acting: Person, world: World) -> None:
    hamlet = make_hamlet(world.commune)
    round_ = opened(acting, world.commune)
    values = {"full_name": "Lò Thị Mới", "birth_date": "2025-03", "sex": "female"}
    given: dict[str, Any] = {
        "actor": acting.actor,
        "round_": round_,
        "unit": world.commune,
        "hamlet": hamlet,
        "values": values,
    }
    line = rounds.add_found(**given)
    assert rounds.add_found(**given) == line  # a second click
    rounds_applying.apply_added(actor=acting.actor, line=line, version=line.version, unit=world.commune)
    child = Child.objects.get(full_name="Lò Thị Mới")
    assert (child.hamlet, child.birth, child.last_seen_on) == (hamlet, "2025-03", timezone.localdate())
    twin = rounds.add_found(**{**given, "values": {"full_name": "Lò Thị Mọi", "birth_date": "2025"}})
    assert reads.similar(twin.found) == [child]
    rounds_applying.apply_added(actor=acting.actor, line=twin, version=twin.version, unit=world.commune, same_as=child)
    assert Child.objects.count() == 1


def test_closed_rounds_take_no_answers_and_open_again_with_a_reason(acting: Person, world: World) -> None:
    child, other = make_child(world.commune), make_child(world.commune, "Lò Văn Hai")
    round_ = opened(acting, world.commune)
    line = answered(acting, line_of(round_, child), "corrected", found={"sex": "female"})
    closed = rounds.close_round(actor=acting.actor, round_=round_)
    assert closed.result["answers"]["corrected"] == 1
    assert closed.result["answers"]["unanswered"] == 1
    with pytest.raises(NotPossible, match="đã kết thúc"):
        answered(acting, line_of(round_, other), "confirmed")
    with pytest.raises(NotPossible):
        rounds.close_round(actor=acting.actor, round_=round_)
    child.refresh_from_db()
    choices = {"sex": "take"}  # what was found stays true
    rounds_applying.decide_fields(
        actor=acting.actor, line=line, version=line.version, child_version=child.version, choices=choices
    )
    with pytest.raises(UserError, match="lý do"):
        rounds.reopen_round(actor=acting.actor, round_=round_, reason=" ")
    rounds.reopen_round(actor=acting.actor, round_=round_, reason="Còn bản vùng cao")
    answered(acting, line_of(round_, other), "confirmed")
    assert AuditEntry.objects.get(action="round_reopened").reason == "Còn bản vùng cao"


def test_bad_answers_are_refused_in_words(acting: Person, world: World) -> None:
    child = make_child(world.commune)
    line = line_of(opened(acting, world.commune), child)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    for answer, found, words in (
        ("", {}, "chọn một kết quả"),
        ("corrected", {}, "Chưa có ô nào"),
        ("died", {}, "ghi ngày"),
        ("died", {"on": tomorrow}, "tương lai"),
        ("died", {"on": "2018-01-01"}, "sinh ngày"),
    ):
        with pytest.raises(UserError, match=words):
            answered(acting, line, answer, found=found)
    with pytest.raises(UserError, match="đã qua"):
        rounds.open_round(
            actor=acting.actor, kind="review", title="Một", unit=world.commune, due_on=dt.date(2020, 1, 1), rule={}
        )


def test_a_child_moved_or_closed_meanwhile(acting: Person, world: World) -> None:
    child = make_child(world.commune)
    round_ = opened(acting, world.commune)
    line = line_of(round_, child)
    with as_system("the child is declared void by somebody"):
        Child.objects.filter(pk=child.pk).update(status="void", status_on=timezone.localdate())
    with pytest.raises(NotPossible, match="đã đóng"):
        answered(acting, line_of(round_, child), "confirmed")
    assert rounds.confirm_many(actor=acting.actor, round_=round_, unit=world.commune, chosen={line.pk: 1}) == (0, 1)
    with as_system("the child moves"):
        Child.objects.filter(pk=child.pk).update(unit=world.other_commune, unit_path=world.other_commune.path)
    assert not RoundLine.objects.filter(pk=line.pk).exists()  # it went along


def test_a_parent_who_is_recorded_is_corrected_as_a_person(acting: Person, world: World) -> None:
    from chungtay.children.models import Adult, Kinship

    home = make_household(world.commune)
    child = make_child(world.commune, household=home)
    mother = Adult.objects.create(unit_path=world.commune.path, household=home, full_name="Quàng Thị In")
    Kinship.objects.create(child=child, adult=mother, relation="mother", valid_from=dt.date(2019, 5, 12))
    round_ = opened(acting, world.commune)
    line = answered(acting, line_of(round_, child), "corrected", found={"mother_name": "Quàng Thị Ín"})
    child.refresh_from_db()
    rounds_applying.decide_fields(
        actor=acting.actor,
        line=line,
        version=line.version,
        child_version=child.version,
        choices={"mother_name": "take"},
    )
    child.refresh_from_db()
    assert child.mother_name == "Quàng Thị Ín"


def test_an_answer_on_the_wrong_line_is_taken_back(acting: Person, world: World) -> None:
    child = make_child(world.commune)
    line = answered(acting, line_of(opened(acting, world.commune), child), "not_found")
    cleared = rounds.clear_answer(actor=acting.actor, line=line, version=line.version)
    assert (cleared.answer, cleared.answered_on) == ("", None)


def test_a_big_round_is_the_workers_work(alice: Person, bao: Person, world: World) -> None:
    """The jobs run outside any request: as the post that asked, and again without harm."""
    from chungtay.children.tasks_rounds import apply_round_confirmations, make_round_lines

    for name in ("An", "Bình", "Chung"):
        make_child(world.commune, f"Lò Văn {name}")
    with acting_as(bao.actor):
        due = timezone.localdate() + SOON
        round_ = rounds.open_round(
            actor=bao.actor, kind="review", title="Toàn tỉnh", unit=world.province, due_on=due, rule={}, at_once=False
        )
        assert not round_.lines.exists()
        assert not round_.rule["making"].get("ready")
    for _ in range(2):
        make_round_lines(round_id=round_.pk, post_id=bao.post.pk)
    with acting_as(alice.actor):
        chosen = dict(RoundLine.objects.filter(round=round_).values_list("pk", "version"))
        assert rounds.confirm_many(actor=alice.actor, round_=round_, unit=world.commune, chosen=chosen) == (3, 0)
    apply_round_confirmations(round_id=round_.pk, unit_id=world.commune.pk, post_id=alice.post.pk)
    with acting_as(alice.actor):
        assert Fact.objects.filter(kind="seen").count() == 3
        assert Round.objects.get(pk=round_.pk).rule["making"]["ready"]
