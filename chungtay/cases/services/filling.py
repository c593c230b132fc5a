"""Forms of a case: begun with what is known, written in as many sittings as it takes, finished, taken back.

Answers lie under the key of the case and never in a draft of the desk. What is `sealed` in a form: `answers`, `prefilled`
(key → {from, value}), `refs` (what the case knew when it was finished), `level_reason`, `level_by`, `returned`, `void_reason`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.cases import levels, sealing
from chungtay.cases.filled import ELSEWHERE, LAYOUTS, Filled
from chungtay.cases.models import ENDED, Case, CaseForm, Decision, DecisionState, FormState, Risk
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.form_refs import Refs, assessment_ref, final_form, first_concern, refs_of
from chungtay.cases.services import concern_printing, people, releases
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.vietnamese import date
from chungtay.law.forms import (
    Field,
    FormVersion,
    UnknownForm,
    check,
    count,
    form_by_digest,
    form_of,
    merged,
    visible,
)
from chungtay.law.forms.conditions import answered

__all__ = ["Filled", "Incomplete", "answers_of", "confirm_level", "final_form", "finish", "opened", "preview", "return_level",
           "save_draft", "start_form", "void_form"]  # fmt: skip

REASON_MOST = 2_000


class Incomplete(UserError):
    """Not finished: `faults` says for each question what is missing or wrong. What was typed is saved."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("Phiếu chưa đủ để hoàn thành. Những gì đã ghi vẫn được lưu.")
        self.faults = faults


def version_for(case: Case, code: str) -> FormVersion:
    """The form of this code for a case today: the province's own where it has one. UserError when there is none."""
    try:
        version = form_of(code, timezone.localdate(), case.unit_path[:2])
    except UnknownForm:
        raise NotPossible("Biểu mẫu này chưa được nạp. Hãy báo người quản trị nạp biểu mẫu.") from None
    if version.paper.layout not in LAYOUTS or code in ELSEWHERE:
        raise NotPossible(f"“{version.title}” lập ở phần việc khác của vụ việc, không ghi ở đây.")
    return version


def version_of(form: CaseForm) -> FormVersion:
    """The version the form was begun with; it stays with it when the law changes."""
    try:
        return form_by_digest(form.law_version)
    except UnknownForm:
        raise NotPossible("Chưa nạp phiên bản biểu mẫu mà phiếu này đã dùng. Hãy báo người quản trị.") from None


def opened(*, actor: Actor, form: CaseForm, what: str = "") -> Filled:
    """The form with its answers. Asks OPEN and writes the look down; `what` names nothing that is sealed."""
    require(actor, CasePermission.OPEN, form.case)
    case = form.case
    looked(actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what=what or f"Phiếu {form.code}")
    return Filled(form, version_of(form), sealing.unseal(form))


def answers_of(actor: Actor, form: CaseForm) -> dict[str, Any]:
    """The answers alone, for another part of the work; logged as a look."""
    return opened(actor=actor, form=form).answers


def preview(*, actor: Actor, case: Case, code: str) -> Filled:
    """The form as it would begin, with what the case knows; nothing is written."""
    require(actor, CasePermission.WORK, case)
    version = version_for(case, code)
    row = CaseForm(case=case, code=code, law_version=version.digest, cycle=case.cycle)
    looked(actor, "page", "cases.case", unit_path=case.unit_path, object_id=case.pk, what=f"Phiếu {code}")
    return Filled(row, version, _begun(case, version))


