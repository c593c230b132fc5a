"""Reports from outside: a file of hotline 111, the API, the page for everybody; each with bad input."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import Concern, IntakeClient, Road
from chungtay.cases.public import report_concern, secret_of, state_of
from chungtay.cases.services import intake_clients
from chungtay.foundation.models import AuditEntry, Draft
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.spreadsheets import Sheet, to_xlsx
from tests.factories.accounts import Person, World
from tests.factories.children import name_units
from tests.factories.concerns import CHILD, EVENT, NEIGHBOUR, PHONE, make_teacher
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HEAD = ["STT", "Số phiếu", "Thời gian tiếp nhận", "Xã", "Tỉnh", "Nội dung", "Họ tên trẻ", "Người báo tin", "Điện thoại"]


@pytest.fixture(autouse=True)
def land(world: World) -> None:
    load_law()
    name_units()


def now() -> str:
    return f"{timezone.localtime() - timezone.timedelta(hours=1):%H:%M %d/%m/%Y}"


def rows() -> list[list[Any]]:
    return [
        [1, "111-1", now(), "Mường Phăng", "Điện Biên", EVENT, CHILD, NEIGHBOUR, PHONE],
        [2, "111-2", now(), "Thanh Nưa", "Điện Biên", "Trẻ bị bỏ lại một mình", "", "", ""],
        [3, "111-3", "hôm qua", "Mường Phăng", "Điện Biên", "Trẻ bị đánh", "", "", ""],
        [4, "111-4", now(), "Xã Không Đâu", "Điện Biên", "Trẻ bị đánh", "", "", ""],
        [5, "111-5", now(), "Mường Phăng", "Điện Biên", "", "", "", ""],
        [6, "111-1", now(), "Mường Phăng", "Điện Biên", "Lần hai", "", "", ""],
        [7, "111-7", "08:00 31/12/2090", "Mường Phăng", "Điện Biên", "Trẻ bị đánh", "", "", ""],
    ]


def xlsx(lines: list[list[Any]] | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("111.xlsx", to_xlsx([Sheet("Tin báo", [HEAD], rows() if lines is None else lines)]))


def concerns() -> list[Concern]:
    with as_system("all reports, for a test"):
        return list(Concern.objects.select_related("unit").order_by("pk"))


# -- a file of 111


def test_each_row_says_what_is_wrong_and_the_right_ones_are_entered_once(alice: Person, client_for: SignIn) -> None:
    client = client_for(alice)
    url = client.post("/tin-bao/111/tep/", {"file": xlsx()})["Location"]
    page = client.get(url).content.decode()
    for words in (
        "không đọc được",
        "Không có đơn vị hành chính nào",
        "Thiếu nội dung",
        "Trùng số phiếu với dòng",
        "ở tương lai",
        "Ghi 2 tin báo",
    ):
        assert words in page, words
    assert concerns() == []
    for _ in range(2):
        client.post(url)
    assert [(one.outside_id, one.unit.name, one.road) for one in concerns()] == [
        ("111-1", "Xã Mường Phăng", "hotline"), ("111-2", "Xã Thanh Nưa", "hotline"),
    ]  # fmt: skip
    page = client.get(url).content.decode()
    assert "Đã ghi: TB-" in page
    assert EVENT not in str(Draft.objects.get(key__startswith="held:tin-bao-111").data), (
        "what was entered is not kept twice"
    )


def test_the_same_file_again_enters_nothing_twice_with_numbers_or_without(alice: Person, client_for: SignIn) -> None:
    client, line = client_for(alice), [rows()[0]]
    bare = [[*line[0][:1], "", *line[0][2:]]]
    for lines in (line, line, bare, bare):
        client.post(client.post("/tin-bao/111/tep/", {"file": xlsx(lines)})["Location"])
    assert len(concerns()) == 2


def test_another_person_does_not_find_the_rows_that_wait(alice: Person, chi: Person, client_for: SignIn) -> None:
    url = client_for(alice).post("/tin-bao/111/tep/", {"file": xlsx()})["Location"]
    assert client_for(chi).get(url).status_code == 404
    key = f"held:tin-bao-111:{url.rstrip('/').rsplit('/', 1)[1]}"
    assert client_for(alice).get("/ban-nhap/", {"key": key}).status_code == 400


def test_rows_wait_sealed(alice: Person, client_for: SignIn) -> None:
    client_for(alice).post("/tin-bao/111/tep/", {"file": xlsx()})
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM foundation_draft")
        kept = cursor.fetchone()[0]
    for told in (NEIGHBOUR, CHILD, "gậy"):
        assert told not in kept
        assert json.dumps(told)[1:-1] not in kept


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("111.csv", EICAR, "mã độc"),
        ("111.xlsx", b"", "trống"),
        ("111.xlsx", b"%PDF-1.7 abc", "PDF"),
        ("111.csv", "Tên,Tuổi\nAn,9\n".encode(), "Chưa nhận ra dòng tên cột"),
        ("111.csv", "Số phiếu,Thời gian,Xã,Nội dung\n".encode(), "không có tin nào"),
        ("111.exe", b"MZ\x00\x00", "không thuộc loại"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_words(
    alice: Person, client_for: SignIn, name: str, content: bytes, said: str
) -> None:
    answer = client_for(alice).post("/tin-bao/111/tep/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_csv_in_an_old_code_page_is_read(alice: Person, client_for: SignIn) -> None:
    text = (
        "Số phiếu;Thời gian tiếp nhận;Xã;Tỉnh;Nội dung\n9;"
        + now()
        + ";Mường Phăng;Điện Biên;Cháu bé bị đánh đập nhiều lần ở nhà\n"
    )
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "cp1258"), start=1):
        import unicodedata

        typed = text.replace("\n9;", f"\n9{number};")
        content = (unicodedata.normalize("NFD", typed) if encoding == "cp1258" else typed).encode(encoding, "ignore")
        client = client_for(alice)
        url = client.post("/tin-bao/111/tep/", {"file": SimpleUploadedFile("111.csv", content)}).get("Location", "")
        assert url, encoding
        client.post(url)
    told = [sealing.unseal(one)["event"] for one in concerns()]
    assert told[:2] == ["Cháu bé bị đánh đập nhiều lần ở nhà"] * 2
    assert len(told) == 3


def test_who_does_not_read_cases_uploads_no_file(world: World, client_for: SignIn) -> None:
    assert client_for(make_teacher(world)).get("/tin-bao/111/tep/").status_code == 403


def test_a_pasted_text_fills_the_form_and_saves_nothing(alice: Person, client_for: SignIn) -> None:
    text = f"Số phiếu: 111-77\nThời gian: {now()}\nXã: Thanh Nua\nTỉnh: Điện Biên\nNội dung: {EVENT}\nNgười báo tin: {NEIGHBOUR}"
    page = client_for(alice).post("/tin-bao/111/", {"text": text}).content.decode()
    assert EVENT in page
    assert 'value="111-77"' in page
    assert 'value="Thanh Nua, Điện Biên"' in page
    assert concerns() == []


# -- the API


@pytest.fixture
def token(dung: Person) -> str:
    with acting_as(dung.actor):
        return intake_clients.make_client(actor=dung.actor, name="hệ thống của tỉnh")[1]


def sent(**more: Any) -> dict[str, Any]:
    return {
        "number": "111-2026-9", "received_at": (timezone.now() - timezone.timedelta(minutes=5)).isoformat(),
        "commune_code": "03145", "event": EVENT, "danger": True, "child": {"name": CHILD, "age": 9, "sex": "male"},
        "informant": {"name": NEIGHBOUR}, **more,
    }  # fmt: skip


def post(token: str, data: Any, **options: Any) -> Any:
    body = data if isinstance(data, bytes) else json.dumps(data)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(enforce_csrf_checks=True).post(
        "/api/tin-bao/", body, **{"content_type": "application/json", "headers": headers, **options}
    )


def test_a_report_by_api_is_one_report_however_often_it_is_sent(token: str, alice: Person) -> None:
    first, again = post(token, sent()), post(token, sent(event="chữ khác"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] == again.json()["code"] == concerns()[0].code
    assert len(concerns()) == 1
    concern = concerns()[0]
    assert (concern.road, concern.danger, concern.unit.name) == ("hotline", True, "Xã Mường Phăng")
    assert NEIGHBOUR not in str(sealing.unseal(concern))
    assert not first.cookies
    entry = AuditEntry.objects.get(action="concern_received")
    assert entry.data["client"] == IntakeClient.objects.get().pk


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"), ({"number": 9}, "number"), ({"number": "x" * 61}, "number"), ({"event": None}, "event"),
        ({"event": "x" * 10_001}, "event"), ({"received_at": "hôm qua"}, "received_at"),
        ({"received_at": "2026-12-05T21:40"}, "received_at"),
        ({"received_at": "2090-01-01T00:00+07:00"}, "received_at"), ({"commune_code": "99999"}, "commune_code"),
        ({"commune_code": "03388"}, "commune_code"), ({"commune_code": "", "commune": "Không Đâu"}, "commune"),
        ({"danger": "yes"}, "danger"), ({"subject": "x"}, "subject"), ({"child": []}, ""), ({"child": {"sex": "nam"}}, "child.sex"),
        ({"child": {"mother": "x"}}, "child.mother"), ({"informant": "x"}, "informant"), ({"nonsense": 1}, "nonsense"),
        ({"event": "a\x00b"}, "event"), ({"details": {"child_name": "a\x00"}}, "details.child_name"),
        ({"child": {"age": True}}, "child.age"),
    ],
)  # fmt: skip
def test_every_wrong_field_is_named(token: str, change: dict[str, Any], field: str) -> None:
    answer = post(token, sent(**change))
    if field:
        assert answer.status_code == 422
        assert field in answer.json()["fields"]
        assert concerns() == []
    else:
        assert answer.status_code == 201  # an empty group says nothing


@pytest.mark.parametrize("body", [b" ", b"{", b"[]", b"\xff\xfe{}", b"[" * 100_000, b'"x"', b"null"])
def test_what_is_no_json_object_is_refused(token: str, body: bytes) -> None:
    assert post(token, body).status_code == 422


def test_the_road_without_a_token_is_shut(token: str, dung: Person) -> None:
    assert post("", sent()).status_code == 401
    assert post("ct111_wrong", sent()).status_code == 401
    assert post(token, sent(), content_type="text/plain").status_code == 415
    assert post(token, b" " * 200_001).status_code == 413
    with acting_as(dung.actor):
        intake_clients.end_client(actor=dung.actor, client=IntakeClient.objects.get())
    assert post(token, sent()).status_code == 401
    assert concerns() == []


def test_too_many_are_told_to_wait(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chungtay.cases.views.concern_api.PER_MINUTE", 2)
    answers = [post(token, sent(number=f"n{number}")) for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2]["Retry-After"] == "60"


def test_a_signed_in_person_gains_nothing_at_the_api(alice: Person, client_for: SignIn) -> None:
    assert (
        client_for(alice).post("/api/tin-bao/", json.dumps(sent()), content_type="application/json").status_code == 401
    )


def test_the_token_is_shown_once_and_kept_as_a_digest(dung: Person, client_for: SignIn) -> None:
    client = client_for(dung)
    page = client.post("/tin-bao/ket-noi/", {"name": "Tổng đài 111", "road": "hotline"}).content.decode()
    shown = re.search(r"ct111_[\w-]+", page)
    assert shown
    assert post(shown[0], sent()).status_code == 201
    assert shown[0] not in client.get("/tin-bao/ket-noi/").content.decode()
    assert shown[0] not in str(vars(IntakeClient.objects.get()))
    client.post(f"/tin-bao/ket-noi/{IntakeClient.objects.get().pk}/ngung/")
    assert post(shown[0], sent(number="khac")).status_code == 401


def test_the_administrator_of_another_province_reaches_no_client_of_this_one(
    dung: Person, world: World, client_for: SignIn, token: str
) -> None:
    from tests.factories.accounts import make_person

    far = make_person(
        "xa", "Vừ A Xa", "province_administrator", world.far_department, "Quản trị", unit=world.other_province
    )
    client = client_for(far)
    assert "hệ thống của tỉnh" not in client.get("/tin-bao/ket-noi/").content.decode()
    assert client.post(f"/tin-bao/ket-noi/{IntakeClient.objects.get().pk}/ngung/").status_code == 404


# -- the page for everybody


def told(**more: Any) -> dict[str, Any]:
    return {
        "act": str(uuid.uuid4()),
        "event": EVENT,
        "commune": "muong phang",
        "place": "Bản Phăng 2",
        "name": NEIGHBOUR,
        **more,
    }


def test_anybody_reports_and_gets_a_number_and_nothing_else(alice: Person) -> None:
    client = Client()
    assert "tel:111" in client.get("/bao-tin/").content.decode()
    page = client.post("/bao-tin/", told(), follow=True).content.decode()
    concern = concerns()[0]
    assert concern.code in page
    assert secret_of(concern.code) in page
    assert concern.road == Road.PUBLIC
    for words in (EVENT, NEIGHBOUR, "Bản Phăng 2"):
        assert words not in page
    assert concern.code not in client.get("/bao-tin/da-gui/", follow=True).content.decode(), "the number is shown once"


def test_a_double_click_of_a_citizen_is_one_report() -> None:
    client, words = Client(), told()
    for _ in range(2):
        assert client.post("/bao-tin/", words).status_code == 302
    assert len(concerns()) == 1


def test_number_and_word_say_received_or_being_handled_and_a_wrong_word_says_nothing(
    alice: Person, world: World
) -> None:
    from chungtay.cases.services import concern_steps

    receipt = report_concern(unit=world.commune, event=EVENT)
    client = Client()

    def ask(number: str, secret: str) -> str:
        return client.post("/bao-tin/theo-doi/", {"number": number, "secret": secret}).content.decode()

    assert "Đã nhận." in ask(receipt.number.lower(), receipt.secret.lower())
    with acting_as(alice.actor):
        concern_steps.check(actor=alice.actor, concern=Concern.objects.get())
    assert "Đang xử lý." in ask(receipt.number, receipt.secret)
    assert "chưa khớp" in ask(receipt.number, "AAAAAAAA")
    assert "chưa khớp" in ask("TB-2026-999999", secret_of("TB-2026-999999")), "a word without a report says nothing"
    assert state_of(receipt.number, "") == ""


def test_a_report_of_an_office_is_not_asked_about_from_outside(alice: Person, world: World) -> None:
    from tests.factories.concerns import received

    concern = received(alice.actor, world.commune)
    assert state_of(concern.code, secret_of(concern.code)) == ""


def test_a_trap_that_was_filled_in_is_told_and_nothing_is_lost() -> None:
    answer = Client().post("/bao-tin/", told(website="http://x"))
    assert answer.status_code == 422
    assert "Ô này phải để trống" in answer.content.decode()
    assert EVENT in answer.content.decode()
    assert concerns() == []


def test_too_many_from_one_address_keep_their_words_and_read_111(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chungtay.cases.views.concern_public.REPORTS", 1)
    client = Client()
    assert client.post("/bao-tin/", told()).status_code == 302
    page = client.post("/bao-tin/", told(event="chuyện thứ hai")).content.decode()
    assert "gọi 111" in page
    assert "chuyện thứ hai" in page
    assert len(concerns()) == 1


@pytest.mark.parametrize(
    "change", [{"event": ""}, {"commune": "không đâu cả"}, {"event": "x" * 4001}, {"child_age": "chín"}]
)
def test_bad_input_of_a_citizen_comes_back(change: dict[str, Any]) -> None:
    answer = Client().post("/bao-tin/", told(**change))
    assert answer.status_code == 422
    assert "vẫn còn nguyên" in answer.content.decode()
    assert concerns() == []
