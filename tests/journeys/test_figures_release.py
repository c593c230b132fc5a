"""The province publishes the figures of a year; a reader without an account reads them, and no child is found in them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.browser import Live
from tests.factories.accounts import Person, World
from tests.factories.children import make_child
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey
TITLE = "Trẻ em Điện Biên năm 2025"


@pytest.fixture
def children(live: Live, world: World) -> None:
    """One girl and five boys in one commune, four girls and three boys in the other."""
    load_law()
    for unit, sex, number in (
        (world.commune, "female", 1), (world.commune, "male", 5), (world.other_commune, "female", 4),
        (world.other_commune, "male", 3),
    ):  # fmt: skip
        for place in range(number):
            make_child(unit, f"Lò Văn Số {place}", "2017-05-12", sex)


def test_a_release_is_published_and_read_by_the_public(
    at_desk: AtDesk, calendar: Calendar, children: None, bao: Person
) -> None:
    tinh = at_desk(bao)
    tinh.go("/so-lieu/cong-bo/")
    tinh.follow("Lập bản công bố")
    tinh.write("Tên bản công bố", TITLE)
    tinh.write("Năm", "2025", exact=True)
    tinh.page.locator("summary", has_text="Chỉ tiêu chung về trẻ em").first.click()
    tinh.page.get_by_label("I-0101", exact=False).first.check()
    tinh.write("Ngày công bố kế tiếp", "01/01/2020")
    tinh.press("Xem trước")
    tinh.sees("Ngày công bố kế tiếp phải sau hôm nay")
    tinh.write("Ngày công bố kế tiếp", "15/01/2027")
    tinh.press("Xem trước")
    tinh.sees("Xem trước, chưa công bố", "… ◦")
    tinh.press("Công bố")
    tinh.heading(TITLE)
    tinh.sees("Bản này không sửa được nữa")

    reader = at_desk(None)
    reader.go("/cong-bo-so-lieu/")
    reader.sees("15/01/2027")
    reader.follow(TITLE)
    reader.heading(TITLE)
    rows = reader.page.locator("table tbody tr")
    assert [rows.nth(place).locator("td").all_inner_texts()[0] for place in range(3)] == ["13", "6", "7"]
    assert "…" in rows.nth(1).inner_text()
    assert reader.page.request.get(f"{reader.page.url.split('/cong-bo')[0]}/api/so-lieu/").ok

    tinh.follow("Đính chính")
    tinh.heading("Bản công bố không sửa được")
    tinh.follow("Lập bản đính chính")
    tinh.sees("Đính chính điều gì")
    tinh.write("Ngày công bố kế tiếp", "15/01/2027")
    tinh.write("Đính chính điều gì", "Sót một trẻ chưa có tên trong sổ.")
    tinh.press("Xem trước")
    tinh.press("Công bố")
    reader.page.reload()
    reader.sees("Đã có bản đính chính")
    assert timezone.localdate().year == 2026
