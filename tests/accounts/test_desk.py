"""Drafts, messages and the digest."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.accounts.models import Delegation
from chungtay.foundation import notify as module
from chungtay.foundation.models import Draft, Notice
from chungtay.foundation.notify import is_quiet, notify, send_digests
from tests.factories.accounts import Person
from tests.factories.law import load_law

NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def test_a_draft_is_kept_found_and_dropped(alice: Person, client_for: Callable[[Person], Client]) -> None:
    desk = client_for(alice)
    assert desk.get("/ban-nhap/?key=nhiem-vu").status_code == 204
    desk.post("/ban-nhap/", {"key": "nhiem-vu", "data": json.dumps({"note": ["dở dang"], "password": ["x"]})})
    assert desk.get("/ban-nhap/?key=nhiem-vu").json()["data"] == {"note": ["dở dang"]}
    desk.post("/ban-nhap/", {"key": "nhiem-vu", "data": ""})
    assert desk.get("/ban-nhap/?key=nhiem-vu").status_code == 204


def test_nobody_reads_anothers_draft(alice: Person, bao: Person, client_for: Callable[[Person], Client]) -> None:
    client_for(alice).post("/ban-nhap/", {"key": "k", "data": '{"a": ["1"]}'})
    assert client_for(bao).get("/ban-nhap/?key=k").status_code == 204
    assert Client().get("/ban-nhap/?key=k").status_code == 401


@pytest.mark.parametrize("data", ["khong phai json", "[1]", '{"a": "' + "x" * 600_000 + '"}'])
def test_what_is_no_draft_is_refused(alice: Person, client_for: Callable[[Person], Client], data: str) -> None:
    assert client_for(alice).post("/ban-nhap/", {"key": "k", "data": data}).status_code == 400
    assert not Draft.objects.exists()


def test_a_message_goes_out_once_for_its_key(alice: Person, chi: Person) -> None:
    assert notify([alice.post.pk, chi.post.pk], "task", "Việc mới", "/nhiem-vu/1/", "task:1") == 2
    assert notify([alice.post.pk, chi.post.pk], "task", "Việc mới", "/nhiem-vu/1/", "task:1") == 0
    assert Notice.objects.count() == 2


def test_a_delegate_gets_the_messages_too(alice: Person, chi: Person) -> None:
    today = timezone.localdate()
    Delegation.objects.create(post=alice.post, to_user=chi.user, first_day=today, last_day=today, reason="Nghỉ phép")
    notify([alice.post.pk], "task", "Việc mới", "/", "task:2")
    assert set(Notice.objects.values_list("user__username", flat=True).order_by("pk")) == {"alice", "chi"}


def test_who_left_the_post_gets_nothing(alice: Person) -> None:
    alice.post.valid_to = timezone.localdate()
    alice.post.save()
    assert notify([alice.post.pk], "task", "Việc mới", "/", "task:3") == 0


@pytest.mark.parametrize(("hour", "quiet"), [(20, False), (21, True), (0, True), (6, True), (7, False), (12, False)])
def test_quiet_hours_go_over_midnight(hour: int, quiet: bool) -> None:
    assert is_quiet(NOON.replace(hour=hour)) is quiet


def test_the_digest_is_one_letter_sent_once(alice: Person, mailoutbox: list[Any]) -> None:
    notify([alice.post.pk], "task", "Việc một", "/nhiem-vu/1/", "a")
    notify([alice.post.pk], "task", "Việc hai", "/nhiem-vu/2/", "b")
    assert send_digests(NOON.replace(hour=23)) == 0
    assert send_digests(NOON) == 1
    assert send_digests(NOON) == 0
    (letter,) = mailoutbox
    assert letter.subject == "Chung Tay: 2 việc mới"
    assert "Việc một" in letter.body
    assert "/nhiem-vu/2/" in letter.body


def test_what_was_read_is_not_sent(alice: Person, mailoutbox: list[Any]) -> None:
    notify([alice.post.pk], "task", "Việc một", "/", "a")
    Notice.objects.update(read_at=timezone.now())
    assert send_digests(NOON) == 0
    assert not mailoutbox


def test_a_letter_that_failed_is_sent_the_next_time(alice: Person, bao: Person, mailoutbox: list[Any]) -> None:
    notify([alice.post.pk, bao.post.pk], "task", "Việc một", "/", "a")
    real = mail.send_mail

    def broken(subject: str, body: str, sender: Any, to: list[str]) -> int:
        if to == ["alice@vidu.example"]:
            raise ConnectionRefusedError("no mail server")
        return real(subject, body, sender, to)

    with patch.object(module, "send_mail", broken), pytest.raises(ConnectionRefusedError):
        send_digests(NOON)
    assert [letter.to for letter in mailoutbox] == [["bao@vidu.example"]]
    assert send_digests(NOON) == 1
    assert mailoutbox[1].to == ["alice@vidu.example"]


# A day on which nothing waits: what is asked of everybody. It may only go down.
MOST_STATEMENTS = 9


def test_my_day_asks_no_more_than_it_did(alice: Person, client_for: Callable[[Person], Client]) -> None:
    load_law()
    desk = client_for(alice)
    desk.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert desk.get("/").status_code == 200
    assert len(asked) <= MOST_STATEMENTS, [one["sql"][:200] for one in asked]
