"""Hamlets of a commune: entered by its own officer or the province, read by all, with a trace of every act."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.territory import queries, services
from chungtay.territory.models import Hamlet, Unit
from tests.factories.accounts import Person, World

DAY = dt.date
SINCE = DAY(2025, 9, 1)
Browser = Callable[[Person], Client]


@pytest.fixture
def commune(world: World) -> Unit:
    return world.commune


@pytest.fixture
def hamlet(alice: Person, commune: Unit) -> Hamlet:
    return services.add_hamlet(actor=alice.actor, unit=commune, name="Bản Phăng", on=SINCE)


def _address(unit: Unit, rest: str = "") -> str:
    return unit.get_absolute_url() + rest


def test_alice_adds_a_hamlet_of_her_commune(alice: Person, commune: Unit, client_for: Browser) -> None:
    answer = client_for(alice).post(
        _address(commune, "thon/them/"), {"name": " Bản  Phăng 1 ", "kind": "", "on": "2025-09-01"}, follow=True
    )
    assert "Đã thêm Bản Phăng 1." in answer.content.decode()
    hamlet = Hamlet.objects.get()
    assert (hamlet.name, hamlet.kind, hamlet.unit) == ("Bản Phăng 1", "bản", commune)
    entry = AuditEntry.objects.filter(action="hamlet.add").get()
    assert (entry.actor_name, entry.unit_path) == (alice.actor.name, commune.path)


def test_bao_of_the_province_may_too_but_chi_of_another_commune_may_not(
    bao: Person, chi: Person, commune: Unit, client_for: Browser
) -> None:
    form = {"name": "Bản Phăng 2", "kind": "bản", "on": "2025-09-01"}
    assert client_for(chi).get(_address(commune, "thon/them/")).status_code == 403
    assert client_for(chi).post(_address(commune, "thon/them/"), form).status_code == 403
    assert not Hamlet.objects.exists()
    assert client_for(bao).post(_address(commune, "thon/them/"), form).status_code == 302
    with pytest.raises(PermissionDenied, match="Chỉ cán bộ của"):
        services.add_hamlet(actor=chi.actor, unit=commune, name="Bản Phăng 3", on=SINCE)


def test_everybody_reads_them_and_only_those_who_may_see_the_buttons(
    alice: Person, chi: Person, hamlet: Hamlet, commune: Unit, client_for: Browser
) -> None:
    mine, hers = (client_for(person).get(_address(commune)).content.decode() for person in (alice, chi))
    assert "Bản Phăng" in mine
    assert "Bản Phăng" in hers
    assert "Thêm thôn, bản" in mine
    assert "Thêm thôn, bản" not in hers


def test_a_name_twice_is_refused_and_what_was_typed_stays(
    alice: Person, hamlet: Hamlet, commune: Unit, client_for: Browser
) -> None:
    answer = client_for(alice).post(
        _address(commune, "thon/them/"), {"name": "bản phăng", "kind": "bản", "on": "2025-10-01"}
    )
    assert answer.status_code == 422
    assert "đã có “bản phăng”" in answer.content.decode()
    assert 'value="bản phăng"' in answer.content.decode()


def test_a_district_or_province_has_no_hamlets(bao: Person, world: World, client_for: Browser) -> None:
    answer = client_for(bao).get(_address(world.province, "thon/them/"))
    assert answer.status_code == 403
    assert "cấp xã" in answer.content.decode()


def test_an_ended_commune_is_not_edited(alice: Person, world: World) -> None:
    with pytest.raises(PermissionDenied, match="không còn từ ngày 01/07/2025"):
        services.add_hamlet(actor=alice.actor, unit=world.old_commune, name="Bản Co", on=SINCE)


def test_renaming_keeps_the_former_name_and_its_days(alice: Person, hamlet: Hamlet, commune: Unit) -> None:
    services.rename_hamlet(actor=alice.actor, hamlet=hamlet, name="Bản Phăng Mới", on=DAY(2026, 1, 1))
    [shown] = queries.hamlets_of(commune, DAY(2026, 2, 1))
    [former] = shown.former_names.all()
    assert shown.name == "Bản Phăng Mới"
    assert (former.name, former.valid_from, former.valid_to) == ("Bản Phăng", SINCE, DAY(2026, 1, 1))
    with pytest.raises(UserError, match="Tên hiện nay dùng từ 01/01/2026"):
        services.rename_hamlet(actor=alice.actor, hamlet=shown, name="Bản Phăng Nữa", on=DAY(2025, 12, 1))


def test_a_correction_leaves_no_former_name_but_a_trace(alice: Person, hamlet: Hamlet) -> None:
    services.rename_hamlet(actor=alice.actor, hamlet=hamlet, name="Bản Phằng", on=DAY(2026, 1, 1), correction=True)
    hamlet.refresh_from_db()
    assert hamlet.name == "Bản Phằng"
    assert not hamlet.former_names.exists()
    assert AuditEntry.objects.get(action="hamlet.correct").data["before"]["name"] == "Bản Phăng"


def test_ending_and_opening_again(alice: Person, hamlet: Hamlet, commune: Unit, client_for: Browser) -> None:
    browser = client_for(alice)
    end = _address(commune, f"thon/{hamlet.pk}/ket-thuc/")
    assert browser.post(end, {"on": "2026-03-01", "reason": ""}).status_code == 422
    assert browser.post(end, {"on": "2026-03-01", "reason": "Sáp nhập"}).status_code == 302
    assert queries.hamlets_of(commune, DAY(2026, 2, 28)) == [hamlet]
    assert queries.hamlets_of(commune, DAY(2026, 3, 1)) == []
    assert "Đã kết thúc (1)" in browser.get(_address(commune)).content.decode()
    with pytest.raises(NotPossible):
        services.end_hamlet(actor=alice.actor, hamlet=hamlet, on=DAY(2026, 4, 1), reason="x")
    assert browser.post(_address(commune, f"thon/{hamlet.pk}/mo-lai/")).status_code == 302
    assert queries.hamlets_of(commune, DAY(2026, 3, 1)) == [hamlet]


def test_a_hamlet_of_another_commune_is_not_found_here(
    bao: Person, hamlet: Hamlet, world: World, client_for: Browser
) -> None:
    assert client_for(bao).get(_address(world.other_commune, f"thon/{hamlet.pk}/sua/")).status_code == 404


def _upload(name: str, text: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_a_file_is_shown_first_and_saved_when_confirmed(
    alice: Person, hamlet: Hamlet, commune: Unit, client_for: Browser
) -> None:
    browser = client_for(alice)
    answer = browser.post(
        _address(commune, "thon/nhap/"), _upload("ds.csv", "Tên,Loại\nBản Phăng,bản\nThôn 1,thôn\n,thôn\n")
    )
    page = answer.content.decode()
    assert "chưa có gì được lưu" in page
    assert "Chưa có tên." in page
    assert Hamlet.objects.count() == 1
    saved = browser.post(_address(commune, "thon/nhap/luu/"), {"payload": answer.context["payload"]}, follow=True)
    assert "Đã thêm 1 thôn, bản, tổ dân phố." in saved.content.decode()
    assert [row.name for row in queries.hamlets_of(commune, DAY(2030, 1, 1))] == ["Bản Phăng", "Thôn 1"]
    again = browser.post(_address(commune, "thon/nhap/luu/"), {"payload": answer.context["payload"]}, follow=True)
    assert "1 đã có từ trước" in again.content.decode()
    assert AuditEntry.objects.filter(action="hamlet.import").count() == 2


def test_a_preview_that_was_tampered_with_or_belongs_elsewhere_saves_nothing(
    bao: Person, commune: Unit, world: World, client_for: Browser
) -> None:
    browser = client_for(bao)
    answer = browser.post(_address(commune, "thon/nhap/"), _upload("ds.csv", "Tên,Loại\nThôn 1,thôn\n"))
    payload = answer.context["payload"]
    assert browser.post(_address(commune, "thon/nhap/luu/"), {"payload": payload + "x"}).status_code == 422
    assert browser.post(_address(world.other_commune, "thon/nhap/luu/"), {"payload": payload}).status_code == 422
    assert not Hamlet.objects.exists()


def test_a_broken_file_is_told_beside_the_form(alice: Person, commune: Unit, client_for: Browser) -> None:
    answer = client_for(alice).post(_address(commune, "thon/nhap/"), _upload("ds.xlsx", "không phải bảng tính"))
    assert answer.status_code == 422
    assert "không phải là .xlsx" in answer.content.decode()
    assert client_for(alice).post(_address(commune, "thon/nhap/"), {}).status_code == 422


def test_the_list_leaves_as_a_workbook(chi: Person, hamlet: Hamlet, commune: Unit, client_for: Browser) -> None:
    answer = client_for(chi).get(_address(commune, "thon/danh-sach.xlsx"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["1", "Bản Phăng", "bản", "01/09/2025"]
