"""A hamlet list filled in on a computer comes back: what it says is shown first, cell by cell, then written as answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils import timezone

from chungtay.children.checking import LABELS, ON_PAPER, same, shown
from chungtay.children.models import ChildStatus, Round, RoundLine
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.roundsheets import Filled, read_filled
from chungtay.children.services.rounds import add_found, answer_line, answer_words, confirm_many
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.territory.models import Hamlet, Unit

A = RoundLine.Answer
FAULT, NEW, SAME, CLASH, ADDED = "fault", "new", "same", "clash", "added"


@dataclass
class Proposal:
    """What one row would do. `state`: new, same (already so), clash (another answer stands), added, fault."""

    row: int
    state: str
    name: str
    line_id: int = 0
    version: int = 0
    hamlet_id: int | None = None
    answer: str = ""
    found: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    words: list[str] = field(default_factory=list)
    theirs: str = ""

    def packed(self) -> list[Any]:
        return [self.row, self.state, self.line_id, self.version, self.hamlet_id, self.answer, self.found, self.note]


@dataclass
class Preview:
    proposals: list[Proposal]
    notices: list[str]
    untouched: int  # rows nothing was written into

    def having(self, *states: str) -> list[Proposal]:
        return [one for one in self.proposals if one.state in states]


def preview(*, actor: Actor, round_: Round, unit: Unit, file: BinaryIO, name: str) -> Preview:
    """Reads the file and compares it with the lines; writes nothing."""
    require(actor, ChildPermission.VERIFY, unit)
    if round_.state != Round.State.OPEN:
        raise NotPossible(f"Đợt này {round_.get_state_display().lower()} nên không nhận thêm kết quả.")
    if round_.kind != Round.Kind.REVIEW:
        raise NotPossible("Chỉ danh sách rà soát mới tải lên ở đây.")
    sheet = read_filled(file, name, fields=ON_PAPER, today=timezone.localdate())
    keyed = [row for row in sheet.rows if row.key is not None]
    if keyed and all(row.key is not None and row.key[0] != round_.pk for row in keyed):
        raise UserError("Tệp này là danh sách của một đợt khác. Hãy mở đúng đợt đó rồi tải lên.", field="file")
    ids = [row.key[1] for row in keyed if row.key is not None and row.key[0] == round_.pk]
    rows = reads.lines_in(round_, unit, timezone.localdate()).filter(pk__in=ids).select_related("child", "hamlet")
    lines = {line.pk: line for line in rows}
    found: list[Proposal] = []
    untouched = 0
    seen: dict[int, int] = {}
    hamlet_id: int | None = None
    for row in sheet.rows:
        one = _proposal(round_, row, lines, seen, hamlet_id)
        if one is None:
            untouched += 1
        else:
            found.append(one)
        if row.key is not None and row.key[1] in lines:
            hamlet_id = lines[row.key[1]].hamlet_id
    return Preview(found, sheet.notices, untouched)


def _proposal(
    round_: Round, row: Filled, lines: Mapping[int, RoundLine], seen: dict[int, int], hamlet_id: int | None
) -> Proposal | None:
    def fault(*words: str) -> Proposal:
        return Proposal(row.row, FAULT, row.name, words=list(words))

    if row.faults:
        return fault(*row.faults)
    if row.key is None:
        if not row.values.get("full_name"):
            return None
        return Proposal(row.row, ADDED, row.name, hamlet_id=hamlet_id, answer=A.ADDED, found=dict(row.values), note=row.note,
                        words=[f"{LABELS[key]}: {shown(key, value)}" for key, value in row.values.items()])  # fmt: skip
    if row.key[0] != round_.pk:
        return fault("Dòng này là của một đợt khác.")
    line = lines.get(row.key[1])
    if line is None:
        return fault("Không có dòng này trong danh sách của xã; có thể trẻ đã chuyển sang xã khác.")
    if line.pk in seen:
        return fault(f"Mã dòng này đã có ở dòng {seen[line.pk]} của tệp.")
    seen[line.pk] = row.row
    return _answer_of(row, line)


def _answer_of(row: Filled, line: RoundLine) -> Proposal | None:
    child = line.child
    changed = {} if child is None else _changed(row, line)
    if not row.result and not changed and not row.note:
        return None
    answer = row.result or (A.CORRECTED if changed else "")
    if answer == A.CONFIRMED and changed:
        answer = A.CORRECTED
    one = Proposal(
        row.row, NEW, child.full_name if child else row.name, line.pk, line.version, answer=answer, note=row.note
    )
    if not answer:
        one.state, one.words = FAULT, ["Có ghi chú nhưng chưa có kết quả."]
        return one
    if child is not None and child.status != ChildStatus.HERE:
        one.state, one.words = FAULT, [f"Hồ sơ đã đóng ({child.get_status_display().lower()}), không cần trả lời."]
        return one
    if answer == A.CORRECTED:
        one.found = changed
        one.words = [
            f"{LABELS[key]}: {shown(key, _now(line, key)) or 'trống'} → {shown(key, value)}"
            for key, value in changed.items()
        ]
        if not changed:
            one.state, one.words = FAULT, ["Ghi là có sửa nhưng không có ô nào khác với sổ."]
            return one
    if answer in {A.MOVED, A.DIED}:
        one.found = {key: value for key, value in (("on", row.on), ("where", row.where)) if value}
        if not row.on:
            one.state, one.words = FAULT, ["Hãy ghi ngày mất hoặc ngày chuyển đi."]
            return one
    return _against(one, line)


def _changed(row: Filled, line: RoundLine) -> dict[str, Any]:
    """Cells that are neither as printed nor as the book says today. An emptied cell is no correction."""
    return {
        key: value
        for key, value in row.values.items()
        if not same(key, _now(line, key), value) and not same(key, line.asked.get(key), value)
    }


def _now(line: RoundLine, key: str) -> str:
    return line.child.birth if key == "birth_date" and line.child else str(getattr(line.child, key, "") or "")


def _against(one: Proposal, line: RoundLine) -> Proposal:
    """Beside what stands there already."""
    if line.answer:
        mine = {"answer": one.answer, "found": one.found, "note": one.note}
        if {**mine, "note": ""} == {"answer": line.answer, "found": line.found, "note": ""}:
            one.state = SAME
        elif line.applied_at is not None:
            one.state, one.words = FAULT, ["Kết quả của dòng này đã ghi vào sổ."]
        else:
            one.state = CLASH
            told = answer_words({"answer": line.answer, "found": line.found, "note": line.note})
            one.theirs = f"{line.answered_by_name}: " + "; ".join(f"{key} {value}" for key, value in told.items())
    return one


def write(
    *, actor: Actor, round_: Round, unit: Unit, packed: Iterable[list[Any]], overwrite: set[int], on: dt.date
) -> tuple[int, list[str]]:
    """Writes the answers of a preview; `overwrite`: rows that go before the answer that stands. (written, refusals)"""
    require(actor, ChildPermission.VERIFY, unit)
    confirmed: dict[int, int] = {}
    done, refused = 0, []
    for row, state, line_id, version, hamlet_id, answer, found, note in packed:
        if state == ADDED:
            hamlet = Hamlet.objects.filter(pk=hamlet_id).first() if hamlet_id else None
            add_found(actor=actor, round_=round_, unit=unit, hamlet=hamlet, values=found, note=note)
            done += 1
        elif state == NEW and answer == A.CONFIRMED and not note:
            confirmed[line_id] = version
        elif state == NEW or (state == CLASH and row in overwrite):
            line = RoundLine.objects.filter(round=round_, pk=line_id).select_related("child", "round").first()
            try:
                if line is None:
                    raise NotPossible("Dòng này không còn ở xã của anh/chị.")
                answer_line(actor=actor, line=line, version=version, answer=answer, on=on, found=found, note=note)
                done += 1
            except UserError as error:
                refused.append(f"Dòng {row}: {error.sentence}")
    if confirmed:
        many, left = confirm_many(actor=actor, round_=round_, unit=unit, chosen=confirmed, on=on)
        done += many
        if left:
            refused.append(f"{left} dòng ghi “đúng” đã có người trả lời trước, được giữ như cũ.")
    return done, refused
