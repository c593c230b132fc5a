"""The register of carers: the list, one carer, adding, correcting, verifying, approving, printing Mẫu 08, 09, 11."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.care import papers, sealing
from chungtay.care.forms.carers import CarerForm, VerifyForm, WordsForm, initial_of
from chungtay.care.models import Carer
from chungtay.care.policies import CarePermission
from chungtay.care.queries import carers as queries
from chungtay.care.services import carers as services
from chungtay.care.states import CARER
from chungtay.care.views import loading
from chungtay.children.models import Child
from chungtay.foundation import audit
from chungtay.foundation.access import found, require
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.foundation.spreadsheets import to_xlsx
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import unit_by_path

STEPS = {"xac-minh-bat-dau": "carer_verify", "xac-nhan": "carer_approve", "khong-du": "carer_refuse",
         "xac-minh-lai": "carer_recheck", "rut": "carer_withdraw"}  # fmt: skip
SAID = {"carer_verify": "Đã bắt đầu xác minh.", "carer_approve": "Đã xác nhận đủ điều kiện.", "carer_refuse": "Đã ghi kết luận.",
        "carer_recheck": "Đã mở lại việc xác minh.", "carer_withdraw": "Đã ghi việc rút đăng ký."}  # fmt: skip


def own_unit(request: ActorRequest) -> Unit:
    """The commune this post writes for; 404 for a post above the communes."""
    actor = request.actor
    unit = unit_by_path(actor.unit_paths[0]) if actor.unit_paths and actor.level == Level.COMMUNE else None
    return found(unit)


@require_GET
@asks(CarePermission.READ)
def carer_list(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("loai", "")
    page = Paginator(queries.carers(request.actor, which), 50).get_page(request.GET.get("trang"))
    lines = queries.lines(request.actor, list(page))
    _look_list(request, [line.carer for line in lines if line.name])
    chips = [(words, f"?loai={code}" if code else "?", code == which) for code, (words, _) in queries.CHIPS.items()]
    may = {str(one) for one in CarePermission if str(one) in request.actor.permissions}
    context = {
        "page": page, "lines": lines, "chips": chips, "may_register": CarePermission.REGISTER in may,
        "may_print": CarePermission.PRINT in may and request.actor.level == Level.COMMUNE,
        "many_units": request.actor.level != Level.COMMUNE,
    }  # fmt: skip
    return render(request, "care/carers.html", {**context, "crumbs": loading.crumbs()})


def _look_list(request: ActorRequest, rows: list[Carer], kind: str = "list") -> None:
    if rows:
        ids = [row.pk for row in rows]
        what = "Danh sách người nhận chăm sóc"
        looked(request.actor, kind, "care.carer", unit_path=rows[0].unit_path, object_ids=ids, what=what)


@require_GET
@asks(CarePermission.READ)
def carer(request: ActorRequest, pk: int) -> HttpResponse:
    row = loading.load_carer(pk)
    require(request.actor, CarePermission.OPEN, row)
    loading.look_carer(request, row)
    return _page(request, row)


def _page(request: ActorRequest, row: Carer, *, status: int = 200, **more: Any) -> HttpResponse:
    page = queries.page(request.actor, row)
    names = {one.name: one.label for one in page.steps}
    forms = {step.replace("-", "_"): WordsForm(auto_id=f"{step}_%s") for step in STEPS} | more.pop("failed", {})
    context = {
        "page": page, "carer": row, "steps": names, "refusal": "", "words_forms": forms, "opened": "",
        "crumbs": loading.carer_crumbs(), "checked": _checked(row, page.verified),
    }  # fmt: skip
    return render(request, "care/carer.html", {**context, **more}, status=status)


def _checked(row: Carer, answers: dict[str, Any]) -> list[tuple[str, bool | None, str]]:
    """Each condition with what the verification found."""
    return [(words, answers.get(code), article) for code, words, article in papers.conditions_of(row.kind)]


@asks(CarePermission.REGISTER)
def carer_add(request: ActorRequest) -> HttpResponse:
    unit = own_unit(request)
    require(request.actor, CarePermission.REGISTER, unit)
    child = _asked_child(request)
    facility = request.GET.get("loai") == "co-so"
    form = CarerForm(request.POST or None, relative=child is not None, facility=facility, own=unit.name)
    context: dict[str, Any] = {
        "form": form,
        "child": child,
        "facility": facility,
        "crumbs": loading.carer_crumbs(),
        "draft": "moi",
    }

    def add() -> str:
        place = form.cleaned_data.get("unit") or unit
        made = services.register(
            actor=request.actor, unit=place, about=form.about(), body=form.body(), relative_of=child
        )
        here = request.actor.covers(made.unit_path)
        return made.get_absolute_url() if here else reverse("care:match") + f"?tre={child.pk if child else ''}"

    answer = loading.sent(request, form, context, add, "Đã ghi vào sổ.")
    return answer or loading.form_page(request, "care/carer_form.html", context)


def _asked_child(request: ActorRequest) -> Child | None:
    """The child whose relative is written down."""
    asked = whole_number(request.GET.get("tre", ""))
    if asked is None:
        return None
    child: Child = get_object_or_404(Child, pk=asked)
    require(request.actor, CarePermission.PROPOSE, child)
    looked(
        request.actor,
        "page",
        "children.child",
        unit_path=child.unit_path,
        object_id=child.pk,
        what="Ghi người thân thích",
    )
    return child


@asks(CarePermission.REGISTER)
def carer_edit(request: ActorRequest, pk: int) -> HttpResponse:
    row = loading.load_carer(pk)
    require(request.actor, CarePermission.REGISTER, row)
    relative, facility = row.kind == "relative", row.kind == "facility"
    saved = initial_of(row, sealing.unseal(row))
    form = CarerForm(request.POST or None, relative=relative, facility=facility, own=row.unit.name, initial=saved)
    context: dict[str, Any] = {
        "form": form,
        "carer": row,
        "child": None,
        "facility": facility,
        "draft": row.pk,
        "crumbs": loading.carer_crumbs(),
    }

    def save() -> str:
        version = form.cleaned_data["version"] or row.version
        services.change(actor=request.actor, carer=row, version=version, about=form.about(), body=form.body())
        return row.get_absolute_url()

    if request.method == "GET":
        loading.look_carer(request, row, what="Mở để ghi")
    answer = loading.sent(request, form, context, save, "Đã lưu.")
    return answer or loading.form_page(request, "care/carer_form.html", context)


@asks(CarePermission.REGISTER)
def carer_verify(request: ActorRequest, pk: int) -> HttpResponse:
    """Mẫu 11."""
    row = loading.load_carer(pk)
    require(request.actor, CarePermission.REGISTER, row)
    form = VerifyForm(request.POST or None, kind=row.kind)
    crumbs = [*loading.carer_crumbs(), (row.code, row.get_absolute_url())]
    context: dict[str, Any] = {"form": form, "carer": row, "crumbs": crumbs}

    def save() -> str:
        data = form.cleaned_data
        services.verify(
            actor=request.actor,
            carer=row,
            ticked=form.ticked(),
            fit=data["fit"],
            counselled=data["counselled"],
            on=data["on"],
        )
        return row.get_absolute_url()

    answer = loading.sent(
        request, form, context, save, "Đã hoàn thành báo cáo xác minh. Chủ tịch UBND xã xem và xác nhận."
    )
    return answer or loading.form_page(request, "care/verify.html", context)


@require_POST
@asks(CarePermission.READ)
def carer_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    row = loading.load_carer(pk)
    if step not in STEPS:
        raise Http404
    name = STEPS[step]
    require(request.actor, CARER.by_name[name].permission, row)
    form = WordsForm(request.POST, auto_id=f"{step}_%s")
    context: dict[str, Any] = {"failed": {step.replace("-", "_"): form}, "opened": step}

    def take() -> str:
        services.step(actor=request.actor, carer=row, name=name, words=form.cleaned_data["words"])
        return row.get_absolute_url()

    answer = loading.sent(request, form, context, take, SAID[name])
    return answer or _page(request, loading.load_carer(pk), status=422, **context)


@require_POST
@asks(CarePermission.REGISTER)
def list_updated(request: ActorRequest) -> HttpResponse:
    services.list_updated(actor=request.actor, unit=own_unit(request))
    tell(request, "Đã ghi: danh sách của quý này đã được cập nhật.")
    return redirect("care:carers")


@require_GET
@asks(CarePermission.PRINT)
def carer_list_print(request: ActorRequest, kind: str) -> HttpResponse:
    """Mẫu 09 as .docx; the working list as .xlsx."""
    unit = own_unit(request)
    require(request.actor, CarePermission.PRINT, unit)
    rows = list(queries.carers(request.actor, ""))
    opened = [(row, sealing.unseal(row)) for row in rows]
    _look_list(request, rows, "print" if kind == "docx" else "export")
    audit.record(
        request.actor,
        "care_printed",
        unit,
        label=unit.name,
        unit_path=unit.path,
        data={"form": papers.LIST, "kind": kind},
    )
    today = timezone.localdate()
    if kind == "docx":
        return loading.as_word(papers.carer_list(unit, opened, today), "mau-09-danh-sach-dang-ky")
    use = f"Người lập: {request.actor.name}, {request.actor.agency_name}."
    return loading.as_file(
        to_xlsx([papers.carer_sheet(unit, opened, today, use)]), "danh-sach-dang-ky.xlsx", loading.EXCEL
    )


@require_GET
@asks(CarePermission.PRINT)
def carer_print(request: ActorRequest, pk: int, form: str) -> HttpResponse:
    """Mẫu 08 or 11 of one carer."""
    row = loading.load_carer(pk)
    require(request.actor, CarePermission.OPEN, row)
    page = queries.page(request.actor, row)
    if form == "11" and page.verification is None:
        raise Http404
    loading.look_carer(request, row, kind="print", what=f"In Mẫu {form}")
    audit.record(request.actor, "care_printed", row, label=row.code, data={"form": form})
    if form == "11" and page.verification is not None:
        return loading.as_word(papers.verification(row, page.verification, page.body), f"mau-11-{row.code.lower()}")
    return loading.as_word(papers.registration(row, page.body), f"mau-08-{row.code.lower()}")
