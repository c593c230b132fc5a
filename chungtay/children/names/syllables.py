"""Folded Vietnamese syllables: which ones exist, and which are spelled, heard or typed for one another.

Folded means lower case without accents (`foundation.vietnamese.fold`), one word. A syllable is an onset and a rhyme; the
names of the peoples of the country that do not follow Vietnamese spelling are kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ONSETS = _set("b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x") | {""}
_RHYMES = _set(
    """a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu
    im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot
    u ua uan uang uat uay uc ue uech uen uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen
    uyet uyn uynh uyp uyt uyu y yem yen yet yeu"""
)
_OPEN = "aou"  # vowels before which c, g and ng are written; k, gh and ngh stand before the others
_CLOSED = "eiy"

# Names of peoples that Vietnamese spelling does not make, folded: family names, marks of men and women, given names.
_OTHERS = _set(
    """h y k ksor nie kpa rcom rmah rahlan siu nay mlo eban ayun byrnie buonkrong kbuor hmok ktul knul krieng hlong
    kbrong ro cham rlan kdam hdok adrong buon dap ya ka bdap ndu yong cil kra jan kon sa lieng hot lomu toprong
    ha tou ko pang ting brao bloong blup tgnang bnuoc arat alang briu zoram bling coor abing riah hien clau pling
    zo bhnuoch bhling ating alyeng po pao pa lu vu sua dua nenh chu sung giang cu hang ma ly lo thao mua vang hau tan
    dia sinh sia de dinh chinh chia chua sy my may gia senh so nha pay phu xeo say san tung chao phan tao lau lai lung
    vi lenh po chang kieng che ban dat gioang sieng tho nhia khoa nu tru sai giong blia nhe phia xoa xua vu cha dang
    do xa cam quang deo bac cam ca loong leo hoang luong me tong khoang quang lia oi bun chum pan phong kham phinh
    moong ven seo hoa lok cut xen xi xong pit loc lan xo ha nhi phe khoang mai lenh kon thach son danh kien kim tra
    neang thi sarath sokha phirum sophia rottha ratha rithy vichet dara srey bopha chanthy phuol phol
    islam ali mohamad salim abdol karim fatimah aisah rohimah amin yusuf haji maly saleh"""
)


def _rhyme_fits(onset: str, rhyme: str) -> bool:
    first = rhyme[0]
    if onset in {"c", "g", "ng"}:
        return first in _OPEN
    if onset in {"k", "gh", "ngh"}:
        return first in _CLOSED
    if onset == "qu":  # the u of qu belongs to the rhyme in sound: quan, quyen, quoc, quynh
        return first in "aeioy" and not rhyme.startswith(("oa", "oe"))
    if onset == "gi":
        return first not in "iy"
    return not (rhyme[0] == "y" and len(rhyme) > 1 and onset)


def _all() -> frozenset[str]:
    made = {onset + rhyme for onset in _ONSETS for rhyme in _RHYMES if _rhyme_fits(onset, rhyme)}
    made |= {
        "gi",
        "gin",
        "gien",
        "giet",
        "gieng",
        "quoc",
        "quyen",
        "quyet",
        "quynh",
        "quyt",
        "quych",
        "dak",
        "dac",
        "kong",
    }
    return frozenset(made)


SYLLABLES = _all()
KNOWN = SYLLABLES | _OTHERS


def is_syllable(word: str) -> bool:
    """Can this folded word stand in a name written in Vietnam?"""
    return word in KNOWN


# Beginnings and ends that are heard or spelled for one another, in families; every member may stand for every other.
_ONSET_FAMILIES = (
    ("d", "gi", "r", "v"),
    ("s", "x"),
    ("tr", "ch"),
    ("l", "n"),
    ("c", "k", "qu"),
    ("g", "gh"),
    ("ng", "ngh"),
    ("ph", "p"),
)
_END_FAMILIES = (("n", "ng", "nh"), ("t", "c", "ch"))


def _onset_of(word: str) -> str:
    """The longest beginning that leaves a rhyme: giang → gi, gi → g."""
    for length in (3, 2, 1):
        onset = word[:length]
        if onset in _ONSETS and word[length:] in _RHYMES:
            return onset
    return ""


@lru_cache(maxsize=20_000)
def variants(word: str) -> frozenset[str]:
    """Other syllables that are spelled or heard for this one; the word itself is not among them.

    i and y (Lý, Lí; Mỵ, Mị), d/gi/r, s/x, tr/ch, l/n, c/k/q, ng/ngh, g/gh, final n/ng, final t/c.
    """
    onset = _onset_of(word)
    rhyme = word[len(onset) :]
    made: set[str] = set()
    for other in _other_onsets(onset):
        made.update(_joined(other, rhyme))
    for other in _other_rhymes(rhyme):
        made.update(_joined(onset, other))
    if onset == "gi" and rhyme:
        made.add("d" + rhyme)
        made.add("di" + rhyme)
    return frozenset(made & KNOWN) - {word}


def _other_onsets(onset: str) -> Iterable[str]:
    for family in _ONSET_FAMILIES:
        if onset in family:
            yield from (other for other in family if other != onset)


def _other_rhymes(rhyme: str) -> Iterable[str]:
    if rhyme.endswith("i") and rhyme in {"i"}:
        yield "y"
    if rhyme == "y":
        yield "i"
    if rhyme.startswith("y") and len(rhyme) > 1:
        yield "i" + rhyme[1:]
    if rhyme.startswith("i") and len(rhyme) > 1:
        yield "y" + rhyme[1:]
    for family in _END_FAMILIES:
        for end in sorted(family, key=len, reverse=True):
            if rhyme.endswith(end) and len(rhyme) > len(end):
                yield from (rhyme[: -len(end)] + other for other in family if other != end)
                break


def _joined(onset: str, rhyme: str) -> Iterable[str]:
    yield onset + rhyme
    if onset == "qu" and rhyme.startswith("u"):
        yield "q" + rhyme
    if onset == "gi" and rhyme.startswith("i"):
        yield "g" + rhyme


# The keys next to each other on the keyboards in use; a slip to one of them is likelier than to any other.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    places = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
    near: dict[str, str] = {}
    for key, (row, column) in places.items():
        near[key] = "".join(
            other
            for other, (its_row, its_column) in places.items()
            if other != key
            and abs(its_row - row) <= 1
            and (abs(its_column - column) <= 1)
            and not (its_row < row and its_column < column)
            and not (its_row > row and its_column > column)
        )
    return near


ADJACENT = _neighbours()
_LETTERS = "abcdeghiklmnopqrstuvxy" + "fjwz"


LONGEST = 9  # letters: nghieng has seven; what is longer is no syllable with one slip


@lru_cache(maxsize=20_000)
def slips(word: str) -> frozenset[str]:
    """Every word one slip of the fingers away: a letter too many, too few, another, or two exchanged. Not only syllables."""
    if len(word) > LONGEST:
        return frozenset()
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = {left + right[1:] for left, right in cuts if right}
    made.update(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    made.update(left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS)
    made.update(left + letter + right for left, right in cuts for letter in _LETTERS)
    made.discard(word)
    made.discard("")
    return frozenset(made)


@lru_cache(maxsize=20_000)
def near(word: str, also: frozenset[str] = frozenset()) -> frozenset[str]:
    """Syllables (or words of `also`) that are one slip or one spelling away from what was typed."""
    edits = slips(word)
    return (edits & KNOWN) | (edits & also) | variants(word)


# Words that stand in so many names that a run of letters is cut at them first.
_COMMON = _set(
    """nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly lo giang vang lau quang luong ha cao mua
    thao sung vi ca tong van thi duc minh ngoc thanh quoc huu xuan thu phuong kim bao gia anh linh"""
)


@lru_cache(maxsize=5_000)
def split(word: str) -> tuple[str, ...]:
    """Syllables of words run together, “nguyenvanan” → nguyen van an; the fewest that fit; empty when none do."""
    best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(word) + 1)
    best[0] = (0, ())
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 7), end):
            before, piece = best[start], word[start:end]
            if before is None or (piece not in SYLLABLES and piece != "h"):
                continue
            cost = before[0] + (6 if piece in _COMMON else 10 if len(piece) > 1 else 14)
            now = best[end]
            if now is None or cost < now[0]:
                best[end] = (cost, (*before[1], piece))
    found = best[len(word)]
    return found[1] if found and len(found[1]) > 1 else ()
