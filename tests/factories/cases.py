"""Concerns and cases of the small world, made the shortest way that the database accepts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.cases import sealing
from chungtay.cases.models import Case, CaseForm, Concern, FormState
from chungtay.cases.services import codes
from chungtay.foundation import vault
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Unit

SECRET = "Cháu bị bố dượng đánh bằng roi"  # what must be nowhere readable


def make_concern(unit: Unit, *, body: dict[str, Any] | None = None, **fields: Any) -> Concern:
    """A concern that has just come in. `body`: the answers of form 01."""
    words = {"event": SECRET, "place": "Bản Phăng 2", "child_name": "Vàng A Dế", "child_sex": "male"}
    with as_system("making a concern for a test"):
        concern = Concern(
            code=codes.new_code(codes.CONCERN, timezone.localdate()), unit=unit, unit_path=unit.path,
            key=vault.create("concern"), **{"road": "phone", "received_at": timezone.now(), **fields},
        )  # fmt: skip
        sealing.seal(concern, words if body is None else body)
        concern.save()
    return concern


def make_case(unit: Unit, *, officer: Post | None = None, body: dict[str, Any] | None = None, **fields: Any) -> Case:
    """A case that `unit` leads. `fields` may set its state, incident and residence."""
    now = timezone.now()
    known = {"name": "Vàng A Dế", "birth": "2015-03", "age": "", "sex": "male"}
    usual: dict[str, Any] = {
        "incident_unit": unit, "received_at": now - dt.timedelta(hours=1), "opened_at": now, "current_unit": unit,
    }  # fmt: skip
    values = {**usual, **fields}
    residence = values.get("residence_unit")
    with as_system("making a case for a test"):
        case = Case(
            code=codes.new_code(codes.CASE, timezone.localdate()), unit=unit, unit_path=unit.path, officer=officer,
            incident_path=values["incident_unit"].path, residence_path=residence.path if residence else "",
            key=vault.create("case"), **values,
        )  # fmt: skip
        sealing.seal(case, body or {"child": known, "summary": SECRET})
        case.save()
    return case


def make_form(case: Case, code: str, answers: dict[str, Any] | None = None, **fields: Any) -> CaseForm:
    """A finished form of the case's cycle, unless `fields` say otherwise."""
    usual: dict[str, Any] = {
        "state": FormState.FINAL, "done_at": timezone.now(), "done_by_id": 1, "done_by_name": "Lò Thị Hoa",
        "law_version": "thử", "cycle": case.cycle,
    }  # fmt: skip
    with as_system("making a form for a test"):
        form = CaseForm(case=case, code=code, **{**usual, **fields})
        sealing.seal(form, {"answers": answers or {}})
        form.save()
    return form
