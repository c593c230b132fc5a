"""What is due for a child in care, by a plain count of months and (elsewhere) by the law files."""

from __future__ import annotations

import datetime as dt

from chungtay.care.schedule import Done, VisitKind, due, sixteen_words, sixteenth
from chungtay.children.births import PartialDate

START = dt.date(2026, 1, 15)
MONTHS = {"T_AC_1M": 1, "T_AC_3M": 3, "T_AC_6M": 6, "T_AC_COMMUNE": 6}


def plain(code: str, start: dt.date, again: bool) -> dt.date:
    months = MONTHS.get(code) or (12 if again else 6)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, start.day)


def lines(*done: tuple[str, dt.date]) -> dict[str, dt.date]:
    return {one.kind: one.by for one in due(START, [Done(*one) for one in done], ends=plain)}


def test_from_the_hand_over() -> None:
    assert lines() == {
        "month_1": dt.date(2026, 2, 15),
        "month_3": dt.date(2026, 4, 15),
        "half_year": dt.date(2026, 7, 15),
        "carer_report": dt.date(2026, 7, 15),
        "commune_review": dt.date(2026, 7, 15),
    }


def test_what_is_done_goes_or_comes_again() -> None:
    left = lines(
        ("month_1", dt.date(2026, 2, 10)),
        ("half_year", dt.date(2026, 7, 1)),
        ("carer_report", dt.date(2026, 7, 20)),
    )
    assert "month_1" not in left
    assert left["month_3"] == dt.date(2026, 4, 15)  # the later assessment does not stand for the visit that was missed
    assert left["half_year"] == dt.date(2027, 1, 1)
    assert left["carer_report"] == dt.date(2027, 7, 20)  # yearly after the first


def test_an_assessment_at_a_change_counts_and_what_was_before_the_hand_over_does_not() -> None:
    assert lines(("change", dt.date(2026, 3, 1)))["half_year"] == dt.date(2026, 9, 1)
    assert lines(("month_1", dt.date(2026, 1, 10)))["month_1"] == dt.date(2026, 2, 15)


def test_nothing_is_due_once_the_care_has_ended() -> None:
    assert due(START, [], ended=dt.date(2026, 2, 1), ends=plain) == []


def test_sixteen() -> None:
    day = sixteenth(PartialDate(2010, 6, 1))
    assert day == dt.date(2026, 6, 1)
    assert sixteenth(None) is None
    assert sixteen_words(day, dt.date(2026, 4, 1)) == ""
    assert "sau 31 ngày" in sixteen_words(day, dt.date(2026, 5, 1))
    assert "đã đủ 16" in sixteen_words(day, day)
    assert VisitKind.SIXTEEN
