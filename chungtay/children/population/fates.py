"""What befalls families and children: who raises whom, the 14 groups of special circumstances, school, faults of writing.

The shares are guesses chosen so that 1 to 3 % of children are in special circumstances and about 8 % at risk.
"""

from __future__ import annotations

from bisect import bisect

from chungtay.children.population.tables import table

# (father, mother, who raises the children, special circumstance of the children or risk)
Shape = tuple[str, str, str, str]
_SHAPES: list[tuple[Shape, float]] = [
    (("alive", "alive", "", ""), 78.3),
    (("away", "alive", "", ""), 6.0),
    (("alive", "away", "", ""), 1.3),
    (("away", "away", "grandparents", ""), 2.1),
    (("away", "away", "relative", ""), 0.3),
    (("none", "alive", "", ""), 3.0),
    (("left", "alive", "", ""), 1.0),
    (("alive", "left", "", ""), 0.3),
    (("left", "left", "grandparents", ""), 0.25),
    (("dead", "alive", "", "risk:one_parent_orphan"), 1.6),
    (("alive", "dead", "", "risk:one_parent_orphan"), 0.6),
    (("dead", "dead", "grandparents", "a3"), 0.16),
    (("dead", "dead", "relative", "a3"), 0.08),
    (("dead", "dead", "guardian", "a4"), 0.025),
    (("dead", "dead", "", "a1"), 0.02),
    (("dead", "dead", "facility", "a2"), 0.025),
    (("dead", "missing", "grandparents", "c1"), 0.06),
    (("dead", "unable_to_care", "grandparents", "c2"), 0.04),
    (("dead", "serving_sentence", "grandparents", "c3"), 0.05),
    (("missing", "missing", "grandparents", "c4"), 0.03),
    (("missing", "in_facility", "relative", "c5"), 0.012),
    (("serving_sentence", "missing", "grandparents", "c6"), 0.025),
    (("unable_to_care", "unable_to_care", "grandparents", "c7"), 0.025),
    (("in_facility", "in_facility", "grandparents", "c8"), 0.012),
    (("serving_sentence", "serving_sentence", "grandparents", "c9"), 0.03),
    (("serving_sentence", "in_facility", "relative", "c10"), 0.012),
    (("alive", "alive", "grandparents", "c11"), 0.03),
    (("left", "left", "guardian", "c12"), 0.012),
    (("none", "none", "facility", "b1"), 0.012),
    (("none", "none", "guardian", "b2"), 0.025),
]  # fmt: skip
SHAPE_BITS = 14
SHAPES: list[Shape] = table(_SHAPES, 1 << SHAPE_BITS)

# Sub-groups that fall on single children: (code, share of children, from age, to age).
_SINGLE: list[tuple[str, float, int, int]] = [
    ("d1", 0.0014, 1, 18), ("d2", 0.0042, 1, 18), ("d3", 0.0036, 1, 18), ("dd1", 0.0003, 0, 18),
    ("e1", 0.00025, 12, 18), ("e2", 0.00008, 12, 18), ("e3", 0.00008, 14, 18), ("e4", 0.00006, 14, 18), ("g1", 0.00005, 13, 18),
    ("g2", 0.0001, 13, 18), ("h1", 0.00015, 11, 16), ("h2", 0.0010, 11, 16), ("i1", 0.0002, 0, 18), ("k1", 0.00015, 8, 18),
    ("k2", 0.00003, 8, 18), ("k3", 0.00003, 11, 18), ("k4", 0.00003, 11, 18), ("k5", 0.00005, 6, 18), ("l1", 0.00008, 4, 18),
    ("l2", 0.00003, 8, 18), ("l3", 0.00010, 11, 18), ("l4", 0.00008, 4, 18), ("l5", 0.00003, 11, 18), ("m1", 0.00006, 8, 18),
    ("m2", 0.00004, 4, 18), ("n", 0.0060, 0, 18), ("o1", 0.00006, 3, 18), ("o2", 0.00003, 3, 18), ("o3", 0.00004, 3, 18),
    ("risk:dropped_out", 0.0045, 11, 16), ("risk:child_labour", 0.0035, 8, 18), ("risk:child_marriage", 0.0012, 13, 18),
    ("risk:disaster", 0.0040, 0, 18),
]  # fmt: skip
_EDGES: list[float] = []
_reached = 0.0
for _code, _share, _from, _to in _SINGLE:
    # Only children of some ages can be meant: the share is of all children, so it weighs more among those.
    _reached += _share * 18 / min(18, _to - _from)
    _EDGES.append(_reached)
