"""/bao-tin/: anybody reports a child in need, without an account. 111 stands first: a call is faster than a form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from chungtay.cases import limits
from chungtay.cases.forms.public import FollowForm, PublicForm
from chungtay.cases.public import Receipt, report_concern, secret_of, state_of
from chungtay.cases.views.concern_loading import attempt
from chungtay.foundation.errors import UserError
from chungtay.foundation.requests import public

REPORTS, QUESTIONS, WINDOW = 6, 12, 600
_SENT = "bao_tin"
_TOO_OFTEN = "Máy này vừa gửi nhiều lần. Nội dung vẫn còn trên trang. Hãy gọi 111 (miễn phí), hoặc gửi lại sau 10 phút."


@public
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    form = PublicForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "refusal": "", "doubts": []}
    if request.method == "POST" and form.is_valid():
        if limits.too_often("public", limits.address_of(request), most=REPORTS, seconds=WINDOW):
            context["refusal"] = _TOO_OFTEN
        elif number := attempt(form, context, lambda: _send(form).number):
            request.session[_SENT] = number
            return redirect("case_concerns:public_sent")
    return render(request, "cases/concerns/public.html", context, status=422 if request.method == "POST" else 200)


def _send(form: PublicForm) -> Receipt:
    if form.unit is None:
        raise UserError("Hãy ghi xã, phường.", field="commune")
    return report_concern(
        unit=form.unit, event=form.cleaned_data["event"], details=form.details(), danger=form.danger(), informant=form.informant(),
        act=form.cleaned_data["act"],
    )  # fmt: skip


@public
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """The number and its word, once: leaving the page, only who wrote them down has them."""
    number = request.session.pop(_SENT, "")
    if not number:
        return redirect(reverse("case_concerns:public_follow"))
    return render(request, "cases/concerns/public_sent.html", {"number": number, "secret": secret_of(number)})


@public
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Received, or being handled: no more is ever said here."""
    form = FollowForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "state": "", "refusal": ""}
    if request.method == "POST" and form.is_valid():
        if limits.too_often("follow", limits.address_of(request), most=QUESTIONS, seconds=WINDOW):
            context["refusal"] = "Máy này vừa hỏi nhiều lần. Hãy thử lại sau 10 phút, hoặc gọi 111."
        else:
            context["state"] = state_of(form.cleaned_data["number"], form.cleaned_data["secret"])
            context["refusal"] = "" if context["state"] else "Số và mã chưa khớp. Hãy xem lại tờ ghi số, hoặc gọi 111."
    return render(request, "cases/concerns/public_follow.html", context, status=422 if context["refusal"] else 200)
