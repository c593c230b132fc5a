"""Disclosure control: which cells of a release are hidden so that no small count can be worked out from what is shown.

Pure: figures as sums over units, sexes, ages, ethnic groups, quantities and periods go in, a plan comes out. Earlier releases
go in beside the new one, because an attacker keeps them all. docs/decisions/0013 tells why it is made this way.
"""

from __future__ import annotations

from chungtay.statistics.disclosure.figures import AtMost, Equation, Figure, Standing, Term
from chungtay.statistics.disclosure.protect import Plan, Why, protect
from chungtay.statistics.disclosure.rules import Rule, Rules

__all__ = ["AtMost", "Equation", "Figure", "Plan", "Rule", "Rules", "Standing", "Term", "Why", "protect"]
