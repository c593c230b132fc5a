"""Values of the register in the words of a paper. The code lists are read once for each paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from chungtay.children import vaccines
from chungtay.children.births import PartialDate
from chungtay.children.models import Adult, Child, Circumstance, Relation, Schooling
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist, codelist_items

SEXES = {"male": "Nam", "female": "Nữ"}
OPEN_END = dt.date(9999, 12, 31)
# What is said of a parent on every paper; a sentence or a court's measure only on one that may hold sensitive things.
_SAID_OF_PARENTS = {"dead", "missing", "unable_to_care", "in_facility"}


def birth_words(birth: str, *, about: bool = False) -> str:
    """“12/05/2019”, “05/2019”, “2019”, “khoảng 2019”."""
    words = "/".join(reversed(birth.split("-"))) if birth else ""
    return f"khoảng {words}" if words and about else words


def yes_no(value: bool | None) -> str:
    return "Chưa rõ" if value is None else "Có" if value else "Chưa"


@dataclass
class Words:
    """The words as they stand on the day of the paper."""

    on: dt.date
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    _doses: dict[tuple[str, ...], int] = field(default_factory=dict)
    _schedule: vaccines.Schedule | None = None
    _groups: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, name: str, code: str) -> str:
        """The name of a code; the code itself when the list does not know it."""
        if not code:
            return ""
        if name not in self.lists:
            self.lists[name] = codelist(name, self.on)
        return self.lists[name].get(code, code)

    def circumstance(self, row: Circumstance) -> str:
        """“Mồ côi cả cha và mẹ: sống với người thân thích”: the group, then the case."""
        if row.list not in self._groups:
            self._groups[row.list] = {
                item["code"]: item.get("parent", "") for item in codelist_items(row.list, self.on)
            }
        name, parent = self.of(row.list, row.code), self._groups[row.list].get(row.code, "")
        if not parent:
            return _bare(name)
        group = _bare(self.of(row.list, parent))
        if name.startswith(group):  # “Khuyết tật nặng” says its group already
            return name
        return f"{group}: {name[:1].lower()}{name[1:]}"

    def insurance(self, child: Child) -> str:
        until = child.insured_until
        if until is None:
            return "Chưa ghi"
        if until < self.on:
            return f"Hết hạn {date(until)}"
        return "Có" if until >= OPEN_END else f"Đến {date(until)}"

    def school(self, row: Schooling | None, child: Child) -> str:
        """“Lớp 3, Tiểu học Mường Phăng”; else the state in words."""
        if row is None:
            return self.of("schooling_states", child.school_state)
        if row.state != "attending":
            return self.of("schooling_states", row.state)
        grade = f"Lớp {row.grade}" if row.grade[:1].isdigit() else row.grade or self.of("school_levels", row.level)
        return ", ".join(part for part in (grade, row.school) if part) or self.of("schooling_states", row.state)

    def vaccinated(self, child: Child) -> str:
        """The doses of the first year (Circular 13/2021, indicator 0206): all there, how many are missing, or too early to ask."""
        if child.birth_date is None:
            return ""
        if not child.vaccines:
            return "Chưa ghi"
        missing = self._missing(tuple(child.vaccines))
        if not missing:
            return "Đủ"
        young = (self.on - child.birth_date).days < 365
        return f"Còn {missing} mũi" if young else f"Thiếu {missing} mũi"

    def _missing(self, doses: tuple[str, ...]) -> int:
        if doses not in self._doses:
            self._doses[doses] = len(self._told(doses).missing)
        return self._doses[doses]

    def _told(self, doses: tuple[str, ...]) -> vaccines.FullUnder1:
        if self._schedule is None:
            self._schedule = vaccines.read(
                codelist_items("vaccine_doses", self.on), codelist_items("vaccines", self.on)
            )
        given = []
        for dose in doses:
            code, _, number = dose.rpartition("-")
            given.append(vaccines.Given(code, None, int(number) if number.isdigit() else 1))
        born = PartialDate.of(dt.date(self.on.year - 5, 1, 1))  # doses without days: the birth decides nothing
        return vaccines.fully_vaccinated_under_1(born, given, self.on, schedule=self._schedule)

    def member(self, adult: Adult, relations: Sequence[str], *, sensitive: bool) -> str:
        """“Lò Văn Hùng (cha; sinh 1990; đi làm ăn xa từ 03/2024)”."""
        about = [Relation(relation).label.lower() for relation in dict.fromkeys(relations)]
        if adult.birth:
            about.append(f"sinh {birth_words(adult.birth)}")
        if adult.condition in _SAID_OF_PARENTS or (sensitive and adult.condition not in {"", "alive", "unknown"}):
            about.append(self.of("parent_conditions", adult.condition).lower())
        if adult.away_since is not None and adult.away_since <= self.on:
            about.append(f"đi làm ăn xa từ {adult.away_since:%m/%Y}")
        return f"{adult.full_name} ({'; '.join(about)})" if about else adult.full_name


def _bare(name: str) -> str:
    """A group's name without “Trẻ em”, which every line of the paper is about."""
    bare = name.removeprefix("Trẻ em ")
    return bare[:1].upper() + bare[1:]
