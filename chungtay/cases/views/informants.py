"""Who reported: opened by named people, for a reason, and kept by no browser."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from chungtay.cases import intake
from chungtay.cases.forms.concerns import ReadersForm, ReasonForm
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import informants as services
from chungtay.cases.views.concern_loading import attempt, crumbs_of, load_concern, page
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks


@never_cache
@asks(CasePermission.REPORT)
def informant(request: ActorRequest, pk: int) -> HttpResponse:
    """The reason first, then what is known, on the answer itself: there is no address at which it stands."""
    found = load_concern(pk)
    form = ReasonForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "concern": found, "crumbs": crumbs_of(found), "known": None}
    context["mine"] = services.is_reader(request.actor, found)
    if request.method == "POST" and form.is_valid():
        try:
            body = services.open_informant(actor=request.actor, concern=found, reason=form.cleaned_data["reason"])
        except UserError as error:
            form.add_error("reason", error.sentence)
        else:
            known = {**(body or {}), "secret": "Có" if (body or {}).get("secret") != "no" else "Không yêu cầu"}
            context["known"] = (
                [(label, known.get(key, "")) for key, label in intake.INFORMANT.items()] if body else None
            )
            context["mine"] = body is not None
    answer = page(request, "informant", context)
    answer.status_code = 200 if context["known"] else answer.status_code
    return answer


@never_cache
@asks(CasePermission.DECIDE)
def readers(request: ActorRequest, pk: int) -> HttpResponse:
    """The chair names who reads."""
    found = load_concern(pk)
    require(request.actor, CasePermission.DECIDE, found)
    people = [(str(post.user_id), f"{post.user}, {post.title}") for post in services.possible_readers(found)]
    now = [str(user) for user in services.readers(found)]
    form = ReadersForm(request.POST or None, people=people, initial={"users": now})
    context: dict[str, Any] = {"form": form, "concern": found, "crumbs": crumbs_of(found)}

    def save() -> str:
        data = form.cleaned_data
        services.name_readers(
            actor=request.actor, concern=found, users=[int(one) for one in data["users"]], reason=data["reason"]
        )
        tell(request, "Đã ghi người được xem thông tin người báo tin.")
        return found.get_absolute_url()

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, save)
        if url:
            return redirect(url)
    return page(request, "readers", context)
