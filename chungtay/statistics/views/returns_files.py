"""Returns by file: template out, filled file in, cell by cell decided; attachments."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from chungtay.foundation.access import found, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.files import file_response
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_numbers
from chungtay.statistics.forms.returns import FileForm
from chungtay.statistics.models.returns import DataSet, ReturnComment, ReturnUpload
from chungtay.statistics.policies import FigurePermission as P
from chungtay.statistics.policies_returns import ReturnPermission
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.services import returns_files as services
from chungtay.statistics.views.returns_loading import CRUMB, load, load_set

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 400  # differences decided one by one on the page; what is beyond is taken or left as a whole


def _attachment(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=EXCEL, headers=headers)


@require_GET
@asks(ReturnPermission.SEE)
def template(request: ActorRequest, pk: int) -> HttpResponse:
    owner = load(pk)
    require(request.actor, ReturnPermission.SEE, owner)
    content = services.template(actor=request.actor, dataset=owner.dataset, returns=[owner])
    return _attachment(content, f"so-lieu-{owner.dataset.form.replace('_', '-')}-{owner.unit.code}.xlsx")


@require_GET
@asks(ReturnPermission.SEE)
def set_template(request: ActorRequest, pk: int) -> HttpResponse:
    dataset = load_set(request, pk)
    require(request.actor, ReturnPermission.SEE, dataset)
    returns = list(reads.visible().filter(dataset=dataset).order_by("unit__order_key", "pk"))
    content = services.template(actor=request.actor, dataset=dataset, returns=returns)
    return _attachment(content, f"so-lieu-{dataset.form.replace('_', '-')}-{pk}.xlsx")


@asks(P.RETURN)
def upload(request: ActorRequest, pk: int) -> HttpResponse:
    dataset = load_set(request, pk)
    require(request.actor, P.RETURN, dataset)
    form = FileForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.receive_book(actor=request.actor, dataset=dataset, upload=form.cleaned_data["file"])
        except UserError as error:
            refusal = error.sentence
        else:
            return redirect("statistics:return_decide", pk=kept.pk)
    context = {
        "dataset": dataset,
        "form": form,
        "refusal": refusal,
        "crumbs": _crumbs(dataset),
        "owner_id": request.GET.get("bieu", ""),
        "earlier": _earlier(request, dataset),
    }
    return render(request, "statistics/returns/upload.html", context, status=422 if request.method == "POST" else 200)


def _earlier(request: ActorRequest, dataset: DataSet) -> list[ReturnUpload]:
    rows = ReturnUpload.objects.filter(dataset=dataset, post_id=request.actor.post_id).select_related("file")
    return list(rows.defer("differences", "faults")[:10])


def _crumbs(dataset: DataSet) -> list[tuple[str, str]]:
    return [CRUMB, (dataset.title, dataset.get_absolute_url())]


def _mine(request: ActorRequest, pk: int) -> ReturnUpload:
    kept: ReturnUpload = get_object_or_404(
        ReturnUpload.objects.select_related("dataset__receiver", "file"), pk=pk, post_id=request.actor.post_id
    )
    return kept


@asks(P.RETURN)
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Every cell in which the file says another number, with the present one beside it."""
    kept = _mine(request, pk)
    require(request.actor, P.RETURN, kept)
    if request.method == "POST":
        return _decided(request, kept)
    lines = list(enumerate(services.differences(kept)))
    shown = lines[:SHOWN]
    context: dict[str, Any] = {
        "upload": kept, "dataset": kept.dataset, "crumbs": _crumbs(kept.dataset), "more": len(lines) - len(shown),
        "groups": [(unit, list(rows)) for unit, rows in groupby(shown, key=lambda pair: pair[1].unit)], "count": len(lines),
        "clashes": sum(one.clash for _, one in lines), "waiting": kept.state == ReturnUpload.State.WAITING,
    }  # fmt: skip
    return render(request, "statistics/returns/decide.html", context)


def _decided(request: ActorRequest, kept: ReturnUpload) -> HttpResponse:
    back = reverse("statistics:return_set", args=[kept.dataset_id])
    if request.POST.get("buoc") == "bo":
        services.drop(actor=request.actor, upload=kept)
        tell(request, "Đã bỏ tệp. Chưa có gì được ghi; tệp gốc vẫn được giữ.")
        return redirect(back)
    taken = whole_numbers(request.POST.getlist("lay"))
    if "lay-het" in request.POST:
        taken += range(SHOWN, len(kept.differences))
    written, refused = services.decide(actor=request.actor, upload=kept, taken=taken)
    if refused:
        context = {
            "upload": kept,
            "dataset": kept.dataset,
            "refused": refused,
            "written": written,
            "crumbs": _crumbs(kept.dataset),
        }
        return render(request, "statistics/returns/refused.html", context)
    tell(request, f"Đã ghi {written} ô từ tệp “{kept.file.name}”.")
    owners = {row[0] for row in kept.differences}
    return redirect(reverse("statistics:return", args=[owners.pop()]) if len(owners) == 1 else back)


@require_GET
@asks(P.RETURN)
def original(request: ActorRequest, pk: int) -> HttpResponseBase:
    kept = _mine(request, pk)
    require(request.actor, P.RETURN, kept)
    return file_response(kept.file)


@require_GET
@asks(ReturnPermission.SEE)
def attachment(request: ActorRequest, pk: int) -> HttpResponseBase:
    said = get_object_or_404(ReturnComment.objects.select_related("file"), pk=pk)
    load(said.owner_id)  # who does not see the return does not see its files
    require(request.actor, ReturnPermission.SEE, said)
    return file_response(found(said.file))
