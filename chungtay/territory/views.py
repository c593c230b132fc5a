"""Pages of /don-vi/: the country and its units on any day, and the hamlets of a commune."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chungtay.foundation.access import require
from chungtay.foundation.errors import UserError
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import date
from chungtay.territory import hamlets, pages, queries, search, services
from chungtay.territory.forms import BrowseForm, EndForm, HamletForm, ImportForm, RenameForm
from chungtay.territory.models import Hamlet, Unit
from chungtay.territory.policies import TerritoryPermission

SALT = "territory.hamlets"
A_DAY = 24 * 3600


def _unit(path: str) -> Unit:
    found = queries.unit_by_path(path)
    if found is None:
        raise Http404
    return found


def _editable(request: ActorRequest, path: str) -> Unit:
    unit = _unit(path)
    require(request.actor, TerritoryPermission.EDIT_HAMLETS, unit)
    return unit


def _hamlet(request: ActorRequest, path: str, pk: int) -> Hamlet:
    return get_object_or_404(Hamlet.objects.select_related("unit"), pk=pk, unit=_editable(request, path))


def _posted(request: ActorRequest) -> QueryDict | None:
    """What was sent, even when it is nothing at all; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def _crumbs(unit: Unit, *, itself: bool = False) -> list[tuple[str, str]]:
    above = [*queries.chain_of(unit), *([unit] if itself else [])]
    return [("Đơn vị" if not step.path else step.name, step.get_absolute_url()) for step in above]


@require_GET
@asks(TerritoryPermission.BROWSE)
def country(request: ActorRequest) -> HttpResponse:
    """The country on a day, or what was searched in it."""
    form = BrowseForm(request.GET or None)
    day, asked = form.day(), request.GET.get("ngay", "").strip()
    text = request.GET.get("tim", "").strip()[:200]
    context: dict[str, Any] = {"form": form, "day": day, "today": timezone.localdate(), "text": text}
    if text:
        context["hits"] = search.search_units(text, on=day if asked and form.is_valid() else None, limit=50)
    else:
        context |= {"rows": pages.provinces(day), "totals": pages.totals(day)}
    return render(request, "territory/country.html", context)


@require_GET
@asks(TerritoryPermission.BROWSE)
def unit(request: ActorRequest, path: str) -> HttpResponse:
    """One unit: what it was called, what lies above and below, what it came from and became, its hamlets."""
    thing = _unit(path)
    form = BrowseForm(request.GET or None)
    context = pages.unit_page(request, thing, form.day(), asked=bool(request.GET.get("ngay")) and form.is_valid())
    return render(request, "territory/unit.html", context | {"form": form, "crumbs": _crumbs(thing)})


@require_GET
@asks(TerritoryPermission.REVIEW)
def review(request: ActorRequest) -> HttpResponse:
    """What was loaded, whether it adds up, and what a person should look at."""
    context = {
        "load": queries.last_load(),
        "days": pages.checked_days(),
        "crumbs": [("Đơn vị", reverse("territory:country"))],
    }
    return render(request, "territory/review.html", context)


@require_http_methods(["GET", "POST"])
@asks(TerritoryPermission.EDIT_HAMLETS)
def add_hamlet(request: ActorRequest, path: str) -> HttpResponse:
    unit = _editable(request, path)
    form = HamletForm(_posted(request), initial={"on": timezone.localdate()})
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            hamlet = services.add_hamlet(actor=request.actor, unit=unit, **form.cleaned_data)
        except UserError as error:
            sentence = error.sentence
        else:
            messages.success(request, f"Đã thêm {hamlet.name}.")
            return redirect(unit)
    return _form_page(request, unit, form, sentence, heading="Thêm thôn, bản, tổ dân phố", act="Thêm")


@require_http_methods(["GET", "POST"])
@asks(TerritoryPermission.EDIT_HAMLETS)
def rename_hamlet(request: ActorRequest, path: str, pk: int) -> HttpResponse:
    hamlet = _hamlet(request, path, pk)
    initial = {"name": hamlet.name, "kind": hamlet.kind, "on": timezone.localdate()}
    form = RenameForm(_posted(request), initial=initial)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            renamed = services.rename_hamlet(actor=request.actor, hamlet=hamlet, **form.cleaned_data)
        except UserError as error:
            sentence = error.sentence
        else:
            messages.success(request, f"Đã ghi tên {renamed.name}.")
            return redirect(hamlet.unit)
    return _form_page(request, hamlet.unit, form, sentence, heading=f"Đổi tên {hamlet.name}", act="Lưu tên")


