"""`chungtay create_administrator`: the first administrator of a province; prints the one-time password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chungtay.accounts.models import User
from chungtay.accounts.services import create_administrator
from chungtay.foundation.errors import UserError
from chungtay.territory.models import Level
from chungtay.territory.queries import unit_by_code


class Command(BaseCommand):
    help = "Makes the administrator of a province and prints the one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("--province", required=True, help="code of the province, for example 11")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        province = unit_by_code(Level.PROVINCE, options["province"], today)
        if province is None:
            raise CommandError(f"no province with code {options['province']} today")
        if User.objects.filter(username__iexact=options["username"]).exists():
            raise CommandError(f"the sign-in name {options['username']} is taken")
        try:
            password = create_administrator(
                username=options["username"], full_name=options["full_name"], province=province, today=today
            )
        except UserError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{options['username']}: {password}")
