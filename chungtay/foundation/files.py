"""Files as received: kept under their digest, known by their content, never executed, given out only through the thing
they hang on.

`receive()` refuses with a sentence: too large, empty, of a kind that is not asked for, or not what its name says.
Pictures are encoded anew, so that neither hidden data (place, device) nor a crafted file gets through.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from chungtay.foundation import archives
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import StoredFile
from chungtay.foundation.vietnamese import number

CHUNK = 1 << 20
MOST_PIXELS = 60_000_000  # a picture with more is a decompression bomb or a poster
# The antivirus industry's harmless test file; a scanner that misses it is not switched on.
_STILLS = {b"heic", b"heix", b"mif1", b"avif", b"avis", b"msf1"}  # pictures in a container of video
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"

# kind → (words, endings, media type by ending)
KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "pdf": ("PDF", {".pdf": "application/pdf"}),
    "word": (
        "Word",
        {
            ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ".doc": "application/msword",
        },
    ),
    "excel": (
        "Excel",
        {
            ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".xls": "application/vnd.ms-excel",
            ".xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",  # kept as it is, its macro never run
        },
    ),
    "image": ("ảnh", {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}),
    "text": ("văn bản thuần", {".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8"}),
    "html": ("trang web", {".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8"}),
}
EVERY_KIND = frozenset(KINDS)
KINDS |= {  # only where they are asked for by name; kinds that a browser can play
    "video": (
        "video",
        {".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/mp4", ".webm": "video/webm"},
    ),
    "audio": (
        "âm thanh",
        {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".aac": "audio/aac", ".wav": "audio/wav", ".ogg": "audio/ogg"},
    ),
}
LOCKED = "locked"  # no kind of its own: an Office file behind a password


def kind_of(head: bytes, file: BinaryIO) -> str | None:
    """What the content is, whatever the name says; None when it is none of KINDS. `head` is the first kilobytes."""
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return "image"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file)
    if head.startswith(archives.OLE):
        return _kind_of_ole(file)
    return _kind_of_recording(head) or _kind_of_text(head)


def _kind_of_recording(head: bytes) -> str | None:
    """Video and sound by the first bytes of their containers."""
    if head[4:8] == b"ftyp":
        return "audio" if head[8:11] == b"M4A" else None if head[8:12] in _STILLS else "video"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video" if b"webm" in head[:64] else None
    sound = head.startswith((b"ID3", b"OggS", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9"))
    return "audio" if sound or (head.startswith(b"RIFF") and head[8:12] == b"WAVE") else None


def _kind_of_zip(file: BinaryIO) -> str | None:
    try:
        names = archives.parts_of(file)
    except archives.BrokenArchive:
        return None
    if "word/document.xml" in names:
        return "word"
    return "excel" if "xl/workbook.xml" in names else None


def _kind_of_ole(file: BinaryIO) -> str | None:
    """Office files of before 2007, and those of today behind a password."""
    names = archives.ole_directory(file)
    if archives.LOCKED_PART in names:
        return LOCKED
    if "WordDocument" in names:
        return "word"
    return "excel" if names & {"Workbook", "Book"} else None


def _kind_of_text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\0" in head:
        return None
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) else "text"


def receive(
    upload: UploadedFile[Any], *, actor: Actor | None = None, allowed: Collection[str] = EVERY_KIND
) -> StoredFile:
    """Keeps the file and returns its row. Raises UserError with what is wrong and what to do.

    `allowed` are keys of KINDS. The same content is kept once on disk, however often it comes.
    """
    name = _sized(upload)
    with tempfile.SpooledTemporaryFile(max_size=4 * CHUNK) as spool:
        for chunk in upload.chunks(CHUNK):
            spool.write(chunk)
        content: BinaryIO = spool  # type: ignore[assignment]
        kind, media_type = _check(name, content, allowed)
        if kind == "image":
            content, media_type = _encoded_anew(name, content)
        digest, size = _keep(content)
    return StoredFile.objects.create(
        name=name,
        content_type=media_type,
        size=size,
        sha256=digest,
        path=_place(digest),
        uploaded_by_id=actor.user_id if actor else None,
    )


@dataclass(frozen=True)
class Checked:
    """An upload that passed the checks of `receive` and was kept nowhere. `content` stands at its beginning."""

    name: str
    kind: str
    media_type: str
    content: BinaryIO


def checked(upload: UploadedFile[Any], *, allowed: Collection[str]) -> Checked:
    """The same checks for what is kept elsewhere, sealed: no copy is made on disk. Raises UserError."""
    name = _sized(upload)
    content = cast(BinaryIO, upload.file)
    kind, media_type = _check(name, content, allowed)
    if kind == "image":
        content, media_type = _encoded_anew(name, content)
    content.seek(0)
    return Checked(name, kind, media_type, content)


def _sized(upload: UploadedFile[Any]) -> str:
    """The clean name of a file that is neither empty nor too large."""
    name = clean_name(upload.name or "tep")
    limit = settings.MAX_UPLOAD_BYTES
    if upload.size is not None and upload.size > limit:
        weight, most = number(upload.size / CHUNK, 1), number(limit // CHUNK)
        raise UserError(
            f"Tệp “{name}” nặng {weight} MB, vượt mức {most} MB. Hãy nén hoặc tách tệp rồi gửi lại.", field="file"
        )
    if not upload.size:
        raise UserError(f"Tệp “{name}” trống, không có nội dung. Hãy kiểm tra lại tệp.", field="file")
    return name


def _check(name: str, file: BinaryIO, allowed: Collection[str]) -> tuple[str, str]:
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if _has_eicar(file):
        raise UserError(f"Tệp “{name}” bị bộ kiểm tra mã độc chặn lại. Tệp không được lưu.", field="file")
    file.seek(0)
    try:
        kind = kind_of(head, file)
    except archives.TooLargeUnpacked:
        raise UserError(f"Tệp “{name}” quá lớn khi mở ra. Hãy chia thành nhiều tệp.", field="file") from None
    file.seek(0)
    if kind == LOCKED:
        raise UserError(f"Tệp “{name}” có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi.", field="file")
    names = ", ".join(ending for one in KINDS if one in allowed for ending in KINDS[one][1])
    if kind is None or kind not in allowed:
        what = f"là {KINDS[kind][0]}" if kind else "không thuộc loại nào hệ thống nhận"
        raise UserError(f"Tệp “{name}” {what}. Ở đây nhận: {names}.", field="file")
    endings = KINDS[kind][1]
    ending = Path(name).suffix.lower()
    if ending in endings:
        return kind, endings[ending]
    other = next((words for one, (words, known) in KINDS.items() if ending in known), None)
    if other is not None:
        raise UserError(
            f"Tệp “{name}” có đuôi {ending} nhưng nội dung là {KINDS[kind][0]}. Hãy đổi đúng đuôi hoặc chọn tệp khác.",
            field="file",
        )
    raise UserError(f"Đuôi tệp “{ending or name}” không được nhận. Ở đây nhận: {names}.", field="file")


def _has_eicar(file: BinaryIO) -> bool:
    return _EICAR in file.read(4096)


def _encoded_anew(name: str, file: BinaryIO) -> tuple[BinaryIO, str]:
    """The picture without anything that is not picture; turned the way the camera was held."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UserError(
                    f"Ảnh “{name}” quá lớn ({picture.width} × {picture.height} điểm). Hãy giảm kích thước rồi gửi lại.",
                    field="file",
                )
            form = "JPEG" if picture.format == "MPO" else picture.format or "PNG"  # phones keep two pictures in one
            upright = ImageOps.exif_transpose(picture)
            upright = upright.convert("RGB") if form == "JPEG" else upright
            # comments, maker's notes and colour profiles ride along in `info`
            upright.info = {key: value for key, value in upright.info.items() if key == "transparency"}
            clean = io.BytesIO()
            upright.save(clean, form, **({"quality": 90} if form == "JPEG" else {}))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise UserError(f"Ảnh “{name}” bị hỏng, không mở được. Hãy chụp hoặc chọn ảnh khác.", field="file") from None
    return clean, {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}.get(form, "image/png")


