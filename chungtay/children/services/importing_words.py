"""The words of a list for one commune on one day, and what a checked row keeps beside its values."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Any

from chungtay.children.sheets import vocabulary
from chungtay.children.sheets.rows import Row
from chungtay.children.sheets.vocabulary import Vocabulary, hamlet_key
from chungtay.foundation.vietnamese import fold, name_key
from chungtay.law import queries as law
from chungtay.territory.models import Succession, Unit
from chungtay.territory.queries import hamlets_of


@dataclass(frozen=True)
class Words:
    """`hamlets`: key (see `hamlet_key`) → id of the hamlet."""

    vocabulary: Vocabulary
    hamlets: dict[str, int]


def words_for(unit: Unit, today: dt.date) -> Words:
    hamlets = hamlets_of(unit, today)
    ids: dict[str, int] = {}
    names: dict[str, str] = {}
    for hamlet in hamlets:
        for name in (hamlet.name, *(former.name for former in hamlet.former_names.all())):
            key = hamlet_key(name)
            if key not in ids:
                ids[key], names[key] = hamlet.pk, hamlet.name
    made = vocabulary.make(
        ethnicities=law.codelist_items("ethnicities", today),
        circumstances=law.codelist_items("special_circumstances", today),
        at_risk=law.codelist_items("at_risk_circumstances", today),
        religions=law.codelist_items("religions", today),
        relations=law.codelist_items("carer_relations", today),
        communes=_names_of(unit),
        today=today,
    )
    return Words(Vocabulary(**{**vars(made), "hamlets": names}), ids)


def _names_of(unit: Unit) -> list[str]:
    """The commune's own name and those of the communes that came into it, as far back as two reforms."""
    names, units = [unit.name, unit.short_name], [unit.pk]
    for _ in range(2):
        before = Succession.objects.filter(successor__in=units).order_by("pk").select_related("predecessor")
        units = [step.predecessor_id for step in before]
        names += [name for step in before for name in (step.predecessor.name, step.predecessor.short_name)]
    return names


@functools.lru_cache(maxsize=50_000)
def _folded_word(word: str) -> str:
    return fold(word)


def folded_name(name: str) -> str:
    """As `fold`, word by word: names share their words."""
    return " ".join(filter(None, map(_folded_word, name.split())))


def kept(row: Row, words: Words) -> dict[str, Any]:
    """The values of a row with what SQL needs beside them: keys of order and likeness, the hamlet's id."""
    values = row.values
    name = values.get("full_name", "")
    if name:
        values["name_key"] = name_key(name)[:260]
        values["folded"] = folded = folded_name(name)
        parent = values.get("mother_name") or values.get("father_name") or ""
        if parent and "birth_date" in values:
            values["same"] = f"{folded}|{values['birth_date']}|{folded_name(parent)}"
    if values.get("hamlet"):
        found = words.hamlets.get(hamlet_key(values["hamlet"]))
        if found is not None:
            values["hamlet_id"] = found
    if "school_class" in values or "school" in values:
        values.update(schooling(values.get("school_class", "")))
    return values


_STATES = (
    ("bo hoc", "dropped_out"),
    ("nghi hoc", "dropped_out"),
    ("chua di hoc", ""),
    ("khong di hoc", "never"),
    ("chua den tuoi", "too_young"),
)
_LEVELS = (
    ("nha tre", "nursery"),
    ("mau giao", "kindergarten"),
    ("mam", "kindergarten"),
    ("choi", "kindergarten"),
    ("la", "kindergarten"),
)


@functools.lru_cache(maxsize=5000)
def schooling(text: str) -> dict[str, str]:
    """State, level and grade from what stands in a column “Lớp”: “5A”, “Mầm non”, “bỏ học lớp 7”."""
    folded = fold(text)
    state = next((state for words, state in _STATES if words in folded), "attending")
    digits = re.search(r"\d{1,2}", folded)
    grade = int(digits[0]) if digits else 0
    level = next((level for words, level in _LEVELS if words in folded.split() or f"{words} " in f"{folded} "), "")
    if 1 <= grade <= 12:
        level = "primary" if grade <= 5 else "secondary" if grade <= 9 else "high_school"
    shown = " ".join(text.split()) if state == "attending" else str(grade or "")
    return {"school_state": state, "school_level": level, "grade": shown.removeprefix("Lớp ").removeprefix("lớp ")[:10]}


def faults_of(row: Row) -> list[dict[str, str]]:
    """As kept: each fault with what was written in its cell."""
    return [{**one.as_dict(), "written": row.written.get(one.column, "")} for one in row.faults]
