"""What the views of care share: the record asked for, the looks, a refusal put back on its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from chungtay.care.models import Carer, FacilityNeed, Placement
from chungtay.foundation.documents import OfficialDocument, to_docx
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.once import once
from chungtay.foundation.requests import ActorRequest

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load_carer(pk: int) -> Carer:
    """Out of scope is 404."""
    found: Carer = get_object_or_404(Carer.objects.select_related("unit", "relative_of"), pk=pk)
    return found


def load_placement(pk: int) -> Placement:
    rows = Placement.objects.select_related(
        "child_unit", "carer_unit"
    )  # a join on a carer the wall hides loses the row
    found: Placement = get_object_or_404(rows, pk=pk)
    return found


def load_need(pk: int) -> FacilityNeed:
    found: FacilityNeed = get_object_or_404(FacilityNeed.objects.select_related("to_unit"), pk=pk)
    return found


def look_carer(
    request: ActorRequest, carer: Carer, *, kind: str = "page", what: str = "Người nhận chăm sóc thay thế"
) -> None:
    looked(request.actor, kind, "care.carer", unit_path=carer.unit_path, object_id=carer.pk, what=what)


def look_placement(
    request: ActorRequest, placement: Placement, *, kind: str = "page", what: str = "Chăm sóc thay thế"
) -> None:
    """A look at the placement is one at its case, and at the child of the register."""
    looked(request.actor, kind, "care.placement", unit_path=placement.unit_path, object_id=placement.pk, what=what)
    if placement.case_id is not None:
        looked(
            request.actor, kind, "cases.case", unit_path=placement.child_path, object_id=placement.case_id, what=what
        )
    if placement.child_id is not None:
        looked(
            request.actor,
            kind,
            "children.child",
            unit_path=placement.child_path,
            object_id=placement.child_id,
            what=what,
        )


def attempt(form: forms.BaseForm, context: dict[str, Any], act: Callable[[], str]) -> str:
    """The address to go on to; empty when it was refused, and then the context says why."""
    try:
        return act()
    except StaleEdit as error:
        context |= {"refusal": error.sentence}
    except UserError as error:
        if error.field and error.field in form.fields:
            form.add_error(error.field, error.sentence)
            context |= {"refusal": ""}
        else:
            context |= {"refusal": error.sentence}
    return ""


def done_once(request: ActorRequest, form: forms.Form, do: Callable[[], str]) -> str:
    """A double click is one act; the same page sent again with other words is not."""
    words = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "act"):
        words.pop(name, None)
    return once(request.actor.user_id, form.cleaned_data["act"], do, said=words.urlencode())


def sent(
    request: ActorRequest, form: forms.Form, context: dict[str, Any], do: Callable[[], str], said: str
) -> HttpResponse | None:  # fmt: skip
    """Does what the form asks, once, and says so: the page to go on to. None before it is sent, or with the refusal in
    `context`."""
    if request.method != "POST" or not form.is_valid():
        return None
    url = attempt(form, context, lambda: done_once(request, form, do))
    if not url:
        return None
    tell(request, said)
    return redirect(url)


def form_page(request: ActorRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"refusal": "", **context}, status=422 if request.method == "POST" else 200)


def as_word(document: OfficialDocument, name: str) -> HttpResponse:
    return as_file(to_docx(document), f"{name}.docx", WORD)


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Chăm sóc thay thế", reverse("care:list")), *more]


def carer_crumbs() -> list[tuple[str, str]]:
    return crumbs(("Người nhận chăm sóc", reverse("care:carers")))
