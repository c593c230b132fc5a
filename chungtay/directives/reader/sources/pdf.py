"""Text of a .pdf; pages that are only pictures go through optical reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2

from chungtay.directives.reader.model import Notice, UnreadableDocument
from chungtay.directives.reader.sources import pictures
from chungtay.directives.reader.sources.extracted import Extracted

Progress = Callable[[int, int], None]
# Optical reading takes seconds a page: beyond this many scanned pages a person should choose which to read.
MAX_SCANNED = 60
FEW = 12


def read(name: str, data: bytes, on_progress: Progress | None = None) -> Extracted:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("encrypted", f"Tệp “{name}” có mật khẩu. Hãy bỏ mật khẩu rồi đọc lại.") from error
        raise UnreadableDocument(
            "broken", f"Tệp “{name}” bị hỏng, không mở được. Hãy tải hoặc quét lại tệp."
        ) from error
    try:
        return _pages(name, document, on_progress)
    finally:
        document.close()


def _pages(name: str, document: Any, on_progress: Progress | None) -> Extracted:
    total = len(document)
    texts: list[str] = []
    scanned: list[int] = []
    for index in range(total):
        text = _page_text(document, index)
        texts.append(text)
        if len(text.strip()) < FEW:
            scanned.append(index)
        if on_progress:
            on_progress(index + 1, total)
    notices: list[Notice] = []
    if scanned and len(scanned) * 2 >= total:
        notices.append(_read_scans(name, document, texts, scanned, on_progress))
    if total > 100:
        notices.append(Notice("long", f"Tệp có {total} trang; đã đọc tất cả."))
    return Extracted("\n".join(texts), tuple(notices), total)


def _page_text(document: Any, index: int) -> str:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return ""
    try:
        shown = page.get_textpage()
        text = str(shown.get_text_bounded())
        shown.close()
        return text
    except pypdfium2.PdfiumError:
        return ""
    finally:
        page.close()


def _read_scans(name: str, document: Any, texts: list[str], scanned: list[int], on_progress: Progress | None) -> Notice:
    pictures.require_tesseract(name)
    for done, index in enumerate(scanned[:MAX_SCANNED], start=1):
        page = document[index]
        image = page.render(scale=200 / 72).to_pil()
        page.close()
        texts[index] = pictures.read_image(name, image)
        if on_progress:
            on_progress(done, min(len(scanned), MAX_SCANNED))
    if len(scanned) > MAX_SCANNED:
        return Notice("partly_scanned", f"Tệp có {len(scanned)} trang ảnh; chỉ nhận dạng {MAX_SCANNED} trang đầu.")
    return Notice("scanned", "Văn bản là ảnh quét; chữ do máy nhận dạng, hãy đối chiếu với bản gốc.")
