from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from chungtay.foundation.catalogues import compile_folder


class Command(BaseCommand):
    help = "Compiles the translations (.po → .mo); run it after editing chungtay/locale."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for path in compile_folder(folder):
                self.stdout.write(str(path))
