"""Evidence of a task: seen by whoever may see the task."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from chungtay.directives.models import Task, TaskWord
from chungtay.directives.policies import TaskPermission
from chungtay.foundation import audit
from chungtay.foundation.files import file_response
from chungtay.foundation.requests import ActorRequest, asks


@require_GET
@asks(TaskPermission.READ)
def evidence(request: ActorRequest, pk: int, word_id: int, file_id: int) -> HttpResponseBase:
    task = get_object_or_404(Task, pk=pk)
    word = get_object_or_404(TaskWord, pk=word_id, task=task)
    stored = get_object_or_404(word.files, pk=file_id)
    audit.record(request.actor, "evidence_opened", task, data={"file": stored.sha256, "name": stored.name})
    return file_response(stored)
