"""An invented commune as lines for COPY, table by table: what the loader of the demo and of the benchmarks writes.

Keys are reckoned, not asked for, so that communes can be made side by side: a commune owns a stretch of keys of each
table, as wide as it can ever need. `vaccines`, `special` and the other sums of a child's row are written as the triggers
would have summed them up, because the triggers are off meanwhile.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from chungtay.children.population.calendar import Calendar, calendar
from chungtay.children.population.families import Commune, commune
from chungtay.children.population.fates import DOSES
from chungtay.children.population.planning import CommunePlan
from chungtay.children.population.records import Adult, Child, Household
from chungtay.foundation.vietnamese import order_key

ADULTS_MOST = 4  # of one household
_VERSIONED = ("version", "created_at", "updated_at")
_MADE = ("created_at",)
COLUMNS: dict[str, tuple[str, ...]] = {
    "household": (
        "id", "unit_path", "unit_id", "hamlet_id", "code", "head_name", "phone", "kind", "temporary_house", "clean_water",
        "clean_toilet", "address", "note", *_VERSIONED,
    ),
    "householdkind": ("unit_path", "household_id", "kind", "valid_from", "decision"),
    "adult": (
        "id", "unit_path", "household_id", "full_name", "birth", "sex", "ethnicity", "personal_number", "phone", "occupation",
        "condition", "condition_since", "away_since", "away_where", "left_on", "education", *_VERSIONED,
    ),
    "child": (
        "id", "unit_path", "unit_id", "hamlet_id", "household_id", "full_name", "other_name", "name_key", "birth", "birth_date",
        "sex", "ethnicity", "religion", "personal_number", "birth_registered", "birth_registered_on", "residence_kind",
        "lives_with", "father_name", "mother_name", "carer_name", "phone", "last_seen_on", "insured_until", "school_state",
        "household_kind", "special", "at_risk", "vaccines", "measured_on", "status", "nationality", "national_code",
        "birth_about", "birth_certificate", "registered_at", "status_reason", "note", *_VERSIONED,
    ),
    "kinship": ("unit_path", "child_id", "adult_id", "relation", "raises", "valid_from", "basis"),
    "residence": ("unit_path", "child_id", "unit_id", "place_path", "hamlet_id", "household_id", "period", "reason"),
    "circumstance": (
        "unit_path", "child_id", "list", "group", "code", "seal", "state", "valid_from", "valid_to", "evidence", "decided_by_name",
        "proposed_by", "end_reason", "law_version", *_VERSIONED,
    ),
    "fact": ("unit_path", "child_id", "kind", "code", "degree", "detail", "valid_from", "valid_to", "seal", "source", *_MADE),
    "growth": ("unit_path", "child_id", "on", "weight", "height", "source", *_MADE),
    "immunisation": ("unit_path", "child_id", "vaccine", "dose", "on", "source", *_MADE),
    "schooling": ("unit_path", "child_id", "year", "level", "grade", "school", "state", "reason", *_MADE),
    "support": ("unit_path", "child_id", "kind", "content", "amount", "provider", "on", "decision", *_MADE),
}  # fmt: skip
_RELATIONS = {"father": "father", "mother": "mother", "grandmother": "grandparent", "grandfather": "grandparent"}
_AWAY = ("Bắc Ninh", "Hà Nội", "Bình Dương", "Thái Nguyên", "Hải Phòng", "Đồng Nai", "Hưng Yên", "Lào")
_WORK = ("Nông dân", "Nông dân", "Nông dân", "Làm thuê", "Buôn bán nhỏ", "Công nhân", "Thợ xây", "Nông dân")
_GIVEN = [
    "{" + ",".join(sorted((f"{vaccine}-{number}" for _, vaccine, number in DOSES[:most]))) + "}"
    for most in range(len(DOSES) + 1)
]
_WITHOUT_FAMILY = {
    "a2": "facility",
    "b1": "facility",
    "a1": "alone",
    "a4": "substitute_family",
    "b2": "substitute_family",
}


class Spot(NamedTuple):
    """A commune in the database, with the keys of the hamlets of its plan."""

    unit: int
    path: str
    hamlets: tuple[int, ...]


@dataclass(frozen=True)
class Job:
    """What one commune needs to become lines. `beside`: the commune that planted duplicates may have moved to.

    `doses_until`: doses are written as rows for children younger than so many days (the sum on the child's row is always
    there under six years). `sealed`: groups whose circumstances get a seal.
    """

    plan: CommunePlan
    today: dt.date
    spot: Spot
    beside: Spot | None
    first_child: int
    measures: int = 2
    doses_until: int = 2192
    sealed: frozenset[str] = frozenset()


class Lines(NamedTuple):
    """`tables`: the text of each table's lines. `planted`: (child, second record, kind) of the planted duplicates."""

    tables: dict[str, str]
    planted: list[tuple[int, int, str]]
    children: int


