"""Mẫu 10 of a placement: what the child's commune found of its circumstances, state, needs and wishes.

It belongs to the child's file (Decree 56/2017, art. 38.3d; Circular 14/2020, art. 4). The commune of the child writes it, in as
many sittings as it takes; what is finished stays, and a later one is a further form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.care import sealing
from chungtay.care.guards import birth_of
from chungtay.care.models import CareForm, Placement
from chungtay.care.policies import CarePermission, of_child
from chungtay.cases import sealing as case_sealing
from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.form_refs import final_form
from chungtay.cases.services.filling import Incomplete
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import NotPossible, StaleEdit
from chungtay.foundation.vietnamese import date
from chungtay.law.forms import FormVersion, UnknownForm, check, form_by_digest, form_of, merged

CODE = "ND56-M10"


@dataclass(frozen=True)
class Sheet:
    """The form as a page writes it: begun before, or about to begin. `prefilled`: question → from where."""

    version: FormVersion
    answers: dict[str, Any]
    prefilled: dict[str, str]
    row: CareForm | None = None


def forms_of(placement: Placement) -> list[CareForm]:
    """The latest first; those taken back are left out."""
    rows = CareForm.objects.filter(placement=placement, code=CODE).exclude(state="void")
    return list(rows.select_related("placement").order_by("-pk"))


def ask_to_write(actor: Actor, placement: Placement) -> None:
    require(actor, CarePermission.WORK, placement)
    if not of_child(actor, placement):
        raise NotPossible("Xã của trẻ lập báo cáo đánh giá này (Mẫu 10).")
    if not placement.open:
        raise NotPossible("Hồ sơ đã kết thúc, không lập thêm Mẫu 10 được.")


def sheet(actor: Actor, placement: Placement) -> Sheet:
    """The draft that is there, or a new one with what is known."""
    ask_to_write(actor, placement)
    rows = forms_of(placement)
    draft = next((row for row in rows if row.state == "draft"), None)
    if draft is not None:
        return Sheet(version_of(draft), sealing.unseal(draft).get("answers", {}), {}, draft)
    try:
        version = form_of(CODE, timezone.localdate(), placement.child_path[:2])
    except UnknownForm:
        raise NotPossible("Chưa nạp Mẫu 10. Hãy báo người quản trị nạp biểu mẫu.") from None
    known = {**_from_case(actor, placement, version), **_from_placement(placement, rows)}
    return Sheet(
        version, {key: value for key, (value, _) in known.items()}, {key: said for key, (_, said) in known.items()}
    )


def version_of(row: CareForm) -> FormVersion:
    """The version the form was begun with."""
    try:
        return form_by_digest(row.law_version)
    except UnknownForm:
        raise NotPossible("Chưa nạp phiên bản Mẫu 10 mà phiếu này đã dùng. Hãy báo người quản trị.") from None


def _from_placement(placement: Placement, rows: list[CareForm]) -> dict[str, tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    if rows:
        told = f"Mẫu 10 ngày {date(rows[0].made_on)}"
        found = {key: (value, told) for key, value in sealing.unseal(rows[0]).get("answers", {}).items()}
    child = sealing.unseal(placement).get("child", {})
    if child.get("name"):
        found["child_name"] = (child["name"], "hồ sơ chăm sóc")
    birth = birth_of(child.get("birth"))
    ages = birth.age_on(timezone.localdate()) if birth is not None else None
    if ages is not None:
        found["child_age"] = (ages[1], "hồ sơ chăm sóc")
    return found


def _from_case(actor: Actor, placement: Placement, version: FormVersion) -> dict[str, tuple[Any, str]]:
    """What the specific assessment of the case says already, where this post may open the case."""
    case = Case.objects.filter(pk=placement.case_id).first() if placement.case_id is not None else None
    if case is None or not can(actor, CasePermission.OPEN, case):
        return {}
    found: dict[str, tuple[Any, str]] = {}
    for one in version.typed():
        code, _, key = (one.fill or "").partition(":")
        form = final_form(case, code) if code else None
        value = case_sealing.unseal(form).get("answers", {}).get(key) if form is not None else None
        if form is not None and value not in (None, ""):
            found[one.key] = (value, f"Mẫu {code.removeprefix('ND56-M')} ngày {date(form.done_at)}")
    return found


def save(
    *, actor: Actor, placement: Placement, version: int, typed: Mapping[str, Any], finish: bool = False
) -> CareForm:  # fmt: skip
    """Keeps what was typed; with `finish` the form is done. `version`: of the draft as read, 0 when there was none.

    Raises StaleEdit, or Incomplete when something is missing; the answers are kept all the same.
    """
    faults: dict[str, str] = {}
    with transaction.atomic():
        Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)  # two clicks begin one draft
        now = sheet(actor, placement)
        row = now.row or _new(actor, placement, now.version)
        answers = merged(now.version, now.answers, typed)
        if now.row is not None and row.version != version and answers != now.answers:
            raise StaleEdit(
                theirs=now.answers, mine=answers, when=f"{timezone.localtime(row.updated_at):%H:%M %d/%m/%Y}"
            )
        sealing.seal(row, {"answers": answers})
        row.version += 1 if now.row is not None else 0
        row.updated_by_id = actor.user_id
        faults = check(now.version, answers, complete=True) if finish else {}
        if finish and not faults:
            row.state, row.done_at, row.made_on = "final", timezone.now(), timezone.localdate()
            row.done_by_id, row.done_by_name = actor.user_id, actor.name[:200]
        row.save()
        act = "child_assessed" if row.state == "final" else "child_assessment_saved"
        audit.record(actor, act, placement, label=placement.code)
    if faults:
        raise Incomplete(faults)
    return row


def _new(actor: Actor, placement: Placement, version: FormVersion) -> CareForm:
    today: dt.date = timezone.localdate()
    return CareForm(
        code=CODE, law_version=version.digest, placement=placement, made_on=today, created_by_id=actor.user_id,
    )  # fmt: skip