def start_form(*, actor: Actor, case: Case, code: str) -> CaseForm:
    """The draft of this form in the case's cycle: the one that is there, or a new one filled in with what is known."""
    require(actor, CasePermission.WORK, case)
    if case.state in ENDED:
        raise NotPossible("Vụ việc đã kết thúc. Hãy mở lại vụ việc rồi lập phiếu.")
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)  # two clicks make one draft
        drafts = CaseForm.objects.filter(case=case, code=code, cycle=case.cycle, state=FormState.DRAFT, about_id=None)
        there: CaseForm | None = drafts.select_related("case").first()
        if there is not None:
            return there
        version = version_for(case, code)
        row = CaseForm(
            case=case, code=code, law_version=version.digest, cycle=case.cycle, created_by_id=actor.user_id,
            updated_by_id=actor.user_id,
        )  # fmt: skip
        sealing.seal(row, _begun(case, version))
        row.save()
        audit.record(actor, "form_started", case, label=case.code, data={"form": code})
    return row


def _begun(case: Case, version: FormVersion) -> dict[str, Any]:
    refs = refs_of(case)
    refs.know("hồ sơ vụ việc", assessment_ref=assessment_ref(case, version.code))
    earlier: dict[str, tuple[str, dict[str, Any]]] = {}
    prefilled = {}
    for one in version.typed():
        found = _known(case, one, refs, earlier)
        if found is not None:
            prefilled[one.key] = {"from": found[0], "value": found[1]}
    if version.code == "ND56-M01":
        prefilled |= _from_concern(case, version)
    return {"answers": {key: one["value"] for key, one in prefilled.items()}, "prefilled": prefilled}


def _known(
    case: Case, one: Field, refs: Refs, earlier: dict[str, tuple[str, dict[str, Any]]]
) -> tuple[str, Any] | None:
    if one.ref in refs:
        return refs.sources[one.ref], _stored(one, refs[one.ref])
    if one.fill:
        code, _, key = one.fill.partition(":")
        if code not in earlier:
            form = final_form(case, code)
            told = f"{code.removeprefix('ND56-M').join(('Mẫu ', ''))} ngày {date(form.done_at)}" if form else ""
            earlier[code] = (told, sealing.unseal(form).get("answers", {}) if form else {})
        told, answers = earlier[code]
        if answered(answers.get(key)):
            return told, answers[key]
    return None


def _stored(one: Field, value: Any) -> Any:
    """What the case knows, in the type of the question."""
    if one.type == "time":
        return str(value)[11:16]
    if one.type == "date":
        return str(value)[:10]
    return value


def _from_concern(case: Case, version: FormVersion) -> dict[str, dict[str, Any]]:
    """Form 01 of a case takes over what was reported, as the report itself is printed."""
    concern = first_concern(case)
    if concern is None:
        return {}
    told = concern_printing.answers_of(concern, sealing.unseal(concern))
    return {
        one.key: {"from": f"tin báo {concern.code}", "value": told[one.key]}
        for one in version.typed()
        if answered(told.get(one.key))
    }


def save_draft(
    *, actor: Actor, form: CaseForm, typed: Mapping[str, Any], version: int, by_hand: bool = True
) -> CaseForm:
    """Keeps what was typed, right or wrong. Raises StaleEdit with both versions when somebody saved since `version`.

    `by_hand` False: the page saved by itself, which the trail does not tell.
    """
    require(actor, CasePermission.WORK, form.case)
    with transaction.atomic():
        row = _locked(form)
        _writable(row)
        body = sealing.unseal(row)
        law = version_of(row)
        answers = merged(law, body.get("answers", {}), typed)
        if answers == body.get("answers", {}):
            return row
        if row.version != version:
            raise _stale(row, law, body.get("answers", {}), answers)
        _write(actor, row, {**body, "answers": answers})
        if by_hand:
            audit.record(actor, "form_saved", row.case, label=row.case.code, data={"form": row.code})
    return row


def _write(actor: Actor, row: CaseForm, body: dict[str, Any]) -> None:
    """A change takes a level that waited for a second person back: it was set on other answers."""
    row.done_by_id, row.done_by_name, row.level_set = None, "", ""
    body = {key: value for key, value in body.items() if key not in {"level_reason", "level_by"}}
    sealing.seal(row, body)
    row.version += 1
    row.updated_by_id = actor.user_id
    row.save()


