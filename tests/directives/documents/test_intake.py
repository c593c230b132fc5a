"""A letter arrives: what is read, what is refused, and what is noticed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chungtay.directives.models import Document, DocumentLink, Intake, Task
from chungtay.directives.services import documents, intake
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as
from tests.directives.documents import samples
from tests.factories.accounts import Person

State = Intake.State


def test_a_letter_becomes_a_draft_with_its_header_tasks_and_leads(letter: Document) -> None:
    assert (letter.number, letter.number_key) == ("415/SYT-TE", "415sytte")
    assert letter.issued_on is not None
    assert letter.issued_on.isoformat() == "2026-05-12"
    assert letter.proposals.count() >= 3
    found = letter.agency_choices["ubnd cac xa phuong"]
    assert (found["how"], len(found["ids"])) == ("sure", 2)
    assert AuditEntry.objects.filter(action="document_made", object_id=str(letter.pk)).exists()


def test_nothing_becomes_a_task_by_itself(letter: Document) -> None:
    assert not Task.objects.exists()
    assert set(letter.proposals.values_list("state", flat=True)) == {"proposed"}


def test_news_makes_nothing_until_a_person_says_so(give: Callable[..., Intake], as_bao: Actor) -> None:
    given = give(samples.NEWS)
    assert given.state == State.NO_TASK
    assert Document.objects.count() == 0
    kept = intake.keep_for_reference(actor=as_bao, intake=given)
    assert (kept.state, kept.proposals.count()) == ("kept", 0)
    with pytest.raises(NotPossible):
        intake.drop(actor=as_bao, intake=given)


def test_a_person_may_still_review_what_has_no_task(give: Callable[..., Intake], as_bao: Actor) -> None:
    assert intake.review_by_hand(actor=as_bao, intake=give(samples.NEWS)).state == "in_review"


def test_the_same_text_twice_shows_the_first(letter: Document, give: Callable[..., Intake], as_bao: Actor) -> None:
    again = give(samples.LETTER.upper().replace("\n\n", "\n"))
    assert (again.state, again.same_as_id, again.same_why) == (State.SAME, letter.pk, "text")
    assert Document.objects.count() == 1
    version = intake.keep_as_version(actor=as_bao, intake=again)
    assert version.version_of_id == letter.pk


def test_the_same_number_date_and_issuer_is_noticed(letter: Document, give: Callable[..., Intake]) -> None:
    other = samples.REPLACING.replace("502/SYT-TE", "415/SYT-TE").replace("ngày 28 tháng 5", "ngày 12 tháng 5")
    other = other.replace("thay thế Công văn số 415/SYT-TE ngày 12/5/2026 của Sở Y tế", "được gửi lại")
    again = give(other)
    assert (again.state, again.same_as_id) == (State.SAME, letter.pk)


def test_nearly_the_same_text_is_noticed(letter: Document, give: Callable[..., Intake]) -> None:
    again = give(samples.LETTER.replace("415/SYT-TE", "416/SYT-TE").replace("loa truyền thanh", "loa"))
    assert (again.state, again.same_why) == (State.SAME, "near")


def test_one_number_from_two_issuers_is_kept_twice_and_told(
    letter: Document, give: Callable[..., Intake], as_bao: Actor
) -> None:
    from chungtay.directives.queries.sameness import with_same_number

    text = samples.PLAN.replace("88/KH-UBND", "415/SYT-TE").replace("ngày 20 tháng 4", "ngày 21 tháng 4")
    other = give(text).document
    assert other is not None
    assert [one.pk for one in with_same_number(other)] == [letter.pk]


def test_the_issuer_or_the_date_must_tell_twins_apart(
    letter: Document, give: Callable[..., Intake], as_bao: Actor
) -> None:
    from tests.directives.documents.conftest import make_ready

    other = give(samples.PLAN).document
    assert other is not None
    values = {"number": letter.number, "issued_on": letter.issued_on, "issuer": letter.issuer}
    other = documents.save_header(actor=as_bao, document=other, version=other.version, values=values)
    make_ready(as_bao, other)
    with pytest.raises(UserError, match=r"cùng số|chưa rõ|chưa đủ"):
        documents.issue(actor=as_bao, document=other, version=other.version)


def test_another_province_never_learns_of_the_draft(letter: Document, give: Callable[..., Intake], chi: Person) -> None:
    with acting_as(chi.actor):
        assert give(samples.LETTER, chi.actor).state == State.MADE
        assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("trong.txt", b"", "trống"),
        ("hong.pdf", b"%PDF-1.7\nkhong phai pdf", "hỏng"),
        ("gia.docx", b"%PDF-1.7\n", "nội dung là PDF"),
        ("gia.pdf", samples.NEWS.encode(), "nội dung là"),
        (
            "khoa.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le"),
            "mật khẩu",
        ),
        ("chay.exe", b"MZ\x90\x00\x03\x00", "Ở đây nhận"),
    ],
)
def test_bad_files_get_a_sentence_and_make_nothing(as_bao: Actor, name: str, content: bytes, words: str) -> None:
    try:
        given = intake.receive(actor=as_bao, upload=SimpleUploadedFile(name, content))
    except UserError as error:
        sentence = error.sentence
    else:
        assert given.state == State.FAILED
        sentence = given.sentence
    assert words in sentence
    assert name in sentence or "tệp" in sentence.lower()
    assert Document.objects.count() == 0


def test_too_large_a_file_is_refused_with_the_limit(as_bao: Actor, settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="vượt mức"):
        intake.receive(actor=as_bao, upload=SimpleUploadedFile("lon.txt", b"a" * (1024 * 1024 + 1)))


def test_nothing_given_is_refused(as_bao: Actor) -> None:
    with pytest.raises(UserError, match="chọn một tệp"):
        intake.receive(actor=as_bao, text="   ")


def test_a_reader_that_falls_over_loses_nothing(as_bao: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls(_text: str) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr(intake, "read_text", falls)
    given = intake.receive(actor=as_bao, text=samples.LETTER)
    assert given.state == State.FAILED
    monkeypatch.undo()
    assert intake.read(actor=as_bao, intake=given).state == State.MADE


def test_citations_become_edges_and_are_tied_when_the_cited_one_comes(
    letter: Document, give: Callable[..., Intake]
) -> None:
    link = DocumentLink.objects.get(source=letter, number_key="88khubnd")
    assert link.target is None
    plan = give(samples.PLAN).document
    link.refresh_from_db()
    assert link.target == plan


def test_scans_are_read_in_the_background(as_bao: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from PIL import Image
    from procrastinate.contrib.django.models import ProcrastinateJob

    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(picture, "PNG")
    given = intake.receive(actor=as_bao, upload=SimpleUploadedFile("anh.png", picture.getvalue()))
    assert given.state == State.WAITING
    assert ProcrastinateJob.objects.filter(task_name="directives.read_intake", args__intake_id=given.pk).exists()
    from chungtay.directives.tasks_documents import read_intake

    read_intake(intake_id=given.pk, post_id=as_bao.post_id)
    given.refresh_from_db()
    assert given.state == State.FAILED
    assert "anh.png" in given.sentence


def test_without_tesseract_a_scan_gets_a_sentence_and_stays(as_bao: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (400, 200), "white").save(picture, "PNG")
    given = intake.receive(actor=as_bao, upload=SimpleUploadedFile("anh.png", picture.getvalue()))
    monkeypatch.setattr("chungtay.directives.reader.sources.pictures.tesseract", lambda: None)
    read = intake.read(actor=as_bao, intake=given)
    assert read.state == State.FAILED
    assert "Tesseract" in read.sentence


def test_five_hundred_pages_are_read_in_the_background(as_bao: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    import pypdfium2

    pages = pypdfium2.PdfDocument.new()
    for _ in range(500):
        pages.new_page(595, 842)
    book = io.BytesIO()
    pages.save(book)
    given = intake.receive(actor=as_bao, upload=SimpleUploadedFile("sach.pdf", book.getvalue()))
    assert given.state == State.WAITING  # nobody waits in front of the screen
    monkeypatch.setattr("chungtay.directives.reader.sources.pdf.MAX_SCANNED", 2)  # half a second each
    read = intake.read(actor=as_bao, intake=given)
    assert read.state == State.FAILED
    assert "sach.pdf" in read.sentence


def test_a_text_that_holds_the_other_many_times_is_not_nearly_the_same(
    letter: Document, give: Callable[..., Intake]
) -> None:
    other = give((samples.LETTER * 5).replace("415/SYT-TE", "777/SYT-TE"))
    assert other.state == State.MADE
