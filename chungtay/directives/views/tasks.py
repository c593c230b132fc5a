"""The list of tasks, the page of one task, and the steps both sides take on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.directives.forms.tasks import (
    ChangeForm,
    DoneForm,
    ExtensionAnswerForm,
    ExtensionForm,
    NoteForm,
    ProgressForm,
    ReasonForm,
)
from chungtay.directives.models import Task
from chungtay.directives.policies import TaskPermission
from chungtay.directives.queries import tasks as queries
from chungtay.directives.queries.task_page import task_page
from chungtay.directives.services import tasks as services
from chungtay.directives.services.telling import tell_other_side
from chungtay.directives.status import LEAF_WORDS
from chungtay.foundation.errors import UserError
from chungtay.foundation.files import receive
from chungtay.foundation.middleware import tell
from chungtay.foundation.models import StoredFile
from chungtay.foundation.requests import ActorRequest, address_here, asks, whole_number
from chungtay.foundation.vietnamese import parse_date
from chungtay.foundation.worklist import GROUPS

PAGE = 50
EVIDENCE = {"image", "pdf", "word", "excel", "text"}


def filters_from(request: HttpRequest) -> queries.Filters:
    """The list's filters from the address; what is malformed is left out."""
    words = request.GET
    return queries.Filters(
        text=words.get("q", "")[:200],
        group=words.get("nhom", "") if words.get("nhom", "") in GROUPS else "",
        status=words.get("trang-thai", ""),
        side={"toi": "lead", "giao": "giver"}.get(words.get("ben", ""), "all"),
        document_id=whole_number(words.get("van-ban", "")),
        topic=words.get("chu-de", ""),
        unit_path=words.get("don-vi", ""),
        agency_id=whole_number(words.get("co-quan", "")),
        act=_uuid(words.get("dot", "")),
        as_of=parse_date(words.get("ngay", "")),
    )


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


@require_GET
@asks(TaskPermission.READ)
def task_list(request: ActorRequest) -> HttpResponse:
    filters = filters_from(request)
    tasks = queries.task_list(request.actor, filters)
    if request.GET.get("xuat") == "xlsx":
        from chungtay.directives.papers_tasks import task_sheet

        return task_sheet(request.actor, tasks, filters)
    day = filters.as_of or timezone.localdate()
    counts, lines = queries.list_counts(tasks, day)
    pages = Paginator(tasks, PAGE)
    pages.count = lines  # counted with the states: the same rows are not read again
    page = pages.get_page(request.GET.get("trang"))
    chips = _chips(request, filters)
    return render(
        request,
        "directives/tasks/list.html",
        {
            "page": page,
            "filters": filters,
            "counts": counts,
            "chips": chips,
            "day": day,
            "leaves": LEAF_WORDS,
            "today": timezone.localdate(),
        },
    )


def _chips(request: ActorRequest, filters: queries.Filters) -> list[tuple[str, str, bool]]:
    base = reverse("directives:task_list")
    chips = [("Tất cả", base, not (filters.group or filters.status or filters.side != "all"))]
    if str(TaskPermission.WORK) in request.actor.permissions:
        chips.append(("Tôi làm", f"{base}?ben=toi", filters.side == "lead" and not filters.group))
    if str(TaskPermission.DECIDE) in request.actor.permissions:
        chips.append(("Tôi giao", f"{base}?ben=giao", filters.side == "giver" and not filters.group))
    chips += [(words, f"{base}?nhom={code}", filters.group == code) for code, words in GROUPS.items()]
    return chips


@require_GET
@asks(TaskPermission.READ)
def task(request: ActorRequest, pk: int) -> HttpResponse:
    tasks = Task.objects.select_related("lead", "giver", "document", "parent").defer(*queries.HEAVY, "parent__search")
    return _page(request, get_object_or_404(tasks, pk=pk))


