"""Warnings before the end of a term and escalation after it: each said once, by whichever worker comes first.

A message names the case by its code alone: it goes out by e-mail, and neither the duty nor what happened belongs there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.duties import DOERS
from chungtay.cases.models import Clock
from chungtay.cases.queries.clocks import pauses_of, standing
from chungtay.cases.running import DOER, Standing, Telling, left, next_telling, to_tell
from chungtay.cases.services.clocks_people import posts_of_roles
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system

BATCH = 200
_OVERVIEW = "/vu-viec/giam-sat/"


@dataclass(frozen=True)
class _Said:
    """One message of one clock. `role` is the one whose posts are told; `officer` the post that is told instead."""

    clock: Clock
    telling: Telling
    role: str
    officer: int | None
    words: str


def tell_due(now: dt.datetime, most: int = 10_000) -> int:
    """Tells what is due; the number of clocks that said something. Safe to run twice at once.

    Rows are locked in batches and skipped by the other worker; what was said is kept on the clock (`told`) in the same
    transaction as the messages, and the messages bear a key of their own besides.
    """
    done = 0
    with as_system("clocks of the whole country are told"):
        while done < most:
            batch = _tell_batch(now)
            done += batch
            if not batch:
                break
    return done


@transaction.atomic
def _tell_batch(now: dt.datetime) -> int:
    rows = Clock.objects.select_for_update(of=("self",), skip_locked=True).select_related("case__officer")
    due = rows.filter(stopped_at=None, tell_at__lte=now).order_by("tell_at", "pk")
    clocks = list(due[:BATCH])
    pauses = pauses_of(clocks)
    said: list[_Said] = []
    for clock in clocks:
        standing_ = standing(clock, pauses[clock.pk])
        tellings = to_tell(standing_, now)
        said += [_said(clock, telling, standing_, now) for telling in tellings]
        clock.told = [*clock.told, *(key for telling in tellings for key in telling.keys)]
        clock.tell_at = next_telling(standing(clock, pauses[clock.pk]))
    _send(said, now)
    Clock.objects.bulk_update(clocks, ["told", "tell_at"])
    return len(clocks)


def _said(clock: Clock, telling: Telling, standing_: Standing, now: dt.datetime) -> _Said:
    role = telling.to if telling.to != DOER else DOERS.get(clock.code, RoleCode.COMMUNE_OFFICER)
    officer = clock.case.officer if clock.case is not None else None
    own = officer is not None and telling.to == DOER and role == RoleCode.COMMUNE_OFFICER and _in_force(officer, now)
    return _Said(clock, telling, role, officer.pk if own and officer is not None else None, left(standing_, now))


def _in_force(post: Post, now: dt.datetime) -> bool:
    """A post that has ended is told nothing: the other officers of the commune are."""
    day = timezone.localdate(now)
    return post.valid_from <= day and (post.valid_to is None or day < post.valid_to)


def _send(said: Iterable[_Said], now: dt.datetime) -> None:
    messages = list(said)
    posts = posts_of_roles(
        {one.clock.unit_path for one in messages}, {one.role for one in messages}, timezone.localdate(now)
    )
    for one in messages:
        named, url = _named(one.clock)
        receivers = [one.officer] if one.officer is not None else posts.get((one.clock.unit_path, one.role), [])
        above = "" if one.telling.to == DOER else ", đề nghị chỉ đạo"
        notify(
            receivers,
            kind="clock_late" if one.telling.late else "clock_due",
            title=f"{named}: {one.words[:1].lower()}{one.words[1:]}{above}",
            url=url,
            key=f"clock-{one.clock.pk}-{one.telling.keys[-1]}",
        )


def _named(clock: Clock) -> tuple[str, str]:
    """What a message calls the clock, and where it leads: never a name."""
    if clock.case is not None:
        return f"Vụ việc {clock.case.code}", clock.case.get_absolute_url()
    if clock.subject_label == "cases.concern" and clock.subject_id is not None:
        concern = apps.get_model("cases", "Concern")._base_manager.filter(pk=clock.subject_id).first()
        if concern is not None:
            return f"Tin báo {concern.code}", f"/tin-bao/{concern.pk}/"
    return "Một thời hạn của đơn vị", _OVERVIEW
