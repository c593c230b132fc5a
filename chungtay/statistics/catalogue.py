"""The catalogue: what the law (and a province for itself) has counted, read from the files in force into formulas.

A new circular stands beside the old one for as long as its file says (`old_until`); until then both are reported. Everything
here is read from memory: parsed once for the files that are loaded, whatever the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils import timezone

from chungtay.foundation import scoping
from chungtay.law import queries as law
from chungtay.law.models import LawFile
from chungtay.statistics import formulas, sources
from chungtay.statistics.formulas import FormulaError, Reference, Tree
from chungtay.statistics.models.catalogue import LocalIndicator

RECORDS, RETURN, MIXED, NONE = "records", "return", "mixed", "none"
SOURCES = {
    RECORDS: "từ hồ sơ",
    RETURN: "từ số liệu nộp",
    MIXED: "từ hồ sơ và số liệu nộp",
    NONE: "chưa có",
}
LOCAL_SET = "local"
LOCAL_MARK = "DP-"


@dataclass(frozen=True)
class Measure:
    """One formula of an indicator. `numerator` and `denominator` are as written, `above` and `below` expanded into counts."""

    indicator: str
    key: str
    title: str
    unit: str
    counts: str
    over: str = ""
    numerator: str = ""
    denominator: str = ""
    multiplier: int = 1
    unavailable: str = ""
    may_pass: bool = False
    above: Tree | None = None
    below: Tree | None = None

    @property
    def code(self) -> str:
        return f"{self.indicator}.{self.key}"

    @cached_property
    def quantities(self) -> tuple[formulas.Quantity, ...]:
        """Every count that the value needs, with its filters, each once."""
        found = [term for tree in (self.above, self.below) if tree is not None for term in formulas.terms(tree)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term.code for term in self.quantities))

    @property
    def source(self) -> str:
        return source_of_all(self.codes) if not self.unavailable else NONE

    @property
    def why_missing(self) -> str:
        """Why there can be no number now; empty when there can."""
        if self.unavailable:
            return self.unavailable
        unknown = [code for code in self.codes if source_of(code) == NONE]
        return f"chưa nơi nào đếm: {', '.join(unknown)}" if unknown else ""


@dataclass(frozen=True)
class Agency:
    name: str
    since: dt.date
    until: dt.date | None
    confidence: str


@dataclass(frozen=True)
class Indicator:
    id: str
    code: str
    name: str
    group: str
    group_name: str
    set_id: str
    set_title: str
    kind: str
    unit: str
    measures: tuple[Measure, ...]
    article: str
    agencies: tuple[Agency, ...] = ()
    breaks: tuple[tuple[str, str], ...] = ()
    periods: tuple[str, ...] = ()
    data_sources: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    page: int | None = None
    note: str = ""
    annex_name: str = ""
    national_code: str = ""
    confidence: str = "seen"
    law_version: str = ""
    local: bool = False

    def measure(self, key: str) -> Measure | None:
        return next((measure for measure in self.measures if measure.key == key), None)

    @property
    def main(self) -> Measure:
        """The one to show when there is place for one: the rate where there is one, else the count."""
        return next((measure for measure in self.measures if measure.denominator), self.measures[0])

    @property
    def source(self) -> str:
        return merged(measure.source for measure in self.measures)

    @property
    def source_words(self) -> str:
        return SOURCES[self.source]

    @property
    def why_missing(self) -> str:
        return next((measure.why_missing for measure in self.measures if measure.why_missing), "")

    def agency_on(self, day: dt.date) -> Agency | None:
        """Who leads on a day; None where it is not known who took over."""
        return next((a for a in self.agencies if a.since <= day and (a.until is None or day < a.until)), None)


@dataclass(frozen=True)
class IndicatorSet:
    id: str
    title: str
    valid_from: dt.date
    indicators: tuple[Indicator, ...]


def source_of(code: str) -> str:
    """RECORDS when an app counts it, RETURN when a return form asks for it, else NONE."""
    if sources.find(code) is not None:
        return RECORDS
    return RETURN if code in returned() else NONE


def source_of_all(codes: Iterable[str]) -> str:
    return merged(source_of(code) for code in codes)


def merged(found: Iterable[str]) -> str:
    """One word for several; NONE only when nothing else is there, so that one gap does not hide the rest."""
    kinds = set(found)
    if kinds - {NONE} and NONE in kinds:
        kinds.discard(NONE)
    if len(kinds) == 1:
        return kinds.pop()
    return MIXED if kinds else NONE


def returned() -> Mapping[str, Mapping[str, Any]]:
    """code → what the return forms in force say of it (label, unit, manner, title of the form)."""
    rows = law.all_in_force("return_form")
    return _returned(tuple(sorted(row.digest for row in rows)))


@lru_cache(maxsize=4)
def _returned(digests: tuple[str, ...]) -> Mapping[str, Mapping[str, Any]]:
    rows = [row for row in law.all_versions("return_form") if row.digest in digests]
    return {
        item["code"]: {**item, "form": row.code, "form_title": row.title, "sector": row.content["sector"]}
        for row in rows
        for item in row.content["quantities"]
    }


def label_of(code: str) -> str:
    """A count in Vietnamese; the code itself when nobody counts it."""
    quantity = sources.find(code)
    if quantity is not None:
        return quantity.label
    item = returned().get(code)
    return str(item["label"]) if item else code


def sets(on: dt.date | None = None) -> tuple[IndicatorSet, ...]:
    """The sets reported on a day: those in force, without what a newer one has fully taken the place of."""
    day = on or timezone.localdate()
    rows = law.all_in_force("indicator_set", day)
    over = {row.content["replaces"] for row in rows if "replaces" in row.content and _old_until(row) <= day}
    kept = sorted((row for row in rows if row.code not in over), key=lambda row: (row.valid_from, row.code))
    return _sets(tuple(row.digest for row in kept))


def _old_until(row: LawFile) -> dt.date:
    given = row.content.get("old_until")
    return dt.date.fromisoformat(given) if given else row.valid_from


def of_law(on: dt.date | None = None) -> dict[str, Indicator]:
    """By id, in the order of the law."""
    return {found.id: found for one in sets(on) for found in one.indicators}


def indicators(on: dt.date | None = None) -> dict[str, Indicator]:
    """Those of the law, and behind them those of the provinces in the scope of who asks (none outside a scope)."""
    local = list(LocalIndicator.objects.select_related("unit")) if scoping.current() is not None else []
    return of_law(on) | {row.code: local_from(row, on) for row in local if used_on(row, on)}


def indicator(code: str, on: dt.date | None = None) -> Indicator | None:
    found = of_law(on).get(code)
    if found is not None or not code.startswith(LOCAL_MARK) or scoping.current() is None:
        return found
    row = LocalIndicator.objects.select_related("unit").filter(code=code).first()
    return local_from(row, on) if row is not None and used_on(row, on) else None


def used_on(row: LocalIndicator, on: dt.date | None = None) -> bool:
    day = on or timezone.localdate()
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def local_from(row: LocalIndicator, on: dt.date | None = None) -> Indicator:
    """An indicator of a province in the form of those of the law: one measure, `count` or `rate`."""
    content = {
        "key": "rate" if row.denominator else "count", "title": "Tỷ lệ" if row.denominator else "Số lượng",
        "unit": row.unit_word, "counts": row.counts, "numerator": row.numerator, "over": row.over,
        "denominator": row.denominator, "multiplier": row.multiplier,
    }  # fmt: skip
    return Indicator(
        id=row.code, code=row.code, name=row.name, group=LOCAL_SET, group_name=row.unit.name, set_id=LOCAL_SET,
        set_title="Chỉ tiêu riêng của địa phương", kind="rate" if row.denominator else "count", unit=row.unit_word,
        measures=(measure_from(row.code, content, written(on)),), article=row.basis, note=row.note, confidence="own", local=True,
    )  # fmt: skip


def quantities(measure: Measure) -> tuple[formulas.Quantity, ...]:
    return measure.quantities


@lru_cache(maxsize=8)
def _sets(digests: tuple[str, ...]) -> tuple[IndicatorSet, ...]:
    rows = {row.digest: row for row in law.all_versions("indicator_set")}
    chosen = [rows[digest] for digest in digests]
    # A set that is reported may count what one no longer reported has defined.
    written = _formulas(list(rows.values())) | _formulas(chosen)
    return tuple(
        IndicatorSet(row.code, row.title, row.valid_from, tuple(_indicator(row, one, written) for one in row.content["indicators"]))
        for row in chosen
    )  # fmt: skip


def _formulas(rows: Iterable[LawFile]) -> dict[Reference, Mapping[str, Any]]:
    return {
        Reference(indicator["id"], measure["key"]): measure
        for row in rows
        for indicator in row.content["indicators"]
        for measure in indicator["measures"]
    }


def _indicator(row: LawFile, content: Mapping[str, Any], written: Mapping[Reference, Mapping[str, Any]]) -> Indicator:
    groups = {group["code"]: group["name"] for group in row.content["groups"]}
    return Indicator(
        id=content["id"],
        code=content["code"],
        name=content["name"],
        group=content["group"],
        group_name=groups[content["group"]],
        set_id=row.code,
        set_title=row.title,
        kind=content["kind"],
        unit=content["unit"],
        measures=tuple(measure_from(content["id"], one, written) for one in content["measures"]),
        article=content["article"],
        agencies=tuple(_agency(one) for one in content["agencies"]),
        breaks=tuple((one["code"], one["name"]) for one in content.get("breaks", ())),
        periods=tuple(content.get("periods", ())),
        data_sources=tuple(content.get("sources", ())),
        together_with=tuple(content.get("together_with", ())),
        page=content.get("page"),
        note=content.get("note", ""),
        annex_name=content.get("annex_name", ""),
        national_code=content.get("national_code", ""),
        confidence=row.confidence,
        law_version=row.digest,
    )


def _agency(content: Mapping[str, str]) -> Agency:
    until = content.get("to")
    return Agency(
        content["name"],
        dt.date.fromisoformat(content["from"]),
        dt.date.fromisoformat(until) if until else None,
        content["confidence"],
    )


def measure_from(indicator: str, content: Mapping[str, Any], written: Mapping[Reference, Mapping[str, Any]]) -> Measure:
    """A measure with its formulas expanded. Raises FormulaError when it refers to what is not a count."""

    def resolve(reference: Reference) -> Tree:
        found = written.get(reference)
        if found is None or "numerator" not in found or "denominator" in found:
            raise FormulaError(f"{reference} không phải là một số đếm trong danh mục")
        return formulas.parse(found["numerator"])

    def expanded(text: str) -> Tree | None:
        return formulas.expand(formulas.parse(text), resolve) if text else None

    return Measure(
        indicator=indicator,
        key=content["key"],
        title=content["title"],
        unit=content["unit"],
        counts=content["counts"],
        over=content.get("over", ""),
        numerator=content.get("numerator", ""),
        denominator=content.get("denominator", ""),
        multiplier=content.get("multiplier", 1),
        unavailable=content.get("unavailable", ""),
        may_pass=content.get("may_pass", False),
        above=expanded(content.get("numerator", "")),
        below=expanded(content.get("denominator", "")),
    )


def written(on: dt.date | None = None) -> dict[Reference, Mapping[str, Any]]:
    """Every measure of the law as a formula of another may refer to it; those reported on the day win."""
    rows = law.all_versions("indicator_set")
    reported = {found.law_version for found in of_law(on).values()}
    return _formulas(rows) | _formulas(row for row in rows if row.digest in reported)


def bands(on: dt.date | None = None) -> dict[str, tuple[str, int, int | None]]:
    """code → (name, from, to): whole years, `to` not reached; None without an end."""
    rows = law.all_in_force("bands", on)
    return {band["code"]: (band["name"], band["from"], band.get("to")) for row in rows for band in row.content["bands"]}


def atoms_of(code: str, on: dt.date | None = None) -> frozenset[str]:
    """The age atoms of a band. Raises FormulaError for a band that is not there or is no set of atoms."""
    return _atoms_of(code, on or timezone.localdate(), law.law_version())


@lru_cache(maxsize=512)
def _atoms_of(code: str, on: dt.date, version: str) -> frozenset[str]:
    """Asked for every cell of a table; the answer changes with the law only, whose digest is `version`."""
    from chungtay.statistics.bands import between

    found = bands(on).get(code)
    if found is None:
        raise FormulaError(f"không có nhóm tuổi {code}")
    try:
        return frozenset(between(found[1], found[2]))
    except ValueError as error:
        raise FormulaError(str(error)) from None
