"""The reader's answer as it is kept in `Document.reading`, and what is marked in the text.

Every finding is `{value, start, end, confidence}`; dates are ISO strings; a finding without a place has start null.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.directives.models import TaskProposal
from chungtay.directives.reader.model import Finding, Reading
from chungtay.foundation.templatetags.components_reading import Span

SURE = 0.8  # from here on a finding is called “chắc chắn”
_HEADER = ("type", "type_norm", "number", "symbol", "date", "issuer", "subject", "about_year")

Json = dict[str, Any]


def confidence_words(confidence: float) -> str:
    return "chắc chắn" if confidence >= SURE else "nên xem lại"


def pack(reading: Reading) -> Json:
    """A reading as plain JSON, spans and confidences included (the text itself is kept beside it)."""
    header = {name: _one(getattr(reading.document, name)) for name in _HEADER}
    return {
        "header": header,
        "tasks": [
            {
                **_found(task.text),
                "ordinal": task.ordinal or "",
                "lead": [_found(name) for name in task.lead],
                "cooperating": [_found(name) for name in task.cooperating],
                "deadline": _one(task.deadline),
                "topics": [topic.value for topic in task.topics],
                "inherited": task.inherited,
            }
            for task in reading.tasks
        ],
        "cited": [
            {
                **_found(cited.number),
                "date": _value(cited.date),
                "kind": _value(cited.kind),
                "issuer": _value(cited.issuer),
            }
            for cited in reading.cited
        ],
        "relations": [{**_found(relation.number), "kind": relation.kind} for relation in reading.relations],
        "deadlines": [{**_found(deadline.date), "what": deadline.what.value} for deadline in reading.deadlines],
        "recipients": [_found(recipient) for recipient in reading.recipients],
        "contacts": [
            {**_found(contact.value), "kind": contact.kind, "of": _value(contact.of)} for contact in reading.contacts
        ],
        "themes": [theme.value for theme in reading.themes],
        "reporting_duties": [
            {
                **_found(duty.what),
                "what": duty.what.value,
                "to": _value(duty.to),
                "due": [_plain(day.value) for day in duty.due],
                "period": _value(duty.period),
            }
            for duty in reading.reporting_duties
        ],
        "notices": [{"code": notice.code, "sentence": notice.sentence} for notice in reading.notices],
    }


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _found(finding: Finding[Any]) -> Json:
    start, end = finding.span if finding.span else (None, None)
    return {"value": _plain(finding.value), "start": start, "end": end, "confidence": round(finding.confidence, 3)}


def _one(finding: Finding[Any] | None) -> Json | None:
    return _found(finding) if finding else None


def _value(finding: Finding[Any] | None) -> Any:
    return _plain(finding.value) if finding else None


_FIELD_WORDS = {
    "type": "loại văn bản",
    "number": "số, ký hiệu",
    "date": "ngày ban hành",
    "issuer": "cơ quan ban hành",
    "subject": "trích yếu",
}
_CONTACT_WORDS = {
    "hotline": "đường dây nóng",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "website": "trang tin",
    "address": "địa chỉ",
}


_GONE = (TaskProposal.State.MERGED, TaskProposal.State.DROPPED)


def header_words(reading: Json) -> list[tuple[str, bool, str]]:
    """Each header field with whether it was read for sure: (words, sure, what to say)."""
    header = reading.get("header", {})
    result = []
    for name, words in _FIELD_WORDS.items():
        part = header.get("type_norm" if name == "type" else name)
        sure = bool(part) and part["confidence"] >= SURE
        result.append((words, sure, confidence_words(part["confidence"]) if part else "không thấy trong văn bản"))
    return result


def spans(reading: Json, proposals: list[TaskProposal]) -> list[Span]:
    """All findings with a place, in reading order. Tasks come from the proposals, as split and merged by people."""
    found: dict[tuple[int, int, str], Span] = {}

    shown = [one for one in proposals if one.start is not None and one.state not in _GONE]

    def around(start: int) -> str:
        """The proposal in whose words a finding stands: clicking the finding leads there."""
        holder = next((one for one in shown if (one.start or 0) <= start < (one.end or 0)), None)
        return f"nhiem-vu-{holder.pk}" if holder else ""

    def put(part: Json | None, kind: str, words: str, key: str) -> None:
        if part and part.get("start") is not None and part["end"] > part["start"]:
            confidence = float(part.get("confidence", 1.0))
            sure = confidence >= SURE
            said = words if sure else f"{words}, nên xem lại"
            place = (part["start"], part["end"], kind)
            found.setdefault(place, Span(part["start"], part["end"], around(part["start"]) or key, kind, said, sure))

    for name, words in _FIELD_WORDS.items():
        put(reading.get("header", {}).get(name), "head", words, "van-ban")
    for task in reading.get("tasks", []):
        for name in task.get("lead", []):
            put(name, "agency", "chủ trì", "noi-dung")
        for name in task.get("cooperating", []):
            put(name, "agency", "phối hợp", "noi-dung")
        put(task.get("deadline"), "date", "thời hạn", "noi-dung")
    for deadline in reading.get("deadlines", []):
        put(deadline, "date", "thời hạn", "noi-dung")
    for cited in reading.get("cited", []):
        put(cited, "cited", "văn bản viện dẫn", "quan-he")
    for duty in reading.get("reporting_duties", []):
        put(duty, "report", "chế độ báo cáo", "bao-cao")
    for recipient in reading.get("recipients", []):
        put(recipient, "recipient", "nơi nhận", "van-ban")
    for contact in reading.get("contacts", []):
        put(contact, "contact", _CONTACT_WORDS.get(contact["kind"], "liên hệ"), "lien-he")
    for proposal in shown:
        part = {"start": proposal.start, "end": proposal.end, "confidence": proposal.confidence}
        put(part, "task", f"nhiệm vụ {proposal.position}", f"nhiem-vu-{proposal.pk}")
    return sorted(found.values(), key=lambda span: (span.start, -span.end))
