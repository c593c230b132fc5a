"""Pages of care: who sees what, what is typed is kept, every paper prints, nothing names a child where it must not."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import docx
import pytest
from django.test import Client
from django.utils import timezone

from chungtay.care import erasing
from chungtay.care.models import Carer, Placement, Visit
from chungtay.care.populating import populate
from chungtay.care.services import placements, visits
from chungtay.care.services.placements import Ending
from chungtay.care.services.visits import Seen
from chungtay.cases.models import Clock
from chungtay.cases.services.clocks_periods import start_periods
from chungtay.children.guards import merge_refusals
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.care.conftest import Clockwork
from tests.day import lines_of
from tests.factories.accounts import Person, World
from tests.factories.care import all_consent, approved_carer, contact, decide, hand_over, make_carer, propose
from tests.factories.cases import make_case
from tests.factories.children import make_child, name_units

TODAY = dt.date(2026, 5, 14)
ClientFor = Callable[[Person], Client]
ROOT = "/cham-soc-thay-the"


def words_of(content: bytes) -> str:
    """Everything a Word file says: paragraphs, tables, heads and feet."""
    file = docx.Document(io.BytesIO(content))
    body = [element.text or "" for element in file.element.body.iter() if element.tag.endswith("}t")]
    parts = [(one.header, one.footer, one.first_page_header, one.first_page_footer) for one in file.sections]
    feet = [one.text or "" for four in parts for part in four for one in part._element.iter() if one.tag.endswith("}t")]
    return " ".join([*body, *feet])


@pytest.fixture
def cared(world: World, alice: Person, lan: Person, clockwork: Clockwork) -> Placement:
    child = make_child(world.commune, "Lò Thị Ính", "2011-02-03", "female")
    placement = propose(alice.actor, child, approved_carer(alice.actor, lan.actor, world.commune))
    placement = all_consent(alice.actor, placement)
    contact(alice.actor, placement, TODAY)
    clockwork.go(TODAY + dt.timedelta(days=1))
    contact(alice.actor, placement, TODAY + dt.timedelta(days=1))
    return hand_over(alice.actor, decide(lan.actor, placement))


def test_every_page_opens_for_the_commune(cared: Placement, alice: Person, lan: Person, client_for: ClientFor) -> None:
    for person in (alice, lan):
        browser = client_for(person)
        for path in ("/", "/nguoi-nhan/", "/co-so/", f"/{cared.pk}/", f"/nguoi-nhan/{cared.carer_id}/"):
            answer = browser.get(ROOT + path)
            assert answer.status_code == 200, (person, path)
    page = client_for(alice).get(f"{ROOT}/{cared.pk}/").content.decode()
    assert "Lò Thị Ính" in page
    assert "Thăm sau một tháng" in page
    assert "15/06/2026" in page
    for path in (
        "/nguoi-nhan/them/",
        "/nguoi-nhan/them/?loai=co-so",
        f"/{cared.pk}/tham/month_1/",
        f"/nguoi-nhan/{cared.carer_id}/sua/",
    ):
        assert client_for(alice).get(ROOT + path).status_code == 200, path


def test_another_commune_finds_nothing_and_the_province_no_name(
    cared: Placement, chi: Person, bao: Person, dung: Person, client_for: ClientFor
) -> None:
    stranger = client_for(chi)
    for path in (
        f"/{cared.pk}/",
        f"/nguoi-nhan/{cared.carer_id}/",
        f"/{cared.pk}/mau-12.docx",
        f"/{cared.pk}/tham/month_1/",
    ):
        assert stranger.get(ROOT + path).status_code == 404
    assert stranger.post(f"{ROOT}/{cared.pk}/buoc/cham-dut/").status_code in {403, 404}
    above = client_for(bao)
    listed = above.get(ROOT + "/").content.decode()
    assert cared.code in listed
    assert "Ính" not in listed
    assert "Hoa" not in above.get(ROOT + "/nguoi-nhan/").content.decode()
    assert above.get(f"{ROOT}/{cared.pk}/").status_code == 403
    assert client_for(dung).get(ROOT + "/").status_code == 403


def test_a_look_is_written_for_the_placement_and_the_child(
    cared: Placement, alice: Person, client_for: ClientFor
) -> None:
    client_for(alice).get(f"{ROOT}/{cared.pk}/")
    looks = Look.objects.filter(object_type__in=["care.placement", "children.child"], kind="page")
    assert {(look.object_type, look.object_id) for look in looks} >= {
        ("care.placement", cared.pk),
        ("children.child", cared.child_id),
    }
    assert "Ính" not in str(list(Look.objects.values_list("what", "purpose")))


def test_a_visit_written_by_mistake_goes_out_of_the_count_with_its_reason(
    cared: Placement, alice: Person, lan: Person, client_for: ClientFor
) -> None:
    browser = client_for(alice)
    browser.post(f"{ROOT}/{cared.pk}/tham/month_1/", {"on": "15/05/2026", "living": "Nhầm nhà", "luu": "nhap"})
    with as_system("the draft and the contacts"):
        contacts_made = Visit.objects.filter(placement=cared, kind="contact")
        draft, contact_kept = Visit.objects.get(placement=cared, state="draft"), contacts_made.earliest("pk")
    path = f"{ROOT}/{cared.pk}/lan-tham/{draft.pk}/bo/"
    assert path in browser.get(f"{ROOT}/{cared.pk}/").content.decode()
    assert client_for(lan).get(path).status_code == 403
    long = browser.post(path, {"words": "x" * 501})
    assert long.status_code == 422
    assert "x" * 501 in long.content.decode()
    assert browser.post(path, {"words": "Ghi nhầm của cháu Ính"}).status_code == 302
    page = browser.get(f"{ROOT}/{cared.pk}/").content.decode()
    assert "Ghi nhầm của cháu Ính" in page
    assert path not in page
    with as_system("what is readable in the database"):
        draft.refresh_from_db()
        assert (draft.state, "Ính" in draft.void_reason) == ("void", False)
    kept = browser.post(f"{ROOT}/{cared.pk}/lan-tham/{contact_kept.pk}/bo/", {"words": "Thử"})
    assert kept.status_code == 422
    assert "được giữ nguyên" in kept.content.decode()


def test_a_refusal_keeps_what_was_typed(cared: Placement, lan: Person, client_for: ClientFor) -> None:
    answer = client_for(lan).post(
        f"{ROOT}/{cared.pk}/buoc/cham-dut/",
        {
            "ground": "reunion",
            "next_form": "home",
            "lives_with": "mother",
            "number": "30/QĐ-UBND",
            "on": "15/05/2026",
            "words": "Mẹ đã khỏe lại",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mẫu 13" in page
    assert "Mẹ đã khỏe lại" in page
    assert 'value="30/QĐ-UBND"' in page


def test_a_visit_in_two_sittings(cared: Placement, alice: Person, client_for: ClientFor, clockwork: Clockwork) -> None:
    clockwork.go(dt.date(2026, 6, 10))
    browser = client_for(alice)
    half = {"on": "10/06/2026", "living": "Nhà khô ráo", "luu": "nhap"}
    answer = browser.post(f"{ROOT}/{cared.pk}/tham/half_year/", half)
    assert answer.status_code == 302
    answer = browser.get(f"{ROOT}/{cared.pk}/tham/half_year/")
    draft = answer["Location"]
    assert "Nhà khô ráo" in browser.get(draft).content.decode()
    unfinished = browser.post(draft, {"on": "10/06/2026", "living": "Nhà khô ráo", "child_seen": "on", "version": "1"})
    assert unfinished.status_code == 422
    assert "Hãy trả lời mục này" in unfinished.content.decode()
    full = {
        "on": "10/06/2026",
        "living": "a",
        "phys": "b",
        "mental": "c",
        "integr": "d",
        "propose": "continue",
        "child_seen": "on",
        "version": "1",
    }
    assert browser.post(draft, full).status_code == 302
    assert browser.get(draft).status_code == 404  # finished: no draft any more
    stale = browser.post(f"{ROOT}/{cared.pk}/tham/month_1/", {"on": "10/06/2026", "living": "x"})
    assert stale.status_code == 422


def test_a_double_click_proposes_once(world: World, alice: Person, lan: Person, client_for: ClientFor) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    carer = approved_carer(alice.actor, lan.actor, world.commune)
    said = {"carer": carer.pk, "ground": "unsafe", "act": "8c5c12c4-6d31-4a3c-9a5e-0f1c5b6c7d8e"}
    browser = client_for(alice)
    first = browser.post(f"{ROOT}/tim-nguoi/?tre={child.pk}", said)
    second = browser.post(f"{ROOT}/tim-nguoi/?tre={child.pk}", said)
    assert first["Location"] == second["Location"]
    with as_system("counting"):
        assert Placement.objects.count() == 1


def test_every_paper_prints_with_its_label(
    cared: Placement, alice: Person, lan: Person, client_for: ClientFor, clockwork: Clockwork
) -> None:
    day = clockwork.go(dt.date(2026, 6, 10))
    with acting_as(alice.actor):
        answers = {"living": "Nhà khô ráo", "phys": "Khỏe", "mental": "Vui", "integr": "Quen nhà", "propose": "home"}
        visit = visits.save(
            actor=alice.actor, placement=cared, seen=Seen("change", day, answers, "home", True, "ND56-M13")
        )
        placements.ask_end(actor=alice.actor, placement=cared, ground="asked", on=day, words="Gia đình chuyển đi xa")
    with acting_as(lan.actor):
        placements.end(
            actor=lan.actor, placement=cared, ending=Ending("asked", "home", "40/QĐ-UBND", day, lives_with="mother")
        )
    browser = client_for(alice)
    wanted = {
        f"/{cared.pk}/mau-12.docx": ("15/QĐ-UBND", "Lò Thị Ính", "Quàng Thị Hoa", "Cà Thị Lan"),
        f"/{cared.pk}/mau-15.docx": ("Gia đình chuyển đi xa",),
        f"/{cared.pk}/mau-16.docx": ("40/QĐ-UBND", "về gia đình"),
        f"/{cared.pk}/lan-tham/{visit.pk}/mau-13.docx": ("Nhà khô ráo", "Quen nhà"),
        f"/nguoi-nhan/{cared.carer_id}/mau-08.docx": ("Quàng Thị Hoa",),
        f"/nguoi-nhan/{cared.carer_id}/mau-11.docx": ("Đạt", "Phù hợp"),
        "/nguoi-nhan/danh-sach.docx": ("NCS-",),
    }
    for path, said in wanted.items():
        answer = browser.get(ROOT + path)
        assert answer.status_code == 200, path
        words = words_of(answer.content)
        assert "BÍ MẬT ĐỜI SỐNG RIÊNG TƯ" in words, path
        for one in said:
            assert one in words, (path, one)
    assert browser.get(f"{ROOT}/nguoi-nhan/danh-sach.xlsx").status_code == 200
    with as_system("the trail"):
        printed = AuditEntry.objects.filter(action="care_printed")
        assert printed.count() == len(wanted) + 1
        assert "Hoa" not in str(list(printed.values_list("object_label", "data")))


def test_a_facility_and_its_list(world: World, alice: Person, bao: Person, chi: Person, client_for: ClientFor) -> None:
    name_units()
    browser = client_for(alice)
    made = browser.post(
        f"{ROOT}/nguoi-nhan/them/?loai=co-so", {"name": "Mái ấm Hoa Ban", "registered_on": "01/05/2026"}
    )
    assert made.status_code == 302
    with as_system("the facility"):
        house = Carer.objects.get(kind="facility")
    added = browser.post(
        f"{ROOT}/co-so/danh-sach/{house.pk}/them/",
        {"name": "Vàng A Dế", "birth": "2019", "on": "02/05/2026", "admission": "Số 12"},
    )
    need = added["Location"]
    assert "Vàng A Dế" in browser.get(need).content.decode()
    above = client_for(bao)
    page = above.get(need).content.decode()
    assert "Vàng" not in page
    assert "Nhận hồ sơ để thẩm định" in page
    assert above.post(f"{need}buoc/nhan/", {"on": "03/05/2026"}).status_code == 302
    refused = above.post(f"{need}buoc/tham-dinh/", {"on": "04/05/2026"})
    assert refused.status_code == 422
    assert above.post(f"{need}buoc/tham-dinh/", {"on": "04/05/2026", "fit": "yes"}).status_code == 302
    search = f"{ROOT}/tim-nguoi/?co-so={need.split('/')[-2]}"
    assert search in browser.get(need).content.decode()
    assert browser.get(search).status_code == 200
    assert above.post(f"{need}buoc/chuyen/", {"on": "05/05/2026", "to_unit": "Xã Thanh Nưa"}).status_code == 302
    there = client_for(chi)
    assert "Vàng A Dế" in there.get(need).content.decode()
    assert there.get(search).status_code == 403
    assert "Vàng A Dế" in there.get(f"{ROOT}/co-so/").content.decode()
    assert browser.post(f"{ROOT}/co-so/danh-sach/{house.pk}/da-lap/").status_code == 302
    assert (
        "Mái ấm Hoa Ban".upper()
        in words_of(browser.get(f"{ROOT}/co-so/danh-sach/{house.pk}/mau-14.docx").content).upper()
    )


def test_the_page_of_a_child_whose_carer_lives_elsewhere(
    world: World, alice: Person, chi: Person, minh: Person, client_for: ClientFor, clockwork: Clockwork
) -> None:
    child = make_child(world.commune, "Lò Văn Bé", "2021-02-03")
    carer = approved_carer(chi.actor, minh.actor, world.other_commune, "Trần Thị Kín")
    placement = propose(alice.actor, child, carer)
    ours, theirs = client_for(alice), client_for(chi)
    page = ours.get(placement.get_absolute_url()).content.decode()
    assert "Lò Văn Bé" in page
    assert "Trần Thị Kín" not in page
    assert placement.code in ours.get(ROOT + "/?loai=cho").content.decode()
    page = theirs.get(placement.get_absolute_url()).content.decode()
    assert "Trần Thị Kín" in page
    assert "Nam, 5 tuổi" in page
    assert "Lò Văn Bé" not in page
    assert theirs.post(f"{placement.get_absolute_url()}buoc/dong-y/").status_code == 302
    for browser in (ours, theirs):
        page = browser.get(placement.get_absolute_url()).content.decode()
        assert "Lò Văn Bé – Trần Thị Kín" in page
    assert theirs.get(child.get_absolute_url()).status_code == 404
    assert ours.get(carer.get_absolute_url()).status_code == 404


def test_a_case_led_elsewhere_finds_a_carer_without_the_register(
    world: World, alice: Person, client_for: ClientFor
) -> None:
    far = make_child(world.other_commune, "Lò Văn Xa", "2021-02-03")  # the incident here, the record there
    case = make_case(world.commune, officer=alice.post, child=far, residence_unit=world.other_commune)
    page = client_for(alice).get(f"{ROOT}/tim-nguoi/?vu-viec={case.pk}")
    assert page.status_code == 200
    assert "Vàng A Dế" in page.content.decode()  # as the case knows the child


def test_every_condition_is_shown_as_it_was_found(
    world: World, alice: Person, lan: Person, client_for: ClientFor
) -> None:
    carer = approved_carer(alice.actor, lan.actor, world.commune)
    page = client_for(alice).get(carer.get_absolute_url()).content.decode()
    assert page.count("</span> Đạt</span>") == 10  # the certificate and nine conditions
    assert "Không đạt" not in page
    words = words_of(client_for(alice).get(f"{carer.get_absolute_url()}mau-11.docx").content)
    assert "☐ Đạt" not in words.replace("  ", " ")
    assert "Quàng Thị Hoa" in words


def test_the_year_in_figures_and_the_report_of_the_province(
    cared: Placement, lan: Person, bao: Person, alice: Person, world: World, client_for: ClientFor, clockwork: Clockwork
) -> None:
    with acting_as(lan.actor):
        placements.end(
            actor=lan.actor, placement=cared, ending=Ending("harm", "facility", "9/QĐ", dt.date(2026, 5, 15))
        )
    clockwork.go(dt.date(2026, 12, 1))
    start_periods()
    above = client_for(bao)
    page = above.get(f"{ROOT}/nam/").content.decode()
    assert "Xã Mường Phăng</th><td>1</td><td>0</td><td>1</td><td>1</td>" in page
    assert "Ính" not in page
    assert above.get(f"{ROOT}/nam/bang.xlsx?nam=2026").status_code == 200
    assert above.post(f"{ROOT}/nam/da-bao-cao/").status_code == 302
    with as_system("the clock of the year"):
        assert Clock.objects.get(code="T_AC_REPORT", subject_id=world.province.pk).stopped_at is not None
    assert client_for(alice).post(f"{ROOT}/nam/da-bao-cao/").status_code == 403
    assert client_for(alice).post(f"{ROOT}/nguoi-nhan/da-cap-nhat/").status_code == 302
    with as_system("the clock of the quarter"):
        assert Clock.objects.get(code="T_LIST09", subject_id=world.commune.pk).stopped_at is not None


KIND = "Chăm sóc thay thế"


def test_my_day_names_nobody(cared: Placement, alice: Person, lan: Person, clockwork: Clockwork) -> None:
    day = clockwork.go(dt.date(2026, 6, 10))
    with acting_as(alice.actor):
        lines = lines_of(KIND, alice.actor, day)
        assert [item.title for item in lines["due"]] == [f"Thăm trẻ sau một tháng {cared.code}"]
        late = clockwork.go(dt.date(2026, 12, 20))
        lines = lines_of(KIND, alice.actor, late)
        assert len(lines["late"]) == 5
        assert f"Trẻ đến tuổi 16 {cared.code}" in [item.title for item in lines["waiting"]]  # born 3/2/2011
        assert "Ính" not in str(lines)
    with acting_as(lan.actor):
        assert lines_of(KIND, lan.actor, late) == {}
        placements_ = Placement.objects.get(pk=cared.pk)
    with acting_as(alice.actor):
        placements.ask_end(actor=alice.actor, placement=placements_, ground="asked", on=late, words="Già yếu")
    with acting_as(lan.actor):
        assert lines_of(KIND, lan.actor, late)["waiting"][0].title == f"Đề nghị chấm dứt {cared.code}"


def test_the_childs_page_leads_to_a_carer(world: World, alice: Person, lan: Person, client_for: ClientFor) -> None:
    child = make_child(world.commune, birth="2021-02-03")
    page = client_for(alice).get(child.get_absolute_url()).content.decode()
    assert f"{ROOT}/tim-nguoi/?tre={child.pk}" in page
    aunt = f"{ROOT}/nguoi-nhan/them/?tre={child.pk}"
    assert "Quan hệ với trẻ" in client_for(alice).get(aunt).content.decode()
    placement = propose(alice.actor, child, approved_carer(alice.actor, lan.actor, world.commune))
    assert placement.code in client_for(alice).get(child.get_absolute_url()).content.decode()
    found = client_for(alice).get("/tim-kiem/", {"q": placement.code})
    assert found.status_code == 200


def test_a_case_leads_to_a_carer_and_is_not_erased_while_the_child_is_cared_for(
    world: World, alice: Person, lan: Person, client_for: ClientFor
) -> None:
    case = make_case(world.commune, officer=alice.post)
    carer = approved_carer(alice.actor, lan.actor, world.commune)
    browser = client_for(alice)
    page = browser.get(f"{ROOT}/tim-nguoi/?vu-viec={case.pk}")
    assert "Vàng A Dế" in page.content.decode()
    made = browser.post(
        f"{ROOT}/tim-nguoi/?vu-viec={case.pk}", {"carer": carer.pk, "ground": "unsafe", "needs": "Bình tĩnh"}
    )
    assert made.status_code == 302
    with as_system("erasing"):
        placement = Placement.objects.get()
        assert placement.key_id == case.key_id
        with pytest.raises(NotPossible, match="còn được chăm sóc"):
            erasing.erase(case)
        Placement.objects.filter(pk=placement.pk).update(state="withdrawn")
        assert list(erasing.erase(case)) == []
        assert bytes(Placement.objects.get().sealed) == b""


def test_a_record_in_care_is_not_merged_away(cared: Placement, world: World) -> None:
    other = make_child(world.commune, "Lò Thị Ính", "2011-02-03", "female")
    with as_system("asking the guards"):
        gone = cared.child
        assert gone is not None
        assert any("chăm sóc thay thế" in one for one in merge_refusals(other, gone))
        assert not any("chăm sóc thay thế" in one for one in merge_refusals(gone, other))


def test_demo_data_once(world: World, alice: Person, lan: Person) -> None:
    children = [make_child(world.commune, f"Lò Văn {name}", "2015-03-04") for name in ("Một", "Hai", "Ba")]
    made = populate(
        officer=alice.actor,
        chair=lan.actor,
        unit=world.commune,
        children=children,
        today=timezone.localdate(),
    )
    assert made == {"carers": 4, "placements": 2, "needs": 1}
    again = populate(
        officer=alice.actor, chair=lan.actor, unit=world.commune, children=children, today=dt.date(2026, 5, 14)
    )
    assert again == {"carers": 0, "placements": 0, "needs": 0}


def test_a_carer_is_corrected_and_refused_with_words(
    world: World, alice: Person, lan: Person, client_for: ClientFor
) -> None:
    carer = make_carer(alice.actor, world.commune)
    browser = client_for(alice)
    saved = {
        "name": "Quàng Thị Huệ",
        "birth": "1980",
        "registered_on": carer.registered_on.strftime("%d/%m/%Y"),
        "version": "1",
    }
    assert browser.post(f"{ROOT}/nguoi-nhan/{carer.pk}/sua/", saved).status_code == 302
    stale = browser.post(f"{ROOT}/nguoi-nhan/{carer.pk}/sua/", {**saved, "name": "Quàng Thị Hòa"})
    assert stale.status_code == 422
    assert "vừa được sửa" in stale.content.decode()
    assert "Quàng Thị Hòa" in stale.content.decode()
    browser.post(f"{ROOT}/nguoi-nhan/{carer.pk}/buoc/xac-minh-bat-dau/")
    refused = browser.post(f"{ROOT}/nguoi-nhan/{carer.pk}/buoc/xac-nhan/")
    assert refused.status_code == 403  # an officer does not approve
    unready = client_for(lan).post(f"{ROOT}/nguoi-nhan/{carer.pk}/buoc/xac-nhan/")
    assert unready.status_code == 422
    assert "Mẫu 11" in unready.content.decode()
