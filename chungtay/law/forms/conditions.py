"""Skip logic: `{field: x, is: v}` and the like, joined by all, any and not; told in words for those who fill the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chungtay.law.forms.version import Condition, Field

JOINS = ("all", "any")


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """No condition always holds; what is not answered is neither this nor that."""
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(one, answers) for one in condition["all"])
    if "any" in condition:
        return any(holds(one, answers) for one in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    return _test(condition, answers.get(condition["field"]))


def _test(condition: Condition, value: Any) -> bool:
    if "is" in condition:
        return type(value) is type(condition["is"]) and bool(value == condition["is"])
    if "in" in condition:
        return value in condition["in"]
    if "has" in condition:
        return isinstance(value, list) and condition["has"] in value
    if "from" in condition:
        return isinstance(value, int) and not isinstance(value, bool) and value >= condition["from"]
    return answered(value) is bool(condition["answered"])


def answered(value: Any) -> bool:
    """False and 0 are answers; an empty text and an empty list are not."""
    return value is not None and value != "" and value != [] and value != {}


def names(condition: Condition | None) -> Iterator[str]:
    """The keys a condition asks for."""
    if not condition:
        return
    for join in JOINS:
        for one in condition.get(join, []):
            yield from names(one)
    if "not" in condition:
        yield from names(condition["not"])
    if "field" in condition:
        yield condition["field"]


def words(condition: Condition, fields: Mapping[str, Field]) -> str:
    """“‘Loại’ là ‘gia hạn’”: when the question is to be answered."""
    if "all" in condition:
        return " và ".join(words(one, fields) for one in condition["all"])
    if "any" in condition:
        return " hoặc ".join(words(one, fields) for one in condition["any"])
    if "not" in condition:
        return f"trừ khi {words(condition['not'], fields)}"
    one = fields[condition["field"]]
    if "is" in condition:
        return f"“{one.label}” là “{one.words_of(condition['is'])}”"
    if "in" in condition:
        return f"“{one.label}” là " + " hoặc ".join(f"“{one.words_of(code)}”" for code in condition["in"])
    if "has" in condition:
        return f"“{one.label}” có “{one.words_of(condition['has'])}”"
    if "from" in condition:
        return f"“{one.label}” từ {condition['from']} trở lên"
    return f"đã ghi “{one.label}”" if condition["answered"] else f"chưa ghi “{one.label}”"
