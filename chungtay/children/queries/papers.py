"""What papers are made of: which children, in which order, and everything a line says of them, chunk by chunk.

A paper first takes the keys of its children in order (a few dozen bytes a child), then reads them in chunks: a book of seven
thousand children never holds more than some hundred of them, and each chunk costs the same number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chungtay.children.models import Adult, Child, Circumstance, CircumstanceState, Household, Kinship, Schooling
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.lists import listed
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import name_key
from chungtay.territory.models import Hamlet, Unit

CHUNK = 500
UNKNOWN_HAMLET = "Chưa rõ thôn, bản"


@dataclass(frozen=True)
class Choice:
    """Which children a paper is about. `hamlet_id` 0: those whose hamlet is not known. `sensitive`: sealed rows as well."""

    unit: Unit | None
    on: dt.date
    hamlet_id: int | None = None
    filter_code: str = "tat-ca"
    sex: str = ""
    years: tuple[int, int] | None = None
    fault: int = 0
    sensitive: bool = False


@dataclass(frozen=True)
class Key:
    """A child in the order of the paper, before it is read."""

    child_id: int
    unit_path: str
    hamlet_id: int | None
    household_id: int | None


@dataclass
class Line:
    """A child and what a paper says of it beyond its own row."""

    child: Child
    circumstances: list[Circumstance] = field(default_factory=list)
    schooling: Schooling | None = None


@dataclass
class Family:
    """A household with its members and children; without a household, children nobody has put into one."""

    household: Household | None
    members: list[tuple[Adult, list[str]]]
    lines: list[Line]


_LIST_OF = {"hoan-canh": "special_circumstances", "nguy-co": "at_risk_circumstances"}


def _standing(on: dt.date, *, sensitive: bool) -> Q:
    """Circumstances confirmed and not ended on the day; without the sealed ones unless they were asked for."""
    condition = Q(state=CircumstanceState.CONFIRMED, valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))
    return condition if sensitive else condition & Q(seal="")


def chosen(actor: Actor, choice: Choice) -> QuerySet[Child]:
    """The children. A paper that says nothing of sealed things does not list a child only because of them."""
    rows = _listed(actor, choice)
    list_name = _LIST_OF.get(choice.filter_code)
    if list_name is None or choice.sensitive:
        return rows
    open_ones = Circumstance.objects.filter(_standing(choice.on, sensitive=False), child=OuterRef("pk"), list=list_name)
    return rows.filter(Exists(open_ones))


def _listed(actor: Actor, choice: Choice) -> QuerySet[Child]:
    return listed(
        actor=actor, unit=choice.unit, filter_code=choice.filter_code, on=choice.on, hamlet_id=choice.hamlet_id,
        sex=choice.sex, years=choice.years, fault=choice.fault,
    )  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much a paper will hold, told before it is made.

    `left_out`: listed on the screen, but not on this paper; told only to posts that may know of sealed things.
    """

    children: int
    households: int
    left_out: int


def size_of(actor: Actor, choice: Choice, most: int) -> Size:
    """Counting stops a little above `most`."""
    rows = chosen(actor, choice).order_by()
    found = rows[: most + 1].values("pk")
    counted = Child.objects.filter(pk__in=found).aggregate(n=Count("pk"), homes=Count("household_id", distinct=True))
    left_out = 0
    knows = str(ChildPermission.SENSITIVE) in actor.permissions
    if knows and choice.filter_code in _LIST_OF and not choice.sensitive:
        left_out = max(0, _listed(actor, choice).order_by()[: most + 1].count() - counted["n"])
    return Size(counted["n"], counted["homes"], left_out)


def keys_of_list(actor: Actor, choice: Choice) -> list[Key]:
    """In the order of the list: by given name."""
    return [Key(*row) for row in chosen(actor, choice).values_list("pk", "unit_path", "hamlet_id", "household_id")]


def keys_of_book(actor: Actor, choice: Choice) -> list[Key]:
    """By hamlet, household (its number, then its head's name) and age, the eldest first; families without a household last."""
    rows = chosen(actor, choice).order_by().values_list(
        "pk", "unit_path", "hamlet_id", "household_id", "hamlet__order_key", "household__code", "household__head_name",
        "birth_date", "mother_name",
    )  # fmt: skip
    names: dict[str, str] = {}

    def order(row: tuple[object, ...]) -> tuple[object, ...]:
        _, _, hamlet, home, hamlet_key, code, head, birth, mother = row
        who = str(head or mother or "")
        if who not in names:
            names[who] = name_key(who)
        return (
            hamlet is None, hamlet_key or "", hamlet or 0, home is None, _natural(str(code or "")), names[who],
            home or 0, birth or dt.date.max, row[0],
        )  # fmt: skip

    return [Key(*row[:4]) for row in sorted(rows, key=order)]


