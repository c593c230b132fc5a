"""`chungtay children search|match|import …`: the register from the shell, in JSON.

Each module of `chungtay.children.shell` is one subcommand: `add_arguments(parser)`, `run(options) -> dict`, maybe `HELP`.
A ValueError or UserError becomes one sentence and exit status 1. An answer that holds `"exit": n` sets the exit status.
"""

from __future__ import annotations

import json
import pkgutil
import sys
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chungtay.children import shell
from chungtay.foundation.errors import UserError


class Command(BaseCommand):
    help = "Sổ trẻ em từ dòng lệnh: tìm, so hai hồ sơ, nhập danh sách. Kết quả là JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="VIỆC")
        for name in sorted(module.name for module in pkgutil.iter_modules(shell.__path__)):
            module = import_module(f"{shell.__name__}.{name}")
            if not hasattr(module, "run"):
                continue
            act = acts.add_parser(name, help=getattr(module, "HELP", ""))
            act.add_argument("--indent", type=int, default=None, help="số dấu cách thụt đầu dòng của JSON")
            module.add_arguments(act)

    def handle(self, *args: Any, **options: Any) -> None:
        module = import_module(f"{shell.__name__}.{options['act']}")
        try:
            answer: dict[str, Any] = module.run(options)
        except (ValueError, UserError) as refusal:
            raise CommandError(str(refusal)) from refusal
        code = int(answer.pop("exit", 0))
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=options["indent"], default=str))
        if code:
            sys.exit(code)
