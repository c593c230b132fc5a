"""The order of carers for a child, and why."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.care.matching import Carer, Child, Rank, order
from chungtay.children.births import PartialDate

ON = dt.date(2026, 5, 14)
HERE, NEXT = "11b/03145b", "11b/03160b"
CHILD = Child(PartialDate(2018, 5, 12), "female", HERE, ref=7)
GOOD = Carer(
    "A", "non_relative", "approved", HERE, PartialDate(1980, 1, 1), registered_on=dt.date(2026, 1, 5),
    health_on=dt.date(2026, 1, 2), received_on=dt.date(2026, 1, 5),
)  # fmt: skip


def some(code: str, **changes: object) -> Carer:
    return dataclasses.replace(GOOD, code=code, **changes)  # type: ignore[arg-type]


def codes(*carers: Carer, child: Child = CHILD) -> list[str]:
    return [one.carer.code for one in order(child, carers, ON).possible]


def test_the_laws_order_comes_before_every_wish() -> None:
    aunt = some("aunt", kind="relative", relative_of=7, unit_path=NEXT, wished_sex="male")
    neighbour = some("neighbour", wished_sex="male")
    elsewhere = some("elsewhere", unit_path=NEXT, wished_sex="female", age_from=6, age_to=10)
    foreigner = some(
        "foreigner",
        vietnamese=False,
        stays_since=dt.date(2020, 1, 1),
        stays_until=dt.date(2030, 1, 1),
        wished_sex="female",
    )
    house = some("house", kind="facility", birth=None)
    assert codes(house, foreigner, elsewhere, neighbour, aunt) == [
        "aunt",
        "neighbour",
        "elsewhere",
        "foreigner",
        "house",
    ]


def test_wishes_decide_within_a_rank_and_then_who_came_first() -> None:
    fits = some("fits", wished_sex="female", age_from=6, age_to=10, registered_on=dt.date(2026, 3, 1))
    not_so = some("not", wished_sex="male")
    first = some("first", registered_on=dt.date(2025, 1, 1))
    assert codes(not_so, some("later"), first, fits) == ["fits", "first", "later", "not"]


def test_a_relative_of_another_child_is_no_relative_of_this_one() -> None:
    found = order(CHILD, [some("uncle", kind="relative", relative_of=8)], ON)
    assert found.possible == []
    assert found.blocked[0].rank == Rank.NEIGHBOUR
    assert "trẻ khác" in " ".join(found.blocked[0].blocked)


def test_who_cannot_be_chosen_stands_apart_with_the_reason() -> None:
    young = some("young", birth=PartialDate(1999, 1, 1))
    unread = some("unread", state="verifying")
    full = some("full", room=0)
    leaving = some("leaving", vietnamese=False, stays_since=dt.date(2020, 1, 1), stays_until=dt.date(2026, 12, 1))
    found = order(CHILD, [young, unread, full, leaving, GOOD], ON)
    assert [one.carer.code for one in found.possible] == ["A"]
    said = {one.carer.code: " ".join(one.blocked) for one in found.blocked}
    assert "19 tuổi" in said["young"]
    assert "xác minh" in said["unread"]
    assert "đủ số trẻ" in said["full"]
    assert "12 tháng" in said["leaving"]


def test_what_is_not_known_does_not_exclude_but_is_asked() -> None:
    unsure = order(CHILD, [some("unsure", birth=PartialDate(1998))], ON).possible[0]
    assert [one.code for one in unsure.open_questions] == ["age"]


def test_brothers_and_sisters_go_together() -> None:
    three = dataclasses.replace(CHILD, siblings=2)
    assert codes(some("one"), some("all", room=3, takes_siblings=True), child=three) == ["all", "one"]


_carers = st.builds(
    Carer,
    code=st.text("abcdef", min_size=1, max_size=4),
    kind=st.sampled_from(["relative", "non_relative", "facility"]),
    state=st.sampled_from(["approved", "verifying", "withdrawn"]),
    unit_path=st.sampled_from([HERE, NEXT]),
    birth=st.builds(PartialDate, st.integers(1940, 2010)),
    vietnamese=st.booleans(),
    relative_of=st.sampled_from([None, 7, 8]),
    wished_sex=st.sampled_from(["", "male", "female"]),
    room=st.integers(0, 2),
    registered_on=st.dates(dt.date(2020, 1, 1), ON),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_carers, max_size=12), st.randoms())
def test_nobody_is_lost_and_the_order_does_not_depend_on_the_list(carers: list[Carer], chance: object) -> None:
    found = order(CHILD, carers, ON)
    assert len(found.possible) + len(found.blocked) == len(carers)
    shuffled = list(carers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = order(CHILD, shuffled, ON)
    keys = [(one.rank, -one.score, one.carer.registered_on, one.carer.code) for one in found.possible]
    assert keys == sorted(keys)
    assert keys == [(one.rank, -one.score, one.carer.registered_on, one.carer.code) for one in again.possible]
    assert all(one.carer.state == "approved" for one in found.possible)
