"""Newborns: one in a few words, several from a pasted list of registered births."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from chungtay.children.forms.child import NewbornForm, PasteForm
from chungtay.children.models import Adult, Household
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.families import find_families
from chungtay.children.services.pasted import Line, add_pasted, read_pasted
from chungtay.children.services.recording import UNNAMED, Family, add_newborn
from chungtay.children.views.loading import attempt, done_once, form_page, own_commune, own_hamlets
from chungtay.children.wording import SEX, birth_words
from chungtay.foundation.access import found, require
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number, whole_numbers
from chungtay.territory.models import Unit


@asks(ChildPermission.EDIT)
def newborn(request: ActorRequest) -> HttpResponse:
    """Two steps at most: who the mother is, then save. Without a hit only her name is written down."""
    unit = own_commune(request.actor)
    require(request.actor, ChildPermission.EDIT, unit)
    wanted = request.POST.get("mother_search", "").strip()[:120]
    families = [(one.key, one.words) for one in find_families(unit=unit, text=wanted)] if wanted else []
    looking = "tim" in request.POST
    if looking and families:
        looked(
            request.actor, "search", "children.household", unit_path=unit.path, count=len(families),
            what=f"Tìm mẹ của trẻ mới sinh: {wanted}",
        )  # fmt: skip
    form = NewbornForm(
        request.POST or None,
        hamlets=own_hamlets(unit),
        families=families,
        initial={"birth": timezone.localdate().isoformat()},
    )
    context: dict[str, Any] = {"form": form, "families": families, "crumbs": [("Trẻ em", reverse("children:list"))]}
    context["nobody"] = bool(wanted and not families)
    if request.method == "POST" and not looking and form.is_valid():
        url = attempt(form, context, lambda: _add(request, unit, form))
        if url:
            tell(request, "Đã ghi trẻ mới sinh vào sổ.")
            return redirect(url if "tiep" not in request.POST else "children:newborn")
    if looking:
        form.errors.clear()  # only the mother was looked for; nothing is wrong yet
    return form_page(request, "children/newborn.html", context)


def _add(request: ActorRequest, unit: Unit, form: NewbornForm) -> str:
    family = _family(form.cleaned_data.get("family") or "")
    name = family.mother.full_name if family.mother is not None else form.cleaned_data["mother_search"]
    values = form.values(_words_only(name))
    values["full_name"] = values["full_name"] or UNNAMED

    def add() -> str:
        return add_newborn(
            actor=request.actor, unit=unit, values=values, family=family, sure=form.cleaned_data["sure"],
            hamlet=form.hamlets.get(form.cleaned_data["hamlet"]),
        ).get_absolute_url()  # fmt: skip

    return done_once(request, form, add)


def _words_only(text: str) -> str:
    """A phone number was typed to look the mother up; it is no name."""
    return "" if any(letter.isdigit() for letter in text) else text


def _family(key: str) -> Family:
    """What was chosen, read through the scope: a key of another commune is not there."""
    kind, _, number = key.partition("-")
    pk = whole_number(number)
    if kind == "adult":
        mother: Adult = found(Adult.objects.select_related("household__hamlet").filter(pk=pk).first())
        return Family(mother=mother)
    if kind == "household":
        home: Household = found(Household.objects.select_related("hamlet").filter(pk=pk).first())
        return Family(household=home)
    return Family()


@asks(ChildPermission.EDIT)
def newborn_list(request: ActorRequest) -> HttpResponse:
    """Paste, look over what was read, tick, save."""
    unit = own_commune(request.actor)
    require(request.actor, ChildPermission.EDIT, unit)
    form = PasteForm(request.POST or None)
    crumbs = [("Trẻ em", reverse("children:list")), ("Trẻ mới sinh", reverse("children:newborn"))]
    context: dict[str, Any] = {"form": form, "crumbs": crumbs, "lines": []}
    if request.method == "POST" and form.is_valid():
        lines: list[Line] = []
        read = attempt(form, context, lambda: _read(request, unit, form, lines))
        chosen = set(whole_numbers(request.POST.getlist("dong")))
        same = [one.child.pk for line in lines for one in line.likely]
        if same:
            looked(
                request.actor,
                "search",
                "children.child",
                unit_path=unit.path,
                object_ids=same,
                what="Trẻ giống trẻ sắp ghi",
            )
        saving = "ghi" in request.POST
        context["lines"] = [
            _shown(line, line.number in chosen if saving else line.good and not line.likely) for line in lines
        ]
        url = attempt(form, context, lambda: _save(request, unit, form, lines, chosen)) if read and saving else ""
        if url:
            tell(request, f"Đã ghi {len(chosen)} trẻ vào sổ.")
            return redirect(url)
    return form_page(request, "children/newborn_list.html", context)


def _read(request: ActorRequest, unit: Unit, form: PasteForm, lines: list[Line]) -> str:
    lines.extend(read_pasted(actor=request.actor, unit=unit, text=form.cleaned_data["rows"]))
    return "read"


def _save(request: ActorRequest, unit: Unit, form: PasteForm, lines: list[Line], chosen: set[int]) -> str:
    def add() -> str:
        add_pasted(actor=request.actor, unit=unit, lines=lines, chosen=chosen)
        return reverse("children:list")

    return done_once(request, form, add)


def _shown(line: Line, ticked: bool) -> dict[str, Any]:
    values = line.values
    return {
        "number": line.number, "name": values.get("full_name", ""), "born": birth_words(str(values.get("birth_date") or "")),
        "sex": SEX.get(str(values.get("sex") or ""), ""), "mother": values.get("mother_name", ""),
        "father": values.get("father_name", ""), "faults": line.row.faults, "likely": line.likely, "good": line.good,
        "ticked": ticked,
    }  # fmt: skip
