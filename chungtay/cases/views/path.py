"""The list of cases and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.cases.forms.path import EntryForm
from chungtay.cases.guards import plan_of
from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission, may_open
from chungtay.cases.queries import case_list as lists
from chungtay.cases.queries import case_page as pages
from chungtay.cases.queries import clocks
from chungtay.cases.queries.case_steps import buttons
from chungtay.cases.services.opening import open_content
from chungtay.cases.views.path_loading import load_case
from chungtay.foundation.access import can, found
from chungtay.foundation.looking import looked
from chungtay.foundation.panels import panels
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.law.queries import codelist


@require_GET
@asks(CasePermission.READ)
def case_list(request: ActorRequest) -> HttpResponse:
    asked = lists.asked_from(request.GET)
    page = lists.page(request.actor, asked, timezone.now())
    if page.lines:
        path = request.actor.unit_paths[0] if request.actor.unit_paths else ""
        what = "Tìm theo mã số" if asked.text else lists.FILTERS[asked.filter_code]
        ids = [line.case.pk for line in page.lines]
        looked(request.actor, "list", "cases.case", unit_path=path, object_ids=ids, what=what)
    chips = [(words, f"?loc={code}" if code else request.path, code == asked.filter_code and not asked.text)
             for code, words in lists.FILTERS.items() if code != "cua-toi" or request.actor.level == "commune"]  # fmt: skip
    following = f"?loc={asked.filter_code}&sau={page.after.replace('+', '%2B')}" if page.after else ""
    context = {
        "page": page, "asked": asked, "chips": chips, "next_url": following, "many_units": request.actor.level != "commune",
        "question": lists.FILTERS[asked.filter_code], "concerns_url": pages.address("case_concerns:list"),
    }  # fmt: skip
    return render(request, "cases/path/list.html", context)


@require_GET
@asks(CasePermission.OPEN)
def case(request: ActorRequest, pk: int) -> HttpResponse:
    """The content for who may open it; code, state and clocks for who may only supervise."""
    row = load_case(pk)
    now = timezone.now()
    context: dict[str, Any] = {
        "case": row, "now": now, "clocks": clocks.running_of_case(row, now), "kind": codelist("case_kinds").get(row.kind, ""),
        "crumbs": [("Vụ việc", reverse("cases:list"))],
    }  # fmt: skip
    answer = may_open(request.actor, row)
    if answer:
        body = open_content(actor=request.actor, case=row)
        whole = request.GET.get("phan") == "nhat-ky"
        urgent = any(line.clock.code == "T_EMERG" for line in context["clocks"])
        return render(request, "cases/path/case.html", {**context, **_content(request, row, body, urgent, whole=whole)})
    found(row if CasePermission.READ in request.actor.permissions else None)
    looked(
        request.actor,
        "page",
        "cases.case",
        unit_path=row.unit_path,
        object_id=row.pk,
        what="Mã số, tình trạng, thời hạn",
    )
    rows = pages.decisions(row)
    context |= {"reason": answer.reason, "separation": pages.separation_in(rows), **_doors(request, row)}
    return render(request, "cases/path/supervised.html", context)


def _content(request: ActorRequest, row: Case, body: dict[str, Any], urgent: bool, *, whole: bool) -> dict[str, Any]:
    actor = request.actor
    reader = pages.Reader(row)
    forms, decisions, plan = pages.forms_of(row), pages.decisions(row), plan_of(row)
    entries, more = pages.diary(row, reader, pages.MORE_DIARY if whole else pages.DIARY)
    steps = pages.checklist(row, forms, decisions, plan, in_hours=urgent)
    possible, refused = pages.acts(actor, row)
    works = bool(can(actor, CasePermission.WORK, row))
    return {
        "child": pages.child_of(row, body, timezone.localdate()), "summary": body.get("summary", ""),
        "separation": pages.separation_in(decisions, reader), "persons": pages.persons(row, reader), "entries": entries,
        "more_entries": more, "whole": whole, "steps": steps, "forms": forms,
        "decisions": decisions, "plan": plan, "buttons": buttons(row, possible), "refused": refused,
        "may_work": works, "may_decide": bool(can(actor, CasePermission.DECIDE, row)),
        "kinds": pages.may_draft(actor, row), "entry_form": EntryForm() if works else None,
        "urgent": any(step.act == "Mở phiếu khẩn cấp" and step.state == "now" for step in steps),
        "panels": [] if whole else panels(actor, row), "may_take": works and row.officer_id != actor.post_id,
    }  # fmt: skip


def _doors(request: ActorRequest, row: Case) -> dict[str, str]:
    """The ways a post takes that may not open the case by itself."""
    held = request.actor.permissions
    return {
        "reveal_url": pages.address("case_access:reveal", row.pk) if CasePermission.REVEAL in held else "",
        "break_url": pages.address("case_access:break_glass", row.pk) if CasePermission.ASK_BREAK_GLASS in held else "",
    }
