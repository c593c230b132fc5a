"""/luat/: what everybody who works here may read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from chungtay.law.models import LawFile
from tests.factories.accounts import Person

pytestmark = pytest.mark.django_db
Browser = Callable[[Person], Client]
PLACES = ["/luat/", "/luat/lich/2026/", "/luat/instrument/luat-tre-em-2016/"]


@pytest.mark.parametrize("place", PLACES)
def test_everybody_with_a_post_reads_the_law(
    real_law: int, alice: Person, bao: Person, chi: Person, client_for: Browser, place: str
) -> None:
    for person in (alice, bao, chi):
        assert client_for(person).get(place).status_code == 200


@pytest.mark.parametrize("place", PLACES)
def test_a_stranger_is_sent_to_sign_in(real_law: int, client: Client, place: str) -> None:
    answer = client.get(place)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/tai-khoan/")


def test_every_file_has_a_page(real_law: int, alice: Person, client_for: Browser) -> None:
    browser = client_for(alice)
    for kind, code in LawFile.objects.values_list("kind", "code"):
        assert browser.get(f"/luat/{kind}/{code}/").status_code == 200, (kind, code)


def test_what_is_not_there_is_404(real_law: int, alice: Person, client_for: Browser) -> None:
    browser = client_for(alice)
    for place in ("/luat/instrument/khong-co/", "/luat/poem/x/", "/luat/lich/1975/", "/luat/lich/2051/"):
        assert browser.get(place).status_code == 404, place
    assert browser.get("/luat/lich/1990/").status_code == browser.get("/luat/lich/2050/").status_code == 200


def test_the_list_is_that_of_a_day_and_found_without_accents(real_law: int, alice: Person, client_for: Browser) -> None:
    browser = client_for(alice)
    today = browser.get("/luat/").content.decode()
    assert "Luật Trẻ em" in today
    assert "chưa đối chiếu" in today
    assert "Luật Trẻ em" not in browser.get("/luat/?ngay=31/05/2017").content.decode()
    found = browser.get("/luat/?q=du+lieu+ca+nhan").content.decode()
    assert "Luật Bảo vệ dữ liệu cá nhân" in found
    assert "Luật Trẻ em" not in found
    assert "Không có tệp nào phù hợp" in browser.get("/luat/?q=khong+co+dau").content.decode()
    assert browser.get("/luat/?ngay=32/13/2020&q=<script>").status_code == 200


def test_before_anything_is_loaded_the_page_still_answers(alice: Person, client_for: Browser) -> None:
    page = client_for(alice).get("/luat/").content.decode()
    assert "Không có tệp nào phù hợp" in page


def test_the_calendar_page_tells_the_days_and_their_number(real_law: int, alice: Person, client_for: Browser) -> None:
    page = client_for(alice).get("/luat/lich/2024/").content.decode()
    assert "Lịch nghỉ lễ, Tết năm 2024" in page
    assert "thứ Năm, 18/04/2024" in page
    assert "Ngày Giỗ Tổ Hùng Vương" in page
    assert "thứ Bảy, 04/05/2024" in page  # worked in exchange


def test_dates_are_written_as_people_write_them(real_law: int, alice: Person, client_for: Browser) -> None:
    browser = client_for(alice)
    assert "05/04/2016" in browser.get("/luat/instrument/luat-tre-em-2016/").content.decode()
    period = browser.get("/luat/period/month_of_action/").content.decode()
    assert "10/07" in period
    assert "31/07" in period


def test_a_page_costs_few_queries(
    real_law: int, alice: Person, client_for: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    browser = client_for(alice)
    browser.get("/luat/")
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        browser.get("/luat/")
