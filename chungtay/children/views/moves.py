"""Pages of moves: what goes, what comes, what waits for an answer."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chungtay.children.forms.moves import AcceptForm, AskForm, ReasonForm, ReleaseForm
from chungtay.children.models import Child, Transfer
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import moves as queries
from chungtay.children.services import moving
from chungtay.children.views.loading import crumbs_of, load_child, survivor_page
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked, looked_each
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Level, Unit

CHIPS = (("cho", "Chờ tôi trả lời"), ("den", "Chuyển đến"), ("di", "Chuyển đi"), ("xong", "Đã xong"))


@require_GET
@asks(ChildPermission.MOVE)
def transfer_list(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("loai", "cho")
    page = Paginator(queries.transfers(request.actor, which), 50).get_page(request.GET.get("trang"))
    shown = [(transfer.child_id, transfer.unit_path) for transfer in page]
    looked_each(request.actor, "list", "children.child", shown, what="Danh sách chuyển hồ sơ")
    chips = [(words, f"?loai={code}", code == which) for code, words in CHIPS]
    may_ask = request.actor.level == Level.COMMUNE
    return render(
        request, "children/moves/list.html", {"page": page, "chips": chips, "which": which, "may_ask": may_ask}
    )


@require_GET
@asks(ChildPermission.MOVE)
def transfer(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


def _found(pk: int) -> Transfer:
    rows = Transfer.objects.select_related("from_unit", "to_unit", "to_hamlet")
    found: Transfer = get_object_or_404(rows, pk=pk)
    return found


def _page(request: ActorRequest, found: Transfer, *, status: int = 200, **more: Any) -> HttpResponse:
    looked(
        request.actor,
        "page",
        "children.child",
        unit_path=found.unit_path,
        object_id=found.child_id,
        what="Chuyển hồ sơ",
    )
    context = {
        "transfer": found,
        "steps": {step.name.removeprefix("transfer_"): step.label for step in queries.steps(request.actor, found)},
        "accept_form": AcceptForm(unit=found.to_unit),
        "readable": queries.is_readable(request.actor, found),
        "refusal": "",
        "opened": "",
        "crumbs": [("Chuyển hồ sơ", "/chuyen/")],
    }
    return render(request, "children/moves/transfer.html", {**context, **more}, status=status)


@require_POST
@asks(ChildPermission.MOVE)
def transfer_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """accept, agree, refuse, withdraw, decline, cancel, undo: whatever the machine allows this actor."""
    found = _found(pk)
    form = AcceptForm(request.POST, unit=found.to_unit) if step == "accept" else ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, accept_form=form, opened=step)
    try:
        words = _take(request, found, step, form.cleaned_data)
    except UserError as error:
        return _page(request, _found(pk), status=422, refusal=error.sentence, opened=step)
    tell(request, words)
    return redirect("children_moves:transfer", pk=pk)


def _take(request: ActorRequest, found: Transfer, step: str, data: dict[str, Any]) -> str:
    actor = request.actor
    if step == "accept":
        moving.accept(actor=actor, transfer=found, hamlet=data["hamlet"])
        return f"Đã nhận hồ sơ {found.child_name}. Hồ sơ và lịch sử nay thuộc {found.to_unit.name}."
    if step == "agree":
        moving.agree(actor=actor, transfer=found)
        return f"Đã đồng ý. Hồ sơ {found.child_name} nay thuộc {found.to_unit.name}."
    if step == "undo":
        moving.undo(actor=actor, transfer=found, reason=data["reason"])
        return f"Đã hoàn tác. Hồ sơ {found.child_name} trở về {found.from_unit.name}."
    if step not in {"refuse", "withdraw", "decline", "cancel"}:
        raise Http404
    moving.answer(actor=actor, transfer=found, step=step, reason=data["reason"])
    return f"Đã ghi. Hồ sơ {found.child_name} vẫn ở {found.from_unit.name}."


@require_http_methods(["GET", "POST"])
@asks(ChildPermission.MOVE)
def release(request: ActorRequest, pk: int) -> HttpResponse:
    """The old commune says that a child, or the family, has gone."""
    child = load_child(pk)
    require(request.actor, ChildPermission.MOVE, child)
    if (elsewhere := survivor_page(request, child)) is not None:
        return elsewhere
    family = moving.family_of(child)
    form = ReleaseForm(request.POST if request.method == "POST" else None, family=family)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [one for one in family if str(one.pk) in data["who"]]
        try:
            made = moving.release(
                actor=request.actor, children=chosen, to_unit=data["to_unit"], on=data["on"], reason=data["reason"],
                whole_family=data["whole_family"], act=data["act"],
            )  # fmt: skip
            tell(request, f"Đã báo {made[0].to_unit.name}. Hồ sơ vẫn ở đây cho đến khi nơi đến nhận.")
            return redirect("children_moves:transfer", pk=made[0].pk)
        except UserError as error:
            refusal = error.sentence
    if request.method == "GET":
        _opened(request, child, family)
    context = {"child": child, "form": form, "refusal": refusal, "crumbs": crumbs_of(child)}
    return render(request, "children/moves/release.html", context, status=422 if request.method == "POST" else 200)


def _opened(request: ActorRequest, child: Child, family: list[Child]) -> None:
    looked(
        request.actor, "page", "children.child", unit_path=child.unit_path, object_id=child.pk,
        object_ids=[one.pk for one in family], what="Mở để chuyển hồ sơ",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@asks(ChildPermission.MOVE)
def ask(request: ActorRequest) -> HttpResponse:
    """The new commune asks for the record of a child that has come."""
    form = AskForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who = moving.Asked(data["full_name"], data["birth_date"], data["personal_number"])
        try:
            made = moving.ask(
                actor=request.actor, asked=who, from_unit=data["from_unit"], on=data["on"], reason=data["reason"],
                to_unit=Unit.objects.get(pk=request.actor.unit_id),
            )  # fmt: skip
            tell(request, f"Đã gửi đề nghị đến {made.from_unit.name}.")
            return redirect("children_moves:transfer", pk=made.pk)
        except UserError as error:
            refusal = error.sentence
    context = {"form": form, "refusal": refusal, "crumbs": [("Chuyển hồ sơ", "/chuyen/")]}
    return render(request, "children/moves/ask.html", context, status=422 if request.method == "POST" else 200)
