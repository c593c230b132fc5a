"""The demo's invented register in a small province, published over two years and all levels: an outsider who keeps every
release works out nothing, and the control hides no more than twice what the primary rule alone would hide.

The register is the demo's (`populating`, its seed), with 8 communes instead of 45 and 30 children in each, so that counts are as
small as in the smallest communes of the demo.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chungtay.children import populating
from chungtay.foundation.scoping import acting_as
from chungtay.statistics import periods
from chungtay.statistics.disclosure import Plan, Why, protect
from chungtay.statistics.models import Release, ReleaseCell
from chungtay.statistics.publishing import draft
from chungtay.statistics.publishing.draft import Wanted
from chungtay.statistics.services import releases as services
from chungtay.territory.models import Level, Unit
from tests.factories.accounts import Person, World, cover, make_person, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("law")]
TODAY = dt.date(2026, 7, 20)
MEASURES = ("I-0101.count", "I-0103.count", "I-0103.rate", "I-0301.count", "I-0301.rate", "I-0302.count", "I-0302.rate",
            "I-0303.count", "I-0305.count", "I-0305.rate", "I-0501.count")  # fmt: skip


@pytest.fixture(autouse=True)
def stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def register(world: World) -> list[Unit]:
    more = [make_unit(Level.COMMUNE, f"0{3200 + place}", f"Xã Thử {place}", world.province) for place in range(6)]
    units = [world.commune, world.other_commune, *more]
    cover(world.country, world.province, *more)
    populating.fill(children=30 * len(units), seed=2026, units=units, today=TODAY)
    return units


def publish(person: Person, unit: Unit, level: str, period: str, *by: str) -> Release:
    known = [code for code in MEASURES if _is_there(code, period)]
    wanted = Wanted(unit, level, periods.parse(period), tuple(known), by)
    with acting_as(person.actor) as actor:
        return services.publish(actor=actor, wanted=wanted, title=f"{unit} {period}", next_on=dt.date(2027, 1, 15))


def _is_there(code: str, period: str) -> bool:
    from chungtay.statistics import catalogue

    indicator, _, key = code.partition(".")
    found = catalogue.indicators(periods.parse(period).last).get(indicator)
    measure = found.measure(key) if found else None
    return measure is not None and not measure.why_missing


def published(bao: Person, world: World) -> None:
    ministry = make_person("bo", "Phạm Thị Bộ", "ministry_officer", world.ministry, "Chuyên viên")
    publish(bao, world.province, "commune", "year:2025", "sex", "band")
    publish(ministry, world.country, "province", "year:2025", "sex")
    publish(bao, world.province, "commune", "half:2026", "sex")
    publish(bao, world.province, "province", "report_half:2026", "sex", "band", "minority")
    publish(bao, world.province, "commune", "2025-07-01/2026-06-30", "band")  # half of each of two years


def attacked(**options: Any) -> dict[str, Any]:
    """What the command says; `fails`: it ended with an error."""
    out, fails = io.StringIO(), False
    try:
        call_command("releases", "attack", json=True, stdout=out, **options)
    except CommandError:
        fails = True
    return {**json.loads(out.getvalue()), "fails": fails}


def test_two_years_and_all_levels_tell_no_hidden_cell(bao: Person, world: World, register: list[Unit]) -> None:
    published(bao, world)
    found = attacked()
    assert found["releases"] == 5
    assert found["primary"] > 100
    assert (found["derived"], found["fails"]) == ([], False)
    assert found["narrowed"] == []
    assert found["contradicting"] == 0
    assert found["primary"] < found["hidden"]
    assert found["ratio"] <= 2
    assert attacked(unit="12")["releases"] == 1  # the country's alone
    # A rate stands beside both its numbers, so that its rounding tells nothing more.
    assert not ReleaseCell.objects.filter(value__isnull=False, numerator=None).exists()


def test_the_attacker_finds_what_the_primary_rule_alone_leaves_open(
    bao: Person, world: World, register: list[Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would prove nothing."""

    def primary_alone(figures: Any, *args: Any, **kwargs: Any) -> Plan:
        plan = protect(figures, *args, **kwargs)
        return Plan(hidden={key: why for key, why in plan.hidden.items() if why is Why.SMALL})

    monkeypatch.setattr(draft, "protect", primary_alone)
    publish(bao, world.province, "commune", "year:2025", "sex", "band")
    found = attacked()
    assert found["fails"]
    assert len(found["derived"]) > 5
