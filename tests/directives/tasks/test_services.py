"""The two sides of a task, verb by verb; every refusal is a sentence and leaves the task as it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.directives.models import Extension, Task, TaskState, TaskWord
from chungtay.directives.services import extensions, tasks
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import AuditEntry
from tests.directives.tasks.conftest import Given
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db


def test_a_task_is_accepted_reported_and_confirmed(given: Given, alice: Person, bao: Person) -> None:
    task = given()
    tasks.accept(actor=alice.actor, task=task)
    tasks.report_done(actor=alice.actor, task=task, note="Đã rà soát 12 bản")
    done = tasks.confirm(actor=bao.actor, task=task)
    assert done.state == TaskState.DONE
    assert done.done_on == timezone.localdate()
    kinds = list(TaskWord.objects.filter(task=task).values_list("kind", flat=True))
    assert kinds == ["given", "accepted", "reported", "confirmed"]
    assert AuditEntry.objects.filter(object_type="directives.task", object_id=str(task.pk), action="confirm").exists()


def test_only_the_lead_works_and_only_the_giver_decides(given: Given, alice: Person, bao: Person, chi: Person) -> None:
    task = given()
    with pytest.raises(NotPossible, match="cơ quan chủ trì"):
        tasks.accept(actor=chi.actor, task=task)
    tasks.report_done(actor=alice.actor, task=task, note="Xong")
    with pytest.raises(NotPossible, match="cơ quan giao"):
        tasks.confirm(actor=alice.actor, task=task)
    with pytest.raises(PermissionDenied):
        tasks.urge(actor=alice.actor, task=task, note="")


def test_two_people_deciding_at_once_the_second_is_told(given: Given, alice: Person, bao: Person) -> None:
    task = given()
    tasks.report_done(actor=alice.actor, task=task, note="Xong")
    stale_copy = Task._base_manager.get(pk=task.pk)
    tasks.confirm(actor=bao.actor, task=task)
    with pytest.raises(NotPossible, match="Đã xác nhận hoàn thành"):
        tasks.send_back(actor=bao.actor, task=stale_copy, reason="Thiếu số liệu")
    assert Task._base_manager.get(pk=task.pk).state == TaskState.DONE


def test_a_stale_progress_report_shows_both_versions(given: Given, alice: Person) -> None:
    task = given()
    seen = task.version
    tasks.report_progress(actor=alice.actor, task=task, note="Được một nửa", progress=50, expected_version=seen)
    with pytest.raises(StaleEdit) as caught:
        tasks.report_progress(actor=alice.actor, task=task, note="Được ba phần", progress=30, expected_version=seen)
    assert caught.value.theirs["progress"] == 50
    assert caught.value.mine["progress"] == 30


def test_a_report_without_the_evidence_asked_is_refused(given: Given, alice: Person) -> None:
    task = given(evidence_asked="Biên bản họp")
    with pytest.raises(UserError, match="Biên bản họp"):
        tasks.report_done(actor=alice.actor, task=task, note="Xong")


def test_sending_back_needs_a_reason_and_reopens_the_work(given: Given, alice: Person, bao: Person) -> None:
    task = given()
    tasks.report_done(actor=alice.actor, task=task, note="Xong")
    with pytest.raises(UserError, match="lý do"):
        tasks.send_back(actor=bao.actor, task=task, reason=" ")
    back = tasks.send_back(actor=bao.actor, task=task, reason="Thiếu hai bản")
    assert (back.state, back.reported_on) == (TaskState.SENT_BACK, None)


def test_a_circle_of_forwards_is_refused(given: Given, alice: Person, chi: Person, world: World) -> None:
    task = given()
    tasks.forward(actor=alice.actor, task=task, to=world.other_committee, reason="Thuộc xã bên")
    moved = Task._base_manager.get(pk=task.pk)
    assert moved.lead_id == world.other_committee.pk
    assert moved.unit_path == world.other_committee.unit_path
    with pytest.raises(UserError, match="vòng tròn"):
        tasks.forward(actor=chi.actor, task=moved, to=world.committee, reason="Trả về")


def test_forwarding_to_the_giver_or_an_ended_agency_is_refused(given: Given, alice: Person, world: World) -> None:
    task = given()
    with pytest.raises(UserError, match="Trả lại việc"):
        tasks.forward(actor=alice.actor, task=task, to=world.department, reason="Không phải việc xã")
    ended = Agency.objects.create(
        kind="committee", name="UBND xã Pá Khoang", folded="ubnd xa pa khoang",
        unit=world.old_commune, unit_path=world.old_commune.path,
        level="commune", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1),
    )  # fmt: skip
    with pytest.raises(UserError, match="không còn hoạt động"):
        tasks.forward(actor=alice.actor, task=task, to=ended, reason="Việc của xã cũ")


def test_an_extension_keeps_the_first_promise_visible(given: Given, alice: Person, bao: Person) -> None:
    task = given(due=5)
    wanted = timezone.localdate() + dt.timedelta(days=20)
    asked = extensions.ask(actor=alice.actor, task=task, due_on=wanted, reason="Mưa lũ, chưa vào được bản")
    with pytest.raises(NotPossible, match="đang chờ"):
        extensions.ask(actor=alice.actor, task=task, due_on=wanted, reason="Lần nữa")
    extensions.decide(actor=bao.actor, extension=asked, granted=True)
    later = Task._base_manager.get(pk=task.pk)
    assert later.due_on == wanted
    assert later.first_due_on == task.first_due_on
    with pytest.raises(NotPossible, match="đã được"):
        extensions.decide(actor=bao.actor, extension=asked, granted=False, answer="Đổi ý")


def test_no_extension_after_completion_or_to_an_earlier_day(given: Given, alice: Person, bao: Person) -> None:
    task = given(due=5)
    with pytest.raises(UserError, match="phải sau hạn hiện tại"):
        extensions.ask(actor=alice.actor, task=task, due_on=timezone.localdate(), reason="Sớm hơn")
    tasks.report_done(actor=alice.actor, task=task, note="Xong")
    with pytest.raises(NotPossible, match="không xin gia hạn được"):
        extensions.ask(actor=alice.actor, task=task, due_on=timezone.localdate() + dt.timedelta(days=30), reason="Muộn")
    assert not Extension.objects.filter(task=task).exists()


def test_reopening_and_recalling(given: Given, alice: Person, bao: Person) -> None:
    task = given()
    tasks.report_done(actor=alice.actor, task=task, note="Xong")
    tasks.confirm(actor=bao.actor, task=task)
    again = tasks.reopen(actor=bao.actor, task=task, reason="Phát hiện trùng số liệu")
    assert (again.state, again.done_on, again.confirmed_at) == (TaskState.SENT_BACK, None, None)
    gone = tasks.recall(actor=bao.actor, task=task, reason="Văn bản bị thay thế")
    assert gone.recalled_on == timezone.localdate()


def test_a_change_is_told_with_before_and_after_and_a_stale_one_is_caught(given: Given, bao: Person) -> None:
    task = given()
    tasks.change(
        actor=bao.actor, task=task, reason="Văn bản mới", title="Rà soát và cập nhật sổ", expected_version=task.version
    )
    word = TaskWord.objects.get(task=task, kind="changed")
    assert word.data["before"]["title"] == "Rà soát sổ theo dõi trẻ em"
    with pytest.raises(StaleEdit):
        tasks.change(actor=bao.actor, task=task, reason="Lần hai", title="Khác", expected_version=task.version)
    with pytest.raises(UserError, match="không thể sớm hơn"):
        tasks.change(actor=bao.actor, task=task, reason="Gấp", due_on=timezone.localdate())


def test_a_parent_waits_for_its_children(given: Given, alice: Person, world: World) -> None:
    from chungtay.directives.services.cascade import TaskDraft, give
    from chungtay.foundation.scoping import acting_as
    from tests.factories.accounts import make_agency

    task = given()
    school = make_agency("Trường Tiểu học Mường Phăng", world.commune, kind="school")
    with acting_as(alice.actor):
        give(
            actor=alice.actor,
            drafts=[
                TaskDraft(
                    title="Lập danh sách học sinh",
                    lead_ids=(school.pk,),
                    result="Danh sách",
                    responsible="Hiệu trưởng",
                    due_on=task.due_on,
                    parent_id=task.pk,
                )
            ],
        )
    with pytest.raises(NotPossible, match="giao tiếp chưa hoàn thành"):
        tasks.report_done(actor=alice.actor, task=task, note="Xong")
