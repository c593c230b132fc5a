"""`chungtay verify_audit`: recomputes the audit chains; exit 1 and the places when one does not hold."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from chungtay.foundation import audit


class Command(BaseCommand):
    help = "Recomputes the audit chains; exit code 1 and the places when one does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        total, breaks = audit.verify()
        for one in breaks:
            self.stdout.write(f"chain {one.chain}, row {one.sequence}: {one.what}")
        self.stdout.write(f"{total} rows, {len(breaks)} places that do not hold")
        if breaks:
            sys.exit(1)
