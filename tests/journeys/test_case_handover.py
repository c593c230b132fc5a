"""A child of a running case moves: the two communes hand the case over, and nobody else sees anything of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from chungtay.cases.models import Case, HandOver
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.factories.accounts import Person, World, make_agency, make_person
from tests.factories.cases import make_case
from tests.factories.children import make_child, make_hamlet, name_units
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey


def test_a_case_follows_its_child_to_another_commune(
    at_desk: AtDesk, alice: Person, bao: Person, chi: Person, world: World, live: Live, calendar: Calendar
) -> None:
    load_law()
    name_units()
    make_hamlet(world.other_commune, "Bản Co Mị")
    child = make_child(world.commune, "Vàng A Dế", "2015-03-02")
    case = make_case(world.commune, officer=alice.post, child=child, residence_unit=world.commune)
    an = at_desk(alice)
    an.go(f"/tre-em/{child.pk}/chuyen/")
    an.write("Chuyển đến xã", "Xã Thanh Nưa")
    an.write("Ngày chuyển đi", "04/05/2026")
    an.press("Báo nơi đến")
    linh = at_desk(chi)
    linh.go("/chuyen/")
    linh.follow("Vàng A Dế")
    linh.press("Nhận hồ sơ")
    linh.status("Đã nhận")

    an.go("/")
    an.sees(f"{case.code}: trẻ cư trú tại Xã Thanh Nưa")
    an.sees_no("Vàng A Dế")
    an.follow("Đề nghị bàn giao")
    assert an.page.get_by_label("Xã nhận bàn giao").input_value() == "Xã Thanh Nưa, Tỉnh Điện Biên"
    an.write("Lý do cụ thể", "Cháu về ở với bà ngoại")
    an.write("Điều xã nhận phải biết ngay", "Không để dượng đón cháu")
    an.press("Gửi đề nghị")
    an.status("chờ nhận")
    an.sees("vẫn chủ trì vụ việc cho đến khi")

    bao_ = at_desk(bao)
    bao_.go("/vu-viec/ban-giao/?loai=xong")
    with live.quiet, as_system("the one that waits"):
        row = HandOver.objects.get()
    bao_.go(row.get_absolute_url())
    bao_.heading(case.code)
    bao_.sees_no("bà ngoại", "dượng", "Vàng A Dế")

    linh.go("/")
    linh.sees(f"{case.code}: Xã Mường Phăng đề nghị bàn giao")
    linh.follow("Xem và trả lời")
    linh.sees("Không để dượng đón cháu", "Vàng A Dế")
    linh.press("Nhận vụ việc")
    linh.status("Đã nhận")
    with live.quiet, as_system("who leads now"):
        taken = Case.objects.get(pk=case.pk)
        assert (taken.unit_path, taken.officer_id) == (world.other_commune.path, chi.post.pk)
    an.go("/")
    an.sees_no("trẻ cư trú tại Xã Thanh Nưa")


def test_the_wrong_posts_see_nothing_of_a_case(
    at_desk: AtDesk, alice: Person, bao: Person, world: World, calendar: Calendar
) -> None:
    load_law()
    child = make_child(world.commune, "Vàng A Dế", "2015-03-02")
    case = make_case(world.commune, officer=alice.post, child=child)
    police = make_agency("Công an xã Mường Phăng", world.commune, kind="police", sector="police")
    officer = make_person("cong_an", "Lò Văn Sáng", "sector_officer", police, "Công an viên")
    far = make_person("far", "Tẩn Mí", "commune_officer", world.far_committee, "Công chức")
    for person in (officer, far):
        seat = at_desk(person)
        for address in (f"/vu-viec/{case.pk}/chinh-sach/", f"/vu-viec/{case.pk}/ban-giao/"):
            assert seat.go(address).status in (403, 404)
            seat.sees_no(case.code, "Vàng A Dế")
        assert seat.go("/the-khan-cap/").status == 200
        seat.sees("111")
        seat.sees_no(case.code)
    above = at_desk(bao)
    above.go(child.get_absolute_url())
    above.heading("Vàng A Dế")
    above.sees_no(case.code, "Vụ việc bảo vệ")
    an = at_desk(alice)
    an.go(child.get_absolute_url())
    an.sees("Vụ việc bảo vệ", case.code)


def test_the_card_is_kept_and_read_on_a_phone(at_desk: AtDesk, alice: Person, world: World, calendar: Calendar) -> None:
    load_law()
    an = at_desk(alice, width=360)
    an.go("/the-khan-cap/")
    an.sees("Chưa có số của", "12 giờ")
    an.follow("Thêm số")
    an.choose("Loại nơi gọi", "Công an xã")
    an.write("Tên nơi gọi", "Trực ban Công an xã")
    an.write("Điện thoại", "không nhớ")
    an.press("Ghi lên thẻ")
    an.sees("không phải số điện thoại")
    an.write("Điện thoại", "0215 3825 113")
    an.press("Ghi lên thẻ")
    an.finds('a[href="tel:02153825113"]')
    an.sees("Chưa gọi thử lần nào")
    an.press("Đã gọi thử, đúng số")
    an.sees("Gọi thử 14/05/2026, Lò Thị Ân")
    an.go("/the-khan-cap/in/")
    an.sees("0215 3825 113", "thử 14/05/2026")
    sheet = an.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, "the card for the wall is one sheet of A4"
    assert calendar.days_later(91) == dt.date(2026, 8, 13)
    an.go("/the-khan-cap/")
    an.sees("1 số chưa gọi thử trong 90 ngày qua")


def test_support_that_is_due_is_written_down_with_its_decision(
    at_desk: AtDesk, alice: Person, world: World, calendar: Calendar
) -> None:
    load_law()
    child = make_child(world.commune, "Vàng A Dế", "2015-03-02")
    case = make_case(world.commune, officer=alice.post, child=child, kind="labour")
    an = at_desk(alice)
    an.go(case.get_absolute_url())
    an.sees("Cơ quan quản lý lao động", "thẻ khẩn cấp chưa có số")
    an.follow("Xem, ghi quyết định")
    an.sees("loại vụ việc: Lao động trẻ em", "chưa có quyết định")
    an.go(f"{case.get_absolute_url()}chinh-sach/legal/")
    an.tick("Được hưởng", exact=True)
    an.press("Ghi")
    an.sees("Hãy ghi số quyết định cho hưởng")
    an.write("Số quyết định", "12/QĐ-UBND")
    an.write("Ngày quyết định", "12/05/2026")
    an.press("Ghi")
    an.sees("Được hưởng: quyết định số 12/QĐ-UBND ngày 12/05/2026")
