"""How much a name says: Nguyễn says little, Tòng says more.

The shares below are round figures for the whole country, good enough to order names by how common they are; where
families of one people live together the register itself knows better: `learn` counts its names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chungtay.children.matching.folding import MARKERS, folded, skeleton

_FAMILIES = {
    "nguyen": 0.31, "tran": 0.11, "le": 0.095, "pham": 0.065, "hoang": 0.04, "phan": 0.04, "vu": 0.03, "vo": 0.025,
    "dang": 0.02, "bui": 0.02, "do": 0.014, "ho": 0.013, "ngo": 0.013, "duong": 0.01, "ly": 0.008, "huynh": 0.02,
    "dinh": 0.008, "trinh": 0.007, "lo": 0.008, "giang": 0.006, "vang": 0.005, "sung": 0.004, "nong": 0.005,
    "ha": 0.005, "luong": 0.006, "mai": 0.005, "trieu": 0.004, "cao": 0.004, "thao": 0.003, "ma": 0.004, "lu": 0.003,
}  # fmt: skip
_GIVENS = {
    "anh": 0.045, "linh": 0.022, "minh": 0.022, "huy": 0.018, "an": 0.018, "nam": 0.014, "long": 0.013, "dung": 0.014,
    "huong": 0.012, "hoa": 0.012, "lan": 0.01, "mai": 0.01, "nga": 0.009, "hung": 0.013, "thao": 0.012, "trang": 0.014,
    "ngoc": 0.014, "nhi": 0.013, "vy": 0.01, "phuc": 0.01, "khang": 0.01, "bao": 0.011, "duc": 0.011, "hieu": 0.011,
    "thanh": 0.013, "tuan": 0.012, "quan": 0.01, "phuong": 0.013, "ha": 0.013, "hang": 0.011, "thuy": 0.011,
    "my": 0.008, "yen": 0.008, "vinh": 0.007, "son": 0.009, "thu": 0.009, "hai": 0.01, "hien": 0.009, "khanh": 0.01,
    "chau": 0.007, "han": 0.008, "giang": 0.008, "kien": 0.007, "dat": 0.009, "tu": 0.007, "tam": 0.006, "binh": 0.007,
}  # fmt: skip
_ETHNICITIES = {"kinh": 0.85, "tay": 0.02, "thai": 0.02, "muong": 0.015, "hmong": 0.015, "mong": 0.015, "nung": 0.011}
_ENOUGH = 150  # names of one people from which its own shares are counted
_RARE_FAMILY, _RARE_GIVEN, _RARE_MIDDLE, _RARE_PEOPLE = 0.002, 0.003, 0.02, 0.006


@dataclass(frozen=True, eq=False)
class Frequencies:
    """Shares (0..1) of folded syllables by place in the name, and of ethnic groups by code."""

    families: Mapping[str, float] = field(default_factory=lambda: _FAMILIES)
    givens: Mapping[str, float] = field(default_factory=lambda: _GIVENS)
    middles: Mapping[str, float] = field(default_factory=dict)
    peoples: Mapping[str, float] = field(default_factory=lambda: _ETHNICITIES)
    plain: float = 0.25  # share of names without a telling middle name: Lò Thị Ánh, Vàng A Páo
    groups: Mapping[str, Frequencies] = field(default_factory=dict)  # the same, among one people
    _sounds: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for word, share in self.givens.items():
            self._sounds[skeleton(word)] = self._sounds.get(skeleton(word), 0.0) + share

    def family(self, syllable: str) -> float:
        return self.families.get(syllable, _RARE_FAMILY)

    def given(self, syllable: str) -> float:
        return self.givens.get(syllable, _RARE_GIVEN)

    def sounding(self, syllable: str) -> float:
        """Share of given names that sound like this one (same skeleton), a little widened."""
        return min(0.5, max(self._sounds.get(skeleton(syllable), 0.0), self.given(syllable)) + 0.004)

    def middle(self, syllable: str) -> float:
        return self.middles.get(syllable, _RARE_MIDDLE)

    def people(self, code: str) -> float:
        return self.peoples.get(code, _RARE_PEOPLE)

    def of(self, people: str) -> Frequencies:
        """Shares among one people, where enough of its names were counted: among the Mông every second boy is A Something."""
        return self.groups.get(people, self)

    @classmethod
    def learn(cls, names: Iterable[str], peoples: Iterable[str] = ()) -> Frequencies:
        """Shares as counted, drawn a little towards the built-in ones so that nothing unseen is taken as impossible.

        `peoples` are the codes of the same children in the same order.
        """
        words = [folded(name).split() for name in names]
        codes = list(peoples)
        whole = cls._counted(words, Counter(code for code in codes if code))
        together: dict[str, list[list[str]]] = {}
        for name, code in zip(words, codes, strict=False):
            together.setdefault(code, []).append(name)
        groups = {
            code: cls._counted(found, Counter()) for code, found in together.items() if code and len(found) >= _ENOUGH
        }
        return replace(whole, groups=groups, _sounds={})

    @classmethod
    def _counted(cls, names: Iterable[list[str]], peoples: Counter[str]) -> Frequencies:
        families: Counter[str] = Counter()
        givens: Counter[str] = Counter()
        middles: Counter[str] = Counter()
        plain = whole = 0
        for words in names:
            if len(words) < 2:
                continue
            families[words[0]] += 1
            givens[words[-1]] += 1
            telling = [word for word in words[1:-1] if word not in MARKERS]
            middles.update(telling)
            plain += not telling
            whole += 1
        return cls(
            _shares(families, _FAMILIES, _RARE_FAMILY),
            _shares(givens, _GIVENS, _RARE_GIVEN),
            _shares(middles, {}, _RARE_MIDDLE),
            _shares(peoples, _ETHNICITIES, _RARE_PEOPLE),
            (plain + 50) / (whole + 200),
        )


def _shares(counted: Counter[str], known: Mapping[str, float], rare: float) -> dict[str, float]:
    trust = 200  # what the built-in share weighs, in records
    total = counted.total() + trust
    return {word: (counted[word] + trust * known.get(word, rare)) / total for word in {*counted, *known}}
