"""The emergency card: read by everybody in a post, without opening any case; and the support policies of one case."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.cases.card import STALE_DAYS
from chungtay.cases.forms.support import ContactForm, GrantForm
from chungtay.cases.models import Case, Contact, Entitlement
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import card as cards
from chungtay.cases.queries import entitlements
from chungtay.cases.services import contacts
from chungtay.cases.services.entitlements import set_entitlement
from chungtay.children.views.loading import attempt, done_once, newer
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import StaleEdit
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.law.queries import codelist
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import units_on

P = CasePermission


def _unit(request: ActorRequest) -> Unit:
    """The unit whose card is read: the one asked for (`?xa=`), else that of the post. Any card may be read."""
    wanted = request.GET.get("xa", "")
    if wanted:
        return cards.unit_today(get_object_or_404(Unit, path=wanted[:40]), timezone.localdate())
    return get_object_or_404(Unit, pk=request.actor.unit_id)


def _context(request: ActorRequest, unit: Unit) -> dict[str, Any]:
    today = timezone.localdate()
    province = unit if unit.level == Level.PROVINCE else unit.parent
    communes = units_on(today, Level.COMMUNE, province) if request.actor.level != Level.COMMUNE and province else []
    return {
        "card": cards.card_of(unit, today), "unit": unit, "today": today, "communes": communes, "stale_days": STALE_DAYS,
        "may_edit": bool(can(request.actor, P.CARD_EDIT, unit)), "query": f"?xa={unit.path}",
    }  # fmt: skip


@require_GET
@asks(P.CARD)
def card(request: ActorRequest) -> HttpResponse:
    return render(request, "cases/support/card.html", _context(request, _unit(request)))


@require_GET
@asks(P.CARD)
def card_print(request: ActorRequest) -> HttpResponse:
    """One A4 sheet for the wall."""
    return render(request, "cases/support/card_print.html", _context(request, _unit(request)))


def _crumbs(unit: Unit) -> list[tuple[str, str]]:
    return [(f"Thẻ khẩn cấp: {unit.name}", f"{reverse('case_support:card')}?xa={unit.path}")]


@asks(P.CARD_EDIT)
def contact_add(request: ActorRequest) -> HttpResponse:
    unit = _unit(request)
    require(request.actor, P.CARD_EDIT, unit)
    initial = {"kind": request.GET.get("loai", "")}
    form = ContactForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "unit": unit, "crumbs": _crumbs(unit), "refusal": "", "stale": None}

    def add() -> str:
        data = {key: form.cleaned_data[key] for key in ("kind", "name", "phone", "note", "tried")}
        contacts.add_contact(actor=request.actor, unit=unit, **data)
        return f"{reverse('case_support:card')}?xa={unit.path}"

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, lambda: done_once(request, form, add))
        if url:
            tell(request, "Đã ghi số lên thẻ.")
            return redirect(url)
    return render(request, "cases/support/contact.html", context, status=422 if request.method == "POST" else 200)


@asks(P.CARD_EDIT)
def contact_edit(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Contact.objects.select_related("unit"), pk=pk, ended_on=None)
    require(request.actor, P.CARD_EDIT, found)
    form = ContactForm(request.POST or None, contact=found)
    context: dict[str, Any] = {"form": form, "unit": found.unit, "contact": found, "crumbs": _crumbs(found.unit),
                               "refusal": "", "stale": None}  # fmt: skip

    def edit() -> str:
        data = {key: form.cleaned_data[key] for key in ("kind", "name", "phone", "note")}
        try:
            contacts.edit_contact(actor=request.actor, contact=found, version=form.cleaned_data["version"] or 0, **data)
        except StaleEdit as stale:
            found.refresh_from_db()
            newer(form, found.version)
            context["stale"] = stale
            return ""
        return f"{reverse('case_support:card')}?xa={found.unit_path}"

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, edit)
        if url:
            tell(request, "Đã sửa số trên thẻ.")
            return redirect(url)
    return render(request, "cases/support/contact.html", context, status=422 if request.method == "POST" else 200)


STEPS = {
    "da-goi": (contacts.try_contact, "Đã ghi là gọi thử hôm nay."),
    "bo": (contacts.end_contact, "Đã bỏ số khỏi thẻ."),
}


@require_POST
@asks(P.CARD_EDIT)
def contact_step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    found = get_object_or_404(Contact, pk=pk)
    verb, words = STEPS[step]
    verb(actor=request.actor, contact=found)
    tell(request, words)
    return redirect(f"{reverse('case_support:card')}?xa={found.unit_path}")


# Support policies


def _case(request: ActorRequest, pk: int, permission: CasePermission) -> Case:
    case: Case = get_object_or_404(Case.objects.select_related("child", "unit"), pk=pk)
    require(request.actor, permission, case)
    return case


def _case_crumbs(case: Case) -> list[tuple[str, str]]:
    return [("Vụ việc", "/vu-viec/"), (case.code, case.get_absolute_url())]


@require_GET
@asks(P.OPEN)
def policies(request: ActorRequest, pk: int) -> HttpResponse:
    case = _case(request, pk, P.OPEN)
    looked(request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Chính sách hỗ trợ")
    today = timezone.localdate()
    context = {
        "case": case, "policies": entitlements.of_case(case, today), "crumbs": _case_crumbs(case),
        "may_work": bool(can(request.actor, P.WORK, case)), "today": today,
    }  # fmt: skip
    return render(request, "cases/support/policies.html", context)


@asks(P.WORK)
def policy(request: ActorRequest, pk: int, policy: str) -> HttpResponse:
    """One policy of one case: granted by which decision, or not and why. `?dong=`: a row written before."""
    case = _case(request, pk, P.WORK)
    name = codelist("support_policies").get(policy)
    if name is None:
        raise Http404
    row_id = whole_number(request.GET.get("dong", ""))
    row = get_object_or_404(Entitlement, pk=row_id, case=case, policy=policy) if row_id else None
    form = GrantForm(request.POST or None, entitlement=row)
    back = reverse("case_support:policies", args=[pk])
    context: dict[str, Any] = {"form": form, "case": case, "name": name, "back": back, "refusal": "", "stale": None,
                               "crumbs": [*_case_crumbs(case), ("Chính sách hỗ trợ", back)]}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, lambda: _set(request, case, policy, row, form, context))
        if url:
            tell(request, "Đã ghi chính sách.")
            return redirect(url)
    if request.method == "GET":
        looked(request.actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="Mở để ghi")
    return render(request, "cases/support/policy.html", context, status=422 if request.method == "POST" else 200)


def _set(
    request: ActorRequest, case: Case, policy: str, row: Entitlement | None, form: GrantForm, context: dict[str, Any]
) -> str:
    def act() -> str:
        set_entitlement(
            actor=request.actor, case=case, policy=policy, values=form.values(), entitlement=row,
            version=form.cleaned_data["version"] or 0,
        )  # fmt: skip
        return reverse("case_support:policies", args=[case.pk])

    try:
        return done_once(request, form, act)
    except StaleEdit as stale:
        if row is not None:
            row.refresh_from_db()
            newer(form, row.version)
        context["stale"] = stale
        return ""
