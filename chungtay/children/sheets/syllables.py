"""Is this word a possible Vietnamese syllable? Used to tell which code page a text was written in."""

from __future__ import annotations

import functools
import re
import unicodedata


def _list(words: str) -> list[str]:
    return words.split()


_ONSETS = _list(
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x f j w z bl br dr đr gr hl hr hm hn kl kr pl pr y"
)
_RIMES = _list(
    "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot ooc oong "
    "ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơng ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyt uyu uơ "
    "ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu "
    "y yêm yên yêng yêt yêu ym yn ynh yt ych"
)
_TONES = str.maketrans(dict.fromkeys("\u0300\u0301\u0303\u0309\u0323"))
_ENDS_SHORT = ("c", "ch", "p", "t")
_WHOLE = frozenset(onset + rime for onset in ["", *_ONSETS] for rime in _RIMES) | {
    onset + rime for onset in ("gi",) for rime in ("", "êng", "ên", "êt", "n")
}
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@functools.lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """One word, any case, NFC or NFD. A syllable ending in c, ch, p, t carries sắc or nặng only."""
    parts = unicodedata.normalize("NFD", word.lower())
    marks = [sign for sign in parts if sign in "\u0300\u0301\u0303\u0309\u0323"]
    plain = unicodedata.normalize("NFC", parts.translate(_TONES))
    if plain not in _WHOLE or len(marks) > 1:
        return False
    return not plain.endswith(_ENDS_SHORT) or (not marks or marks[0] in "\u0301\u0323")


def telling_words(text: str) -> list[str]:
    """The words that have a letter beyond ASCII: only they say anything about the code page."""
    return [word for word in text.split() if not word.isascii()]


def share(words: list[str]) -> float:
    """Which share of the words are syllables, 0 to 1; signs around a word do not count, signs inside do."""
    if not words:
        return 1.0
    good = sum(1 for word in words if is_syllable(word.strip(".,;:()[]{}“”\"'/-–*0123456789 ")))
    return good / len(words)
