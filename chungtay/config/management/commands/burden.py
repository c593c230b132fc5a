"""`chungtay burden [--write FILE]`: clicks, fields and seconds of the stories of cases. Needs the repository and Chromium."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Measures what the scripted stories of cases ask of an officer's hands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", metavar="FILE", help="puts the table into this file as well")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.path.insert(0, str(settings.BASE_DIR))  # bench/ lies beside the product, not inside it
        try:
            from bench import burden
        except ImportError as missing:
            raise CommandError("The stories are in the repository; run this from a clone of it.") from missing
        try:
            lines = burden.measure()
        except RuntimeError as failed:
            raise CommandError(str(failed)) from failed
        table = burden.table(lines)
        if options["write"]:
            file = Path(options["write"])
            head = file.read_text(encoding="utf-8").partition("| story |")[0] if file.exists() else ""
            file.write_text(head + table + "\n", encoding="utf-8")
        self.stdout.write(table)
