"""The main job on real input: each real directive, when they lie beside the checkout, from file to consolidated report.

Units are those of the directive's own year: districts in 2022. Set CHUNGTAY_ACCEPTANCE_OUT to keep the papers.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Agency, Post, User
from chungtay.accounts.roles import RoleCode
from chungtay.config.demo.time_travel import at, moment
from chungtay.directives import papers, workbooks
from chungtay.directives.models import Document, DocumentState, Report, ReportDuty, Task, TaskProposal
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.queries.reports_periods import of_year
from chungtay.directives.queries.targets import target_groups
from chungtay.directives.queries.tasks import status_counts
from chungtay.directives.services import consolidation, documents, intake, review, tasks
from chungtay.directives.services import reports as reporting
from chungtay.directives.services.reports_duties import open_instance
from chungtay.foundation.access import Actor
from chungtay.foundation.documents import to_docx
from chungtay.foundation.files import keep_bytes
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import country, unit_by_code

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[3] / "shared" / "directives"


@dataclass(frozen=True)
class Setting:
    """Who received the directive and when, and to how many units of that day it must go."""

    file: str
    day: dt.date
    level: str
    code: str
    kind: str
    sector: str
    role: str
    units: int


SETTINGS = [
    Setting(
        "000", dt.date(2022, 3, 3), Level.PROVINCE, "11", "department", "child_work", RoleCode.PROVINCE_OFFICER, 10
    ),
    Setting("001", dt.date(2024, 4, 3), Level.DISTRICT, "747", "committee", "", RoleCode.DISTRICT_OFFICER, 17),
    Setting(
        "002", dt.date(2022, 3, 21), Level.PROVINCE, "33", "department", "child_work", RoleCode.PROVINCE_OFFICER, 10
    ),
    Setting(
        "003", dt.date(2013, 3, 4), Level.PROVINCE, "87", "department", "child_work", RoleCode.PROVINCE_OFFICER, 12
    ),
    Setting("004", dt.date(2017, 2, 1), Level.COUNTRY, "", "ministry", "child_work", RoleCode.MINISTRY_OFFICER, 63),
]
PRESENT = [setting for setting in SETTINGS if list(FOLDER.glob(f"{setting.file}_*.txt"))]


def officer_of(setting: Setting) -> Actor:
    unit = country() if setting.level == Level.COUNTRY else unit_by_code(setting.level, setting.code, setting.day)
    assert unit is not None
    agency = Agency.objects.on(setting.day).get(unit=unit, kind=setting.kind, sector=setting.sector)
    return actor_at(agency, unit, setting.role, setting.day, f"officer{setting.file}")


def actor_at(agency: Agency, unit: Unit, role: str, day: dt.date, username: str) -> Actor:
    user = User.objects.create(username=username, full_name=f"Người {username}")
    post = Post.objects.create(
        user=user, agency=agency, unit=unit, role=role, title="Chuyên viên", valid_from=dt.date(2008, 1, 1)
    )
    return build_actor(post, day)


def received(setting: Setting, officer: Actor) -> Document:
    path = next(FOLDER.glob(f"{setting.file}_*.txt"))
    result = intake.receive(actor=officer, upload=SimpleUploadedFile(path.name, path.read_bytes()))
    assert result.document is not None, result.sentence or result.state
    assert result.document.state == DocumentState.IN_REVIEW
    return result.document


def reviewed(setting: Setting, officer: Actor, document: Document) -> None:
    """A person's word on every proposal: result, responsibility, a day where none is printed, and who below does it."""
    below = next(group for group in target_groups(officer, setting.day) if group.key.startswith("level-"))
    assert len(below.agencies) == setting.units
    for proposal in TaskProposal.objects.filter(document=document).order_by("position"):
        values = {
            "result": "Báo cáo kết quả thực hiện", "responsible": "Người đứng đầu",
            "deadline": proposal.deadline or dt.date(setting.day.year, 11, 20),
        }  # fmt: skip
        review.correct(actor=officer, proposal=proposal, version=proposal.version, values=values, take=True)
        proposal.refresh_from_db()
        review.choose_agencies(
            actor=officer, proposal=proposal, version=proposal.version, ids=[agency.pk for agency in below.agencies]
        )


def worked(setting: Setting, officer: Actor, document: Document) -> list[Actor]:
    """Two units report with evidence (one of them late), the others do nothing."""
    with as_system("the test looks for leads"):
        leads = list(
            Agency.objects.filter(pk__in=Task.objects.filter(document=document).values("lead")).order_by("pk")[:2]
        )
        given = {lead.pk: list(Task.objects.filter(document=document, lead=lead).order_by("pk")) for lead in leads}
    workers = []
    for place, lead in enumerate(leads):
        assert lead.unit is not None
        worker = actor_at(lead, lead.unit, RoleCode.COMMUNE_CHAIR, setting.day, f"worker{setting.file}{place}")
        workers.append(worker)
        for task in given[lead.pk]:
            assert task.due_on is not None
            day = task.due_on + dt.timedelta(days=10 if place else -3)
            with at(moment(day)), acting_as(worker):
                proof = keep_bytes("Minh chứng.txt", b"da lam", "text/plain", actor=worker)
                tasks.report_done(actor=worker, task=task, note="Đã thực hiện xong tại địa phương.", files=[proof])
            with at(moment(day + dt.timedelta(days=1))), acting_as(officer):
                tasks.confirm(actor=officer, task=task)
    return workers


