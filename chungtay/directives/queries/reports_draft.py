"""A first draft of a heading, composed from figures by the rules of law/narratives; each sentence knows what it stands on.

The text of a report is read by everybody who may read the report, so that sealed figures never enter a draft.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from chungtay.directives.models import Report, ReportSection
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.queries.reports_statistics import Number
from chungtay.directives.states_reports import WRITABLE
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.law import narratives
from chungtay.law import queries as law
from chungtay.statistics import narrative, periods
from chungtay.statistics.narrative import About, Fact
from chungtay.statistics.periods import Period
from chungtay.statistics.queries import looking, targets
from chungtay.statistics.queries.looking import Named
from chungtay.territory.models import Unit

_KINDS = ("Xã ", "Phường ", "Đặc khu ", "Thị trấn ", "Huyện ", "Quận ", "Thị xã ", "Thành phố ", "Tỉnh ")


def narrative_of(report: Report, section: ReportSection) -> str:
    """The id of the rules that can draft this heading; "" where there are none or the agency belongs to no unit."""
    asked: dict[str, Any] = next((one for one in report.duty.headings if one["key"] == section.key), {})
    code = str(asked.get("draft", ""))
    known = code and law.in_force("narrative", code, report.duty.period_to) is not None
    return code if known and statistics.unit_of(report) is not None else ""


def compose(report: Report, section: ReportSection) -> dict[str, Any] | None:
    """The draft as JSON holds it (`ReportSection.draft`); None when there is nothing to draft from."""
    unit, code = statistics.unit_of(report), narrative_of(report, section)
    file = law.in_force("narrative", code, report.duty.period_to) if code else None
    if unit is None or file is None:
        return None
    period, rules = statistics.period_of(report.duty), file.content["rules"]
    facts = facts_of(unit, period, rules)
    told = narrative.draft(rules, facts, _about(unit, period))
    return {
        "on": timezone.localdate().isoformat(),
        "narrative": code,
        "rules": file.digest,
        "taken": False,
        "sentences": [
            {
                "text": one.text,
                "rule": one.rule,
                "figures": [{"code": name, "value": _written(facts[name].value)} for name in one.figures],
            }
            for one in told
        ],
    }


def _about(unit: Unit, period: Period) -> About:
    name = unit.name[:1].lower() + unit.name[1:] if unit.name.startswith(_KINDS) else unit.name
    day = period.counted_on(timezone.localdate())
    return About(unit=name, period=period.title, day=f"ngày {vn_date(day)}")


def facts_of(unit: Unit, period: Period, rules: Iterable[Mapping[str, Any]]) -> dict[str, Fact]:
    """What the rules speak of: now, the period before, the target, the units beneath. Three readings, whatever is asked."""
    asked = dict.fromkeys(reference for rule in rules for reference in narratives.references(rule))
    known = {code: one for code in asked if (one := looking.named(code, period.last)) is not None and not one.sealed}
    beneath = looking.beneath(unit, period)
    now = statistics.of_units([unit, *beneath], period, list(known))
    last = periods.previous(period)
    before = statistics.of_units([unit], last, list(known)) if looking.can_wait_for(unit, last) else {}
    rates = frozenset(code for code, one in known.items() if one.is_rate)
    aims = targets.aims([unit], known, period.last.year, rates=rates)
    return {
        code: _fact(one, unit, beneath, now, before.get((code, unit.pk)), aims.get((unit.pk, code)))
        for code, one in known.items()
        if (code, unit.pk) in now
    }


def _fact(
    one: Named,
    unit: Unit,
    beneath: Sequence[Unit],
    now: Mapping[tuple[str, int], Number],
    before: Number | None,
    aim: targets.Aim | None,
) -> Fact:
    number = now[(one.code, unit.pk)]
    parts = [(below.name, now[(one.code, below.pk)].value) for below in beneath if (one.code, below.pk) in now]
    return Fact(
        value=number.value,
        unit=one.unit,
        before=before.value if before else None,
        numerator=number.numerator if one.is_rate else None,
        denominator=number.denominator if one.is_rate else None,
        numerator_before=before.numerator if before and one.is_rate else None,
        denominator_before=before.denominator if before and one.is_rate else None,
        target=aim.value if aim else None,
        at_least=aim.at_least if aim else True,
        below=tuple((name, value) for name, value in parts if value is not None),
    )


def _written(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


@dataclass(frozen=True)
class Basis:
    """A figure behind a sentence: its number when the draft was made, and now."""

    code: str
    label: str
    unit: str
    value: Decimal | None
    now: Decimal | None
    address: str

    @property
    def moved(self) -> bool:
        return self.value != self.now


@dataclass(frozen=True)
class Sentence:
    text: str
    rule: str
    when: str  # the conditions of its rule, in words
    basis: tuple[Basis, ...]


@dataclass(frozen=True)
class Draft:
    """A draft with the trace of its sentences. `taken`: its text stands in the section."""

    on: dt.date
    taken: bool
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def moved(self) -> tuple[Basis, ...]:
        """Figures that have changed since, each once."""
        found = {one.code: one for sentence in self.sentences for one in sentence.basis if one.moved}
        return tuple(found.values())


_CONDITIONS = {
    "known": "đã có số", "missing": "chưa có số", "zero": "bằng 0", "positive": "lớn hơn 0", "compared": "có số kỳ trước",
    "rose": "tăng rõ", "fell": "giảm rõ", "steady": "không đổi rõ", "has_target": "có chỉ tiêu được giao",
    "meets_target": "đạt chỉ tiêu được giao", "misses_target": "chưa đạt chỉ tiêu được giao", "has_units": "có đơn vị trực thuộc",
}  # fmt: skip


def drafts(actor: Actor, report: Report, sections: Iterable[ReportSection]) -> dict[int, Draft]:
    """Section → its draft, compared with the figures of now while the report can be written: one reading for all."""
    held = [section for section in sections if section.draft]
    unit = statistics.unit_of(report)
    if not held:
        return {}
    period = statistics.period_of(report.duty)
    codes = [one["code"] for section in held for told in (section.draft or {})["sentences"] for one in told["figures"]]
    now = statistics.numbers(unit, period, codes) if report.state in WRITABLE else {}
    return {section.pk: _draft(actor, section.draft or {}, unit, period, now) for section in held}


def _draft(actor: Actor, kept: dict[str, Any], unit: Unit | None, period: Period, now: dict[str, Number]) -> Draft:
    rules = _rules(kept)

    def basis(one: dict[str, Any]) -> Basis:
        code, value = one["code"], Decimal(one["value"]) if one["value"] is not None else None
        found = looking.named(code, period.last)
        return Basis(
            code, statistics.label_of(code, period.last), found.unit if found else "", value,
            now[code].value if code in now else value, statistics.origin(actor, code, unit, period).figure,
        )  # fmt: skip

    sentences = tuple(
        Sentence(one["text"], one["rule"], _when(rules.get(one["rule"]), period), tuple(map(basis, one["figures"])))
        for one in kept["sentences"]
    )
    return Draft(dt.date.fromisoformat(kept["on"]), kept["taken"], sentences)


def _rules(kept: dict[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The rules of the very version that the draft was made with."""
    file = next((row for row in law.versions("narrative", kept["narrative"]) if row.digest == kept["rules"]), None)
    return {rule["id"]: rule for rule in file.content["rules"]} if file is not None else {}


def _when(rule: Mapping[str, Any] | None, period: Period) -> str:
    if rule is None:
        return ""
    told = [f"{statistics.label_of(one['fact'], period.last)}: {_CONDITIONS[one['is']]}" for one in rule["when"]]
    return "; ".join(told)
