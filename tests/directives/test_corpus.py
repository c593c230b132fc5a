"""The corpus agrees with itself, and the scorer rewards what is right and only that."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.directives.scoring import (
    FIELDS,
    agency_key,
    contact_key,
    load_folder,
    main,
    plain,
    same_agency,
    same_opening,
    score_folder,
)

CORPUS = Path(__file__).parent / "corpus"
SETS = {"regression": 44, "blind": 18, "second": 20, "third": 14}
TOPICS = {
    "truyen_thong",
    "dich_vu_bao_ve",
    "xam_hai_bao_luc",
    "tai_nan_duoi_nuoc",
    "moi_truong_mang",
    "lao_dong_tre_em",
    "thang_hanh_dong",
    "trung_thu",
    "tham_gia_dien_dan",
    "hoan_canh_dac_biet",
    "suc_khoe_dinh_duong",
    "giao_duc",
    "vui_choi_van_hoa",
    "phoi_hop_lien_nganh",
    "nhan_luc_to_chuc",
    "ngan_sach_nguon_luc",
    "kiem_tra_thanh_tra",
    "thong_ke_bao_cao",
    "chinh_sach_phap_luat",
    "xa_phuong_phu_hop",
    "thien_tai",
    "an_toan_thuc_pham",
    "khac",
}
Gold = dict[str, Any]
PAIRS = [
    pytest.param(path, path.parent / "gold" / f"{path.stem}.json", id=f"{path.parent.name}-{path.stem}")
    for name in SETS
    for path in sorted((CORPUS / name).glob("*.txt"))
]


def read(text_path: Path, gold_path: Path) -> tuple[str, Gold]:
    return text_path.read_text(encoding="utf-8"), json.loads(gold_path.read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    return plain(text).replace(" ", "")


def names_of_agencies(gold: Gold) -> list[str]:
    names = [gold["document"]["issuer"]] if gold["document"]["issuer"] else []
    for task in gold["tasks"]:
        names += [*task["lead"], *task["cooperating"], *task.get("lead_inherited", [])]
    return names


def spellings(date: str) -> set[str]:
    """The ways in which an ISO date is printed, with words apart by one blank."""
    day = datetime.date.fromisoformat(date)
    days, months = {str(day.day), f"{day.day:02d}"}, {str(day.month), f"{day.month:02d}"}
    whole = {f"{d} {m} {day.year}" for d in days for m in months}
    return whole | {f"{d} thang {m} nam {day.year}" for d in days for m in months}


@pytest.mark.parametrize("name", SETS)
def test_every_text_has_gold_and_every_gold_a_text(name: str) -> None:
    texts = {p.stem for p in (CORPUS / name).glob("*.txt")}
    assert texts == {p.stem for p in (CORPUS / name / "gold").glob("*.json")}
    assert len(texts) == SETS[name]


@pytest.mark.parametrize(("text_path", "gold_path"), PAIRS)
def test_openings_of_tasks_stand_in_the_text(text_path: Path, gold_path: Path) -> None:
    text, gold = read(text_path, gold_path)
    page = f" {plain(text)} "
    for task in gold["tasks"]:
        assert len(plain(task["first_words"]).split()) >= 4
        for words in [task["first_words"], *task.get("first_words_alt", [])]:
            assert f" {plain(words)} " in page


@pytest.mark.parametrize(("text_path", "gold_path"), PAIRS)
def test_numbers_and_contacts_stand_in_the_text(text_path: Path, gold_path: Path) -> None:
    text, gold = read(text_path, gold_path)
    page = squeezed(text)
    number = gold["document"]["number"]
    for value in [*([number] if number else []), *(c["number"] for c in gold["cited"])]:
        assert squeezed(value) in page
    for contact in gold["contacts"]:
        assert squeezed(contact["value"]) in page
        assert contact_key(contact) or contact["kind"] == "website"


@pytest.mark.parametrize(("text_path", "gold_path"), PAIRS)
def test_dates_stand_in_the_text(text_path: Path, gold_path: Path) -> None:
    text, gold = read(text_path, gold_path)
    page = f" {plain(text)} "
    dates = [gold["document"]["date"], *(c["date"] for c in gold["cited"])]
    for date in filter(None, dates):
        assert any(f" {spelling} " in page for spelling in spellings(date)), date
    due = {d["date"] for d in gold["deadlines"]} | set(gold.get("deadlines_optional", []))
    for date in due:
        day = datetime.date.fromisoformat(date)
        short = {f" {d} {m} " for d in (day.day, f"{day.day:02d}") for m in (day.month, f"{day.month:02d}")}
        long = {f" {spelling} " for spelling in spellings(date)}
        assert any(spelling in page for spelling in short | long), date
    assert {t["deadline"] for t in gold["tasks"] if t["deadline"]} <= due


@pytest.mark.parametrize(("text_path", "gold_path"), PAIRS)
def test_agencies_stand_in_the_text(text_path: Path, gold_path: Path) -> None:
    text, gold = read(text_path, gold_path)
    page = f" {plain(text)} "
    words = set(page.split())
    for name in names_of_agencies(gold):
        assert f" {plain(name)} " in page or set(plain(name).split()) <= words, name


@pytest.mark.parametrize(("text_path", "gold_path"), PAIRS)
def test_gold_has_the_shape_of_the_schema(text_path: Path, gold_path: Path) -> None:
    _, gold = read(text_path, gold_path)
    assert {"document", "cited", "tasks", "deadlines", "recipients", "contacts", "themes"} <= set(gold)
    assert set(gold["themes"]) <= TOPICS
    for task in gold["tasks"]:
        assert set(task["topics"]) <= set(gold["themes"])
        assert isinstance(task["lead"], list)
        assert isinstance(task["cooperating"], list)


@pytest.mark.parametrize("name", SETS)
def test_gold_against_itself_is_perfect(name: str) -> None:
    gold = load_folder(CORPUS / name / "gold")
    scores = score_folder(gold, gold)
    assert scores.mean_f1 == 1.0
    assert all(scores.fields[label].f1 == 1.0 for label in FIELDS)
    assert scores.errors == []
    assert scores.task_count_right == len(gold)


def without_a_task(found: Gold) -> None:
    found["tasks"].pop(0)


def with_an_invented_task(found: Gold) -> None:
    found["tasks"].append({"first_words": "một việc mà văn bản không hề giao", "lead": []})


def with_a_wrong_lead(found: Gold) -> None:
    found["tasks"][0]["lead"] = ["Tổng cục Khí tượng Thủy văn"]


def with_another_date(found: Gold) -> None:
    found["document"]["date"] = "1999-12-31"


def with_another_number(found: Gold) -> None:
    found["document"]["number"] = "9999/XX-YY"


def with_another_issuer(found: Gold) -> None:
    found["document"]["issuer"] = "Tổng cục Khí tượng Thủy văn"


def with_an_invented_citation(found: Gold) -> None:
    found["cited"].append({"number": "777/QĐ-ABC"})


def with_an_invented_deadline(found: Gold) -> None:
    found["deadlines"].append({"date": "1999-12-31"})


def with_an_invented_contact(found: Gold) -> None:
    found["contacts"].append({"kind": "phone", "value": "099 999 9999"})


@pytest.mark.parametrize(
    ("field", "plant"),
    [
        ("tasks", without_a_task),
        ("tasks", with_an_invented_task),
        ("task_leads", with_a_wrong_lead),
        ("date", with_another_date),
        ("number", with_another_number),
        ("issuer", with_another_issuer),
        ("cited", with_an_invented_citation),
        ("deadlines", with_an_invented_deadline),
        ("contacts", with_an_invented_contact),
    ],
)
def test_planted_errors_cost(field: str, plant: Callable[[Gold], None]) -> None:
    gold = load_folder(CORPUS / "regression" / "gold")
    name = "004_bacninh_ke_hoach_mang_2022"
    found = copy.deepcopy(gold)
    plant(found[name])
    scores = score_folder(found, gold)
    assert (scores.fields[field].f1 or 0.0) < 1.0
    assert (scores.mean_f1 or 0.0) < 1.0
    assert scores.errors
    assert all(line.startswith(f"{name}: ") for line in scores.errors)


def test_a_missing_prediction_counts_as_empty() -> None:
    gold = load_folder(CORPUS / "blind" / "gold")
    scores = score_folder({}, gold)
    assert scores.without_prediction == len(gold)
    assert scores.mean_f1 == 0.0


def test_names_are_compared_without_accents_and_abbreviations() -> None:
    assert agency_key("Đề nghị UBND TP. Vinh") == agency_key("Ủy ban nhân dân thành phố Vinh")
    assert same_agency("Sở LĐ-TB&XH", "Sở Lao động – Thương binh và Xã hội")
    assert same_agency("Sở Giáo dục và Đào tạo", "Sở GD&ĐT tỉnh")
    assert not same_agency("Sở Y tế", "Sở Y tế và các sở, ban, ngành, đoàn thể")
    assert not same_agency("", "Sở Y tế")


def test_openings_allow_an_ordinal_and_one_slip() -> None:
    gold = "xây dựng kế hoạch và tổ chức thực"
    assert same_opening(gold, "Một là, xây dựng kế hoạch và tổ chức thực hiện")
    assert same_opening(gold, "1.1. Xây dụng kế hoach và tổ chưc thực hiện")
    assert same_opening(gold, "xây dựng chương trình và tổ chức thực") is False
    assert not same_opening(gold, "xây dựng kế")


def test_command_line_prints_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(CORPUS / "blind" / "gold")
    assert main([folder, folder, "--errors"]) == 0
    shown = capsys.readouterr().out
    assert "18 documents, 0 without a prediction" in shown
    assert "mean F1" in shown
