"""Single-use links: minimum data, an end, a log; opened as often as a mail scanner likes, used up by one answer."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from chungtay.cases.models import LineLink, LineState, PlanLine
from chungtay.cases.services import lines, links
from chungtay.cases.services.links import Standing
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.cases import SECRET
from tests.factories.law import load_law
from tests.factories.plans import Around, approved, around, line_data

pytestmark = pytest.mark.django_db
SCHOOL = "Trường Mầm non Hoa Ban"


@pytest.fixture
def here(world: World, alice: Person) -> Around:
    load_law()
    alice.user.phone = "0912 345 678"
    alice.user.save()
    return around(world, alice)


@pytest.fixture
def line(here: Around) -> PlanLine:
    return approved(here, line_data(service="Học bù buổi chiều", category="education", provider_name=SCHOOL))[0]


def made(here: Around, line: PlanLine, days: int = 7) -> tuple[LineLink, str]:
    with acting_as(here.officer.actor) as actor:
        return links.make(actor=actor, line=line, days=days)


def answer(**fields: Any) -> dict[str, Any]:
    usual = {
        "act": str(uuid.uuid4()),
        "step": "accept",
        "words": "",
        "on": "",
        "cost": "",
        "said_by": "Cô Hoa, hiệu trưởng",
    }
    return {**usual, **fields}


def state(line: PlanLine) -> str:
    with as_system("a test looks"):
        return str(PlanLine.objects.get(pk=line.pk).state)


def test_the_page_shows_the_minimum_to_somebody_who_has_not_signed_in(
    here: Around, line: PlanLine, client: Client
) -> None:
    _, path = made(here, line)
    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Học bù buổi chiều", "cháu bé", here.case.code, "Lò Thị Ân", "0912 345 678"):
        assert words in text
    for words in ("Dế", "Vàng A", SECRET, "Bản Phăng", "Trẻ được an toàn", "Khám"):
        assert words not in text
    assert page["Cache-Control"] == "no-store, private"
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Referrer-Policy"] == "same-origin"
    assert 'name="robots" content="noindex' in text


def test_opening_uses_nothing_up_and_is_written_down(here: Around, line: PlanLine, client: Client) -> None:
    link, path = made(here, line)
    for _ in range(3):
        assert client.get(path).status_code == 200
    with as_system("a test looks"):
        link = LineLink.objects.get(pk=link.pk)
    assert link.used_at is None
    assert [entry["what"] for entry in link.log] == ["opened"] * 3
    look = Look.objects.filter(
        object_type="cases.case", object_id=here.case.pk, actor_name="Liên kết dùng một lần"
    ).first()
    assert look is not None
    assert look.agency_name == SCHOOL
    assert state(line) == LineState.ASKED


def test_only_the_digest_of_the_token_is_kept(here: Around, line: PlanLine, client: Client) -> None:
    link, path = made(here, line)
    token = path.split("/")[2]
    assert len(token) >= 40
    client.get(path)
    client.post(path, answer())
    assert link.token_digest != token
    tables = ("cases_linelink", "cases_planlineevent", "foundation_auditentry", "foundation_look", "foundation_draft")
    with as_system("a test looks for the token in every row"), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"])
            assert cursor.fetchone() == (0,), table


def test_one_answer_and_no_more(here: Around, line: PlanLine, client: Client) -> None:
    link, path = made(here, line)
    first = answer()
    assert client.post(path, first, follow=True).status_code == 200
    assert state(line) == LineState.ACCEPTED
    thanks = client.post(path, first, follow=True)  # a double click
    assert thanks.status_code == 200
    assert "Đã nhận câu trả lời" in thanks.content.decode()
    for page in (thanks, client.get(path)):  # a link that lies about tells nothing of the case any more
        said = page.content.decode()
        assert timezone.localdate().strftime("%d/%m/%Y") in said
        assert here.officer.post.agency.name in said
        for words in (here.case.code, "0912 345 678", "Lò Thị Ân", "Học bù buổi chiều", "cháu bé"):
            assert words not in said, words
    second = client.post(path, answer(step="refuse", words="Không nhận nữa"))
    assert second.status_code == 410
    assert "không được ghi" in second.content.decode()
    assert here.case.code not in second.content.decode()
    assert state(line) == LineState.ACCEPTED
    with as_system("a test looks"):
        link = LineLink.objects.get(pk=link.pk)
        assert [entry["what"] for entry in link.log] == ["answered", "again"]
        found = PlanLine.objects.get(pk=line.pk)
    assert found.answered_by_name == "Cô Hoa, hiệu trưởng (qua liên kết)"
    entry = AuditEntry.objects.get(action="line_accept_by_link")
    assert (entry.actor_name, entry.agency_name) == ("Liên kết dùng một lần", SCHOOL)


def test_what_is_missing_is_asked_and_nothing_typed_is_lost(here: Around, line: PlanLine, client: Client) -> None:
    link, path = made(here, line)
    page = client.post(path, answer(step="done", words="Đã học bù 4 buổi", on="", said_by=""))
    assert page.status_code == 422
    assert "Đã học bù 4 buổi" in page.content.decode()
    page = client.post(path, answer(step="done", words="Đã học bù 4 buổi"))
    assert page.status_code == 422
    assert "Hãy ghi ngày làm xong" in page.content.decode()
    with as_system("a test looks"):
        assert LineLink.objects.get(pk=link.pk).used_at is None
    today = timezone.localdate()
    done = client.post(path, answer(step="done", words="Đã học bù 4 buổi", on=f"{today:%d/%m/%Y}", cost="1.200.000"))
    assert done.status_code == 302
    with as_system("a test looks"):
        found = PlanLine.objects.get(pk=line.pk)
        assert (found.state, found.actual_cost, found.done_on) == ("done", 1_200_000, today)


def test_ended_revoked_unknown_and_not_needed_look_alike(here: Around, line: PlanLine, client: Client) -> None:
    link, path = made(here, line)
    unknown = client.get("/lien-ket/" + "x" * 43 + "/")
    assert unknown.status_code == 404
    pages = []
    with as_system("its time is over"):
        LineLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    pages.append(client.get(path))
    assert client.post(path, answer()).status_code == 404
    link, path = made(here, line)
    with acting_as(here.officer.actor) as actor:
        links.revoke(actor=actor, link=link)
    pages.append(client.get(path))
    link, path = made(here, line)
    with acting_as(here.officer.actor) as actor:
        lines.cancel(actor=actor, line=PlanLine.objects.select_related("case").get(pk=line.pk), reason="Không cần nữa")
    pages.append(client.get(path))
    plain = _main(unknown)
    for page in pages:
        assert page.status_code == 404
        assert _main(page) == plain
    assert here.case.code not in plain
    assert state(line) == LineState.CANCELLED


def _main(page: Any) -> str:
    return str(page.content.decode().split("<main", 1)[1].split("</main>", 1)[0])


def test_a_new_link_ends_the_one_before(here: Around, line: PlanLine, client: Client) -> None:
    _, first = made(here, line)
    _, second = made(here, line)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_who_may_make_one_and_for_what(here: Around, line: PlanLine) -> None:
    with acting_as(here.policeman.actor) as actor, pytest.raises(Exception, match="quyền"):
        links.make(actor=actor, line=line)
    with pytest.raises(UserError):
        made(here, line, days=31)
    with acting_as(here.officer.actor) as actor:
        given = lines.Answer("refuse", "Không", said_by="Cô Hoa")
        lines.answer(
            actor=actor, line=PlanLine.objects.select_related("case").get(pk=line.pk), given=given, way="_told"
        )
        with pytest.raises(NotPossible):
            links.make(actor=actor, line=line)


def test_a_used_link_is_not_revoked_and_its_log_stays(here: Around, line: PlanLine, client: Client) -> None:
    link, path = made(here, line)
    client.post(path, answer())
    with acting_as(here.officer.actor) as actor, pytest.raises(NotPossible):
        links.revoke(actor=actor, link=link)


def test_a_machine_that_asks_too_often_is_told_to_wait(here: Around, line: PlanLine, client: Client) -> None:
    _, path = made(here, line)
    codes = [client.get(path).status_code for _ in range(links.OPENED_A_MINUTE + 1)]
    assert set(codes[:-1]) == {200}
    assert codes[-1] == 429
    cache.clear()
    strange = [client.get(f"/lien-ket/{number}/").status_code for number in range(links.STRANGE_A_MINUTE + 1)]
    assert set(strange[:-1]) == {404}
    assert strange[-1] == 429
    assert client.get(path).status_code == 200  # guessing by others shuts nobody out


def test_the_log_of_a_link_does_not_grow_for_ever(here: Around, line: PlanLine) -> None:
    link, path = made(here, line)
    with as_system("a scanner was here all week"):
        LineLink.objects.filter(pk=link.pk).update(log=[{"at": "2026-01-01T00:00:00+07:00", "what": "opened"}] * 200)
    assert links.open_link(path.split("/")[2], "127.0.0.1").standing == Standing.LIVE
    with as_system("a test looks"):
        assert len(LineLink.objects.get(pk=link.pk).log) == links.MOST_LOGGED


def test_an_erased_case_shows_nothing(here: Around, line: PlanLine, client: Client) -> None:
    _, path = made(here, line)
    with as_system("the case is erased"):
        here.case.erased_at = timezone.now()
        here.case.save()
    assert client.get(path).status_code == 404


def test_a_signed_in_person_sees_the_same(here: Around, line: PlanLine, client_for: Any) -> None:
    _, path = made(here, line)
    assert client_for(here.policeman).get(path).status_code == 200
    assert client_for(here.policeman).post(path, answer()).status_code == 302
    assert state(line) == LineState.ACCEPTED
