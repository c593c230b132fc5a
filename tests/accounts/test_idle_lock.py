"""Away for a quarter of an hour: the password is asked, and nothing that was typed is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chungtay.accounts import idle, restoring
from chungtay.foundation.models import Draft
from tests.factories.accounts import PASSWORD, Person

LOCK = "/tai-khoan/mo-khoa/"


@pytest.fixture
def desk(alice: Person, client_for: Callable[[Person], Client]) -> Client:
    client = client_for(alice)
    client.get("/tai-khoan/")
    return client


def walk_away(client: Client, seconds: int = 901) -> None:
    session = client.session
    session[idle.SEEN] = int(time.time()) - seconds
    session.save()


def unlock(client: Client, next_page: str = "/") -> Any:
    return client.post(LOCK, {"password": PASSWORD, "next": next_page})


def test_within_a_quarter_of_an_hour_nothing_is_asked(desk: Client) -> None:
    walk_away(desk, 899)
    assert desk.get("/tai-khoan/").status_code == 200


def test_after_it_a_page_asks_the_password_and_goes_on_where_one_was(desk: Client) -> None:
    walk_away(desk)
    answer = desk.get("/tai-khoan/?a=1")
    assert answer["Location"] == LOCK + "?next=%2Ftai-khoan%2F%3Fa%3D1"
    assert "Màn hình đã khóa" in desk.get(answer["Location"]).content.decode()
    assert desk.get("/tai-khoan/").status_code == 302  # still locked
    assert unlock(desk, "/tai-khoan/?a=1")["Location"] == "/tai-khoan/?a=1"
    assert desk.get("/tai-khoan/").status_code == 200


def test_a_wrong_password_keeps_it_locked_and_five_lock_the_account(desk: Client) -> None:
    walk_away(desk)
    desk.get("/tai-khoan/")
    for _ in range(4):
        assert desk.post(LOCK, {"password": "sai"}).status_code == 422
    assert desk.post(LOCK, {"password": "sai"}).status_code == 429
    assert desk.get("/tai-khoan/").status_code == 302


def test_what_was_being_sent_comes_back_into_its_form(desk: Client, alice: Person) -> None:
    walk_away(desk)
    answer = desk.post(
        "/tai-khoan/",
        {"full_name": "Lò Thị Ân Mới", "phone": "0912 000 111", "email": ""},
        headers={"referer": "http://testserver/tai-khoan/"},
    )
    assert answer["Location"].startswith(LOCK)
    assert "giữ nguyên" in desk.get(LOCK).content.decode()
    assert unlock(desk, "/tai-khoan/")["Location"] == "/tai-khoan/"
    page = desk.get("/tai-khoan/").content.decode()
    assert 'value="Lò Thị Ân Mới"' in page
    assert 'value="0912 000 111"' in page
    assert "Nội dung anh/chị đã nhập vẫn còn đây" in page
    alice.user.refresh_from_db()
    assert alice.user.full_name == "Lò Thị Ân"  # not sent without the person's word
    desk.post("/tai-khoan/", {"full_name": "Lò Thị Ân Mới", "phone": "0912 000 111", "email": ""})
    alice.user.refresh_from_db()
    assert alice.user.full_name == "Lò Thị Ân Mới"
    assert not Draft.objects.filter(user=alice.user).exists()
    assert "vẫn còn đây" not in desk.get("/tai-khoan/").content.decode()


def test_when_the_form_is_gone_the_content_is_shown_whole_and_can_be_sent(desk: Client) -> None:
    walk_away(desk)
    desk.post(
        "/nhiem-vu/7/bao-cao/",
        {"note": "Đã mở 3 lớp bơi\ncho 90 em"},
        headers={"referer": "http://testserver/tai-khoan/"},
    )
    unlock(desk)
    answer = desk.get("/tai-khoan/")
    assert answer["Location"] == "/tai-khoan/gui-tiep/"
    page = desk.get("/tai-khoan/gui-tiep/").content.decode()
    assert "Đã mở 3 lớp bơi" in page
    assert 'action="/nhiem-vu/7/bao-cao/"' in page
    desk.post("/tai-khoan/gui-tiep/bo/")
    assert "Không còn nội dung" in desk.get("/tai-khoan/gui-tiep/").content.decode()


def test_secrets_are_never_kept_and_files_are_named(desk: Client, alice: Person) -> None:
    walk_away(desk)
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF")
    desk.post("/tai-khoan/mat-khau/", {"oldpassword": "bi-mat", "password1": "moi", "note": "x", "tep": file})
    kept = Draft.objects.get(user=alice.user).data
    assert kept == {"fields": {"note": ["x"]}, "files": ["bien-ban.pdf"]}
    assert "bien-ban.pdf" in idle.told(kept)


def test_a_fragment_is_led_to_the_lock_as_a_whole_page(desk: Client) -> None:
    walk_away(desk)
    answer = desk.get(
        "/nhiem-vu/?trang=2", headers={"hx-request": "true", "hx-current-url": "http://testserver/nhiem-vu/"}
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == LOCK + "?next=%2Fnhiem-vu%2F"


def test_what_a_page_asks_by_itself_does_not_keep_it_open(desk: Client) -> None:
    walk_away(desk, 800)
    desk.get("/tai-khoan/", headers={"x-background": "1"})
    assert time.time() - desk.session[idle.SEEN] > 700


def test_the_lock_never_leads_to_another_site(desk: Client) -> None:
    walk_away(desk)
    desk.get("/tai-khoan/")
    assert unlock(desk, "https://evil.example/")["Location"] == "/"


PAGE = b"""<!DOCTYPE html><html><body>
<form method="post" action="/x/"><input type="hidden" name="version" value="1"><input name="a" value="old"></form>
<form method="post" action="/x/"><input type="hidden" name="version" value="2"><input name="a">
<textarea name="b">old</textarea>
<select name="c"><option value="1" selected>1</option><option value="2">2</option></select>
<input type="checkbox" name="d" value="x" checked><input type="checkbox" name="d" value="y">
<input type="file" name="e"></form>
<form method="get" action="/x/"><input name="a"></form></body></html>"""


def test_every_kind_of_field_is_filled_in_the_form_it_was() -> None:
    data = {"version": ["2"], "a": ["mới"], "b": ["dòng 1\ndòng 2"], "c": ["2"], "d": ["y"], "e": ["no"]}
    filled = restoring.refill(PAGE, "/x/", "/x/", data, "còn đây")
    assert filled is not None
    first, second, third = filled.decode().split("<form")[1:]
    assert 'value="old"' in first
    assert 'value="mới"' not in third
    assert "dòng 1\ndòng 2</textarea>" in second
    assert '<option value="2" selected' in second
    assert '<option value="1">' in second
    assert 'value="x">' in second
    assert 'value="y" checked' in second
    assert "còn đây" in second


def test_a_page_without_the_form_is_left_alone() -> None:
    assert restoring.refill(PAGE, "/x/", "/khac/", {"a": ["1"]}, "") is None


def test_a_draft_saved_by_the_page_is_taken_in_behind_the_lock_without_opening_it(desk: Client, alice: Person) -> None:
    walk_away(desk)
    assert desk.post("/ban-nhap/", {"key": "k", "data": '{"a": ["1"]}'}).status_code == 204
    assert Draft.objects.get(user=alice.user).data == {"a": ["1"]}
    assert desk.get("/ban-nhap/?key=k").status_code == 302
    assert desk.get("/tai-khoan/").status_code == 302
