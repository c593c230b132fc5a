"""Giving work: the form, what it would do, the act with its progress; passing on, breaking down; bulk decisions."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.accounts.models import Agency
from chungtay.directives.forms.tasks import ExtensionAnswerForm, ExtensionForm, ForwardForm, GiveForm
from chungtay.directives.models import Extension, GivingAct, Rhythm, Task, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.directives.queries.targets import target_groups
from chungtay.directives.services import extensions
from chungtay.directives.services import tasks as services
from chungtay.directives.services.cascade import TaskDraft, give
from chungtay.directives.services.telling import tell_other_side
from chungtay.directives.views.tasks import _page, next_page
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_numbers


@asks(TaskPermission.GIVE)
def give_task(request: ActorRequest, parent_id: int | None = None) -> HttpResponse:
    """A new task by hand, or a part of one's own task given on (`parent_id`)."""
    parent = get_object_or_404(Task, pk=parent_id) if parent_id else None
    if parent is not None:
        require(request.actor, TaskPermission.GIVE, parent)
    today = timezone.localdate()
    initial = (
        {
            "title": parent.title,
            "what": parent.what,
            "result": parent.result,
            "due_on": parent.due_on,
            "rhythm": Rhythm.ONCE if parent.rhythm == Rhythm.RECURRING else parent.rhythm,
        }
        if parent
        else {}
    )
    groups = target_groups(request.actor, today)
    form = GiveForm(request.POST or None, groups=groups, today=today, parent=parent, initial=initial)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            act = give(
                actor=request.actor,
                drafts=[_draft(form, parent)],
                document=parent.document if parent else None,
                act_id=form.cleaned_data["act"],
            )
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã ghi lệnh giao {act.total} nhiệm vụ.")
            return redirect("directives:giving_act", act_id=act.pk)
    return render(
        request,
        "directives/tasks/give.html",
        {"form": form, "parent": parent, "refusal": refusal},
        status=422 if request.method == "POST" else 200,
    )


def _draft(form: GiveForm, parent: Task | None) -> TaskDraft:
    data = form.cleaned_data
    copied = ("title", "what", "result", "evidence_asked", "rhythm", "recurrence", "due_on", "responsible", "weight")
    return TaskDraft(
        **{name: data[name] for name in copied},
        lead_ids=form.lead_ids(),
        cooperating_ids=tuple(data["cooperating"]),
        monitoring_ids=tuple(data["monitoring"]),
        topics=tuple(parent.topics) if parent else (),
        ordinal=parent.ordinal if parent else "",
        parent_id=parent.pk if parent else None,
    )


@require_GET
@asks(TaskPermission.GIVE)
def giving_act(request: ActorRequest, act_id: uuid.UUID) -> HttpResponse:
    """How far an act has come. The page can be left; it reloads the figure by itself, or by the person without JS."""
    act = get_object_or_404(GivingAct.objects.select_related("document", "giver"), pk=act_id)
    template = (
        "directives/tasks/giving_progress.html"
        if request.headers.get("HX-Request")
        else "directives/tasks/giving_act.html"
    )
    return render(request, template, {"act": act, "percent": 100 * act.done // max(act.total, 1)})


@require_POST
@asks(TaskPermission.GIVE)
def giving_again(request: ActorRequest, act_id: uuid.UUID) -> HttpResponse:
    """Takes up an act that was stopped half-way; what is given already is not given twice."""
    from chungtay.directives.tasks import carry_out_giving

    act = get_object_or_404(GivingAct, pk=act_id)
    carry_out_giving.defer(act_id=str(act.pk), post_id=request.actor.post_id)
    tell(request, "Đã giao lại cho tiến trình nền làm tiếp phần còn lại.")
    return redirect("directives:giving_act", act_id=act.pk)


@asks(TaskPermission.WORK)
def task_forward(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    require(request.actor, TaskPermission.WORK, found)
    today = timezone.localdate()
    beside = (
        Agency.objects.on(today)
        .filter(unit=found.lead.unit)
        .exclude(pk__in=[found.lead_id, found.giver_id])
        .order_by("name")
    )
    form = ForwardForm(request.POST or None, agencies=[(agency.pk, agency.name) for agency in beside])
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.forward(
                actor=request.actor,
                task=found,
                to=get_object_or_404(Agency, pk=form.cleaned_data["to"]),
                reason=form.cleaned_data["reason"],
            )
        except UserError as error:
            refusal = error.sentence
        else:
            tell(request, f"Đã chuyển nhiệm vụ đến {changed.lead}.")
            return redirect("directives:task_list")
    return render(
        request,
        "directives/tasks/forward.html",
        {"task": found, "form": form, "refusal": refusal},
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@asks(TaskPermission.WORK)
def ask_extension(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, extension_form=form, opened="extension")
    try:
        extensions.ask(actor=request.actor, task=found, **form.cleaned_data)
    except UserError as error:
        return _page(request, found, status=422, extension_form=form, opened="extension", refusal=error.sentence)
    _tell_last(found, to_giver=True)
    tell(request, f"Đã gửi đề nghị gia hạn tới {found.giver}. Hạn cũ vẫn giữ cho đến khi được đồng ý.")
    return redirect("directives:task", pk=pk)


@require_POST
@asks(TaskPermission.DECIDE)
def answer_extension(request: ActorRequest, pk: int, extension_id: int) -> HttpResponse:
    found = get_object_or_404(Task.objects.select_related("lead", "giver"), pk=pk)
    extension = get_object_or_404(Extension, pk=extension_id, task=found)
    form = ExtensionAnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, answer_form=form, opened="answer")
    granted = request.POST.get("decision") == "grant"
    try:
        extensions.decide(actor=request.actor, extension=extension, granted=granted, **form.cleaned_data)
    except UserError as error:
        return _page(request, found, status=422, answer_form=form, opened="answer", refusal=error.sentence)
    _tell_last(found, to_giver=False)
    tell(request, "Đã đồng ý gia hạn." if granted else "Đã trả lời: không đồng ý gia hạn.")
    return redirect("directives:task", pk=pk)


def _tell_last(found: Task, *, to_giver: bool) -> None:
    word = TaskWord.objects.filter(task=found).order_by("-at", "-id").first()
    if word is not None:
        tell_other_side(found, word, to_giver=to_giver)


@require_POST
@asks(TaskPermission.READ)
def bulk(request: ActorRequest) -> HttpResponse:
    """Urge or confirm many at once. Each is asked and done by itself; what was refused is told with its reason."""
    ids = whole_numbers(request.POST.getlist("task"))[:500]
    verb = request.POST.get("verb", "")
    done, refused = 0, []
    for found in Task.objects.select_related("lead", "giver").filter(pk__in=ids).order_by("pk"):
        try:
            if verb == "confirm":
                changed = services.confirm(actor=request.actor, task=found)
                _tell_last(changed, to_giver=False)
            else:
                word = services.urge(actor=request.actor, task=found, note=request.POST.get("note", "")[:2000])
                tell_other_side(found, word, to_giver=False)
            done += 1
        except (UserError, PermissionDenied) as error:
            refused.append(f"{found.lead}: {error}")
    words = "Đã xác nhận" if verb == "confirm" else "Đã đôn đốc"
    tell(
        request,
        f"{words} {done} nhiệm vụ." + (f" Không làm được {len(refused)}: " + "; ".join(refused[:5]) if refused else ""),
    )
    return redirect(next_page(request, reverse("directives:task_list")))
