"""`chungtay releases attack [--unit CODE] [--json]`: an outsider with all releases tries to work out every hidden cell.

He reads what the public reads and nothing else. Ends with an error when a hidden cell follows from what was published.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from chungtay.foundation.vietnamese import number
from chungtay.statistics.attacking.verdict import Verdict, verdict
from chungtay.statistics.management.commands.figures import unit_of
from chungtay.statistics.models.releases import Release


class Command(BaseCommand):
    help = (
        "attack: what an outsider with every release could work out of the hidden cells; fails when it is one or more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["attack"])
        parser.add_argument(
            "--unit", default="", help="path or code of a unit: its releases and those above and beneath it"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        releases = Release.objects.order_by("id")
        if options["unit"]:
            path = unit_of(options["unit"], timezone.localdate()).path
            above = ["", *(path[:place] for place, letter in enumerate(path) if letter == "/"), path]
            releases = releases.filter(Q(unit_path__in=above) | Q(unit_path__startswith=f"{path}/"))
        loud = options["verbosity"] > 1
        found = verdict(list(releases), self._progress if loud else lambda done, of: None)
        self.stdout.write(_as_json(found) if options["json"] else _as_words(found))
        if found.derived:
            raise CommandError(f"{number(len(found.derived))} ô đã giấu suy ra được từ các bản đã công bố.")

    def _progress(self, done: int, of: int) -> None:
        self.stderr.write(f"{done}/{of}")


def _as_json(found: Verdict) -> str:
    told = {"releases": found.releases, "shown": found.shown, "primary": found.primary, "hidden": found.hidden,
            "ratio": round(found.ratio, 3), "derived": found.derived, "narrowed": found.narrowed,
            "contradicting": found.contradicting}  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1)


def _as_words(found: Verdict) -> str:
    lines = [
        f"Bản đã công bố: {number(found.releases)}; ô hiện số: {number(found.shown)}",
        f"Ô giấu vì số nhỏ: {number(found.primary)}",
        f"Tất cả ô giấu: {number(found.hidden)} (gấp {number(found.ratio, 2)} lần)",
        f"Ô giấu suy ra được: {number(len(found.derived))}",
        *(f"  {one}" for one in found.derived),
        f"Ô giấu chỉ biết là số nhỏ: {number(len(found.narrowed))}",
        *(f"  {one}" for one in found.narrowed[:20]),
    ]
    if found.contradicting:
        lines.append(
            f"Con số đã công bố mâu thuẫn nhau quanh {number(found.contradicting)} ô giấu: không suy ra được gì."
        )
    return "\n".join(lines)
