"""A reading as the JSON object of `chungtay read --json`: values first, then the place of each in ``spans``."""

from __future__ import annotations

from datetime import date
from typing import Any

from chungtay.directives.reader.model import Citation, Contact, Finding, Reading, Task

_IDENTITY = ("type", "type_norm", "number", "symbol", "date", "issuer", "subject", "about_year")


def _value(finding: Finding[Any] | None) -> Any:
    if finding is None:
        return None
    return finding.value.isoformat() if isinstance(finding.value, date) else finding.value


def _place(finding: Finding[Any] | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    span = [finding.span.start, finding.span.end] if finding.span else None
    return {"span": span, "confidence": round(finding.confidence, 2)}


def _task(task: Task) -> dict[str, Any]:
    return {
        "ordinal": task.ordinal,
        "text": task.text.value,
        "first_words": task.first_words,
        "lead": [f.value for f in task.lead],
        "cooperating": [f.value for f in task.cooperating],
        "deadline": _value(task.deadline),
        "topics": [f.value for f in task.topics],
        "inherited": task.inherited,
    }


def _task_places(task: Task) -> dict[str, Any]:
    return {
        "text": _place(task.text),
        "lead": [_place(f) for f in task.lead],
        "cooperating": [_place(f) for f in task.cooperating],
        "deadline": _place(task.deadline),
        "topics": [_place(f) for f in task.topics],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {key: _value(getattr(citation, key)) for key in ("number", "date", "kind", "issuer")}


def _contact(contact: Contact) -> dict[str, Any]:
    return {"kind": contact.kind, "value": contact.value.value, "of": _value(contact.of)}


def reading_as_json(reading: Reading) -> dict[str, Any]:
    return {
        "document": {key: _value(getattr(reading.document, key)) for key in _IDENTITY},
        "cited": [_citation(c) for c in reading.cited],
        "tasks": [_task(t) for t in reading.tasks],
        "deadlines": [{"date": _value(d.date), "what": d.what.value} for d in reading.deadlines],
        "recipients": [r.value for r in reading.recipients],
        "contacts": [_contact(c) for c in reading.contacts],
        "themes": [t.value for t in reading.themes],
        "reporting_duties": [
            {"what": d.what.value, "to": _value(d.to), "due": [_value(x) for x in d.due], "period": _value(d.period)}
            for d in reading.reporting_duties
        ],
        "relations": [{"kind": r.kind, "number": r.number.value} for r in reading.relations],
        "notices": [
            {"code": n.code, "sentence": n.sentence, "span": list(n.span) if n.span else None} for n in reading.notices
        ],
        "spans": _spans(reading),
        "text": reading.text,
    }


def _spans(reading: Reading) -> dict[str, Any]:
    return {
        "document": {key: _place(getattr(reading.document, key)) for key in _IDENTITY},
        "cited": [
            {key: _place(getattr(c, key)) for key in ("number", "date", "kind", "issuer")} for c in reading.cited
        ],
        "tasks": [_task_places(t) for t in reading.tasks],
        "deadlines": [{"date": _place(d.date), "what": _place(d.what)} for d in reading.deadlines],
        "recipients": [_place(r) for r in reading.recipients],
        "contacts": [{"value": _place(c.value), "of": _place(c.of)} for c in reading.contacts],
        "themes": [_place(t) for t in reading.themes],
        "reporting_duties": [
            {"what": _place(d.what), "to": _place(d.to), "due": [_place(x) for x in d.due], "period": _place(d.period)}
            for d in reading.reporting_duties
        ],
        "relations": [_place(r.number) for r in reading.relations],
    }
