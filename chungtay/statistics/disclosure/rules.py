"""What counts as a small count, and how unsure an attacker must stay. Data: a release keeps the rule it was made by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rule:
    """Counts from 1 to `small` are hidden. An attacker must hold possible `down` fewer than the true count (not below
    zero) and at least `small` + `clear`, so that “it is small” cannot be concluded either."""

    small: int = 2
    down: int = 1
    clear: int = 1

    def is_small(self, value: int) -> bool:
        """Zero is shown: that a thing did not happen in a commune harms nobody, and hiding it would hide most cells."""
        return 1 <= abs(value) <= self.small

    def reach(self, value: int) -> tuple[int, int]:
        """(how far down, how far up) another table that fits all that is shown must lie."""
        size = abs(value)
        return min(self.down, size), max(1, self.small + self.clear - size)


@dataclass(frozen=True)
class Rules:
    """`plain` for most quantities, `sealed` for those that the law guards more (HIV, abuse, children in conflict with it)."""

    plain: Rule = field(default_factory=Rule)
    sealed: Rule = field(default_factory=lambda: Rule(small=4, down=2, clear=1))

    def of(self, *, sealed: bool) -> Rule:
        return self.sealed if sealed else self.plain

    def as_data(self) -> dict[str, dict[str, int]]:
        return {
            name: {"small": rule.small, "down": rule.down, "clear": rule.clear}
            for name, rule in (("plain", self.plain), ("sealed", self.sealed))
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, int]]) -> Rules:
        return cls(Rule(**data["plain"]), Rule(**data["sealed"]))
