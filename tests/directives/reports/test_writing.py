"""Writing, sending, returning: what the services promise."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.directives.models import Report, ReportFigure, ReportPaper, ReportState, Task
from chungtay.directives.queries import reports as reads
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.services import reports as services
from chungtay.directives.status import Status
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from tests.directives.reports.conftest import DUE, TODAY, fresh, make_task, section_of, send, sign, write
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_kept_and_only_changes_are_written(alice: Person, report: Report) -> None:
    write(alice, report, ket_qua="Đã tổ chức 3 buổi.\r\n\r\nCó 120 trẻ em dự.  ")
    section = section_of(report, "ket_qua")
    assert (section.text, section.version) == ("Đã tổ chức 3 buổi.\n\nCó 120 trẻ em dự.", 2)
    assert section_of(report, "chi_dao").version == 1
    write(alice, report, ket_qua=section.text)
    assert section_of(report, "ket_qua").version == 2
    assert section.events.get().text == section.text  # the history holds each version


def test_a_stale_section_shows_both_and_the_others_are_saved(alice: Person, chair: Person, report: Report) -> None:
    mine, free = section_of(report, "ket_qua"), section_of(report, "kien_nghi")
    write(chair, report, ket_qua="Bản của Chủ tịch.")
    with acting_as(alice.actor) as actor, pytest.raises(services.Conflicts) as caught:
        services.save(
            actor=actor,
            report=report,
            sections=[
                services.SectionEdit(mine.pk, mine.version, "Bản của tôi."),
                services.SectionEdit(free.pk, free.version, "Xin kinh phí."),
            ],
        )
    stale = caught.value.sections[mine.pk]
    assert (stale.theirs["text"], stale.mine["text"]) == ("Bản của Chủ tịch.", "Bản của tôi.")
    assert section_of(report, "kien_nghi").text == "Xin kinh phí."
    assert section_of(report, "ket_qua").text == "Bản của Chủ tịch."


def test_a_task_goes_in_once_as_a_sentence(alice: Person, report: Report, world: World) -> None:
    task = make_task(world, world.committee, "Rào ao, hồ nguy hiểm", topics=["tai_nan_duoi_nuoc"], progress=40)
    with acting_as(alice.actor) as actor:
        for _ in range(2):
            services.insert_task(
                actor=actor, report=report, section=section_of(report, "ket_qua"), task=task, today=TODAY
            )
    assert section_of(report, "ket_qua").text == "Đang thực hiện “Rào ao, hồ nguy hiểm” (hạn 30/06/2026), tiến độ 40%."


def test_sending_needs_words_and_a_signer(alice: Person, report: Report) -> None:
    with acting_as(alice.actor) as actor:
        with pytest.raises(NotPossible, match="chưa có nội dung"):
            services.submit(actor=actor, report=report, signature=sign(), today=TODAY)
        with pytest.raises(UserError, match="người ký"):
            services.submit(actor=actor, report=report, signature=services.Signature(), today=TODAY)


def test_sent_twice_is_sent_once(alice: Person, report: Report) -> None:
    sent = send(alice, report)
    with acting_as(alice.actor) as actor:
        services.submit(actor=actor, report=report, signature=sign(), today=DUE)
    assert (fresh(report).version, fresh(report).submitted_on) == (sent.version, TODAY)
    assert ReportPaper.objects.count() == 1
    assert AuditEntry.objects.filter(action="report_submit").count() == 1


def test_a_return_does_not_make_it_late_but_a_withdrawal_counts_anew(
    alice: Person, bao: Person, report: Report
) -> None:
    late = DUE + dt.timedelta(days=3)
    send(alice, report)
    with acting_as(bao.actor) as actor:
        services.send_back(actor=actor, report=report, reason="Thiếu số liệu")
    with acting_as(alice.actor) as actor:
        services.submit(actor=actor, report=fresh(report), signature=sign(), today=late)
        assert reads.timeliness(fresh(report), report.duty, late).code == "on_time"
        services.withdraw(actor=actor, report=fresh(report))
        services.submit(actor=actor, report=fresh(report), signature=sign(), today=late)
    assert reads.timeliness(fresh(report), report.duty, late).words == "Gửi muộn 3 ngày"


def test_what_was_sent_cannot_be_rewritten(alice: Person, report: Report) -> None:
    send(alice, report)
    with pytest.raises(NotPossible, match="không sửa được"):
        write(alice, report, ket_qua="Khác")


def test_an_accepted_report_is_opened_again_by_its_receiver_with_a_reason(
    alice: Person, bao: Person, report: Report
) -> None:
    send(alice, report)
    with acting_as(bao.actor) as actor:
        services.accept(actor=actor, report=report)
        services.accept(actor=actor, report=report)
        with pytest.raises(UserError, match="lý do"):
            services.reopen(actor=actor, report=report, reason="")
        opened = services.reopen(actor=actor, report=report, reason="Bổ sung số trẻ em")
    assert (opened.state, opened.accepted_at) == ("returned", None)
    with acting_as(alice.actor) as actor, pytest.raises(NotPossible):
        services.reopen(actor=actor, report=opened, reason="x")
    assert AuditEntry.objects.filter(action="report_accept").count() == 1


def test_nobody_else_writes_sends_or_receives(bao: Person, chi: Person, alice: Person, report: Report) -> None:
    for person in (bao, chi):
        with pytest.raises(PermissionDenied):
            write(person, report, ket_qua="x")
    send(alice, report)
    with acting_as(alice.actor) as actor, pytest.raises(NotPossible, match="quyền"):
        services.accept(actor=actor, report=report)


def test_a_number_below_zero_is_refused(alice: Person, report: Report) -> None:
    figure = report.figures.get(key="children.taught")
    with acting_as(alice.actor) as actor, pytest.raises(UserError, match="âm"):
        services.save(actor=actor, report=report, sections=[], numbers=[services.FigureEdit(figure.pk, Decimal(-1))])


def test_live_figures_add_up_and_stand_still_once_sent(alice: Person, report: Report, world: World) -> None:
    day = dt.date(2026, 5, 1)
    make_task(world, world.committee, "đúng hạn", state="done", done_on=day, confirmed_at=_moment(), due_on=day)
    make_task(world, world.committee, "quá hạn", due_on=day)
    parent = make_task(world, world.committee, "trong hạn")
    make_task(world, world.committee, "phần của việc trên", parent=parent)
    make_task(world, world.other_committee, "xã khác")
    make_task(
        world,
        world.committee,
        "xong kỳ trước",
        state="done",
        done_on=dt.date(2025, 6, 1),
        confirmed_at=_moment(),
        given_on=dt.date(2025, 1, 1),
    )
    with acting_as(alice.actor) as actor:
        held = {line.figure.key: line.value for line in figures.lines(report, TODAY)}
        assert held == {
            "tasks.given": 3,
            "tasks.done_on_time": 1,
            "tasks.open_overdue": 1,
            "children.taught": None,
            "share": None,
        }
        opened = reads.open_figure(actor, report, report.figures.get(key="tasks.given"), TODAY)
        assert opened.tasks is not None
        assert opened.tasks.count() == opened.value == sum(number for _, number in opened.leaves)
    send(alice, report)
    make_task(world, world.committee, "mới")
    assert ReportFigure.objects.get(report=report, key="tasks.given").value == 3


def _moment() -> dt.datetime:
    return dt.datetime(2026, 5, 2, 8, tzinfo=dt.UTC)


@given(counts=st.dictionaries(st.sampled_from([str(status) for status in Status]), st.integers(0, 500)))
def test_the_leaves_always_sum_to_what_was_given(counts: dict[str, int]) -> None:
    leaves = ("tasks.done_on_time", "tasks.done_late", "tasks.open_in_time", "tasks.open_overdue")
    assert figures.computed("tasks.given", counts) == sum(figures.computed(key, counts) for key in leaves)
    assert figures.computed("tasks.overdue", counts) == figures.computed("tasks.open_overdue", counts)


STEPS = ("submit", "withdraw", "accept", "send_back", "reopen")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(-3, 5)), max_size=9))
def test_any_order_of_steps_keeps_what_the_database_promises(
    steps: list[tuple[str, int]], alice: Person, bao: Person, report: Report
) -> None:
    with as_system("test: each example begins anew"):
        Report.objects.filter(pk=report.pk).update(
            state="drafting", submitted_on=None, submitted_at=None, accepted_at=None
        )
    if not section_of(report, "ket_qua").text:
        write(alice, report, ket_qua="Đã làm.")
    for name, shift in steps:
        _step(name, DUE + dt.timedelta(days=shift), alice, bao, report)
        held = fresh(report)
        assert (held.submitted_on is not None) == (held.state != ReportState.DRAFTING)
        assert (held.accepted_at is not None) == (held.state == ReportState.ACCEPTED)
        assert bool(held.returned_reason) == (held.state == ReportState.RETURNED) or held.state == ReportState.DRAFTING


def _step(name: str, day: dt.date, alice: Person, bao: Person, report: Report) -> None:
    person = alice if name in ("submit", "withdraw") else bao
    with acting_as(person.actor) as actor:
        try:
            if name == "submit":
                services.submit(actor=actor, report=fresh(report), signature=sign(), today=day)
            elif name in ("send_back", "reopen"):
                getattr(services, name)(actor=actor, report=fresh(report), reason="Thiếu")
            else:
                getattr(services, name)(actor=actor, report=fresh(report))
        except NotPossible:
            pass


def test_urging_tells_all_who_have_not_sent_once_a_day(
    bao: Person, alice: Person, chi: Person, report: Report, other_report: Report
) -> None:
    send(alice, report)
    with acting_as(bao.actor) as actor:
        assert services.urge(actor=actor, duty=report.duty) == 1
        assert services.urge(actor=actor, duty=report.duty) == 0
    assert (fresh(other_report).urges, fresh(report).urges) == (1, 0)
    with acting_as(alice.actor) as actor, pytest.raises(PermissionDenied):
        services.urge(actor=actor, duty=report.duty)


def test_a_task_of_another_commune_cannot_be_inserted(alice: Person, report: Report, world: World) -> None:
    task: Task = make_task(world, world.other_committee, "Của xã khác")
    with acting_as(alice.actor) as actor, pytest.raises(UserError, match="không thuộc"):
        services.insert_task(actor=actor, report=report, section=section_of(report, "ket_qua"), task=task, today=TODAY)
