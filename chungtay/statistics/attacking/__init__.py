"""The attacker: somebody outside who keeps every release, knows how figures hang together, and owns a solver.

He shares no code with disclosure control, so that he can find what it forgot. `chungtay releases attack` sends him out.
"""

from __future__ import annotations

from chungtay.statistics.attacking.ranges import Ranges, attack, derived, told
from chungtay.statistics.attacking.seen import Rule, Seen

__all__ = ["Ranges", "Rule", "Seen", "attack", "derived", "told"]
