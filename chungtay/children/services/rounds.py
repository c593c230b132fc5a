"""Rounds of verification: opened with one list for each hamlet, answered line by line, closed with figures.

An answer never changes the child by itself: that is `rounds_applying`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, JSONField, QuerySet, Value
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.children.checking import LABELS, shown
from chungtay.children.models import Child, ChildStatus, Round, RoundLine
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.queries.lists import bounded_count
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.notify import notify
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Hamlet, Unit

AT_ONCE = 20_000  # lines that are made while the person waits; more of them by the worker
A = RoundLine.Answer


def open_round(
    *,
    actor: Actor,
    kind: str,
    title: str,
    unit: Unit,
    due_on: dt.date,
    rule: Mapping[str, Any],
    act: uuid.UUID | None = None,
    at_once: bool | None = None,
) -> Round:
    """A round over `unit`. `rule`: which (code of a question), communes (paths; empty: all), hamlet, why (identity), survey.

    A second click with the same `act` finds the round of the first. Big rounds get their lines from the worker.
    """
    require(actor, ChildPermission.OPEN_ROUND, unit)
    today = timezone.localdate()
    if not title.strip():
        raise UserError("Hãy đặt tên cho đợt.", field="title")
    if due_on < today:
        raise UserError(f"Hạn {date(due_on)} đã qua.", field="due_on")
    with transaction.atomic():
        made, new = Round.objects.get_or_create(
            act=act or uuid.uuid4(),
            defaults={
                "kind": kind, "title": " ".join(title.split())[:200], "unit": unit, "unit_path": unit.path,
                "agency_id": actor.agency_id, "opened_on": today, "due_on": due_on, "created_by_id": actor.user_id,
                "rule": {"communes": [], **rule, "making": {"done": 0, "of": 0, "lines": 0}},
            },
        )  # fmt: skip
        if not new:
            return made
        audit.record(actor, "round_opened", made, data={"kind": kind, "rule": dict(rule)})
    rows = reads.population(actor, unit, made.rule, kind, today)
    if at_once if at_once is not None else not bounded_count(rows, AT_ONCE)[1]:
        make_lines(actor=actor, round_=made)
    else:
        from chungtay.children.tasks_rounds import make_round_lines

        make_round_lines.defer(round_id=made.pk, post_id=actor.post_id)
    return made


def make_lines(*, actor: Actor, round_: Round) -> int:
    """The lines, commune by commune; may be taken up again at any time: a child comes once. Returns how many there are."""
    rows = reads.population(actor, round_.unit, round_.rule, round_.kind, round_.opened_on)
    chosen = set(round_.rule.get("survey", {}).get("drawn", ()))
    paths = sorted(set(rows.order_by().values_list("unit_path", flat=True).distinct()))
    numbers = (
        list(reads.twice(rows).values_list("personal_number", flat=True)) if round_.kind == Round.Kind.IDENTITY else []
    )
    for done, path in enumerate(paths, start=1):
        with transaction.atomic():
            here = rows.filter(unit_path=path)
            _write(round_, here.filter(pk__in=chosen) if chosen else here)
            _note_doubts(round_, path, numbers)
            _made(round_, done, len(paths))
    with transaction.atomic():
        _made(round_, len(paths), len(paths))
        total = RoundLine.objects.filter(round=round_).count()
        audit.record(actor, "round_listed", round_, data={"lines": total, "communes": len(paths)})
    _tell(actor, round_, paths)
    return total


def _write(round_: Round, rows: QuerySet[Child]) -> None:
    picked = rows.order_by().annotate(told=reads.ASKED).values_list("unit_path", "id", "hamlet_id", "told")
    sql, params = picked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO children_roundline (unit_path, child_id, hamlet_id, asked, round_id, answer, answered_by_name, "
            f"found, note, decisions, version) SELECT q.*, %s, '', '', '{{}}', '', '{{}}', 1 FROM ({sql}) q "
            "ON CONFLICT (round_id, child_id) DO NOTHING",
            [round_.pk, *params],
        )


def _note_doubts(round_: Round, path: str, numbers: Sequence[str]) -> None:
    """Why each child of an identity round is in it: the bits of its faults, and whether its number stands twice."""
    if round_.kind != Round.Kind.IDENTITY:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE children_roundline l SET asked = l.asked || jsonb_build_object('why', (c.faults & 102) "
            "+ CASE WHEN c.personal_number = ANY (%s) THEN %s ELSE 0 END) "
            "FROM children_child c WHERE c.id = l.child_id AND l.round_id = %s AND l.unit_path = %s",
            [list(numbers), reads.NUMBER_TWICE, round_.pk, path],
        )


def _made(round_: Round, done: int, of: int) -> None:
    round_.rule = {**round_.rule, "making": {"done": done, "of": of, "ready": done == of}}
    Round.objects.filter(pk=round_.pk).update(rule=Value(round_.rule, JSONField()))


def _tell(actor: Actor, round_: Round, paths: Iterable[str]) -> None:
    """Officers of the communes learn of a round from above."""
    posts = Post.objects.on(timezone.localdate()).filter(unit__path__in=list(paths), role=RoleCode.COMMUNE_OFFICER)
    keys = set(posts.values_list("pk", flat=True)) - {actor.post_id}
    title = f"{round_.get_kind_display()}: {round_.title}, hạn {date(round_.due_on)}"
    notify(keys, "round", title, f"/ra-soat/{round_.pk}/", f"round:{round_.pk}")


def answer_line(
    *,
    actor: Actor,
    line: RoundLine,
    version: int,
    answer: str,
    on: dt.date | None = None,
    found: Mapping[str, Any] | None = None,
    note: str = "",
) -> RoundLine:
    """What was found of one child. Raises StaleEdit with both answers when somebody was quicker with another one.

    `found`: corrected fields; for a move `on`, `where`, `to_unit`; for a death `on`.
    """
    require(actor, ChildPermission.VERIFY, line)
    day = on or timezone.localdate()
    values = {key: value for key, value in (found or {}).items() if value not in ("", None)}
    _complete(line, answer, values)
    with transaction.atomic():
        locked: RoundLine = (
            RoundLine.objects.select_for_update(of=("self",)).select_related("round", "child").get(pk=line.pk)
        )
        _takes_answers(locked, day)
        mine = {"answer": answer, "found": values, "note": note.strip()[:300]}
        theirs = {key: getattr(locked, key) for key in mine}
        if locked.version != version:
            if mine == theirs:
                return locked
            raise _stale(locked, theirs, mine)
        for key, value in mine.items():
            setattr(locked, key, value)
        _signed(locked, actor, day)
        locked.save()
        audit.record(
            actor,
            "round_answered",
            locked.round,
            unit_path=locked.unit_path,
            data={"line": locked.pk, "answer": answer},
        )
    return locked


def _complete(line: RoundLine, answer: str, values: Mapping[str, Any]) -> None:
    """What an answer needs to be one."""
    if answer not in {A.CONFIRMED, A.CORRECTED, A.MOVED, A.DIED, A.NOT_FOUND}:
        raise UserError("Hãy chọn một kết quả.", field="answer")
    if answer == A.CORRECTED and not set(values) & set(LABELS):
        raise UserError("Chưa có ô nào được sửa. Hãy ghi giá trị đúng, hoặc chọn “Đúng”.", field="answer")
    if answer in {A.MOVED, A.DIED} and not values.get("on"):
        raise UserError("Hãy ghi ngày, ước chừng cũng được.", field="event_on")
    if answer in {A.MOVED, A.DIED} and str(values["on"]) > timezone.localdate().isoformat():
        raise UserError("Ngày không được ở tương lai.", field="event_on")
    if (
        answer == A.DIED
        and line.child is not None
        and line.child.birth_date
        and str(values["on"]) < str(line.child.birth_date)
    ):
        raise UserError(f"Trẻ sinh ngày {date(line.child.birth_date)}; hãy chọn ngày sau đó.", field="event_on")


def _takes_answers(line: RoundLine, day: dt.date) -> None:
    if line.round.state != Round.State.OPEN:
        raise NotPossible(
            f"Đợt này {line.round.get_state_display().lower()} nên không nhận thêm kết quả. Kết quả cũ vẫn còn."
        )
    if line.applied_at is not None:
        raise NotPossible("Kết quả của dòng này đã ghi vào sổ. Muốn sửa, hãy mở hồ sơ của trẻ.")
    if line.child is not None and line.child.status != ChildStatus.HERE:
        raise NotPossible(
            f"Hồ sơ của trẻ đã đóng ({line.child.get_status_display().lower()}), không cần trả lời dòng này."
        )
    if day > timezone.localdate() or day < line.round.opened_on - dt.timedelta(days=366):
        raise UserError("Ngày gặp không được ở tương lai hoặc quá lâu trước khi mở đợt.", field="on")


def _signed(line: RoundLine, actor: Actor, day: dt.date) -> None:
    line.answered_on, line.answered_by_id, line.answered_by_name = day, actor.user_id, actor.name
    line.decisions = {}
    line.version += 1


def _stale(line: RoundLine, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> StaleEdit:
    when = f"ngày {date(line.answered_on)}" if line.answered_on else ""
    return StaleEdit(theirs=answer_words(theirs), mine=answer_words(mine), who=line.answered_by_name, when=when)


def answer_words(given: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as a person reads it, for two of them side by side."""
    found: dict[str, Any] = {"Kết quả": reads.ANSWERS.get(str(given["answer"]), "Chưa trả lời")}
    for key, value in given["found"].items():
        if key in {"answers", "to_unit"}:
            continue
        found[LABELS.get(key, {"on": "Ngày", "where": "Nơi đến"}.get(key, key))] = (
            shown(key, value) if key in LABELS else value
        )
    return found | ({"Ghi chú": given["note"]} if given.get("note") else {})


