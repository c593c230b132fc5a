"""What returns say to whoever reads figures: accepted numbers only, added up over units.

A unit's own accepted return stands for it; a province without one has the sum of its communes', and so has the country.
Nothing accepted is no number, never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q

from chungtay.statistics.models.returns import ReturnState, ReturnValue
from chungtay.statistics.periods import Period
from chungtay.statistics.queries.returns_forms import defined
from chungtay.statistics.returns.forms import RATE, Key
from chungtay.territory.models import Unit

Breaks = tuple[tuple[str, str], ...]


def accepted(
    *, codes: Sequence[str], period: Period, units: Sequence[Unit], by: Sequence[str] = ()
) -> dict[tuple[str, int, Breaks], Decimal]:
    """(code, unit id, breaks) → value, within the scope of the caller.

    `by`: none for totals, one of "sex", "band", "minority", or two where a form asks for them crossed. A printed rate is not
    added up.
    """
    if not codes or not units:
        return {}
    wanted = {name: name in by for name in ("sex", "band", "minority")}
    condition = Q()
    for name, asked in wanted.items():
        condition &= ~Q(**{name: ""}) if asked else Q(**{name: ""})
    rows = ReturnValue.objects.filter(
        condition, quantity__in=codes, owner__dataset__period=period.code, owner__state=ReturnState.ACCEPTED
    ).exclude(value=None)
    fields = ("owner__unit_path", "quantity", "sex", "band", "minority", "value")
    by_path: dict[tuple[Key, str], Decimal] = {}
    for path, quantity, sex, band, minority, value in rows.order_by("pk").values_list(*fields):
        if value is not None:
            by_path[Key(quantity, sex, band, minority), path] = value
    rates = {code for code, (item, _) in defined().items() if item.manner == RATE}
    return _over_units(by_path, units, rates)


def _over_units(
    by_path: dict[tuple[Key, str], Decimal], units: Sequence[Unit], rates: set[str]
) -> dict[tuple[str, int, Breaks], Decimal]:
    """Each unit from its own number, else from the highest ones beneath it, so that nothing is counted twice."""
    at: dict[str, dict[Key, Decimal]] = {}
    beneath: dict[tuple[str, Key], set[str]] = {}
    for (key, path), value in by_path.items():
        at.setdefault(path, {})[key] = value
        for above in _above(path):
            beneath.setdefault((above, key), set()).add(path)
    keys = {key for key, _ in by_path}
    found: dict[tuple[str, int, Breaks], Decimal] = {}
    for unit in units:
        for key in keys:
            own = at.get(unit.path, {}).get(key)
            said = (
                own if own is not None or key.quantity in rates else _sum(beneath.get((unit.path, key), set()), key, at)
            )
            if said is not None:
                found[key.quantity, unit.pk, _breaks(key)] = said
    return found


def _sum(paths: set[str], key: Key, at: dict[str, dict[Key, Decimal]]) -> Decimal | None:
    top = [path for path in paths if not any(above in paths for above in _above(path) if above)]
    return sum((at[path][key] for path in top), Decimal(0)) if top else None


def _above(path: str) -> list[str]:
    """`11b/03145b` → `11b` and the country; the country lies under nothing."""
    if not path:
        return []
    steps = path.split("/")
    return ["/".join(steps[:number]) for number in range(len(steps))]


def _breaks(key: Key) -> Breaks:
    parts = (("sex", key.sex), ("band", key.band), ("minority", key.minority))
    return tuple((name, code) for name, code in parts if code)
