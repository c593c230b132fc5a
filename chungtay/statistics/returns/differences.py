"""What changed between two states of the same cells, and how far a number moved since the last period. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chungtay.statistics.checks import Finding, exceeds_whole, jump, parts_and_whole
from chungtay.statistics.returns.forms import Key, ReturnForm

Values = Mapping[Key, Decimal | None]


@dataclass(frozen=True)
class Change:
    key: Key
    before: Decimal | None
    after: Decimal | None


def changes(before: Values, after: Values, keys: Iterable[Key] | None = None) -> list[Change]:
    """The cells that differ, in the order of `keys` (by default those of `after`, then what is only in `before`)."""
    order = dict.fromkeys(keys) if keys is not None else dict.fromkeys([*after, *before])
    return [Change(key, before.get(key), after.get(key)) for key in order if before.get(key) != after.get(key)]


@dataclass(frozen=True)
class Moved:
    """Since the last period. `percent` is None where there was nothing to compare with, or nothing before."""

    by: Decimal
    percent: Decimal | None


def moved(last: Decimal | None, now: Decimal | None) -> Moved | None:
    """None when one of the two is not there."""
    if last is None or now is None:
        return None
    percent = (100 * (now - last) / last).quantize(Decimal("0.1")) if last else None
    return Moved(now - last, percent)


def with_totals(form: ReturnForm, values: Values) -> dict[Key, Decimal | None]:
    """A total that was left empty becomes the sum of its parts when one division of it is complete."""
    filled = dict(values)
    for item in form.items:
        total = Key(item.code)
        if filled.get(total) is not None:
            continue
        for group in item.parts.values():
            parts = [value for key, _ in group if (value := filled.get(key)) is not None]
            if group and len(parts) == len(group):
                filled[total] = sum(parts, Decimal(0))
                break
    return filled


@dataclass(frozen=True)
class Doubt:
    """Something a person should explain: never in the way of sending. `key` is the cell beside which the reason stands."""

    key: Key
    finding: Finding

    @property
    def words(self) -> str:
        return self.finding.sentence


def doubts(form: ReturnForm, values: Values, last: Values | None = None) -> list[Doubt]:
    """Parts that do not add up to their total, parts above their whole, and jumps since the last period."""
    found: list[Doubt] = []
    for item in form.items:
        for group in item.parts.values():
            found += _sum_doubt(form, Key(item.code), [key for key, _ in group], values)
    for rule in form.rules:
        whole, parts = Key(rule.whole), [Key(part) for part in rule.parts]
        if rule.kind == "sum":
            found += _sum_doubt(form, whole, parts, values)
        else:
            found += [doubt for part in parts for doubt in _at_most(form, whole, part, values)]
    return found + _jumps(form, values, last or {})


def _sum_doubt(form: ReturnForm, whole: Key, parts: list[Key], values: Values) -> list[Doubt]:
    """Only some parts known: nothing is told until they are more than the total."""
    total = values.get(whole)
    known = {form.words[key]: value for key in parts if key in form.words and (value := values.get(key)) is not None}
    if total is None or not known or whole not in form.words:
        return []
    if len(known) < len(parts) and sum(known.values(), Decimal(0)) <= total:
        return []
    finding = parts_and_whole(form.words[whole], total, known, about=(whole.text,))
    return [Doubt(whole, finding)] if finding is not None else []


def _at_most(form: ReturnForm, whole: Key, part: Key, values: Values) -> list[Doubt]:
    most, value = values.get(whole), values.get(part)
    if most is None or value is None or not {whole, part} <= form.words.keys():
        return []
    finding = exceeds_whole(form.words[part], value, form.words[whole], most, about=(part.text, whole.text))
    return [Doubt(part, finding)] if finding is not None else []


def _jumps(form: ReturnForm, values: Values, last: Values) -> list[Doubt]:
    """Only totals: a part that moves with its total needs no second explanation."""
    found = []
    for item in form.items:
        key = Key(item.code)
        now, before = values.get(key), last.get(key)
        if now is not None and before is not None:
            finding = jump(item.label, int(now), [int(before)], about=(key.text,))
            found += [Doubt(key, finding)] if finding is not None else []
    return found
