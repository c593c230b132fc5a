"""Files of every supported kind as plain text. What a file is, its content says; its name only hints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chungtay.directives.reader.model import Notice, UnreadableDocument
from chungtay.directives.reader.sources import encodings, html, kinds, pdf, pictures, word
from chungtay.directives.reader.sources.extracted import Extracted

Progress = Callable[[int, int], None]
MAX_BYTES = 200 * 1024 * 1024

__all__ = ["Extracted", "Progress", "text_of"]


def text_of(path: Path, on_progress: Progress | None = None) -> Extracted:
    """The text of a file. Raises UnreadableDocument; never another error for a bad file."""
    data = _bytes_of(path)
    kind = kinds.kind_of(data)
    notices: list[Notice] = []
    named = kinds.kind_named(path.name)
    if named and kind and named != kind:
        sentence = f"Tệp “{path.name}” mang đuôi .{named} nhưng nội dung là .{kind}; đã đọc theo nội dung."
        notices.append(Notice("other_kind", sentence))
    extracted = _read(path, data, kind, on_progress)
    text = encodings.from_old_fonts(extracted.text)
    if not text.strip():
        raise UnreadableDocument("no_text", f"Tệp “{path.name}” không có chữ nào. Hãy kiểm tra lại tệp gốc.")
    return Extracted(text, (*notices, *extracted.notices), extracted.pages)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableDocument(
                "too_large",
                f"Tệp “{path.name}” lớn hơn {MAX_BYTES // 2**20} MB. Hãy tách tệp hoặc chỉ gửi phần văn bản.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            "not_found", f"Không mở được tệp “{path}”. Hãy kiểm tra đường dẫn và quyền đọc."
        ) from error
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableDocument("empty", f"Tệp “{path.name}” rỗng. Hãy gửi lại tệp có nội dung.")
    return data


def _read(path: Path, data: bytes, kind: str | None, on_progress: Progress | None) -> Extracted:
    if kind == "docx":
        return word.read(path.name, data)
    if kind == "pdf":
        return pdf.read(path.name, data, on_progress)
    if kind == "html":
        return html.read(data)
    if kind in ("png", "jpg", "tif"):
        return pictures.read(path.name, data, kind)
    if kind == "txt":
        return Extracted(encodings.decode(data))
    raise UnreadableDocument("unsupported", kinds.why_unsupported(path.name, data))
