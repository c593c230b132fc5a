"""Returns to read: the list, one return, what was sent, a signed revision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.access import can, require
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.workflow import available
from chungtay.statistics.forms.returns import ReasonForm
from chungtay.statistics.models.returns import ReturnRevision, ReturnVersion
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.policies_returns import ReturnPermission
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.queries.returns_forms import form_of
from chungtay.statistics.queries.returns_prefill import hidden
from chungtay.statistics.returns.deadlines import timeliness
from chungtay.statistics.states_returns import REVISION_MACHINE, WRITABLE
from chungtay.statistics.views.returns_loading import as_typed, crumbs, left_to_others, load, return_page

SHOWN = 300


@require_GET
@asks(ReturnPermission.SEE)
def return_list(request: ActorRequest) -> HttpResponse:
    """What this post fills, and the data sets it receives or sees."""
    today, actor = timezone.localdate(), request.actor
    mine = reads.to_fill(actor) if can(actor, FigurePermission.RETURN) else reads.visible().none()
    open_ones = mine.filter(state__in=WRITABLE).order_by("dataset__due_on", "unit__order_key", "pk")
    lines = reads.sets(actor, today)
    context: dict[str, Any] = {
        "mine": [(one, timeliness(None, one.dataset.due_on, today)) for one in open_ones[:SHOWN]],
        "sent": list(mine.exclude(state__in=WRITABLE).order_by("-dataset__due_on", "unit__order_key", "pk")[:SHOWN]),
        "sets": [line for line in lines if line.mine or line.owed > 1],
        "today": today,
    }
    return render(request, "statistics/returns/list.html", context)


@require_GET
@asks(ReturnPermission.SEE)
def one(request: ActorRequest, pk: int) -> HttpResponse:
    owner = load(pk)
    require(request.actor, ReturnPermission.SEE, owner)
    return return_page(request, owner)


@require_GET
@asks(ReturnPermission.SEE)
def version(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """A return as it was once sent, with what changed since the version before."""
    owner = load(pk)
    require(request.actor, ReturnPermission.SEE, owner)
    found = get_object_or_404(ReturnVersion, owner=owner, number=number)
    before = ReturnVersion.objects.filter(owner=owner, number__lt=number).order_by("-number").first()
    rows = _version_rows(_words(request, owner), found, before)
    context = {
        "owner": owner,
        "version": found,
        "rows": rows,
        "before": before,
        "crumbs": [*crumbs(owner), (str(owner.unit), owner.get_absolute_url())],
    }
    return render(request, "statistics/returns/version.html", context)


def _version_rows(words: dict[str, str], found: ReturnVersion, before: ReturnVersion | None) -> list[tuple[str, ...]]:
    """(cell, sent, computed, note, what the version before said if it was another number)."""
    earlier = {cell[0]: cell[1] for cell in before.readable} if before else {}
    return [
        (
            words[key],
            spoken(value),
            spoken(computed),
            note,
            spoken(earlier[key]) if earlier.get(key, value) != value else "",
        )
        for key, value, computed, note in found.readable
        if key in words
    ]


@require_GET
@asks(ReturnPermission.SEE)
def revision(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    owner = load(pk)
    require(request.actor, ReturnPermission.SEE, owner)
    return revision_page(
        request,
        get_object_or_404(
            ReturnRevision.objects.select_related("owner__dataset__receiver", "owner__unit", "owner__agency"),
            owner=owner,
            number=number,
        ),
    )


def revision_page(request: ActorRequest, found: ReturnRevision, *, status: int = 200, **more: Any) -> HttpResponse:
    owner, words = found.owner, _words(request, found.owner)
    context = {
        "owner": owner, "revision": found, "crumbs": [*crumbs(owner), (str(owner.unit), owner.get_absolute_url())],
        "rows": [(words[key], spoken(before), spoken(after), note) for key, before, after, note in found.readable if key in words],
        "arrows": {arrow.name for arrow in available(REVISION_MACHINE, found, request.actor)}, "reason_form": ReasonForm(),
        "left_to_others": left_to_others(request.actor, found), "refusal": "", "opened": "",
    }  # fmt: skip
    return render(request, "statistics/returns/revision.html", {**context, **more}, status=status)


def _words(request: ActorRequest, owner: Any) -> dict[str, str]:
    """What a cell is called, of those this post may read."""
    form = form_of(owner.dataset)
    shown = reads.without(form, hidden(request.actor, form))
    return {key.text: words for key, words in shown.words.items()}


def spoken(text: str) -> str:
    """A number kept as text, as a person reads it; a dash for none."""
    return as_typed(Decimal(text)) if text else "–"
