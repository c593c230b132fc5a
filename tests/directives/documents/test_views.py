"""The pages as three people see them; everything works by plain POST."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chungtay.directives.models import Document, DocumentLink, Intake, Task, TaskProposal
from chungtay.directives.services import relations
from chungtay.foundation.access import Actor
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.searching import search
from chungtay.foundation.worklist import lines
from tests.directives.documents import samples
from tests.directives.documents.conftest import make_ready
from tests.factories.accounts import Person

Browser = Callable[[Person], Client]


def url(name: str, *args: int | str) -> str:
    return reverse(f"directives:{name}", args=args)


@pytest.fixture
def browser(client_for: Callable[..., Client], bao: Person) -> Client:
    return client_for(bao)


def test_a_letter_goes_from_paste_to_tasks_of_every_commune(browser: Client, bao: Person) -> None:
    page = browser.post(url("document_receive"), {"text": samples.LETTER}, follow=True)
    with acting_as(bao.actor):
        document = Document.objects.get()
    assert page.redirect_chain[-1][0] == url("document_review", document.pk)
    assert "415/SYT-TE" in page.content.decode()
    browser.post(url("document_accept_sure", document.pk))
    for proposal in TaskProposal.objects.filter(state="proposed"):
        browser.post(url("proposal_step", document.pk, proposal.pk, "nhan"), {"version": proposal.version})
    assert "chưa ghi kết quả" in browser.get(url("document_issue", document.pk)).content.decode()
    for proposal in TaskProposal.objects.all():
        proposal.deadline = None
        proposal.save()
    filled = {"dien-result": "Báo cáo", "dien-responsible": "Chủ tịch UBND xã", "dien-deadline": "30/12/2099"}
    browser.post(url("document_fill", document.pk), filled)
    summary = browser.get(url("document_issue", document.pk))
    assert summary.context["summary"].ready
    given = browser.post(
        url("document_issue", document.pk),
        {
            "given_on": summary.context["form"]["given_on"].value().strftime("%d/%m/%Y"),
            "version": summary.context["version"],
        },
    )
    assert given.status_code == 302, given.content.decode()
    with as_system("counting"):
        assert Task.objects.count() == 2 * TaskProposal.objects.count()
    assert "Nhiệm vụ giao từ văn bản này" in browser.get(url("document", document.pk)).content.decode()


@pytest.mark.parametrize("who", ["alice", "chi"])
@pytest.mark.parametrize(
    "name", ["document", "document_review", "document_graph", "document_file", "document_issue", "proposal_add"]
)
def test_the_draft_does_not_exist_for_communes(
    letter: Document, client_for: Browser, request: pytest.FixtureRequest, who: str, name: str
) -> None:
    person: Person = request.getfixturevalue(who)
    assert client_for(person).get(url(name, letter.pk)).status_code == 404


def test_a_commune_reads_the_document_of_its_tasks_but_does_not_review_it(
    issued: Document, client_for: Browser, alice: Person
) -> None:
    client = client_for(alice)
    page = client.get(url("document", issued.pk))
    assert page.status_code == 200
    assert "Không phải viện dẫn" not in page.content.decode()
    assert client.get(url("document_graph", issued.pk)).status_code == 200
    assert client.get(url("document_review", issued.pk)).status_code == 403
    assert client.post(url("document_step", issued.pk, "cancel"), {"huy-reason": "x"}).status_code == 403


def test_intakes_of_others_do_not_exist(
    give: Callable[..., Intake], client_for: Browser, alice: Person, bao: Person
) -> None:
    given = give(samples.NEWS)
    assert client_for(alice).get(url("document_intake", given.pk)).status_code == 404
    page = client_for(bao).get(url("document_intake", given.pk))
    assert "Không tìm thấy nhiệm vụ nào" in page.content.decode()


def test_what_was_pasted_is_still_there_after_an_error(browser: Client) -> None:
    wrong = SimpleUploadedFile("sai.docx", b"khong phai word nhung co chu")
    page = browser.post(url("document_receive"), {"file": wrong, "text": "Nội dung anh/chị đã dán"})
    assert page.status_code == 422
    assert "Nội dung anh/chị đã dán" in page.content.decode()
    assert "nội dung là" in page.content.decode()


def test_outcomes_and_their_acts(give: Callable[..., Intake], browser: Client, bao: Person) -> None:
    news = give(samples.NEWS)
    kept = browser.post(url("document_intake_step", news.pk, "luu"), follow=True)
    assert "Lưu tham khảo" in kept.content.decode()
    first = give(samples.LETTER)
    again = give(samples.LETTER)
    page = browser.get(url("document_intake", again.pk)).content.decode()
    assert "Văn bản này đã có" in page
    assert url("document", first.document_id or 0) in page
    assert browser.post(url("document_intake_step", again.pk, "bo")).status_code == 302
    assert browser.post(url("document_intake_step", again.pk, "bo")).status_code == 422
    assert browser.post(url("document_intake_step", again.pk, "khac")).status_code == 404


def test_the_waiting_page_says_where_it_is(give: Callable[..., Intake], browser: Client, bao: Person) -> None:
    given = give(samples.NEWS)
    with acting_as(bao.actor):
        Intake.objects.filter(pk=given.pk).update(state="reading", done=12, total=40)
    page = browser.get(url("document_intake", given.pk)).content.decode()
    assert "Trang 12 trên 40" in page
    assert "every 2s" in page


def test_every_act_on_a_proposal(letter: Document, browser: Client) -> None:
    proposal = letter.proposals.order_by("position")[1]
    form = browser.get(url("proposal_edit", letter.pk, proposal.pk)).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values |= {"title": "Rà soát điểm nguy hiểm", "deadline": "30/06/2027", "take": "1", "version": 1}
    assert browser.post(url("proposal_edit", letter.pk, proposal.pk), values).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.state, proposal.start is not None) == ("Rà soát điểm nguy hiểm", "accepted", True)
    stale = browser.post(url("proposal_edit", letter.pk, proposal.pk), values | {"title": "Tên của tôi vẫn còn"})
    assert stale.status_code == 422
    assert "Tên của tôi vẫn còn" in stale.content.decode()
    assert "Bản đang lưu" in stale.content.decode()
    cuts = browser.get(url("proposal_split", letter.pk, proposal.pk)).context["cuts"]
    assert (
        browser.post(
            url("proposal_split", letter.pk, proposal.pk), {"version": 2, "offsets": [cuts[1].offset]}
        ).status_code
        == 302
    )
    piece = letter.proposals.get(split_from=proposal)
    for step in ("gop", "khoi-phuc", "bo", "khoi-phuc", "nhan"):
        piece.refresh_from_db()
        answer = browser.post(url("proposal_step", letter.pk, piece.pk, step), {"version": piece.version})
        assert answer.status_code == 302, (step, answer.content.decode())
    assert browser.post(url("proposal_step", letter.pk, piece.pk, "len")).status_code == 302
    assert browser.post(url("proposal_step", letter.pk, piece.pk, "nhan"), {"version": "x"}).status_code == 422
    assert browser.get(url("document_review", letter.pk)).status_code == 200


def test_a_date_that_cannot_be(letter: Document, browser: Client) -> None:
    page = browser.post(
        url("document_review", letter.pk), {"version": 1, "issued_on": "31/02/2026", "issuer": "Sở Y tế tỉnh"}
    )
    assert page.status_code == 422
    assert "không có thật" in page.content.decode()
    assert "Sở Y tế tỉnh" in page.content.decode()


def test_the_header_is_saved_and_two_at_once_are_told(letter: Document, browser: Client) -> None:
    values = {
        "version": 1,
        "kind": "cong_van",
        "number": "415/SYT-TE",
        "issued_on": "12/05/2026",
        "issuer": "Sở Y tế tỉnh Điện Biên",
    }
    assert browser.post(url("document_review", letter.pk), values).status_code == 302
    again = browser.post(url("document_review", letter.pk), values | {"issuer": "Sở khác"})
    assert again.status_code == 422
    assert "Sở Y tế tỉnh Điện Biên" in again.content.decode()


def test_a_passage_of_the_source_is_added(letter: Document, browser: Client) -> None:
    start = letter.text.index("cắm biển cảnh báo")
    page = browser.get(url("proposal_add", letter.pk) + f"?tu={start}&den={start + 17}")
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert values["text"] == "cắm biển cảnh báo"
    assert browser.post(url("proposal_add", letter.pk), values).status_code == 302
    assert letter.proposals.filter(start=start, by_hand=True).exists()


def test_choosing_agencies_on_the_page(letter: Document, browser: Client, bao: Person) -> None:
    proposal = letter.proposals.order_by("position")[0]
    page = browser.get(url("proposal_agencies", letter.pk, proposal.pk) + "?tim=cong an")
    options = {option.name: option for option in page.context["choice"].options}
    assert options["UBND xã Mường Phăng"].checked
    assert not options["Công an tỉnh"].checked
    ids = [options["Công an tỉnh"].pk]
    assert browser.post(url("proposal_agencies", letter.pk, proposal.pk), {"version": 1, "ids": ids}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.lead_ids == ids
    named = {"name": "UBND các xã, phường", "ids": ids}
    assert browser.post(url("document_agency_name", letter.pk), named).status_code == 302
    assert browser.post(url("document_agency_name", letter.pk), {"name": "UBND các xã, phường"}).status_code == 422


def test_relations_on_the_page(issued: Document, give: Callable[..., Intake], browser: Client, as_bao: Actor) -> None:
    document = give(samples.REPLACING).document
    assert document is not None
    link = DocumentLink.objects.get(source=document, number_key="415sytte")
    answer = browser.post(url("link_confirm", document.pk, link.pk), {"kind": "replaces"})
    assert answer["Location"] == url("link_effects", document.pk, link.pk)
    page = browser.get(answer["Location"])
    values = {f"do-{group.key}": "recall" for group, _ in page.context["rows"]}
    assert browser.post(answer["Location"], values).status_code == 302
    assert "đã chọn cách xử lý" in browser.get(url("document_issue", document.pk)).content.decode()
    added = {"lien-number": "12/2026/NQ-HĐND", "lien-kind": "rests_on", "lien-issued_on": ""}
    assert browser.post(url("link_add", document.pk), added).status_code == 302
    new = DocumentLink.objects.get(source=document, number="12/2026/NQ-HĐND")
    assert browser.post(url("link_remove", document.pk, new.pk)).status_code == 302
    make_ready(as_bao, document)
    relations.confirm(actor=as_bao, link=link, kind="replaces")
    assert browser.get(url("document_review", document.pk)).status_code == 200


def test_report_duties_are_confirmed(letter: Document, browser: Client) -> None:
    duties = browser.get(url("document_review", letter.pk)).context["duties"]
    assert duties
    answer = browser.post(url("document_duty", letter.pk), {"code": duties[0].code, "due_on": "30/12/2026"})
    assert answer.status_code == 302, answer.content.decode()
    assert browser.get(url("document_review", letter.pk)).context["opened"]


def test_the_original_is_given_out_with_a_trace(browser: Client, bao: Person) -> None:
    upload = SimpleUploadedFile("cong-van.txt", samples.LETTER.encode())
    browser.post(url("document_receive"), {"file": upload, "text": ""})
    with acting_as(bao.actor):
        document = Document.objects.get()
    answer = browser.get(url("document_file", document.pk))
    assert b"".join(answer.streaming_content) == samples.LETTER.encode()  # type: ignore[attr-defined]
    assert "cong-van.txt" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(action="document_downloaded").count() == 1


def test_a_pasted_letter_has_no_original(letter: Document, browser: Client) -> None:
    assert browser.get(url("document_file", letter.pk)).status_code == 404


def test_steps_of_a_draft(letter: Document, browser: Client) -> None:
    for step, state in (
        ("keep", "kept"),
        ("review_again", "in_review"),
        ("cancel", "cancelled"),
        ("restore", "in_review"),
    ):
        assert browser.post(url("document_step", letter.pk, step), {"huy-reason": "Gửi nhầm"}).status_code == 302
        letter.refresh_from_db()
        assert letter.state == state
    assert browser.post(url("document_step", letter.pk, "issue")).status_code == 422


def test_the_list_finds_without_accents_and_teaches_when_empty(browser: Client, give: Callable[..., Intake]) -> None:
    assert "Chưa có văn bản nào" in browser.get(url("document_list")).content.decode()
    give(samples.LETTER)
    assert "415/SYT-TE" in browser.get(url("document_list") + "?tim=thang hanh dong").content.decode()
    assert "Không có văn bản nào khớp" in browser.get(url("document_list") + "?tim=khongcogi").content.decode()
    for chip in ("ra-soat", "da-giao", "luu", "thay-the", "tinh", "trung-uong", "huy", "la-lung"):
        assert browser.get(url("document_list") + f"?loc={chip}&nam=2026&loai=cong_van").status_code == 200


def test_the_number_of_statements_does_not_grow(letter: Document, give: Callable[..., Intake], browser: Client) -> None:
    def statements(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    pages = [
        url("document_list"),
        url("document_review", letter.pk),
        url("document_issue", letter.pk),
        url("document", letter.pk),
    ]
    give(samples.PLAN)  # one citation is tied already: the ends of edges are one statement, however many
    before = [statements(page) for page in pages]
    text = samples.LETTER.replace("1. Tổ chức", "1. Tổ chức")
    give(
        text.replace("415/", "999/")
        .replace("Tháng hành động", "Tết Trung thu vui tươi và an toàn")
        .replace("đuối nước", "bỏng, điện giật")
    )
    for place in range(6):
        values = {
            "title": f"Việc thêm số {place}",
            "text": "Việc thêm",
            "lead": [f"Cơ quan lạ {place}", "Công an tỉnh"],
            "rhythm": "once",
            "weight": 1,
        }
        TaskProposal.objects.create(document=letter, position=90 + place, **values)
        DocumentLink.objects.create(source=letter, kind="mentions", number=f"{place}/QĐ", number_key=f"{place}qd")
    after = [statements(page) for page in pages]
    assert after == before
    assert max(after) <= 20, dict(zip(pages, after, strict=True))


def test_my_day_and_the_search_box(letter: Document, give: Callable[..., Intake], as_bao: Actor, alice: Person) -> None:
    import datetime as dt

    give(samples.NEWS)
    waiting = lines(as_bao, dt.date(2026, 6, 1))["waiting"]
    assert {item.kind for item in waiting.items} >= {"Văn bản"}
    assert waiting.total >= 2
    assert any("415/SYT-TE" in hit.title for hit in search(as_bao, "415 syt").get("Văn bản", []))
    with acting_as(alice.actor):
        assert "Văn bản" not in search(alice.actor, "415 syt")


def test_signed_out_is_led_to_the_door(letter: Document) -> None:
    assert Client().get(url("document", letter.pk)).status_code == 302
