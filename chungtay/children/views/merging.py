"""Pages of merges: joining, what was joined, taking apart."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.duplicates import MergeForm, UnmergeForm
from chungtay.children.models import Child, Merge, Pair
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import duplicates as queries
from chungtay.children.queries.merging import preview
from chungtay.children.services import merging as services
from chungtay.children.views.duplicates import pair_page
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked, looked_each
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks


@require_POST
@asks(ChildPermission.MERGE)
def merge(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Pair, pk=pk)
    require(request.actor, ChildPermission.MERGE, found)
    form = MergeForm(request.POST, pair=found)
    if not form.is_valid():
        return pair_page(request, pk, status=422, refusal=form.first_error())
    data = form.cleaned_data
    try:
        done = services.merge(
            actor=request.actor, pair=found, keep_id=data["keep"], take=form.taken(), reason=data["reason"],
            fingerprint_read=data["fingerprint"],
        )  # fmt: skip
    except UserError as error:
        return pair_page(request, pk, status=409, refusal=error.sentence)
    tell(request, "Đã gộp hai hồ sơ. Mọi thông tin của cả hai được giữ và có thể tách lại tại trang này.")
    return redirect("children_duplicates:merged", pk=done.pk)


@require_GET
@asks(ChildPermission.MERGE)
def merge_list(request: ActorRequest) -> HttpResponse:
    page = Paginator(queries.merges(request.actor), 50).get_page(request.GET.get("trang"))
    ids = [key for done in page for key in (done.kept_id, done.gone_id)]
    named = list(Child.objects.filter(pk__in=ids).values_list("pk", "unit_path", "full_name"))
    names = {key: name for key, _, name in named}
    seen = [(key, path) for key, path, _ in named]
    looked_each(request.actor, "list", "children.child", seen, what="Danh sách hồ sơ đã gộp")
    rows = [(done, names.get(done.kept_id, ""), names.get(done.gone_id, "")) for done in page]
    return render(request, "children/duplicates/merges.html", {"page": page, "rows": rows, "crumbs": _CRUMBS})


_CRUMBS = [("Trẻ em", "/tre-em/"), ("Hồ sơ nghi trùng", "/trung/")]


@require_GET
@asks(ChildPermission.MERGE)
def merged(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Merge, pk=pk))


def _page(request: ActorRequest, done: Merge, *, status: int = 200, refusal: str = "") -> HttpResponse:
    rows = Child.objects.filter(pk__in=[done.kept_id, done.gone_id]).select_related("unit", "hamlet", "household")
    both = rows.in_bulk()
    kept, gone = both.get(done.kept_id), both.get(done.gone_id)
    for child in both.values():
        looked(
            request.actor, "page", "children.child", unit_path=child.unit_path, object_id=child.pk, what="Hồ sơ đã gộp"
        )
    may = can(request.actor, ChildPermission.MERGE, done)
    told = preview(done, kept) if may and kept is not None and done.undone_at is None else None
    context = {
        "done": done,
        "kept": kept,
        "gone": gone,
        "may": may,
        "preview": told,
        "refusal": refusal,
        "crumbs": _CRUMBS,
    }
    return render(request, "children/duplicates/merged.html", context, status=status)


@require_POST
@asks(ChildPermission.MERGE)
def unmerge(request: ActorRequest, pk: int) -> HttpResponse:
    done = get_object_or_404(Merge, pk=pk)
    require(request.actor, ChildPermission.MERGE, done)
    form = UnmergeForm(request.POST)
    if not form.is_valid():
        return _page(request, done, status=422, refusal=form.first_error())
    data = form.cleaned_data
    try:
        services.unmerge(
            actor=request.actor, done=done, reason=data["reason"], state=data["state"], give_rows=form.rows(),
            give_fields=request.POST.getlist("give_field"),
        )  # fmt: skip
    except UserError as error:
        return _page(request, done, status=409, refusal=error.sentence)
    tell(request, "Đã tách lại thành hai hồ sơ. Mỗi bên có lại thông tin của mình.")
    return redirect("children_duplicates:merged", pk=pk)


@require_GET
@asks(ChildPermission.READ)
def follow(request: ActorRequest, pk: int) -> HttpResponse:
    """The address of a merged record leads to the survivor; out of reach, to what may be said of the merge."""
    child = get_object_or_404(Child, pk=pk)
    found = queries.survivor(child)
    if found is not None:
        tell(request, f"Hồ sơ {child.full_name} đã gộp vào hồ sơ này.")
        return redirect(found.get_absolute_url())
    done = get_object_or_404(Merge, gone=child, undone_at=None)
    looked(request.actor, "page", "children.child", unit_path=child.unit_path, object_id=child.pk, what="Hồ sơ đã gộp")
    return render(
        request, "children/duplicates/elsewhere.html", {"child": child, "unit_name": queries.unit_name(done.kept_path)}
    )
