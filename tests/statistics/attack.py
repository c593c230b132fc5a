"""The attacker of the product, asked as the tests of disclosure control ask him."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from chungtay.statistics import attacking
from chungtay.statistics.attacking import Seen, derived

__all__ = ["Seen", "attack", "derived"]


def attack(
    seen: Sequence[Seen], equations: Iterable[Seen] = (), bounds: Sequence[tuple[str, str]] = ()
) -> Mapping[Hashable, tuple[float, float]]:
    """(lowest, highest) of every hidden cell. Fails when the published cells contradict each other."""
    found = attacking.attack([*seen, *equations], bounds=bounds)
    assert found.contradicting == []
    return found.of
