"""The forms of Decree 56/2017 that care prints: which version, with which answers, under whose head.

What is sealed is handed in by the caller, who has asked for access and written the look down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from chungtay.care import sealing
from chungtay.care.conditions import items_of
from chungtay.care.models import CareForm, Carer, FacilityNeed, Placement, Visit
from chungtay.children.wording import SEX, birth_words
from chungtay.foundation.documents import OfficialDocument, Signer
from chungtay.foundation.errors import UserError
from chungtay.foundation.spreadsheets import Sheet
from chungtay.foundation.vietnamese import date
from chungtay.law import clocks
from chungtay.law.forms import FormVersion, Header, UnknownForm, form_by_digest, form_of, printed
from chungtay.territory.models import Unit

REGISTRATION, LIST, VERIFICATION = "ND56-M08", "ND56-M09", "ND56-M11"
ASSESSMENT = "ND56-M10"
GIVE, VISIT, FACILITY_LIST, ASK_END, END = "ND56-M12", "ND56-M13", "ND56-M14", "ND56-M15", "ND56-M16"


def digest_of(code: str, on: dt.date) -> str:
    """The version in force on the day; empty when the law files are not loaded."""
    try:
        return form_of(code, on).digest
    except UnknownForm:
        return ""


def _in_force(code: str, on: dt.date) -> FormVersion:
    """Raises UserError when the file of this form is not loaded."""
    try:
        return form_of(code, on)
    except UnknownForm as error:
        raise UserError(
            f"Chưa nạp mẫu {code} nên chưa in được. Hồ sơ vẫn còn nguyên. Hãy báo người quản trị."
        ) from error


def version_for(code: str, law_version: str, on: dt.date) -> FormVersion:
    """As it was when the paper was made, else as of its day. Raises UnknownForm."""
    if law_version:
        try:
            return form_by_digest(law_version)
        except UnknownForm:
            pass
    return _in_force(code, on)


def _print(
    version: FormVersion, answers: Mapping[str, Any], refs: Mapping[str, Any], header: Header
) -> OfficialDocument:
    """What is filled in from the record stands in the answers too: the form prints its own questions."""
    known = {key: refs[one.ref] for key, one in version.fields.items() if one.ref and refs.get(one.ref)}
    return printed(version, {**known, **answers}, refs, header)


def _name(unit: Unit) -> str:
    """“xã Mường Phăng”, as it stands inside a sentence."""
    return unit.name[:1].lower() + unit.name[1:]


def header_of(unit: Unit, on: dt.date, *, number: str = "", signer: Signer | None = None) -> Header:
    place = unit.short_name or unit.name
    return Header(agency=f"Ủy ban nhân dân {_name(unit)}", place=place, date=on, number=number, signer=signer)


def _refs(unit: Unit, **more: Any) -> dict[str, Any]:
    return {
        "unit_name": unit.name,
        "chair": f"Chủ tịch Ủy ban nhân dân {unit.name}",
        "today": timezone.localdate().isoformat(),
        **more,
    }


def registration(carer: Carer, body: Mapping[str, Any]) -> OfficialDocument:
    answers = {
        "dob": body.get("birth"), "id_no": body.get("id_number"), "address": body.get("address"), "job_income": body.get("job"),
        "family": body.get("family"), "wish": wish_words(carer, body), "foreigner": not carer.vietnamese,
        "health_cert": carer.health_on is not None, "judicial": carer.judicial_record, "stay": _stays(carer),
    }  # fmt: skip
    refs = _refs(carer.unit, carer_name=body.get("name", ""), signer=body.get("name", ""))
    signer = Signer("Người đăng ký", str(body.get("name", "")))
    return _print(
        _in_force(REGISTRATION, carer.registered_on),
        answers,
        refs,
        header_of(carer.unit, carer.registered_on, signer=signer),
    )


def _stays(carer: Carer) -> bool | None:
    from chungtay.care.conditions import stay

    return stay(carer.stays_since, carer.stays_until, carer.registered_on).met if not carer.vietnamese else None


def verification(carer: Carer, form: CareForm, body: Mapping[str, Any]) -> OfficialDocument:
    refs = _refs(carer.unit, carer_name=body.get("name", ""), officer=form.done_by_name, signer=form.done_by_name)
    signer = Signer("Người làm công tác bảo vệ trẻ em", form.done_by_name)
    version = version_for(VERIFICATION, form.law_version, form.made_on)
    return _print(version, sealing.unseal(form), refs, header_of(carer.unit, form.made_on, signer=signer))


def wish_words(carer: Carer, body: Mapping[str, Any]) -> str:
    """The wishes about the child in one line."""
    parts = []
    if carer.wished_age_from is not None or carer.wished_age_to is not None:
        high = carer.wished_age_to if carer.wished_age_to is not None else 15
        parts.append(f"{carer.wished_age_from or 0}–{high} tuổi")
    if carer.wished_sex:
        parts.append(SEX[carer.wished_sex].lower())
    if carer.wished_number > 1:
        parts.append(f"{carer.wished_number} trẻ")
    parts += ["nhận anh chị em"] if carer.takes_siblings else []
    parts += ["nhận trẻ khuyết tật, cần chăm sóc y tế"] if carer.takes_needing_care else []
    words = str(body.get("wish", "")).strip()
    return "; ".join([*parts, words] if words else parts)


_HEAD = (
    "STT",
    "Số đăng ký",
    "Họ và tên",
    "Năm sinh, giới tính",
    "Địa chỉ",
    "Nguyện vọng",
    "Ngày đăng ký",
    "Đủ điều kiện",
)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _list_rows(carers: Sequence[tuple[Carer, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {
            "register_no": carer.code, "name": body.get("name", ""), "address": body.get("address", ""),
            "dob_sex": _joined(str(carer.birth_year or ""), SEX[carer.sex] if carer.sex else ""),
            "wish": wish_words(carer, body), "date": carer.registered_on.isoformat(), "status": carer.state == "approved",
        }
        for carer, body in carers
    ]  # fmt: skip


def carer_list(unit: Unit, carers: Sequence[tuple[Carer, Mapping[str, Any]]], on: dt.date) -> OfficialDocument:
    """Mẫu 09. Columns whose official layout nobody has read are left out of the print (see the form's note)."""
    answers = {"as_of": on.isoformat(), "rows": _list_rows(carers)}
    return _print(_in_force(LIST, on), answers, _refs(unit), header_of(unit, on))


def carer_sheet(unit: Unit, carers: Sequence[tuple[Carer, Mapping[str, Any]]], on: dt.date, use: str) -> Sheet:
    """The same list to work with; every column, since it is no official paper."""
    rows = [
        [number, row["register_no"], row["name"], row["dob_sex"], row["address"], row["wish"], dt.date.fromisoformat(row["date"]),
         "Đủ điều kiện" if row["status"] else ""]
        for number, row in enumerate(_list_rows(carers), 1)
    ]  # fmt: skip
    note = f"Danh sách đăng ký nhận chăm sóc thay thế, {unit.name}, tính đến {date(on)}. {use}"
    return Sheet("Đăng ký nhận chăm sóc", [list(_HEAD)], rows, widths=(6, 18, 26, 16, 30, 34, 14, 14), note=note)


def give(placement: Placement, body: Mapping[str, Any]) -> OfficialDocument:
    """Mẫu 12, the draft as well as the signed decision."""
    on = placement.decided_on or timezone.localdate()
    due = clocks.due("T_HANDOVER", dt.datetime.combine(on, dt.time(8), clocks.VIETNAM)).due.date()
    answers = {
        "form_of_care": placement.form_of_care, "guardian_also": placement.guardian_also, "handover_due": due.isoformat(),
    }  # fmt: skip
    return _decision(GIVE, placement, body, answers, on, placement.number, placement.signer_name)


def ending(placement: Placement, body: Mapping[str, Any]) -> OfficialDocument:
    on = placement.ended_on or timezone.localdate()
    answers = {"ground": placement.end_ground, "next_form": placement.next_form}
    return _decision(END, placement, body, answers, on, placement.end_number, placement.end_signer_name)


def _decision(
    code: str,
    placement: Placement,
    body: Mapping[str, Any],
    answers: dict[str, Any],
    on: dt.date,
    number: str,
    signer: str,
) -> OfficialDocument:
    unit = placement.carer_unit
    head = header_of(unit, on, number=number, signer=Signer("Chủ tịch", signer))
    return _print(_in_force(code, on), answers, _refs(unit, **names_of(placement, body)), head)


def names_of(placement: Placement, body: Mapping[str, Any]) -> dict[str, str]:
    child, carer = body.get("child", {}), body.get("carer", {})
    decision = f"{placement.number} ngày {date(placement.decided_on)}" if placement.number else ""
    return {
        "child_name": child.get("name", ""), "child_birth": birth_words(child.get("birth", "")),
        "carer_name": carer.get("name", ""), "decision_ref": decision,
    }  # fmt: skip


def ask_end(placement: Placement, body: Mapping[str, Any]) -> OfficialDocument:
    on = placement.end_asked_on or timezone.localdate()
    names = names_of(placement, body)
    answers = {"reason": placement.end_ground, "reason_words": body.get("words", {}).get("end_asked", "")}
    signer = Signer("Người đề nghị", names["carer_name"])
    return _print(
        _in_force(ASK_END, on),
        answers,
        _refs(placement.carer_unit, **names),
        header_of(placement.carer_unit, on, signer=signer),
    )


def visit(placement: Placement, row: Visit, body: Mapping[str, Any]) -> OfficialDocument:
    """Mẫu 13."""
    answers = {**sealing.unseal(row), "visited_on": row.on.isoformat(), "visit": row.kind}
    refs = _refs(placement.carer_unit, officer=row.by_name, **names_of(placement, body))
    signer = Signer("Người làm công tác bảo vệ trẻ em", row.by_name)
    version = version_for(VISIT, row.law_version, row.on)
    return _print(version, answers, refs, header_of(placement.carer_unit, row.on, signer=signer))


def assessment(placement: Placement, row: CareForm, body: Mapping[str, Any]) -> OfficialDocument:
    """Mẫu 10, as the child's commune finished it."""
    unit = placement.child_unit
    refs = _refs(unit, officer=row.done_by_name, signer=row.done_by_name, **names_of(placement, body))
    signer = Signer("Người làm công tác bảo vệ trẻ em", row.done_by_name)
    version = version_for(ASSESSMENT, row.law_version, row.made_on)
    return _print(version, sealing.unseal(row).get("answers", {}), refs, header_of(unit, row.made_on, signer=signer))


def facility_list(
    facility: Carer, name: str, needs: Sequence[tuple[FacilityNeed, Mapping[str, Any]]], on: dt.date
) -> OfficialDocument:
    """Mẫu 14."""
    rows = [
        {
            "code": need.code, "admission": body.get("admission", ""),
            "child": _joined(body.get("name", ""), birth_words(body.get("birth", "")), SEX.get(body.get("sex", ""), "")),
        }
        for need, body in needs
    ]  # fmt: skip
    answers = {"facility": name, "as_of": on.isoformat(), "rows": rows}
    head = Header(
        agency=name,
        place=facility.unit.short_name or facility.unit.name,
        date=on,
        signer=Signer("Người đứng đầu cơ sở"),
    )
    return _print(_in_force(FACILITY_LIST, on), answers, _refs(facility.unit), head)


def conditions_of(kind: str) -> list[tuple[str, str, str]]:
    """(question, words, article) of the verification."""
    return [(item.code, item.words, item.article) for item in items_of(kind)]