def clear_answer(*, actor: Actor, line: RoundLine, version: int) -> RoundLine:
    """Takes an answer back that was given to the wrong line."""
    require(actor, ChildPermission.VERIFY, line)
    with transaction.atomic():
        locked: RoundLine = (
            RoundLine.objects.select_for_update(of=("self",)).select_related("round", "child").get(pk=line.pk)
        )
        _takes_answers(locked, timezone.localdate())
        if locked.version != version:
            raise _stale(
                locked, {key: getattr(locked, key) for key in ("answer", "found", "note")}, {"answer": "", "found": {}}
            )
        round_, path, pk = locked.round, locked.unit_path, locked.pk
        if locked.answer == A.ADDED:
            locked.delete()
        else:
            locked.answer, locked.found, locked.note = "", {}, ""
            _signed(locked, actor, timezone.localdate())
            locked.answered_on, locked.answered_by_id, locked.answered_by_name = None, None, ""
            locked.save()
        audit.record(actor, "round_answer_cleared", round_, unit_path=path, data={"line": pk})
    return locked


def confirm_many(
    *, actor: Actor, round_: Round, unit: Unit, chosen: Mapping[int, int], on: dt.date | None = None
) -> tuple[int, int]:
    """“Đúng” for the lines (id → version) nobody has answered yet. Returns (confirmed, left as they were)."""
    require(actor, ChildPermission.VERIFY, unit)
    day = on or timezone.localdate()
    with transaction.atomic():
        current = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        _takes_answers(RoundLine(round=current), day)
        rows = RoundLine.objects.select_for_update(of=("self",)).filter(
            round=round_, pk__in=list(chosen), answer="", applied_at=None, child__status=ChildStatus.HERE
        )
        fresh = [line.pk for line in rows.only("pk", "version") if chosen[line.pk] == line.version]
        done = RoundLine.objects.filter(pk__in=fresh).update(
            answer=A.CONFIRMED,
            answered_on=day,
            answered_by_id=actor.user_id,
            answered_by_name=actor.name,
            version=F("version") + 1,
        )
        if done:
            audit.record(actor, "round_confirmed_many", round_, unit_path=unit.path, data={"lines": done})
    return done, len(chosen) - done


