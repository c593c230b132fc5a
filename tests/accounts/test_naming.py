"""What the words of directives mean: a table of names as they are written, and the agencies they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from chungtay.accounts.actors import forget_coverage
from chungtay.accounts.models import Agency, AgencySuccession
from chungtay.accounts.naming import canonical, core_of, read
from chungtay.accounts.queries import Resolution, directory, resolve_agency, search_agencies
from chungtay.accounts.services.agencies import AgencyDefinition, Counts, DatedName, Succeeds, ensure_agencies
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Level, Succession, Unit, UnitName
from tests.factories.accounts import LONG_AGO, REFORM, cover, make_unit

THEN, NOW = dt.date(2022, 5, 10), dt.date(2026, 3, 10)
MERGED = dt.date(2025, 3, 1)


def office(
    kind: str,
    sector: str,
    level: str,
    name: str,
    since: dt.date = LONG_AGO,
    until: dt.date | None = None,
    **more: object,
) -> AgencyDefinition:
    return AgencyDefinition(kind, sector, level, (DatedName(name),), since, until, **more)  # type: ignore[arg-type]


DEFINITIONS = [
    office("ministry", "health", "country", "Bộ Y tế"),
    office("department", "labour", "province", "Sở Lao động - Thương binh và Xã hội", until=MERGED),
    office(
        "department", "health", "province", "Sở Y tế", succeeds=(Succeeds("department", "labour", MERGED, "NQ 18"),)
    ),
    office("department", "education", "province", "Sở Giáo dục và Đào tạo"),
    office("department", "culture", "province", "Sở Văn hóa, Thể thao và Du lịch"),
    office("police", "police", "province", "Công an {unit}"),
    office("police", "police", "district", "Công an {unit}", until=MERGED),
    office("police", "police", "commune", "Công an {unit}"),
    office("union", "women", "province", "Hội Liên hiệp Phụ nữ {unit}"),
    office("union", "youth", "province", "Tỉnh đoàn {short}"),
    office("front", "front", "province", "Ủy ban MTTQ Việt Nam {unit}"),
    office("department", "education", "district", "Phòng Giáo dục và Đào tạo", until=REFORM),
    office("department", "labour", "district", "Phòng Lao động - Thương binh và Xã hội", until=MERGED),
    office("department", "culture_society", "commune", "Phòng Văn hóa - Xã hội", since=REFORM),
    office("health_station", "health", "commune", "Trạm Y tế {unit}"),
]


@pytest.fixture(scope="module")
def made_province(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Made once; what a test changes in it is rolled back after that test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_province().pk
        transaction.set_rollback(True)
    directory.forget()
    forget_coverage()


@pytest.fixture
def province(made_province: int, db: None) -> Unit:
    directory.forget()  # of the test before
    return Unit.objects.get(pk=made_province)


def make_province() -> Unit:
    """A province of invented names with districts until the reform and communes of all kinds, and a neighbour."""
    country = make_unit(Level.COUNTRY, "VN", "Việt Nam", since=LONG_AGO)
    province = make_unit(Level.PROVINCE, "90", "Tỉnh Sông Xanh", country, since=LONG_AGO)
    neighbour = make_unit(Level.PROVINCE, "91", "Thành phố Cát Trắng", country, kind="thành phố", since=LONG_AGO)
    districts = [
        make_unit(Level.DISTRICT, "901", "Huyện An Bình", province, since=LONG_AGO, until=REFORM),
        make_unit(Level.DISTRICT, "902", "Thị xã Long Sơn", province, kind="thị xã", since=LONG_AGO, until=REFORM),
        make_unit(
            Level.DISTRICT, "903", "Thành phố Sông Xanh", province, kind="thành phố", since=LONG_AGO, until=REFORM
        ),
    ]
    old = [
        make_unit(Level.COMMUNE, "00001", "Xã Đoàn Kết", districts[0], since=LONG_AGO, until=REFORM),
        make_unit(
            Level.COMMUNE, "00002", "Thị trấn An Bình", districts[0], kind="thị trấn", since=LONG_AGO, until=REFORM
        ),
        make_unit(Level.COMMUNE, "00003", "Phường 1", districts[2], kind="phường", since=LONG_AGO, until=REFORM),
    ]
    new = [
        make_unit(Level.COMMUNE, "00011", "Xã An Bình", province),
        make_unit(Level.COMMUNE, "00012", "Xã Thanh Nưa", province),
        make_unit(Level.COMMUNE, "00013", "Phường Sông Xanh", province, kind="phường"),
        make_unit(Level.COMMUNE, "00014", "Đặc khu Hòn Én", province, kind="đặc khu"),
    ]
    far = make_unit(Level.COMMUNE, "00021", "Phường Bến Cát", neighbour, kind="phường")
    for before, after in ((old[0], new[0]), (old[1], new[0]), (old[2], new[2])):
        Succession.objects.create(predecessor=before, successor=after, effective_on=REFORM)
    for unit in Unit.objects.order_by("pk"):
        UnitName.objects.create(
            unit=unit, name=unit.name, kind=unit.kind, valid_from=unit.valid_from, valid_to=unit.valid_to
        )
    cover(country, province, neighbour, *districts, *old, *new, far)
    directory.forget()
    ensure_agencies(DEFINITIONS)
    with connection.cursor() as cursor:  # checked once here, not after every test
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return province


def names(answer: Resolution) -> list[str]:
    return [agency.name for agency in answer.exact]


DISTRICTS = ["UBND huyện An Bình", "UBND thị xã Long Sơn", "UBND thành phố Sông Xanh"]
COMMUNES = ["UBND xã An Bình", "UBND xã Thanh Nưa", "UBND phường Sông Xanh", "UBND đặc khu Hòn Én"]


@pytest.mark.parametrize(
    ("text", "on", "meant"),
    [
        ("UBND các huyện, thị xã, thành phố", THEN, DISTRICTS),
        ("Ủy ban nhân dân các huyện, thành phố", THEN, DISTRICTS),
        ("Chủ tịch UBND các huyện, thành, thị", THEN, DISTRICTS),
        ("UBND cấp huyện", THEN, DISTRICTS),
        ("UBND 3 huyện, thị xã, thành phố", THEN, DISTRICTS),
        ("UBND các huyện", THEN, DISTRICTS[:1]),
        ("UBND các huyện, thị xã Long Sơn và thành phố Sông Xanh", THEN, DISTRICTS),
        ("UBND huyện An Bình", THEN, DISTRICTS[:1]),
        ("UBND TX. Long Sơn và TP. Sông Xanh", THEN, DISTRICTS[1:]),
        ("UBND thành phố Long Sơn", THEN, DISTRICTS[1:2]),  # called a city before it was one
        ("các địa phương", THEN, DISTRICTS),
        ("các địa phương", NOW, COMMUNES),
        ("UBND cấp xã", THEN, ["UBND xã Đoàn Kết", "UBND thị trấn An Bình", "UBND phường 1"]),
        ("UBND các xã, phường, đặc khu", NOW, COMMUNES),
        ("các xã, phường, đặc khu", NOW, COMMUNES),
        ("UBND các xã, phường", NOW, COMMUNES),
        ("UBND cấp xã", NOW, COMMUNES),
        ("UBND các phường", NOW, COMMUNES[2:3]),
        ("UBND phường, xã", NOW, COMMUNES),
        ("UBND các xã: An Bình, Thanh Nưa", NOW, COMMUNES[:2]),
        ("UBND các xã An Bình, Thanh Nưa và phường Sông Xanh", NOW, COMMUNES[:3]),
        ("UBND xã Thanh Nưa", NOW, COMMUNES[1:2]),
        ("UBND tỉnh (để báo cáo)", NOW, ["UBND tỉnh Sông Xanh"]),
        ("Công an tỉnh", NOW, ["Công an tỉnh Sông Xanh"]),
        ("Công an tỉnh Sông Xanh", NOW, ["Công an tỉnh Sông Xanh"]),
        (
            "Công an cấp xã",
            NOW,
            ["Công an xã An Bình", "Công an xã Thanh Nưa", "Công an phường Sông Xanh", "Công an đặc khu Hòn Én"],
        ),
        ("Trạm Y tế các phường, xã", NOW, [name.replace("UBND", "Trạm Y tế") for name in COMMUNES]),
        ("Sở Lao động – Thương binh và Xã hội", THEN, ["Sở Lao động - Thương binh và Xã hội"]),
        ("Sở LĐ-TB&XH", THEN, ["Sở Lao động - Thương binh và Xã hội"]),
        ("Sở LĐTBXH", THEN, ["Sở Lao động - Thương binh và Xã hội"]),
        ("Giám đốc Sở Lao động - TB và XH", THEN, ["Sở Lao động - Thương binh và Xã hội"]),
        ("Phòng LĐ-TB&XH các huyện, thị xã, thành phố", THEN, ["Phòng Lao động - Thương binh và Xã hội"] * 3),
        ("Sở GD&ĐT", NOW, ["Sở Giáo dục và Đào tạo"]),
        ("Sở VH,TT&DL", NOW, ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Văn hóa, Thể thao và Du lịch", NOW, ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Y tế tỉnh Sông Xanh", NOW, ["Sở Y tế"]),
        ("Hội LHPN tỉnh", NOW, ["Hội Liên hiệp Phụ nữ tỉnh Sông Xanh"]),
        ("Tỉnh đoàn", NOW, ["Tỉnh đoàn Sông Xanh"]),
        ("Ban Thường vụ Tỉnh đoàn", NOW, ["Tỉnh đoàn Sông Xanh"]),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", NOW, ["Ủy ban MTTQ Việt Nam tỉnh Sông Xanh"]),
        ("Đề nghị Ủy ban MTTQ Việt Nam tỉnh", NOW, ["Ủy ban MTTQ Việt Nam tỉnh Sông Xanh"]),
        (
            "các đoàn thể",
            NOW,
            ["Hội Liên hiệp Phụ nữ tỉnh Sông Xanh", "Tỉnh đoàn Sông Xanh", "Ủy ban MTTQ Việt Nam tỉnh Sông Xanh"],
        ),
        ("Bộ trưởng Bộ Y tế", NOW, ["Bộ Y tế"]),
        ("UBND các tỉnh, thành phố trực thuộc Trung ương", NOW, ["UBND tỉnh Sông Xanh"]),
    ],
)
def test_surely(province: Unit, text: str, on: dt.date, meant: list[str]) -> None:
    assert sorted(names(resolve_agency(text, on, province))) == sorted(meant)


@pytest.mark.parametrize(
    ("text", "on", "how_many"),
    [
        ("Phòng Giáo dục và Đào tạo", THEN, 3),
        ("Phòng Văn hóa - Xã hội", NOW, 4),
        ("UBND xã", NOW, 2),
        ("UBND 9 phường", NOW, 1),
        ("Các sở, ngành liên quan", NOW, 4),
        ("Y tế", NOW, 1),
        ("UBND xã Đoàn Kết", NOW, 1),
        ("Sở LĐ-TB&XH", dt.date(2025, 4, 1), 1),
    ],
)
def test_perhaps_and_it_says_so(province: Unit, text: str, on: dt.date, how_many: int) -> None:
    answer = resolve_agency(text, on, province)
    assert not answer.certain
    assert len(answer.candidates) == how_many
    assert answer.note


@pytest.mark.parametrize(
    "text",
    ["các cơ quan, đơn vị", "Ban giám hiệu", "nhà trường", "Như trên", "", "???", "UBND", "UBND xã Không Có", "các"],
)
def test_unknown(province: Unit, text: str) -> None:
    assert resolve_agency(text, NOW, province).agencies == []


def test_districts_are_gone_and_it_is_said(province: Unit) -> None:
    answer = resolve_agency("UBND các huyện, thị xã, thành phố", NOW, province)
    assert not answer.agencies
    assert "không còn cấp huyện" in answer.note


def test_an_ended_office_leads_to_who_took_over(province: Unit) -> None:
    answer = resolve_agency("Sở LĐ-TB&XH", NOW, province)
    assert [agency.name for agency in answer.candidates] == ["Sở Y tế"]
    assert "28/02/2025" in answer.note


def test_a_commune_means_its_own_and_looks_up(province: Unit) -> None:
    commune = Unit.objects.get(code="00014")
    assert names(resolve_agency("UBND đặc khu", NOW, commune)) == ["UBND đặc khu Hòn Én"]
    assert names(resolve_agency("Công an xã", NOW, commune)) == ["Công an đặc khu Hòn Én"]
    assert names(resolve_agency("Phòng Văn hóa - Xã hội", NOW, commune)) == ["Phòng Văn hóa - Xã hội"]
    assert names(resolve_agency("Sở Y tế", NOW, commune)) == ["Sở Y tế"]
    assert names(resolve_agency("UBND tỉnh", NOW, commune)) == ["UBND tỉnh Sông Xanh"]


def test_the_whole_country(province: Unit) -> None:
    assert len(resolve_agency("UBND các tỉnh, thành phố", NOW).exact) == 2
    assert len(resolve_agency("Các sở y tế", NOW).exact) == 2
    assert len(resolve_agency("Sở Y tế", NOW).candidates) == 2


def test_a_renamed_unit_is_called_as_on_the_day(province: Unit) -> None:
    """A province that became a city: documents before and after name it differently and mean the same."""
    changed = dt.date(2026, 1, 1)
    UnitName.objects.filter(unit=province).update(valid_to=changed)
    UnitName.objects.create(unit=province, name="Thành phố Sông Xanh", kind="thành phố", valid_from=changed)
    Unit.objects.filter(pk=province.pk).update(name="Thành phố Sông Xanh", kind="thành phố")
    with as_system("what stands behind an agency is walled"):
        Agency.objects.filter(unit=province, kind="police").delete()
    ensure_agencies(DEFINITIONS)
    directory.forget()
    unit = Unit.objects.get(pk=province.pk)
    before, after = (
        resolve_agency("Công an tỉnh", dt.date(2025, 10, 1), unit),
        resolve_agency("Công an thành phố", NOW, unit),
    )
    assert before.exact == after.exact != []


def test_a_directive_of_an_earlier_time_means_the_province_as_it_was(province: Unit) -> None:
    country = Unit.objects.get(code="VN")
    bigger = make_unit(Level.PROVINCE, "90", "Tỉnh Sông Xanh", country, since=dt.date(2026, 5, 1))
    other = make_unit(Level.PROVINCE, "92", "Tỉnh Đá Vàng", country, since=LONG_AGO, until=dt.date(2026, 5, 1))
    Unit.objects.filter(pk=province.pk).update(valid_to=dt.date(2026, 5, 1))
    for before in (province, other):
        Succession.objects.create(predecessor=before, successor=bigger, effective_on=dt.date(2026, 5, 1))
    cover(bigger, other)
    ensure_agencies(DEFINITIONS)
    directory.forget()
    answer = resolve_agency("Sở Y tế", NOW, bigger)
    assert [agency.unit_path for agency in answer.exact] == [province.path]


def test_ensuring_twice_writes_nothing(province: Unit) -> None:
    before = Agency.objects.count()
    assert ensure_agencies(DEFINITIONS) == Counts(0, 0, 0)
    assert Agency.objects.count() == before


def test_committees_follow_the_units(province: Unit) -> None:
    old = Agency.objects.get(name="UBND xã Đoàn Kết")
    new = Agency.objects.get(name="UBND xã An Bình")
    assert (old.valid_from, old.valid_to) == (LONG_AGO, REFORM)
    assert old.parent == Agency.objects.get(name="UBND huyện An Bình")
    assert AgencySuccession.objects.get(predecessor=old).successor == new
    labour = Agency.objects.get(kind="department", sector="labour", unit=province)
    assert (labour.valid_to, labour.parent) == (MERGED, Agency.objects.get(name="UBND tỉnh Sông Xanh"))
    assert AgencySuccession.objects.get(predecessor=labour).successor.name == "Sở Y tế"


def test_an_office_lives_no_longer_than_its_unit(province: Unit) -> None:
    room = Agency.objects.get(sector="education", unit__name="Huyện An Bình")
    assert (room.valid_from, room.valid_to) == (LONG_AGO, REFORM)
    assert not Agency.objects.filter(sector="culture_society", unit__valid_to=REFORM).exists()


@pytest.mark.parametrize(
    ("typed", "first"),
    [("tram y te hon en", "Trạm Y tế đặc khu Hòn Én"), ("SỞ Y", "Sở Y tế"), ("ubnd xa thanh", "UBND xã Thanh Nưa")],
)
def test_the_search_box_needs_no_accents(province: Unit, typed: str, first: str) -> None:
    assert search_agencies(typed, NOW, province)[0].name == first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sở LĐ-TB&XH", "Sở Lao động – Thương binh và Xã hội"),
        ("Phòng GD & ĐT", "Phòng Giáo dục và Đào tạo"),
        ("Uỷ ban nhân dân xã", "UBND xã"),
        ("Đoàn TNCS Hồ Chí Minh tỉnh", "Tỉnh đoàn"),
        ("UBMTTQ Việt Nam", "Mặt trận Tổ quốc"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_names_that_only_look_like_the_youth_union() -> None:
    assert core_of("UBND xã Đoàn Kết", "xã", "Đoàn Kết") == "ubnd"
    assert core_of("UBND huyện Đoan Hùng", "huyện", "Đoan Hùng") == "ubnd"


def test_reading_never_fails() -> None:
    for text in ("", ",", "các các", "13", "UBND ,,, và", "thành phố", "xã xã xã", "(x)", "cấp"):
        assert read(text)
