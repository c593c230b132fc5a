"""The reader's answer as it is kept in `Document.reading`, and what is marked in the text.

Every finding is `{value, start, end, confidence}`; dates are ISO strings; a finding without a place has start null.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chungtay.directives.models import TaskProposal
from chungtay.directives.reader.model import Finding, Reading

SURE = 0.75  # from here on a finding is called “chắc chắn”
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
            {**_found(cited.number), "date": _value(cited.date), "kind": _value(cited.kind), "issuer": _value(cited.issuer)}
            for cited in reading.cited
        ],
        "relations": [{**_found(relation.number), "kind": relation.kind} for relation in reading.relations],
        "deadlines": [{**_found(deadline.date), "what": deadline.what.value} for deadline in reading.deadlines],
        "recipients": [_found(recipient) for recipient in reading.recipients],
        "contacts": [{**_found(contact.value), "kind": contact.kind, "of": _value(contact.of)} for contact in reading.contacts],
        "themes": [theme.value for theme in reading.themes],
        "duties": [
            {
                **_found(duty.what),
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


@dataclass(frozen=True)
class Mark:
    """A finding in the text. `ref` is the id of the proposal or field it belongs to on the right-hand side."""

    start: int
    end: int
    kind: str
    label: str
    ref: str = ""
    confidence: float = 1.0

    @property
    def title(self) -> str:
        return f"{self.label} ({confidence_words(self.confidence)})"


KINDS = {
    "header": "Thông tin văn bản",
    "citation": "Văn bản viện dẫn",
    "task": "Nhiệm vụ",
    "lead": "Chủ trì",
    "cooperating": "Phối hợp",
    "deadline": "Thời hạn",
    "duty": "Chế độ báo cáo",
    "recipient": "Nơi nhận",
    "contact": "Liên hệ",
}
_FIELD_WORDS = {
    "type": "loại văn bản", "number": "số, ký hiệu", "date": "ngày ban hành", "issuer": "cơ quan ban hành",
    "subject": "trích yếu",
}  # fmt: skip
_CONTACT_WORDS = {
    "hotline": "đường dây nóng", "phone": "điện thoại", "email": "thư điện tử", "website": "trang tin", "address": "địa chỉ",
}  # fmt: skip


def marks(reading: Json, proposals: list[TaskProposal]) -> list[Mark]:
    """All findings with a place, in reading order. Tasks come from the proposals, as split and merged by people."""
    found: list[Mark] = []

    def put(part: Json | None, kind: str, label: str, ref: str = "") -> None:
        if part and part.get("start") is not None and part["end"] > part["start"]:
            found.append(Mark(part["start"], part["end"], kind, label, ref, float(part.get("confidence", 1.0))))

    for name, words in _FIELD_WORDS.items():
        put(reading.get("header", {}).get(name), "header", words, f"field-{name}")
    for cited in reading.get("cited", []):
        put(cited, "citation", "viện dẫn", "relations")
    for deadline in reading.get("deadlines", []):
        put(deadline, "deadline", "thời hạn")
    for recipient in reading.get("recipients", []):
        put(recipient, "recipient", "nơi nhận")
    for contact in reading.get("contacts", []):
        put(contact, "contact", _CONTACT_WORDS.get(contact["kind"], "liên hệ"))
    for duty in reading.get("duties", []):
        put(duty, "duty", "báo cáo", "duties")
    for task in reading.get("tasks", []):
        for name in task.get("lead", []):
            put(name, "lead", "chủ trì")
        for name in task.get("cooperating", []):
            put(name, "cooperating", "phối hợp")
        put(task.get("deadline"), "deadline", "thời hạn")
    for place, proposal in enumerate(proposals, 1):
        if proposal.start is not None and proposal.end is not None and proposal.state not in ("merged", "dropped"):
            label = f"nhiệm vụ {place}"
            found.append(Mark(proposal.start, proposal.end, "task", label, f"proposal-{proposal.pk}", proposal.confidence))
    return sorted(set(found), key=lambda mark: (mark.start, -mark.end, mark.kind))


@dataclass(frozen=True)
class Piece:
    """A run of text under the same marks: `inner` is the narrowest one, `task` the task around it, `first` where they begin."""

    text: str
    start: int
    inner: Mark | None = None
    task: Mark | None = None
    first_inner: bool = False
    first_task: bool = False


def pieces(text: str, found: list[Mark]) -> list[Piece]:
    """Cuts the text at every border of a mark. Marks may overlap in any way; nothing of the text is lost or doubled."""
    size = len(text)
    inside = [mark for mark in found if 0 <= mark.start < mark.end <= size]
    borders = sorted({0, size, *(mark.start for mark in inside), *(mark.end for mark in inside)})
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(mark.start, []).append(mark)
    result: list[Piece] = []
    around: list[Mark] = []
    for start, end in zip(borders, borders[1:], strict=False):
        around = [mark for mark in around if mark.end > start] + opening.get(start, [])
        tasks = [mark for mark in around if mark.kind == "task"]
        others = [mark for mark in around if mark.kind != "task"]
        task = min(tasks, key=lambda mark: mark.end - mark.start) if tasks else None
        inner = min(others, key=lambda mark: mark.end - mark.start) if others else None
        result.append(
            Piece(
                text[start:end], start, inner, task,
                first_inner=bool(inner and inner.start == start), first_task=bool(task and task.start == start),
            )
        )  # fmt: skip
    return result
