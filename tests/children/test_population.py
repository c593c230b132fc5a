"""Invented families: shares as wished, the same for the same seed, wrong numbers only where a fault was planted."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import pairwise

import pytest

from chungtay.children import population
from chungtay.children.population import Child, Commune, Household, Place
from chungtay.children.population.calendar import calendar
from chungtay.children.population.tables import apportion, table
from chungtay.children.population.writing import keyed, plain, shortened, swapped

TODAY = dt.date(2026, 6, 1)
PLACES = [Place(f"{number:05d}", f"Xã Bịa {number}", "11", urban=number % 15 == 0) for number in range(1, 31)]
NATION = [
    Place(f"{number:05d}", f"Xã Bịa {number}", province)
    for number, province in enumerate(("01", "11", "79", "66", "96"), 1)
]


@pytest.fixture(scope="module")
def province() -> list[Commune]:
    return [population.commune(one, TODAY) for one in population.plan(children=24_000, seed=7, places=PLACES)]


@pytest.fixture(scope="module")
def children(province: list[Commune]) -> list[Child]:
    return [child for made in province for child in made.children]


def _share(children: list[Child], value: str) -> float:
    return sum(1 for child in children if child.ethnicity == value) / len(children)


def test_exactly_as_many_children_as_asked(province: list[Commune], children: list[Child]) -> None:
    assert len(children) == 24_000
    sizes = sorted(len(made.children) for made in province)
    assert sizes[-1] > 2 * sizes[len(sizes) // 2] or sizes[-1] > 4 * sizes[0]
    assert sum(made.plan.people for made in province) == pytest.approx(24_000 / 0.26, rel=0.01)


def test_the_same_seed_gives_the_same_families(province: list[Commune]) -> None:
    again = population.plan(children=24_000, seed=7, places=PLACES)
    assert [made.plan for made in province] == again
    assert population.commune(again[3], TODAY) == province[3]
    other = population.plan(children=24_000, seed=8, places=PLACES)
    assert population.commune(other[3], TODAY).households != province[3].households


def test_peoples_of_a_mountain_province(children: list[Child]) -> None:
    assert _share(children, "thai") == pytest.approx(0.38, abs=0.05)
    assert _share(children, "mong") == pytest.approx(0.38, abs=0.05)
    assert _share(children, "kinh") == pytest.approx(0.17, abs=0.05)
    assert 0.01 < _share(children, "kho_mu") < 0.06


def test_names_follow_the_people(children: list[Child]) -> None:
    mong = Counter(child.full_name.split()[0] for child in children if child.ethnicity == "mong" and not child.faults)
    thai = Counter(child.full_name.split()[0] for child in children if child.ethnicity == "thai" and not child.faults)
    assert {"Giàng", "Vàng", "Sùng"} <= {name for name, _ in mong.most_common(5)}
    assert thai.most_common(1)[0][0] == "Lò"
    assert "Giàng" not in thai


def test_ages_sexes_and_papers(children: list[Child]) -> None:
    minors = [child for child in children if child.days < calendar(TODAY).ago[16]]
    assert 0.96 < len(minors) / len(children) < 0.995
    of_age = Counter(calendar(TODAY).ages[child.days] for child in minors)
    assert set(of_age) == set(range(16))
    assert max(of_age.values()) < 1.35 * min(of_age.values())
    boys = sum(1 for child in children if child.sex == "male")
    girls = sum(1 for child in children if child.sex == "female")
    assert boys / girls == pytest.approx(1.11, abs=0.04)
    assert sum(child.registered for child in children) / len(children) == pytest.approx(0.965, abs=0.01)
    assert sum(child.insured for child in children) / len(children) == pytest.approx(0.945, abs=0.015)
    assert 0.88 < sum(1 for child in children if child.number) / len(children) < 0.95


def test_special_circumstances_and_risk(children: list[Child]) -> None:
    special = [child for child in children if any(one.end < 0 and ":" not in one.code for one in child.spells)]
    risk = [child for child in children if any(one.end < 0 and ":" in one.code for one in child.spells)]
    assert 0.01 < len(special) / len(children) < 0.03
    assert 0.06 < len(risk) / len(children) < 0.105
    codes = {one.code for child in children for one in child.spells}
    assert len({code for code in codes if ":" not in code}) > 25
    assert all(one.start <= child.days and one.end <= one.start for child in children for one in child.spells)
    assert all(
        child.degree and child.disability
        for child in special
        if any(one.code[:1] == "d" and one.code != "dd1" for one in child.spells)
    )


def test_all_groups_of_the_law_can_be_met() -> None:
    from chungtay.children.population.fates import _SHAPES, _SINGLE

    codes = {shape[3] for shape, _ in _SHAPES if shape[3] and ":" not in shape[3]} | {
        code for code, *_ in _SINGLE if ":" not in code
    }
    codes = (codes - {"n"}) | {"n1", "n2"}
    assert len(codes) == 48
    assert len({re.match(r"[a-z]+", code).group() for code in codes}) == 14  # type: ignore[union-attr]


def test_households(province: list[Commune]) -> None:
    for made in province:
        assert 8 <= len(made.plan.hamlets) <= 20
        assert len(set(made.plan.hamlets)) == len(made.plan.hamlets)
        adults = [adult for household in made.households for adult in household.adults]
        assert [adult.seq for adult in adults] == list(range(len(adults)))
        assert [child.seq for child in made.children] == list(range(len(made.children)))
        for household in made.households:
            _check_household(household)
    every = [household for made in province for household in made.households]
    assert 0.15 < sum(1 for one in every if one.poverty == "poor") / len(every) < 0.35
    assert sum(1 for one in every if any(adult.role == "grandmother" for adult in one.adults)) > 50
    assert sum(1 for one in every if any(adult.state == "away" for adult in one.adults)) > 300


def _check_household(household: Household) -> None:
    assert 1 <= len(household.children) <= 4
    here = {adult.seq: adult for adult in household.adults}
    for child in household.children:
        assert child.household == household.seq
        for parent in (child.father, child.mother, child.carer):
            assert parent == -1 or here[parent].days > child.days + 4000
    ages = sorted(child.days for child in household.children)
    assert all(older == younger or older - younger > 300 for younger, older in pairwise(ages))


def test_numbers_are_valid_but_for_the_planted_ones(province: list[Commune]) -> None:
    iso = calendar(TODAY).iso
    seen: Counter[str] = Counter()
    for made in province:
        people = [(one.number, one.sex, one.days) for household in made.households for one in household.adults]
        right = [one for one in made.children if not {"number_wrong", "duplicate"} & set(one.faults)]
        people += [(one.number, one.sex, one.days) for one in right]
        for number, sex, days in people:
            if not number:
                continue
            seen[number] += 1
            year = int(iso[days][:4])
            assert re.fullmatch(r"0\d{11}", number)
            assert number[4:6] == f"{year % 100:02d}"
            assert int(number[3]) // 2 == year // 100 - 19
            assert not sex or int(number[3]) % 2 == (0 if sex == "male" else 1)
    assert max(seen.values()) == 1


def test_numbers_never_meet_across_the_country() -> None:
    made = [population.commune(one, TODAY) for one in population.plan(children=8000, seed=3, places=NATION)]
    numbers = [
        child.number for one in made for child in one.children if child.number and "duplicate" not in child.faults
    ]
    numbers += [
        adult.number for one in made for household in one.households for adult in household.adults if adult.number
    ]
    assert len(numbers) == len(set(numbers))
    peoples = {one.plan.place.province: Counter(child.ethnicity for child in one.children) for one in made}
    assert peoples["01"]["kinh"] / sum(peoples["01"].values()) > 0.9
    assert peoples["11"]["kinh"] / sum(peoples["11"].values()) < 0.5


def test_faults_are_labelled(children: list[Child]) -> None:
    faults = Counter(fault for child in children for fault in child.faults)
    assert {"capitals", "mistyped", "birth_partial", "number_wrong", "no_parents", "duplicate"} <= set(faults)
    for child in children:
        assert child.full_name.isupper() == ("capitals" in child.faults) or "duplicate" in child.faults
        assert (len(child.birth) < 10) == ("birth_partial" in child.faults) or "duplicate" in child.faults
        assert len(child.birth) < 10 or dt.date.fromisoformat(child.birth) <= TODAY


def test_planted_duplicates_point_at_two_records(province: list[Commune]) -> None:
    doubles = [(made, one) for made in province for one in made.doubles]
    assert len(doubles) == pytest.approx(24_000 * 0.004, rel=0.2)
    for made, one in doubles:
        first, second = made.children[one.first], made.children[one.second]
        assert first.household != second.household
        assert (made.households[second.household].hamlet < 0) == one.elsewhere
    assert any(one.elsewhere for _, one in doubles)


def test_growth_is_plausible(children: list[Child]) -> None:
    measured = [one for child in children for one in child.measures]
    assert len(measured) > 5000
    assert all(1.2 <= one.kilograms <= 35 and 38 <= one.centimetres <= 135 for one in measured)
    assert all(child.days < 1826 for child in children if child.measures)


def test_queries_are_labelled_and_repeatable() -> None:
    children = population.sample(2000, seed=5)
    asked = population.queries(children, seed=1, n=300)
    assert asked == population.queries(children, seed=1, n=300)
    assert {one.kind for one in asked} == set(population.QUERY_KINDS)
    for one in asked:
        name = " ".join(children[one.wanted]["full_name"].split())
        if one.kind == "accentless":
            assert one.text == plain(name).lower()
        if one.kind == "reordered":
            assert sorted(one.text.split()) == sorted(plain(name).lower().split())


def test_duplicates_keep_the_children_given() -> None:
    children = population.sample(2000, seed=5)
    before = [dict(child) for child in children]
    more, pairs = population.duplicates(children, seed=1, share=0.05)
    assert children == before
    assert more[: len(children)] == children
    same = [one for one in pairs if one.same]
    assert len(same) == 100
    assert len(more) == len(children) + 100
    assert {one.kind for one in same} >= {"mistyped", "accentless", "year_only", "birth_near"}
    assert all(more[one.first]["birth_date"] == more[one.second]["birth_date"] for one in pairs if not one.same)
    assert any(not one.same for one in pairs)


def test_writing() -> None:
    import random

    assert keyed("Nguyễn Đức") == "Nguyeenx Dduwcs"
    assert keyed("Nguyễn Đức", vni=True) == "Nguye6n4 D9u7c1"
    assert plain("Đặng Thị Hường") == "Dang Thi Huong"
    draw = random.Random(1)
    assert len(shortened("Lò Thị Ánh", draw).split()) == 2
    assert sorted(swapped("Lò Thị Ánh", draw).split()) == sorted(["Lò", "Thị", "Ánh"])


def test_tables() -> None:
    assert Counter(table([("a", 3), ("b", 1)], 8)) == {"a": 6, "b": 2}
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    with pytest.raises(ValueError):
        table([])
    with pytest.raises(ValueError):
        population.plan(children=5, seed=1, places=[])


def test_nobody_asked_for() -> None:
    made = [population.commune(one, TODAY) for one in population.plan(children=0, seed=1, places=PLACES[:2])]
    assert [len(one.children) for one in made] == [0, 0]
