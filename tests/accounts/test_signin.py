"""At the door: password, lock, second factor, unused and disabled accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chungtay.accounts import gates, unused
from chungtay.accounts.models import RoleSetting, User
from tests.factories.accounts import PASSWORD, Person

LOGIN = "/tai-khoan/dang-nhap/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": username, "password": password, **more})


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_the_sign_in_page_speaks_vietnamese_and_offers_no_sign_up(client: Client, db: None) -> None:
    page = client.get(LOGIN).content.decode()
    assert "Tên đăng nhập" in page
    assert "Mật khẩu" in page
    assert "signup" not in page
    assert "Sign" not in page


def test_the_right_password_leads_to_the_asked_page(client: Client, alice: Person) -> None:
    answer = sign_in(client, "alice", next="/tai-khoan/")
    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan/")
    assert client.get("/tai-khoan/").status_code == 200


def test_a_wrong_password_is_said_in_words(client: Client, alice: Person) -> None:
    answer = sign_in(client, "alice", "sai-mat-khau")
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.content.decode()


def test_five_wrong_passwords_lock_the_account_and_say_for_how_long(
    client: Client, alice: Person, dung: Person
) -> None:
    for _ in range(4):
        assert sign_in(client, "alice", "sai").status_code == 200
    locked = sign_in(client, "alice", "sai")
    assert locked.status_code == 429
    text = locked.content.decode()
    assert "15 phút" in text
    assert "Vũ Tiến Dũng" in text
    assert sign_in(client, "alice").status_code == 429  # even the right one
    assert sign_in(Client(), "dung").status_code == 302  # nobody else is locked


def test_the_lock_opens_by_itself(client: Client, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from axes.models import AccessAttempt

    for _ in range(5):
        sign_in(client, "alice", "sai")
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    assert sign_in(client, "alice").status_code == 302


def test_a_disabled_person_reads_the_reason(client: Client, alice: Person) -> None:
    User.objects.filter(pk=alice.user.pk).update(is_active=False, disabled_reason="Nghỉ hưu từ 01/03/2026")
    answer = sign_in(client, "alice")
    assert answer.status_code == 403
    assert "Nghỉ hưu từ 01/03/2026" in answer.content.decode()


def test_disabling_ends_a_session_that_is_open(alice: Person, client_for: Callable[[Person], Client]) -> None:
    browser = client_for(alice)
    assert browser.get("/tai-khoan/").status_code == 200
    User.objects.filter(pk=alice.user.pk).update(is_active=False)
    assert browser.get("/tai-khoan/")["Location"].startswith(LOGIN)


def test_an_account_unused_for_45_days_is_shut_at_the_door(client: Client, alice: Person) -> None:
    long_ago = timezone.now() - dt.timedelta(days=46)
    User.objects.filter(pk=alice.user.pk).update(date_joined=long_ago, last_login=long_ago)
    answer = sign_in(client, "alice")
    assert answer.status_code == 403
    assert "45 ngày" in answer.content.decode()


@pytest.mark.parametrize(("days", "shut"), [(44, 0), (46, 1)])
def test_each_night_unused_accounts_are_disabled(alice: Person, days: int, shut: int) -> None:
    User.objects.filter(pk=alice.user.pk).update(date_joined=timezone.now() - dt.timedelta(days=days))
    assert unused.disable_unused(timezone.now()) == shut


def test_an_enabled_account_gets_45_new_days(alice: Person) -> None:
    long_ago = timezone.now() - dt.timedelta(days=100)
    User.objects.filter(pk=alice.user.pk).update(date_joined=long_ago, enabled_at=timezone.now())
    assert unused.disable_unused(timezone.now()) == 0


def test_a_one_time_password_is_changed_before_anything_else(client: Client, alice: Person) -> None:
    User.objects.filter(pk=alice.user.pk).update(must_change_password=True)
    sign_in(client, "alice")
    assert client.get("/tai-khoan/")["Location"] == "/tai-khoan/mat-khau/"
    same = client.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD})
    assert "phải khác" in same.content.decode()
    new = "Pá-Khoang-hồ-xanh"
    client.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/tai-khoan/").status_code == 200
    assert not User.objects.get(pk=alice.user.pk).must_change_password


def test_a_role_that_needs_a_second_factor_leads_to_enrolment_first(client: Client, alice: Person) -> None:
    RoleSetting.objects.create(role="commune_officer", second_factor=True)
    gates.forget_settings()
    sign_in(client, "alice")
    assert client.get("/tai-khoan/")["Location"] == "/tai-khoan/can-ma-xac-thuc/"
    assert client.get("/tai-khoan/can-ma-xac-thuc/").status_code == 200
    page = client.get("/tai-khoan/xac-thuc/ung-dung/").content.decode()
    assert "data:image/svg+xml;base64," in page
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/tai-khoan/xac-thuc/ung-dung/", {"code": code_now(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer["Location"]).content.decode().count("<li><code>") == 10
    assert client.get("/tai-khoan/").status_code == 200


def test_the_second_factor_is_asked_at_the_next_sign_in_and_stored_unreadable(client: Client, alice: Person) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice.user, secret)
    assert secret not in str(Authenticator.objects.get(user=alice.user).data)
    assert sign_in(client, "alice")["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/tai-khoan/").status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã chưa đúng" in wrong.content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert client.get("/tai-khoan/").status_code == 200


def test_the_second_factor_cannot_be_switched_off_while_the_role_asks_for_it(
    client: Client, alice: Person, settings: Any
) -> None:
    settings.SECOND_FACTOR_DEFAULT = True
    secret = generate_totp_secret()
    TOTP.activate(alice.user, secret)
    sign_in(client, "alice")
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "không tắt được" in page.content.decode()
    assert Authenticator.objects.filter(user=alice.user).exists()


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_generate_recovery_codes", "account_change_password", "account_logout", "account_reauthenticate"],
)
def test_every_page_of_the_account_is_ours(client: Client, alice: Person, name: str) -> None:
    sign_in(client, "alice")
    page = client.get(reverse(name)).content.decode()
    assert "Chung Tay" in page
    assert "Please" not in page


def test_signing_out_everywhere_keeps_only_this_browser(alice: Person) -> None:
    here, there = Client(), Client()
    sign_in(here, "alice")
    sign_in(there, "alice")
    here.post("/tai-khoan/dang-xuat-moi-noi/")
    assert here.get("/tai-khoan/").status_code == 200
    assert there.get("/tai-khoan/").status_code == 302
