"""Files of a case: what is refused, that nothing lies in clear, how they are shown, and that a removed one is gone."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageChops

from chungtay.cases import watermark
from chungtay.cases.models import Case, CaseAccess, Evidence, Secrecy
from chungtay.cases.services import access, diary, evidence
from chungtay.foundation import files, vault
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry, Look, VaultKey
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case
from tests.factories.keeping import add_evidence, make_chair, pdf, photo
from tests.foundation.test_files import EICAR

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]
Commit = Callable[..., Any]
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"loi ke cua tre " * 400_000  # 6 MB: goes past memory
NAME = "Vết thương cháu Dế.jpg"


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world.commune)


@pytest.fixture
def chair(world: World) -> Person:
    return make_chair(world)


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of the process go, so that it can be looked through."""
    place = tmp_path / "temp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def everything_under(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


def send(client: Client, case: Case, name: str, content: bytes, **words: str) -> HttpResponse:
    data = {"file": SimpleUploadedFile(name, content), "secrecy": "ordinary", "note": "", **words}
    answer: Any = client.post(f"/vu-viec/{case.pk}/tai-lieu/", data)
    return answer  # type: ignore[no-any-return]


def plain(row: Evidence) -> bytes:
    with as_system("reading back in a test"):
        return b"".join(evidence.stream(Evidence.objects.select_related("case").get(pk=row.pk)))


def test_a_photo_is_kept_sealed_without_the_place_it_was_taken(
    settings: Any, tmp_path: Path, temp: Path, case: Case, alice: Person, client_for: ClientFor
) -> None:
    answer = send(client_for(alice), case, NAME, photo("red"), note="Trạm y tế chụp")
    assert answer.status_code == 302
    with as_system("looking in a test"):
        row = Evidence.objects.select_related("case").get()
    kept = plain(row)
    with Image.open(io.BytesIO(kept)) as picture:
        assert not dict(picture.getexif())
        assert picture.size == (900, 700)
    on_disk = everything_under(tmp_path)
    for known in (kept[:200], b"JFIF", "Bản Phăng".encode(), "Vết thương".encode(), "Trạm y tế".encode()):
        assert known not in on_disk
    assert evidence.place_of(row).parent.parent == Path(settings.MEDIA_ROOT) / "evidence"
    with acting_as(alice.actor):
        assert evidence.words_of(row) == {"name": NAME, "note": "Trạm y tế chụp"}


def test_a_large_file_leaves_nothing_in_clear_on_disk_while_it_comes_and_afterwards(
    tmp_path: Path, temp: Path, case: Case, alice: Person, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    checked = files.checked

    def looked_at(upload: Any, **more: Any) -> Any:
        seen.append(everything_under(tmp_path))
        upload.file._file.seek(0)  # what the spool has on disk
        seen.append(upload.file._file.read())
        return checked(upload, **more)

    monkeypatch.setattr(files, "checked", looked_at)
    assert send(client_for(alice), case, "loi ke.mp4", VIDEO).status_code == 302
    seen.append(everything_under(tmp_path))
    assert len(seen) == 3
    assert len(seen[1]) == len(VIDEO)
    assert all(b"loi ke cua tre" not in content for content in seen)
    assert list(temp.iterdir()) == []
    with as_system("looking in a test"):
        assert plain(Evidence.objects.get()) == VIDEO


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.pdf", EICAR, "bị bộ kiểm tra mã độc chặn lại"),
        ("hỏng.jpg", photo()[:3000], "bị hỏng, không mở được"),
        ("hỏng.pdf", b"%PDF-1.7 nothing follows", "bị hỏng, không mở được"),
        ("đơn.docx", b"PK\x03\x04broken", "không thuộc loại nào"),
        ("ghi âm.mp3", photo(), "nội dung là ảnh"),
        ("trang.html", b"<html><script>", "Ở đây nhận"),
        ("rỗng.jpg", b"", "trống"),
    ],
)
def test_what_is_refused_says_why_and_is_kept_nowhere(
    tmp_path: Path, case: Case, alice: Person, client_for: ClientFor, name: str, content: bytes, sentence: str
) -> None:
    answer = send(client_for(alice), case, name, content, note="Điều đã ghi còn nguyên")
    assert answer.status_code == 422
    body = answer.content.decode()
    assert sentence in body or (not content and "Tệp" in body)
    assert "Điều đã ghi còn nguyên" in body
    with as_system("looking in a test"):
        assert not Evidence.objects.exists()
    assert not VaultKey.objects.filter(kind="evidence").exists()
    assert everything_under(tmp_path / "files") == b""


