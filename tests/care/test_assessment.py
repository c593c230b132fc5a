"""Mẫu 10: the child's commune writes it in several sittings, finishes it once, prints it; the carer's commune reads it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.care.models import CareForm
from chungtay.care.services import placements
from chungtay.foundation.scoping import acting_as, as_system
from tests.care.conftest import Clockwork
from tests.care.test_pages import ROOT, words_of
from tests.factories.accounts import Person, World
from tests.factories.care import all_consent, approved_carer, propose
from tests.factories.children import make_child

TEXTS = {"phys": "Nặng 18 kg", "mental": "Hay giật mình", "edu": "Học lớp 2", "care": "Ở tạm nhà bác",
         "risk": "Bố say rượu", "wish": "Muốn ở gần trường"}  # fmt: skip


def sent(version: int, step: str = "save", **changed: str) -> dict[str, Any]:
    answers = {f"q_{key}": value for key, value in {**TEXTS, **changed}.items()}
    return {**answers, "q_needs": ["health", "education"], "q_child_name": "Lò Thị Ính", "q_child_age": "8",
            "version": str(version), "step": step, "whole": "1"}  # fmt: skip


def test_written_finished_printed(
    world: World, alice: Person, chi: Person, minh: Person, clockwork: Clockwork, client_for: Any
) -> None:
    clockwork.go(dt.date(2026, 5, 14))
    child = make_child(world.commune, "Lò Thị Ính", "2018-02-03", "female")
    placement = propose(alice.actor, child, approved_carer(chi.actor, minh.actor, world.other_commune))
    url, browser, theirs = f"{ROOT}/{placement.pk}/mau-10/", client_for(alice), client_for(chi)
    first = browser.get(url).content.decode()
    assert 'value="Lò Thị Ính"' in first
    assert 'value="8"' in first
    assert theirs.post(url, sent(0)).status_code == 422  # the child's commune writes it
    assert browser.post(url, sent(0, phys="")).status_code == 302
    short = browser.post(url, sent(1, "finish", phys=""))
    assert short.status_code == 422
    assert "Hay giật mình" in short.content.decode()
    stale = browser.post(url, sent(1, "finish"))  # the page of before: what it says is kept, nothing is written over
    assert (stale.status_code, "Nặng 18 kg" in stale.content.decode()) == (422, True)
    with as_system("the draft"):
        draft = CareForm.objects.get(placement=placement, code="ND56-M10")
        assert (draft.state, b"Hay" in bytes(draft.sealed)) == ("draft", False)
    assert browser.post(url, sent(draft.version, "finish")).status_code == 302
    paper = f"{ROOT}/{placement.pk}/mau-10.docx"
    words = words_of(browser.get(paper).content)
    for said in ("Lò Thị Ính", "Nặng 18 kg", "chăm sóc sức khỏe", "BÍ MẬT ĐỜI SỐNG RIÊNG TƯ", alice.actor.name):
        assert said in words, said
    assert theirs.get(paper).status_code == 404  # before its commune has agreed the carer's side reads no name
    all_consent(alice.actor, placement)
    with acting_as(chi.actor):
        placements.answer(actor=chi.actor, placement=placement, name="placement_agree")
    assert "Nặng 18 kg" in words_of(theirs.get(paper).content)
    page = browser.get(f"{ROOT}/{placement.pk}/").content.decode()
    assert "Lập lại Mẫu 10" in page
    assert "Nặng 18 kg" in browser.get(url).content.decode()  # a later one begins with what was said
