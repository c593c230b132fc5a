"""The text and two views of it with the same length, so that a position in one is a position in all.

``low`` is lower case with dashes, quotes and the two ways of placing tone marks made one; rules match on it.
``bare`` has no accents at all; headings damaged by OCR are matched on it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from chungtay.directives.reader.model import Finding, Span
from chungtay.directives.reader.patterns import any_of, vocabulary, word

_VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
_DASHES = dict.fromkeys(map(ord, "–—−‐‑‒―﹣－"), "-")
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″"), '"') | dict.fromkeys(map(ord, "’‘‛′"), "'")
_SPACES = dict.fromkeys(
    map(ord, "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\xa0"), " "
)
_NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad\u200e\u200f"), None)
_CONTROL = dict.fromkeys((c for c in range(32) if c not in (9, 10)), " ") | {
    127: " ",
    0: None,
    0x2028: "\n",
    0x2029: "\n",
}
_CLEAN = _SPACES | _NOTHING | _CONTROL
_LOWER = {ord(c.upper()): c for c in _VIETNAMESE} | _DASHES | _QUOTES


def _without_accent(letter: str) -> str:
    return "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]


_BARE = {ord(c): _without_accent(c) for c in _VIETNAMESE}
# The older way of placing the tone: hoà, khoẻ, uỷ. Both ways have the same length.
_OLD_TONE = re.compile(r"(?:o[àáảãạ]|o[èéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![a-zà-ỹđ])")
_NEW_TONE = {
    old: new
    for olds, news in (("oàoáoảoãoạ", "òaóaỏaõaọa"), ("oèoéoẻoẽoẹ", "òeóeỏeõeọe"), ("uỳuýuỷuỹuỵ", "ùyúyủyũyụy"))
    for old, new in zip(re.findall("..", olds), re.findall("..", news), strict=True)
}


_MANY_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
# Two blanks between words are one; three or more part the columns of a letterhead.
_TWO_BLANKS = re.compile(r"(?<=[^\s|])  (?=[^\s|])")
# "1.<tab>Sở Y tế": the tab after a marker is no column, unless more columns follow.
_AFTER_MARKER = re.compile(
    r"^([ \t]*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[IVX]{1,5}[.)]?|[a-zđ][.)]|[-+*•●▪–○\uf0b7\uf02d]|Điều \d{1,3}[.:]?))[ ]*\t[ \t]*"
    r"(?=[^\t\n|]+$)"
)
_MANY_BLANKS = re.compile(r" {101,}")


def clean(raw: str) -> str:
    """NFC, one kind of line end and blank, no invisible characters. Everything else stays as printed."""
    if raw.isascii():
        text = raw
    else:
        text = unicodedata.normalize("NFC", raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n")
    text = text.translate(_CLEAN)
    # Long runs of emptiness say nothing more than short ones, and cost time in every rule.
    text = _MANY_BLANKS.sub(" " * 100, _MANY_LINES.sub("\n\n\n", text))
    text = _TWO_BLANKS.sub(" ", _without_tabs(text) if "\t" in text else text)
    return "".join(c if not 0xD800 <= ord(c) <= 0xDFFF else "\ufffd" for c in text) if _has_surrogate(text) else text


def _without_tabs(text: str) -> str:
    """A tab after the marker of an item is a blank, unless the lines around are rows of a table."""
    lines = text.split("\n")
    row = [line.count("\t") > 1 or "|" in line for line in lines]
    for index, line in enumerate(lines):
        if "\t" in line and not any(row[max(0, index - 2) : index + 3]):
            lines[index] = _AFTER_MARKER.sub(r"\1 ", line)
    return "\n".join(lines)


def _has_surrogate(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is not None


# OCR prints đ as d: syllables that no Vietnamese word has without the bar.
_LOST_BAR = re.compile(
    r"(?<![a-zà-ỹđ])d(?=(?:ề|ến|ộng|ồng|ược|ịa|ơn vị|ịnh|ảm|ảng|ình|ối|ã|ể|ó|ộc|iều|iểm|iện t|oàn|ầu t|ào t|ại h"
    r"|ội|ường|ạo|ang|ẩy|ánh giá|ôn đốc|ồn)(?![a-zà-ỹđ]))"
)


# One mark lost from a letter of a phrase gives no other phrase: "yêu câu", "muc đích".
_PLAINER = {"â": "a", "ă": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}


def _with_one_loss(phrase: str) -> set[str]:
    """The phrase with the tone of one letter lost, or its other mark."""
    found = set()
    for index, letter in enumerate(phrase):
        parts = unicodedata.normalize("NFD", letter)
        bases = {unicodedata.normalize("NFC", parts[:-1])} if len(parts) > 1 else set()
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in "\u0300\u0301\u0303\u0309\u0323"))
        if base in _PLAINER:
            tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
            bases.add(unicodedata.normalize("NFC", _PLAINER[base] + tones))
            bases.add(_PLAINER[base])
        if base != letter:
            bases.add(base)
        found |= {phrase[:index] + b + phrase[index + 1 :] for b in bases if len(b) == 1}
    return found - {phrase}


_KEPT = frozenset(vocabulary("ocr")["phrases"])
_MENDS: dict[str, str] = {
    **{wrong: right for right in _KEPT for wrong in _with_one_loss(right) if wrong not in _KEPT},
    **{wrong: right for wrong, right in vocabulary("ocr")["mends"].items() if len(wrong) == len(right)},
}
_MEND = re.compile(word(any_of(_MENDS)))


def _mended(match: re.Match[str]) -> str:
    right = _MENDS.get(match.group())
    # Across a line break the phrase has other blanks: it stays as it is.
    return match.group() if right is None else right


def lower(text: str) -> str:
    lowered = _LOST_BAR.sub("đ", text.translate(_LOWER))
    return _MEND.sub(_mended, _OLD_TONE.sub(lambda m: _NEW_TONE[m.group()], lowered))


def bare(text: str) -> str:
    """Lower case without accents, same length."""
    return text.translate(_LOWER).translate(_BARE)


def fold(text: str) -> str:
    """For comparing names: no accents, no punctuation, single blanks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare(text)).split())


@dataclass(frozen=True)
class Source:
    """A cleaned text with its views."""

    text: str

    @cached_property
    def low(self) -> str:
        return lower(self.text)

    @cached_property
    def bare(self) -> str:
        return self.low.translate(_BARE)

    def trim(self, start: int, end: int, extra: str = "") -> Span:
        """The span without blanks (and characters of ``extra``) at its ends."""
        text = self.text
        drop = " \t\n" + extra
        while start < end and text[start] in drop:
            start += 1
        while end > start and text[end - 1] in drop:
            end -= 1
        return Span(start, end)

    def take(self, start: int, end: int, confidence: float, extra: str = "") -> Finding[str]:
        span = self.trim(start, end, extra)
        return Finding(self.text[span.start : span.end], span, confidence)
