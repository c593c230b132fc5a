"""The list of cases: saved questions, a search by code, keyset pages. Names only for the commune's own desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime

from chungtay.cases import running, sealing
from chungtay.cases.models import ENDED, Case, Decision, DecisionKind
from chungtay.cases.models.walled import within
from chungtay.cases.policies import CasePermission, may_open
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date
from chungtay.law import clocks
from chungtay.law.queries import codelist

PAGE = 25
FILTERS = {
    "": "Đang làm",
    "cua-toi": "Tôi phụ trách",
    "qua-han": "Quá hạn",
    "khan-cap": "Khẩn cấp",
    "cach-ly": "Đang cách ly",
    "nguy-co-cao": "Nguy cơ cao",
    "bao-lai": "Bị báo lại",
    "ket-thuc": "Đã kết thúc",
}


@dataclass(frozen=True)
class Asked:
    """What the address says; what is malformed is left out. `after`: (opened_at, id) of the last line of the page before."""

    filter_code: str = ""
    text: str = ""
    after: tuple[dt.datetime, int] | None = None


@dataclass(frozen=True)
class Line:
    """A case in the list. `child` is empty where this post is shown codes only."""

    case: Case
    child: str
    due: str
    late: bool
    kind: str


@dataclass(frozen=True)
class Found:
    lines: list[Line]
    after: str = ""


def asked_from(words: Mapping[str, str]) -> Asked:
    code = words.get("loc", "")
    moment, _, number = words.get("sau", "").partition("_")
    at = _moment(moment)
    after = (at, int(number)) if at is not None and number.isascii() and number.isdigit() and len(number) < 19 else None
    return Asked(code if code in FILTERS else "", words.get("q", "").strip()[:40], after)


def _moment(text: str) -> dt.datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def separated() -> Exists:
    """Cases with a separation in force."""
    cancelled = Decision.objects.filter(about=OuterRef("pk"), kind=DecisionKind.SEPARATION_CANCELLED, state="signed")
    signed = Decision.objects.filter(case=OuterRef("pk"), kind=DecisionKind.SEPARATION, state="signed")
    return Exists(signed.exclude(Exists(cancelled)))


def rows_of(actor: Actor, code: str, now: dt.datetime) -> QuerySet[Case]:
    """A commune sees all it shares; above the communes the list goes by the commune that leads, which its index serves."""
    rows = Case.objects.all()
    if actor.level != "commune":
        rows = rows.filter(within("unit_path", actor))
    ended = Q(state__in=ENDED)
    if code == "ket-thuc":
        return rows.filter(ended)
    rows = rows.exclude(ended)
    return {
        "cua-toi": lambda: rows.filter(officer_id=actor.post_id),
        "qua-han": lambda: rows.filter(next_due_at__lt=now),
        "khan-cap": lambda: rows.filter(emergency=True),
        "cach-ly": lambda: rows.filter(separated()),
        "nguy-co-cao": lambda: rows.filter(risk="high"),
        "bao-lai": lambda: rows.filter(reported_again=True),
    }.get(code, lambda: rows)()


def page(actor: Actor, asked: Asked, now: dt.datetime) -> Found:
    """Twenty-five cases, the latest first. One query, and a reading of the key store for each name that is sealed."""
    rows = rows_of(actor, asked.filter_code, now)
    if asked.text:
        rows = by_code(asked.text)
    if asked.after is not None:
        at, number = asked.after
        rows = rows.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=number))
    shown = list(rows.select_related("unit", "child").order_by("-opened_at", "-pk")[: PAGE + 1])
    more, shown = len(shown) > PAGE, shown[:PAGE]
    kinds = codelist("case_kinds")
    lines = [
        Line(case, name_of(actor, case), left(case, now), bool(case.next_due_at and case.next_due_at < now),
             kinds.get(case.kind, ""))
        for case in shown
    ]  # fmt: skip
    after = f"{shown[-1].opened_at.isoformat()}_{shown[-1].pk}" if more and shown else ""
    return Found(lines, after)


def by_code(text: str) -> QuerySet[Case]:
    """“45”, “2026-45” and “VV-2026-000045” are the same case; a beginning finds all that begin so."""
    wanted = text.upper().replace(" ", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 6:
        return Case.objects.filter(code__endswith=f"-{int(wanted):06d}")
    year, _, number = wanted.removeprefix("VV-").partition("-")
    if year.isdigit() and number.isascii() and number.isdigit() and len(number) <= 6:
        return Case.objects.filter(code=f"VV-{year}-{int(number):06d}")
    return Case.objects.filter(code__startswith=wanted)


def name_of(actor: Actor, case: Case) -> str:
    """The child, for the posts that answer for it in its own commune. Everybody else goes by the code."""
    if actor.level != "commune" or CasePermission.OWN not in actor.permissions or not may_open(actor, case):
        return ""
    if case.child is not None:
        return case.child.full_name
    try:
        child: dict[str, Any] = sealing.unseal(case).get("child", {})
    except UserError:  # the key is destroyed or out of reach: the code remains
        return ""
    return str(child.get("name") or "Chưa rõ tên")


def left(case: Case, now: dt.datetime) -> str:
    """“Còn 3 giờ 20 phút (khoản 3 Điều 26 …)”; empty when nothing is due."""
    if case.next_due_at is None or not case.next_code:
        return ""
    try:
        rule = clocks.clock_of(case.next_code, case.next_due_at.astimezone(clocks.VIETNAM).date())
    except clocks.UnknownClock:
        return f"Hạn {date(case.next_due_at)}"
    words = running.left(running.Standing(case.opened_at, case.next_due_at, rule.content), now)
    return f"{words}: {rule.title.lower()}"
