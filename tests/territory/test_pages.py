"""The pages of /don-vi/ for Alice, Bao and Chi."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chungtay.foundation import panels
from chungtay.territory import loading
from tests.factories.accounts import Person
from tests.factories.territory import small_rows

Browser = Callable[[Person], Client]


@pytest.fixture
def alices(alice: Person, client_for: Browser) -> Client:
    """Alice's browser, in her small world with the small country of real units beside it."""
    loading.write_country(small_rows())
    return client_for(alice)


def _page(alices: Client, address: str, **query: str) -> str:
    answer = alices.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_country_today(alices: Client) -> None:
    page = _page(alices, "/don-vi/")
    assert "Tỉnh Tuyên Quang" in page
    assert "Tỉnh Hà Giang" not in page


def test_the_country_on_an_earlier_day(alices: Client) -> None:
    page = _page(alices, "/don-vi/", ngay="30/06/2024")
    assert "Tỉnh Hà Giang" in page
    assert "đơn vị cấp huyện" in page
    assert 'href="/don-vi/02a/"' in page


def test_a_day_that_cannot_be_is_told_and_today_is_shown(alices: Client) -> None:
    page = _page(alices, "/don-vi/", ngay="31/02/2024")
    assert "Ngày chưa đúng" in page
    assert "Tỉnh Tuyên Quang" in page
    assert "Không có dữ liệu cho ngày này" in _page(alices, "/don-vi/", ngay="1975-01-01")


def test_search_leads_from_the_old_name_to_the_unit_of_today(alices: Client) -> None:
    page = _page(alices, "/don-vi/", tim="na nhan")
    assert "Xã Nà Nhạn" in page
    assert "Nay thuộc" in page
    assert 'href="/don-vi/11b/03325b/"' in page
    assert "Không có đơn vị nào tên như vậy" in _page(alices, "/don-vi/", tim="<script>")


def test_a_unit_of_today(alices: Client) -> None:
    page = _page(alices, "/don-vi/11b/03325b/")
    for words in (
        "Xã Mường Phăng",
        "mã 03325",
        "Hình thành từ",
        "Xã Pá Khoang",
        "Quyết định 19/2025/QĐ-TTg",
        "Chưa có thôn, bản nào",
    ):
        assert words in page


def test_an_old_unit_says_what_it_is_today(alices: Client) -> None:
    page = _page(alices, "/don-vi/11a/094a/03326a/")
    assert "Không còn" in page
    assert 'href="/don-vi/11b/03325b/"' in page
    district = _page(alices, "/don-vi/11a/094a/")
    assert "Phường Điện Biên Phủ" in district
    assert "Xã Nà Nhạn" in district
    split = _page(alices, "/don-vi/02a/024a/00688a/")
    assert "Phường Hà Giang 1" in split
    assert "một phần" in split


def test_a_province_of_today_on_an_earlier_day_shows_the_districts_of_then(alices: Client) -> None:
    page = _page(alices, "/don-vi/08b/", ngay="2024-06-30")
    assert "Thành phố Hà Giang" in page
    assert "trước khi có đơn vị này" in page


def test_an_address_of_no_unit(alices: Client) -> None:
    assert alices.get("/don-vi/99z/").status_code == 404
    assert alices.get("/don-vi/11b/99999b/").status_code == 404


def test_other_apps_lend_panels_to_the_page(alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_builders", {})

    @panels.register("territory.unit")
    def lend(actor: object, unit: object) -> panels.Panel:
        return panels.Panel("Việc của đơn vị", "territory/parts/below.html", {"rows": [], "day": dt.date(2026, 1, 1)})

    assert "Việc của đơn vị" in _page(alices, "/don-vi/11b/03325b/")


def test_review_is_for_administrators(alices: Client, dung: Person, client_for: Browser) -> None:
    assert alices.get("/don-vi/doi-chieu/").status_code == 403
    page = _page(client_for(dung), "/don-vi/doi-chieu/")
    assert "Không khớp" in page  # the small country is no country
    assert "Cần người xem lại" in page


def test_a_stranger_is_sent_to_sign_in(db: None) -> None:
    assert Client().get("/don-vi/").status_code == 302


@pytest.mark.parametrize("address", ["/don-vi/", "/don-vi/11b/03325b/", "/don-vi/08b/"])
def test_few_queries_whatever_the_number_of_rows(
    alices: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        _page(alices, address)
