"""A family registers, a child comes to it, and is visited for half a year; a carer in another commune; a facility's child."""

from __future__ import annotations

import datetime as dt

import pytest

from chungtay.cases.models import Clock
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.factories.accounts import Person, World, make_person
from tests.factories.care import approved_carer
from tests.factories.children import make_child, name_units
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat

pytestmark = pytest.mark.journey
CONDITIONS = (
    "Cư trú tại Việt Nam", "Có sức khỏe và năng lực", "Có tư cách đạo đức tốt", "Không bị hạn chế quyền", "Không bị truy cứu",
    "Không bị kết án", "Có chỗ ở", "Tự nguyện", "Thành viên gia đình",
)  # fmt: skip


@pytest.fixture(autouse=True)
def law(db: None) -> int:
    return load_law()


@pytest.fixture
def lan(world: World) -> Person:
    return make_person("lan", "Cà Thị Lan", "commune_chair", world.committee, "Chủ tịch UBND xã")


@pytest.fixture
def minh(world: World) -> Person:
    return make_person("minh", "Lường Văn Minh", "commune_chair", world.other_committee, "Chủ tịch UBND xã")


def test_from_the_register_to_the_visit_of_six_months(
    at_desk: AtDesk, alice: Person, lan: Person, world: World, live: Live, calendar: Calendar
) -> None:
    child = make_child(world.commune, "Lò Thị Ính", "2018-02-03", "female")
    an = at_desk(alice)
    registered_and_verified(an)
    chair = at_desk(lan)
    chair.go("/")
    chair.follow("Xác nhận người nhận chăm sóc NCS-")
    chair.press("Xác nhận đủ điều kiện")
    chair.status("Đủ điều kiện")
    an.go(child.get_absolute_url())
    matched_and_heard(an)
    placement = an.path
    chair.go("/")
    chair.follow("Ký quyết định giao, nhận CS-")
    chair.open("Ký quyết định giao, nhận (Mẫu 12)")
    chair.write("Số quyết định", "15/QĐ-UBND", within="form[action$='quyet-dinh/']")
    chair.press("Ký quyết định giao, nhận (Mẫu 12)", within="form[action$='quyet-dinh/']")
    chair.status("Đã có quyết định giao, nhận")
    met_and_handed_over(an, placement, calendar)
    handed_over = dt.date(2026, 5, 16)
    visited(an, placement, calendar)
    with live.quiet, as_system("looking at the clocks"):
        left = {row.code: row for row in Clock.objects.filter(subject_label="care.placement", stopped_at=None)}
        done = set(
            Clock.objects.filter(subject_label="care.placement", stopped_at__isnull=False).values_list(
                "code", flat=True
            )
        )
    assert done >= {"T_HANDOVER", "T_AC_1M", "T_AC_3M", "T_AC_6M"}
    assert "T_AC_1M" not in left
    assert left["T_AC_6M"].due_at.date() == dt.date(2027, 5, 12)
    assert left["T_AC_CARER"].started_at.date() == handed_over


def registered_and_verified(an: Seat) -> None:
    an.go("/cham-soc-thay-the/nguoi-nhan/")
    an.follow("Ghi người đăng ký")
    an.write("Họ và tên", "Quàng Thị Hoa")
    an.write("Ngày sinh", "1980")
    an.write("Nơi cư trú", "Bản Phăng 2")
    an.write("Ngày của giấy khám sức khỏe", "01/05/2026")
    an.press("Ghi vào sổ")
    an.heading("Quàng Thị Hoa")
    an.press("Bắt đầu xác minh")
    an.follow("Ghi báo cáo xác minh")
    an.press("Hoàn thành báo cáo")
    an.sees("từng điều kiện")
    for words in CONDITIONS:
        an.choose(words, "Đạt")
    an.write("Mức độ phù hợp", "Nhà rộng, hai con đã lớn")
    an.tick("Đã được tư vấn")
    an.press("Hoàn thành báo cáo")
    an.sees("Đã hoàn thành báo cáo xác minh")