def _keep(content: BinaryIO) -> tuple[str, int]:
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    place = Path(settings.MEDIA_ROOT) / _place(digest.hexdigest())
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content.seek(0)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as fresh:
            while chunk := content.read(CHUNK):
                fresh.write(chunk)
        Path(fresh.name).replace(place)  # a reader sees the whole file or none
    return digest.hexdigest(), size


def keep_bytes(name: str, content: bytes, media_type: str, *, actor: Actor | None = None) -> StoredFile:
    """Keeps something the product made itself (a .docx as it was sent)."""
    digest, size = _keep(io.BytesIO(content))
    return StoredFile.objects.create(
        name=clean_name(name),
        content_type=media_type,
        size=size,
        sha256=digest,
        path=_place(digest),
        uploaded_by_id=actor.user_id if actor else None,
    )


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def clean_name(name: str) -> str:
    """The last part of the name without control characters and path signs, at most 150 characters, ending kept."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    last = "".join(character for character in last if unicodedata.category(character)[0] != "C").strip(" .") or "tep"
    path = Path(last)
    return path.stem[: 150 - len(path.suffix)] + path.suffix if len(last) > 150 else last


def path_of(stored: StoredFile) -> Path:
    """Where the content lies; a named link with the right ending is not made, so readers must go by content."""
    return Path(settings.MEDIA_ROOT) / stored.path


def file_response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file for a person who may see the thing it hangs on. HTML is never shown inside the site."""
    shown = inline and stored.content_type in {"application/pdf", "image/jpeg", "image/png", "image/webp"}
    response = FileResponse(path_of(stored).open("rb"), content_type=stored.content_type)
    plain = (
        unicodedata.normalize("NFKD", stored.name.replace("đ", "d").replace("Đ", "D"))
        .encode("ascii", "ignore")
        .decode()
        .replace('"', "")
    )
    where = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{where}; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name)}"
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
