"""A decision on paper: an official document with its secrecy and to whom it may be supplied (Decree 56/2017, art. 24)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from chungtay.cases.decreeing import GROUNDS, MEASURES, SORTS, WORDS
from chungtay.cases.models import Case, Decision, DecisionKind, Secrecy
from chungtay.cases.queries.case_page import child_of
from chungtay.foundation.documents import Block, Bullets, OfficialDocument, Paragraph, Signer
from chungtay.foundation.vietnamese import date

K = DecisionKind
_BASES = (
    "Luật Tổ chức chính quyền địa phương",
    "Luật Trẻ em ngày 05 tháng 4 năm 2016",
    "Nghị định số 56/2017/NĐ-CP ngày 09 tháng 5 năm 2017 của Chính phủ quy định chi tiết một số điều của Luật Trẻ em",
)
_TO = {
    K.SEPARATION: ("Cơ quan công an", "Người, cơ sở chăm sóc thay thế", "Cha, mẹ, người chăm sóc trẻ em"),
    K.PLAN: ("Cơ quan, tổ chức, cá nhân thực hiện", "Cha, mẹ, người chăm sóc trẻ em"),
    K.CLOSURE: ("Cơ quan, tổ chức, cá nhân thực hiện kế hoạch", "Cha, mẹ, người chăm sóc trẻ em"),
}


def shown(key: str, value: Any) -> str:
    """One answer as a person reads it."""
    if value in (None, "", []):
        return ""
    if key == "grounds":
        return "; ".join(GROUNDS.get(code, code) for code in value)
    if key == "measures":
        return "; ".join(MEASURES.get(code, code) for code in value)
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


def paper_of(case: Case, row: Decision, body: dict[str, Any]) -> OfficialDocument:
    """`body`: what is sealed in the case. The caller has asked, and logs the print."""
    from chungtay.cases import sealing

    sort = SORTS[row.kind]
    signed = timezone.localtime(row.signed_at).date() if row.signed_at else timezone.localdate()
    child = child_of(case, body, signed)
    who = child["name"] + (f", sinh {child['born']}" if child["born"] else "")
    first: list[Block] = [Paragraph(f"Điều 1. {sort.effect}"), Paragraph(f"Trẻ em: {who}. Vụ việc số {case.code}.")]
    said = [f"{label}: {words}" for label, words in answers_in_words(row.kind, sealing.unseal(row)) if words]
    if said:
        first.append(Bullets(tuple(said)))
    if row.ends_at is not None:
        first.append(Paragraph(f"Thời hạn: đến hết ngày {date(row.ends_at)}. Thời gian cách ly không quá 15 ngày, kể cả gia hạn."))
    to = _TO.get(DecisionKind(row.kind), ("Cơ quan, cá nhân có liên quan",))
    last = [
        Paragraph(f"Điều 2. {', '.join(to)} chịu trách nhiệm thi hành Quyết định này."),
        Paragraph("Điều 3. Quyết định này có hiệu lực kể từ ngày ký."),
        Paragraph(f"Phạm vi cung cấp: {', '.join(to).lower()}.", italic=True),
    ]
    place = case.unit.name
    return OfficialDocument(
        agency=f"Ủy ban nhân dân {place[0].lower()}{place[1:]}", place=case.unit.short_name or place, date=signed,
        kind="Quyết định", subject=f"Về việc {row.get_kind_display()[0].lower()}{row.get_kind_display()[1:]}",
        number=row.number or "/QĐ-UBND", legal_bases=(*_BASES, f"{sort.article}"), blocks=(*first, *last),
        signer=Signer(row.signer_title or "Chủ tịch", row.signer_name), recipients=("Như Điều 2", "Lưu: VT, hồ sơ vụ việc"),
        secrecy=Secrecy(case.secrecy).label,
    )  # fmt: skip
