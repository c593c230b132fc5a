"""The pages of reports: what each sees, what comes back, what is written down of a look."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.forms.concerns import IntakeForm
from chungtay.cases.models import Case, Concern, ConcernState, Informant
from chungtay.foundation.models import Draft, Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet, name_units
from tests.factories.concerns import CHILD, EVENT, NEIGHBOUR, PHONE, fresh, make_chair, make_teacher, received
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def land(world: World) -> None:
    load_law()
    name_units()


def answers(**more: Any) -> dict[str, Any]:
    """A full intake as the page sends it."""
    now = timezone.localtime()
    return {
        "act": str(uuid.uuid4()), "received_day": f"{now:%d/%m/%Y}", "received_hour": f"{now:%H:%M}", "road": "phone",
        "commune": "Xã Mường Phăng", "event": EVENT, "danger": "yes", "child_name": CHILD, "child_age": "9", "child_sex": "male",
        "informant_secret": "on", "informant_name": NEIGHBOUR, "informant_phone": PHONE, **more,
    }  # fmt: skip


def one() -> Concern:
    with as_system("the only report, for a test"):
        return Concern.objects.select_related("unit").get()


# -- intake


def test_the_form_needs_at_most_twelve_answers_and_says_of_the_others_that_they_are_not_needed(alice: Person) -> None:
    with acting_as(alice.actor):
        form = IntakeForm(actor=alice.actor, hamlets=[])
    needed = [name for name, field in form.fields.items() if field.required]
    assert needed == ["commune", "received_day", "received_hour", "road", "event", "danger"]


def test_the_page_is_filled_in_with_now_and_here(alice: Person, world: World, client_for: SignIn) -> None:
    make_hamlet(world.commune)
    page = client_for(alice).get("/tin-bao/moi/").content.decode()
    assert 'value="Xã Mường Phăng"' in page
    assert f'value="{timezone.localdate():%d/%m/%Y}"' in page
    assert "Bản Phăng" in page
    assert page.count("(không bắt buộc)") >= 18


def test_a_full_intake_keeps_the_informant_apart_and_goes_to_the_report(alice: Person, client_for: SignIn) -> None:
    answer = client_for(alice).post("/tin-bao/moi/", answers())
    concern = one()
    assert answer["Location"] == f"/tin-bao/{concern.pk}/"
    body = sealing.unseal(concern)
    assert body["event"] == EVENT
    assert NEIGHBOUR not in str(body)
    with as_system("the informant"):
        assert sealing.unseal(Informant.objects.get())["name"] == NEIGHBOUR


def test_a_double_click_is_one_report(alice: Person, client_for: SignIn) -> None:
    client, sent = client_for(alice), answers()
    first, second = client.post("/tin-bao/moi/", sent), client.post("/tin-bao/moi/", sent)
    assert first["Location"] == second["Location"]
    assert one()


def test_what_is_missing_comes_back_beside_its_field_with_everything_typed(alice: Person, client_for: SignIn) -> None:
    answer = client_for(alice).post("/tin-bao/moi/", answers(event="", danger="", received_hour="quãng tối"))
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Hãy ghi sự việc", "chưa biết thì chọn", "không phải là giờ", CHILD, NEIGHBOUR):
        assert words in page


def test_a_moment_in_the_future_comes_back_and_one_long_ago_is_asked_again(alice: Person, client_for: SignIn) -> None:
    client = client_for(alice)
    assert "ở tương lai" in client.post("/tin-bao/moi/", answers(received_day="31/12/2090")).content.decode()
    old = timezone.localdate() - timezone.timedelta(days=40)
    sent = answers(received_day=f"{old:%d/%m/%Y}")
    asked = client.post("/tin-bao/moi/", sent)
    assert asked.status_code == 422
    assert "cách đây 40 ngày" in asked.content.decode()
    assert client.post("/tin-bao/moi/", {**sent, "sure": "on"}).status_code == 302


@pytest.mark.parametrize("typed", ["thanh nua", "THANH NƯA", "xã thanh nua, điện biên"])
def test_another_commune_is_found_without_accents(alice: Person, world: World, client_for: SignIn, typed: str) -> None:
    client_for(alice).post("/tin-bao/moi/", answers(commune=typed))
    assert one().unit == world.other_commune


def test_a_commune_that_is_only_begun_is_asked_back_as_a_choice(
    alice: Person, world: World, client_for: SignIn
) -> None:
    client = client_for(alice)
    asked = client.post("/tin-bao/moi/", answers(commune="thanh"))
    assert asked.status_code == 422
    assert f'value="{world.other_commune.pk}"' in asked.content.decode()
    client.post("/tin-bao/moi/", answers(commune="thanh", commune_pick=str(world.other_commune.pk)))
    assert one().unit == world.other_commune


def test_a_commune_that_is_none_is_refused_in_words(alice: Person, client_for: SignIn) -> None:
    page = client_for(alice).post("/tin-bao/moi/", answers(commune="Xã Không Có Đâu")).content.decode()
    assert "Không có đơn vị hành chính nào tên" in page


def test_a_hamlet_of_the_own_commune_is_left_out_when_it_happened_elsewhere(
    alice: Person, world: World, client_for: SignIn
) -> None:
    hamlet = make_hamlet(world.commune)
    client_for(alice).post("/tin-bao/moi/", answers(commune="Xã Thanh Nưa", hamlet=str(hamlet.pk)))
    assert one().hamlet_id is None


def test_what_was_typed_is_a_sealed_draft_when_the_session_is_locked(
    alice: Person, client_for: SignIn, settings: Any
) -> None:
    client = client_for(alice)
    client.get("/tin-bao/moi/")
    settings.IDLE_LOCK_SECONDS = 5
    session = client.session
    session["seen_at"] = 1
    session.save()
    client.post("/tin-bao/moi/", answers())
    draft = Draft.objects.get()
    assert draft.data["fields"]["informant_name"] == [NEIGHBOUR]
    assert NEIGHBOUR not in raw("SELECT data::text FROM foundation_draft")
    with as_system("nothing was sent yet"):
        assert not Concern.objects.exists()


def raw(sql: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return " ".join(str(row) for row in cursor.fetchall())


# -- inbox and page


def test_the_inbox_shows_codes_and_no_names(alice: Person, world: World, client_for: SignIn) -> None:
    concern = received(alice.actor, world.commune)
    page = client_for(alice).get("/tin-bao/").content.decode()
    assert concern.code in page
    assert "Còn" in page or "Quá hạn" in page
    for told in (CHILD, EVENT, NEIGHBOUR, "Bản Phăng 2"):
        assert told not in page


def test_each_post_sees_its_own(alice: Person, bao: Person, chi: Person, world: World, client_for: SignIn) -> None:
    teacher = make_teacher(world)
    concern = received(teacher.actor, world.commune)
    seen = {
        "alice": (alice, 200, True),
        "bao": (bao, 200, False),
        "chi": (chi, 404, False),
        "teacher": (teacher, 200, True),
    }
    for person, status, content in seen.values():
        answer = client_for(person).get(f"/tin-bao/{concern.pk}/")
        assert answer.status_code == status
        assert (EVENT in answer.content.decode()) is content
    page = client_for(teacher).get(f"/tin-bao/{concern.pk}/").content.decode()
    assert "Mở vụ việc" not in page
    assert "Người báo tin" not in page


def test_every_look_at_a_report_is_written_down_and_says_nothing_of_it(
    alice: Person, world: World, client_for: SignIn
) -> None:
    concern = received(alice.actor, world.commune)
    answer = client_for(alice).get(f"/tin-bao/{concern.pk}/")
    assert "no-store" in answer["Cache-Control"]
    look = Look.objects.get(object_type="cases.concern")
    assert (look.object_id, look.what, look.actor_name) == (concern.pk, "Tin báo", "Lò Thị Ân")


def test_search_finds_by_code_by_place_and_inside_the_own_commune_by_what_was_told(
    alice: Person, chi: Person, world: World, client_for: SignIn
) -> None:
    concern = received(alice.actor, world.commune)
    other = received(alice.actor, world.commune, event="trẻ bị bỏ lại một mình", details={"child_name": "Giàng Thị Mỷ"})
    client = client_for(alice)
    for words in (concern.code.lower(), "lo van anh", "RƯỢU"):
        page = client.post("/tin-bao/", {"q": words}).content.decode()
        assert concern.code in page, words
        assert other.code not in page, words
    assert Look.objects.filter(kind="search", object_type="cases.concern").count() == 2
    assert concern.code not in client_for(chi).post("/tin-bao/", {"q": "rượu"}).content.decode()


def test_steps_on_the_page(alice: Person, world: World, client_for: SignIn) -> None:
    chair = make_chair(world)
    concern = received(alice.actor, world.commune)
    client = client_for(alice)
    client.post(f"/tin-bao/{concern.pk}/buoc/xac-minh/")
    assert fresh(concern).state == ConcernState.CHECKING
    assert client.get(f"/tin-bao/{concern.pk}/buoc/khong-co-buoc-nay/").status_code == 404
    refused = client.post(
        f"/tin-bao/{concern.pk}/buoc/khong-can-cu/", {"why": "not_so", "words": "Đã gặp cháu và gia đình"}
    )
    assert refused.status_code == 422
    assert "không có quyền" in refused.content.decode()
    done = client_for(chair).post(
        f"/tin-bao/{concern.pk}/buoc/khong-can-cu/", {"why": "not_so", "words": "Đã gặp cháu và gia đình"}
    )
    assert done.status_code == 302
    assert fresh(concern).state == ConcernState.UNFOUNDED


def test_the_chair_passes_on_prints_and_decides_and_works_on_nothing_else(
    alice: Person, world: World, client_for: SignIn
) -> None:
    chair, other = make_chair(world), make_chair(world, "chu_tich_2", world.other_commune)
    concern = received(alice.actor, world.commune)
    here, client = f"/tin-bao/{concern.pk}/", client_for(chair)
    page = client.get(here).content.decode()
    for offered in ("chuyen/", "in/", "buoc/khong-can-cu/", "nguoi-bao/nguoi-xem/"):
        assert f"{here}{offered}" in page, offered
    for not_his in ("mo-vu-viec/", "tre/", "buoc/xac-minh/", "buoc/ghi-them/", "ghep/"):
        assert f"{here}{not_his}" not in page, not_his
    assert client.get(f"{here}mo-vu-viec/").status_code == 403
    assert client.get(f"{here}in/").content[:2] == b"PK"
    assert client_for(other).get(f"{here}in/").status_code == 404
    sent = {"act": str(uuid.uuid4()), "commune": "thanh nua", "why": "elsewhere"}
    assert client.post(f"{here}chuyen/", sent).status_code == 302
    assert fresh(concern).unit_path == world.other_commune.path
    assert f"{here}in/" not in client.get(here).content.decode()
    assert client.get(f"{here}in/").status_code == 403
    assert client_for(other).get(f"{here}in/").status_code == 200


def test_the_register_is_searched_and_not_known_is_an_answer(alice: Person, world: World, client_for: SignIn) -> None:
    child = make_child(world.commune, CHILD, "2016-05-01")
    concern = received(alice.actor, world.commune)
    client = client_for(alice)
    page = client.get(f"/tin-bao/{concern.pk}/tre/").content.decode()
    assert CHILD in page
    client.post(f"/tin-bao/{concern.pk}/tre/", {"child": child.pk})
    assert fresh(concern).child_id == child.pk
    client.post(f"/tin-bao/{concern.pk}/tre/", {"child": ""})
    assert fresh(concern).child_id is None


def test_a_case_is_opened_with_the_reports_that_were_ticked(alice: Person, world: World, client_for: SignIn) -> None:
    first = received(alice.actor, world.commune)
    second = received(alice.actor, world.commune, road="school", hours=2)
    client = client_for(alice)
    assert second.code in client.get(f"/tin-bao/{first.pk}/mo-vu-viec/").content.decode()
    sent = {"act": str(uuid.uuid4()), "secrecy": "ordinary", "tin": [str(second.pk)]}
    for _ in range(2):  # a double click
        assert client.post(f"/tin-bao/{first.pk}/mo-vu-viec/", sent).status_code == 302
    with as_system("one case with both"):
        case = Case.objects.get()
        assert Concern.objects.filter(case=case).count() == 2


def test_a_case_code_that_is_not_there_is_said(alice: Person, world: World, client_for: SignIn) -> None:
    concern = received(alice.actor, world.commune)
    answer = client_for(alice).post(f"/tin-bao/{concern.pk}/ghep/", {"vu_viec": "VV-2026-999999"})
    assert answer.status_code == 422
    assert "Không thấy vụ việc" in answer.content.decode()


def test_it_is_sent_on_from_the_page(alice: Person, world: World, client_for: SignIn) -> None:
    concern = received(alice.actor, world.commune)
    answer = client_for(alice).post(
        f"/tin-bao/{concern.pk}/chuyen/", {"act": str(uuid.uuid4()), "commune": "thanh nua", "why": "elsewhere"}
    )
    assert answer["Location"] == "/tin-bao/?loai=da-chuyen"
    page = client_for(alice).get("/tin-bao/?loai=da-chuyen").content.decode()
    assert concern.code in page
    assert "Thanh Nưa" in page


# -- the informant's page


def test_the_informant_stands_only_on_the_answer_to_a_reason_and_is_kept_by_no_browser(
    alice: Person, bao: Person, world: World, client_for: SignIn
) -> None:
    concern = received(alice.actor, world.commune)
    url, client = f"/tin-bao/{concern.pk}/nguoi-bao/", client_for(alice)
    assert NEIGHBOUR not in client.get(url).content.decode()
    answer = client.post(url, {"reason": "gọi lại hỏi nơi ở của cháu"})
    assert answer.status_code == 200
    assert NEIGHBOUR in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert NEIGHBOUR not in client_for(bao).post(url, {"reason": "muốn biết ai đã báo"}).content.decode()
    assert Look.objects.filter(object_type="cases.informant").count() == 1


def test_the_chair_opens_the_page_of_readers_and_the_officer_does_not(
    alice: Person, world: World, client_for: SignIn
) -> None:
    chair = make_chair(world)
    concern = received(alice.actor, world.commune)
    url = reverse("case_concerns:readers", args=[concern.pk])
    assert client_for(alice).get(url).status_code == 403
    client = client_for(chair)
    assert "Lò Thị Ân" in client.get(url).content.decode()
    client.post(url, {"users": [str(chair.user.pk)], "reason": "cán bộ là người thân bên bị báo"})
    with as_system("readers"):
        assert Informant.objects.get().readers == [chair.user.pk]


# -- my day


def test_my_day_has_a_line_with_the_time_left_and_no_name(
    alice: Person, chi: Person, world: World, client_for: SignIn
) -> None:
    concern = received(alice.actor, world.commune, hours=1)
    page = client_for(alice).get("/").content.decode()
    assert concern.code in page
    assert re.search(r"Còn 1\d giờ", page)
    assert CHILD not in page
    assert concern.code not in client_for(chi).get("/").content.decode()


def test_form_01_is_printed_without_who_reported(alice: Person, bao: Person, world: World, client_for: SignIn) -> None:
    import io

    from docx import Document

    concern = received(alice.actor, world.commune)
    answer = client_for(alice).get(f"/tin-bao/{concern.pk}/in/")
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    words = "\n".join(
        [one.text for one in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    assert EVENT in words
    assert CHILD in words
    assert "bị xâm hại" in words
    for told in (NEIGHBOUR, PHONE, "ngại bị trả thù", "bản Khuất"):
        assert told not in words
    assert client_for(bao).get(f"/tin-bao/{concern.pk}/in/").status_code == 403
    assert Look.objects.filter(kind="print", object_type="cases.concern").count() == 1


@pytest.fixture(autouse=True)
def forgotten_limits() -> None:
    cache.clear()


def test_who_may_open_the_case_reads_its_reports_wherever_they_came_to(
    alice: Person, bao: Person, chi: Person, world: World, client_for: SignIn
) -> None:
    from chungtay.cases.services import concern_joining

    concern = received(alice.actor, world.commune)
    with acting_as(alice.actor):
        case = concern_joining.open_case(actor=alice.actor, concern=concern)
    url = f"/vu-viec/{case.pk}/tin-bao/"
    assert EVENT in client_for(alice).get(url).content.decode()
    assert client_for(chi).get(url).status_code == 404
    assert client_for(bao).get(url).status_code == 403
    with as_system("the lead goes to the other commune"):
        Case.objects.filter(pk=case.pk).update(unit=world.other_commune, unit_path=world.other_commune.path)
    page = client_for(chi).get(url).content.decode()
    assert EVENT in page
    assert NEIGHBOUR not in page
    assert concern.code in client_for(chi).get(f"/vu-viec/{case.pk}/").content.decode()


def test_the_own_commune_is_meant_by_its_name_though_another_province_has_one_like_it(
    alice: Person, world: World, client_for: SignIn
) -> None:
    from tests.factories.accounts import make_unit

    make_unit("commune", "03999", "Xã Mường Phăng", world.other_province)
    name_units()
    client_for(alice).post("/tin-bao/moi/", answers())
    assert one().unit == world.commune


def test_the_commune_where_the_child_lives_is_told(
    alice: Person, chi: Person, world: World, client_for: SignIn
) -> None:
    from chungtay.foundation.models import Notice

    client_for(alice).post("/tin-bao/moi/", answers(residence="thanh nua"))
    assert one().code in Notice.objects.get(post_id=chi.post.pk).title
    page = client_for(alice).get(f"/tin-bao/{one().pk}/").content.decode()
    assert "Xã nơi trẻ cư trú" in page
