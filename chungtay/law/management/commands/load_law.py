"""`chungtay load_law`: loads what is new under law/."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chungtay.foundation.errors import UserError
from chungtay.law.services import load_law


class Command(BaseCommand):
    help = "Loads new files of law/; refuses to change a published version."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = load_law()
        except UserError as error:
            raise CommandError(error.sentence) from error
        if options["verbosity"]:
            self.stdout.write(f"{number} tệp mới.")
