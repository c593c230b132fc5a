"""Two chairs, and the law's clocks loaded: care runs by them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from chungtay.law import queries
from tests.factories.accounts import Person, World, make_person
from tests.factories.law import law_files


@pytest.fixture(autouse=True)
def law(plain_settings: None) -> None:
    """The law of the repository, from memory: loading it anew for each test would cost seconds."""
    queries.answer_from(law_files())


@pytest.fixture
def lan(world: World) -> Person:
    """Chair where Alice works."""
    return make_person("lan", "Cà Thị Lan", "commune_chair", world.committee, "Chủ tịch UBND xã")


@pytest.fixture
def minh(world: World) -> Person:
    """Chair where Chi works."""
    return make_person("minh", "Lường Văn Minh", "commune_chair", world.other_committee, "Chủ tịch UBND xã")


class Clockwork:
    """The day the product thinks it is: `clockwork.go(day)` is nine in the morning."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._real, self._ahead = timezone.now, dt.timedelta(0)
        patch.setattr(timezone, "now", lambda: self._real() + self._ahead)

    def go(self, day: dt.date) -> dt.date:
        self._ahead = timezone.make_aware(dt.datetime.combine(day, dt.time(9))) - self._real()
        return day


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    """Thursday 14/5/2026."""
    made = Clockwork(monkeypatch)
    made.go(dt.date(2026, 5, 14))
    return made
