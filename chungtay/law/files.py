"""Reads and checks the files of law/ without any database, so that faults are found before anything is loaded."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from chungtay.law import figure_faults
from chungtay.law.forms import faults as form_faults

# The same reading done in C, ten times as fast; an installation of PyYAML without libyaml reads slowly, not differently.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FOLDERS = (
    "instruments", "codelists", "periods", "calendars", "agencies", "clocks", "forms",
    "bands", "reckonings", "indicators", "tables", "return_forms", "overviews", "narratives",
)  # fmt: skip


@dataclass(frozen=True)
class SourceFile:
    """One parsed file; `digest` is that of its meaning, not of its spaces."""

    path: Path
    content: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.content["kind"], self.content["id"], self.content["valid_from"]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which file, at which place of it."""

    path: Path
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.path.name}: {self.place or 'tệp'}: {self.what}"


@cache
def _validator(folder: Path) -> jsonschema.Draft202012Validator:
    schema = json.loads((folder / "schemas" / "file.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def paths(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        yield from sorted((folder / name).glob("*.yaml"))


def read(folder: Path) -> tuple[list[SourceFile], list[Fault]]:
    """All files with all faults: of form (schema), of dates and codes, of key (twice the same) and of reference."""
    files: list[SourceFile] = []
    faults: list[Fault] = []
    for path in paths(folder):
        file, found = check_one(folder, path, path.read_bytes())
        files += [file] if file is not None else []
        faults += found
    among = _key_faults(files) + _reference_faults(files) + _clock_faults(files)
    figures = [
        Fault(path, place, what) for path, place, what in figure_faults.among([(f.path, f.content) for f in files])
    ]
    return files, faults + among + figures


def check_one(folder: Path, path: Path, content: bytes) -> tuple[SourceFile | None, list[Fault]]:
    """One file by itself, with its faults; None when it has not the form of its kind. `folder` holds the schema."""
    try:
        parsed = yaml.load(content.decode("utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return None, [Fault(path, "", f"không đọc được: {error}")]
    found = [_fault(path, error) for error in _validator(folder).iter_errors(parsed)]
    if found:
        return None, found
    of_dates = [*_date_faults(path, parsed), *_month_day_faults(path, parsed)]
    faults = [*of_dates, *_twice_faults(path, parsed), *_within_faults(path, parsed), *_form_faults(path, parsed)]
    faults += [Fault(path, place, what) for place, what in figure_faults.within(parsed)]
    return SourceFile(path, parsed), faults


def _fault(path: Path, error: Any) -> Fault:
    return Fault(path, "/".join(str(step) for step in error.absolute_path), error.message[:200])


def _date_faults(path: Path, content: dict[str, Any]) -> list[Fault]:
    try:
        begin = dt.date.fromisoformat(content["valid_from"])
        end = dt.date.fromisoformat(content["valid_to"]) if "valid_to" in content else None
    except ValueError as error:
        return [Fault(path, "valid_from", str(error))]
    return [Fault(path, "valid_to", "phải sau valid_from")] if end is not None and end <= begin else []


def _key_faults(files: list[SourceFile]) -> list[Fault]:
    seen: dict[tuple[str, str, str], Path] = {}
    faults = []
    for file in files:
        if file.key in seen:
            faults.append(Fault(file.path, "id", f"trùng với {seen[file.key].name}"))
        seen.setdefault(file.key, file.path)
    return faults


def _month_day_faults(path: Path, content: dict[str, Any]) -> list[Fault]:
    """“13-45” has the right form and is no day; 02-29 is not one in every year."""
    if content["kind"] != "period":
        return []
    given = {"due": content["due"], "due_above": content.get("due_above", "01-01")}
    given |= {f"covers/{end}": content["covers"][end] for end in ("from", "to")}
    faults = []
    for place, month_day in given.items():
        try:
            dt.date.fromisoformat(f"2001-{month_day}")
        except ValueError:
            faults.append(Fault(path, place, f"không có ngày {month_day} trong mọi năm"))
    return faults


def _twice_faults(path: Path, content: dict[str, Any]) -> list[Fault]:
    """Codes and keys tell things apart, so none may stand twice in one list."""
    faults = []
    for name, key in (("items", "code"), ("headings", "key"), ("figures", "key")):
        seen: set[str] = set()
        for place, item in enumerate(content.get(name, [])):
            if item[key] in seen:
                faults.append(Fault(path, f"{name}/{place}/{key}", f"đã có {item[key]}"))
            seen.add(item[key])
    return faults


def _within_faults(path: Path, content: dict[str, Any]) -> list[Fault]:
    """A group is an item without a group of its own, and what is covered stands in the same list."""
    if content["kind"] != "codelist":
        return []
    groups = {item["code"] for item in content["items"] if "parent" not in item}
    codes = {item["code"] for item in content["items"]}
    faults = []
    for place, item in enumerate(content["items"]):
        if "parent" in item and item["parent"] not in groups:
            faults.append(Fault(path, f"items/{place}/parent", f"không có nhóm {item['parent']}"))
        unknown = set(item.get("covers", [])) - codes
        if unknown:
            faults.append(Fault(path, f"items/{place}/covers", f"không có mã {', '.join(sorted(unknown))}"))
    return faults


def _form_faults(path: Path, content: dict[str, Any]) -> list[Fault]:
    if content["kind"] != "form":
        return []
    return [Fault(path, place, what) for place, what in form_faults.faults(content)]


def _reference_faults(files: list[SourceFile]) -> list[Fault]:
    """Topics of headings, kinds of offices, vaccines of doses, groups and forms of items must stand in their own files."""
    topics, kinds, vaccines = _codes(files, "topics"), _codes(files, "agency_kinds"), _codes(files, "vaccines")
    groups = _codes(files, "special_circumstances")
    forms = {file.content["code"] for file in files if file.content["kind"] == "form"}
    faults = []
    for file in files:
        for place, item in enumerate(file.content.get("items", [])):
            for key, known, what in (("groups", groups, "nhóm"), ("forms", forms, "biểu mẫu")):
                if unknown := set(item.get(key, [])) - known:
                    words = f"không có {what} {', '.join(sorted(unknown))}"
                    faults.append(Fault(file.path, f"items/{place}/{key}", words))
            if "dose" in item and item["dose"]["vaccine"] not in vaccines:
                what = f"không có vắc xin {item['dose']['vaccine']}"
                faults.append(Fault(file.path, f"items/{place}/dose/vaccine", what))
        for place, heading in enumerate(file.content.get("headings", [])):
            unknown = set(heading.get("topics", [])) - topics
            if unknown:
                faults.append(
                    Fault(file.path, f"headings/{place}/topics", f"không có chủ đề {', '.join(sorted(unknown))}")
                )
        for place, office in enumerate(file.content.get("offices", [])):
            if office["kind"] not in kinds:
                faults.append(Fault(file.path, f"offices/{place}/kind", f"không có loại cơ quan {office['kind']}"))
    return faults


def _clock_faults(files: list[SourceFile]) -> list[Fault]:
    """A province may be stricter than the law, never slower; the steps it makes fill its time exactly."""
    clocks = [file for file in files if file.content["kind"] == "clock"]
    national = {file.content["code"]: file.content["term"] for file in clocks if "province" not in file.content}
    faults = []
    for file in clocks:
        code, term = file.content["code"], file.content["term"]
        steps = sum(step["minutes"] for step in file.content.get("steps", []))
        if steps and steps != term.get("hours", 0) * 60:
            faults.append(Fault(file.path, "steps", f"các bước cộng lại {steps} phút, khác thời hạn"))
        if "province" not in file.content:
            continue
        law = national.get(code)
        if law is None or law.keys() != term.keys() or any(term[key] > law[key] for key in term):
            faults.append(Fault(file.path, "term", f"phải cùng cách tính và không dài hơn {code} của luật"))
    return faults


def _codes(files: list[SourceFile], name: str) -> set[str]:
    return {item["code"] for file in files if file.key[:2] == ("codelist", name) for item in file.content["items"]}
