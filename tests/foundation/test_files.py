"""Files as received: what they are by their content, what is refused and with which words, what is given out."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from chungtay.foundation import archives, files
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import StoredFile

pytestmark = pytest.mark.django_db
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(name: str, content: bytes, **asked: Any) -> str:
    with pytest.raises(UserError) as refused:
        files.receive(upload(name, content), **asked)
    assert not StoredFile.objects.exists()
    assert refused.value.field == "file"
    return refused.value.sentence


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


DOCX = zipped(word__document=b"<w/>")
XLSX = zipped(xl__workbook=b"<w/>")


def ole(*names: str) -> bytes:
    """An Office container of before 2007 with these names in its directory, which lies in the third sector."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    head[30:32], head[48:52] = struct.pack("<H", 9), struct.pack("<I", 2)
    directory = b""
    for name in ("Root Entry", *names):
        directory += name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2).ljust(64, b"\0")
    return bytes(head) + b"\0" * 1024 + directory


def picture(form: str, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("công văn.docx", DOCX, "wordprocessingml.document"),
        ("phụ lục.xlsx", XLSX, "spreadsheetml.sheet"),
        ("cũ.doc", ole("WordDocument"), "application/msword"),
        ("cũ.xls", ole("Workbook"), "application/vnd.ms-excel"),
        ("quét.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("ảnh.JPG", picture("JPEG"), "image/jpeg"),
        ("ảnh.png", picture("PNG"), "image/png"),
        ("chữ.txt", "Kính gửi các xã".encode(), "text/plain; charset=utf-8"),
        ("chữ.txt", "Kính gửi".encode("utf-16"), "text/plain; charset=utf-8"),
        ("trang.html", b"  <!DOCTYPE html><p>x", "text/html; charset=utf-8"),
    ],
)
def test_what_is_received_is_kept_under_its_digest(name: str, content: bytes, media_type: str) -> None:
    stored = files.receive(upload(name, content))
    assert stored.content_type.endswith(media_type)
    assert stored.name == name
    kept = files.path_of(stored).read_bytes()
    assert len(kept) == stored.size
    assert stored.path.endswith(stored.sha256)


def test_the_same_content_is_kept_once() -> None:
    one, two = (files.receive(upload(name, DOCX)) for name in ("một.docx", "hai.docx"))
    assert one.pk != two.pk
    assert files.path_of(one) == files.path_of(two)
    assert len([path for path in files.path_of(one).parents[1].rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("công văn.docx", b"%PDF-1.7", "có đuôi .docx nhưng nội dung là PDF"),
        ("ảnh.png", DOCX, "có đuôi .png nhưng nội dung là Word"),
        ("bảng.xlsx", DOCX, "có đuôi .xlsx nhưng nội dung là Word"),
        ("chữ.txt", b"<html><script>", "có đuôi .txt nhưng nội dung là trang web"),
        ("phần mềm.pdf", b"MZ\x90\x00\x03", "không thuộc loại nào hệ thống nhận"),
        ("phần mềm.exe", b"plain text", "Đuôi tệp “.exe” không được nhận"),
        ("không đuôi", b"plain text", "Đuôi tệp “không đuôi” không được nhận"),
        ("trống.docx", b"", "trống, không có nội dung"),
        ("hỏng.docx", b"PK\x03\x04broken", "không thuộc loại nào hệ thống nhận"),
        ("hỏng.jpg", b"\xff\xd8\xff\xe0 cut", "bị hỏng, không mở được"),
        ("có khóa.docx", ole("EncryptionInfo", "EncryptedPackage"), "có mật khẩu"),
        ("trình chiếu.doc", ole("PowerPoint Document"), "không thuộc loại nào hệ thống nhận"),
    ],
)
def test_what_is_refused_is_told_with_its_name(name: str, content: bytes, words: str) -> None:
    sentence = refusal(name, content)
    assert words in sentence
    assert words.startswith("Đuôi") or name in sentence


def test_only_what_is_asked_for_is_taken() -> None:
    sentence = refusal("bảng.xlsx", XLSX, allowed={"pdf", "image"})
    assert "là Excel" in sentence
    assert ".pdf, .jpg, .jpeg, .png, .webp" in sentence


def test_a_virus_is_stopped() -> None:
    assert "mã độc" in refusal("thư.txt", EICAR)


