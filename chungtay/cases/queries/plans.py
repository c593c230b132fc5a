"""The plan as a page shows it, beside the plan before it, and as form 04 prints it; money over many plans.

What is sealed is read here for who has opened the case and been logged (`services.opening`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import ROLES
from chungtay.cases import sealing
from chungtay.cases.models import Case, LineLink, LineState, Plan, PlanLine, PlanState
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import lines, plans
from chungtay.foundation.access import Actor, granted
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.vietnamese import date, fold, parse_date
from chungtay.law.queries import codelist

COUNTED = (LineState.ASKED, LineState.ACCEPTED, LineState.DONE)
GONE = (LineState.REFUSED, LineState.CANCELLED)


@dataclass(frozen=True)
class LineRow:
    """A line as the officer sees it. `reached`: the agency has somebody who can answer in the product."""

    line: PlanLine
    data: plans.LineData
    group: str
    measure: str
    reached: bool
    late: bool
    refusal: str = ""
    report: str = ""
    cancelled: str = ""
    progress: tuple[dict[str, str], ...] = ()
    link: LineLink | None = None

    @property
    def who(self) -> str:
        return self.data.agency.name if self.data.agency else self.data.provider_name

    @property
    def mark(self) -> str:
        """The mark of the condition (components_words.STATES)."""
        marks = {"draft": "draft", "asked": "waiting", "accepted": "running", "refused": "returned", "done": "done"}
        return "late" if self.late else marks.get(self.line.state, "recalled")


@dataclass(frozen=True)
class PlanPage:
    plan: Plan | None
    words: dict[str, str] = field(default_factory=dict)
    rows: tuple[LineRow, ...] = ()
    cost: int = 0
    actual: int = 0
    may_draft: bool = False  # is it the time to write; whether this person may is asked elsewhere
    others: tuple[Plan, ...] = ()  # the other plans of this case, the latest first
    before: Plan | None = None


def plan_page(actor: Actor, case: Case, chosen: int | None = None) -> PlanPage:
    """The plan of today's cycle, or the chosen one. Reads sealed words: the case has been opened before."""
    known = list(Plan.objects.filter(case=case).select_related("case", "decision").order_by("-cycle", "-id"))
    now = next((plan for plan in known if plan.cycle == case.cycle and plan.state != PlanState.REPLACED), None)
    plan = next((one for one in known if one.pk == chosen), None) if chosen is not None else now
    others = tuple(one for one in known if plan is None or one.pk != plan.pk)
    drafting = plans.may_draft(case, now) and (plan is None or plan == now)
    if plan is None:
        return PlanPage(None, may_draft=drafting, others=others)
    rows = rows_of(plans.lines_of(plan))
    kept = [row for row in rows if row.line.state not in GONE]
    return PlanPage(
        plan, words_of(plan), tuple(rows), sum(row.data.cost or 0 for row in kept),
        sum(int(row.line.actual_cost or 0) for row in rows), drafting, others, before_of(plan, known),
    )  # fmt: skip


def words_of(plan: Plan) -> dict[str, str]:
    """The sealed words of a plan, an empty text for what is not written."""
    body = sealing.unseal(plan)
    return {name: str(body.get(name, "")) for name in (*plans.WORDS, "returned", "why")}


def rows_of(found: Iterable[PlanLine]) -> list[LineRow]:
    """Lines with their words; three queries, however many lines."""
    rows = list(found)
    reached = _reached({row.agency_id for row in rows if row.agency_id})
    links = _links([row.pk for row in rows])
    today = timezone.localdate()
    return [_row(row, row.agency_id in reached, links.get(row.pk), today) for row in rows]


def _row(line: PlanLine, reached: bool, link: LineLink | None, today: dt.date) -> LineRow:
    body = sealing.unseal(line)
    return LineRow(
        line=line, data=plans.read(line, body), group=codelist(plans.GROUPS).get(line.category, line.category),
        measure=codelist(plans.MEASURES).get(line.measure, ""), reached=reached, late=lines.late(line, today),
        refusal=body.get("refusal", ""), report=body.get("report", ""), cancelled=body.get("cancelled", ""),
        progress=tuple(body.get("progress", ())), link=link,
    )  # fmt: skip


def _reached(agencies: set[int | None]) -> set[int]:
    able = [role for role in ROLES if str(CasePermission.ANSWER_LINE) in granted(role)]
    posts = Post.objects.on(timezone.localdate()).filter(agency__in=agencies, role__in=able, user__is_active=True)
    return set(posts.order_by().values_list("agency_id", flat=True))


def _links(ids: list[int]) -> dict[int, LineLink]:
    """The link of each line that may still be used."""
    live = LineLink.objects.filter(line__in=ids, used_at=None, revoked_at=None, expires_at__gt=timezone.now())
    return {link.line_id: link for link in live.order_by("id")}


