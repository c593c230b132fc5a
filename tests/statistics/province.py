"""A province as the demo world has them, for tests of disclosure: 129 communes and counts from common to very rare."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from chungtay.statistics.disclosure import Figure, Standing, Term
from chungtay.statistics.disclosure.figures import Fine

SEXES = ("f", "m")
BANDS = ("0-6", "6-16")
ALL_SEXES, ALL_BANDS, NO_BREAK = frozenset(SEXES), frozenset(BANDS), frozenset([""])


def communes(number: int, province: str = "P") -> list[str]:
    return [f"{province}/{place:03d}" for place in range(number)]


# (quantity, its mean per commune): all children, all in special circumstances, at risk, the groups of the law, what is rare
MEANS = [("children", 2100.0), ("special", 38.0), ("at_risk", 140.0), ("poor", 160.0), ("insured", 900.0),
         ("special.d", 14.0), ("special.a", 5.0), ("special.e", 3.0), ("special.b", 2.0), ("special.c", 1.5),
         ("special.h", 1.0), ("special.i", 0.8), ("special.k", 0.6), ("special.l", 0.4), ("special.m", 0.3),
         ("special.n", 0.25), ("special.o", 0.2), ("deaths.under5", 1.2),
         ("school.dropped_out", 4.0), ("injured", 2.5)]  # fmt: skip


def counts(role: str, mean: float, units: Iterable[str], seed: int) -> dict[Fine, int]:
    """Poisson counts over communes of unequal size, a third of the children under six."""
    chance = random.Random(f"{role}{seed}")
    found: dict[Fine, int] = {}
    for unit in units:
        size = chance.lognormvariate(0, 0.5)
        for sex, half in (("f", 0.47), ("m", 0.53)):
            for band, part in (("0-6", 0.35), ("6-16", 0.65)):
                found[(role, unit, sex, band, "")] = poisson(chance, mean * size * half * part)
    return found


def poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    number, waited = 0, chance.expovariate(1.0)
    while waited < mean:
        number += 1
        waited += chance.expovariate(1.0)
    return number


def crossed(role: str, places: dict[str, frozenset[str]], **more: object) -> list[Figure]:
    """Per unit sex × band with all totals: nine cells, four of them inside."""
    breaks = [(sexes, bands) for sexes in _sexes() for bands in _bands()]
    return _table(role, places, breaks, **more)


def as_form_601(role: str, places: dict[str, frozenset[str]], **more: object) -> list[Figure]:
    """The rows of form 601/TE: all, girls, 0–6, 6–16; boys and the crossing are not printed."""
    breaks = [(ALL_SEXES, ALL_BANDS), (frozenset(["f"]), ALL_BANDS), *((ALL_SEXES, one) for one in _bands()[1:])]
    return _table(role, places, breaks, **more)


def _sexes() -> list[frozenset[str]]:
    return [ALL_SEXES, frozenset(["f"]), frozenset(["m"])]


def _bands() -> list[frozenset[str]]:
    return [ALL_BANDS, frozenset(["0-6"]), frozenset(["6-16"])]


def _table(
    role: str,
    places: dict[str, frozenset[str]],
    breaks: Sequence[tuple[frozenset[str], frozenset[str]]],
    *,
    standing: Standing = Standing.NEW,
    sealed: bool = False,
) -> list[Figure]:
    return [
        Figure(
            (role, name, "".join(sorted(sexes)), "+".join(sorted(bands))),
            (Term(role, members, sexes, bands, NO_BREAK),), standing, 1.0 if len(members) == 1 else 25.0, sealed,
        )
        for name, members in places.items()
        for sexes, bands in breaks
    ]  # fmt: skip


def levels(units: Sequence[str], whole: str) -> dict[str, frozenset[str]]:
    """Every commune and the province."""
    return {**{unit: frozenset([unit]) for unit in units}, whole: frozenset(units)}
