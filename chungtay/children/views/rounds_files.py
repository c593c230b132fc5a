"""Hamlet lists on paper and as a file, and the filled file that comes back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.rounds import FileForm
from chungtay.children.models import Round, RoundLine
from chungtay.children.papers import rounds as papers
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.services import rounds_filled
from chungtay.children.views.rounds import crumbs, place_of, round_of
from chungtay.children.views.rounds_lines import hamlet_name
from chungtay.foundation import audit
from chungtay.foundation.access import require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number, whole_numbers
from chungtay.territory.models import Unit

P = ChildPermission
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 20_000
SALT = "children.rounds.filled"
KEPT = 24 * 3600  # seconds a preview may be written


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _chosen(request: ActorRequest, round_: Round) -> tuple[Unit, str, list[RoundLine]]:
    """The lines of the hamlet or commune in the address, not those of children who have left the book."""
    unit = place_of(request, round_)
    if unit is None:
        raise UserError("Hãy chọn một xã rồi in danh sách của xã đó.")
    if round_.kind == Round.Kind.IDENTITY:
        raise UserError("Đợt xác thực có danh sách riêng gửi công an.")
    hamlet = whole_number(request.GET.get("thon", ""))
    rows = reads.lines(round_, unit, timezone.localdate(), hamlet=hamlet, shown=request.GET.get("xem", ""))
    found = [line for line in rows[:MOST] if line.child is not None and line.child.status == "here"]
    if not found:
        raise UserError("Danh sách này không còn trẻ nào để in.")
    if round_.kind == Round.Kind.RESURVEY:
        raise UserError("Phúc tra hỏi trực tiếp trên máy để không thấy trước thông tin trong sổ.")
    return unit, hamlet_name(hamlet), found


def _logged(request: ActorRequest, round_: Round, unit: Unit, where: str, found: list[RoundLine], kind: str) -> None:
    ids = [line.child_id for line in found if line.child_id]
    looked(request.actor, kind, "children.child", unit_path=unit.path, object_ids=ids, count=len(ids),
           what=f"Danh sách rà soát {where}"[:300], purpose=round_.title)  # fmt: skip
    audit.record(request.actor, "round_printed", round_, unit_path=unit.path, data={"lines": len(ids), "as": kind})


@require_GET
@asks(P.EXPORT)
def word(request: ActorRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    unit, where, found = _chosen(request, round_)
    content = papers.hamlet_lists(round_, unit, found, actor=request.actor, today=timezone.localdate())
    _logged(request, round_, unit, where, found, "print")
    return attachment(content, f"ra-soat-{pk}.docx", WORD)


@require_GET
@asks(P.EXPORT)
def workbook(request: ActorRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    unit, where, found = _chosen(request, round_)
    content = papers.hamlet_workbook(round_, unit, found)
    _logged(request, round_, unit, where, found, "export")
    return attachment(content, f"ra-soat-{pk}.xlsx", EXCEL)


@asks(P.VERIFY)
def upload(request: ActorRequest, pk: int) -> HttpResponse:
    """The filled list: shown cell by cell before anything is written."""
    round_ = round_of(request, pk)
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    require(request.actor, P.VERIFY, unit)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = rounds_filled.preview(actor=request.actor, round_=round_, unit=unit, file=file.file, name=file.name)
        except UserError as error:
            return _upload_page(request, round_, form, error.sentence)
        return _preview(request, round_, found, form.cleaned_data["on"])
    return _upload_page(request, round_, form)


def _upload_page(request: ActorRequest, round_: Round, form: FileForm, refusal: str = "") -> HttpResponse:
    context = {"round": round_, "form": form, "refusal": refusal, "crumbs": crumbs(round_)}
    return render(request, "children/rounds/upload.html", context, status=422 if request.method == "POST" else 200)


def _preview(request: ActorRequest, round_: Round, found: rounds_filled.Preview, on: dt.date) -> HttpResponse:
    useful = found.having("new", "clash", "added")
    packed = {
        "round": round_.pk,
        "user": request.actor.user_id,
        "on": on.isoformat(),
        "rows": [one.packed() for one in useful],
    }
    context = {
        "round": round_, "preview": found, "new": found.having("new"), "clashes": found.having("clash"),
        "added": found.having("added"),
        "faults": found.having("fault"), "same": len(found.having("same")), "answers": reads.ANSWERS, "on": on,
        "confirmed": sum(one.answer == "confirmed" for one in found.having("new")), "crumbs": crumbs(round_),
        "package": signing.dumps(packed, salt=SALT, compress=True) if useful else "",
    }  # fmt: skip
    return render(request, "children/rounds/preview.html", context)


@require_POST
@asks(P.VERIFY)
def write(request: ActorRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    require(request.actor, P.VERIFY, unit)
    packed = _unpacked(request, pk)
    done, refused = rounds_filled.write(
        actor=request.actor, round_=round_, unit=unit, packed=packed["rows"], on=dt.date.fromisoformat(packed["on"]),
        overwrite=set(whole_numbers(request.POST.getlist("lay"))),
    )  # fmt: skip
    tell(request, f"Đã ghi {done} kết quả từ tệp.")
    if refused:
        return render(
            request,
            "children/rounds/refused.html",
            {"round": round_, "refused": refused, "done": done, "crumbs": crumbs(round_)},
        )
    return redirect("children_rounds:round", pk=pk)


def _unpacked(request: ActorRequest, pk: int) -> dict[str, Any]:
    try:
        packed: dict[str, Any] = signing.loads(request.POST.get("goi", ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        raise NotPossible("Bản xem trước này đã cũ hoặc bị sửa. Chưa có gì được ghi; hãy tải tệp lên lại.") from None
    if packed["round"] != pk or packed["user"] != request.actor.user_id:
        raise NotPossible("Bản xem trước này không phải của đợt này. Chưa có gì được ghi; hãy tải tệp lên lại.")
    return packed
