"""Households: found by head, code, phone or a grown-up's name; one household with all who belong to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from chungtay.children.models import Adult, Child, ChildStatus, Household, HouseholdKind, Kinship
from chungtay.children.wording import age_words
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold
from chungtay.law.queries import codelist
from chungtay.territory.models import Unit

MOST_FOUND = 8


def _folded(field: Any) -> Func:
    return Func(field, function="foundation_fold", output_field=TextField())


def households(*, unit: Unit, text: str = "", hamlet_id: int | None = None, kind: str = "") -> QuerySet[Household]:
    """Households of one commune; a commune has some thousands, so folding them as they are read is quick enough."""
    # Hamlets are fetched for the rows shown: a join would be made for every household that is sorted.
    rows: QuerySet[Household] = Household.objects.filter(unit_path=unit.path, ended_on=None).prefetch_related(
        "hamlet", "unit"
    )
    if hamlet_id is not None:
        rows = rows.filter(hamlet=None) if hamlet_id == 0 else rows.filter(hamlet_id=hamlet_id)
    if kind:
        rows = rows.filter(kind=kind)
    for word in fold(text).split()[:8]:
        rows = rows.filter(_with_word(unit, word))
    return rows.order_by("head_key", "pk")


def _with_word(unit: Unit, word: str) -> Q:
    """The word stands in what is said of the household, or in the name or number of one of its grown-ups."""
    space = Value(" ")
    said = Concat("head_name", space, "code", space, "phone", space, "address", output_field=TextField())
    own = Household.objects.filter(unit_path=unit.path).annotate(said=_folded(said))
    grown = Adult.objects.filter(unit_path=unit.path, household__isnull=False).annotate(said=_folded("full_name"))
    of_adults = grown.filter(Q(said__contains=word) | Q(phone__contains=word)).values("household")
    return Q(pk__in=own.filter(Q(said__contains=word) | Q(pk__in=of_adults)).values("pk"))


def numbers_of(homes: Sequence[Household]) -> dict[int, int]:
    """How many children live in each of these households."""
    rows = Child.objects.filter(household__in=[home.pk for home in homes], status=ChildStatus.HERE).order_by()
    return dict(rows.values_list("household").annotate(number=Count("pk")))


@dataclass(frozen=True)
class Found:
    """A mother or a household to choose from: `key` goes through the form, `words` say who it is."""

    key: str
    words: str


def find_families(*, unit: Unit, text: str) -> list[Found]:
    """Women whose name or phone fits, then households; at most eight."""
    folded = fold(text)
    if not folded:
        return []
    women = (
        Adult.objects.filter(unit_path=unit.path, household__isnull=False).exclude(sex="male").exclude(condition="dead")
    )
    women = women.annotate(said=_folded("full_name")).select_related("household__hamlet").order_by("full_name", "pk")
    digits = "".join(letter for letter in text if letter.isdigit())
    fits = Q(said=folded) | Q(said__contains=folded)
    if len(digits) >= 6:
        fits |= Q(phone=digits) | Q(household__phone=digits)
    found = [Found(f"adult-{one.pk}", _woman(one)) for one in women.filter(fits)[:MOST_FOUND]]
    heads = Household.objects.filter(unit_path=unit.path, ended_on=None).annotate(said=_folded("head_name"))
    at_head = Q(said=folded) | Q(said__contains=folded) | (Q(phone=digits) if len(digits) >= 6 else Q(pk__in=[]))
    for home in heads.filter(at_head).select_related("hamlet").order_by("head_key", "pk")[: MOST_FOUND - len(found)]:
        found.append(Found(f"household-{home.pk}", f"Hộ {home.head_name}{_at(home)}: chỉ ghi vào hộ này"))
    return found


def _woman(adult: Adult) -> str:
    home = adult.household
    born = f", sinh {adult.birth[:4]}" if adult.birth else ""
    head = f", hộ {home.head_name}" if home is not None and home.head_name and home.head_name != adult.full_name else ""
    return f"{adult.full_name}{born}{head}{_at(home)}"


def _at(home: Household | None) -> str:
    parts = [home.hamlet.name if home.hamlet else "", home.phone] if home is not None else []
    return "".join(f", {part}" for part in parts if part)


@dataclass(frozen=True)
class Member:
    """A grown-up with what he is to the children of the household."""

    adult: Adult
    relations: list[tuple[str, str]]  # (relation in words, of which child)
    common: str  # the relation, when it is the same to all
    raises: bool
    condition: str


def household_page(actor: Actor, household: Household, on: dt.date) -> dict[str, Any]:
    children = list(
        Child.objects.filter(household=household).exclude(status=ChildStatus.MERGED).order_by("birth_date", "pk")
    )
    kinds = codelist("household_kinds")
    dated = HouseholdKind.objects.filter(household=household).order_by("-valid_from", "-pk")
    return {
        "household": household,
        "children": [(child, age_words(child.birth, on, about=child.birth_about)) for child in children],
        "members": members(household, children),
        "kinds": [(row, kinds.get(row.kind, row.kind)) for row in dated],
        "kind": kinds.get(household.kind, ""),
    }


def members(household: Household, children: list[Child]) -> list[Member]:
    """Everybody grown up of the household, and those of elsewhere who are something to its children."""
    here = {child.pk: child for child in children}
    kin: dict[int, list[Kinship]] = {}
    others: dict[int, Adult] = {}
    for row in Kinship.objects.filter(child__in=here, valid_to=None).select_related("adult").order_by("pk"):
        kin.setdefault(row.adult_id, []).append(row)
        others[row.adult_id] = row.adult
    own = list(Adult.objects.filter(household=household).order_by("pk"))
    conditions = codelist("parent_conditions")
    outside = [adult for key, adult in others.items() if key not in {adult.pk for adult in own}]
    return [_member(adult, kin.get(adult.pk, []), here, conditions) for adult in [*own, *outside]]


def _member(adult: Adult, kin: list[Kinship], here: dict[int, Child], conditions: dict[str, str]) -> Member:
    told: dict[str, list[str]] = {}
    for row in kin:
        told.setdefault(row.get_relation_display(), []).append(here[row.child_id].full_name)
    same = {row.relation for row in kin}
    living = {key for key, child in here.items() if child.status == ChildStatus.HERE}
    whole = len(same) == 1 and {row.child_id for row in kin} >= living
    return Member(
        adult,
        [(words, "" if len(names) == len(here) else ", ".join(names)) for words, names in told.items()],
        next(iter(same)) if whole else "",
        any(row.raises for row in kin),
        conditions.get(adult.condition, "") if adult.condition not in ("", "alive") else "",
    )
