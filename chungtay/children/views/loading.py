"""What the views of the register share: the record asked for, the commune of the actor, a refusal put back on its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils import timezone

from chungtay.children.forms.child import FIELD_WORDS
from chungtay.children.forms.inputs import ActForm
from chungtay.children.models import Child, ChildStatus, Household
from chungtay.children.queries.duplicates import survivor
from chungtay.children.services.asking import AskAgain
from chungtay.children.wording import SEX, birth_words
from chungtay.foundation.access import Actor, found
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.once import answered, once
from chungtay.foundation.requests import ActorRequest
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist
from chungtay.territory.models import Hamlet, Level, Unit
from chungtay.territory.queries import hamlets_of, unit_by_path

_LISTS = {
    "ethnicity": "ethnicities", "religion": "religions", "residence_kind": "residence_kinds", "lives_with": "lives_with",
    "condition": "parent_conditions",
}  # fmt: skip
HOUSEHOLD_WORDS = {
    "code": "Mã hộ", "head_name": "Chủ hộ", "address": "Địa chỉ", "phone": "Điện thoại", "temporary_house": "Nhà tạm",
    "clean_water": "Nước hợp vệ sinh", "clean_toilet": "Nhà tiêu hợp vệ sinh", "clean_fuel": "Nhiên liệu sạch", "note": "Ghi chú",
    "condition": "Tình trạng", "condition_since": "Tình trạng từ ngày", "away_since": "Đi làm ăn xa từ ngày",
    "away_where": "Đi làm ở đâu", "education": "Trình độ học vấn", "occupation": "Nghề nghiệp", "left_on": "Rời hộ ngày",
}  # fmt: skip
_WORDS = {**HOUSEHOLD_WORDS, **FIELD_WORDS}
_HIDDEN = {"name_key", "birth_date", "version"}


def load_child(pk: int) -> Child:
    """Out of scope is 404."""
    rows = Child.objects.select_related("unit", "hamlet", "household__hamlet", "merged_into")
    child: Child = get_object_or_404(rows, pk=pk)
    return child


def survivor_page(request: ActorRequest, child: Child) -> HttpResponse | None:
    """A form asked for on a merged record is the same form on the one it became; None: the record stands by itself.

    What is sent from a page opened before the merge is not led on: the service refuses it and the words stay on the page.
    """
    if request.method != "GET" or child.status != ChildStatus.MERGED:
        return None
    kept, here = survivor(child), resolve(request.path_info)
    if kept is None:
        return redirect("children_duplicates:follow", pk=child.pk)
    tell(request, f"Hồ sơ {child.full_name} đã gộp vào hồ sơ này. Anh/chị đang ghi vào hồ sơ còn lại.")
    if here.kwargs.get("pk") != child.pk:  # the child stands in the question of the address, not in its path
        return redirect(f"{request.path}?tre={kept.pk}")
    return redirect(reverse(here.view_name, kwargs={**here.kwargs, "pk": kept.pk}))


def load_household(pk: int) -> Household:
    household: Household = get_object_or_404(Household.objects.select_related("unit", "hamlet"), pk=pk)
    return household


def own_commune(actor: Actor) -> Unit:
    """The commune this post writes for; 404 for a post above the communes."""
    unit = unit_by_path(actor.unit_paths[0]) if actor.unit_paths and actor.level == Level.COMMUNE else None
    return found(unit)


def own_hamlets(unit: Unit) -> list[Hamlet]:
    return hamlets_of(unit, timezone.localdate())


def refused(form: forms.BaseForm, error: UserError) -> str:
    """Puts the refusal beside its field; what has no field there comes back as the sentence for the top."""
    if isinstance(error, AskAgain) and isinstance(form, ActForm):
        form.ask_again()
        return ""
    if error.field and error.field in form.fields:
        form.add_error(error.field, error.sentence)
        return ""
    return error.sentence


def doubts_of(error: UserError) -> list[str]:
    return error.doubts if isinstance(error, AskAgain) else []


def stale_rows(error: StaleEdit) -> list[tuple[str, str, str]]:
    """(field, what is saved, what this person typed) where the two differ."""
    return [
        (_WORDS.get(key, key), shown(key, theirs), shown(key, error.mine.get(key)))
        for key, theirs in error.theirs.items()
        if key not in _HIDDEN and theirs != error.mine.get(key)
    ]


def shown(key: str, value: Any) -> str:
    """A value of a record as a person reads it."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if value in (None, ""):
        return ""
    if key == "birth":
        return birth_words(str(value))
    if key == "sex":
        return SEX.get(str(value), str(value))
    if hasattr(value, "year"):
        return date(value)
    return codelist(_LISTS[key]).get(str(value), str(value)) if key in _LISTS else str(value)


def attempt(form: forms.BaseForm, context: dict[str, Any], act: Callable[[], str]) -> str:
    """The address to go on to; empty when it was refused, and then the context says why."""
    try:
        return act()
    except UserError as error:
        context |= {"refusal": refused(form, error), "doubts": doubts_of(error)}
        return ""


def done_once(request: ActorRequest, form: forms.Form, do: Callable[[], str]) -> str:
    """A double click is one act; the same page sent again with other words is not."""
    return once(request.actor.user_id, form.cleaned_data["act"], do, said=_said(request))


def done_already(request: ActorRequest, form: forms.Form) -> str:
    """Where the first click led, so that the second is not asked about what the first has just written."""
    return answered(request.actor.user_id, form.cleaned_data["act"], said=_said(request))


def _said(request: ActorRequest) -> str:
    words = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "act"):
        words.pop(name, None)
    return words.urlencode()


def form_page(request: ActorRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form as it is asked for, or as it came back with something to correct (422). Opened on a record it is a look at it."""
    if request.method == "GET":
        _opened(request.actor, context.get("child"), context.get("home"))
    usual: dict[str, Any] = {"refusal": "", "doubts": [], "stale": None, "stale_rows": [], "likely": []}
    return render(request, template, {**usual, **context}, status=422 if request.method == "POST" else 200)


def _opened(actor: Actor, child: Child | None, home: Household | None) -> None:
    """Which form it was is not said: the log is read by posts that may not know of sealed things."""
    if child is not None:
        looked(actor, "page", "children.child", unit_path=child.unit_path, object_id=child.pk, what="Mở để ghi")
    if home is not None:
        looked(actor, "page", "children.household", unit_path=home.unit_path, object_id=home.pk, what="Mở để ghi")


def crumbs_of(child: Child) -> list[tuple[str, str]]:
    return [("Trẻ em", reverse("children:list")), (child.full_name, child.get_absolute_url())]


def newer(form: forms.Form, version: int) -> None:
    """The form goes on from the version that is saved now: pressing save again keeps what this person typed."""
    data: Any = dict(form.data.items()) if not hasattr(form.data, "copy") else form.data.copy()
    data["version"] = str(version)
    form.data = data
