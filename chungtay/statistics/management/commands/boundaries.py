"""`chungtay boundaries import FILE`: boundaries of units for maps, from a GeoJSON file in degrees (WGS 84)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import parse_date
from chungtay.statistics.services import boundaries
from chungtay.territory.queries import unit_by_path


class Command(BaseCommand):
    help = "Loads boundaries of provinces or communes for maps of figures; a file comes from the administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--match", choices=list(boundaries.MATCHES), default="auto", help="by code, name, or both")
        parser.add_argument("--level", choices=list(boundaries.LEVELS), default="province")
        parser.add_argument("--on", default="", help="day on which the units exist (today)")
        parser.add_argument("--within", default="", help="path of the unit to stay inside, such as 11b")
        parser.add_argument("--source", default="", help="which map, whose, of which year (needed to load)")
        parser.add_argument("--check", action="store_true", help="only tell what would be loaded")

    def handle(self, *args: Any, **options: Any) -> None:
        day = parse_date(options["on"]) if options["on"] else timezone.localdate()
        within = unit_by_path(options["within"]) if options["within"] else None
        if day is None or (options["within"] and within is None):
            raise CommandError("no such day or unit")
        given = {"level": options["level"], "on": day, "by": options["match"], "within": within}
        try:
            content = options["file"].read_bytes()
            if options["check"]:
                found = boundaries.matched(content, **given)
            else:
                found = boundaries.load(actor=None, content=content, source=options["source"], **given)
        except OSError as error:
            raise CommandError(f"Không đọc được tệp: {error}") from error
        except UserError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(
            f"boundaries {len(found.pairs)}, no unit {len(found.strange)}, without boundary {len(found.missing)}"
        )
        for what, names in (("no unit", found.strange), ("twice", found.twice)):
            for name in names:
                self.stdout.write(f"{what}: {name}")
        for unit in found.missing[:20]:
            self.stdout.write(f"without boundary: {unit.name} ({unit.code})")
