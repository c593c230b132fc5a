"""Periods open by themselves: for whom, once, also in the past; and from a directive's words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chungtay.directives.models import Document, Report, ReportDuty
from chungtay.directives.queries import reports_duties as reads
from chungtay.directives.services import reports_duties as services
from chungtay.directives.services.reports_duties import open_duties, open_instance
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from tests.directives.reports.conftest import DUE, TODAY, instance
from tests.factories.accounts import LONG_AGO, REFORM, Person, World, cover, make_agency, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _system() -> Any:
    with as_system("test"):
        yield


def test_each_commune_owes_its_province_and_each_province_the_ministry(world: World, today: dt.date) -> None:
    made = open_duties(today, [instance()])
    owed = {(str(r.agency), str(r.duty.receiver)) for r in Report.objects.select_related("agency", "duty__receiver")}
    assert made == 5
    assert owed == {
        ("UBND xã Mường Phăng", "Sở Y tế"),
        ("UBND xã Thanh Nưa", "Sở Y tế"),
        ("UBND xã Phong Thổ", "Sở Y tế"),
        ("Sở Y tế", "Bộ Y tế"),
    }
    own = Report.objects.get(agency=world.department)
    assert own.consolidates is not None
    assert own.consolidates.receiver == world.department
    assert [s.title for s in own.sections.all()] == ["Công tác chỉ đạo", "Kết quả thực hiện", "Kiến nghị"]


def test_a_second_run_changes_nothing_and_a_new_commune_gets_its_own(world: World, today: dt.date) -> None:
    open_duties(today, [instance()])
    entries = AuditEntry.objects.count()
    assert open_duties(today, [instance()]) == 0
    assert AuditEntry.objects.count() == entries
    new = make_unit("commune", "03199", "Xã Mới", world.province)
    make_agency("UBND xã Mới", new)
    assert open_duties(today, [instance()]) == 1
    assert Report.objects.get(agency__name="UBND xã Mới").figures.count() == 5


def test_nothing_opens_before_its_day(world: World) -> None:
    assert open_duties(dt.date(2026, 4, 24), [instance()]) == 0


def test_in_2022_the_districts_owed_the_labour_department(world: World) -> None:
    old = make_unit("province", "11x", "Tỉnh Điện Biên cũ", since=LONG_AGO, until=REFORM)
    district = make_unit("district", "0951", "Huyện Mường Ảng", old, since=LONG_AGO, until=REFORM)
    commune = make_unit("commune", "03149", "Xã Ảng Nưa", district, since=LONG_AGO, until=REFORM)
    cover(old, district, commune)
    labour = make_agency("Sở Lao động - Thương binh và Xã hội", old, kind="department", sector="labour")
    make_agency("UBND huyện Mường Ảng", district)
    make_agency("UBND xã Ảng Nưa", commune)
    due = dt.date(2022, 5, 25)
    open_instance(
        instance(code="six_months-2022", due_on=due, period_to=due, period_from=dt.date(2021, 11, 21)),
        today=TODAY,
        districts=True,
    )
    below = Report.objects.filter(duty__receiver=labour)
    assert [str(report.agency) for report in below] == ["UBND huyện Mường Ảng"]
    own = below[0]
    assert own.consolidates is not None
    assert [str(r.agency) for r in Report.objects.filter(duty=own.consolidates)] == ["UBND xã Ảng Nưa"]
    assert not Report.objects.filter(duty__code="six_months-2022", agency=world.committee).exists()


def test_percentages_are_not_summed(duty: ReportDuty) -> None:
    own = Report.objects.get(consolidates=duty)
    assert dict(own.figures.values_list("key", "source")) == {
        "tasks.given": "summed",
        "tasks.done_on_time": "summed",
        "tasks.open_overdue": "summed",
        "children.taught": "summed",
        "share": "asked",
    }


def _document(world: World, duties: list[dict[str, Any]]) -> Document:
    return Document.objects.create(
        number="12/KH-UBND",
        issued_on=dt.date(2026, 2, 3),
        issuer="UBND tỉnh",
        subject="Kế hoạch công tác trẻ em",
        text="…",
        text_digest="x",
        reading={"reporting_duties": duties},
        owner=world.department,
        unit_path=world.department.unit_path,
    )


SIX = {
    "what": "báo cáo kết quả công tác trẻ em 6 tháng",
    "to": "Sở Y tế",
    "due": ["2026-05-20"],
    "period": "six_months",
}


def test_a_directive_moves_the_general_deadline_instead_of_asking_twice(
    duty: ReportDuty, world: World, bao: Person
) -> None:
    document = _document(world, [SIX])
    proposed = reads.propose(document)[0]
    assert (proposed.code, proposed.general) == ("six_months-2026", True)
    before = Report.objects.count()
    with acting_as(bao.actor) as actor:
        changed = services.duty_from_document(actor=actor, document=document, proposed=proposed, due_on=proposed.due_on)
        services.duty_from_document(actor=actor, document=document, proposed=proposed, due_on=proposed.due_on)
    assert changed.pk == duty.pk
    assert (changed.due_on, changed.document) == (dt.date(2026, 5, 20), document)
    assert Report.objects.count() == before
    assert ReportDuty.objects.filter(receiver=world.department).count() == 1


def test_a_duty_of_its_own_is_owed_by_the_communes(world: World, bao: Person, today: dt.date) -> None:
    document = _document(world, [{"what": "báo cáo kết quả Tháng hành động", "due": ["2026-07-05"], "period": None}])
    proposed = reads.propose(document)[0]
    assert not proposed.general
    assert not ReportDuty.objects.exists()
    with acting_as(bao.actor) as actor:
        duty = services.duty_from_document(actor=actor, document=document, proposed=proposed, due_on=proposed.due_on)
    reports = Report.objects.filter(duty=duty).select_related("agency")
    assert sorted(str(r.agency) for r in reports) == ["UBND xã Mường Phăng", "UBND xã Thanh Nưa"]
    assert all(r.sections.count() == 4 for r in reports)


def test_both_dates_in_one_sentence_are_two_reports(world: World) -> None:
    found = reads.propose(
        _document(world, [{"what": "báo cáo kết quả công tác trẻ em", "due": ["2026-05-25", "2026-11-20", "hỏng"]}])
    )
    assert [(p.code, p.due_on) for p in found] == [("six_months-2026", DUE), ("annual-2026", dt.date(2026, 11, 20))]


def test_dates_that_cannot_be_are_refused(world: World, bao: Person, duty: ReportDuty) -> None:
    proposed = reads.propose(_document(world, [SIX]))[0]
    with acting_as(bao.actor) as actor:
        with pytest.raises(UserError, match="trước kỳ"):
            services.duty_from_document(
                actor=actor, document=proposed_document(), proposed=proposed, due_on=dt.date(2020, 1, 1)
            )
        with pytest.raises(UserError, match="lý do"):
            services.change_due(actor=actor, duty=duty, due_on=DUE, reason=" ")


def proposed_document() -> Document:
    return Document.objects.get()


def test_a_deadline_on_a_sunday_stays_and_says_so() -> None:
    assert reads.day_off_words(dt.date(2025, 5, 25)) == (
        "Hạn 25/05/2025 là ngày nghỉ; hạn giữ nguyên như văn bản. Nên gửi trước hết ngày làm việc 23/05/2025."
    )
    assert reads.day_off_words(dt.date(2026, 5, 25)) == ""


def test_the_published_periods_open_by_themselves(world: World) -> None:
    from tests.factories.law import load_law

    load_law()
    assert open_duties(dt.date(2026, 11, 10)) > 0
    duty = ReportDuty.objects.get(code="annual-2026", receiver=world.department)
    assert (duty.due_on, duty.period) == (dt.date(2026, 11, 20), "annual")
    assert duty.law_version
    report = Report.objects.get(duty=duty, agency=world.committee)
    assert report.sections.count() == len(duty.headings)
    assert set(report.figures.values_list("source", flat=True)) == {"computed", "asked"}


def test_a_province_may_have_more_time_than_its_communes(world: World, today: dt.date) -> None:
    open_duties(today, [instance(due_above_on=dt.date(2026, 6, 10))])
    days = dict(ReportDuty.objects.values_list("receiver__name", "due_on"))
    assert (days["Bộ Y tế"], days["Sở Y tế"]) == (dt.date(2026, 6, 10), DUE)
