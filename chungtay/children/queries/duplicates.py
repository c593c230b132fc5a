"""Reads of suspected pairs: the worklist, two records side by side, and what a person may know across the border of a commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.children.matching import Part, match
from chungtay.children.models import Child, ChildStatus, Merge, Pair
from chungtay.children.policies import ChildPermission
from chungtay.children.services import keys
from chungtay.foundation.access import Actor, can
from chungtay.territory.models import Unit

STRONG, FAIR, SLIGHT = 6.0, 2.0, 0.5  # bits


@dataclass(frozen=True)
class Side:
    """One record of a pair. Without `child` it lies out of reach: only its commune is told."""

    key: int
    child: Child | None
    unit_name: str
    path: str


@dataclass(frozen=True)
class Row:
    """A pair in the list; `why` names the fields that speak for it most."""

    pair: Pair
    first: Side
    second: Side
    why: str
    likely: str

    @property
    def name(self) -> str:
        child = self.first.child or self.second.child
        return child.full_name if child else "Hồ sơ ngoài địa bàn"


@dataclass(frozen=True)
class Line:
    """A field of the comparison: what it says in words, and how strongly (0..100) for or against."""

    part: Part
    words: str
    strength: int
    tone: str


def pairs(actor: Actor, which: str = "cho") -> QuerySet[Pair]:
    """`which`: cho (waiting), lien-xa (waiting, across communes), khac (decided to be two). The likeliest first."""
    rows = Pair.objects.order_by("-score", "id")
    if which == "khac":
        return rows.filter(state__in=[Pair.State.DIFFERENT, Pair.State.TWINS]).order_by("-decided_at", "id")
    rows = rows.filter(state=Pair.State.OPEN)
    if which == "lien-xa":
        return rows.exclude(first_path=F("second_path"))
    return rows


def waiting(actor: Actor) -> QuerySet[Pair]:
    """Open pairs that this actor may decide: both records in reach."""
    rows = pairs(actor)
    if "" in actor.unit_paths:
        return rows
    own = Q(pk__in=[])
    for one in actor.unit_paths:
        for other in actor.unit_paths:
            own |= Q(first_path__startswith=one, second_path__startswith=other)
    return rows.filter(own)


def merges(actor: Actor) -> QuerySet[Merge]:
    """The latest first; those taken apart again too."""
    return Merge.objects.order_by("-id")


def rows(found: Sequence[Pair], *, places: bool = True) -> list[Row]:
    """Two statements, however many pairs; one without `places`, the names of the communes."""
    ids = {key for pair in found for key in (pair.first_id, pair.second_id)}
    seen = Child.objects.filter(pk__in=ids).select_related("hamlet").in_bulk()
    units = _units({path for pair in found for path in (pair.first_path, pair.second_path)}) if places else {}
    made = []
    for pair in found:
        first = Side(pair.first_id, seen.get(pair.first_id), units.get(pair.first_path, ""), pair.first_path)
        second = Side(pair.second_id, seen.get(pair.second_id), units.get(pair.second_path, ""), pair.second_path)
        made.append(Row(pair, first, second, reasons(pair), likeliness(float(pair.score))))
    return made


def _units(paths: set[str]) -> dict[str, str]:
    return dict(Unit.objects.filter(path__in=paths).order_by("path").values_list("path", "name"))


def unit_name(path: str) -> str:
    return _units({path}).get(path, "")


def reasons(pair: Pair, most: int = 3) -> str:
    says = {part["label"]: part["contribution"] + part.get("family", 0) for part in pair.parts}
    return ", ".join(
        label.lower() for label in sorted(says, key=lambda label: -says[label])[:most] if says[label] > FAIR
    )


def likeliness(share: float) -> str:
    if share >= 0.97:
        return "Gần như chắc chắn"
    return "Nhiều khả năng" if share >= 0.8 else "Có thể"


def sides(pair: Pair) -> tuple[Side, Side]:
    units = _units({pair.first_path, pair.second_path})
    seen = (
        Child.objects.filter(pk__in=[pair.first_id, pair.second_id])
        .select_related("hamlet", "household", "unit", "merged_into")
        .in_bulk()
    )
    first = Side(pair.first_id, seen.get(pair.first_id), units.get(pair.first_path, ""), pair.first_path)
    return first, Side(pair.second_id, seen.get(pair.second_id), units.get(pair.second_path, ""), pair.second_path)


def comparison(actor: Actor, pair: Pair) -> dict[str, Any]:
    """The page of a pair. Values of a record out of reach are not read at all."""
    first, second = sides(pair)
    both = first.child is not None and second.child is not None
    context: dict[str, Any] = {
        "pair": pair, "first": first, "second": second, "sides": (first, second), "both": both,
        "decision": can(actor, ChildPermission.MERGE, pair), "likely": likeliness(float(pair.score)),
        "merge": Merge.objects.filter(pair=pair, undone_at=None).first(),
    }  # fmt: skip
    if first.child is not None and second.child is not None:
        found = match(keys.as_child(first.child), keys.as_child(second.child), keys.names_known(pair.first_path))
        parts = sorted(found.parts, key=lambda part: -max(abs(part.contribution), part.family / 4))
        return {**context, "sentence": found.sentence, "lines": [line(part) for part in parts]}
    there = second if second.child is None else first
    own = first if second.child is None else second
    return {**context, "own": own, "there": there, "why": reasons(pair, 5), "contacts": contacts(there.path)}


def line(part: Part) -> Line:
    bits = part.contribution
    size = abs(bits)
    much = "rất mạnh" if size >= STRONG else "khá mạnh" if size >= FAIR else "nhẹ"
    if not part.weight:
        return Line(part, "", 0, "blue")  # a side says nothing
    if size < SLIGHT and part.family > FAIR:
        return Line(part, "cùng gia đình; anh chị em, sinh đôi cũng trùng", _share(part.family), "blue")
    if size < SLIGHT:
        words, tone = "không nghiêng bên nào", "blue"
    else:
        words, tone = (f"ủng hộ {much}", "green") if bits > 0 else (f"chống lại {much}", "amber")
    return Line(part, words, _share(size), tone)


def _share(bits: float) -> int:
    """Of a full bar: twelve bits make four thousand to one."""
    return min(100, round(abs(bits) * 100 / 12))


def contacts(path: str) -> list[Post]:
    """Who keeps the register there: to be asked by telephone, not through the record."""
    posts = Post.objects.on(timezone.localdate()).filter(unit__path=path, role=RoleCode.COMMUNE_OFFICER)
    return list(posts.select_related("user", "agency").order_by("user__full_name", "id")[:3])


def survivor(child: Child) -> Child | None:
    """The record a merged one leads to, through all later merges; None when it lies out of reach."""
    seen = {child.pk}
    at: Child | None = child
    while at is not None and at.status == ChildStatus.MERGED and at.merged_into_id not in seen:
        seen.add(at.merged_into_id or 0)
        at = Child.objects.filter(pk=at.merged_into_id).first()
    return at


def of_child(child: Child) -> QuerySet[Pair]:
    """Open pairs in which the child stands."""
    return Pair.objects.filter(Q(first=child) | Q(second=child), state=Pair.State.OPEN).order_by("-score", "id")[:5]


def merged_into(child: Child) -> QuerySet[Merge]:
    """What became part of this record and was not taken apart again."""
    return Merge.objects.filter(kept=child, undone_at=None).order_by("-id")
