"""Nothing small follows from what is shown: every hidden cell has another table that fits, and a solver finds no way round."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

import pytest

from chungtay.statistics.disclosure import Figure, Plan, Rule, Rules, Standing, Term, Why, protect
from chungtay.statistics.disclosure.figures import Equation, Fine
from tests.statistics.attack import Seen, attack, derived
from tests.statistics.province import (
    ALL_BANDS,
    ALL_SEXES,
    MEANS,
    NO_BREAK,
    as_form_601,
    communes,
    counts,
    crossed,
    levels,
)

Truth = dict[Fine, int]


def value_of(terms: Sequence[Term], truth: Mapping[Fine, int]) -> int:
    return sum(
        term.factor * truth.get((term.role, unit, sex, band, minority), 0)
        for term in terms
        for unit in term.units
        for sex in term.sexes
        for band in term.bands
        for minority in term.minorities
    )


def changed(terms: Sequence[Term], change: Mapping[Fine, int]) -> int:
    return sum(
        term.factor * by
        for (role, unit, sex, band, minority), by in change.items()
        for term in terms
        if role == term.role
        and unit in term.units
        and sex in term.sexes
        and band in term.bands
        and minority in term.minorities
    )


def seen(figures: Sequence[Figure], truth: Truth, hidden: Mapping[Hashable, object]) -> list[Seen]:
    return [
        Seen(
            one.key, tuple((t.factor, t.role, t.units, t.sexes, t.bands) for t in one.terms),
            None if one.key in hidden else value_of(one.terms, truth),
        )
        for one in figures
    ]  # fmt: skip


def check_proofs(figures: Sequence[Figure], truth: Truth, plan: Plan, equations: Sequence[Equation] = ()) -> None:
    """Counted anew from atoms: each other table shows the same numbers, has no count below zero and tells the cell otherwise."""
    about: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for one in figures:
        if one.key not in plan.hidden and one.standing in (Standing.NEW, Standing.PUBLIC):
            for term in one.terms:
                for unit in term.units:
                    about[term.role, unit].append(one)
    by_key = {one.key: one for one in figures}
    for key, change in plan.proofs:
        assert all(truth.get(atom, 0) + by >= 0 for atom, by in change.items())
        for one in {id(one): one for atom in change for one in about[atom[0], atom[1]]}.values():
            assert changed(one.terms, change) == 0, (key, one.key)
        assert all(changed(equation.terms, change) == 0 for equation in equations)
        if key in by_key:
            assert changed(by_key[key].terms, change) != 0
    proved = {key for key, _ in plan.proofs}
    assert {key for key, why in plan.hidden.items() if why is Why.SMALL} <= proved


def small_shown(figures: Sequence[Figure], truth: Truth, plan: Plan, rule: Rule) -> list[Hashable]:
    return [one.key for one in figures if one.key not in plan.hidden and rule.is_small(value_of(one.terms, truth))]


# -- one table


def test_a_table_by_hand() -> None:
    """Two communes, girls and boys, totals shown. The one girl of A alone would follow from any row or column."""
    truth = {("q", "A", "f", "0-6", ""): 1, ("q", "A", "m", "0-6", ""): 9, ("q", "B", "f", "0-6", ""): 7,
             ("q", "B", "m", "0-6", ""): 8}  # fmt: skip
    one_band = [f for f in crossed("q", levels(["A", "B"], "P")) if f.key[3] == "0-6+6-16"]  # type: ignore[index]
    plan = protect(one_band, truth)
    assert {key[1:3]: why for key, why in plan.hidden.items()} == {  # type: ignore[index]
        ("A", "f"): Why.SMALL, ("A", "m"): Why.KEEPS, ("B", "f"): Why.KEEPS, ("B", "m"): Why.KEEPS,
    }  # fmt: skip
    check_proofs(one_band, truth, plan)
    found = attack(seen(one_band, truth, plan.hidden))
    assert found[("q", "A", "f", "0-6+6-16")] == (0.0, 8.0)


def test_boys_are_guarded_where_only_girls_are_printed() -> None:
    truth = {("q", "A", "f", "0-6", ""): 12, ("q", "A", "m", "0-6", ""): 1, ("q", "B", "f", "0-6", ""): 7,
             ("q", "B", "m", "0-6", ""): 8}  # fmt: skip
    figures = [one for one in as_form_601("q", levels(["A", "B"], "P")) if "6-16" not in str(one.key[3]).split("+")[:1]]  # type: ignore[index]
    plan = protect(figures, truth)
    assert ("q", "A", "f", "0-6+6-16") in plan.hidden or ("q", "A", "fm", "0-6+6-16") in plan.hidden
    check_proofs(figures, truth, plan)
    boys = Figure("boys", (Term("q", frozenset("A"), frozenset("m"), ALL_BANDS, NO_BREAK),))
    found = attack([*seen(figures, truth, plan.hidden), *seen([boys], truth, {"boys": Why.SMALL})])
    assert found["boys"][1] >= 3


def test_zero_is_shown_and_what_cannot_be_is_no_hiding_place() -> None:
    places = levels(["A", "B", "C"], "P")
    truth = {("q", "A", "f", "6-16", ""): 2, ("q", "B", "f", "6-16", ""): 6, ("q", "C", "f", "6-16", ""): 5}
    boys = Term("q", frozenset("ABC"), frozenset("m"), ALL_BANDS, NO_BREAK)  # mothers under 18: no boy can be one
    figures = [one for one in crossed("q", places) if one.key[3] == "0-6+6-16"]  # type: ignore[index]
    plan = protect(figures, truth, impossible=[boys])
    assert all(atom[2] == "f" for _, change in plan.proofs for atom in change)
    assert ("q", "A", "m", "0-6+6-16") not in plan.hidden
    check_proofs(figures, truth, plan)


def test_nothing_small_nothing_hidden_and_no_data_is_no_trouble() -> None:
    places = levels(["A", "B"], "P")
    assert protect(crossed("q", places), {}).hidden == {}
    assert protect([], {}).hidden == {}
    many = {("q", unit, sex, band, ""): 40 for unit in "AB" for sex in "fm" for band in ("0-6", "6-16")}
    assert protect(crossed("q", places), many).hidden == {}


def test_sealed_quantities_stay_further_from_the_truth() -> None:
    units = communes(12)
    truth = counts("hiv", 6.0, units, 3)
    figures = crossed("hiv", levels(units, "P"), sealed=True)
    rules = Rules()
    plan = protect(figures, truth, rules=rules)
    assert small_shown(figures, truth, plan, rules.sealed) == []
    assert len(plan.hidden) > len(protect(crossed("hiv", levels(units, "P")), truth).hidden)
    found = attack(seen(figures, truth, plan.hidden))
    for key, why in plan.hidden.items():
        if why is Why.SMALL:
            assert found[key][1] >= rules.sealed.small + 1 - 1e-6 or found[key][1] - found[key][0] >= 4


# -- a province


@pytest.fixture(scope="module")
def province() -> list[tuple[list[Figure], Truth, Plan, float]]:
    """The 20 quantities of 129 communes in the shape of form 601/TE, protected."""
    units = communes(129)
    made = []
    for quantity, mean in MEANS:
        role = f"{quantity}@year:2026"
        figures, truth = as_form_601(role, levels(units, "P")), counts(role, mean, units, 1)
        began = time.process_time()
        made.append((figures, truth, protect(figures, truth), time.process_time() - began))
    return made


def test_a_province_keeps_every_small_count_and_hides_little_more(
    province: list[tuple[list[Figure], Truth, Plan, float]],
) -> None:
    primary = hidden = 0
    for figures, truth, plan, _ in province:
        assert small_shown(figures, truth, plan, Rule()) == []
        assert plan.exposed == []
        check_proofs(figures, truth, plan)
        primary, hidden = primary + plan.primary, hidden + len(plan.hidden)
    assert primary > 2000  # a province in which most cells of rare things are small
    assert hidden <= 2 * primary
    assert sum(spent for *_, spent in province) < 60  # of a processor; seconds on a quiet machine


def test_the_attacker_of_a_province_derives_no_cell(province: list[tuple[list[Figure], Truth, Plan, float]]) -> None:
    for figures, truth, plan, _ in [province[1], province[5], province[11]]:  # few, some and many small counts
        assert derived(attack(seen(figures, truth, plan.hidden))) == []


def test_the_attacker_wins_where_only_the_primary_rule_is_applied(
    province: list[tuple[list[Figure], Truth, Plan, float]],
) -> None:
    """Else the test above would prove nothing."""
    figures, truth, plan, _ = province[5]
    primary = {key: why for key, why in plan.hidden.items() if why is Why.SMALL}
    assert derived(attack(seen(figures, truth, primary))) != []


def test_all_breaks_crossed() -> None:
    units = communes(40)
    primary = hidden = 0
    for quantity, mean in MEANS[5:9]:
        figures, truth = crossed(quantity, levels(units, "P")), counts(quantity, mean, units, 2)
        plan = protect(figures, truth)
        check_proofs(figures, truth, plan)
        assert small_shown(figures, truth, plan, Rule()) == []
        assert derived(attack(seen(figures, truth, plan.hidden))) == []
        primary, hidden = primary + plan.primary, hidden + len(plan.hidden)
    assert hidden <= 2 * primary


# -- two years of releases, two provinces and the nation


PROVINCES = {"P": communes(6, "P"), "Q": communes(4, "Q")}
NATION = [unit for units in PROVINCES.values() for unit in units]
PLACES = {**levels(PROVINCES["P"], "P"), **levels(PROVINCES["Q"], "Q")}
HALVES = ("h1", "h2", "h3", "h4")


def story() -> tuple[Truth, list[Equation]]:
    """Events of four halves and two years, a stock at the end of each half with what came and what went."""
    truth: Truth = {}
    stock = counts("stock@h0", 9.0, NATION, 5)
    truth |= stock
    for number, half in enumerate(HALVES):
        came, went = counts(f"in@{half}", 1.2, NATION, number), counts(f"out@{half}", 0.8, NATION, number)
        left = {(f"out@{half}", *key): min(n, stock[(f"stock@h{number}", *key)]) for (_, *key), n in went.items()}
        stock = {
            (f"stock@{half}", *key): n + came[(f"in@{half}", *key)] - left[(f"out@{half}", *key)]
            for (_, *key), n in stock.items()
        }
        truth |= came | left | stock | counts(f"event@{half}", 2.0, NATION, number)
    for year, (first, second) in (("y1", HALVES[:2]), ("y2", HALVES[2:])):
        truth |= {
            (f"event@{year}", *key): n + truth[(f"event@{second}", *key)]
            for (role, *key), n in list(truth.items())
            if role == f"event@{first}"
        }
    return truth, [equation for unit in NATION for sex in "fm" for equation in equations_of(unit, sex)]


def equations_of(unit: str, sex: str) -> list[Equation]:
    def term(role: str, factor: int) -> Term:
        return Term(role, frozenset([unit]), frozenset(sex), ALL_BANDS, NO_BREAK, factor)

    halves = ["h0", *HALVES]
    flows = [
        Equation((term(f"stock@{now}", 1), term(f"stock@{before}", -1), term(f"in@{now}", -1), term(f"out@{now}", 1)))
        for before, now in zip(halves, HALVES, strict=False)
    ]
    years = [("y1", HALVES[:2]), ("y2", HALVES[2:])]
    return flows + [
        Equation((term(f"event@{year}", 1), term(f"event@{first}", -1), term(f"event@{second}", -1)))
        for year, (first, second) in years
    ]


def by_sex(role: str, places: dict[str, frozenset[str]]) -> list[Figure]:
    return [one for one in crossed(role, places) if one.key[3] == "0-6+6-16"]  # type: ignore[index]


RELEASES = [  # in the order of their days: provinces each half and year, the nation once a year
    *[[f"{what}@{half}" for what in ("event", "stock", "in", "out")] for half in HALVES[:2]], ["event@y1"],
    ["nation", "event@y1", "stock@h2"],
    *[[f"{what}@{half}" for what in ("event", "stock", "in", "out")] for half in HALVES[2:]], ["event@y2"],
    ["nation", "event@y2", "stock@h4"],
]  # fmt: skip


def test_all_releases_of_two_years_and_all_levels_tell_no_hidden_cell() -> None:
    truth, equations = story()
    public: dict[Hashable, Figure] = {}
    standing: dict[Hashable, Standing] = {}
    for release in RELEASES:
        places = {"P": PLACES["P"], "Q": PLACES["Q"], "": frozenset(NATION)} if release[0] == "nation" else PLACES
        new = [one for role in release if role != "nation" for one in by_sex(role, places) if one.key not in public]
        earlier = [Figure(one.key, one.terms, standing[key], one.weight) for key, one in public.items()]
        plan = protect([*earlier, *new], truth, equations=equations)
        check_proofs([*earlier, *new], truth, plan, equations)
        assert plan.exposed == []
        for one in new:
            public[one.key] = one
            standing[one.key] = Standing.HIDDEN if one.key in plan.hidden else Standing.PUBLIC
    hidden = {key: Why.SMALL for key, how in standing.items() if how is Standing.HIDDEN}
    assert 0 < len(hidden) < len(standing)
    cells = seen(list(public.values()), truth, hidden)
    known = [Seen(place, tuple((t.factor, t.role, t.units, t.sexes, t.bands) for t in one.terms), 0)
             for place, one in enumerate(equations)]  # fmt: skip
    found = attack(cells, known)
    assert derived(found) == []
    still_small = Counter(value_of(public[key].terms, truth) for key in hidden)
    assert still_small[1] + still_small[2] > 30


def test_a_half_year_is_guarded_that_was_never_printed() -> None:
    """The year and its first half are shown: the second half follows, and it is one child."""
    truth = {("e@h1", "A", "f", "0-6", ""): 5, ("e@h2", "A", "f", "0-6", ""): 1, ("e@y", "A", "f", "0-6", ""): 6,
             ("e@h1", "B", "f", "0-6", ""): 8, ("e@h2", "B", "f", "0-6", ""): 9, ("e@y", "B", "f", "0-6", ""): 17}  # fmt: skip
    places = levels(["A", "B"], "P")
    total = [one for role in ("e@h1", "e@y") for one in crossed(role, places) if one.key[2:] == ("fm", "0-6+6-16")]  # type: ignore[index]
    whole = [Equation(tuple(
        Term(role, frozenset([unit]), ALL_SEXES, ALL_BANDS, NO_BREAK, factor)
        for role, factor in (("e@y", 1), ("e@h1", -1), ("e@h2", -1))
    )) for unit in "AB"]  # fmt: skip
    first_shown = [
        Figure(one.key, one.terms, Standing.PUBLIC if "h1" in str(one.key[0]) else Standing.NEW, one.weight)  # type: ignore[index]
        for one in total
    ]
    plan = protect(first_shown, truth, equations=whole)
    assert {key[1] for key in plan.hidden} == {"A", "B"}  # type: ignore[index]
    check_proofs(first_shown, truth, plan, whole)


def test_what_is_public_already_is_told_as_exposed() -> None:
    """A province total and all communes but one are out: the one that is left cannot be kept any more."""
    truth = {("q", "A", "f", "0-6", ""): 1, ("q", "B", "f", "0-6", ""): 7}
    figures = [one for one in crossed("q", levels(["A", "B"], "P")) if one.key[2:] == ("fm", "0-6+6-16")]  # type: ignore[index]
    earlier = [
        Figure(one.key, one.terms, Standing.NEW if one.key[1] == "A" else Standing.PUBLIC)  # type: ignore[index]
        for one in figures
    ]
    plan = protect(earlier, truth)
    assert plan.exposed == [("q", "A", "fm", "0-6+6-16")]


def test_a_part_is_never_moved_above_its_whole() -> None:
    truth = {("part", "A", "f", "0-6", ""): 1, ("whole", "A", "f", "0-6", ""): 3, ("part", "B", "f", "0-6", ""): 4,
             ("whole", "B", "f", "0-6", ""): 4, ("part", "C", "f", "0-6", ""): 5, ("whole", "C", "f", "0-6", ""): 9}  # fmt: skip
    places = levels(["A", "B", "C"], "P")
    figures = [one for role in ("part", "whole") for one in crossed(role, places) if one.key[2:] == ("fm", "0-6+6-16")]  # type: ignore[index]
    plan = protect(figures, truth, bounds=[("part", "whole")])
    for _, change in plan.proofs:
        now = {atom: truth.get(atom, 0) + change.get(atom, 0) for atom in {*truth, *change}}
        assert all(now[("part", *key)] <= now.get(("whole", *key), 0) for role, *key in now if role == "part")
    found = attack(seen(figures, truth, plan.hidden), bounds=[("part", "whole")])
    assert derived(found) == []
