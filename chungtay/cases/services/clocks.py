"""The clocks of cases: started and stopped by what happens (see `duties`), standing still for a named reason.

Starting and stopping follow from an act that was asked about and written down by itself, so they ask nothing and keep no
row of their own in the trail; the clock says who began and who stopped it. What a person does to a clock by hand is in
`clocks_by_hand`. The version of the law under which a clock began stays with it.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, models, transaction
from django.db.models import Max

from chungtay.cases.duties import EMERGENCY_PAUSE, NOT_IN_EMERGENCY
from chungtay.cases.models import Case, Clock, ClockPause, StopReason
from chungtay.cases.queries.clocks import law_pauses, rule_of, standing
from chungtay.cases.running import next_telling
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.scoping import as_system
from chungtay.law import clocks as law
from chungtay.law import queries as laws
from chungtay.territory.models import Unit

_WHY = "clocks follow from an act that was allowed; the person need not see every clock of the case"
EMERGENCY = "T_EMERG"


def start(
    *, actor: Actor | None, case: Case | None, code: str, at: dt.datetime, subject: models.Model | None = None
) -> Clock | None:
    """Starts the clock, or gives back the one that runs. None for an event of before the law's first day.

    Raises NotPossible when the law of this clock is not loaded.
    """
    with as_system(_WHY), transaction.atomic():
        running = _matching(case, subject).filter(code=code, stopped_at=None).first()
        if running is not None:
            return running
        path = case.unit_path if case is not None else _path(subject)
        clock = _new(case, subject, code, at, path, _cycle(case, subject, code))
        if clock is None:
            return None
        clock.created_by_id = actor.user_id if actor else None
        try:
            with transaction.atomic():
                clock.save(force_insert=True)
        except IntegrityError:  # another request started it a moment ago
            return _rows(case, subject).filter(code=code, stopped_at=None).first()
        _keep_still_in_emergency(case, clock, at)
        return clock


def _new(
    case: Case | None, subject: models.Model | None, code: str, at: dt.datetime, path: str, cycle: int
) -> Clock | None:
    province = path.split("/")[0][:2]
    try:
        counted = law.due(code, at, province=province, again=cycle > 1)
    except law.UnknownClock as error:
        if any(row.content["code"] == code for row in laws.all_versions("clock")):
            return None
        raise NotPossible("Chưa nạp tệp luật về thời hạn nên chưa ghi được. Hãy báo người quản trị.") from error
    clock = Clock(
        case=case, unit_path=path, code=code, cycle=cycle, started_at=at, due_at=counted.due, article=counted.article[:200],
        law_version=counted.law_version, province=counted.province,
        subject_label=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
    )  # fmt: skip
    clock.tell_at = next_telling(standing(clock))
    return clock


def stop(
    *,
    actor: Actor | None,
    case: Case | None,
    code: str,
    at: dt.datetime,
    subject: models.Model | None = None,
    how: str = StopReason.DONE,
) -> int:
    """Stops what runs under this code; how many clocks that were. Without a subject: all of the case, whatever they hang on."""
    with as_system(_WHY), transaction.atomic():
        return _stop(actor, _matching(case, subject).filter(code=code), at, how)


def stop_all(
    *, actor: Actor | None, case: Case | None, subject: models.Model | None = None, at: dt.datetime, how: str
) -> int:
    with as_system(_WHY), transaction.atomic():
        return _stop(actor, _matching(case, subject), at, how)


def stop_one(*, actor: Actor | None, clock: Clock, at: dt.datetime, how: str) -> bool:
    """Stops this very clock; False when it had stopped before."""
    with as_system(_WHY), transaction.atomic():
        return bool(_stop(actor, Clock.objects.filter(pk=clock.pk), at, how))


def _stop(actor: Actor | None, rows: models.QuerySet[Clock], at: dt.datetime, how: str) -> int:
    """A moment before the start (an event entered late) stops the clock at its start, unless it counts backwards."""
    running = list(rows.filter(stopped_at=None).select_for_update(of=("self",)).order_by("pk"))
    for clock in running:
        end_pause(clock, at, actor)
        backwards = clock.due_at < clock.started_at
        clock.stopped_at = at if backwards else max(at, clock.started_at)
        clock.stop_reason, clock.tell_at = how, None
        clock.stopped_by_id = actor.user_id if actor else None
        clock.save(update_fields=["stopped_at", "stop_reason", "tell_at", "stopped_by_id"])
    for case_id in {clock.case_id for clock in running if clock.code == EMERGENCY and clock.case_id}:
        _go_on_after_emergency(case_id, at)
    return len(running)


def restart(*, actor: Actor | None, clock: Clock, at: dt.datetime) -> Clock | None:
    """The event that began it was another moment: the old clock stays as replaced, a new one counts from `at`."""
    with as_system(_WHY), transaction.atomic():
        if not stop_one(actor=actor, clock=clock, at=at, how=StopReason.REPLACED):
            raise NotPossible("Thời hạn này đã dừng, không tính lại được.")
        fresh = _new(clock.case, None, clock.code, at, clock.unit_path, clock.cycle)
        if fresh is not None:
            fresh.subject_label, fresh.subject_id = clock.subject_label, clock.subject_id
            fresh.created_by_id = actor.user_id if actor else None
            fresh.save(force_insert=True)
        return fresh


def adopt(*, case: Case, subject: models.Model, at: dt.datetime) -> int:
    """The clocks of a concern go over to the case it joined. Of two terms of 12 hours that run, the earlier counts."""
    with as_system(_WHY), transaction.atomic():
        rows = _rows(None, subject).filter(stopped_at=None).select_for_update(of=("self",))
        adopted = [clock.pk for clock in rows]
        Clock.objects.filter(pk__in=adopted).update(case=case, unit_path=case.unit_path)
        ClockPause.objects.filter(clock__in=adopted).update(unit_path=case.unit_path)
        same = Clock.objects.filter(case=case, code=EMERGENCY, stopped_at=None).order_by("started_at", "pk")
        _stop_later(same, at)
        first = same.first()
        if first is not None:
            for held in Clock.objects.filter(case=case, code__in=NOT_IN_EMERGENCY, stopped_at=None):
                _hold(held, max(at, held.started_at))
        return len(adopted)


def _stop_later(same: models.QuerySet[Clock], at: dt.datetime) -> None:
    for clock in list(same)[1:]:
        clock.stopped_at, clock.stop_reason, clock.tell_at = max(at, clock.started_at), StopReason.REPLACED, None
        clock.save(update_fields=["stopped_at", "stop_reason", "tell_at"])


def begin_pause(clock: Clock, at: dt.datetime, why: str, actor: Actor | None) -> ClockPause:
    """The caller has locked the clock and knows that it runs and is in time."""
    pause = ClockPause.objects.create(
        clock=clock, begins=at, why=why, begun_by_id=actor.user_id if actor else None, unit_path=clock.unit_path
    )
    clock.paused_at, clock.tell_at = at, None
    clock.save(update_fields=["paused_at", "tell_at"])
    return pause


def end_pause(clock: Clock, at: dt.datetime, actor: Actor | None = None) -> bool:
    """Ends the open pause, if there is one, and counts the end of the term anew. A pause of no length is dropped."""
    pause = ClockPause.objects.filter(clock=clock, ends=None).first()
    if pause is None:
        return False
    if at > pause.begins:
        pause.ends, pause.ended_by_id = at, actor.user_id if actor else None
        pause.save(update_fields=["ends", "ended_by_id"])
    else:
        pause.delete()
    clock.paused_at = None
    recount(clock)
    clock.save(update_fields=["paused_at", "due_at", "tell_at"])
    return True


def recount(clock: Clock) -> None:
    """The end of the term by the law the clock began under and its pauses. Does not save."""
    pauses = list(ClockPause.objects.filter(clock=clock))
    counted = law.due_by(rule_of(clock), clock.started_at, pauses=law_pauses(pauses), again=clock.cycle > 1)
    clock.due_at = counted.due
    clock.tell_at = next_telling(standing(clock, pauses)) if clock.stopped_at is None else None


def _keep_still_in_emergency(case: Case | None, clock: Clock, at: dt.datetime) -> None:
    """What the law excepts in emergency stands still while the 12 hours run."""
    if case is None:
        return
    if clock.code == EMERGENCY:
        for held in Clock.objects.filter(case=case, code__in=NOT_IN_EMERGENCY, stopped_at=None):
            _hold(held, max(at, held.started_at))
    elif clock.code in NOT_IN_EMERGENCY and Clock.objects.filter(case=case, code=EMERGENCY, stopped_at=None).exists():
        _hold(clock, at)


def _hold(clock: Clock, at: dt.datetime) -> None:
    if clock.paused_at is None and at <= clock.due_at:
        begin_pause(clock, at, EMERGENCY_PAUSE, None)


def _go_on_after_emergency(case_id: int, at: dt.datetime) -> None:
    if Clock.objects.filter(case=case_id, code=EMERGENCY, stopped_at=None).exists():
        return
    for pause in ClockPause.objects.filter(clock__case=case_id, ends=None, why=EMERGENCY_PAUSE).select_related("clock"):
        end_pause(pause.clock, at)


def _rows(case: Case | None, subject: models.Model | None) -> models.QuerySet[Clock]:
    """Clocks of exactly this case and subject."""
    label = subject._meta.label_lower if subject is not None else ""
    return Clock.objects.filter(case=case, subject_label=label, subject_id=subject.pk if subject is not None else None)


def _matching(case: Case | None, subject: models.Model | None) -> models.QuerySet[Clock]:
    """Clocks of the subject, in the case or before there was one; without a subject all of the case."""
    if subject is None:
        return Clock.objects.filter(case=case) if case is not None else Clock.objects.none()
    rows = Clock.objects.filter(subject_label=subject._meta.label_lower, subject_id=subject.pk)
    return rows if case is None else rows.filter(models.Q(case=case) | models.Q(case=None))


def _cycle(case: Case | None, subject: models.Model | None, code: str) -> int:
    """1 for the first time this duty begins: the law may set another term for the times after it."""
    last = _rows(case, subject).filter(code=code).aggregate(last=Max("cycle"))["last"]
    return int(last or 0) + 1


def _path(subject: models.Model | None) -> str:
    if isinstance(subject, Unit):
        return subject.path
    return str(getattr(subject, "unit_path", ""))
