"""The page /tre-em/: what the address asks for, fifty children from there on, how many there are, who lacks what where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import QueryDict

from chungtay.children.deriving import SPECIAL
from chungtay.children.models import Child, Circumstance, CircumstanceState
from chungtay.children.policies import ChildPermission
from chungtay.children.quality import BY_CODE
from chungtay.children.queries import search
from chungtay.children.queries.lists import FILTERS, PAGE, bounded_count, listed
from chungtay.foundation.access import Actor
from chungtay.foundation.requests import whole_number
from chungtay.territory.models import Hamlet, Level, Unit
from chungtay.territory.queries import children_of, hamlets_of, unit_by_path

AGES = {"0-2": (0, 2), "3-5": (3, 5), "6-10": (6, 10), "11-14": (11, 14), "15-15": (15, 15)}
AGE_WORDS = {"0-2": "Dưới 3 tuổi", "3-5": "3–5 tuổi", "6-10": "6–10 tuổi", "11-14": "11–14 tuổi", "15-15": "15 tuổi"}


@dataclass(frozen=True)
class Asked:
    """What the address says; what is malformed is left out. `unit`: where to look, never wider than the post."""

    text: str = ""
    filter_code: str = "tat-ca"
    unit: Unit | None = None
    hamlet_id: int | None = None
    sex: str = ""
    age: str = ""
    fault: str = ""
    after: int | None = None
    before: int | None = None

    @property
    def choices(self) -> bool:
        """Something beside the question and the words is chosen."""
        return bool(self.hamlet_id is not None or self.sex or self.age or self.fault)

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.filter_code != "tat-ca" or self.choices)


def asked_from(words: QueryDict, actor: Actor) -> Asked:
    given = words.get("loc", "")
    sex, age, fault = words.get("gioi", ""), words.get("tuoi", ""), words.get("loi", "")
    return Asked(
        text=words.get("q", "").strip()[:200],
        filter_code=given if given in FILTERS else "tat-ca",
        unit=_unit(words.get("xa", ""), actor),
        hamlet_id=whole_number(words.get("thon", "")),
        sex=sex if sex in ("male", "female") else "",
        age=age if age in AGES else "",
        fault=fault if fault in BY_CODE else "",
        after=whole_number(words.get("sau", "")),
        before=whole_number(words.get("truoc", "")),
    )


def _unit(path: str, actor: Actor) -> Unit | None:
    """The unit chosen within the post's own, or the post's own."""
    if path and actor.covers(path):
        chosen = unit_by_path(path)
        if chosen is not None and chosen.level in (Level.COMMUNE, Level.PROVINCE):
            return chosen
    return unit_by_path(actor.unit_paths[0]) if actor.unit_paths and actor.unit_paths[0] else None


@dataclass
class ListPage:
    children: list[Child]
    count: tuple[int, bool]
    after: int | None = None  # the key from which the next page goes on
    before: int | None = None
    marked: set[int] = field(default_factory=set)  # whose special circumstances this actor may know of
    why: dict[int, str] = field(default_factory=dict)  # of a search: why the child was found, where it is not plain
    sentence: str = ""  # of a search: why there is nothing, or that there is more


def rows_of(actor: Actor, asked: Asked, on: dt.date, *, in_order: bool = False) -> QuerySet[Child]:
    rows = listed(
        actor=actor, unit=asked.unit, filter_code=asked.filter_code, on=on, hamlet_id=asked.hamlet_id, sex=asked.sex,
        years=AGES.get(asked.age), fault=BY_CODE[asked.fault].bit if asked.fault else 0, in_order=in_order,
    )  # fmt: skip
    if asked.filter_code == "hoan-canh" and not sees_sealed(actor):
        rows = rows.filter(Exists(_special(on).filter(child=OuterRef("pk"))))
    return rows


def sees_sealed(actor: Actor) -> bool:
    return str(ChildPermission.SENSITIVE) in actor.permissions


def _special(on: dt.date) -> QuerySet[Circumstance]:
    """Confirmed and not ended; of sealed ones only those the database shows to this actor."""
    rows: QuerySet[Circumstance] = Circumstance.objects.filter(
        list=SPECIAL, state=CircumstanceState.CONFIRMED, valid_from__lte=on
    )
    return rows.exclude(valid_to__lte=on)


def list_page(actor: Actor, asked: Asked, on: dt.date) -> ListPage:
    """Fifty rows from the cursor on, in three or four queries however long the list is."""
    count = bounded_count(rows_of(actor, asked, on))
    rows = rows_of(actor, asked, on, in_order=True)
    backwards = asked.before is not None
    # Fetched for the fifty alone: a join would be made for every row that is sorted.
    here = rows.prefetch_related("hamlet", "unit").defer("note", "syllables", "parents_folded")
    cursor = _cursor(asked.before if backwards else asked.after)
    if cursor is not None:
        # One comparison of two columns: the index of the list is entered at the cursor, wherever that is.
        sign = "<" if backwards else ">"
        here = here.extra(where=[f"(children_child.name_key, children_child.id) {sign} (%s, %s)"], params=cursor)
    if backwards:
        here = here.order_by("-name_key", "-id")
    found = list(here[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    if backwards:
        found.reverse()
    return _with_steps(actor, ListPage(found, count), asked, on, more=more, backwards=backwards)


def found_page(actor: Actor, asked: Asked, on: dt.date) -> ListPage:
    """What a search finds, the best first; chips and choices narrow it further."""
    paths = (asked.unit.path,) if asked.unit is not None else ()
    filters = search.Filters(paths=paths, sex=asked.sex, hamlet_id=asked.hamlet_id)
    answer = search.answer(actor=actor, text=asked.text, filters=filters, limit=PAGE)
    ids = [one.child_id for one in answer.found]
    narrowed = asked.filter_code != "tat-ca" or asked.age or asked.fault
    rows = rows_of(actor, asked, on) if narrowed else Child.objects.all()
    known = rows.filter(pk__in=ids).select_related("hamlet", "unit").defer("note", "parents_folded").in_bulk()
    children = [known[key] for key in ids if key in known]
    page = ListPage(children, (len(children), len(ids) >= PAGE), sentence=answer.sentence)
    page.why = {one.child_id: one.why for one in answer.found}
    page.marked = marked(actor, children, on)
    return page


def _cursor(child_id: int | None) -> tuple[str, int] | None:
    """Where to go on: the address names a child, never its name."""
    if child_id is None:
        return None
    found: tuple[str, int] | None = Child.objects.filter(pk=child_id).values_list("name_key", "pk").first()
    return found


def _with_steps(actor: Actor, page: ListPage, asked: Asked, on: dt.date, *, more: bool, backwards: bool) -> ListPage:
    if page.children:
        if more or backwards:
            page.after = page.children[-1].pk
        if asked.after or (backwards and more):
            page.before = page.children[0].pk
    page.marked = marked(actor, page.children, on)
    return page


def marked(actor: Actor, children: list[Child], on: dt.date) -> set[int]:
    """Children with a special circumstance that this actor may know of."""
    special = {child.pk for child in children if child.special}
    if sees_sealed(actor) or not special:
        return special
    return set(_special(on).filter(child__in=special).values_list("child_id", flat=True))


@dataclass(frozen=True)
class Lacking:
    """How many incomplete records a hamlet has. `hamlet_id` 0: the hamlet is not known."""

    hamlet_id: int
    name: str
    number: int


def lacking_by_hamlet(actor: Actor, unit: Unit, on: dt.date) -> list[Lacking]:
    """For one commune: one query over its incomplete records."""
    rows = listed(actor=actor, unit=unit, filter_code="thieu", on=on).order_by()
    numbers = dict(rows.values_list("hamlet").annotate(number=Count("pk")).order_by())
    names = {hamlet.pk: hamlet.name for hamlet in Hamlet.objects.filter(pk__in=[key for key in numbers if key])}
    unknown = "Chưa rõ thôn, bản"
    found = [Lacking(key or 0, names.get(key, unknown), number) for key, number in numbers.items()]
    return sorted(found, key=lambda one: (-one.number, one.name))


def places(actor: Actor, unit: Unit | None, on: dt.date) -> tuple[list[Unit], list[Hamlet]]:
    """What can be chosen: communes beneath a province, hamlets of a commune."""
    if unit is None:
        return [], []
    if unit.level == Level.COMMUNE:
        above = unit.parent if actor.level == Level.PROVINCE else None
        return (children_of(above, on) if above is not None else []), hamlets_of(unit, on)
    return children_of(unit, on), []
