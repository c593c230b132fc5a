"""The page of one case: what is sealed is opened once, what is next is worked out from the table of arrows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from chungtay.cases import decreeing
from chungtay.cases.decreeing import SORTS
from chungtay.cases.models import (
    Case,
    CaseForm,
    CasePerson,
    CaseState,
    Decision,
    DecisionKind,
    DecisionState,
    DiaryEntry,
    EntryKind,
    FormState,
    Plan,
    PlanState,
)
from chungtay.cases.policies import CasePermission, may_sign_separation, running
from chungtay.cases.sealing import context_of
from chungtay.cases.states import CASE
from chungtay.children.births import PartialDate
from chungtay.children.wording import age_words, birth_words
from chungtay.foundation import vault, workflow
from chungtay.foundation.access import Actor, can
from chungtay.foundation.workflow import Transition
from chungtay.law.clocks import VIETNAM
from chungtay.law.queries import codelist

DIARY = 8
MORE_DIARY = 100
# How far a state is along the path.
ORDER = {str(state): place for place, state in enumerate((
    CaseState.VERIFYING, CaseState.ASSESSING, CaseState.SPECIFIC, CaseState.PLANNING, CaseState.APPROVING,
    CaseState.SERVING, CaseState.REVIEWING, CaseState.CLOSED,
))}  # fmt: skip


def address(name: str, *args: object) -> str:
    """The address of another part of the work; empty while that part is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class Reader:
    """Opens what is sealed in a case with one reading of the key."""

    def __init__(self, case: Case) -> None:
        self._hand = vault.opened(case.key_id)

    def of(self, row: Any) -> dict[str, Any]:
        if not row.sealed:
            return {}
        value: dict[str, Any] = self._hand.unseal(row.sealed, context=context_of(row))
        return value


@dataclass(frozen=True)
class Entry:
    row: DiaryEntry
    words: str
    corrected: bool


@dataclass(frozen=True)
class Person:
    row: CasePerson
    name: str
    more: str
    relation: str


@dataclass(frozen=True)
class Check:
    """A step of the path on the page. `state`: done, now, next. `url`: its form."""

    label: str
    state: str
    article: str
    detail: str = ""
    url: str = ""
    act: str = ""


