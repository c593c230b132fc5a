"""A data set: who has sent, the grid of units × numbers, the sums, taking many at once, lock and deadline."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_numbers
from chungtay.foundation.vietnamese import date
from chungtay.statistics.forms.returns import CellsIn, DueForm, ReasonForm, read_cells
from chungtay.statistics.models.returns import DataSet, Return, ReturnState
from chungtay.statistics.policies import FigurePermission as P
from chungtay.statistics.policies_returns import ReturnPermission, fills
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.queries import returns_prefill as prefill
from chungtay.statistics.queries.returns_forms import form_of
from chungtay.statistics.services import returns as services
from chungtay.statistics.services import returns_locking as locking
from chungtay.statistics.states_returns import WRITABLE, open_for
from chungtay.statistics.views.returns_loading import CRUMB, as_typed, load_set, shown

MOST_ROWS = 60  # units on one page of the grid


@require_GET
@asks(ReturnPermission.SEE)
def dataset(request: ActorRequest, pk: int) -> HttpResponse:
    found = load_set(request, pk)
    require(request.actor, ReturnPermission.SEE, found)
    return set_page(request, found)


def set_page(request: ActorRequest, found: DataSet, *, status: int = 200, **more: Any) -> HttpResponse:
    today, actor = timezone.localdate(), request.actor
    lines = reads.unit_lines(found, today)
    states = [line.owner.state for line in lines]
    context = {
        "dataset": found, "lines": lines, "today": today, "crumbs": [CRUMB], "takes": bool(can(actor, P.ACCEPT, found)),
        "locks": bool(can(actor, P.LOCK, found)), "sent": sum(state not in WRITABLE for state in states),
        "accepted": states.count(ReturnState.ACCEPTED), "late": sum(line.timeliness.code == "late" for line in lines),
        "waiting": sum(state in (ReturnState.SUBMITTED, ReturnState.CHECKED) for state in states),
        "fills": any(fills(actor, line.owner) for line in lines), "form": form_of(found), "due_form": DueForm(),
        "reason_form": ReasonForm(), "refusal": "", "refusals": [], "opened": "",
    }  # fmt: skip
    return render(request, "statistics/returns/set.html", {**context, **more}, status=status)


@asks(ReturnPermission.SEE)
def grid(request: ActorRequest, pk: int) -> HttpResponse:
    """Units × numbers, to read or, where this post fills, to write."""
    found = load_set(request, pk)
    require(request.actor, ReturnPermission.SEE, found)
    rows = reads.visible().filter(dataset=found).order_by("unit__order_key", "pk")
    part = Paginator(rows, MOST_ROWS).get_page(request.GET.get("trang"))
    returns = list(part.object_list)
    cells, refusals, status = CellsIn(), [], 200
    if request.method == "POST":
        cells = read_cells(request.POST, form_of(found), [owner.pk for owner in returns])
        changed, refused = services.save_many(actor=request.actor, dataset=found, typed=cells.typed, origin="grid")
        refusals = list(refused.values())
        if not (refusals or cells.faults):
            tell(request, f"Đã lưu {changed} ô." if changed else "Không có gì thay đổi.")
            return redirect(f"{request.path}?trang={part.number}")
        refusals.insert(0, f"Đã lưu {changed} ô. Các ô dưới đây chưa lưu; số anh/chị nhập vẫn còn trên trang.")
        kept = {*refused} | {owner_id for owner_id, _ in cells.faults}
        cells = CellsIn(raw={place: raw for place, raw in cells.raw.items() if place[0] in kept}, faults=cells.faults)
        status = 422
    return _grid_page(request, found, part, cells, refusals, status)


def _grid_page(
    request: ActorRequest, found: DataSet, part: Any, cells: CellsIn, refusals: list[str], status: int
) -> HttpResponse:
    actor = request.actor
    pages = reads.pages(actor, found, list(part.object_list), timezone.localdate())
    may = bool(can(actor, P.RETURN))
    rows = []
    for page in pages:
        writing = (
            may and page.owner.state in WRITABLE and fills(actor, page.owner) and open_for(found, page.owner.unit_id)
        )
        rows.append((page, writing, [shown(line, page.owner.pk, cells) for line in page.lines]))
    context = {
        "dataset": found, "rows": rows, "part": part, "form": pages[0].shown_form if pages else form_of(found),
        "heads": pages[0].lines if pages else [], "writing": any(row[1] for row in rows), "refusals": refusals,
        "crumbs": [CRUMB, (found.title, found.get_absolute_url())], "faults": cells.faults,
    }  # fmt: skip
    return render(request, "statistics/returns/grid.html", context, status=status)


@require_GET
@asks(ReturnPermission.SEE)
def totals(request: ActorRequest, pk: int) -> HttpResponse:
    """The accepted returns added up, cell by cell: what the unit above reports."""
    found = load_set(request, pk)
    require(request.actor, ReturnPermission.SEE, found)
    form = form_of(found)
    form = reads.without(form, prefill.hidden(request.actor, form))
    added = prefill.sums(found.pk, form)
    accepted = Return.objects.filter(dataset=found, state=ReturnState.ACCEPTED).count()
    owed = Return.objects.filter(dataset=found).count()
    unit_of = form.item_of
    context = {
        "dataset": found,
        "rows": [(form.words[key], unit_of[key.quantity].unit, as_typed(added.get(key))) for key in form.cells],
        "accepted": accepted, "owed": owed, "missing": owed - accepted,
        "crumbs": [CRUMB, (found.title, found.get_absolute_url())],
    }  # fmt: skip
    return render(request, "statistics/returns/totals.html", context)


@require_POST
@asks(P.ACCEPT)
def many(request: ActorRequest, pk: int) -> HttpResponse:
    """Checks or accepts the ticked units; each that cannot be taken says why, the others are taken."""
    found = load_set(request, pk)
    require(request.actor, P.ACCEPT, found)
    verb = services.accept if request.POST.get("buoc") == "chap-nhan" else services.check
    chosen = reads.visible().filter(dataset=found, pk__in=whole_numbers(request.POST.getlist("don-vi")))
    done, refused = 0, dict[str, list[str]]()
    for owner in chosen.order_by("unit__order_key", "pk"):
        try:
            verb(actor=request.actor, owner=owner)
            done += 1
        except UserError as error:
            refused.setdefault(error.sentence, []).append(str(owner.unit))
    refusals = [f"{', '.join(units)}: {sentence}" for sentence, units in refused.items()]
    if refusals or not done:
        refusals = refusals or ["Chưa chọn đơn vị nào. Hãy đánh dấu rồi bấm lại."]
        return set_page(request, found, status=422, refusals=refusals)
    tell(request, f"Đã chấp nhận {done} đơn vị." if verb is services.accept else f"Đã kiểm tra {done} đơn vị.")
    return redirect("statistics:return_set", pk=pk)


@require_POST
@asks(P.ACCEPT)
def set_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """Khóa, mở khóa, đổi hạn, nhắc."""
    found = load_set(request, pk)
    require(request.actor, P.ACCEPT, found)
    if step not in ("khoa", "mo-khoa", "han", "nhac"):
        raise Http404
    form = DueForm(request.POST) if step == "han" else ReasonForm(request.POST)
    if step in ("han", "mo-khoa") and not form.is_valid():
        shown_form = {"due_form": form} if step == "han" else {"reason_form": form}
        return set_page(request, found, status=422, opened=step, **shown_form)
    try:
        words = _set_step(request, found, step, form)
    except UserError as error:
        return set_page(request, found, status=422, refusal=error.sentence, opened=step)
    tell(request, words)
    return redirect("statistics:return_set", pk=pk)


def _set_step(request: ActorRequest, found: DataSet, step: str, form: Any) -> str:
    actor = request.actor
    if step == "khoa":
        locking.lock(actor=actor, dataset=found)
        return "Đã khóa kỳ số liệu. Sửa sau khóa phải có bản sửa có ký."
    if step == "nhac":
        return f"Đã nhắc {locking.urge(actor=actor, dataset=found)} đơn vị chưa nộp."
    data = form.cleaned_data
    if step == "han":
        moved = locking.change_due(actor=actor, dataset=found, due_on=data["due_on"], reason=data["reason"])
        return f"Hạn nộp nay là {date(moved.due_on)}; các đơn vị đã được báo."
    locking.unlock(actor=actor, dataset=found, reason=data["reason"])
    return "Đã mở khóa kỳ số liệu."
