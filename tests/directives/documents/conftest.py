"""People at work: documents given as one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from chungtay.directives.models import Document, Intake, TaskProposal
from chungtay.directives.services import documents, intake, review
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as
from tests.directives.documents import samples
from tests.factories.accounts import Person


@pytest.fixture
def as_bao(bao: Person) -> Iterator[Actor]:
    with acting_as(bao.actor) as actor:
        yield actor


@pytest.fixture
def give(bao: Person) -> Callable[..., Intake]:
    """Gives a text as the province officer."""

    def given(text: str = samples.LETTER, actor: Actor | None = None) -> Intake:
        actor = actor or bao.actor
        with acting_as(actor):
            return intake.receive(actor=actor, text=text)

    return given


@pytest.fixture
def letter(give: Callable[..., Intake], as_bao: Actor) -> Document:
    """The letter to all communes, in review: three tasks."""
    made = give().document
    assert made is not None
    return made


def make_ready(actor: Actor, document: Document) -> Document:
    """Everything accepted and clear, as a person would leave it before giving."""
    for proposal in TaskProposal.objects.filter(document=document, state="proposed"):
        review.accept(actor=actor, proposal=proposal, version=proposal.version)
    import datetime as dt

    values = {
        "result": "Báo cáo kết quả kèm số liệu",
        "responsible": "Chủ tịch UBND xã",
        "deadline": dt.date(2027, 6, 30),
    }
    TaskProposal.objects.filter(document=document).update(deadline=None)
    documents.fill_missing(actor=actor, document=document, values=values)
    document.refresh_from_db()
    return document


@pytest.fixture
def issued(letter: Document, as_bao: Actor) -> Document:
    """The letter, given to the two communes."""
    make_ready(as_bao, letter)
    documents.issue(actor=as_bao, document=letter, version=letter.version)
    letter.refresh_from_db()
    return letter
