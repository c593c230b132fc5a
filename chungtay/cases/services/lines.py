"""A piece of work between the commune and the agency that does it: asked, answered, done, cancelled.

The agency sees the line and the minimum about the child; the case itself stays shut for it. What this module reads of
the case on an agency's behalf is its code, its key and who answers for it, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import ROLES, RoleCode
from chungtay.cases import sealing
from chungtay.cases.models import Case, EntryKind, LineState, PlanLine, Secrecy
from chungtay.cases.models import Contact as CardContact
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import diary
from chungtay.cases.states_lines import BY_AGENCY, LINE, TOLD
from chungtay.children.births import PartialDate
from chungtay.foundation import workflow
from chungtay.foundation.access import Actor, granted, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist

NAMELESS = "cháu bé"
MOST_WORDS = 3_000
RUNNING = (LineState.ASKED, LineState.ACCEPTED)
STEPS = ("accept", "refuse", "report", "done")
_SAID = {"accept": "đã nhận làm", "refuse": "không nhận", "report": "báo tiến độ", "done": "đã làm xong"}


@dataclass(frozen=True)
class Contact:
    """The officer whom the agency calls."""

    name: str = ""
    title: str = ""
    agency: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that an agency gets to know of a line: no more than this leaves the case."""

    line: PlanLine
    code: str
    group: str
    service: str
    instruction: str
    who: str
    age: str
    contact: Contact
    refusal: str = ""
    report: str = ""
    cancelled: str = ""
    progress: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the agency says. `step`: one of STEPS. `said_by`: who said it, when somebody else writes it down."""

    step: str
    words: str = ""
    on: dt.date | None = None
    cost: int | None = None
    said_by: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def case_of(line: PlanLine) -> Case:
    """The case of a line, for its code, its key and its officer; kept on the line so that its words can be unsealed."""
    if "case" not in line._state.fields_cache:
        with as_system("an agency's line: code, key and officer of its case, nothing else is shown"):
            line.case = Case.objects.select_related("officer__user", "officer__agency").get(pk=line.case_id)
    return line.case


def codes_of(rows: list[PlanLine]) -> dict[int, str]:
    """case → code, for lists of an agency's lines."""
    with as_system("an agency's lines are called by the codes of their cases"):
        return dict(Case.objects.filter(pk__in={row.case_id for row in rows}).values_list("pk", "code"))


def sheet(line: PlanLine) -> Sheet:
    """The minimum, put together. Whoever shows it has asked and logged before. Once the work is over, nothing of the child."""
    case, body = case_of(line), sealing.unseal(line)
    who = (body.get("who") or {}) if line.state in RUNNING else {}
    return Sheet(
        line=line, code=case.code, group=codelist("service_groups").get(line.category, line.category),
        service=body.get("service", ""), instruction=body.get("instruction", ""), who=who.get("name") or NAMELESS,
        age=who.get("age", ""), contact=contact_of(case), refusal=body.get("refusal", ""), report=body.get("report", ""),
        cancelled=body.get("cancelled", ""), progress=tuple(body.get("progress", ())),
    )  # fmt: skip


def open_line(*, actor: Actor, line: PlanLine) -> Sheet:
    """For the agency's post; every opening is a look at the case."""
    require(actor, CasePermission.ANSWER_LINE, line)
    looked(
        actor, "page", "cases.case", unit_path=line.unit_path, object_id=line.case_id,
        what=f"Phần việc {line.position} (cơ quan thực hiện)",
    )  # fmt: skip
    return sheet(line)


def contact_of(case: Case) -> Contact:
    """The officer of the case; the number of the officer on the commune's emergency card where the person has none."""
    post = case.officer
    known = CardContact.objects.filter(unit=case.unit_id, kind="officer", ended_on=None).exclude(phone="")
    card = known.order_by("-checked_on", "pk").first() if post is None or not post.user.phone else None
    phone = card.phone if card is not None else ""
    if post is None:
        return Contact(agency=f"Ủy ban nhân dân {case.unit.name[:1].lower()}{case.unit.name[1:]}", phone=phone)
    return Contact(str(post.user), post.title, post.agency.name, post.user.phone or phone)


