"""A risk level set by a person beside what the two scales of the form give. Pure.

The known rule speaks of one level only: more “Cao” against the child than for it is high. So a level is against the count
when one of the two is high and the other is not; between medium and low the form leaves the choice to the officer.
"""

from __future__ import annotations

HIGH = "high"


def against(counted: str, chosen: str) -> bool:
    """Does the chosen level contradict the count? It then needs a reason and a second person."""
    return bool(chosen) and (counted == HIGH) != (chosen == HIGH)
