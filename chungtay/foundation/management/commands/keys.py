"""`chungtay keys check | tidy | rewrap`: is every key there, what nobody needs goes, today's secret wraps them all."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chungtay.foundation import keystore, vault
from chungtay.foundation.models import VaultKey


class Command(BaseCommand):
    help = (
        "Keys of sealed records: check that each is there and opens, tidy what is left over, rewrap by today's secret."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["check", "tidy", "rewrap"])
        parser.add_argument("--every", action="store_true", help="tidy: remove orphans however many there are")

    def handle(self, *args: Any, act: str, every: bool = False, **options: Any) -> None:
        if act == "check":
            self._check()
        elif act == "tidy":
            done = vault.tidy(timezone.now(), every=every)
            self.stdout.write(f"{done.destroyed} destroyed, {done.orphans} orphans removed, {done.copied} copied.")
        else:
            self.stdout.write(f"{keystore.rewrap()} files rewrapped.")

    def _check(self) -> None:
        living = VaultKey.objects.filter(destroyed_at=None)
        bad = vault.unreadable(living.values_list("pk", flat=True).iterator())
        left = vault.left_over()
        for key_id in bad:
            self.stdout.write(f"missing or unreadable: {key_id}")
        for key_id in left:
            self.stdout.write(f"destroyed and still on disk: {key_id}")
        if bad or left:
            raise CommandError(f"{len(bad)} keys cannot be used, {len(left)} are not gone.")
        self.stdout.write(f"{living.count()} keys, every one in its place.")