def before_of(plan: Plan, known: Iterable[Plan]) -> Plan | None:
    """The plan that was carried out before this one: of the cycle before, or of this cycle before it was changed."""
    earlier = [
        one for one in known if one.pk < plan.pk and one.decided_at is not None and one.state != PlanState.RETURNED
    ]
    return max(earlier, key=lambda one: one.pk, default=None)


@dataclass(frozen=True)
class Pair:
    """One service in two plans; a side is None where the plan does not have it. `again`: the earlier line, to repeat."""

    service: str
    before: dict[str, Any] | None
    now: dict[str, Any] | None
    again: int | None = None

    @property
    def change(self) -> str:
        if self.before is None:
            return "Mới"
        if self.now is None:
            return "Không còn"
        keys = ("agency", "provider_name", "starts_on", "ends_on", "cost", "category", "measure")
        return "Thay đổi" if any(self.before.get(key) != self.now.get(key) for key in keys) else "Giữ nguyên"


def compare(plan: Plan, before: Plan) -> list[Pair]:
    """What the two plans have in common, service by service: first as in the present plan, then what is gone."""
    old, new = _shown(before), _shown(plan)
    left = {fold(row["service"]): row for row in old}
    pairs = [Pair(row["service"], left.pop(fold(row["service"]), None), row) for row in new]
    return pairs + [Pair(row["service"], row, None, row.get("pk")) for row in left.values()]


def _shown(plan: Plan) -> list[dict[str, Any]]:
    """The lines in words, as approved when the plan was decided (lines may have gone over to a later plan since), and in
    which condition each is now."""
    frozen: list[dict[str, Any]] | None = sealing.unseal(plan).get("approved")
    if frozen is None:
        found = plans.lines_of(plan)
        return [{**plans.shown(plans.read(line)), "pk": line.pk, "state": line.get_state_display()} for line in found]
    now = PlanLine.objects.in_bulk([row["pk"] for row in frozen])
    return [{**row, "state": now[row["pk"]].get_state_display() if row["pk"] in now else ""} for row in frozen]


def m04(plan: Plan) -> dict[str, Any]:
    """The answers of form ND56-M04, by its keys: as approved, or as the draft stands. Days are ISO text."""
    body = sealing.unseal(plan)
    counted = plans.lines_of(plan).exclude(state__in=GONE)
    rows = body["approved"] if "approved" in body else [plans.shown(plans.read(line)) for line in counted]
    lines_ = [
        {
            "service": row["service"], "category": row["code"], "start": _iso(row["starts_on"]), "end": _iso(row["ends_on"]),
            "responsible": row["agency"] or row["provider_name"], "provider": row["provider_name"] if row["agency"] else "",
            "cost": row["cost"],
        }
        for row in rows
    ]  # fmt: skip
    return {
        "goal": body.get("goal", ""), "lines": lines_, "cost_total": sum(row["cost"] or 0 for row in lines_),
        "monitoring": body.get("monitoring", ""), "org": body.get("organisation", ""),
    }  # fmt: skip


def _iso(words: str) -> str | None:
    day = parse_date(words)
    return day.isoformat() if day else None


def m05_receivers(plan: Plan) -> list[str]:
    """Who carries it out: the receivers of the decision besides the parents or carers (art. 28.5)."""
    found = plans.lines_of(plan).exclude(state__in=GONE)
    return list(dict.fromkeys(line.agency.name if line.agency else line.provider_name for line in found))


@dataclass(frozen=True)
class Cost:
    """Money of one group of services over the approved plans of a year, in đồng."""

    group: str
    lines: int
    done: int
    planned: int
    actual: int


def costs(actor: Actor, year: int) -> tuple[list[Cost], Cost]:
    """By group of services and in all, for plans led by the actor's units; a line counts in the year in which it begins."""
    rows = (
        PlanLine.objects.filter(path_condition("unit_path", actor), state__in=COUNTED, starts_on__year=year)
        .order_by("category")
        .values("category")
        .annotate(
            n=Count("pk"), done=Count("pk", filter=Q(state=LineState.DONE)), plan=Sum("cost"), paid=Sum("actual_cost")
        )
    )
    found = {
        row["category"]: Cost(
            codelist(plans.GROUPS).get(row["category"], row["category"]), row["n"], row["done"], int(row["plan"] or 0),
            int(row["paid"] or 0),
        )
        for row in rows
    }  # fmt: skip
    order = [*codelist(plans.GROUPS), *sorted(found)]
    table = [found[code] for code in dict.fromkeys(order) if code in found]
    whole = Cost(
        "Tổng cộng", sum(row.lines for row in table), sum(row.done for row in table), sum(row.planned for row in table),
        sum(row.actual for row in table),
    )  # fmt: skip
    return table, whole


def moment(iso: str) -> str:
    """“14:05 ngày 20/11/2026” of a moment of a link's log."""
    at = timezone.localtime(dt.datetime.fromisoformat(iso))
    return f"{at:%H:%M} ngày {date(at.date())}"
