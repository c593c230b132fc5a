"""`chungtay check_law`: every fault of every file under law/, before anything is loaded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chungtay.law import files


class Command(BaseCommand):
    help = "Checks the files of law/ against their schema and each other."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found, faults = files.read(settings.LAW_DIR)
        if faults:
            raise CommandError("\n".join(str(fault) for fault in faults))
        self.stdout.write(f"{len(found)} tệp luật đúng khuôn.")