def _natural(code: str) -> tuple[bool, str, int]:
    """HM-9 before HM-10; households without a number last."""
    digits = ""
    while code and code[-1].isdigit() and code[-1].isascii():
        digits, code = code[-1] + digits, code[:-1]
    return (not code and not digits, code, int(digits[:15] or 0))


def lines(keys: Sequence[Key], choice: Choice) -> Iterator[Line]:
    """The lines of the keys, in their order, chunk by chunk."""
    for start in range(0, len(keys), CHUNK):
        yield from read(keys[start : start + CHUNK], choice)


def read(keys: Sequence[Key], choice: Choice) -> list[Line]:
    """One chunk. A child that left meanwhile is left out."""
    ids = [key.child_id for key in keys]
    children = Child.objects.select_related("household", "hamlet", "unit").in_bulk(ids)
    found = {pk: Line(children[pk]) for pk in ids if pk in children}
    rows = Circumstance.objects.filter(_standing(choice.on, sensitive=choice.sensitive), child_id__in=ids)
    for row in rows.order_by("child_id", "-list", "code"):
        if row.child_id in found:
            found[row.child_id].circumstances.append(row)
    for year in Schooling.objects.filter(child_id__in=ids).order_by("child_id", "-year").distinct("child_id"):
        if year.child_id in found:
            found[year.child_id].schooling = year
    return list(found.values())


def families(keys: Sequence[Key], choice: Choice) -> Iterator[Family]:
    """The households of the keys in their order, some hundred children at a time; a household is never cut in two."""
    start = 0
    while start < len(keys):
        end = min(start + CHUNK, len(keys))
        while end < len(keys) and keys[end].household_id is not None and _same_home(keys[end - 1], keys[end]):
            end += 1
        yield from _families(keys[start:end], choice)
        start = end


def _same_home(one: Key, other: Key) -> bool:
    return (one.household_id, one.hamlet_id) == (other.household_id, other.hamlet_id)


def _families(keys: Sequence[Key], choice: Choice) -> Iterator[Family]:
    by_child = {line.child.pk: line for line in read(keys, choice)}
    homes = {key.household_id for key in keys if key.household_id is not None}
    members: dict[int, list[Adult]] = defaultdict(list)
    here = Q(left_on=None) | Q(left_on__gt=choice.on)
    for adult in Adult.objects.filter(here, household_id__in=homes).order_by("household_id", "id"):
        members[adult.household_id].append(adult)
    kin: dict[int, list[str]] = defaultdict(list)
    known = Kinship.objects.filter(Q(valid_to=None) | Q(valid_to__gt=choice.on), child_id__in=list(by_child))
    for adult_id, relation in known.order_by("id").values_list("adult_id", "relation"):
        kin[adult_id].append(relation)
    before: Key | None = None
    family: Family | None = None
    for key in keys:
        if key.child_id not in by_child:
            continue
        line = by_child[key.child_id]
        if family is None or before is None or not _same_home(before, key):
            if family is not None:
                yield family
            grown = [(adult, kin.get(adult.pk, [])) for adult in members.get(key.household_id or 0, [])]
            family = Family(line.child.household, grown, [])
        family.lines.append(line)
        before = key
    if family is not None:
        yield family


@dataclass(frozen=True)
class HamletCount:
    """One line of the cover."""

    name: str
    households: int
    children: int
    boys: int
    girls: int


def counts_by_hamlet(actor: Actor, choice: Choice) -> list[HamletCount]:
    rows = (
        chosen(actor, choice)
        .order_by()
        .values("hamlet_id", "hamlet__name", "hamlet__order_key")
        .annotate(
            homes=Count("household_id", distinct=True),
            n=Count("pk"),
            boys=Count("pk", filter=Q(sex="male")),
            girls=Count("pk", filter=Q(sex="female")),
        )
    )
    ordered = sorted(rows, key=lambda row: (row["hamlet_id"] is None, row["hamlet__order_key"] or ""))
    return [
        HamletCount(row["hamlet__name"] or UNKNOWN_HAMLET, row["homes"], row["n"], row["boys"], row["girls"])
        for row in ordered
    ]


def hamlet_names(ids: set[int]) -> dict[int, str]:
    return dict(Hamlet.objects.filter(pk__in=ids).values_list("pk", "name"))
