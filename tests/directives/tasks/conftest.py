from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from chungtay.directives.models import Task
from chungtay.directives.services.cascade import TaskDraft, give
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World

Given = Callable[..., Task]


@pytest.fixture
def given(bao: Person, world: World) -> Given:
    """Bao gives one task; `given(due=10)` in ten days, to Alice's commune unless `to` says otherwise."""

    def make(
        *,
        to: object = None,
        due: int | None = 10,
        given_ago: int = 0,
        title: str = "Rà soát sổ theo dõi trẻ em",
        **more: object,
    ) -> Task:
        today = timezone.localdate()
        lead = to or world.committee
        draft = TaskDraft(
            title=title, lead_ids=(lead.pk,), result="Sổ đã rà soát", responsible="Chủ tịch UBND xã",  # type: ignore[attr-defined]
            due_on=today + dt.timedelta(days=due) if due is not None else None,
            **{"rhythm": "once" if due is not None else "standing", **more},  # type: ignore[arg-type]
        )  # fmt: skip
        with acting_as(bao.actor):
            act = give(actor=bao.actor, drafts=[draft], given_on=today - dt.timedelta(days=given_ago))
        with as_system("test reads what was given"):
            return Task.objects.get(act=act.lines[0]["act"])

    return make
