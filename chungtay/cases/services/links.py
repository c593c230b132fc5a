"""The link by which an agency without an account answers one line, once (issue: minimum data, an end date, a log).

Opening it consumes nothing: mail scanners open every link before a person does. An answer, sent by a person pressing a
button, uses it up. The token is told once, when the link is made; only its digest is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from chungtay.cases.models import LineLink, PlanLine
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import lines
from chungtay.cases.states_lines import BY_LINK, LINK_ROLE, LinkPermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.scoping import as_system

DAYS, MOST_DAYS = 7, 30
MOST_LOGGED = 200  # openings kept of one link; a scanner that comes every minute fills no table
OPENED_A_MINUTE, ANSWERED_A_MINUTE, STRANGE_A_MINUTE = 20, 6, 30
_MINUTE = 60


class Standing(StrEnum):
    """`GONE`: unknown, ended, taken back or not needed any more, which look alike from outside."""

    LIVE = "live"
    USED = "used"
    GONE = "gone"


class TooOften(Exception):
    """So many requests in one minute are no person's."""


@dataclass(frozen=True)
class Opened:
    """What the page of a link shows. `line` and `link` are None when it is gone."""

    standing: Standing
    link: LineLink | None = None
    line: PlanLine | None = None


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(*, actor: Actor, line: PlanLine, days: int = DAYS) -> tuple[LineLink, str]:
    """The link and its address, which is told now and never again. An earlier one that nobody used ends with it."""
    require(actor, CasePermission.WORK, line)
    if not 1 <= days <= MOST_DAYS:
        raise UserError(f"Liên kết dùng được từ 1 đến {MOST_DAYS} ngày.", field="days")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        locked: PlanLine = PlanLine.objects.select_for_update(of=("self",)).select_related("case").get(pk=line.pk)
        if locked.state not in lines.RUNNING:
            raise NotPossible("Phần việc này không còn chờ trả lời nên không cần liên kết.")
        now = timezone.now()
        LineLink.objects.filter(line=locked, used_at=None, revoked_at=None).update(revoked_at=now)
        link = LineLink.objects.create(
            case=locked.case, line=locked, token_digest=digest(token), created_by_id=actor.user_id,
            expires_at=now + dt.timedelta(days=days),
        )  # fmt: skip
        data = {"position": locked.position, "days": days}
        audit.record(actor, "line_link_made", link, label=locked.case.code, data=data)
    return link, f"/lien-ket/{token}/"


def revoke(*, actor: Actor, link: LineLink) -> LineLink:
    """Taken back: from now on it shows nothing."""
    require(actor, CasePermission.WORK, link)
    with transaction.atomic():
        locked: LineLink = LineLink.objects.select_for_update(of=("self",)).select_related("case").get(pk=link.pk)
        if locked.used_at is not None:
            raise NotPossible("Liên kết này đã được dùng để trả lời nên không thu hồi được nữa.")
        if locked.revoked_at is None:
            locked.revoked_at = timezone.now()
            locked.save(update_fields=["revoked_at"])
            audit.record(actor, "line_link_revoked", locked, label=locked.case.code)
    return locked


def open_link(token: str, address: str) -> Opened:
    """What a person who follows the link sees; written down, and nothing is used up. `address`: of the asking machine.

    Raises TooOften. Runs as the system: whoever holds the token has no post.
    """
    with as_system("a single-use link: one line and its minimum data"), transaction.atomic():
        found = _found(token, address)
        if found.standing == Standing.LIVE and found.link is not None and found.line is not None:
            _often(f"open:{found.link.pk}", OPENED_A_MINUTE)
            _log(found.link, "opened")
            looked(
                holder(found.line), "page", "cases.case", unit_path=found.line.unit_path, object_id=found.line.case_id,
                what=f"Phần việc {found.line.position} (liên kết dùng một lần)",
            )  # fmt: skip
        return found


def look(token: str, address: str) -> Opened:
    """How the link stands, without writing anything down: an answer is on its way."""
    with as_system("a single-use link: does it stand"):
        return _found(token, address)


def answer(token: str, given: lines.Answer, *, act: str, address: str) -> Opened:
    """The one answer. `act` is the page it was sent from; what comes second is not written down.

    Raises UserError for words that are missing, TooOften.
    """
    with as_system("a single-use link: its one answer"), transaction.atomic():
        found = _found(token, address, lock=True)
        if found.link is None or found.line is None:
            return found
        _often(f"answer:{found.link.pk}", ANSWERED_A_MINUTE)
        if found.standing == Standing.USED:
            return _second(found, act)
        lines.answer(actor=holder(found.line), line=found.line, given=given, way=BY_LINK)
        found.link.used_at = timezone.now()
        _log(found.link, "answered", act=act, step=given.step)
        return Opened(
            Standing.USED, found.link, PlanLine.objects.select_related("agency", "case").get(pk=found.line.pk)
        )


def again(token: str, *, act: str, address: str) -> Opened:
    """An answer sent through a link that is used up or gone: noted where it was used, and nothing else."""
    with as_system("a single-use link: a second answer"), transaction.atomic():
        found = _found(token, address, lock=True)
        if found.link is None or found.standing != Standing.USED:
            return Opened(Standing.GONE)
        _often(f"answer:{found.link.pk}", ANSWERED_A_MINUTE)
        return _second(found, act)


def _second(found: Opened, act: str) -> Opened:
    if found.link is not None and not answered_by(found.link, act):
        _log(found.link, "again")
    return found


def answered_by(link: LineLink, act: str) -> bool:
    """Was this very page's answer the one that was written down?"""
    return bool(act) and any(entry.get("act") == act for entry in link.log)


def holder(line: PlanLine) -> Actor:
    """Who holds the link, as far as anybody knows: somebody of the agency, for this one line."""
    name = line.provider_name or (line.agency.name if line.agency else "")
    return Actor(
        user_id=0, name="Liên kết dùng một lần", post_id=0, role=f"{LINK_ROLE}:{line.pk}", agency_id=0, agency_name=name,
        unit_id=0, unit_name="", level="", permissions=frozenset({str(LinkPermission.ANSWER)}),
    )  # fmt: skip


def _found(token: str, address: str, *, lock: bool = False) -> Opened:
    rows = LineLink.objects.select_related("line__agency", "line__case", "case")
    if lock:
        rows = rows.select_for_update(of=("self",))
    link: LineLink | None = rows.filter(token_digest=digest(token)).first()
    if link is None:
        _often(f"strange:{address}", STRANGE_A_MINUTE)
        return Opened(Standing.GONE)
    if link.revoked_at is not None or link.case.erased_at is not None:
        return Opened(Standing.GONE)
    if link.used_at is not None:
        return Opened(Standing.USED, link, link.line)
    if link.expires_at <= timezone.now() or link.line.state not in lines.RUNNING:
        return Opened(Standing.GONE)
    return Opened(Standing.LIVE, link, link.line)


def _log(link: LineLink, what: str, **more: Any) -> None:
    if what != "answered" and len(link.log) >= MOST_LOGGED:
        return
    link.log = [*link.log, {"at": timezone.now().isoformat(timespec="seconds"), "what": what, **more}]
    link.save(update_fields=["log", "used_at"])


def _often(name: str, most: int) -> None:
    """Counts in this process; a few processes give a few times as much, which still is no person's speed."""
    key = f"line-link:{name}"
    cache.add(key, 0, _MINUTE)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two
        return
    if count > most:
        raise TooOften
