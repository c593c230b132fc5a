"""What a person typed → what they may have meant, word by word.

A keyboard method left off or half on leaves its keys in the text: Telex (`nguyeenx`, `nguyênx`, `ddoongf`, `thij`, `w`
for ư), VNI (`nguye64n`, `d9o62ng`). Text pasted from elsewhere comes with accents apart from their letters (NFD), with
`?` where a letter was lost, with words run together. Every word gets its meanings, the likeliest first; a word of a
known syllable stays what it is, other readings follow it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from chungtay.children.names.syllables import KNOWN, SYLLABLES, near, split
from chungtay.foundation.vietnamese import fold

LONGEST = 200  # characters that are read of what was typed
MOST_WORDS = 12
UNKNOWN = "*"  # one letter that was lost on the way (`Nguy?n`)

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323", "z": ""}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323", "0": ""}
_TELEX_SHAPES = {("a", "a"): "â", ("e", "e"): "ê", ("o", "o"): "ô", ("a", "w"): "ă", ("o", "w"): "ơ", ("u", "w"): "ư",
                 ("d", "d"): "đ"}  # fmt: skip
_VNI_SHAPES = {("a", "6"): "â", ("e", "6"): "ê", ("o", "6"): "ô", ("a", "8"): "ă", ("o", "7"): "ơ", ("u", "7"): "ư",
               ("d", "9"): "đ"}  # fmt: skip
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_LOST = re.compile(r"(?<=\w)\?(?=\w)|(?<=\w)\ufffd|\ufffd(?=\w)")
_WORD = re.compile(rf"[\w{re.escape(UNKNOWN)}]+")


@dataclass(frozen=True)
class Meaning:
    """One reading of a word: `written` with accents, lower case; `folded` without; `how` it was read."""

    written: str
    folded: str
    how: str = "typed"  # typed · telex · vni · joined · lost


@dataclass(frozen=True, eq=False)
class Word:
    """One word as it stood, with its meanings, the likeliest first; never empty. Made once for each text, so told by identity."""

    typed: str
    meanings: tuple[Meaning, ...]

    @property
    def folded(self) -> str:
        return self.meanings[0].folded


@dataclass(frozen=True)
class Typed:
    """A query: words that may be of a name, numbers apart (a year, a phone, a personal number)."""

    words: tuple[Word, ...]
    numbers: tuple[str, ...]
    accented: bool  # somebody took the trouble to write accents: they then mean what they say
    apart: Typed | None = None  # the other reading: words that are no syllables cut into syllables, or left whole

    @property
    def folded(self) -> str:
        return " ".join(word.folded for word in self.words)


def read(text: str) -> Typed:
    """Reads what was typed. Signs, emoji and everything beyond `LONGEST` characters are left aside; never an error."""
    text = _composed(text[: LONGEST * 4])[:LONGEST].lower()
    text = _LOST.sub(UNKNOWN, text)
    words: list[Word] = []
    numbers: list[str] = []
    for piece in _WORD.findall(text.replace("_", " ")):
        if piece.isdecimal():
            numbers.append("".join(str(unicodedata.digit(digit)) for digit in piece))
        else:
            words.extend(_words(piece))
    words = words[:MOST_WORDS]
    accented = any(meaning.written != meaning.folded for word in words for meaning in word.meanings[:1])
    whole = Typed(tuple(words), tuple(numbers), accented)
    parted = Typed(tuple(part for word in words for part in _parted(word))[:MOST_WORDS], whole.numbers, accented)
    if len(parted.words) == len(words):
        return whole
    if any(_parted(word) != (word,) and near(word.folded) for word in words):
        return replace(whole, apart=parted)
    return replace(parted, apart=whole)


_MARKS = re.compile(r"[\u0300-\u036f]{2,}")


def _composed(text: str) -> str:
    """NFC, with the mark of the letter before the tone whichever was typed first; a mark that no letter takes is dropped."""
    apart = unicodedata.normalize("NFD", text)
    shaped = _MARKS.sub(lambda marks: "".join(sorted(marks.group(), key=lambda mark: mark in _TONES)), apart)
    composed = unicodedata.normalize("NFC", shaped)
    return "".join(letter for letter in composed if not unicodedata.combining(letter))


@lru_cache(maxsize=5_000)
def _parted(word: Word) -> tuple[Word, ...]:
    """The word cut into syllables when it is none, “lovan”; else itself."""
    parts = () if word.folded in KNOWN or UNKNOWN in word.folded else split(word.folded)
    return tuple(Word(part, (Meaning(part, part, "joined"),)) for part in parts) or (word,)


@lru_cache(maxsize=5_000)
def _words(piece: str) -> tuple[Word, ...]:
    if UNKNOWN in piece:
        return (Word(piece, (Meaning(piece, piece, "lost"),)),) if piece.strip(UNKNOWN) else ()
    folded = fold(piece).replace(" ", "")
    if not folded:
        return ()
    meanings = [Meaning(_same_marks(piece), folded)]
    for how, made in (("telex", telex(piece)), ("vni", vni(piece))):
        plain, written = fold(made).replace(" ", ""), _same_marks(made)
        if plain in KNOWN and written not in {meaning.written for meaning in meanings}:
            meanings.append(Meaning(written, plain, how))
    if folded not in KNOWN:
        meanings.sort(key=lambda meaning: meaning.folded not in KNOWN)  # stable: a real syllable goes first
    elif len(meanings) > 1 and _surely_keys(piece):
        meanings.append(meanings.pop(0))
    return (Word(piece, tuple(meanings)),)


def _surely_keys(piece: str) -> bool:
    """Letters that no Vietnamese word has or digits inside a word: the keys of a method, not what was meant."""
    return bool(re.search(r"\d|dd|aa|ee|[fjwz]", piece))


def _same_marks(word: str) -> str:
    """Which vowel carries the tone does not matter: hoà = hòa. The tone is kept after the last letter."""
    apart = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in apart if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES)) + tones


@lru_cache(maxsize=5_000)
def marked(name: str) -> tuple[str, ...]:
    """The words of a name in the form of `Meaning.written`, to be compared with it; signs part words as in `fold`."""
    return tuple(_same_marks(word) for word in _WORD.findall(_composed(name.lower())))


def telex(word: str) -> str:
    """What Telex makes of the keys; letters already converted are kept, so a half-converted word is read too."""
    return _converted(word, _TELEX_TONES, _TELEX_SHAPES)


def vni(word: str) -> str:
    """What VNI makes of the keys."""
    return _converted(word, _VNI_TONES, _VNI_SHAPES)


def _converted(word: str, tones: dict[str, str], shapes: dict[tuple[str, str], str]) -> str:
    """A key changes the last letter before it that it can change; a tone key needs a vowel before it."""
    apart = unicodedata.normalize("NFD", word)
    tone = "".join(mark for mark in apart if mark in _TONES)[:1]
    letters: list[str] = []
    for key in unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES)):
        if key in tones and any(letter in _VOWELS for letter in letters):
            tone = tones[key]
            continue
        if not _shaped(letters, key, shapes):
            letters.append("ư" if key == "w" and shapes is _TELEX_SHAPES else key)
    return _with_tone(letters, tone)


def _shaped(letters: list[str], key: str, shapes: dict[tuple[str, str], str]) -> bool:
    """Changes a letter in place; ươ comes of u and o together. False when the key changes nothing."""
    if key == "d" and letters and "d" not in letters[:1]:
        return False
    for place in range(len(letters) - 1, -1, -1):
        shape = shapes.get((letters[place], key))
        if shape is None:
            continue
        letters[place] = shape
        if shape in "ơư":
            _horn_together(letters, place)
        return True
    return key in "w678" and any(letter in "ăâêôơư" for letter in letters)  # the key came twice


def _horn_together(letters: list[str], place: int) -> None:
    other = place - 1 if letters[place] == "ơ" else place + 1
    if 0 <= other < len(letters) and letters[other] in "uo":
        before_q = letters[other] == "u" and other > 0 and letters[other - 1] == "q"
        if not before_q:
            letters[other] = "ư" if letters[other] == "u" else "ơ"


def _with_tone(letters: list[str], tone: str) -> str:
    """The tone on the vowel that carries it in today's spelling."""
    word = "".join(letters)
    vowels = [place for place, letter in enumerate(letters) if letter in _VOWELS]
    if word.startswith(("qu", "gi")) and len(vowels) > 1:
        vowels = vowels[1:]
    if not tone or not vowels:
        return word
    shaped = [place for place in vowels if letters[place] in "ăâêôơư"]
    if shaped:
        place = shaped[-1]
    elif vowels[-1] < len(letters) - 1 or len(vowels) > 2:
        place = vowels[-1] if len(vowels) < 3 else vowels[1]
    else:
        place = vowels[0]
    return unicodedata.normalize("NFC", word[: place + 1] + tone + word[place + 1 :])


