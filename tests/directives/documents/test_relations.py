"""Giving, and what a later document does to the tasks of an earlier one; the walk through the graph."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from chungtay.directives.models import Document, DocumentLink, Intake, Task, TaskProposal, TaskWord
from chungtay.directives.queries import effects, graph
from chungtay.directives.services import documents, relations, review
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as
from tests.directives.documents import samples
from tests.directives.documents.conftest import make_ready
from tests.factories.accounts import Person


def newer(give: Callable[..., Intake], actor: Actor, kind: str) -> DocumentLink:
    """A later letter that stands so to the first, confirmed and ready to be given."""
    document = give(samples.REPLACING).document
    assert document is not None
    link = DocumentLink.objects.get(source=document, number_key="415sytte")
    relations.confirm(actor=actor, link=link, kind=kind)
    make_ready(actor, document)
    return DocumentLink.objects.select_related("source", "target").get(pk=link.pk)


def give_it(actor: Actor, link: DocumentLink) -> None:
    documents.issue(actor=actor, document=link.source, version=link.source.version)


def test_every_accepted_proposal_becomes_a_task_of_each_commune(issued: Document) -> None:
    accepted = issued.proposals.filter(state="accepted").count()
    assert issued.state == "issued"
    assert issued.issued_by_id is not None
    assert Task.objects.filter(document=issued).count() == 2 * accepted


def test_what_is_undecided_or_unclear_is_not_given(letter: Document, as_bao: Actor) -> None:
    with pytest.raises(UserError, match="chưa được nhận hoặc bỏ"):
        documents.issue(actor=as_bao, document=letter, version=letter.version)
    for proposal in letter.proposals.all():
        review.accept(actor=as_bao, proposal=proposal, version=proposal.version)
    with pytest.raises(UserError, match="5 rõ"):
        documents.issue(actor=as_bao, document=letter, version=letter.version)
    letter.refresh_from_db()
    assert letter.state == "in_review"
    assert not Task.objects.exists()


def test_a_second_giving_of_the_same_document_is_refused(issued: Document, as_bao: Actor) -> None:
    with pytest.raises(NotPossible):
        documents.issue(actor=as_bao, document=issued, version=issued.version)


def test_communes_see_the_document_of_their_tasks_but_not_before(
    letter: Document, alice: Person, as_bao: Actor
) -> None:
    with acting_as(alice.actor):
        assert not Document.objects.filter(pk=letter.pk).exists()
    make_ready(as_bao, letter)
    documents.issue(actor=as_bao, document=letter, version=letter.version)
    with acting_as(alice.actor):
        assert Document.objects.filter(pk=letter.pk).exists()


def test_replacing_recalls_or_carries_over_with_a_trace(
    issued: Document, give: Callable[..., Intake], as_bao: Actor
) -> None:
    link = newer(give, as_bao, "replaces")
    assert link.target_id == issued.pk
    groups = effects.groups(as_bao, link)
    assert all(group.count == 2 for group in groups)
    choices = {group.key: {"do": "recall"} for group in groups}
    choices[groups[0].key] = {"do": "carry"}
    relations.plan(actor=as_bao, link=link, choices=choices, reason="Mưa lũ")
    assert not Task.objects.filter(document=issued, state="recalled").exists()  # nothing before it is given
    give_it(as_bao, link)
    issued.refresh_from_db()
    link.refresh_from_db()
    assert issued.state == "replaced"
    assert link.applied_at is not None
    assert Task.objects.filter(document=issued, state="recalled").count() == 2 * (len(groups) - 1)
    assert Task.objects.filter(document=link.source, title=groups[0].title).count() >= 2
    word = TaskWord.objects.filter(kind="recalled").first()
    assert word is not None
    assert word.data["because_of"] == link.source_id
    assert "Mưa lũ" in word.note
    assert AuditEntry.objects.filter(action="effects_applied", object_id=str(link.source_id)).exists()


def test_amending_gives_a_new_deadline_to_one_group(
    issued: Document, give: Callable[..., Intake], as_bao: Actor
) -> None:
    link = newer(give, as_bao, "amends")
    groups = effects.groups(as_bao, link)
    choices = {group.key: {"do": "keep"} for group in groups}
    choices[groups[0].key] = {"do": "change", "due_on": "15/12/2027"}
    relations.plan(actor=as_bao, link=link, choices=choices, reason="")
    give_it(as_bao, link)
    issued.refresh_from_db()
    assert issued.state == "issued"
    changed = Task.objects.filter(document=issued, due_on=dt.date(2027, 12, 15))
    assert changed.count() == 2
    assert all(task.first_due_on == dt.date(2027, 6, 30) for task in changed)
    assert TaskWord.objects.filter(kind="changed", data__because_of=link.source_id).count() == 2


def test_a_change_without_anything_new_is_refused(issued: Document, give: Callable[..., Intake], as_bao: Actor) -> None:
    link = newer(give, as_bao, "amends")
    key = effects.groups(as_bao, link)[0].key
    for choice in ({"do": "change"}, {"do": "change", "due_on": "31/02/2027"}, {"do": "carry"}):
        with pytest.raises(UserError):
            relations.plan(actor=as_bao, link=link, choices={key: choice}, reason="")


def test_an_unconfirmed_relation_changes_nothing(issued: Document, give: Callable[..., Intake], as_bao: Actor) -> None:
    document = give(samples.REPLACING).document
    link = DocumentLink.objects.get(source=document, number_key="415sytte")
    assert (link.kind, link.confirmed) == ("replaces", False)
    with pytest.raises(NotPossible):
        relations.plan(actor=as_bao, link=link, choices={}, reason="")


def test_done_work_stays_done(issued: Document, give: Callable[..., Intake], as_bao: Actor, alice: Person) -> None:
    from chungtay.directives.services import tasks

    with acting_as(alice.actor):
        task = Task.objects.filter(document=issued, lead=alice.actor.agency_id).earliest("pk")
        tasks.report_done(actor=alice.actor, task=task, note="Đã xong, 200 em tham gia")
    tasks.confirm(actor=as_bao, task=Task.objects.get(pk=task.pk))
    link = newer(give, as_bao, "recalls")
    choices = {group.key: {"do": "recall"} for group in effects.groups(as_bao, link)}
    relations.plan(actor=as_bao, link=link, choices=choices, reason="")
    give_it(as_bao, link)
    assert Task.objects.get(pk=task.pk).state == "done"
    issued.refresh_from_db()
    assert issued.state == "recalled"


def test_the_chain_goes_up_to_the_party_directive(
    issued: Document, give: Callable[..., Intake], as_bao: Actor, alice: Person
) -> None:
    plan = give(samples.PLAN).document
    assert plan is not None
    up = graph.chain_up(issued)
    assert [node.number for node in up] == ["88/KH-UBND"]
    assert [node.number for node in up[0].children] == ["20-CT/TW"]
    assert up[0].children[0].pk is None
    assert [node.number for node in graph.chain_down(plan)] == ["415/SYT-TE"]
    drawing = graph.draw(issued, up, [])
    assert len(drawing.boxes) == 3
    assert len(drawing.edges) == 2
    with acting_as(alice.actor):  # the province's draft stays unseen: only what the text cites is told
        seen = graph.chain_up(Document.objects.get(pk=issued.pk))
        assert (seen[0].number, seen[0].pk, seen[0].children) == ("88/KH-UBND", None, [])


def test_a_circle_in_the_graph_ends(letter: Document, give: Callable[..., Intake], as_bao: Actor) -> None:
    plan = give(samples.PLAN).document
    assert plan is not None
    relations.add(actor=as_bao, document=plan, number="415/SYT-TE", kind="rests_on")
    up = graph.chain_up(letter)
    numbers = [node.number for node in up[0].children]
    assert "415/SYT-TE" in numbers
    assert next(node for node in up[0].children if node.number == "415/SYT-TE").seen_before


def test_a_relation_to_oneself_or_twice_is_refused(letter: Document, as_bao: Actor) -> None:
    with pytest.raises(UserError, match="chính nó"):
        relations.add(actor=as_bao, document=letter, number="415 / SYT-TE", kind="rests_on")
    with pytest.raises(UserError, match="đã có"):
        relations.add(actor=as_bao, document=letter, number="88/KH-UBND", kind="rests_on")


def test_own_work_is_left_out_of_the_giving(letter: Document, as_bao: Actor) -> None:
    from chungtay.directives.queries.issuing import summary

    proposal = letter.proposals.order_by("position")[0]
    both = [as_bao.agency_id, *letter.agency_choices["ubnd cac xa phuong"]["ids"]]
    chosen = review.choose_agencies(actor=as_bao, proposal=proposal, version=1, ids=both)
    review.accept(actor=as_bao, proposal=chosen, version=chosen.version)
    line = summary(as_bao, letter, dt.date(2026, 6, 1)).lines[0]
    assert (line.own, line.units) == (True, 2)
    assert TaskProposal.objects.get(pk=proposal.pk).lead_ids == sorted(both)
