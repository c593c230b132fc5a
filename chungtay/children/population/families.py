"""The families of one commune, a household at a time. This is where the time goes when millions are made: draws are looks
into ready tables, people are plain tuples, dates are looked up."""

from __future__ import annotations

import datetime as dt
import random
from typing import NamedTuple

from chungtay.children.population.calendar import calendar
from chungtay.children.population.fates import (
    DEGREES,
    DISABILITIES,
    DOSES_DUE,
    ILLNESSES,
    RELIGIONS,
    SHAPE_BITS,
    SHAPES,
    SINGLE_SHARE,
    Shape,
    befallen,
    schooling,
)  # fmt: skip
from chungtay.children.population.growth import measured
from chungtay.children.population.labelled import varied
from chungtay.children.population.names import NAMINGS, PET_NAMES, Naming, hash_of
from chungtay.children.population.peoples import CHILDREN_EACH, SOME_CHILDREN
from chungtay.children.population.planning import MAIN, CommunePlan
from chungtay.children.population.records import Adult, Child, Household, Measure, Spell
from chungtay.children.population.tables import BITS, table
from chungtay.children.population.writing import slipped

SCRAMBLE = 654_323  # prime to a million: neighbours in a stretch get serials far from each other
OVER_16 = 0.022  # of the eldest have come of age and wait to be taken off
TWINS = 0.011
DUPLICATED = 0.004  # of children are written down twice
MOVED = 0.25  # of those, in the next commune
FAULTS = (
    ("capitals", 0.012), ("mistyped", 0.006), ("spaces", 0.003), ("birth_partial", 0.006), ("no_sex", 0.0012),
    ("no_ethnicity", 0.003),     ("number_wrong", 0.004), ("no_parents", 0.005),
)  # fmt: skip
_FAULTS = table([("", 1 - sum(share for _, share in FAULTS)), *FAULTS])


class Double(NamedTuple):
    """A second record of a child: `second` stands among the children of the commune like any other."""

    first: int
    second: int
    kind: str
    elsewhere: bool


class Commune(NamedTuple):
    """All of one commune. Households with `hamlet` -1 belong to the next commune of the province (see `Double`)."""

    plan: CommunePlan
    households: list[Household]
    doubles: list[Double]

    @property
    def children(self) -> list[Child]:
        """In the order of `seq`."""
        return [child for household in self.households for child in household.children]


def commune(plan: CommunePlan, today: dt.date, *, measures: int = 2) -> Commune:
    """The same plan and day give the same commune. `measures`: how many measurements a child under five keeps."""
    return _Maker(plan, today, measures).run()