def _page(request: ActorRequest, found: Task, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with its forms; `forms` carries the one that was refused, with everything the person typed."""
    context = task_page(request.actor, found, timezone.localdate())
    usual = {
        "progress_form": ProgressForm(initial={"progress": found.progress, "version": found.version}),
        "done_form": DoneForm(),
        "extension_form": ExtensionForm(),
        "answer_form": ExtensionAnswerForm(),
        "reason_form": ReasonForm(),
        "note_form": NoteForm(),
        "opened": "",
        "refusal": "",
        "stale": None,
    }
    return render(request, "directives/tasks/task.html", {**context, **usual, **forms}, status=status)


_SIMPLE: dict[str, tuple[Callable[..., Task], str]] = {
    "accept": (services.accept, "Đã nhận việc."),
    "confirm": (services.confirm, "Đã xác nhận hoàn thành."),
    "withdraw_report": (services.withdraw_report, "Đã rút báo cáo. Anh/chị có thể sửa và gửi lại."),
}
_REASONED: dict[str, tuple[Callable[..., Task], str]] = {
    "return_task": (services.return_task, "Đã trả lại việc cho cơ quan giao."),
    "send_back": (services.send_back, "Đã trả lại báo cáo. Cơ quan chủ trì sẽ thấy lý do."),
    "reopen": (services.reopen, "Đã mở lại nhiệm vụ."),
    "recall": (services.recall, "Đã thu hồi nhiệm vụ. Lịch sử vẫn được giữ."),
    "give_again": (services.give_again, "Đã giao lại nhiệm vụ."),
}
STEPS = (*_SIMPLE, *_REASONED)
_LEADS_STEPS = {"accept", "withdraw_report", "return_task"}


@require_POST
@asks(TaskPermission.READ)
def task_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """Accept, confirm, return, send back, reopen, recall, give again: whatever the machine allows this actor."""
    if step not in STEPS:
        raise Http404
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    form = ReasonForm(request.POST)
    if step in _REASONED and not form.is_valid():
        return _page(request, found, status=422, reason_form=form, opened=step)
    try:
        if step in _SIMPLE:
            verb, words = _SIMPLE[step]
            changed = verb(actor=request.actor, task=found)
        else:
            verb, words = _REASONED[step]
            changed = verb(actor=request.actor, task=found, reason=form.cleaned_data["reason"])
    except UserError as error:
        return _page(
            request,
            found,
            status=422,
            refusal=error.sentence,
            reason_form=form if step in _REASONED else ReasonForm(),
            opened=step,
        )
    _tell(changed, to_giver=step in _LEADS_STEPS)
    tell(request, words)
    return redirect(next_page(request, reverse("directives:task", args=[pk])))


def _tell(changed: Task, *, to_giver: bool) -> None:
    word = changed.words.order_by("-at", "-id").first()
    if word is not None:
        tell_other_side(changed, word, to_giver=to_giver)


def next_page(request: HttpRequest, usual: str) -> str:
    """Back to where the tap was (My day, a list); an address outside this site is not followed."""
    return address_here(request, request.POST.get("next", ""), usual)


def received_files(request: ActorRequest, files: list[Any]) -> list[StoredFile]:
    return [receive(file, actor=request.actor, allowed=EVIDENCE) for file in files]


@require_POST
@asks(TaskPermission.WORK)
def task_progress(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    form = ProgressForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, status=422, progress_form=form, opened="progress")
    data = form.cleaned_data
    try:
        files = received_files(request, data["evidence"])
        services.report_progress(
            actor=request.actor,
            task=found,
            note=data["note"],
            progress=data["progress"],
            files=files,
            expected_version=data["version"],
        )
    except UserError as error:
        return _page(
            request, found, status=422, progress_form=form, opened="progress", refusal=error.sentence, stale=error
        )
    tell(request, "Đã ghi tiến độ.")
    return redirect("directives:task", pk=pk)


@require_POST
@asks(TaskPermission.WORK)
def task_done(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    form = DoneForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, status=422, done_form=form, opened="done")
    try:
        files = received_files(request, form.cleaned_data["evidence"])
        changed = services.report_done(actor=request.actor, task=found, note=form.cleaned_data["note"], files=files)
    except UserError as error:
        return _page(request, found, status=422, done_form=form, opened="done", refusal=error.sentence)
    _tell(changed, to_giver=True)
    tell(request, f"Đã gửi báo cáo hoàn thành tới {changed.giver}.")
    return redirect("directives:task", pk=pk)


@require_POST
@asks(TaskPermission.URGE)
def task_urge(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    try:
        word = services.urge(actor=request.actor, task=found, note=request.POST.get("note", "")[:2000])
    except UserError as error:
        return _page(request, found, status=422, refusal=error.sentence)
    tell_other_side(found, word, to_giver=False)
    tell(request, f"Đã đôn đốc {found.lead}.")
    return redirect(next_page(request, reverse("directives:task", args=[pk])))


@asks(TaskPermission.DECIDE)
def task_change(request: ActorRequest, pk: int) -> HttpResponse:
    """Điều chỉnh: its own page, because several fields may change; a stale edit shows both versions."""
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    names = ("title", "what", "result", "due_on", "version")
    form = ChangeForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    stale, refusal = None, ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change(
                actor=request.actor,
                task=found,
                reason=data["reason"],
                title=data["title"],
                what=data["what"],
                result=data["result"],
                due_on=data["due_on"],
                expected_version=data["version"],
            )
        except UserError as error:
            refusal, stale = error.sentence, error if hasattr(error, "theirs") else None
        else:
            _tell(found, to_giver=False)
            tell(request, "Đã điều chỉnh nhiệm vụ. Cơ quan chủ trì được báo.")
            return redirect("directives:task", pk=pk)
    bad = request.method == "POST"
    return render(
        request,
        "directives/tasks/change.html",
        {"task": found, "form": form, "refusal": refusal, "stale": stale, "today": timezone.localdate()},
        status=422 if bad else 200,
    )
