"""Returns under other maps: districts of a past year, all provinces by one agency, the last period of a merged commune."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law import queries as law
from chungtay.law.models import LawFile
from chungtay.statistics import reading
from chungtay.statistics.models.returns import DataSet, Return, ReturnState
from chungtay.statistics.periods import of_kind
from chungtay.statistics.queries.returns_forms import forms
from chungtay.statistics.returns.forms import Key
from chungtay.statistics.services import returns as services
from chungtay.statistics.services.returns_opening import open_form
from chungtay.territory.models import Succession
from tests.factories.accounts import REFORM, Person, World, cover, make_agency, make_person, make_unit
from tests.statistics.returns_world import CONTENT, fill, open_year, page, return_of, send, take

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
SWIM = Key("return.swim")
BOYS, GIRLS = Key("return.swim", sex="m"), Key("return.swim", sex="f")


def form(**more: Any) -> None:
    LawFile.objects.create(
        kind="return_form", code="khac", title="Biểu khác", valid_from=dt.date(2020, 1, 1), confidence="own", source="thử",
        content={**CONTENT, "id": "khac", **more}, digest=hashlib.sha256(repr(more).encode()).hexdigest(),
    )  # fmt: skip
    law.forget()


def opened(year: int) -> list[Return]:
    with as_system("as the worker"):
        chosen = next(one for one in forms(TODAY) if one.id == "khac")
        open_form(chosen, of_kind("year", year), today=TODAY)
        rows = Return.objects.select_related("unit", "agency", "dataset__receiver").filter(dataset__form="khac")
        return list(rows.filter(dataset__period=f"year:{year}").order_by("unit_path"))


def test_districts_are_asked_for_years_that_had_them_only(world: World, bao: Person) -> None:
    form(filled_by="district")
    assert opened(2026) == []
    assert not DataSet.objects.filter(form="khac").exists()
    (owner,) = opened(2024)
    assert (owner.unit.name, owner.agency.name) == ("Huyện Điện Biên", "Sở Y tế"), "nobody is left in the district"
    fill(bao, owner, {BOYS: 30, GIRLS: 20})
    send(bao, owner, sure=True)
    take(make_person("hai", "Quàng Thị Hai", "province_officer", world.department, "Chuyên viên"), owner)
    with acting_as(bao.actor) as actor:
        read = reading.quantities(
            actor=actor, codes=["return.swim"], units=[world.province], period=of_kind("year", 2024), by=["sex"]
        )
    assert read["return.swim", world.province.pk, (("sex", "female"),)] == 20


def test_a_past_year_is_opened_from_the_shell(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    form(filled_by="district")
    call_command("returns", "open", "khac", "year:2024")
    assert "returns opened: 1" in capsys.readouterr().out
    for wrong in (("khac", "year:2099"), ("nao", "year:2024"), ("khac", "half:2024")):
        with pytest.raises(CommandError):
            call_command("returns", "open", *wrong)


def test_one_agency_of_the_ministries_fills_all_provinces_in_a_grid(world: World, bao: Person) -> None:
    police = make_agency("Bộ Công an", world.country, kind="ministry", sector="police")
    form(filled_by="country", sector="police", agencies=["ministry"])
    rows = opened(2026)
    assert [(one.unit.name, one.agency.name) for one in rows] == [
        ("Tỉnh Điện Biên", "Bộ Công an"), ("Tỉnh Lai Châu", "Bộ Công an"),
    ]  # fmt: skip
    dataset = DataSet.objects.get(form="khac")
    assert (dataset.receiver.name, dataset.due_on) == ("Bộ Y tế", dt.date(2027, 1, 10))
    filler = make_person("boca", "Vừ A Công", "sector_officer", police, "Cán bộ", unit=world.country)
    typed = {one.pk: {SWIM: services.Typed(Decimal(7), None)} for one in rows}
    with acting_as(filler.actor) as actor:
        assert services.save_many(actor=actor, dataset=dataset, typed=typed, origin="grid") == (2, {})
    with acting_as(bao.actor) as actor:
        changed, refused = services.save_many(actor=actor, dataset=dataset, typed=typed, origin="grid")
    assert changed == 0
    assert "Chỉ Bộ Công an mới nhập" in next(iter(refused.values()))


def reported(year: int, unit: Any, value: int) -> None:
    """What a unit sent, as rows: the agency of then is gone."""
    dataset = open_year(year)
    with as_system("what was sent in a year gone by"):
        owner = Return.objects.get(dataset=dataset, unit=unit)
        Return.objects.filter(pk=owner.pk).update(state=ReturnState.ACCEPTED)
        owner.values.create(unit_path=owner.unit_path, quantity="return.swim", value=value)


def test_the_last_period_of_a_merged_commune_is_the_sum_of_those_it_was_made_of(world: World, alice: Person) -> None:
    more = make_unit("commune", "03151", "Xã Nà Nhạn", world.province, since=dt.date(2004, 1, 1), until=REFORM)
    Succession.objects.create(predecessor=more, successor=world.commune, effective_on=REFORM)
    cover(world.country, world.province, world.commune)
    reported(2024, world.old_commune, 40)
    owner = return_of(open_year(2025), world.commune)
    shown = page(alice, owner)
    assert (last(shown), shown.last_words) == (
        None, "Chưa so sánh được với kỳ trước: đơn vị này nhập từ Xã Nà Nhạn và Xã Pá Khoang; thiếu số của Xã Nà Nhạn.",
    )  # fmt: skip
    reported(2024, more, 25)
    fill(alice, owner, {SWIM: 60})
    shown = page(alice, owner)
    assert (last(shown), shown.last_words) == (
        65, "Kỳ trước là số của Xã Nà Nhạn và Xã Pá Khoang cộng lại, vì nay là một đơn vị.",
    )  # fmt: skip
    assert "jump" not in {doubt.finding.kind for doubt in shown.doubts}, (
        "60 after 65 is no jump, as it would be after 25"
    )


def test_a_commune_of_which_a_part_went_elsewhere_is_not_compared(world: World, alice: Person) -> None:
    Succession.objects.filter(predecessor=world.old_commune).update(whole=False)
    reported(2024, world.old_commune, 40)
    shown = page(alice, return_of(open_year(2025), world.commune))
    assert last(shown) is None
    assert shown.last_words == "Không so sánh được với kỳ trước: một phần của Xã Pá Khoang đã về nơi khác."


def last(shown: Any) -> Any:
    return next(line.last for line in shown.lines if line.key == SWIM)
