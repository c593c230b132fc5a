"""What the generator hands out: plain tuples with names. Days are counted back from the day the population is made for."""

from __future__ import annotations

from typing import NamedTuple


class Hamlet(NamedTuple):
    """`name` is without the word for its kind: “Nà Láo”, kind “bản”."""

    name: str
    kind: str


class Adult(NamedTuple):
    """`seq` counts within the commune. `state`: alive, away (at work), left (divorced), dead, missing, serving_sentence,
    in_facility, unable_to_care."""

    seq: int
    household: int
    role: str  # father, mother, grandfather, grandmother, guardian
    full_name: str
    days: int
    sex: str
    ethnicity: str
    number: str
    state: str


class Spell(NamedTuple):
    """A special circumstance (a1 … o3) or a risk (`risk:…`): from `start` days ago, to `end` days ago (-1: still)."""

    code: str
    start: int
    end: int


class Measure(NamedTuple):
    days: int
    kilograms: float
    centimetres: float


class Child(NamedTuple):
    """`birth` is written as known: 2020-03-05, 2020-03 or 2020; `days` is the true age. Parents are `seq` of adults or -1."""

    seq: int
    household: int
    full_name: str
    other_name: str
    birth: str
    days: int
    sex: str  # male, female, or empty where nobody wrote it
    ethnicity: str
    religion: str
    number: str
    registered: bool
    insured: bool
    schooling: str  # too_young, attending, never, dropped_out, completed
    level: str  # nursery, kindergarten, primary, secondary, high_school
    grade: int  # 1 … 12, else 0
    residence: str  # permanent, temporary, current
    father: int
    mother: int
    carer: int
    disability: str
    degree: str
    illness: str
    immunised: str  # full, partial, none
    doses: int  # how many of the doses due at this age were given, in the order of the schedule
    swims: bool
    internet: bool
    participates: bool
    seen: int  # days since somebody last looked at the record
    spells: tuple[Spell, ...]
    measures: tuple[Measure, ...]
    faults: tuple[str, ...]


class Household(NamedTuple):
    """`hamlet` is a place in the plan's hamlets; -1: the family lives in the next commune of the province (see `Double`)."""

    seq: int
    hamlet: int
    code: str
    ethnicity: str
    head: int  # adult, -1 where there is none
    poverty: str  # poor, near_poor or empty
    temporary_house: bool
    clean_water: bool
    latrine: bool
    address: str
    phone: str
    adults: tuple[Adult, ...]
    children: tuple[Child, ...]
