"""What a case knows that its forms may be filled in with, each with where it comes from. Never asks the informant's record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.guards import separation_of
from chungtay.cases.models import Case, CaseForm, CasePerson, Concern, FormState, PersonRole
from chungtay.children.births import PartialDate
from chungtay.children.models import Child
from chungtay.foundation.vietnamese import date
from chungtay.law.clocks import VIETNAM
from chungtay.territory.models import Unit
from chungtay.territory.queries import name_on

REGISTER, CASE, CONCERN = "sổ trẻ em", "hồ sơ vụ việc", "tin báo"
_OF_PERSON = {PersonRole.FATHER: "father_name", PersonRole.MOTHER: "mother_name", PersonRole.CARER: "carer_name"}
_ASSESSMENTS = {"ND56-M06": ("ND56-M03", "ND56-M02"), "APP-CLOSE": ("ND56-M06",), "APP-SEP-END": ("ND56-M03",)}


class Refs(dict[str, Any]):
    """name → value as stored; `sources` says from where."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: dict[str, str] = {}

    def know(self, source: str, **values: Any) -> None:
        """Empty values are not known; what is known already stays."""
        for name, value in values.items():
            if value not in (None, "") and name not in self:
                self[name] = value
                self.sources[name] = source


def refs_of(case: Case, day: dt.date | None = None) -> Refs:
    """`day` decides how units are called. Sentences and prefilled questions of a form take what they need from here."""
    found = Refs()
    today = day or timezone.localdate()
    body = sealing.unseal(case)
    _of_child(found, case, body.get("child", {}), today)
    _of_persons(found, case)
    _of_unit(found, case.unit, today)
    _of_concern(found, case)
    found.know(
        CASE, case_code=case.code, officer=_officer(case), received_at=_moment(case.received_at), now=_moment(timezone.now()),
        today=today.isoformat(), separation_ref=_separation(case),
    )  # fmt: skip
    return found


def _of_child(found: Refs, case: Case, known: dict[str, Any], today: dt.date) -> None:
    # a child of another commune is not this post's to read: what the case itself knows serves then
    child = Child.objects.filter(pk=case.child_id).first() if case.child_id is not None else None
    if child is not None:
        home = case.residence_unit.name if case.residence_unit is not None else ""
        found.know(
            REGISTER, child_name=child.full_name, child_birth=child.birth, child_sex=child.sex, child_address=home,
            father_name=child.father_name, mother_name=child.mother_name, carer_name=child.carer_name,
        )  # fmt: skip
    found.know(
        CASE, child_name=known.get("name"), child_birth=_birth(known.get("birth")), child_sex=_sex(known.get("sex"))
    )
    ages = PartialDate.from_iso(found["child_birth"]).age_on(today) if found.get("child_birth") else None
    if ages is not None and ages[0] == ages[1]:
        found.know(found.sources["child_birth"], child_age=ages[0])


def _birth(value: Any) -> str:
    try:
        return PartialDate.from_iso(str(value or "")).iso
    except ValueError:
        return ""


def _sex(value: Any) -> str:
    return str(value) if value in {"male", "female"} else ""


def _of_persons(found: Refs, case: Case) -> None:
    rows = CasePerson.objects.filter(case=case, role__in=list(_OF_PERSON), void_at=None).order_by("pk")
    for row in rows.select_related("case"):
        found.know(CASE, **{_OF_PERSON[PersonRole(row.role)]: sealing.unseal(row).get("name")})


def _of_unit(found: Refs, unit: Unit, day: dt.date) -> None:
    name = name_on(unit, day)
    spoken = name[:1].lower() + name[1:]
    found.know(
        CASE, unit_name=spoken, agency_name=f"Ủy ban nhân dân {spoken}", chair=f"Chủ tịch Ủy ban nhân dân {spoken}",
        place=name.removeprefix(unit.kind[:1].upper() + unit.kind[1:]).strip() or name,
    )  # fmt: skip


def _of_concern(found: Refs, case: Case) -> None:
    concern = first_concern(case)
    if concern is None:
        return
    body = sealing.unseal(concern)
    names = {key: body.get(key) for key in ("father_name", "mother_name")}
    found.know(CONCERN, incident_place=body.get("place"), carer_name=body.get("carer_now"), **names)


def first_concern(case: Case) -> Concern | None:
    """The report the case began with, where this post may see it."""
    found: Concern | None = Concern.objects.filter(case=case).order_by("received_at", "pk").first()
    return found


def _officer(case: Case) -> str:
    return case.officer.user.full_name if case.officer is not None else ""


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(VIETNAM).isoformat(timespec="minutes")


def _separation(case: Case) -> str:
    row = separation_of(case)
    return f"{row.number} ngày {date(row.signed_at)}" if row is not None and row.number else ""


def final_form(case: Case, code: str, cycle: int | None = None) -> CaseForm | None:
    """The latest finished form of this code, of one cycle when it is given."""
    rows = CaseForm.objects.filter(case=case, code=code, state=FormState.FINAL)
    rows = rows if cycle is None else rows.filter(cycle=cycle)
    found: CaseForm | None = rows.select_related("case").order_by("-pk").first()
    return found


def assessment_ref(case: Case, code: str) -> str:
    """The report on which a form of this code rests: “Báo cáo số … ngày …”."""
    for wanted in _ASSESSMENTS.get(code, ("ND56-M03", "ND56-M02")):
        form = final_form(case, wanted)
        if form is not None:
            number = f" số {form.number}" if form.number else ""
            return f"Báo cáo{number} ngày {date(form.done_at)}"
    return ""
