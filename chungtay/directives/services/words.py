"""Saying something about a task: one row, never changed afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from chungtay.directives.models import Task, TaskWord
from chungtay.foundation.access import Actor
from chungtay.foundation.models import StoredFile


def say(
    task: Task,
    kind: TaskWord.Kind,
    *,
    actor: Actor | None,
    note: str = "",
    day: dt.date | None = None,
    progress: int | None = None,
    data: dict[str, Any] | None = None,
    files: Iterable[StoredFile] = (),
) -> TaskWord:
    """Adds the word to the task's story. `day` is a new deadline or a day of completion, `progress` percent."""
    word = TaskWord.objects.create(
        task=task,
        kind=kind,
        at=timezone.now(),
        by_name=name_of(actor),
        by_agency=actor.agency_name if actor else "",
        by_user_id=actor.user_id if actor else None,
        by_post_id=actor.post_id if actor else None,
        note=note,
        day=day,
        progress=progress,
        data=data or {},
    )
    evidence = list(files)
    if evidence:
        word.files.set(evidence)
    return word


def name_of(actor: Actor | None) -> str:
    """As it stands in the story of a task; a delegate says for whom he acts."""
    if actor is None:
        return "Hệ thống"
    return f"{actor.name} (thay {actor.on_behalf_of})" if actor.on_behalf_of else actor.name