SINGLE_SHARE = _reached

DISABILITIES = table(
    [("movement", 30), ("hearing_speech", 17), ("seeing", 9), ("mental", 13), ("intellectual", 21), ("other", 10)]
)
ILLNESSES = (
    "tim bẩm sinh",
    "tan máu bẩm sinh",
    "bạch cầu cấp",
    "động kinh",
    "suy thận mạn",
    "đái tháo đường",
    "hen nặng",
)
DEGREES = {"d1": "very_severe", "d2": "severe", "d3": "mild"}


def befallen(chance: float, age: int, poverty: str) -> str:
    """The sub-group or risk for a chance below `SINGLE_SHARE`; empty when it does not fit this child."""
    code, _, begin, end = _SINGLE[bisect(_EDGES, chance)]
    if not begin <= age < end:
        return ""
    if code == "n":
        return {"poor": "n1", "near_poor": "n2"}.get(poverty, "")
    return code


# State, level and whether there is a grade, by school year; entrance into grade 1 is by year of birth.
_School = tuple[str, str]
_YOUNG: _School = ("too_young", "")
_NURSERY: _School = ("attending", "nursery")
_KINDERGARTEN: _School = ("attending", "kindergarten")
_BEFORE = [
    table([(_YOUNG, 97), (_NURSERY, 3)]),
    table([(_YOUNG, 86), (_NURSERY, 14)]),
    table([(_YOUNG, 58), (_NURSERY, 42)]),
    table([(_YOUNG, 12), (_KINDERGARTEN, 88)]),
    table([(_YOUNG, 5), (_KINDERGARTEN, 95)]),
    table([(_YOUNG, 2), (_KINDERGARTEN, 98)]),
]
_NEVER: _School = ("never", "")
_PRIMARY: list[_School] = table([(("attending", "primary"), 99.5), (_NEVER, 0.2), (("dropped_out", "primary"), 0.3)])
_SECONDARY: list[_School] = table(
    [(("attending", "secondary"), 97.6), (("dropped_out", "secondary"), 2.2), (_NEVER, 0.2)]
)
_UPPER: list[_School] = table(
    [(("attending", "high_school"), 78), (("dropped_out", "high_school"), 5), (("completed", "secondary"), 17)]
)


def schooling(years: int, bits: int) -> tuple[str, str, int]:
    """State, level and grade (0: none). `years`: school year's first year minus year of birth."""
    if years < 6:
        state, level = _BEFORE[years if years > 0 else 0][bits]
        return state, level, 0
    state, level = (_PRIMARY if years < 11 else _SECONDARY if years < 15 else _UPPER)[bits]
    return state, level, 0 if state == "never" else 9 if state == "completed" else min(12, years - 5)


RELIGIONS = table([("", 88), ("phat_giao", 3), ("cong_giao", 4), ("tin_lanh", 5)])
# The schedule of Circular 10/2024/TT-BYT until six years: day of age, vaccine, number.
DOSES = (
    (0, "bcg", 1), (0, "hepb_birth", 1), (60, "dpt_hepb_hib", 1), (60, "opv", 1), (60, "rota", 1), (90, "dpt_hepb_hib", 2),
    (90, "opv", 2), (90, "rota", 2), (120, "dpt_hepb_hib", 3), (120, "opv", 3), (150, "ipv", 1), (270, "ipv", 2),
    (270, "measles", 1), (365, "je", 1), (372, "je", 2), (540, "dpt", 1), (540, "mr", 1), (730, "je", 3),
)  # fmt: skip
# How many doses of the schedule are due, by days of age until six years.
DOSES_DUE = [sum(1 for due, _, _ in DOSES if due <= days) for days in range(2200)]
