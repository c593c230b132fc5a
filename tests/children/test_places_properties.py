"""Whatever is done in whatever order: each child has exactly one place on each day, and totals add up at every level."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from chungtay.children.models import Child, Merge, Pair, Reform, Residence, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.policies import ChildPermission
from chungtay.children.services import children, merging, moving, reforms
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

VERBS = [
    "move",
    "move",
    "release",
    "accept",
    "refuse",
    "undo",
    "reform",
    "reverse",
    "end",
    "reopen",
    "merge",
    "merge",
    "unmerge",
]
steps = some.lists(
    some.tuples(some.sampled_from(VERBS), some.integers(0, 3), some.integers(0, 2), some.integers(0, 300)),
    min_size=3,
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
            case "move":
                (made,) = moving.release(actor=self.actor, children=[child], to_unit=self.communes[where], on=on)
                moving.accept(actor=self.actor, transfer=made)
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
            case "reform":
                targets = {self.split_hamlet.pk: self.communes[where].pk}
                made = reforms.rehearse(
                    actor=self.actor, province=self.world.province, effective_on=REFORM, hamlets=targets
                )
                reforms.apply(actor=self.actor, reform=made)
            case "reverse" if latest is not None:
                reforms.reverse(actor=self.actor, reform=latest)
            case "merge" if which != where:
                merging.merge(actor=self.actor, pair=pair_of(child, self.children[where]), keep_id=child.pk)
            case "unmerge":
                last = Merge.objects.filter(undone_at=None)[0]
                merging.unmerge(actor=self.actor, done=last)
            case "end" | "reopen":
                # Ending is the commune's work; here only the places are tried.
                may = self.actor.permissions | {str(ChildPermission.EDIT)}
                keeper = dataclasses.replace(self.actor, level="commune", permissions=may)
                if what == "end":
                    children.end_child(actor=keeper, child=child, status="left", on=on, reason="rời đi")
                else:
                    children.reopen_child(actor=keeper, child=child, reason="trở về")


def pair_of(one: Child, other: Child) -> Pair:
    first, second = sorted(Child.objects.filter(pk__in=[one.pk, other.pk]), key=lambda child: child.pk)
    paths = {"first_path": first.unit_path, "second_path": second.unit_path, "score": 1}
    pair, _made = Pair.objects.get_or_create(first=first, second=second, defaults=paths)
    return pair


def places_on(day: dt.date) -> Counter[int]:
    """Places of records that stand for a child: one that was merged into another does not."""
    rows = Residence.objects.filter(period__contains=day).exclude(child__status="merged")
    return Counter(rows.values_list("child_id", flat=True))


def totals_add_up(day: dt.date) -> None:
    """Communes, provinces and the country count the same children."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place_path, count(*) FROM children_residence r JOIN children_child c ON c.id = r.child_id"
            " WHERE period @> %s AND c.status <> 'merged' GROUP BY 1",
            [day],
        )
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
@example(series=[("end", 1, 0, 0), ("reform", 0, 0, 0)])
@example(series=[("end", 1, 0, 100), ("reform", 0, 0, 0), ("reopen", 1, 0, 0), ("reverse", 0, 0, 0)])
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
            for child in Child.objects.exclude(status="merged"):
                without_gaps(child)
                last = Residence.objects.filter(child=child).order_by("-period").first()
                assert last is not None
                assert (last.unit_id, last.place_path) == (child.unit_id, child.unit_path)
            for day in DAYS:
                assert set(places_on(day).values()) <= {1}
                totals_add_up(day)
            merged = Child.objects.filter(status="merged").count()
            # The fourth child's commune began with the reform; a merged record gives its earlier days to the one that stays.
            assert 3 - merged <= sum(places_on(DAYS[0]).values()) <= 4 - merged
            for done in Merge.objects.filter(undone_at=None):  # taken apart in the order they came off, all stand again
                merging.unmerge(actor=actor, done=done)
            if not merged:
                assert sum(places_on(DAYS[0]).values()) == 3
        transaction.set_rollback(True)
