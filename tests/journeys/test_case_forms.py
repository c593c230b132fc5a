"""The initial assessment in two sittings: filled in from the case, a level against the count confirmed by the chair, printed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.cases import sealing
from chungtay.cases.models import CaseForm
from chungtay.foundation.scoping import as_system
from tests.browser import Live
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case
from tests.factories.law import load_law
from tests.journeys.conftest import AtDesk
from tests.journeys.seat import Seat

pytestmark = pytest.mark.journey
SCALES = {"harm": "Cao", "harm_continue": "Trung bình", "protect_self": "Thấp", "receive_support": "Trung bình"}


def chooses(an: Seat, key: str, level: str) -> None:
    an.page.locator(f'[data-key="{key}"]').get_by_label(level, exact=True).check()


def test_an_assessment_in_two_sittings_confirmed_by_the_chair(
    at_desk: AtDesk, alice: Person, world: World, live: Live
) -> None:
    load_law()
    chair = make_person("chutich", "Quàng Văn Pâng", "commune_chair", world.committee, "Chủ tịch UBND xã")
    case = make_case(world.commune, officer=alice.post, state="assessing")
    an = at_desk(alice)
    an.go(f"/vu-viec/{case.pk}/bieu-mau/")
    an.follow("Mẫu 02")
    an.sees("Điền sẵn từ hồ sơ vụ việc")
    chooses(an, "harm", "Cao")
    an.press("Lưu bản nháp")
    an.sees("Đã lưu bản nháp", "Còn 3 mục chưa chọn")

    an.go(f"/vu-viec/{case.pk}/bieu-mau/")  # the second sitting
    an.follow("Đang ghi")
    for key, level in SCALES.items():
        chooses(an, key, level)
    an.write("Kết luận về tình trạng của trẻ em", "Cháu còn sợ, chưa an toàn")
    an.page.locator('[data-key="emergency_needed"]').get_by_label("Không áp dụng").check()
    an.tick("Thấp", within="fieldset:has(#id_level_low)")
    an.press("Hoàn thành phiếu")
    an.sees("Mức này khác với kết quả đếm", "Cháu còn sợ, chưa an toàn")
    an.write("Lý do, nếu khác với kết quả đếm", "Người gây hại đã bị tạm giữ")
    an.press("Hoàn thành phiếu")
    an.sees("Đã gửi người thứ hai xác nhận")

    pang = at_desk(chair)
    pang.go("/")
    pang.follow(f"Vụ việc {case.code}, phiếu ND56-M02")
    pang.sees("Người gây hại đã bị tạm giữ")
    pang.press("Xác nhận mức này")
    pang.status("Đã hoàn thành")

    an.go(f"/vu-viec/{case.pk}/bieu-mau/")
    an.follow("Đã hoàn thành")
    an.follow("In", within=".page-acts", exact=True)
    an.sees("THÔNG TIN BÍ MẬT ĐỜI SỐNG RIÊNG TƯ CỦA TRẺ EM", "Phạm vi cung cấp")
    with an.page.expect_download() as coming:
        an.page.get_by_role("button", name="Tải tệp Word").click()
    assert coming.value.suggested_filename.endswith(".docx")
    assert "Vàng" not in coming.value.suggested_filename


def test_the_page_hides_what_does_not_apply_and_keeps_by_itself(
    scripted_desk: AtDesk, alice: Person, world: World, live: Live
) -> None:
    load_law()
    case = make_case(world.commune, officer=alice.post, state="specific")
    an = scripted_desk(alice)
    an.go(f"/vu-viec/{case.pk}/bieu-mau/ND56-M03/")
    wish = an.page.locator('[data-key="family_wish"]')
    expect(wish).to_be_visible()
    an.page.locator('[data-key="carer_harms"]').get_by_label("Có", exact=True).check()
    expect(wish).to_be_hidden()
    an.page.locator("#id_q_s_condition").fill("Cháu sụt cân, ít nói")
    expect(an.page.locator(".draft-note")).to_contain_text("Đã tự lưu", timeout=15_000)
    with as_system("a test looks"):
        form = CaseForm.objects.select_related("case").get(case=case)
        assert sealing.unseal(form)["answers"]["s_condition"] == "Cháu sụt cân, ít nói"
    an.press("Lưu bản nháp")  # goes on in the form that was begun by itself
    an.sees("Đã lưu bản nháp")
    with as_system("once"):
        assert CaseForm.objects.filter(case=case).count() == 1


def test_a_table_grows_on_a_phone(at_desk: AtDesk, alice: Person, world: World, live: Live) -> None:
    load_law()
    case = make_case(world.commune, officer=alice.post, state="planning")
    an = at_desk(alice, width=360)
    an.go(f"/vu-viec/{case.pk}/bieu-mau/APP-MINUTES/")
    an.page.locator("#id_q_members-0-name").fill("Cà Văn Hặc")
    an.press("Thêm dòng")
    assert an.page.locator("#id_q_members-0-name").input_value() == "Cà Văn Hặc"
    an.finds(".form-row", 5)
