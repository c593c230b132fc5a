"""Giving one task to many agencies in one act, set-based: thousands of rows in a few statements, each line once.

An act is written down first (`GivingAct`), then carried out line by line; every line is one transaction and may be
repeated, so an act stopped half-way goes on where it was and never gives a task twice.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.directives import recurrence
from chungtay.directives.models import Document, GivingAct, Rhythm, Task
from chungtay.directives.policies import TaskPermission
from chungtay.directives.services.words import name_of
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date as vn_date

AT_ONCE = 500  # an act with more tasks than this is left to the worker, with its progress shown


@dataclass(frozen=True)
class TaskDraft:
    """One task to be given to each agency of `lead_ids`. Dates are days; `weight` 1–100."""

    title: str
    lead_ids: tuple[int, ...]
    what: str = ""
    result: str = ""
    evidence_asked: str = ""
    topics: tuple[str, ...] = ()
    weight: int = 1
    rhythm: str = Rhythm.ONCE
    recurrence: str = ""
    due_on: dt.date | None = None
    responsible: str = ""
    cooperating_ids: tuple[int, ...] = ()
    monitoring_ids: tuple[int, ...] = ()
    ordinal: str = ""
    proposal_id: int | None = None
    parent_id: int | None = None


@dataclass(frozen=True)
class Clarity:
    """“5 rõ” of one draft: who, what, when, result, responsibility. `missing` holds the words still to be said."""

    title: str
    missing: tuple[str, ...] = field(default=())

    @property
    def clear(self) -> bool:
        return not self.missing


def five_clear(draft: TaskDraft) -> Clarity:
    """Rõ người, rõ việc, rõ thời gian, rõ kết quả, rõ trách nhiệm. A standing task needs no day."""
    missing = []
    if not draft.lead_ids:
        missing.append("rõ người: chưa có cơ quan chủ trì")
    if len(draft.title.split()) < 3:
        missing.append("rõ việc: tên nhiệm vụ quá ngắn")
    if draft.due_on is None and draft.rhythm != Rhythm.STANDING:
        missing.append("rõ thời gian: chưa có hạn (hoặc chọn “Thường xuyên”)")
    if draft.rhythm == Rhythm.RECURRING and draft.recurrence not in recurrence.WORDS:
        missing.append("rõ thời gian: chưa ghi bao lâu làm một lần")
    if not draft.result.strip():
        missing.append("rõ kết quả: chưa ghi kết quả cần đạt")
    if not draft.responsible.strip():
        missing.append("rõ trách nhiệm: chưa ghi người chịu trách nhiệm")
    return Clarity(draft.title, tuple(missing))


def give(
    *,
    actor: Actor,
    drafts: Sequence[TaskDraft],
    document: Document | None = None,
    given_on: dt.date | None = None,
    at_once: bool | None = None,
    act_id: uuid.UUID | None = None,
) -> GivingAct:
    """Checks everything, writes the act down and carries it out (or leaves a large one to the worker).

    The same `act_id` by the same person is the same act: sent twice, it is given once.
    Raises UserError when a draft is not clear, a lead does not exist on `given_on`, or a task would go to its own giver.
    """
    require(actor, TaskPermission.GIVE)
    given_on = given_on or timezone.localdate()
    if not drafts:
        raise UserError("Chưa có nhiệm vụ nào để giao.")
    written = GivingAct.objects.filter(pk=act_id, by=actor.user_id).first() if act_id else None
    if written is not None:
        return written
    _check(actor, drafts, given_on)
    total = sum(len(set(draft.lead_ids)) for draft in drafts)
    with transaction.atomic():
        act, new = GivingAct.objects.get_or_create(
            pk=act_id or uuid.uuid4(),
            defaults={
                "document": document,
                "giver_id": actor.agency_id,
                "by_id": actor.user_id,
                "total": total,
                "given_on": given_on,
                "lines": [_line(draft) for draft in drafts],
            },
        )
        if not new:
            return act

        audit.record(
            actor,
            "giving_written",
            act,
            label=str(act),
            data={"total": total, "document": document.pk if document else None},
        )
    if at_once if at_once is not None else total <= AT_ONCE:
        return carry_out(act_id=act.pk, actor=actor)
    from chungtay.directives.tasks import carry_out_giving

    carry_out_giving.defer(act_id=str(act.pk), post_id=actor.post_id)
    return act


def _check(actor: Actor, drafts: Sequence[TaskDraft], given_on: dt.date) -> None:
    for draft in drafts:
        clarity = five_clear(draft)
        if not clarity.clear:
            raise UserError(f"“{draft.title[:80]}” chưa đủ 5 rõ – " + "; ".join(clarity.missing) + ".")
        if draft.due_on is not None and draft.due_on < given_on:
            raise UserError(
                f"“{draft.title[:80]}”: hạn {vn_date(draft.due_on)} đã qua trước ngày giao {vn_date(given_on)}."
            )
        if actor.agency_id in draft.lead_ids:
            raise UserError(
                f"“{draft.title[:80]}”: không thể giao việc cho chính cơ quan giao ({actor.agency_name}). "
                "Hãy bỏ cơ quan này khỏi danh sách."
            )
    wanted = {
        agency_id for draft in drafts for agency_id in (*draft.lead_ids, *draft.cooperating_ids, *draft.monitoring_ids)
    }
    existing = set(Agency.objects.on(given_on).filter(pk__in=wanted).values_list("pk", flat=True))
    gone = Agency.objects.filter(pk__in=wanted - existing)[:5]
    if wanted - existing:
        names = (
            "; ".join(f"{agency} (đến {vn_date(agency.valid_to)})" for agency in gone)
            or "cơ quan không có trong hệ thống"
        )
        raise UserError(f"Vào ngày {vn_date(given_on)} không còn: {names}. Hãy chọn cơ quan kế tục.")


def _line(draft: TaskDraft) -> dict[str, Any]:
    line = asdict(draft)
    line["due_on"] = draft.due_on.isoformat() if draft.due_on else None
    line["lead_ids"] = sorted(set(draft.lead_ids))
    return {**line, "act": str(uuid.uuid4())}


def carry_out(*, act_id: uuid.UUID, actor: Actor) -> GivingAct:
    """Gives what is not given yet. Safe to call again after a stop; returns the act as it stands at the end."""
    with as_system("the act was authorised when it was written"):
        act = GivingAct.objects.get(pk=act_id)
        if act.state == GivingAct.State.FINISHED:
            return act
        act.state, act.error = GivingAct.State.RUNNING, ""
        act.save(update_fields=["state", "error"])
        done = 0
        for line in act.lines:
            with transaction.atomic():
                _give_line(act, line, actor)
                done += len(line["lead_ids"])
                GivingAct.objects.filter(pk=act.pk).update(done=done)
        with transaction.atomic():
            act.refresh_from_db()
            act.state, act.finished_at = GivingAct.State.FINISHED, timezone.now()
            act.save(update_fields=["state", "finished_at"])
            _tell_leads(act)
            audit.record(
                actor, "giving_finished", act, label=str(act), unit_path=act.giver.unit_path, data={"total": act.total}
            )
    return act


_TASKS = """
INSERT INTO directives_task (document_id, parent_id, root_id, act, ordinal, title, what, result, evidence_asked, topics,
  weight, rhythm, recurrence, series, state, lead_id, giver_id, responsible, unit_path, given_on, first_due_on, due_on, progress,
  version, created_at, updated_at, created_by_id, search)
