"""A decision on paper, with its secrecy and to whom it may be supplied (Decree 56/2017, art. 24).

Decisions that have a form in law/forms are printed from it; the others, for which the decree has none, in the layout of
Decree 30/2020 with what the decision says.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from chungtay.cases import sealing
from chungtay.cases.decreeing import GROUNDS, MEASURES, SORTS, WORDS
from chungtay.cases.models import Case, Decision, DecisionKind, Plan
from chungtay.cases.queries.form_refs import Refs, assessment_ref, refs_of
from chungtay.cases.queries.plans import m04
from chungtay.cases.services.plan_papers import version_of
from chungtay.children.wording import birth_words
from chungtay.foundation.documents import Annex, Block, Bullets, OfficialDocument, Paragraph, Signer
from chungtay.law.forms import FormVersion, Header, UnknownForm, form_of, printed
from chungtay.law.forms.printing import LABEL

K = DecisionKind
FORMS = {
    K.SEPARATION: "ND56-M07", K.SEPARATION_EXTENDED: "APP-SEP-END", K.SEPARATION_CANCELLED: "APP-SEP-END",
    K.PLAN: "ND56-M05", K.CLOSURE: "APP-CLOSE",
}  # fmt: skip
_BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Căn cứ Luật Trẻ em ngày 05 tháng 4 năm 2016",
    "Căn cứ Nghị định số 56/2017/NĐ-CP ngày 09 tháng 5 năm 2017 của Chính phủ quy định chi tiết một số điều của Luật Trẻ em",
)
_LETTERS = (K.COURT, K.PROSECUTION)  # asked of another body: a letter, no decision
_SCOPE = "cơ quan, cá nhân có tên trong văn bản"


def shown(key: str, value: Any) -> str:
    """One answer as a person reads it."""
    if value in (None, "", []):
        return ""
    if key in ("grounds", "measures"):
        known = GROUNDS if key == "grounds" else MEASURES
        return "; ".join(known.get(code, code) for code in value)
    if key == "starts_at":
        moment = parse_datetime(value) if isinstance(value, str) else value
        return f"{timezone.localtime(moment):%H:%M ngày %d/%m/%Y}" if moment else str(value)
    return f"{value} ngày" if key == "days" else str(value)


def answers_in_words(kind: str, values: dict[str, Any], mine: dict[str, Any] | None = None) -> list[tuple[str, ...]]:
    """(label, answer); with `mine` (label, theirs, mine) where the two differ."""
    sort = SORTS[kind]
    labels = [(key, sort.words_label if key == "words" else WORDS[key]) for key in sort.asks]
    if mine is None:
        return [(label, shown(key, values.get(key))) for key, label in labels]
    pairs = [(label, shown(key, values.get(key)), shown(key, mine.get(key))) for key, label in labels]
    return [line for line in pairs if line[1] != line[2]]


def paper_of(case: Case, row: Decision) -> OfficialDocument:
    """The caller has asked for the content, and logs the print."""
    day = timezone.localtime(row.signed_at).date() if row.signed_at else timezone.localdate()
    refs, values = refs_of(case, day), sealing.unseal(row)
    version = _version(case, row, day)
    if version is None:
        return _by_hand(case, row, values, refs, day)
    refs.know("", assessment_ref=assessment_ref(case, version.code))
    header = Header(
        agency=str(refs["agency_name"]), place=str(refs["place"]), date=day, number=row.number,
        signer=Signer(row.signer_title or version.paper.signer, row.signer_name), scope=_draft(row, version.paper.scope),
    )  # fmt: skip
    plan = Plan.objects.filter(decision=row).first() if row.kind == K.PLAN else None
    made = printed(version, form_answers(row, values, refs, plan), refs, header)
    return _with_plan(made, plan, refs, header) if plan is not None else made


def form_answers(row: Decision, values: dict[str, Any], refs: Refs, plan: Plan | None = None) -> dict[str, Any]:
    """What the decision says, under the keys of its form."""
    words = values.get("words", "")
    if row.kind == K.SEPARATION:
        starts = timezone.localtime(row.starts_at).isoformat(timespec="minutes") if row.starts_at else ""
        return {
            "child": refs.get("child_name", ""), "separated_from": values["separated_from"], "ground": values["grounds"],
            "start": starts, "days": values["days"], "safe_place": values["safe_place"], "alt_carer": values["carer"],
        }  # fmt: skip
    if row.kind == K.SEPARATION_EXTENDED:
        return {"kind": "extend", "more_days": values["days"], "why": words}
    if row.kind == K.SEPARATION_CANCELLED:
        return {"kind": "cancel", "why": words, "m03_ref": refs.get("assessment_ref", "")}
    if row.kind == K.CLOSURE:
        return {"review_ref": refs.get("assessment_ref", ""), "safe": True, "stable": True, "why": words}
    lines = m04(plan).get("lines", []) if plan is not None else []
    told = [{"name": line["responsible"], "work": line["service"]} for line in lines]
    return {"plan_ref": f"Kế hoạch chu kỳ {row.cycle}, kèm theo Quyết định này", "recipients": told}


def _version(case: Case, row: Decision, day: dt.date) -> FormVersion | None:
    code = FORMS.get(DecisionKind(row.kind))
    try:
        return form_of(code, day, case.unit_path[:2]) if code else None
    except UnknownForm:
        return None


def _draft(row: Decision, scope: str) -> str:
    return (
        ""
        if row.state == "signed"
        else f"{scope} ({'dự thảo, chưa có hiệu lực' if row.state == 'draft' else 'đã thu hồi'})"
    )


def _with_plan(made: OfficialDocument, plan: Plan, refs: Refs, header: Header) -> OfficialDocument:
    """The plan the decision approves goes with it (art. 28.5)."""
    answers = m04(plan) | {"child_name": refs.get("child_name", ""), "officer": plan.drafted_by_name}
    annex = printed(version_of(plan), answers, refs, header)
    title = f"{annex.kind} {annex.subject[:1].lower()}{annex.subject[1:]}"
    return dataclasses.replace(made, annexes=(*made.annexes, Annex(title, annex.blocks), *annex.annexes))


def _by_hand(case: Case, row: Decision, values: dict[str, Any], refs: Refs, day: dt.date) -> OfficialDocument:
    sort, kind = SORTS[row.kind], row.get_kind_display()
    born = f", sinh {birth_words(refs['child_birth'])}" if refs.get("child_birth") else ""
    who = f"Trẻ em: {refs.get('child_name', 'chưa rõ tên')}{born}. Vụ việc số {case.code}."
    said = tuple(f"{label}: {words}" for label, words in answers_in_words(row.kind, values) if words)
    letter = row.kind in _LETTERS
    first = Paragraph(sort.effect) if letter else Paragraph(sort.effect, lead="Điều 1.")
    blocks: list[Block] = [first, Paragraph(who), *([Bullets(said)] if said else [])]
    if not letter:
        told = "Cơ quan, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này."
        blocks += [
            Paragraph(told, lead="Điều 2."),
            Paragraph("Quyết định này có hiệu lực kể từ ngày ký.", lead="Điều 3."),
        ]
    agency = str(refs["agency_name"])
    return OfficialDocument(
        agency=agency, place=str(refs["place"]), date=day, kind="" if letter else "Quyết định",
        subject=f"Về việc {kind[0].lower()}{kind[1:]}", number=row.number or ("/UBND" if letter else "/QĐ-UBND"),
        addressees=(values.get("to", ""),) if letter else (), decider="" if letter else f"Chủ tịch {agency}",
        legal_bases=() if letter else (*_BASES, f"Căn cứ {sort.article[0].lower()}{sort.article[1:]}"), blocks=tuple(blocks),
        signer=Signer(row.signer_title or "Chủ tịch", row.signer_name),
        recipients=("Như trên", "Lưu: VT, hồ sơ vụ việc") if letter else ("Như Điều 2", "Lưu: VT, hồ sơ vụ việc"),
        confidential=f"{LABEL}. Phạm vi cung cấp: {_draft(row, _SCOPE) or _SCOPE}.",
    )  # fmt: skip
