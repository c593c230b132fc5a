"""A report comes in: on a phone in the evening, pasted from hotline 111, and from somebody without an account."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from chungtay.cases.models import Clock, Concern, Informant
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, name_units
from tests.factories.concerns import EVENT, NEIGHBOUR, PHONE
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey


@pytest.fixture
def land(world: World, live: Any) -> World:
    load_law()
    name_units()
    return world


def test_a_call_in_the_evening_is_written_down_on_a_phone(
    at_desk: AtDesk, calendar: Calendar, alice: Person, land: World
) -> None:
    make_hamlet(land.commune)
    make_child(land.commune, "Lò Văn Ạnh", "2017-02-01", hamlet=None)
    an = at_desk(alice, width=360)
    an.go("/tin-bao/moi/")
    an.choose("Nhận tin từ đâu", "Điện thoại")
    an.choose("Thôn, bản", "Bản Phăng")
    an.write("Điều gì đã hoặc đang xảy ra", EVENT)
    an.tick("Có, hoặc có thể")
    an.sees("Trẻ gặp nguy hiểm: làm ngay")
    an.write("Họ và tên trẻ", "Lò Văn Ạnh")
    an.write("Họ tên người báo tin", NEIGHBOUR)
    an.write("Số điện thoại người báo tin", PHONE)
    an.press("Ghi tin báo")
    an.heading("Tin báo TB-")
    an.sees("Còn 1", "áp dụng biện pháp can thiệp khẩn cấp")
    an.sees(EVENT)
    an.sees_no(NEIGHBOUR)
    with as_system("what was kept"):
        concern, clock = Concern.objects.get(), Clock.objects.get(code="T_EMERG")
        assert clock.due_at == concern.received_at + dt.timedelta(hours=12)
        assert Informant.objects.get().readers == [alice.user.pk]
    an.follow("Tìm trong sổ")
    an.press("Là trẻ này")
    an.press("Bắt đầu xác minh")
    an.status("Đang xác minh")
    an.follow("Mở, ghi lý do")
    an.write("Lý do mở", "gọi lại hỏi nơi ở của cháu")
    an.press("Mở")
    an.sees(NEIGHBOUR, PHONE, "Lần mở này đã được ghi lại")
    an.go("/tin-bao/?loai=xac-minh")
    an.sees_no(NEIGHBOUR, EVENT)
    an.follow(concern.code)
    an.follow("Mở vụ việc")
    an.press("Mở vụ việc")
    an.go("/tin-bao/?loai=vu-viec")
    an.sees(concern.code)


def test_a_text_of_hotline_111_is_pasted_looked_over_and_saved(
    at_desk: AtDesk, calendar: Calendar, alice: Person, land: World
) -> None:
    moment = timezone.localtime() - dt.timedelta(minutes=20)
    text = "\n".join(
        (
            "Số phiếu: 111-2026-0457", f"Thời gian tiếp nhận: {moment:%Hh%M} ngày {moment:%d/%m/%Y}",
            "Địa điểm: bản Phăng 2, xã Mường Phăng, tỉnh Điện Biên", f"Nội dung: {EVENT}", "Khẩn cấp: Có",
            f"Người báo tin: {NEIGHBOUR}",
        )
    )  # fmt: skip
    an = at_desk(alice)
    an.go("/tin-bao/")
    an.sees("Không có tin báo nào ở đây")
    an.follow("Dán tin từ 111", within=".page-acts")
    an.write("Nội dung Tổng đài gửi", text)
    an.press("Đọc và xem lại")
    an.sees("Đã điền từ nội dung dán")
    an.press_twice("Ghi tin báo")
    an.heading("Tin báo TB-")
    an.sees("Tổng đài 111", "111-2026-0457")
    with as_system("one report, received when 111 received it"):
        assert Concern.objects.get().received_at == moment.replace(second=0, microsecond=0)
    an.go("/")
    an.sees("Tin báo TB-")
    an.sees_no(NEIGHBOUR)


def test_somebody_without_an_account_reports_and_follows_it(
    at_desk: AtDesk, calendar: Calendar, alice: Person, land: World
) -> None:
    citizen = at_desk(None, width=360)
    citizen.go("/bao-tin/")
    citizen.finds("a[href='tel:111']")
    citizen.write("Chuyện gì đang xảy ra với trẻ", EVENT)
    citizen.write("Ở xã, phường nào", "muong phang")
    citizen.write("Tên của ông/bà", NEIGHBOUR)
    citizen.press("Gửi tin")
    citizen.heading("Đã nhận tin")
    number, secret = citizen.page.locator(".concern-number").all_inner_texts()
    citizen.sees_no(EVENT, NEIGHBOUR)
    citizen.follow("xem được tin đã nhận hay đang xử lý")
    citizen.write("Số tin báo", number)
    citizen.write("Mã đi kèm", secret)
    citizen.press("Xem tình trạng")
    citizen.sees("Đã nhận.")
    an = at_desk(alice)
    an.go("/tin-bao/")
    an.follow(number)
    an.press("Bắt đầu xác minh")
    citizen.write("Số tin báo", number)
    citizen.write("Mã đi kèm", secret)
    citizen.press("Xem tình trạng")
    citizen.sees("Đang xử lý.")
