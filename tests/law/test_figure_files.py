"""Indicators, tables and bands: what a person may write wrong in them is found before loading."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from chungtay.law import files, formulas
from chungtay.law.formulas import FormulaError, Number, Product, Quantity, Reference, Sum, Tree, parse
from tests.law.conftest import Write

REFERENCE = Path("/work/shared/reference/indicators.json")
SETS = ("tt13-2021-i", "tt13-2021-ii")

_codes = st.from_regex(r"[a-z][a-z0-9_]{0,6}(\.[a-z0-9_]{1,6}){0,2}", fullmatch=True)
_filters = st.fixed_dictionaries(
    {},
    optional={
        "sex": st.sampled_from(["male", "female"]),
        "age": st.sampled_from(["under5", "0-6"]),
        "minority": st.sampled_from(["k", "m"]),
    },
).map(lambda found: tuple((name, found[name]) for name in formulas.FILTERS if name in found))
_leaf = st.one_of(
    st.builds(Quantity, _codes, _filters),
    st.builds(Number, st.decimals(0, 999, places=2, allow_nan=False).map(lambda value: abs(value))),
    st.builds(Reference, st.sampled_from(["I-0101", "DP-08-A1"]), st.sampled_from(["count", "grade_1"])),
)


def _above(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    parts = st.lists(st.tuples(st.booleans(), inner), min_size=2, max_size=4).map(lambda found: Sum(tuple(found)))
    return parts | st.builds(
        Product, st.decimals(0, 99, places=1, allow_nan=False).map(lambda value: abs(value)), inner
    )


trees = st.recursive(_leaf, _above, max_leaves=8)


@given(trees)
def test_what_is_printed_reads_as_the_same_tree(tree: Tree) -> None:
    assert parse(str(tree)) == tree


@given(st.text(alphabet="ab{}=,@.+-*() 12é", max_size=30))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaError:
        return
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cần một số đếm"),
        ("a +", "hết công thức"),
        ("a b", "thừa “b”"),
        ("(a + b", "thiếu “)”"),
        ("a * 2", "chỉ nhân với một số"),
        ("a / b", "thừa “/ b”"),
        ("a{age=0-6,age=5}", "hai lần"),
        ("a{tuoi=5}", "không có hoặc"),
        ("a{sex=f}", "male hoặc female"),
        ("a{age=}", "tên=giá trị"),
        ("(" * 30 + "a" + ")" * 30, "quá sâu"),
        ("a + " * 600 + "a", "dài quá"),
    ],
)
def test_a_formula_that_cannot_be_read_says_where(text: str, words: str) -> None:
    with pytest.raises(FormulaError, match=words.replace("(", r"\(").replace(")", r"\)").replace("+", r"\+")):
        parse(text)


def _measure(key: str = "count", **more: Any) -> dict[str, Any]:
    return {"key": key, "title": "Số lượng", "unit": "trẻ em", "numerator": "a", "counts": "số trẻ", **more}


def _set(write: Write, name: str, *measures: list[dict[str, Any]], prefix: str = "I", **more: Any) -> None:
    indicators = [
        {
            "id": f"{prefix}-{number:04}", "code": f"{number:04}", "group": "01", "name": "Chỉ tiêu", "kind": "count",
            "unit": "trẻ em", "measures": list(found), "article": "Điều 1",
            "agencies": [{"name": "Bộ", "from": "2020-01-01", "confidence": "seen"}],
        }
        for number, found in enumerate(measures, start=1)
    ]  # fmt: skip
    groups = [{"code": "01", "name": "Nhóm"}]
    write(
        f"indicators/{name}.yaml",
        **{"kind": "indicator_set", "instrument": "x", "groups": groups, "indicators": indicators} | more,
    )


def _faults(folder: Path) -> list[str]:
    return [str(fault) for fault in files.read(folder)[1]]


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        ([[_measure(numerator="a +")]], "numerator: cần một số đếm"),
        ([[_measure(), _measure()]], "hai phép đo cùng mã"),
        ([[_measure(numerator="a{age=0-6}")]], "không có nhóm tuổi 0-6"),
        ([[_measure(numerator="@I-0009.count")]], "không có phép đo @I-0009.count"),
        ([[_measure(numerator="@I-0001.count")]], "đi vòng: @I-0001.count → @I-0001.count"),
        ([[_measure(numerator="@I-0002.count")], [_measure(numerator="2 * @I-0001.count")]], "@I-0001.count → @I-0002.count"),
        (
            [[_measure("rate", denominator="b", over="mọi trẻ", multiplier=100)], [_measure(numerator="@I-0001.rate")]],
            "@I-0001.rate không phải là một số đếm",
        ),
        ([[_measure(denominator="b")]], "'over' is a dependency"),
        ([[{**_measure(), "unavailable": "không ai đếm được"}]], "measures/0"),
    ],
)  # fmt: skip
def test_a_wrong_measure_is_found(folder: Path, write: Write, measures: list[Any], words: str) -> None:
    _set(write, "sai", *measures)
    assert any(words in fault for fault in _faults(folder)), _faults(folder)


def test_one_id_stands_in_one_set_and_a_successor_names_one_that_is_there(folder: Path, write: Write) -> None:
    _set(write, "cu", [_measure()])
    _set(write, "moi", [_measure()])
    assert _faults(folder) == ["moi.yaml: indicators/0/id: I-0001 đã có trong cu"]
    _set(write, "moi", [_measure()], prefix="M", replaces="khong-co")
    assert _faults(folder) == ["moi.yaml: replaces: không có bộ chỉ tiêu khong-co"]
    _set(write, "moi", [_measure()], prefix="M", replaces="cu", old_until="2028-01-01")
    assert _faults(folder) == []


def test_a_table_needs_a_formula_in_every_cell_and_a_band_ends_after_it_begins(folder: Path, write: Write) -> None:
    write("reckonings/year.yaml", kind="reckoning", label="Năm", covers={"from": "01-01", "to": "12-31"})
    bands = [{"code": "x", "name": "X", "from": 6, "to": 6}, {"code": "x", "name": "X", "from": 6}]
    write("bands/ages.yaml", kind="bands", bands=bands)
    table = {"kind": "figure_table", "number": "1", "reckoning": "school", "article": "Điều 1", "unit_word": "trẻ em"}
    columns = [{"key": "a", "title": "A"}, {"key": "b", "title": "B", "numerator": "b"}]
    rows = [
        {"key": "all", "title": "Tổng", "cells": {"c": "a"}},
        {"key": "young", "title": "Trẻ", "filters": {"age": "y"}},
    ]
    write("tables/t.yaml", **table, columns=columns, rows=rows)
    told = " ".join(_faults(folder))
    for words in (
        "đã có x",
        "phải lớn hơn from",
        "không có loại kỳ school",
        "không có nhóm tuổi y",
        "không có cột c",
        "cho cột a",
    ):
        assert words in told, words


def _indicators() -> dict[str, dict[str, Any]]:
    found = [yaml.safe_load((settings.LAW_DIR / "indicators" / f"{name}.yaml").read_text("utf-8")) for name in SETS]
    return {indicator["id"]: indicator for content in found for indicator in content["indicators"]}


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reading of the Circular is not on this machine")
def test_the_catalogue_says_what_the_circular_says() -> None:
    """Names, codes, kinds, breaks, pages and multipliers against the reading of the Công báo; measures where not split."""
    ours = _indicators()
    theirs = json.loads(REFERENCE.read_text("utf-8"))
    assert [indicator["id"] for indicator in theirs] == list(ours)
    for given_ in theirs:
        indicator = ours[given_["id"]]
        assert indicator["name"] == given_["name_vi"]
        assert indicator["kind"] == given_["kind"].replace("+", "_")
        assert indicator["page"] == given_["source_page_cong_bao"]
        assert [b["name"] for b in indicator.get("breaks", [])] == [b["label_vi"] for b in given_["disaggregations"]]
        assert indicator["periods"] == given_["reporting_period"]
        assert indicator["agencies"][0]["name"] == given_["lead_agency"]
        if given_["id"] == "I-0409":  # by grade and by level: one measure for each
            continue
        assert [m["key"] for m in indicator["measures"]] == [m["key"] for m in given_["measures"]]
        for measure, original in zip(indicator["measures"], given_["measures"], strict=True):
            if "unavailable" not in measure:
                assert measure.get("multiplier", 1) == original["multiplier"], given_["id"]
                assert ("denominator" in measure) == (original["denominator"] is not None), given_["id"]


def test_the_traps_of_the_circular_are_not_fallen_into() -> None:
    ours = _indicators()
    assert len(ours) == 84
    rates = {key: {m["key"]: m for m in one["measures"]}.get("rate", {}) for key, one in ours.items()}
    for number in range(303, 317):  # of children in special circumstances, not of all children
        assert rates[f"I-0{number}"]["denominator"] == "@I-0301.count"
    assert rates["I-0317"]["denominator"] == "@I-0101.count"
    assert rates["I-0318"]["denominator"] == "return.population_5_17"
    assert rates["I-0303"]["may_pass"] is True  # orphans of one parent are in no group of the denominator
    for mine, shared in (("II-0103", "I-0312"), ("II-0104", "I-0313"), ("II-0105", "I-0314")):
        assert (rates[mine]["numerator"], rates[mine]["denominator"]) == (f"@{shared}.count", "@II-0101.count")
    multipliers = {key: rate.get("multiplier") for key, rate in rates.items()}
    assert {multipliers[f"I-{code}"] for code in ("0103", "0201", "0202", "0203", "0207")} == {1000}
    assert {multipliers[f"I-{code}"] for code in ("0208", "0209", "0210")} == {100_000}
    bands = yaml.safe_load((settings.LAW_DIR / "bands" / "ages.yaml").read_text("utf-8"))["bands"]
    edges = {band["code"]: (band["from"], band.get("to")) for band in bands}
    assert edges["0-6"][1] == edges["6-16"][0] == 6  # printed as overlapping


def test_a_number_is_kept_as_written() -> None:
    assert parse("0.5 * a") == Product(Decimal("0.5"), Quantity("a"))
