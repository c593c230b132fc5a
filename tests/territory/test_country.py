"""Names, kinds and the files of law/territory, without a database."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from chungtay.territory import country, sources
from tests.factories.territory import small_rows

DAY = dt.date


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """A copy of law/territory to which a test adds files."""
    return Path(shutil.copytree(sources.law_folder(), tmp_path / "territory"))


def _add(law: Path, changes: str) -> Path:
    text = f"schema: territory/1\ntitle: Thay đổi để thử\nsource: Bịa để thử\nconfidence: guess\nchanges:\n{changes}"
    (law / "5_test.yaml").write_text(text, encoding="utf-8")
    return law


@pytest.mark.parametrize(
    ("name", "level", "kind", "short"),
    [
        ("Thị Trấn Ái Tử", "commune", "thị trấn", "Ái Tử"),
        ("Phường 5", "commune", "phường", "Phường 5"),
        ("Thành phố Điện Biên Phủ", "district", "thành phố", "Điện Biên Phủ"),
        ("Đặc khu Hoàng Sa", "commune", "đặc khu", "Hoàng Sa"),
        ("Xã Xá Nhè", "commune", "xã", "Xá Nhè"),
    ],
)
def test_the_kind_stands_at_the_head_of_the_name(name: str, level: str, kind: str, short: str) -> None:
    assert country.kind_of(country.tidy(name), level) == kind
    assert country.short_name(country.tidy(name), kind) == short


def test_a_name_without_a_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no kind"):
        country.kind_of("Điện Biên", "province")


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("xa muong phang", "muong phang"),
        ("muong phang", "muong phang"),
        ("thanh pho hue", "hue"),
        ("xa", "xa"),
        ("phuong 5", "5"),
    ],
)
def test_kind_words_are_optional(typed: str, bare: str) -> None:
    assert country.without_kind(typed) == bare


def test_paths_carry_the_turn_of_a_code() -> None:
    units = small_rows().units
    assert units["11a/094a/03325a"].valid_to == units["11b/03325b"].valid_from == DAY(2025, 7, 1)
    assert {len(unit.code) for unit in units.values() if unit.level == "commune"} == {5}


def test_nothing_is_left_unmatched_in_the_real_list() -> None:
    assert sources.read_country().review == []


def test_dated_corrections_can_be_added(law: Path) -> None:
    """An earlier merger that the package does not know: the former commune, its end, its successor, a later start."""
    _add(
        law,
        """
- {act: start, level: commune, code: "03325", turn: a, day: 2013-05-01, legal_basis: Nghị quyết thử}
- {act: begin, level: commune, code: "03325", turn: c, day: 2008-01-01, until: 2013-05-01,
   name: Xã Mường Phăng Cũ, kind: xã, parent: {level: district, code: "094"}, legal_basis: Nghị quyết thử}
- {act: succeed, day: 2013-05-01, from: [{level: commune, code: "03325"}], to: [{level: commune, code: "03325"},
   {level: commune, code: "03326"}], whole: false, legal_basis: Nghị quyết thử}
""",
    )
    read = sources.read_country(law)
    assert read.at("commune", "03325", DAY(2010, 1, 1)).name == "Xã Mường Phăng Cũ"
    assert read.at("commune", "03325", DAY(2020, 1, 1)).path == "11a/094a/03325a"
    assert [row.successor for row in read.successions if row.predecessor == "11a/094a/03325c"] == [
        "11a/094a/03325a",
        "11a/094a/03326a",
    ]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ('- {act: rename, level: province, code: "99", day: 2026-01-01, name: X, kind: tỉnh, legal_basis: x}', "99"),
        ('- {act: rename, level: province, code: "11", day: nay, name: X, kind: tỉnh, legal_basis: x}', "changes/0"),
        ('- {act: begin, level: commune, code: "03325", turn: a, day: 2026-01-01, name: Xã X, kind: xã,'
         ' parent: {level: province, code: "11"}, legal_basis: x}', "taken"),
        ("- {act: vanish}", "changes/0"),
        ("- [", "5_test.yaml"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_told_by_name(law: Path, changes: str, what: str) -> None:
    with pytest.raises(sources.LawFileError, match=r"5_test\.yaml") as caught:
        sources.read_country(_add(law, changes))
    assert what in str(caught.value)


def test_another_file_gives_another_digest(law: Path) -> None:
    before = sources.digest(law)
    assert sources.digest(_add(law, "[]")) != before
