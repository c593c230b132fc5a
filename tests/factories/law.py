"""The law of the repository as rows in memory, for tests that would lose seconds by loading it."""

from __future__ import annotations

import functools

from django.conf import settings

from chungtay.law import files, services
from chungtay.law.models import LawFile


@functools.cache
def law_files() -> list[LawFile]:
    return [services.row_of(file) for file in files.read(settings.LAW_DIR)[0]]
