"""Cells equal a rebuild, cell by cell, whatever is edited, moved, merged, reformed, undone, and as days go by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.children.models import (
    Child,
    Circumstance,
    Fact,
    Growth,
    HouseholdKind,
    Immunisation,
    Merge,
    Pair,
    Reform,
    Schooling,
    Support,
    Transfer,
)
from chungtay.children.services import merging, moving, reforms
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics import bridges, periods, reading, settling
from chungtay.statistics.models import Carrier, Cell, KeptPeriod, Touched
from tests.factories.accounts import REFORM, Person, World, cover, make_unit
from tests.factories.children import make_child, make_hamlet, make_household

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 10)
REFUSED = (UserError, PermissionDenied, IntegrityError, IndexError)
YEAR, BEFORE = "year:2026", "year:2024"
CODES = ["children", "special", "special.d", "insured", "poor", "births", "injured", "school.primary", "growth.weighed"]


@pytest.fixture(autouse=True)
def stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


class Register:
    """Eight children in four homes of three communes, one of them a commune that is gone, and what can happen to them."""

    def __init__(self, world: World, bao: Person) -> None:
        self.world, self.actor = world, bao.actor
        hamlet = make_hamlet(world.old_commune)
        places = [world.commune, world.other_commune, world.old_commune, world.old_commune]
        self.homes = [
            make_household(unit, hamlet if unit == world.old_commune else None, clean_water=n % 2 == 0)
            for n, unit in enumerate(places)
        ]
        self.kids = [
            make_child(places[n % 4], f"Lò Văn {chr(65 + n)}", f"20{11 + 2 * n}-0{n + 1}-1{n}", ["male", "female"][n % 2],
                       household=self.homes[n % 4], ethnicity=["kinh", "thai", ""][n % 3],
                       hamlet=hamlet if n % 4 == 2 else None)
            for n in range(8)
        ]  # fmt: skip

    def act(self, name: str, who: int, n: int) -> None:
        """One random change; what the register refuses leaves everything as it was."""
        with suppress(*REFUSED), transaction.atomic(), as_system("random changes of a test"):
            getattr(self, name)(Child.objects.get(pk=self.kids[who].pk), n)

    def edit(self, child: Child, n: int) -> None:
        values: list[dict[str, Any]] = [
            {"sex": "female"}, {"ethnicity": "kinh"}, {"birth": "2020-02-29", "birth_date": dt.date(2020, 2, 29)},
            {"birth": "", "birth_date": None}, {"birth_registered": True}, {"status": "left", "status_on": TODAY},
            {"status": "here", "status_on": None}, {"status": "died", "status_on": TODAY - dt.timedelta(days=n)},
        ]  # fmt: skip
        Child.objects.filter(pk=child.pk).update(**values[n % len(values)])

    def fact(self, child: Child, n: int) -> None:
        kind = ["insurance", "injury", "disability", "participation", "screening"][n % 5]
        first = TODAY - dt.timedelta(days=40 * n)
        Fact.objects.create(child=child, kind=kind, code="movement" if kind == "disability" else "drowning", valid_from=first,
                            valid_to=first + dt.timedelta(days=60) if n % 3 else None)  # fmt: skip

    def end_fact(self, child: Child, n: int) -> None:
        Fact.objects.filter(child=child).update(valid_to=TODAY + dt.timedelta(days=n))

    def forget_facts(self, child: Child, n: int) -> None:
        Fact.objects.filter(child=child).delete()

    def circumstance(self, child: Child, n: int) -> None:
        group, code = [("d", "d1"), ("a", "a1"), ("k", "k2"), ("c", "c2")][n % 4]
        state = "confirmed" if n % 3 else "proposed"
        Circumstance.objects.create(child=child, group=group, code=code, state=state, decided_by_name="Ai",
                                    valid_from=TODAY - dt.timedelta(days=100 * n))  # fmt: skip

    def confirm(self, child: Child, n: int) -> None:
        Circumstance.objects.filter(child=child).update(state="confirmed", valid_to=None if n % 2 else TODAY)

    def support(self, child: Child, n: int) -> None:
        Support.objects.create(child=child, kind="health", content="Khám bệnh", on=TODAY - dt.timedelta(days=30 * n))

    def school(self, child: Child, n: int) -> None:
        Schooling.objects.update_or_create(
            child=child, year=2023 + n % 4,
            defaults={"level": ["primary", "nursery"][n % 2], "state": "attending" if n % 3 else "dropped_out"},
        )  # fmt: skip

    def weigh(self, child: Child, n: int) -> None:
        Growth.objects.update_or_create(
            child=child, on=TODAY - dt.timedelta(days=n), defaults={"weight": 10, "weight_for_age": -n}
        )

    def dose(self, child: Child, n: int) -> None:
        Immunisation.objects.get_or_create(child=child, vaccine="bcg", dose=1)

    def household(self, child: Child, n: int) -> None:
        home = self.homes[n % 4]
        if n % 2:
            HouseholdKind.objects.create(
                household=home, unit_path=home.unit_path, kind="poor", valid_from=TODAY - dt.timedelta(days=n)
            )
        else:
            type(home).objects.filter(pk=home.pk).update(clean_water=n % 4 == 0, temporary_house=True)

    def merge(self, child: Child, n: int) -> None:
        other = Child.objects.get(pk=self.kids[n % 8].pk)
        low, high = sorted((child, other), key=lambda one: one.pk)
        pair, _ = Pair.objects.get_or_create(
            first=low, second=high, defaults={"first_path": low.unit_path, "second_path": high.unit_path, "score": 1}
        )
        with acting_as(self.actor):
            merging.merge(actor=self.actor, pair=pair, keep_id=child.pk, take=["birth", "sex"] if n % 2 else [])

    def unmerge(self, child: Child, n: int) -> None:
        with acting_as(self.actor):
            merging.unmerge(actor=self.actor, done=Merge.objects.filter(undone_at=None).order_by("-pk")[n % 3])

    def move(self, child: Child, n: int) -> None:
        to = [self.world.commune, self.world.other_commune][n % 2]
        with acting_as(self.actor):
            for transfer in moving.release(
                actor=self.actor, children=[child], to_unit=to, on=TODAY - dt.timedelta(days=n), reason="theo cha mẹ"
            ):
                moving.accept(actor=self.actor, transfer=transfer)

    def move_back(self, child: Child, n: int) -> None:
        with acting_as(self.actor):
            moving.undo(actor=self.actor, transfer=Transfer.objects.order_by("-pk")[0], reason="nhầm")

    def reform(self, child: Child, n: int) -> None:
        with acting_as(self.actor):
            rehearsed = reforms.rehearse(actor=self.actor, province=self.world.province, effective_on=REFORM)
            reforms.apply(actor=self.actor, reform=rehearsed)

    def reform_back(self, child: Child, n: int) -> None:
        with acting_as(self.actor):
            reforms.reverse(actor=self.actor, reform=Reform.objects.order_by("-pk")[0])


ACTS = [name for name in vars(Register) if not name.startswith("_") and name != "act"]
CHANGES = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.integers(0, 12), st.booleans()), min_size=4, max_size=25
)


class Undo(Exception):
    pass


def kept(*codes: str) -> None:
    for code in codes:
        settling.keep(periods.parse(code))
    settling.settle(TODAY)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_cells_equal_a_rebuild_after_any_changes(bao: Person, world: World, law: None, changes: Any) -> None:
    with suppress(Undo), transaction.atomic():
        register = Register(world, bao)
        kept(YEAR, BEFORE)
        days = 0
        for name, who, n, read in changes:
            register.act(name, who, n)
            if read:
                days += n
                settling.settle(TODAY + dt.timedelta(days=days))
        day = TODAY + dt.timedelta(days=days)
        assert settling.verify(day) == {YEAR: [], BEFORE: []}
        assert not Touched.objects.exists()
        raise Undo


def test_every_act_of_the_property_changes_something(bao: Person, world: World, law: None) -> None:
    """A change that the register always refused would prove nothing."""
    register = Register(world, bao)
    kept(YEAR, BEFORE)
    register.act("move", 0, 1)
    idle = []
    for name in ACTS:
        Touched.objects.all().delete()
        for n in range(1, 5):
            register.act(name, (n * 2) % 8, n)
        if not Touched.objects.exists():
            idle.append(name)
    assert idle == []


def test_a_change_is_noted_in_its_own_transaction_and_counted_once(bao: Person, world: World, law: None) -> None:
    child = make_child(world.commune)
    kept(YEAR)
    period = periods.parse(YEAR)

    def read(code: str) -> int:
        with as_system("a test reads"):
            return int(
                reading.quantities(actor=None, codes=[code], units=[world.commune], period=period)[
                    code, world.commune.pk, ()
                ]
            )

    assert (read("children"), read("insured")) == (1, 0)
    with as_system("a fact"), suppress(Undo), transaction.atomic():
        Fact.objects.create(child=child, kind="insurance", valid_from=TODAY)
        assert read("insured") == 1
        raise Undo
    assert read("insured") == 0, "what was rolled back never counted"
    with as_system("a fact"):
        Fact.objects.create(child=child, kind="insurance", valid_from=TODAY)
        Fact.objects.create(child=child, kind="insurance", valid_from=TODAY - dt.timedelta(days=1))
    assert read("insured") == 1
    assert settling.settle(TODAY) == settling.Settled()


def test_days_that_go_by_count_like_changes(world: World, law: None) -> None:
    """Nobody touches the record: a child turns six, a card runs out, a child turns sixteen."""
    six = make_child(world.commune, "Lò Thị Sáu", "2020-03-12", "female")
    make_child(world.commune, "Lò Văn Lớn", "2010-03-15")
    with as_system("a card"):
        Fact.objects.create(child=six, kind="insurance", valid_from=dt.date(2025, 1, 1), valid_to=dt.date(2026, 3, 14))
    kept(YEAR)
    seen = {}
    for day in (dt.date(2026, 3, 11), dt.date(2026, 3, 12), dt.date(2026, 3, 14), dt.date(2026, 3, 15)):
        settling.settle(day)
        with as_system("a test reads"):
            rows = Cell.objects.filter(path=world.commune.path).exclude(value=0)
            seen[day.day] = sorted(
                rows.values_list("quantity__code", "band", "value").filter(quantity__code__in=["children", "insured"])
            )
        assert settling.verify(day) == {YEAR: []}
    assert seen == {
        11: [("children", "15", 1), ("children", "5", 1), ("insured", "5", 1)],
        12: [("children", "15", 1), ("children", "6", 1), ("insured", "6", 1)],
        14: [("children", "15", 1), ("children", "6", 1)],
        15: [("children", "6", 1)],
    }


def test_carriers_lost_in_a_crash_are_built_again(world: World, law: None) -> None:
    make_child(world.commune)
    kept(YEAR)
    with as_system("as after a hard stop"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM statistics_carrier")
    make_child(world.commune, "Lò Thị Bình", "2020-01-01", "female")
    assert settling.settle(TODAY).rebuilt == [YEAR]
    assert settling.verify(TODAY) == {YEAR: []}


def test_a_verify_that_finds_something_says_which_cell(world: World, law: None) -> None:
    make_child(world.commune)
    kept(YEAR)
    with as_system("somebody writes into the cells"):
        Cell.objects.filter(path=world.commune.path, quantity__code="children").update(value=7)
    different = settling.verify(TODAY)[YEAR]
    assert [(line[1], line[6], line[7]) for line in different] == [(world.commune.path, 7, 1)]


def test_live_counts_equal_kept_ones(bao: Person, world: World, law: None) -> None:
    """The same question over a period that is not kept, from the records, under three maps."""
    register = Register(world, bao)
    for n, name in enumerate(["fact", "circumstance", "school", "household", "weigh", "reform", "support"] * 2):
        register.act(name, n % 8, n)
    ask: Callable[..., Any] = reading.quantities
    units = [world.country, world.province, world.commune, world.other_commune]
    for code in (YEAR, BEFORE):
        period = periods.parse(code)
        for geography in (reading.Geography.REPORTED, reading.Geography.CURRENT):
            asked = {"actor": None, "codes": CODES, "units": units, "period": period, "geography": geography}
            with as_system("a test reads"):
                KeptPeriod.objects.all().delete()
                live = [ask(**asked), ask(**asked, by=["sex", "band"])]
            kept(code)
            with as_system("a test reads"):
                assert [ask(**asked), ask(**asked, by=["sex", "band"])] == live
            assert Carrier.objects.exists()


def test_urban_and_rural_add_up_to_the_whole(bao: Person, world: World, law: None) -> None:
    """By what each commune was on the day; a special zone is neither. Together they are the province."""
    for number, kind in enumerate(("phường", "đặc khu")):
        name = f"{kind.capitalize()} Bịa"
        unit = make_unit("commune", f"0990{number}", name, world.province, kind=kind, since=dt.date(2025, 7, 1))
        cover(world.country, world.province, unit)
        make_child(unit, "Lò Thị Phố", "2015-04-05", "female")
    register = Register(world, bao)
    register.act("fact", 0, 1)
    asked: dict[str, Any] = {"actor": None, "units": [world.country, world.province, world.commune]}
    asked |= {"codes": ["children", "insured"], "period": periods.parse(YEAR)}
    with as_system("a test reads"):
        whole = reading.quantities(**asked, by=["sex"])
        parts = reading.quantities(**asked, by=["sex", "area"])
        rates = reading.figures(
            actor=None, indicators=["I-0101"], units=[world.province], period=asked["period"], by=["area"]
        )
    again: dict[Any, Any] = {}
    for (code, pk, breaks), value in parts.items():
        again[code, pk, breaks[:1]] = again.get((code, pk, breaks[:1]), 0) + value
    assert again == whole
    found = {dict(one.breaks)["area"]: one.value for one in rates}
    assert found["urban"] == found[""] == 1
    assert (
        found["rural"]
        == sum(n for (code, pk, _), n in whole.items() if (code, pk) == ("children", world.province.pk)) - 2
    )


def test_a_bridge_adds_up_and_says_why(bao: Person, world: World, law: None) -> None:
    stays = make_child(world.commune, "Lò Thị Ở", "2019-01-01", "female", since=dt.date(2025, 7, 1))
    make_child(world.commune, "Lò Văn Sinh", "2026-02-01")
    make_child(world.commune, "Lò Văn Mười Sáu", "2010-02-01", since=dt.date(2025, 7, 1))
    leaves = make_child(world.commune, "Lò Thị Đi", "2018-01-01", "female", since=dt.date(2025, 7, 1))
    make_child(world.other_commune, "Lò Văn Khác", "2018-01-01", since=dt.date(2025, 7, 1))
    with acting_as(bao.actor):
        for transfer in moving.release(
            actor=bao.actor, children=[leaves], to_unit=world.other_commune, on=dt.date(2026, 2, 1), reason="theo mẹ"
        ):
            moving.accept(actor=bao.actor, transfer=transfer)
    with as_system("a card"):
        Fact.objects.create(child=stays, kind="insurance", valid_from=dt.date(2026, 1, 5))
    kept("year:2025", YEAR)
    first, second = periods.parse("year:2025"), periods.parse(YEAR)

    def changes(code: str, unit: Any) -> tuple[int, dict[str, int], int]:
        found = bridges.bridge(actor=bao.actor, code=code, unit=unit, first=first, second=second)
        assert found is not None
        assert found.before + sum(n for _, n in found.lines) == found.after
        names = [name for name, _, _ in bridges.LINES]
        return found.before, {name: n for name, (_, n) in zip(names, found.lines, strict=True) if n}, found.after

    assert changes("children", world.commune) == (3, {"new": 1, "gone": -1, "went": -1}, 2)
    assert changes("children", world.other_commune) == (1, {"came": 1}, 2)
    assert changes("children", world.province) == (4, {"new": 1, "gone": -1}, 4)
    assert changes("insured", world.commune) == (0, {"began": 1}, 1)
