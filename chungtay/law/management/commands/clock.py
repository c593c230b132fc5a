"""`chungtay clock CODE --start ISO-TIME [--unit CODE] [--pause FROM/TO]… [--json]`: when a duty is due, and how counted."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from chungtay.law import clocks, files, queries, services
from chungtay.law.clocks import VIETNAM, Due, Pause
from chungtay.territory.models import Unit


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "When a duty of the law is due, counted from an event (codes: chungtay clock --list)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", nargs="?", default="", help="T_EMERG, T_PLAN, …")
        parser.add_argument("--start", default="", help="2026-02-14T22:15 (Vietnam's time when no zone is given)")
        parser.add_argument("--unit", default="", help="code of the commune or province, for a clock of its own")
        parser.add_argument("--pause", action="append", default=[], metavar="FROM/TO")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--list", action="store_true", dest="listed")

    def handle(self, *args: Any, **options: Any) -> None:
        _read_law()
        if options["listed"] or not options["code"]:
            for code, title in sorted(clocks.codes().items()):
                self.stdout.write(f"{code:14} {title}")
            return
        if not options["start"]:
            raise CommandError("--start: moment of the event, for example 2026-02-14T22:15")
        code, start = options["code"].upper(), _moment(options["start"])
        try:
            found = clocks.due(
                code,
                start,
                province=_province(options["unit"], start.date()),
                pauses=[_pause(text) for text in options["pause"]],
            )
        except clocks.UnknownClock as error:
            known = ", ".join(sorted(clocks.codes()))
            raise CommandError(f"{code}: no clock of this code on {start:%d/%m/%Y}. Known today: {known}") from error
        self.stdout.write(
            json.dumps(_data(found), ensure_ascii=False, indent=2) if options["as_json"] else _words(found)
        )


def _read_law() -> None:
    """What is loaded; before anything is, the files themselves: a term can be counted without a database made ready."""
    try:
        if clocks.codes():
            return
    except DatabaseError:
        pass
    found, faults = files.read(settings.LAW_DIR)
    if faults:
        raise CommandError("\n".join(str(fault) for fault in faults))
    queries.answer_from([services.row_of(file) for file in found])


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text}: not an ISO moment such as 2026-02-14T22:15") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _pause(text: str) -> Pause:
    begins, _, ends = text.partition("/")
    try:
        return Pause(_moment(begins), _moment(ends))
    except ValueError as error:
        raise CommandError(f"{text}: a pause is FROM/TO, and ends after it begins") from error


def _province(code: str, day: dt.date) -> str:
    """The two digits of the province in which the unit lies on the day; a code nobody knows is said."""
    if not code:
        return ""
    try:
        known = Unit.objects.exists()
    except DatabaseError:
        known = False
    if not known:
        if len(code) == 2 and code.isdigit():
            return code
        raise CommandError(f"--unit {code}: the list of units is not loaded; give the two digits of the province")
    unit = Unit.objects.on(day).filter(code=code).order_by("level").first() or Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"--unit {code}: no such unit")
    return unit.path.split("/")[0][:2]


def _data(found: Due) -> dict[str, Any]:
    return {
        "code": found.code,
        "title": found.title,
        "start": found.start.isoformat(),
        "due": found.due.isoformat(),
        "article": found.article,
        "duty": found.duty,
        "counted": list(found.counted),
        "province": found.province,
        "steps": [{"code": step.code, "name": step.name, "due": step.due.isoformat()} for step in found.steps],
        "pauses": [
            {"from": pause.begins.astimezone(VIETNAM).isoformat(), "to": pause.ends.astimezone(VIETNAM).isoformat()}
            for pause in found.pauses
        ],
        "next_due": found.next_due.isoformat() if found.next_due else None,
        "note": found.note,
        "law_version": found.law_version,
    }


def _words(found: Due) -> str:
    lines = [f"{found.title}: chậm nhất {found.due:%H:%M:%S ngày %d/%m/%Y}", f"  {found.duty}", f"  {found.article}"]
    lines += [f"  {sentence}" for sentence in found.counted]
    lines += [f"  – {step.name}: {step.due:%H:%M ngày %d/%m/%Y}" for step in found.steps]
    return "\n".join([*lines, f"  Lưu ý: {found.note}"] if found.note else lines)
