"""What stands ready before a story begins, made through the services a screen would use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.utils import timezone
from PIL import Image

from chungtay.accounts.models import Agency
from chungtay.directives.models import Task
from chungtay.directives.services.cascade import TaskDraft, give
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person

TITLE = "Rà soát, cập nhật sổ theo dõi trẻ em"


def given_a_task(by: Person, to: Agency, *, days: int = 20, title: str = TITLE, evidence: str = "") -> Task:
    """A task of one agency, given today and due in `days` days."""
    today = timezone.localdate()
    draft = TaskDraft(
        title=title, lead_ids=(to.pk,), result="Sổ đã rà soát của từng thôn, bản", responsible="Chủ tịch UBND xã",
        evidence_asked=evidence, due_on=today + dt.timedelta(days=days),
    )  # fmt: skip
    with acting_as(by.actor):
        act = give(actor=by.actor, drafts=[draft])
    with as_system("the story needs the address of the task"):
        return Task.objects.get(act=act.lines[0]["act"])


def photo(folder: Path, name: str = "ho-nuoc.png") -> Path:
    path = folder / name
    Image.new("RGB", (60, 40), "seagreen").save(path)
    return path
