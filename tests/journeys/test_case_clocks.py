"""The law's clocks as people meet them: across Tết, across the merger of communes, and up to the chair and the province."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from chungtay.cases.duties import Event, happened
from chungtay.cases.models import Case, Clock
from chungtay.cases.services.clocks_telling import tell_due
from chungtay.foundation.scoping import as_system
from chungtay.law.clocks import VIETNAM
from tests.browser import Live
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    load_law()


@pytest.fixture
def chair(world: World) -> Person:
    return make_person("chutich", "Quàng Văn Pâng", "commune_chair", world.committee, "Chủ tịch UBND xã")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_the_term_of_the_plan_across_tet(at_desk: AtDesk, alice: Person, world: World, calendar: Calendar) -> None:
    """Assessed on Thursday 12/02/2026: five working days end on Thursday 26/02, for Tết is off from 16 to 20 February."""
    calendar.go(dt.date(2026, 2, 12))
    case = make_case(world.commune, officer=alice.post, state="planning")
    happened(actor=alice.actor, event=Event.ASSESSED, at=timezone.now(), case=case)
    an = at_desk(alice)
    an.go("/")
    an.sees(case.code, "Còn 5 ngày làm việc")
    calendar.go(dt.date(2026, 2, 24))
    an.go("/")
    an.sees("khoản 1 Điều 28 Nghị định 56/2017")
    an.follow(f"{case.code}: còn 2 ngày làm việc")
    an.sees("23:59 ngày 26/02/2026")
    an.open("Cách tính")
    an.sees("Nghỉ lễ: 16/02/2026")
    an.open("Tạm dừng")
    an.tick("Không tiếp cận được trẻ")
    an.press("Tạm dừng thời hạn")
    an.sees("Đã tạm dừng thời hạn")
    calendar.go(dt.date(2026, 2, 26))
    an.go("/")
    an.follow(f"{case.code}: tạm dừng từ 09:00 ngày 24/02/2026")
    an.press("Cho chạy lại")
    an.sees("23:59 ngày 02/03/2026")  # Tuesday 24 and Wednesday 25 do not count: Thu 26, Fri 27, Mon 2 March


def test_twelve_hours_across_the_merger(
    at_desk: AtDesk, alice: Person, world: World, calendar: Calendar, live: Live
) -> None:
    """Received by the old commune on 30/06/2025 at 20:00; on the day of the merger the new one has it, at 08:00 it is late."""
    case = make_case(world.old_commune, received_at=at("2025-06-30T20:00"), opened_at=at("2025-06-30T20:05"))
    happened(actor=None, event=Event.DANGER_FOUND, at=at("2025-06-30T20:00"), case=case)
    calendar.go(dt.date(2025, 7, 1))  # nine in the morning
    an = at_desk(alice)
    an.go("/")
    an.follow(f"{case.code}: quá hạn 1 giờ")
    an.sees("20:00 ngày 30/06/2025", "08:00 ngày 01/07/2025")
    with live.quiet, as_system("the records follow the merger"):
        Case.objects.filter(pk=case.pk).update(unit=world.commune, unit_path=world.commune.path)
        assert Clock.objects.get().unit_path == world.commune.path
    an.go(f"/vu-viec/{case.pk}/thoi-han/")
    an.sees("08:00 ngày 01/07/2025")


def test_what_is_late_comes_to_the_chair_and_then_to_the_province(
    at_desk: AtDesk, alice: Person, bao: Person, chair: Person, world: World, calendar: Calendar, live: Live
) -> None:
    case = make_case(world.commune, officer=alice.post, risk="high")
    happened(actor=None, event=Event.DANGER_FOUND, at=timezone.now() - dt.timedelta(hours=13), case=case)
    with live.quiet:
        tell_due(timezone.now())
    pang = at_desk(chair)
    pang.go("/")
    pang.sees(f"{case.code}: quá hạn 1 giờ")
    pang.go("/thong-bao/")
    pang.sees(f"Vụ việc {case.code}: quá hạn 1 giờ, đề nghị chỉ đạo")
    bao_ = at_desk(bao)
    bao_.go("/")
    bao_.sees_no(case.code)
    an = at_desk(alice)
    an.go(f"/vu-viec/{case.pk}/thoi-han/")
    an.open("Ghi lý do chậm")
    an.write("Vì sao chậm", "Đường sạt lở, chưa đến được bản")
    an.press("Ghi lý do")
    an.sees("Đã ghi lý do chậm")
    calendar.days_later(1)
    bao_.go("/")
    bao_.sees(f"{case.code}: quá hạn 1 ngày")
    bao_.go("/vu-viec/giam-sat/")
    bao_.sees("Biện pháp can thiệp khẩn cấp", "Xã Mường Phăng")
    bao_.follow("Biện pháp can thiệp khẩn cấp")
    bao_.sees(case.code, "Đường sạt lở, chưa đến được bản")
    bao_.sees_no("Vàng A Dế")
    bao_.go("/vu-viec/giam-sat/luoi/")
    bao_.page.locator('td.number a[href*="nguy-co=cao"]').first.click()
    bao_.sees(case.code, "1 vụ việc")
    book = bao_.fetch("Tải bảng tính (.xlsx)")
    assert book.suffix == ".xlsx"
