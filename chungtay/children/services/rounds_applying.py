"""From answers to the book: plain confirmations in one act, everything else decided by a person, line by line, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chungtay.children.checking import LABELS, same, shown
from chungtay.children.models import Adult, Child, ChildStatus, Fact, Kinship, Round, RoundLine
from chungtay.children.models.facts import FactKind
from chungtay.children.policies import ChildPermission
from chungtay.children.services import moving
from chungtay.children.services.children import add_child, edit_child, end_child
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.territory.models import Unit

A = RoundLine.Answer
AT_ONCE = 500  # children written while the person waits; each takes a few milliseconds with its history
_FAMILY = {"father_name": "father", "mother_name": "mother"}

# One statement for a whole commune: who was met is written as a dated fact, the line as done.
_CONFIRM = """
WITH picked AS (
  SELECT l.id, l.child_id, l.unit_path, l.answered_on, l.answered_by_name FROM children_roundline l
  JOIN children_child c ON c.id = l.child_id AND c.status = 'here'
  WHERE l.round_id = %(round)s AND l.answer = 'confirmed' AND l.applied_at IS NULL
    AND (l.unit_path = ANY (%(paths)s)) AND (%(hamlet)s::bigint IS NULL OR l.hamlet_id = %(hamlet)s)
  ORDER BY l.id LIMIT %(most)s FOR UPDATE OF l
), seen AS (
  INSERT INTO children_fact
    (unit_path, child_id, kind, code, degree, detail, valid_from, valid_to, seal, source, created_by_id, created_at)
  SELECT unit_path, child_id, 'seen', '', '', left('Người gặp: ' || answered_by_name, 300), answered_on, answered_on + 1, '',
    %(source)s, %(user)s, now() FROM picked
)
UPDATE children_roundline l SET applied_at = now(), version = l.version + 1 FROM picked WHERE l.id = picked.id
"""


def apply_confirmed(
    *, actor: Actor, round_: Round, unit: Unit, hamlet_id: int | None = None, most: int | None = None
) -> int:
    """Lines answered “Đúng” and not yet written (at most `most`): their children were met. Returns how many."""
    require(actor, ChildPermission.EDIT, unit)
    _alive(round_)
    if round_.kind == Round.Kind.IDENTITY:
        raise NotPossible("Công an xác nhận giấy tờ, không phải là đã gặp trẻ: không có gì để ghi thêm.")
    paths = list(RoundLine.objects.filter(round=round_).order_by().values_list("unit_path", flat=True).distinct())
    with transaction.atomic(), connection.cursor() as cursor:
        given: dict[str, Any] = {
            "round": round_.pk,
            "paths": paths,
            "hamlet": hamlet_id,
            "source": round_.title,
            "user": actor.user_id,
            "most": most,
        }
        cursor.execute(_CONFIRM, given)
        done = int(cursor.rowcount)
        if done:
            audit.record(actor, "round_confirmations_applied", round_, unit_path=unit.path, data={"lines": done})
    return done


def apply_all_confirmed(*, actor: Actor, round_: Round, unit: Unit) -> int | None:
    """The same for a whole commune: some hundreds at once, thousands by the worker, piece by piece. None: the worker does it."""
    waiting = RoundLine.objects.filter(round=round_, answer=A.CONFIRMED, applied_at=None)[: AT_ONCE + 1].count()
    if waiting <= AT_ONCE:
        return apply_confirmed(actor=actor, round_=round_, unit=unit)
    require(actor, ChildPermission.EDIT, unit)
    _alive(round_)
    from chungtay.children.tasks_rounds import apply_round_confirmations

    apply_round_confirmations.defer(round_id=round_.pk, unit_id=unit.pk, post_id=actor.post_id)
    return None


def _alive(round_: Round) -> None:
    if round_.state == Round.State.CANCELLED:
        raise NotPossible("Đợt này đã hủy nên không ghi kết quả vào sổ nữa.")


def _locked(line: RoundLine, version: int, answers: set[str]) -> RoundLine:
    rows = RoundLine.objects.select_for_update(of=("self",)).select_related("round", "child", "hamlet")
    locked: RoundLine = rows.get(pk=line.pk)
    _alive(locked.round)
    if locked.applied_at is not None:
        raise NotPossible("Dòng này đã được quyết định và ghi vào sổ.")
    if locked.version != version:
        raise NotPossible("Dòng này vừa có người trả lời hoặc quyết định. Hãy xem lại rồi quyết định.")
    if locked.answer not in answers:
        raise NotPossible("Kết quả của dòng này không cần bước đó.")
    return locked


def _child_of(line: RoundLine) -> Child:
    if line.child is None:
        raise NotPossible("Dòng này chưa gắn với hồ sơ nào trong sổ.")
    return line.child


def decide_fields(
    *,
    actor: Actor,
    line: RoundLine,
    version: int,
    child_version: int,
    choices: Mapping[str, str],
    reasons: Mapping[str, str] | None = None,
) -> RoundLine:
    """Takes or keeps each field of `choices` ("take" or "keep"); keeping needs a reason. Who decided stays with the line.

    Raises StaleEdit when the child was edited meanwhile: the person looks at both versions first.
    """
    with transaction.atomic():
        locked = _locked(line, version, {A.CORRECTED})
        child = _child_of(locked)
        require(actor, ChildPermission.EDIT, child)
        open_fields = {key for key in locked.found if key in LABELS} - set(locked.decisions)
        decided = {key: choice for key, choice in choices.items() if key in open_fields and choice in {"take", "keep"}}
        if not decided:
            raise UserError("Hãy chọn “Lấy” hoặc “Giữ” cho ít nhất một ô.", field="choices")
        for key, choice in decided.items():
            reason = (reasons or {}).get(key, "").strip()
            if choice == "keep" and not reason:
                raise UserError(f"{LABELS[key]}: giữ giá trị trong sổ thì hãy ghi lý do.", field=f"reason_{key}")
            locked.decisions[key] = _decision(actor, choice, reason, child, key)
        taken = {key: locked.found[key] for key, choice in decided.items() if choice == "take"}
        _write(actor, child, child_version, taken)
        if open_fields <= set(decided):
            _finish(locked, actor, met=locked.round.kind != Round.Kind.IDENTITY)
        locked.version += 1
        locked.save()
        audit.record(
            actor,
            "round_fields_decided",
            locked.round,
            unit_path=locked.unit_path,
            data={"line": locked.pk, "fields": decided},
        )
    return locked


def _decision(actor: Actor, choice: str, reason: str, child: Child, key: str) -> dict[str, str]:
    """What stays of a decision, the value of the book at that moment included."""
    before = child.birth if key == "birth_date" else str(getattr(child, key) or "")
    return {"do": choice, "why": reason[:200], "by": actor.name, "on": timezone.localdate().isoformat(), "was": before}


def _write(actor: Actor, child: Child, version: int, taken: Mapping[str, Any]) -> None:
    if not taken:
        return
    number = taken.get("personal_number")
    if number:
        other = (
            Child.objects.filter(personal_number=number).exclude(pk=child.pk).exclude(status=ChildStatus.MERGED).first()
        )
        if other is not None:
            raise UserError(
                f"Số {number} đang ghi ở hồ sơ của {other.full_name}. Hãy đối chiếu hai hồ sơ trước, hoặc giữ và ghi lý do."
            )
    if child.version != version:
        raise StaleEdit(
            theirs={
                LABELS[key]: shown(key, child.birth if key == "birth_date" else getattr(child, key)) for key in taken
            },
            mine={LABELS[key]: shown(key, value) for key, value in taken.items()},
        )
    own = {key: value for key, value in taken.items() if not _of_family(actor, child, key, str(value))}
    edit_child(actor=actor, child=child, version=version, values=own)


def _of_family(actor: Actor, child: Child, key: str, name: str) -> bool:
    """A parent who is recorded as a person is corrected there; the child's row follows."""
    if key not in _FAMILY:
        return False
    rows = Kinship.objects.filter(child=child, relation=_FAMILY[key], valid_to=None).select_related("adult")
    kin: Kinship | None = rows.first()
    if kin is None:
        return False
    adult: Adult = kin.adult
    adult.full_name, adult.version, adult.updated_by_id = name, adult.version + 1, actor.user_id
    adult.save(update_fields=["full_name", "version", "updated_by_id", "updated_at"])
    audit.record(actor, "adult_corrected", adult, data={"fields": ["full_name"]})
    return True


