"""Visits and reports of a placement: written in one or two sittings, printed as Mẫu 13."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.care import papers, sealing
from chungtay.care.forms.carers import WordsForm
from chungtay.care.forms.placements import VisitForm
from chungtay.care.models import Placement, Visit
from chungtay.care.policies import CarePermission
from chungtay.care.queries import placements as queries
from chungtay.care.schedule import ASSESSMENTS, VISIT_WORDS, VisitKind
from chungtay.care.services import visits as services
from chungtay.care.services.visits import Seen
from chungtay.care.views import loading
from chungtay.foundation import audit
from chungtay.foundation.access import require
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks


@asks(CarePermission.WORK)
def visit_add(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.WORK, row)
    if kind not in {code for code, _ in queries.kinds_for(row, set())}:
        raise Http404
    draft = Visit.objects.filter(placement=row, kind=kind, state="draft").first()
    if draft is not None:
        return redirect("care:visit", pk=row.pk, visit=draft.pk)
    return _form(request, row, None, VisitForm(request.POST or None, kind=kind))


@asks(CarePermission.WORK)
def visit_edit(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """Goes on with a draft."""
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.WORK, row)
    found: Visit = get_object_or_404(Visit.objects.select_related("placement"), pk=visit, placement=row, state="draft")
    saved = {**sealing.unseal(found), "on": found.on, "child_seen": found.child_seen, "version": found.version}
    return _form(request, row, found, VisitForm(request.POST or None, kind=found.kind, initial=saved))


@asks(CarePermission.WORK)
def visit_void(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """Written down by mistake: it goes out of the count, its reason stays."""
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.WORK, row)
    found: Visit = get_object_or_404(Visit.objects.select_related("placement"), pk=visit, placement=row)
    form = WordsForm(request.POST or None)
    context: dict[str, Any] = {
        "form": form, "placement": row, "visit": found, "words": VISIT_WORDS[VisitKind(found.kind)],
        "crumbs": loading.crumbs((row.code, row.get_absolute_url())),
    }  # fmt: skip

    def take() -> str:
        services.void(actor=request.actor, visit=found, reason=form.cleaned_data["words"])
        return row.get_absolute_url()

    answer = loading.sent(request, form, context, take, "Đã bỏ. Lý do được giữ trong hồ sơ.")
    return answer or loading.form_page(request, "care/visit_void.html", context)


def _form(request: ActorRequest, row: Placement, visit: Visit | None, form: VisitForm) -> HttpResponse:
    if request.method == "GET":
        loading.look_placement(request, row, what="Mở để ghi")
    names = queries.names(request.actor, row)
    context: dict[str, Any] = {
        "form": form, "placement": row, "visit": visit, "child": names[0], "carer": names[1],
        "words": VISIT_WORDS[VisitKind(form.kind)], "assessment": form.kind in ASSESSMENTS,
        "crumbs": loading.crumbs((row.code, row.get_absolute_url())),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        draft = request.POST.get("luu") == "nhap"
        missing = [] if draft else form.missing()
        for name in missing:
            form.add_error(name, "Hãy trả lời mục này, hoặc bấm “Lưu nháp” để ghi tiếp sau.")
        url = (
            ""
            if missing
            else loading.attempt(
                form, context, lambda: loading.done_once(request, form, lambda: _save(request, row, visit, form, draft))
            )
        )
        if url:
            tell(
                request,
                "Đã lưu nháp. Mở lại bất cứ lúc nào để ghi tiếp."
                if draft
                else "Đã ghi. Thời hạn tiếp theo được tính lại.",
            )
            return redirect(url)
    return loading.form_page(request, "care/visit.html", context)


def _save(request: ActorRequest, row: Placement, visit: Visit | None, form: VisitForm, draft: bool) -> str:
    data = form.cleaned_data
    assessed = form.kind in ASSESSMENTS
    seen = Seen(
        form.kind, data["on"], form.answers, data.get("propose", ""), bool(data.get("child_seen")),
        papers.VISIT if assessed else "", papers.digest_of(papers.VISIT, data["on"]) if assessed else "",
    )  # fmt: skip
    services.save(
        actor=request.actor, placement=row, seen=seen, draft=draft, visit=visit, version=data.get("version") or 0
    )
    return row.get_absolute_url()


@require_GET
@asks(CarePermission.OPEN)
def visit_print(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """Mẫu 13 of one visit."""
    row = loading.load_placement(pk)
    require(request.actor, CarePermission.OPEN, row)
    found: Visit = get_object_or_404(
        Visit.objects.select_related("placement"), pk=visit, placement=row, kind__in=ASSESSMENTS, state="final"
    )
    body = queries.page(request.actor, row, timezone.localdate()).body
    loading.look_placement(request, row, kind="print", what="In Mẫu 13")
    audit.record(request.actor, "care_printed", row, label=row.code, data={"form": "13"})
    return loading.as_word(papers.visit(row, found, body), f"mau-13-{row.code.lower()}-{found.on:%Y%m%d}")
