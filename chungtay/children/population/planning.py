"""How many children each commune gets, what its hamlets are called and which people lives where: all before the first child."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.children.population.peoples import OLD_PROVINCES, Region, region_of
from chungtay.children.population.records import Hamlet
from chungtay.children.population.tables import apportion
from chungtay.children.population.writing import plain

CHILDREN_A_COMMUNE = 7000
SIZE_SIGMA = 0.55  # of the logarithm: the largest tenth of communes has about a quarter of the children
UNDER_16 = 0.26  # share of all people
SERIALS = 1_000_000  # a personal number ends in six digits
KEPT_FOR_MOVERS = 100_000
MAIN = 0.75  # share of a commune's hamlets that belong to its main people


def _words(text: str) -> list[str]:
    return text.split()


_STREAMS = _words("Nà Huổi Pá Co Pú Noong Nậm Phiêng Tà Hua Na Mường Chiềng Loọng Xá Khua Hồng Pa Thẩm Tin")
_SPOTS = _words(
    "Láo Chá Khoang Sản Lượt Hạ Phay Cang Hin Ten Ngam Sinh Luông Khẩu Tở Vạt Chon Hốc Pục Lanh Sáng Nhạp Tấu Ngối Ban Hịa Liếng "
    "Sát Muông Lếch Khến Dên Bon Nghịu Pheng Cứu Xôm Tủm Bua Lẹ"
)
_SIDES = _words("Đông Đoài Thượng Hạ Trung Nam Bắc Đình Chợ Bến Đồng Mới Cầu Giếng Trại Bãi")
_UPLAND = _words("Tơng Ju Kla Puôr Ma Rin Drai Kmiên Sah Trấp Krông Bling Ea Mhar Dhung Niêng Alê Kô Pok Mấp Sút")


@dataclass(frozen=True)
class Place:
    """A commune as the caller knows it; `province` is the code of today's province. `urban`: phường."""

    code: str
    name: str
    province: str
    urban: bool = False


@dataclass(frozen=True)
class CommunePlan:
    """`turn` and `turns`: its place among the communes of its province, so that personal numbers never meet."""

    index: int
    place: Place
    children: int
    region: Region
    main_people: str
    others: tuple[tuple[str, float], ...]
    hamlets: tuple[Hamlet, ...]
    turn: int
    turns: int
    everywhere: int
    seed: int

    @property
    def people(self) -> int:
        """All inhabitants, of whom 26 % are under 16."""
        return round(self.children / UNDER_16)

    @property
    def old_provinces(self) -> tuple[int, ...]:
        """Numbers that personal numbers begin with here."""
        return OLD_PROVINCES.get(self.place.province, (1,))

    @property
    def serials(self) -> tuple[int, int]:
        """Its own stretch [from, to) of the last six digits, for those born in the province."""
        each = (SERIALS - KEPT_FOR_MOVERS) // self.turns
        return self.turn * each, (self.turn + 1) * each

    @property
    def mover_serials(self) -> tuple[int, int]:
        """The same for those born in another province."""
        each = max(1, KEPT_FOR_MOVERS // self.everywhere)
        begin = SERIALS - KEPT_FOR_MOVERS + self.index * each
        return begin, begin + each


def plan(*, children: int, seed: int, places: Sequence[Place]) -> list[CommunePlan]:
    """One plan a commune, in the order given; their `children` add up. Same arguments, same plans."""
    if children < 0 or not places:
        raise ValueError("a population needs communes and a number of children that is not negative")
    draw = random.Random(f"population {seed}")
    sizes = apportion(children, [math.exp(draw.gauss(0, SIZE_SIGMA)) for _ in places])
    of_province: dict[str, list[int]] = {}
    for index, place in enumerate(places):
        of_province.setdefault(place.province, []).append(index)
    mains: dict[int, str] = {}
    others: dict[str, tuple[tuple[str, float], ...]] = {}
    for province, members in of_province.items():
        mains.update(_mains(region_of(province), members, sizes, [places[one].urban for one in members], draw))
        others[province] = _others(region_of(province), members, sizes, mains)
    made = []
    for index, place in enumerate(places):
        region, members = region_of(place.province), of_province[place.province]
        made.append(
            CommunePlan(
                index, place, sizes[index], region, mains[index], others[place.province],
                _hamlets(region, place, draw), members.index(index), len(members), len(places), seed,
            )
        )  # fmt: skip
    return made


def _mains(
    region: Region, members: list[int], sizes: list[int], urban: list[bool], draw: random.Random
) -> dict[int, str]:
    """The people most of each commune belongs to: each people gets communes up to its share of the children."""
    wanted = dict(
        zip(region.peoples, apportion(sum(sizes[one] for one in members), list(region.peoples.values())), strict=True)
    )
    order = sorted(range(len(members)), key=lambda place: (not urban[place], draw.random()))
    mains: dict[int, str] = {}
    for place in order:
        # Towns are mostly Kinh; else whoever lacks most gets the commune.
        people = "kinh" if urban[place] and wanted.get("kinh", 0) > 0 else max(wanted, key=lambda code: wanted[code])
        wanted[people] -= sizes[members[place]]
        mains[members[place]] = people
    return mains


def _others(
    region: Region, members: list[int], sizes: list[int], mains: dict[int, str]
) -> tuple[tuple[str, float], ...]:
    """Weights for the hamlets beside the main people's, so that the shares of the province come out in the end."""
    whole = sum(sizes[one] for one in members) or 1
    total = sum(region.peoples.values())
    weights = []
    for people, share in region.peoples.items():
        ruled = sum(sizes[one] for one in members if mains[one] == people) / whole
        weights.append((people, max(0.001, share / total - MAIN * ruled)))
    return tuple(weights)


def _hamlets(region: Region, place: Place, draw: random.Random) -> tuple[Hamlet, ...]:
    number = draw.randint(*region.hamlets)
    if place.urban:
        return tuple(Hamlet(str(one + 1), "tổ dân phố") for one in range(number))
    kind = region.hamlet_kind
    if kind not in _UPLAND_NAMES and draw.random() < 0.5:
        return tuple(Hamlet(str(one + 1), kind) for one in range(number))
    return tuple(Hamlet(name, kind) for name in draw.sample(_UPLAND_NAMES.get(kind, _LOWLAND_NAMES), number))


def _apart(names: list[str]) -> list[str]:
    """Without names that differ from another by accents only."""
    return list({plain(name).lower(): name for name in names}.values())


_UPLAND_NAMES = {
    "bản": _apart([f"{stream} {spot}" for stream in _STREAMS for spot in _SPOTS]),
    "buôn": _apart([f"{one} {other}" for one in _UPLAND for other in _UPLAND if one != other]),
}
_LOWLAND_NAMES = _apart([f"{side} {one}" for side in _SIDES for one in (1, 2, 3)] + _SIDES)