@require_http_methods(["GET", "POST"])
@asks(TerritoryPermission.EDIT_HAMLETS)
def end_hamlet(request: ActorRequest, path: str, pk: int) -> HttpResponse:
    hamlet = _hamlet(request, path, pk)
    form = EndForm(_posted(request), initial={"on": timezone.localdate()})
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.end_hamlet(actor=request.actor, hamlet=hamlet, **form.cleaned_data)
        except UserError as error:
            sentence = error.sentence
        else:
            messages.success(
                request,
                f"Đã ghi {hamlet.name} không còn từ {date(form.cleaned_data['on'])}. Mở lại được ở cuối danh sách.",
            )
            return redirect(hamlet.unit)
    return _form_page(request, hamlet.unit, form, sentence, heading=f"Kết thúc {hamlet.name}", act="Kết thúc")


@require_POST
@asks(TerritoryPermission.EDIT_HAMLETS)
def reopen_hamlet(request: ActorRequest, path: str, pk: int) -> HttpResponse:
    hamlet = services.reopen_hamlet(actor=request.actor, hamlet=_hamlet(request, path, pk))
    messages.success(request, f"Đã mở lại {hamlet.name}.")
    return redirect(hamlet.unit)


@require_http_methods(["GET", "POST"])
@asks(TerritoryPermission.EDIT_HAMLETS)
def import_hamlets(request: ActorRequest, path: str) -> HttpResponse:
    """Reads the file and shows every row; nothing is saved before the person confirms."""
    unit = _editable(request, path)
    form = ImportForm(_posted(request), request.FILES) if request.method == "POST" else ImportForm()
    if request.method != "POST" or not form.is_valid():
        return _import_page(request, unit, form)
    file = form.cleaned_data["file"]
    try:
        known = Hamlet.objects.filter(unit=unit, valid_to=None).order_by("id").values_list("folded", flat=True)
        lines = hamlets.read_lines(file.name, file.read(hamlets.MOST_BYTES + 1), known)
    except UserError as error:
        return _import_page(request, unit, form, sentence=error.sentence)
    new = [line for line in lines if line.state == "new"]
    payload = signing.dumps(
        {"unit": unit.path, "rows": [[line.name, line.kind] for line in new]}, salt=SALT, compress=True
    )
    shown = {"lines": lines, "payload": payload if new else "", "count": pages.by_state(lines), "file_name": file.name}
    context = {"unit": unit, "crumbs": _crumbs(unit, itself=True), **shown}
    return render(request, "territory/import_review.html", context)


def _import_page(request: ActorRequest, unit: Unit, form: ImportForm, sentence: str = "") -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "sentence": sentence,
        "crumbs": _crumbs(unit, itself=True),
        "kinds": hamlets.KINDS,
    }
    return render(request, "territory/import.html", context, status=422 if sentence or form.errors else 200)


def _form_page(request: ActorRequest, unit: Unit, form: Any, sentence: str, *, heading: str, act: str) -> HttpResponse:
    words = {"title": heading, "act": act, "sentence": sentence}
    context = {"unit": unit, "form": form, "crumbs": _crumbs(unit, itself=True), **words}
    return render(request, "territory/hamlet_form.html", context, status=422 if sentence or form.errors else 200)


@require_POST
@asks(TerritoryPermission.EDIT_HAMLETS)
def confirm_import(request: ActorRequest, path: str) -> HttpResponse:
    unit = _editable(request, path)
    try:
        payload = signing.loads(request.POST.get("payload", ""), salt=SALT, max_age=A_DAY)
    except signing.BadSignature as error:
        raise UserError("Bản xem trước đã quá một ngày hoặc bị hỏng. Chưa có gì được lưu; hãy nạp lại tệp.") from error
    if payload["unit"] != unit.path:
        raise UserError("Bản xem trước này của đơn vị khác. Chưa có gì được lưu; hãy nạp lại tệp.")
    rows = [(name, kind) for name, kind in payload["rows"]]
    added, known = services.import_hamlets(actor=request.actor, unit=unit, rows=rows, on=timezone.localdate())
    messages.success(
        request, f"Đã thêm {added} thôn, bản, tổ dân phố" + (f"; {known} đã có từ trước." if known else ".")
    )
    return redirect(unit)


@require_GET
@asks(TerritoryPermission.BROWSE)
def export_hamlets(request: ActorRequest, path: str) -> HttpResponse:
    unit = _unit(path)
    today = timezone.localdate()
    rows = [
        (str(place), row.name, row.kind, date(row.valid_from))
        for place, row in enumerate(queries.hamlets_of(unit, today), 1)
    ]
    book = hamlets.write_book("Thôn, bản, tổ dân phố", ("STT", "Tên", "Loại", "Từ ngày"), rows, (6, 40, 18, 14))
    response = HttpResponse(book, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'Thôn bản {unit.name}.xlsx')}"
    return response