def _finish(line: RoundLine, actor: Actor, *, met: bool) -> None:
    line.applied_at = timezone.now()
    if met and line.child is not None and line.answered_on is not None:
        Fact.objects.create(
            child=line.child, kind=FactKind.SEEN, valid_from=line.answered_on, valid_to=line.answered_on + dt.timedelta(days=1),
            detail=f"Người gặp: {line.answered_by_name}"[:300], source=line.round.title, created_by_id=actor.user_id,
        )  # fmt: skip


def apply_end(
    *,
    actor: Actor,
    line: RoundLine,
    version: int,
    step: str,
    on: dt.date | None = None,
    reason: str = "",
    to_unit: Unit | None = None,
) -> RoundLine:
    """What becomes of a child who died, moved or was not found.

    `step`: "died"; "left" (place not known); "hand_over" (to `to_unit`, who must accept); "void" (never existed);
    "stay" (remains in the book, with a reason).
    """
    allowed = {"died": {A.DIED}, "left": {A.MOVED, A.NOT_FOUND}, "hand_over": {A.MOVED}, "void": {A.NOT_FOUND},
               "stay": {A.DIED, A.MOVED, A.NOT_FOUND}}.get(step)  # fmt: skip
    if allowed is None:
        raise UserError("Hãy chọn cách xử lý.", field="step")
    with transaction.atomic():
        locked = _locked(line, version, {str(one) for one in allowed})
        child = _child_of(locked)
        require(actor, ChildPermission.EDIT, child)
        day = on or (dt.date.fromisoformat(locked.found["on"]) if locked.found.get("on") else timezone.localdate())
        why = reason.strip() or _reason_of(locked)
        if step in {"stay", "void"} and not reason.strip():
            raise UserError("Hãy ghi lý do.", field="reason")
        if step == "hand_over":
            if to_unit is None:
                raise UserError("Hãy chọn xã, phường nơi trẻ chuyển đến.", field="to_unit")
            moving.release(actor=actor, children=[child], to_unit=to_unit, on=day, reason=why)
        elif step != "stay":
            status = {"died": ChildStatus.DIED, "left": ChildStatus.LEFT, "void": ChildStatus.VOID}[step]
            end_child(actor=actor, child=child, status=status, on=day, reason=why)
        locked.decisions = {
            "step": {"do": step, "why": why[:200], "by": actor.name, "on": timezone.localdate().isoformat()}
        }
        locked.applied_at = timezone.now()
        locked.version += 1
        locked.save()
        audit.record(
            actor,
            "round_line_decided",
            locked.round,
            unit_path=locked.unit_path,
            data={"line": locked.pk, "step": step},
        )
    return locked


