"""Deciding about proposals: accept, correct, split, merge, drop, add; and the way back from each."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from chungtay.accounts.models import Agency, AgencySuccession
from chungtay.directives.models import Document, TaskProposal
from chungtay.directives.queries import leads
from chungtay.directives.queries.review import cuts, items
from chungtay.directives.services import agencies, documents, review
from chungtay.directives.services.intake import KEPT_FIELDS, title_of
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as
from chungtay.foundation.vietnamese import fold
from tests.factories.accounts import Person, World

TODAY = dt.date(2026, 6, 1)


def second(letter: Document) -> TaskProposal:
    return letter.proposals.order_by("position")[1]


def test_what_can_be_corrected_can_be_put_back() -> None:
    assert set(review.LABELS) - {"deadline"} <= set(KEPT_FIELDS)


def test_each_decision_says_who_and_when_and_is_audited(letter: Document, as_bao: Actor) -> None:
    done = review.accept(actor=as_bao, proposal=second(letter), version=1)
    assert (done.state, done.decided_by_id, done.version) == ("accepted", as_bao.user_id, 2)
    assert done.decided_at is not None
    assert AuditEntry.objects.filter(action="proposal_accepted", data__proposal=done.pk).exists()


def test_two_people_at_once_see_both_versions(letter: Document, as_bao: Actor) -> None:
    proposal = second(letter)
    review.correct(actor=as_bao, proposal=proposal, version=1, values={"title": "Rà soát điểm đuối nước"})
    with pytest.raises(StaleEdit) as caught:
        review.correct(actor=as_bao, proposal=proposal, version=1, values={"title": "Cắm biển cảnh báo"})
    assert caught.value.theirs == {"Tên nhiệm vụ": "Rà soát điểm đuối nước"}
    assert caught.value.mine == {"Tên nhiệm vụ": "Cắm biển cảnh báo"}
    assert as_bao.name in caught.value.sentence


def test_dropped_is_kept_and_restored(letter: Document, as_bao: Actor) -> None:
    dropped = review.drop(actor=as_bao, proposal=second(letter), version=1)
    assert dropped in items(letter, TODAY)[0][1].proposal.document.proposals.all()
    assert review.restore(actor=as_bao, proposal=dropped, version=2).state == "proposed"


def test_splitting_keeps_every_word_and_its_place(letter: Document, as_bao: Actor) -> None:
    proposal = second(letter)
    text, parts = proposal.text, cuts(proposal.text)
    made = review.split(actor=as_bao, proposal=proposal, version=1, offsets=[parts[1].offset])
    assert len(made) == 2
    assert fold(" ".join(piece.text for piece in made)) == fold(text)
    for piece in made:
        assert piece.start is not None
        assert letter.text[piece.start : piece.end] == piece.text
    positions = list(letter.proposals.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


def test_a_split_without_a_cut_is_refused(letter: Document, as_bao: Actor) -> None:
    with pytest.raises(UserError, match="ít nhất một chỗ"):
        review.split(actor=as_bao, proposal=second(letter), version=1, offsets=[0, 10_000])


def test_merging_after_splitting_gives_the_text_back(letter: Document, as_bao: Actor) -> None:
    proposal = second(letter)
    text = proposal.text
    first, piece = review.split(actor=as_bao, proposal=proposal, version=1, offsets=[cuts(text)[1].offset])
    merged = review.merge(actor=as_bao, proposal=piece, version=piece.version)
    assert (merged.pk, merged.text) == (first.pk, text)
    piece.refresh_from_db()
    assert (piece.state, piece.merged_into_id) == ("merged", first.pk)


def test_a_merge_is_undone(letter: Document, as_bao: Actor) -> None:
    one, two = letter.proposals.order_by("position")[:2]
    review.merge(actor=as_bao, proposal=two, version=1)
    two.refresh_from_db()
    review.restore(actor=as_bao, proposal=two, version=two.version)
    one_again = TaskProposal.objects.get(pk=one.pk)
    assert (one_again.text, one_again.start, one_again.end) == (one.text, one.start, one.end)


def test_undoing_a_merge_leaves_later_work_alone(letter: Document, as_bao: Actor) -> None:
    two = second(letter)
    target = review.merge(actor=as_bao, proposal=two, version=1)
    review.correct(actor=as_bao, proposal=target, version=target.version, values={"title": "Việc đã sửa sau khi gộp"})
    two.refresh_from_db()
    review.restore(actor=as_bao, proposal=two, version=two.version)
    target.refresh_from_db()
    assert target.title == "Việc đã sửa sau khi gộp"


def test_the_first_cannot_be_merged(letter: Document, as_bao: Actor) -> None:
    with pytest.raises(NotPossible, match="không còn nhiệm vụ nào"):
        review.merge(actor=as_bao, proposal=letter.proposals.order_by("position")[0], version=1)


def test_back_to_what_the_reader_said(letter: Document, as_bao: Actor) -> None:
    proposal = second(letter)
    before = proposal.text
    review.split(actor=as_bao, proposal=proposal, version=1, offsets=[cuts(before)[1].offset])
    proposal.refresh_from_db()
    restored = review.reset(actor=as_bao, proposal=proposal, version=proposal.version)
    assert (restored.text, restored.state) == (before, "proposed")
    assert letter.proposals.filter(split_from=proposal).exclude(state="merged").count() == 0


def test_a_passage_becomes_a_task_in_reading_order(letter: Document, as_bao: Actor) -> None:
    start = letter.text.index("cắm biển cảnh báo")
    text = letter.text[start : start + 17]
    values = {"title": "Cắm biển cảnh báo", "text": text, "lead": ["Công an tỉnh"], "rhythm": "once", "weight": 1}
    made = review.add(actor=as_bao, document=letter, values=values, start=start, end=start + 17)
    assert (made.start, made.state) == (start, "accepted")
    later = letter.proposals.filter(start__gt=start)
    assert all(other.position > made.position for other in later)
    letter.refresh_from_db()
    assert letter.agency_choices["cong an tinh"]["how"] == "sure"


def test_all_sure_ones_in_one_act(letter: Document, as_bao: Actor) -> None:
    letter.proposals.filter(pk=second(letter).pk).update(confidence=0.4)
    review.accept_sure(actor=as_bao, document=letter)
    assert second(letter).state == "proposed"
    assert letter.proposals.filter(state="accepted").exists()


def test_moving(letter: Document, as_bao: Actor) -> None:
    one, two = letter.proposals.order_by("position")[:2]
    review.move(actor=as_bao, proposal=two, up=True)
    assert list(letter.proposals.order_by("position")[:2]) == [two, one]
    with pytest.raises(NotPossible):
        review.move(actor=as_bao, proposal=two, up=True)


def test_alice_and_chi_may_not_decide(letter: Document, alice: Person, chi: Person) -> None:
    for person in (alice, chi):
        with acting_as(person.actor):
            assert not Document.objects.filter(pk=letter.pk).exists()
            with pytest.raises(PermissionDenied):
                review.accept(actor=person.actor, proposal=second(letter), version=1)


def test_a_name_that_fits_two_waits_for_a_person(letter: Document, as_bao: Actor, world: World) -> None:
    proposal = review.correct(actor=as_bao, proposal=second(letter), version=1, values={"lead": ["UBND xã"]})
    letter.refresh_from_db()
    found = leads.of_proposals(letter, [proposal], TODAY)[proposal.pk]
    assert found.unsettled[0].how == "ambiguous"
    assert {known.pk for known in found.unsettled[0].candidates} == {world.committee.pk, world.other_committee.pk}
    agencies.choose_name(actor=as_bao, document=letter, name="UBND xã", ids=[world.committee.pk])
    letter.refresh_from_db()
    assert leads.of_proposals(letter, [proposal], TODAY)[proposal.pk].ids == (world.committee.pk,)


def test_an_unknown_name_is_said_to_be_unknown(letter: Document, as_bao: Actor) -> None:
    proposal = review.correct(actor=as_bao, proposal=second(letter), version=1, values={"lead": ["Ủy ban Sao Hỏa"]})
    letter.refresh_from_db()
    assert leads.of_proposals(letter, [proposal], TODAY)[proposal.pk].unsettled[0].how == "unknown"


def test_an_agency_that_ended_is_replaced_by_its_successor(letter: Document, as_bao: Actor, world: World) -> None:
    old = Agency.objects.create(
        kind="committee", name="UBND xã Pá Khoang", folded="ubnd xa pa khoang", unit=world.old_commune, level="commune",
        unit_path=world.old_commune.path, valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1),
    )  # fmt: skip
    AgencySuccession.objects.create(predecessor=old, successor=world.committee, effective_on=dt.date(2025, 7, 1))
    proposal = review.choose_agencies(actor=as_bao, proposal=second(letter), version=1, ids=[old.pk])
    shown = next(item for item in items(letter, TODAY)[0] if item.proposal.pk == proposal.pk)
    assert [known.name for known in shown.leads.gone] == ["UBND xã Pá Khoang"]
    assert agencies.use_successors(actor=as_bao, document=letter) == 1
    proposal.refresh_from_db()
    assert proposal.lead_ids == [world.committee.pk]


def test_another_date_looks_the_names_up_anew_but_keeps_what_a_person_chose(
    letter: Document, as_bao: Actor, world: World
) -> None:
    agencies.choose_name(actor=as_bao, document=letter, name="UBND các xã, phường", ids=[world.committee.pk])
    letter.refresh_from_db()
    changed = documents.save_header(
        actor=as_bao, document=letter, version=letter.version, values={"issued_on": dt.date(2026, 5, 13)}
    )
    assert changed.agency_choices["ubnd cac xa phuong"]["ids"] == [world.committee.pk]


def test_a_date_in_the_future_cannot_be(letter: Document, as_bao: Actor) -> None:
    with pytest.raises(UserError, match="tương lai"):
        documents.save_header(actor=as_bao, document=letter, version=1, values={"issued_on": dt.date(2999, 1, 1)})


def test_cancelled_is_kept_and_restored(letter: Document, as_bao: Actor) -> None:
    with pytest.raises(UserError, match="lý do"):
        documents.cancel(actor=as_bao, document=letter, reason="")
    cancelled = documents.cancel(actor=as_bao, document=letter, reason="Gửi nhầm")
    assert cancelled.state == "cancelled"
    assert documents.restore(actor=as_bao, document=cancelled).state == "in_review"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1. Tổ chức lễ phát động; tuyên truyền.", "Tổ chức lễ phát động"),
        ("- Rà soát\n- Báo cáo", "Rà soát"),
        ("a) " + "dài " * 60, ("dài " * 40).strip()[:159].rsplit(" ", 1)[0] + "…"),
        ("", "Nhiệm vụ"),
    ],
)
def test_titles_are_the_first_clause(text: str, title: str) -> None:
    assert title_of(text).startswith(title[:60])
    assert len(title_of(text)) <= 161
