"""Cases at the desk: a Saturday night to separation; a school's report to closure; opened again; one's own plan."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from chungtay.cases.models import Case, Clock, Decision, DiaryEntry, Plan
from chungtay.foundation.scoping import as_system
from chungtay.law.clocks import VIETNAM
from tests.browser import Live
from tests.cases.steps import M02, M03, M06, MINUTES, VERIFY, add_a_line, done, fresh, to_state
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case, make_form
from tests.factories.children import make_hamlet, name_units
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey
SATURDAY = dt.datetime(2026, 5, 16, 21, 40, tzinfo=VIETNAM)


@pytest.fixture
def chair(world: World, live: Live) -> Person:
    load_law()
    return make_person("chutich", "Quàng Văn Pâng", "commune_chair", world.committee, "Chủ tịch UBND xã")


def clock_at(calendar: Calendar, moment: dt.datetime) -> None:
    calendar._ahead = moment - calendar._real()


def test_a_call_on_saturday_night_to_separation_inside_twelve_hours(
    at_desk: AtDesk, calendar: Calendar, world: World, alice: Person, chair: Person, live: Live
) -> None:
    name_units()
    make_hamlet(world.commune)
    clock_at(calendar, SATURDAY)
    an = at_desk(alice, width=360)
    an.go("/tin-bao/moi/")
    an.choose("Nhận tin từ đâu", "Điện thoại")
    an.choose("Thôn, bản", "Bản Phăng")
    an.write("Điều gì đã hoặc đang xảy ra", "Hàng xóm nghe tiếng cháu kêu, bố dượng say rượu đánh cháu")
    an.tick("Có, hoặc có thể")
    an.press("Ghi tin báo")
    an.follow("Mở vụ việc")
    an.press("Mở vụ việc")
    with as_system("the story needs the address of the case"):
        case = Case.objects.get()
    an.go(case.get_absolute_url())
    an.status("Còn 1")  # of twelve hours
    an.follow("Mở phiếu khẩn cấp")
    an.press("Đã làm, lúc này", within="li:has-text('công an')", exact=False)
    an.sees("Đã làm lúc 21:4")
    an.follow("Tạm thời cách ly (Mẫu 07)")
    an.tick("có nguy cơ tiếp tục bị cha, mẹ")
    an.write("Cách ly khỏi", "Bố dượng")
    an.write("Nơi tạm trú an toàn", "Nhà bà ngoại, Bản Phăng 1")
    an.write("Người hoặc cơ sở chăm sóc thay thế", "Bà ngoại")
    an.write("Số ngày", "7")
    an.press("Lưu dự thảo")
    an.status("Dự thảo, chưa có hiệu lực")
    clock_at(calendar, SATURDAY + dt.timedelta(hours=2))
    pang = at_desk(chair, width=360)
    pang.go("/")
    pang.follow(f"{case.code}: dự thảo quyết định chờ ký")
    pang.sees("Bố dượng", "Chưa có số thì để trống")
    pang.press("Ký")
    pang.status("Đã ký")
    an.go(case.get_absolute_url())
    an.sees("Trẻ đang được tạm thời cách ly", "Đến hết ngày 23/05/2026", "dài nhất đến hết ngày 31/05/2026")
    with as_system("inside the twelve hours"):
        clock = Clock.objects.get(case=case, code="T_EMERG")
        assert clock.due_at == Case.objects.get().received_at + dt.timedelta(hours=12)
        assert clock.stopped_at is not None
        assert clock.stopped_at < clock.due_at
        assert Clock.objects.filter(case=case, code="T_SEP_MAX", stopped_at=None).exists()


def test_a_school_report_to_closure(
    at_desk: AtDesk, calendar: Calendar, world: World, alice: Person, chair: Person, live: Live
) -> None:
    case = make_case(world.commune, officer=alice.post)
    home = case.get_absolute_url()
    an, pang = at_desk(alice), at_desk(chair)
    an.go("/vu-viec/")
    an.follow(case.code)
    an.open("Chưa làm được")
    an.sees("Cần hoàn thành phiếu xác minh trước")
    for code, press, state in (
        (VERIFY, "Có căn cứ, đánh giá ban đầu", "Đánh giá ban đầu"),
        (M02, "Hoàn thành đánh giá ban đầu", "Đánh giá cụ thể"),
        (M03, "Hoàn thành đánh giá cụ thể", "Lập kế hoạch"),
    ):
        with live.quiet:
            make_form(fresh(case), code, {"truth": "true_act"})
        an.go(home)
        an.press(press)
        an.status(state)
    with live.quiet:
        make_form(fresh(case), MINUTES)
        add_a_line(alice, fresh(case))
    an.go(home)
    an.press("Trình kế hoạch")
    an.status("Chờ duyệt kế hoạch")
    pang.go("/")
    pang.follow(f"{case.code}: kế hoạch chờ phê duyệt")
    pang.follow("Phê duyệt kế hoạch", within=".page-acts")
    pang.write("Số quyết định", "12/QĐ-UBND")
    pang.press("Phê duyệt kế hoạch")
    pang.status("Đang thực hiện kế hoạch")
    an.go(home)
    an.open("Ghi: gặp trẻ")
    an.choose("Việc", "Thăm gia đình", within=".confirm[open]")
    an.write("Nội dung", "Cháu vui hơn, đã đi học đều", within=".confirm[open]")
    an.press("Ghi nhật ký")
    an.sees("Cháu vui hơn, đã đi học đều")
    an.press("Rà soát, đánh giá lại")
    with live.quiet:
        done(case)
        make_form(fresh(case), M06)
    pang.go(f"{home}buoc/ket-thuc/")
    pang.sees("Chưa ghi nhận: trẻ không còn nguy cơ bị xâm hại")
    an.go(home)
    an.follow("Ghi hai điều kiện kết thúc")
    an.choose("Trẻ không còn nguy cơ bị xâm hại", "Có")
    an.choose("Thể chất, tâm lý", "Có")
    an.press("Ghi hai điều kiện")
    pang.go(home)
    pang.follow("Kết thúc vụ việc", within=".page-acts")
    pang.write("Số quyết định", "15/QĐ-UBND")
    pang.write("Lý do", "Cháu an toàn, khỏe mạnh")
    pang.press_twice("Kết thúc vụ việc")
    pang.status("Đã kết thúc")
    with live.quiet, as_system("once, with its decision"):
        assert Decision.objects.filter(case=case, kind="closure", state="signed").count() == 1
        assert DiaryEntry.objects.filter(case=case, step="close").count() == 1
        assert not Clock.objects.filter(case=case, stopped_at=None).exists()


def test_a_closed_case_is_opened_again(at_desk: AtDesk, world: World, alice: Person, chair: Person, live: Live) -> None:
    case = make_case(world.commune, officer=alice.post)
    with live.quiet:
        to_state("closed", case, alice, chair)
    an = at_desk(alice)
    an.go("/vu-viec/?loc=ket-thuc")
    an.follow(case.code)
    an.status("Đã kết thúc")
    pang = at_desk(chair)
    pang.go(case.get_absolute_url())
    pang.follow("Mở lại vụ việc")
    pang.write("Lý do", "Cô giáo thấy vết bầm mới")
    pang.tick("Trẻ đang gặp nguy hiểm")
    pang.press("Mở lại vụ việc")
    pang.status("Đánh giá ban đầu")
    pang.sees("Đã mở lại", "Chu kỳ 2", "Khẩn cấp")
    an.go("/")
    an.sees(f"{case.code}: Đánh giá ban đầu")
    an.sees_no("vết bầm")
    an.go(case.get_absolute_url())
    an.open("Chưa làm được")
    an.sees("Cần hoàn thành đánh giá nguy cơ ban đầu (Mẫu 02) trước", "Cô giáo thấy vết bầm mới")


def test_nobody_approves_his_own_plan(at_desk: AtDesk, world: World, alice: Person, chair: Person, live: Live) -> None:
    case = make_case(world.commune, officer=alice.post)
    with live.quiet:
        to_state("approving", case, alice, chair)
        with as_system("the chair had written it himself"):
            Plan.objects.filter(case=case).update(submitted_by_id=chair.user.pk)
    pang = at_desk(chair)
    pang.go(case.get_absolute_url())
    pang.open("Chưa làm được")
    pang.sees("không tự phê duyệt được: cần người khác ký")
    pang.go(f"{case.get_absolute_url()}buoc/duyet-ke-hoach/")
    pang.write("Số quyết định", "12/QĐ-UBND")
    pang.press("Phê duyệt kế hoạch")
    pang.sees("không tự phê duyệt được", "Những gì anh/chị đã nhập vẫn còn nguyên")
    with live.quiet:
        assert fresh(case).state == "approving"


def test_two_officers_on_one_person_of_the_case(
    at_desk: AtDesk, world: World, alice: Person, chair: Person, live: Live
) -> None:
    other = make_person("hoa", "Lò Thị Hoa", "commune_officer", world.committee, "Công chức")
    case = make_case(world.commune, officer=alice.post, opened_at=timezone.now())
    an, hoa = at_desk(alice), at_desk(other)
    an.go(f"{case.get_absolute_url()}nguoi/them/")
    an.choose("Vai trò", "Người bị cho là gây hại")
    an.write("Họ và tên", "Ông T")
    an.press("Lưu")
    an.follow("Ông T")
    hoa.go(an.path)
    hoa.write("Họ và tên", "Ông Tỉnh")
    hoa.press("Lưu")
    an.write("Họ và tên", "Ông Tĩnh")
    an.press("Lưu")
    an.sees("Vừa có người khác sửa", "Ông Tỉnh", "Ông Tĩnh")
    an.press("Lưu")
    an.sees("Ông Tĩnh")
