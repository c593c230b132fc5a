"""Pages of plans and lines, as the officer, the agency and others meet them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chungtay.cases.models import CaseState, PlanLine
from chungtay.cases.services import lines, links
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World
from tests.factories.law import load_law
from tests.factories.plans import Around, approved, around, drafted, line_data

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]


@pytest.fixture
def here(world: World, alice: Person) -> Around:
    load_law()
    return around(world, alice)


def typed(**fields: Any) -> dict[str, Any]:
    usual = {
        "act": str(uuid.uuid4()), "service": "Khám sức khỏe", "category": "health", "measure": "50_2_a", "agency": "",
        "provider_name": "", "starts_on": "20/11/2026", "ends_on": "20/12/2026", "cost": "1.500.000", "instruction": "",
    }  # fmt: skip
    return {**usual, **fields}


def only_line() -> PlanLine:
    with as_system("a test looks"):
        found: PlanLine = PlanLine.objects.select_related("agency").get()
    return found


def test_the_plan_from_nothing_to_its_first_line(here: Around, client_for: ClientFor) -> None:
    client, url = client_for(here.officer), f"/vu-viec/{here.case.pk}/ke-hoach/"
    assert "chưa có kế hoạch" in client.get(url).content.decode()
    said = {"act": str(uuid.uuid4()), "version": "0", "goal": "Trẻ được an toàn", "monitoring": "", "organisation": ""}
    assert client.post(url + "noi-dung/", said).status_code == 302
    assert client.post(url + "noi-dung/", said).status_code == 302  # the double click is no other editor
    line = typed(agency="cong an xa muong phang")
    assert client.post(url + "them/", line).status_code == 302
    assert client.post(url + "them/", line).status_code == 302
    assert only_line().agency == here.police
    assert only_line().cost == 1_500_000
    text = client.get(url).content.decode()
    for words in ("Trẻ được an toàn", "Khám sức khỏe", "Công an xã Mường Phăng", "1.500.000 đồng"):
        assert words in text
    assert Look.objects.filter(object_type="cases.case", object_id=here.case.pk, user_id=here.officer.user.pk).exists()


@pytest.mark.parametrize(
    ("typed_name", "found"),
    [("tram y te", "Trạm Y tế xã Mường Phăng"), ("CÔNG AN XÃ", "Công an xã Mường Phăng"), ("so y te", "Sở Y tế")],
)
def test_an_agency_is_found_by_words_without_accents(
    here: Around, client_for: ClientFor, typed_name: str, found: str
) -> None:
    drafted(here)
    url = f"/vu-viec/{here.case.pk}/ke-hoach/them/"
    assert client_for(here.officer).post(url, typed(agency=typed_name)).status_code == 302
    agency = only_line().agency
    assert agency is not None
    assert agency.name == found


def test_an_agency_that_fits_several_or_none_is_told(here: Around, client_for: ClientFor) -> None:
    drafted(here)
    client, url = client_for(here.officer), f"/vu-viec/{here.case.pk}/ke-hoach/them/"
    page = client.post(url, typed(agency="xa muong phang", service="Tuần tra"))
    assert page.status_code == 422
    assert "Trạm Y tế xã Mường Phăng" in page.content.decode()
    assert "Tuần tra" in page.content.decode()
    page = client.post(url, typed(agency="thanh nua"))  # another commune's
    assert "Không thấy cơ quan này" in page.content.decode()


def test_a_line_changed_meanwhile_is_shown_side_by_side(here: Around, client_for: ClientFor) -> None:
    drafted(here, line_data())
    client, line = client_for(here.officer), only_line()
    url = f"/vu-viec/{here.case.pk}/ke-hoach/{line.pk}/sua/"
    assert client.post(url, typed(version="1", cost="10")).status_code == 302
    page = client.post(url, typed(version="1", cost="20"))
    assert page.status_code == 422
    assert "vừa được sửa" in page.content.decode()
    assert client.post(url, typed(version="2", cost="20")).status_code == 302
    assert only_line().cost == 20


def test_money_as_people_write_it(here: Around, client_for: ClientFor) -> None:
    drafted(here)
    client, url = client_for(here.officer), f"/vu-viec/{here.case.pk}/ke-hoach/them/"
    for words in ("1,5 triệu", "-3", "1.50.000"):
        assert client.post(url, typed(cost=words)).status_code == 422
    assert client.post(url, typed(cost="2 000 000 đồng")).status_code == 302
    assert only_line().cost == 2_000_000


def test_the_agencys_pages_show_the_minimum_and_take_an_answer(here: Around, client_for: ClientFor) -> None:
    line = approved(here, line_data(agency=here.clinic, instruction="Mời gia đình đến trạm"))[0]
    client = client_for(here.doctor)
    day = client.get("/").content.decode()
    assert here.case.code in day
    listed = client.get("/phan-viec/").content.decode()
    assert f"/phan-viec/{line.pk}/" in listed
    page = client.get(f"/phan-viec/{line.pk}/")
    text = page.content.decode()
    assert "Mời gia đình đến trạm" in text
    for words in ("Dế", "Trẻ được an toàn", "roi"):
        assert words not in text
    assert page["Cache-Control"] == "no-store"
    said = {"act": str(uuid.uuid4()), "step": "done", "words": "", "on": "", "cost": ""}
    assert client.post(f"/phan-viec/{line.pk}/", said).status_code == 422
    said |= {"words": "Đã khám", "on": f"{timezone.localdate():%d/%m/%Y}", "cost": "300.000"}
    assert client.post(f"/phan-viec/{line.pk}/", said).status_code == 302
    assert client.post(f"/phan-viec/{line.pk}/", said).status_code == 302  # once more, the same
    assert only_line().state == "done"
    assert only_line().actual_cost == 300_000
    seen = client_for(here.officer).get(f"/vu-viec/{here.case.pk}/ke-hoach/{line.pk}/").content.decode()
    assert "Đã khám" in seen
    assert "Cà Thị Duyên" in seen


def test_pages_of_the_case_are_shut_for_the_agency(here: Around, client_for: ClientFor) -> None:
    line = approved(here, line_data(agency=here.police))[0]
    client = client_for(here.policeman)
    for path in ("", "noi-dung/", "them/", "so-sanh/", f"{line.pk}/", f"{line.pk}/sua/"):
        assert client.get(f"/vu-viec/{here.case.pk}/ke-hoach/{path}").status_code in (403, 404), path
    assert client.get("/vu-viec/hop/").status_code == 403
    assert client.get("/vu-viec/kinh-phi/").status_code == 403


def test_another_commune_and_the_province_find_no_content(
    here: Around, client_for: ClientFor, chi: Person, bao: Person
) -> None:
    drafted(here, line_data())
    url = f"/vu-viec/{here.case.pk}/ke-hoach/"
    assert client_for(chi).get(url).status_code == 404
    assert client_for(bao).get(url).status_code == 403


def test_the_line_of_another_agency_does_not_exist(here: Around, client_for: ClientFor) -> None:
    line = approved(here, line_data(agency=here.police))[0]
    assert client_for(here.doctor).get(f"/phan-viec/{line.pk}/").status_code == 404


def test_the_slip_is_shown_once_and_the_link_is_taken_back(here: Around, client_for: ClientFor) -> None:
    line = approved(here, line_data(provider_name="Trường Mầm non"))[0]
    client, url = client_for(here.officer), f"/vu-viec/{here.case.pk}/ke-hoach/{line.pk}/"
    slip = client.post(url + "lien-ket/", {"days": "3"})
    assert slip["Cache-Control"] == "no-store"
    address = slip.content.decode().split('id="lien-ket">', 1)[1].split("<", 1)[0]
    path = "/lien-ket/" + address.split("/lien-ket/", 1)[1]
    stranger = Client()
    assert stranger.get(path).status_code == 200
    page = client.get(url).content.decode()
    assert "Mở liên kết" in page
    assert path.split("/")[2] not in page
    with acting_as(here.officer.actor):
        link = only_line().links.get()
    assert client.post(f"{url}lien-ket/{link.pk}/thu-hoi/").status_code == 302
    assert stranger.get(path).status_code == 404
    assert "Đã thu hồi" in client.get(url).content.decode()


def test_told_and_cancelled_from_the_page_of_the_line(here: Around, client_for: ClientFor) -> None:
    line = approved(here, line_data(agency=here.police))[0]
    client, url = client_for(here.officer), f"/vu-viec/{here.case.pk}/ke-hoach/{line.pk}/"
    said = {"act": str(uuid.uuid4()), "step": "accept", "words": "", "on": "", "cost": "", "said_by": ""}
    page = client.post(url + "tra-loi/", said)
    assert page.status_code == 422
    assert "Hãy ghi họ tên" in page.content.decode()
    said |= {"said_by": "Đại úy Sáng"}
    assert client.post(url + "tra-loi/", said).status_code == 302
    assert client.post(url + "tra-loi/", said).status_code == 302  # once more, the same
    assert only_line().state == "accepted"
    assert client.post(url + "huy/", {"act": str(uuid.uuid4()), "reason": ""}).status_code == 422
    assert client.post(url + "huy/", {"act": str(uuid.uuid4()), "reason": "Gia đình chuyển đi"}).status_code == 302
    assert only_line().state == "cancelled"
    assert "Gia đình chuyển đi" in client.get(url).content.decode()


def test_steps_of_a_draft_line(here: Around, client_for: ClientFor) -> None:
    drafted(here, line_data())
    client, url = client_for(here.officer), f"/vu-viec/{here.case.pk}/ke-hoach/{only_line().pk}/buoc/"
    for step in ("len", "xuong", "bo"):
        assert client.get(url + f"{step}/").status_code == 405
        assert client.post(url + f"{step}/").status_code == 302
    with as_system("a test looks"):
        assert not PlanLine.objects.exists()
    assert client.post(url + "len/").status_code == 404


def test_the_agenda_has_codes_and_names_only_when_asked(here: Around, client_for: ClientFor) -> None:
    client = client_for(here.officer)
    page = client.get("/vu-viec/hop/").content.decode()
    assert here.case.code in page
    said = {
        "on": f"{timezone.localdate():%d/%m/%Y}", "time": "14:00", "place": "Phòng họp số 2", "chair": "", "members": "",
        "cases": [str(here.case.pk)], "page": "1",
    }  # fmt: skip
    paper = client.post("/vu-viec/hop/", said).content.decode()
    for words in (here.case.code, "THÔNG TIN BÍ MẬT ĐỜI SỐNG RIÊNG TƯ", "Phòng họp số 2", "Lập kế hoạch"):
        assert words in paper
    assert "Dế" not in paper
    named = client.post("/vu-viec/hop/", said | {"names": "on"}).content.decode()
    assert "Dế" in named
    assert "Vàng A" not in named
    looks = Look.objects.filter(kind="print", object_type="cases.case", object_ids__contains=[here.case.pk]).order_by(
        "id"
    )
    assert [look.what for look in looks] == ["Chương trình họp, chỉ mã số", "Chương trình họp, có tên gọi"]
    assert AuditEntry.objects.filter(action="meeting_agenda", data__cases=[here.case.code]).count() == 2
    word = client.post("/vu-viec/hop/", {key: value for key, value in said.items() if key != "page"} | {"word": "1"})
    assert word.content[:2] == b"PK"
    assert client.post("/vu-viec/hop/", said | {"cases": []}).status_code == 422


def test_names_on_the_agenda_only_for_who_may_open(here: Around, client_for: ClientFor, bao: Person) -> None:
    """The province supervises by codes: it gets no name, whatever it ticks."""
    said = {
        "on": f"{timezone.localdate():%d/%m/%Y}", "time": "14:00", "place": "Sở", "chair": "", "members": "", "names": "on",
        "cases": [str(here.case.pk)], "page": "1",
    }  # fmt: skip
    paper = client_for(bao).post("/vu-viec/hop/", said).content.decode()
    assert here.case.code in paper
    assert "Dế" not in paper


def test_form_04_on_paper(here: Around, client_for: ClientFor) -> None:
    """As a draft it says so; as approved it stays as it was approved, whatever becomes of its lines."""
    plan = drafted(here, line_data(agency=here.clinic))
    client, url = client_for(here.officer), f"/vu-viec/{here.case.pk}/ke-hoach/in/{plan.pk}/"
    text = client.get(url).content.decode()
    for words in (
        "Trẻ được an toàn",
        "Khám sức khỏe",
        "500.000",
        "THÔNG TIN BÍ MẬT",
        "chưa được phê duyệt",
        "Vàng A Dế",
    ):
        assert words in text, words
    refused = client.post(url, {"scope": " "})
    assert refused.status_code == 422
    word = client.post(url, {"scope": "Chủ tịch UBND xã"})
    assert word.content[:2] == b"PK"
    assert "Dế" not in word["Content-Disposition"]
    assert AuditEntry.objects.filter(action="plan_printed", object_label=here.case.code).count() == 1
    assert Look.objects.filter(kind="print", object_id=here.case.pk).exists()
    assert client_for(here.doctor).get(url).status_code == 404


def test_the_paper_of_an_approved_plan_stays_as_approved(here: Around, client_for: ClientFor) -> None:
    line = approved(here, line_data(agency=here.clinic))[0]
    with acting_as(here.officer.actor) as actor:
        lines.cancel(actor=actor, line=PlanLine.objects.select_related("case").get(pk=line.pk), reason="Thôi")
    url = f"/vu-viec/{here.case.pk}/ke-hoach/in/{line.plan_id}/"
    text = client_for(here.officer).get(url).content.decode()
    assert "Trạm Y tế xã Mường Phăng" in text
    assert "chưa được phê duyệt" not in text


def test_an_ended_case_is_not_on_the_agenda(here: Around, client_for: ClientFor) -> None:
    with as_system("the case was closed"):
        here.case.state, here.case.closed_at = CaseState.UNFOUNDED, timezone.now()
        here.case.save()
    assert here.case.code not in client_for(here.officer).get("/vu-viec/hop/").content.decode()


def test_costs_page(here: Around, client_for: ClientFor) -> None:
    approved(here, line_data(agency=here.clinic))
    text = client_for(here.officer).get("/vu-viec/kinh-phi/").content.decode()
    assert "500.000" in text
    assert here.case.code not in text
    assert client_for(here.officer).get("/vu-viec/kinh-phi/?nam=abc").status_code == 200


def test_every_standing_of_a_link_has_words_on_the_line(here: Around, client_for: ClientFor) -> None:
    line = approved(here, line_data(provider_name="Trường Mầm non"))[0]
    with acting_as(here.officer.actor) as actor:
        _, path = links.make(actor=actor, line=line)
    act = {"act": str(uuid.uuid4()), "step": "accept", "words": "", "said_by": "Cô Hoa"}
    assert Client().post(path, act).status_code == 302
    text = client_for(here.officer).get(f"/vu-viec/{here.case.pk}/ke-hoach/{line.pk}/").content.decode()
    assert "Đã dùng để trả lời" in text
    assert "Cô Hoa (qua liên kết)" in text
