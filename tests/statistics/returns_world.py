"""A small return form, opened for the small world."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law import queries as law
from chungtay.law.models import LawFile
from chungtay.statistics.models.returns import DataSet, Return, ReturnRevision, ReturnVersion
from chungtay.statistics.periods import of_kind
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.queries.returns_forms import forms
from chungtay.statistics.returns.forms import Key
from chungtay.statistics.services import returns as services
from chungtay.statistics.services.returns import Typed
from chungtay.statistics.services.returns_opening import open_form
from chungtay.territory.models import Unit
from tests.factories.accounts import Person, World

CONTENT: dict[str, Any] = {
    "kind": "return_form", "id": "thu", "title": "Số liệu thử", "sector": "child_work", "filled_by": "commune",
    "agencies": ["committee"], "reckoning": "year", "due": "01-10", "due_above": "01-15", "opens_days_before": 45,
    "article": "thử", "quantities": [
        {"code": "children", "label": "Trẻ em", "unit": "trẻ em", "manner": "stock", "records": True, "by": ["sex"]},
        {"code": "return.swim", "label": "Trẻ em được học bơi", "unit": "trẻ em", "manner": "event", "by": ["sex"]},
        {"code": "return.pools", "label": "Bể bơi", "unit": "bể", "manner": "stock", "group": "Cơ sở"},
        {"code": "return.money", "label": "Kinh phí", "unit": "triệu đồng", "manner": "event", "decimals": 1},
    ],
    "rules": [{"kind": "at_most", "part": "return.swim", "whole": "children"}],
}  # fmt: skip


def form_file() -> LawFile:
    row = LawFile.objects.create(
        kind="return_form", code="thu", title="Số liệu thử", valid_from=dt.date(2020, 1, 1), confidence="own", source="thử",
        content=CONTENT, digest="7" * 64,
    )  # fmt: skip
    law.forget()
    return row


def open_year(year: int = 2026, *, today: dt.date | None = None) -> DataSet:
    """The set of the province of the small world."""
    if not LawFile.objects.filter(kind="return_form", code="thu").exists():
        form_file()
    day = today or timezone.localdate()
    form = next(one for one in forms(day) if one.id == "thu")
    with as_system("the set is opened as the worker would"):
        open_form(form, of_kind("year", year), today=day)
    return DataSet.objects.get(period=f"year:{year}", form="thu", unit_path="11a")


def return_of(dataset: DataSet, unit: Unit) -> Return:
    with as_system("a test looks for the return"):
        found: Return = Return.objects.select_related("dataset__receiver", "unit", "agency").get(
            dataset=dataset, unit=unit
        )
        return found


def revised(world: World) -> Return:
    """The commune's return with one version that was sent and one signed revision, as rows."""
    owner = return_of(open_year(), world.commune)
    with as_system("rows for the access matrix"):
        ReturnVersion.objects.create(
            owner=owner,
            unit_path=owner.unit_path,
            number=1,
            act="submit",
            by="Lò Thị Ân",
            cells=[["return.pools|||", "1", "", ""]],
        )
        ReturnRevision.objects.create(
            owner=owner, unit_path=owner.unit_path, number=1, state="submitted", reason="Ghi nhầm", signed_by="Lò Thị Ân",
            cells=[["return.pools|||", "1", "2", ""]],
        )  # fmt: skip
    return owner


def fill(person: Person, owner: Return, values: dict[Key, int | None], was: dict[Key, int] | None = None) -> int:
    typed = {
        key: Typed(None if value is None else Decimal(value), Decimal(was[key]) if was and key in was else None)
        for key, value in values.items()
    }
    with acting_as(person.actor) as actor:
        return services.save(actor=actor, owner=owner, typed=typed)


def send(person: Person, owner: Return, **more: Any) -> Return:
    with acting_as(person.actor) as actor:
        return services.submit(actor=actor, owner=owner, **more)


def take(person: Person, owner: Return) -> Return:
    with acting_as(person.actor) as actor:
        services.check(actor=actor, owner=owner)
        return services.accept(actor=actor, owner=owner)


def page(person: Person, owner: Return) -> reads.Page:
    with acting_as(person.actor) as actor:
        return reads.page(actor, return_of(owner.dataset, owner.unit), timezone.localdate())


def value(shown: reads.Page, key: Key) -> Decimal | None:
    return next(line.value for line in shown.lines if line.key == key)
