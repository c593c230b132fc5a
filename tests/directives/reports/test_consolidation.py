"""Consolidating: sums with who is missing, passages with their source, whatever is done to them afterwards."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from chungtay.directives.models import Passage, Report, SectionSource
from chungtay.directives.queries import consolidation as reads
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.services import consolidation as services
from chungtay.directives.services import reports
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.scoping import acting_as
from tests.directives.reports.conftest import TODAY, fresh, section_of, send, sign, write
from tests.factories.accounts import Person

pytestmark = pytest.mark.django_db
WORDS = "Tổ chức 3 lớp dạy bơi. Có 120 trẻ em dự.\nRà soát 14 ao, hồ."


@pytest.fixture
def gathered(bao: Person, alice: Person, report: Report, other_report: Report, province_report: Report) -> Report:
    """Alice has sent, Chi has not; the province has drafted from it."""
    send(alice, report, ket_qua=WORDS)
    with acting_as(bao.actor) as actor:
        services.assemble(actor=actor, report=province_report)
    return fresh(province_report)


def _texts(report: Report, key: str) -> list[str]:
    return [view.text for view in reads.passage_views(report).get(section_of(report, key).pk, [])]


def test_the_draft_counts_then_goes_unit_by_unit(gathered: Report, bao: Person) -> None:
    with acting_as(bao.actor):
        assert _texts(gathered, "chi_dao") == ["1/2 đơn vị đã gửi báo cáo. Chưa gửi: Xã Thanh Nưa."]
        assert _texts(gathered, "ket_qua") == [
            "Xã Mường Phăng: Tổ chức 3 lớp dạy bơi. Có 120 trẻ em dự. Rà soát 14 ao, hồ.",
        ]
        assert section_of(gathered, "ket_qua").text.endswith("Rà soát 14 ao, hồ.")


def test_who_sends_later_is_added_and_what_was_written_stays(
    gathered: Report, bao: Person, chi: Person, other_report: Report
) -> None:
    with acting_as(bao.actor) as actor:
        section = section_of(gathered, "ket_qua")
        first = section.passages.first()
        assert first is not None
        edits = [services.PassageEdit(first.pk, "Mường Phăng mở 3 lớp bơi cho 120 trẻ em.", 1)]
        services.save_passages(
            actor=actor, section=section, version=section.version, edits=edits, own="Nhận xét chung."
        )
    send(chi, other_report, ket_qua="Mở 1 lớp bơi.")
    with acting_as(bao.actor) as actor:
        assert reads.not_yet_used(gathered) == ["Xã Thanh Nưa"]
        assert services.assemble(actor=actor, report=gathered) == 1
        assert services.assemble(actor=actor, report=gathered) == 0
        texts = _texts(gathered, "ket_qua")
        assert "Mường Phăng mở 3 lớp bơi cho 120 trẻ em." in texts
        assert texts[-2:] == ["Nhận xét chung.", "Xã Thanh Nưa: Mở 1 lớp bơi."]
        assert _texts(gathered, "chi_dao") == ["2/2 đơn vị đã gửi báo cáo."]


def test_the_source_survives_rewriting_splitting_joining_and_moving(
    gathered: Report, bao: Person, report: Report
) -> None:
    with acting_as(bao.actor) as actor:
        section = section_of(gathered, "ket_qua")
        held = section.passages.get()
        quotes = {"Rà soát 14 ao, hồ.", "Tổ chức 3 lớp dạy bơi. Có 120 trẻ em dự."}
        edits = [services.PassageEdit(held.pk, "Viết lại hẳn.\n\nPhần hai.", 1)]
        section = services.save_passages(
            actor=actor, section=section, version=section.version, edits=edits, own="Tự viết."
        )
        one, two, three = section.passages.order_by("position")
        edits = [services.PassageEdit(row.pk, row.text, place) for place, row in enumerate((three, two, one))]
        section = services.save_passages(actor=actor, section=section, version=section.version, edits=edits)
        assert _texts(gathered, "ket_qua") == ["Tự viết.", "Phần hai.", "Viết lại hẳn."]
        edits = [
            services.PassageEdit(row.pk, row.text, place, join=place == 1)
            for place, row in enumerate((three, two, one))
        ]
        section = services.save_passages(actor=actor, section=section, version=section.version, edits=edits)
        assert _texts(gathered, "ket_qua") == ["Tự viết. Phần hai.", "Viết lại hẳn."]
        for passage in section.passages.all():
            assert {source.quote for source in passage.sources.all()} == quotes
            assert {source.source.report_id for source in passage.sources.all()} == {report.pk}


def test_one_sentence_can_be_taken_and_is_not_taken_twice(
    alice: Person, bao: Person, report: Report, province_report: Report
) -> None:
    send(alice, report, ket_qua=WORDS)
    with acting_as(bao.actor) as actor:
        section = section_of(province_report, "ket_qua")
        section.report = province_report
        unit = reads.unit_sections(section)[0]
        words, start, end = unit.pieces[0].sentences[1]
        assert words == "Có 120 trẻ em dự."
        chosen = [services.Chosen(unit.section.pk, start, end, unit.section.version)]
        assert services.choose(actor=actor, section=section, chosen=chosen) == 1
        assert services.choose(actor=actor, section=section, chosen=chosen) == 0
        assert SectionSource.objects.get().quote == "Có 120 trẻ em dự."
        with pytest.raises(UserError, match="vừa sửa"):
            services.choose(actor=actor, section=section, chosen=[services.Chosen(unit.section.pk, 0, 3, 99)])


def test_every_quote_stands_in_the_unit_and_a_change_is_told(
    gathered: Report, bao: Person, alice: Person, report: Report
) -> None:
    with acting_as(bao.actor) as actor:
        for source in SectionSource.objects.all():
            assert source.quote in source.source.text
        assert reads.changed_since(gathered) == []
        reports.accept(actor=actor, report=fresh(report))
        reports.reopen(actor=actor, report=fresh(report), reason="Sửa số trẻ em")
    write(alice, report, ket_qua="Tổ chức 3 lớp dạy bơi. Có 95 trẻ em dự.\nRà soát 14 ao, hồ.")
    with acting_as(bao.actor) as actor:
        changed = reads.changed_since(gathered)
        assert [view.units for view in changed] == ["Xã Mường Phăng"]
        source = changed[0].traces[0].source
        assert source.quote == "Tổ chức 3 lớp dạy bơi. Có 120 trẻ em dự."
        services.take_again(actor=actor, source=source)
        assert reads.changed_since(gathered) == []


def test_two_people_editing_one_section(gathered: Report, bao: Person) -> None:
    with acting_as(bao.actor) as actor:
        section = section_of(gathered, "ket_qua")
        services.save_passages(actor=actor, section=section, version=section.version, edits=[], own="Một")
        with pytest.raises(StaleEdit):
            services.save_passages(actor=actor, section=section, version=section.version, edits=[], own="Hai")
        assert not Passage.objects.filter(text="Hai").exists()


def test_sums_are_of_those_who_sent(
    gathered: Report, bao: Person, alice: Person, report: Report, other_report: Report, chi: Person
) -> None:
    with acting_as(bao.actor) as actor:
        reports.send_back(actor=actor, report=fresh(report), reason="Bổ sung")
    for person, held, value in ((alice, report, 120), (chi, other_report, 30)):
        figure = held.figures.get(key="children.taught")
        with acting_as(person.actor) as actor:
            reports.save(actor=actor, report=held, sections=[], numbers=[reports.FigureEdit(figure.pk, value)])  # type: ignore[arg-type]
    with acting_as(alice.actor) as actor:
        reports.submit(actor=actor, report=fresh(report), signature=sign(), today=TODAY)
    with acting_as(bao.actor):
        line = next(line for line in figures.lines(gathered, TODAY) if line.figure.key == "children.taught")
        assert (line.value, line.units) == (120, 1)
    send(chi, other_report)
    with acting_as(bao.actor) as actor:
        line = next(line for line in figures.lines(gathered, TODAY) if line.figure.key == "children.taught")
        assert (line.value, line.units) == (150, 2)
        sent = reports.submit(actor=actor, report=gathered, signature=sign(), today=TODAY)
        assert sent.figures.get(key="children.taught").value == 150
        assert _texts(sent, "chi_dao") == ["2/2 đơn vị đã gửi báo cáo."]


def test_a_commune_consolidates_nothing(gathered: Report, alice: Person, report: Report) -> None:
    with acting_as(alice.actor) as actor, pytest.raises(PermissionDenied):
        services.assemble(actor=actor, report=report)
