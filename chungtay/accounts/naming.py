"""How a directive names agencies, as plain words: abbreviations, the office and its places. No database.

A name has a *core* (“phòng lao động…”, “công an”, “ubnd”) and perhaps *places*: kinds of unit meant all together (“các
huyện, thị xã, thành phố”), a level (“cấp xã”), or named units (“thị xã Long Khánh”).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from chungtay.foundation.vietnamese import fold

# Folded spellings → one spelling. Longer ones first, so that “sở lđ tb và xh” is not cut in the middle.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("uy ban mat tran to quoc viet nam", "mat tran to quoc"),
    ("uy ban mat tran to quoc", "mat tran to quoc"),
    ("uy ban mttq viet nam", "mat tran to quoc"),
    ("uy ban mttq", "mat tran to quoc"),
    ("ub mttq viet nam", "mat tran to quoc"),
    ("ub mttq", "mat tran to quoc"),
    ("ubmttq viet nam", "mat tran to quoc"),
    ("ubmttqvn", "mat tran to quoc"),
    ("ubmttq", "mat tran to quoc"),
    ("mat tran to quoc viet nam", "mat tran to quoc"),
    ("mttq viet nam", "mat tran to quoc"),
    ("mttq", "mat tran to quoc"),
    ("uy ban nhan dan", "ubnd"),
    ("ub nhan dan", "ubnd"),
    ("ub nd", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("lao dong thuong binh va xa hoi", "lao dong thuong binh xa hoi"),
    ("lao dong tb va xa hoi", "lao dong thuong binh xa hoi"),
    ("lao dong tb va xh", "lao dong thuong binh xa hoi"),
    ("lao dong tb xh", "lao dong thuong binh xa hoi"),
    ("ld tb va xh", "lao dong thuong binh xa hoi"),
    ("ld tb xh", "lao dong thuong binh xa hoi"),
    ("ldtb va xh", "lao dong thuong binh xa hoi"),
    ("ldtb xh", "lao dong thuong binh xa hoi"),
    ("ld tbxh", "lao dong thuong binh xa hoi"),
    ("ldtbxh", "lao dong thuong binh xa hoi"),
    ("gd va dt", "giao duc dao tao"),
    ("gd dt", "giao duc dao tao"),
    ("gddt", "giao duc dao tao"),
    ("vh tt va dl", "van hoa the thao du lich"),
    ("vh tt dl", "van hoa the thao du lich"),
    ("vhtt va dl", "van hoa the thao du lich"),
    ("vhtt dl", "van hoa the thao du lich"),
    ("vhttdl", "van hoa the thao du lich"),
    ("vh tt va tt", "van hoa the thao truyen thong"),
    ("vh va tt", "van hoa thong tin"),
    ("vhtt", "van hoa thong tin"),
    ("vhxh", "van hoa xa hoi"),
    ("vh xh", "van hoa xa hoi"),
    ("tt va tt", "thong tin truyen thong"),
    ("tttt", "thong tin truyen thong"),
    ("nn va ptnt", "nong nghiep phat trien nong thon"),
    ("nn ptnt", "nong nghiep phat trien nong thon"),
    ("nong nghiep ptnt", "nong nghiep phat trien nong thon"),
    ("ptnt", "phat trien nong thon"),
    ("nn va mt", "nong nghiep moi truong"),
    ("nn mt", "nong nghiep moi truong"),
    ("tn va mt", "tai nguyen moi truong"),
    ("tn mt", "tai nguyen moi truong"),
    ("tnmt", "tai nguyen moi truong"),
    ("kh va dt", "ke hoach dau tu"),
    ("kh dt", "ke hoach dau tu"),
    ("khdt", "ke hoach dau tu"),
    ("kh va cn", "khoa hoc cong nghe"),
    ("kh cn", "khoa hoc cong nghe"),
    ("khcn", "khoa hoc cong nghe"),
    ("gtvt", "giao thong van tai"),
    ("lien hiep phu nu viet nam", "lien hiep phu nu"),
    ("hoi lhpn viet nam", "hoi lien hiep phu nu"),
    ("hoi lhpn", "hoi lien hiep phu nu"),
    ("hoi phu nu", "hoi lien hiep phu nu"),
    ("lhpn", "lien hiep phu nu"),
    ("doan thanh nien cong san ho chi minh", "doan thanh nien"),
    ("doan thanh nien cs ho chi minh", "doan thanh nien"),
    ("doan tncs ho chi minh", "doan thanh nien"),
    ("doan tncs hcm", "doan thanh nien"),
    ("doan tncs", "doan thanh nien"),
    ("doan tn", "doan thanh nien"),
    ("lien doan lao dong viet nam", "lien doan lao dong"),
    ("ldld", "lien doan lao dong"),
    ("bhxh", "bao hiem xa hoi"),
    ("tandtc", "toa an nhan dan toi cao"),
    ("tand", "toa an nhan dan"),
    ("vksndtc", "vien kiem sat nhan dan toi cao"),
    ("vksnd", "vien kiem sat nhan dan"),
    ("bo doi bp", "bo doi bien phong"),
    ("bch quan su", "bo chi huy quan su"),
    ("dai pt th", "dai phat thanh truyen hinh"),
    ("dai ptth", "dai phat thanh truyen hinh"),
    ("ttyt", "trung tam y te"),
    ("ca tinh", "cong an tinh"),
    ("ca huyen", "cong an huyen"),
    ("ca xa", "cong an xa"),
    ("ca phuong", "cong an phuong"),
)  # fmt: skip
_SPELLING = re.compile(
    r"\b(" + "|".join(re.escape(old) for old, _ in sorted(_SPELLINGS, key=lambda pair: -len(pair[0]))) + r")\b"
)
_SPELLED = dict(_SPELLINGS)
# “Tỉnh đoàn”, but not “UBND xã Đoàn Kết” nor “huyện Đoan Hùng”.
_YOUTH = re.compile(
    r"(?:^|(?<=\bvu )|(?<=\bhanh )|(?<=\bthu ))(?:(tinh|thanh|quan|thi) doan\b|(huyen|xa|phuong) doan$)"
)
_YOUTH_OF = {"thanh": "thanh pho", "thi": "thi xa"}

# The person at the head stands for the agency.
_HEADS = re.compile(
    r"^(?:(?:cac )?dong chi |(?:kinh gui|de nghi|yeu cau|giao) )*"
    r"(?:(?:lanh dao|thu truong co quan|thu truong|nguoi dung dau|chu tich|pho chu tich|giam doc|pho giam doc|bo truong"
    r"|chanh|ban thuong vu|ban chap hanh|thuong truc|cap uy|truong(?= (?:phong|ban|cong an|tram|chi cuc|thon)\b)) )*"
)
_TAILS = re.compile(
    r"(?: (?:de bao cao|b c|bao cao|chu tri|phoi hop|tren dia ban(?: tinh| huyen| thanh pho| xa)?|trong tinh"
    r"|toan tinh|truc thuoc trung uong"
    r"|truc thuoc tw|truc thuoc|co lien quan|lien quan|thuoc tinh|cua tinh|viet nam|nay|cung cap))+$"
)
# Words for kinds of unit: folded → (level, kind as in the list of units).
_KINDS: dict[str, tuple[str, str]] = {
    "tinh": ("province", "tỉnh"),
    "huyen": ("district", "huyện"),
    "quan": ("district", "quận"),
    "thi xa": ("district", "thị xã"),
    "xa": ("commune", "xã"),
    "phuong": ("commune", "phường"),
    "thi tran": ("commune", "thị trấn"),
    "dac khu": ("commune", "đặc khu"),
    "thanh pho": ("", "thành phố"),  # of the province or of the country: the neighbours in the list say which
}
_SHORT_KINDS = {
    "thanh": "thanh pho",
    "thi": "thi xa",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "p": "phuong",
    "tpho": "thanh pho",
}
_LEVELS = {"cap tinh": "province", "cap huyen": "district", "cap xa": "commune", "cap co so": "commune"}
_KIND_AT_START = re.compile(r"^(thanh pho|thi xa|thi tran|dac khu|tinh|huyen|quan|xa|phuong)\b ?")
_COUNT = re.compile(r"^(\d{1,4}) ")


_ROUNDS = 6  # two are enough for every name seen


@lru_cache(maxsize=30_000)  # three thousand communes have an office of the same name
def canonical(text: str) -> str:
    """Folded, abbreviations written out, “và” and brackets left out: two spellings of one name become equal."""
    plain = fold(re.sub(r"\([^)]*\)", " ", text))
    for _ in range(_ROUNDS):
        spelled = _SPELLING.sub(lambda match: _SPELLED[match.group(1)], plain)
        spelled = _YOUTH.sub(_youth, spelled)
        spelled = " ".join(word for word in spelled.split() if word != "va")
        if spelled == plain:
            break
        plain = spelled  # without its “và” a name may be one that has a spelling
    return plain


def _youth(match: re.Match[str]) -> str:
    where = match.group(1) or match.group(2)
    return f"doan thanh nien {_YOUTH_OF.get(where, where)}"


@dataclass(frozen=True)
class Places:
    """Where: `kinds` (level, kind) meant together; `levels` meant wholly; `named` (kind or "", folded name).

    `plural`: the words say that several are meant (các, cấp, 13, a list of kinds). `count`: how many the words say.
    """

    kinds: tuple[tuple[str, str], ...] = ()
    levels: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    plural: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Meaning:
    """A name taken apart. `plural` without places: “các sở y tế”."""

    core: str
    places: Places | None = None
    plural: bool = False


def read(text: str) -> list[Meaning]:
    """The ways to understand a name, the likeliest first: the whole as an office's own name, then office + places."""
    raw = re.sub(r"\([^)]*\)", " ", text)
    whole = _bare(canonical(raw))
    meanings = [Meaning(whole.removeprefix("cac "), None, whole.startswith("cac "))]
    words = whole.split()
    # The places begin at a kind of unit, “các”, “cấp” or a number; the core is what stands before.
    for position, word in enumerate(words):
        if (
            word in {"cac", "cap"}
            or word.isdigit()
            or _KIND_AT_START.match(" ".join(words[position:]))
            or word in _SHORT_KINDS
        ):
            core = " ".join(words[:position])
            places = read_places(_tail_of(raw, position))
            if places is not None:
                meanings.append(Meaning(core or "ubnd", places))
    return meanings


