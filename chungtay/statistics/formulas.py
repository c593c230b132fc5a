"""What a formula amounts to: its value, the counts it needs, what it refers to. Pure; how it is written: law.formulas.

A reference is resolved by a function the caller gives, so that the same code serves the files of law/, the indicators of a
province and a formula that is only being tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from chungtay.law.formulas import (
    DEEPEST,
    FormulaError,
    Number,
    Product,
    Quantity,
    Reference,
    Sum,
    Tree,
    leaves,
    parse,
)

__all__ = [
    "FormulaError", "Linear", "Number", "Outcome", "Product", "Quantity", "Reference", "Sum", "Tree", "evaluate", "expand",
    "leaves", "linear", "parse", "ratio", "references", "rounded", "terms",
]  # fmt: skip

ZERO = Decimal(0)
Resolve = Callable[[Reference], Tree]
Lookup = Callable[[Quantity], Decimal | None]


@dataclass(frozen=True)
class Outcome:
    """A value, or None with the reason in Vietnamese."""

    value: Decimal | None
    why_missing: str = ""


@dataclass(frozen=True)
class Linear:
    """The same formula as one sum: a constant and a factor for each count. Factors of zero are left out."""

    constant: Decimal
    factors: tuple[tuple[Quantity, Decimal], ...]


def references(tree: Tree) -> list[Reference]:
    """What the tree refers to directly, each once, in order."""
    return list(dict.fromkeys(leaf for leaf in leaves(tree) if isinstance(leaf, Reference)))


def terms(tree: Tree) -> list[Quantity]:
    """The counts of the tree itself, each once; expand first when references count too."""
    return list(dict.fromkeys(leaf for leaf in leaves(tree) if isinstance(leaf, Quantity)))


def expand(tree: Tree, resolve: Resolve, _under: tuple[Reference, ...] = ()) -> Tree:
    """The tree with every reference replaced by what it stands for. Raises FormulaError for a circle, naming it whole."""
    if isinstance(tree, Reference):
        if tree in _under:
            circle = [*_under[_under.index(tree) :], tree]
            raise FormulaError("công thức đi vòng: " + " → ".join(str(step) for step in circle))
        if len(_under) > DEEPEST:
            raise FormulaError("công thức dẫn chiếu nhau quá sâu")
        return expand(resolve(tree), resolve, (*_under, tree))
    if isinstance(tree, Sum):
        return Sum(tuple((plus, expand(part, resolve, _under)) for plus, part in tree.parts))
    if isinstance(tree, Product):
        return Product(tree.factor, expand(tree.of, resolve, _under))
    return tree


def evaluate(tree: Tree, lookup: Lookup) -> Outcome:
    """The value of an expanded tree; None as soon as one count is not known (never taken for zero)."""
    if isinstance(tree, Number):
        return Outcome(tree.value)
    if isinstance(tree, Quantity):
        value = lookup(tree)
        return Outcome(value, "" if value is not None else f"chưa có số liệu {tree}")
    if isinstance(tree, Product):
        inner = evaluate(tree.of, lookup)
        return inner if inner.value is None else Outcome(tree.factor * inner.value)
    if isinstance(tree, Sum):
        total = ZERO
        for plus, part in tree.parts:
            inner = evaluate(part, lookup)
            if inner.value is None:
                return inner
            total += inner.value if plus else -inner.value
        return Outcome(total)
    raise FormulaError(f"{tree} chưa được thay bằng công thức của nó")


def linear(tree: Tree) -> Linear:
    """An expanded tree as a constant and factors: for storing, adding up units and comparing two formulas."""
    constant, factors = ZERO, dict[Quantity, Decimal]()

    def walk(node: Tree, times: Decimal) -> None:
        nonlocal constant
        if isinstance(node, Number):
            constant += times * node.value
        elif isinstance(node, Quantity):
            factors[node] = factors.get(node, ZERO) + times
        elif isinstance(node, Product):
            walk(node.of, times * node.factor)
        elif isinstance(node, Sum):
            for plus, part in node.parts:
                walk(part, times if plus else -times)
        else:
            raise FormulaError(f"{node} chưa được thay bằng công thức của nó")

    walk(tree, Decimal(1))
    return Linear(constant, tuple((term, factor) for term, factor in factors.items() if factor))


def ratio(numerator: Outcome, denominator: Outcome | None, multiplier: int) -> Outcome:
    """Numerator over denominator times multiplier; without a denominator the numerator itself. Not rounded."""
    if numerator.value is None:
        return numerator
    if denominator is None:
        return Outcome(numerator.value * multiplier)
    if denominator.value is None:
        return denominator
    if not denominator.value:
        return Outcome(None, "mẫu số bằng 0")
    return Outcome(numerator.value * multiplier / denominator.value)


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """As offices round: half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
