"""Xác thực: the list that goes to the police, and their answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.rounds import ExportForm, PoliceFileForm
from chungtay.children.models import Round
from chungtay.children.papers.rounds import police_workbook
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.services import identity_rounds
from chungtay.children.views.rounds import crumbs, place_of, round_of, round_page
from chungtay.children.views.rounds_files import EXCEL, MOST, attachment
from chungtay.foundation import audit
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Unit

P = ChildPermission


@require_GET
@asks(P.EXPORT)
def export(request: ActorRequest, pk: int) -> HttpResponse:
    """Personal data leave the office: the purpose is asked, written on the file and kept."""
    round_ = round_of(request, pk)
    unit = place_of(request, round_)
    form = ExportForm(request.GET if "purpose" in request.GET else None)
    if round_.kind != Round.Kind.IDENTITY:
        raise UserError("Chỉ đợt xác thực mới có danh sách gửi công an.")
    if unit is None:
        raise UserError("Hãy chọn một xã rồi xuất danh sách của xã đó.")
    if not form.is_valid():
        context = {"round": round_, "unit": unit, "form": form, "crumbs": crumbs(round_)}
        return render(request, "children/rounds/export.html", context, status=422 if form.is_bound else 200)
    today, purpose = timezone.localdate(), form.cleaned_data["purpose"]
    rows = reads.lines(round_, unit, today, shown="con-lai").filter(child__status="here")[:MOST]
    lines = list(rows)
    if not lines:
        raise UserError("Không còn trẻ nào chờ công an trả lời.")
    content = police_workbook(round_, lines, actor=request.actor, purpose=purpose, today=today)
    ids = [line.child_id for line in lines if line.child_id]
    looked(
        request.actor,
        "export",
        "children.child",
        unit_path=unit.path,
        object_ids=ids,
        count=len(ids),
        what=round_.title,
        purpose=purpose,
    )
    audit.record(
        request.actor, "identity_exported", round_, unit_path=unit.path, reason=purpose, data={"lines": len(ids)}
    )
    return attachment(content, f"xac-thuc-{pk}.xlsx", EXCEL)


@asks(P.VERIFY)
def answers(request: ActorRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    require(request.actor, P.VERIFY, unit)
    form = PoliceFileForm(request.POST or None, request.FILES or None)
    refusal, told = "", None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            told = identity_rounds.take_answers(
                actor=request.actor, round_=round_, unit=unit, file=file.file, name=file.name
            )
        except UserError as error:
            refusal = error.sentence
    context = {
        "round": round_, "form": form, "refusal": refusal, "told": told, "crumbs": crumbs(round_),
        "easy": identity_rounds.only_numbers(round_, unit).count(),
    }  # fmt: skip
    status = 422 if request.method == "POST" and told is None else 200
    return render(request, "children/rounds/police.html", context, status=status)


@require_POST
@asks(P.EDIT)
def take_numbers(request: ActorRequest, pk: int) -> HttpResponse:
    """All lines where the book has no number and the police give nothing but one."""
    round_ = round_of(request, pk)
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    require(request.actor, P.EDIT, unit)
    done, left = identity_rounds.take_only_numbers(actor=request.actor, round_=round_, unit=unit)
    tell(request, f"Đã lấy {done} số định danh vào sổ.")
    if left:
        return round_page(request, round_, left=left)
    return redirect("children_rounds:round", pk=pk)
