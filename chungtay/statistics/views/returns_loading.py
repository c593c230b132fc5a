"""What the views of returns share: the return or set asked for, its page, one act once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.access import Actor, can, found
from chungtay.foundation.errors import UserError
from chungtay.foundation.once import once
from chungtay.foundation.requests import ActorRequest
from chungtay.foundation.vietnamese import number
from chungtay.foundation.workflow import available, check
from chungtay.statistics.forms.returns import CellsIn, CommentForm, LetInForm, ReasonForm
from chungtay.statistics.models.returns import DataSet, Return, ReturnComment, ReturnRevision
from chungtay.statistics.policies import FigurePermission as P
from chungtay.statistics.policies_returns import receives
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.services.returns_revising import may_revise
from chungtay.statistics.states_returns import RETURN_MACHINE, REVISION_MACHINE, WRITABLE, lock_words, open_for

CRUMB = ("Số liệu kỳ", "/so-lieu/ky/")


def load(pk: int) -> Return:
    """Out of scope is 404."""
    owner: Return = get_object_or_404(reads.visible(), pk=pk)
    return owner


def load_set(request: ActorRequest, pk: int) -> DataSet:
    """A set of which this post sees no return, and which it does not receive, does not exist for it."""
    dataset = get_object_or_404(DataSet.objects.select_related("receiver"), pk=pk)
    seen = receives(request.actor, dataset) or Return.objects.filter(dataset=dataset).exists()
    dataset_seen: DataSet = found(dataset if seen else None)
    return dataset_seen


def crumbs(owner: Return) -> list[tuple[str, str]]:
    return [CRUMB, (owner.dataset.title, owner.dataset.get_absolute_url())]


def done_once(request: ActorRequest, form: forms.Form, do: Callable[[], str]) -> str:
    """A double click is one act; the same page sent again with other words is not."""
    said = "&".join(f"{key}={value}" for key, value in sorted(request.POST.items()) if key != "csrfmiddlewaretoken")
    act = form.cleaned_data.get("act") if form.is_bound and form.is_valid() else None
    return once(request.actor.user_id, act, do, said=request.path + said)


def return_page(request: ActorRequest, owner: Return, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one return; `more` puts back what was refused."""
    actor = request.actor
    page = more.pop("page", None) or reads.page(actor, owner, timezone.localdate())
    cells: CellsIn | None = more.get("cells")
    is_open = open_for(owner.dataset, owner.unit_id)
    fills = bool(can(actor, P.RETURN, owner))
    context = {
        "owner": owner, "dataset": owner.dataset, "page": page, "crumbs": crumbs(owner), "fills": fills,
        "writing": fills and owner.state in WRITABLE and is_open, "lines": [shown(line, owner.pk, cells) for line in page.lines],
        "groups": groups(page, owner.pk, cells), "arrows": {arrow.name for arrow in available(RETURN_MACHINE, owner, actor)},
        "revision": page.revision, "may_revise": fills and may_revise(owner) and page.revision is None,
        "revision_arrows": {a.name for a in available(REVISION_MACHINE, page.revision, actor)} if page.revision else set(),
        "locked_words": "" if is_open else lock_words(owner.dataset), "today": timezone.localdate(),
        "comments": said(owner, page), "left_to_others": left_to_others(actor, owner),
        "versions": list(owner.versions.defer("cells")), "revisions": list(owner.revisions.all()),
        "comment_form": CommentForm(shown_form=page.shown_form), "reason_form": ReasonForm(), "let_in_form": LetInForm(),
        "may_let_in": owner.dataset.locked_at is not None and bool(can(actor, P.LOCK, owner.dataset)),
        "last_day": owner.dataset.ends - dt.timedelta(days=1),
        "refusal": "", "opened": "", "stale": [], "doubts_asked": [], "faults": cells.faults if cells else {},
    }  # fmt: skip
    return render(request, "statistics/returns/return.html", {**context, **more}, status=status)


_TAKING = {"submitted": "check", "checked": "accept"}


def left_to_others(actor: Actor, row: Return | ReturnRevision) -> str:
    """Who takes returns and may not take this one is told why and who may (four eyes); empty for everybody else."""
    kind, machine = ("return", RETURN_MACHINE) if isinstance(row, Return) else ("revision", REVISION_MACHINE)
    step = _TAKING.get(row.state)
    if step is None or not can(actor, P.ACCEPT, row):
        return ""
    return check(machine, f"{kind}_{step}", row, actor).reason


def said(owner: Return, page: reads.Page) -> list[tuple[ReturnComment, str]]:
    """Words and files with what they are about; about a cell this post may not read, nothing."""
    words = {key.text: words for key, words in page.shown_form.words.items()} | {"": ""}
    rows = owner.comments.select_related("file")
    return [(one, words[one.cell]) for one in rows if one.cell in words]


def shown(line: reads.Line, owner_id: int, cells: CellsIn | None) -> dict[str, Any]:
    """A line as its fields need it: what is typed goes before what is kept, so that a refused page loses nothing."""
    kept, moved = as_typed(line.value), line.moved
    typed = cells.raw.get((owner_id, line.name)) if cells else None
    return {
        "line": line, "name": f"{owner_id}-{line.name}", "value": kept if typed is None else typed, "was": kept,
        "fault": cells.faults.get((owner_id, line.name), "") if cells else "", "computed": as_typed(line.computed),
        "last": as_typed(line.last), "pending": as_typed(line.pending),
        "moved": f"{'+' if moved.by > 0 else '−'}{as_typed(abs(moved.by))}" if moved and moved.by else "",
        "percent": f"{as_typed(abs(moved.percent))} %" if moved and moved.percent else "",
    }  # fmt: skip


def groups(page: reads.Page, owner_id: int, cells: CellsIn | None) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(title, [shown(line, owner_id, cells) for line in lines]) for title, lines in page.groups]


def as_typed(value: Any) -> str:
    """1234.50 → “1.234,5”: as a person would type it."""
    return "" if value is None else number(int(value) if value == int(value) else value.normalize())


def refused(request: ActorRequest, owner: Return, error: UserError, **more: Any) -> HttpResponse:
    return return_page(request, load(owner.pk), status=422, refusal=error.sentence, **more)


def list_url() -> str:
    return reverse("statistics:returns")
