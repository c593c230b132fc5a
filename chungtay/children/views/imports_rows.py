"""The rows of a list in staging: those with faults, one of them, those that seem known, the file of faults."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.imports import CorrectionsForm, RowForm
from chungtay.children.models import ImportBatch, ImportRow
from chungtay.children.papers_imports import faults_book
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import imports as reads
from chungtay.children.services import importing_rows as services
from chungtay.children.sheets import faults, written
from chungtay.children.views.imports import crumbs, load_batch
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_numbers
from chungtay.foundation.vietnamese import number as in_words

P = ChildPermission
PAGE = 50
WHAT = {"loi": "Có lỗi", "canh-bao": "Nên xem lại", "bo": "Đã bỏ", "tat-ca": "Tất cả"}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _chips(batch: ImportBatch, what: str) -> list[tuple[Any, ...]]:
    base = reverse("children_imports:rows", args=[batch.pk])
    counts = batch.counts
    numbers = {
        "loi": counts.get("errors", 0),
        "canh-bao": counts.get("warnings", 0),
        "bo": counts.get("skip", 0),
        "tat-ca": counts.get("rows", 0),
    }
    chips: list[tuple[Any, ...]] = [
        (f"{words} ({in_words(numbers[code])})", f"{base}?xem={code}", what == code) for code, words in WHAT.items()
    ]
    return chips + [
        (f"{words} ({in_words(count)})", f"{base}?xem={code}", what == code)
        for code, words, count in reads.fault_chips(batch)
    ]


@require_GET
@asks(P.IMPORT)
def row_list(request: ActorRequest, pk: int) -> HttpResponse:
    batch = load_batch(pk)
    what = request.GET.get("xem", "loi")
    page = Paginator(reads.rows_shown(batch, what), PAGE).get_page(request.GET.get("trang"))
    words = WHAT.get(what) or faults.words(what)
    looked(
        request.actor,
        "list",
        "children.importrow",
        unit_path=batch.unit_path,
        count=len(page),
        what=f"Dòng nhập liệu: {words}",
    )
    context = {
        "batch": batch, "page": page, "what": what, "what_words": words,
        "lines": [reads.line(row, reads.hidden(request.actor)) for row in page],
        "chips": _chips(batch, what), "crumbs": crumbs(batch), "open": batch.state == ImportBatch.State.READY,
    }  # fmt: skip
    return render(request, "children/imports/rows.html", context)


@require_POST
@asks(P.IMPORT)
def leave_out(request: ActorRequest, pk: int) -> HttpResponse:
    """Rows ticked, one row, or all that still have errors; or back again."""
    batch = load_batch(pk)
    require(request.actor, P.IMPORT, batch)
    numbers, back = whole_numbers(request.POST.getlist("number")), request.POST.get("back") == "1"
    try:
        done = services.leave_out(
            actor=request.actor, batch=batch, numbers=numbers, faulty=request.POST.get("faulty") == "1", back=back
        )
    except UserError as error:
        tell(request, error.sentence)
    else:
        tell(
            request,
            f"Đã lấy lại {in_words(done)} dòng."
            if back
            else f"Đã bỏ {in_words(done)} dòng; lấy lại được ở mục “Đã bỏ”.",
        )
    target = reverse("children_imports:rows", args=[pk]) if numbers else reverse("children_imports:batch", args=[pk])
    return redirect(target)


@asks(P.IMPORT)
def row(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """One row as it is written, to be put right; what is still wrong is said beside the cell."""
    batch = load_batch(pk)
    found: ImportRow | None = batch.rows.filter(number=number).first()
    if found is None:
        raise Http404
    keys = [key for key in services.fields_of(batch) if key not in reads.hidden(request.actor)]
    form, refusal = (
        RowForm(request.POST or None, keys=keys, initial=written.texts_of(found.values, found.faults, keys)),
        "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            found = services.correct_row(actor=request.actor, batch=batch, number=number, texts=form.cleaned_data)
        except UserError as error:
            refusal = error.sentence
        else:
            if found.severity < 2:
                tell(request, f"Dòng {number} đã đúng.")
                return redirect(_next(batch, number))
    if request.method == "GET":
        looked(
            request.actor,
            "page",
            "children.importrow",
            unit_path=batch.unit_path,
            object_id=found.pk,
            what="Dòng nhập liệu",
        )
    told = [one for one in found.faults if one["column"] not in reads.hidden(request.actor)]
    others = form.tell(told)
    context = {
        "batch": batch,
        "row": found,
        "faults": told,
        "form": form,
        "refusal": refusal,
        "others": others,
        "crumbs": crumbs(batch),
    }
    return render(request, "children/imports/row.html", context, status=422 if request.method == "POST" else 200)


def _next(batch: ImportBatch, number: int) -> str:
    """The next row with an error, else the page of the list."""
    after = reads.rows_shown(batch, "loi").filter(number__gt=number).values_list("number", flat=True).first()
    if after is None:
        return reverse("children_imports:batch", args=[batch.pk])
    return reverse("children_imports:row", args=[batch.pk, after])


@asks(P.IMPORT)
def known(request: ActorRequest, pk: int) -> HttpResponse:
    """Rows that seem to be children already in the book: add, update or leave out."""
    batch = load_batch(pk)
    if request.method == "POST":
        return _decide(request, batch)
    rows = reads.rows_shown(batch, "trung").order_by("-decision", "number")
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    pairs = reads.matches(batch, list(page), reads.hidden(request.actor))
    looked(
        request.actor,
        "list",
        "children.importrow",
        unit_path=batch.unit_path,
        count=len(page),
        what="Dòng nhập liệu giống trẻ đã có",
    )
    same = [child.pk for _, _, child in pairs if child is not None]
    if same:
        looked(
            request.actor, "list", "children.child", unit_path=batch.unit_path, object_ids=same,
            what="Trẻ giống dòng nhập liệu",
        )  # fmt: skip
    context = {
        "batch": batch, "page": page, "pairs": pairs, "crumbs": crumbs(batch), "open": batch.state == ImportBatch.State.READY,
        "choices": [("update", "Cập nhật trẻ này"), ("new", "Là trẻ khác, thêm mới"), ("skip", "Bỏ dòng này")],
    }  # fmt: skip
    return render(request, "children/imports/known.html", context)


def _decide(request: ActorRequest, batch: ImportBatch) -> HttpResponse:
    try:
        everything = request.POST.get("all", "")
        if everything:
            done = services.decide_all(actor=request.actor, batch=batch, decision=everything)
        else:
            told = {
                key.removeprefix("row"): str(value)
                for key, value in request.POST.items()
                if key.startswith("row") and value
            }
            done = services.decide(
                actor=request.actor, batch=batch, decisions={key: told[str(key)] for key in whole_numbers(told)}
            )
    except UserError as error:
        tell(request, error.sentence)
        return redirect("children_imports:known", pk=batch.pk)
    tell(request, f"Đã ghi quyết định cho {in_words(done)} dòng.")
    left = batch.rows.filter(decision=ImportRow.Decision.ASK).exists()
    return redirect("children_imports:known" if left else "children_imports:batch", pk=batch.pk)


@require_GET
@asks(P.IMPORT)
def faults_file(request: ActorRequest, pk: int) -> HttpResponse:
    batch = load_batch(pk)
    content = faults_book(batch, reads.hidden(request.actor))
    count = batch.counts.get("errors", 0) + batch.counts.get("warnings", 0)
    looked(request.actor, "export", "children.importrow", unit_path=batch.unit_path, count=count,
           what=f"Tệp lỗi của {batch.file_name}", purpose="Sửa danh sách trước khi nhập")  # fmt: skip
    response = HttpResponse(content, content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="dong-can-sua-{pk}.xlsx"'
    return response


@require_POST
@asks(P.IMPORT)
def corrections(request: ActorRequest, pk: int) -> HttpResponse:
    batch = load_batch(pk)
    require(request.actor, P.IMPORT, batch)
    form = CorrectionsForm(request.POST, request.FILES)
    if not form.is_valid():
        tell(request, "Hãy chọn tệp lỗi đã sửa.")
        return redirect("children_imports:batch", pk=pk)
    file = form.cleaned_data["file"]
    try:
        taken, left = services.take_corrections(actor=request.actor, batch=batch, content=file.read(), name=file.name)
    except UserError as error:
        tell(request, error.sentence)
    else:
        tell(request, f"Đã lấy {in_words(taken)} dòng đã sửa" + (f", bỏ {in_words(left)} dòng." if left else "."))
    return redirect("children_imports:batch", pk=pk)
