"""Z-scores against the field tables that WHO publishes, rounded there to 0,1; words by -2, -3, +2, +3; what cannot be."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chungtay.children.births import PartialDate
from chungtay.children.growth import Assessment, Index, State, assess, degree

BORN = dt.date(2020, 1, 1)
ROUNDED = Decimal("0.06")  # the tables stand in tenths
WEIGHT, HEIGHT, LENGTH, BMI = "weight", "height", "length", "bmi"


def after(days: int) -> dt.date:
    return BORN + dt.timedelta(days=days)


def z_of(what: str, sex: str, days: int, value: Decimal) -> Decimal:
    on = after(days)
    if what == WEIGHT:
        return assess(sex=sex, birth=BORN, on=on, weight=value).z[Index.WEIGHT_FOR_AGE]
    if what == BMI:
        return assess(sex=sex, birth=BORN, on=on, weight=value, height=100).z[Index.BMI_FOR_AGE]
    return assess(sex=sex, birth=BORN, on=on, height=value, lying=what == LENGTH).z[Index.HEIGHT_FOR_AGE]


@pytest.mark.parametrize(
    ("what", "sex", "days", "minus_two", "median", "plus_two"),
    [
        (WEIGHT, "male", 0, "2.5", "3.3", "4.4"),
        (WEIGHT, "male", 365, "7.7", "9.6", "12.0"),
        (WEIGHT, "male", 731, "9.7", "12.2", "15.3"),
        (WEIGHT, "male", 1826, "14.1", "18.3", "24.2"),
        (WEIGHT, "female", 0, "2.4", "3.2", "4.2"),
        (WEIGHT, "female", 365, "7.0", "8.9", "11.5"),
        (WEIGHT, "female", 731, "9.0", "11.5", "14.8"),
        (WEIGHT, "female", 1826, "13.7", "18.2", "24.9"),
        (LENGTH, "male", 0, "46.1", "49.9", "53.7"),
        (LENGTH, "male", 365, "71.0", "75.7", "80.5"),
        (HEIGHT, "male", 731, "81.0", "87.1", "93.2"),
        (LENGTH, "male", 731, "81.7", "87.8", "93.9"),
        (HEIGHT, "male", 1826, "100.7", "110.0", "119.2"),
        (LENGTH, "female", 0, "45.4", "49.1", "52.9"),
        (LENGTH, "female", 365, "68.9", "74.0", "79.2"),
        (HEIGHT, "female", 731, "79.3", "85.7", "92.2"),
        (HEIGHT, "female", 1826, "99.9", "109.4", "118.9"),
        (BMI, "male", 3652, "13.7", "16.4", "21.4"),
        (BMI, "female", 3652, "13.5", "16.6", "22.6"),
    ],
)
def test_the_published_tables(what: str, sex: str, days: int, minus_two: str, median: str, plus_two: str) -> None:
    for target, text in ((-2, minus_two), (0, median), (2, plus_two)):
        value = Decimal(text)
        low, high = (z_of(what, sex, days, value + shift) for shift in (-ROUNDED, ROUNDED))
        assert low <= target <= high, (text, low, high)


@pytest.mark.parametrize(
    ("sex", "height", "lying", "median"), [("male", 65, False, "7.4"), ("female", 65, False, "7.2")]
)
def test_weight_for_height_needs_no_age(sex: str, height: int, lying: bool, median: str) -> None:
    for shift, sign in ((-ROUNDED, -1), (ROUNDED, 1)):
        found = assess(
            sex=sex, birth=None, on=after(0), weight=Decimal(median) + shift, height=height, lying=lying
        )  # fmt: skip
        assert set(found.z) == {Index.WEIGHT_FOR_HEIGHT}
        assert found.z[Index.WEIGHT_FOR_HEIGHT] * sign >= 0
        assert found.about


def growing(days: int = 730, **measured: object) -> Assessment:
    return assess(sex="male", birth=BORN, on=after(days), **measured)  # type: ignore[arg-type]


def test_standing_under_two_adds_and_lying_over_two_takes() -> None:
    as_asked = growing(700, height=80).z
    assert growing(700, height=80, lying=True).z == as_asked
    assert growing(700, height=Decimal("79.3"), lying=False).z == as_asked
    as_asked = growing(800, height=Decimal("88")).z
    assert growing(800, height=88, lying=False).z == as_asked
    assert growing(800, height=Decimal("88.7"), lying=True).z == as_asked


@pytest.mark.parametrize(
    ("weight", "height", "words"),
    [
        ("12.2", "87.1", "Bình thường"),
        ("9.5", "80.5", "Suy dinh dưỡng thể thấp còi, mức độ vừa; Suy dinh dưỡng thể nhẹ cân, mức độ vừa"),
        ("9.5", "77", "Suy dinh dưỡng thể thấp còi, mức độ nặng; Suy dinh dưỡng thể nhẹ cân, mức độ vừa"),
        ("9.0", "87.1", "Suy dinh dưỡng thể nhẹ cân, mức độ vừa; Suy dinh dưỡng thể gầy còm, mức độ nặng"),
        ("8.4", "87.1", "Suy dinh dưỡng thể nhẹ cân, mức độ nặng; Suy dinh dưỡng thể gầy còm, mức độ nặng"),
        ("15.0", "87.1", "Thừa cân"),
        ("16.5", "87.1", "Béo phì"),
    ],
)
def test_words_of_a_boy_of_two(weight: str, height: str, words: str) -> None:
    assert growing(731, weight=Decimal(weight), height=Decimal(height)).words == words


def test_from_five_years_overweight_begins_at_one_sd() -> None:
    ten = 3652
    assert growing(ten, weight=19, height=100).states[-1:] == (State.OVERWEIGHT,)  # BMI 19
    assert growing(ten, weight=22, height=100).states[-1:] == (State.OBESE,)
    assert Index.WEIGHT_FOR_HEIGHT not in growing(ten, weight=30, height=118).z
    assert Index.WEIGHT_FOR_AGE not in growing(ten + 30, weight=30).z  # the table ends with ten years
    assert growing(ten + 30, weight=30).words == ""


def test_the_change_of_tables_at_five_years_has_no_gap() -> None:
    for days in range(1820, 1900):
        found = growing(days, weight=18, height=110)
        assert {Index.WEIGHT_FOR_AGE, Index.HEIGHT_FOR_AGE, Index.BMI_FOR_AGE} <= set(found.z), days


@pytest.mark.parametrize(
    ("measured", "code"),
    [
        ({"weight": 122}, "growth_weight_for_age"),  # 12,2 with the comma lost
        ({"weight": 1220}, "growth_measure"),
        ({"weight": 0}, "growth_measure"),
        ({"weight": -3}, "growth_measure"),
        ({"weight": float("nan")}, "growth_measure"),
        ({"height": "0.87"}, "growth_measure"),  # metres
        ({"height": 50}, "growth_height_for_age"),
        ({"height": 190}, "growth_height_for_age"),
    ],
)
def test_what_cannot_be_is_refused(measured: dict[str, object], code: str) -> None:
    found = growing(731, **measured)
    assert found.z == {}
    assert [fault.code for fault in found.faults] == [code]
    assert found.words == ""


def test_implausible_together_keeps_what_is_plausible_alone() -> None:
    found = growing(731, weight=Decimal("12.2"), height=Decimal("75"))
    assert Index.WEIGHT_FOR_AGE in found.z
    assert State.STUNTED_SEVERELY in found.states


def test_sex_birth_and_day_are_needed() -> None:
    missing = assess(sex="", birth=BORN, on=after(10), weight=4)
    assert [fault.code for fault in missing.faults] == ["growth_sex"]
    before = assess(sex="male", birth=BORN, on=after(-1), weight=4, height=50)
    assert (before.z, [fault.code for fault in before.faults]) == ({}, ["growth_before_birth"])
    by_month = assess(sex="male", birth=PartialDate(2020, 1), on=dt.date(2022, 1, 15), weight=Decimal("12.2"))
    assert by_month.about
    assert abs(by_month.z[Index.WEIGHT_FOR_AGE]) < Decimal("0.1")
    by_year = assess(sex="male", birth=PartialDate(2020), on=after(731), weight=Decimal("12.2"), height=87)
    assert set(by_year.z) == {Index.WEIGHT_FOR_HEIGHT}
    assert [fault.sure for fault in by_year.faults] == [False]


def test_degrees_of_the_circular() -> None:
    assert [degree(Decimal(text)) for text in ("-1.99", "-2.00", "-2.01", "-3.00", "-3.01", "-4.00", "-4.01")] == [
        0, 0, 1, 1, 2, 2, 3,
    ]  # fmt: skip
    assert degree(None) == 0


@given(
    st.sampled_from(["male", "female"]), st.integers(0, 5800), st.decimals(0, 200, places=2), st.decimals(0, 250, places=1),
    st.sampled_from([None, True, False]),
)  # fmt: skip
def test_any_measure_is_answered(sex: str, days: int, weight: Decimal, height: Decimal, lying: bool | None) -> None:
    found = assess(sex=sex, birth=BORN, on=after(days), weight=weight, height=height, lying=lying)
    assert all(abs(score) <= 6 for score in found.z.values())
    for fault in found.faults:
        assert fault.sentence.endswith(".")


@given(st.sampled_from(["male", "female"]), st.integers(0, 5800), st.integers(0, 40))
def test_taller_is_never_a_lower_score(sex: str, days: int, steps: int) -> None:
    heights = [Decimal(60 + steps), Decimal(61 + steps)]
    scores = [assess(sex=sex, birth=BORN, on=after(days), height=size).z.get(Index.HEIGHT_FOR_AGE) for size in heights]
    if None not in scores:
        assert scores[0] < scores[1]  # type: ignore[operator]