def reported(setting: Setting, officer: Actor, workers: list[Actor]) -> Report:
    """The yearly report: the two units send theirs, the receiver accepts and puts its own together."""
    annual = next(period for period in of_year(setting.day.year) if period.period == "annual")
    receiver = Agency.objects.get(pk=officer.agency_id)
    with as_system("the worker opens the period"), at(moment(annual.opens_on)):
        open_instance(annual, today=annual.opens_on, districts=setting.level == Level.DISTRICT)
    with as_system("the test follows both sides"):
        duty = ReportDuty.objects.get(code=annual.code, receiver=receiver)
        own = Report.objects.get(consolidates=duty)
        assert Report.objects.filter(duty=duty).count() == setting.units
        owed = [Report.objects.filter(duty=duty, unit_path=worker.unit_paths[0]).get() for worker in workers]
    for place, (worker, report) in enumerate(zip(workers, owed, strict=True)):
        writer = (
            worker
            if report.agency_id in worker.agency_ids
            else actor_at(
                report.agency,
                report.agency.unit,
                RoleCode.PROVINCE_OFFICER,
                setting.day,
                f"writer{setting.file}{place}",  # type: ignore[arg-type]
            )
        )
        with at(moment(annual.due_on + dt.timedelta(days=2 * place - 1))), acting_as(writer):
            edits = [
                reporting.SectionEdit(one.pk, one.version, f"{report.agency} đã thực hiện mục “{one.title}”.")
                for one in report.sections.all()
            ]
            reporting.save(actor=writer, report=report, sections=edits, numbers=[])
            reporting.submit(
                actor=writer,
                report=report,
                signature=reporting.Signature(signer_name="Người ký", signer_title="CHỦ TỊCH"),
            )
        with at(moment(annual.due_on + dt.timedelta(days=4))), acting_as(officer):
            reporting.accept(actor=officer, report=report)
    with at(moment(annual.due_on + dt.timedelta(days=5))), acting_as(officer):
        assert consolidation.assemble(actor=officer, report=own) > 0
    own.refresh_from_db()
    return own


@pytest.mark.parametrize("setting", PRESENT, ids=[setting.file for setting in PRESENT])
def test_from_file_to_consolidated_report(whole_country: None, setting: Setting, tmp_path: Path) -> None:
    officer = officer_of(setting)
    with at(moment(setting.day)), acting_as(officer):
        document = received(setting, officer)
        reviewed(setting, officer, document)
        document.refresh_from_db()
        act = documents.issue(actor=officer, document=document, version=document.version, given_on=setting.day)
    with as_system("read what was given"):
        proposals = TaskProposal.objects.filter(document=document, state="accepted").count()
        assert act.total == proposals * setting.units == Task.objects.filter(document=document).count()
    workers = worked(setting, officer, document)
    with as_system("count"):
        end = status_counts(Task.objects.filter(document=document), dt.date(setting.day.year, 12, 31))
    assert end.done_on_time == end.done_late == proposals
    assert end.open_overdue == proposals * (setting.units - 2)
    report = reported(setting, officer, workers)
    if (
        setting.level != Level.COUNTRY
    ):  # a province's own figures are sums of its communes', none of which reported here
        with acting_as(officer):
            given = next(
                line
                for line in figures.lines(report, dt.date(setting.day.year, 12, 1))
                if line.figure.key == "tasks.given"
            )
        assert given.value == 2 * proposals
    look_at(setting, officer, report, Path(os.environ.get("CHUNGTAY_ACCEPTANCE_OUT", str(tmp_path))))


def look_at(setting: Setting, officer: Actor, report: Report, folder: Path) -> None:
    day = dt.date(setting.day.year, 11, 25)
    with at(moment(day)), acting_as(officer):
        word = to_docx(papers.official(report, day))
        sheet = workbooks.of_report(report, day)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{setting.file}.docx").write_bytes(word)
    (folder / f"{setting.file}.xlsx").write_bytes(sheet)
    text = "\n".join(
        paragraph.text
        for paragraph in docx.Document(io.BytesIO(word)).element.body.iter()
        if hasattr(paragraph, "text") and paragraph.text
    )
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "đã thực hiện mục" in text
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    assert len(book.sheetnames) >= 3


def test_the_five_are_all_read_when_they_are_here() -> None:
    assert not FOLDER.is_dir() or len(PRESENT) == len(SETTINGS)