def test_a_pdf_behind_a_password_is_refused(case: Case, alice: Person) -> None:
    with pytest.raises(UserError, match="có mật khẩu"):
        add_evidence(alice, case, "khoa.pdf", locked_pdf())


def locked_pdf() -> bytes:
    """A page whose security handler no empty password opens."""
    digest = "<" + "ab" * 32 + ">"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        f"<</Filter/Standard/V 1/R 2/O{digest}/U{digest}/P -4>>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    end = "trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>"
    out += f"xref\n0 5\n0000000000 65535 f \n{table}{end}\nstartxref\n{start}\n%%EOF"
    return out.encode()


def test_a_video_of_two_hours_is_refused_while_it_arrives(
    settings: Any, case: Case, alice: Person, client_for: ClientFor
) -> None:
    settings.MAX_UPLOAD_BYTES = 1 << 20
    answer = send(client_for(alice), case, "hai tiếng.mp4", VIDEO)
    assert answer.status_code == 413
    assert "mỗi tệp được tối đa 1 MB" in answer.content.decode()
    with as_system("looking in a test"):
        assert not Evidence.objects.exists()


def test_a_double_click_keeps_the_file_once(case: Case, alice: Person, client_for: ClientFor) -> None:
    act = "0b7f7b0e-5b8a-4c6e-9c56-3d7b3ad0a001"
    for _ in range(2):
        assert send(client_for(alice), case, "a.jpg", photo(), act=act).status_code == 302
    with as_system("looking in a test"):
        assert Evidence.objects.count() == 1


# ---------------------------------------------------------------- shown


