"""Mẫu 10 of a placement on the page: written in several sittings by the child's commune, finished once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from chungtay.care.models import Placement
from chungtay.care.policies import CarePermission
from chungtay.care.services import assessments as services
from chungtay.care.views import loading
from chungtay.cases.services.filling import Incomplete
from chungtay.foundation.access import require
from chungtay.foundation.errors import StaleEdit
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.law.forms import progress
from chungtay.law.forms.fields import AnswersForm


@asks(CarePermission.WORK)
def assessment(request: ActorRequest, pk: int) -> HttpResponse:
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.WORK, row)
    sheet = services.sheet(request.actor, row)
    if request.method != "POST":
        loading.look_placement(request, row, what="Mở Mẫu 10 để ghi")
        version = sheet.row.version if sheet.row is not None else 0
        form = AnswersForm(sheet.version, answers=sheet.answers, version=version, prefilled=sheet.prefilled)
        return _page(request, row, sheet, form)
    form = AnswersForm(sheet.version, request.POST, answers=sheet.answers)
    try:
        return _saved(request, row, form)
    except StaleEdit as error:
        return _page(request, row, services.sheet(request.actor, row), form, refusal=error.sentence)
    except Incomplete as error:
        form.blame(error.faults)
        return _page(request, row, services.sheet(request.actor, row), form, refusal=error.sentence)


def _saved(request: ActorRequest, row: Placement, form: AnswersForm) -> HttpResponse:
    finish = request.POST.get("step") == "finish"
    version = whole_number(request.POST.get("version", "")) or 0
    services.save(actor=request.actor, placement=row, version=version, typed=form.typed(), finish=finish)
    tell(request, "Mẫu 10 đã hoàn thành." if finish else "Đã lưu bản nháp.")
    return redirect(row.get_absolute_url()) if finish else redirect("care:assessment", row.pk)


def _page(
    request: ActorRequest, row: Placement, sheet: services.Sheet, form: AnswersForm, *, refusal: str = ""
) -> HttpResponse:  # fmt: skip
    """As it was sent, with what is wrong beside each question; saving again goes on from the newest version."""
    said = (
        {**sheet.answers, **{key: value for key, value in form.typed().items() if value is not None}}
        if refusal
        else sheet.answers
    )
    done, asked = progress(sheet.version, said)
    context: dict[str, Any] = {
        "placement": row, "law": sheet.version, "form": form, "refusal": refusal, "done": done, "asked": asked,
        "saved_version": sheet.row.version if sheet.row is not None else 0,
        "crumbs": loading.crumbs((row.code, row.get_absolute_url())),
    }  # fmt: skip
    answer = loading.form_page(request, "care/assessment.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
