"""Whatever is done in whatever order: each child has exactly one place on each day, and totals add up at every level."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from chungtay.children.models import Child, Reform, Residence, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.policies import ChildPermission
from chungtay.children.services import children, moving, reforms
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Level, Succession, Unit
from tests.factories.accounts import LONG_AGO, REFORM, Person, World, cover, make_unit
from tests.factories.children import make_child, make_hamlet

pytestmark = pytest.mark.django_db
DAYS = [
    dt.date(2024, 12, 31),
    REFORM - dt.timedelta(days=1),
    REFORM,
    dt.date(2025, 10, 1),
    dt.date(2026, 3, 1),
    dt.date(2026, 11, 1),
]

steps = some.lists(
    some.tuples(
        some.sampled_from(["release", "accept", "refuse", "undo", "rehearse", "apply", "reverse", "end", "reopen"]),
        some.integers(0, 3),
        some.integers(0, 2),
        some.integers(0, 300),
    ),
    max_size=14,
)


class Province:
    """An officer of the province does everything, so that only the rules of places stand in the way."""

    def __init__(self, actor: Actor, world: World) -> None:
        self.actor, self.world = actor, world
        split = make_unit(Level.COMMUNE, "03151", "Xã Nà Nhạn", world.old_commune.parent, since=LONG_AGO, until=REFORM)
        for new in (world.commune, world.other_commune):
            Succession.objects.create(predecessor=split, successor=new, effective_on=REFORM, whole=False)
        cover(world.province)
        self.split_hamlet = make_hamlet(split, "Bản Trên")
        self.communes = [world.commune, world.other_commune, world.commune]
        self.children = [
            make_child(world.old_commune, "Lò Văn Một", "2016-01-05"),
            make_child(split, "Lò Văn Hai", "2017-02-06", hamlet=self.split_hamlet),
            make_child(split, "Lò Văn Ba", "2018-03-07"),
            make_child(world.commune, "Lò Văn Bốn", "2019-04-08"),
        ]

    def do(self, what: str, which: int, where: int, day: int) -> None:
        child = Child.objects.get(pk=self.children[which].pk)
        on = REFORM + dt.timedelta(days=day)
        transfers = Transfer.objects.filter(child=child)
        latest = Reform.objects.first()
        match what:
            case "release":
                moving.release(actor=self.actor, children=[child], to_unit=self.communes[where], on=on)
            case "accept" | "refuse":
                waiting = transfers.get(state=TransferState.RELEASED)
                if what == "accept":
                    moving.accept(actor=self.actor, transfer=waiting)
                else:
                    moving.answer(actor=self.actor, transfer=waiting, step="refuse", reason="không có")
            case "undo":
                moving.undo(actor=self.actor, transfer=transfers.filter(state=TransferState.ACCEPTED)[0], reason="nhầm")
            case "rehearse":
                targets = {self.split_hamlet.pk: self.communes[where].pk}
                reforms.rehearse(actor=self.actor, province=self.world.province, effective_on=REFORM, hamlets=targets)
            case "apply" if latest is not None:
                reforms.apply(actor=self.actor, reform=latest)
            case "reverse" if latest is not None:
                reforms.reverse(actor=self.actor, reform=latest)
            case "end" | "reopen":
                # Ending is the commune's work; here only the places are tried.
                may = self.actor.permissions | {str(ChildPermission.EDIT)}
                keeper = dataclasses.replace(self.actor, level="commune", permissions=may)
                if what == "end":
                    children.end_child(actor=keeper, child=child, status="left", on=on, reason="rời đi")
                else:
                    children.reopen_child(actor=keeper, child=child, reason="trở về")


def places_on(day: dt.date) -> Counter[int]:
    rows = Residence.objects.filter(period__contains=day).values_list("child_id", flat=True)
    return Counter(rows)


def totals_add_up(day: dt.date) -> None:
    """Communes, provinces and the country count the same children."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT place_path, count(*) FROM children_residence WHERE period @> %s GROUP BY 1", [day])
        by_commune: dict[str, int] = dict(cursor.fetchall())
    by_province: Counter[str] = Counter()
    for path, number in by_commune.items():
        unit = Unit.objects.get(path=path)
        assert unit.level == Level.COMMUNE
        by_province[path.split("/")[0]] += number
    assert sum(by_province.values()) == sum(places_on(day).values())


def without_gaps(child: Child) -> None:
    periods = [row.period for row in Residence.objects.filter(child=child).order_by("period")]
    for earlier, later in itertools.pairwise(periods):
        assert earlier.upper == later.lower, "a day without a place, or two places"
    is_open = periods[-1].upper is None
    assert is_open == (child.status == "here")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(series=steps)
def test_one_place_a_day_whatever_happens(bao: Person, world: World, series: list[tuple[str, int, int, int]]) -> None:
    actor = bao.actor
    with transaction.atomic():
        province = Province(actor, world)
        with acting_as(actor):
            for step in series:
                try:
                    with transaction.atomic():
                        province.do(*step)
                except (UserError, Transfer.DoesNotExist, IndexError):
                    pass  # refused with a sentence, or nothing to do: nothing may have changed half-way
        with as_system("looking at every place"):
            for child in Child.objects.all():
                without_gaps(child)
                last = Residence.objects.filter(child=child).order_by("-period").first()
                assert last is not None
                assert (last.unit_id, last.place_path) == (child.unit_id, child.unit_path)
            for day in DAYS:
                assert set(places_on(day).values()) <= {1}
                totals_add_up(day)
            assert sum(places_on(DAYS[0]).values()) == 3  # the fourth child's commune began with the reform
        transaction.set_rollback(True)
