"""Dated facts of a child: health, growth, doses, school, support. Each save looks whether a circumstance follows from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.children import growth as who
from chungtay.children import vaccines
from chungtay.children.births import PartialDate
from chungtay.children.models import Child, Fact, FactKind, Growth, Immunisation, Schooling, Support
from chungtay.children.policies import SEAL, ChildPermission
from chungtay.children.services.asking import refuse_or_ask
from chungtay.children.services.proposals import propose
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist_items

ONE_AT_A_TIME = {FactKind.INSURANCE, FactKind.SWIMMING, FactKind.INTERNET, FactKind.PRESCHOOL, FactKind.HIV}
_CLASS = re.compile(r"^\s*l[ớo]p\b\s*", re.IGNORECASE)  # the page says “lớp” itself
Dated = Fact | Growth | Immunisation | Schooling | Support
_Z = {
    who.Index.WEIGHT_FOR_AGE: "weight_for_age",
    who.Index.HEIGHT_FOR_AGE: "height_for_age",
    who.Index.WEIGHT_FOR_HEIGHT: "weight_for_height",
}


def add_fact(
    *,
    actor: Actor,
    child: Child,
    kind: str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    code: str = "",
    degree: str = "",
    detail: str = "",
    source: str = "",
) -> Fact:
    """`valid_to`: the first day it is no longer so. HIV is sealed. A new card, skill or habit ends the open one."""
    _may(actor, child, sealed=kind == FactKind.HIV)
    _day(child, valid_from, field="valid_from")
    if valid_to is not None and valid_to <= valid_from:
        raise UserError("Ngày hết phải sau ngày bắt đầu.", field="valid_to")
    with transaction.atomic():
        if kind in ONE_AT_A_TIME:
            Child.objects.select_for_update(of=("self",)).get(pk=child.pk)  # two at once would both find room
            valid_to = _make_room(child, kind, valid_from, valid_to)
        fact: Fact = Fact.objects.create(
            child=child, kind=kind, code=code, degree=degree, detail=detail.strip()[:300], valid_from=valid_from,
            valid_to=valid_to, seal=SEAL if kind == FactKind.HIV else "", source=source.strip()[:200],
            created_by_id=actor.user_id,
        )  # fmt: skip
        propose([child])
        audit.record(actor, "child_fact_added", child, data=_told(fact.seal, kind))
    return fact


def saw(*, actor: Actor, child: Child, on: dt.date, where: str = "") -> Fact:
    """Somebody met the child: what “not seen for 12 months” is counted from."""
    detail = f"{actor.name}{f', {where.strip()}' if where.strip() else ''}"
    return add_fact(
        actor=actor, child=child, kind=FactKind.SEEN, valid_from=on, valid_to=on + dt.timedelta(days=1), detail=detail
    )


def end_fact(*, actor: Actor, fact: Fact, on: dt.date) -> Fact:
    """`on`: the first day it is no longer so."""
    _may(actor, fact.child, sealed=bool(fact.seal))
    if on > timezone.localdate():
        raise UserError("Ngày hết không được ở tương lai.", field="on")
    with transaction.atomic():
        row: Fact = Fact.objects.select_for_update(of=("self",)).select_related("child").get(pk=fact.pk)
        if row.valid_to is not None and row.valid_to <= on:
            raise NotPossible(f"Dòng này đã kết thúc ngày {date(row.valid_to)}.")
        if on <= row.valid_from:
            raise UserError(f"Dòng này bắt đầu ngày {date(row.valid_from)}; hãy chọn ngày sau đó.", field="on")
        row.valid_to = on
        row.save(update_fields=["valid_to"])
        propose([row.child])
        audit.record(actor, "child_fact_ended", row.child, data=_told(row.seal, row.kind))
    return row


def measure(
    *,
    actor: Actor,
    child: Child,
    on: dt.date,
    weight: Decimal | None = None,
    height: Decimal | None = None,
    lying: bool | None = None,
    source: str = "",
    sure: bool = False,
) -> Growth:
    """A measurement in kg and cm; one a day, the later one corrects the earlier. What WHO flags is asked again."""
    _may(actor, child)
    if weight is None and height is None:
        raise UserError("Hãy ghi cân nặng hoặc chiều cao.", field="weight")
    _day(child, on, field="on")
    found = who.assess(sex=child.sex, birth=_birth(child), on=on, weight=weight, height=height, lying=lying)
    flagged = [fault for fault in found.faults if fault.code not in {"growth_sex", "growth_birth_year"}]
    odd = frozenset(f"growth_{index}" for index in who.Index)
    refuse_or_ask(flagged, sure=sure, field="weight", always=odd)
    values: dict[str, Any] = {name: found.z.get(index) for index, name in _Z.items()}
    values |= {"weight": weight, "height": height, "lying": lying, "source": source.strip()[:200]}
    with transaction.atomic():
        row, _ = Growth.objects.update_or_create(
            child=child, on=on, defaults=values, create_defaults={**values, "created_by_id": actor.user_id}
        )
        audit.record(actor, "child_measured", child, data={"on": str(on)})
    measured: Growth = row
    return measured


def immunise(
    *, actor: Actor, child: Child, doses: Iterable[tuple[str, int]], on: dt.date | None, source: str = ""
) -> list[Immunisation]:
    """Doses given on one day (None: the booklet has no day). What is on the record already is corrected."""
    _may(actor, child)
    wanted = list(dict.fromkeys(doses))
    if not wanted:
        raise UserError("Hãy chọn ít nhất một mũi tiêm.", field="doses")
    if on is not None:
        _day(child, on, field="on")
    known = {item["code"] for item in codelist_items("vaccines")}
    if known and any(vaccine not in known for vaccine, _ in wanted):
        raise UserError("Có vắc xin không có trong danh mục.", field="doses")
    with transaction.atomic():
        rows = [
            Immunisation.objects.update_or_create(
                child=child, vaccine=vaccine, dose=dose, defaults={"on": on, "source": source.strip()[:200]},
                create_defaults={"on": on, "source": source.strip()[:200], "created_by_id": actor.user_id},
            )[0]
            for vaccine, dose in wanted
        ]  # fmt: skip
        audit.record(actor, "child_immunised", child, data={"doses": [f"{code}-{dose}" for code, dose in wanted]})
    return rows


def schedule(on: dt.date | None = None) -> vaccines.Schedule:
    """The immunisation programme in force on a day."""
    return vaccines.read(codelist_items("vaccine_doses", on), codelist_items("vaccines", on))


def set_schooling(
    *,
    actor: Actor,
    child: Child,
    year: int,
    state: str,
    level: str = "",
    grade: str = "",
    school: str = "",
    since: dt.date | None = None,
    reason: str = "",
) -> Schooling:
    """A school year of the child, over what was said of that year. `since`: the day of dropping out."""
    _may(actor, child)
    if child.birth_date and year < child.birth_date.year:
        born = date(child.birth_date)
        raise UserError(f"Trẻ sinh ngày {born}, chưa thể học năm học {year}–{year + 1}. Hãy chọn lại.", field="year")
    if since is not None:
        _day(child, since, field="since")
    if state == "dropped_out" and not reason.strip():
        raise UserError("Hãy ghi vì sao trẻ bỏ học, để biết cần hỗ trợ gì.", field="reason")
    values = {
        "state": state, "level": level, "grade": _CLASS.sub("", grade).strip()[:10], "school": school.strip()[:120],
        "since": since if state == "dropped_out" else None, "reason": reason.strip()[:200],
    }  # fmt: skip
    with transaction.atomic():
        row, _ = Schooling.objects.update_or_create(
            child=child, year=year, defaults=values, create_defaults={**values, "created_by_id": actor.user_id}
        )
        propose([child])
        audit.record(actor, "child_schooling_set", child, data={"year": year, "state": state})
    set_row: Schooling = row
    return set_row


def give_support(
    *,
    actor: Actor,
    child: Child,
    kind: str,
    content: str,
    on: dt.date,
    until: dt.date | None = None,
    amount: Decimal | None = None,
    provider: str = "",
    decision: str = "",
) -> Support:
    """What the child received; `amount` in đồng."""
    _may(actor, child)
    _day(child, on, field="on")
    if until is not None and until < on:
        raise UserError("Ngày kết thúc phải sau ngày bắt đầu.", field="until")
    with transaction.atomic():
        row: Support = Support.objects.create(
            child=child, kind=kind, content=content.strip()[:300], amount=amount, provider=provider.strip()[:200],
            on=on, until=until, decision=decision.strip()[:200], created_by_id=actor.user_id,
        )  # fmt: skip
        audit.record(actor, "child_supported", child, data={"kind": kind})
    return row


def remove(*, actor: Actor, row: Dated) -> None:
    """Takes away a line written by mistake. The field history keeps facts and support; the audit trail names the act."""
    child: Child = row.child
    _may(actor, child, sealed=bool(getattr(row, "seal", "")))
    with transaction.atomic():
        told = {"what": row._meta.model_name, "line": str(row)}
        if getattr(row, "seal", ""):
            told = {"needs": str(ChildPermission.SENSITIVE)}
        row.delete()
        propose([child])
        audit.record(actor, "child_line_removed", child, data=told)


def _told(seal: str, kind: str) -> dict[str, str]:
    """What the audit trail says of a fact; a sealed one is shown only to who may know of it."""
    return {"needs": str(ChildPermission.SENSITIVE)} if seal else {"kind": str(kind)}


def _may(actor: Actor, child: Child, *, sealed: bool = False) -> None:
    require(actor, ChildPermission.EDIT, child)
    if sealed:
        require(actor, ChildPermission.SENSITIVE, child)
    if child.status == "merged":
        raise NotPossible("Hồ sơ này đã gộp vào hồ sơ khác; hãy mở hồ sơ còn lại.")


def _day(child: Child, day: dt.date, *, field: str) -> None:
    if day > timezone.localdate():
        raise UserError(f"Ngày {date(day)} ở tương lai. Hãy xem lại.", field=field)
    if child.birth_date and day < child.birth_date:
        raise UserError(f"Ngày {date(day)} trước ngày sinh của trẻ ({date(child.birth_date)}).", field=field)


def _birth(child: Child) -> PartialDate | None:
    try:
        return PartialDate.from_iso(child.birth)
    except ValueError:
        return None


def _make_room(child: Child, kind: str, on: dt.date, until: dt.date | None) -> dt.date | None:
    """One line at a time: what is true on `on` ends there, a line of the same day is replaced. A later line stays as it
    was written, and the new one ends at the latest where that begins. Gives back when the new one ends."""
    for row in Fact.objects.select_for_update(of=("self",)).filter(child=child, kind=kind):
        if row.valid_to is not None and row.valid_to <= on:
            continue
        if row.valid_from > on:
            until = row.valid_from if until is None else min(until, row.valid_from)
        elif row.valid_from == on:
            row.delete()
        else:
            row.valid_to = on
            row.save(update_fields=["valid_to"])
    return until
