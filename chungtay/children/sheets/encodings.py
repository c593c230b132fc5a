"""Which bytes, which code page: UTF-8, UTF-16, Windows-1258, or Latin signs of a TCVN3 or VNI font. Result: Unicode NFC."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chungtay.children.sheets import legacy
from chungtay.children.sheets.syllables import share, telling_words

SAMPLE = 256 * 1024  # bytes looked at
_ENOUGH = 4000  # words that tell
_CLEARLY = 0.15  # by how much a code page must explain more words than the text as it stands
NAMES = {
    "tcvn3": "TCVN3 (phông .VnTime, ABC)",
    "vni": "VNI (phông VNI-Times)",
    "twice": "UTF-8 bị mở nhầm bảng mã",
    "cp1258": "Windows-1258",
    "utf-16": "UTF-16",
}
_FONTS: dict[str, Callable[[str], str]] = {
    "tcvn3": legacy.from_tcvn3,
    "vni": legacy.from_vni,
    "twice": legacy.from_twice,
}


@dataclass(frozen=True)
class CodePage:
    """How bytes become text: a codec of Python, then the font whose signs are still to be translated (or none)."""

    codec: str
    font: str = ""

    @property
    def words(self) -> str:
        """For the person, when it is not plain UTF-8."""
        return NAMES.get(self.font or self.codec, "")


def font_of(texts: Iterable[str]) -> str:
    """`tcvn3`, `vni`, `twice`, or empty when the texts read as they are."""
    words = _sample(texts)
    if not words:
        return ""
    best, most = "", share(words)
    bound = most + _CLEARLY
    for font, read in _FONTS.items():
        found = share([read(word) for word in words])
        if found > bound and found > most:
            best, most = font, found
    return best


def _sample(texts: Iterable[str]) -> list[str]:
    words: list[str] = []
    for text in texts:
        if not text.isascii():
            words += telling_words(text)
            if len(words) > _ENOUGH:
                break
    return words


def code_page_of(head: bytes, *, whole: bool) -> CodePage:
    """From the first bytes of a file (`whole`: there are no more). Never fails: what fits nothing is Windows-1252."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return CodePage("utf-16", font_of(head.decode("utf-16", "ignore").splitlines()))
    if _wide(head):
        codec = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        return CodePage(codec, font_of(head.decode(codec, "ignore").splitlines()))
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, whole)
    except UnicodeDecodeError as error:
        if error.start > 0.9 * len(head) and not _plain(head[: error.start]):
            return CodePage("utf-8-sig")  # one bad place late in a file that is UTF-8 otherwise: told at its cell
    else:
        return CodePage("utf-8-sig", font_of(text.splitlines()))
    return _single_bytes(head)


def _plain(head: bytes) -> bool:
    return head.isascii()


def _wide(head: bytes) -> bool:
    """UTF-16 without its mark: every other byte of plain text is zero."""
    sample = head[:400]
    return len(sample) > 8 and max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) * 0.3


def _single_bytes(head: bytes) -> CodePage:
    latin = [line for line in head.decode("cp1252", "replace").splitlines() if not line.isascii()]
    words = _sample(latin)
    candidates = {font: share([_FONTS[font](word) for word in words]) for font in ("tcvn3", "vni")}
    marked = unicodedata.normalize("NFC", head.decode("cp1258", "replace"))
    candidates["cp1258"] = share(_sample(marked.splitlines()))
    candidates["cp1252"] = share(words)
    best = max(candidates, key=lambda name: candidates[name])
    return CodePage("cp1252", best) if best in _FONTS else CodePage(best)


def translator(font: str) -> Callable[[str], str]:
    """A function for one cell: NFC, and the font's signs translated where that reads better than the text as it is."""
    normal = unicodedata.normalize
    if not font:
        return lambda text: text if text.isascii() else normal("NFC", text)
    read = _FONTS[font]
    known: dict[str, str] = {}

    def translate(text: str) -> str:
        if text.isascii():
            return text
        if text not in known:
            if len(known) > 50_000:
                known.clear()
            known[text] = normal("NFC", _better(text, read))
        return known[text]

    return translate


def _better(text: str, read: Callable[[str], str]) -> str:
    """A cell typed later in Unicode stays as it is, in a file that is otherwise in an old font."""
    if read is not legacy.from_twice and any(
        ord(letter) > 0x17F and unicodedata.category(letter)[0] == "L" for letter in text
    ):
        return text
    other = read(text)
    return other if share(telling_words(other)) >= share(telling_words(text)) else text
