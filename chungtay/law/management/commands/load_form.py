"""`chungtay load_form FILE`: checks one form file and loads it as a new version; `--check` only tells what would change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chungtay.foundation.errors import UserError
from chungtay.law import queries
from chungtay.law.forms import differences, from_content, version_of
from chungtay.law.services import load_form, read_form


class Command(BaseCommand):
    help = (
        "Loads one official form beside the versions that are there; records keep the version they were written with."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only check and compare")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            file = read_form(content)
            new = from_content(file.content, file.digest)
            before = queries.in_force("form", file.content["id"], new.valid_from)
            for one in differences(version_of(before), new) if before else []:
                self.stdout.write(f"{one.kind}: {one.label} {one.what}".rstrip())
            if not options["check"]:
                row = load_form(actor=None, content=content)
                self.stdout.write(f"Đã nạp {row.title}, có hiệu lực từ {row.valid_from:%d/%m/%Y}.")
        except OSError as error:
            raise CommandError(f"Không đọc được tệp: {error}") from error
        except UserError as error:
            raise CommandError(error.sentence) from error
