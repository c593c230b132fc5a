"""Reads of reports: the inbox, one report as far as the asker may read it, and those that tell of the same event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.cases import joining, sealing
from chungtay.cases.models import ENDED, Case, Clock, Concern, ConcernState
from chungtay.cases.models.walled import reads, within
from chungtay.cases.policies import CasePermission, may_open
from chungtay.cases.queries.clocks import line_of, pauses_of
from chungtay.cases.running import Face
from chungtay.foundation import vault
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import fold
from chungtay.law.clocks import UnknownClock, length_words

COMPARED, SEARCHED = 120, 300  # latest reports of a commune that are opened by the machine to compare or to search
RECENT = dt.timedelta(days=60)
OPEN_STATES = (ConcernState.NEW, ConcernState.CHECKING)

# code of the address → words of the chip
CHIPS = {
    "moi": "Mới đến",
    "xac-minh": "Đang xác minh",
    "vu-viec": "Đã vào vụ việc",
    "khong-can-cu": "Không có căn cứ",
    "da-chuyen": "Đã chuyển nơi khác",
    "toi-bao": "Tôi báo",
    "tat-ca": "Tất cả",
}
_STATES = {
    "moi": ConcernState.NEW, "xac-minh": ConcernState.CHECKING, "vu-viec": ConcernState.JOINED,
    "khong-can-cu": ConcernState.UNFOUNDED,
}  # fmt: skip


def here(actor: Actor) -> Q:
    """Reports that the units of this post handle."""
    return within("unit_path", actor) if reads(actor) else Q(pk__in=[])


def chips_of(actor: Actor) -> list[str]:
    """Who does not read cases has reported, and nothing else."""
    return list(CHIPS) if reads(actor) else ["toi-bao"]


def inbox(actor: Actor, which: str) -> QuerySet[Concern]:
    """One chip of the inbox. What is still to be checked stands with danger first, then what waits longest."""
    rows = Concern.objects.select_related("unit", "hamlet", "case")
    if which == "toi-bao":
        return rows.filter(created_by_id=actor.user_id).order_by("-received_at", "-id")
    if which == "da-chuyen":
        return rows.filter(within("from_path", actor) & ~Q(from_path="") & ~here(actor)).order_by("-received_at", "-id")
    if which in _STATES:
        rows = rows.filter(here(actor), state=_STATES[which])
    order = ("-danger", "received_at", "id") if which in ("moi", "xac-minh") else ("-received_at", "-id")
    return rows.order_by(*order)


def waiting(actor: Actor) -> QuerySet[Concern]:
    """New reports of the post's own commune, the longest waiting first."""
    return Concern.objects.filter(here(actor), state=ConcernState.NEW).order_by("received_at", "id")


def counts(actor: Actor) -> dict[str, int]:
    rows = Concern.objects.filter(here(actor))
    return {code: rows.filter(state=_STATES[code])[:1000].count() for code in ("moi", "xac-minh")}


def search(actor: Actor, rows: QuerySet[Concern], text: str) -> tuple[QuerySet[Concern], list[int]]:
    """By code, number of the sender, commune or hamlet; in one's own commune also in what was told.

    Gives the rows and the ids whose content was found to fit: to have looked is written down by the caller.
    """
    wanted = fold(text)
    by_row = Q(code__icontains=text.strip()) | Q(outside_id__icontains="".join(text.split()))
    by_row |= Q(unit__folded__contains=wanted) | Q(hamlet__folded__contains=wanted)
    inside: list[int] = []
    if wanted and CasePermission.OWN in actor.permissions and actor.level == "commune":
        mine = Concern.objects.filter(here(actor)).order_by("-received_at", "-id")[:SEARCHED]
        inside = [row.pk for row in mine if _tells(row, wanted)]
    return rows.filter(by_row | Q(pk__in=inside)), inside


def _tells(row: Concern, wanted: str) -> bool:
    body = body_of(row)
    return body is not None and wanted in fold(" ".join(str(words) for key, words in body.items() if key != "notes"))


def body_of(row: Concern) -> dict[str, Any] | None:
    """What is sealed; None once the key is destroyed or cannot be had."""
    try:
        return sealing.unseal(row)
    except vault.VaultError:
        return None


def child_said(row: Concern) -> str:
    """What was said of the child, as words to search the register with."""
    body = body_of(row) or {}
    return " ".join(str(body[key]) for key in ("child_name", "child_birth") if body.get(key))


@dataclass(frozen=True)
class Line:
    """A report in a list. `group`: codes of others that may tell of the same event; `gone`: another commune handles it."""

    concern: Concern
    clock: Face | None
    state: str
    tone: str
    gone: bool
    since: str
    group: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        hamlet = f"{self.concern.hamlet}, " if self.concern.hamlet is not None else ""
        return f"{hamlet}{self.concern.unit.name}"

    @property
    def mark(self) -> str:
        """The colour of the line in a list."""
        return str(self.clock.level) if self.clock is not None and self.clock.level in ("late", "soon") else ""

    @property
    def notice(self) -> str:
        return {"late": "error", "soon": "warning"}.get(self.mark, "info")