def _bare(name: str) -> str:
    """Without the person at the head and the courtesies behind."""
    return _TAILS.sub("", _HEADS.sub("", name, count=1)).strip()


def _tail_of(raw: str, position: int) -> list[str]:
    """The raw words from the canonical word number `position` on, cut at commas, “và” and colons, each canonical.

    The commas are needed to keep “các xã: Phú Thọ, Phú Lộc” apart, so the cut is found by growing the tail from behind.
    """
    tokens = re.findall(r"[^\s,;:]+|[,;:]", raw)
    wanted = _bare(canonical(raw)).split()[position:]
    for start in range(len(tokens)):
        tail = " ".join(tokens[start:])
        if _TAILS.sub("", canonical(tail)).split() == wanted:
            parts = re.split(r"[,;:]|\bvà\b|\bVà\b", tail)
            return [part for part in (_TAILS.sub("", canonical(piece)).strip() for piece in parts) if part]
    return [" ".join(wanted)]


def read_places(parts: list[str]) -> Places | None:
    """Kinds, levels and named units in a list of parts; None when a part is no place."""
    kinds: list[str] = []
    levels: list[str] = []
    named: list[tuple[str, str]] = []
    count: int | None = None
    plural = len(parts) > 1
    last = ""
    for part in parts:
        if part.startswith("cac "):
            part, plural = part[4:], True
        number = _COUNT.match(part)
        if number:
            count, plural, part = int(number.group(1)), True, part[number.end() :]
        if part in _LEVELS:
            levels.append(_LEVELS[part])
            plural = True
            continue
        if part in {"dia phuong", "huyen thi thanh", "huyen thanh thi"}:
            levels.append("below" if part == "dia phuong" else "district")
            plural = True
            continue
        found, rest, several = _kinds_at_start(part)
        plural = plural or several
        if found and not rest:
            kinds += found
        elif found:
            named.append((found[-1], rest))
            kinds += found[:-1]
        elif last:
            named.append((last, part))
            if last in kinds:  # “các xã: Phú Thọ, Phú Lộc”: the kind was only the heading of the names
                kinds.remove(last)
        else:
            return None
        last = found[-1] if found else last
    return Places(_leveled(kinds), tuple(levels), tuple((_KINDS[kind][1], name) for kind, name in named), plural, count)


