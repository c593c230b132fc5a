"""People of a case, its child in the register, its officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.forms.path import ClassForm, PersonForm, ReasonForm
from chungtay.cases.models import Case, CasePerson
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import persons as services
from chungtay.cases.services.persons import PersonData
from chungtay.cases.views.path_loading import acted, crumbs_of, load_case, newer, open_case, page
from chungtay.children.models import Child
from chungtay.children.queries.search import search_children
from chungtay.children.search import born
from chungtay.foundation.access import require
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number


@asks(CasePermission.WORK)
def person_add(request: ActorRequest, pk: int) -> HttpResponse:
    case = open_case(request, pk, "Mở để ghi người trong vụ việc")
    require(request.actor, CasePermission.WORK, case)
    form = PersonForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "row": None}

    def do() -> str:
        services.add(actor=request.actor, case=case, data=PersonData(**form.values()))
        return f"{case.get_absolute_url()}#nguoi"

    return acted(request, form, context, do, "Đã ghi.") or page(request, "cases/path/person.html", case, context)


@asks(CasePermission.WORK)
def person_edit(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    case = open_case(request, pk, "Mở để sửa người trong vụ việc")
    require(request.actor, CasePermission.WORK, case)
    found = _load(case, row)
    form = PersonForm(request.POST or None, initial={**services.shown(found), "version": found.version})
    context: dict[str, Any] = {"form": form, "row": found}

    def do() -> str:
        version = form.cleaned_data["version"] or 0
        services.edit(actor=request.actor, person=found, version=version, data=PersonData(**form.values()))
        return f"{case.get_absolute_url()}#nguoi"

    answer = acted(request, form, context, do, "Đã lưu.")
    if answer is None and isinstance(context.get("stale"), StaleEdit):
        stale: StaleEdit = context["stale"]
        newer(form, stale.theirs["version"])
        labels = {name: field.label for name, field in form.fields.items()}
        context["stale_rows"] = [(labels[name], theirs, stale.mine.get(name)) for name, theirs in stale.theirs.items()
                                 if name in labels and name != "version" and theirs != stale.mine.get(name)]  # fmt: skip
    return answer or page(request, "cases/path/person.html", case, context)


@require_POST
@asks(CasePermission.WORK)
def person_void(request: ActorRequest, pk: int, row: int) -> HttpResponse:
    services.void(actor=request.actor, person=_load(load_case(pk), row))
    tell(request, "Đã bỏ dòng ghi nhầm.")
    return redirect("cases:case", pk=pk)


@asks(CasePermission.WORK)
def link(request: ActorRequest, pk: int) -> HttpResponse:
    """The child of the register this case is about: found by name, number or parents, then chosen.

    The search is sent as a form: an address that joins a case with a name would stay in histories and logs.
    """
    case = open_case(request, pk, "Mở để gắn hồ sơ trẻ")
    require(request.actor, CasePermission.WORK, case)
    if request.method == "POST" and "q" not in request.POST:
        return _linked(request, case)
    text = request.POST.get("q", "").strip()[:200]
    hits = search_children(actor=request.actor, text=text)[:20] if text else []
    if hits:
        path = request.actor.unit_paths[0]
        ids = [hit.child_id for hit in hits]
        looked(request.actor, "search", "children.child", unit_path=path, object_ids=ids, what="Tìm hồ sơ trẻ")
    lines = [(hit, born(hit.birth)) for hit in hits]
    context = {"case": case, "crumbs": crumbs_of(case), "text": text, "lines": lines, "reason_form": ReasonForm()}
    return render(request, "cases/path/link.html", context)


def _linked(request: ActorRequest, case: Case) -> HttpResponse:
    chosen = request.POST.get("child", "")
    number = whole_number(chosen)
    if chosen and number is None:
        raise UserError("Hãy chọn hồ sơ trẻ trong danh sách.")
    if number is None:
        services.unlink_child(actor=request.actor, case=case, reason=request.POST.get("reason", ""))
        tell(request, "Đã bỏ gắn hồ sơ trẻ.")
    else:
        services.link_child(actor=request.actor, case=case, child=get_object_or_404(Child, pk=number))
        tell(request, "Đã gắn vụ việc với hồ sơ trẻ.")
    return redirect("cases:case", pk=case.pk)


@asks(CasePermission.WORK)
def classify(request: ActorRequest, pk: int) -> HttpResponse:
    case = open_case(request, pk, "Mở để phân loại")
    require(request.actor, CasePermission.WORK, case)
    form = ClassForm(request.POST or None, initial={"kind": case.kind, "secrecy": case.secrecy})
    context: dict[str, Any] = {"form": form}

    def do() -> str:
        data = {name: form.cleaned_data[name] for name in ("kind", "secrecy", "reason")}
        return services.classify(actor=request.actor, case=case, **data).get_absolute_url()

    return acted(request, form, context, do, "Đã phân loại lại.") or page(
        request, "cases/path/classify.html", case, context
    )


@asks(CasePermission.OPEN)
def give(request: ActorRequest, pk: int) -> HttpResponse:
    """The officer takes the case, or the chair gives it to one of the commune."""
    case = open_case(request, pk, "Mở để giao phụ trách")
    rows = Post.objects.on(timezone.localdate()).filter(unit__path=case.unit_path, role=RoleCode.COMMUNE_OFFICER)
    posts = list(rows.filter(user__is_active=True).select_related("user").order_by("user__order_key"))
    if request.method == "POST":
        number = whole_number(request.POST.get("post", ""))
        post = next((one for one in posts if one.pk == number), None)
        if post is None:
            raise UserError("Hãy chọn người phụ trách.")
        services.give_to(actor=request.actor, case=case, post=post)
        tell(request, f"Đã giao {post.user} phụ trách.")
        return redirect("cases:case", pk=pk)
    return page(request, "cases/path/give.html", case, {"posts": posts})


def _load(case: Case, row: int) -> CasePerson:
    found: CasePerson = get_object_or_404(CasePerson, pk=row, case=case, void_at=None)
    found.case = case
    return found
