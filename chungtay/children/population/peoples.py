"""Which peoples live where, and how hard life is there: one profile for each of seven regions. Shares are rounded guesses.

Keyed by the code of the province of today. Only the mountain province of the demo is meant to be looked at closely.
"""
# ruff: noqa: E501 - tables are read across

from __future__ import annotations

from dataclasses import dataclass

from chungtay.children.population.tables import table


@dataclass(frozen=True)
class Region:
    """`poor`, `near_poor`: shares of households. `clustered`: how far a hamlet keeps to one people."""

    name: str
    peoples: dict[str, float]
    poor: float
    near_poor: float
    hamlets: tuple[int, int]
    hamlet_kind: str
    clustered: float = 0.85


_NORTH_WEST = Region(
    "north_west",
    {
        "thai": 38, "mong": 38, "kinh": 17, "kho_mu": 3.2, "ha_nhi": 0.9, "dao": 0.9, "khang": 0.8, "lao": 0.7, "xinh_mun": 0.4,
        "hoa": 0.3, "tay": 0.3, "muong": 0.2, "nung": 0.1,
    },
    0.26, 0.11, (8, 20), "bản",
)  # fmt: skip
_NORTH_EAST = Region(
    "north_east",
    {"tay": 28, "kinh": 30, "nung": 14, "dao": 9, "mong": 14, "hoa": 1, "thai": 1, "muong": 3},
    0.14, 0.09, (8, 20), "thôn",
)  # fmt: skip
_DELTA = Region(
    "delta", {"kinh": 97, "muong": 1.6, "tay": 0.6, "thai": 0.4, "hoa": 0.4}, 0.012, 0.02, (8, 20), "thôn", 0.6
)
_NORTH_CENTRE = Region(
    "north_centre", {"kinh": 84, "thai": 8, "muong": 5, "mong": 2, "kho_mu": 1}, 0.05, 0.06, (8, 20), "thôn", 0.9
)
_HIGHLAND = Region(
    "highland",
    {"kinh": 64, "e_de": 10, "gia_rai": 11, "ba_na": 6, "mong": 3, "nung": 3, "tay": 2, "thai": 1},
    0.09, 0.08, (8, 20), "buôn",
)  # fmt: skip
_SOUTH_EAST = Region("south_east", {"kinh": 93, "hoa": 4, "khmer": 2, "cham": 1}, 0.004, 0.01, (8, 20), "khu phố", 0.5)
_MEKONG = Region("mekong", {"kinh": 91, "khmer": 7.5, "hoa": 1.2, "cham": 0.3}, 0.02, 0.035, (8, 20), "ấp", 0.8)

# Provinces of today (34) by code; old_codes are the numbers of the provinces of before 2025, which personal numbers begin with.
_OF_PROVINCE: dict[str, Region] = {
    **dict.fromkeys(("11", "12", "14"), _NORTH_WEST),
    **dict.fromkeys(("04", "08", "15", "19", "20", "25"), _NORTH_EAST),
    **dict.fromkeys(("01", "22", "24", "31", "33", "37"), _DELTA),
    **dict.fromkeys(("38", "40", "42", "44", "46", "48", "51", "56"), _NORTH_CENTRE),
    **dict.fromkeys(("52", "66", "68"), _HIGHLAND),
    **dict.fromkeys(("75", "79", "80"), _SOUTH_EAST),
    **dict.fromkeys(("82", "86", "91", "92", "96"), _MEKONG),
}
# The old provinces that each of today's was made from, by the first three digits of personal numbers.
OLD_PROVINCES: dict[str, tuple[int, ...]] = {
    "01": (1,), "04": (4,), "08": (2, 8), "11": (11,), "12": (12,), "14": (14,), "15": (10, 15), "19": (6, 19), "20": (20,), "22": (22,),
    "24": (24, 27), "25": (17, 25, 26), "31": (30, 31), "33": (33, 34), "37": (35, 36, 37), "38": (38,), "40": (40,), "42": (42,),
    "44": (44, 45), "46": (46,), "48": (48, 49), "51": (51, 62), "52": (52, 64), "56": (56, 58), "66": (54, 66), "68": (60, 67, 68),
    "75": (70, 75), "79": (74, 77, 79), "80": (72, 80), "82": (82, 87), "86": (83, 84, 86), "91": (89, 91), "92": (92, 93, 94),
    "96": (95, 96),
}  # fmt: skip


def region_of(province: str) -> Region:
    return _OF_PROVINCE.get(province, _NORTH_CENTRE)


# Children under 16 in a household that has any.
_FEW = table([(1, 44), (2, 46), (3, 8.5), (4, 1.5)])
_SOME = table([(1, 38), (2, 46), (3, 13), (4, 3)])
_MANY = table([(1, 22), (2, 38), (3, 26), (4, 14)])
CHILDREN_EACH: dict[str, list[int]] = {
    "kinh": _FEW, "hoa": _FEW, "mong": _MANY, "ha_nhi": _MANY, "kho_mu": _MANY, "gia_rai": _MANY, "ba_na": _MANY, "e_de": _SOME,
}  # fmt: skip
SOME_CHILDREN = _SOME
