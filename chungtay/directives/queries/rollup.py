"""The national tree rolled up by agency and by unit, as at any day. Answers inside the present scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from chungtay.accounts.models import Agency
from chungtay.directives.models import Task
from chungtay.directives.queries.tasks import Counts
from chungtay.directives.status import LEAVES, annotate_status
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import order_key
from chungtay.territory.models import Unit

BY_AGENCY, BY_UNIT = "co-quan", "don-vi"
_LEAF_OF = {status: leaf for leaf, statuses in LEAVES.items() for status in statuses}


@dataclass(frozen=True)
class Line:
    """An agency (`key`: its id) or a unit (`key`: its path; `below`: units under it are counted in)."""

    key: str
    name: str
    counts: Counts
    weighted: int  # what is done, percent of all by the weight of the tasks
    below: bool = False


def by_agency(day: dt.date) -> list[Line]:
    """Every agency with all tasks it leads, also those given on to it, the most overdue first. Two statements."""
    found = _gather((str(lead), *rest) for lead, *rest in _rows(Task.objects.all(), "lead", day))
    names = Agency.objects.filter(pk__in=[int(key) for key in found]).values_list("pk", "name")
    return _ordered(Line(str(pk), name, *found[str(pk)]) for pk, name in names)


def by_unit(day: dt.date, within: str) -> list[Line]:
    """Each unit one level below `within` (a path; empty: the country) with the tasks given to it and below it.

    Tasks given on inside a unit are parts of what was given to it and are not counted again. Two statements.
    """
    depth = len(within.split("/")) + 1 if within else 1
    tasks = Task.objects.filter(parent=None)
    if within:
        tasks = tasks.filter(unit_path__gte=within, unit_path__lt=within + "~")
    rows = [("/".join(path.split("/")[:depth]), path, *rest) for path, *rest in _rows(tasks, "unit_path", day)]
    deeper = {key for key, path, *_ in rows if path != key}
    found = _gather((key, *rest) for key, _, *rest in rows)
    names = {unit.path: unit for unit in Unit.objects.filter(path__in=found)}
    return _ordered(
        Line(key, _name(names.get(key), key == within), *totals, below=key in deeper and key != within)
        for key, totals in found.items()
    )


def widest(actor: Actor) -> str:
    """The path of the whole that the actor sees; empty for the country."""
    return min(actor.unit_paths, key=len, default="")


def _name(unit: Unit | None, itself: bool) -> str:
    if unit is None:
        return "Cơ quan trung ương"
    return f"{unit} (các cơ quan cấp này)" if itself else str(unit)


def _rows(tasks: Any, field: str, day: dt.date) -> Any:
    counted = annotate_status(tasks.order_by(), day).values_list(field, "status")
    return counted.annotate(number=Count("pk"), weight=Sum("weight"))


def _gather(rows: Iterable[tuple[str, str, int, int]]) -> dict[str, tuple[Counts, int]]:
    leaves: dict[str, dict[str, int]] = {}
    weights: dict[str, list[int]] = {}
    for key, status, number, weight in rows:
        leaf = _LEAF_OF.get(status)
        if leaf is None:
            continue
        of_key = leaves.setdefault(key, {})
        of_key[leaf] = of_key.get(leaf, 0) + number
        done_and_all = weights.setdefault(key, [0, 0])
        done_and_all[0] += weight if leaf.startswith("done") else 0
        done_and_all[1] += weight
    return {key: (Counts(**of_key), 100 * weights[key][0] // weights[key][1]) for key, of_key in leaves.items()}


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.counts.open_overdue, order_key(line.name)))
