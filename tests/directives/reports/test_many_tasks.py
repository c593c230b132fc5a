"""A unit with hundreds of tasks: the first ones on the page, the others counted and one press away; cost stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chungtay.directives.models import Report, ReportDuty
from chungtay.directives.queries import reports as reads
from chungtay.directives.queries import reports_tasks
from chungtay.foundation.scoping import acting_as
from tests.directives.reports.conftest import TODAY, fresh, make_task, section_of, send
from tests.directives.reports.test_pages import at, form_of
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db
Sign = Callable[[Person], Client]


@pytest.fixture
def many(world: World, report: Report) -> Report:
    """Sixty about drowning, one about working together, one of no asked topic."""
    for number in range(60):
        make_task(world, world.committee, f"Rào ao số {number}", topics=["tai_nan_duoi_nuoc"])
    make_task(world, world.committee, "Họp liên ngành", topics=["phoi_hop_lien_nganh"])
    make_task(world, world.committee, "Việc khác", topics=["khac"])
    return report


def statements(client: Client, url: str) -> int:
    client.get(url)  # what is kept in memory after the first time
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_first_ones_are_shown_and_the_others_counted(client_for: Sign, alice: Person, many: Report) -> None:
    page = client_for(alice).get(at("report", many.pk)).content.decode()
    assert "kết quả đã có (61)" in page  # with the one nobody asked about
    assert page.count("Rào ao số") == 2 * reports_tasks.FIRST  # in the sentence and for whoever hears the button
    assert "Lưu và xem cả 61 nhiệm vụ" in page


def test_what_was_typed_is_saved_on_the_way_to_all_of_them(client_for: Sign, alice: Person, many: Report) -> None:
    section = section_of(many, "ket_qua")
    client = client_for(alice)
    answer = client.post(at("report_save", many.pk), {**form_of(many, ket_qua="Đã viết dở"), "more": section.pk})
    assert answer.headers["Location"] == at("report_tasks", many.pk, section.pk)
    assert section_of(many, "ket_qua").text == "Đã viết dở"
    first = client.get(answer.headers["Location"]).content.decode()
    assert first.count("Chèn câu này") == 50
    assert "1–50 trong 61 nhiệm vụ" in " ".join(re.sub("<[^>]+>", " ", first).split())
    assert client.get(answer.headers["Location"] + "?trang=2").content.decode().count("Chèn câu này") == 11


def test_what_is_told_already_goes_to_the_end(client_for: Sign, alice: Person, many: Report) -> None:
    section = section_of(many, "ket_qua")
    with acting_as(alice.actor):
        order = reports_tasks.placed(many, list(many.sections.all()), TODAY)[section.pk].order
    client = client_for(alice)
    for _ in range(2):  # a second press adds nothing
        answer = client.post(at("report_insert", many.pk, section.pk, order[0]))
        assert answer.headers["Location"] == at("report_tasks", many.pk, section.pk)
    assert section_of(many, "ket_qua").text.count("Rào ao số") == 1
    with acting_as(alice.actor) as actor:
        after = reports_tasks.placed(many, list(many.sections.all()), TODAY)[section.pk]
        assert after.order == [*order[1:], order[0]]
        assert after.used == {order[0]}
        view = next(one for one in reads.section_views(actor, fresh(many), TODAY) if one.section.pk == section.pk)
        assert [line.task.pk for line in view.tasks] == order[1 : 1 + reports_tasks.FIRST]
    assert "Đã chèn" in client.get(at("report_tasks", many.pk, section.pk) + "?trang=2").content.decode()


def test_only_who_writes_comes_here_and_only_while_it_is_written(
    client_for: Sign, alice: Person, bao: Person, chi: Person, many: Report
) -> None:
    section = section_of(many, "ket_qua")
    url = at("report_tasks", many.pk, section.pk)
    assert client_for(chi).get(url).status_code == 404
    assert client_for(bao).get(url).status_code == 403
    send(alice, many, ket_qua="Xong")
    assert client_for(alice).get(url).status_code in {403, 404}
    assert client_for(alice).post(at("report_insert", many.pk, section.pk, 1)).status_code in {403, 404}


def test_a_task_of_another_unit_is_not_found(client_for: Sign, alice: Person, many: Report, world: World) -> None:
    other = make_task(world, world.other_committee, "Của xã khác")
    url = at("report_insert", many.pk, section_of(many, "ket_qua").pk, other.pk)
    assert client_for(alice).post(url).status_code == 404


def test_pages_cost_the_same_however_many_tasks(client_for: Sign, alice: Person, report: Report, world: World) -> None:
    figure = report.figures.get(key="tasks.given")
    urls = [at("report", report.pk), at("report_tasks", report.pk, section_of(report, "ket_qua").pk)]
    urls += [at("report_figure", report.pk, figure.pk), at("report_list")]
    client = client_for(alice)

    def costs() -> list[int]:
        return [statements(client, url) for url in urls]

    make_task(world, world.committee, "Một")
    few = costs()
    for number in range(55):
        make_task(world, world.committee, f"Thêm {number}")
    assert costs() == few


def test_a_figure_is_told_page_by_page(client_for: Sign, alice: Person, many: Report) -> None:
    url = at("report_figure", many.pk, many.figures.get(key="tasks.given").pk)
    client = client_for(alice)
    first, second = (client.get(url + more).content.decode() for more in ("", "?trang=2"))
    assert (first.count("line-title"), second.count("line-title")) == (50, 12)
    assert "62" in first


def test_units_of_a_period_are_counted_by_kind_and_shown_in_pages(
    client_for: Sign, bao: Person, alice: Person, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(alice, report, ket_qua="Xong")
    duty: ReportDuty = report.duty
    with acting_as(bao.actor):
        counts = reads.unit_counts(duty, TODAY)
        assert (counts[""], counts["sent"], counts["waiting"], counts["missing"]) == (2, 1, 1, 1)
        for code, number in counts.items():
            assert reads.unit_reports(duty, TODAY, code).count() == number
        assert not reads.unit_reports(duty, TODAY, "khong-co").exists()
    monkeypatch.setattr("chungtay.directives.views.reports.LINES", 1)
    url = reverse("directives:report_duty", args=[duty.pk])
    client = client_for(bao)
    pages: list[Any] = [client.get(f"{url}?trang={number}").content.decode() for number in (1, 2)]
    assert "UBND xã Mường Phăng" in pages[0]
    assert "UBND xã Thanh Nưa" not in pages[0]
    assert "UBND xã Thanh Nưa" in pages[1]
    listed = client.get(reverse("directives:report_list"))
    assert listed.status_code == 200
