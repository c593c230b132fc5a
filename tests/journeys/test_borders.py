"""Whoever has nothing to do with a thing is not even told that it exists; who is not signed in comes back to it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chungtay.directives.models import Document, Report, Task, TaskWord
from chungtay.directives.services import tasks
from chungtay.foundation.files import receive
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import PASSWORD, Person, World, make_person
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seeds import issued_letter, open_period

pytestmark = pytest.mark.journey


@pytest.fixture
def addresses(bao: Person, alice: Person, world: World, calendar: Calendar) -> dict[str, str]:
    """One of everything in Điện Biên: a document with its tasks, evidence, a report."""
    document: Document = issued_letter(bao)
    open_period(world)
    with acting_as(alice.actor) as actor:
        task = Task.objects.filter(document=document).order_by("pk").first()
        assert task is not None
        file = receive(SimpleUploadedFile("bien-ban.txt", "Đã rà soát".encode()), actor=actor, allowed={"text"})
        tasks.report_progress(actor=actor, task=task, note="Đã làm một nửa", progress=50, files=[file])
    with as_system("the story needs the addresses"):
        act = document.giving_acts.get()
        word = TaskWord.objects.get(task=task, kind="progress")
        report = Report.objects.get(agency=world.committee)
    return {
        "the task": f"/nhiem-vu/{task.pk}/",
        "its evidence": f"/nhiem-vu/{task.pk}/minh-chung/{word.pk}/{file.pk}/",
        "the document": f"/van-ban/{document.pk}/",
        "its file": f"/van-ban/{document.pk}/tep/",
        "its review": f"/van-ban/{document.pk}/ra-soat/",
        "its graph": f"/van-ban/{document.pk}/so-do/",
        "its progress": f"/tong-quan/{document.pk}/",
        "the act": f"/nhiem-vu/dot-giao/{act.pk}/",
        "the report": f"/bao-cao/{report.pk}/",
        "its paper": f"/bao-cao/{report.pk}/bao-cao.docx",
        "the period": f"/bao-cao/ky/{report.duty_id}/",
    }


def test_an_officer_of_another_province_finds_nothing(at_desk: AtDesk, addresses: dict[str, str], world: World) -> None:
    stranger = make_person("la", "Tao Văn Lạ", "province_officer", world.far_department, "Chuyên viên")
    la = at_desk(stranger)
    for name, path in addresses.items():
        assert la.go(path).status == 404, name
        la.heading("Không tìm thấy trang này")
        la.sees_no("Mường Phăng", "415/SYT-TE")
    la.go("/nhiem-vu/")
    la.sees("Không có nhiệm vụ nào ở đây")


def test_an_administrator_keeps_to_his_own_province(at_desk: AtDesk, alice: Person, world: World) -> None:
    other = make_person("kin", "Lù Thị Kín", "province_administrator", world.far_department, "Quản trị")
    kin = at_desk(other)
    for path in (f"tai-khoan/{alice.user.pk}/", f"tai-khoan/{alice.user.pk}/sua/", f"co-quan/{world.committee.pk}/"):
        assert kin.go(f"/quan-tri/{path}").status == 404, path
    kin.go("/quan-tri/")
    kin.sees_no("Lò Thị Ân")


def test_a_neighbour_commune_may_not_write_in_anothers_unit(at_desk: AtDesk, chi: Person, world: World) -> None:
    xa = at_desk(chi)
    assert xa.go(f"/don-vi/{world.commune.path}/").status == 200  # the map is everybody's
    answer = xa.go(f"/don-vi/{world.commune.path}/thon/them/")
    assert answer.status == 403
    xa.sees("Chỉ cán bộ của Xã Mường Phăng hoặc của tỉnh mới sửa được")
    assert xa.go("/quan-tri/").status == 403


def test_who_is_not_signed_in_comes_back_to_where_he_wanted(
    at_desk: AtDesk, addresses: dict[str, str], alice: Person
) -> None:
    somebody = at_desk(None)
    for path in addresses.values():
        somebody.go(path)
        somebody.heading("Đăng nhập")
        somebody.sees_no("Mường Phăng")
    somebody.go(addresses["the task"])
    somebody.write("Tên đăng nhập", alice.user.username)
    somebody.write("Mật khẩu", PASSWORD)
    somebody.press("Đăng nhập")
    assert somebody.path == addresses["the task"]
    somebody.sees("Đã làm một nửa")
