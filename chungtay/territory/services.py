"""Verbs of territory: load the national list; enter, rename, end and import hamlets."""

from __future__ import annotations

from chungtay.territory import loading, sources
from chungtay.territory.models import UnitLoad


def load_units(*, force: bool = False) -> tuple[UnitLoad, bool]:
    """The national list as the sources say it; (the load, whether anything was written).

    A second call costs one digest of the sources. Raises `sources.LawFileError` when a law file is not understood.
    """
    last = UnitLoad.objects.first()
    if last is not None and not force and last.digest == sources.digest():
        return last, False
    return loading.write_country(sources.read_country()), True
