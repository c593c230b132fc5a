"""`chungtay children import|search|match …`: a thin dispatcher; each part is a module of chungtay.children.shell."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError

PARTS = {"import": "import_", "search": "search", "match": "match"}


class Command(BaseCommand):
    help = "Sổ trẻ em từ dòng lệnh; trả lời bằng JSON."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="|".join(PARTS))
        for name, module_name in PARTS.items():
            if find_spec(f"chungtay.children.shell.{module_name}") is not None:
                module = import_module(f"chungtay.children.shell.{module_name}")
                module.add_arguments(parts.add_parser(name, help=module.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        module = import_module(f"chungtay.children.shell.{PARTS[options['part']]}")
        try:
            answer = module.run(options)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
        if answer.get("failed"):
            raise SystemExit(1)
