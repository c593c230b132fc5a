"""/quan-tri/: what an administrator of a province does, and what nobody else may."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from chungtay.accounts import lockout
from chungtay.accounts.models import Agency, Delegation, Post, RoleSetting, User
from chungtay.accounts.services import give_post
from chungtay.accounts.services.posts import NewPost
from chungtay.foundation import audit
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry
from tests.factories.accounts import PASSWORD, Person, World, make_person

Browse = Callable[[Person], Client]


@pytest.fixture
def desk(dung: Person, client_for: Browse) -> Client:
    """The administrator, who proved who he is a moment ago."""
    return proved(client_for(dung))


def proved(client: Client) -> Client:
    session = client.session
    records = {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [records]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def add(desk: Client, **more: str) -> Any:
    data = {
        "full_name": "Quàng Văn Mới", "username": "moiqv", "phone": "", "email": "",
        "agency_text": "ubnd muong phang", "agency": "",
        "role": "commune_officer", "title": "Công chức", "first_day": "2026-01-01", "last_day": "",
    }  # fmt: skip
    return desk.post("/quan-tri/tai-khoan/them/", data | more)


def test_the_list_is_searched_and_ordered_by_given_name(desk: Client, alice: Person, bao: Person, chi: Person) -> None:
    page = text(desk.get("/quan-tri/")).split("<tbody>")[1]
    assert (
        page.index("Lò Thị Ân")
        < page.index("Nguyễn Quốc Bảo")
        < page.index("Trần Linh Chi")
        < page.index("Vũ Tiến Dũng")
    )
    found = text(desk.get("/quan-tri/?tim=quoc+bao"))
    assert "Nguyễn Quốc Bảo" in found
    assert "Trần Linh Chi" not in found
    assert "Trần Linh Chi" in text(desk.get("/quan-tri/?tim=thanh+nua"))
    assert "Không có ai khớp" in text(desk.get("/quan-tri/?tim=khongcoai"))


def test_the_queries_do_not_grow_with_the_people(
    desk: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make_person(f"nguoi{number}", f"Người Số {number}", "commune_officer", world.committee, "Công chức")
    with django_assert_max_num_queries(16):
        desk.get("/quan-tri/")


def test_people_of_another_province_do_not_exist_here(desk: Client, world: World) -> None:
    far = make_person("xa", "Xa Lắc", "commune_officer", world.far_committee, "Công chức")
    assert "Xa Lắc" not in text(desk.get("/quan-tri/"))
    assert desk.get(f"/quan-tri/tai-khoan/{far.user.pk}/").status_code == 404
    assert desk.post(f"/quan-tri/tai-khoan/{far.user.pk}/mat-khau/").status_code == 404
    assert desk.get(f"/quan-tri/chuc-vu/{far.post.pk}/ket-thuc/").status_code == 404
    assert desk.get(f"/quan-tri/co-quan/{world.far_committee.pk}/").status_code == 404


def test_adding_a_person_shows_the_password_once(desk: Client) -> None:
    answer = add(desk)
    assert answer.status_code == 302
    user = User.objects.get(username="moiqv")
    page = text(desk.get(answer["Location"]))
    password = page.split('class="one-time">')[1].split("<")[0]
    assert user.check_password(password)
    assert user.must_change_password
    assert password not in text(desk.get(answer["Location"]))
    assert user.posts.get().agency.name == "UBND xã Mường Phăng"
    assert AuditEntry.objects.filter(action="user.added", object_id=str(user.pk)).count() == 1
    assert not AuditEntry.objects.filter(data__icontains=password).exists()


def test_an_agency_that_fits_several_is_asked_back(desk: Client, world: World) -> None:
    answer = add(desk, agency_text="ubnd")
    assert answer.status_code == 422
    page = text(answer)
    assert "cơ quan khớp" in page
    assert 'type="radio"' in page
    assert add(desk, agency_text="ubnd", agency=str(world.other_committee.pk)).status_code == 302
    assert User.objects.get(username="moiqv").posts.get().agency == world.other_committee


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "alice"}, "đã có người dùng"),
        ({"username": "Có Dấu"}, "không dấu"),
        ({"agency_text": "khong co dau"}, "Không thấy cơ quan"),
        ({"agency_text": "phong tho"}, "Không thấy cơ quan"),
        ({"role": "province_administrator"}, "role"),
        ({"role": "province_officer"}, "không dùng cho"),
        ({"first_day": "2026-05-01", "last_day": "2026-04-01"}, "từ ngày đầu trở đi"),
        ({"first_day": "1999-01-01"}, "không hoạt động"),
        ({"full_name": ""}, "bắt buộc"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    desk: Client, alice: Person, change: dict[str, str], sentence: str
) -> None:
    answer = add(desk, **change)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="Công chức"' in text(answer)
    assert User.objects.count() == 2


def test_without_a_fresh_proof_the_password_is_asked_and_the_form_comes_back(dung: Person, client_for: Browse) -> None:
    desk = client_for(dung)
    answer = desk.post(
        "/quan-tri/tai-khoan/them/",
        {"full_name": "Quàng Văn Mới"},
        headers={"referer": "http://testserver/quan-tri/tai-khoan/them/"},
    )
    assert answer["Location"].startswith("/tai-khoan/xac-nhan-lai/?next=")
    again = desk.post("/tai-khoan/xac-nhan-lai/", {"password": PASSWORD, "next": "/quan-tri/tai-khoan/them/"})
    assert again["Location"] == "/quan-tri/tai-khoan/them/"
    assert 'value="Quàng Văn Mới"' in text(desk.get("/quan-tri/tai-khoan/them/"))


def test_nobody_grants_to_himself(desk: Client, dung: Person, world: World) -> None:
    page = desk.post(f"/quan-tri/tai-khoan/{dung.user.pk}/chuc-vu/", {
        "agency_text": "so y te", "agency": "",
        "role": "province_officer", "title": "Chuyên viên", "first_day": "2026-01-01", "last_day": "",
    })  # fmt: skip
    assert page.status_code == 422
    assert "Không ai tự giao chức vụ cho mình" in text(page)
    assert desk.post(f"/quan-tri/tai-khoan/{dung.user.pk}/mat-khau/").status_code == 403
    assert desk.get(f"/quan-tri/chuc-vu/{dung.post.pk}/ket-thuc/").status_code == 403


def test_an_administrator_does_not_manage_his_equals(desk: Client, world: World) -> None:
    equal = make_person(
        "quyen", "Lê Thị Quyền", "province_administrator", world.department, "Quản trị", unit=world.province
    )
    for act in ("mat-khau", "ngung", "ma-xac-thuc", "sua"):
        assert desk.post(f"/quan-tri/tai-khoan/{equal.user.pk}/{act}/").status_code == 403


def test_a_post_is_given_ended_and_not_given_twice(desk: Client, alice: Person, world: World) -> None:
    data = {
        "agency_text": "UBND xã Mường Phăng",
        "role": "commune_chair",
        "title": "Chủ tịch",
        "first_day": "2026-01-01",
        "last_day": "",
    }
    assert desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/chuc-vu/", data).status_code == 302
    twice = desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/chuc-vu/", data)
    assert "đã giữ chức vụ ấy" in text(twice)
    post = Post.objects.get(user=alice.user, role="commune_chair")
    assert desk.post(f"/quan-tri/chuc-vu/{post.pk}/ket-thuc/", {"last_day": "2026-02-28"}).status_code == 302
    post.refresh_from_db()
    assert post.valid_to == dt.date(2026, 3, 1)
    assert AuditEntry.objects.filter(action__in=["post.given", "post.ended"]).count() == 2


def test_one_who_lost_the_post_yesterday_is_refused_today(alice: Person, client_for: Browse) -> None:
    browser = client_for(alice)
    assert browser.get("/don-vi/").status_code == 200
    today = timezone.localdate()
    Post.objects.filter(pk=alice.post.pk).update(valid_to=today)
    answer = browser.get("/don-vi/")
    assert answer["Location"] == "/tai-khoan/chuc-vu/"
    assert "chưa có chức vụ" in text(browser.get("/tai-khoan/chuc-vu/"))


def test_disabling_needs_a_reason_and_enabling_gives_it_back(desk: Client, alice: Person, client_for: Browse) -> None:
    browser = client_for(alice)
    assert desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/ngung/", {"reason": ""}).status_code == 422
    desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/ngung/", {"reason": "Nghỉ thai sản"})
    assert browser.get("/tai-khoan/").status_code == 302
    assert "Nghỉ thai sản" in text(desk.get(f"/quan-tri/tai-khoan/{alice.user.pk}/"))
    desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/mo-lai/")
    alice.user.refresh_from_db()
    assert (alice.user.is_active, alice.user.disabled_reason) == (True, "")


def test_unlocking_opens_at_once(desk: Client, alice: Person) -> None:
    browser = Client()
    for _ in range(5):
        browser.post("/tai-khoan/dang-nhap/", {"login": "alice", "password": "sai"})
    assert lockout.locked_until("alice")
    assert "Đang tạm khóa" in text(desk.get("/quan-tri/"))
    desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/mo-khoa/")
    assert not lockout.locked_until("alice")
    assert browser.post("/tai-khoan/dang-nhap/", {"login": "alice", "password": PASSWORD}).status_code == 302


def test_a_reset_password_ends_the_sessions_and_works_once(desk: Client, alice: Person, client_for: Browse) -> None:
    browser = client_for(alice)
    answer = desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/mat-khau/")
    password = text(desk.get(answer["Location"])).split('class="one-time">')[1].split("<")[0]
    assert browser.get("/tai-khoan/").status_code == 302
    fresh = Client()
    fresh.post("/tai-khoan/dang-nhap/", {"login": "alice", "password": password})
    assert fresh.get("/tai-khoan/")["Location"] == "/tai-khoan/mat-khau/"


def test_a_lost_second_factor_is_reset(desk: Client, alice: Person) -> None:
    Authenticator.objects.create(user=alice.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    desk.post(f"/quan-tri/tai-khoan/{alice.user.pk}/ma-xac-thuc/")
    assert not Authenticator.objects.exists()


def test_the_second_factor_is_switched_per_role(desk: Client, alice: Person, client_for: Browse) -> None:
    browser = client_for(alice)
    assert browser.get("/don-vi/").status_code == 200
    desk.post("/quan-tri/vai-tro/ma-xac-thuc/", {"role": "commune_officer", "needed": "1"})
    assert RoleSetting.objects.get(role="commune_officer").second_factor
    from chungtay.accounts import gates

    gates.forget_settings()  # on commit, which a test never reaches
    assert browser.get("/don-vi/")["Location"] == "/tai-khoan/can-ma-xac-thuc/"


# Delegation


def hand_on(
    client: Client, to: Person, first: dt.date, last: dt.date, url: str = "/tai-khoan/uy-quyen/", **more: Any
) -> Any:
    data = {
        "to_user": to.user.pk,
        "first_day": first,
        "last_day": last,
        "reason": "Đi tập huấn",
        "document_number": "12/GUQ",
    }
    return client.post(url, data | more)


def test_a_delegate_acts_and_the_trail_says_for_whom(alice: Person, bao: Person, client_for: Browse) -> None:
    today = timezone.localdate()
    assert hand_on(client_for(alice), bao, today, today).status_code == 302
    delegate = client_for(bao)
    page = text(delegate.get("/tai-khoan/chuc-vu/"))
    assert "Thay Lò Thị Ân" in page
    given = Delegation.objects.get()
    delegate.post("/tai-khoan/chuc-vu/", {"post": f"{alice.post.pk}-{given.pk}"})
    assert "Thay mặt Lò Thị Ân" in " ".join(text(delegate.get("/don-vi/")).split())
    used = AuditEntry.objects.get(action="delegation.used")
    assert used.actor_name == "Nguyễn Quốc Bảo (thay Lò Thị Ân)"
    assert delegate.get("/tai-khoan/uy-quyen/").status_code == 200
    refused = hand_on(delegate, alice, today, today)  # a delegate does not delegate further
    assert refused.status_code == 403


def test_a_revoked_delegation_ends_at_the_next_request(alice: Person, bao: Person, client_for: Browse) -> None:
    today = timezone.localdate()
    hand_on(client_for(alice), bao, today, today)
    given = Delegation.objects.get()
    delegate = client_for(bao)
    delegate.post("/tai-khoan/chuc-vu/", {"post": f"{alice.post.pk}-{given.pk}"})
    client_for(alice).post(f"/tai-khoan/uy-quyen/{given.pk}/thu-hoi/")
    page = text(delegate.get("/don-vi/"))
    assert "Thay mặt" not in page  # back in his own post
    again = client_for(alice).post(f"/tai-khoan/uy-quyen/{given.pk}/thu-hoi/")
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(0, -1, "từ ngày đầu trở đi"), (-9, -1, "đã qua"), (0, 400, "không quá một năm")],
)
def test_days_that_cannot_be(
    alice: Person, bao: Person, client_for: Browse, first: int, last: int, sentence: str
) -> None:
    today = timezone.localdate()
    answer = hand_on(client_for(alice), bao, today + dt.timedelta(days=first), today + dt.timedelta(days=last))
    assert sentence in text(answer)
    assert not Delegation.objects.exists()


def test_the_same_days_are_not_delegated_twice_to_one_person(alice: Person, bao: Person, client_for: Browse) -> None:
    today = timezone.localdate()
    hand_on(client_for(alice), bao, today, today + dt.timedelta(days=3))
    assert "đã được ủy quyền" in text(hand_on(client_for(alice), bao, today, today))


def test_another_holders_delegation_is_out_of_reach(
    alice: Person, bao: Person, chi: Person, client_for: Browse
) -> None:
    today = timezone.localdate()
    hand_on(client_for(alice), bao, today, today)
    assert client_for(chi).post(f"/tai-khoan/uy-quyen/{Delegation.objects.get().pk}/thu-hoi/").status_code == 404


def test_the_administrator_writes_a_delegation_down(desk: Client, alice: Person, bao: Person) -> None:
    today = timezone.localdate()
    url = f"/quan-tri/tai-khoan/{alice.user.pk}/uy-quyen/"
    assert hand_on(desk, bao, today, today, url, post=alice.post.pk).status_code == 302
    assert desk.post(f"/quan-tri/uy-quyen/{Delegation.objects.get().pk}/thu-hoi/").status_code == 302


# Agencies


def test_a_school_is_added_renamed_and_ended(desk: Client, world: World, dung: Person) -> None:
    data = {
        "name": "Trường Tiểu học Mường Phăng",
        "kind": "school",
        "unit": world.commune.pk,
        "first_day": "2025-08-01",
    }
    answer = desk.post("/quan-tri/co-quan/them/", data)
    school = Agency.objects.get(kind="school")
    assert answer["Location"] == f"/quan-tri/co-quan/{school.pk}/"
    assert "đã có cơ quan tên" in text(desk.post("/quan-tri/co-quan/them/", data))
    desk.post(f"/quan-tri/co-quan/{school.pk}/ten/", {"name": "Trường TH&THCS Mường Phăng", "first_day": "2026-01-01"})
    page = text(desk.get(f"/quan-tri/co-quan/{school.pk}/"))
    assert "Trường Tiểu học Mường Phăng" in page
    assert "31/12/2025" in page
    held = make_person("giao", "Hà Thị Giáo", "sector_officer", school, "Giáo viên", since=dt.date(2025, 9, 1))
    end = {"last_day": "2026-02-01", "reason": "Sáp nhập"}
    assert "Còn người giữ chức vụ" in text(desk.post(f"/quan-tri/co-quan/{school.pk}/ket-thuc/", end))
    Post.objects.filter(pk=held.post.pk).update(valid_to=dt.date(2026, 1, 31))
    assert desk.post(f"/quan-tri/co-quan/{school.pk}/ket-thuc/", end).status_code == 302
    assert "do luật định" in text(desk.post(f"/quan-tri/co-quan/{world.committee.pk}/ket-thuc/", end))


def test_agencies_are_searched(desk: Client) -> None:
    page = text(desk.get("/quan-tri/co-quan/?tim=thanh+nua"))
    assert "UBND xã Thanh Nưa" in page
    assert "UBND xã Mường Phăng" not in page


# Matrix and trail


def test_the_matrix_is_shown_and_taken_out(desk: Client) -> None:
    page = text(desk.get("/quan-tri/phan-quyen/"))
    assert "Thêm, sửa, ngừng, mở lại tài khoản" in page
    assert "/quan-tri/nhat-ky/" in page
    book = load_workbook(io.BytesIO(desk.get("/quan-tri/phan-quyen/bang.xlsx").content))
    assert len(book.sheetnames) == 2


def test_the_trail_is_filtered_and_only_of_this_province(
    desk: Client, dung: Person, alice: Person, world: World
) -> None:
    audit.record(alice.actor, "task.reported", alice.post, label="Dạy bơi", unit_path=world.commune.path)
    audit.record(alice.actor, "task.reported", alice.post, label="Việc tỉnh khác", unit_path=world.far_commune.path)
    page = text(desk.get("/quan-tri/nhat-ky/"))
    assert "Dạy bơi" in page
    assert "Việc tỉnh khác" not in page
    assert "Dạy bơi" in text(desk.get("/quan-tri/nhat-ky/?nguoi=Lò+Thị"))
    assert "Dạy bơi" not in text(desk.get("/quan-tri/nhat-ky/?viec=uy+quyen"))
    assert "Dạy bơi" not in text(desk.get("/quan-tri/nhat-ky/?den=2020-01-01"))
    desk.post("/quan-tri/nhat-ky/kiem-tra/")
    assert "Nhật ký nguyên vẹn" in text(desk.get("/quan-tri/nhat-ky/"))


def test_a_tampered_row_is_found_by_the_button_and_by_the_command(
    desk: Client, alice: Person, world: World, capsys: Any
) -> None:
    from django.core.management import call_command
    from django.db import connection

    audit.record(alice.actor, "a", alice.post, unit_path=world.commune.path)
    audit.record(alice.actor, "b", alice.post, unit_path=world.commune.path)
    call_command("verify_audit")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE foundation_auditentry DISABLE TRIGGER audit_refuse")
        cursor.execute("UPDATE foundation_auditentry SET actor_name = 'Ai đó' WHERE action = 'a'")
        cursor.execute("ALTER TABLE foundation_auditentry ENABLE TRIGGER audit_refuse")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert "changed" in capsys.readouterr().out
    desk.post("/quan-tri/nhat-ky/kiem-tra/")
    assert "nội dung bị sửa" in text(desk.get("/quan-tri/nhat-ky/"))


def test_the_service_itself_refuses_who_may_not(alice: Person, chi: Person, world: World) -> None:
    from django.core.exceptions import PermissionDenied

    data = NewPost(world.committee, world.commune, "commune_chair", "Chủ tịch", dt.date(2026, 1, 1))
    with pytest.raises((PermissionDenied, UserError)):
        give_post(actor=alice.actor, user=chi.user, data=data)
    assert Post.objects.filter(role="commune_chair").count() == 0


def test_the_first_administrator_is_made_by_a_command(world: World, capsys: Any) -> None:
    from django.core.management import CommandError, call_command

    call_command("create_administrator", "sep", "Hà Văn Sếp", "--province", "11")
    password = capsys.readouterr().out.split(": ")[1].strip()
    user = User.objects.get(username="sep")
    assert user.check_password(password)
    assert user.posts.get().role == "province_administrator"
    with pytest.raises(CommandError):
        call_command("create_administrator", "sep", "Hà Văn Sếp", "--province", "11")
