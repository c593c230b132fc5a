"""The page of a single-use link: nobody signs in, nothing is kept by browsers, searched or passed on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chungtay.cases import limits
from chungtay.cases.forms.plans import AnswerForm
from chungtay.cases.services import lines, links
from chungtay.cases.services.links import Opened, Standing
from chungtay.foundation.errors import UserError
from chungtay.foundation.requests import public
from chungtay.foundation.scoping import as_system

_STATUS = {Standing.LIVE: 200, Standing.USED: 200, Standing.GONE: 404}


@require_http_methods(["GET", "HEAD", "POST"])
@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows and uses nothing up; POST gives the one answer."""
    address = limits.address_of(request)
    try:
        if request.method == "POST":
            return _answered(request, token, address)
        return _page(request, links.open_link(token, address))
    except links.TooOften:
        return _shut(render(request, "cases/links/often.html", status=429))


def _answered(request: HttpRequest, token: str, address: str) -> HttpResponse:
    """Sent twice by the same page it is answered the same; another page's answer is told that it was not written down."""
    act = request.POST.get("act", "")[:40]
    found = links.look(token, address)
    if found.standing == Standing.LIVE and found.line is not None:
        form = AnswerForm(request.POST, line=found.line, signed_in=False)
        if not form.is_valid():
            return _page(request, found, form, status=422)
        try:
            found = links.answer(token, form.given(), act=act, address=address)
        except UserError as error:
            return _page(request, found, _with(form, error), status=422)
    else:
        found = links.again(token, act=act, address=address)
    if found.standing == Standing.USED and found.link is not None and links.answered_by(found.link, act):
        return redirect(request.path)
    return _page(request, found, status=410 if found.standing == Standing.USED else 404, refused=True)


def _with(form: AnswerForm, error: UserError) -> AnswerForm:
    form.add_error(error.field if error.field in form.fields else None, error.sentence)
    return form


def _page(
    request: HttpRequest, found: Opened, form: AnswerForm | None = None, *, status: int = 0, refused: bool = False
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "standing": found.standing,
        "refused": refused,
        "sheet": None,
        "form": None,
        "link": found.link,
        "asked_of": "",
    }
    with as_system("a single-use link: the minimum of its line, and once it is used only whom to ask"):
        if found.line is not None and found.standing == Standing.LIVE:
            context["sheet"] = lines.sheet(found.line)
            context["form"] = form or AnswerForm(line=found.line, signed_in=False)
        elif found.line is not None and found.standing == Standing.USED:
            context["asked_of"] = lines.contact_of(lines.case_of(found.line)).agency
    return _shut(render(request, "cases/links/link.html", context, status=status or _STATUS[found.standing]))


def _shut(answer: HttpResponse) -> HttpResponse:
    """`same-origin` and not `no-referrer`: with the latter browsers send the form without its origin, and it is refused."""
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "same-origin"
    return answer
