"""A release from the preview to the public: what is hidden stays hidden everywhere, and what is published never changes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics import periods
from chungtay.statistics.disclosure import Rules
from chungtay.statistics.models import Release, ReleaseWork
from chungtay.statistics.publishing import formats
from chungtay.statistics.publishing.draft import Draft, Wanted
from chungtay.statistics.services import release_work
from chungtay.statistics.services import releases as services
from chungtay.statistics.tasks_releases import make_release
from tests.factories.accounts import Person, World
from tests.factories.children import make_child
from tests.statistics.attack import Seen, attack, derived

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("law")]
TODAY = dt.date(2026, 3, 10)
NEXT = dt.date(2027, 1, 15)
SIGNED = Callable[[Person], Client]
MEASURES = ("I-0101.count",)


@pytest.fixture(autouse=True)
def stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def children(world: World) -> None:
    """One girl and nine boys in one commune, seven girls and eight boys in the other."""
    with as_system("children of two communes"):
        for unit, sex, number in (
            (world.commune, "female", 1), (world.commune, "male", 9),
            (world.other_commune, "female", 7), (world.other_commune, "male", 8),
        ):  # fmt: skip
            for place in range(number):
                make_child(unit, f"Lò Thị Số {place}", "2017-05-12", sex)


def wanted(world: World, **more: Any) -> Wanted:
    given: dict[str, Any] = {"unit": world.province, "level": "commune", "period": periods.parse("year:2025"),
                             "measures": MEASURES, "by": ("sex",)}  # fmt: skip
    return Wanted(**{**given, **more})


def made(bao: Person, what: Wanted, **more: Any) -> Release:
    with acting_as(bao.actor) as actor:
        return services.publish(actor=actor, wanted=what, title="Trẻ em 2025", next_on=NEXT, **more)


def seen(draft: Draft) -> dict[tuple[str, str], int | str]:
    return {
        (cell.unit.name, cell.slice.value): str(cell.hidden) if cell.value is None else int(cell.value)
        for cell in draft.cells
    }


def preview(bao: Person, what: Wanted) -> Draft:
    with acting_as(bao.actor) as actor:
        return services.preview(actor=actor, wanted=what)


def test_one_girl_is_not_told_by_her_row_nor_by_her_column(bao: Person, world: World, children: None) -> None:
    assert seen(preview(bao, wanted(world))) == {
        ("Tỉnh Điện Biên", ""): 25, ("Tỉnh Điện Biên", "male"): 17, ("Tỉnh Điện Biên", "female"): 8,
        ("Xã Mường Phăng", ""): 10, ("Xã Mường Phăng", "male"): "keeps", ("Xã Mường Phăng", "female"): "small",
        ("Xã Thanh Nưa", ""): 15, ("Xã Thanh Nưa", "male"): "keeps", ("Xã Thanh Nưa", "female"): "keeps",
    }  # fmt: skip


def test_a_rate_is_hidden_with_what_it_stands_on_and_nothing_by_nothing_is_no_rate(
    bao: Person, world: World, children: None
) -> None:
    found = preview(bao, wanted(world, measures=("I-0101.count", "I-0301.rate", "I-0102.ratio"), by=("sex",)))
    by_code = {(cell.column.code, cell.unit.name, cell.slice.value): cell for cell in found.cells}
    girls = by_code["I-0301.rate", "Xã Mường Phăng", "female"]
    assert (girls.value, girls.hidden) == (None, "small")  # of one girl
    assert by_code["I-0301.rate", "Xã Mường Phăng", ""].value == 0
    nothing = by_code["I-0102.ratio", "Xã Thanh Nưa", ""]
    assert (nothing.hidden, nothing.why) == ("none", "mẫu số bằng 0")


def test_a_later_release_hides_what_the_earlier_one_hid(bao: Person, world: World, children: None) -> None:
    """The second is of the province alone and of ages too; the third asks for the same cells again."""
    made(bao, wanted(world))
    assert seen(preview(bao, wanted(world, level="province", by=("sex", "band"))))[("Tỉnh Điện Biên", "female")] == 8
    again = seen(preview(bao, wanted(world, by=("sex", "band"))))
    assert [again["Xã Thanh Nưa", sex] for sex in ("male", "female")] == ["keeps", "keeps"]
    assert again["Xã Mường Phăng", "female"] == "small"


def test_what_was_shown_before_is_not_a_hiding_place(bao: Person, world: World, children: None) -> None:
    """Totals of both communes are out; girls and boys come later and are hidden so that the totals tell nothing."""
    made(bao, wanted(world, by=()))
    later = seen(preview(bao, wanted(world)))
    assert (later["Xã Mường Phăng", ""], later["Xã Mường Phăng", "male"]) == (10, "keeps")


def test_a_published_release_never_changes(bao: Person, world: World, children: None, client_for: SIGNED) -> None:
    release = made(bao, wanted(world))
    with acting_as(bao.actor) as actor, pytest.raises(NotPossible, match=r"Hãy lập một bản mới.*10/03/2026"):
        services.change(actor=actor, release=release)
    for sql in ("UPDATE statistics_release SET title = 'khác'", "DELETE FROM statistics_releasecell",
                "UPDATE statistics_releasecell SET value = 1"):  # fmt: skip
        with (
            pytest.raises(DatabaseError, match="Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    page = client_for(bao).get(f"/so-lieu/cong-bo/{release.pk}/sua/")
    assert "Bản đã công bố được giữ nguyên" in page.content.decode()
    assert f"dinh-chinh={release.pk}" in page.content.decode()


def test_a_correction_says_what_it_corrects(bao: Person, world: World, children: None) -> None:
    release = made(bao, wanted(world))
    make_child(world.other_commune, "Lò Thị Sót", "2016-05-12", "female")
    again = wanted(world, corrects=release)
    with pytest.raises(UserError, match="đính chính điều gì"):
        made(bao, again)
    corrected = made(bao, again, correction="Sót một trẻ ở xã Thanh Nưa.")
    assert list(release.corrected_by.all()) == [corrected]
    assert AuditEntry.objects.filter(action="release_published", object_id=str(corrected.pk)).exists()
    cells = {(cell.unit_name, cell.break_value): cell.value for cell in corrected.cells.all()}
    assert cells["Xã Thanh Nưa", ""] == 16
    assert cells["Xã Thanh Nưa", "female"] is None  # hidden before, hidden still


def test_the_attacker_with_every_release_of_every_level_derives_no_hidden_cell(
    bao: Person, world: World, children: None
) -> None:
    """From the cells as they are kept, the country's and the province's, the first and the later ones."""
    from chungtay.statistics.publishing.columns import Slice, terms
    from tests.factories.accounts import make_person

    make_child(world.far_commune, "Lý A Xa", "2017-05-12", "male")
    ministry = make_person("bo", "Phạm Thị Bộ", "ministry_officer", world.ministry, "Chuyên viên")
    made(bao, wanted(world))
    made(ministry, wanted(world, unit=world.country, level="province"))
    made(bao, wanted(world, by=("sex", "band", "minority")))
    communes = {world.province.path: {world.commune.path, world.other_commune.path, f"{world.province.path}#"},
                world.other_province.path: {world.other_province.path}}  # fmt: skip
    leaves = {path: frozenset(inside) for path, inside in communes.items()}
    leaves |= {path: frozenset([path]) for path in (world.commune.path, world.other_commune.path)}
    leaves[""] = frozenset(["#"]).union(*communes.values())
    cells = []
    for release in Release.objects.all():
        column = formats.columns_by_code(release)[MEASURES[0]]
        for cell in release.cells.all():
            told = terms(column.above, release.period, leaves[cell.unit_path], Slice(cell.break_of, cell.break_value))
            key = (release.pk, cell.unit_name, cell.break_of, cell.break_value)
            # ethnic groups stand in the place of ages: the attacker knows four words per term
            parts = tuple((t.factor, t.role, t.units, t.sexes, crossed(t.bands, t.minorities)) for t in told)
            cells.append(Seen(key, parts, None if cell.hidden else int(cell.value or 0)))
    found = attack(cells)
    assert len(found) >= 8
    assert derived(found) == []


def crossed(bands: frozenset[str], minorities: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{band}/{minority}" for band in bands for minority in minorities)


def test_what_cannot_be_published(bao: Person, chi: Person, world: World, children: None) -> None:
    with pytest.raises(UserError, match="chưa kết thúc"):
        made(bao, wanted(world, period=periods.parse("year:2026")))
    with pytest.raises(UserError, match="Ngày cuối kỳ đứng trước"):
        periods.parse("2026-05-01/2026-01-01")
    with pytest.raises(UserError, match="không phải là hai ngày"):
        periods.parse("2026-05-01/")  # a period without end
    with pytest.raises(NotPossible, match="địa bàn mình"):
        made(bao, wanted(world, unit=world.other_province))
    with pytest.raises(UserError, match="Không có số đo"):
        made(bao, wanted(world, measures=("I-9999.count",)))
    with acting_as(bao.actor) as actor, pytest.raises(UserError, match="sau hôm nay"):
        services.publish(actor=actor, wanted=wanted(world), title="Trẻ em", next_on=TODAY)
    with acting_as(chi.actor) as actor, pytest.raises(Exception, match="không có quyền"):
        services.preview(actor=actor, wanted=wanted(world, unit=world.other_commune, level="commune"))


def test_a_unit_without_data_is_told(bao: Person, world: World) -> None:
    with pytest.raises(UserError, match="chưa có số liệu nào"):
        preview(bao, wanted(world, measures=("I-0102.ratio",)))


def test_no_format_holds_a_hidden_number_or_tells_why_it_is_hidden(bao: Person, world: World, children: None) -> None:
    release = made(bao, wanted(world))
    public = Client()
    page = public.get(f"/cong-bo-so-lieu/{release.pk}/").content.decode()
    assert page.count("không công bố</span>") == 4
    assert "quá nhỏ" not in page
    text = public.get(f"/api/so-lieu/{release.pk}.csv").content
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [row["Giá trị"] for row in rows] == ["25", "17", "8", "10", "", "", "15", "", ""]
    assert {row["Ghi chú"] for row in rows if not row["Giá trị"]} == {formats.HIDDEN_WORDS}
    told = json.loads(public.get(f"/api/so-lieu/{release.pk}.json").content)
    assert [cell["value"] for cell in told["cells"]] == [25, 17, 8, 10, None, None, 15, None, None]
    assert told["period"] == {"code": "year:2025", "title": "Năm 2025", "from": "2025-01-01", "until": "2026-01-01"}
    root = ET.fromstring(public.get(f"/api/so-lieu/{release.pk}.adx").content)
    assert root.tag == f"{{{formats.ADX}}}adx"
    assert [group.get("period") for group in root] == ["2025-01-01/P1Y"] * 3
    assert [one.get("value") for group in root for one in group] == ["25", "17", "8", "10", "15"]
    sdmx = list(csv.DictReader(io.StringIO(public.get(f"/api/so-lieu/{release.pk}.sdmx").content.decode())))
    assert [(row["SEX"], row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"]) for row in sdmx[3:6]] == [
        ("_T", "10", "A", "F"), ("M", "", "Q", "C"), ("F", "", "Q", "C"),
    ]  # fmt: skip
    assert public.get(f"/api/so-lieu/{release.pk}.exe").status_code == 404
    listed = public.get("/api/so-lieu/")
    assert json.loads(listed.content)["releases"][0]["url"] == f"/api/so-lieu/{release.pk}.json"
    assert listed["Access-Control-Allow-Origin"] == "*"


def test_the_rule_of_small_counts_is_set_by_the_ministry_for_all(bao: Person, world: World, children: None) -> None:
    from chungtay.statistics.queries.releases import rules_on
    from tests.factories.accounts import make_person

    ministry = make_person("bo", "Phạm Thị Bộ", "ministry_officer", world.ministry, "Chuyên viên")
    with acting_as(bao.actor) as actor, pytest.raises(NotPossible, match="cả nước"):
        services.set_rule(actor=actor, small=5, sealed_small=9, reason="Thử")
    with acting_as(ministry.actor) as actor:
        with pytest.raises(UserError, match="Ít nhất phải giấu"):
            services.set_rule(actor=actor, small=1, sealed_small=9, reason="Thử")
        services.set_rule(actor=actor, small=5, sealed_small=9, reason="Xã nhỏ")
    assert rules_on(TODAY) == Rules()
    tomorrow = rules_on(TODAY + dt.timedelta(days=1))
    assert (tomorrow.plain.small, tomorrow.sealed.small) == (5, 9)
    assert Rules.from_data(tomorrow.as_data()) == tomorrow


# -- made in the background


def _form(world: World, **more: Any) -> dict[str, Any]:
    return {"act": str(uuid.uuid4()), "title": "Trẻ em 2025", "level": "commune", "kind": "year", "year": 2025, "by": ["sex"],
            "next_on": "15/01/2027", "note": "Từ sổ.", "measures": list(MEASURES), **more}  # fmt: skip


def test_a_big_preview_goes_to_the_worker_once_and_its_result_is_kept(
    bao: Person, world: World, children: None, client_for: SIGNED, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is sent twice; the page may be left; then the worker comes, and what was seen is published once."""
    monkeypatch.setattr(release_work, "AT_ONCE", 0)
    client, form = client_for(bao), _form(world)
    first, second = (client.post("/so-lieu/cong-bo/moi/", form) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (302, second.headers["Location"])
    with as_system("the test looks"):
        work = ReleaseWork.objects.get()
    jobs = ProcrastinateJob.objects.filter(task_name=make_release.name)
    assert list(jobs.values_list("args", flat=True)) == [{"work_id": work.pk}]
    waiting = client.get(work.get_absolute_url()).content.decode()
    assert "Anh/chị có thể rời trang" in waiting
    assert "every 2s" in waiting
    assert str(work) in client.get("/so-lieu/cong-bo/").content.decode()
    make_release(work_id=work.pk)
    assert client.get(work.get_absolute_url(), headers={"HX-Request": "true"})["HX-Redirect"] == work.get_absolute_url()
    page = client.get(work.get_absolute_url()).content.decode()
    assert "… ◦" in page
    for _ in range(2):
        assert client.post(f"{work.get_absolute_url()}cong-bo/").status_code == 302
    make_release(work_id=work.pk)
    release = Release.objects.get()
    assert (release.title, release.note, release.next_on) == ("Trẻ em 2025", "Từ sổ.", NEXT)
    assert client.get(work.get_absolute_url()).headers["Location"] == release.get_absolute_url()


def test_numbers_that_changed_since_the_preview_are_shown_again(
    bao: Person, world: World, children: None, client_for: SIGNED
) -> None:
    client = client_for(bao)
    address = client.post("/so-lieu/cong-bo/moi/", _form(world)).headers["Location"]
    make_child(world.other_commune, "Lò Thị Sót", "2016-05-12", "female")
    page = client.post(f"{address}cong-bo/", follow=True).content.decode()
    assert "Số liệu đã thay đổi" in page
    assert Release.objects.count() == 0
    client.post(f"{address}cong-bo/")
    assert Release.objects.get().cells.get(unit_name="Xã Thanh Nưa", break_of="").value == 16


def test_a_work_that_failed_says_what_to_do_and_keeps_what_was_typed(
    bao: Person, chi: Person, world: World, children: None, client_for: SIGNED, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(bao)
    late = client.post("/so-lieu/cong-bo/moi/", _form(world, next_on="01/01/2020"))
    assert late.status_code == 422
    assert "phải sau hôm nay" in late.content.decode()
    empty = client.post("/so-lieu/cong-bo/moi/", _form(world, measures=["I-0102.ratio"]))
    page = client.get(empty.headers["Location"]).content.decode()
    assert "chưa có số liệu nào" in page
    assert "Tính lại" in page
    with as_system("the test looks"):
        work = ReleaseWork.objects.get()
    assert "Từ sổ." in client.get(f"/so-lieu/cong-bo/moi/?tu={work.pk}").content.decode()
    monkeypatch.setattr(release_work, "AT_ONCE", 0)
    client.post(f"{work.get_absolute_url()}tinh-lai/")
    monkeypatch.setattr(services, "preview", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_release(work_id=work.pk)
    assert "dừng giữa chừng" in client.get(work.get_absolute_url()).content.decode()
    assert client_for(chi).get(work.get_absolute_url()).status_code in (403, 404)
