"""What stands beside a return before anybody types: the records' counts, the sums of the returns below, the last period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from chungtay.foundation import wall
from chungtay.foundation.access import Actor
from chungtay.statistics.models.returns import DataSet, Return, ReturnState, ReturnValue
from chungtay.statistics.periods import Period, parse
from chungtay.statistics.queries.returns_forms import SEAL, is_sealed
from chungtay.statistics.returns.forms import RATE, Key, ReturnForm

Known = dict[int, dict[Key, Decimal]]
BREAKS = ("sex", "band", "minority")
_SEX_OF = {"male": "m", "female": "f", "m": "m", "f": "f"}


def period_of(dataset: DataSet) -> Period:
    return parse(dataset.period)


def computed(actor: Actor | None, form: ReturnForm, returns: Sequence[Return]) -> Known:
    """By return: what the product itself counts. A return that takes others together has their sum."""
    found: Known = {owner.pk: {} for owner in returns}
    own = [owner for owner in returns if owner.consolidates_id is None]
    if (
        own and form.from_records and (actor is None or actor.territory)
    ):  # a body of one sector reports from its own books
        for owner_id, key, number in _from_records(actor, form, own):
            found[owner_id][key] = number
        for known in (found[owner.pk] for owner in own):
            for item in form.items:  # of what the records count, a part nobody belongs to is none
                if Key(item.code) in known:
                    known |= {key: Decimal(0) for key, _ in item.cells if key not in known}
    for owner in returns:
        if owner.consolidates_id is not None:
            found[owner.pk] = sums(owner.consolidates_id, form)
    return found


def _from_records(
    actor: Actor | None, form: ReturnForm, returns: Sequence[Return]
) -> Iterable[tuple[int, Key, Decimal]]:
    from chungtay.statistics import reading

    by_unit = {owner.unit_id: owner.pk for owner in returns}
    units = [owner.unit for owner in returns]
    period = period_of(returns[0].dataset)
    for by, codes in _asked(form).items():
        counted = reading.quantities(actor=actor, codes=codes, units=units, period=period, by=by)
        for (code, unit_id, breaks), number in counted.items():
            key = _key(code, dict(breaks))
            if key in form.words and unit_id in by_unit:
                yield by_unit[unit_id], key, Decimal(number)


def _asked(form: ReturnForm) -> dict[tuple[str, ...], list[str]]:
    """One reading for the totals and one for each break: () → codes, ("sex",) → codes, …"""
    asked: dict[tuple[str, ...], list[str]] = {(): list(form.from_records)}
    for item in form.items:
        for name in item.by if item.records else ():
            asked.setdefault((name,), []).append(item.code)
        if item.records and item.crossed:
            asked.setdefault(tuple(name for name in BREAKS if name in item.by), []).append(item.code)
    return asked


def _key(code: str, breaks: dict[str, Any]) -> Key:
    sex = _SEX_OF.get(str(breaks.get("sex", "")), "")
    return Key(code, sex=sex, band=str(breaks.get("band", "")), minority=str(breaks.get("minority", "")))


def hidden(actor: Actor | None, form: ReturnForm) -> frozenset[str]:
    """Codes of the form that this post may not read: numbers of sealed groups, where a few stand for known children.

    A body of one sector sees nothing but what it reports itself, from its own books. Nobody (`None`) is the system.
    """
    if actor is None or not actor.territory or SEAL in wall.wall_of(actor).marks.split():
        return frozenset()
    return frozenset(item.code for item in form.items if is_sealed(item.code, form))


def sums(dataset_id: int, form: ReturnForm) -> dict[Key, Decimal]:
    """The accepted returns of a set added up: what the unit above reports. One statement, whatever their number.

    Printed rates have no sum.
    """
    rows = (
        ReturnValue.objects.filter(owner__dataset_id=dataset_id, owner__state=ReturnState.ACCEPTED)
        .exclude(value=None)
        .exclude(quantity__in=[item.code for item in form.items if item.manner == RATE])
        .order_by()
        .values_list("quantity", "sex", "band", "minority")
        .annotate(total=Sum("value"))
    )
    return {key: total for *parts, total in rows if (key := Key(*parts)) in form.words and total is not None}
