"""At the door: the idle lock, five wrong passwords, the second factor, a password of one's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from chungtay.accounts.models import User
from tests.factories.accounts import PASSWORD, Person, World
from tests.journeys.conftest import AtDesk
from tests.journeys.seat import Seat
from tests.journeys.seeds import given_a_task

pytestmark = pytest.mark.journey

TYPED = "Đã rà soát 12 thôn, bản; còn bản Kéo chờ đường thông."


def when_signing_in(seat: Seat, username: str, password: str) -> None:
    seat.go("/tai-khoan/dang-nhap/")
    seat.write("Tên đăng nhập", username)
    seat.write("Mật khẩu", password)
    seat.press("Đăng nhập")


def when_unlocking(seat: Seat) -> None:
    seat.heading("Màn hình đã khóa")
    seat.write("Mật khẩu", PASSWORD)
    seat.press("Mở khóa")


def test_what_was_being_sent_when_the_screen_locked_is_not_lost(
    at_desk: AtDesk, alice: Person, bao: Person, world: World, settings: Any
) -> None:
    task = given_a_task(bao, world.committee)
    xa = at_desk(alice)
    xa.go(f"/nhiem-vu/{task.pk}/")
    xa.write("Kết quả đạt được", TYPED)
    settings.IDLE_LOCK_SECONDS = -1  # a quarter of an hour later
    xa.press("Gửi báo cáo hoàn thành")
    settings.IDLE_LOCK_SECONDS = 900
    xa.sees("Biểu mẫu vừa gửi được giữ nguyên")
    xa.write("Mật khẩu", "không phải mật khẩu này")
    xa.press("Mở khóa")
    xa.sees("Mật khẩu chưa đúng")
    when_unlocking(xa)
    assert xa.path == f"/nhiem-vu/{task.pk}/"
    xa.status("Chưa bắt đầu")  # nothing went without her word
    expect(xa.page.get_by_label("Kết quả đạt được")).to_have_value(TYPED)
    xa.press("Gửi báo cáo hoàn thành")
    xa.sees("Đã gửi báo cáo hoàn thành", TYPED)


def test_a_form_half_filled_waits_behind_the_lock(
    scripted_desk: AtDesk, alice: Person, bao: Person, world: World, settings: Any
) -> None:
    task = given_a_task(bao, world.committee)
    xa = scripted_desk(alice)
    xa.page.clock.install()
    xa.go(f"/nhiem-vu/{task.pk}/")
    xa.write("Kết quả đạt được", TYPED)
    settings.IDLE_LOCK_SECONDS = -1
    xa.page.clock.fast_forward("15:05")  # nobody was there for a quarter of an hour
    xa.page.wait_for_url("**/mo-khoa/**")
    settings.IDLE_LOCK_SECONDS = 900
    when_unlocking(xa)
    assert xa.path == f"/nhiem-vu/{task.pk}/"
    xa.page.get_by_role("button", name="Dùng lại bản nháp").click()
    expect(xa.page.get_by_label("Kết quả đạt được")).to_have_value(TYPED)


def test_five_wrong_passwords_lock_and_the_administrator_opens(at_desk: AtDesk, alice: Person, dung: Person) -> None:
    somebody = at_desk(None)
    for _ in range(5):
        when_signing_in(somebody, "alice", "sai-mat-khau")
    somebody.heading("Tài khoản đang tạm khóa")
    somebody.sees("còn khoảng 15 phút", "Vũ Tiến Dũng")
    when_signing_in(somebody, "alice", PASSWORD)  # even the right one
    somebody.heading("Tài khoản đang tạm khóa")

    quantri = at_desk(dung)
    quantri.go("/quan-tri/")
    quantri.sees("Đang tạm khóa", within="tr:has-text('Lò Thị Ân')")
    quantri.follow("Lò Thị Ân")
    quantri.press("Mở khóa ngay")
    quantri.sees_no("Đang tạm khóa")
    when_signing_in(somebody, "alice", PASSWORD)
    somebody.heading("Chào Ân")


def code(secret: str, *, step: int = 0) -> str:
    """The six digits of RFC 6238, `step` half-minutes from now."""
    moment = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret, casefold=True), moment, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_a_role_that_needs_it_enrols_and_signs_in_with_the_second_factor(
    at_desk: AtDesk, bao: Person, settings: Any
) -> None:
    settings.SECOND_FACTOR_DEFAULT = True
    settings.MFA_TOTP_TOLERANCE = 1  # a code of the next half-minute, so that nobody waits for it
    somebody = at_desk(None)
    when_signing_in(somebody, "bao", PASSWORD)
    somebody.heading("Vai trò của anh/chị cần mã xác thực")
    somebody.go("/nhiem-vu/")
    somebody.heading("Vai trò của anh/chị cần mã xác thực")  # there is no way around
    somebody.follow("Bắt đầu")
    secret = somebody.page.locator("code.secret").inner_text().strip()
    somebody.write("Mã xác thực", "000000")
    somebody.press("Bật mã xác thực")
    expect(somebody.page.locator(".errorlist").first).to_be_visible()
    somebody.write("Mã xác thực", code(secret))
    somebody.press("Bật mã xác thực")
    somebody.go("/")
    somebody.heading("Chào Bảo")

    once_more = at_desk(None)
    when_signing_in(once_more, "bao", PASSWORD)
    once_more.heading("Nhập mã xác thực")
    once_more.write("Mã xác thực", code(secret, step=1))
    once_more.press("Tiếp tục")
    once_more.heading("Chào Bảo")


def test_a_one_time_password_gives_way_to_ones_own(at_desk: AtDesk, alice: Person) -> None:
    User.objects.filter(pk=alice.user.pk).update(must_change_password=True)
    somebody = at_desk(None)
    when_signing_in(somebody, "alice", PASSWORD)
    somebody.heading("Đổi mật khẩu")
    somebody.go("/nhiem-vu/")
    somebody.heading("Đổi mật khẩu")
    when_choosing(somebody, PASSWORD)
    somebody.sees("Mật khẩu mới phải khác mật khẩu đang dùng")
    when_choosing(somebody, "Suối-Bản-Kéo-2026")
    somebody.go("/")
    somebody.heading("Chào Ân")
    assert not re.search("Mật khẩu", somebody.page.inner_text("h1"))


def when_choosing(somebody: Seat, password: str) -> None:
    somebody.write("Mật khẩu đang dùng", PASSWORD)
    somebody.write("Mật khẩu mới", password, exact=True)
    somebody.write("Mật khẩu mới, nhập lại", password)
    somebody.press("Đổi mật khẩu")
