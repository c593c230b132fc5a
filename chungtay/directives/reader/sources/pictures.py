"""Text of pictures through Tesseract, where it and its Vietnamese data are installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from typing import Any

from chungtay.directives.reader.model import Notice, UnreadableDocument
from chungtay.directives.reader.sources.extracted import Extracted

SECONDS_PER_PAGE = 60


@cache
def tesseract() -> str | None:
    """The program, when the language is there too."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        known = subprocess.run([program, "--list-langs"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if b"vie" in (known.stdout + known.stderr).split() else None


def require_tesseract(name: str) -> str:
    program = tesseract()
    if program is None:
        raise UnreadableDocument(
            "needs_ocr",
            f"Tệp “{name}” là ảnh quét, không có chữ để đọc. Hãy cài Tesseract cùng tiếng Việt "
            "(trên Debian/Ubuntu: apt install tesseract-ocr tesseract-ocr-vie) hoặc gửi bản có chữ.",
        )
    return program


def read(name: str, data: bytes, kind: str) -> Extracted:
    require_tesseract(name)
    text = _recognise(name, data)
    if len(text.strip()) < 8:
        raise UnreadableDocument(
            "no_text", f"Ảnh “{name}” không có chữ đọc được. Hãy chụp lại rõ hơn, đủ sáng và thẳng."
        )
    return Extracted(text, (Notice("scanned", "Văn bản là ảnh; chữ do máy nhận dạng, hãy đối chiếu với bản gốc."),), 1)


def read_image(name: str, image: Any) -> str:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return _recognise(name, buffer.getvalue())


def _recognise(name: str, data: bytes) -> str:
    program = require_tesseract(name)
    try:
        done = subprocess.run(
            [program, "stdin", "stdout", "-l", "vie", "--psm", "4"],
            input=data,
            capture_output=True,
            timeout=SECONDS_PER_PAGE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            "ocr_slow", f"Nhận dạng chữ trong “{name}” quá lâu nên đã dừng. Hãy tách ảnh nhỏ hơn."
        ) from error
    except OSError as error:
        raise UnreadableDocument(
            "needs_ocr", f"Không chạy được Tesseract để đọc “{name}”. Hãy cài lại Tesseract."
        ) from error
    if done.returncode != 0:
        raise UnreadableDocument("broken", f"Ảnh “{name}” bị hỏng hoặc không nhận dạng được. Hãy chụp hoặc quét lại.")
    return done.stdout.decode("utf-8", errors="replace")
