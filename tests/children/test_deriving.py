"""What facts give, as a pure function of them."""

from __future__ import annotations

import datetime as dt

import pytest

from chungtay.children.deriving import AT_RISK, SPECIAL, Known, Parent, derive

DAY = dt.date(2026, 5, 14)


def codes(known: Known, on: dt.date = DAY) -> list[tuple[str, str]]:
    return [(one.list, one.code) for one in derive(known, on)]


@pytest.mark.parametrize(
    ("father", "mother", "lives_with", "code"),
    [
        ("dead", "dead", "grandparents", "a3"),
        ("dead", "dead", "facility", "a2"),
        ("dead", "dead", "alone", "a1"),
        ("dead", "dead", "substitute_family", "a4"),
        ("dead", "dead", "", "a"),
        ("missing", "dead", "", "c1"),
        ("dead", "unable_to_care", "", "c2"),
        ("serving_sentence", "dead", "", "c3"),
        ("missing", "missing", "", "c4"),
        ("in_facility", "missing", "", "c5"),
        ("missing", "serving_sentence", "", "c6"),
        ("unable_to_care", "unable_to_care", "", "c7"),
        ("in_facility", "in_facility", "", "c8"),
        ("serving_sentence", "serving_sentence", "", "c9"),
        ("serving_sentence", "in_facility", "", "c10"),
        ("rights_restricted", "rights_restricted", "", "c12"),
    ],
)
def test_parents_decide(father: str, mother: str, lives_with: str, code: str) -> None:
    known = Known(father=Parent(father), mother=Parent(mother), lives_with=lives_with)
    assert codes(known) == [(SPECIAL, code)]


def test_one_parent_dead_is_a_risk_and_nothing_is_guessed() -> None:
    assert codes(Known(father=Parent("dead"), mother=Parent("alive"))) == [(AT_RISK, "one_parent_orphan")]
    assert codes(Known(father=Parent("dead"))) == [(AT_RISK, "one_parent_orphan")]
    assert codes(Known()) == codes(Known(father=Parent("missing"), mother=Parent(""))) == []
    assert codes(Known(father=Parent("dead"), mother=Parent("dead"), lives_with="adoptive_family")) == []


def test_parents_who_are_children() -> None:
    young = Parent("alive", born=dt.date(2011, 5, 15))
    assert codes(Known(father=young, mother=young)) == [(SPECIAL, "c11")]
    assert codes(Known(father=young, mother=young), dt.date(2027, 5, 15)) == []
    assert codes(Known(father=young, mother=Parent("alive"))) == []


def test_health_poverty_and_school() -> None:
    assert codes(Known(disability="severe")) == [(SPECIAL, "d2")]
    assert codes(Known(illness="Thalassemia", household_kind="near_poor")) == [(SPECIAL, "n2")]
    assert codes(Known(illness="Thalassemia", household_kind="average")) == []
    assert codes(Known(hiv_since=DAY)) == [(SPECIAL, "dd1")]
    assert codes(Known(school_state="dropped_out")) == [(AT_RISK, "dropped_out")]
