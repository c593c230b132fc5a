"""How a name gets written wrongly: Telex and VNI keys left in the text, wrong tones, letters swapped, capitals."""

from __future__ import annotations

import random
import unicodedata

_TONE_KEYS = {
    "\u0300": ("f", "2"),
    "\u0301": ("s", "1"),
    "\u0309": ("r", "3"),
    "\u0303": ("x", "4"),
    "\u0323": ("j", "5"),
}
_SHAPE_KEYS = {
    "\u0302": ("", "6"),
    "\u031b": ("w", "7"),
    "\u0306": ("w", "8"),
}  # in Telex a hat is the letter once more
_VOWELS = set("aeiouyAEIOUY")


def plain(text: str) -> str:
    """Without accents, capitals kept."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def keyed(text: str, *, vni: bool = False, tone_last: bool = True) -> str:
    """What the keyboard saw: “Nguyễn” → “Nguyeenx” (Telex) or “Nguye6n4” (VNI)."""
    return " ".join(_keyed(word, vni, tone_last) for word in text.split())


def _keyed(word: str, vni: bool, tone_last: bool) -> str:
    place = 1 if vni else 0
    out: list[str] = []
    tone = ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONE_KEYS:
            tone = _TONE_KEYS[letter][place]
            if not tone_last:
                out.append(tone)
        elif letter in _SHAPE_KEYS:
            out.append(_SHAPE_KEYS[letter][place] or out[-1].lower())
        elif letter in "đĐ":
            out.append(("d" if letter == "đ" else "D") + ("9" if vni else "d"))
        else:
            out.append(letter)
    return "".join(out) + (tone if tone_last else "")


def slipped(text: str, draw: random.Random) -> str:
    """One slip of the fingers in one syllable; a text of two letters or less stays."""
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) > 1]
    if not places:
        return text
    place = draw.choice(places)
    words[place] = _slip(words[place], draw)
    return " ".join(words)


def _slip(word: str, draw: random.Random) -> str:
    kind = draw.randrange(6)
    if kind == 0 and len(word) > 2:  # two letters change places
        at = draw.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1 and len(word) > 2:  # one left out
        at = draw.randrange(1, len(word))
        return word[:at] + word[at + 1 :]
    if kind == 2:  # one twice
        at = draw.randrange(1, len(word))
        return word[:at] + word[at] + word[at:]
    if kind == 3:
        return _other_tone(word, draw)
    if kind == 4:
        return keyed(word, vni=draw.random() < 0.3, tone_last=draw.random() < 0.5)
    swaps = [
        ("i", "y"),
        ("y", "i"),
        ("d", "gi"),
        ("s", "x"),
        ("x", "s"),
        ("ch", "tr"),
        ("tr", "ch"),
        ("l", "n"),
        ("n", "l"),
    ]
    draw.shuffle(swaps)
    for old, new in swaps:
        if old in word.lower():
            at = word.lower().index(old)
            made = word[:at] + new + word[at + len(old) :]
            return made[:1].upper() + made[1:] if word[0].isupper() else made
    return word + draw.choice("hgn")


def _other_tone(word: str, draw: random.Random) -> str:
    letters = list(unicodedata.normalize("NFD", word))
    marks = list(_TONE_KEYS)
    for place, letter in enumerate(letters):
        if letter in _TONE_KEYS:
            letters[place] = draw.choice([mark for mark in marks if mark != letter])
            return unicodedata.normalize("NFC", "".join(letters))
    for place, letter in enumerate(letters):
        if letter in _VOWELS:
            after = place + 1
            while after < len(letters) and unicodedata.combining(letters[after]):
                after += 1
            letters.insert(after, draw.choice(marks))
            break
    return unicodedata.normalize("NFC", "".join(letters))


def swapped(text: str, draw: random.Random) -> str:
    """Syllables in another order; mostly the given name before the rest."""
    words = text.split()
    if len(words) < 2:
        return text
    if draw.random() < 0.6:
        return " ".join([words[-1], *words[:-1]])
    at = draw.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def shortened(text: str, draw: random.Random) -> str:
    """One syllable missing; of two none."""
    words = text.split()
    if len(words) < 3:
        return text
    del words[draw.randrange(1, len(words) - 1) if draw.random() < 0.7 else 0]
    return " ".join(words)