def page_of(client: Client, case: Case, row: Evidence, number: int = 1) -> Any:
    return client.get(f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/trang/{number}/")


@pytest.mark.parametrize(("name", "content"), [("anh.jpg", photo("white", (800, 600))), ("don.pdf", pdf(2))])
def test_a_page_is_shown_with_who_when_and_which_case_all_over_it(
    case: Case, alice: Person, chair: Person, client_for: ClientFor, name: str, content: bytes
) -> None:
    row = add_evidence(alice, case, name, content)
    shown = page_of(client_for(alice), case, row)
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    assert shown["Content-Disposition"] == "inline"
    picture = Image.open(io.BytesIO(shown.content)).convert("L")
    width, height = picture.size
    for left in (0, width // 2):
        for top in (0, height // 2):
            part = picture.crop((left, top, left + width // 2, top + height // 2))
            dark = sum(part.histogram()[:200])
            assert dark > part.width * part.height * 0.01  # a white page has none
    other = Image.open(io.BytesIO(page_of(client_for(chair), case, row).content)).convert("L")
    assert ImageChops.difference(picture, other).getbbox()  # another name


def test_the_mark_holds_all_vietnamese_letters() -> None:
    """A letter the font lacks is drawn as an empty box, the same for every such letter."""
    boxes = [watermark._stamp(letter).tobytes() for letter in "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư"]
    assert len(set(boxes)) == len(boxes)


def test_each_page_of_a_pdf_is_a_look_and_a_page_that_is_not_there_is_none(
    case: Case, alice: Person, client_for: ClientFor
) -> None:
    cache.clear()
    row = add_evidence(alice, case, "don.pdf", pdf(2))
    client = client_for(alice)
    for _ in range(2):
        assert page_of(client, case, row, 2).status_code == 200
    assert page_of(client, case, row, 3).status_code == 404
    whats = list(Look.objects.filter(object_type="cases.case", object_id=case.pk).values_list("what", flat=True))
    assert whats == [f"Tài liệu số {row.pk}, trang 2"]
    client.get(f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/")
    client.get(f"/vu-viec/{case.pk}/tai-lieu/")
    assert Look.objects.filter(object_id=case.pk).count() == 3


def test_video_is_played_in_parts(case: Case, alice: Person, client_for: ClientFor) -> None:
    row = add_evidence(alice, case, "loi ke.mp4", VIDEO)
    client, url = client_for(alice), f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/phat/"
    body = client.get(f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/").content.decode()
    assert f'<video src="{url}"' in body
    assert "download" not in body.replace("nodownload", "")
    for asked, start, stop in (
        ("bytes=0-", 0, len(VIDEO)),
        ("bytes=1048570-1048600", 1048570, 1048601),
        ("bytes=-7", len(VIDEO) - 7, len(VIDEO)),
    ):
        part = client.get(url, headers={"range": asked})
        assert (part.status_code, part["Content-Range"]) == (206, f"bytes {start}-{stop - 1}/{len(VIDEO)}")
        assert b"".join(part.streaming_content) == VIDEO[start:stop]  # type: ignore[attr-defined]
        assert part["Content-Length"] == str(stop - start)
    for odd in ("bytes=9-3", "bytes=x-", "lines=1-2", f"bytes={len(VIDEO)}-"):
        assert client.get(url, headers={"range": odd}).status_code == 200


# ---------------------------------------------------------------- who


def test_who_does_not_work_on_the_case_does_not_see_its_files(
    case: Case, alice: Person, bao: Person, chi: Person, client_for: ClientFor
) -> None:
    row = add_evidence(alice, case, NAME)
    for path in ("", f"{row.pk}/", f"{row.pk}/trang/1/", f"{row.pk}/phat/"):
        address = f"/vu-viec/{case.pk}/tai-lieu/{path}"
        assert client_for(chi).get(address).status_code == 404
        refused = client_for(bao).get(address)
        assert refused.status_code == 403
        assert NAME not in refused.content.decode()
    assert (
        client_for(bao).post(f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/xoa/", {"why": "không cần nữa"}).status_code == 403
    )


def test_a_stricter_file_needs_the_class_and_is_not_told_without_it(
    world: World, case: Case, alice: Person, chair: Person, client_for: ClientFor
) -> None:
    clinic = make_person("y_si", "Cà Thị Yên", "sector_officer", world.committee, "Y sĩ")
    ordinary = add_evidence(alice, case, "don.pdf", pdf(1))
    strict = add_evidence(alice, case, "ket qua HIV.pdf", pdf(1), secrecy=Secrecy.HIV)
    with acting_as(chair.actor):
        given: dict[str, Any] = {
            "actor": chair.actor,
            "case": case,
            "post": clinic.post,
            "reason": "Phối hợp chăm sóc y tế",
        }
        access.name_person(until=timezone.localdate(), **given)
    client = client_for(clinic)
    listed = client.get(f"/vu-viec/{case.pk}/tai-lieu/").content.decode()
    assert "don.pdf" in listed
    assert "HIV" not in listed
    assert client.get(f"/vu-viec/{case.pk}/tai-lieu/{ordinary.pk}/").status_code == 200
    for path in ("", "trang/1/"):
        assert client.get(f"/vu-viec/{case.pk}/tai-lieu/{strict.pk}/{path}").status_code == 403
    with acting_as(chair.actor):
        access.name_person(until=timezone.localdate(), classes=["hiv"], **given)
    assert client.get(f"/vu-viec/{case.pk}/tai-lieu/{strict.pk}/").status_code == 200
    with as_system("looking in a test"):
        assert CaseAccess.objects.filter(state="granted").count() == 1  # the new one stands in place of the first


def test_names_of_files_are_in_no_log_and_no_message(
    case: Case, alice: Person, chair: Person, client_for: ClientFor, django_capture_on_commit_callbacks: Commit
) -> None:
    client = client_for(alice)
    send(client, case, NAME, photo(), note="Bác sĩ Lò Thị Hoa chụp")
    with as_system("looking in a test"):
        row = Evidence.objects.get()
    client.get(f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        client_for(chair).post(f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/xoa/", {"why": "gửi nhầm vụ việc"})
    told = " ".join(
        [str(vars(entry)) for entry in AuditEntry.objects.all()] + [str(vars(look)) for look in Look.objects.all()]
    )
    assert "evidence.removed" in told
    for secret in ("Vết thương", "Dế", "Lò Thị Hoa"):
        assert secret not in told


# ---------------------------------------------------------------- gone


def test_a_removed_file_is_gone_for_good_and_leaves_its_trace(
    tmp_path: Path,
    case: Case,
    alice: Person,
    chair: Person,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    row = add_evidence(alice, case, NAME)
    with as_system("looking in a test"):
        row = Evidence.objects.select_related("case").get()
    yesterday = evidence.place_of(row).read_bytes(), bytes(row.sealed)  # a backup
    url = f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/xoa/"
    assert client_for(alice).post(url, {"why": "gửi nhầm vụ việc"}).status_code == 403
    assert client_for(chair).post(url, {"why": "x"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client_for(chair).post(url, {"why": "gửi nhầm vụ việc"}).status_code == 302
    assert everything_under(tmp_path / "files") == b""
    restored = tmp_path / "restored"
    restored.write_bytes(yesterday[0])
    with pytest.raises(vault.Destroyed):
        vault.open_stream(row.file_key_id, restored, context="cases.evidence", also=case.key_id)
    with pytest.raises(vault.Destroyed):
        vault.opened(row.file_key_id, also=case.key_id).unseal(yesterday[1], context="cases.evidence")
    page = client_for(alice).get(f"/vu-viec/{case.pk}/tai-lieu/").content.decode()
    assert "đã xóa" in page
    assert "gửi nhầm vụ việc" in page
    assert "Khóa đã hủy" in page
    assert "Vết thương" not in page
    assert client_for(alice).get(f"/vu-viec/{case.pk}/tai-lieu/{row.pk}/").status_code == 200
    assert page_of(client_for(alice), case, row).status_code == 404


def test_nothing_is_removed_while_the_file_is_held(case: Case, alice: Person, chair: Person) -> None:
    row = add_evidence(alice, case)
    with as_system("a hold, in a test"):
        Case.objects.filter(pk=case.pk).update(hold_reason="Cơ quan điều tra yêu cầu giữ")
    with acting_as(chair.actor), pytest.raises(UserError, match="lệnh giữ"):
        evidence.remove(actor=chair.actor, row=Evidence.objects.select_related("case").get(pk=row.pk), why="gửi nhầm")
    assert evidence.place_of(row).exists()


def test_a_file_whose_row_never_came_is_swept_away(case: Case, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    row = add_evidence(alice, case)
    lost = evidence.place_of(row).with_name("lost")
    lost.write_bytes(b"sealed and without a row")
    assert evidence.tidy() == 0  # it might be on its way
    old = os.stat(lost).st_mtime - 2 * evidence.ORPHAN_AFTER
    for path in (lost, evidence.place_of(row)):
        os.utime(path, (old, old))
    assert evidence.tidy() == 1
    assert not lost.exists()
    assert evidence.place_of(row).exists()


def test_a_row_that_cannot_be_written_leaves_no_file(
    tmp_path: Path, case: Case, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: Any, **more: Any) -> None:
        raise RuntimeError("the diary is full")

    monkeypatch.setattr(diary, "write", fails)
    with pytest.raises(RuntimeError, match="diary"):
        add_evidence(alice, case)
    assert everything_under(tmp_path / "files") == b""
