"""Every mistake in a file of law/ is found before loading, with its file and its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from chungtay.law import files
from tests.law.conftest import Write

HEADING = {"key": "chung", "title": "Tình hình chung"}


def faults_of(folder: Path) -> list[str]:
    return [str(fault) for fault in files.read(folder)[1]]


def test_the_law_of_the_repository_has_no_fault() -> None:
    found, faults = files.read(settings.LAW_DIR)
    assert faults == []
    assert {file.content["kind"] for file in found} == {
        "instrument",
        "codelist",
        "period",
        "calendar",
        "agencies",
        "clock",
        "form",
        "indicator_set",
        "figure_table",
        "reckoning",
        "bands",
        "overview",
        "narrative",
    } | ({"return_form"} if any((settings.LAW_DIR / "return_forms").glob("*.yaml")) else set())


def test_every_file_says_where_it_comes_from_and_how_sure_it_is() -> None:
    for file in files.read(settings.LAW_DIR)[0]:
        assert file.content["source"], file.path
        ours = (
            {"own"}
            if file.content["kind"] in {"form", "bands", "reckoning", "return_form", "overview", "narrative"}
            else set()
        )
        assert file.content["confidence"] in {"seen", "known"} | ours, file.path


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"confidence": "guess"}, "confidence"),
        ({"source": None}, "'source' is a required property"),
        ({"valid_from": "2020-02-30"}, "valid_from"),
        ({"valid_from": "2020-13-01"}, "valid_from"),
        ({"valid_to": "2019-12-31"}, "valid_to"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
        ({"id": "Chủ đề"}, "id"),
        ({"items": []}, "items"),
        ({"items": [{"code": "a"}]}, "items/0"),
        ({"items": [{"code": "a", "name": "A", "weight": 3}]}, "items/0"),
        ({"items": [{"code": "a", "name": "A"}, {"code": "a", "name": "B"}]}, "items/1/code"),
        ({"invented": "x"}, "invented"),
        ({"kind": "poem"}, "kind"),
    ],
)
def test_a_fault_names_its_file_and_place(folder: Path, codelist: Write, fields: dict[str, Any], place: str) -> None:
    codelist("sai", **fields)
    faults = faults_of(folder)
    assert faults, fields
    assert any(fault.startswith("sai.yaml: ") and place in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"due": "13-45"}, "due"),
        ({"due": "02-29"}, "due"),
        ({"due": "5/25"}, "due"),
        ({"covers": {"from": "01-01", "to": "06-31"}}, "covers/to"),
        ({"headings": [HEADING, HEADING]}, "headings/1/key"),
        ({"headings": [{**HEADING, "topics": ["khong_co"]}]}, "headings/0/topics"),
    ],
)
def test_a_report_period_that_cannot_be_is_refused(
    folder: Path, period: Write, fields: dict[str, Any], place: str
) -> None:
    period("ky", **fields)
    assert any(f"ky.yaml: {place}" in fault for fault in faults_of(folder)), faults_of(folder)


def test_an_office_of_an_unknown_kind_is_refused(folder: Path, write: Write, codelist: Write) -> None:
    codelist("agency_kinds", items=[{"code": "department", "name": "Sở"}])
    offices = [{"kind": kind, "sector": "health", "names": [{"name": "Sở Y tế"}]} for kind in ("department", "guild")]
    write("agencies/tinh.yaml", kind="agencies", level="province", offices=offices)
    assert faults_of(folder) == ["tinh.yaml: offices/1/kind: không có loại cơ quan guild"]


def test_one_key_in_two_files_is_refused(folder: Path, codelist: Write) -> None:
    codelist("mot", id="cung_ten")
    codelist("hai", id="cung_ten")
    assert faults_of(folder) == ["mot.yaml: id: trùng với hai.yaml"]


def test_a_file_that_is_no_yaml_is_named(folder: Path) -> None:
    (folder / "codelists").mkdir()
    (folder / "codelists" / "hong.yaml").write_text("kind: [codelist", encoding="utf-8")
    (folder / "codelists" / "khong_utf8.yaml").write_bytes(b"title: \xff\xfe")
    faults = faults_of(folder)
    assert [fault.split(":")[0] for fault in faults] == ["hong.yaml", "khong_utf8.yaml"]


def test_the_digest_is_that_of_the_meaning(folder: Path, codelist: Write) -> None:
    path = codelist("mot")
    before = files.read(folder)[0][0].digest
    path.write_text("# a remark\n" + path.read_text() + "\n\n")
    assert files.read(folder)[0][0].digest == before
    codelist("mot", title="Tên khác")
    assert files.read(folder)[0][0].digest != before


def test_the_command_lists_every_fault(folder: Path, codelist: Write, settings: Any) -> None:
    codelist("mot", confidence="guess")
    codelist("hai", items=[])
    settings.LAW_DIR = folder
    with pytest.raises(CommandError, match=r"(?s)hai\.yaml.*mot\.yaml"):
        call_command("check_law")
