"""Faults of a form file that its schema cannot see: keys twice, conditions about later questions, places without a meaning."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

from chungtay.law.forms.conditions import names

# What a case knows and a paper may name in its sentences.
PLACES = {
    "child_name": "họ và tên trẻ em",
    "child_birth": "ngày sinh của trẻ em",
    "child_sex": "giới tính của trẻ em",
    "child_address": "nơi ở của trẻ em",
    "child_age": "tuổi của trẻ em",
    "case_code": "mã vụ việc",
    "officer": "người làm công tác bảo vệ trẻ em",
    "chair": "Chủ tịch Ủy ban nhân dân cấp xã",
    "unit_name": "tên xã, phường, đặc khu",
    "agency_name": "tên cơ quan",
    "agency_short": "chữ viết tắt tên cơ quan",
    "father_name": "họ tên cha",
    "mother_name": "họ tên mẹ",
    "carer_name": "người chăm sóc",
    "informant_name": "người báo tin",
    "informant_phone": "điện thoại người báo tin",
    "informant_address": "địa chỉ người báo tin",
    "received_at": "giờ nhận tin",
    "incident_place": "nơi xảy ra",
    "plan_ref": "kế hoạch",
    "decision_ref": "quyết định trước",
    "assessment_ref": "báo cáo đánh giá",
    "separation_ref": "quyết định tạm thời cách ly",
    "handover_due": "hạn giao, nhận trẻ em",
    "today": "ngày hôm nay",
    "now": "lúc này",
}
_CODED = {"choice", "choices"}


def faults(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(place in the file, what is wrong)."""
    seen: dict[str, dict[str, Any]] = {}
    sections: set[str] = set()
    for place, section in enumerate(content["sections"]):
        at = f"sections/{place}"
        if section["key"] in sections:
            yield f"{at}/key", f"đã có {section['key']}"
        sections.add(section["key"])
        yield from _condition(f"{at}/when", section.get("when"), seen)
        if section.get("part") and section["part"] not in content.get("parts", {}):
            yield f"{at}/part", f"không có phần {section['part']}"
        for number, one in enumerate(section["fields"]):
            yield from _field(f"{at}/fields/{number}", one, seen, content)
            seen[one["key"]] = one
    for number, one in enumerate(_fields(content)):
        yield from _condition(f"required/{number}", _requirement(one), seen)
    yield from _paper(content, seen)


def _fields(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for section in content["sections"] for one in section["fields"]]


def _requirement(one: dict[str, Any]) -> Any:
    return one["required"] if isinstance(one.get("required"), dict) else None


def _condition(place: str, condition: Any, seen: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for name in names(condition):
        if name not in seen:
            yield place, f"không có mục {name} ở trước"


def _field(
    place: str, one: dict[str, Any], seen: dict[str, dict[str, Any]], content: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    if one["key"] in seen:
        yield f"{place}/key", f"đã có {one['key']}"
    yield from _condition(f"{place}/when", one.get("when"), seen)
    if one.get("ref") and one["ref"] not in PLACES:
        yield f"{place}/ref", f"vụ việc không cho biết {one['ref']}"
    if one["type"] == "ref" and not one.get("ref"):
        yield f"{place}/ref", "mục điền sẵn phải nói điền từ đâu"
    if one["type"] in _CODED and not one.get("values"):
        yield f"{place}/values", "thiếu danh sách giá trị"
    if (one["type"] == "rows") != bool(one.get("columns")):
        yield f"{place}/columns", "bảng phải có cột, mục khác thì không"
    if (one["type"] == "computed") != bool(one.get("compute")):
        yield f"{place}/compute", "mục tự tính phải nói cách tính, mục khác thì không"
    yield from _computing(place, one.get("compute") or {}, seen, content)
    for key, values in (("values", [v["code"] for v in one.get("values", [])]), ("columns", _keys(one))):
        if len(values) != len(set(values)):
            yield f"{place}/{key}", "có mã trùng nhau"
    for number, column in enumerate(one.get("columns", [])):
        if column["type"] in {"rows", "computed", "choices", "longtext", "scale3"}:
            yield f"{place}/columns/{number}/type", "một ô của bảng không thể là loại này"
        elif column["type"] in _CODED and not column.get("values"):
            yield f"{place}/columns/{number}/values", "thiếu danh sách giá trị"


def _keys(one: dict[str, Any]) -> list[str]:
    return [column["key"] for column in one.get("columns", [])]


def _computing(
    place: str, compute: dict[str, Any], seen: dict[str, dict[str, Any]], content: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    if "count" in compute and compute["count"] not in content.get("parts", {}):
        yield f"{place}/compute", f"không có phần {compute['count']}"
    if "sum" in compute and compute["column"] not in _keys(seen.get(compute["sum"], {})):
        yield f"{place}/compute", f"không có cột {compute['column']} trong bảng {compute['sum']}"


def _paper(content: dict[str, Any], seen: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    paper = content["paper"]
    texts = [("subject", paper["subject"]), ("closing", paper.get("closing", "")), ("symbol", paper.get("symbol", ""))]
    for name in ("bases", "addressees", "recipients"):
        texts += [(name, text) for text in paper.get(name, [])]
    for number, article in enumerate(paper.get("articles", [])):
        given = article if isinstance(article, dict) else {"text": article}
        yield from _condition(f"paper/articles/{number}/when", given.get("when"), seen)
        texts.append((f"articles/{number}", given["text"]))
    texts += [(f"sections/{s['key']}/intro", s.get("intro", "")) for s in content["sections"]]
    for place, text in texts:
        for _, wanted, _, _ in string.Formatter().parse(text):
            if wanted is not None and wanted not in PLACES and wanted not in seen:
                yield f"paper/{place}", f"không biết {{{wanted}}} là gì"
