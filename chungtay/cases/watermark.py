"""Pages of evidence as pictures that say on their face who looked, when, and of which case. No database."""

from __future__ import annotations

import functools
import io
import threading
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from chungtay.foundation.vietnamese import fold

LONGEST = 1600  # pixels of the longer side of what is shown
_SIZE = 26  # of the letters
_SLANT = 28  # degrees
_DARK, _LIGHT = (20, 20, 60, 110), (255, 255, 255, 120)  # readable on white paper and in a dark photo
_pdfium = threading.Lock()  # the library serves one thread at a time


class Unreadable(Exception):
    """The file is what its first bytes say and yet does not open."""


class Locked(Unreadable):
    """It asks for a password."""


@functools.cache
def _fonts() -> tuple[Any, Any] | None:
    """Basic letters and Vietnamese ones; None where the fonts are not installed."""
    if not settings.FONTS:
        return None
    folder = settings.STATICFILES_DIRS[0][1]
    latin, vietnamese = (folder / f"be-vietnam-pro-{part}-500-normal.woff" for part in ("latin", "vietnamese"))
    try:
        return ImageFont.truetype(str(latin), _SIZE), ImageFont.truetype(str(vietnamese), _SIZE)
    except OSError:
        return None


def _runs(text: str) -> list[tuple[str, Any]]:
    """Pieces of the text, each with a font that has its letters; without fonts the words lose their accents."""
    fonts = _fonts()
    if fonts is None:
        return [(fold(text).upper(), ImageFont.load_default(_SIZE))]
    latin, vietnamese = fonts
    runs: list[tuple[str, Any]] = []
    for letter in text:
        font = latin if ord(letter) < 0x100 or letter in "–“”…" else vietnamese
        if runs and runs[-1][1] is font:
            runs[-1] = (runs[-1][0] + letter, font)
        else:
            runs.append((letter, font))
    return runs


def _stamp(text: str) -> Image.Image:
    """The words once, slanted, on nothing."""
    runs = _runs(text)
    width = int(sum(font.getlength(piece) for piece, font in runs)) + 8
    flat = Image.new("RGBA", (width, _SIZE * 2))
    pen, at = ImageDraw.Draw(flat), 4.0
    for piece, font in runs:
        pen.text((at, _SIZE * 1.5), piece, font=font, fill=_DARK, stroke_width=1, stroke_fill=_LIGHT, anchor="ls")
        at += font.getlength(piece)
    return flat.rotate(_SLANT, expand=True, resample=Image.Resampling.BICUBIC)


def marked(picture: Image.Image, text: str) -> bytes:
    """The picture with the words all over it, as JPEG."""
    whole = picture.convert("RGBA")
    stamp = _stamp(text)
    layer = Image.new("RGBA", (whole.width + 2 * stamp.width, whole.height + 2 * stamp.height))
    step_x, step_y = int(stamp.width * 0.75), int(stamp.height * 0.8)
    for row, top in enumerate(range(stamp.height // 2, layer.height - stamp.height, step_y)):
        for left in range((row % 2) * step_x // 2, layer.width - stamp.width, step_x):
            layer.alpha_composite(stamp, (left, top))
    layer = layer.crop((stamp.width, stamp.height, stamp.width + whole.width, stamp.height + whole.height))
    out = io.BytesIO()
    Image.alpha_composite(whole, layer).convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()


def picture_of(content: bytes) -> Image.Image:
    """A stored photo, made small enough for a page. Raises Unreadable."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            shown = ImageOps.exif_transpose(picture)
            shown.thumbnail((LONGEST, LONGEST))
            return shown.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable from error


def _opened_pdf(content: Any) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise (Locked if "password" in str(error).lower() else Unreadable) from error


def pages_of(content: bytes) -> int:
    """Pages of a PDF, each of which can be loaded at its ends. Raises Locked, Unreadable."""
    with _pdfium, _opened_pdf(content) as document:
        number = len(document)
        if number == 0:
            raise Unreadable
        _page(document, 0)
        _page(document, number - 1)
        return number


def _page(document: Any, index: int) -> Any:
    import pypdfium2

    try:
        return document[index]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unreadable from error


def page_of(content: bytes, number: int) -> Image.Image:
    """Page `number` (from 1) of a PDF as a picture. Raises Unreadable."""
    with _pdfium, _opened_pdf(content) as document:
        page = _page(document, number - 1)
        scale = min(2.5, LONGEST / max(page.get_width(), page.get_height(), 1))
        picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return picture
