"""The code lists of the register: complete, told apart by code, with their groups, and honest about their source."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chungtay.children import ethnicities
from chungtay.foundation.vietnamese import fold
from chungtay.law import files, queries, services

LAW = Path(__file__).parents[2] / "law"
OWN = ["carer_relations", "lives_with", "schooling_states"]  # lists that no law gives


def content(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((LAW / "codelists" / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def items(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content(name)["items"]
    return found


PEOPLES = ethnicities.read(items("ethnicities"))


def test_the_files_have_no_fault() -> None:
    assert files.read(LAW)[1] == []


def test_fourteen_groups_and_forty_eight_sub_groups() -> None:
    rows = items("special_circumstances")
    groups = [row["code"] for row in rows if "parent" not in row]
    assert groups == ["a", "b", "c", "d", "dd", "e", "g", "h", "i", "k", "l", "m", "n", "o"]
    counts = [sum(row.get("parent") == group for row in rows) for group in groups]
    assert counts == [4, 2, 12, 3, 1, 4, 2, 2, 1, 5, 5, 2, 2, 3]
    assert sum(counts) == 48
    assert all(row["article"] for row in rows)
    assert next(row for row in rows if row["code"] == "dd1")["abbreviation"] == "đ1"


def test_what_is_sensitive_is_so_with_its_sub_groups() -> None:
    rows = items("special_circumstances")
    sensitive = {row["code"] for row in rows if row.get("sensitive")}
    assert {code for code in sensitive if not code[-1].isdigit()} == {"dd", "e", "g", "i", "k", "l", "m"}
    for row in rows:
        if "parent" in row:
            assert (row["code"] in sensitive) == (row["parent"] in sensitive), row


def test_codes_are_ascii_and_fit_their_columns() -> None:
    sizes = {"vaccines": 12, "school_levels": 12, "schooling_states": 12, "residence_kinds": 12, "carer_relations": 12}
    for path in (LAW / "codelists").glob("*.yaml"):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in found["items"]:
            assert isinstance(item["code"], str), (path.name, item)
            assert item["code"].isascii(), item
            assert len(item["code"]) <= sizes.get(found["id"], 20), item


@pytest.mark.parametrize("name", OWN)
def test_a_list_of_our_own_says_so(name: str) -> None:
    assert content(name)["source"].startswith("Bảng mã của Chung Tay")
    assert content(name)["confidence"] == "known"


def test_every_risk_rests_on_an_indicator_and_is_no_code_list_of_the_state() -> None:
    rows = items("at_risk_circumstances")
    assert len(rows) == 8
    assert all("Thông tư 13/2021" in row["article"] for row in rows)
    assert "Chung Tay" in content("at_risk_circumstances")["source"]


def test_the_ethnic_groups_in_official_order() -> None:
    rows = items("ethnicities")
    assert [row["number"] for row in rows] == list(range(1, 56))
    assert (rows[0]["code"], rows[7]["code"], rows[53]["code"]) == ("kinh", "mong", "ro_mam")
    assert len({fold(row["name"]).replace(" ", "") for row in rows}) == 55


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kinh", "kinh"), ("KINH", "kinh"), ("Dân tộc Kinh", "kinh"), ("DT: Mông", "mong"), ("Việt", "kinh"),
        ("H'Mông", "mong"), ("H’Mông", "mong"), ("HMông", "mong"), ("h mong", "mong"), ("Mèo", "mong"),
        ("Ê Đê", "e_de"), ("Ê-đê", "e_de"), ("Êđê", "e_de"), ("ede", "e_de"), ("e_de", "e_de"),
        ("Thái", "thai"), ("Thai", "thai"), ("Thái Đen", "thai"), ("Táy", "thai"), ("Tày", "tay"), ("Tay", "tay"),
        ("Khmer", "khmer"), ("Khơ me", "khmer"), ("Khơ mú", "kho_mu"), ("Khmú", "kho_mu"),
        ("Cao Lan", "san_chay"), ("Sán Chay (Cao Lan)", "san_chay"), ("Mông (Hoa)", "mong"), ("Xá Khao (Kháng)", "khang"),
        ("Thổ", "tho"), ("Hoa", "hoa"), ("Lào", "lao"), ("Bru-Vân Kiều", "bru_van_kieu"), ("Vân Kiều", "bru_van_kieu"),
        ("K'Ho", "co_ho"), ("S'Tiêng", "xtieng"), ("Người nước ngoài", "nuoc_ngoai"), ("", ""), ("Không rõ", ""),
    ],
)  # fmt: skip
def test_a_typed_name_means_one_group(typed: str, code: str) -> None:
    assert PEOPLES.code_of(typed) == code


def test_a_name_of_several_groups_is_not_guessed() -> None:
    assert set(PEOPLES.codes_of("Xá Lá Vàng")) == {"tho", "chut", "mang"}
    assert PEOPLES.code_of("Xá Lá Vàng") == ""
    assert set(PEOPLES.codes_of("Chil")) == {"co_ho", "mnong"}


@pytest.mark.parametrize("row", items("ethnicities"), ids=lambda row: row["code"])
def test_each_group_is_found_by_name_by_code_and_without_accents(row: dict[str, Any]) -> None:
    for writing in (row["name"], row["name"].upper(), row["code"], fold(row["name"])):
        assert PEOPLES.code_of(writing) == row["code"], writing
    for other in row.get("other_names", []):
        codes = PEOPLES.codes_of(other)
        assert codes, other
        if row["code"] not in codes:  # the own name of another group, and then of that one only
            assert [fold(PEOPLES.names[code]) for code in codes] == [fold(other)]


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert all(code in PEOPLES.names for code in PEOPLES.codes_of(text))


def test_faults_inside_a_list_are_found(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "file.json").write_text((LAW / "schemas" / "file.json").read_text(encoding="utf-8"))
    (tmp_path / "codelists").mkdir()
    bad = [
        {"code": "a", "name": "Nhóm", "covers": ["z"]},
        {"code": "a1", "name": "Trong", "parent": "b"},
        {"code": "a2", "name": "Mũi", "dose": {"vaccine": "bcg", "number": 1, "age": "P1M", "latest": "P2M"}},
    ]
    head = {
        "kind": "codelist", "id": "sai", "title": "Bịa để thử", "valid_from": "2020-01-01", "source": "Bịa để thử",
        "confidence": "known",
    }  # fmt: skip
    (tmp_path / "codelists" / "sai.yaml").write_text(yaml.safe_dump({**head, "items": bad}, allow_unicode=True))
    places = {fault.place for fault in files.read(tmp_path)[1]}
    assert places == {"items/0/covers", "items/1/parent", "items/2/dose/vaccine"}


@pytest.mark.django_db
def test_items_in_force_on_a_day() -> None:
    services.load_law()
    first = queries.codelist_items("special_circumstances")[1]
    assert (first["code"], first["parent"]) == ("a1", "a")
    assert queries.codelist_items("special_circumstances", dt.date(2010, 1, 1)) == []
    assert queries.codelist_items("no_such_list") == []