class _Maker:
    def __init__(self, plan: CommunePlan, today: dt.date, measures: int) -> None:
        draw = random.Random(f"commune {plan.seed} {plan.index} {plan.place.code}")
        self.plan, self.draw, self.chance, self.bits = plan, draw, draw.random, draw.getrandbits
        self.calendar = calendar(today)
        self.most_measures = measures
        self.mix = _mix(plan)
        self.ruling = [self.mix[self.bits(BITS)] for _ in plan.hamlets]
        self.naming: Naming = NAMINGS["kinh"]
        self.prefix = f"{plan.old_provinces[plan.turn * len(plan.old_provinces) // plan.turns]:03d}"
        self.first_serial, self.last_serial = plan.serials
        self.first_moved, self.last_moved = plan.mover_serials
        self.cells = self.calendar.cells
        self.begin = hash_of(f"{plan.seed}") % 1_000_000
        self.used = [0] * 400
        self.used_moved = [0] * 400
        self.next_adult = self.next_child = 0
        self.shift = -1.15 if plan.region.poor > 0.1 else -0.35
        self.households: list[Household] = []

    def run(self) -> Commune:
        doubled = round(self.plan.children * DUPLICATED)
        once = self.plan.children - doubled
        while self.next_child < once:
            self.family(once - self.next_child)
        return Commune(self.plan, self.households, self.written_twice(doubled))

    def family(self, most: int) -> None:
        """One household with at most `most` children."""
        bits, chance, plan = self.bits, self.chance, self.plan
        hamlet = int(chance() * len(plan.hamlets))
        people = self.ruling[hamlet] if chance() < plan.region.clustered else self.mix[bits(BITS)]
        self.naming = NAMINGS.get(people, NAMINGS["kinh"])
        shape = SHAPES[bits(SHAPE_BITS)]
        ages = self.ages(min(most, CHILDREN_EACH.get(people, SOME_CHILDREN)[bits(BITS)]))
        seq = len(self.households)
        surname = self.naming.family[bits(BITS)]
        adults, parents = self.adults(seq, shape, people, surname, ages[-1])
        poverty = self.poverty(people)
        poor = poverty == "poor"
        shaky = poor and chance() < 0.2
        common = (shape[3],) if shape[3] and (shape[3] != "c11" or ages[-1] < 900) else ()
        if shaky:
            common = (*common, "risk:temporary_house")
        religion = RELIGIONS[bits(BITS)]
        made = tuple([self.child(seq, days, surname, people, religion, parents, common, poverty) for days in ages])
        head = next((one.seq for one in adults if one.state == "alive"), -1)
        self.households.append(
            Household(
                seq, hamlet, f"{plan.place.code}-{seq + 1:05d}", people, head, poverty, shaky,
                chance() < (0.72 if poor else 0.95), chance() < (0.55 if poor else 0.9), "",
                f"095{bits(24) % 10_000_000:07d}" if chance() < 0.7 else "", adults, made,
            )
        )  # fmt: skip

    def poverty(self, people: str) -> str:
        """In the uplands the Kinh of the towns are seldom poor, so the others are a little oftener."""
        region = self.plan.region
        factor = 1.0 if region.poor < 0.1 else 0.3 if people == "kinh" else 1.14
        luck = self.chance() / factor
        return "poor" if luck < region.poor else "near_poor" if luck < region.poor + region.near_poor else ""

    def ages(self, number: int) -> list[int]:
        """Ages in days, the youngest first, evenly over 16 years and at least 13 months apart; twins now and then."""
        chance = self.chance
        grown = self.calendar.ago[16]
        if number == 1:
            days = [int(chance() * grown)]
        else:
            gap = 400
            room = grown - gap * (number - 1)
            days = [
                int(one) + gap * place for place, one in enumerate(sorted([chance() * room for _ in range(number)]))
            ]
            if chance() < TWINS * 2:
                days[1] = days[0]
        if chance() < OVER_16 * 1.6 and (number == 1 or days[-1] - days[-2] > 365):
            days[-1] = grown + int(chance() * 2 * 365)
        return days

    def adults(
        self, seq: int, shape: Shape, people: str, surname: str, eldest: int
    ) -> tuple[tuple[Adult, ...], tuple[int, int, int]]:
        """Parents and who else raises the children, with the `seq` of father, mother and carer (-1: none)."""
        bits, naming = self.bits, self.naming
        found: list[Adult] = []
        father = mother = carer = -1
        older = eldest + 6300 + int(self.chance() * 5000 + self.chance() * 2500)
        if shape[3] == "c11":
            older = eldest + 5300
        if shape[0] != "none":
            father = self.adult(
                found, seq, "father", f"{surname} {naming.man[bits(BITS)]}", older + bits(11), people, shape[0]
            )
        if shape[1] != "none":
            family = surname if shape[0] == "none" else naming.family[bits(BITS)]
            mother = self.adult(found, seq, "mother", f"{family} {naming.woman[bits(BITS)]}", older, people, shape[1])
        keeper = shape[2]
        if keeper == "grandparents":
            old = older + 7500 + bits(12)
            if bits(2):
                family = naming.family[bits(BITS)]
                carer = self.adult(
                    found, seq, "grandmother", f"{family} {naming.woman[bits(BITS)]}", old, people, "alive"
                )
            if carer < 0 or bits(1):
                other = self.adult(
                    found, seq, "grandfather", f"{surname} {naming.man[bits(BITS)]}", old, people, "alive"
                )
                carer = carer if carer >= 0 else other
        elif keeper in ("relative", "guardian"):
            family = surname if keeper == "relative" else naming.family[bits(BITS)]
            carer = self.adult(found, seq, "guardian", f"{family} {naming.woman[bits(BITS)]}", older, people, "alive")
        elif not keeper:
            carer = mother if shape[1] == "alive" else father if shape[0] == "alive" else -1
        return tuple(found), (father, mother, carer)

    def adult(self, found: list[Adult], seq: int, role: str, name: str, days: int, people: str, state: str) -> int:
        man = role in ("father", "grandfather")
        number = self.number(man, days) if self.bits(6) else ""
        found.append(Adult(self.next_adult, seq, role, name, days, "male" if man else "female", people, number, state))
        self.next_adult += 1
        return self.next_adult - 1

    def number(self, man: bool, days: int) -> str:
        """A personal number as the law builds it: province of birth, century and sex, year, six digits met once."""
        cell = self.cells[days] if man else self.cells[days] + 100
        if self.bits(6):
            serial = self.first_serial + self.used[cell]
            self.used[cell] += 1
            if serial >= self.last_serial:
                return ""
            return self.prefix + _CELLS[cell] + self.last_six(cell, serial)
        serial = self.first_moved + self.used_moved[cell]
        self.used_moved[cell] += 1
        if serial >= self.last_moved:
            return ""
        return _OTHER_PREFIXES[self.bits(5)] + _CELLS[cell] + self.last_six(cell, serial)

    def last_six(self, cell: int, serial: int) -> str:
        return f"{(self.begin + cell * 7919 + serial * SCRAMBLE) % 1_000_000:06d}"

    def child(
        self, household: int, days: int, surname: str, people: str, religion: str, parents: tuple[int, int, int],
        common: tuple[str, ...], poverty: str,
    ) -> Child:  # fmt: skip
        bits, chance = self.bits, self.chance
        boy = chance() < 0.526
        naming = self.naming
        name = f"{surname} {(naming.boy if boy else naming.girl)[bits(BITS)]}"
        birth = self.calendar.iso[days]
        age = self.calendar.ages[days]
        registered = chance() < (0.62 if days < 45 else 0.972)
        number = self.number(boy, days) if registered and bits(6) > 2 else ""
        insured = chance() < (0.956 if registered else 0.6)
        state, level, grade = schooling(self.calendar.school_year - self.calendar.year[days], bits(BITS))
        spells: tuple[Spell, ...] = ()
        disability = degree = illness = ""
        luck = chance()
        if common or luck < SINGLE_SHARE:
            spells, disability, degree, illness = self.fate(luck, age, days, common, poverty)
        given = chance()
        seq = self.next_child
        self.next_child = seq + 1
        due = DOSES_DUE[days] if days < 2192 else 0
        made = Child(
            seq, household, name, PET_NAMES[bits(4)] if given < 0.03 else "", birth, days, "male" if boy else "female",
            people, religion, number, registered, insured, state, level, grade,
            "permanent" if given > 0.05 else "temporary" if given > 0.02 else "current", parents[0], parents[1], parents[2],
            disability, degree, illness, "full" if given > 0.13 else "partial" if given > 0.03 else "none",
            due if given > 0.13 else due // 2 if given > 0.03 else 0,
            age >= 6 and chance() < 0.05 + age * 0.022, age >= 5 and chance() < 0.07 * (age - 4), age >= 6 and bits(2) == 0,
            int(chance() * chance() * 900) % (days + 1), spells,
            measured(days, "male" if boy else "female", self.shift, bits(BITS), bits(BITS), self.most_measures)
            if days < 1826 else _NOTHING, (),
        )  # fmt: skip
        fault = _FAULTS[bits(BITS)]
        return self.faulty(made, fault) if fault else made

    def fate(
        self, luck: float, age: int, days: int, common: tuple[str, ...], poverty: str
    ) -> tuple[tuple[Spell, ...], str, str, str]:
        """What befell the family and what befell this child; one in eight of such spells is over."""
        spells: list[Spell] = []
        disability = degree = illness = ""
        for shared in common:
            spells.append(Spell(shared, int(self.chance() * min(days, 2000)), -1))
        if luck < SINGLE_SHARE:
            code = befallen(luck, age, poverty)
            if code:
                start = int(self.chance() * min(days, 1500))
                over = start > 0 and self.bits(3) == 0 and code[0] != "d"
                spells.append(Spell(code, start, int(start * self.chance()) if over else -1))
                degree = DEGREES.get(code, "")
                disability = DISABILITIES[self.bits(BITS)] if degree else ""
                illness = ILLNESSES[self.bits(8) % len(ILLNESSES)] if code in ("n1", "n2") else ""
        return tuple(spells), disability, degree, illness

    def faulty(self, child: Child, fault: str) -> Child:
        """The child as somebody wrote it down in a hurry; the label stays with it."""
        marked = child._replace(faults=(fault,))
        if fault == "capitals":
            return marked._replace(full_name=child.full_name.upper())
        if fault == "mistyped":
            return marked._replace(full_name=slipped(child.full_name, self.draw))
        if fault == "spaces":
            return marked._replace(full_name=child.full_name.replace(" ", "  ", 1) + " ")
        if fault == "birth_partial":
            return marked._replace(birth=child.birth[: 4 if self.bits(1) else 7])
        if fault == "no_sex":
            return marked._replace(sex="")
        if fault == "no_ethnicity":
            return marked._replace(ethnicity="")
        if fault == "number_wrong" and child.number:
            wrong = str((int(child.number[3]) + 1) % 4)
            return marked._replace(number=child.number[:3] + wrong + child.number[4:])
        if fault == "no_parents":
            return marked._replace(father=-1, mother=-1, carer=-1)
        return child

    def written_twice(self, number: int) -> list[Double]:
        """Second records of `number` children, each in a household of its own at the end of the list."""
        plain = [child for household in self.households for child in household.children if not child.faults]
        doubles = []
        for first in self.draw.sample(plain, min(number, len(plain))):
            doubles.append(self.double(first))
        return doubles

    def double(self, first: Child) -> Double:
        old = self.households[first.household]
        seq = len(self.households)
        person = {"full_name": first.full_name, "birth_date": first.birth, "personal_number": first.number}
        second, kind = varied({**person, "hamlet": ""}, self.draw)
        elsewhere = self.plan.turns > 1 and self.chance() < MOVED
        base = self.next_adult
        adults = tuple(one._replace(seq=base + place, household=seq, number="") for place, one in enumerate(old.adults))
        self.next_adult += len(adults)
        shift = base - old.adults[0].seq if adults else 0
        birth = second["birth_date"]
        made = first._replace(
            seq=self.next_child, household=seq, full_name=second["full_name"], other_name=second.get("other_name", ""), birth=birth,
            number=second["personal_number"], father=first.father + shift if first.father >= 0 else -1,
            mother=first.mother + shift if first.mother >= 0 else -1, carer=first.carer + shift if first.carer >= 0 else -1,
            spells=(), measures=(), faults=("duplicate",),
        )  # fmt: skip
        self.next_child += 1
        hamlet = -1 if elsewhere else int(self.chance() * len(self.plan.hamlets))
        self.households.append(
            old._replace(
                seq=seq, hamlet=hamlet, code=f"{self.plan.place.code}-{seq + 1:05d}", adults=adults, children=(made,),
                head=next((one.seq for one in adults if one.state == "alive"), -1),
            )
        )  # fmt: skip
        return Double(first.seq, made.seq, kind, elsewhere)


_CELLS = [f"{cell // 100}{cell % 100:02d}" for cell in range(400)]
_NOTHING: tuple[Measure, ...] = ()
_OTHER_PREFIXES = tuple(
    f"{code:03d}"
    for code in (1, 1, 1, 1, 11, 12, 14, 15, 25, 26, 30, 31, 33, 34, 35, 36, 37, 38, 38, 40,
                 40, 42, 48, 54, 62, 66, 68, 74, 75, 79, 79, 79)
)  # fmt: skip


def _mix(plan: CommunePlan) -> list[str]:
    """Which people a household belongs to, so that children, not households, come out in the shares wished."""
    whole = sum(weight for _, weight in plan.others) or 1.0
    shares = [(plan.main_people, MAIN), *((code, (1 - MAIN) * weight / whole) for code, weight in plan.others)]
    return table([(code, share / _MEANS.get(code, _MEANS[""])) for code, share in shares])


_MEANS = {code: sum(each) / len(each) for code, each in {**CHILDREN_EACH, "": SOME_CHILDREN}.items()}
