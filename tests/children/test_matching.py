"""The same child twice: what is found, what is told apart, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.planted import Child, candidates, planted
from chungtay.children import matching
from chungtay.children.matching import Frequencies, Match, blocks, match, record, score
from chungtay.children.matching.dates import Born, born, read
from chungtay.children.matching.folding import accents, commune, figures, hamlet, phone, skeleton
from chungtay.children.shell import match as shell

LAN: Child = {
    "full_name": "Trần Thị Ngọc Lan",
    "other_name": "Bống",
    "birth_date": "2019-05-08",
    "sex": "female",
    "personal_number": "011319004217",
    "ethnicity": "kinh",
    "father_name": "Trần Văn Sơn",
    "mother_name": "Lò Thị Xuân",
    "phone": "0912 345 678",
    "hamlet": "Thôn Nà Láo",
    "commune": "Xã Thanh Yên",
    "household_code": "0012345",
}


def but(**changes: str) -> Child:
    return {**LAN, **changes}


def part(found: Match, field: str) -> matching.Part:
    return next(one for one in found.parts if one.field == field)


SAME = {
    "no accents": {"full_name": "tran thi ngoc lan", "mother_name": "lo thi xuan"},
    "đ and d": {"full_name": "Đặng Thị Đào"},
    "order swapped": {"full_name": "Lan Trần Thị Ngọc", "personal_number": ""},
    "thị dropped": {"full_name": "Trần Ngọc Lan", "personal_number": ""},
    "middle name missing": {"full_name": "Trần Lan", "personal_number": ""},
    "misheard": {"full_name": "Chần Thị Ngọc Nan", "personal_number": "", "mother_name": "Lò Thị Suân"},
    "typed badly": {"full_name": "Trần Thị Nọgc Lan", "personal_number": ""},
    "name used at home": {"full_name": "Trần Bống", "personal_number": "", "birth_date": "2019"},
    "only the year": {"birth_date": "2019", "personal_number": ""},
    "first of January": {"birth_date": "2019-01-01", "personal_number": ""},
    "day and month exchanged": {"birth_date": "2019-08-05", "personal_number": ""},
    "by the moon": {"birth_date": "2019-06-11", "personal_number": ""},
    "figures exchanged": {"personal_number": "011319004271", "phone": "", "father_name": ""},
    "columns exchanged": {"father_name": "Lò Thị Xuân", "mother_name": "Trần Văn Sơn", "personal_number": ""},
    "moved": {
        "hamlet": "Tổ 3",
        "commune": "Phường Mường Thanh",
        "phone": "",
        "household_code": "",
        "personal_number": "",
    },
    "old phone prefix": {"phone": "+84 912345678", "personal_number": ""},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME.keys())
def test_the_same_child_written_differently_is_found_and_blocked(changes: dict[str, str]) -> None:
    left = LAN if "Đặng" not in changes.get("full_name", "") else but(full_name="Dang Thi Dao")
    found = match(left, but(**changes))
    assert found.verdict in ("same", "possible"), found
    assert found.score > 0.9
    assert set(blocks(left)) & set(blocks(but(**changes)))


DIFFERENT: dict[str, tuple[dict[str, str], str]] = {
    "twin, another name": ({"full_name": "Trần Thị Ngọc Mai", "personal_number": "011319004218"}, "twins"),
    "twin, no numbers": ({"full_name": "Trần Thị Ngọc Mai", "personal_number": ""}, "twins"),
    "twin brother": ({"full_name": "Trần Minh Long", "sex": "male", "personal_number": ""}, "twins"),
    "twin, another middle name": ({"full_name": "Trần Thị Hoàng Lan", "personal_number": "011319004218"}, "twins"),
    "sister": ({"full_name": "Trần Thị Ngọc Mai", "birth_date": "2016-02-11", "personal_number": ""}, "siblings"),
    "neighbour": (
        {"full_name": "Trần Thị Lan", "father_name": "Trần Văn Hải", "mother_name": "Vì Thị Hoa", "personal_number": "",
         "phone": "0987654321", "birth_date": "2019-11-20", "household_code": "0054321"}, "strangers",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "story"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_twins_siblings_and_namesakes_are_told_apart_with_the_reason(changes: dict[str, str], story: str) -> None:
    found = match(LAN, but(**changes))
    assert (found.verdict, found.reading) == ("different", story), found
    assert found.sentence.endswith(".")


def test_an_and_an_with_another_accent_is_asked_about() -> None:
    one = but(full_name="Trần Bảo An", personal_number="")
    other = but(full_name="Trần Bảo Ân", personal_number="")
    found = match(one, other)
    assert found.verdict != "same"
    assert "dấu" in part(found, "given_name").sentence
    numbered = match(but(full_name="Trần Bảo An"), but(full_name="Trần Bảo Ân", personal_number="011319004218"))
    assert (numbered.verdict, numbered.reading) == ("different", "twins")


def test_two_whole_numbers_or_two_sexes_are_never_the_same_without_a_person() -> None:
    assert match(LAN, but(personal_number="011319777001")).verdict != "same"
    assert match(LAN, but(sex="male")).verdict != "same"


def test_a_rare_name_says_more_than_nguyen_van() -> None:
    common = match({"full_name": "Nguyễn Văn Anh"}, {"full_name": "Nguyễn Văn Anh"})
    rare = match({"full_name": "Quàng Bạc Pỏm"}, {"full_name": "Quàng Bạc Pỏm"})
    for field in ("family_name", "given_name", "middle_name"):
        assert part(rare, field).contribution > part(common, field).contribution
    assert common.verdict == "different"  # a name alone says nothing in a country


def test_missing_fields_say_nothing_and_are_shown() -> None:
    found = match(LAN, {"full_name": LAN["full_name"], "birth_date": LAN["birth_date"]})
    silent = part(found, "mother_name")
    assert (silent.contribution, silent.left, silent.right) == (0.0, "Lò Thị Xuân", "")
    assert "chưa ghi" in silent.sentence


@pytest.mark.parametrize(
    "child", [{}, {"full_name": ""}, {"full_name": "…", "birth_date": "31/02"}, {"full_name": None}]
)
def test_bad_input_is_no_error(child: dict[str, Any]) -> None:
    assert match(child, LAN).verdict == "different"
    assert match(child, child).verdict == "different"
    assert isinstance(blocks(child), list)


def test_words_of_places_numbers_and_sounds() -> None:
    assert hamlet("Tổ dân phố số 03") == hamlet("TDP 3") == "3"
    assert commune("Xã Thanh Yên") == commune("thanh yen")
    assert phone("01683456789") == phone("+84 38 345 6789") == "0383456789"
    assert figures("000000000000") == ""
    assert figures("011 319 004 217") == "011319004217"
    assert accents("Hoà") == accents("Hòa") != accents("Hoa")
    assert skeleton("Trần Giang Lynh") == skeleton("chần dan nin")
    far = read("2020-02-31")
    assert far is not None
    assert far.month == 2
    assert far.day is None
    year, day = read("2020"), read("2020-07-01")
    assert year
    assert day
    assert born(year, day) is Born.YEAR


names = st.text(alphabet="aăâeêioôơuưyàáảãạbcdđghklmnpqrstvx '.-", max_size=40)
kids = st.fixed_dictionaries(
    {"full_name": names, "mother_name": names, "birth_date": st.sampled_from(["", "2019", "2019-05", "2019-05-08", "x"]),
     "sex": st.sampled_from(["", "male", "female"]), "personal_number": st.sampled_from(["", "011319004217", "011319004218"]),
     "phone": st.text("0123456789 +", max_size=14), "hamlet": names}
)  # fmt: skip


@given(kids, kids)
def test_the_score_is_a_share_and_does_not_depend_on_the_side(left: Child, right: Child) -> None:
    one, other = match(left, right), match(right, left)
    assert 0.0 <= one.score <= 1.0
    # Names of different rarity may stand on either side: nearly the same, never another answer by far.
    assert abs(one.score - other.score) < 0.35
    assert blocks(left) == sorted(set(blocks(left)))


def test_planted_duplicates_of_a_seed_not_tuned_on() -> None:
    world = planted(12_000, seed=7)
    records = [record(child) for child in world.children]
    known = Frequencies.learn((one.full_name for one in records), (one.ethnicity for one in records))
    found = {
        (left, right)
        for left, right in candidates(records, blocks, matching.CAP)
        if score(records[left], records[right], known) >= matching.POSSIBLE
    }
    right = len(found & world.pairs)
    assert right / len(world.pairs) >= 0.97
    assert right / len(found) >= 0.95
    assert len(found & world.twins) <= 1


def test_the_shell_prints_score_and_parts(tmp_path: Path) -> None:
    for name, child in (("a", LAN), ("b", but(full_name="Tran Thi Ngoc Lan"))):
        (tmp_path / f"{name}.json").write_text(json.dumps(child), encoding="utf-8")
    said = shell.run({"left": str(tmp_path / "a.json"), "right": str(tmp_path / "b.json")})
    assert said["verdict"] == "same"
    assert said["parts"][0]["sentence"]
    json.dumps(said, ensure_ascii=False)
    with pytest.raises(ValueError, match="Không đọc được"):
        shell.run({"left": str(tmp_path / "none.json"), "right": str(tmp_path / "b.json")})
    (tmp_path / "c.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(ValueError, match="full_name"):
        shell.run({"left": str(tmp_path / "c.json"), "right": str(tmp_path / "b.json")})
