"""Pages of suspected pairs."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.duplicates import DecisionForm, SuspectForm
from chungtay.children.models import Child, Pair
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import duplicates as queries
from chungtay.children.queries.merging import choices, proposed_survivor
from chungtay.children.services import duplicates as services
from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked, looked_each
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Unit

CHIPS = (("cho", "Chờ xem"), ("lien-xa", "Khác xã"), ("khac", "Đã kết luận là hai trẻ"))


@require_GET
@asks(ChildPermission.MERGE)
def pair_list(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("loai", "cho")
    page = Paginator(queries.pairs(request.actor, which), 50).get_page(request.GET.get("trang"))
    rows = queries.rows(list(page))
    shown = [
        (side.key, side.child.unit_path) for row in rows for side in (row.first, row.second) if side.child is not None
    ]
    looked_each(request.actor, "list", "children.child", shown, what="Danh sách hồ sơ nghi trùng")
    chips = [(words, f"?loai={code}", code == which) for code, words in CHIPS]
    return render(
        request, "children/duplicates/list.html", {"page": page, "rows": rows, "chips": chips, "which": which}
    )


@require_POST
@asks(ChildPermission.MERGE)
def search(request: ActorRequest) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=request.actor.unit_id)
    done = services.search_or_later(actor=request.actor, unit=unit)
    if done is None:
        tell(request, "Đang tìm trong cả tỉnh. Kết quả hiện ở đây sau vài phút.")
    elif done.found or done.asked_again:
        tell(request, f"Tìm thấy {done.found} cặp mới, {done.asked_again} cặp cần xem lại vì hồ sơ đã thay đổi.")
    else:
        tell(request, "Không có cặp hồ sơ mới nào nghi trùng.")
    return redirect("children_duplicates:list")


@require_POST
@asks(ChildPermission.MERGE)
def suspect(request: ActorRequest) -> HttpResponse:
    """A person puts two records of the own territory side by side."""
    form = SuspectForm(request.POST)
    if not form.is_valid():
        tell(request, "Hãy chọn hai hồ sơ để so.")
        return redirect("children_duplicates:list")
    child, other = (get_object_or_404(Child, pk=form.cleaned_data[name]) for name in ("child", "other"))
    try:
        found = services.suspect(actor=request.actor, child=child, other=other)
    except UserError as error:
        tell(request, error.sentence)
        return redirect("children_duplicates:list")
    return redirect("children_duplicates:pair", pk=found.pk)


@require_GET
@asks(ChildPermission.MERGE)
def pair(request: ActorRequest, pk: int) -> HttpResponse:
    return pair_page(request, pk)


def pair_page(request: ActorRequest, pk: int, *, status: int = 200, refusal: str = "") -> HttpResponse:
    """Two records side by side; what lies out of reach is not shown, and each record seen is written down as seen."""
    found = get_object_or_404(Pair, pk=pk)
    context = queries.comparison(request.actor, found)
    for side in (context["first"], context["second"]):
        if side.child is not None:
            looked(
                request.actor, "page", "children.child", unit_path=side.path, object_id=side.key, what="So hai hồ sơ"
            )
    if context["both"] and context["decision"] and found.state == Pair.State.OPEN:
        children = context["first"].child, context["second"].child
        context |= {"choices": choices(*children), "kept": proposed_survivor(*children)}
    context |= {"refusal": refusal, "crumbs": [("Trẻ em", "/tre-em/"), ("Hồ sơ nghi trùng", "/trung/")]}
    return render(request, "children/duplicates/pair.html", context, status=status)


@require_POST
@asks(ChildPermission.MERGE)
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Pair, pk=pk)
    require(request.actor, ChildPermission.MERGE, found)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return pair_page(request, pk, status=422, refusal=form.first_error())
    try:
        services.decide(
            actor=request.actor, pair=found, state=form.cleaned_data["state"], reason=form.cleaned_data["reason"],
            fingerprint_read=form.cleaned_data["fingerprint"],
        )  # fmt: skip
    except UserError as error:
        return pair_page(request, pk, status=409, refusal=error.sentence)
    tell(request, "Đã ghi nhớ: hai trẻ khác nhau. Không hỏi lại, trừ khi hồ sơ thay đổi.")
    return redirect("children_duplicates:list")


@require_POST
@asks(ChildPermission.MERGE)
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Pair, pk=pk)
    require(request.actor, ChildPermission.MERGE, found)
    try:
        services.reopen(actor=request.actor, pair=found)
    except UserError as error:
        return pair_page(request, pk, status=409, refusal=error.sentence)
    tell(request, "Đã rút lại kết luận. Cặp hồ sơ trở về danh sách chờ xem.")
    return redirect("children_duplicates:pair", pk=pk)