def lines(actor: Actor, rows: Sequence[Concern], now: dt.datetime, groups: dict[int, tuple[str, ...]]) -> list[Line]:
    faces = clocks_of(rows, now)
    found = []
    for row in rows:
        gone = reads(actor) and not actor.covers(row.unit_path)
        own = not reads(actor) or gone
        tone = {"new": "waiting", "checking": "running", "joined": "done", "unfounded": "none"}.get(row.state, "none")
        words = reporter_words(row) if own else row.get_state_display()
        since = f"đã {length_words(max(now - row.received_at, dt.timedelta(0)))}"
        found.append(Line(row, None if own else faces.get(row.pk), words, tone, gone, since, groups.get(row.pk, ())))
    return found


def reporter_words(row: Concern) -> str:
    """What who reported may know of the course of things."""
    return "Đã nhận" if row.state == ConcernState.NEW else "Đang xử lý"


def clocks_of(rows: Iterable[Concern], now: dt.datetime) -> dict[int, Face]:
    """The time left for each report still to be checked; of a joined one the case says it."""
    ids = [row.pk for row in rows]
    running = Clock.objects.filter(subject_label="cases.concern", subject_id__in=ids, case=None, stopped_at=None)
    faces: dict[int, Face] = {}
    clocks = list(running.order_by("-due_at"))  # the earliest end is written last
    pauses = pauses_of(clocks)
    for clock in clocks:
        try:
            faces[clock.subject_id or 0] = line_of(clock, pauses[clock.pk], now).face
        except UnknownClock:
            continue
    return faces


FULL, OWN, ROW = "full", "own", "row"


def reading(actor: Actor, concern: Concern) -> str:
    """How much of a report this actor reads: all, what they wrote themselves, or code and state."""
    opens = CasePermission.OWN in actor.permissions and actor.level == "commune" and actor.covers(concern.unit_path)
    if concern.case is not None and may_open(actor, concern.case):
        return FULL
    if opens and (concern.case_id is None or (concern.case is not None and concern.case.secrecy == "ordinary")):
        return FULL
    return OWN if concern.created_by_id == actor.user_id else ROW


@dataclass(frozen=True)
class Related:
    """Another report (or the case it is in) that may tell of the same event, and why."""

    concern: Concern
    why: str
    points: float


def related(actor: Actor, concern: Concern) -> list[Related]:
    """What may tell of the same event as this report, the likeliest first; a case comes once."""
    rows = {row.pk: row for row in _comparable(concern.unit_path)} | {concern.pk: concern}
    told = {pk: one for pk, row in rows.items() if (one := _told(row))}
    if concern.pk not in told:
        return []
    found: list[Related] = []
    cases: set[int] = {concern.case_id} if concern.case_id else set()
    for likeness in joining.alike(told[concern.pk], told.values()):
        row = rows[likeness.second]
        if row.case_id is not None and row.case_id in cases:
            continue
        cases |= {row.case_id} if row.case_id else set()
        found.append(Related(row, likeness.sentence, likeness.points))
    return found


def grouped(actor: Actor) -> dict[int, tuple[str, ...]]:
    """For the inbox of a commune: each open report with the codes of those that may tell of the same event."""
    if actor.level != "commune" or CasePermission.OWN not in actor.permissions or not actor.unit_paths:
        return {}
    rows = {row.pk: row for path in actor.unit_paths[:1] for row in _comparable(path)}
    told = [one for row in rows.values() if row.state in OPEN_STATES and (one := _told(row))]
    found: dict[int, tuple[str, ...]] = {}
    for keys in joining.groups(told):
        for key in keys:
            found[key] = tuple(rows[other].code for other in keys if other != key)
    return found


def _comparable(path: str) -> list[Concern]:
    """Open reports of the commune and those joined to cases that still run, the latest."""
    since = timezone.now() - RECENT
    open_or_running = Q(state__in=OPEN_STATES) | (Q(state=ConcernState.JOINED) & ~Q(case__state__in=ENDED))
    rows = Concern.objects.filter(open_or_running, unit_path=path, received_at__gte=since)
    return list(rows.select_related("case", "unit").order_by("-received_at", "-id")[:COMPARED])


def _told(row: Concern) -> joining.Told | None:
    body = body_of(row)
    if body is None:
        return None
    return joining.told(
        row.pk, row.received_at, row.unit_path, body, hamlet=row.hamlet_id, child_id=row.child_id, case=row.case_id
    )


def of_case(case: Case) -> list[Concern]:
    """The reports of a case, the earliest first. Asks nothing: the caller has asked for the case itself.

    A commune that took the lead over, or was named for the case, reads them though they came to another one.
    """
    with as_system("the reports of a case are read by who may open the case"):
        return list(Concern.objects.filter(case=case).select_related("unit", "hamlet").order_by("received_at", "id"))


def agency_kind(actor: Actor) -> str:
    """By which road this post receives: a school's, a clinic's, the police's."""
    return Agency.objects.filter(pk=actor.agency_id).values_list("kind", flat=True).first() or ""


def sees(concern: Concern) -> bool:
    """Is this report within the scope of who asks now?"""
    return Concern.objects.filter(pk=concern.pk).exists()


def joinable_case(actor: Actor, code: str) -> Case | None:
    """A case this actor sees, by its code."""
    found: Case | None = Case.objects.filter(code__iexact=code.strip()).first()
    return found
