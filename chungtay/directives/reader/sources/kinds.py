"""What a file is, from its first bytes."""

from __future__ import annotations

import re

_SUFFIXES = {
    "docx": "docx",
    "pdf": "pdf",
    "txt": "txt",
    "html": "html",
    "htm": "html",
    "png": "png",
    "jpg": "jpg",
    "jpeg": "jpg",
    "tif": "tif",
    "tiff": "tif",
}
_MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|div|p|table|meta|article)[\s>/]", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_named(name: str) -> str | None:
    return _SUFFIXES.get(name.rsplit(".", 1)[-1].lower()) if "." in name else None


def kind_of(data: bytes) -> str | None:
    """docx, pdf, html, png, jpg, tif, txt or None where the content is nothing the reader knows."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx" if b"word/" in data else None
    if data.startswith(b"\x89PNG"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "tif"
    if data.startswith(
        (
            _OLE,
            b"{\\rtf",
            b"GIF8",
            b"RIFF",
            b"\x1f\x8b",
            b"7z\xbc\xaf",
            b"Rar!",
            b"\x7fELF",
            b"MZ",
            b"SQLite format 3",
            b"PK",
        )
    ):
        return None
    if _MARKUP.search(data[:4096]):
        return "html"
    return "txt" if _is_text(data) else None


def _is_text(data: bytes) -> bool:
    """Text has hardly any control bytes; UTF-16 has a zero in every other byte of its plain letters."""
    sample = data[:8192]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    zeros = sample.count(0)
    if zeros > len(sample) * 0.2:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        return max(even, odd) > 10 * max(1, min(even, odd))
    control = sum(1 for b in sample if b < 32 and b not in (0, 9, 10, 11, 12, 13, 27))
    return control <= len(sample) * 0.02


def why_unsupported(name: str, data: bytes) -> str:
    supported = "Hãy lưu lại thành .docx, .pdf, .txt hoặc .html rồi đọc lại."
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return f"Tệp “{name}” có mật khẩu. Hãy bỏ mật khẩu trong Word (Tệp → Thông tin → Bảo vệ) rồi đọc lại."
        return f"Tệp “{name}” là tệp Word/Excel đời cũ (.doc, .xls). {supported}"
    if data.startswith(b"{\\rtf"):
        return f"Tệp “{name}” là tệp .rtf. {supported}"
    if data.startswith(b"PK"):
        return f"Tệp “{name}” là tệp nén hoặc bảng tính, không phải văn bản Word. {supported}"
    return f"Không nhận ra nội dung tệp “{name}”. {supported}"
