"""Form 04 on paper: the plan as approved, or its draft, with its label and to whom it may be supplied."""

from __future__ import annotations

from django.utils import timezone

from chungtay.cases.models import Case, Plan, PlanState
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.form_refs import refs_of
from chungtay.cases.queries.plans import m04
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.documents import OfficialDocument, Signer
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.law.forms import FormVersion, Header, form_of, printed

CODE = "ND56-M04"
SCOPE_MOST = 300
NOT_APPROVED = "bản chưa được phê duyệt"


def version_of(plan: Plan) -> FormVersion:
    """The form in force on the day the plan was begun: a change of law rewrites no plan."""
    return form_of(CODE, timezone.localdate(plan.created_at), plan.unit_path.split("/", 1)[0])


def paper(*, actor: Actor, case: Case, plan: Plan, scope: str = "") -> OfficialDocument:
    """Asks, and writes the print down as a look. `scope` takes the place of the form's own words."""
    require(actor, CasePermission.OPEN, case)
    looked(actor, "print", "cases.case", unit_path=case.unit_path, object_id=case.pk, what="In kế hoạch (Mẫu 04)")
    version = version_of(plan)
    day = timezone.localdate(plan.submitted_at) if plan.submitted_at else timezone.localdate()
    refs = refs_of(case, day)
    refs["officer"] = plan.drafted_by_name
    approved = plan.state in (PlanState.APPROVED, PlanState.REPLACED)
    told = scope or ("" if approved else f"{version.paper.scope} ({NOT_APPROVED})")
    header = Header(
        agency=str(refs["agency_name"]), place=str(refs["place"]), date=day, scope=told,
        signer=Signer(version.paper.signer, plan.drafted_by_name),
    )  # fmt: skip
    answers = m04(plan) | {"officer": plan.drafted_by_name, "child_name": refs.get("child_name", "")}
    return printed(version, answers, refs, header)


def record_file(*, actor: Actor, case: Case, plan: Plan, scope: str) -> None:
    """A paper leaves the file: the trail says that it did. Raises UserError when nobody said to whom."""
    if not scope.strip():
        raise UserError("Hãy ghi phạm vi cung cấp: ai được nhận bản in này.", field="scope")
    if len(scope) > SCOPE_MOST:
        raise UserError(f"Phạm vi cung cấp dài quá {SCOPE_MOST} ký tự.", field="scope")
    audit.record(actor, "plan_printed", plan, label=case.code, data={"cycle": plan.cycle})
