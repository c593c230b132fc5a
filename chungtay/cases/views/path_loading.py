"""What the views of a case share: the case asked for, its content opened and logged, a form that comes back with a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.services.planning import Reading, reading_of
from chungtay.foundation.access import require
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.once import once
from chungtay.foundation.requests import ActorRequest

Act = Callable[[dict[str, Any]], object]


def load_case(pk: int) -> Case:
    """Out of scope is 404."""
    rows = Case.objects.select_related(
        "unit", "incident_unit", "residence_unit", "current_unit", "child__unit", "officer__user"
    )
    case: Case = get_object_or_404(rows, pk=pk)
    return case


def open_case(request: ActorRequest, pk: int, what: str) -> Case:
    """A case whose content this page shows or writes: asked, and written down when it is shown."""
    case = load_case(pk)
    require(request.actor, CasePermission.OPEN, case)
    if request.method == "GET":
        looked(request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what=what)
    return case


def crumbs_of(case: Case) -> list[tuple[str, str]]:
    return [("Vụ việc", reverse("cases:list")), (case.code, case.get_absolute_url())]


def acted(
    request: ActorRequest, form: forms.Form, context: dict[str, Any], do: Callable[[], str], said: str
) -> HttpResponse | None:
    """Sends the form: the page to go on to, or None with the refusal in `context` and beside its field."""
    if request.method != "POST" or not form.is_valid():
        return None
    words = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "act"):
        words.pop(name, None)
    try:
        url = once(request.actor.user_id, form.cleaned_data.get("act"), do, said=words.urlencode())
    except StaleEdit as stale:
        context["stale"] = stale
        return None
    except UserError as error:
        if error.field and error.field in form.fields:
            form.add_error(error.field, error.sentence)
        else:
            context["refusal"] = error.sentence
        return None
    tell(request, said)
    return redirect(url)


def page(request: ActorRequest, template: str, case: Case, context: dict[str, Any]) -> HttpResponse:
    """A form as it is asked for, or as it came back with something to correct (422): then too the case is looked at."""
    if request.method == "POST":
        looked(
            request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Biểu mẫu gửi lại"
        )
    usual: dict[str, Any] = {
        "refusal": "",
        "stale": None,
        "stale_rows": [],
        "case": case,
        "crumbs": crumbs_of(case),
        "note": "",
    }
    return render(request, template, {**usual, **context}, status=422 if request.method == "POST" else 200)


def newer(form: forms.Form, version: int) -> None:
    """The form goes on from what is saved now: pressing save again keeps what this person typed."""
    data: Any = form.data
    data = data.copy()
    data["version"] = str(version)
    form.data = data


def shown_plan(case: Case, form: forms.Form) -> Reading | None:
    """The plan as the page shows it; the form carries its digest, so that exactly this is approved when it is sent."""
    reading = reading_of(case)
    if form.is_bound:
        data: Any = form.data
        data = data.copy()
        data["read"] = reading.digest if reading else ""
        form.data = data
    else:
        form.initial["read"] = reading.digest if reading else ""
    return reading
