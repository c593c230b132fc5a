"""What of a form is to be answered, what is wrong or missing, and how answers of two sittings come together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chungtay.law.forms.conditions import answered, holds
from chungtay.law.forms.values import fault
from chungtay.law.forms.version import Field, FormVersion

Answers = Mapping[str, Any]


def visible(version: FormVersion, answers: Answers) -> set[str]:
    """Keys of the questions that apply. An answer behind a hidden question does not show others."""
    heard: dict[str, Any] = {}
    found: set[str] = set()
    for section in version.sections:
        if not holds(section.when, heard):
            continue
        for one in section.fields:
            if holds(one.when, heard):
                found.add(one.key)
                heard[one.key] = answers.get(one.key)
    return found


def required(field: Field, answers: Answers) -> bool:
    """Must this question be answered, given the others?"""
    return holds(field.required, answers) if isinstance(field.required, dict) else field.required


def check(version: FormVersion, answers: Answers, *, complete: bool) -> dict[str, str]:
    """key → sentence for what is wrong; with `complete` also for what is missing. Hidden questions are not asked."""
    shown = visible(version, answers)
    heard = {key: answers.get(key) for key in shown}
    faults: dict[str, str] = {}
    for one in version.fields.values():
        if one.key not in shown or not one.typed:
            continue
        value = answers.get(one.key)
        sentence = fault(one, value)
        if not sentence and complete and required(one, heard) and not answered(value):
            sentence = _ask(one)
        if not sentence and complete and one.must and value is not True:
            sentence = one.must
        if sentence:
            faults[one.key] = sentence
    return faults


def _ask(field: Field) -> str:
    if field.type in {"choice", "choices", "yesno", "scale3"}:
        return "Hãy chọn."
    return "Hãy ghi ít nhất một dòng." if field.type == "rows" else "Hãy ghi."


def merged(version: FormVersion, kept: Answers, typed: Answers) -> dict[str, Any]:
    """The answers after a sitting: what was typed over what was kept.

    Only questions a person answers are taken over; nothing that is kept is lost, even when this version does not know it
    or hides it. A question sent empty is emptied; one not sent at all stays.
    """
    result = dict(kept)
    for one in version.typed():
        if one.key not in typed:
            continue
        if answered(typed[one.key]):
            result[one.key] = typed[one.key]
        else:
            result.pop(one.key, None)
    return result


def to_print(version: FormVersion, answers: Answers) -> dict[str, Any]:
    """Answers of the questions that apply and are printed."""
    shown = visible(version, answers)
    return {key: answers[key] for key in shown if version.fields[key].prints and answered(answers.get(key))}


def progress(version: FormVersion, answers: Answers) -> tuple[int, int]:
    """(answered, asked) over the questions that must be answered now."""
    shown = visible(version, answers)
    heard = {key: answers.get(key) for key in shown}
    asked = [one.key for one in version.typed() if one.key in shown and (required(one, heard) or one.must)]
    return sum(1 for key in asked if answered(answers.get(key))), len(asked)
