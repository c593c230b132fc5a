"""What a person typed is understood: keyboard methods, accents, order, slips."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chungtay.children.names.similarity import WORTH_SHOWING, likeness
from chungtay.children.names.syllables import SYLLABLES, is_syllable, near, slips, split, variants
from chungtay.children.names.typing import LONGEST, MOST_WORDS, marked, read, telex, vni

NAMES = (
    "Lò Văn An",
    "Lò Vân An",
    "Lò Văn Ân",
    "Lò Thị An",
    "Lò Văn Nam",
    "Lò Văn Ánh",
    "An Văn Lò",
    "Nguyễn Thị Minh Anh",
    "Nguyễn Văn An",
    "Nguyễn Thị Mai Anh",
    "Giàng A Pó",
    "Giàng A Phó",
    "Giàng Thị Pà",
    "Vàng Thị Mỷ",
    "H'Hen Niê",
    "Ksor H'Bia",
    "Trần Đức Đồng",
    "Trần Quốc Hưng",
    "Trần Thị Thuý Hoà",
    "Sùng A Dế",
    "Quàng Văn Xuân",
    "Lường Thị Oanh",
    "Đinh Văn Đức",
    "Hồ Thị Thương",
    "Lý Mí Sính",
)


def first(text: str) -> str:
    typed = read(text)
    return max(NAMES, key=lambda name: likeness(typed, name).score)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nguyeenx", "nguyễn"),
        ("nguyênx", "nguyễn"),
        ("ddoongf", "đồng"),
        ("dodongf", "đồng"),
        ("thij", "thị"),
        ("hwng", "hưng"),
        ("dwowng", "dương"),
        ("dduwcs", "đức"),
        ("thuyr", "thủy"),
        ("quyeenf", "quyền"),
        ("hoaf", "hòa"),
        ("giangf", "giàng"),
        ("xuaan", "xuân"),
        ("thuowng", "thương"),
    ],
)
def test_telex_left_off_or_half_on_is_read(typed: str, meant: str) -> None:
    assert telex(typed) == meant
    [word] = read(typed).words
    assert word.meanings[0].written == marked(meant)[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nguye64n", "nguyễn"), ("d9o62ng", "đồng"), ("thi5", "thị"), ("d9u71c", "đức"), ("va8n", "văn"), ("la6m", "lâm")],
)
def test_vni_left_off_is_read(typed: str, meant: str) -> None:
    assert vni(typed) == meant
    [word] = read(typed).words
    assert word.meanings[0].written == marked(meant)[0]


@pytest.mark.parametrize("word", ["loan", "hoa", "van", "nguyen", "oanh", "giang", "xuan", "sang", "phong"])
def test_a_syllable_stays_what_it_is(word: str) -> None:
    assert read(word).words[0].folded == word


def test_marks_in_any_order_are_read() -> None:
    assert [word.typed for word in read("Trie\u0300\u0302u Thi\u0323").words] == ["triều", "thị"]
    assert read("Lo\u0300\u0301 Va\u0306n").folded == "lo van"


def test_words_run_together_and_letters_lost() -> None:
    assert read("nguyenvanan").folded == "nguyen van an"
    assert first("giang apo") == "Giàng A Pó"
    assert first("Nguy?n V?n An") == "Nguyễn Văn An"
    assert first("Nguy\ufffdn Th\ufffd Minh Anh") == "Nguyễn Thị Minh Anh"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lo van an", "Lò Văn An"),
        ("An lò văn", "Lò Văn An"),
        ("lò văn ân", "Lò Văn Ân"),
        ("lò vân an", "Lò Vân An"),
        ("minh anh nguyen", "Nguyễn Thị Minh Anh"),
        ("nguyen thi mnh anh", "Nguyễn Thị Minh Anh"),
        ("giang a po", "Giàng A Pó"),
        ("vang thi mi", "Vàng Thị Mỷ"),
        ("h hen nie", "H'Hen Niê"),
        ("hhen nie", "H'Hen Niê"),
        ("tran duwc ddoongf", "Trần Đức Đồng"),
        ("traanf d9u71c d9o62ng", "Trần Đức Đồng"),
        ("tran thi thuys hoaf", "Trần Thị Thuý Hoà"),
        ("trần thị thúy hòa", "Trần Thị Thuý Hoà"),
        ("sung a de", "Sùng A Dế"),
        ("xung a de", "Sùng A Dế"),
        ("li mi sinh", "Lý Mí Sính"),
        ("qyang van xuan", "Quàng Văn Xuân"),
        ("luong thi oan", "Lường Thị Oanh"),
        ("nuong thi oanh", "Lường Thị Oanh"),
        (unicodedata.normalize("NFD", "Giàng Thị Pà"), "Giàng Thị Pà"),
    ],
)
def test_the_name_meant_comes_first(text: str, name: str) -> None:
    assert first(text) == name
    assert likeness(read(text), name).score > WORTH_SHOWING


def test_accents_written_rank_the_exact_name_first_and_the_reason_is_told() -> None:
    exact, other = (likeness(read("lò văn ân"), name) for name in ("Lò Văn Ân", "Lò Văn An"))
    assert exact.score == 1.0
    assert not exact.reasons
    assert other.score < exact.score
    assert other.reasons == ("khác dấu",)
    assert likeness(read("an lò"), "Lò Văn An").reasons == ("khác thứ tự", "thiếu 1 chữ")
    assert "gần" in likeness(read("lo vam an"), "Lò Văn An").reasons[0]
    assert likeness(read("lo van an"), "Giàng A Pó").score < WORTH_SHOWING


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("ly", "li"),
        ("dung", "giung"),
        ("giang", "dang"),
        ("giang", "rang"),
        ("son", "xon"),
        ("tran", "chan"),
        ("lan", "nan"),
        ("kien", "quien"),
        ("nga", "nga"),
        ("lan", "lang"),
        ("ngat", "ngac"),
        ("ca", "qua"),
    ],
)
def test_variants(word: str, other: str) -> None:
    assert word == other or other in variants(word)


def test_syllables() -> None:
    assert all(map(is_syllable, ["nguyen", "quoc", "quynh", "nghiem", "khuong", "po", "ksor", "h", "a"]))
    assert not any(map(is_syllable, ["nguyeenx", "fong", "kuoc", "qx"]))
    assert len(SYLLABLES) < 3000
    assert {"an", "van", "tran"} <= near("tan")
    assert split("hoangthithuylinh") == ("hoang", "thi", "thuy", "linh")
    assert not slips("x" * 30)


@pytest.mark.parametrize(
    "text", ["", " ", "%", "'", "\\", "\x00", "😀", "._-", "x" * 3000, "a " * 3000, "²½", "?", "\ufffd"]
)
def test_bad_input_is_no_error(text: str) -> None:
    typed = read(text)
    assert len(typed.words) <= MOST_WORDS
    assert 0 <= likeness(typed, "Lò Văn An").score <= 1


@given(st.text(max_size=40), st.sampled_from(NAMES))
def test_whatever_is_typed_has_a_score(text: str, name: str) -> None:
    assert 0 <= likeness(read(text), name).score <= 1
    assert sum(len(word.typed) for word in read(text * 10).words) <= LONGEST


@given(st.sampled_from(NAMES))
def test_a_name_typed_in_full_is_itself(name: str) -> None:
    assert likeness(read(name), name).score == 1
    assert likeness(read(name.upper()), name).score == 1
