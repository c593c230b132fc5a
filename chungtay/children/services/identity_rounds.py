"""Xác thực: the doubtful go out to the police, their answers come back, each difference is decided by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chungtay.children.checking import LABELS, POLICE, differences
from chungtay.children.identity import check_number
from chungtay.children.models import Child, ChildStatus, Round, RoundLine
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.roundsheets import Filled, FilledSheet, read_filled
from chungtay.children.services.rounds_applying import decide_fields
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.territory.models import Unit

A = RoundLine.Answer
MOST_AT_ONCE = 500
_PIECE = 1000


@dataclass
class Taken:
    """What an answer file brought. `faults`: (row, name, sentence)."""

    agree: int = 0
    differ: int = 0
    unknown: int = 0
    silent: int = 0
    faults: list[tuple[int, str, str]] | None = None
    notices: tuple[str, ...] = ()


def take_answers(*, actor: Actor, round_: Round, unit: Unit, file: BinaryIO, name: str) -> Taken:
    """Writes what the police say beside the lines; no child changes. A later file replaces what nobody has decided yet."""
    require(actor, ChildPermission.VERIFY, unit)
    if round_.kind != Round.Kind.IDENTITY:
        raise NotPossible("Đợt này không phải đợt xác thực với công an.")
    if round_.state != Round.State.OPEN:
        raise NotPossible(f"Đợt này {round_.get_state_display().lower()} nên không nhận thêm kết quả.")
    sheet = read_filled(file, name, fields=POLICE, today=timezone.localdate())
    told = Taken(faults=[], notices=tuple(sheet.notices))
    rows = _rows_of(round_, sheet, told)
    with transaction.atomic():
        ids = sorted(rows)
        for start in range(0, len(ids), _PIECE):
            _write(actor, round_, unit, {pk: rows[pk] for pk in ids[start : start + _PIECE]}, told)
        data = {"agree": told.agree, "differ": told.differ, "unknown": told.unknown, "faults": len(told.faults or ())}
        audit.record(actor, "identity_answers_taken", round_, unit_path=unit.path, data=data)
    return told


def _rows_of(round_: Round, sheet: FilledSheet, told: Taken) -> dict[int, Filled]:
    faults = told.faults if told.faults is not None else []
    found: dict[int, Filled] = {}
    for row in sheet.rows:
        if row.key is None:
            words = row.faults[0] if row.faults else "Dòng không có mã: thêm vào tệp sau khi xuất, nên không nhận."
            faults.append((row.row, row.name, words))
        elif row.key[0] != round_.pk:
            faults.append((row.row, row.name, "Dòng này là của một đợt khác."))
        elif row.faults:
            faults.append((row.row, row.name, " ".join(row.faults)))
        elif row.key[1] in found:
            faults.append((row.row, row.name, f"Mã dòng này đã có ở dòng {found[row.key[1]].row} của tệp."))
        else:
            found[row.key[1]] = row
    if sheet.rows and len(faults) == len(sheet.rows) and all(row.key and row.key[0] != round_.pk for row in sheet.rows):
        raise UserError("Tệp này là trả lời cho một đợt khác. Hãy mở đúng đợt đó rồi tải lên.", field="file")
    return found


def _write(actor: Actor, round_: Round, unit: Unit, rows: dict[int, Filled], told: Taken) -> None:
    faults = told.faults if told.faults is not None else []
    here = reads.lines_in(round_, unit, timezone.localdate()).filter(pk__in=list(rows))
    lines = {line.pk: line for line in here.select_related("child").select_for_update(of=("self",))}
    changed = []
    for pk, row in rows.items():
        line = lines.get(pk)
        if line is None or line.child is None:
            faults.append((row.row, row.name, "Không có dòng này ở xã của anh/chị; có thể trẻ đã chuyển đi."))
        elif line.decisions:
            faults.append((row.row, line.child.full_name, "Đã có quyết định trước đó, giữ nguyên."))
        elif line.child.status != ChildStatus.HERE:
            faults.append(
                (row.row, line.child.full_name, f"Hồ sơ đã đóng ({line.child.get_status_display().lower()}).")
            )
        elif not row.values and not row.result:
            told.silent += 1
        elif row.result == A.CORRECTED and not differences(_recorded(line.child), row.values):
            faults.append((row.row, line.child.full_name, "Ghi là sai nhưng không có giá trị đúng nào khác với sổ."))
        else:
            _answer(actor, line, line.child, row, told)
            changed.append(line)
    fields = ["answer", "found", "note", "answered_on", "answered_by_id", "answered_by_name", "applied_at", "version"]
    RoundLine.objects.bulk_update(changed, fields, batch_size=500)


def _answer(actor: Actor, line: RoundLine, child: Child, row: Filled, told: Taken) -> None:
    wrong = differences(_recorded(child), row.values)
    if row.result == A.NOT_FOUND:
        line.answer, line.found = A.NOT_FOUND, {}
        told.unknown += 1
    elif wrong:
        line.answer, line.found = A.CORRECTED, wrong
        told.differ += 1
    else:
        line.answer, line.found = A.CONFIRMED, {}
        told.agree += 1
    line.note = row.note
    line.answered_on, line.answered_by_id, line.answered_by_name = (
        timezone.localdate(),
        actor.user_id,
        "Công an trả lời",
    )
    line.applied_at = timezone.now() if line.answer == A.CONFIRMED else None  # nothing to write into the book
    line.version += 1


def _recorded(child: Child) -> dict[str, str]:
    return {key: child.birth if key == "birth_date" else str(getattr(child, key) or "") for key in POLICE}


def number_doubts(line: RoundLine) -> list[str]:
    """What speaks against the number the police gave: its structure, and another child who has it."""
    given = str(line.found.get("personal_number") or "")
    if not given or line.child is None:
        return []
    sex = str(line.found.get("sex") or line.child.sex)
    birth = str(line.found.get("birth_date") or line.child.birth)
    found = [fault.sentence for fault in check_number(given, sex=sex, birth_year=int(birth[:4]) if birth else None)]
    other = (
        Child.objects.filter(personal_number=given).exclude(pk=line.child.pk).exclude(status=ChildStatus.MERGED).first()
    )
    if other is not None:
        found.append(f"Số này đang ghi ở hồ sơ của {other.full_name}.")
    return found


def only_numbers(round_: Round, unit: Unit) -> QuerySet[RoundLine]:
    """Differences where the book has no number and the police give nothing but one."""
    rows = reads.lines_in(round_, unit, timezone.localdate())
    others = [f"found__{key}__isnull" for key in LABELS if key != "personal_number"]
    return rows.filter(
        answer=A.CORRECTED, applied_at=None, found__has_key="personal_number", child__personal_number="",
        child__status=ChildStatus.HERE, decisions={}, **dict.fromkeys(others, True),
    ).select_related("child").order_by("id")  # fmt: skip


def take_only_numbers(*, actor: Actor, round_: Round, unit: Unit) -> tuple[int, list[str]]:
    """“Take all where only the number was missing”: at most MOST_AT_ONCE in one act. Doubtful ones stay. (taken, refusals)"""
    require(actor, ChildPermission.EDIT, unit)
    done, left = 0, []
    with transaction.atomic():
        for line in only_numbers(round_, unit)[:MOST_AT_ONCE]:
            child = line.child
            doubts = number_doubts(line)
            if child is None or doubts:
                left.append(f"{child.full_name if child else ''}: {' '.join(doubts)}")
                continue
            choices = {"personal_number": "take"}
            try:
                with transaction.atomic():
                    decide_fields(
                        actor=actor, line=line, version=line.version, child_version=child.version, choices=choices
                    )
                done += 1
            except UserError as error:
                left.append(f"{child.full_name}: {error.sentence}")
        audit.record(actor, "identity_numbers_taken", round_, unit_path=unit.path, data={"lines": done})
    return done, left