@dataclass
class Separation:
    """The separation in force, with its extensions. `limit`: the end of the fifteen days."""

    row: Decision
    ends: dt.datetime
    limit: dt.datetime
    court: bool
    values: dict[str, Any] = field(default_factory=dict)

    def days(self, now: dt.datetime) -> int:
        return (self.ends.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days


def acts(actor: Actor, case: Case) -> tuple[list[Transition], list[tuple[Transition, str]]]:
    """The arrows from this state: those that can be taken now, and the others with the reason."""
    possible: list[Transition] = []
    refused: list[tuple[Transition, str]] = []
    for arrow in CASE.transitions:
        if case.state not in arrow.sources:
            continue
        answer = workflow.check(CASE, arrow.name, case, actor)
        if answer:
            possible.append(arrow)
        else:
            refused.append((arrow, answer.reason))
    return possible, refused


def child_of(case: Case, body: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """Who the child is, as known: from the register, else as reported. `sixteen`: no child any more (Law on Children, art. 1)."""
    known = body.get("child", {})
    child = case.child
    birth = child.birth if child is not None else str(known.get("birth") or "")
    birth = birth if _is_birth(birth) else ""
    sixteen = False
    if len(birth) == 10:
        born = dt.date.fromisoformat(birth)
        sixteen = today >= _sixteenth(born)
    return {
        "name": child.full_name if child is not None else known.get("name") or "Chưa rõ tên",
        "born": birth_words(birth) if birth else "", "age": age_words(birth, today) if birth else str(known.get("age") or ""),
        "sex": {"male": "Nam", "female": "Nữ"}.get(child.sex if child is not None else known.get("sex", ""), ""),
        "sixteen": sixteen,
    }  # fmt: skip


def _sixteenth(born: dt.date) -> dt.date:
    try:
        return born.replace(year=born.year + 16)
    except ValueError:  # 29 February
        return dt.date(born.year + 16, 3, 1)


def _is_birth(text: str) -> bool:
    try:
        PartialDate.from_iso(text)
    except (ValueError, TypeError):
        return False
    return bool(text)


def persons(case: Case, reader: Reader) -> list[Person]:
    relations = codelist("offender_relations")
    found = []
    for row in CasePerson.objects.filter(case=case, void_at=None).order_by("id"):
        body = reader.of(row)
        more = "; ".join(str(body[key]) for key in ("birth", "occupation", "address", "phone", "note") if body.get(key))
        found.append(
            Person(row, str(body.get("name") or "Chưa rõ tên"), more, relations.get(row.relation, row.relation))
        )
    return found


def diary(case: Case, reader: Reader, most: int = DIARY) -> tuple[list[Entry], bool]:
    """The latest entries, and whether there are more."""
    rows = list(DiaryEntry.objects.filter(case=case).order_by("-at", "-id")[: most + 1])
    wrong = {row.corrects_id for row in rows if row.corrects_id}
    shown = [Entry(row, str(reader.of(row).get("words", "")), row.pk in wrong) for row in rows[:most]]
    return shown, len(rows) > most


def decisions(case: Case) -> list[Decision]:
    return list(Decision.objects.filter(case=case).order_by("-id"))


def separation_in(rows: list[Decision], reader: Reader | None = None) -> Separation | None:
    """Worked out from the decisions of a page: no query. Without a reader what it says stays closed."""
    signed = [row for row in rows if row.state == DecisionState.SIGNED]
    ended = {row.about_id for row in signed if row.kind == DecisionKind.SEPARATION_CANCELLED}
    row = next((one for one in signed if one.kind == DecisionKind.SEPARATION and one.pk not in ended), None)
    if row is None or row.ends_at is None:
        return None
    followers = [one for one in signed if one.about_id == row.pk]
    ends = max(one.ends_at for one in (row, *followers) if one.ends_at is not None)
    court = any(one.kind == DecisionKind.COURT for one in followers)
    return Separation(row, ends, decreeing.last_day(row), court, reader.of(row) if reader is not None else {})


def checklist(
    case: Case, forms: list[CaseForm], rows: list[Decision], plan: Plan | None, *, in_hours: bool = False
) -> list[Check]:
    """The path of the law with what is done, what is next, and by which form. `in_hours`: the 12 hours run now."""
    place = ORDER.get(case.state, 0)
    since = case.reopened_at

    def form(code: str, cycle: int | None = None) -> CaseForm | None:
        fits = [one for one in forms if one.code == code and (cycle is None or one.cycle == cycle)]
        fits = [one for one in fits if since is None or one.done_at is None or one.done_at >= since]
        return next((one for one in fits if one.state == FormState.FINAL), next(iter(fits), None))

    def step(label: str, at: int, article: str, code: str = "", cycle: int | None = None) -> Check:
        row = form(code, cycle) if code else None
        done = place > at or (row is not None and row.state == FormState.FINAL)
        state = "done" if done else "now" if place == at else "next"
        detail = _when(row) if row is not None else ""
        if not code or (row is None and place != at):
            return Check(label, state, article, detail)
        if row is None:
            return Check(label, state, article, detail, address("case_forms:start", case.pk, code), "Ghi")
        final = row.state == FormState.FINAL
        url = address("case_forms:view" if final else "case_forms:fill", row.pk)
        return Check(label, state, article, detail, url, "Xem" if final else "Ghi tiếp")

    urgent = _emergency(case, rows, in_hours)
    return [
        step("Xác minh", 0, "Khoản 2 Điều 25", "APP-VERIFY"),
        step("Đánh giá nguy cơ ban đầu (Mẫu 02)", 1, "Khoản 2 Điều 26", "ND56-M02"),
        *([urgent] if urgent else []),
        step("Đánh giá nguy cơ cụ thể (Mẫu 03)", 2, "Khoản 1 Điều 27", "ND56-M03"),
        step("Họp xác định nhu cầu, biện pháp", 3, "Khoản 2 Điều 27", "APP-MINUTES", case.cycle),
        _planned(case, plan, place),
        step("Phê duyệt kế hoạch (Mẫu 05)", 4, "Khoản 4 Điều 28"),
        step("Thực hiện, theo dõi", 5, "Điều 29"),
        step("Rà soát, đánh giá (Mẫu 06)", 6, "Khoản 1 Điều 30", "ND56-M06", case.cycle),
        Check("Kết thúc, hoặc chu kỳ mới", "done" if place == 7 else "next", "Điểm b, c khoản 1 Điều 30"),
    ]


def _when(row: CaseForm) -> str:
    if row.state != FormState.FINAL or row.done_at is None:
        return "đang ghi"
    return f"xong {row.done_at.astimezone(VIETNAM):%d/%m/%Y}"


def _planned(case: Case, plan: Plan | None, place: int) -> Check:
    label = f"Kế hoạch hỗ trợ, can thiệp (Mẫu 04){f', chu kỳ {case.cycle}' if case.cycle > 1 else ''}"
    state = "done" if place > 3 else "now" if place == 3 else "next"
    detail = PlanState(plan.state).label.lower() if plan is not None else ""
    url = address("case_plans:plan", case.pk) if plan is not None or place == 3 else ""
    return Check(label, state, "Khoản 1, khoản 3 Điều 28", detail, url, "Mở kế hoạch" if url else "")


def _emergency(case: Case, rows: list[Decision], in_hours: bool) -> Check | None:
    kinds = (DecisionKind.EMERGENCY, DecisionKind.NO_EMERGENCY, DecisionKind.SEPARATION)
    since = case.reopened_at
    signed = [one for one in rows if one.kind in kinds and one.state == DecisionState.SIGNED]
    made = next(
        (one for one in signed if since is None or (one.signed_at is not None and one.signed_at >= since)), None
    )
    made = None if in_hours else made  # danger found after an earlier decision asks for another one
    if made is None and not case.emergency and not in_hours:
        return None
    detail = made.get_kind_display() if made is not None else "chưa có quyết định"
    state = "done" if made is not None else "now"
    url = address("cases:emergency", case.pk)
    return Check("Can thiệp khẩn cấp trong 12 giờ", state, "Khoản 3 Điều 26, Điều 31", detail, url, "Mở phiếu khẩn cấp")


def may_draft(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """Kinds of decisions this post may prepare or sign on this case now: (kind, words)."""
    if not running(case):
        return []
    if can(actor, CasePermission.WORK, case) or can(actor, CasePermission.DECIDE, case):
        kinds: list[str] = [kind for kind in SORTS if not SORTS[kind].carries]
    elif may_sign_separation(actor, case):
        kinds = [DecisionKind.SEPARATION, DecisionKind.SEPARATION_EXTENDED, DecisionKind.SEPARATION_CANCELLED]
    else:
        return []
    if case.secrecy != "sexual_abuse":
        kinds = [kind for kind in kinds if kind != DecisionKind.PROSECUTION]
    return [(kind, DecisionKind(kind).label) for kind in kinds]


def forms_of(case: Case) -> list[CaseForm]:
    return list(CaseForm.objects.filter(case=case).exclude(state=FormState.VOID).defer("sealed").order_by("-id"))


KINDS_BY_HAND = (EntryKind.CONTACT, EntryKind.VISIT, EntryKind.CALL, EntryKind.NOTE, EntryKind.INFORMED)
