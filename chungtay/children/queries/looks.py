"""Who looked: the log of a commune, the looks at one child, a month in figures, and what is worth a second look.

The rules that point a look out are stated here and on the page. They accuse nobody: an officer on night duty and a round of
verification look the same from outside. A common family name is no rule: in many communes most people share one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, Sum, TextField
from django.db.models.functions import ExtractHour, TruncHour
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.children.models import Child
from chungtay.children.policies import ChildPermission
from chungtay.foundation.access import Actor
from chungtay.foundation.looking import looks_in
from chungtay.foundation.models import Look
from chungtay.foundation.vietnamese import fold, number
from chungtay.territory.models import Level
from chungtay.territory.queries import covered_paths

PAGE = 50
CHILD_TYPE = "children.child"
NIGHT_FROM, NIGHT_TO = 22, 5  # o'clock in Viet Nam
MANY_IN_AN_HOUR = 30  # different children's pages opened by one person within one hour of the clock
MANY_AT_ONCE = 500  # children in one print or export

RULES = (
    f"Xem ban đêm, từ {NIGHT_FROM} giờ đến {NIGHT_TO} giờ.",
    f"Một người mở từ {MANY_IN_AN_HOUR} hồ sơ trẻ trong cùng một giờ.",
    f"In hoặc xuất từ {MANY_AT_ONCE} trẻ một lần.",
    "Người xem không thuộc xã quản lý hồ sơ (cơ quan khác, cấp khác).",
)


@dataclass(frozen=True)
class Asked:
    """What of the log is wanted; both days are included. `before`: older than this look."""

    kind: str = ""
    person: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    child: Child | None = None
    before: int | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.person or self.first or self.last or self.child)


@dataclass(frozen=True)
class LookLine:
    """A look, what is worth a second look about it (in words), and the child where it was one child's page."""

    look: Look
    notes: tuple[str, ...] = ()
    child: Child | None = None


@dataclass(frozen=True)
class LogPage:
    lines: list[LookLine]
    next_before: int | None = None


def log(actor: Actor, asked: Asked) -> LogPage:
    """Fifty looks in the actor's units, the latest first."""
    rows = _rows(actor, asked)
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    looks = list(rows.order_by("-id")[: PAGE + 1])
    more = len(looks) > PAGE
    if asked.child is not None:
        _say_less(actor, looks)
    return LogPage(_lines(looks[:PAGE]), looks[PAGE - 1].pk if more else None)


def _rows(actor: Actor, asked: Asked) -> QuerySet[Look]:
    if asked.child is not None:
        rows = _of_child(asked.child)
    else:
        rows = looks_in(actor.unit_paths).filter(object_type__startswith="children.", count__gt=0)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.person:
        name = Func(F("actor_name"), function="foundation_fold", output_field=TextField())
        rows = rows.annotate(name_folded=name).filter(name_folded__contains=fold(asked.person))
    if asked.first:
        rows = rows.filter(at__gte=_midnight(asked.first))
    if asked.last:
        rows = rows.filter(at__lt=_midnight(asked.last + dt.timedelta(days=1)))
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _of_child(child: Child) -> QuerySet[Look]:
    """Every look at the child's own page, list, print or export on which it stands, wherever the child was kept then."""
    own = Q(object_type=CHILD_TYPE, object_id=child.pk)
    on_a_list = Q(object_type=CHILD_TYPE, object_ids__contains=[child.pk])
    return Look.objects.filter(own | on_a_list)


def for_child(actor: Actor, child: Child, limit: int = 100) -> list[LookLine]:
    """Who looked at this child, the latest first; `child` was read through the actor's scope, so the actor may know."""
    looks = list(_of_child(child).order_by("-id")[:limit])
    _say_less(actor, looks)
    return _lines(looks, children={child.pk: child})


def _say_less(actor: Actor, looks: list[Look]) -> None:
    """Which list a child stood on can tell what is sealed: who may not know of that reads only that there was a list."""
    if str(ChildPermission.SENSITIVE) in actor.permissions:
        return
    for look in looks:
        if look.kind != Look.Kind.PAGE:
            look.what, look.purpose = "", ""


# ---------------------------------------------------------------- what is worth a second look


def _lines(looks: list[Look], children: dict[int, Child] | None = None) -> list[LookLine]:
    """With notes and names; the same number of queries for one look and for fifty."""
    busy, outside = _busy_hours(looks), _outside(looks)
    if children is None:
        ids = {look.object_id for look in looks if look.object_type == CHILD_TYPE and look.object_id}
        children = Child.objects.only("full_name", "unit_path").in_bulk(ids)
    return [
        LookLine(look, tuple(_notes(look, busy, look.pk in outside)), children.get(look.object_id or 0))
        for look in looks
    ]


def _notes(look: Look, busy: dict[tuple[int | None, dt.datetime], int], outside: bool) -> Iterable[str]:
    moment = timezone.localtime(look.at)
    if is_night(moment):
        yield f"Ban đêm, lúc {moment:%H:%M}"
    opened = busy.get((look.user_id, _hour(look.at)), 0) if look.kind == Look.Kind.PAGE else 0
    if opened >= MANY_IN_AN_HOUR:
        yield f"Mở {number(opened)} hồ sơ trong một giờ"
    if look.kind in {Look.Kind.PRINT, Look.Kind.EXPORT} and look.count >= MANY_AT_ONCE:
        yield f"Lấy ra {number(look.count)} trẻ một lần"
    if outside:
        yield f"Người ngoài xã: {look.agency_name}" if look.agency_name else "Người ngoài xã"


