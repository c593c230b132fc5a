"""What the commune does with one report; each step asks again whether it may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chungtay.cases.forms.concerns import OpenCaseForm, PassOnForm, WhyForm, WordsForm
from chungtay.cases.models import Concern
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import concerns as queries
from chungtay.cases.services import concern_joining
from chungtay.cases.services import concern_steps as steps
from chungtay.cases.views.concern_loading import attempt, crumbs_of, load_concern, load_work, note_look, page
from chungtay.children.models import Child
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.search import search_children
from chungtay.children.views.loading import done_once
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number, whole_numbers

MOST_CHILDREN = 10
_HERE = "case_concerns:concern"


@asks(CasePermission.RECEIVE)
def pass_on(request: ActorRequest, pk: int) -> HttpResponse:
    """To the commune where it happened."""
    found = load_work(request, pk, CasePermission.RECEIVE)
    form = PassOnForm(request.POST or None, initial={"why": "elsewhere"})
    context: dict[str, Any] = {"form": form, "concern": found, "crumbs": crumbs_of(found)}

    def go() -> str:
        data, unit = form.cleaned_data, form.unit
        if unit is None:
            raise UserError("Hãy chọn xã, phường nơi xảy ra.", field="commune")
        moved = steps.pass_on(actor=request.actor, concern=found, unit=unit, why=data["why"], words=data["words"])
        tell(request, f"Đã chuyển tin báo {moved.code} đến {unit.name}. Xã ấy đã được báo.")
        return "/tin-bao/?loai=da-chuyen"

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, lambda: done_once(request, form, go))
        if url:
            return redirect(url)
    return page(request, "pass_on", context)


@require_http_methods(["GET", "POST"])
@asks(CasePermission.WORK)
def child(request: ActorRequest, pk: int) -> HttpResponse:
    """Who in the register it is; “not known who” is an answer."""
    found, actor = load_work(request, pk), request.actor
    require(actor, ChildPermission.READ)
    if request.method == "POST" and "tim" not in request.POST:
        number = whole_number(request.POST.get("child", ""))
        chosen = get_object_or_404(Child.objects.select_related("unit"), pk=number) if number else None
        steps.know_child(actor=actor, concern=found, child=chosen)
        tell(request, "Đã ghi trẻ trong sổ." if chosen else "Đã ghi: chưa rõ là trẻ nào.")
        return redirect(_HERE, pk=pk)
    words = request.POST.get("tim", queries.child_said(found)).strip()[:100]
    hits = search_children(actor=actor, text=words, limit=MOST_CHILDREN) if words else []
    if hits:
        looked(actor, "search", "children.child", unit_path=found.unit_path, object_ids=[hit.child_id for hit in hits],
               what="Tìm trẻ của một tin báo")  # fmt: skip
    note_look(request, found, "Tìm trẻ của một tin báo")
    answer = page(request, "child", {"concern": found, "hits": hits, "words": words, "crumbs": crumbs_of(found)})
    answer.status_code = 200
    return answer


@asks(CasePermission.WORK)
def open_case(request: ActorRequest, pk: int) -> HttpResponse:
    """A case from this report and from those ticked as the same event."""
    found = load_work(request, pk)
    form = OpenCaseForm(request.POST or None)
    near = [one for one in queries.related(request.actor, found) if one.concern.case_id is None]
    context: dict[str, Any] = {"form": form, "concern": found, "near": near, "crumbs": crumbs_of(found)}

    def go() -> str:
        others = _others(request)
        case = concern_joining.open_case(
            actor=request.actor, concern=found, others=others, secrecy=form.cleaned_data["secrecy"]
        )
        more = f" Đã ghép {len(others)} tin báo cùng sự việc." if others else ""
        tell(request, f"Đã mở vụ việc {case.code}.{more}")
        return case.get_absolute_url()

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, lambda: done_once(request, form, go))
        if url:
            return redirect(url)
    note_look(request, found, "Mở vụ việc từ tin báo")
    return page(request, "open_case", context)


def _others(request: ActorRequest) -> list[Concern]:
    """Read through the scope: what is not there for this actor is not joined."""
    return list(Concern.objects.filter(pk__in=whole_numbers(request.POST.getlist("tin"))).order_by("received_at", "id"))


@require_POST
@asks(CasePermission.WORK)
def join(request: ActorRequest, pk: int) -> HttpResponse:
    """Into a case that is there: by its code, or the one another report is in."""
    found, case = load_work(request, pk), queries.joinable_case(request.actor, request.POST.get("vu_viec", ""))
    if case is None:
        raise UserError("Không thấy vụ việc có mã này trong phạm vi của anh/chị. Hãy xem lại mã, ví dụ VV-2026-000012.")
    concern_joining.join_all(actor=request.actor, concerns=[found], case=case)
    tell(request, f"Đã ghép tin báo {found.code} vào vụ việc {case.code}.")
    return redirect(_HERE, pk=pk)


Do = Callable[[Actor, Concern, dict[str, Any]], object]
# step of the address → (the act, its form, what is said after it)
STEPS: dict[str, tuple[Do, str, str]] = {
    "xac-minh": (lambda actor, one, _: steps.check(actor=actor, concern=one), "", "Đã bắt đầu xác minh."),
    "nguy-hiem": (
        lambda actor, one, _: steps.say_danger(actor=actor, concern=one, danger=True), "",
        "Đã ghi: trẻ gặp nguy hiểm. Thời hạn 12 giờ đang chạy.",
    ),
    "khong-nguy-hiem": (
        lambda actor, one, _: steps.say_danger(actor=actor, concern=one, danger=False), "", "Đã ghi: không khẩn cấp.",
    ),
    "ghi-them": (
        lambda actor, one, data: steps.write_note(actor=actor, concern=one, words=data["words"]), "words", "Đã ghi thêm.",
    ),
    "rut": (
        lambda actor, one, data: steps.withdraw(actor=actor, concern=one, words=data["words"]), "words",
        "Đã ghi việc rút tin. Tin báo vẫn được xác minh.",
    ),
    "khong-can-cu": (
        lambda actor, one, data: steps.find_unfounded(actor=actor, concern=one, why=data["why"], words=data["words"]),
        "concern_unfounded", "Đã kết luận: không có căn cứ.",
    ),
    "xac-minh-lai": (
        lambda actor, one, data: steps.check_again(actor=actor, concern=one, why=data["why"], words=data["words"]),
        "concern_check_again", "Tin báo được xác minh lại.",
    ),
    "tach": (
        lambda actor, one, data: concern_joining.take_apart(actor=actor, concern=one, why=data["why"], words=data["words"]),
        "concern_take_apart", "Đã tách tin báo khỏi vụ việc. Tin báo được xác minh riêng.",
    ),
}  # fmt: skip
TITLES = {
    "ghi-them": "Ghi thêm vào tin báo", "rut": "Người báo rút tin", "khong-can-cu": "Kết luận không có căn cứ",
    "xac-minh-lai": "Xác minh lại", "tach": "Tách khỏi vụ việc",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@asks(CasePermission.REPORT)
def step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    """One step; those that need words have a page of their own. Whether it may be taken is asked by the service."""
    if step not in STEPS:
        raise Http404
    found, (act, needs, said) = load_concern(pk), STEPS[step]
    if not needs and request.method != "POST":
        return redirect(_HERE, pk=pk)
    form = _form(needs, request)
    context: dict[str, Any] = {"form": form, "concern": found, "step": step, "title": TITLES.get(step, "")}
    context["crumbs"] = crumbs_of(found)

    def go() -> str:
        act(request.actor, found, form.cleaned_data if needs else {})
        tell(request, said)
        return reverse(_HERE, args=[pk])

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, go) if needs else go()
        if url:
            return redirect(url)
    return page(request, "step", context)


def _form(needs: str, request: ActorRequest) -> WordsForm | WhyForm:
    """Words, a reason of the list with words, or nothing to ask."""
    data = request.POST or None
    if needs and needs != "words":
        return WhyForm(data, step=needs)
    return WordsForm(data if needs else {})
