"""What stood in the period before, for the units of today: a merged commune is compared with the sum of those it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chungtay.statistics.geography import Origin, origins
from chungtay.statistics.models.returns import DataSet, Return, ReturnState, ReturnValue
from chungtay.statistics.periods import Period, parse, previous
from chungtay.statistics.returns.forms import RATE, Key, ReturnForm

_SENT = (ReturnState.SUBMITTED, ReturnState.CHECKED, ReturnState.ACCEPTED)


@dataclass(frozen=True)
class Last:
    """`words`: of which units the numbers are the sum, or why there is nothing to compare with. Empty for the unit itself."""

    values: dict[Key, Decimal] = field(default_factory=dict)
    words: str = ""


def last_values(dataset: DataSet, form: ReturnForm, returns: Sequence[Return]) -> dict[int, Last]:
    """By return: what the same area reported in the period before, in whatever state short of a draft."""
    before = previous(parse(dataset.period))
    came = origins([owner.unit for owner in returns], before.last)
    wanted = {owner.unit_id for owner in returns} | {unit.pk for origin in came.values() for unit in origin.units}
    reported = _reported(dataset, before, wanted)
    rates = {item.code for item in form.items if item.manner == RATE}
    return {
        owner.pk: _of_origin(came[owner.unit_id], reported, rates)
        if owner.unit_id in came
        else Last(reported.get(owner.unit_id, {}))
        for owner in returns
    }


def _reported(dataset: DataSet, before: Period, units: set[int]) -> dict[int, dict[Key, Decimal]]:
    rows = ReturnValue.objects.filter(
        owner__dataset__form=dataset.form,
        owner__dataset__period=before.code,
        owner__unit__in=units,
        owner__state__in=_SENT,
    ).exclude(value=None)
    found: dict[int, dict[Key, Decimal]] = {}
    for unit_id, value, *parts in rows.values_list("owner__unit_id", "value", "quantity", "sex", "band", "minority"):
        if value is not None:
            found.setdefault(unit_id, {})[Key(*parts)] = value
    return found


def _of_origin(origin: Origin, reported: dict[int, dict[Key, Decimal]], rates: set[str]) -> Last:
    """Only what every one of them has reported is added up: a sum with a hole would look like a fall."""
    names = _listed([unit.name for unit in origin.units])
    if not origin.units:
        return Last()
    if not origin.whole:
        return Last(words=f"Không so sánh được với kỳ trước: một phần của {names} đã về nơi khác.")
    missing = [unit.name for unit in origin.units if unit.pk not in reported]
    if len(missing) == len(origin.units):
        return Last()
    if missing:
        return Last(
            words=f"Chưa so sánh được với kỳ trước: đơn vị này nhập từ {names}; thiếu số của {_listed(missing)}."
        )
    parts = [reported[unit.pk] for unit in origin.units]
    keys = [key for key in parts[0] if key.quantity not in rates and all(key in part for part in parts)]
    added = {key: sum((part[key] for part in parts), Decimal(0)) for key in keys}
    return Last(added, f"Kỳ trước là số của {names} cộng lại, vì nay là một đơn vị." if len(parts) > 1 else
                f"Kỳ trước là số của {names}, nay là đơn vị này.")  # fmt: skip


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}" if names else ""
