"""A form of a case on paper: under the names its offices had on its day, with its label and to whom it may be supplied."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from chungtay.cases.filled import Filled
from chungtay.cases.models import FormState, Risk
from chungtay.cases.queries.form_refs import assessment_ref, refs_of
from chungtay.foundation import audit
from chungtay.foundation.access import Actor
from chungtay.foundation.documents import OfficialDocument, Signer
from chungtay.foundation.errors import UserError
from chungtay.law.forms import Header, printed

SCOPE_MOST = 300
NOT_FINAL = "bản chưa hoàn thành hoặc đã bỏ, không có giá trị"


def paper(filled: Filled, scope: str = "") -> OfficialDocument:
    """`scope` takes the place of the form's own words on to whom it may be supplied (Decree 56/2017, art. 24)."""
    row, version = filled.row, filled.version
    refs = filled.body.get("refs") or _refs_now(filled)
    signer = str(refs.get("signer") or row.done_by_name or refs.get("officer", ""))
    title = version.paper.signer
    authority = ("TM. Ủy ban nhân dân",) if title == "Chủ tịch" and version.paper.issuer == "committee" else ()
    header = Header(
        agency=str(refs["agency_name"]), place=str(refs["place"]), date=_day(filled), number=row.number,
        scope=_scope(filled, scope),
        level=_level(filled), signer=Signer(title, signer, authority),
    )  # fmt: skip
    return printed(version, filled.answers, refs, header)


def record_print(*, actor: Actor, filled: Filled, scope: str) -> None:
    """A paper leaves the file: the trail says which form and for whom, never what it says. Raises UserError without a scope."""
    if not scope.strip():
        raise UserError("Hãy ghi phạm vi cung cấp: ai được nhận bản in này.", field="scope")
    if len(scope) > SCOPE_MOST:
        raise UserError(f"Phạm vi cung cấp dài quá {SCOPE_MOST} ký tự.", field="scope")
    case = filled.row.case
    audit.record(actor, "form_printed", case, label=case.code, data={"form": filled.row.code})


def _scope(filled: Filled, scope: str) -> str:
    words = scope or filled.version.paper.scope
    return words if filled.row.state == FormState.FINAL else f"{words} ({NOT_FINAL})"


def _refs_now(filled: Filled) -> dict[str, Any]:
    refs = refs_of(filled.row.case)
    refs.know("", assessment_ref=assessment_ref(filled.row.case, filled.row.code))
    return dict(refs)


def _day(filled: Filled) -> dt.date:
    done = filled.row.done_at
    return timezone.localdate(done) if done is not None else timezone.localdate()


def _level(filled: Filled) -> str:
    """The level that was set; and when it is against the count, why and by whom it was confirmed."""
    row = filled.row
    if not row.level_set:
        return ""
    words = Risk(row.level_set).label
    reason = filled.body.get("level_reason", "")
    told = f"{words}. Lý do khác kết quả đếm: {reason}" if reason else words
    return f"{told.rstrip('.')}. Người xác nhận: {row.confirmed_by_name}." if row.confirmed_by_name else told
