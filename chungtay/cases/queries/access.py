"""Who may open a case and who did: the access list, the asks for a second person, the looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.cases.models import AccessKind, AccessState, Case, CaseAccess, Concern, Secrecy
from chungtay.children.queries.looks import is_night
from chungtay.foundation.access import Actor
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import as_system, path_condition
from chungtay.foundation.vietnamese import fold

PAGE = 50
FOUND = 12  # people offered for a name
AFTER = dt.timedelta(days=7)  # so long a break-glass is told of after its end


@dataclass(frozen=True)
class AccessLine:
    """`words`: how it stands at this moment."""

    row: CaseAccess
    words: str
    live: bool

    @property
    def classes(self) -> list[str]:
        return [str(Secrecy(code).label) for code in self.row.classes]


def line_of(row: CaseAccess, now: dt.datetime) -> AccessLine:
    live = row.state == AccessState.GRANTED and row.until is not None and row.until > now
    over = row.state == AccessState.GRANTED and not live
    return AccessLine(row, "Đã hết hạn" if over else str(AccessState(row.state).label), live)


def accesses(case: Case) -> list[AccessLine]:
    """Those in force first, then the latest."""
    now = timezone.now()
    lines = [line_of(row, now) for row in CaseAccess.objects.filter(case=case)]
    return sorted(lines, key=lambda line: (not line.live, line.row.state != AccessState.ASKED))


@dataclass(frozen=True)
class OwnAsk:
    """An ask of one's own: of the case nothing but the code, which the person typed."""

    line: AccessLine
    code: str


def own_asks(actor: Actor, limit: int = 20) -> list[OwnAsk]:
    now = timezone.now()
    with as_system("codes of the cases this very person asked for"):
        rows = CaseAccess.objects.filter(user_id=actor.user_id, kind=AccessKind.BREAK_GLASS).select_related("case")
        return [OwnAsk(line_of(row, now), row.case.code) for row in rows[:limit]]


def own_ask(actor: Actor, pk: int) -> OwnAsk | None:
    with as_system("the code of the case this very person asked for"):
        rows = CaseAccess.objects.filter(user_id=actor.user_id, kind=AccessKind.BREAK_GLASS).select_related("case")
        row = rows.filter(pk=pk).first()
        return OwnAsk(line_of(row, timezone.now()), row.case.code) if row is not None else None


def asks_in(actor: Actor) -> QuerySet[CaseAccess]:
    """Break-glass of the actor's units, not the actor's own."""
    rows: QuerySet[CaseAccess] = CaseAccess.objects.filter(kind=AccessKind.BREAK_GLASS).select_related("case")
    return rows.filter(path_condition("unit_path", actor)).exclude(user_id=actor.user_id)


def people(text: str, case: Case, today: dt.date) -> list[Post]:
    """Posts of the province whose holder or agency is called so, for the access list."""
    words = fold(text).split()
    if not words:
        return []
    province = case.unit_path.split("/", 1)[0]
    rows = Post.objects.on(today).filter(
        Q(unit__path=province) | Q(unit__path__startswith=province + "/"), user__is_active=True
    )
    for word in words:
        rows = rows.filter(Q(user__folded__contains=word) | Q(agency__folded__contains=word))
    return list(rows.select_related("user", "agency", "unit").order_by("user__order_key", "pk")[:FOUND])


# ---------------------------------------------------------------- who looked


@dataclass(frozen=True)
class LookLine:
    look: Look
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LookPage:
    lines: list[LookLine]
    next_before: int | None


def looks(case: Case, before: int | None = None) -> LookPage:
    """Every opening of the case, of the reports that led to it and of its files, the latest first."""
    with as_system("keys of the reports of a case the actor has"):
        concerns = list(Concern.objects.filter(case_id=case.pk).values_list("pk", flat=True))
    rows = Look.objects.filter(
        Q(object_type="cases.case", object_id=case.pk) | Q(object_type="cases.concern", object_id__in=concerns)
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    shown = found[:PAGE]
    near, given = _of_its_communes(case, shown), accesses(case)
    lines = [LookLine(look, tuple(_notes(look, near, given))) for look in shown]
    return LookPage(lines, shown[-1].pk if len(found) > PAGE else None)


def _notes(look: Look, near: set[int], given: list[AccessLine]) -> Iterable[str]:
    """By which access it was opened, and what is worth asking about."""
    for line in given:
        row = line.row
        end = row.ended_at or row.until
        if row.user_id == look.user_id and row.granted_at and end and row.granted_at <= look.at <= end:
            yield str(AccessKind(row.kind).label)
            break
    moment = timezone.localtime(look.at)
    if is_night(moment):
        yield f"Ban đêm, lúc {moment:%H:%M}"
    if look.post_id not in near:
        yield "Không phải người của xã"


def _of_its_communes(case: Case, shown: list[Look]) -> set[int]:
    """Posts of the communes that share the case."""
    paths = {path for path in (case.unit_path, case.incident_path, case.residence_path) if path}
    posts = Post.objects.filter(pk__in={look.post_id for look in shown if look.post_id})
    return set(posts.filter(unit__path__in=paths).values_list("pk", flat=True))
