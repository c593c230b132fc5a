"""Personal numbers and days of birth: read as people type them, and every contradiction told in a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chungtay.children.identity import (
    PROVINCES,
    PartialDate,
    check_birth,
    check_number,
    clean_number,
    parts,
    read_date,
)

TODAY = dt.date(2026, 11, 22)
NUMBER = "011221004567"  # Điện Biên, a boy of the 21st century (2), year 21; invented


def codes(faults: object) -> list[str]:
    return [fault.code for fault in faults]  # type: ignore[attr-defined]


# Numbers


def test_the_provinces_are_the_sixty_three_of_before_2025() -> None:
    assert len(PROVINCES) == 63
    assert (PROVINCES["001"], PROVINCES["079"], PROVINCES["096"]) == ("Hà Nội", "Thành phố Hồ Chí Minh", "Cà Mau")


def test_what_a_number_says() -> None:
    found = parts(NUMBER)
    assert found is not None
    assert (found.province, found.sex, found.birth_year, found.abroad) == ("Điện Biên", "male", 2021, False)
    abroad = parts("123321004567")
    assert abroad is not None
    assert (abroad.abroad, abroad.province, abroad.sex) == (True, "", "female")
    assert parts("003221004567") is None


@pytest.mark.parametrize(
    ("number", "known", "expected"),
    [
        ("", {}, []),
        (NUMBER, {}, []),
        (NUMBER, {"sex": "male", "birth_year": 2021}, []),
        (NUMBER, {"sex": "female", "birth_year": 2021}, ["number_sex"]),
        (NUMBER, {"sex": "male", "birth_year": 2020}, ["number_year"]),
        (NUMBER, {"sex": "female", "birth_year": 1921}, ["number_sex", "number_year"]),
        ("011021004567", {"birth_year": 2021}, ["number_year"]),  # 1921
        ("011230004567", {"this_year": 2026}, ["number_future"]),
        ("011421004567", {"this_year": 2026}, ["number_future"]),  # 2121
        ("000221004567", {}, ["number_place"]),
        ("003221004567", {}, ["number_place"]),
        ("097221004567", {}, ["number_place"]),
        ("111111111111", {}, ["number_made_up"]),
        ("123456789012", {}, ["number_made_up"]),
        ("11221004567", {}, ["number_lost_zero"]),
        ("123", {}, ["number_length"]),
        ("01122100456x", {}, ["number_letters"]),
        ("٠١١٢٢١٠٠٤٥٦٧", {}, ["number_letters"]),
    ],
)
def test_contradictions_in_a_number(number: str, known: dict[str, object], expected: list[str]) -> None:
    faults = check_number(number, **known)  # type: ignore[arg-type]
    assert codes(faults) == expected
    assert all(str(fault).endswith((".", "?")) for fault in faults)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER, f" {NUMBER} ", "011 221 004 567", "011.221.004.567", "011-221-004567", f"'{NUMBER}", f"{NUMBER}.0",
        "\ufeff011221004567", "０１１２２１００４５６７", f"ĐDCN: {NUMBER}", f"CCCD:{NUMBER}",
    ],
)  # fmt: skip
def test_a_typed_number_is_cleaned(typed: str) -> None:
    assert clean_number(typed).number == NUMBER
    assert clean_number(typed).faults == ()


@pytest.mark.parametrize(
    "typed", [None, "", "  ", "0", "-", "Không", "chưa có", "Chưa cấp", "NULL", "nan", 0, float("nan")]
)
def test_no_number_is_no_fault(typed: object) -> None:
    assert clean_number(typed).number == ""
    assert clean_number(typed).faults == ()


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("11221004567", "number_lost_zero", NUMBER),
        (11221004567, "number_lost_zero", NUMBER),
        (11221004567.0, "number_lost_zero", NUMBER),
        ("1321004567", "number_lost_zero", "001321004567"),
        ("1.1221E+10", "number_scientific", ""),
        ("1,1221E+10", "number_scientific", ""),
        ("1E+10", "number_scientific", ""),
        ("011221*****7", "number_masked", ""),
        ("011221xxxxxx", "number_masked", ""),
        ("O11221OO4567", "number_letters", NUMBER),
        ("01122100456a", "number_letters", ""),
        ("123456789", "number_old_card", ""),
        ("0112210045678", "number_length", ""),
        ("0912345678", "number_length", ""),
    ],
)
def test_what_was_lost_is_suggested_and_never_put_back_silently(typed: object, code: str, suggestion: str) -> None:
    cleaned = clean_number(typed)
    assert cleaned.number == ""
    assert [(fault.code, fault.suggestion) for fault in cleaned.faults] == [(code, suggestion)]


def number_of(place: str, sex: str, year: int, rest: int) -> str:
    return f"{place}{(year - 1900) // 100 * 2 + (sex == 'female')}{year % 100:02d}{rest:06d}"


@given(
    st.sampled_from(sorted(PROVINCES)),
    st.sampled_from(["male", "female"]),
    st.integers(1900, 2099),
    st.integers(0, 999_999),
)
def test_any_true_number_passes_and_its_contradictions_do_not(place: str, sex: str, year: int, rest: int) -> None:
    number = number_of(place, sex, year, rest)
    assume("number_made_up" not in codes(check_number(number)))
    assert check_number(number, sex=sex, birth_year=year) == []
    assert codes(check_number(number, sex="male" if sex == "female" else "female", birth_year=year)) == ["number_sex"]
    assert codes(check_number(number, sex=sex, birth_year=year + 1)) == ["number_year"]
    assert clean_number(int(number)).faults[0].suggestion == number  # as Excel keeps it
    assert clean_number(" ".join(number)).number == number


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans()))
def test_anything_in_a_cell_is_answered(value: object) -> None:
    cleaned = clean_number(value)
    assert cleaned.number == "" or (len(cleaned.number) == 12 and cleaned.number.isascii() and cleaned.number.isdigit())
    assert not (cleaned.number and cleaned.faults)
    check_number(cleaned.number)


@given(st.text(max_size=14))
def test_any_text_as_number_is_answered(text: str) -> None:
    check_number(text, sex="male", birth_year=2020)


# Days of birth


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("5/3/2020", "2020-03-05"), ("05/03/2020", "2020-03-05"), ("5-3-2020", "2020-03-05"), ("5.3.2020", "2020-03-05"),
        ("5 / 3 / 2020", "2020-03-05"), ("5 3 2020", "2020-03-05"), ("5/3/20", "2020-03-05"), ("5/3/98", "1998-03-05"),
        ("2020-03-05", "2020-03-05"), ("2020/3/5", "2020-03-05"), ("2020-03-05 00:00:00", "2020-03-05"),
        ("2020-03-05T00:00:00", "2020-03-05"), ("5/3/2020 12:00:00 SA", "2020-03-05"), ("'5/3/2020", "2020-03-05"),
        ("05032020", "2020-03-05"), ("20200305", "2020-03-05"), ("ngày 5 tháng 3 năm 2020", "2020-03-05"),
        ("Ngày 05 tháng 03, năm 2020", "2020-03-05"), ("sinh ngày 5/3/2020", "2020-03-05"), ("43895", "2020-03-05"),
        (43895, "2020-03-05"), (43895.0, "2020-03-05"), (43895.5, "2020-03-05"), (5032020, "2020-03-05"),
        (dt.date(2020, 3, 5), "2020-03-05"), (dt.datetime(2020, 3, 5, 7), "2020-03-05"), ("29/02/2020", "2020-02-29"),
        ("3/2020", "2020-03"), ("03-2020", "2020-03"), ("2020-03", "2020-03"), ("tháng 3 năm 2020", "2020-03"),
        ("tháng 3/2020", "2020-03"),
        ("00/03/2020", "2020-03"), ("__/03/2020", "2020-03"), ("?/3/2020", "2020-03"), ("xx/03/2020", "2020-03"),
        ("2020", "2020"), (2020, "2020"), (2020.0, "2020"), ("năm 2020", "2020"), ("00/00/2020", "2020"), ("//2020", "2020"),
        ("__/__/2020", "2020"), ("SN 2020", "2020"),
    ],
)  # fmt: skip
def test_a_date_as_people_type_it(typed: object, iso: str) -> None:
    reading = read_date(typed, today=TODAY)
    assert reading.fault is None
    assert reading.date is not None
    assert reading.date.iso == iso
    assert not reading.about


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("khoảng 2020", "2020"), ("Khoảng năm 2020", "2020"), ("~2020", "2020"), ("2020?", "2020"), ("chừng 3/2020", "2020"),
        ("khoảng 5/3/2020", "2020-03"), ("2020 (ước chừng)", "2020"),
    ],
)  # fmt: skip
def test_about_vouches_for_less(typed: str, iso: str) -> None:
    reading = read_date(typed, today=TODAY)
    assert reading.about
    assert reading.date == PartialDate.from_iso(iso)


@pytest.mark.parametrize(
    "typed", [None, "", " ", "0", 0, "không rõ", "Không biết", "chưa rõ", "-", "?", "null", float("nan")]
)
def test_nothing_known_is_no_fault(typed: object) -> None:
    reading = read_date(typed, today=TODAY)
    assert reading.date is None
    assert reading.fault is None or typed != typed


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("31/02/2020", "no_such_day", "02/2020"),
        ("29/02/2021", "no_such_day", "02/2021"),
        ("31/4/2020", "no_such_day", "04/2020"),
        ("3/25/2020", "month_first", "25/03/2020"),
        ("15/13/2020", "no_such_day", ""),
        ("5/3/1820", "year", ""),
        ("5/3/2200", "year", ""),
        ("hôm qua", "not_a_date", ""),
        ("5", "not_a_date", ""),
        (12, "not_a_date", ""),
        (True, "not_a_date", ""),
        ("99999999", "not_a_date", ""),
        ("1/2/3/2020", "not_a_date", ""),
    ],
)
def test_what_is_no_day_is_told(typed: object, code: str, suggestion: str) -> None:
    reading = read_date(typed, today=TODAY)
    assert reading.date is None
    assert reading.fault is not None
    assert (reading.fault.code, reading.fault.suggestion) == (code, suggestion)
    assert reading.fault.sentence.endswith(".")


days = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))
partials = st.builds(
    lambda day, size: PartialDate(*(day.year, day.month, day.day)[:size]), days, st.integers(1, 3)
)  # fmt: skip


@given(partials)
def test_iso_and_words_come_back(date: PartialDate) -> None:
    assert PartialDate.from_iso(date.iso) == date
    assert read_date(date.words, today=TODAY).date == date
    assert read_date(date.iso, today=TODAY).date == date
    assert date.earliest <= date.latest


@given(days)
def test_a_day_of_excel_comes_back(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assume(not 1900 <= serial <= 2100)
    assert read_date(serial, today=TODAY).date == PartialDate.of(day)
    assert read_date(str(serial), today=TODAY).date == PartialDate.of(day)


@given(partials, days)
def test_ages_of_a_coarse_date_hold_those_of_each_of_its_days(date: PartialDate, on: dt.date) -> None:
    ages = date.age_on(on)
    for day in (date.earliest, date.latest):
        if day <= on:
            exact = PartialDate.of(day).age_on(on)
            assert exact is not None
            assert ages is not None
            assert ages[0] <= exact[0] == exact[1] <= ages[1]
    if ages is None:
        assert on < date.earliest


@given(partials, days)
def test_a_child_is_under_sixteen(date: PartialDate, on: dt.date) -> None:
    first, last = date.turns(16)
    child = date.is_child_on(on)
    if date.earliest <= on < first:
        assert child is True
    elif on >= last:
        assert child is False
    elif on >= date.earliest:
        assert child is None


@given(
    st.one_of(
        st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans(), st.from_regex(r"[0-9/.\- ?x]{1,14}")
    )
)
def test_anything_in_a_date_cell_is_answered(value: object) -> None:
    reading = read_date(value, today=TODAY)
    assert reading.date is None or reading.fault is None


@pytest.mark.parametrize("text", ["2020-3-5", "2020-02-31", "20", "", "2020-13", "٢٠٢٠", "2020-03-05 "])
def test_only_stored_text_is_iso(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.from_iso(text)


def test_leap_day() -> None:
    born = PartialDate(2020, 2, 29)
    assert born.age_on(dt.date(2021, 2, 28)) == (0, 0)
    assert born.age_on(dt.date(2021, 3, 1)) == (1, 1)
    assert born.turns(16)[0] == dt.date(2036, 2, 29)
    assert born.turns(15)[0] == dt.date(2035, 3, 1)


def test_months() -> None:
    assert PartialDate(2020, 1, 31).months_on(dt.date(2020, 2, 29)) == (0, 0)
    assert PartialDate(2020, 1, 31).months_on(dt.date(2020, 3, 1)) == (1, 1)
    assert PartialDate(2020, 1).months_on(dt.date(2020, 3, 15)) == (1, 2)


@pytest.mark.parametrize(
    ("birth", "others", "expected"),
    [
        ("2020-03-05", {}, []),
        ("2026-11-22", {}, []),
        ("2026-11-23", {}, ["future"]),
        ("2026-12", {}, ["future"]),
        ("2026", {}, []),
        ("2010-11-22", {}, ["over_16"]),
        ("2010-11-23", {}, []),
        ("2010", {}, []),
        ("2009-11-22", {}, ["over_16"]),  # a child of 17
        ("2008-11-22", {}, ["adult"]),
        ("2000", {}, ["adult"]),
        ("2020-03-05", {"registered_on": dt.date(2020, 3, 4)}, ["registered_before_birth"]),
        ("2020-03-05", {"registered_on": dt.date(2020, 3, 5)}, []),
        ("2020-03-05", {"mother_birth": PartialDate(1995)}, []),
        ("2020-03-05", {"mother_birth": PartialDate(2011)}, ["mother_too_young"]),  # a mother of 9
        ("2020-03-05", {"mother_birth": PartialDate(2020, 5)}, ["mother_not_born"]),
        ("2020-03-05", {"mother_birth": PartialDate(2020)}, ["mother_not_born"]),
        ("2020-03-05", {"mother_birth": PartialDate(1960)}, ["mother_too_old"]),
        ("2020-03-05", {"father_birth": PartialDate(1950)}, []),
        ("2020-03-05", {"father_birth": PartialDate(2010)}, ["father_too_young"]),
    ],
)
def test_births_that_cannot_be(birth: str, others: dict[str, object], expected: list[str]) -> None:
    faults = check_birth(PartialDate.from_iso(birth), on=TODAY, **others)  # type: ignore[arg-type]
    assert codes(faults) == expected
    assert [fault.sure for fault in faults] == [
        not code.endswith(("too_young", "too_old")) and code != "over_16" for code in expected
    ]
