"""Another limit tried on the clocks that ran: how many would have been late, in which units. Changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chungtay.cases.models import Clock, ClockPause, StopReason
from chungtay.cases.queries.clocks import law_pauses
from chungtay.cases.queries.supervision import Place, names_of
from chungtay.cases.running import Count, Past, Trial, simulate
from chungtay.law.clocks import term_words

KINDS = {"hours": "giờ", "working_days": "ngày làm việc", "days": "ngày", "months": "tháng"}
MOST = 200_000  # clocks of one trial


@dataclass(frozen=True)
class Answer:
    """`units`: name and counts, the unit with most more late first. `cut`: there were more than MOST, the latest are here."""

    term: str
    trial: Trial
    units: list[tuple[str, str, Count]]
    cut: bool


def past_clocks(place: Place, code: str, since: dt.date, until: dt.date) -> Iterator[Past]:
    """Clocks begun in [since, until], the latest first; what was replaced or no longer owed is left out."""
    kept = Clock.objects.filter(place.within(), code=code, started_at__date__gte=since, started_at__date__lte=until)
    rows = kept.filter(stop_reason__in=["", StopReason.DONE])
    pauses: dict[int, list[ClockPause]] = defaultdict(list)
    for pause in ClockPause.objects.filter(clock__in=rows, ends__isnull=False):
        pauses[pause.clock_id].append(pause)
    wanted = rows.order_by("-started_at", "-pk").values_list("pk", "started_at", "stopped_at", "due_at", "unit_path")
    for pk, start, ended, due, path in wanted[: MOST + 1]:
        yield Past(start, ended, due, law_pauses(pauses.get(pk, ())), path)


def try_limit(place: Place, code: str, term: dict[str, Any], since: dt.date, now: dt.datetime) -> Answer:
    """`term` as in a law file, for example {"working_days": 3}."""
    past = list(past_clocks(place, code, since, now.date()))
    trial = simulate(past[:MOST], term, now)
    names = names_of(trial.groups)
    units = [(path, names.get(path, path), count) for path, count in trial.groups.items()]
    units.sort(key=lambda row: (row[2].late - row[2].would, row[1]))
    return Answer(term_words(term), trial, units, len(past) > MOST)
