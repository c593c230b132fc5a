"""What the two sides of a task do: the lead works and reports, the giver decides. Every verb leaves a word and an audit row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.directives.models import Task, TaskState, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.directives.services.words import say
from chungtay.directives.states import TASK_MACHINE
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.models import StoredFile
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.workflow import apply

Kind = TaskWord.Kind
OPEN = (TaskState.GIVEN, TaskState.ACCEPTED, TaskState.SENT_BACK, TaskState.REPORTED, TaskState.RETURNED)


def accept(*, actor: Actor, task: Task, note: str = "") -> Task:
    """Nhận việc."""

    def effect(locked: Task) -> None:
        locked.accepted_on = timezone.localdate()
        say(locked, Kind.ACCEPTED, actor=actor, note=note)

    return apply(TASK_MACHINE, "accept", task, actor=actor, effect=effect)


def return_task(*, actor: Actor, task: Task, reason: str) -> Task:
    """The lead gives the task back with a reason; the giver gives it again, to it or to another."""
    return apply(
        TASK_MACHINE,
        "return_task",
        task,
        actor=actor,
        reason=reason,
        effect=lambda locked: _said(locked, Kind.RETURNED, actor, reason),
    )


def give_again(*, actor: Actor, task: Task, reason: str, lead: Agency | None = None) -> Task:
    """The giver answers a returned task: the same lead keeps it, or another takes it."""

    def effect(locked: Task) -> None:
        data = {}
        if lead is not None and lead.pk != locked.lead_id:
            _refuse_impossible_lead(locked, lead)
            data = {"from_agency": locked.lead_id, "to_agency": lead.pk}
            locked.lead, locked.unit_path = lead, lead.unit_path
        locked.accepted_on = None
        say(locked, Kind.GIVEN, actor=actor, note=reason, data=data)

    return apply(TASK_MACHINE, "give_again", task, actor=actor, reason=reason, effect=effect)


def forward(*, actor: Actor, task: Task, to: Agency, reason: str) -> Task:
    """Chuyển tiếp: the lead passes the task to the agency whose work it is. A circle of forwards is refused."""

    def effect(locked: Task) -> None:
        _refuse_impossible_lead(locked, to)
        passed = TaskWord.objects.filter(task=locked, kind=Kind.FORWARDED).values_list("data__from_agency", flat=True)
        if to.pk in set(passed):
            raise UserError(
                f"“{to}” đã chuyển nhiệm vụ này đi trước đó; chuyển về sẽ thành vòng tròn. Hãy trả lại cơ quan giao kèm lý do.",
                field="to",
            )
        data = {"from_agency": locked.lead_id, "from_name": str(locked.lead), "to_agency": to.pk, "to_name": str(to)}
        locked.lead, locked.unit_path, locked.accepted_on, locked.assignee_post_id = to, to.unit_path, None, None
        say(locked, Kind.FORWARDED, actor=actor, note=reason, data=data)

    return apply(TASK_MACHINE, "forward", task, actor=actor, reason=reason, effect=effect)


def _refuse_impossible_lead(task: Task, lead: Agency) -> None:
    if lead.pk == task.lead_id:
        raise UserError("Cơ quan này đang chủ trì nhiệm vụ rồi.", field="to")
    if lead.pk == task.giver_id:
        raise UserError(
            "Không thể giao việc cho chính cơ quan giao. Nếu việc không đúng chức năng, hãy dùng “Trả lại việc”.",
            field="to",
        )
    if not lead_exists(lead, timezone.localdate()):
        raise UserError(
            f"“{lead}” không còn hoạt động từ {vn_date(lead.valid_to)}. Hãy chọn cơ quan kế tục.", field="to"
        )
    if task.act and Task._base_manager.filter(act=task.act, lead=lead).exclude(pk=task.pk).exists():
        raise UserError(f"“{lead}” đã được giao chính nhiệm vụ này.", field="to")


def lead_exists(agency: Agency, day: dt.date) -> bool:
    return agency.valid_from <= day and (agency.valid_to is None or day < agency.valid_to)


def report_progress(
    *,
    actor: Actor,
    task: Task,
    note: str,
    progress: int,
    files: Sequence[StoredFile] = (),
    expected_version: int | None = None,
) -> Task:
    """Báo tiến độ, percent 0–100, with evidence files. Reporting progress on a new task accepts it."""
    require(actor, TaskPermission.WORK, task)
    if not 0 <= progress <= 100:
        raise UserError("Tiến độ là số từ 0 đến 100.", field="progress")
    with transaction.atomic():
        locked = _locked(task, expected_version, {"progress": progress, "note": note})
        if locked.state not in (TaskState.GIVEN, TaskState.ACCEPTED, TaskState.SENT_BACK):
            raise NotPossible(f"Nhiệm vụ đang ở trạng thái “{locked.get_state_display()}” nên không báo tiến độ được.")
        if locked.state == TaskState.GIVEN:
            locked.state, locked.accepted_on = TaskState.ACCEPTED, timezone.localdate()
            say(locked, Kind.ACCEPTED, actor=actor)
        locked.progress = progress
        _save(locked)
        say(locked, Kind.PROGRESS, actor=actor, note=note, progress=progress, files=files)
        audit.record(
            actor, "report_progress", locked, data={"progress": progress, "files": [file.sha256 for file in files]}
        )
    return locked


def report_done(*, actor: Actor, task: Task, note: str, files: Sequence[StoredFile] = ()) -> Task:
    """Báo cáo hoàn thành: the day of this report decides whether the task was on time. Evidence asked must be there."""
    if task.evidence_asked and not files and not _has_evidence(task):
        raise UserError(
            f"Nhiệm vụ này cần minh chứng: {task.evidence_asked}. Hãy đính kèm ít nhất một tệp.", field="files"
        )
    if not note.strip():
        raise UserError("Hãy ghi vắn tắt kết quả đã đạt.", field="note")

    def effect(locked: Task) -> None:
        locked.reported_on, locked.progress = timezone.localdate(), 100
        locked.accepted_on = locked.accepted_on or locked.reported_on
        say(locked, Kind.REPORTED, actor=actor, note=note, day=locked.reported_on, progress=100, files=files)

    return apply(
        TASK_MACHINE, "report_done", task, actor=actor, effect=effect, data={"files": [file.sha256 for file in files]}
    )


def _has_evidence(task: Task) -> bool:
    return TaskWord.objects.filter(task=task, files__isnull=False).exists()


def withdraw_report(*, actor: Actor, task: Task) -> Task:
    """The lead takes its report back before it is decided."""

    def effect(locked: Task) -> None:
        locked.reported_on = None
        say(locked, Kind.ACCEPTED, actor=actor, note="Rút báo cáo hoàn thành")

    return apply(TASK_MACHINE, "withdraw_report", task, actor=actor, effect=effect)


def confirm(*, actor: Actor, task: Task, note: str = "") -> Task:
    """The official word. `done_on` is the day of the report, so that a slow giver makes nobody late."""

    def effect(locked: Task) -> None:
        locked.done_on, locked.confirmed_at = locked.reported_on, timezone.now()
        say(locked, Kind.CONFIRMED, actor=actor, note=note, day=locked.done_on)

    return apply(TASK_MACHINE, "confirm", task, actor=actor, effect=effect)


def send_back(*, actor: Actor, task: Task, reason: str) -> Task:
    """Trả lại báo cáo: a wrong report counts as not done (practice of provincial follow-up rules)."""

    def effect(locked: Task) -> None:
        locked.reported_on, locked.progress = None, min(locked.progress, 90)
        say(locked, Kind.SENT_BACK, actor=actor, note=reason)

    return apply(TASK_MACHINE, "send_back", task, actor=actor, reason=reason, effect=effect)


def reopen(*, actor: Actor, task: Task, reason: str) -> Task:
    def effect(locked: Task) -> None:
        locked.done_on = locked.confirmed_at = locked.reported_on = None
        say(locked, Kind.REOPENED, actor=actor, note=reason)

    return apply(TASK_MACHINE, "reopen", task, actor=actor, reason=reason, effect=effect)


def recall(*, actor: Actor, task: Task, reason: str, because_of: int | None = None) -> Task:
    """Thu hồi: the task no longer counts; what was said about it stays readable. `because_of`: id of the document that ends it."""

    def effect(locked: Task) -> None:
        locked.recalled_on, locked.reported_on = timezone.localdate(), None
        say(locked, Kind.RECALLED, actor=actor, note=reason, data={"because_of": because_of} if because_of else None)

    return apply(TASK_MACHINE, "recall", task, actor=actor, reason=reason, effect=effect)


def urge(*, actor: Actor, task: Task, note: str) -> TaskWord:
    """Đôn đốc: said to the lead, seen on its page and in its My day."""
    require(actor, TaskPermission.URGE, task)
    with transaction.atomic():
        locked = _locked(task, None, {})
        if locked.state in (TaskState.DONE, TaskState.RECALLED):
            raise NotPossible(f"Nhiệm vụ đã ở trạng thái “{locked.get_state_display()}”, không cần đôn đốc.")
        word = say(locked, Kind.URGED, actor=actor, note=note.strip() or "Đề nghị khẩn trương thực hiện và báo cáo.")
        audit.record(actor, "urge", locked, reason=word.note)
    return word


def change(
    *,
    actor: Actor,
    task: Task,
    reason: str,
    title: str | None = None,
    what: str | None = None,
    result: str | None = None,
    due_on: dt.date | None = None,
    expected_version: int | None = None,
    because_of: int | None = None,
) -> Task:
    """Điều chỉnh by the giver, for example because another document amends the first (`because_of` is its id)."""
    require(actor, TaskPermission.DECIDE, task)
    if not reason.strip():
        raise UserError("Hãy ghi lý do điều chỉnh.", field="reason")
    wanted = {"title": title, "what": what, "result": result, "due_on": due_on}
    with transaction.atomic():
        locked = _locked(task, expected_version, {key: value for key, value in wanted.items() if value is not None})
        if locked.state in (TaskState.DONE, TaskState.RECALLED):
            raise NotPossible("Nhiệm vụ đã kết thúc. Hãy mở lại trước khi điều chỉnh.")
        if due_on is not None and locked.first_due_on is not None and due_on < locked.first_due_on:
            raise UserError(
                f"Hạn mới không thể sớm hơn hạn giao đầu tiên ({vn_date(locked.first_due_on)}).", field="due_on"
            )
        changed = {key: value for key, value in wanted.items() if value is not None and value != getattr(locked, key)}
        before = {key: str(getattr(locked, key) or "") for key in changed}
        for key, value in changed.items():
            setattr(locked, key, value)
        if due_on is not None and locked.first_due_on is None:
            locked.first_due_on = due_on
        _save(locked)
        data = {
            "before": before,
            "after": {key: str(value) for key, value in changed.items()},
            "because_of": because_of,
        }
        say(locked, Kind.CHANGED, actor=actor, note=reason, day=changed.get("due_on"), data=data)  # type: ignore[arg-type]
        audit.record(actor, "change", locked, reason=reason, data=data)
    return locked


def _said(task: Task, kind: TaskWord.Kind, actor: Actor, note: str) -> None:
    say(task, kind, actor=actor, note=note)


def _locked(task: Task, expected_version: int | None, mine: dict[str, object]) -> Task:
    """The freshly locked row; StaleEdit when somebody changed it since the page was opened."""
    locked = Task._base_manager.select_for_update(of=("self",)).get(pk=task.pk)
    if expected_version is not None and locked.version != expected_version:
        last = TaskWord.objects.filter(task=locked).order_by("-at", "-id").first()
        raise StaleEdit(
            theirs={key: getattr(locked, key, "") for key in mine},
            mine=dict(mine),
            who=last.by_name if last else "",
            when=timezone.localtime(last.at).strftime("%H:%M %d/%m/%Y") if last else "",
        )
    return locked


def _save(task: Task) -> None:
    task.version += 1
    task.save()
