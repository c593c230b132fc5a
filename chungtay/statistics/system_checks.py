"""`chungtay check`: every count in a formula of law/ is counted by somebody, and every band is a set of age atoms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import DatabaseError

from chungtay.law.figure_faults import formulas as written
from chungtay.law.formulas import FormulaError, Quantity, leaves, parse
from chungtay.law.queries import law_version
from chungtay.statistics import bands, sources

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the files are checked at every start


@register("statistics")
def counted_by_somebody(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    try:  # before the law is loaded there is nothing to count by
        return list(found(settings.LAW_DIR)) if law_version() else []
    except DatabaseError:  # not yet migrated, or not running: what is counted by code lists cannot be told
        return []


def found(folder: Path) -> Iterator[CheckMessage]:
    """Warnings, not errors: a number without a source is shown as missing, and the product runs."""
    returned = {item["code"] for _, content in _files(folder, "return_forms") for item in content["quantities"]}
    for name in ("indicators", "tables"):
        for path, content in _files(folder, name):
            for place, text in written(content):
                for code in _codes(text):
                    if code not in returned and sources.find(code) is None:
                        words = f"{path.name}: {place}: không nguồn hồ sơ, không biểu thu thập nào đếm {code}"
                        yield Warning(words, id="statistics.W001")
    for path, content in _files(folder, "return_forms"):
        for quantity in content["quantities"]:
            if quantity.get("records") and sources.find(quantity["code"]) is None:
                yield Warning(f"{path.name}: không nguồn hồ sơ nào đếm {quantity['code']}", id="statistics.W003")
    for path, content in _files(folder, "bands"):
        for band in content["bands"]:
            try:
                bands.between(band["from"], band.get("to"))
            except ValueError as error:
                yield Warning(f"{path.name}: {band['code']}: {error}", id="statistics.W002")


def _codes(text: str) -> list[str]:
    try:
        return [leaf.code for leaf in leaves(parse(text)) if isinstance(leaf, Quantity)]
    except FormulaError:
        return []  # told by check_law


def _files(folder: Path, name: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((folder / name).glob("*.yaml")):
        try:
            content = yaml.load(path.read_text("utf-8"), Loader=_Loader)
        except (OSError, yaml.YAMLError):
            continue  # told by check_law
        if isinstance(content, dict):
            yield path, content
