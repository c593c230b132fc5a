"""`chungtay units`: units as JSON, on any day, for scripts."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import prefetch_related_objects
from django.utils import timezone

from chungtay.foundation.vietnamese import parse_date
from chungtay.territory import queries
from chungtay.territory.models import Level, Unit
from chungtay.territory.search import place_of, search_units


class Command(BaseCommand):
    help = "Prints units as JSON: those of a day, those that fit a name, or what loading left to be reviewed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", default="", help="day, 2024-06-30 or 30/06/2024 (today)")
        parser.add_argument("--search", default="", help="name, with or without accents; without --on of any time")
        parser.add_argument("--level", choices=["province", "district", "commune"], default=None)
        parser.add_argument("--within", default="", help="path of the unit to stay inside, such as 11b")
        parser.add_argument("--limit", type=int, default=20, help="for --search")
        parser.add_argument(
            "--unmatched", action="store_true", help="what could not be matched when the list was loaded"
        )
        parser.add_argument("--check", action="store_true", help="whether the list adds up on the day")

    def handle(self, *args: Any, **options: Any) -> None:
        day = parse_date(options["on"]) if options["on"] else timezone.localdate()
        if day is None:
            raise CommandError(f"{options['on']!r} is no date; write 2024-06-30")
        within = self._within(options["within"])
        answer: Any
        if options["unmatched"]:
            load = queries.last_load()
            answer = load.review if load else []
        elif options["check"]:
            sums = queries.adds_up(day)
            answer = {
                "on": day.isoformat(),
                "totals": sums.totals,
                "kinds": sums.kinds,
                "faults": sums.faults,
                "gaps": sums.gaps,
            }
        elif options["search"]:
            on = day if options["on"] else None
            hits = search_units(options["search"], on=on, level=options["level"], within=within, limit=options["limit"])
            answer = [
                _plain(hit.unit) | {"matched": hit.name, "note": hit.note, "today": [unit.path for unit in hit.today]}
                for hit in hits
            ]
        else:
            units = queries.units_on(day, options["level"] or Level.PROVINCE, within)
            prefetch_related_objects(units, "parent__parent")
            answer = [_plain(unit) for unit in units]
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))

    def _within(self, path: str) -> Unit | None:
        if not path:
            return None
        unit = queries.unit_by_path(path)
        if unit is None:
            raise CommandError(f"no unit has the path {path}")
        return unit


def _plain(unit: Unit) -> dict[str, Any]:
    return {
        "path": unit.path,
        "level": unit.level,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "place": place_of(unit),
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }
