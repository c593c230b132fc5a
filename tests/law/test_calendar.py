"""Working days, against the public facts of the years, counted by hand on a wall calendar."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.law import calendar, queries
from chungtay.law.services import load_law
from tests.law.conftest import Write

pytestmark = pytest.mark.django_db

DAYS = st.dates(dt.date(2008, 1, 1), dt.date(2040, 12, 31))
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def day(text: str) -> dt.date:
    """`18/04/2024`"""
    return dt.datetime.strptime(text, "%d/%m/%Y").date()


def run(first: str, last: str) -> list[dt.date]:
    begin, end = day(first), day(last)
    return [begin + dt.timedelta(days=step) for step in range((end - begin).days + 1)]


# The stretches without office hours, weekends inside them included, as announced for each year.
CLOSED = [
    ("Tết 2021", "10/02/2021", "16/02/2021"),
    ("Tết 2022", "29/01/2022", "06/02/2022"),
    ("Tết 2023", "20/01/2023", "26/01/2023"),
    ("Tết 2024", "08/02/2024", "14/02/2024"),
    ("Tết 2025", "25/01/2025", "02/02/2025"),
    ("Tết 2026", "14/02/2026", "22/02/2026"),
    ("Giỗ Tổ 2022, on a Sunday", "09/04/2022", "11/04/2022"),
    ("Giỗ Tổ, 30/4 and 1/5 together 2023", "29/04/2023", "03/05/2023"),
    ("Giỗ Tổ 2024", "18/04/2024", "18/04/2024"),
    ("30/4 and 1/5 2024, with a day exchanged", "27/04/2024", "01/05/2024"),
    ("Giỗ Tổ 2025", "05/04/2025", "07/04/2025"),
    ("30/4 and 1/5 2025, with a day exchanged", "30/04/2025", "04/05/2025"),
    ("Giỗ Tổ 2026, on a Sunday", "25/04/2026", "27/04/2026"),
    ("30/4 and 1/5 2026", "30/04/2026", "03/05/2026"),
    ("Quốc khánh 2021, two days from this year on", "02/09/2021", "05/09/2021"),
    ("Quốc khánh 2022", "01/09/2022", "04/09/2022"),
    ("Quốc khánh 2023", "01/09/2023", "04/09/2023"),
    ("Quốc khánh 2024", "31/08/2024", "03/09/2024"),
    ("Quốc khánh 2025", "30/08/2025", "02/09/2025"),
    ("Quốc khánh 2026, with a day exchanged", "29/08/2026", "02/09/2026"),
    ("Tết Dương lịch 2022, on a Saturday", "01/01/2022", "03/01/2022"),
]


@pytest.mark.parametrize(("what", "first", "last"), CLOSED, ids=[what for what, _, _ in CLOSED])
def test_offices_close_on_the_announced_days_and_open_around_them(what: str, first: str, last: str) -> None:
    assert not any(calendar.is_working_day(one) for one in run(first, last))
    assert calendar.is_working_day(day(first) - dt.timedelta(days=1))
    assert calendar.is_working_day(day(last) + dt.timedelta(days=1))


@pytest.mark.parametrize("saturday", ["04/05/2019", "04/05/2024", "26/04/2025", "22/08/2026"])
def test_a_saturday_exchanged_for_a_day_off_is_worked(saturday: str) -> None:
    assert calendar.is_working_day(day(saturday))
    assert calendar.holiday_name(day(saturday)) == ""
    assert day(saturday) in calendar.exchanged_between(day("01/01/2019"), day("31/12/2026"))
    assert not calendar.is_working_day(day(saturday) + dt.timedelta(days=1))


def test_national_day_had_one_day_off_until_2020() -> None:
    assert not calendar.is_working_day(day("02/09/2020"))
    assert calendar.is_working_day(day("01/09/2020"))
    assert calendar.is_working_day(day("03/09/2020"))


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("02/2024", 16),  # 21 weekdays, five of them Tết
        ("04/2024", 19),  # 22, without 18, 29 and 30
        ("05/2024", 23),  # 23, without 1, with Saturday 4
        ("09/2024", 19),  # 21, without 2 and 3
        ("04/2025", 21),  # 22, without 7 and 30, with Saturday 26
        ("01/2025", 17),  # 23, without 1 and 27 to 31
        ("04/2026", 20),  # 22, without 27 and 30
        ("11/2025", 20),  # no holiday at all
    ],
)
def test_working_days_of_a_month_counted_by_hand(month: str, number: int) -> None:
    first = day(f"01/{month}")
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    assert calendar.working_days_between(first - dt.timedelta(days=1), last) == number


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("07/02/2024", 1, "15/02/2024"),  # the last day before Tết: the next working day is the 15th
        ("07/02/2024", 5, "21/02/2024"),
        ("10/02/2024", 1, "15/02/2024"),  # begins in the middle of Tết
        ("26/04/2024", 3, "04/05/2024"),  # Thursday 2, Friday 3, the exchanged Saturday 4
        ("26/04/2024", 4, "06/05/2024"),
        ("28/04/2023", 1, "04/05/2023"),
        ("15/02/2024", -1, "07/02/2024"),
        ("20/11/2025", 0, "20/11/2025"),
        ("28/11/2025", 10, "12/12/2025"),
    ],
)
def test_terms_in_working_days(start: str, number: int, end: str) -> None:
    assert calendar.add_working_days(day(start), number) == day(end)


@pytest.mark.parametrize(
    ("event", "term", "end"),
    [
        ("27/01/2024", {"days": 15}, "15/02/2024"),  # the 15th day falls into Tết
        ("10/11/2025", {"days": 10}, "20/11/2025"),  # the day of the event is not counted
        ("31/01/2023", {"months": 1}, "28/02/2023"),  # no 31 February
        ("31/01/2026", {"months": 1}, "02/03/2026"),  # … and 28/02/2026 is a Saturday
        ("31/12/2023", {"months": 2}, "29/02/2024"),
        ("15/10/2025", {"months": 14}, "15/12/2026"),
        ("20/08/2026", {"days": 11}, "03/09/2026"),  # 31/8 exchanged, 1 and 2/9 National Day
        ("21/02/2026", {}, "23/02/2026"),
    ],
)
def test_end_of_a_term_by_the_civil_code(event: str, term: dict[str, int], end: str) -> None:
    """Articles 147 and 148: without the day of the event, and never on a day off."""
    assert calendar.end_of_term(day(event), **term) == day(end)


def test_holidays_have_names_and_are_in_order() -> None:
    found = calendar.holidays_between(day("01/02/2024"), day("30/04/2024"))
    assert list(found) == sorted(found)
    assert found[day("10/02/2024")] == "Tết Nguyên Đán"
    assert found[day("18/04/2024")] == "Ngày Giỗ Tổ Hùng Vương"
    assert calendar.holiday_name(day("17/04/2024")) == ""


def test_days_left_in_words() -> None:
    assert calendar.days_left_words(day("21/02/2024"), day("07/02/2024")) == "còn 5 ngày làm việc"
    assert calendar.days_left_words(day("12/02/2024"), day("09/02/2024")) == "còn 3 ngày nghỉ, hết hạn 12/02"
    assert calendar.days_left_words(day("07/02/2024"), day("07/02/2024")) == "hôm nay là hạn cuối"
    assert calendar.days_left_words(day("05/02/2024"), day("07/02/2024")) == "quá hạn 2 ngày"


def test_a_file_adds_days_and_a_later_file_does_not_take_them_away(folder: Path, write: Write) -> None:
    friday, saturday = day("05/06/2026"), day("13/06/2026")
    common = {"kind": "calendar", "country": "VN"}
    swap = {
        "extra_days_off": [{"day": "2026-06-05", "name": "Nghỉ bão"}],
        "extra_working_days": [{"day": "2026-06-13", "name": "Làm bù"}],
    }
    assert calendar.is_working_day(friday)
    write("calendars/mot.yaml", id="national", **common, **swap)
    load_law(folder)
    assert calendar.holiday_name(friday) == "Nghỉ bão"
    assert not calendar.is_working_day(friday)
    assert calendar.is_working_day(saturday)
    assert calendar.exchanged_between(friday, saturday) == [saturday]
    write("calendars/hai.yaml", id="national", valid_from="2026-07-01", **common)
    load_law(folder)
    assert len(queries.versions("calendar", "national")) == 2
    assert not calendar.is_working_day(friday)
    assert calendar.is_working_day(saturday)


@quick
@given(DAYS, st.integers(-120, 120))
def test_a_term_never_ends_on_a_day_off_and_counts_back(start: dt.date, number: int) -> None:
    end = calendar.add_working_days(start, number)
    if number:
        assert calendar.is_working_day(end)
    if number >= 0:
        assert calendar.working_days_between(start, end) == number


@quick
@given(DAYS, st.integers(0, 150))
def test_back_and_forth_on_working_days(start: dt.date, number: int) -> None:
    open_day = calendar.next_working_day(start)
    assert calendar.add_working_days(calendar.add_working_days(open_day, number), -number) == open_day


@quick
@given(DAYS, st.integers(0, 200), st.integers(0, 200))
def test_working_days_add_up(start: dt.date, one: int, two: int) -> None:
    middle, last = start + dt.timedelta(days=one), start + dt.timedelta(days=one + two)
    whole = calendar.working_days_between(start, last)
    assert whole == calendar.working_days_between(start, middle) + calendar.working_days_between(middle, last)
    assert whole == -calendar.working_days_between(last, start)


@quick
@given(DAYS)
def test_the_next_working_day_is_the_nearest(start: dt.date) -> None:
    end = calendar.next_working_day(start)
    assert calendar.is_working_day(end)
    assert (end - start).days <= 11  # Tết with a weekend on either side
    assert not any(calendar.is_working_day(start + dt.timedelta(days=step)) for step in range((end - start).days))


@quick
@given(DAYS, st.integers(0, 60), st.integers(0, 400))
def test_a_term_of_the_civil_code_ends_after_its_event(event: dt.date, months: int, days: int) -> None:
    end = calendar.end_of_term(event, months=months, days=days)
    assert end >= event + dt.timedelta(days=days + 28 * months)
    assert calendar.is_working_day(end)
