"""RXLSX: the sheet of a return for every commune of the country, made, sent back and held against what stands, against
reading the same file bare. The database has no part in it: what is measured is what the sheet itself costs."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.measure import Goal, Result, compare, worked
from bench.registry import benchmark

RXLSX = Goal(
    "RXLSX",
    "round trip of a 3,321-row return as .xlsx (filled template made, read back, every cell compared) / bare openpyxl read-only parse of it",
    2.0,
    1.0,
)
ROWS = 3321
CHANGED = 10  # every tenth unit comes back with another number


def _form() -> Any:
    import yaml
    from django.conf import settings

    from chungtay.statistics.returns.forms import form_from

    path = Path(settings.LAW_DIR) / "return_forms" / "health_year.yaml"
    return form_from(yaml.safe_load(path.read_text(encoding="utf-8")))


def _units(form: Any, more: int = 0) -> list[Any]:
    from chungtay.statistics.returns.sheet import UnitOut

    def values(number: int) -> dict[Any, Decimal | None]:
        add = more if number % CHANGED == 0 else 0
        return {key: Decimal(number % 97 + add) for key in form.cells}

    return [UnitOut(number, f"{number:05d}", f"Xã số {number}", values(number)) for number in range(1, ROWS + 1)]


@benchmark(RXLSX)
def round_trip() -> Result:
    from openpyxl import load_workbook

    from chungtay.statistics.returns.sheet import units_book
    from chungtay.statistics.returns.sheet_in import find_mark, read_book

    form = _form()
    here = _units(form)
    come_back = units_book(form, dataset_id=1, title="Số liệu y tế", units=_units(form, more=1))
    expected = sum(1 for unit in here if unit.owner_id % CHANGED == 0) * len(form.cells)

    def bare() -> None:
        book = load_workbook(io.BytesIO(come_back), read_only=True)
        for _ in book.worksheets[0].iter_rows(values_only=True):
            pass

    def product() -> None:
        units_book(form, dataset_id=1, title="Số liệu y tế", units=here)
        file = io.BytesIO(come_back)
        book = read_book(file, find_mark(file, "so-lieu.xlsx"), form)
        stands = {unit.owner_id: unit.values for unit in here}
        different = [cell for cell in book.cells if stands[cell.owner_id][cell.key] != cell.value]
        assert len(different) == expected, (len(different), book.faults[:3])

    return compare(
        RXLSX, lambda: [worked(bare)], lambda: [worked(product)],
        detail=lambda: {"rows": ROWS, "cells": ROWS * len(form.cells), "bytes": len(come_back)},
    )  # fmt: skip
