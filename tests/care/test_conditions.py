"""Conditions of carers and consent, at their edges."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.care import conditions as rules
from chungtay.children.births import PartialDate

ON = dt.date(2026, 5, 14)


def born(text: str) -> PartialDate:
    return PartialDate.from_iso(text)


@pytest.mark.parametrize(
    ("kind", "carer", "child", "met"),
    [
        ("non_relative", "1998-05-12", "2018-05-12", True),  # twenty years to the day
        ("non_relative", "1998-05-13", "2018-05-12", False),  # one day short
        ("non_relative", "1998", "2018-05-12", None),  # may be both
        ("non_relative", "1997", "2018-05-12", True),  # at least twenty, whatever the day
        ("non_relative", "1999", "2018-05-12", False),
        ("non_relative", "2020-01-01", "2018-05-12", False),  # younger than the child
        ("non_relative", "", "2018-05-12", None),
        ("non_relative", "1990-01-01", "", None),
        ("non_relative", "1996-02-29", "2016-02-28", False),
        ("non_relative", "1996-02-29", "2016-02-29", True),
        ("relative", "2008-05-14", "2018-05-12", True),  # eighteen today: a grown-up brother may
        ("relative", "2008-05-15", "2018-05-12", False),
        ("relative", "2008", "2018-05-12", None),
        ("facility", "", "", True),
    ],
)
def test_age_of_the_carer(kind: str, carer: str, child: str, met: bool | None) -> None:
    answer = rules.age_of_carer(kind, born(carer) if carer else None, born(child) if child else None, ON)
    assert answer.met is met
    assert "Điều 63" in answer.article


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(dt.date(1940, 1, 1), dt.date(2010, 12, 31)), st.dates(dt.date(2010, 1, 1), dt.date(2026, 5, 1)))
def test_a_birth_known_by_year_is_never_surer_than_the_day(carer: dt.date, child: dt.date) -> None:
    exact = rules.age_of_carer("non_relative", PartialDate.of(carer), PartialDate.of(child), ON).met
    coarse = rules.age_of_carer("non_relative", PartialDate(carer.year), PartialDate(child.year), ON).met
    assert coarse is None or coarse is exact
    assert exact is ((child.year - carer.year - ((child.month, child.day) < (carer.month, carer.day))) >= 20)


@pytest.mark.parametrize(
    ("issued", "received", "met"),
    [
        (dt.date(2025, 11, 14), ON, True),  # six months to the day
        (dt.date(2025, 11, 13), ON, False),
        (dt.date(2025, 8, 31), dt.date(2026, 2, 28), True),  # no 31st in February
        (dt.date(2025, 8, 31), dt.date(2026, 3, 1), False),
        (dt.date(2026, 5, 15), ON, False),
        (None, ON, None),
    ],
)
def test_the_health_certificate_is_at_most_six_months_old(
    issued: dt.date | None, received: dt.date, met: bool | None
) -> None:
    assert rules.certificate(issued, received).met is met


@pytest.mark.parametrize(
    ("since", "until", "met"),
    [
        (dt.date(2025, 11, 14), dt.date(2027, 5, 14), True),
        (dt.date(2025, 11, 15), dt.date(2027, 5, 14), False),
        (dt.date(2025, 11, 14), dt.date(2027, 5, 13), False),
        (None, dt.date(2027, 5, 13), None),
    ],
)
def test_a_foreigner_has_stayed_and_will_stay(since: dt.date | None, until: dt.date | None, met: bool | None) -> None:
    assert rules.stay(since, until, ON).met is met


@pytest.mark.parametrize(
    ("child", "answer", "spite", "met"),
    [
        ("2019-05-14", "", False, False),  # seven today
        ("2019-05-15", "", False, True),  # seven tomorrow
        ("2019", "", False, False),  # may be seven: asked
        ("", "", False, False),
        ("2019-05-14", "agrees", False, True),
        ("2019-05-14", "unsure", False, True),
        ("2019-05-14", "disagrees", False, False),
        ("2019-05-14", "disagrees", True, True),
        ("2022-01-01", "disagrees", False, False),  # a small child who says no is heard as well
    ],
)
def test_a_child_of_seven_is_asked(child: str, answer: str, spite: bool, met: bool) -> None:
    assert rules.child_heard(born(child) if child else None, ON, answer, answered_in_spite=spite).met is met


@pytest.mark.parametrize(
    ("ground", "given_", "temporary", "met"),
    [
        ("unsafe", "", False, False),
        ("unsafe", "", True, True),
        ("unsafe", "parents", False, True),
        ("unsafe", "nobody", False, False),
        ("unsafe", "court", False, True),
        ("unsafe", "emergency", True, True),
        ("unsafe", "emergency", False, False),
        ("alone", "guardian", False, True),
        ("alone", "nobody", False, True),
        ("alone", "parents", False, False),
    ],
)
def test_who_consents(ground: str, given_: str, temporary: bool, met: bool) -> None:
    assert rules.consent(ground, given_, temporary=temporary).met is met


def test_two_contacts_on_two_days_before_the_hand_over() -> None:
    monday, tuesday = dt.date(2026, 5, 11), dt.date(2026, 5, 12)
    assert not rules.contacts("non_relative", [monday, monday], ON)
    assert not rules.contacts("non_relative", [monday, dt.date(2026, 5, 15)], ON)
    assert rules.contacts("non_relative", [monday, tuesday], ON)
    assert rules.contacts("relative", [], ON)


def test_every_condition_of_the_verification_is_answered_one_by_one() -> None:
    ticked = {"c_resident": True, "c_no_abuse": False}
    answers = rules.found("non_relative", ticked)
    assert [one.code for one in answers] == [item.code for item in rules.CHECKED]
    assert {one.code: one.met for one in answers} == {item.code: ticked.get(item.code) for item in rules.CHECKED}
    assert [one.code for one in rules.found("facility", {})] == ["licensed"]
