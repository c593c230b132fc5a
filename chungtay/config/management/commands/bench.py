"""`chungtay bench P1 --json`: one performance ratio, or all of them. Exit 0 held, 1 missed, 3 the machine was too busy."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

if TYPE_CHECKING:
    from bench.measure import Result


class Command(BaseCommand):
    help = "Measures a ratio of docs/operations/performance.md in databases of its own beside the product's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="P1, P3, …; see --list")
        parser.add_argument("--all", action="store_true", help="every ratio, one after the other")
        parser.add_argument("--list", action="store_true", help="what can be measured")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.path.insert(0, str(settings.BASE_DIR))  # bench/ lies beside the product, not inside it
        try:
            from bench.registry import benchmarks
        except ModuleNotFoundError as missing:
            raise CommandError("bench/ belongs to the source tree; run this from a checkout.") from missing
        known = benchmarks()
        if options["list"]:
            for code, one in known.items():
                self.stdout.write(f"{code:<8} <= {one.goal.goal:<5g} (stretch {one.goal.stretch:g})  {one.goal.words}")
            return
        wanted = list(known) if options["all"] else [code.upper() for code in options["ids"]]
        unknown = [code for code in wanted if code not in known]
        if unknown or not wanted:
            raise CommandError(
                f"Choose from {', '.join(known)}, or --all." + (f" Unknown: {unknown}" if unknown else "")
            )
        codes = []
        for code in wanted:
            result = known[code].run()
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False) if options["json"] else _words(result))
            self.stdout.flush()
            codes.append(result.code)
        if any(codes):
            sys.exit(1 if 1 in codes else 3)


def _words(result: Result) -> str:
    from bench.measure import HELD, MISSED

    verdict = {HELD: "held", MISSED: "MISSED"}.get(result.code, "refused: the baseline spread too much, run it again")
    unit = result.goal.unit
    return (
        f"{result.goal.id:<8} {result.ratio:6.3f}  (goal {result.goal.goal:g}, stretch {result.goal.stretch:g})  "
        f"{result.product:.2f} / {result.baseline:.2f} {unit}, {result.rounds} rounds, spread {result.spread:.0%}: {verdict}"
    )
