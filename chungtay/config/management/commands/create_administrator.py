"""`chungtay create_administrator`: the first person of a province, who then makes the others on screen."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Agency, Post, User
from chungtay.accounts.roles import RoleCode
from chungtay.accounts.services.people import one_time_password
from chungtay.foundation import audit
from chungtay.territory.models import Level
from chungtay.territory.queries import unit_by_code


class Command(BaseCommand):
    help = "Makes a province administrator with a one-time password, which is printed once."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--province", required=True, help="two-digit code of the province of today")
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", required=True, help="full name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        province = unit_by_code(Level.PROVINCE, options["province"], today)
        if province is None:
            raise CommandError(
                f"No province of today has the code {options['province']}; load the units first (chungtay load_units)."
            )
        if User.objects.filter(username__iexact=options["username"]).exists():
            raise CommandError(f"The sign-in name {options['username']} is taken.")
        agency = (
            Agency.objects.on(today).filter(unit=province, kind="department", sector="health").first()
            or Agency.objects.on(today).filter(unit=province, kind="committee").first()
        )
        if agency is None:
            raise CommandError("The province has no agencies yet; load them first (chungtay load_agencies).")
        password = one_time_password()
        user = User(username=options["username"], full_name=options["name"], must_change_password=True)
        user.set_password(password)
        user.save()
        post = Post.objects.create(
            user=user,
            agency=agency,
            unit=province,
            role=RoleCode.PROVINCE_ADMINISTRATOR,
            title="Quản trị hệ thống",
            valid_from=today,
        )
        audit.record(None, "administrator.created", user, unit_path=province.path, data={"post": post.pk})
        self.stdout.write(f"{user.username}  {password}  ({agency.name}); must be changed at the first sign-in.")