@lru_cache(maxsize=2_000)
def could_be(word: str, vocabulary: frozenset[str] = SYLLABLES) -> frozenset[str]:
    """Syllables that fit a word with lost letters: `nguy*n` → nguyen and nguyn's kin; a lost sign may hide two letters."""
    pattern = re.compile("".join("[a-z]{1,2}" if sign == UNKNOWN else re.escape(sign) for sign in fold_lost(word)))
    return frozenset(one for one in vocabulary if pattern.fullmatch(one))


def fold_lost(word: str) -> str:
    """Folded, with the mark of a lost letter kept."""
    return UNKNOWN.join(fold(part).replace(" ", "") for part in word.split(UNKNOWN))


def spellings(text: str) -> list[str]:
    """The text in lower case in both ways to place a tone, hoà and hòa, as registers hold both. At most eight."""
    ways: list[list[str]] = [[]]
    for word in unicodedata.normalize("NFC", text[:LONGEST].strip().lower()).split():
        forms = dict.fromkeys([word, _placed_late(word), _placed_early(word)])
        ways = [[*way, form] for way in ways for form in forms][:8]
    return [" ".join(way) for way in ways if way]


_LATE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
         "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip


def _placed_late(word: str) -> str:
    return word[:-2] + _LATE.get(word[-2:], word[-2:])


def _placed_early(word: str) -> str:
    early = {late: early for early, late in _LATE.items()}
    return word if word.startswith("qu") else word[:-2] + early.get(word[-2:], word[-2:])
