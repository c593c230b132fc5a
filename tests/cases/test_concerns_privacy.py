"""Who reported stands in one sealed row and nowhere else: every table, every file, every log is searched for it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from chungtay.cases.models import Concern, Informant
from chungtay.foundation import vault
from chungtay.foundation.notify import send_digests
from chungtay.foundation.scoping import as_system
from tests.cases.test_concerns_pages import answers
from tests.cases.test_concerns_roads import post, sent, told, xlsx
from tests.factories.accounts import Person, World
from tests.factories.children import name_units
from tests.factories.concerns import CHILD, EVENT, NEIGHBOUR, PHONE, make_chair
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ADDRESS, NOTE = "Nhà số 7 bản Khuất", "ngại bị trả thù"


def tables() -> dict[str, str]:
    """Every row of every table as text, walls and all: what a stolen copy of the database shows."""
    found: dict[str, str] = {}
    with as_system("a copy of the whole database, for a test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r','p') AND relnamespace = 'public'::regnamespace"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {name} t")
            found[name] = str(cursor.fetchone()[0])
    return found


def spellings(words: str) -> set[str]:
    """As text, as JSON writes it, as the bytes of a bytea column."""
    return {words, json.dumps(words)[1:-1], words.encode().hex()}


def places_of(words: str) -> list[str]:
    return [name for name, rows in tables().items() for said in spellings(words) if said in rows]


def test_the_search_itself_finds_what_is_there(world: World) -> None:
    with as_system("a row that is plainly readable"):
        connection.cursor().execute("UPDATE accounts_agency SET name = %s WHERE id = %s", [NEIGHBOUR, world.police.pk])
    assert places_of(NEIGHBOUR) == ["accounts_agency"]


def test_after_a_full_intake_by_every_road_the_informant_is_nowhere_readable(
    alice: Person,
    dung: Person,
    world: World,
    client_for: SignIn,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
    tmp_path: Path,
) -> None:
    load_law()
    name_units()
    make_chair(world)
    caplog.set_level(logging.DEBUG)
    client = client_for(alice)
    full = answers(informant_address=ADDRESS, informant_relation="hàng xóm", informant_note=NOTE)
    client.post(
        "/ban-nhap/", {"key": "tin-bao-moi", "data": json.dumps({"informant_name": [NEIGHBOUR], "event": [EVENT]})}
    )
    assert client.post("/tin-bao/moi/", full).status_code == 302
    with as_system("the report"):
        concern = Concern.objects.get()
    client.post(f"/tin-bao/{concern.pk}/nguoi-bao/", {"reason": "gọi lại hỏi nơi ở của cháu"})
    for step in ("xac-minh", "nguy-hiem"):
        client.post(f"/tin-bao/{concern.pk}/buoc/{step}/")
    client.post("/tin-bao/", {"q": "lo van anh"})
    client.get(f"/tin-bao/{concern.pk}/in/")
    client.post(client.post("/tin-bao/111/tep/", {"file": xlsx()})["Location"])
    page = client_for(dung).post("/tin-bao/ket-noi/", {"name": "Tổng đài 111", "road": "hotline"}).content.decode()
    key = "ct111_" + page.split("ct111_")[1].split("<")[0]
    assert (
        post(key, sent(informant={"name": NEIGHBOUR, "phone": PHONE, "address": ADDRESS, "note": NOTE})).status_code
        == 201
    )
    assert Client().post("/bao-tin/", told(phone=PHONE)).status_code == 302
    client.post(f"/tin-bao/{concern.pk}/mo-vu-viec/", {"secrecy": "ordinary", "act": full["act"]})
    send_digests(timezone.now().replace(hour=3))
    for words in (NEIGHBOUR, PHONE, ADDRESS, NOTE, CHILD, EVENT):
        assert places_of(words) == [], words
        assert words not in caplog.text
        assert not any(words in one.subject + one.body for one in mail.outbox)
        for file in Path(settings.MEDIA_ROOT).rglob("*"):
            assert not file.is_file() or words.encode() not in file.read_bytes()
    with as_system("it is there all the same"):
        assert Informant.objects.count() >= 4


def test_once_its_key_is_destroyed_nobody_reads_the_informant_and_the_report_stays(
    alice: Person, world: World, client_for: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    load_law()
    name_units()
    client = client_for(alice)
    client.post("/tin-bao/moi/", answers())
    with django_capture_on_commit_callbacks(execute=True), as_system("destroying the key of the informant"):
        concern, informant = Concern.objects.get(), Informant.objects.get()
        vault.destroy(informant.key_id, actor=alice.actor, why="hết thời hạn")
    page = client.post(f"/tin-bao/{concern.pk}/nguoi-bao/", {"reason": "gọi lại hỏi nơi ở của cháu"}).content.decode()
    assert NEIGHBOUR not in page
    assert EVENT in client.get(f"/tin-bao/{concern.pk}/").content.decode()