def add_found(
    *, actor: Actor, round_: Round, unit: Unit, hamlet: Hamlet | None, values: Mapping[str, Any], note: str = ""
) -> RoundLine:
    """A child met who is not in the book; comes into it when the officer decides so."""
    require(actor, ChildPermission.VERIFY, unit)
    given = {key: value for key, value in values.items() if value}
    if not given.get("full_name"):
        raise UserError("Hãy ghi họ tên trẻ. Chưa đặt tên thì ghi “Chưa đặt tên”.", field="full_name")
    with transaction.atomic():
        current = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        _takes_answers(RoundLine(round=current), timezone.localdate())
        before: RoundLine | None = RoundLine.objects.filter(
            round=round_, child=None, answer=A.ADDED, unit_path=unit.path, found=given
        ).first()
        if before is not None:
            return before  # a second click
        line: RoundLine = RoundLine.objects.create(
            round=round_, unit_path=unit.path, hamlet=hamlet, answer=A.ADDED, found=given, note=note.strip()[:300],
            answered_on=timezone.localdate(), answered_by_id=actor.user_id, answered_by_name=actor.name,
        )  # fmt: skip
        audit.record(actor, "round_child_found", round_, unit_path=unit.path, data={"line": line.pk})
    return line


def close_round(*, actor: Actor, round_: Round) -> Round:
    """Ends the asking; what was answered can still be written into the book. The figures of the day are kept."""
    require(actor, ChildPermission.OPEN_ROUND, round_)
    with transaction.atomic():
        locked = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        if locked.state != Round.State.OPEN:
            raise NotPossible(f"Đợt này {locked.get_state_display().lower()} rồi.")
        locked.state, locked.closed_at = Round.State.CLOSED, timezone.now()
        locked.result = {**locked.result, **figures(locked)}
        locked.save()
        audit.record(actor, "round_closed", locked, data=locked.result["answers"])
    return locked


