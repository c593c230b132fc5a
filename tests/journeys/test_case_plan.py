"""A plan is written and approved; police and clinic do their lines at their own desks, a school answers through a link."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from chungtay.cases.models import Case, CaseState, PlanLine
from chungtay.cases.services import lines, path
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import date
from tests.browser import Live
from tests.factories.accounts import Person, World
from tests.factories.cases import make_form
from tests.factories.law import load_law
from tests.factories.plans import Around, approved, around, drafted, line_data
from tests.journeys.conftest import AtDesk
from tests.journeys.seat import Seat, panel

pytestmark = pytest.mark.journey


def adds_line(an: Seat, service: str, group: str, *, agency: str = "", provider: str = "", cost: str = "") -> None:
    an.follow("Thêm phần việc")
    an.write("Dịch vụ, công việc cần thực hiện", service)
    an.choose("Nhóm dịch vụ", group)
    an.write("Cơ quan thực hiện", agency)
    an.write("Nơi làm không có trong danh sách", provider)
    an.write("Dự kiến kết thúc", date(timezone.localdate() + dt.timedelta(days=20)))
    an.write("Dự toán kinh phí", cost)
    an.press("Thêm vào kế hoạch")
    an.sees("Đã thêm phần việc", service)


def submits_and_approves(here: Around) -> None:
    """The chair's desk has a story of its own."""
    make_form(here.case, "APP-MINUTES")
    with acting_as(here.officer.actor) as actor:
        path.submit_plan(actor=actor, case=Case.objects.get(pk=here.case.pk))
    with acting_as(here.chair.actor) as actor:
        path.approve_plan(actor=actor, case=Case.objects.get(pk=here.case.pk), number="12/QĐ-UBND")


def test_police_and_clinic_do_their_lines_and_a_school_answers_by_link(
    at_desk: AtDesk, alice: Person, world: World, live: Live
) -> None:
    load_law()
    here = around(world, alice)
    an = at_desk(alice)
    an.go(f"/vu-viec/{here.case.pk}/ke-hoach/")
    an.follow("Ghi mục tiêu")
    an.write("Mục tiêu", "Trẻ được an toàn và đi học lại")
    an.press("Ghi nội dung")
    an.sees("Đã ghi nội dung kế hoạch")
    adds_line(an, "Bảo vệ nơi ở của gia đình", "Bảo vệ trẻ em", agency="cong an xa")
    adds_line(an, "Khám sức khỏe", "Chăm sóc sức khỏe", agency="tram y te", cost="1.500.000")
    adds_line(an, "Học bù buổi chiều", "Hỗ trợ giáo dục", provider="Trường Mầm non Hoa Ban")
    an.sees("1.500.000 đồng")
    with live.quiet:
        submits_and_approves(here)
    the_police(at_desk(here.policeman, width=360), here)
    the_clinic(at_desk(here.doctor))
    the_school(an, at_desk(None, width=360), here)
    an.go(f"/vu-viec/{here.case.pk}/ke-hoach/")
    an.sees("Đã cho người trực ban đêm", "Sức khỏe ổn định", "Không còn phòng trống", "1.200.000 đồng")


def the_police(sang: Seat, here: Around) -> None:
    sang.sees("Bảo vệ trẻ em: phần việc 1", here.case.code)
    sang.sees_no("Dế")
    sang.follow("Bảo vệ trẻ em: phần việc 1", within="main")
    sang.sees("Bảo vệ nơi ở của gia đình", "cháu bé", "Lò Thị Ân")
    sang.tick("Nhận làm")
    sang.press("Gửi trả lời")
    sang.sees("Đã nhận phần việc")
    sang.tick("Đã làm xong")
    sang.write("Nội dung", "Đã cho người trực ban đêm")
    sang.press("Gửi trả lời")
    sang.sees("Hãy ghi ngày làm xong")
    sang.write("Ngày làm xong", date(timezone.localdate()))
    sang.press("Gửi trả lời")
    sang.sees("Đã báo làm xong")
    sang.sees_no("cháu bé, ", within="dl")
    assert sang.go(f"/vu-viec/{here.case.pk}/ke-hoach/").status == 404


def the_clinic(duyen: Seat) -> None:
    duyen.go("/phan-viec/")
    duyen.follow("Chăm sóc sức khỏe: phần việc 2")
    duyen.tick("Đã làm xong")
    duyen.write("Nội dung", "Sức khỏe ổn định")
    duyen.write("Ngày làm xong", date(timezone.localdate()))
    duyen.write("Kinh phí thực tế", "1.200.000")
    duyen.press_twice("Gửi trả lời")
    duyen.sees("Đã báo làm xong")


