"""Reads for joining two records and for taking them apart: what can be chosen, what would go where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from chungtay.children.dependents import LABELS, TABLES
from chungtay.children.merge_fields import FIELDS, json_value, python_value
from chungtay.children.models import Child, ChildStatus, Kinship, Merge
from chungtay.children.wording import SEX, birth_words
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist

CHOICE_LABELS = {
    "full_name": "Họ và tên", "other_name": "Tên gọi ở nhà", "birth": "Ngày sinh", "sex": "Giới tính",
    "personal_number": "Số định danh cá nhân", "ethnicity": "Dân tộc", "religion": "Tôn giáo", "nationality": "Quốc tịch",
    "national_code": "Mã trẻ em", "birth_registered": "Khai sinh", "father_name": "Họ tên cha", "mother_name": "Họ tên mẹ",
    "carer_name": "Người nuôi dưỡng", "phone": "Điện thoại", "place": "Thôn và hộ", "residence_kind": "Cư trú",
    "lives_with": "Hiện sống với", "last_seen_on": "Lần gặp gần nhất", "note": "Ghi chú",
}  # fmt: skip
_LISTS = {
    "ethnicity": "ethnicities",
    "religion": "religions",
    "residence_kind": "residence_kinds",
    "lives_with": "lives_with",
}


@dataclass(frozen=True)
class Choice:
    """A field in which the two records differ; `chosen` is the key of the record whose value is proposed."""

    name: str
    label: str
    first: str
    second: str
    chosen: int


def proposed_survivor(first: Child, second: Child) -> Child:
    """The one that is here, then the one that knows more."""
    return max((first, second), key=lambda child: (child.status == ChildStatus.HERE, _known(child), -child.pk))


def _known(child: Child) -> int:
    return sum(bool(getattr(child, column)) for columns in FIELDS.values() for column in columns) + 3 * bool(
        child.personal_number
    )


def choices(first: Child, second: Child) -> list[Choice]:
    """Only fields that differ and that rows of the family do not decide by themselves."""
    kept = proposed_survivor(first, second)
    other = second if kept is first else first
    left_out = _from_rows(first, second)
    if first.unit_path != second.unit_path:
        left_out.add("place")
    found = []
    for name in FIELDS:
        one, two = shown(name, first), shown(name, second)
        if name in left_out or one == two:
            continue
        mine, theirs = (one, two) if kept is first else (two, one)
        better = other if not mine or (name == "birth" and len(theirs) > len(mine)) else kept
        found.append(Choice(name, CHOICE_LABELS[name], one, two, better.pk))
    return found


def _from_rows(first: Child, second: Child) -> set[str]:
    kin = Kinship.objects.filter(child__in=[first, second], valid_to=None)
    relations = set(kin.values_list("relation", flat=True))
    found = {f"{relation}_name" for relation in relations & {"father", "mother"}}
    if relations - {"father", "mother"}:
        found.add("carer_name")
    if any(child.household is not None and child.household.phone for child in (first, second)):
        found.add("phone")
    return found


def shown(name: str, child: Child) -> str:
    """A field as a person reads it."""
    if name == "birth":
        return birth_words(child.birth) + (" (ước chừng)" if child.birth_about else "")
    if name == "sex":
        return SEX[child.sex] if child.sex else ""
    if name == "place":
        return ", ".join(str(part) for part in (child.hamlet, child.household) if part is not None)
    if name == "birth_registered":
        known = {True: "đã đăng ký", False: "chưa đăng ký", None: ""}[child.birth_registered]
        return " ".join(part for part in (known, child.birth_certificate, date(child.birth_registered_on)) if part)
    if name == "residence_kind":
        return ", ".join(part for part in (_word(name, child.residence_kind), child.registered_at) if part)
    return _said(name, getattr(child, name))


def _said(column: str, value: Any) -> str:
    if column in _LISTS:
        return _word(column, str(value or ""))
    if column in ("last_seen_on", "birth_date", "birth_registered_on"):
        return date(python_value(column, value)) if value else ""
    if column == "sex":
        return SEX[value] if value else ""
    return str(value) if value not in (None, "") else ""


def _word(column: str, code: str) -> str:
    return str(codelist(_LISTS[column]).get(code, code)) if code else ""


@dataclass(frozen=True)
class Edited:
    """A field of the survivor somebody edited after the merge: it stays unless given to the record split off."""

    name: str
    label: str
    now: str
    back: str


@dataclass
class Preview:
    """What taking a merge apart would do."""

    returns: list[tuple[str, int]] = field(default_factory=list)
    added: list[tuple[str, str, Any]] = field(default_factory=list)  # "table:key", label, row
    restored: list[Edited] = field(default_factory=list)
    edited: list[Edited] = field(default_factory=list)


def preview(done: Merge, kept: Child) -> Preview:
    """Reads only what the actor may see; sealed rows that come back are not counted for who may not know of them."""
    told = Preview()
    for name, model in TABLES.items():
        there = model.objects.filter(child=kept)
        returning = there.filter(pk__in=done.moved.get(name, [])).count()
        if returning:
            told.returns.append((LABELS[name], returning))
        older = {*done.moved.get(name, []), *done.before.get("kept_rows", {}).get(name, [])}
        told.added += [(f"{name}:{row.pk}", LABELS[name], row) for row in _since(there, older)]
    names = [name for name, columns in FIELDS.items() if any(column in done.chosen for column in columns)]
    for name in names:
        columns = [column for column in FIELDS[name] if column in done.chosen]
        same = all(json_value(getattr(kept, column)) == done.chosen[column]["after"] for column in columns)
        (told.restored if same else told.edited).append(_edited(done, name, columns, kept))
    return told


def _edited(done: Merge, name: str, columns: list[str], kept: Child) -> Edited:
    before = Child(unit=kept.unit, unit_path=kept.unit_path)
    for column in FIELDS[name]:
        value = python_value(column, done.chosen[column]["before"]) if column in columns else getattr(kept, column)
        setattr(before, column, value)
    return Edited(name, CHOICE_LABELS[name], shown(name, kept), shown(name, before))


def _since(rows: QuerySet[Any], older: set[int]) -> list[Any]:
    """Rows of the survivor that stood nowhere when the two were joined."""
    return list(rows.exclude(pk__in=older).order_by("pk")[:100])
