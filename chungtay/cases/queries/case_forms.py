"""Forms of a case for its pages: what there is, what may be begun, what a form says in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from chungtay.cases import sealing
from chungtay.cases.filled import ELSEWHERE, LAYOUTS, Filled
from chungtay.cases.models import ENDED, Case, CaseForm, CaseState, FormState
from chungtay.cases.queries.form_refs import first_concern
from chungtay.foundation.errors import StaleEdit
from chungtay.law.forms import (
    Difference,
    FormVersion,
    UnknownForm,
    all_forms,
    computed,
    differences,
    form_by_digest,
    form_of,
    visible,
)
from chungtay.law.forms.values import shown
from chungtay.law.queries import codelist_items

# What the law asks at which state; kind-specific forms and the assessment for care may be written in any.
_BY_STATE = {
    CaseState.VERIFYING: ("APP-VERIFY",),
    CaseState.ASSESSING: ("ND56-M02",),
    CaseState.SPECIFIC: ("ND56-M03",),
    CaseState.PLANNING: ("APP-MINUTES",),
    CaseState.REVIEWING: ("ND56-M06",),
}
_ORDER = ("ND56-M01", "APP-VERIFY", "ND56-M02", "ND56-M03", "APP-MINUTES", "ND56-M06", "ND56-M10")


@dataclass(frozen=True)
class Group:
    """All forms of one code in a case, the latest first."""

    name: str
    rows: list[CaseForm]


@dataclass(frozen=True)
class Offer:
    """A form that may be begun. `now`: the step the case is at asks for it."""

    name: str
    url: str
    now: bool


@dataclass(frozen=True)
class Line:
    label: str
    words: str
    kept: bool = False


def body_of(form: CaseForm) -> dict[str, Any]:
    """For a page that has asked and logged before."""
    return sealing.unseal(form)


def draft_of(case: Case, code: str) -> CaseForm | None:
    rows = CaseForm.objects.filter(case=case, code=code, cycle=case.cycle, state=FormState.DRAFT, about_id=None)
    found: CaseForm | None = rows.select_related("case").first()
    return found


def groups(case: Case) -> list[Group]:
    rows = list(CaseForm.objects.filter(case=case).defer("sealed").order_by("-pk"))
    codes = sorted({row.code for row in rows}, key=_place)
    return [Group(_name(code, rows), [row for row in rows if row.code == code]) for code in codes]


def _place(code: str) -> tuple[int, str]:
    return (_ORDER.index(code) if code in _ORDER else len(_ORDER), code)


def _name(code: str, rows: list[CaseForm]) -> str:
    try:
        return form_of(code).name
    except UnknownForm:
        digest = next(row.law_version for row in rows if row.code == code)
        try:
            return form_by_digest(digest).name
        except UnknownForm:
            return code


def offered(case: Case) -> list[Offer]:
    """What may be begun in the case today: asked for by its step first, then its kind's own, then the rest."""
    if case.state in ENDED:
        return []
    now = set(_BY_STATE.get(CaseState(case.state), ())) | _of_kind(case)
    kinds = {code for item in codelist_items("case_kinds") for code in item.get("forms", [])}
    drafts = set(
        CaseForm.objects.filter(case=case, cycle=case.cycle, state=FormState.DRAFT, about_id=None).values_list(
            "code", flat=True
        )
    )
    found = []
    for version in all_forms():
        code = version.code
        if version.paper.layout not in LAYOUTS or code in ELSEWHERE | drafts or (code in kinds and code not in now):
            continue
        if code == "ND56-M01" and first_concern(case) is None:
            continue
        found.append((code not in now, _place(code), version))
    found.sort(key=lambda one: one[:2])
    return [Offer(v.name, reverse("case_forms:start", args=[case.pk, v.code]), not later) for later, _, v in found]


def _of_kind(case: Case) -> set[str]:
    """The forms of the kind of this case (code list case_kinds)."""
    item = next((one for one in codelist_items("case_kinds") if one["code"] == case.kind), {})
    return set(item.get("forms", []))


def crumbs(case: Case) -> list[tuple[str, str]]:
    return [
        ("Vụ việc", "/vu-viec/"),
        (case.code, case.get_absolute_url()),
        ("Biểu mẫu", reverse("case_forms:list", args=[case.pk])),
    ]


def answered_parts(filled: Filled) -> list[tuple[str, list[Line]]]:
    """The form as it reads: every question that applies, with its answer or with nothing."""
    version, answers = filled.version, filled.answers
    seen, counted = visible(version, answers), computed(version, answers)
    parts = []
    for section in version.sections:
        lines = []
        for one in section.fields:
            if one.key not in seen:
                continue
            if one.kept:
                lines.append(Line(one.label, "Giữ trong hồ sơ riêng của người báo tin", kept=True))
            elif one.type == "computed":
                lines.append(Line(one.label, f"{counted[one.key]:,}".replace(",", ".")))
            else:
                lines.append(Line(one.label, shown(one, answers.get(one.key))))
        if lines:
            parts.append((section.title, lines))
    return parts


def stale_rows(version: FormVersion, error: StaleEdit) -> list[tuple[str, str, str]]:
    """(question, what is saved, what this person wrote) where they differ."""
    rows = []
    for key, mine in error.mine.items():
        one = version.fields[key]
        rows.append((one.label, shown(one, error.theirs.get(key)), shown(one, mine)))
    return rows


def history(form: CaseForm) -> list[CaseForm]:
    """The other forms of this code in the case, the latest first."""
    rows = CaseForm.objects.filter(case_id=form.case_id, code=form.code).exclude(pk=form.pk)
    return list(rows.defer("sealed").order_by("-pk"))


def changes(filled: Filled) -> list[Difference]:
    """What a newer version of the form asks otherwise; this one stays as it was written."""
    try:
        now = form_of(filled.row.code, None, filled.row.unit_path[:2])
    except UnknownForm:
        return []
    return [] if now.digest == filled.version.digest else differences(filled.version, now)