def matched_and_heard(an: Seat) -> None:
    """From the page of the child: the family first in order, the written consent, what the child said."""
    an.follow("Tìm người chăm sóc thay thế")
    an.sees("1. Quàng Thị Hoa", "Người cư trú cùng nơi với trẻ", "Điều 42")
    an.tick("1. Quàng Thị Hoa")
    an.choose("Vì sao trẻ cần", "Không thể sống với cha, mẹ vì sự an toàn, hoặc cha mẹ không còn khả năng hoặc gây hại")
    an.write("Nhu cầu của trẻ", "Cần đi học tiếp")
    an.press("Đề xuất người này")
    an.heading("Lò Thị Ính – Quàng Thị Hoa")
    an.sees("Trẻ từ đủ 7 tuổi: phải hỏi ý kiến")
    an.open("Ghi văn bản đồng ý")
    an.choose("Văn bản đồng ý", "Cha, mẹ đồng ý bằng văn bản")
    an.write("Ngày của văn bản", "14/05/2026")
    an.choose("Ý kiến của trẻ", "Trẻ đồng ý")
    an.write("Ngày hỏi trẻ", "14/05/2026")
    an.write("Lời của trẻ", "Cháu thích ở gần trường")
    an.press("Ghi văn bản đồng ý, ý kiến của trẻ", within="form[action$='y-kien/']")


def met_and_handed_over(an: Seat, placement: str, calendar: Calendar) -> None:
    """Two contacts, then the hand-over within fifteen working days."""
    an.go(placement)
    an.sees("Mới tiếp xúc 0 lần")
    for _ in range(2):
        calendar.days_later(1)
        an.go(placement)
        an.follow("Trẻ và người chăm sóc tiếp xúc trước khi giao")
        an.write("Nội dung", "Trẻ chơi với chị trong nhà")
        an.press("Hoàn thành")
    an.open("Giao trẻ")
    an.press("Giao trẻ", within="form[action$='giao/']")
    an.status("Đang chăm sóc")


def visited(an: Seat, placement: str, calendar: Calendar) -> None:
    """One month, three months, six months; each in two sittings."""
    for label, day in (("Thăm sau một tháng", dt.date(2026, 6, 15)), ("Thăm sau ba tháng", dt.date(2026, 8, 14)),
                       ("Đánh giá sáu tháng (Mẫu 13)", dt.date(2026, 11, 12))):  # fmt: skip
        calendar.go(day)
        an.go("/")
        an.sees("CS-2026-")
        an.go(placement)
        an.follow(label, within="main table")
        an.tick("Đã gặp trẻ")
        an.write("Điều kiện sống", "Có góc học tập riêng")
        an.write("Tình trạng sức khỏe", "Khỏe")
        an.press("Lưu nháp")
        an.sees("Ghi tiếp")
        an.follow("Ghi tiếp")
        an.write("Tinh thần", "Vui")
        an.write("Sự hòa nhập", "Gọi người chăm sóc là mẹ")
        an.choose("Đề xuất", "Tiếp tục")
        an.press("Hoàn thành")
        an.sees("Gọi người chăm sóc là mẹ")


def test_a_carer_in_another_commune(
    at_desk: AtDesk, alice: Person, chi: Person, minh: Person, world: World, live: Live, calendar: Calendar
) -> None:
    name_units()
    child = make_child(world.commune, "Lò Văn An", "2021-02-03")
    with live.quiet:
        carer = approved_carer(chi.actor, minh.actor, world.other_commune, "Trần Thị Kín")
    an = at_desk(alice)
    an.go(f"/cham-soc-thay-the/tim-nguoi/?tre={child.pk}")
    an.sees(carer.code, "Xã Thanh Nưa: hỏi xã này trước")
    an.sees_no("Trần Thị Kín")
    an.tick(carer.code)
    an.choose("Vì sao trẻ cần", "Bị ảnh hưởng bởi thiên tai, thảm họa, xung đột")
    an.press("Đề xuất người này")
    an.status("chờ xã của người nhận")
    an.sees_no("Trần Thị Kín")
    linh = at_desk(chi)
    linh.go("/")
    linh.follow("Đề xuất ghép CS-")
    linh.sees("Trần Thị Kín")
    linh.sees_no("Lò Văn An")
    linh.press("Đồng ý ghép")
    linh.heading("Lò Văn An – Trần Thị Kín")
    an.go(linh.path)
    an.heading("Lò Văn An – Trần Thị Kín")
    linh.go(child.get_absolute_url())  # the child's record stays in its own commune
    linh.sees_no("Lò Văn An")
