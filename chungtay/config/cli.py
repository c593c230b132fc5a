"""The command `chungtay`: `read` needs no database; every other word is a management command."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] == "read":
        from chungtay.directives.reader import cli as reader

        return reader.main(arguments[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chungtay.config.settings")
    if arguments and arguments[0] == "run":
        from chungtay.config import supervisor

        return supervisor.run()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["chungtay", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
