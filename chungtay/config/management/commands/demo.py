"""`chungtay demo [--children N] [--seed S]`: the invented province with its register, once; a second call finds it made."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chungtay.statistics import periods, settling


class Command(BaseCommand):
    help = "Makes the demo province (invented people, work and children in a real province). What is there stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument(
            "--children", type=int, help="how many invented children the register gets; 3,000 when not said"
        )
        parser.add_argument("--province", default="11", help="code of the province of today")

    def handle(self, *args: Any, **options: Any) -> None:
        from chungtay.config.demo import cases, register, returns, world

        if not settings.DEMO:
            raise CommandError("CHUNGTAY_DEMO=1 is needed: demo people have a known password.")
        told = world.make(seed=options["seed"], province_code=options["province"])
        wanted = register.CHILDREN if options["children"] is None else options["children"]
        if wanted < 0:
            raise CommandError("--children: a number from 0 on.")
        told_too = register.make(children=wanted, seed=options["seed"], province_code=options["province"])
        cases_told = cases.make(timezone.localdate())
        self._keep_figures()
        returns_told = returns.make(timezone.localdate())
        reports_told = world.report(seed=options["seed"])
        if options["verbosity"]:
            self.stdout.write(f"{told}\n{told_too}\n{cases_told}\n{returns_told}\n{reports_told}".rstrip())

    def _keep_figures(self) -> None:
        """Four years, so that a trend is seen; the worker keeps only this one and the one before."""
        today = timezone.localdate()
        settling.keep_usual(today)
        for years_ago in (2, 3):
            settling.keep(periods.of_kind("year", today.year - years_ago))
        settling.settle(today)
