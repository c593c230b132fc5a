"""Questions about units on a day, in the small country: two provinces, a merger, splits, an old district."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command

from chungtay.territory import queries
from chungtay.territory.models import Level, UnitName
from tests.factories.territory import BEFORE, REFORM, Small

TODAY = dt.date(2026, 11, 22)


def _paths(units: list) -> list[str]:  # type: ignore[type-arg]
    return sorted(unit.path for unit in units)


def test_a_code_leads_to_the_unit_of_the_day(small: Small) -> None:
    assert queries.unit_by_code("commune", "03325", BEFORE) == small.unit("11a/094a/03325a")
    assert queries.unit_by_code("commune", "03325", TODAY) == small.commune
    assert queries.unit_by_code("commune", "03326", TODAY) is None
    assert queries.unit_by_code("commune", "00000", TODAY) is None


def test_children_of_the_day(small: Small) -> None:
    assert _paths(queries.children_of(small.country, TODAY)) == ["08b", "11b"]
    assert _paths(queries.children_of(small.country, BEFORE)) == ["02a", "08a", "11a"]
    assert _paths(queries.children_of(small.province, TODAY)) == ["11b/03127b", "11b/03325b"]


def test_children_before_a_province_was_made_are_those_of_what_it_was_made_of(small: Small) -> None:
    districts = ["02a/024a", "02a/030a", "08a/070a", "08a/075a"]
    assert _paths(queries.children_of(small.merged_province, BEFORE)) == districts


def test_units_within_a_merged_province_on_an_earlier_day(small: Small) -> None:
    communes = queries.units_on(BEFORE, Level.COMMUNE, small.merged_province)
    assert {unit.path[:3] for unit in communes} == {"02a", "08a"}
    assert len(queries.units_on(BEFORE, Level.COMMUNE, small.country)) == len(queries.units_on(BEFORE, Level.COMMUNE))
    assert _paths(queries.units_on(BEFORE, Level.DISTRICT, small.province)) == ["11a/094a"]
    assert queries.units_on(TODAY, Level.DISTRICT, small.province) == []


def test_paths_a_merged_commune_covers(small: Small) -> None:
    assert queries.covered_paths(small.commune, TODAY) == (
        "11b/03325b",
        "11a/094a/03317a",
        "11a/094a/03325a",
        "11a/094a/03326a",
    )
    assert queries.covered_paths(small.merged_province, TODAY) == ("08b", "02a", "08a")
    assert queries.covered_paths(small.country, TODAY) == ("",)
    assert queries.covered_paths(small.old_district, TODAY) == ("11a/094a",)
    assert queries.covered_paths(small.commune, BEFORE) == ("11b/03325b",)


def test_a_split_commune_belongs_wholly_to_none_of_its_parts(small: Small) -> None:
    first, second = small.unit("08b/00694b"), small.unit("08b/00691b")
    for part in (first, second):
        assert small.split_commune in queries.partly_covered(part)
        assert small.split_commune.path not in queries.covered_paths(part, TODAY)
    assert [link.whole for link in queries.successors(small.split_commune)] == [False, False]
    assert _paths(queries.today_of(small.split_commune, TODAY)) == ["08b/00691b", "08b/00694b"]


def test_what_a_unit_is_on_a_later_day(small: Small) -> None:
    assert queries.today_of(small.old_commune, TODAY) == [small.commune]
    assert queries.today_of(small.old_commune, BEFORE) == [small.old_commune]
    assert queries.today_of(small.commune, TODAY) == [small.commune]
    assert _paths(queries.today_of(small.old_district, TODAY)) == ["11b/03127b", "11b/03325b"]
    assert queries.today_of(small.unit("02a"), TODAY) == [small.merged_province]


def test_the_day_of_the_reform_belongs_to_the_new_units(small: Small) -> None:
    assert queries.today_of(small.old_commune, REFORM) == [small.commune]
    assert queries.today_of(small.old_commune, REFORM - dt.timedelta(days=1)) == [small.old_commune]


def test_today_of_many_costs_the_same_for_many(small: Small, django_assert_max_num_queries: Any) -> None:
    old = queries.units_on(BEFORE, Level.COMMUNE)
    with django_assert_max_num_queries(6):
        found = queries.today_of_many(old, TODAY)
    assert all(found[unit.pk] for unit in old)


def test_chain_from_the_country_down(small: Small) -> None:
    assert [unit.path for unit in queries.chain_of(small.old_commune)] == ["", "11a", "11a/094a"]
    assert queries.chain_of(small.country) == []


def test_names_follow_the_day(small: Small) -> None:
    UnitName.objects.filter(unit=small.province).update(valid_to=dt.date(2026, 1, 1))
    city = {"name": "Thành phố Điện Biên", "kind": "thành phố", "valid_from": dt.date(2026, 1, 1)}
    UnitName.objects.create(unit=small.province, **city)
    assert queries.name_on(small.province, dt.date(2025, 12, 31)) == "Tỉnh Điện Biên"
    assert queries.name_on(small.province, dt.date(2026, 1, 1)) == "Thành phố Điện Biên"
    assert queries.names_on([small.province], dt.date(2025, 12, 31)) == {small.province.pk: "Tỉnh Điện Biên"}


def test_adding_up_tells_what_does_not_hold(small: Small) -> None:
    sums = queries.adds_up(TODAY)
    assert not sums.holds
    assert any("34" in fault for fault in sums.faults)


def test_the_command_prints_json(small: Small, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    call_command("units", on="2024-06-30", search="pa khoang")
    found = json.loads(capsys.readouterr().out)
    assert [unit["path"] for unit in found] == ["11a/094a/03326a"]
    call_command("units", search="pa khoang")
    assert json.loads(capsys.readouterr().out)[0]["today"] == ["11b/03325b"]
    call_command("units", on="30/06/2024", level="district", within="11a")
    assert [unit["name"] for unit in json.loads(capsys.readouterr().out)] == ["Thành phố Điện Biên Phủ"]
    call_command("units", unmatched=True)
    assert json.loads(capsys.readouterr().out) == []
