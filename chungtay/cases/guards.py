"""What must be so before a case takes a step; each answers with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from chungtay.accounts.models import Delegation, Post
from chungtay.cases import levels
from chungtay.cases.filled import answers_in
from chungtay.cases.models import (
    Case,
    CaseForm,
    Decision,
    DecisionKind,
    FormState,
    LineState,
    Plan,
    PlanLine,
    PlanState,
)
from chungtay.foundation.access import YES, Actor, no
from chungtay.foundation.access import Decision as Answer

Guard = Callable[[Actor, Any], Answer]
MINUTES = "APP-MINUTES"
VERIFICATION = "APP-VERIFY"


def final_of(case: Case, code: str, cycle: int | None = None) -> CaseForm | None:
    """The latest finished form of this code (of this cycle)."""
    forms = CaseForm.objects.filter(case=case, code=code, state=FormState.FINAL)
    found: CaseForm | None = (forms if cycle is None else forms.filter(cycle=cycle)).order_by("-id").first()
    return found


def has_final(code: str, name: str) -> Guard:
    def guard(actor: Actor, case: Any) -> Answer:
        """A reopened case is assessed anew: what was finished before does not count."""
        form = final_of(case, code)
        stale = (
            form is not None
            and case.reopened_at is not None
            and form.done_at is not None
            and form.done_at < case.reopened_at
        )
        if form is None or stale:
            return no(f"Cần hoàn thành {name} trước.")
        if levels.against(form.level_counted, form.level_set) and form.confirmed_by_id is None:
            return no(f"Mức độ trong {name} khác với kết quả đếm: cần người thứ hai xác nhận.")
        return YES

    return guard


def verified_as(true: bool) -> Guard:
    def guard(actor: Actor, case: Any) -> Answer:
        """The verification note (of after the case was opened again) says whether there is ground."""
        form = final_of(case, VERIFICATION)
        if form is None or _before_reopening(case, form):
            return no("Cần hoàn thành phiếu xác minh trước.")
        unfounded = answers_in(form).get("truth") == "unfounded"
        if true and unfounded:
            return no("Phiếu xác minh kết luận không có căn cứ. Hãy trình Chủ tịch kết luận, hoặc xác minh lại.")
        if not true and not unfounded:
            return no("Phiếu xác minh không kết luận “không có căn cứ”.")
        return YES

    return guard


def _before_reopening(case: Case, form: CaseForm) -> bool:
    return case.reopened_at is not None and form.done_at is not None and form.done_at < case.reopened_at


def has_minutes(actor: Actor, case: Any) -> Answer:
    if final_of(case, MINUTES, case.cycle) is not None:
        return YES
    return no("Cần biên bản họp xác định nhu cầu, biện pháp (khoản 2 Điều 27 Nghị định 56/2017).")


def plan_of(case: Case) -> Plan | None:
    """The plan of this cycle."""
    found: Plan | None = Plan.objects.filter(case=case, cycle=case.cycle).exclude(state=PlanState.REPLACED).first()
    return found


def has_approvable_plan(actor: Actor, case: Any) -> Answer:
    plan = plan_of(case)
    if plan is None:
        return no("Chưa có kế hoạch của chu kỳ này.")
    lines = [line for line in PlanLine.objects.filter(plan=plan) if line.state != LineState.CANCELLED]
    if not lines:
        return no("Kế hoạch chưa có phần việc nào.")
    for line in lines:
        if line.starts_on is None or line.ends_on is None:
            return no(f"Phần việc {line.position}: cần ngày bắt đầu và dự kiến kết thúc (khoản 3 Điều 28).")
        if line.agency_id is None and not line.provider_name:
            return no(f"Phần việc {line.position}: cần cơ quan, tổ chức hoặc cá nhân thực hiện (khoản 3 Điều 28).")
    return YES


def not_its_submitter(actor: Actor, case: Any) -> Answer:
    plan = plan_of(case)
    if plan is None or plan.state != PlanState.SUBMITTED:
        return no("Chưa có kế hoạch nào được trình.")
    if actor.user_id in (plan.submitted_by_id, plan.drafted_by_id):
        return no("Người lập hoặc trình kế hoạch không tự phê duyệt được: cần người khác ký.")
    return YES


def review_says_again(actor: Actor, case: Any) -> Answer:
    if final_of(case, "ND56-M06", case.cycle) is None:
        return no("Cần hoàn thành rà soát, đánh giá (Mẫu 06) của chu kỳ này trước.")
    if case.condition_safe and case.condition_stable:
        return no("Hai điều kiện kết thúc đã đạt: hãy trình kết thúc vụ việc, hoặc rà soát lại.")
    return YES


def both_conditions(actor: Actor, case: Any) -> Answer:
    """Decree 56/2017, art. 30.1b: both, recorded, in the review of this cycle."""
    if final_of(case, "ND56-M06", case.cycle) is None:
        return no("Cần hoàn thành rà soát, đánh giá (Mẫu 06) của chu kỳ này trước.")
    if not case.condition_safe:
        return no("Chưa ghi nhận: trẻ không còn nguy cơ bị xâm hại (điểm b khoản 1 Điều 30).")
    if not case.condition_stable:
        return no("Chưa ghi nhận: thể chất, tâm lý, nhận thức, tình cảm của trẻ ổn định (điểm b khoản 1 Điều 30).")
    return YES


def nothing_running(actor: Actor, case: Any) -> Answer:
    separation = separation_of(case)
    if separation is not None and not separation.followers.filter(kind=DecisionKind.COURT, state="signed").exists():
        return no("Trẻ còn đang được tạm thời cách ly. Hãy hủy bỏ hoặc đề nghị Tòa án trước.")
    waiting = PlanLine.objects.filter(case=case, state__in=[LineState.ASKED, LineState.ACCEPTED])
    if waiting.exists():
        return no("Còn phần việc của cơ quan khác chưa xong. Hãy nhận kết quả, hoặc bỏ phần việc với lý do.")
    return YES


def separation_of(case: Case) -> Decision | None:
    """The separation in force: signed and not cancelled. Extensions, cancellation and request to the court are its `followers`.

    Its end by time does not end the duty to decide.
    """
    rows = Decision.objects.filter(case=case, kind=DecisionKind.SEPARATION, state="signed")
    cancelled = Decision.objects.filter(case=case, kind=DecisionKind.SEPARATION_CANCELLED, state="signed")
    found: Decision | None = rows.exclude(pk__in=cancelled.values("about_id")).order_by("-id").first()
    return found


def holds_the_post(actor: Actor, obj: Any) -> Answer:
    """Read anew: a page that stood open since yesterday signs nothing for a post that was lost meanwhile."""
    if post_held(actor, timezone.localdate()) is None:
        return no("Chức vụ của anh/chị không còn hiệu lực hôm nay. Quyết định do người đang giữ chức vụ ký.")
    return YES


def post_held(actor: Actor, day: dt.date) -> Post | None:
    """The post of this actor, if this person held it (or stood in for its holder) on that day."""
    post = Post.objects.on(day).filter(pk=actor.post_id, user__is_active=True).select_related("agency").first()
    if post is None or post.user_id == actor.user_id:
        return post
    given = Delegation.objects.filter(post=post, to_user_id=actor.user_id, revoked_at=None)
    return post if given.filter(first_day__lte=day, last_day__gte=day).exists() else None
