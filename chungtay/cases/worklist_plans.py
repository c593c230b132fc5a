"""Lines of My day: for an agency the work asked of it; for the officer what agencies refused or left undone.

They name the case by its code; what it is about is told on the line's own page, where the look is written down.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from chungtay.cases.models import LineState, PlanLine
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import lines as queries
from chungtay.cases.services.lines import RUNNING
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10
MOST = 200  # lines read for an officer; counting stops here
KIND = "Phần việc"
LIST = "/phan-viec/"


def _asked(actor: Actor, today: dt.date) -> QuerySet[PlanLine] | None:
    if str(CasePermission.ANSWER_LINE) in actor.permissions:
        return queries.of_agency(actor).filter(state__in=RUNNING)
    if str(CasePermission.WORK) in actor.permissions:
        return queries.answered_for(actor).filter(_REFUSED | _overdue(today))
    return None


@worklist.register("case_lines", when=_asked)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    if str(CasePermission.ANSWER_LINE) in actor.permissions:
        return _of_agency(actor, today)
    if str(CasePermission.WORK) in actor.permissions:
        return _of_officer(actor, today)
    return {}


def _of_agency(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Late before all else; then what waits for an answer, what ends soon, what runs."""
    soon = today + dt.timedelta(days=queries.SOON)
    running, late = Q(state__in=RUNNING), Q(ends_on__lt=today)
    due = Q(state=LineState.ACCEPTED, ends_on__lte=soon)
    groups = {
        "late": running & late,
        "new": Q(state=LineState.ASKED) & ~Q(ends_on__lt=today),
        "due": due & ~late,
        "running": Q(state=LineState.ACCEPTED) & ~due & ~late,
    }
    rows = queries.of_agency(actor).filter(state__in=RUNNING)
    totals = rows.order_by().aggregate(**{name: Count("pk", filter=condition) for name, condition in groups.items()})
    chips = {"late": "?loai=tre", "due": "?loai=lam", "running": "?loai=lam", "new": ""}
    found = {}
    for name, condition in groups.items():
        if totals[name]:
            shown = queries.tasks(list(rows.filter(condition)[:SHOWN]), today)
            items = tuple(_item(name, task) for task in shown)
            found[name] = Lines(items, totals[name], LIST + chips[name])
    return found


def _item(group: str, task: queries.Task) -> WorkItem:
    asked = task.line.state == LineState.ASKED
    detail = "Hãy nhận làm hoặc báo không nhận" if asked else "Đã nhận, chờ báo kết quả"
    acts = (Act("Mở", task.url, post=False),)
    return WorkItem(group, task.title, task.url, detail, task.line.ends_on, KIND, acts)


def _of_officer(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """Refused: the plan must be changed. Late: the agency must be asked."""
    rows = queries.answered_for(actor).filter(_REFUSED | _overdue(today)).select_related("case", "agency")
    groups: dict[str, list[WorkItem]] = {}
    for row in rows.order_by("ends_on", "id")[:MOST]:
        if row.state == LineState.REFUSED:
            item = _mine("waiting", row, "{who} không nhận. Hãy đề nghị điều chỉnh kế hoạch")
        else:
            item = _mine("late", row, "{who} chưa báo xong, hạn {due}")
        groups.setdefault(item.group, []).append(item)
    return {group: Lines(tuple(items[:SHOWN]), len(items)) for group, items in groups.items()}


_REFUSED = Q(state=LineState.REFUSED, plan__state="approved", case__closed_at=None)


def _overdue(today: dt.date) -> Q:
    return Q(state__in=RUNNING, ends_on__lt=today)


def _mine(group: str, row: PlanLine, words: str) -> WorkItem:
    who = row.agency.name if row.agency else row.provider_name
    url = f"/vu-viec/{row.case_id}/ke-hoach/{row.pk}/"
    detail = words.format(who=who, due=date(row.ends_on))
    return WorkItem(group, f"Vụ việc {row.case.code}, phần việc {row.position}", url, detail, row.ends_on, KIND)
