"""Children: the list, the page of one, adding, editing, closing and opening a record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.children.forms.child import ChildForm, EndForm, ReasonForm
from chungtay.children.models import Child, ChildStatus, Household
from chungtay.children.policies import ChildPermission
from chungtay.children.quality import FAULTS, faults_of
from chungtay.children.queries import child_list as queries
from chungtay.children.queries.child_page import PARTS, child_page
from chungtay.children.queries.lists import FILTERS
from chungtay.children.queries.same import Likely, likely_same
from chungtay.children.services import children as services
from chungtay.children.services.recording import add_by_hand, edit_by_hand
from chungtay.children.views.loading import (
    attempt,
    crumbs_of,
    done_already,
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
from chungtay.children.views.neighbours import from_child, from_list
from chungtay.children.wording import SEX, age_words, birth_words, count_words
from chungtay.foundation.access import require
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.looking import looked, looked_each
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.territory.models import Unit


@require_GET
@asks(ChildPermission.READ)
def child_list(request: ActorRequest) -> HttpResponse:
    today = timezone.localdate()
    asked = queries.asked_from(request.GET, request.actor)
    reader = queries.found_page if asked.text else queries.list_page
    page = reader(request.actor, asked, today)
    question = FILTERS[asked.filter_code]
    if page.children:
        looked_each(
            request.actor, "search" if asked.text else "list", "children.child",
            [(child.pk, child.unit_path) for child in page.children],
            what=f"{question.words}{f', tìm “{asked.text}”' if asked.text else ''}",
        )  # fmt: skip
    return render(request, "children/list.html", _list_context(request, asked, page, today))


def _list_context(
    request: ActorRequest, asked: queries.Asked, page: queries.ListPage, today: dt.date
) -> dict[str, Any]:
    communes, hamlets = queries.places(request.actor, asked.unit, today)
    lacking = asked.filter_code == "thieu" and asked.unit is not None and asked.unit.level == "commune"
    return {
        "asked": asked, "page": page, "rows": _rows(page, today), "count": count_words(page.count),
        "question": FILTERS[asked.filter_code], "chips": _chips(request, asked.filter_code), "communes": communes,
        "hamlets": hamlets, "ages": queries.AGE_WORDS, "faults": FAULTS,
        "lacking": queries.lacking_by_hamlet(request.actor, asked.unit, today) if lacking and asked.unit else [],
        "next_url": _address(request, sau=page.after, truoc=None), "before_url": _address(request, truoc=page.before, sau=None),
        "others": from_list(request.actor),
        "may_edit": str(ChildPermission.EDIT) in request.actor.permissions, "many_units": request.actor.level != "commune",
    }  # fmt: skip


def _rows(page: queries.ListPage, today: dt.date) -> list[dict[str, Any]]:
    """Lines of the table: words only, so that the template decides nothing."""
    return [
        {
            "child": child, "age": age_words(child.birth, today, about=child.birth_about), "born": birth_words(child.birth),
            "sex": SEX.get(child.sex, ""), "special": child.pk in page.marked, "faults": faults_of(child.faults),
            "why": page.why.get(child.pk, ""), "gone": child.get_status_display() if child.status != ChildStatus.HERE else "",
        }
        for child in page.children
    ]  # fmt: skip


def _address(request: HttpRequest, **changes: Any) -> str:
    words = request.GET.copy()
    for key, value in changes.items():
        words.pop(key, None)
        if value:
            words[key] = str(value)
    return f"?{words.urlencode()}" if any(changes.values()) else ""


def _chips(request: HttpRequest, current: str) -> list[tuple[str, str, bool]]:
    """Every saved question; the place chosen stays, the search does not."""
    kept = {key: request.GET[key] for key in ("xa", "thon") if request.GET.get(key)}
    base = request.GET.copy()
    base.clear()
    base.update(kept)
    chips = []
    for code, one in FILTERS.items():
        words = base.copy()
        words["loc"] = code
        chips.append((one.words, f"?{words.urlencode()}", code == current))
    return chips


@require_GET
@asks(ChildPermission.READ)
def child(request: ActorRequest, pk: int) -> HttpResponse:
    found = load_child(pk)
    if found.status == ChildStatus.MERGED and found.merged_into_id:
        return redirect("children_duplicates:follow", pk=found.pk)
    part = request.GET.get("phan", "")
    part = part if part in PARTS else ""
    looked(request.actor, "page", "children.child", unit_path=found.unit_path, object_id=found.pk, what=PARTS[part])
    context = child_page(request.actor, found, part, timezone.localdate())
    context["others"] = from_child(request.actor, pk, keeps=context["may_edit"] and found.status == ChildStatus.HERE)
    tabs = [(words, f"?phan={code}" if code else found.get_absolute_url(), code == part) for code, words in PARTS.items()
            if code != "ai-da-xem" or context["may_see_looks"]]  # fmt: skip
    crumbs = [("Trẻ em", reverse("children:list"))]
    return render(
        request, "children/child.html", {**context, "tabs": tabs, "crumbs": crumbs, "reason_form": ReasonForm()}
    )


@asks(ChildPermission.EDIT)
def child_add(request: ActorRequest) -> HttpResponse:
    """Search first: nobody is written down before the likely same ones were looked at."""
    unit = own_commune(request.actor)
    require(request.actor, ChildPermission.EDIT, unit)
    home_id = whole_number(request.GET.get("ho", ""))
    home = load_household(home_id) if home_id else None
    initial = {"full_name": request.GET.get("ten", "")[:120], "hamlet": str(home.hamlet_id or "") if home else ""}
    form = ChildForm(request.POST or None, hamlets=own_hamlets(unit), initial=initial)
    context: dict[str, Any] = {"form": form, "home": home, "crumbs": [("Trẻ em", reverse("children:list"))]}
    context["different"] = "khac" in request.POST
    if request.method == "POST" and form.is_valid():
        url = done_already(request, form)
        context["likely"] = [] if url or context["different"] else _likely(request, unit, form)
        if not url and not context["likely"]:
            url = attempt(form, context, lambda: _add(request, unit, form, home))
        if url:
            tell(request, f"Đã ghi {form.cleaned_data['full_name']} vào sổ.")
            return redirect(url)
    return form_page(request, "children/add.html", context)


def _likely(request: ActorRequest, unit: Unit, form: ChildForm) -> list[tuple[Likely, str, str]]:
    today = timezone.localdate()
    found = likely_same(actor=request.actor, unit=unit, values=form.values())
    if found:
        looked(
            request.actor, "search", "children.child", unit_path=unit.path, object_ids=[one.child.pk for one in found],
            what="Trẻ giống trẻ sắp ghi",
        )  # fmt: skip
    return [(one, birth_words(one.child.birth), age_words(one.child.birth, today)) for one in found]


def _add(request: ActorRequest, unit: Unit, form: ChildForm, home: Household | None) -> str:
    def add() -> str:
        return add_by_hand(
            actor=request.actor, unit=unit, values=form.values(), hamlet=form.chosen_hamlet(), household=home,
            sure=form.cleaned_data["sure"],
        ).get_absolute_url()  # fmt: skip

    return done_once(request, form, add)


@asks(ChildPermission.EDIT)
def child_edit(request: ActorRequest, pk: int) -> HttpResponse:
    found = load_child(pk)
    require(request.actor, ChildPermission.EDIT, found)
    if (elsewhere := survivor_page(request, found)) is not None:
        return elsewhere
    kin = found.kin.filter(valid_to=None).values_list("relation", flat=True)
    followed = [f"{relation}_name" for relation in kin if relation in ("father", "mother")]
    form = ChildForm(
        request.POST or None, hamlets=own_hamlets(found.unit), followed=followed, initial=ChildForm.initial_of(found)
    )
    context: dict[str, Any] = {"form": form, "child": found, "crumbs": crumbs_of(found)}
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, context, lambda: _edit(request, found, form, context))
    ):
        tell(request, "Đã lưu hồ sơ.")
        return redirect("children:child", pk=pk)
    return form_page(request, "children/edit.html", context)


def _edit(request: ActorRequest, found: Child, form: ChildForm, context: dict[str, Any]) -> str:
    data = form.cleaned_data
    try:
        return edit_by_hand(
            actor=request.actor, child=found, version=data["version"] or 0, values=form.values(),
            hamlet=form.chosen_hamlet(), sure=data["sure"],
        ).get_absolute_url()  # fmt: skip
    except StaleEdit as stale:
        found.refresh_from_db()
        newer(form, found.version)
        context |= {"stale": stale, "stale_rows": stale_rows(stale)}
        return ""


@asks(ChildPermission.EDIT)
def child_end(request: ActorRequest, pk: int) -> HttpResponse:
    found = load_child(pk)
    require(request.actor, ChildPermission.EDIT, found)
    if (elsewhere := survivor_page(request, found)) is not None:
        return elsewhere
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    context: dict[str, Any] = {"form": form, "child": found, "crumbs": crumbs_of(found)}

    def end() -> str:
        data = {key: form.cleaned_data[key] for key in ("status", "on", "reason")}
        return services.end_child(actor=request.actor, child=found, **data).get_absolute_url()

    if request.method == "POST" and form.is_valid() and attempt(form, context, end):
        tell(request, "Đã đóng hồ sơ. Mở lại được ở trang của trẻ.")
        return redirect("children:child", pk=pk)
    return form_page(request, "children/end.html", context)


@require_POST
@asks(ChildPermission.EDIT)
def child_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    found = load_child(pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if not reason:
        raise UserError("Hãy ghi lý do mở lại hồ sơ.")
    services.reopen_child(actor=request.actor, child=found, reason=reason)
    tell(request, "Đã mở lại hồ sơ.")
    return redirect("children:child", pk=pk)
