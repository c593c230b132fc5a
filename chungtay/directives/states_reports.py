"""The machine of a report. Late is no state: it is computed from the day of sending and the deadline."""

from __future__ import annotations

from chungtay.directives.models import Report, ReportState
from chungtay.directives.policies_reports import ReportPermission
from chungtay.foundation.access import YES, Actor, Decision, no
from chungtay.foundation.workflow import Machine, Transition

_D, _S, _R, _A = ReportState.DRAFTING, ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED


def _has_words(_actor: Actor, report: Report) -> Decision:
    if report.sections.exclude(text__regex=r"^\s*$").exists():
        return YES
    return no("Báo cáo chưa có nội dung nào. Hãy viết ít nhất một mục rồi gửi.")


def _duty_is_open(_actor: Actor, report: Report) -> Decision:
    return YES if report.duty.opened_at else no("Kỳ báo cáo này chưa mở.")


REPORT_MACHINE = Machine(
    model=Report,
    field="state",
    states={str(code): str(label) for code, label in ReportState.choices},
    transitions=(
        Transition("report_submit", (_D, _R), _S, ReportPermission.SUBMIT, "Gửi báo cáo", (_duty_is_open, _has_words)),
        Transition("report_withdraw", (_S,), _D, ReportPermission.SUBMIT, "Rút báo cáo"),
        Transition("report_accept", (_S,), _A, ReportPermission.RECEIVE, "Tiếp nhận"),
        Transition("report_send_back", (_S,), _R, ReportPermission.RECEIVE, "Trả lại", needs_reason=True),
        Transition("report_reopen", (_A,), _R, ReportPermission.RECEIVE, "Mở lại để bổ sung", needs_reason=True),
    ),
)
WRITABLE = (ReportState.DRAFTING, ReportState.RETURNED)
SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)
