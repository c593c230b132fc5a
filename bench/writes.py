"""P11: one decision on a task with its word, audit, history and scope check / the same rows saved plainly."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from bench import scale, world
from bench.measure import Goal, Result, compare, timed
from bench.registry import benchmark
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system

P11 = Goal(
    "P11",
    "one decision on a task, audited, checked, with history / plain ORM save and commit of task and word",
    2.0,
    1.4,
)
TIMES = 12  # turns of accept → report → confirm → reopen in each round: 4 × 12 writes a side


@dataclass(frozen=True)
class Sides:
    """The two people of one task, and the task."""

    worker: Actor
    giver: Actor
    pk: int


def _sides() -> Sides:
    from chungtay.accounts.actors import build_actor
    from chungtay.accounts.models import Post
    from chungtay.directives.models import Task

    today = timezone.localdate()
    worker = build_actor(Post.objects.filter(user__username=scale.head()).earliest("pk"), today)
    giver = build_actor(Post.objects.filter(user__username=scale.OFFICER).earliest("pk"), today)
    with as_system("the benchmark looks for a task between two people of the demo"):
        task = Task.objects.filter(
            lead=worker.agency_id, giver=giver.agency_id, state="given", evidence_asked=""
        ).earliest("pk")
    return Sides(worker, giver, task.pk)


def _product(sides: Sides) -> list[Callable[[], object]]:
    from chungtay.directives.models import Task
    from chungtay.directives.services import tasks as services

    def turn(actor: Actor, act: Callable[..., object], **words: Any) -> Callable[[], object]:
        def do() -> None:
            with acting_as(actor):
                act(actor=actor, task=Task.objects.get(pk=sides.pk), **words)

        return do

    return [
        turn(sides.worker, services.accept),
        turn(sides.worker, services.report_done, note="Đã thực hiện xong."),
        turn(sides.giver, services.confirm),
        turn(sides.giver, services.reopen, reason="Cần bổ sung số liệu."),
    ]


def _plain(pk: int) -> list[Callable[[], object]]:
    """The same columns of the same two tables, as one would write it in a view without any of the promises."""
    from chungtay.directives.models import Task, TaskWord

    def turn(kind: str, **values: Any) -> Callable[[], object]:
        def do() -> None:
            with transaction.atomic():
                task = Task._base_manager.get(pk=pk)  # the baseline knows no scope
                for name, value in values.items():
                    setattr(task, name, value() if callable(value) else value)
                task.version += 1
                task.save()
                TaskWord.objects.create(
                    task=task,
                    kind=kind,
                    at=timezone.now(),
                    by_name="Lò Thị Ân",
                    by_agency="UBND xã",
                    note="Đã thực hiện xong.",
                )

        return do

    today = timezone.localdate
    return [
        turn("accepted", state="accepted", accepted_on=today),
        turn("reported", state="reported", reported_on=today, progress=100),
        turn("confirmed", state="done", done_on=today, confirmed_at=timezone.now),
        turn("reopened", state="sent_back", done_on=None, confirmed_at=None, reported_on=None),
    ]


@benchmark(P11)
def run() -> Result:
    """Both sides take the same four turns on a task of their own; the baseline's task has no history trigger."""
    with world.scratch("few"):
        sides = _sides()
        with as_system("the baseline writes into a task of its own"):
            other = _copy(sides.pk)
        product, plain = _product(sides), _plain(other)

        def once(acts: list[Callable[[], object]], *, quiet: bool) -> list[float]:
            with (
                connection.cursor() as cursor
            ):  # an ordinary table has no history: the baseline does without its trigger
                cursor.execute(f"ALTER TABLE directives_task {'DISABLE' if quiet else 'ENABLE'} TRIGGER USER")
            times = []
            for _ in range(TIMES):
                times += [timed(act) for act in acts]
                _back(sides.pk)
            return times

        with as_system("plain saves of the baseline"):
            once(plain, quiet=True)
            once(product, quiet=False)
            return compare(
                P11,
                lambda: once(plain, quiet=True),
                lambda: once(product, quiet=False),
                rounds=7,
                of_round=statistics.median,
            )


def _back(pk: int) -> None:
    """The product's task is given anew, so that every turn can be taken again."""
    from chungtay.directives.models import Task

    Task._base_manager.filter(pk=pk).update(  # between the measurements; not a turn of anybody
        state="given", accepted_on=None, reported_on=None, done_on=None, confirmed_at=None, version=F("version") + 1
    )


def _copy(pk: int) -> int:
    from chungtay.directives.models import Task

    task = Task._base_manager.get(pk=pk)
    task.pk, task.act = None, None
    task.save()
    return int(task.pk)
