"""Faults of the files that figures come from: formulas that cannot be read or go in circles, bands and ids that are not there.

Whether somebody counts a quantity is not known here: `chungtay check` asks that of the sources and return forms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chungtay.law import narratives
from chungtay.law.formulas import FormulaError, Quantity, Reference, leaves, parse

Found = tuple[str, str]  # place, what
Given = Sequence[tuple[Path, Mapping[str, Any]]]


def within(content: Mapping[str, Any]) -> list[Found]:
    """Faults of one file by itself, already of the form of its kind."""
    checks = {
        "indicator_set": _set_faults,
        "figure_table": _table_faults,
        "bands": _band_faults,
        "reckoning": _reckoning_faults,
        "return_form": _return_faults,
        "narrative": narratives.faults,
    }
    check = checks.get(content["kind"])
    return list(check(content)) if check else []


def formulas(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, text) of every formula in an indicator set or a table."""
    for number, indicator in enumerate(content.get("indicators", ())):
        for place, measure in enumerate(indicator["measures"]):
            for part in ("numerator", "denominator"):
                if part in measure:
                    yield f"indicators/{number}/measures/{place}/{part}", measure[part]
    if content["kind"] != "figure_table":
        return
    for number, column in enumerate(content["columns"]):
        for part in ("numerator", "denominator"):
            if part in column:
                yield f"columns/{number}/{part}", column[part]
    for number, row in enumerate(content["rows"]):
        for key, text in row.get("cells", {}).items():
            yield f"rows/{number}/cells/{key}", text


def _set_faults(content: Mapping[str, Any]) -> Iterator[Found]:
    groups = {group["code"] for group in content["groups"]}
    seen: set[str] = set()
    for number, indicator in enumerate(content["indicators"]):
        place = f"indicators/{number}"
        if indicator["id"] in seen:
            yield f"{place}/id", f"đã có {indicator['id']}"
        seen.add(indicator["id"])
        if indicator["group"] not in groups:
            yield f"{place}/group", f"không có nhóm {indicator['group']}"
        keys = [measure["key"] for measure in indicator["measures"]]
        if len(set(keys)) < len(keys):
            yield f"{place}/measures", "hai phép đo cùng mã"
        yield from _agency_faults(place, indicator["agencies"])
    yield from _written(content)


def _agency_faults(place: str, agencies: Sequence[Mapping[str, str]]) -> Iterator[Found]:
    for number, agency in enumerate(agencies):
        if "to" in agency and agency["to"] <= agency["from"]:
            yield f"{place}/agencies/{number}/to", "phải sau from"
        if number and agency["from"] < agencies[number - 1].get("to", "9999"):
            yield f"{place}/agencies/{number}/from", "cơ quan trước chưa kết thúc"


def _table_faults(content: Mapping[str, Any]) -> Iterator[Found]:
    columns = {column["key"]: column for column in content["columns"]}
    for name in ("columns", "rows"):
        keys = [line["key"] for line in content[name]]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                yield f"{name}/{number}/key", f"đã có {key}"
    for number, row in enumerate(content["rows"]):
        own = row.get("cells", {})
        if unknown := own.keys() - columns.keys():
            yield f"rows/{number}/cells", f"không có cột {', '.join(sorted(unknown))}"
        if bare := [key for key, column in columns.items() if "numerator" not in column and key not in own]:
            yield f"rows/{number}/cells", f"thiếu công thức cho cột {', '.join(bare)}"
    yield from _written(content)


def _written(content: Mapping[str, Any]) -> Iterator[Found]:
    for place, text in formulas(content):
        try:
            parse(text)
        except FormulaError as error:
            yield place, str(error)


def _band_faults(content: Mapping[str, Any]) -> Iterator[Found]:
    seen: set[str] = set()
    for number, band in enumerate(content["bands"]):
        if band["code"] in seen:
            yield f"bands/{number}/code", f"đã có {band['code']}"
        seen.add(band["code"])
        if "to" in band and band["to"] <= band["from"]:
            yield f"bands/{number}/to", "phải lớn hơn from: nhóm tuổi tính từ from đến trước to"


def _reckoning_faults(content: Mapping[str, Any]) -> Iterator[Found]:
    covers = content["covers"]
    try:
        first = dt.date.fromisoformat(f"{2001 + covers.get('from_year', 0)}-{covers['from']}")
        last = dt.date.fromisoformat(f"{2001 + covers.get('to_year', 0)}-{covers['to']}")
    except ValueError:
        yield "covers", "không có ngày này trong mọi năm"
        return
    if last <= first:
        yield "covers", "ngày cuối phải sau ngày đầu"


def _return_faults(content: Mapping[str, Any]) -> Iterator[Found]:
    codes = [quantity["code"] for quantity in content["quantities"]]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield f"quantities/{number}/code", f"đã có {code}"
    for number, quantity in enumerate(content["quantities"]):
        if quantity.get("crossed") and len(quantity.get("by", ())) != 2:
            yield f"quantities/{number}/crossed", "chỉ đặt chéo được hai phân tổ của by"
    for number, rule in enumerate(content.get("rules", ())):
        named = {rule["whole"], *rule.get("parts", ()), *(rule[name] for name in ("part", "rate") if name in rule)}
        named |= {one[name] for one in rule.get("beside", ()) for name in ("part", "whole")}
        if unknown := named - set(codes):
            yield f"rules/{number}", f"không có {', '.join(sorted(unknown))} trong biểu này"