def _stale(row: CaseForm, law: FormVersion, theirs: dict[str, Any], mine: dict[str, Any]) -> StaleEdit:
    keys = [one.key for one in law.typed() if theirs.get(one.key) != mine.get(one.key)]
    return StaleEdit(
        theirs={**{key: theirs.get(key) for key in keys}, "version": row.version},
        mine={key: mine.get(key) for key in keys},
        when=f"{timezone.localtime(row.updated_at):%H:%M %d/%m/%Y}",
    )


def finish(
    *, actor: Actor, form: CaseForm, version: int, typed: Mapping[str, Any] | None = None, level: str = "",
    reason: str = "", number: str = "",
) -> CaseForm:  # fmt: skip
    """Finishes the form, or, when the level is against the count, hands it to a second person (state stays draft).

    Raises Incomplete when something is missing; the answers are kept all the same.
    """
    if typed is not None:
        form = save_draft(actor=actor, form=form, typed=typed, version=version)
        version = form.version
    require(actor, CasePermission.WORK, form.case)
    with transaction.atomic():
        row = _locked(form)
        _writable(row)
        if row.version != version:
            raise _stale(row, version_of(row), sealing.unseal(row).get("answers", {}), {})
        body, law = sealing.unseal(row), version_of(row)
        faults = check(law, body.get("answers", {}), complete=True)
        if faults:
            raise Incomplete(faults)
        row.number = number.strip()[:40]
        row.done_by_id, row.done_by_name = actor.user_id, _name(actor)
        row.updated_by_id = actor.user_id
        row.version += 1
        waits = _set_level(row, law, body, level, reason)
        body["refs"] = _snapshot(row)
        sealing.seal(row, body)
        if not waits:
            _final(row)
        row.save()
        if not waits:
            releases.expected(actor=actor, form=row, answers=body["answers"])
        if waits:
            told = [post for post in people.chairs(row.case) + people.officers(row.case) if post != actor.post_id]
            people.tell(told, row.case, "mức nguy cơ chờ người thứ hai xác nhận", f"level:{row.pk}:{row.version}")
        act = "form_level_asked" if waits else "form_finished"
        audit.record(actor, act, row.case, label=row.case.code, data={"form": row.code})
    return row


def _set_level(row: CaseForm, law: FormVersion, body: dict[str, Any], level: str, reason: str) -> bool:
    """True when a second person is needed. Forms without the two scales have no level."""
    if law.rule is None:
        return False
    row.level_counted = count(law, body["answers"]).suggested
    if level not in Risk.values:
        raise UserError("Hãy chọn mức độ nguy cơ.", field="level")
    if len(reason) > REASON_MOST:
        raise UserError(f"Lý do dài quá {REASON_MOST} ký tự. Hãy viết gọn lại.", field="reason")
    row.level_set = level
    against = levels.against(row.level_counted, level)
    if against and not reason.strip():
        raise UserError(
            "Mức này khác với kết quả đếm. Hãy ghi lý do; sau đó cần người thứ hai xác nhận.", field="reason"
        )
    body["level_reason"] = reason.strip()
    return against


def _snapshot(row: CaseForm) -> dict[str, Any]:
    """What the paper says of the case and its offices on the day it was finished; later changes do not rewrite it."""
    refs = refs_of(row.case)
    refs.know("", assessment_ref=assessment_ref(row.case, row.code), signer=row.done_by_name)
    return dict(refs)


def _final(row: CaseForm) -> None:
    row.supersedes = final_form(row.case, row.code, row.cycle)
    row.state = FormState.FINAL
    row.done_at = timezone.now()


def confirm_level(*, actor: Actor, form: CaseForm, version: int) -> CaseForm:
    """The second person agrees with a level that is against the count: the form is finished."""
    with transaction.atomic():
        row = _second(actor, form, version)
        row.confirmed_by_id, row.confirmed_by_name, row.confirmed_at = actor.user_id, _name(actor), timezone.now()
        _final(row)
        row.version += 1
        row.save()
        audit.record(actor, "form_level_confirmed", row.case, label=row.case.code, data={"form": row.code})
    return row


