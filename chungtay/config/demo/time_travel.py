"""The demo world is made by the product's own services, each on the day it would have happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Inside the block the product believes it is `moment` (aware). The audit chain alone keeps the true time."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def moment(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A time of day in Viet Nam."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
