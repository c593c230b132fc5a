"""Who else sees a case: by two persons, by name, for a reason; its files; and its end by two persons."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from chungtay.cases.models import Case
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case
from tests.factories.keeping import make_chair, make_leader, pdf, photo
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk

pytestmark = pytest.mark.journey
WHY = "Trẻ đang ở trạm y tế xã tôi, cần biết tiền sử"


@pytest.fixture
def case(live: Live, world: World, alice: Person) -> Case:
    load_law()
    return make_case(world.commune, officer=alice.post)


def test_two_persons_open_a_case_and_its_commune_sees_before_and_after(
    at_desk: AtDesk, case: Case, world: World, alice: Person, chi: Person
) -> None:
    chair = make_chair(world)
    asking, home = at_desk(chi), f"/vu-viec/{case.pk}/"
    assert asking.go(home).status == 404
    asking.go("/vu-viec/mo-khan-cap/")
    asking.write("Mã vụ việc", "VV-2019-000001")
    asking.write("Lý do", WHY)
    asking.press("Gửi đề nghị")
    asking.sees("Không có vụ việc nào mở được theo mã này")
    asking.write("Mã vụ việc", case.code)
    asking.press("Gửi đề nghị")
    asking.status("Chờ người thứ hai")
    assert asking.go(home).status == 404

    deciding = at_desk(chair)
    deciding.go("/")
    deciding.follow(f"Đề nghị mở khẩn cấp {case.code}")
    deciding.sees("Trần Linh Chi", WHY)
    deciding.choose("Mở trong", "2 giờ")
    deciding.press("Đồng ý mở")
    deciding.sees("Đã đồng ý mở trong 2 giờ")

    asking.go("/")
    asking.follow(f"Đang được mở khẩn cấp {case.code}")
    asking.follow("Mở vụ việc")
    asking.sees("Vàng A Dế")
    deciding.go("/")
    deciding.sees(f"{case.code} đang được mở khẩn cấp")
    asking.go("/vu-viec/mo-khan-cap/")
    asking.follow(case.code)
    asking.press("Kết thúc xem")
    assert asking.go(home).status == 404
    deciding.go("/")
    deciding.sees(f"{case.code} vừa được mở khẩn cấp, đã kết thúc")
    working = at_desk(alice)
    working.go(home)
    working.follow("Ai đã xem")
    working.sees("Trần Linh Chi", "Không phải người của xã", "Mở vụ việc")


def test_a_person_is_named_and_the_province_reveals_for_a_reason(
    at_desk: AtDesk, case: Case, world: World, bao: Person
) -> None:
    clinic = make_person("y_si", "Cà Thị Yên", "sector_officer", world.committee, "Y sĩ")
    naming = at_desk(make_chair(world))
    naming.go(f"/vu-viec/{case.pk}/")
    naming.follow("Ai được xem")
    naming.write("Tìm người trong tỉnh", "ca thi yen")
    naming.press("Tìm", within="#chi-dinh, .panel:has(h2#chi-dinh)")
    naming.tick("Cà Thị Yên")
    naming.write("Được xem đến hết ngày", f"{timezone.localdate() + dt.timedelta(days=7):%d/%m/%Y}")
    naming.write("Lý do", "Phối hợp chăm sóc y tế cho trẻ")
    naming.press("Chỉ định")
    naming.sees("Được chỉ định", "Đang có hiệu lực")
    named = at_desk(clinic)
    named.go(f"/vu-viec/{case.pk}/")
    named.sees("Vàng A Dế")
    naming.press("Kết thúc")
    assert named.go(f"/vu-viec/{case.pk}/").status == 404

    province = at_desk(bao)
    province.go(f"/vu-viec/{case.pk}/")
    province.sees_no("Vàng A Dế")
    province.follow("Mở xem, có ghi lý do")
    province.write("Lý do", "xem")
    province.press("Mở xem trong một giờ")
    province.sees("ít nhất 10")
    province.write("Lý do", "Kiểm tra vụ việc quá hạn phê duyệt")
    province.press("Mở xem trong một giờ")
    province.sees("Vàng A Dế")
    naming.go(f"/vu-viec/{case.pk}/ai-da-xem/")
    naming.sees("Mở xem có lý do", "Kiểm tra vụ việc quá hạn phê duyệt", "Nguyễn Quốc Bảo")


def test_files_are_kept_sealed_shown_with_a_mark_and_removed(
    at_desk: AtDesk, case: Case, world: World, alice: Person, tmp_path: Path
) -> None:
    chair = make_chair(world)
    for name, content in (("vết bầm.jpg", photo()), ("giấy khám.pdf", pdf(2)), ("hỏng.jpg", photo()[:2000])):
        (tmp_path / name).write_bytes(content)
    working = at_desk(alice)
    working.go(f"/vu-viec/{case.pk}/")
    working.follow("thêm tài liệu")
    working.attach("Tệp", tmp_path / "hỏng.jpg")
    working.write("Ghi chú", "Trạm y tế chụp")
    working.press("Mã hóa và cất")
    working.sees("bị hỏng, không mở được")
    for name in ("vết bầm.jpg", "giấy khám.pdf"):
        working.attach("Tệp", tmp_path / name)
        working.write("Ghi chú", "Trạm y tế chụp")
        working.press("Mã hóa và cất")
        working.sees(name, "Trạm y tế chụp")
    working.follow("giấy khám.pdf")
    working.finds(".evidence-pages img", 2)
    for place in range(2):
        picture = working.page.locator(".evidence-pages img").nth(place)
        picture.scroll_into_view_if_needed()
        working.page.wait_for_function("one => one.complete", arg=picture.element_handle())
        if working.javascript:
            assert picture.evaluate("one => one.naturalWidth") > 400

    removing = at_desk(chair)
    removing.go(f"/vu-viec/{case.pk}/tai-lieu/")
    removing.follow("vết bầm.jpg")
    removing.open("Xóa tài liệu này")
    removing.write("Lý do xóa", "Gửi nhầm vụ việc")
    removing.press("Xóa vĩnh viễn")
    removing.sees("đã xóa", "Gửi nhầm vụ việc")
    removing.sees_no("vết bầm.jpg")


def test_a_case_past_its_time_ends_by_two_persons(
    at_desk: AtDesk, live: Live, case: Case, world: World, dung: Person
) -> None:
    chair, leader = make_chair(world), make_leader(world)
    past = timezone.now() - dt.timedelta(days=12 * 366)
    ended = make_case(
        world.commune, state="closed", closed_at=past, received_at=past, opened_at=past, condition_safe=True, condition_stable=True
    )  # fmt: skip
    asking = at_desk(chair)
    asking.go("/vu-viec/luu-ho-so/")
    asking.follow(ended.code)
    asking.sees("Vụ việc chưa có thời hạn lưu")
    asking.open("Đặt thời hạn lưu")
    asking.sees("Tỉnh chưa nạp thời hạn lưu nào")

    loading = at_desk(dung)
    loading.go("/vu-viec/thoi-han-luu/")
    loading.write("Loại hồ sơ", "Hồ sơ vụ việc bảo vệ trẻ em")
    loading.write("Số năm lưu", "10")
    loading.write("Văn bản quy định", "Quyết định bịa để thử")
    loading.press("Nạp thời hạn")
    loading.sees("Hồ sơ vụ việc bảo vệ trẻ em")

    asking.go(f"/vu-viec/{ended.pk}/luu-ho-so/")
    asking.open("Đặt thời hạn lưu")
    asking.tick("Hồ sơ vụ việc bảo vệ trẻ em")
    asking.press("Đặt thời hạn")
    asking.open("Đề nghị hủy hồ sơ")
    asking.write("Lý do", "Đã hết thời hạn lưu của tỉnh", within="details[open]")
    asking.press("Gửi đề nghị hủy")
    asking.sees("Cần người thứ hai thực hiện")
    asking.sees_no("Hủy vĩnh viễn nội dung")

    ending = at_desk(leader)
    ending.go("/")
    ending.follow(f"Đề nghị hủy hồ sơ {ended.code}")
    ending.tick("Tôi hiểu")
    ending.press("Hủy vĩnh viễn nội dung")
    ending.sees("Đã hủy nội dung vụ việc")
    with live.quiet, as_system("looking in a test"):
        assert Case.objects.get(pk=ended.pk).erased_at is not None
    assert asking.go(f"/vu-viec/{ended.pk}/").status == 200
    asking.sees("đã được hủy")
