"""`chungtay demo`: the invented province, once; a second call finds it made."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Makes the demo province (invented people and work in a real province). Does nothing when it is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--province", default="11", help="code of the province of today")

    def handle(self, *args: Any, **options: Any) -> None:
        from chungtay.config.demo import world

        if not settings.DEMO:
            raise CommandError("CHUNGTAY_DEMO=1 is needed: demo people have a known password.")
        told = world.make(seed=options["seed"], province_code=options["province"])
        if options["verbosity"]:
            self.stdout.write(told)
