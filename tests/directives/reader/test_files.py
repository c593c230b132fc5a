"""Files: every supported kind gives the same tasks, every bad file one clear sentence."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest

from chungtay.directives.reader import UnreadableDocument, read_file, read_text
from chungtay.directives.reader.cli import main
from chungtay.directives.reader.sources import pdf, pictures
from chungtay.directives.reader.sources.encodings import _TCVN3, decode, from_old_fonts

PARAGRAPHS = [
    "Ngày 05/6/2024, UBND huyện C đã ban hành Công văn số 88/UBND-VX về việc phòng, chống đuối nước trẻ em.",
    "Phòng Giáo dục và Đào tạo chỉ đạo các trường bàn giao học sinh về địa phương.",
]
TEXT = "\n\n".join(PARAGRAPHS)


def lead_of(path: Path) -> list[str]:
    return [f.value for t in read_file(path).tasks for f in t.lead]


def word_file(path: Path) -> Path:
    document = docx.Document()
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=2, cols=3)
    for row, words in zip(table.rows, (("STT", "Nội dung", "Chủ trì"), ("1", "Dạy bơi", "Huyện đoàn")), strict=True):
        for cell, shown in zip(row.cells, words, strict=True):
            cell.text = shown
    document.add_paragraph("Điểm danh", style="List Number")
    document.save(str(path))
    return path


def test_a_word_file_with_its_table_and_numbers(tmp_path: Path) -> None:
    reading = read_file(word_file(tmp_path / "a.docx"))
    assert [f.value for t in reading.tasks for f in t.lead][:2] == ["Phòng Giáo dục và Đào tạo", "Huyện đoàn"]
    assert "1. Điểm danh" in reading.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "tcvn3"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    if encoding == "tcvn3":
        back = {ord(letter): code for code, letter in _TCVN3.items()}
        path.write_bytes(TEXT.lower().translate(back).encode("latin-1"))
        assert "chỉ đạo các trường" in decode(path.read_bytes())
        return
    path.write_bytes(TEXT.encode(encoding))
    assert lead_of(path) == ["Phòng Giáo dục và Đào tạo"]


def test_text_in_windows_1258() -> None:
    marks = TEXT.replace("ệ", "ê\u0323").replace("ố", "ô\u0301").replace("ứ", "ư\u0301")
    assert "huyện" in unicodedata.normalize("NFC", decode(marks.encode("cp1258", errors="ignore")))


def test_an_old_font_copied_as_latin_letters() -> None:
    back = {ord(letter): chr(code) for code, letter in _TCVN3.items()}
    assert from_old_fonts(TEXT.lower().translate(back)) == TEXT.lower()
    assert from_old_fonts("déjà vu à la crème") == "déjà vu à la crème"


def test_a_web_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    body = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
    path.write_text(
        f"<html><head><title>x</title></head><body><nav>Giao Sở Y tế</nav>{body}</body></html>", encoding="utf-8"
    )
    assert lead_of(path) == ["Phòng Giáo dục và Đào tạo"]


def test_a_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    real = word_file(tmp_path / "a.docx")
    renamed = real.rename(tmp_path / "a.pdf")
    assert "other_kind" in [n.code for n in read_file(renamed).notices]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (70 * 1024 * 1024))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\0\0\0", "empty"),
        ("a.docx", b"PK\x03\x04 word/ broken", "broken"),
        ("a.pdf", b"%PDF-1.7 broken", "broken"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "unsupported"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "unsupported"),
        ("a.bin", bytes(range(256)) * 8, "unsupported"),
        ("a.zip", b"PK\x03\x04 other things", "unsupported"),
    ],
)
def test_bad_files_get_one_clear_sentence(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path)
    assert caught.value.code == code
    assert caught.value.sentence_vi.endswith(".")


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    path.write_bytes(bomb())
    with pytest.raises(UnreadableDocument, match="quá lớn"):
        read_file(path)


def test_a_picture_without_the_reader_of_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "tesseract", lambda: None)
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    with pytest.raises(UnreadableDocument, match="Tesseract"):
        read_file(path)


def pdf_of(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_scanned_pdf_without_the_reader_of_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "tesseract", lambda: None)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(2))
    with pytest.raises(UnreadableDocument, match="ảnh quét"):
        read_file(path)


def test_progress_of_a_long_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_page_text", lambda document, index: f"Trang {index} của văn bản")
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(500))
    seen: list[tuple[int, int]] = []
    reading = read_file(path, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (500, 500)
    assert "long" in [n.code for n in reading.notices]


def test_a_pdf_with_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(data: bytes) -> None:
        raise pypdfium2.PdfiumError("Failed to load document (PDFium: Incorrect password error).")

    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(UnreadableDocument, match="mật khẩu"):
        read_file(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="Không mở được"):
        read_file(tmp_path / "no.txt")


def test_a_very_long_text_is_cut_with_a_notice() -> None:
    assert "cut" in [n.code for n in read_text("trẻ em " * 200_000).notices]


def test_the_command_prints_one_object_or_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["document"]["number"] == "88/UBND-VX"
    assert main(["--json", str(path), str(path)]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2
    assert main([str(path)]) == 0
    assert "Chủ trì: Phòng Giáo dục và Đào tạo" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    assert main([str(path)]) == 1
    assert "rỗng" in capsys.readouterr().err


def test_the_reader_runs_without_django() -> None:
    code = "import sys; sys.modules['django'] = None; import chungtay.directives.reader as r; r.read_text('x')"
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