def return_level(*, actor: Actor, form: CaseForm, version: int, reason: str) -> CaseForm:
    """The second person does not agree: the form goes back to its author with the reason."""
    if not reason.strip():
        raise UserError("Hãy ghi lý do trả lại.", field="reason")
    with transaction.atomic():
        row = _second(actor, form, version)
        body = sealing.unseal(row) | {"returned": f"{_name(actor)}: {reason.strip()[:REASON_MOST]}"}
        sealing.seal(row, body)
        row.done_by_id, row.done_by_name, row.level_set = None, "", ""
        row.version += 1
        row.save()
        people.tell(
            people.officers(row.case),
            row.case,
            "phiếu được trả lại để xem lại mức nguy cơ",
            f"level-back:{row.pk}:{row.version}",
        )
        audit.record(actor, "form_level_returned", row.case, label=row.case.code, data={"form": row.code})
    return row


def may_confirm(actor: Actor, form: CaseForm) -> bool:
    """Another officer of the commune, or its chair; never the author."""
    if form.done_by_id is None or form.done_by_id == actor.user_id:
        return False
    return bool(can(actor, CasePermission.WORK, form.case) or can(actor, CasePermission.DECIDE, form.case))


def _second(actor: Actor, form: CaseForm, version: int) -> CaseForm:
    row = _locked(form)
    if row.state != FormState.DRAFT or row.done_by_id is None:
        raise NotPossible("Phiếu này không còn chờ người thứ hai xác nhận.")
    if row.done_by_id == actor.user_id:
        raise NotPossible("Người lập phiếu không tự xác nhận được: cần người thứ hai.")
    if not can(actor, CasePermission.WORK, row.case):
        require(actor, CasePermission.DECIDE, row.case)
    if row.version != version:
        raise NotPossible("Phiếu vừa thay đổi. Hãy xem lại rồi quyết định.")
    return row


def void_form(*, actor: Actor, form: CaseForm, reason: str) -> CaseForm:
    """Takes a form back; it stays readable. Refused when a signed decision rests on it."""
    require(actor, CasePermission.WORK, form.case)
    if not reason.strip():
        raise UserError("Hãy ghi lý do bỏ phiếu.", field="reason")
    with transaction.atomic():
        row = _locked(form)
        if row.state == FormState.VOID:
            raise NotPossible("Phiếu này đã bỏ từ trước.")
        if Decision.objects.filter(form=row, state=DecisionState.SIGNED).exists():
            raise NotPossible("Một quyết định đã ký dựa trên phiếu này. Hãy thu hồi quyết định trước.")
        sealing.seal(row, sealing.unseal(row) | {"void_reason": reason.strip()[:REASON_MOST]})
        row.state = FormState.VOID
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        audit.record(actor, "form_voided", row.case, label=row.case.code, data={"form": row.code})
    return row


def hidden_answers(filled: Filled) -> list[Field]:
    """Questions that were answered and no longer apply: kept, not printed."""
    shown = visible(filled.version, filled.answers)
    return [one for one in filled.version.typed() if one.key not in shown and answered(filled.answers.get(one.key))]


def _name(actor: Actor) -> str:
    return (actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else ""))[:200]


def _writable(row: CaseForm) -> None:
    if row.state != FormState.DRAFT:
        raise NotPossible("Phiếu này đã hoàn thành hoặc đã bỏ, không sửa được. Hãy lập phiếu mới nếu cần.")
    if row.case.state in ENDED:
        raise NotPossible("Vụ việc đã kết thúc, phiếu không sửa được nữa.")


def _locked(form: CaseForm) -> CaseForm:
    rows = CaseForm.objects.select_for_update(of=("self",)).select_related("case__unit", "case__officer__user")
    row: CaseForm = rows.get(pk=form.pk)
    return row