def test_a_heavy_file_is_refused_by_its_weight(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 2 * 1024 * 1024
    assert "nặng 3,0 MB, vượt mức 2 MB" in refusal("nặng.txt", b"a" * 3 * 1024 * 1024)


def test_a_bomb_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    bomb = zipped(word__document=b"\0" * 2_000_000)
    assert len(bomb) < 3000
    assert "quá lớn khi mở ra" in refusal("bom.docx", bomb)


def test_a_picture_of_a_hundred_million_points_is_refused_by_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_PIXELS", 10_000)
    assert "quá lớn (200 × 100 điểm)" in refusal("áp phích.png", picture("PNG", (200, 100)))


def test_a_photo_loses_place_device_and_remarks_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0110] = "Phone of the village head"
    exif[0x0112] = 6  # the camera was held on its side
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif, comment=b"nha chau A o cuoi ban", icc_profile=b"secret profile")
    stored = files.receive(upload("ảnh.jpg", content))
    kept = files.path_of(stored).read_bytes()
    for hidden in (b"Phone", b"nha chau", b"secret", b"Exif"):
        assert hidden in content
        assert hidden not in kept
    with Image.open(io.BytesIO(kept)) as clean:
        assert clean.size == (40, 60)
        assert dict(clean.getexif()) == {}


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_pictures_lose_them_too(form: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "hidden words"
    content = picture(form, exif=exif)
    assert b"hidden words" in content
    stored = files.receive(upload(f"ảnh.{form.lower()}", content))
    assert b"hidden words" not in files.path_of(stored).read_bytes()
    assert stored.content_type == f"image/{form.lower()}"


def test_two_pictures_in_one_file_as_phones_write_them_become_one() -> None:
    second = Image.new("RGB", (60, 40), "blue")
    content = picture("MPO", save_all=True, append_images=[second])
    stored = files.receive(upload("IMG_1.jpg", content))
    assert stored.content_type == "image/jpeg"
    with Image.open(files.path_of(stored)) as kept:
        assert kept.format == "JPEG"


def test_code_behind_a_picture_does_not_come_through() -> None:
    stored = files.receive(upload("ảnh.png", picture("PNG") + b"<?php system($_GET[0]); ?>"))
    assert b"<?php" not in files.path_of(stored).read_bytes()


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\công văn.docx", "công văn.docx"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("  .htaccess. ", "htaccess"),
        ("...", "tep"),
        ("Kế hoạch số 12/KH-UBND.docx", "KH-UBND.docx"),
        ("ngu\u031bo\u031b\u0300i.pdf", "người.pdf"),
    ],
)
def test_names_are_cleaned(given: str, clean: str) -> None:
    assert files.clean_name(given) == clean


def test_a_long_name_keeps_its_ending() -> None:
    name = files.clean_name("rất dài " * 60 + ".docx")
    assert len(name) == 150
    assert name.endswith(".docx")


def answer(name: str, content: bytes, **options: Any) -> Any:
    return files.file_response(files.receive(upload(name, content)), **options)


def test_html_is_never_shown_inside_the_site() -> None:
    given = answer("trang.html", b"<html><script>alert(1)</script>", inline=True)
    assert given["Content-Disposition"].startswith("attachment;")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_picture_may_be_shown_and_a_word_file_is_saved() -> None:
    assert answer("ảnh.png", picture("PNG"), inline=True)["Content-Disposition"].startswith("inline;")
    assert answer("ảnh.png", picture("PNG"))["Content-Disposition"].startswith("attachment;")
    assert answer("văn bản.docx", DOCX, inline=True)["Content-Disposition"].startswith("attachment;")


def test_vietnamese_names_reach_every_browser() -> None:
    where = answer('Đơn "gấp".docx', DOCX)["Content-Disposition"]
    assert 'filename="Don gap.docx"' in where
    assert "filename*=UTF-8''%C4%90%C6%A1n%20%22g%E1%BA%A5p%22.docx" in where
    assert "\n" not in where


def test_what_the_product_made_itself_is_kept_the_same_way(tmp_path: Path, settings: Any) -> None:
    stored = files.keep_bytes("báo cáo.docx", DOCX, "application/x")
    assert files.path_of(stored).read_bytes() == DOCX
    assert files.path_of(stored).is_relative_to(settings.MEDIA_ROOT)


def test_any_bytes_are_either_known_or_refused_with_a_sentence() -> None:
    make: list[Callable[[int], bytes]] = [
        lambda place: DOCX[:place], lambda place: ole("WordDocument")[:place], lambda place: picture("PNG")[:place],
    ]  # fmt: skip
    for build in make:
        for place in range(1, 700, 61):
            with contextlib.suppress(UserError):
                files.receive(upload("thử.docx", build(place)))
