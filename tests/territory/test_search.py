"""Finding units as people type them, and resolving names for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from chungtay.territory import loading
from chungtay.territory.search import resolve_name, search_units
from tests.factories.accounts import Person
from tests.factories.territory import BEFORE, Small, small_rows

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed", ["Xã Mường Phăng", "xa muong phang", "muong phang", "MUONG PHANG", "x. mường phăng", "muong pha"]
)
def test_found_without_accents_and_kind(small: Small, typed: str) -> None:
    assert search_units(typed)[0].unit == small.commune


def test_an_old_name_leads_to_the_unit_of_today(small: Small) -> None:
    [hit] = search_units("pa khoang")
    assert hit.unit == small.old_commune
    assert hit.today == (small.commune,)
    assert hit.note == "trước 01/07/2025; nay thuộc Xã Mường Phăng, Tỉnh Điện Biên"


def test_a_split_unit_gives_all_its_successors(small: Small) -> None:
    [hit] = search_units("quang trung ha giang")
    assert [unit.name for unit in hit.today] == ["Phường Hà Giang 1", "Phường Hà Giang 2"]
    assert "nay chia về" in hit.note


def test_the_same_name_before_and_after_is_told_once(small: Small) -> None:
    assert [hit.unit for hit in search_units("muong phang")] == [small.commune]


def test_on_a_day_only_units_of_that_day(small: Small) -> None:
    assert [hit.unit.path for hit in search_units("muong phang", on=BEFORE)] == ["11a/094a/03325a"]
    assert search_units("pa khoang", on=TODAY) == []


def test_within_and_level(small: Small) -> None:
    assert search_units("muong phang", within=small.merged_province) == []
    assert {hit.unit.level for hit in search_units("dien bien", level="province")} == {"province"}
    assert [hit.unit.path for hit in search_units("quang trung", within=small.merged_province)] == ["02a/024a/00688a"]


@pytest.mark.parametrize(
    "typed", ["", "   ", "!!!", "khong co xa nay", "'; DROP TABLE x; --", "a & b | !c :* <->", "x" * 500]
)
def test_nothing_found_is_no_error(small: Small, typed: str) -> None:
    assert search_units(typed) == []


def test_a_place_narrows_the_name(small: Small) -> None:
    assert [hit.unit.path for hit in search_units("ha giang", level="district")] == ["02a/024a"]


@pytest.mark.parametrize(
    ("text", "day", "path"),
    [
        ("Xã Mường Phăng", TODAY, "11b/03325b"),
        ("mường phăng", BEFORE, "11a/094a/03325a"),
        ("xã Mường Phăng, tỉnh Điện Biên", TODAY, "11b/03325b"),
        ("Phường Thanh Bình, TP. Điện Biên Phủ, tỉnh Điện Biên", BEFORE, "11a/094a/03130a"),
        ("TP Điện Biên Phủ", BEFORE, "11a/094a"),
        ("Tỉnh Hà Giang", BEFORE, "02a"),
    ],
)
def test_a_written_name_means_one_unit(small: Small, text: str, day: dt.date, path: str) -> None:
    found = resolve_name(text, day)
    assert found.one is not None
    assert found.one.path == path


def test_an_ambiguous_name_is_told_and_never_guessed(small: Small) -> None:
    found = resolve_name("Hà Giang", BEFORE)
    assert found.one is None
    assert {unit.path for unit in found.units} == {"02a", "02a/024a"}
    assert "là tên của 2 đơn vị" in found.sentence
    assert resolve_name("Hà Giang", BEFORE, level="province").one is not None


def test_a_unit_that_is_no_more_is_told_with_what_it_is_now(small: Small) -> None:
    found = resolve_name("Xã Pá Khoang", TODAY)
    assert found.units == ()
    assert found.ended == (small.old_commune,)
    assert found.sentence == "Xã Pá Khoang không còn từ ngày 01/07/2025; nay thuộc Xã Mường Phăng."


def test_a_name_that_is_none(small: Small) -> None:
    assert "Không có đơn vị" in resolve_name("Xã Không Có", TODAY).sentence
    assert resolve_name(" , ", TODAY).sentence == "Chưa có tên đơn vị nào."
    assert resolve_name("Xã Mường Phăng, tỉnh Tuyên Quang", TODAY).one is None


def test_where_the_tone_is_written_does_not_matter(small: Small) -> None:
    assert resolve_name("xã Mừơng Phăng", TODAY).one == small.commune


def test_units_are_in_the_one_search_box(alice: Person, client_for: Callable[[Person], Client]) -> None:
    loading.write_country(small_rows())
    page = client_for(alice).get(reverse("foundation:search"), {"q": "pa khoang"}).content.decode()
    assert "Xã Pá Khoang" in page
    assert "nay thuộc Xã Mường Phăng" in page