def is_night(moment: dt.datetime) -> bool:
    """`moment` in Vietnam's time."""
    return moment.hour >= NIGHT_FROM or moment.hour < NIGHT_TO


def _hour(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(minute=0, second=0, microsecond=0)


def _busy_hours(looks: list[Look]) -> dict[tuple[int | None, dt.datetime], int]:
    """How many different children each of these people opened in each of these hours."""
    pages = [look for look in looks if look.kind == Look.Kind.PAGE]
    if not pages:
        return {}
    hours = {_hour(look.at) for look in pages}
    rows = (
        Look.objects.filter(
            user_id__in={look.user_id for look in pages}, unit_path__in={look.unit_path for look in pages},
            kind=Look.Kind.PAGE, at__gte=min(hours), at__lt=max(hours) + dt.timedelta(hours=1),
        )
        .order_by()
        .annotate(hour=TruncHour("at"))
        .values("user_id", "hour")
        .annotate(opened=Count("object_id", distinct=True))
    )  # fmt: skip
    return {(row["user_id"], row["hour"]): row["opened"] for row in rows}


def _outside(looks: list[Look]) -> set[int]:
    """Looks by posts whose unit is not the commune that keeps the record (or its successor)."""
    posts = {
        post.pk: post for post in Post.objects.filter(pk__in={look.post_id for look in looks}).select_related("unit")
    }
    today = timezone.localdate()
    covered: dict[int, tuple[str, ...]] = {}
    found = set()
    for look in looks:
        post = posts.get(look.post_id or 0)
        if post is None or look.unit_path == post.unit.path:
            continue
        if post.unit_id not in covered:
            covered[post.unit_id] = covered_paths(post.unit, today) if post.unit.level == Level.COMMUNE else ()
        if look.unit_path not in covered[post.unit_id]:
            found.add(look.pk)
    return found


# ---------------------------------------------------------------- a month


@dataclass
class PersonMonth:
    """What one person did in a month."""

    name: str
    agency: str
    pages: int = 0
    children: int = 0
    lists: int = 0
    searches: int = 0
    prints: int = 0
    exports: int = 0
    taken: int = 0
    night: int = 0
    most_in_an_hour: int = 0
    notes: list[str] = field(default_factory=list)


def month_of(actor: Actor, first: dt.date) -> list[PersonMonth]:
    """One line for each person who looked in the month that begins on `first`, those with notes first, then by name."""
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    rows = _rows(actor, Asked(first=first, last=following - dt.timedelta(days=1))).order_by()
    kinds = Look.Kind
    night = Q(hour__gte=NIGHT_FROM) | Q(hour__lt=NIGHT_TO)
    sums = (
        rows.annotate(hour=ExtractHour("at"))
        .values("user_id", "actor_name", "agency_name")
        .annotate(
            pages=Count("pk", filter=Q(kind=kinds.PAGE)),
            children=Count("object_id", filter=Q(kind=kinds.PAGE, object_type=CHILD_TYPE), distinct=True),
            lists=Count("pk", filter=Q(kind=kinds.LIST)),
            searches=Count("pk", filter=Q(kind=kinds.SEARCH)),
            prints=Count("pk", filter=Q(kind=kinds.PRINT)),
            exports=Count("pk", filter=Q(kind=kinds.EXPORT)),
            taken=Sum("count", filter=Q(kind__in=[kinds.PRINT, kinds.EXPORT])),
            at_night=Count("pk", filter=night),
        )
    )
    busiest = _busiest(rows)
    people = [_person(dict(row), busiest.get(row["user_id"], 0)) for row in sums]
    return sorted(people, key=lambda one: (not one.notes, fold(one.name)))


def _busiest(rows: QuerySet[Look]) -> dict[int | None, int]:
    """The most different children each person opened within one hour."""
    hours = (
        rows.filter(kind=Look.Kind.PAGE, object_type=CHILD_TYPE)
        .annotate(clock=TruncHour("at"))
        .values("user_id", "clock")
        .annotate(opened=Count("object_id", distinct=True))
    )
    most: dict[int | None, int] = defaultdict(int)
    for row in hours:
        most[row["user_id"]] = max(most[row["user_id"]], row["opened"])
    return most


def _person(row: dict[str, Any], busiest: int) -> PersonMonth:
    one = PersonMonth(
        row["actor_name"], row["agency_name"], row["pages"], row["children"], row["lists"], row["searches"], row["prints"],
        row["exports"], row["taken"] or 0, row["at_night"], busiest,
    )  # fmt: skip
    if one.night:
        one.notes.append(f"{number(one.night)} lượt ban đêm")
    if one.most_in_an_hour >= MANY_IN_AN_HOUR:
        one.notes.append(f"có giờ mở {number(one.most_in_an_hour)} hồ sơ")
    return one
