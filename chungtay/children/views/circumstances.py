"""Circumstances of a child: written down, decided, ended; and all that waits for a decision in one list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.facts import CircumstanceForm
from chungtay.children.models import Circumstance
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.proposals import waiting
from chungtay.children.services import circumstances as services
from chungtay.children.views.loading import attempt, crumbs_of, done_once, form_page, load_child, survivor_page
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked_each
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, address_here, asks
from chungtay.foundation.vietnamese import parse_date


@asks(ChildPermission.EDIT)
def circumstance_add(request: ActorRequest, pk: int) -> HttpResponse:
    found = load_child(pk)
    require(request.actor, ChildPermission.EDIT, found)
    if (elsewhere := survivor_page(request, found)) is not None:
        return elsewhere
    sensitive = str(ChildPermission.SENSITIVE) in request.actor.permissions
    form = CircumstanceForm(request.POST or None, sensitive=sensitive, initial={"valid_from": timezone.localdate()})
    context: dict[str, Any] = {"form": form, "child": found, "crumbs": crumbs_of(found)}

    def add() -> str:
        list_name, code = form.chosen()
        data = form.cleaned_data
        services.add_circumstance(
            actor=request.actor, child=found, list_name=list_name, code=code, valid_from=data["valid_from"],
            evidence=data["evidence"],
        )  # fmt: skip
        return f"{found.get_absolute_url()}?phan=hoan-canh"

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, lambda: done_once(request, form, add))
        if url:
            tell(request, "Đã ghi hoàn cảnh của trẻ.")
            return redirect(url)
    return form_page(request, "children/circumstance.html", context)


Step = Callable[[Actor, Circumstance, Any], object]


def _end(actor: Actor, row: Circumstance, words: Any) -> object:
    day = parse_date(words.get("on", ""))
    if day is None:
        raise UserError("Hãy ghi ngày kết thúc, ví dụ 20/11/2026.", field="on")
    return services.end_circumstance(actor=actor, circumstance=row, on=day, reason=words.get("reason", ""))


def _confirm(actor: Actor, row: Circumstance, words: Any) -> object:
    return services.confirm(actor=actor, circumstance=row, code=words.get("code", ""))


def _refuse(actor: Actor, row: Circumstance, words: Any) -> object:
    return services.refuse(actor=actor, circumstance=row, reason=words.get("reason", ""))


def _reopen(actor: Actor, row: Circumstance, words: Any) -> object:
    return services.reopen_circumstance(actor=actor, circumstance=row)


STEPS: dict[str, tuple[Step, str]] = {
    "xac-nhan": (_confirm, "Đã xác nhận hoàn cảnh."),
    "khong": (_refuse, "Đã ghi là không xác nhận. Mở lại được ở trang của trẻ."),
    "ket-thuc": (_end, "Đã kết thúc hoàn cảnh. Mở lại được ở phần “Đã qua”."),
    "mo-lai": (_reopen, "Đã mở lại."),
}


@require_POST
@asks(ChildPermission.DECIDE)
def circumstance_step(request: ActorRequest, pk: int, row: int, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    chosen = get_object_or_404(Circumstance.objects.select_related("child"), pk=row, child_id=pk)
    verb, words = STEPS[step]
    verb(request.actor, chosen, request.POST)
    tell(request, words)
    return redirect(address_here(request, request.POST.get("next", ""), f"/tre-em/{pk}/?phan=hoan-canh"))


@require_POST
@asks(ChildPermission.DECIDE)
def end_at_sixteen(request: ActorRequest, pk: int) -> HttpResponse:
    number = services.end_at_sixteen(actor=request.actor, child=load_child(pk))
    tell(
        request, f"Đã kết thúc {number} hoàn cảnh vì đủ 16 tuổi." if number else "Không còn hoàn cảnh nào để kết thúc."
    )
    return redirect(address_here(request, request.POST.get("next", ""), f"/tre-em/{pk}/?phan=hoan-canh"))


@require_GET
@asks(ChildPermission.DECIDE)
def proposals(request: ActorRequest) -> HttpResponse:
    """Everything the facts propose in the units of this post, the longest waiting first."""
    found = waiting(request.actor, timezone.localdate())
    if found.lines or found.grown_up:
        shown = [line.row.child for line in found.lines] + found.grown_up
        seen = [(child.pk, child.unit_path) for child in shown]
        looked_each(request.actor, "list", "children.child", seen, what="Hoàn cảnh chờ xác nhận")
    return render(request, "children/proposals.html", {"found": found, "crumbs": [("Trẻ em", "/tre-em/")]})