SELECT %(document)s, %(parent)s, %(root)s, %(act)s, %(ordinal)s, %(title)s, %(what)s, %(result)s, %(evidence_asked)s,
  %(topics)s, %(weight)s, %(rhythm)s, %(recurrence)s, %(series)s, 'given', a.id, %(giver)s, %(responsible)s, a.unit_path,
  %(given_on)s, %(due_on)s, %(due_on)s, 0, 1, now(), now(), %(user)s, w.words
FROM accounts_agency a,
  (SELECT setweight(to_tsvector('simple', foundation_fold(%(title)s)), 'A')
    || to_tsvector('simple', foundation_fold(left(%(what)s, 20000))) AS words) w
WHERE a.id = ANY(%(leads)s)
ON CONFLICT (act, lead_id) DO NOTHING
"""
_WORDS = """
INSERT INTO directives_taskword (task_id, kind, at, by_name, by_agency, by_user_id, by_post_id, note, progress, day, data)
SELECT t.id, 'given', %(at)s, %(by_name)s, %(by_agency)s, %(user)s, %(post)s, '', NULL, NULL, '{}'
FROM directives_task t
WHERE t.act = %(act)s AND NOT EXISTS (SELECT 1 FROM directives_taskword w WHERE w.task_id = t.id)
"""
_PARTIES = """
INSERT INTO directives_taskparty (task_id, agency_id, role)
SELECT t.id, p.agency, %(role)s FROM directives_task t, unnest(%(agencies)s::bigint[]) AS p (agency)
WHERE t.act = %(act)s AND p.agency <> t.lead_id
ON CONFLICT DO NOTHING
"""


def _give_line(act: GivingAct, line: dict[str, Any], actor: Actor) -> None:
    parent = Task._base_manager.filter(pk=line["parent_id"]).first() if line["parent_id"] else None
    values = {
        **{
            key: line[key]
            for key in (
                "act",
                "ordinal",
                "title",
                "what",
                "result",
                "evidence_asked",
                "weight",
                "rhythm",
                "recurrence",
                "responsible",
            )
        },
        "series": line["act"] if line["rhythm"] == Rhythm.RECURRING else None,
        "topics": list(line["topics"]),
        "document": act.document_id,
        "parent": parent.pk if parent else None,
        "root": (parent.root_id or parent.pk) if parent else None,
        "giver": act.giver_id,
        "given_on": act.given_on,
        "due_on": line["due_on"],
        "user": act.by_id,
        "leads": list(line["lead_ids"]),
        "at": act.created_at,
        "by_name": name_of(actor),
        "by_agency": actor.agency_name,
        "post": actor.post_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TASKS, values)
        cursor.execute(_WORDS, values)
        for role in ("cooperating", "monitoring"):
            agencies = list(line[f"{role}_ids"])
            if agencies:
                cursor.execute(_PARTIES, {"act": line["act"], "role": role, "agencies": agencies})


def _tell_leads(act: GivingAct) -> None:
    """One message to each post of each lead, whatever the number of tasks."""
    from chungtay.directives.services.telling import tell_leads

    counts: dict[int, int] = {}
    for line in act.lines:
        for agency_id in line["lead_ids"]:
            counts[agency_id] = counts.get(agency_id, 0) + 1
    tell_leads(act, counts)