def lines(job: Job) -> Lines:
    made = commune(job.plan, job.today, measures=job.measures)
    return _Writer(job, made).write()


def copy(cursor: Any, made: Lines) -> None:
    """`cursor`: psycopg's own. Tables in the order in which they refer to one another."""
    for table, columns in COLUMNS.items():
        text = made.tables[table]
        if text:
            names = ", ".join(f'"{name}"' for name in columns)
            with cursor.copy(f"COPY children_{table} ({names}) FROM STDIN") as pipe:
                pipe.write(text.encode())


_keys: dict[str, tuple[str, str]] = {}


def name_key(full_name: str) -> str:
    """`foundation.vietnamese.name_key`, put together from syllables met before."""
    words = full_name.split()
    letters, tones = [], []
    for word in (words[-1], *words[:-1]):
        known = _keys.get(word)
        if known is None:
            letter, _, tone = order_key(word).rpartition(" ")
            known = _keys[word] = (letter, tone)
        letters.append(known[0])
        tones.append(known[1])
    return " ".join(letters) + " " + "0".join(tones)


class _Writer:
    def __init__(self, job: Job, made: Commune) -> None:
        self.job, self.made = job, made
        self.calendar: Calendar = calendar(job.today)
        self.iso = self.calendar.iso
        self.stamp = f"{job.today.isoformat()} 07:00:00+07"
        self.versioned = f"1\t{self.stamp}\t{self.stamp}\n"
        self.january = f"{job.today.year}-01-01"
        self.tables: dict[str, list[str]] = {table: [] for table in COLUMNS}

    def write(self) -> Lines:
        first = self.job.first_child
        for household in self.made.households:
            spot = self.job.beside if household.hamlet < 0 and self.job.beside else self.job.spot
            self.household(household, spot, spot.hamlets[max(0, household.hamlet)])
        planted = [(first + one.first, first + one.second, one.kind) for one in self.made.doubles]
        return Lines({table: "".join(rows) for table, rows in self.tables.items()}, planted, self.job.plan.children)

    def household(self, household: Household, spot: Spot, hamlet: int) -> None:
        job, path = self.job, spot.path
        key = job.first_child + household.seq
        adults_from = job.first_child * ADULTS_MOST
        names = {adult.seq: adult.full_name for adult in household.adults}
        head = names.get(household.head, "")
        kind = household.poverty
        add = self.tables["household"].append
        add(
            f"{key}\t{path}\t{spot.unit}\t{hamlet}\t{household.code}\t{head}\t{household.phone}\t{kind}\t"
            f"{'t' if household.temporary_house else 'f'}\t{'t' if household.clean_water else 'f'}\t"
            f"{'t' if household.latrine else 'f'}\t\t\t{self.versioned}"
        )
        if kind:
            self.tables["householdkind"].append(
                f"{path}\t{key}\t{kind}\t{self.january}\tQuyết định rà soát hộ nghèo (bịa)\n"
            )
        for adult in household.adults:
            self.adult(adult, key, adults_from + adult.seq, path, household.phone)
        lives_with = _lives_with(household)
        for child in household.children:
            self.child(child, household, spot, key, hamlet, names, lives_with)
            if child.father >= 0 or child.mother >= 0 or child.carer >= 0:
                self.kin(child, household, adults_from, path)

    def adult(self, adult: Adult, household: int, key: int, path: str, phone: str) -> None:
        state, iso = adult.state, self.iso
        since = away = left = "\\N"
        where = ""
        condition = "alive"
        some = iso[(adult.seq * 97) % 1800 + 30]
        if state == "away":
            away, where = some, _AWAY[adult.seq & 7]
        elif state == "left":
            left = some
        elif state != "alive":
            condition, since = state, some
        work = _WORK[adult.seq & 7] if condition == "alive" else ""
        self.tables["adult"].append(
            f"{key}\t{path}\t{household}\t{adult.full_name}\t{iso[adult.days]}\t{adult.sex}\t{adult.ethnicity}\t{adult.number}\t"
            f"{phone if adult.role == 'mother' else ''}\t{work}\t{condition}\t{since}\t{away}\t{where}\t{left}\t\t{self.versioned}"
        )

    def child(
        self, child: Child, household: Household, spot: Spot, key: int, hamlet: int, names: dict[int, str], lives_with: str
    ) -> None:  # fmt: skip
        iso, path = self.iso, spot.path
        me = self.job.first_child + child.seq
        name = " ".join(child.full_name.split()) if child.faults else child.full_name
        birth = child.birth
        begin = birth if len(birth) == 10 else birth + "-01" if len(birth) == 7 else birth + "-01-01"
        carer = names.get(child.carer, "") if child.carer not in (child.father, child.mother) else ""
        under_six = child.days < 2192
        until = self.insured(me, path, begin, under_six) if child.insured else "\\N"
        special = risk = "f"
        for spell in child.spells:
            if spell.end < 0:
                if spell.code[:5] == "risk:":
                    risk = "t"
                else:
                    special = "t"
        self.tables["child"].append(
            f"{me}\t{path}\t{spot.unit}\t{hamlet}\t{key}\t{name}\t{child.other_name}\t{name_key(name)}\t{birth}\t{begin}\t{child.sex}\t"
            f"{child.ethnicity}\t{child.religion}\t{child.number}\t{'t' if child.registered else 'f'}\t"
            f"{iso[max(0, child.days - 7 - me % 40)] if child.registered else chr(92) + 'N'}\t{child.residence}\t{lives_with}\t"
            f"{names.get(child.father, '')}\t{names.get(child.mother, '')}\t{carer}\t{household.phone}\t"
            f"{iso[child.seen]}\t{until}\t"
            f"{child.schooling if child.days > 1000 else ''}\t{household.poverty}\t{special}\t{risk}\t"
            f"{_GIVEN[child.doses] if under_six else '{}'}\t"
            f"{iso[child.measures[-1].days] if child.measures else chr(92) + 'N'}\there\tVN\t\tf\t\t\t\t\t{self.versioned}"
        )
        self.tables["residence"].append(f"{path}\t{me}\t{spot.unit}\t{path}\t{hamlet}\t{key}\t[{begin},)\tfound\n")
        self.facts(child, me, path, begin)

    def insured(self, me: int, path: str, begin: str, under_six: bool) -> str:
        """The free card ends in September of the year of the sixth birthday, or in December when born later."""
        if not under_six:
            self.tables["fact"].append(f"{path}\t{me}\tinsurance\t\t\t\t{begin}\t\\N\t\t\t{self.stamp}\n")
            return "9999-12-31"
        year = int(begin[:4]) + 6
        end, last = (f"{year + 1}-01-01", f"{year}-12-31") if begin[5:7] > "09" else (f"{year}-10-01", f"{year}-09-30")
        self.tables["fact"].append(f"{path}\t{me}\tinsurance\t\t\t\t{begin}\t{end}\t\t\t{self.stamp}\n")
        return last

    def facts(self, child: Child, me: int, path: str, begin: str) -> None:
        iso, tables, made = self.iso, self.tables, f"{self.stamp}\n"
        if child.disability:
            tables["fact"].append(
                f"{path}\t{me}\tdisability\t{child.disability}\t{child.degree}\t\t{begin}\t\\N\t\t\t{made}"
            )
        if child.illness:
            tables["fact"].append(f"{path}\t{me}\tillness\t\t\t{child.illness}\t{begin}\t\\N\t\t\t{made}")
        if child.swims:
            tables["fact"].append(f"{path}\t{me}\tswimming\t\t\t\t{iso[child.seen]}\t\\N\t\t\t{made}")
        if child.internet:
            tables["fact"].append(f"{path}\t{me}\tinternet\t\t\t\t{iso[child.seen]}\t\\N\t\t\t{made}")
        if child.participates:
            tables["fact"].append(
                f"{path}\t{me}\tparticipation\t\t\tCâu lạc bộ của trường\t{iso[child.seen]}\t\\N\t\t\t{made}"
            )
        if child.days > 1000:
            grade = child.grade or ""
            tables["schooling"].append(
                f"{path}\t{me}\t{self.calendar.school_year}\t{child.level}\t{grade}\t\t{child.schooling}\t\t{made}"
            )
        for measure in child.measures:
            tables["growth"].append(
                f"{path}\t{me}\t{iso[measure.days]}\t{measure.kilograms}\t{measure.centimetres}\tTrạm y tế\t{made}"
            )
        if child.doses and child.days < self.job.doses_until:
            add, days = tables["immunisation"].append, child.days
            for due, vaccine, number in DOSES[: child.doses]:
                add(f"{path}\t{me}\t{vaccine}\t{number}\t{iso[max(0, days - due - me % 9)]}\tTrạm y tế\t{made}")
        if child.spells:
            self.spells(child, me, path)

    def spells(self, child: Child, me: int, path: str) -> None:
        iso = self.iso
        for spell in child.spells:
            code, kind, group = spell.code, "special_circumstances", spell.code.rstrip("0123456789")
            if code.startswith("risk:"):
                code, kind = code[5:], "at_risk_circumstances"
                group = code
            end = iso[spell.end] if spell.end >= 0 else "\\N"
            self.tables["circumstance"].append(
                f"{path}\t{me}\t{kind}\t{group}\t{code}\t{'sealed' if group in self.job.sealed else ''}\tconfirmed\t"
                f"{iso[spell.start]}\t{end}\tDanh sách rà soát của xã (bịa)\tUBND xã\t\t{'' if spell.end < 0 else 'Đã ổn định'}\t\t"
                f"{self.versioned}"
            )
            if kind[0] == "s" and me % 3:
                given, amount = iso[spell.start * 2 // 3], (540 + me % 4 * 180) * 1000
                self.tables["support"].append(
                    f"{path}\t{me}\tsocial_regular\tTrợ cấp hằng tháng\t{amount}\tUBND xã\t{given}\t\t{self.stamp}\n"
                )

    def kin(self, child: Child, household: Household, adults_from: int, path: str) -> None:
        """The one who raises the child comes first: the sum on the child's row names the first."""
        me = self.job.first_child + child.seq
        for adult in household.adults:
            relation = _RELATIONS.get(adult.role, "relative")
            raises = "t" if adult.state == "alive" else "f"
            self.tables["kinship"].append(f"{path}\t{me}\t{adults_from + adult.seq}\t{relation}\t{raises}\t\\N\t\n")


def _lives_with(household: Household) -> str:
    """With whom the children of a household live, by code list lives_with."""
    special = next((one.code for one in household.children[0].spells if one.code in _WITHOUT_FAMILY), "")
    if special:
        return _WITHOUT_FAMILY[special]
    here = {adult.role for adult in household.adults if adult.state == "alive"}
    if "father" in here and "mother" in here:
        return "both_parents"
    for role, code in (("mother", "mother"), ("father", "father"), ("guardian", "relatives")):
        if role in here:
            return code
    return "grandparents" if here else "other"
