"""`chungtay clocks simulate CODE --working-days 3`, `chungtay clocks recompute [--apply --why …]`, `chungtay clocks tell`."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chungtay.cases.queries import simulation
from chungtay.cases.queries.supervision import Place, clock_laws
from chungtay.cases.services.clocks_periods import start_periods
from chungtay.cases.services.clocks_recount import Recount, plan, recompute
from chungtay.cases.services.clocks_telling import tell_due
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import parse_date
from chungtay.territory.models import Unit
from chungtay.territory.queries import covered_paths

_TERMS = ("hours", "working_days", "days", "months")


class Command(BaseCommand):
    help = "Clocks of cases: the effect of another limit on past cases, counting anew after a correction of the law."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        trial = parts.add_parser("simulate", help="how many past clocks another limit would have made late")
        trial.add_argument("code", help="T_PLAN, T_EMERG, …")
        limit = trial.add_mutually_exclusive_group(required=True)
        for term in _TERMS:
            limit.add_argument(f"--{term.replace('_', '-')}", type=int, dest=term)
        trial.add_argument("--unit", default="", help="code of a commune or province; the whole country without it")
        trial.add_argument("--since", default="", help="first day of the past that counts; twelve months without it")
        trial.add_argument("--json", action="store_true", dest="as_json")
        anew = parts.add_parser(
            "recompute", help="after a law file was corrected; only says what would change without --apply"
        )
        anew.add_argument("--code", action="append", default=[], dest="codes", help="only these clocks")
        anew.add_argument("--apply", action="store_true", help="write it")
        anew.add_argument("--why", default="", help="which correction this is; goes into the trail")
        anew.add_argument("--json", action="store_true", dest="as_json")
        parts.add_parser("tell", help="warnings and escalations that are due now")
        parts.add_parser("periods", help="duties of this quarter and year that have not begun")

    def handle(self, *args: Any, **options: Any) -> None:
        {"simulate": self._simulate, "recompute": self._recompute, "tell": self._tell, "periods": self._periods}[
            options["part"]
        ](options)

    def _simulate(self, options: dict[str, Any]) -> None:
        code, now = options["code"].upper(), timezone.now()
        if code not in clock_laws():
            raise CommandError(f"{code}: no such clock. Known: {', '.join(sorted(clock_laws()))}")
        term = {name: options[name] for name in _TERMS if options[name] is not None}
        if min(term.values()) < 1:
            raise CommandError("a limit is at least 1")
        since = _day(options["since"]) if options["since"] else timezone.localdate() - dt.timedelta(days=365)
        with as_system("another limit is tried on all past clocks of the place"):
            answer = simulation.try_limit(_place(options["unit"]), code, term, since, now)
        whole = answer.trial.whole
        if options["as_json"]:
            units = [{"unit": path, "name": name, **vars(count)} for path, name, count in answer.units]
            data = {
                "code": code,
                "term": term,
                "since": since.isoformat(),
                **vars(whole),
                "cut": answer.cut,
                "units": units,
            }
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{clock_laws()[code]['title']}: {answer.term}, từ {since:%d/%m/%Y}")
        self.stdout.write(
            f"  {whole.all} lần; quá hạn {whole.late}; sẽ quá hạn {whole.would}; chưa rõ {whole.undecided}"
        )
        for _, name, count in answer.units[:20]:
            self.stdout.write(f"  {name}: {count.all} lần; quá hạn {count.late}; sẽ quá hạn {count.would}")

    def _recompute(self, options: dict[str, Any]) -> None:
        if options["apply"] and not options["why"].strip():
            raise CommandError("--why: say which correction of the law this is")
        codes = [code.upper() for code in options["codes"]]
        found = (
            recompute(actor=None, codes=codes, reason=options["why"].strip()) if options["apply"] else plan(codes=codes)
        )
        if options["as_json"]:
            changes = {code: vars(change) for code, change in found.changes.items()}
            self.stdout.write(json.dumps({"written": found.written, "changes": changes}, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_words(found, applied=options["apply"])))

    def _tell(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{tell_due(timezone.now())} đồng hồ đã báo")

    def _periods(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{start_periods()} thời hạn mới bắt đầu")


def _words(found: Recount, *, applied: bool) -> list[str]:
    if not found.changes:
        return ["Không có thời hạn nào phải tính lại."]
    lines = [
        f"{code}: {change.seen} thời hạn; đổi văn bản {change.corrected}; sớm hơn {change.earlier}; muộn hơn {change.later}; "
        f"thành quá hạn {change.newly_late}; không còn quá hạn {change.no_longer_late}"
        for code, change in found.changes.items()
    ]
    end = f"Đã ghi {found.written} thời hạn." if applied else "Chưa ghi gì. Thêm --apply --why để ghi."
    return [*lines, end]


def _day(text: str) -> dt.date:
    found = parse_date(text)
    if found is None:
        raise CommandError(f"{text}: not a day such as 2026-03-05")
    return found


def _place(code: str) -> Place:
    if not code:
        return Place(None, ("",))
    today = timezone.localdate()
    unit = Unit.objects.on(today).filter(code=code).order_by("level").first()
    if unit is None:
        raise CommandError(f"--unit {code}: no such unit today")
    return Place(unit, covered_paths(unit, today))