def _reason_of(line: RoundLine) -> str:
    where = line.found.get("where")
    told = {A.MOVED: f"Rà soát: đã chuyển đến {where}" if where else "Rà soát: đã chuyển đi", A.DIED: "Rà soát: đã mất",
            A.NOT_FOUND: "Rà soát: không tìm thấy"}.get(A(line.answer), "Rà soát")  # fmt: skip
    return f"{told} ({line.note})"[:200] if line.note else told[:200]


def apply_added(*, actor: Actor, line: RoundLine, version: int, unit: Unit, same_as: Child | None = None) -> RoundLine:
    """Puts a child that was found into the book, or says that it is `same_as` a child who is in it already."""
    require(actor, ChildPermission.EDIT, unit)
    with transaction.atomic():
        locked = _locked(line, version, {A.ADDED})
        if same_as is None:
            hamlet = locked.hamlet
            locked.child = add_child(actor=actor, unit=unit, values=locked.found, hamlet=hamlet)
        elif not RoundLine.objects.filter(round=locked.round, child=same_as).exists():
            locked.child = same_as
        if locked.child is not None:
            locked.unit_path = locked.child.unit_path
        _finish(locked, actor, met=True)
        locked.decisions = {"step": {"do": "added" if same_as is None else "same", "by": actor.name,
                                     "on": timezone.localdate().isoformat()}}  # fmt: skip
        locked.version += 1
        locked.save()
        audit.record(actor, "round_child_added", locked.round, unit_path=locked.unit_path, data={"line": locked.pk})
    return locked


def drop_added(*, actor: Actor, line: RoundLine, version: int, reason: str) -> RoundLine:
    """The child is not put into the book."""
    require(actor, ChildPermission.EDIT, line)
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    with transaction.atomic():
        locked = _locked(line, version, {A.ADDED})
        locked.decisions = {"step": {"do": "dropped", "why": reason.strip()[:200], "by": actor.name,
                                     "on": timezone.localdate().isoformat()}}  # fmt: skip
        locked.applied_at = timezone.now()
        locked.version += 1
        locked.save()
        told = {"line": locked.pk, "step": "dropped"}
        audit.record(actor, "round_line_decided", locked.round, unit_path=locked.unit_path, data=told)
    return locked


def comparison(line: RoundLine) -> list[dict[str, Any]]:
    """Each field that was found to differ: then, now, found; whether the book changed meanwhile; what was decided."""
    rows = []
    for key in (key for key in LABELS if key in line.found):
        now = (
            ""
            if line.child is None
            else line.child.birth
            if key == "birth_date"
            else str(getattr(line.child, key) or "")
        )
        then = str(line.asked.get(key, ""))
        rows.append({
            "key": key, "label": LABELS[key], "then": then, "now": now, "found": line.found[key],
            "changed": line.child is not None and not same(key, then, now), "agrees": same(key, now, line.found[key]),
            "decided": line.decisions.get(key),
        })  # fmt: skip
    return rows
