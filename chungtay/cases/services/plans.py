"""The plan of a cycle while it is written (Decree 56/2017, art. 28): its words and its lines.

What its submission and approval do to it: `services.planning`. What agencies do with its lines: `services.lines`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from chungtay.accounts.models import Agency, User
from chungtay.cases import sealing
from chungtay.cases.guards import plan_of
from chungtay.cases.models import Case, CaseState, LineState, Plan, PlanLine, PlanState
from chungtay.cases.policies import CasePermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.vietnamese import date, fold
from chungtay.law.queries import codelist

WORDS = {"goal": "Mục tiêu", "monitoring": "Giám sát, đánh giá việc thực hiện", "organisation": "Tổ chức thực hiện"}
GROUPS, MEASURES = "service_groups", "protection_measures"
DRAFTING = (CaseState.ASSESSING, CaseState.SPECIFIC, CaseState.PLANNING)
OPEN = (PlanState.DRAFT, PlanState.RETURNED)
MOST_LINES = 60
MOST_COST = 10**12  # đồng; more is a slip of the hand


@dataclass(frozen=True)
class LineData:
    """What an officer writes of a piece of work. `tell_name`: the agency is told the child's given name."""

    service: str
    category: str
    measure: str = ""
    instruction: str = ""
    agency: Agency | None = None
    provider_name: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    cost: int | None = None
    tell_name: bool = False


def may_draft(case: Case, plan: Plan | None) -> bool:
    """Is this the time to write the plan? While it waits for the chair, or is being carried out, it is not."""
    return case.state in DRAFTING and (plan is None or plan.state in OPEN)


def save_words(*, actor: Actor, case: Case, version: int, words: dict[str, str]) -> Plan:
    """Goal, monitoring, organisation. `version`: of the plan as it was read, 0 when there was none. Raises StaleEdit."""
    require(actor, CasePermission.WORK, case)
    if not words.get("goal", "").strip():
        raise UserError("Hãy ghi mục tiêu của kế hoạch.", field="goal")
    with transaction.atomic():
        plan, fresh = _draft(actor, case)
        kept = sealing.unseal(plan)
        if not fresh and version != plan.version:
            mine = {name: words.get(name, "").strip() for name in WORDS}
            raise _stale(plan, {name: kept.get(name, "") for name in WORDS}, mine)
        sealing.seal(plan, kept | {name: words.get(name, "").strip() for name in WORDS})
        plan.version += 0 if fresh else 1
        plan.updated_by_id = actor.user_id
        plan.save()
        audit.record(actor, "plan_written", plan, label=case.code, data={"cycle": plan.cycle})
    return plan


def add_line(*, actor: Actor, case: Case, data: LineData) -> PlanLine:
    """A further piece of work at the end of the plan."""
    require(actor, CasePermission.WORK, case)
    _check(case, data)
    with transaction.atomic():
        plan, _ = _draft(actor, case)
        last = PlanLine.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
        if last >= MOST_LINES:
            raise UserError(f"Kế hoạch đã có {MOST_LINES} phần việc. Hãy gộp các việc giống nhau.")
        line = PlanLine(case=case, plan=plan, position=last + 1, created_by_id=actor.user_id)
        _write(actor, line, data)
        audit.record(actor, "plan_line_added", line, label=case.code, data={"position": line.position})
    return line


def change_line(*, actor: Actor, line: PlanLine, version: int, data: LineData) -> PlanLine:
    """Before the plan is approved. What an agency was asked is not changed behind its back. Raises StaleEdit."""
    require(actor, CasePermission.WORK, line)
    _check(line.case, data)
    with transaction.atomic():
        locked = _locked_draft(actor, line)
        if version != locked.version:
            raise _stale(locked, shown(read(locked)), shown(data))
        locked.version += 1
        _write(actor, locked, data)
        audit.record(actor, "plan_line_changed", locked, label=locked.case.code, data={"position": locked.position})
    return locked


def remove_line(*, actor: Actor, line: PlanLine) -> None:
    """Takes a line out of a draft; the lines after it move up."""
    require(actor, CasePermission.WORK, line)
    with transaction.atomic():
        locked = _locked_draft(actor, line)
        audit_row, code, position = Plan(pk=locked.plan_id), locked.case.code, locked.position
        audit_row.unit_path = locked.unit_path
        plan_id = locked.plan_id
        locked.delete()
        _number(list(PlanLine.objects.filter(plan_id=plan_id).order_by("position", "id")))
        audit.record(actor, "plan_line_removed", audit_row, label=code, data={"position": position})


