"""A form that asks for two divisions with each other: on the page, in the grid, in the .xlsx, in what is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from chungtay.foundation.scoping import acting_as
from chungtay.law import queries as law
from chungtay.law.figure_faults import within
from chungtay.law.models import LawFile
from chungtay.statistics import reading
from chungtay.statistics.models.returns import DataSet
from chungtay.statistics.periods import of_kind
from chungtay.statistics.returns.differences import doubts, with_totals
from chungtay.statistics.returns.forms import Key, form_from
from chungtay.statistics.services import returns as services
from chungtay.statistics.services import returns_files as files
from tests.factories.accounts import Person, World
from tests.statistics.returns_world import CONTENT, fill, open_year, page, return_of, send, take
from tests.statistics.test_returns_files import book_of, put, send_in

YOUNG, OLDER = "0", "6"
GIVEN = {("m", YOUNG): 4, ("m", OLDER): 6, ("f", YOUNG): 5, ("f", OLDER): 8}
CROSSED: dict[Key, Decimal | None] = {
    Key("return.camp", sex, band): Decimal(number) for (sex, band), number in GIVEN.items()
}
WITH_CAMP: dict[str, Any] = {
    **CONTENT,
    "quantities": [
        *CONTENT["quantities"],
        {
            "code": "return.camp", "label": "Trẻ em dự trại hè", "unit": "trẻ em", "manner": "event", "by": ["sex", "band"],
            "crossed": True, "bands": [{"code": YOUNG, "label": "0–6 tuổi"}, {"code": OLDER, "label": "6–16 tuổi"}],
        },
    ],
}  # fmt: skip


def test_totals_and_margins_follow_from_the_crossed_cells_and_each_sum_is_checked() -> None:
    form = form_from(WITH_CAMP)
    filled = with_totals(form, CROSSED)
    assert [filled[Key("return.camp", sex)] for sex in ("", "m", "f")] == [23, 10, 13]
    assert filled[Key("return.camp", band=OLDER)] == 14
    assert doubts(form, filled) == []
    wrong = doubts(form, {**filled, Key("return.camp", band=OLDER): Decimal(15)})
    assert [one.words for one in wrong] == [
        "Trẻ em dự trại hè (6–16 tuổi): tổng ghi 15, các phần cộng lại được 14, thiếu 1.",
        "Trẻ em dự trại hè: tổng ghi 23, các phần cộng lại được 24, thừa 1.",
    ]
    assert form.words[Key("return.camp", "f", OLDER)] == "Trẻ em dự trại hè (Nữ, 6–16 tuổi)"


def test_only_two_divisions_can_be_crossed() -> None:
    quantities = [{**WITH_CAMP["quantities"][-1], "by": ["sex"]}]
    assert [place for place, _ in within({**CONTENT, "rules": [], "quantities": quantities})] == [
        "quantities/0/crossed"
    ]


@pytest.fixture
def dataset(world: World) -> DataSet:
    LawFile.objects.create(
        kind="return_form", code="thu", title="Số liệu thử", valid_from=dt.date(2020, 1, 1), confidence="own", source="thử",
        content=WITH_CAMP, digest="4" * 64,
    )  # fmt: skip
    law.forget()
    return open_year()


@pytest.mark.django_db
def test_crossed_cells_on_the_page_in_the_grid_in_the_sheet_and_in_what_is_read(
    world: World, dataset: DataSet, alice: Person, bao: Person, client_for: Callable[[Person], Client]
) -> None:
    owner, client = return_of(dataset, world.commune), client_for(alice)
    for address in (owner.get_absolute_url(), f"{dataset.get_absolute_url()}bang/"):
        shown = client.get(address).content.decode()
        assert f'name="v-{owner.pk}-return.camp|f|6|"' in shown
        assert "Nữ, 6–16 tuổi" in shown
    fill(alice, owner, {key: int(n) for key, n in CROSSED.items() if key.sex == "m" and n is not None})
    upload = send_in(
        alice, dataset, book_of(alice, dataset, put({key: n for key, n in CROSSED.items() if key.sex == "f"}))
    )
    with acting_as(alice.actor) as actor:
        assert files.decide(actor=actor, upload=upload, taken=[0, 1]) == (2, [])
    send(alice, owner, sure=True)
    take(bao, owner)
    assert {line.key: line.value for line in page(bao, owner).lines}[Key("return.camp")] == 23
    with acting_as(bao.actor) as actor:
        asked: dict[str, Any] = {
            "actor": actor,
            "codes": ["return.camp"],
            "units": [world.province],
            "period": of_kind("year", 2026),
        }
        crossed = reading.quantities(**asked, by=["sex", "band"])
        by_sex = reading.quantities(**asked, by=["sex"])
        services.comment(actor=actor, owner=owner, cell="return.camp|f|6|", text="Đúng là 8 em")
    assert crossed["return.camp", world.province.pk, (("sex", "female"), ("band", OLDER))] == 8
    assert len(crossed) == 4
    assert by_sex["return.camp", world.province.pk, (("sex", "male"),)] == 10, (
        "a margin, not the crossed cells once more"
    )