def _kinds_at_start(part: str) -> tuple[list[str], str, bool]:
    """Kinds of unit at the start of a part (“xã phường”), what follows them, and whether there were several."""
    found: list[str] = []
    while part:
        if part in _SHORT_KINDS:
            found.append(_SHORT_KINDS[part])
            part = ""
            break
        match = _KIND_AT_START.match(part)
        first = part.split(" ", 1)[0]
        if match:
            found.append(match.group(1))
            part = part[match.end() :]
        elif first in {"tp", "tx", "tt"}:
            found.append(_SHORT_KINDS[first])
            part = part.partition(" ")[2]
        else:
            break
    return found, part.strip(), len(found) > 1


def _leveled(kinds: list[str]) -> tuple[tuple[str, str], ...]:
    """“thành phố” beside “tỉnh” is of the country, beside “huyện” of the province."""
    levels = {_KINDS[kind][0] for kind in kinds} - {""}
    beside = "province" if levels == {"province"} else "district" if levels else ""
    return tuple((_KINDS[kind][0] or beside, _KINDS[kind][1]) for kind in dict.fromkeys(kinds))


def levels_of_kind(kind: str) -> set[str]:
    """“huyện” → district; a “thành phố” may be of the country or of a province."""
    level = next((level for level, known in _KINDS.values() if known == kind), "")
    return {level} if level else {"province", "district"}


_KIND_AT_END = re.compile(r" (?:tinh|thanh pho)$")


def core_of(name: str, kind: str, short_name: str) -> str:
    """The name of an agency without its unit: “Công an tỉnh Điện Biên” and “Công an tỉnh” → “cong an”."""
    words = canonical(name)
    short = canonical(short_name)
    for tail in (f" {canonical(kind)} {short}", f" {canonical(kind)}", f" {short}"):
        if tail.strip() and words.endswith(tail):
            return _KIND_AT_END.sub("", words[: -len(tail)])
    return words
