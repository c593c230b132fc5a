"""`chungtay returns open FORM PERIOD`: opens a return form for a period that is long past.

What is due today opens by itself. Of a year gone by nobody owes a return, until the administrator opens it: the units are
those of that time, districts included for the years that had them.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import as_system
from chungtay.statistics import periods
from chungtay.statistics.queries.returns_forms import forms
from chungtay.statistics.services.returns_opening import open_form


class Command(BaseCommand):
    help = "Opens a return form for a past period, under the units of that time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["open"])
        parser.add_argument("form", help="id of a form of law/return_forms")
        parser.add_argument("period", help="such as year:2024")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        known = {form.id: form for form in forms(today)}
        if options["form"] not in known:
            raise CommandError(f"no such form; there are {', '.join(sorted(known))}")
        form = known[options["form"]]
        try:
            period = periods.parse(options["period"])
        except UserError as error:
            raise CommandError(error.sentence) from error
        if not period.code.startswith(f"{form.reckoning}:"):
            raise CommandError(f"{form.id} is asked by {form.reckoning}, such as {form.reckoning}:{today.year - 1}")
        if period.ends > today:
            raise CommandError(f"{period.title} is not over; it opens by itself")
        with as_system("an administrator opens a past period at the console"):
            opened = open_form(form, period, today=today)
        self.stdout.write(f"returns opened: {opened}")
