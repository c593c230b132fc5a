"""A period of the small world, opened for its province, with the people who write and receive."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from chungtay.directives.models import Report, ReportDuty, ReportSection, Task
from chungtay.directives.queries.reports_periods import Instance
from chungtay.directives.services import reports as services
from chungtay.directives.services.reports_duties import open_instance
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World, make_person

TODAY = dt.date(2026, 5, 20)
DUE = dt.date(2026, 5, 25)
HEADINGS = [
    {
        "key": "chi_dao",
        "title": "Công tác chỉ đạo",
        "topics": ["phoi_hop_lien_nganh"],
        "help": "Văn bản, hội nghị, phân công.",
    },
    {"key": "ket_qua", "title": "Kết quả thực hiện", "topics": ["tai_nan_duoi_nuoc"], "rest": True},
    {"key": "kien_nghi", "title": "Kiến nghị", "topics": []},
]
FIGURES = [
    {"key": "tasks.given", "label": "Nhiệm vụ được giao", "unit": "nhiệm vụ"},
    {"key": "tasks.done_on_time", "label": "Hoàn thành đúng hạn", "unit": "nhiệm vụ"},
    {"key": "tasks.open_overdue", "label": "Quá hạn", "unit": "nhiệm vụ"},
    {"key": "children.taught", "label": "Trẻ em được học bơi", "unit": "trẻ"},
    {"key": "share", "label": "Tỷ lệ trẻ em có thẻ", "unit": "%"},
]


def instance(**more: Any) -> Instance:
    values: dict[str, Any] = {
        "code": "six_months-2026",
        "period": "six_months",
        "title": "Báo cáo công tác trẻ em 6 tháng đầu năm 2026",
        "period_from": dt.date(2025, 11, 21),
        "period_to": DUE,
        "due_on": DUE,
        "opens_on": dt.date(2026, 4, 25),
        "headings": HEADINGS,
        "figures": FIGURES,
        "law_version": "thu",
    }
    return Instance(**{**values, **more})


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> dt.date:
    """The evening before the deadline is near: 20/5/2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return TODAY


@pytest.fixture
def duty(world: World, today: dt.date) -> ReportDuty:
    open_instance(instance(), today=today)
    return ReportDuty.objects.get(receiver=world.department)


@pytest.fixture
def chair(world: World) -> Person:
    return make_person("chutich", "Quàng Văn Sơn", "commune_chair", world.committee, "Chủ tịch UBND xã")


@pytest.fixture
def report(duty: ReportDuty, world: World) -> Report:
    """Alice's report."""
    return report_of(duty, world.committee)


@pytest.fixture
def other_report(duty: ReportDuty, world: World) -> Report:
    """Chi's report."""
    return report_of(duty, world.other_committee)


@pytest.fixture
def province_report(duty: ReportDuty) -> Report:
    with as_system("test"):
        return Report.objects.get(consolidates=duty)


def report_of(duty: ReportDuty, agency: Any) -> Report:
    with as_system("test"):
        return Report.objects.get(duty=duty, agency=agency)


def fresh(report: Report) -> Report:
    with as_system("test"):
        return Report.objects.get(pk=report.pk)


def section_of(report: Report, key: str) -> ReportSection:
    return ReportSection.objects.get(report=report, key=key)


def write(person: Person, report: Report, **texts: str) -> None:
    with acting_as(person.actor) as actor:
        edits = [services.SectionEdit(s.pk, s.version, texts[s.key]) for s in report.sections.all() if s.key in texts]
        services.save(actor=actor, report=report, sections=edits)


def sign() -> services.Signature:
    return services.Signature("05/BC-UBND", "Mường Phăng", "Quàng Văn Sơn", "Chủ tịch", "Như trên\nLưu: VT")


def send(person: Person, report: Report, day: dt.date = TODAY, **texts: str) -> Report:
    write(person, report, **(texts or {"ket_qua": f"Kết quả của {report.agency}."}))
    with acting_as(person.actor) as actor:
        return services.submit(actor=actor, report=fresh(report), signature=sign(), today=day)


def make_task(world: World, agency: Any, title: str, **more: Any) -> Task:
    values: dict[str, Any] = {
        "title": title,
        "what": title,
        "lead": agency,
        "giver": world.department,
        "unit_path": agency.unit_path,
        "given_on": dt.date(2026, 1, 10),
        "due_on": dt.date(2026, 6, 30),
        "first_due_on": dt.date(2026, 1, 11),
        "state": "accepted",
    }
    with as_system("test"):
        return Task.objects.create(**{**values, **more})
