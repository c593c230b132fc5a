"""Supervision: numbers that add up, lists of codes without a name, another limit on trial, the workbook."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from chungtay.cases.duties import Event, happened
from chungtay.cases.models import Case, CasePerson
from chungtay.cases.queries import supervision as reads
from chungtay.cases.queries import supervision_cases as lists
from chungtay.cases.services import clocks
from chungtay.foundation.models import AuditEntry, Look
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import SECRET, make_case
from tests.factories.law import load_law

pytestmark = pytest.mark.django_db
PAGES = ("overview", "grid", "cases", "clocks", "again", "officers", "offenders", "trial", "rules")


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    load_law()


@pytest.fixture
def cases(world: World, alice: Person) -> list[Case]:
    """In one commune: high and seen today and late; low and never seen; closed. In another: medium, seen 40 days ago."""
    now, today = timezone.now(), timezone.localdate()
    made = [
        make_case(world.commune, officer=alice.post, risk="high", last_contact_on=today),
        make_case(world.commune, risk="low", reported_again=True),
        make_case(world.commune, state="unfounded", closed_at=now, risk="high"),
        make_case(world.other_commune, risk="medium", last_contact_on=today - dt.timedelta(days=40), emergency=True),
    ]
    happened(actor=None, event=Event.DANGER_FOUND, at=now - dt.timedelta(hours=13), case=made[0])
    happened(actor=None, event=Event.DANGER_FOUND, at=now - dt.timedelta(hours=1), case=made[3])
    return made


def place(person: Person, wanted: str = "") -> reads.Place:
    return reads.place_of(person.actor, wanted, timezone.localdate())


def test_numbers_by_step_and_unit(world: World, cases: list[Case], bao: Person, chair: Person) -> None:
    now, today = timezone.now(), timezone.localdate()
    with acting_as(bao.actor):
        (step,) = reads.by_code(place(bao), now)
        assert (step.code, step.running, step.late, step.soon, step.paused) == ("T_EMERG", 2, 1, 1, 0)
        rows = {row.name: row for row in reads.by_unit(place(bao), now, today)}
        assert set(rows) == {"Xã Mường Phăng", "Xã Thanh Nưa"}
        first = rows["Xã Mường Phăng"]
        assert (first.cases, first.high, first.unseen, first.again, first.running, first.late) == (2, 1, 1, 1, 1, 1)
        assert (rows["Xã Thanh Nưa"].emergency, rows["Xã Thanh Nưa"].late) == (1, 0)
        (narrowed,) = reads.by_code(place(bao, world.other_commune.path), now)
        assert (narrowed.running, narrowed.late) == (1, 0)
    with acting_as(chair.actor):
        (own,) = reads.by_code(place(chair, world.other_commune.path), now)  # another commune: one's own is shown
        assert own.late == 1


def test_what_stands_still_is_not_late(cases: list[Case], bao: Person) -> None:
    with as_system("a pause for a test"):
        late = cases[0].clocks.get()
        clocks.begin_pause(late, late.started_at, "emergency", None)
    with acting_as(bao.actor):
        (step,) = reads.by_code(place(bao), timezone.now())
        assert (step.running, step.late, step.paused) == (2, 0, 1)
        assert lists.late_clocks(place(bao), "", timezone.now(), only_late=True) == []


def test_the_grid_adds_up_and_each_cell_opens_its_list(cases: list[Case], bao: Person) -> None:
    now, today = timezone.now(), timezone.localdate()
    with acting_as(bao.actor):
        grid = lists.grid(place(bao), now, today)
        assert grid.of() == 3
        assert grid.of("cao", "0-7", "qua-han") == 1
        assert grid.of("thap", "chua", "khong") == 1
        assert grid.of("trung-binh", "31-90", "3-ngay") == 1
        for risk in lists.RISKS:
            for band in lists.BANDS:
                for duty in lists.DUTIES:
                    asked = lists.Asked(risk=risk, band=band, duty=duty)
                    found = lists.case_list(place(bao), asked, now, today)
                    assert found.total == len(found.cases) == grid.of(risk, band, duty)


def test_the_list_goes_on_where_it_stopped(world: World, bao: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    now, today = timezone.now(), timezone.localdate()
    made = [make_case(world.commune) for _ in range(5)]
    happened(actor=None, event=Event.DANGER_FOUND, at=now, case=made[3])
    happened(actor=None, event=Event.DANGER_FOUND, at=now - dt.timedelta(hours=2), case=made[4])
    seen: list[int] = []
    after: int | None = None
    with acting_as(bao.actor):
        for _ in range(3):
            page = lists.case_list(place(bao), lists.Asked(after=after), now, today)
            seen += [case.pk for case in page.cases]
            after = page.after
    assert after is None
    assert seen == [made[4].pk, made[3].pk, *[case.pk for case in made[:3]]]


def test_load_of_officers_and_handling_of_offenders(cases: list[Case], bao: Person, alice: Person) -> None:
    with as_system("offenders for a test"):
        CasePerson.objects.create(case=cases[0], role="suspect", sanction="criminal")
        CasePerson.objects.create(case=cases[3], role="suspect")
        CasePerson.objects.create(case=cases[3], role="suspect", void_at=timezone.now())
        CasePerson.objects.create(case=cases[3], role="mother")
    with acting_as(bao.actor):
        rows = {row.name: row for row in reads.by_officer(place(bao), timezone.now(), timezone.localdate())}
        assert (rows["Lò Thị Ân"].cases, rows["Lò Thị Ân"].high, rows["Lò Thị Ân"].late) == (1, 1, 1)
        assert rows[""].cases == 2
        numbers = lists.sanctions(place(bao))
        assert (numbers[""], numbers["criminal"], numbers["handling"]) == (1, 1, 0)
        assert [row.case_id for row in lists.suspects(place(bao), "criminal")] == [cases[0].pk]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_for_supervision_and_names_nobody(
    name: str, cases: list[Case], bao: Person, chair: Person, client_for: Any
) -> None:
    for person in (bao, chair):
        answer = client_for(person).get(reverse(f"case_clocks:{name}"))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "Vàng A Dế" not in page
        assert SECRET not in page


@pytest.mark.parametrize("name", [*PAGES, "workbook"])
def test_administrators_and_agencies_have_no_supervision(
    name: str, world: World, dung: Person, client_for: Any
) -> None:
    police = make_person("cong_an", "Lò Văn Sáng", "sector_officer", world.police, "Công an viên")
    for person in (dung, police):
        assert client_for(person).get(reverse(f"case_clocks:{name}")).status_code == 403


def test_another_province_sees_nothing(cases: list[Case], world: World, client_for: Any) -> None:
    far = make_person("xa", "Vũ Thị Xa", "province_officer", world.far_department, "Chuyên viên")
    page = client_for(far).get(reverse("case_clocks:cases") + f"?xa={world.commune.path}").content.decode()
    assert all(case.code not in page for case in cases)


def test_a_list_of_codes_is_a_look(cases: list[Case], bao: Person, client_for: Any) -> None:
    client_for(bao).get(reverse("case_clocks:cases") + "?nguy-co=cao")
    look = Look.objects.get(object_type="cases.case", kind="list")
    assert look.object_ids == [cases[0].pk]
    assert "cao" not in look.what


def test_filters_of_the_address_narrow_the_list(cases: list[Case], bao: Person, client_for: Any) -> None:
    base = reverse("case_clocks:cases")
    for query, shown in (
        ("?nguy-co=cao", {0}), ("?gap=31-90", {3}), ("?viec=khong", {1}), ("?bao-lai=1", {1}), ("?khan-cap=1", {3}),
        ("?can-bo=0", {1, 3}), ("?nguy-co=x&gap=y&sau=²", {0, 1, 3}),
    ):  # fmt: skip
        page = client_for(bao).get(base + query).content.decode()
        assert {place for place, case in enumerate(cases) if case.code in page} == shown, query


def test_another_limit_is_tried_by_unit(world: World, cases: list[Case], bao: Person, client_for: Any) -> None:
    words = {"code": "T_EMERG", "number": "8", "kind": "hours", "since": ""}
    now = timezone.now()
    quick = make_case(world.commune)
    happened(actor=None, event=Event.DANGER_FOUND, at=now - dt.timedelta(hours=10), case=quick)
    happened(actor=None, event=Event.EMERGENCY_MET, at=now - dt.timedelta(hours=1), case=quick)
    page = client_for(bao).get(reverse("case_clocks:trial"), words).content.decode()
    assert "8 giờ" in page
    cells = [part.split("</td>")[0] for part in page.split("Xã Mường Phăng</th>")[1].split('<td class="number">')[1:4]]
    assert cells == ["2", "1", "2"]
    wrong = client_for(bao).get(reverse("case_clocks:trial"), {**words, "number": "0", "since": "hôm qua"})
    assert "không phải là ngày" in wrong.content.decode()


def test_the_workbook_holds_the_numbers_and_no_name_of_a_child(cases: list[Case], bao: Person, client_for: Any) -> None:
    answer = client_for(bao).get(reverse("case_clocks:workbook"))
    book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    text = "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )
    assert book.sheetnames[:2] == ["Thời hạn theo bước", "Theo xã"]
    assert "Xã Thanh Nưa" in text
    assert "Vàng A Dế" not in text
    assert all(case.code not in text for case in cases)
    totals = [[cell.value for cell in row] for row in book["Theo xã"].iter_rows() if row[0].value == "Cộng"]
    assert totals[0][1:3] == [3, 1]
    assert AuditEntry.objects.filter(action="supervision_exported").count() == 1
