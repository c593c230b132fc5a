"""Work on a release that takes longer than one waits for: a preview of the whole catalogue, and its publishing.

It is asked for once, whatever the number of clicks; it is made at once when it is small, else by the worker, and its result is
kept, so that one may go away meanwhile. What is published is what was seen: with other numbers the preview is shown anew.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.statistics import periods
from chungtay.statistics.models import Release, ReleaseWork
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.publishing.columns import slices
from chungtay.statistics.publishing.draft import Draft, Wanted, check, units_of
from chungtay.statistics.services import releases

AT_ONCE = 3_000  # cells that are worked out while one waits
KEEP = dt.timedelta(days=14)
State = ReleaseWork.State
_STOPPED = "Việc tính bị dừng giữa chừng. Chưa có gì được công bố; hãy bấm Tính lại."


def ask(*, actor: Actor, wanted: Wanted, words: dict[str, Any], act: uuid.UUID | None = None) -> ReleaseWork:
    """Takes up a preview. `words`: title, next_on, note, correction. The same `act` is one work."""
    require(actor, FigurePermission.PUBLISH, wanted.unit)
    before = ReleaseWork.objects.filter(act=act, user_id=actor.user_id).first() if act else None
    if before is not None:
        return before
    check(actor, wanted)
    releases.check_words(wanted, words["next_on"], words.get("correction", ""))
    mine = ReleaseWork.objects.filter(user_id=actor.user_id, post_id=actor.post_id)
    mine.filter(asked_at__lt=timezone.now() - KEEP).exclude(state=State.PUBLISHED).delete()
    work = ReleaseWork.objects.create(
        unit=wanted.unit, unit_path=wanted.unit.path, post_id=actor.post_id, user_id=actor.user_id, by=actor.name, act=act,
        asked={
            **words, "level": wanted.level, "period": wanted.period.code, "measures": list(wanted.measures),
            "by": list(wanted.by), "corrects": wanted.corrects.pk if wanted.corrects else None,
        },
    )  # fmt: skip
    return _begin(actor, work, wanted)


def publish(*, actor: Actor, work: ReleaseWork) -> ReleaseWork:
    """Publishes what was seen. A second click finds it under way or done."""
    require(actor, FigurePermission.PUBLISH, work.unit)
    wanted = wanted_of(work)
    releases.check_words(wanted, _next_on(work), work.asked.get("correction", ""))
    ready = ReleaseWork.objects.filter(pk=work.pk, state=State.READY)
    if not ready.update(
        state=State.WAITING, publishing=True, changed=False, percent=0, stage="", moved_at=timezone.now()
    ):
        return _now(work)
    return _begin(actor, _now(work), wanted)


def again(*, actor: Actor, work: ReleaseWork) -> ReleaseWork:
    """Takes up a work that failed or stands still."""
    require(actor, FigurePermission.PUBLISH, work.unit)
    if work.state != State.FAILED and not work.stands_still:
        raise UserError("Bản này đang được tính. Hãy đợi thêm một lát.")
    _set(work, state=State.WAITING, failure="", percent=0, stage="")
    return _begin(actor, _now(work), wanted_of(work))


def _begin(actor: Actor, work: ReleaseWork, wanted: Wanted) -> ReleaseWork:
    if len(units_of(wanted)) * len(wanted.measures) * len(slices(wanted.by)) <= AT_ONCE:
        return make(actor=actor, work=work)
    from chungtay.statistics.tasks_releases import make_release

    make_release.defer(work_id=work.pk)
    return work


def make(*, actor: Actor, work: ReleaseWork) -> ReleaseWork:
    """Works it out, saying how far it is. What cannot be done is told on the work, and may be tried again."""
    require(actor, FigurePermission.PUBLISH, work.unit)
    if work.state not in (State.WAITING, State.WORKING):
        return work  # done by another worker meanwhile
    _set(work, state=State.WORKING, failure="")
    try:
        _publish(actor, work) if work.publishing else _keep(work, _preview(actor, work))
    except releases.NumbersChanged as changed:
        _keep(work, changed.made, changed=True)
    except UserError as error:
        _set(work, state=State.FAILED, failure=error.sentence[:300])
    except Exception:
        _set(work, state=State.FAILED, failure=_STOPPED)
        raise
    return _now(work)


def _preview(actor: Actor, work: ReleaseWork) -> Draft:
    return releases.preview(actor=actor, wanted=wanted_of(work), tell=lambda stage, done: _tell(work, stage, done))


def _publish(actor: Actor, work: ReleaseWork) -> None:
    asked = work.asked
    release = releases.publish(
        actor=actor, wanted=wanted_of(work), title=asked["title"], next_on=_next_on(work), note=asked.get("note", ""),
        correction=asked.get("correction", ""), seen=work.mark, tell=lambda stage, done: _tell(work, stage, done),
    )  # fmt: skip
    _set(work, state=State.PUBLISHED, release=release, cells=[], percent=100)


def _keep(work: ReleaseWork, made: Draft, *, changed: bool = False) -> None:
    cells = [(one.column.code, one.unit.name, one.value, one.hidden, one.why) for one in made.cells]
    _set(
        work, state=State.READY, publishing=False, cells=cells, measures=[column.as_data() for column in made.columns],
        doubts=made.doubts, mark=releases.mark_of(made), changed=changed, percent=100,
    )  # fmt: skip


def wanted_of(work: ReleaseWork) -> Wanted:
    asked = work.asked
    corrects = Release.objects.filter(pk=asked["corrects"]).first() if asked["corrects"] else None
    period = periods.parse(asked["period"])
    return Wanted(work.unit, asked["level"], period, tuple(asked["measures"]), tuple(asked["by"]), corrects)


def _next_on(work: ReleaseWork) -> dt.date:
    try:
        return dt.date.fromisoformat(work.asked["next_on"])
    except (KeyError, ValueError) as error:
        raise NotPossible("Chưa có ngày công bố kế tiếp. Hãy sửa lựa chọn.") from error


def _tell(work: ReleaseWork, stage: str, percent: int) -> None:
    _set(work, stage=stage, percent=percent)


def _set(work: ReleaseWork, **values: Any) -> None:
    ReleaseWork.objects.filter(pk=work.pk).update(**values, moved_at=timezone.now())
    for name, value in values.items():
        setattr(work, name, value)


def _now(work: ReleaseWork) -> ReleaseWork:
    return ReleaseWork.objects.select_related("unit", "release").get(pk=work.pk)
