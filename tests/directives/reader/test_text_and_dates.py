"""Views of the text keep positions; dates and due dates are read as printed."""

from __future__ import annotations

from datetime import date

import pytest

from chungtay.directives.reader.dates import dates_in, impossible_dates
from chungtay.directives.reader.deadlines import dues_in
from chungtay.directives.reader.patterns import any_of
from chungtay.directives.reader.text import Source, bare, clean, lower


@pytest.mark.parametrize("raw", ["Hoà – uỷ “khoẻ”", "ĐẶC BIỆT", "Trẻ\u00a0em", "a\u0301 e\u0302", "dề nghị İ ß"])
def test_views_have_the_length_of_the_text(raw: str) -> None:
    text = clean(raw)
    assert len(lower(text)) == len(text) == len(bare(text))


def test_lower_makes_tone_marks_dashes_and_quotes_one() -> None:
    assert lower("Hoà – UỶ “khoẻ” quý") == 'hòa - ủy "khỏe" quý'


def test_lower_mends_a_lost_bar_only_where_no_word_has_it() -> None:
    assert lower("dề nghị dưa hấu") == "đề nghị dưa hấu"


def test_clean_drops_invisible_characters_and_null_bytes() -> None:
    assert clean("a\u200bb\0c\r\nd\x0ce") == "abc\nd\ne"


def test_any_of_prefers_the_longer_phrase() -> None:
    import re

    match = re.match(any_of(["kế hoạch", "kế hoạch phối hợp"]), "kế  hoạch phối hợp")
    assert match is not None
    assert match.group() == "kế  hoạch phối hợp"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ngày 25/5/2022", [date(2022, 5, 25)]),
        ("ngày 05-6-2009", [date(2009, 6, 5)]),
        ("ngày 7 tháng 8 năm 2013", [date(2013, 8, 7)]),
        ("ngày 25/5 và 20/11/2017", [date(2017, 5, 25), date(2017, 11, 20)]),
        ("ngày 20/12 và 05/5/2026", [date(2025, 12, 20), date(2026, 5, 5)]),
    ],
)
def test_dates(words: str, expected: list[date]) -> None:
    source = Source(clean(words))
    assert [d.value() for d in dates_in(source, 0, len(words))] == expected


def test_a_day_no_calendar_has_becomes_a_notice() -> None:
    source = Source("báo cáo trước ngày 31/02/2024")
    assert [n.code for n in impossible_dates(source, 0, len(source.text))] == ["impossible_date"]
    assert dues_in(source, 0, len(source.text), None)[0].value is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("gửi về Sở trước ngày 15/6/2024", [date(2024, 6, 15)]),
        ("chậm nhất là ngày 3 tháng 4 năm 2015", [date(2015, 4, 3)]),
        ("nộp trước 17 giờ 00 ngày 20/5/2024", [date(2024, 5, 20)]),
        ("6 tháng trước ngày 25/5 và 20/11/2017", [date(2017, 5, 25), date(2017, 11, 20)]),
        ("xong trước 30/9/2025", [date(2025, 9, 30)]),
        ("tổ chức từ ngày 01/6/2024 đến hết ngày 30/6/2024", []),
        ("lễ phát động ngày 01/6/2023", []),
        ("hằng năm báo cáo trước ngày 15/12", [None]),
    ],
)
def test_due_dates_are_no_event_days(words: str, expected: list[date | None]) -> None:
    source = Source(clean(words))
    assert [d.value for d in dues_in(source, 0, len(words), 2020)] == expected
