"""The return forms as loaded law: those in force, and the one a data set was opened by."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from chungtay.law import queries as law
from chungtay.law.models import LawFile
from chungtay.statistics import sources
from chungtay.statistics.models.returns import DataSet
from chungtay.statistics.returns.forms import Item, ReturnForm, form_from

KIND = "return_form"
SEAL = "sealed"  # the mark of sealed rows, as of cells


@lru_cache(maxsize=256)
def _made(digest: str, code: str) -> ReturnForm | None:
    row = next((row for row in law.versions(KIND, code) if row.digest == digest), None)
    return form_from(row.content, digest=row.digest) if row is not None else None


def _form(row: LawFile) -> ReturnForm:
    return _made(row.digest, row.code) or form_from(row.content, digest=row.digest)


def forms(on: dt.date) -> list[ReturnForm]:
    """The forms in force on a day, in the order of their titles."""
    return sorted((_form(row) for row in law.all_in_force(KIND, on)), key=lambda form: form.title)


def form_of(dataset: DataSet) -> ReturnForm:
    """The version of the form by which this data set was opened: a later one does not change what was asked."""
    form = _made(dataset.law_version, dataset.form)
    if form is None:  # nothing is remembered of a form that was not loaded yet
        _made.cache_clear()
        raise LookupError(f"return form {dataset.form} of version {dataset.law_version[:12]} is not loaded")
    return form


def is_sealed(code: str, form: ReturnForm | None = None) -> bool:
    """Numbers of this quantity are for posts with the mark only: what the records seal, or the form that asks for it."""
    found = sources.find(code)
    if found is not None:
        return found.sealed
    asked = [form] if form is not None else [_form(row) for row in law.all_versions(KIND)]
    return any(one.item_of[code].seal for one in asked if code in one.item_of)


def seal_of(code: str, form: ReturnForm) -> str:
    """What stands in the column `seal` of a row of this quantity."""
    return SEAL if is_sealed(code, form) else ""


def defined() -> dict[str, tuple[Item, ReturnForm]]:
    """Quantities that only returns tell: code → how the newest form words it, and that form."""
    found: dict[str, tuple[Item, ReturnForm]] = {}
    for row in law.all_versions(KIND):
        form = _form(row)
        found |= {item.code: (item, form) for item in form.items if not item.records}
    return found
