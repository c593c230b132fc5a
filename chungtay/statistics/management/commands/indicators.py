"""`chungtay indicators [--on DAY] [--json]`: every indicator and where its number comes from."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chungtay.foundation.scoping import as_system
from chungtay.statistics import catalogue
from chungtay.statistics.catalogue import Indicator
from chungtay.statistics.queries.catalogue import where


class Command(BaseCommand):
    help = "Lists the indicators in force: from records, from returns, or not available and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", default="", help="a day (2026-11-20); today without it")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = dt.date.fromisoformat(options["on"]) if options["on"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"--on: {options['on']} is no day; write it as 2026-11-20") from error
        with as_system("the catalogue is listed on the shell"):
            found = list(catalogue.indicators(day).values())
            if not found:
                raise CommandError("Chưa nạp bộ chỉ tiêu nào. Hãy chạy: chungtay load_law")
            if options["as_json"]:
                self.stdout.write(json.dumps([_data(one, day) for one in found], ensure_ascii=False, indent=2))
                return
            self._words(found)

    def _words(self, found: list[Indicator]) -> None:
        heading = ""
        for one in found:
            if one.set_title != heading:
                heading = one.set_title
                self.stdout.write(f"\n{heading}")
            self.stdout.write(f"{one.id:10} {one.source_words:22} {one.name}")
            for measure in one.measures:
                if measure.source != one.source or measure.why_missing:
                    told = measure.why_missing or catalogue.SOURCES[measure.source]
                    self.stdout.write(f"{'':10} {'':22} · {measure.title}: {told}")
        counted = Counter(one.source for one in found)
        summary = ", ".join(f"{catalogue.SOURCES[kind]} {counted[kind]}" for kind in catalogue.SOURCES if counted[kind])
        self.stdout.write(f"\n{len(found)} chỉ tiêu: {summary}")


def _data(one: Indicator, day: dt.date) -> dict[str, Any]:
    agency = one.agency_on(day)
    return {
        "id": one.id, "set": one.set_id, "code": one.code, "name": one.name, "group": one.group_name, "unit": one.unit,
        "source": one.source, "why_missing": one.why_missing, "lead_agency": agency.name if agency else None,
        "article": one.article, "confidence": one.confidence, "local": one.local, "note": one.note,
        "measures": [
            {
                "key": measure.key, "title": measure.title, "unit": measure.unit, "numerator": measure.numerator,
                "denominator": measure.denominator, "multiplier": measure.multiplier, "source": measure.source,
                "why_missing": measure.why_missing, "counts": where(measure),
            }
            for measure in one.measures
        ],
    }  # fmt: skip
