"""Cases and placements count by the age of their child, which changes while nobody touches either."""

from __future__ import annotations

import datetime as dt

import pytest

from chungtay.care.models import Carer, Placement
from chungtay.foundation import vault
from chungtay.foundation.scoping import as_system
from chungtay.statistics import periods, settling
from chungtay.statistics.models import Cell
from tests.factories.accounts import World
from tests.factories.cases import make_case
from tests.factories.children import make_child

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


def test_a_birthday_moves_the_case_and_the_placement_of_the_child(world: World, law: None) -> None:
    child = make_child(world.commune, "Lò Thị Sáu", "2020-03-12", "female")
    received = dt.datetime(2026, 2, 1, 8, tzinfo=dt.UTC)
    make_case(world.commune, kind="abuse", state="serving", child=child, received_at=received, opened_at=received)
    long_ago = dt.date(2025, 9, 1)
    with as_system("a placement of long ago"):
        carer = Carer.objects.create(
            code="NC-1", unit=world.commune, unit_path=world.commune.path, kind="facility", state="registered",
            registered_on=long_ago, key=vault.create("carer"),
        )  # fmt: skip
        Placement.objects.create(
            code="CS-1", child=child, child_unit=world.commune, carer=carer, carer_unit=world.commune, form_of_care="facility",
            ground="unsafe", state="handed_over", proposed_on=long_ago, decided_on=long_ago, signed_by_id=1,
            handed_over_on=long_ago, key=vault.create("placement"),
        )  # fmt: skip
    settling.keep(periods.parse("year:2026"))
    seen = {}
    for day in (DAY, DAY + dt.timedelta(days=2)):
        settling.settle(day)
        assert settling.verify(day) == {"year:2026": []}
        with as_system("a test reads"):
            rows = Cell.objects.filter(path=world.commune.path, quantity__code__in=["abused.cases", "care.facility"])
            seen[day.day] = sorted(rows.exclude(value=0).values_list("quantity__code", "band", "value"))
    assert seen == {
        10: [("abused.cases", "5", 1), ("care.facility", "5", 1)],
        12: [("abused.cases", "6", 1), ("care.facility", "6", 1)],
    }
