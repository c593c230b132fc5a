"""Who else opens one case: by name, for a reason, by two persons; and that every opening is seen by its commune."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from chungtay.cases.models import AccessState, Case, CaseAccess, Secrecy
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import access as queries
from chungtay.cases.services import access
from chungtay.foundation.access import can
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry, Look, Notice
from chungtay.foundation.scoping import acting_as, as_system
from tests.day import lines_of
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import SECRET, make_case
from tests.factories.keeping import add_evidence, make_chair, make_leader

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]
WHY = "Trẻ đang ở trạm y tế, cần biết tiền sử"


@pytest.fixture
def chair(world: World) -> Person:
    return make_chair(world)


@pytest.fixture
def clinic(world: World) -> Person:
    return make_person("y_si", "Cà Thị Yên", "sector_officer", world.committee, "Y sĩ")


def opens(person: Person, case: Case) -> bool:
    with acting_as(person.actor):
        row = Case.objects.filter(pk=case.pk).first()
        return row is not None and bool(can(person.actor, CasePermission.OPEN, row))


def files_page(client_for: ClientFor, person: Person, case: Case) -> int:
    return client_for(person).get(f"/vu-viec/{case.pk}/tai-lieu/").status_code


def my_day(person: Person) -> dict[str, list[str]]:
    told = lines_of("Mở khẩn cấp", person.actor, timezone.localdate())
    return {group: [item.title for item in items] for group, items in told.items()}


def the_access() -> CaseAccess:
    with as_system("looking in a test"):
        found: CaseAccess = CaseAccess.objects.latest("pk")
        return found


def later(hours: float) -> None:
    """Time goes by: what was given until then has run so much."""
    with as_system("time in a test"):
        for row in CaseAccess.objects.exclude(until=None):
            assert row.until is not None
            CaseAccess.objects.filter(pk=row.pk).update(until=row.until - dt.timedelta(hours=hours))


# ---------------------------------------------------------------- by name


def test_nobody_outside_opens_and_the_commune_does(
    case: Case, alice: Person, chair: Person, bao: Person, chi: Person, clinic: Person, dung: Person
) -> None:
    assert [opens(one, case) for one in (alice, chair)] == [True, True]
    assert [opens(one, case) for one in (bao, chi, clinic, dung)] == [False] * 4


def test_the_chair_names_a_person_until_the_end_of_a_day(
    case: Case, chair: Person, clinic: Person, client_for: ClientFor
) -> None:
    assert files_page(client_for, clinic, case) == 404
    url = f"/vu-viec/{case.pk}/quyen-xem/"
    found = client_for(chair).get(url, {"tim": "ca thi yen"}).content.decode()
    assert "Cà Thị Yên" in found
    day = timezone.localdate() + dt.timedelta(days=3)
    given = {"tim": "ca thi yen", "post": clinic.post.pk, "until": f"{day:%d/%m/%Y}", "reason": WHY}
    assert client_for(chair).post(url, given).status_code == 302
    assert opens(clinic, case)
    assert files_page(client_for, clinic, case) == 200
    assert timezone.localtime(the_access().until).date() == day + dt.timedelta(days=1)
    notice = Notice.objects.get(post_id=clinic.post.pk)
    assert case.code in notice.title
    assert WHY not in notice.title
    later(24 * 5)
    assert not opens(clinic, case)
    assert files_page(client_for, clinic, case) == 404


def test_a_named_person_reads_and_does_not_write(
    case: Case, chair: Person, clinic: Person, client_for: ClientFor
) -> None:
    _named(chair, case, clinic)
    page = client_for(clinic).get(f"/vu-viec/{case.pk}/tai-lieu/").content.decode()
    assert "Mã hóa và cất" not in page
    assert client_for(clinic).post(f"/vu-viec/{case.pk}/tai-lieu/", {}).status_code == 403
    assert client_for(clinic).get(f"/vu-viec/{case.pk}/quyen-xem/").status_code == 403


def _named(chair: Person, case: Case, person: Person, **more: Any) -> CaseAccess:
    with acting_as(chair.actor):
        return access.name_person(
            actor=chair.actor, case=case, post=person.post, **{"until": timezone.localdate(), "reason": WHY, **more}
        )


def test_an_access_is_ended_before_its_time(case: Case, chair: Person, clinic: Person, client_for: ClientFor) -> None:
    row = _named(chair, case, clinic)
    assert client_for(chair).post(f"/vu-viec/{case.pk}/quyen-xem/{row.pk}/ket-thuc/").status_code == 302
    assert not opens(clinic, case)
    with acting_as(chair.actor), pytest.raises(UserError, match="đã kết thúc"):
        access.end(actor=chair.actor, access=row)


def test_only_the_chair_of_the_lead_commune_names(
    world: World, case: Case, alice: Person, chi: Person, clinic: Person, client_for: ClientFor
) -> None:
    other = make_person("chu_tich_2", "Tòng Văn Hai", "commune_chair", world.other_committee, "Chủ tịch")
    url = f"/vu-viec/{case.pk}/quyen-xem/"
    given = {"post": clinic.post.pk, "until": f"{timezone.localdate():%d/%m/%Y}", "reason": WHY}
    assert client_for(alice).post(url, given).status_code == 403
    assert client_for(chi).post(url, given).status_code == 404
    assert client_for(other).post(url, given).status_code == 404
    assert "Chỉ định người xem" not in client_for(alice).get(url).content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"reason": "cần"}, "ít nhất 10"),
        ({"until": timezone.localdate() - dt.timedelta(days=1)}, "từ hôm nay"),
        ({"until": timezone.localdate() + dt.timedelta(days=400)}, "365 ngày"),
    ],
)
def test_a_naming_without_reason_or_end_is_refused(
    case: Case, chair: Person, clinic: Person, more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        _named(chair, case, clinic, **more)
    assert not opens(clinic, case)


def test_who_lost_the_post_yesterday_is_not_named(case: Case, chair: Person, clinic: Person) -> None:
    clinic.post.valid_to = timezone.localdate()
    clinic.post.save()
    with pytest.raises(UserError, match="không giữ chức vụ"):
        _named(chair, case, clinic)


def test_a_stricter_class_is_given_on_purpose(world: World, chair: Person, clinic: Person) -> None:
    case = make_case(world.commune, secrecy=Secrecy.SEXUAL_ABUSE)
    with pytest.raises(UserError, match="Xâm hại tình dục"):
        _named(chair, case, clinic)
    _named(chair, case, clinic, classes=["sexual_abuse"])
    assert opens(clinic, case)


# ---------------------------------------------------------------- for a reason


def test_the_province_opens_for_an_hour_with_a_reason_and_the_commune_is_told(
    case: Case, alice: Person, chair: Person, bao: Person, client_for: ClientFor
) -> None:
    client, url = client_for(bao), f"/vu-viec/{case.pk}/mo-xem/"
    assert files_page(client_for, bao, case) == 403
    assert client.post(url, {"reason": "xem"}).status_code == 422
    assert not opens(bao, case)
    assert client.post(url, {"reason": "Kiểm tra vụ việc quá hạn phê duyệt"}).status_code == 302
    assert files_page(client_for, bao, case) == 200
    look = Look.objects.filter(object_id=case.pk).order_by("id")[0]
    assert (look.what, look.purpose) == ("Mở xem có lý do", "Kiểm tra vụ việc quá hạn phê duyệt")
    told = Notice.objects.filter(post_id__in=[chair.post.pk, alice.post.pk])
    assert {notice.post_id for notice in told} == {chair.post.pk, alice.post.pk}
    assert all(case.code in notice.title and "quá hạn" not in notice.title for notice in told)
    later(1.01)
    assert files_page(client_for, bao, case) == 403


def test_the_province_does_not_reveal_what_needs_another_class(
    world: World, bao: Person, client_for: ClientFor
) -> None:
    case = make_case(world.commune, secrecy=Secrecy.HIV)
    answer = client_for(bao).post(f"/vu-viec/{case.pk}/mo-xem/", {"reason": "Kiểm tra vụ việc quá hạn"})
    assert answer.status_code == 422
    assert "mở khẩn cấp" in answer.content.decode()
    assert not opens(bao, case)


def test_another_province_reveals_nothing(world: World, case: Case, client_for: ClientFor) -> None:
    far = make_person("xa", "Lý Văn Xa", "province_officer", world.far_department, "Chuyên viên")
    assert client_for(far).post(f"/vu-viec/{case.pk}/mo-xem/", {"reason": "Kiểm tra vụ việc"}).status_code == 404


# ---------------------------------------------------------------- by two persons


def _asked(client_for: ClientFor, person: Person, case: Case, typed: str = "") -> CaseAccess:
    answer = client_for(person).post("/vu-viec/mo-khan-cap/", {"code": typed or case.code, "reason": WHY})
    assert answer.status_code == 302, answer.content.decode()
    return the_access()


def test_two_persons_open_a_case_for_hours_and_its_supervisors_see_it_before_and_after(
    case: Case, alice: Person, chair: Person, chi: Person, client_for: ClientFor
) -> None:
    row = _asked(client_for, chi, case)
    assert not opens(chi, case)
    assert files_page(client_for, chi, case) == 404
    assert my_day(chair) == {"waiting": [f"Đề nghị mở khẩn cấp {case.code}"]}
    page = client_for(chair).get(f"/vu-viec/mo-khan-cap/{row.pk}/").content.decode()
    assert "Trần Linh Chi" in page
    assert WHY in page
    answer = client_for(chair).post(f"/vu-viec/mo-khan-cap/{row.pk}/dong-y/", {"hours": "2"})
    assert answer.status_code == 302
    assert opens(chi, case)
    assert files_page(client_for, chi, case) == 200
    for one in (chair, alice):
        assert my_day(one) == {"running": [f"{case.code} đang được mở khẩn cấp"]}
    assert my_day(chi) == {"running": [f"Đang được mở khẩn cấp {case.code}"]}
    later(2.01)
    assert not opens(chi, case)
    assert files_page(client_for, chi, case) == 404
    assert my_day(chair) == {"new": [f"{case.code} vừa được mở khẩn cấp, đã kết thúc"]}
    assert my_day(chi) == {}
    looked = client_for(chair).get(f"/vu-viec/{case.pk}/ai-da-xem/").content.decode()
    assert "Trần Linh Chi" in looked
    assert "Không phải người của xã" in looked
    later(24 * 8)
    assert my_day(chair) == {}


def test_it_is_ended_early_by_either_and_by_the_province(
    world: World, case: Case, chair: Person, chi: Person, client_for: ClientFor
) -> None:
    leader = make_leader(world)
    for ender in (chi, chair, leader):
        row = _asked(client_for, chi, case)
        client_for(leader).post(f"/vu-viec/mo-khan-cap/{row.pk}/dong-y/", {"hours": "8"})
        assert opens(chi, case)
        assert client_for(ender).post(f"/vu-viec/{case.pk}/quyen-xem/{row.pk}/ket-thuc/").status_code == 302
        assert not opens(chi, case)


def test_nobody_grants_their_own_ask(world: World, chair: Person, client_for: ClientFor) -> None:
    """A chair asks for a case of another commune whose leader the chair is not; a leader asks and is the only leader."""
    leader = make_leader(world)
    case = make_case(world.commune)
    row = _asked(client_for, leader, case)
    answer = client_for(leader).post(f"/vu-viec/mo-khan-cap/{row.pk}/dong-y/", {"hours": "2"})
    assert answer.status_code == 404  # one's own ask is not among those one answers
    with acting_as(leader.actor), pytest.raises(Exception, match="người thứ hai"):
        access.grant(actor=leader.actor, access=CaseAccess.objects.select_related("case").get(pk=row.pk), hours=2)
    assert not opens(leader, case)
    with as_system("what the database says"), pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        CaseAccess.objects.filter(pk=row.pk).update(
            state="granted", granted_at=timezone.now(), until=timezone.now(), granted_by_id=row.user_id
        )


def test_other_chairs_officers_and_provinces_do_not_grant(
    world: World, case: Case, alice: Person, bao: Person, chi: Person, client_for: ClientFor
) -> None:
    other = make_person("chu_tich_2", "Tòng Văn Hai", "commune_chair", world.other_committee, "Chủ tịch")
    far = make_person("xa", "Lý Văn Xa", "province_leader", world.far_department, "Phó Chủ tịch")
    row = _asked(client_for, chi, case)
    url = f"/vu-viec/mo-khan-cap/{row.pk}/dong-y/"
    assert [client_for(one).post(url, {"hours": "2"}).status_code for one in (alice, bao, other, far)] == [
        403,
        403,
        404,
        404,
    ]
    assert not opens(chi, case)


def test_a_refusal_says_so_to_the_asker_and_is_final(
    case: Case, chair: Person, clinic: Person, client_for: ClientFor
) -> None:
    row = _asked(client_for, clinic, case)
    url = f"/vu-viec/mo-khan-cap/{row.pk}/"
    assert client_for(chair).post(f"{url}tu-choi/", {"reason": "không"}).status_code == 422
    assert client_for(chair).post(f"{url}tu-choi/", {"reason": "Đã có bác sĩ của xã làm việc này"}).status_code == 302
    assert "Không đồng ý" in client_for(clinic).get(url).content.decode()
    late = client_for(chair).post(f"{url}dong-y/", {"hours": "2"})
    assert late.status_code == 422
    assert "đã được trả lời" in late.content.decode()
    assert not opens(clinic, case)


def test_the_asker_learns_nothing_of_the_case(case: Case, chi: Person, client_for: ClientFor) -> None:
    row = _asked(client_for, chi, case, f"vv {case.code[3:7]} {int(case.code[8:])}")
    for url in ("/vu-viec/mo-khan-cap/", f"/vu-viec/mo-khan-cap/{row.pk}/"):
        page = client_for(chi).get(url).content.decode()
        assert case.code in page
        for secret in (SECRET, "Mường Phăng", "Vàng A Dế", "Đang xác minh"):
            assert secret not in page
    assert not Notice.objects.exclude(title__contains=case.code).exists()


def test_asks_that_make_no_sense_are_refused(case: Case, alice: Person, clinic: Person, client_for: ClientFor) -> None:
    def refusal(person: Person, **given: str) -> str:
        answer = client_for(person).post("/vu-viec/mo-khan-cap/", {"code": case.code, "reason": WHY, **given})
        assert answer.status_code == 422
        return answer.content.decode()

    assert "Không có vụ việc nào mở được theo mã này" in refusal(clinic, code="VV-2019-000001")
    assert "Không có vụ việc nào mở được theo mã này" in refusal(clinic, code="Vàng A Dế")
    assert "ít nhất 10" in refusal(clinic, reason="gấp")
    assert "đang mở được" in refusal(alice)
    _asked(client_for, clinic, case)
    assert "đã đề nghị" in refusal(clinic)
    assert WHY in refusal(clinic)  # what was typed is still there


def test_a_stranger_does_not_see_the_ask_of_another(
    case: Case, chi: Person, clinic: Person, client_for: ClientFor
) -> None:
    row = _asked(client_for, clinic, case)
    assert client_for(chi).get(f"/vu-viec/mo-khan-cap/{row.pk}/").status_code == 404
    assert client_for(chi).post(f"/vu-viec/{case.pk}/quyen-xem/{row.pk}/ket-thuc/").status_code == 404


def test_the_granter_opens_only_classes_of_the_own_post(world: World, chi: Person, client_for: ClientFor) -> None:
    case = make_case(world.commune, secrecy=Secrecy.HIV)
    leader = make_leader(world)  # holds sexual abuse and not HIV
    row = _asked(client_for, chi, case)
    url = f"/vu-viec/mo-khan-cap/{row.pk}/dong-y/"
    assert client_for(leader).post(url, {"hours": "2"}).status_code == 422
    assert client_for(leader).post(url, {"hours": "2", "classes": "hiv"}).status_code == 422
    chair = make_chair(world)
    assert client_for(chair).post(url, {"hours": "2", "classes": "hiv"}).status_code == 302
    assert opens(chi, case)


# ---------------------------------------------------------------- who looked


def test_who_looked_is_for_the_commune_and_goes_on_over_pages(
    case: Case, alice: Person, chi: Person, clinic: Person, client_for: ClientFor
) -> None:
    add_evidence(alice, case)
    client = client_for(alice)
    for _ in range(52):
        client.get(f"/vu-viec/{case.pk}/tai-lieu/")
    url = f"/vu-viec/{case.pk}/ai-da-xem/"
    first = client.get(url).content.decode()
    assert first.count("Danh sách tài liệu") == 50
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert client.get(url + older).content.decode().count("Danh sách tài liệu") == 2
    assert [client_for(one).get(url).status_code for one in (chi, clinic)] == [404, 403]


def test_a_look_says_by_which_access_it_was(case: Case, chair: Person, clinic: Person) -> None:
    row = _named(chair, case, clinic)
    assert row.granted_at is not None
    assert row.until is not None
    line = queries.line_of(row, timezone.now())
    for at, named in ((row.granted_at, True), (row.until, True), (row.until + dt.timedelta(seconds=1), False)):
        notes = list(
            queries._notes(Look(user_id=clinic.user.pk, post_id=clinic.post.pk, at=at), {clinic.post.pk}, [line])
        )
        assert ("Được chỉ định" in notes) is named
    other = Look(user_id=chair.user.pk, post_id=chair.post.pk, at=row.granted_at)
    assert "Được chỉ định" not in list(queries._notes(other, {chair.post.pk}, [line]))


def test_every_act_is_in_the_trail_with_the_code_alone(
    case: Case, chair: Person, chi: Person, clinic: Person, client_for: ClientFor
) -> None:
    _named(chair, case, clinic)
    row = _asked(client_for, chi, case)
    client_for(chair).post(f"/vu-viec/mo-khan-cap/{row.pk}/dong-y/", {"hours": "2"})
    client_for(chi).post(f"/vu-viec/{case.pk}/quyen-xem/{row.pk}/ket-thuc/")
    acts = AuditEntry.objects.filter(action__startswith="access.").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        "access.named", "access.asked", "access.broken_open", "access.ended",
    ]  # fmt: skip
    assert {entry.object_label for entry in acts} == {case.code}
    assert {entry.unit_path for entry in acts} == {case.unit_path}
    assert the_access().state == AccessState.ENDED
