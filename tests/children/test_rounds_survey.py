"""Sampling and its arithmetic against known values; keys of lines; reading and comparing what was found."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.children import checking, survey
from chungtay.children.linekeys import key_of, looks_like_key, read_key

TODAY = dt.date(2026, 5, 14)


@pytest.mark.parametrize(
    ("wrong", "asked", "low", "high"),
    [(10, 100, 0.0552, 0.1744), (0, 20, 0.0, 0.1611), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
     (1, 29, 0.0061, 0.1718), (29, 29, 0.8830, 1.0)],
)  # fmt: skip
def test_wilson_as_published(wrong: int, asked: int, low: float, high: float) -> None:
    """Values of Newcombe (1998), Statistics in Medicine 17:857, method 3, and of common tables."""
    found = survey.wilson(wrong, asked)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_the_finite_population_narrows_and_a_full_count_is_exact() -> None:
    without, within = survey.wilson(10, 100), survey.wilson(10, 100, 400)
    assert without.low < within.low < 0.1 < within.high < without.high
    assert survey.wilson(10, 100, 100) == survey.Interval(0.1, 0.1, 0.1)
    assert survey.wilson(0, 0) == survey.Interval(0.0, 0.0, 1.0)


def test_sample_size_as_in_the_tables() -> None:
    assert survey.sample_size(10_000_000, margin=0.05, expected=0.5) == 385
    assert survey.sample_size(1000, margin=0.05, expected=0.5) == 278
    assert survey.sample_size(7000, margin=0.03, expected=0.1) == 365
    assert survey.sample_size(12, margin=0.05) == 12
    assert survey.sample_size(0) == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # two busy cores
@given(st.lists(st.integers(0, 500), min_size=1, max_size=40), st.integers(0, 3000))
def test_every_stratum_has_its_share(sizes: list[int], wanted: int) -> None:
    shares = survey.allocate(sizes, wanted)
    assert all((0 < share <= size) if size else share == 0 for share, size in zip(shares, sizes, strict=True))
    assert sum(shares) == min(sum(sizes), max(wanted, sum(size > 0 for size in sizes)))


def test_a_draw_can_be_repeated_by_anybody() -> None:
    first = survey.draw("2026-05", range(1, 300), 20)
    assert first == survey.draw("2026-05", reversed(range(1, 300)), 20)
    assert len(set(first)) == 20
    assert first != survey.draw("2026-06", range(1, 300), 20)


def test_hamlets_weigh_by_their_size() -> None:
    even = survey.estimate([survey.Stratum(100, 10, 1), survey.Stratum(100, 10, 1)])
    assert even.share == pytest.approx(0.1)
    uneven = survey.estimate([survey.Stratum(900, 10, 0), survey.Stratum(100, 10, 10)])
    assert uneven.share == pytest.approx(0.1)  # not one half
    assert uneven.high - uneven.low > even.high - even.low  # an unequal sample tells less
    assert survey.estimate([survey.Stratum(5, 5, 1)]) == survey.Interval(0.2, 0.2, 0.2)
    assert survey.estimate([survey.Stratum(50, 0, 0)]) == survey.Interval(0.0, 0.0, 1.0)


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**9), st.integers(0, 9), st.integers(0, 30))
def test_a_key_comes_back_and_a_wrong_digit_does_not(round_id: int, line_id: int, digit: int, place: int) -> None:
    key = key_of(round_id, line_id)
    assert read_key(f" {key.lower()} ") == (round_id, line_id)
    place = place % len(key)
    if key[place].isdigit() and key[place] != str(digit):
        assert read_key(key[:place] + str(digit) + key[place + 1 :]) is None
    assert looks_like_key(key)


@pytest.mark.parametrize("text", ["", None, 12, "12-3-45", "R-1-2", "R²-1-22", "R1-2", "x" * 4000])
def test_what_is_no_key(text: object) -> None:
    assert read_key(text) is None


def test_typed_answers_are_read() -> None:
    def read(key: str, value: object) -> tuple[str, str]:
        return checking.read(key, value, today=TODAY)

    assert read("birth_date", "5/3/2019") == ("2019-03-05", "")
    assert read("birth_date", dt.date(2019, 3, 5)) == ("2019-03-05", "")
    assert read("birth_date", 2019.0) == ("2019", "")
    assert read("birth_date", "31/02/2019")[1]
    assert read("birth_date", "1/1/2030")[1]
    assert read("sex", "Nữ") == ("female", "")
    assert read("sex", "khác")[1]
    assert read("personal_number", "011 219 000 123") == ("011219000123", "")
    assert read("personal_number", 11219000123)[1]  # the zero a spreadsheet lost is not put back silently
    assert read("full_name", "  Lò  Văn   An ") == ("Lò Văn An", "")
    assert read("phone", 912345678.0) == ("912345678", "")
    assert read("full_name", "x" * 300)[1]


def test_what_agrees() -> None:
    assert checking.same("birth_date", "2019-05-12", "2019")
    assert not checking.same("birth_date", "2019", "2019-05-12")  # the register knows less than could be known
    assert checking.same("full_name", "Lò Văn An", "LÒ VĂN AN")
    assert not checking.same("full_name", "Lò Văn An", "Lò Văn Ân")
    assert checking.same("phone", "0912 345 678", "0912345678")
    recorded = {"full_name": "Lò Văn An", "sex": "male", "birth_date": "2019"}
    assert checking.differences(recorded, {"full_name": "Lò Văn An", "sex": "female", "birth_date": ""}) == {
        "sex": "female"
    }