def the_school(an: Seat, hoa: Seat, here: Around) -> None:
    with as_system("the story needs the address of the line"):
        line = PlanLine.objects.get(provider_name="Trường Mầm non Hoa Ban")
    an.go(f"/vu-viec/{here.case.pk}/ke-hoach/{line.pk}/")
    an.choose("Dùng được trong", "3 ngày")
    an.press("Lập liên kết")
    link = "/lien-ket/" + an.finds("#lien-ket").inner_text().split("/lien-ket/")[1]
    for _ in range(2):  # a mail scanner first, then a person
        hoa.go(link)
    hoa.sees("Học bù buổi chiều", "cháu bé", here.case.code)
    hoa.tick("Không nhận")
    hoa.write("Nội dung", "Không còn phòng trống")
    hoa.press("Gửi trả lời")
    hoa.sees("Hãy ghi họ tên, chức vụ")
    hoa.write("Họ tên, chức vụ người trả lời", "Cô Hoa, hiệu trưởng")
    hoa.press("Gửi trả lời")
    hoa.sees("Đã nhận câu trả lời")
    hoa.go(link)
    hoa.sees("không trả lời thêm được")
    hoa.sees_no("Học bù buổi chiều")
    an.follow("Xong, trở lại phần việc")
    an.sees("Nơi này không nhận", "Đã dùng để trả lời", "Mở liên kết", within="main")


def test_told_by_telephone_taken_back_and_talked_of_by_the_board(
    at_desk: AtDesk, alice: Person, world: World, live: Live
) -> None:
    load_law()
    here = around(world, alice)
    police, clinic = approved(here, line_data(service="Tuần tra", agency=here.police), line_data(agency=here.clinic))
    an = at_desk(alice, width=360)
    an.go(f"/vu-viec/{here.case.pk}/ke-hoach/{police.pk}/")
    an.open("Ghi câu trả lời")
    an.tick("Nhận làm")
    an.write("Họ tên, chức vụ người trả lời", "Đại úy Sáng")
    an.press("Ghi")
    an.sees("Đã ghi câu trả lời của cơ quan", "Đại úy Sáng (Lò Thị Ân ghi lại)")
    an.go(f"/vu-viec/{here.case.pk}/ke-hoach/{clinic.pk}/")
    an.open("Bỏ phần việc")
    an.write("Lý do", "Gia đình đã tự đưa đi khám")
    an.press("Bỏ phần việc này")
    an.sees("Đã bỏ phần việc", "Gia đình đã tự đưa đi khám")
    an.go("/vu-viec/hop/")
    an.write("Giờ họp", "14:00")
    an.write("Nơi họp", "Phòng họp số 2")
    an.press("Lập để in")
    an.sees("Hãy chọn ít nhất một vụ việc")
    an.tick(here.case.code)
    an.press("Lập để in")
    an.sees("Họp Ban bảo vệ trẻ em", here.case.code, "1 đang làm")
    an.sees_no("Dế")


def test_a_refused_line_goes_into_a_changed_plan(at_desk: AtDesk, alice: Person, world: World, live: Live) -> None:
    load_law()
    here = around(world, alice)
    police, _ = approved(here, line_data(service="Tuần tra", agency=here.police), line_data(agency=here.clinic))
    with acting_as(here.policeman.actor) as actor:
        lines.answer(actor=actor, line=police, given=lines.Answer("refuse", "Không thuộc thẩm quyền"))
    an = at_desk(alice)
    an.sees(f"Vụ việc {here.case.code}, phần việc 1", "không nhận")  # My day
    with live.quiet, acting_as(alice.actor) as actor:
        path.change_plan(actor=actor, case=Case.objects.get(pk=here.case.pk), reason="Công an không nhận")
    an.go(f"/vu-viec/{here.case.pk}/ke-hoach/")
    an.sees("Điều chỉnh kế hoạch", "Công an không nhận", "Khám sức khỏe", "Đã đề nghị, chờ trả lời")
    an.sees_no("Tuần tra")
    an.follow("So với kế hoạch trước")
    an.sees("Không còn", "Giữ nguyên")
    an.press("Chép vào kế hoạch này")
    an.sees("Đã chép phần việc", "Tuần tra", "chưa có ngày kết thúc")


def test_two_officers_write_one_line(at_desk: AtDesk, alice: Person, world: World, live: Live) -> None:
    load_law()
    here = around(world, alice)
    drafted(here, line_data())
    with as_system("the story needs the address of the line"):
        line = PlanLine.objects.get()
        assert Case.objects.get(pk=here.case.pk).state == CaseState.PLANNING
    first, second = at_desk(alice), at_desk(alice)
    for seat in (first, second):
        seat.go(f"/vu-viec/{here.case.pk}/ke-hoach/{line.pk}/sua/")
    first.write("Hướng dẫn cho cơ quan", "Mời gia đình đến trạm")
    first.press("Ghi phần việc")
    second.write("Dự toán kinh phí", "2.000.000")
    second.press("Ghi phần việc")
    second.sees("vừa được sửa", "Bản đang lưu", "2.000.000")
    second.press("Ghi phần việc")
    second.sees("Đã sửa phần việc", within="main")
    second.sees("2.000.000 đồng", within=panel("phan-viec"))
