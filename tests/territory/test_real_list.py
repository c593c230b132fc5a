"""The real list in the database: counts, reused codes, and sums that hold on any day."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chungtay.territory import queries, services
from chungtay.territory.models import Coverage, Level, Succession, Unit, UnitLoad

DAY = dt.date
LAST, FIRST = DAY(2025, 6, 30), DAY(2025, 7, 1)
TODAY = DAY(2026, 11, 22)
days = st.dates(DAY(2008, 1, 1), DAY(2030, 12, 31))
anyday = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_country")]


def _count(day: dt.date, level: str, kind: str = "") -> int:
    units = Unit.objects.on(day).filter(level=level)
    return (units.filter(kind=kind) if kind else units).count()


def test_counts_before_the_reform() -> None:
    assert [_count(LAST, level) for level in ("province", "district", "commune")] == [63, 696, 10_035]


def test_counts_after_the_reform() -> None:
    assert [_count(FIRST, level) for level in ("province", "district", "commune")] == [34, 0, 3321]
    assert [_count(FIRST, "commune", kind) for kind in ("xã", "phường", "đặc khu")] == [2621, 687, 13]


def test_codes_are_text_of_fixed_width() -> None:
    assert {(unit.level, len(unit.code)) for unit in Unit.objects.exclude(level=Level.COUNTRY)} == {
        ("province", 2),
        ("district", 3),
        ("commune", 5),
    }


def test_a_code_is_used_again_for_another_area() -> None:
    before, after = queries.unit_by_code("commune", "00004", LAST), queries.unit_by_code("commune", "00004", FIRST)
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Phường Trúc Bạch", "Phường Ba Đình")
    assert before.path != after.path


def test_dong_nai_becomes_a_city_and_stays_the_same_unit() -> None:
    province = queries.unit_by_code("province", "75", TODAY)
    assert province is not None
    assert province.name == "Thành phố Đồng Nai"
    assert queries.name_on(province, DAY(2026, 4, 29)) == "Tỉnh Đồng Nai"
    assert queries.name_on(province, DAY(2026, 4, 30)) == "Thành phố Đồng Nai"
    assert [name.legal_basis for name in province.names.all()][-1] == "Nghị quyết 30/2026/QH16"


def test_island_districts_without_communes_pass_into_special_zones() -> None:
    island = queries.unit_by_code("district", "755", LAST)
    assert island is not None
    assert island.name == "Huyện Côn Đảo"
    assert [unit.name for unit in queries.today_of(island, TODAY)] == ["Đặc khu Côn Đảo"]


def test_every_old_commune_has_a_successor() -> None:
    followed = set(Succession.objects.values_list("predecessor_id", flat=True))
    old = set(Unit.objects.on(LAST).filter(level=Level.COMMUNE).values_list("pk", flat=True))
    assert not old - followed
    load = queries.last_load()
    assert load is not None
    assert load.review == []


@anyday
@given(days)
@example(LAST)
@example(FIRST)
@example(DAY(2026, 4, 30))
def test_on_any_day_the_provinces_part_the_communes_among_them(day: dt.date) -> None:
    communes = set(Unit.objects.on(day).filter(level=Level.COMMUNE).values_list("pk", flat=True))
    provinces = Unit.objects.on(day).filter(level=Level.PROVINCE)
    covered = Counter(
        Coverage.objects.filter(
            ancestor__in=provinces, descendant__level=Level.COMMUNE, period__contains=day, whole=True
        )
        .order_by()
        .values_list("descendant", flat=True)
    )
    assert set(covered) == communes
    assert set(covered.values()) == {1}
    assert queries.adds_up(day).holds


@anyday
@given(days)
@example(LAST)
@example(DAY(2024, 6, 30))
def test_old_figures_add_up_under_the_provinces_of_today(day: dt.date) -> None:
    communes = set(Unit.objects.on(day).filter(level=Level.COMMUNE).values_list("pk", flat=True))
    today = Unit.objects.on(TODAY).filter(level=Level.PROVINCE)
    covered = list(
        Coverage.objects.filter(ancestor__in=today, descendant__level=Level.COMMUNE, period__contains=day, whole=True)
        .order_by()
        .values_list("descendant", flat=True)
    )
    assert set(covered) == communes
    assert len(covered) == len(communes)


def test_a_merged_province_covers_the_paths_of_its_predecessors() -> None:
    province = queries.unit_by_code("province", "79", TODAY)
    assert province is not None
    assert queries.covered_paths(province, TODAY) == ("79b", "74a", "77a", "79a")
    assert queries.covered_paths(province, LAST) == ("79b",)
    assert len(queries.units_on(LAST, "commune", province)) == 441


def test_loading_again_changes_nothing_and_is_quick() -> None:
    before = UnitLoad.objects.count()
    started = time.monotonic()
    load, written = services.load_units()
    assert not written
    assert time.monotonic() - started < 0.5
    assert UnitLoad.objects.count() == before
    assert load.counts["units"] == Unit.objects.count()


def test_loading_by_force_keeps_ids() -> None:
    ids = dict(Unit.objects.values_list("path", "pk"))
    links = set(Succession.objects.values_list("pk", flat=True))
    services.load_units(force=True)
    assert dict(Unit.objects.values_list("path", "pk")) == ids
    assert set(Succession.objects.values_list("pk", flat=True)) == links


def test_the_known_gap_is_told_and_is_no_fault() -> None:
    sums = queries.adds_up(DAY(2026, 5, 1))
    assert sums.holds
    assert "237/NQ-UBTVQH16" in sums.gaps[0]
    assert queries.adds_up(FIRST).gaps == []
