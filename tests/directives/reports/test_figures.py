"""Numbers of the records in a report: live, fixed at sending, changed by hand, sealed, and the draft that stands on them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chungtay.directives import papers, workbooks
from chungtay.directives.models import Report, ReportDuty, ReportFigure
from chungtay.directives.queries import reports_annexes, reports_draft
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.queries.reports_statistics import span_of
from chungtay.directives.services import reports as services
from chungtay.directives.services import reports_draft as drafting
from chungtay.directives.services.reports_duties import open_instance
from chungtay.foundation.documents import to_docx
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import acting_as
from chungtay.law import queries as law
from tests.directives.reports.conftest import HEADINGS, TODAY, fresh, instance, section_of, send, write
from tests.factories.accounts import Person, World, make_person
from tests.factories.children import make_child
from tests.factories.law import law_files

pytestmark = pytest.mark.django_db
Sign = Callable[[Person], Client]
CHILDREN, RATE, ABUSED = "I-0101.count", "I-0211.rate", "II-0101.count"
ASKED: list[dict[str, Any]] = [
    {"key": CHILDREN, "label": "Trẻ em dưới 16 tuổi", "unit": "trẻ em"},
    {"key": RATE, "label": "Tỷ lệ trẻ em có bảo hiểm y tế", "unit": "%"},
    {"key": "figure:poor", "label": "Trẻ em trong hộ nghèo", "unit": "trẻ em"},
    {"key": ABUSED, "label": "Trẻ em bị xâm hại", "unit": "trẻ em"},
]
SITUATION = {"key": "tinh_hinh", "title": "Tình hình trẻ em", "draft": "situation"}


@pytest.fixture
def duty(world: World, today: dt.date) -> ReportDuty:
    """The period of the small world, asking for numbers of the records and an annex."""
    law.answer_from(law_files())
    open_instance(instance(figures=ASKED, headings=[SITUATION, *HEADINGS], annexes=["te-601-602"]), today=today)
    return ReportDuty.objects.get(receiver=world.department)


@pytest.fixture
def children(world: World) -> None:
    for number in range(3):
        make_child(world.commune, f"Lò Văn {number}", since=dt.date(2025, 12, 1))
    make_child(world.other_commune, since=dt.date(2025, 12, 1))


def line(person: Person, report: Report, key: str) -> figures.FigureLine:
    with acting_as(person.actor) as actor:
        return next(one for one in figures.lines(fresh(report), TODAY, actor=actor) if one.figure.key == key)


def change(person: Person, report: Report, key: str, value: str | None, why: str = "") -> None:
    figure = report.figures.get(key=key)
    edit = services.FigureChange(figure.pk, None if value is None else Decimal(value), why)
    with acting_as(person.actor) as actor:
        services.save(actor=actor, report=fresh(report), sections=[], changes=[edit])


def test_days_of_a_known_kind_of_period_use_what_is_kept_for_it(duty: ReportDuty) -> None:
    assert span_of(dt.date(2025, 11, 21), dt.date(2026, 5, 25)).code == "report_half:2026"
    assert span_of(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).code == "year:2026"
    assert span_of(dt.date(2026, 1, 5), dt.date(2026, 3, 9)).code == "2026-01-05/2026-03-09"


@pytest.mark.usefixtures("children")
def test_a_number_is_live_until_sent_then_stays(alice: Person, report: Report, world: World) -> None:
    assert report.figures.get(key=CHILDREN).source == ReportFigure.Source.COMPUTED
    assert line(alice, report, CHILDREN).value == 3
    assert line(alice, report, RATE).value == 0  # of three, none is known to be insured
    make_child(world.commune, "Quàng Thị Mới", "2026-03-01")
    assert line(alice, report, CHILDREN).value == 4
    sent = send(alice, report)
    make_child(world.commune, "Quàng Thị Sau", "2026-04-01")
    assert (line(alice, sent, CHILDREN).value, sent.figures.get(key=CHILDREN).computed_value) == (4, 4)


@pytest.mark.usefixtures("children")
def test_changed_by_hand_both_stand_with_the_reason(client_for: Sign, alice: Person, report: Report) -> None:
    with pytest.raises(UserError, match="lý do"):
        change(alice, report, CHILDREN, "5")
    assert line(alice, report, CHILDREN).value == 3
    change(alice, report, CHILDREN, "5", "Hai em mới chuyển đến, chưa nhập sổ")
    told = line(alice, report, CHILDREN)
    assert (told.value, told.calculated, told.figure.changed_by_id) == (5, 3, alice.user.pk)
    page = client_for(alice).get(reverse("directives:report", args=[report.pk])).content.decode()
    assert "Hệ thống tính: 3" in page
    assert "Hai em mới chuyển đến" in page
    sent = send(alice, report)
    with acting_as(alice.actor):
        words = _words(to_docx(papers.official(sent, TODAY)))
        rows = _rows(workbooks.of_report(sent, TODAY), "Số liệu")
    assert "(* hệ thống tính 3; lý do sửa: Hai em mới chuyển đến, chưa nhập sổ)" in words
    assert (5, 3, "Hai em mới chuyển đến, chưa nhập sổ") in [row[3:6] for row in rows]
    with acting_as(alice.actor) as actor:
        services.withdraw(actor=actor, report=fresh(report))
    change(alice, report, CHILDREN, None)
    assert line(alice, report, CHILDREN).value == 3


@pytest.mark.usefixtures("children")
def test_the_page_asks_for_the_reason_and_keeps_what_was_typed(client_for: Sign, alice: Person, report: Report) -> None:
    figure, section = report.figures.get(key=CHILDREN), section_of(report, "ket_qua")
    data = {f"text-{one.pk}": "Chữ giữ lại." for one in report.sections.all()}
    data |= {f"version-{one.pk}": str(one.version) for one in report.sections.all()}
    data |= {f"changed-{figure.pk}": "7", f"why-{figure.pk}": ""}
    answer = client_for(alice).post(reverse("directives:report_save", args=[report.pk]), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Hãy ghi lý do sửa số này" in page
    assert "Chữ giữ lại." in page
    assert section_of(report, "ket_qua").text == section.text == ""


@pytest.mark.usefixtures("children")
def test_the_annex_is_filled_live_and_fixed_at_sending(
    client_for: Sign, alice: Person, report: Report, world: World
) -> None:
    address = reverse("directives:report_annex", args=[report.pk, "te-601-602"])
    assert "tính đến hôm nay" in client_for(alice).get(address).content.decode()
    sent = send(alice, report)
    make_child(world.commune, "Quàng Thị Sau", "2026-04-01")
    with acting_as(alice.actor) as actor:
        kept = reports_annexes.annexes(fresh(report), actor=actor)[0]
        words = _words(to_docx(papers.official(sent, TODAY)))
        rows = _rows(workbooks.of_report(sent, TODAY), "Biểu 601-602 TE")
    assert kept.rows[0].cells[0].shown == 3
    assert "Biểu 601-602/TE" in words.replace("\xa0", " ")
    assert "– Trẻ em bị bỏ rơi" in words  # sixteen columns stand as lines on paper
    assert ("Tổng số", "100", 3) in [row[:3] for row in rows]
    assert "như khi gửi" in client_for(alice).get(address).content.decode()


@pytest.mark.usefixtures("children")
def test_a_sealed_number_is_left_out_for_who_may_not_read_it(
    client_for: Sign, alice: Person, bao: Person, report: Report, world: World
) -> None:
    with_mark = line(alice, report, ABUSED)
    assert (with_mark.hidden, with_mark.value) == (False, 0)
    sent = send(alice, report)
    watcher = make_person("theodoi", "Lường Thị Xem", "monitor", world.department, "Theo dõi", unit=world.province)
    without = line(watcher, sent, ABUSED)
    assert (without.hidden, without.value, without.calculated) == (True, None, None)
    with acting_as(watcher.actor):
        assert "Mật" in _words(to_docx(papers.official(sent, TODAY)))
        assert "Mật" in [row[3] for row in _rows(workbooks.of_report(sent, TODAY), "Số liệu")]
        annex = reports_annexes.annexes(sent, actor=watcher.actor)[0]
    assert annex.has_hidden
    client, figure = client_for(watcher), sent.figures.get(key=ABUSED)
    page = client.get(reverse("directives:report_figure", args=[sent.pk, figure.pk])).content.decode()
    assert "vị trí của anh/chị không được xem" in page
    kept = reverse("directives:report_kept", args=[sent.pk, sent.papers.get().pk])
    refused = client.get(kept)
    assert refused.status_code != 200
    assert client_for(bao).get(kept).status_code == 200


@pytest.mark.usefixtures("children")
def test_the_province_sums_what_was_reported_and_sees_where_it_differs(
    client_for: Sign,
    alice: Person,
    chi: Person,
    bao: Person,
    report: Report,
    other_report: Report,
    province_report: Report,
) -> None:
    change(alice, report, CHILDREN, "5", "Rà soát tại bản")
    send(alice, report)
    send(chi, other_report)
    told = line(bao, province_report, CHILDREN)
    assert (told.value, told.units, told.units_value, told.units_differ) == (6, 2, 4, True)
    assert line(bao, province_report, RATE).figure.source == ReportFigure.Source.COMPUTED  # shares are not added up
    page = client_for(bao).get(reverse("directives:report_figure", args=[province_report.pk, told.figure.pk]))
    assert "Hệ thống tính" in page.content.decode()


@pytest.mark.usefixtures("children")
def test_a_number_opens_to_its_formula_and_records(client_for: Sign, alice: Person, report: Report) -> None:
    client, rate, poor = client_for(alice), report.figures.get(key=RATE), report.figures.get(key="figure:poor")
    page = client.get(reverse("directives:report_figure", args=[report.pk, rate.pk])).content.decode()
    assert "/so-lieu/chi-tieu/I-0211/?don-vi=" in page
    assert "Mẫu số" in page
    assert "report_half%3A2026" in page
    page = client.get(reverse("directives:report_figure", args=[report.pk, poor.pk])).content.decode()
    assert "Xem hồ sơ được đếm" in page


@pytest.mark.usefixtures("children")
def test_a_draft_is_traced_and_tells_when_its_figures_moved(
    client_for: Sign, alice: Person, report: Report, world: World
) -> None:
    section = section_of(report, "tinh_hinh")
    with acting_as(alice.actor) as actor:
        drafting.compose(actor=actor, report=report, section=section)
    text = section_of(report, "tinh_hinh").text
    assert text.startswith("Đến ngày 20/05/2026, xã Mường Phăng có 3 trẻ em dưới 16 tuổi")
    assert "xâm hại" not in text  # sealed: the text is read by everybody
    make_child(world.commune, "Quàng Thị Mới", "2026-03-01")
    with acting_as(alice.actor) as actor:
        told = reports_draft.drafts(actor, fresh(report), [section_of(report, "tinh_hinh")])[section.pk]
    first = told.sentences[0]
    assert (first.rule[:8], first.basis[0].code, first.basis[0].value, first.basis[0].now) == (
        "children",
        CHILDREN,
        3,
        4,
    )
    page = client_for(alice).get(reverse("directives:report", args=[report.pk])).content.decode()
    assert "Số liệu đã đổi từ khi soạn" in page
    assert "/so-lieu/chi-tieu/I-0101/" in page
    send(alice, report, ket_qua="Xong.")
    assert (
        "đã đổi từ khi soạn"
        not in client_for(alice).get(reverse("directives:report", args=[report.pk])).content.decode()
    )


@pytest.mark.usefixtures("children")
def test_a_draft_never_touches_what_was_written(client_for: Sign, alice: Person, report: Report) -> None:
    write(alice, report, tinh_hinh="Lời của xã.")
    section, address = section_of(report, "tinh_hinh"), reverse("directives:report_save", args=[report.pk])

    def press(name: str) -> str:
        held = {f"text-{one.pk}": one.text for one in report.sections.all()}
        held |= {f"version-{one.pk}": str(one.version) for one in report.sections.all()}
        answer = client_for(alice).post(address, {**held, name: str(section.pk)}, follow=True)
        return answer.content.decode()

    assert "Đưa đoạn này vào cuối mục" in press("draft")
    assert section_of(report, "tinh_hinh").text == "Lời của xã."
    press("draft_take")
    press("draft_take")
    assert section_of(report, "tinh_hinh").text.startswith("Lời của xã.\nĐến ngày 20/05/2026")
    assert section_of(report, "tinh_hinh").text.count("Đến ngày") == 1


@pytest.mark.usefixtures("children")
def test_the_number_of_statements_does_not_grow_with_the_figures(alice: Person, report: Report) -> None:
    def statements(keys: list[str]) -> int:
        report.figures.all().delete()
        for place, key in enumerate(keys):
            ReportFigure.objects.create(report=report, key=key, label=key, source="computed", position=place)
        with (
            acting_as(alice.actor) as actor,
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            figures.lines(fresh(report), TODAY, actor=actor)
        return len(seen)

    few = [CHILDREN, "figure:poor"]
    statements(few)  # what is remembered is remembered
    many = [*few, "I-0301.count", "I-0302.count", "I-0105.rate", "I-0211.rate", "figure:injured", "figure:at_risk"]
    assert statements(many) == statements(few)


def test_every_published_figure_and_annex_is_one_the_system_knows(world: World) -> None:
    law.answer_from(law_files())
    for period in law.periods(2027):
        for figure in period.figures:
            if figure["key"].startswith(("I-", "II-", "figure:")):
                assert figures.statistics.is_figure(figure["key"])
                label = figures.statistics.label_of(figure["key"], period.period_to)
                assert label not in (figure["key"], figure["key"].removeprefix("figure:")), figure["key"]
        if period.code in ("annual", "six_months"):
            assert span_of(period.period_from, period.period_to).code.startswith("report_")
            assert len(reports_annexes.titles(ReportDuty(annexes=period.annexes, period_to=period.period_to))) == 2


def _words(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def _rows(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True))
