"""`chungtay load_units`: the national list of units into the database. Quick when nothing has changed."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chungtay.territory import services
from chungtay.territory.sources import LawFileError


class Command(BaseCommand):
    help = "Loads provinces, districts and communes through time from the package and law/territory."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="load again even when the sources are unchanged")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            load, written = services.load_units(force=options["force"])
        except LawFileError as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - started
        counts = ", ".join(f"{name} {count}" for name, count in load.counts.items())
        state = "loaded" if written else "unchanged"
        self.stdout.write(f"units {state} in {seconds:.2f} s: {counts}; to review {len(load.review)}")
