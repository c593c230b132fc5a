"""What the views of reports share: the report asked for, and how much of it this actor reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from chungtay.cases.models import Concern
from chungtay.cases.policies import CasePermission
from chungtay.children.views.loading import doubts_of, refused
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.requests import ActorRequest

INBOX = [("Tin báo", "/tin-bao/")]


def load_concern(pk: int) -> Concern:
    """Out of scope is 404."""
    rows = Concern.objects.select_related("unit", "hamlet", "case", "child")
    found: Concern = get_object_or_404(rows, pk=pk)
    return found


def load_work(request: ActorRequest, pk: int, permission: CasePermission = CasePermission.WORK) -> Concern:
    """A report of the commune of this post, to work on; asked before anything of it is shown."""
    found = load_concern(pk)
    require(request.actor, permission, found)
    return found


def crumbs_of(concern: Concern) -> list[tuple[str, str]]:
    return [*INBOX, (concern.code, reverse("case_concerns:concern", args=[concern.pk]))]


def note_look(request: ActorRequest, concern: Concern, what: str) -> None:
    """A look at a report that is in a case is a look at the case as well."""
    looked(request.actor, "page", "cases.concern", unit_path=concern.unit_path, object_id=concern.pk, what=what)
    if concern.case_id is not None:
        case = concern.case
        path = case.unit_path if case is not None else concern.unit_path
        looked(request.actor, "page", "cases.case", unit_path=path, object_id=concern.case_id, what=what)


def attempt(form: forms.BaseForm, context: dict[str, Any], act: Callable[[], str]) -> str:
    """The address to go on to; empty when it was refused, and then the context says why."""
    try:
        return act()
    except UserError as error:
        context |= {"refusal": refused(form, error), "doubts": doubts_of(error)}
        return ""


def page(request: ActorRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form as asked for, or as it came back (422). What stands on it is not kept by the browser."""
    usual: dict[str, Any] = {"refusal": "", "doubts": [], "stale": None, "stale_rows": []}
    status = 422 if request.method == "POST" else 200
    answer = render(request, f"cases/concerns/{template}.html", {**usual, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