def posts_of(line: PlanLine) -> list[int]:
    """Posts of the agency that may answer today; empty for an agency without an account."""
    if line.agency_id is None:
        return []
    able = [role for role in ROLES if str(CasePermission.ANSWER_LINE) in granted(role)]
    rows = Post.objects.on(timezone.localdate()).filter(agency_id=line.agency_id, role__in=able, user__is_active=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def ask(*, actor: Actor, case: Case, line: PlanLine) -> PlanLine:
    """The chair has approved the plan: the line goes to its agency, with the minimum about the child."""

    def effect(row: PlanLine) -> None:
        body = sealing.unseal(row)
        sealing.seal(row, body | {"who": minimum_of(case, bool(body.get("tell_name")))})
        row.asked_at, row.updated_by_id = timezone.now(), actor.user_id

    asked = workflow.apply(LINE, "line_ask", line, actor=actor, effect=effect, data={"case": case.code})
    url = f"/phan-viec/{asked.pk}/"
    notify(posts_of(asked), "line_asked", f"Phần việc mới trong vụ việc {case.code}", url, f"line-asked:{asked.pk}")
    return asked


def minimum_of(case: Case, tell_name: bool) -> dict[str, str]:
    """The given name (only when the officer said so, and never in a case of the stricter classes) and the age in years."""
    child = sealing.unseal(case).get("child") or {}
    words = str(child.get("name", "")).split()
    named = tell_name and words and case.secrecy == Secrecy.ORDINARY
    return {"name": words[-1] if named else "", "age": years(child, timezone.localdate())}


def years(child: dict[str, Any], on: dt.date) -> str:
    """“8 tuổi”, “khoảng 8 tuổi”, “dưới 1 tuổi”; empty when nobody knows."""
    try:
        ages = PartialDate.from_iso(str(child.get("birth", ""))).age_on(on)
    except ValueError:
        told = re.search(r"\d{1,2}", str(child.get("age", "")))
        return f"khoảng {int(told[0])} tuổi" if told else ""
    if ages is None:
        return ""
    low, high = ages
    about = "" if low == high else "khoảng "
    return f"{about}{high} tuổi" if high else "dưới 1 tuổi"


def answer(*, actor: Actor, line: PlanLine, given: Answer, way: str = BY_AGENCY) -> PlanLine:
    """accept, refuse, report, done: by the agency itself, by its link, or as told to the officer (`way`)."""
    _check(line, given, way)
    case = case_of(line)

    def effect(row: PlanLine) -> None:
        row.case = case
        body = sealing.unseal(row)
        sealing.seal(row, body | _words(body, actor, given))
        if given.step == "done":
            row.done_on = given.on
        if given.cost is not None:
            row.actual_cost = given.cost
        row.answered_at, row.answered_by_name = timezone.now(), _by(actor, given, way)[:200]
        row.updated_by_id = actor.user_id or None

    with transaction.atomic():
        data = {"case": case.code, **given.data}
        changed = workflow.apply(LINE, f"line_{given.step}{way}", line, actor=actor, effect=effect, data=data)
        changed.case = case
        with as_system("the diary of the case is told what its agency answered"):
            who = changed.agency.name if changed.agency else changed.provider_name
            words = f"Phần việc {changed.position}, {who}: {_SAID[given.step]}."
            diary.write(actor=actor, case=case, kind=EntryKind.SERVICE, words=words, step=f"line_{given.step}")
        if way != TOLD:
            _tell_officer(changed, case, given.step)
    return changed


def cancel(*, actor: Actor, line: PlanLine, reason: str) -> PlanLine:
    """The officer takes a line back; the agency is told, and sees it no longer."""
    if not reason.strip():
        raise UserError("Hãy ghi lý do bỏ phần việc.", field="reason")
    case = case_of(line)

    def effect(row: PlanLine) -> None:
        sealing.seal(row, sealing.unseal(row) | {"cancelled": reason.strip()[:MOST_WORDS]})
        row.updated_by_id = actor.user_id

    with transaction.atomic():
        changed = workflow.apply(LINE, "line_cancel", line, actor=actor, effect=effect, data={"case": case.code})
        words = f"Bỏ phần việc {changed.position}."
        diary.write(actor=actor, case=case, kind=EntryKind.SERVICE, words=words, step="line_cancel")
        changed.links.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
        title = f"Vụ việc {case.code}: phần việc không cần làm nữa"
        notify(posts_of(changed), "line_cancelled", title, "/phan-viec/", f"line-cancelled:{changed.pk}")
    return changed


def _check(line: PlanLine, given: Answer, way: str) -> None:
    if given.step not in STEPS:
        raise UserError("Hãy chọn câu trả lời.", field="step")
    if len(given.words) > MOST_WORDS:
        raise UserError(f"Nội dung dài quá {MOST_WORDS} chữ. Hãy viết gọn lại.", field="words")
    if given.step != "accept" and not given.words.strip():
        lacking = {
            "refuse": "Hãy ghi lý do không nhận.",
            "report": "Hãy ghi tiến độ.",
            "done": "Hãy ghi kết quả đã làm.",
        }
        raise UserError(lacking[given.step], field="words")
    if way != BY_AGENCY and not given.said_by.strip():
        raise UserError("Hãy ghi họ tên, chức vụ người trả lời.", field="said_by")
    if given.cost is not None and not 0 <= given.cost <= 10**12:
        raise UserError("Kinh phí ghi bằng đồng, không âm. Hãy kiểm tra lại số.", field="cost")
    if given.step != "done":
        return
    if given.on is None:
        raise UserError("Hãy ghi ngày làm xong.", field="on")
    if given.on > timezone.localdate():
        raise UserError("Ngày làm xong không được ở tương lai.", field="on")
    first = timezone.localdate(case_of(line).received_at)
    if given.on < first:
        raise UserError(f"Vụ việc được tiếp nhận ngày {date(first)}; hãy chọn ngày từ đó trở đi.", field="on")


def _words(body: dict[str, Any], actor: Actor, given: Answer) -> dict[str, Any]:
    words = given.words.strip()
    if given.step == "refuse":
        return {"refusal": words}
    if given.step == "done":
        return {"report": words}
    if not words:
        return {}
    moment = f"{timezone.localtime():%H:%M %d/%m/%Y}"
    return {"progress": [*body.get("progress", []), {"at": moment, "by": given.said_by or actor.name, "words": words}]}


def _by(actor: Actor, given: Answer, way: str) -> str:
    if way == BY_AGENCY:
        return actor.name
    said_by = given.said_by.strip()
    return f"{said_by[:120]} ({actor.name} ghi lại)" if way == TOLD else f"{said_by[:150]} (qua liên kết)"


def _tell_officer(line: PlanLine, case: Case, step: str) -> None:
    """The officer of the case; without one, every officer for children of the commune that leads. By code, never by name."""
    if case.officer_id is not None:
        posts = [case.officer_id]
    else:
        rows = Post.objects.on(timezone.localdate()).filter(unit__path=line.unit_path, role=RoleCode.COMMUNE_OFFICER)
        posts = list(rows.order_by("pk").values_list("pk", flat=True))
    title = f"Vụ việc {case.code}, phần việc {line.position}: cơ quan {_SAID[step]}"
    url = f"/vu-viec/{case.pk}/ke-hoach/{line.pk}/"
    notify(posts, "line_answered", title, url, f"line:{line.pk}:{line.version}")


def late(line: PlanLine, today: dt.date) -> bool:
    """Past its expected end and neither done, refused nor cancelled."""
    return line.state in RUNNING and line.ends_on is not None and line.ends_on < today
