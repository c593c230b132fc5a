"""Households: the list, one household, the family on one screen."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.family import AdultForm, AdultFormSet, HouseholdForm, KidFormSet
from chungtay.children.models import Child, Household, Kinship
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import child_list, families
from chungtay.children.services.families import GrownUp, Screen, save_family
from chungtay.children.services.family import leave_household, unrelate
from chungtay.children.views.loading import (
    attempt,
    done_once,
    form_page,
    load_child,
    load_household,
    newer,
    own_commune,
    own_hamlets,
    stale_rows,
    survivor_page,
)
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import StaleEdit
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.law.queries import codelist
from chungtay.territory.models import Unit

PAGE = 50


@require_GET
@asks(ChildPermission.READ)
def household_list(request: ActorRequest) -> HttpResponse:
    asked = child_list.asked_from(request.GET, request.actor)
    communes, hamlets = child_list.places(request.actor, asked.unit, timezone.localdate())
    kinds = codelist("household_kinds")
    kind = request.GET.get("dien", "") if request.GET.get("dien", "") in kinds else ""
    context: dict[str, Any] = {
        "asked": asked, "communes": communes, "hamlets": hamlets, "kinds": kinds, "kind": kind, "page": None, "rows": [],
        "may_edit": str(ChildPermission.EDIT) in request.actor.permissions,
    }  # fmt: skip
    if asked.unit is not None and asked.unit.level == "commune":
        rows = families.households(unit=asked.unit, text=asked.text, hamlet_id=asked.hamlet_id, kind=kind)
        page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
        numbers = families.numbers_of(list(page))
        context |= {"page": page, "rows": [(home, numbers.get(home.pk, 0), kinds.get(home.kind, "")) for home in page]}
        ids = [home.pk for home in page]
        if ids:
            looked(
                request.actor,
                "list",
                "children.household",
                unit_path=asked.unit.path,
                object_ids=ids,
                what="Danh sách hộ",
            )
    return render(request, "children/households.html", context)


@require_GET
@asks(ChildPermission.READ)
def household(request: ActorRequest, pk: int) -> HttpResponse:
    home = load_household(pk)
    context = families.household_page(request.actor, home, timezone.localdate())
    ids = [child.pk for child, _ in context["children"]]
    looked(
        request.actor,
        "page",
        "children.household",
        unit_path=home.unit_path,
        object_id=home.pk,
        object_ids=ids,
        what="Hộ gia đình",
    )
    context |= {"may_edit": bool(can(request.actor, ChildPermission.EDIT, home)), "crumbs": _crumbs()}
    return render(request, "children/household.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [("Trẻ em", reverse("children:list")), ("Hộ gia đình", reverse("children:households"))]


@asks(ChildPermission.EDIT)
def household_add(request: ActorRequest) -> HttpResponse:
    """A new family. From a child's page (`?tre=`) the child comes with it, and the names on its record are filled in."""
    unit = own_commune(request.actor)
    require(request.actor, ChildPermission.EDIT, unit)
    child_id = whole_number(request.GET.get("tre", ""))
    child = load_child(child_id) if child_id else None
    if child is not None and (elsewhere := survivor_page(request, child)) is not None:
        return elsewhere
    return _screen(request, unit, None, child)


@asks(ChildPermission.EDIT)
def household_edit(request: ActorRequest, pk: int) -> HttpResponse:
    home = load_household(pk)
    require(request.actor, ChildPermission.EDIT, home)
    return _screen(request, home.unit, home, None)


def _screen(request: ActorRequest, unit: Unit, home: Household | None, child: Child | None) -> HttpResponse:
    first, grown = _initial(home, child)
    form = HouseholdForm(request.POST or None, hamlets=own_hamlets(unit), initial=first)
    adults = AdultFormSet(request.POST or None, prefix="nguoi-lon", initial=grown)
    kids = KidFormSet(request.POST or None, prefix="tre")
    context: dict[str, Any] = {
        "form": form,
        "adults": adults,
        "kids": kids,
        "home": home,
        "child": child,
        "crumbs": _crumbs(),
    }
    if home is not None:
        context["children"] = families.household_page(request.actor, home, timezone.localdate())["children"]
    if request.method == "POST" and all(part.is_valid() for part in (form, adults, kids)):
        url = attempt(form, context, lambda: _save(request, unit, home, child, context))
        if url:
            tell(request, "Đã lưu gia đình.")
            return redirect(url)
    return form_page(request, "children/household_form.html", context)


def _initial(home: Household | None, child: Child | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    if home is not None:
        children = list(Child.objects.filter(household=home).exclude(status="merged").order_by("pk"))
        people = families.members(home, children)
        return HouseholdForm.initial_of(home), [
            AdultForm.initial_of(one.adult, one.common, one.raises) for one in people
        ]
    if child is None:
        return {}, []
    named = (("mother", child.mother_name, "female"), ("father", child.father_name, "male"), ("", child.carer_name, ""))
    grown = [
        {"full_name": name, "relation": relation, "sex": sex, "raises": True} for relation, name, sex in named if name
    ]
    head = child.father_name or child.mother_name or child.carer_name
    return {"hamlet": str(child.hamlet_id or ""), "phone": child.phone, "head_name": head}, grown


def _save(
    request: ActorRequest, unit: Unit, home: Household | None, child: Child | None, context: dict[str, Any]
) -> str:
    form = context["form"]
    screen = _read(context, child)
    try:
        return done_once(
            request,
            form,
            lambda: save_family(actor=request.actor, unit=unit, screen=screen, household=home).get_absolute_url(),
        )
    except StaleEdit as stale:
        if home is not None:
            home.refresh_from_db()
            newer(form, home.version)
        context |= {"stale": stale, "stale_rows": stale_rows(stale)}
        return ""


def _read(context: dict[str, Any], child: Child | None) -> Screen:
    form, data = context["form"], context["form"].cleaned_data
    known = {one.initial.get("id") for one in context["adults"].forms}
    grown = [
        GrownUp(
            values=one.values(), relation=one.cleaned_data["relation"], raises=one.cleaned_data["raises"],
            adult_id=one.cleaned_data["id"] or 0, version=one.cleaned_data["version"] or 0, changed=one.has_changed(),
        )
        for one in context["adults"].forms
        if one.cleaned_data.get("full_name") and (not one.cleaned_data["id"] or one.cleaned_data["id"] in known)
    ]  # fmt: skip
    kids = [one.values() for one in context["kids"].forms if one.cleaned_data.get("full_name")]
    return Screen(
        household=form.values(), hamlet=form.chosen_hamlet(), kind=data["kind"], kind_from=data["kind_from"],
        kind_decision=data["kind_decision"], adults=grown, children=kids, joins=child, version=data["version"] or 0,
        sure=data["sure"],
    )  # fmt: skip


@require_POST
@asks(ChildPermission.EDIT)
def kin_end(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    """This grown-up is no longer that to the child; the past stays."""
    kinship = get_object_or_404(Kinship.objects.select_related("child"), pk=row, child_id=pk)
    unrelate(actor=request.actor, kinship=kinship)
    tell(request, "Đã kết thúc quan hệ. Lịch sử vẫn được giữ.")
    return redirect(f"/tre-em/{pk}/?phan=gia-dinh")


@require_POST
@asks(ChildPermission.EDIT)
def leave_home(request: ActorRequest, pk: int) -> HttpResponse:
    leave_household(actor=request.actor, child=load_child(pk))
    tell(request, "Đã tách trẻ khỏi hộ. Trẻ vẫn ở trong sổ của xã.")
    return redirect(f"/tre-em/{pk}/?phan=gia-dinh")
