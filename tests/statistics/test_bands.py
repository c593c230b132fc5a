"""Atoms of age are cut by birthdays, also of those born on 29 February."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chungtay.statistics import bands

DAYS = st.dates(dt.date(2008, 1, 1), dt.date(2032, 12, 31))


def birthday(born: dt.date, age: int) -> dt.date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:  # 29 February: the day after 28 February
        return dt.date(born.year + age, 3, 1)


@given(born=DAYS, day=DAYS)
def test_an_atom_is_reached_on_the_birthday(born: dt.date, day: dt.date) -> None:
    reached = [int(atom) for atom, last in bands.edges_on(day).items() if born <= last]
    assert reached == [edge for edge in bands.EDGES if birthday(born, edge) <= day]


def test_a_band_is_a_set_of_atoms_and_says_when_it_cannot_be() -> None:
    assert bands.between(0, 6) == ("0", "1", "3", "5")
    assert not set(bands.between(0, 6)) & set(bands.between(6, 16)), "a child of six is in one band only"
    with pytest.raises(ValueError, match="4"):
        bands.between(4, 6)
