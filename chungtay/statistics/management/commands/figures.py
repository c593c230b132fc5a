"""`chungtay figures --unit CODE --period P [--as-of DATE] [--geography reported|current|DATE] [--json]`; also verify, rebuild.

Reads as an administrator at the server's own console: nothing is hidden, and nothing names anybody.
"""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import as_system
from chungtay.statistics import areas, catalogue, periods, reading, settling
from chungtay.statistics.models import KeptPeriod
from chungtay.statistics.sentences import said
from chungtay.territory.models import Unit


class Command(BaseCommand):
    help = "Figures of one unit and period; verify: cells against a rebuild; rebuild: all cells anew from the records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", default="show", choices=["show", "verify", "rebuild"])
        parser.add_argument("--unit", default="", help="path or code of the unit; empty: the whole country")
        parser.add_argument(
            "--period", help="year:2026, report_half:2026, 2026-01-01/2026-06-30; this year when not said"
        )
        parser.add_argument("--as-of", help="YYYY-MM-DD: as the records tell of that day")
        parser.add_argument("--geography", default="reported", help="reported, current or YYYY-MM-DD")
        parser.add_argument("--indicator", action="append", default=[], help="I-0301 or I-0301.rate; all when not said")
        parser.add_argument("--by", action="append", default=[], choices=[*reading.BREAKS, areas.AREA])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] == "verify":
                self._verify()
            elif options["act"] == "rebuild":
                self._rebuild()
            else:
                self._show(options)
        except (UserError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _verify(self) -> None:
        settling.keep_usual(timezone.localdate())
        found = settling.verify()
        for code, different in sorted(found.items()):
            self.stdout.write(f"{code}: {'đúng' if not different else f'{len(different)} ô khác'}")
            for line in different[:20]:
                self.stdout.write("  " + json.dumps(line, ensure_ascii=False))
        if any(found.values()):
            raise CommandError("Có ô số liệu khác với khi tính lại. Chạy `chungtay figures rebuild`.")

    def _rebuild(self) -> None:
        settling.keep_usual(timezone.localdate())
        for period in KeptPeriod.objects.all():
            settling.rebuild(period)
            self.stdout.write(f"{period.code}: đã tính lại")

    def _show(self, options: dict[str, Any]) -> None:
        today = timezone.localdate()
        period = periods.parse(options["period"] or periods.year_of(today).code)
        unit = unit_of(options["unit"], period.counted_on(today))
        as_of = dt.date.fromisoformat(options["as_of"]) if options["as_of"] else None
        chosen = options["indicator"] or list(catalogue.indicators(period.last))
        with as_system("figures at the console of the server"):
            values = reading.figures(
                actor=None, indicators=chosen, units=[unit], period=period, by=options["by"], as_of=as_of,
                geography=_geography(options["geography"]),
            )  # fmt: skip
        lines = [_line(value) for value in values]
        if options["json"]:
            told = {"unit": unit.path, "name": unit.name, "period": period.code}
            told |= {"starts": str(period.starts), "last": str(period.last)}
            self.stdout.write(json.dumps({**told, "values": lines}, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{unit.name}, {period.title}")
        for value, line in zip(values, lines, strict=True):
            shown = said(value.value) if value.value is not None else f"– ({value.why_missing})"
            breaks = "".join(f" {name}={part or '?'}" for name, part in value.breaks)
            self.stdout.write(f"  {line['indicator']}.{line['measure']}{breaks}: {shown}")


def unit_of(code: str, on: dt.date) -> Unit:
    """By path, or by code where only one unit of the day has it. Raises CommandError."""
    found = list(Unit.objects.filter(path=code)) if code else list(Unit.objects.filter(level="country"))
    if not found:
        found = [unit for unit in Unit.objects.filter(code=code) if unit.exists_on(on)]
    if len(found) != 1:
        raise CommandError(f"{'Nhiều' if found else 'Không có'} đơn vị mang mã {code} vào ngày {on:%d/%m/%Y}.")
    return found[0]


def _geography(text: str) -> reading.Geography | dt.date:
    if text in (reading.Geography.REPORTED, reading.Geography.CURRENT):
        return reading.Geography(text)
    return dt.date.fromisoformat(text)


def _line(value: reading.Value) -> dict[str, Any]:
    return {
        "indicator": value.indicator, "measure": value.measure, "breaks": dict(value.breaks),
        "numerator": _plain(value.numerator), "denominator": _plain(value.denominator), "multiplier": value.multiplier,
        "value": _plain(value.value), "source": value.source, "why_missing": value.why_missing,
    }  # fmt: skip


def _plain(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else round(float(value), 6)
