"""What changed between two states of the same cells, and how far a number moved since the last period. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chungtay.statistics.checks import Finding, exceeds_whole, jump, parts_and_whole, percentage, same_thing
from chungtay.statistics.returns.forms import RATE, Key, ReturnForm, Rule

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
    """A total or margin that was left empty becomes the sum of its parts when one division of it is complete."""
    filled = dict(values)
    for item in form.items:
        for whole, keys in item.sums:
            parts = [value for key in keys if (value := filled.get(key)) is not None]
            if filled.get(whole) is None and len(parts) == len(keys):
                filled[whole] = sum(parts, Decimal(0))
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
        for whole, parts in item.sums:
            found += _sum_doubt(form, whole, parts, values)
    for rule in form.rules:
        found += _CHECKS[rule.kind](form, rule, values)
    return found + _jumps(form, values, last or {})


def _sum_rule(form: ReturnForm, rule: Rule, values: Values) -> list[Doubt]:
    return _sum_doubt(form, Key(rule.whole), [Key(part) for part in rule.parts], values, rule.tolerance)


def _sum_doubt(
    form: ReturnForm, whole: Key, parts: Sequence[Key], values: Values, tolerance: Decimal = Decimal(0)
) -> list[Doubt]:
    """Only some parts known: nothing is told until they are more than the total."""
    total = values.get(whole)
    known = {form.words[key]: value for key in parts if key in form.words and (value := values.get(key)) is not None}
    if total is None or not known or whole not in form.words:
        return []
    if len(known) < len(parts) and sum(known.values(), Decimal(0)) <= total:
        return []
    finding = parts_and_whole(form.words[whole], total, known, tolerance=tolerance, about=(whole.text,))
    return [Doubt(whole, finding)] if finding is not None else []


def _at_most(form: ReturnForm, rule: Rule, values: Values) -> list[Doubt]:
    whole, found = Key(rule.whole), list[Doubt]()
    for part in (Key(part) for part in rule.parts):
        most, value = values.get(whole), values.get(part)
        if most is not None and value is not None and {whole, part} <= form.words.keys():
            about = (part.text, whole.text)
            told = exceeds_whole(form.words[part], value, form.words[whole], most, about=about)
            found += [Doubt(part, told)] if told is not None else []
    return found


def _percentage(form: ReturnForm, rule: Rule, values: Values) -> list[Doubt]:
    """A printed rate worked out anew, in the digits it was printed with."""
    rate, part, whole = Key(rule.rate), Key(rule.parts[0]), Key(rule.whole)
    printed, above, below = values.get(rate), values.get(part), values.get(whole)
    if printed is None or above is None or below is None or rate not in form.words:
        return []
    printed = printed.quantize(Decimal(1).scaleb(-form.item_of[rule.rate].decimals))
    others = {
        words: (over, under)
        for words, one, other in rule.beside
        if (over := values.get(Key(one))) is not None and (under := values.get(Key(other))) is not None
    }
    told = percentage(
        form.words[rate], printed, above, below, multiplier=rule.multiplier, others=others, about=(rate.text,)
    ).told
    return [Doubt(rate, told)] if told is not None else []


def _same(form: ReturnForm, rule: Rule, values: Values) -> list[Doubt]:
    one, other = Key(rule.whole), Key(rule.parts[0])
    first, second = values.get(one), values.get(other)
    if first is None or second is None or not {one, other} <= form.words.keys():
        return []
    told = same_thing(form.words[one], first, form.words[other], second, about=(one.text, other.text))
    return [Doubt(one, told)] if told is not None else []


_CHECKS = {"sum": _sum_rule, "at_most": _at_most, "percentage": _percentage, "same": _same}


def _jumps(form: ReturnForm, values: Values, last: Values) -> list[Doubt]:
    """Only totals: a part that moves with its total needs no second explanation."""
    found = []
    for item in form.items:
        if item.manner == RATE:
            continue
        key = Key(item.code)
        now, before = values.get(key), last.get(key)
        if now is not None and before is not None:
            finding = jump(item.label, int(now), [int(before)], about=(key.text,))
            found += [Doubt(key, finding)] if finding is not None else []
    return found