def among(files: Given) -> Iterator[tuple[Path, str, str]]:
    """Faults that show only beside the other files: references, circles, bands, kinds of period, one id in two sets."""
    yield from _id_faults(files)
    bands = {band["code"] for _, content in files if content["kind"] == "bands" for band in content["bands"]}
    reckonings = {content["id"] for _, content in files if content["kind"] == "reckoning"}
    measures = _measures(files)
    yield from _broken_references(files, measures, bands)
    yield from _circles(files, measures)
    for path, content in files:
        if content["kind"] in {"figure_table", "return_form"} and content["reckoning"] not in reckonings:
            yield path, "reckoning", f"không có loại kỳ {content['reckoning']}"
        if content["kind"] == "overview" and content["reckoning"] not in reckonings:
            yield path, "reckoning", f"không có loại kỳ {content['reckoning']}"
        for place, named in _named(content):
            if Reference(*named.split(".")) not in measures:
                yield path, place, f"không có chỉ tiêu {named}"
        for number, row in enumerate(content["rows"] if content["kind"] == "figure_table" else ()):
            age = row.get("filters", {}).get("age")
            if age and age not in bands:
                yield path, f"rows/{number}/filters/age", f"không có nhóm tuổi {age}"


def _named(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, measure) of the measures an overview or a narrative speaks of."""
    if content["kind"] == "overview":
        yield from ((f"shown/{number}/measure", row["measure"]) for number, row in enumerate(content["shown"]))
    if content["kind"] == "narrative" and not list(narratives.faults(content)):
        for number, rule in enumerate(content["rules"]):
            yield from ((f"rules/{number}", named) for named in narratives.references(rule))


def _id_faults(files: Given) -> Iterator[tuple[Path, str, str]]:
    """Two versions of one set share their ids; two sets may not."""
    owners: dict[str, str] = {}
    sets = {content["id"] for _, content in files if content["kind"] == "indicator_set"}
    for path, content in files:
        if content["kind"] != "indicator_set":
            continue
        if content.get("replaces", content["id"]) not in sets:
            yield path, "replaces", f"không có bộ chỉ tiêu {content['replaces']}"
        for number, indicator in enumerate(content["indicators"]):
            owner = owners.setdefault(indicator["id"], content["id"])
            if owner != content["id"]:
                yield path, f"indicators/{number}/id", f"{indicator['id']} đã có trong {owner}"


def _measures(files: Given) -> dict[Reference, Mapping[str, Any]]:
    """By reference; of several versions of a set the last in the order of the files."""
    return {
        Reference(indicator["id"], measure["key"]): measure
        for _, content in files
        if content["kind"] == "indicator_set"
        for indicator in content["indicators"]
        for measure in indicator["measures"]
    }


def _broken_references(
    files: Given, measures: Mapping[Reference, Mapping[str, Any]], bands: set[str]
) -> Iterator[tuple[Path, str, str]]:
    for path, content in files:
        for place, text in formulas(content):
            for leaf in _leaves(text):
                if isinstance(leaf, Quantity):
                    age = dict(leaf.filters).get("age")
                    if age is not None and age not in bands:
                        yield path, place, f"không có nhóm tuổi {age}"
                elif leaf not in measures:
                    yield path, place, f"không có phép đo {leaf}"
                elif "denominator" in measures[leaf] or "unavailable" in measures[leaf]:
                    yield path, place, f"{leaf} không phải là một số đếm"


def _circles(files: Given, measures: Mapping[Reference, Mapping[str, Any]]) -> Iterator[tuple[Path, str, str]]:
    path_of = {
        indicator["id"]: path
        for path, content in files
        if content["kind"] == "indicator_set"
        for indicator in content["indicators"]
    }
    clear: set[Reference] = set()
    for start in measures:
        circle = _circle(start, measures, clear, ())
        if circle:
            words = " → ".join(str(step) for step in circle)
            yield path_of[start.indicator], str(start), f"công thức đi vòng: {words}"


def _circle(
    at: Reference, measures: Mapping[Reference, Mapping[str, Any]], clear: set[Reference], under: tuple[Reference, ...]
) -> tuple[Reference, ...]:
    """The circle that goes through the first step; () when there is none."""
    if at in under:
        return (*under, at) if under[0] == at else ()
    if at in clear or at not in measures:
        return ()
    for part in ("numerator", "denominator"):
        for leaf in _leaves(measures[at].get(part, "")):
            if isinstance(leaf, Reference) and (found := _circle(leaf, measures, clear, (*under, at))):
                return found
    if not under:
        clear.add(at)
    return ()


def _leaves(text: str) -> list[Quantity | Reference]:
    """What cannot be read is told by another check."""
    try:
        return [leaf for leaf in leaves(parse(text)) if isinstance(leaf, Quantity | Reference)] if text else []
    except FormulaError:
        return []