def move_line(*, actor: Actor, line: PlanLine, up: bool) -> None:
    """One place up or down; at the end of the list nothing happens."""
    require(actor, CasePermission.WORK, line)
    with transaction.atomic():
        locked = _locked_draft(actor, line)
        rows = list(
            PlanLine.objects.select_for_update(of=("self",)).filter(plan=locked.plan_id).order_by("position", "id")
        )
        here = next(place for place, row in enumerate(rows) if row.pk == locked.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
            _number(rows)
            audit.record(actor, "plan_line_moved", locked, label=locked.case.code, data={"to": there + 1})


def repeat_line(*, actor: Actor, case: Case, line: PlanLine) -> PlanLine:
    """A line of an earlier cycle, or one that was refused, written into the draft again; days and agency to be checked."""
    require(actor, CasePermission.WORK, case)
    if line.case_id != case.pk:
        raise NotPossible("Phần việc này thuộc vụ việc khác.")
    old = read(line)
    alive = old.agency is not None and (old.agency.valid_to is None or old.agency.valid_to > timezone.localdate())
    return add_line(
        actor=actor, case=case,
        data=LineData(
            service=old.service, category=old.category, measure=old.measure, instruction=old.instruction,
            agency=old.agency if alive else None, provider_name=old.provider_name, cost=old.cost, tell_name=old.tell_name,
        ),
    )  # fmt: skip


# -- reading a line


def read(line: PlanLine, body: dict[str, Any] | None = None) -> LineData:
    """The line with its sealed words (`body`, when they are open already). Whoever shows it has asked and logged before."""
    body = sealing.unseal(line) if body is None else body
    return LineData(
        service=body.get("service", ""), category=line.category, measure=line.measure,
        instruction=body.get("instruction", ""), agency=line.agency, provider_name=line.provider_name,
        starts_on=line.starts_on, ends_on=line.ends_on, cost=None if line.cost is None else int(line.cost),
        tell_name=bool(body.get("tell_name")),
    )  # fmt: skip


def shown(data: LineData) -> dict[str, Any]:
    """A line in words, for comparing two versions and for the approved plan as it was."""
    return {
        "service": data.service, "code": data.category, "category": codelist(GROUPS).get(data.category, data.category),
        "measure": codelist(MEASURES).get(data.measure, data.measure), "instruction": data.instruction,
        "agency": data.agency.name if data.agency else "", "provider_name": data.provider_name,
        "starts_on": date(data.starts_on), "ends_on": date(data.ends_on), "cost": data.cost, "tell_name": data.tell_name,
    }  # fmt: skip


def lines_of(plan: Plan) -> Any:
    return PlanLine.objects.filter(plan=plan).select_related("agency", "case").order_by("position", "id")


# -- inside


def _draft(actor: Actor, case: Case) -> tuple[Plan, bool]:
    """The plan of this cycle, locked and open for writing; made when there is none. The case is locked first, so that two
    officers never begin two plans."""
    kept = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    plan = plan_of(kept)
    if not may_draft(kept, plan):
        raise NotPossible(
            "Kế hoạch đang chờ duyệt hoặc đã duyệt nên không sửa được nữa. Muốn sửa, hãy đề nghị điều chỉnh kế hoạch."
        )
    if plan is not None:
        locked: Plan = Plan.objects.select_for_update(of=("self",)).select_related("case").get(pk=plan.pk)
        return locked, False
    return begin(actor=actor, case=kept), True


def begin(*, actor: Actor, case: Case, words: dict[str, str] | None = None) -> Plan:
    """An empty plan of the case's cycle; the caller holds the case and knows that there is none."""
    plan = Plan(
        case=case, cycle=case.cycle, drafted_by_id=actor.user_id, drafted_by_name=actor.name[:200],
        created_by_id=actor.user_id, updated_by_id=actor.user_id,
    )  # fmt: skip
    sealing.seal(plan, words or {})
    plan.save()
    return plan


def _locked_draft(actor: Actor, line: PlanLine) -> PlanLine:
    plan, _ = _draft(actor, line.case)
    locked: PlanLine | None = (
        PlanLine.objects.select_for_update(of=("self",)).select_related("agency", "case").filter(pk=line.pk).first()
    )
    if locked is None:
        raise NotPossible("Phần việc này vừa được bỏ khỏi kế hoạch.")
    if locked.plan_id != plan.pk or locked.state != LineState.DRAFT:
        raise NotPossible(
            "Phần việc này đã giao cho cơ quan nên không sửa được. Hãy bỏ phần việc này và thêm phần việc mới."
        )
    return locked


def _check(case: Case, data: LineData) -> None:
    if not data.service.strip():
        raise UserError("Hãy ghi dịch vụ, công việc cần thực hiện.", field="service")
    name = fold(str((sealing.unseal(case).get("child") or {}).get("name", "")))
    for field, words in (("service", data.service), ("instruction", data.instruction)):
        if " " in name and f" {name} " in f" {fold(words)} ":
            raise UserError("Dòng này có họ tên của trẻ và cơ quan thực hiện đọc được. Hãy bỏ họ tên ra.", field=field)
    if data.category not in codelist(GROUPS):
        raise UserError("Hãy chọn nhóm dịch vụ.", field="category")
    if data.measure and data.measure not in codelist(MEASURES):
        raise UserError("Hãy chọn biện pháp trong danh sách.", field="measure")
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        raise UserError(
            f"Bắt đầu ngày {date(data.starts_on)}; hãy chọn ngày kết thúc từ ngày đó trở đi.", field="ends_on"
        )
    if data.cost is not None and not 0 <= data.cost <= MOST_COST:
        raise UserError("Kinh phí ghi bằng đồng, không âm. Hãy kiểm tra lại số.", field="cost")


def _write(actor: Actor, line: PlanLine, data: LineData) -> None:
    line.category, line.measure = data.category, data.measure
    line.agency, line.provider_name = data.agency, data.provider_name.strip()[:200]
    line.starts_on, line.ends_on, line.cost = data.starts_on, data.ends_on, data.cost
    line.updated_by_id = actor.user_id
    words = {"service": data.service.strip(), "instruction": data.instruction.strip(), "tell_name": data.tell_name}
    sealing.seal(line, words)
    line.save()


def _number(rows: list[PlanLine]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            PlanLine.objects.filter(pk=row.pk).update(position=place)


def _stale(row: Plan | PlanLine, theirs: dict[str, Any], mine: dict[str, Any]) -> StaleEdit:
    who = User.objects.filter(pk=row.updated_by_id or 0).first()
    when = timezone.localtime(row.updated_at)
    return StaleEdit(
        theirs={**theirs, "version": row.version}, mine=mine, who=str(who or ""), when=f"{when:%H:%M %d/%m/%Y}"
    )
