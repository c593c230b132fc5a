"""What stands ready before a story begins, made through the services a screen would use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image

from chungtay.accounts.models import Agency
from chungtay.directives.models import Document, ReportDuty, Task
from chungtay.directives.queries.reports_periods import Instance
from chungtay.directives.services import documents, intake
from chungtay.directives.services.cascade import TaskDraft, give
from chungtay.directives.services.reports_duties import open_instance
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Unit, UnitName
from tests.directives.documents import samples
from tests.directives.documents.conftest import make_ready
from tests.factories.accounts import Person, World

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


def issued_letter(by: Person) -> Document:
    """The sample letter of three tasks, read, accepted and given to the two communes of the small world."""
    with acting_as(by.actor) as actor:
        document = intake.receive(actor=actor, text=samples.LETTER).document
        assert document is not None
        make_ready(actor, document)
        documents.issue(actor=actor, document=document, version=document.version)
        document.refresh_from_db()
    return document


PERIOD = "Báo cáo công tác trẻ em 6 tháng đầu năm 2026"
DUE = dt.date(2026, 5, 25)


def open_period(world: World) -> ReportDuty:
    """The half-year period as law/ would publish it, opened for the province on 14/5/2026."""
    headings: list[dict[str, Any]] = [
        {"key": "ket_qua", "title": "Kết quả thực hiện", "topics": [], "rest": True},
        {"key": "kien_nghi", "title": "Kiến nghị", "topics": []},
    ]
    figures = [{"key": "children.taught", "label": "Trẻ em được học bơi", "unit": "trẻ"}]
    period = Instance(
        code="six_months-2026", period="six_months", title=PERIOD, period_from=dt.date(2025, 11, 21), period_to=DUE,
        due_on=DUE, opens_on=dt.date(2026, 4, 25), law_version="thu", headings=headings, figures=figures,
    )  # fmt: skip
    open_instance(period, today=dt.date(2026, 5, 14))
    return ReportDuty.objects.get(receiver=world.department)


def name_units() -> None:
    """Search goes over the names of units; the small world is made without them."""
    for unit in Unit.objects.order_by("path"):
        folded, parents = fold(unit.name), fold(unit.parent.name) if unit.parent else ""
        UnitName.objects.create(
            unit=unit, name=unit.name, kind=unit.kind, valid_from=unit.valid_from, valid_to=unit.valid_to,
            folded=folded, folded_short=fold(unit.short_name), words=f"{folded} {parents}".strip(),
        )  # fmt: skip