def figures(round_: Round) -> dict[str, Any]:
    """Counts of a round as they stand, whole and by commune."""
    communes = reads.by_commune(round_)
    totals: dict[str, int] = dict.fromkeys(("", *reads.ANSWERS), 0)
    for one in communes:
        for answer, number in one.counts.items():
            totals[answer] += number
    found: dict[str, Any] = {"answers": {answer or "unanswered": number for answer, number in totals.items()}}
    found["by_commune"] = {
        str(one.key): {"name": one.name, "total": one.total, "answered": one.answered} for one in communes
    }
    if round_.kind == Round.Kind.RESURVEY:
        from chungtay.children.services.resurvey import outcome

        found["survey"] = outcome(round_).as_dict()
    return found


def reopen_round(*, actor: Actor, round_: Round, reason: str) -> Round:
    return _turn(actor, round_, {Round.State.CLOSED, Round.State.CANCELLED}, Round.State.OPEN, "round_reopened", reason)


def cancel_round(*, actor: Actor, round_: Round, reason: str) -> Round:
    """The round was opened by mistake; answers stay, nothing more is asked."""
    return _turn(actor, round_, {Round.State.OPEN}, Round.State.CANCELLED, "round_cancelled", reason)


def _turn(
    actor: Actor, round_: Round, sources: set[Round.State], target: Round.State, action: str, reason: str
) -> Round:
    require(actor, ChildPermission.OPEN_ROUND, round_)
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    with transaction.atomic():
        locked = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        if locked.state not in sources:
            raise NotPossible(f"Đợt này {locked.get_state_display().lower()} nên không làm bước này được.")
        locked.state = target
        locked.closed_at = None if target == Round.State.OPEN else timezone.now()
        locked.save()
        audit.record(actor, action, locked, reason=reason)
    return locked
