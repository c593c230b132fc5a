"""A list comes in: the file, its columns, its progress, into the register and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.imports import ApplyForm, ColumnsForm, CorrectionsForm, ListForm, PlaceForm
from chungtay.children.models import ImportBatch
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import imports as reads
from chungtay.children.services import importing, importing_apply, importing_forget, importing_undo, importing_working
from chungtay.children.views.loading import own_commune, refused
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import parse_date

P, State = ChildPermission, ImportBatch.State
SHOWN = 50


def load_batch(pk: int) -> ImportBatch:
    batch: ImportBatch = get_object_or_404(ImportBatch.objects.select_related("unit", "file"), pk=pk)
    return batch


def crumbs(batch: ImportBatch | None = None) -> list[tuple[str, str]]:
    found = [("Trẻ em", reverse("children:list")), ("Nhập danh sách", reverse("children_imports:list"))]
    return found if batch is None else [*found, (batch.file_name, reverse("children_imports:batch", args=[batch.pk]))]


@asks(P.IMPORT)
def batch_list(request: ActorRequest) -> HttpResponse:
    """Upload, and what came in before."""
    form, refusal = ListForm(request.POST or None, request.FILES or None), ""
    if request.method == "POST" and form.is_valid():
        unit = own_commune(request.actor)
        try:
            batch = importing.receive_list(
                actor=request.actor, unit=unit, upload=form.cleaned_data["file"], again=form.cleaned_data["again"]
            )
        except UserError as error:
            refusal = refused(form, error)
        else:
            return _received(request, batch)
    context = {
        "form": form,
        "refusal": refusal,
        "batches": reads.batches(request.actor)[:SHOWN],
        "crumbs": crumbs()[:1],
        "kept_days": importing_forget.KEPT_DAYS,
        "unfinished_days": importing_forget.UNFINISHED_DAYS,
    }
    return render(request, "children/imports/list.html", context, status=422 if request.method == "POST" else 200)


def _received(request: ActorRequest, batch: ImportBatch) -> HttpResponse:
    if batch.state != State.MAPPING:
        tell(
            request,
            "Tệp này đã được nhập trước đây; đây là lần nhập đó. Muốn nhập lại, hãy đánh dấu “Nhập lại” khi tải lên.",
        )
    return redirect("children_imports:batch", pk=batch.pk)


@require_GET
@asks(P.IMPORT)
def one(request: ActorRequest, pk: int) -> HttpResponse:
    """Where the list stands and what can be done now."""
    batch = load_batch(pk)
    return _page(request, batch)


def _page(
    request: ActorRequest, batch: ImportBatch, refusal: str = "", form: ColumnsForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "batch": batch, "crumbs": crumbs(), "refusal": refusal, "percent": reads.percent(batch),
        "deleted_on": importing_forget.deleted_on(batch), "forgotten_on": parse_date(batch.about.get("forgotten_on", "")),
        "running": batch.state in reads.RUNNING, "still": importing_working.stands_still(batch),
    }  # fmt: skip
    if batch.state == State.MAPPING:
        about = batch.about
        shown = reads.columns_shown(batch, request.actor)
        context |= {"form": form or ColumnsForm(columns=shown["columns"], chosen=batch.mapping), "top": shown["top"]}
        first, last = about["header"]
        place = {"sheet": about["sheet"], "first": first or None, "last": last or None}
        context["place"] = PlaceForm(sheets=about["sheets"], initial=place)
    elif batch.state == State.READY:
        context |= {"chips": reads.fault_chips(batch), "corrections": CorrectionsForm(), "apply": ApplyForm()}
    elif batch.state == State.DONE:
        context["plan"] = importing_undo.plan(batch)
    template = "progress" if request.headers.get("HX-Request") else "batch"
    return render(request, f"children/imports/{template}.html", context, status=422 if refusal else 200)


def _step(request: ActorRequest, pk: int, act: Callable[[ImportBatch], object], words: str = "") -> HttpResponse:
    """One act on the list; a refusal comes back on its page."""
    batch = load_batch(pk)
    require(request.actor, P.IMPORT, batch)
    try:
        act(batch)
    except UserError as error:
        return _page(request, load_batch(pk), error.sentence)
    if words:
        tell(request, words)
    return redirect("children_imports:batch", pk=pk)


@require_POST
@asks(P.IMPORT)
def columns(request: ActorRequest, pk: int) -> HttpResponse:
    batch = load_batch(pk)
    form = ColumnsForm(request.POST, columns=batch.about.get("columns", ()), chosen=batch.mapping)
    if not form.is_valid():
        return _page(request, batch, "Có cột được chọn một ý nghĩa không có. Hãy chọn lại.", form)

    def act(found: ImportBatch) -> object:
        return importing.choose_columns(actor=request.actor, batch=found, mapping=form.mapping())

    try:
        require(request.actor, P.IMPORT, batch)
        act(batch)
    except UserError as error:
        return _page(request, load_batch(pk), error.sentence, form)
    return redirect("children_imports:batch", pk=pk)


@require_POST
@asks(P.IMPORT)
def header(request: ActorRequest, pk: int) -> HttpResponse:
    form = PlaceForm(request.POST, sheets=load_batch(pk).about.get("sheets", ()))

    def act(batch: ImportBatch) -> object:
        if not form.is_valid():
            raise UserError("Hãy ghi số dòng tiêu đề từ 1 đến 60.")
        data = form.cleaned_data
        return importing.look_again(
            actor=request.actor, batch=batch, sheet=data["sheet"], first=data["first"], last=data["last"]
        )

    return _step(request, pk, act)


@require_POST
@asks(P.IMPORT)
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        lambda batch: importing.drop(actor=request.actor, batch=batch),
        "Đã bỏ danh sách này. Sổ không thay đổi.",
    )


@require_POST
@asks(P.IMPORT)
def apply(request: ActorRequest, pk: int) -> HttpResponse:
    form = ApplyForm(request.POST)

    def act(batch: ImportBatch) -> object:
        if not form.is_valid() or form.cleaned_data["act"] is None:
            raise UserError("Trang này đã cũ. Hãy xem lại rồi bấm lần nữa. Chưa có gì vào sổ.")
        return importing_apply.apply_list(actor=request.actor, batch=batch, act=form.cleaned_data["act"])

    return _step(request, pk, act)


@require_POST
@asks(P.IMPORT)
def go_on(request: ActorRequest, pk: int) -> HttpResponse:
    """After a stop: the work that is left is given to the worker again."""
    return _step(
        request,
        pk,
        lambda batch: importing_working.go_on(actor=request.actor, batch=batch),
        "Đang làm tiếp phần còn lại.",
    )


@asks(P.IMPORT)
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    """First what taking back would do, then the act."""
    batch = load_batch(pk)
    if request.method == "POST":
        leave = request.POST.get("leave") == "1"
        return _step(
            request, pk, lambda found: importing_undo.undo(actor=request.actor, batch=found, leave_touched=leave)
        )
    if batch.state != State.DONE:
        return redirect("children_imports:batch", pk=pk)
    plan = importing_undo.plan(batch)
    lines = [reads.line(row, reads.hidden(request.actor)) for row in plan.shown]
    return render(
        request, "children/imports/undo.html", {"batch": batch, "plan": plan, "lines": lines, "crumbs": crumbs(batch)}
    )
