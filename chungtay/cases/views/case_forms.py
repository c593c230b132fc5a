"""Forms of a case on the page: begun with what is known, written in several sittings, finished, confirmed, printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chungtay.cases.filled import Filled
from chungtay.cases.models import Case, CaseForm, FormState, Risk
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import case_forms as queries
from chungtay.cases.services import filling, form_papers
from chungtay.cases.services.filling import Incomplete
from chungtay.foundation.access import can, require
from chungtay.foundation.documents import to_docx, to_html
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.law.forms import count, progress
from chungtay.law.forms.fields import AnswersForm

P = CasePermission
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def load(pk: int) -> CaseForm:
    """Out of scope is 404."""
    rows = CaseForm.objects.select_related("case__unit", "case__officer__user", "case__child", "case__residence_unit")
    found: CaseForm = get_object_or_404(rows, pk=pk)
    return found


def load_case(pk: int) -> Case:
    case: Case = get_object_or_404(
        Case.objects.select_related("unit", "officer__user", "child", "residence_unit"), pk=pk
    )
    return case


@require_GET
@asks(P.OPEN)
def of_case(request: ActorRequest, pk: int) -> HttpResponse:
    """All forms of a case with their earlier versions, and those that may be begun."""
    case = load_case(pk)
    require(request.actor, P.OPEN, case)
    context = {
        "case": case, "groups": queries.groups(case), "crumbs": queries.crumbs(case),
        "offered": queries.offered(case) if can(request.actor, P.WORK, case) else [],
    }  # fmt: skip
    return _page(request, "list", context)


@asks(P.WORK)
def start(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """A form not yet begun is shown filled in with what is known; it is begun with the first saving."""
    case = load_case(pk)
    require(request.actor, P.WORK, case)
    draft = queries.draft_of(case, code)
    if request.method == "POST":
        begun = filling.start_form(actor=request.actor, case=case, code=code)
        fresh = begun.version if draft is None else 0  # somebody else's draft is not written over
        return _kept(request, begun, fresh) if request.POST.get("auto") else _written(request, begun, fresh)
    if draft is not None:
        return redirect("case_forms:fill", draft.pk)
    return _fill_page(request, filling.preview(actor=request.actor, case=case, code=code))


@asks(P.WORK)
def fill(request: ActorRequest, pk: int) -> HttpResponse:
    form = load(pk)
    require(request.actor, P.WORK, form.case)
    if form.state != FormState.DRAFT:
        return redirect("case_forms:view", form.pk)
    if request.method == "POST":
        return _written(request, form)
    return _fill_page(request, filling.opened(actor=request.actor, form=form, what=f"Ghi phiếu {form.code}"))


def _written(request: ActorRequest, form: CaseForm, fresh: int = 0) -> HttpResponse:
    """What was sent is kept first; finishing is tried after. `fresh`: the version of a form begun by this very request."""
    filled = Filled(form, filling.version_of(form), queries.body_of(form))
    page = AnswersForm(filled.version, request.POST, answers=filled.answers)
    version = fresh or _version(request)
    typed = page.typed()
    try:
        saved = filling.save_draft(actor=request.actor, form=form, typed=typed, version=version)
        if request.POST.get("step") != "finish":
            return _saved(request, saved)
        level, reason, number = (request.POST.get(name, "") for name in ("level", "reason", "number"))
        done = filling.finish(
            actor=request.actor, form=saved, version=saved.version, level=level, reason=reason, number=number
        )
    except StaleEdit as error:
        return _again(request, form, page, {"stale": error, "stale_rows": queries.stale_rows(filled.version, error)})
    except Incomplete as error:
        return _again(request, form, page, {"refusal": error.sentence, "faults": error.faults})
    except UserError as error:
        return _again(request, form, page, {"refusal": error.sentence, "refused": error.field})
    tell(
        request,
        "Phiếu đã hoàn thành." if done.state == FormState.FINAL else "Đã gửi người thứ hai xác nhận mức nguy cơ.",
    )
    return redirect("case_forms:view", done.pk)


def _saved(request: ActorRequest, row: CaseForm) -> HttpResponse:
    if request.POST.get("more"):
        place = request.POST["more"]
        return redirect(f"{reverse('case_forms:fill', args=[row.pk])}?dong={place}#id_{place}")
    tell(request, "Đã lưu bản nháp.")
    return redirect("case_forms:fill", row.pk)


def _again(request: ActorRequest, form: CaseForm, page: AnswersForm, more: dict[str, Any]) -> HttpResponse:
    """The page as it was sent, with what is wrong beside each question. Saving again goes on from the newest version."""
    filled = filling.opened(actor=request.actor, form=load(form.pk), what=f"Ghi phiếu {form.code}")
    typed = {**filled.answers, **{key: value for key, value in page.typed().items() if value is not None}}
    page.blame(more.pop("faults", {}))
    return _fill_page(request, filled, page=page, answers=typed, more={**more, "sent": request.POST})


def _fill_page(
    request: ActorRequest, filled: Filled, *, page: AnswersForm | None = None, answers: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    said = filled.answers if answers is None else answers
    version, row = filled.version, filled.row
    form = page or AnswersForm(version, answers=said, version=row.version, prefilled=filled.prefilled)
    spare = request.GET.get("dong", "")
    if spare in form.fields:
        form.spare_rows(spare)
    done, asked = progress(version, said)
    context: dict[str, Any] = {
        "case": row.case, "row": row, "law": version, "form": form, "filled": filled, "done": done, "asked": asked,
        "counts": count(version, said) if version.rule else None, "levels": Risk.choices, "crumbs": queries.crumbs(row.case),
        "new": row._state.adding, "refusal": "", "refused": "", "stale": None,
        "stale_rows": [], "end": _end(filled, (more or {}).get("sent")), "returned": filled.returned,
        "keep_at": _keep_at(row), "hidden": filling.hidden_answers(filled),
    }  # fmt: skip
    status = 422 if more else 200
    return _page(request, "fill", {**context, **(more or {}), "saved_version": row.version}, status)


def _end(filled: Filled, sent: Any) -> dict[str, str]:
    """Level, reason and number as sent, else as they stand."""
    if sent is not None:
        return {name: sent.get(name, "") for name in ("level", "reason", "number")}
    return {"level": filled.row.level_set, "reason": filled.level_reason, "number": filled.row.number}


def _keep_at(row: CaseForm) -> str:
    """Where the page keeps what is typed: a form not yet begun is begun with it."""
    if row._state.adding:
        return reverse("case_forms:start", args=[row.case_id, row.code])
    return reverse("case_forms:autosave", args=[row.pk])


@require_POST
@asks(P.WORK)
def autosave(request: ActorRequest, pk: int) -> HttpResponse:
    """What the page sends by itself. 409: somebody else saved meanwhile; nothing of either is lost."""
    form = load(pk)
    require(request.actor, P.WORK, form.case)
    return _kept(request, form)


def _kept(request: ActorRequest, form: CaseForm, fresh: int = 0) -> HttpResponse:
    page = AnswersForm(filling.version_of(form), request.POST, answers={})
    version = fresh or _version(request)
    try:
        row = filling.save_draft(actor=request.actor, form=form, typed=page.typed(), version=version, by_hand=False)
    except UserError as error:
        return JsonResponse({"sentence": error.sentence}, status=409)
    here = {name: reverse(f"case_forms:{name}", args=[row.pk]) for name in ("autosave", "fill")}
    return JsonResponse({"version": row.version, **here})


def _version(request: ActorRequest) -> int:
    return whole_number(request.POST.get("version", "")) or 0


@require_GET
@asks(P.OPEN)
def view(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, load(pk))


def _shown(request: ActorRequest, form: CaseForm, refusal: str = "") -> HttpResponse:
    """The form as it stands; after a refusal with the reason that was typed, in the fold it was typed in."""
    filled = filling.opened(actor=request.actor, form=form)
    context = {
        "case": form.case, "row": form, "law": filled.version, "filled": filled, "crumbs": queries.crumbs(form.case),
        "parts": queries.answered_parts(filled), "counts": count(filled.version, filled.answers) if filled.version.rule else None,
        "second": filled.waiting and filling.may_confirm(request.actor, form), "history": queries.history(form),
        "works": bool(can(request.actor, P.WORK, form.case)), "hidden": filling.hidden_answers(filled),
        "changes": queries.changes(filled), "refusal": refusal, "typed": request.POST.get("reason", ""),
        "voiding": request.resolver_match is not None and request.resolver_match.url_name == "void",
    }  # fmt: skip
    return _page(request, "view", context, 422 if refusal else 200)


@require_POST
@asks(P.OPEN)
def second(request: ActorRequest, pk: int) -> HttpResponse:
    """The second person agrees, or sends it back with a reason."""
    form = load(pk)
    require(request.actor, P.OPEN, form.case)
    version = _version(request)
    if request.POST.get("step") == "confirm":
        return _act(
            request,
            form,
            lambda: filling.confirm_level(actor=request.actor, form=form, version=version),
            "Đã xác nhận.",
        )
    reason = request.POST.get("reason", "")
    back: Callable[[], object] = lambda: filling.return_level(  # noqa: E731
        actor=request.actor, form=form, version=version, reason=reason
    )
    return _act(request, form, back, "Đã trả lại người lập phiếu.")


@require_POST
@asks(P.WORK)
def void(request: ActorRequest, pk: int) -> HttpResponse:
    form = load(pk)
    require(request.actor, P.WORK, form.case)
    reason = request.POST.get("reason", "")
    return _act(request, form, lambda: filling.void_form(actor=request.actor, form=form, reason=reason), "Đã bỏ phiếu.")


def _act(request: ActorRequest, form: CaseForm, do: Callable[[], object], said: str) -> HttpResponse:
    try:
        do()
    except UserError as error:
        return _shown(request, load(form.pk), error.sentence)
    tell(request, said)
    return redirect("case_forms:view", form.pk)


@asks(P.OPEN)
def print_page(request: ActorRequest, pk: int) -> HttpResponse:
    """The paper on screen; the Word file only after it is said to whom it goes."""
    form = load(pk)
    filled = filling.opened(actor=request.actor, form=form, what=f"In phiếu {form.code}")
    scope = " ".join(request.POST.get("scope", "").split()) or filled.version.paper.scope
    refusal = ""
    if request.method == "POST":
        try:
            form_papers.record_print(actor=request.actor, filled=filled, scope=request.POST.get("scope", ""))
            return _file(form, to_docx(form_papers.paper(filled, scope)))
        except UserError as error:
            refusal = error.sentence
    context = {
        "case": form.case, "row": form, "law": filled.version, "scope": scope, "refusal": refusal,
        "paper": to_html(form_papers.paper(filled, scope)), "crumbs": queries.crumbs(form.case),
    }  # fmt: skip
    return _page(request, "print", context, 422 if refusal else 200)


def _file(form: CaseForm, content: bytes) -> HttpResponse:
    """The name of the file says the codes and nobody's name."""
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{form.case.code}-{form.code}-{form.pk}.docx"'
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: ActorRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = render(request, f"cases/forms/{name}.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
