"""Short forms on one child: facts, growth, doses, school, support. One view over a table of kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.children.forms import facts as forms
from chungtay.children.forms.inputs import ActForm
from chungtay.children.models import Child, Fact, FactKind
from chungtay.children.policies import ChildPermission
from chungtay.children.services import facts as services
from chungtay.children.views.loading import attempt, crumbs_of, done_once, form_page, load_child, survivor_page
from chungtay.children.wording import age_words
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, address_here, asks
from chungtay.foundation.vietnamese import parse_date

Write = Callable[[Actor, Child, Any], object]


@dataclass(frozen=True)
class Kind:
    """A short form: what it is called, the form, what it does, the part of the page it comes back to."""

    title: str
    form: type[ActForm]
    write: Write
    part: str = ""
    day: str = "valid_from"
    sealed: bool = False


def _fact(kind: FactKind) -> Write:
    return lambda actor, child, form: services.add_fact(actor=actor, child=child, kind=kind, **form.fact())


def _saw(actor: Actor, child: Child, form: Any) -> object:
    return services.saw(actor=actor, child=child, on=form.cleaned_data["on"], where=form.cleaned_data["where"])


def _plain(service: Callable[..., object]) -> Write:
    """A service whose keywords are the fields of the form."""

    def write(actor: Actor, child: Child, form: Any) -> object:
        data = {key: value for key, value in form.cleaned_data.items() if key not in ("act", "sure")}
        return service(actor=actor, child=child, **data)

    return write


def _measure(actor: Actor, child: Child, form: Any) -> object:
    data = {key: form.cleaned_data[key] for key in ("on", "weight", "height", "source", "sure")}
    return services.measure(actor=actor, child=child, lying=form.cleaned_data["lying"] or None, **data)


def _immunise(actor: Actor, child: Child, form: Any) -> object:
    data = form.cleaned_data
    return services.immunise(actor=actor, child=child, doses=form.chosen(), on=data["on"], source=data["source"])


KINDS: dict[str, Kind] = {
    "bao-hiem": Kind("Thẻ bảo hiểm y tế", forms.InsuranceForm, _fact(FactKind.INSURANCE), "suc-khoe"),
    "can-do": Kind("Cân đo", forms.GrowthForm, _measure, "suc-khoe", "on"),
    "tiem-chung": Kind("Tiêm chủng", forms.DosesForm, _immunise, "suc-khoe", "on"),
    "khuyet-tat": Kind("Khuyết tật", forms.DisabilityForm, _fact(FactKind.DISABILITY), "suc-khoe"),
    "benh": Kind("Bệnh hiểm nghèo, bệnh điều trị dài ngày", forms.IllnessForm, _fact(FactKind.ILLNESS), "suc-khoe"),
    "hiv": Kind("Nhiễm HIV/AIDS", forms.HivForm, _fact(FactKind.HIV), "suc-khoe", sealed=True),
    "tai-nan": Kind("Tai nạn thương tích", forms.InjuryForm, _fact(FactKind.INJURY), "suc-khoe"),
    "sang-loc": Kind("Sàng lọc sơ sinh", forms.SinceForm, _fact(FactKind.SCREENING), "suc-khoe"),
    "hoc-tap": Kind("Năm học", forms.SchoolingForm, _plain(services.set_schooling), "hoc-tap", ""),
    "nha-tre": Kind("Nhà trẻ, mẫu giáo", forms.SinceForm, _fact(FactKind.PRESCHOOL), ""),
    "boi": Kind("Biết bơi an toàn", forms.SinceForm, _fact(FactKind.SWIMMING), ""),
    "internet": Kind("Sử dụng internet", forms.SinceForm, _fact(FactKind.INTERNET), ""),
    "tham-gia": Kind("Tham gia câu lạc bộ, diễn đàn", forms.ParticipationForm, _fact(FactKind.PARTICIPATION), ""),
    "ho-tro": Kind("Hỗ trợ đã nhận", forms.SupportForm, _plain(services.give_support), "hoan-canh", "on"),
    "gap-tre": Kind("Gặp trẻ", forms.SeenForm, _saw, "", "on"),
}


@asks(ChildPermission.EDIT)
def write(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    found, chosen = load_child(pk), _kind(request.actor, kind)
    require(request.actor, ChildPermission.EDIT, found)
    if (elsewhere := survivor_page(request, found)) is not None:
        return elsewhere
    form = _form(request, chosen, found)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "form": form, "child": found, "kind": chosen, "slug": kind, "crumbs": crumbs_of(found),
        "age": age_words(found.birth, today),
    }  # fmt: skip
    back = f"{found.get_absolute_url()}{f'?phan={chosen.part}' if chosen.part else ''}"

    def act() -> str:
        chosen.write(request.actor, found, form)
        return back

    if request.method == "POST" and form.is_valid():
        url = attempt(form, context, lambda: done_once(request, form, act))
        if url:
            tell(request, "Đã ghi thông tin sức khỏe." if chosen.sealed else f"Đã ghi: {chosen.title}.")
            return redirect(url)
    return form_page(request, "children/fact.html", {**context, "back": back})


def _kind(actor: Actor, slug: str) -> Kind:
    """A sealed kind does not exist for who may not see such rows."""
    kind = KINDS.get(slug)
    if kind is None or (kind.sealed and str(ChildPermission.SENSITIVE) not in actor.permissions):
        raise Http404
    return kind


def _form(request: ActorRequest, kind: Kind, child: Child) -> ActForm:
    initial = {kind.day: timezone.localdate()} if kind.day else {}
    if kind.form is not forms.DosesForm:
        return kind.form(request.POST or None, initial=initial)
    taken = set(child.vaccines)
    plan = services.schedule()
    listed = [(f"{dose.vaccine}-{dose.number}", dose.name) for dose in plan.doses]
    bought = [code for code, series in plan.covers.items() if series != (code,)]
    listed += [(f"{code}-{number}", f"{plan.names[code]}, mũi {number}") for code in bought for number in (1, 2, 3)]
    left = [(code, name) for code, name in listed if code not in taken]
    return forms.DosesForm(request.POST or None, initial=initial, doses=left)


# What can be taken away again, by the word in the address.
LINES = {
    "thong-tin": "fact",
    "can-do": "growth",
    "mui-tiem": "immunisation",
    "nam-hoc": "schooling",
    "ho-tro": "support",
}


@require_POST
@asks(ChildPermission.EDIT)
def line_step(request: ActorRequest, pk: int, line: str, row: int, step: str) -> HttpResponse:
    """A line written by mistake is taken away (`bo`); a fact that is no longer so ends today or on the day given (`het`)."""
    if line not in LINES or step not in ("bo", "het"):
        raise Http404
    found = load_child(pk)
    rows = apps.get_model("children", LINES[line]).objects.select_related("child")
    chosen = get_object_or_404(rows, pk=row, child=found)
    if step == "bo":
        services.remove(actor=request.actor, row=chosen)
        tell(request, "Đã bỏ dòng ghi nhầm.")
    elif isinstance(chosen, Fact):
        services.end_fact(actor=request.actor, fact=chosen, on=_day_of(request.POST.get("on", "")))
        tell(request, "Đã ghi là không còn nữa.")
    else:
        raise UserError("Dòng này không có ngày kết thúc; ghi nhầm thì hãy bỏ dòng.")
    return redirect(address_here(request, request.POST.get("next", "")[:200], found.get_absolute_url()))


def _day_of(typed: str) -> dt.date:
    """Today when nothing is typed; a day that does not exist is told, never taken for today."""
    if not typed.strip():
        return timezone.localdate()
    day = parse_date(typed)
    if day is None:
        raise UserError(f"“{typed.strip()[:40]}” không phải là ngày. Chưa có gì thay đổi. Hãy ghi ngày/tháng/năm.")
    return day
