"""Pages as Alice, Bao and Chi see them; everything works with JavaScript off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chungtay.directives.models import Report, ReportDuty, ReportFigure
from chungtay.directives.services import consolidation
from chungtay.directives.services.reports_reminders import report_reminders
from chungtay.foundation import worklist
from chungtay.foundation.scoping import acting_as
from tests.directives.reports.conftest import DUE, TODAY, fresh, make_task, section_of, send
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db
Sign = Callable[[Person], Client]


def at(name: str, *args: Any) -> str:
    return reverse(f"directives:{name}", args=args)


def form_of(report: Report, **texts: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for section in report.sections.all():
        data[f"text-{section.pk}"] = texts.get(section.key, section.text)
        data[f"version-{section.pk}"] = section.version
    for figure in report.figures.filter(source=ReportFigure.Source.ASKED):
        data[f"figure-{figure.pk}"] = texts.get(figure.key, "")
        data[f"note-{figure.pk}"] = ""
    return data


def test_chi_does_not_know_alices_report_exists(client_for: Sign, chi: Person, report: Report) -> None:
    client = client_for(chi)
    for name in ("report", "report_send", "report_print", "report_word", "report_workbook"):
        assert client.get(at(name, report.pk)).status_code == 404, name
    for name in ("report_save", "report_withdraw"):
        assert client.post(at(name, report.pk)).status_code == 404, name
    assert client.get(at("report_duty", report.duty_id)).status_code == 404


def test_bao_sees_that_it_is_being_written_but_not_the_words(
    client_for: Sign, alice: Person, bao: Person, report: Report
) -> None:
    client_for(alice).post(at("report_save", report.pk), form_of(report, ket_qua="Chữ chưa gửi"))
    page = client_for(bao).get(at("report", report.pk)).content.decode()
    assert "Đơn vị đang soạn" in page
    assert "Chữ chưa gửi" not in page
    assert client_for(bao).get(at("report_word", report.pk)).status_code == 404


def test_alice_writes_inserts_a_task_and_sends(client_for: Sign, alice: Person, report: Report, world: World) -> None:
    task = make_task(world, world.committee, "Rào ao, hồ nguy hiểm", topics=["tai_nan_duoi_nuoc"])
    client = client_for(alice)
    page = client.get(at("report", report.pk)).content.decode()
    assert "Rào ao, hồ nguy hiểm" in page
    assert 'data-draft="report-' in page
    section = section_of(report, "ket_qua")
    data = {**form_of(report, ket_qua="Đã làm.", **{"children.taught": "1.250"}), "insert": f"{section.pk}:{task.pk}"}
    answer = client.post(at("report_save", report.pk), data)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#muc-{section.pk}")
    assert "Rào ao, hồ nguy hiểm" in section_of(report, "ket_qua").text
    assert report.figures.get(key="children.taught").value == 1250
    problems = client.get(at("report_send", report.pk)).content.decode()
    assert "chưa có nội dung" in problems
    signature = {"place": "Mường Phăng", "signer_name": "Quàng Văn Sơn", "signer_title": "Chủ tịch"}
    assert client.post(at("report_send", report.pk), signature).status_code == 422
    assert client.post(at("report_send", report.pk), {**signature, "seen": "on"}).status_code == 302
    assert fresh(report).state == "submitted"
    assert "Rút báo cáo" in client.get(at("report", report.pk)).content.decode()


@pytest.mark.parametrize("typed", ["abc", "-5", "1.2.3", "99999999999999999999"])
def test_a_number_that_is_none_keeps_everything_typed(
    client_for: Sign, alice: Person, report: Report, typed: str
) -> None:
    data = form_of(report, ket_qua="Đoạn dài vừa gõ", **{"children.taught": typed})
    answer = client_for(alice).post(at("report_save", report.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Đoạn dài vừa gõ" in page
    assert typed in page
    assert section_of(report, "ket_qua").text == ""


def test_two_writers_see_both_versions(client_for: Sign, alice: Person, chair: Person, report: Report) -> None:
    stale = form_of(report, ket_qua="Bản của tôi")
    client_for(chair).post(at("report_save", report.pk), form_of(report, ket_qua="Bản của Chủ tịch"))
    answer = client_for(alice).post(at("report_save", report.pk), stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của tôi" in page
    assert "Bản của Chủ tịch" in page
    version = section_of(report, "ket_qua").version
    assert f'value="{version}"' in page  # saving again from here goes over the newer version knowingly


def test_bao_receives_returns_and_urges(
    client_for: Sign, alice: Person, bao: Person, report: Report, duty: ReportDuty
) -> None:
    send(alice, report)
    client = client_for(bao)
    page = client.get(at("report_duty", duty.pk)).content.decode()
    assert "1/2 đơn vị đã gửi" in page
    assert client.get(at("report_duty", duty.pk) + "?xem=missing").content.decode().count("<tr>") == 2
    assert client.post(at("report_send_back", report.pk), {"reason": ""}).status_code == 422
    assert client.post(at("report_send_back", report.pk), {"reason": "Thiếu số liệu"}).status_code == 302
    assert "Thiếu số liệu" in client_for(alice).get(at("report", report.pk)).content.decode()
    assert client.post(at("report_urge", duty.pk)).status_code == 302
    assert "đã đôn đốc 1 lần" in client.get(at("report_duty", duty.pk)).content.decode()
    assert (
        client.post(at("report_change_due", duty.pk), {"due_on": "22/05/2026", "reason": "Tổng hợp"}).status_code == 302
    )
    assert ReportDuty.objects.get(pk=duty.pk).due_on.day == 22


def test_bao_consolidates_and_walks_back_to_the_sentence(
    client_for: Sign, alice: Person, bao: Person, report: Report, province_report: Report
) -> None:
    send(alice, report, ket_qua="Mở 3 lớp bơi. Rà soát ao hồ.")
    client = client_for(bao)
    assert client.post(at("report_assemble", province_report.pk)).status_code == 302
    page = client.get(at("report", province_report.pk)).content.decode()
    assert "Nguồn: Xã Mường Phăng" in page
    section = section_of(province_report, "ket_qua")
    passage = section.passages.get()
    source = client.get(at("report_source", province_report.pk, passage.pk)).content.decode()
    assert "<mark>Mở 3 lớp bơi. Rà soát ao hồ.</mark>" in source
    assert at("report", report.pk) in source
    editor = client.get(at("report_section", province_report.pk, section.pk)).content.decode()
    assert "Chọn từng câu" in editor
    data = {
        "version": section.version,
        f"passage-{passage.pk}": "Viết lại.",
        f"order-{passage.pk}": "1",
        "own": "Thêm.",
    }
    assert client.post(at("report_section", province_report.pk, section.pk), data).status_code == 302
    assert section_of(province_report, "ket_qua").text == "Viết lại.\nThêm."
    figure = province_report.figures.get(key="tasks.given")
    assert "UBND xã Thanh Nưa" in client.get(at("report_figure", province_report.pk, figure.pk)).content.decode()
    assert client_for(alice).get(at("report", province_report.pk)).status_code == 404


def test_files_and_print(client_for: Sign, alice: Person, report: Report) -> None:
    send(alice, report)
    client = client_for(alice)
    paper = report.papers.get()
    for name, args in (
        ("report_word", ()),
        ("report_workbook", ()),
        ("report_print", ()),
        ("report_kept", (paper.pk,)),
    ):
        assert client.get(at(name, report.pk, *args)).status_code == 200, name


def test_my_day_tells_what_to_write_and_what_waits(alice: Person, bao: Person, report: Report) -> None:
    with acting_as(alice.actor) as actor:
        assert [item.title for item in worklist.lines(actor, TODAY)["due"].items] == [report.duty.title]
        late = worklist.lines(actor, DUE.replace(day=28))["late"].items[0]
        assert late.detail == "Chưa gửi, quá hạn 3 ngày · gửi Sở Y tế"
    send(alice, report)
    with acting_as(bao.actor) as actor:
        waiting = worklist.lines(actor, TODAY)["waiting"]
        assert (waiting.total, waiting.items[0].acts[0].label) == (1, "Tiếp nhận")


def test_reminders_go_before_on_and_after_the_day(alice: Person, chair: Person, bao: Person, report: Report) -> None:
    def titles(day: int) -> list[str]:
        return [reminder.title for reminder in report_reminders(DUE.replace(day=day))]

    assert titles(18) == [
        f"Còn 7 ngày: {report.duty.title}",
        f"Còn 7 ngày: {report.duty.title}",
    ]  # Alice, and Bao upward
    assert titles(19) == []
    assert any("đề nghị Chủ tịch" in title for title in titles(25))
    assert f"2/2 đơn vị chưa gửi, quá hạn 1 ngày: {report.duty.title}" in titles(26)
    send(alice, report)
    assert not any(reminder.post_ids == (alice.post.pk,) for reminder in report_reminders(DUE))


def test_the_list_and_the_page_need_few_queries(
    client_for: Sign,
    alice: Person,
    bao: Person,
    report: Report,
    province_report: Report,
    django_assert_max_num_queries: Any,
) -> None:
    send(alice, report, ket_qua="\n".join(f"Đoạn {number}." for number in range(30)))
    with acting_as(bao.actor) as actor:
        consolidation.assemble(actor=actor, report=province_report)
    client = client_for(bao)
    for address in (at("report_list"), at("report_duty", report.duty_id), at("report", province_report.pk)):
        client.get(address)
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200
