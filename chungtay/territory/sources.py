"""Reads the national list from the package `vietnamadminunits` (MIT) and the dated corrections of law/territory."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from chungtay.territory.country import (
    COUNTRY_CODE,
    COUNTRY_PATH,
    KINDS,
    Country,
    Expected,
    SuccessionRow,
    UnitRow,
    kind_of,
    tidy,
)

READING = "1"  # raised when the same sources are read in another way, so that they are loaded again


class LawFileError(ValueError):
    """A file of law/territory that cannot be understood; says which file and why."""


class _PlainDates(yaml.SafeLoader):
    """Dates stay text, so that the schema can check them. (A key `on` would be read as true: hence `day`.)"""


_PlainDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def law_folder() -> Path:
    return Path(settings.LAW_DIR) / "territory"


def package_folder() -> Path:
    """Where the package keeps its data. It is not imported: that would load a geometry library for nothing."""
    return Path(str(importlib.metadata.distribution("vietnamadminunits").locate_file("vietnamadminunits/data")))


def digest(folder: Path | None = None) -> str:
    """One digest of everything that is read; equal digests mean there is nothing to load."""
    hasher = hashlib.sha256(READING.encode())
    package = package_folder()
    for path in [package / "dataset.db", package / "converter_2025.json", *_law_files(folder or law_folder())]:
        hasher.update(path.name.encode())
        hasher.update(path.read_bytes())
    return hasher.hexdigest()


def read_country(folder: Path | None = None) -> Country:
    """Everything, ready to be written. Raises LawFileError."""
    folder = folder or law_folder()
    files = list(_read_law(folder))
    country = Country(digest=digest(folder))
    for _, content in files:
        if "national_list" in content:
            _add_national_list(country, content["national_list"])
    if not country.units:
        raise LawFileError(f"{folder}: no file names the national list")
    for name, content in files:
        for change in content.get("changes", ()):
            try:
                _apply(country, change, content["source"])
            except (LookupError, ValueError) as error:
                raise LawFileError(f"{name}: {change.get('act')}: {error}") from error
    return country


def read_expected(folder: Path | None = None) -> list[Expected]:
    """Sums the list must give, with the day from which each holds."""
    return [
        Expected(_day(row["day"]), row["level"], row["total"], row.get("kinds", {}), row.get("gap", ""))
        for _, content in _read_law(folder or law_folder())
        for row in content.get("expected", ())
    ]


# --- the national list ------------------------------------------------------------------------------------------------


def _add_national_list(country: Country, rules: dict[str, str]) -> None:
    first, reform = _day(rules["first_day"]), _day(rules["reform_on"])
    package = package_folder()
    with sqlite3.connect(f"file:{package / 'dataset.db'}?mode=ro", uri=True) as source:
        source.row_factory = sqlite3.Row
        old = source.execute(
            "SELECT province, district, ward, provinceCode, districtCode, wardCode,"
            " provinceKey, districtKey, wardKey, provinceAlias"
            " FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"
        ).fetchall()
        new = source.execute(
            "SELECT province, ward, provinceCode, wardCode, provinceKey, wardKey, provinceAlias FROM admin_units"
            " ORDER BY provinceCode, wardCode"
        ).fetchall()
    converter = json.loads((package / "converter_2025.json").read_text(encoding="utf-8"))
    country.add(
        UnitRow("country", COUNTRY_CODE, "Việt Nam", "quốc gia", COUNTRY_PATH, None, first, None, rules["old_source"])
    )
    old_paths = _add_old(country, old, first, reform, rules)
    new_paths = _add_new(country, new, reform, rules)
    _add_successions(country, converter, old_paths, new_paths, reform, rules["legal_basis"])


def _add_old(
    country: Country, rows: list[sqlite3.Row], first: date, reform: date, rules: dict[str, str]
) -> dict[str, str]:
    """Provinces, districts, communes until the reform. Returns package key → path of each commune and province."""
    paths: dict[str, str] = {}

    def put(level: str, code: str, name: str, parent: str, aliases: str = "") -> str:
        path = f"{parent}/{code}a" if parent else f"{code}a"
        if path not in country.units:
            name = tidy(name)
            country.add(
                UnitRow(
                    level, code, name, kind_of(name, level), path, parent, first, reform, rules["old_source"], aliases
                )
            )
        return path

    for row in rows:
        province = put(
            "province", row["provinceCode"].zfill(2), row["province"], COUNTRY_PATH, _aliases(row["provinceAlias"])
        )
        district = put("district", row["districtCode"].zfill(3), row["district"], province)
        paths[row["provinceKey"]] = province
        key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
        if row["wardCode"]:
            paths[key] = put("commune", row["wardCode"].zfill(5), row["ward"], district)
        else:  # five island districts had no commune
            paths[key] = district
    return paths


def _add_new(
    country: Country, rows: list[sqlite3.Row], reform: date, rules: dict[str, str]
) -> dict[tuple[str, str], str]:
    used = {(unit.level, unit.code) for unit in country.units.values()}
    paths: dict[tuple[str, str], str] = {}
    for row in rows:
        code, commune_code = row["provinceCode"].zfill(2), row["wardCode"].zfill(5)
        province = f"{code}{'b' if ('province', code) in used else 'a'}"
        if province not in country.units:
            name = tidy(row["province"])
            aliases = _aliases(row["provinceAlias"])
            unit = UnitRow(
                "province",
                code,
                name,
                kind_of(name, "province"),
                province,
                COUNTRY_PATH,
                reform,
                None,
                rules["new_source"],
                aliases,
            )
            country.add(unit, rules["legal_basis"])
            paths[row["provinceKey"], ""] = province
        path = f"{province}/{commune_code}{'b' if ('commune', commune_code) in used else 'a'}"
        name = tidy(row["ward"])
        commune = UnitRow(
            "commune", commune_code, name, kind_of(name, "commune"), path, province, reform, None, rules["new_source"]
        )
        country.add(commune, rules["legal_basis"])
        paths[row["provinceKey"], row["wardKey"]] = path
    return paths


def _add_successions(
    country: Country,
    converter: dict[str, Any],
    old: dict[str, str],
    new: dict[tuple[str, str], str],
    on: date,
    legal_basis: str,
) -> None:
    """Pairs of the package by its keys; a key that fits nothing goes to the review list and stops nothing."""
    pairs: list[tuple[str, tuple[str, str], bool]] = [
        (before, (after, ""), True) for after, befores in converter["DICT_PROVINCE"].items() for before in befores
    ]
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        pairs += [(before, (province, after), True) for after, befores in communes.items() for before in befores]
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        pairs += [
            (before, (province, part["newWardKey"]), False) for before, parts in divided.items() for part in parts
        ]
    seen: set[tuple[str, str]] = set()
    for before, after, whole in pairs:
        if before not in old or after not in new:
            country.review.append(
                {"what": "Cặp cũ – mới không khớp danh mục", "code": "", "name": f"{before} → {'/'.join(after)}"}
            )
            continue
        pair = (old[before], new[after])
        if pair not in seen:
            seen.add(pair)
            country.successions.append(SuccessionRow(*pair, on, whole, legal_basis))
    _review_unmatched(country, on)


def _review_unmatched(country: Country, on: date) -> None:
    followed = {row.predecessor for row in country.successions}
    founded = {row.successor for row in country.successions}
    for unit in country.units.values():
        if unit.level == "district" or unit.path == COUNTRY_PATH:
            continue
        if unit.valid_to == on and unit.path not in followed:
            country.review.append({"what": "Đơn vị cũ chưa rõ nay thuộc đâu", "code": unit.code, "name": unit.name})
        if unit.valid_from == on and unit.path not in founded:
            country.review.append(
                {"what": "Đơn vị mới chưa rõ hình thành từ đâu", "code": unit.code, "name": unit.name}
            )


def _aliases(text: str | None) -> str:
    return " ".join(json.loads(text)) if text else ""


# --- law/territory ----------------------------------------------------------------------------------------------------


def _law_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _read_law(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    import jsonschema  # slow to import, and only needed when there is something to load

    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in _law_files(folder):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainDates)  # a SafeLoader
        except yaml.YAMLError as error:
            raise LawFileError(f"{path.name}: {error}") from error
        for fault in validator.iter_errors(content):
            raise LawFileError(f"{path.name}: {'/'.join(str(part) for part in fault.absolute_path)}: {fault.message}")
        yield path.name, content


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _apply(country: Country, change: dict[str, Any], source: str) -> None:
    """One act of a law file. Raises LookupError or ValueError when it does not fit what is there."""
    on, basis = _day(change["day"]), change.get("legal_basis", "")
    if change["act"] == "rename":
        unit = country.at(change["level"], change["code"], on)
        country.rename(unit.path, tidy(change["name"]), change["kind"], on, basis)
    elif change["act"] == "start":
        country.move_start(_by_turn(country, change).path, on, basis)
    elif change["act"] == "begin":
        _begin(country, change, on, basis, source)
    elif change["act"] == "end":
        country.end(country.at(change["level"], change["code"], on - date.resolution).path, on)
    elif change["act"] == "succeed":
        for before in change["from"]:
            for after in change["to"]:
                old = country.at(before["level"], before["code"], on - date.resolution)
                new = country.at(after["level"], after["code"], on)
                country.successions.append(SuccessionRow(old.path, new.path, on, change.get("whole", True), basis))


def _by_turn(country: Country, change: dict[str, Any]) -> UnitRow:
    for unit in country.units.values():
        if (unit.level, unit.code) == (change["level"], change["code"]) and unit.path.endswith(change["turn"]):
            return unit
    raise LookupError(f"no {change['level']} {change['code']} of turn {change['turn']}")


def _begin(country: Country, change: dict[str, Any], on: date, basis: str, source: str) -> None:
    level, code = change["level"], change["code"]
    if change["kind"] not in KINDS[level]:
        raise ValueError(f"{change['kind']!r} is no kind of {level}")
    parent = COUNTRY_PATH
    if level != "province":
        parent = country.at(change["parent"]["level"], change["parent"]["code"], on).path
    segment = f"{code}{change['turn']}"
    if any(unit.level == level and unit.path.endswith(segment) for unit in country.units.values()):
        raise ValueError(f"turn {change['turn']} of {level} {code} is taken")
    until = _day(change["until"]) if "until" in change else None
    path = f"{parent}/{segment}" if parent else segment
    country.add(
        UnitRow(level, code, tidy(change["name"]), change["kind"], path, parent, on, until, source[:200]), basis
    )


__all__ = ["Expected", "LawFileError", "digest", "law_folder", "package_folder", "read_country", "read_expected"]
