"""How a figure is written in the files of law/: sums of counts, read into a tree and printed back.

    special{sex=female,age=0-6} + at_risk - 2 * poor          counts of quantities, each with its filters
    @I-0301.count                                             what another measure counts

Only sums, differences and whole or decimal factors: so a figure of a province is the sum of its communes. The one division
of a rate stands in the measure (numerator, denominator), never here. What a formula amounts to is reckoned above, by
`chungtay.statistics.formulas`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

FILTERS = ("sex", "age", "minority")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<code>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)"
    r"|@(?P<ref>[A-Z]+(?:-[0-9A-Z]+)+)\.(?P<measure>[a-z][a-z0-9_]*)|(?P<mark>[-+*(){}]))"
)
_FILTER = re.compile(r"\s*([a-z]+)\s*=\s*([a-z0-9-]+)\s*(,|\})")
DEEPEST = 20
LONGEST = 2000


class FormulaError(ValueError):
    """What is wrong, in Vietnamese, with the place counted from 1."""


@dataclass(frozen=True)
class Number:
    value: Decimal

    def __str__(self) -> str:
        return format(self.value, "f")


@dataclass(frozen=True)
class Quantity:
    """A count. `filters` are (name, value) in the order of FILTERS; the value of `age` is a band of law/bands."""

    code: str
    filters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        inner = ",".join(f"{name}={value}" for name, value in self.filters)
        return f"{self.code}{{{inner}}}" if inner else self.code


@dataclass(frozen=True)
class Reference:
    indicator: str
    measure: str

    def __str__(self) -> str:
        return f"@{self.indicator}.{self.measure}"


@dataclass(frozen=True)
class Product:
    factor: Decimal
    of: Tree

    def __str__(self) -> str:
        inner = f"({self.of})" if isinstance(self.of, Sum | Product | Number) else str(self.of)
        return f"{self.factor:f} * {inner}"


@dataclass(frozen=True)
class Sum:
    """At least one part; every part carries whether it is added or taken away."""

    parts: tuple[tuple[bool, Tree], ...]

    def __str__(self) -> str:
        text = ""
        for plus, part in self.parts:
            inner = f"({part})" if isinstance(part, Sum) else str(part)
            text += (" + " if plus else " - ") + inner if text else ("" if plus else "-") + inner
        return text


Tree = Number | Quantity | Reference | Product | Sum


def parse(text: str) -> Tree:
    """Raises FormulaError."""
    if len(text) > LONGEST:
        raise FormulaError(f"công thức dài quá {LONGEST} ký tự")
    reader = _Reader(text)
    tree = reader.sum(0)
    if not reader.at_end():
        raise FormulaError(f"thừa “{reader.rest()}” ở ký tự thứ {reader.place + 1}")
    return tree


def leaves(tree: Tree) -> Iterator[Number | Quantity | Reference]:
    """What stands in the tree, from left to right, as often as it stands there."""
    if isinstance(tree, Sum):
        for _, part in tree.parts:
            yield from leaves(part)
    elif isinstance(tree, Product):
        yield from leaves(tree.of)
    else:
        yield tree


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def at_end(self) -> bool:
        return not self.text[self.place :].strip()

    def rest(self) -> str:
        return self.text[self.place :].strip()[:20]

    def sum(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise FormulaError("ngoặc lồng nhau quá sâu")
        parts = [(not self.takes("-"), self.product(depth))]
        while True:
            if self.takes("+"):
                parts.append((True, self.product(depth)))
            elif self.takes("-"):
                parts.append((False, self.product(depth)))
            else:
                return parts[0][1] if len(parts) == 1 and parts[0][0] else Sum(tuple(parts))

    def product(self, depth: int) -> Tree:
        tree = self.factor(depth)
        if not self.takes("*"):
            return tree
        if not isinstance(tree, Number):
            raise FormulaError(f"chỉ nhân với một số, viết số trước dấu *: “{tree} *”")
        return Product(tree.value, self.product(depth))

    def factor(self, depth: int) -> Tree:
        if self.takes("("):
            tree = self.sum(depth + 1)
            self.needs(")")
            return tree
        match = _TOKEN.match(self.text, self.place)
        if match is None or match["mark"] is not None:
            found = f"“{self.rest()}”" if self.rest() else "hết công thức"
            raise FormulaError(f"cần một số đếm ở ký tự thứ {self.place + 1}, gặp {found}")
        self.place = match.end()
        if match["number"] is not None:
            return Number(Decimal(match["number"]))
        if match["ref"] is not None:
            return Reference(match["ref"], match["measure"])
        return Quantity(match["code"], self.filters())

    def filters(self) -> tuple[tuple[str, str], ...]:
        if not self.takes("{"):
            return ()
        found: dict[str, str] = {}
        while True:
            match = _FILTER.match(self.text, self.place)
            if match is None:
                raise FormulaError(f"điều kiện viết dạng tên=giá trị, gặp “{self.rest()}”")
            name, value, closing = match.groups()
            if name not in FILTERS or name in found:
                raise FormulaError(f"điều kiện “{name}” không có hoặc viết hai lần; dùng được: {', '.join(FILTERS)}")
            if name == "sex" and value not in {"male", "female"}:
                raise FormulaError(f"giới tính là male hoặc female, gặp “{value}”")
            if name == "minority" and value not in {"k", "m"}:
                raise FormulaError(f"minority là k (Kinh) hoặc m (dân tộc thiểu số), gặp “{value}”")
            found[name] = value
            self.place = match.end()
            if closing == "}":
                return tuple((name, found[name]) for name in FILTERS if name in found)

    def takes(self, mark: str) -> bool:
        stripped = self.text[self.place :].lstrip()
        if not stripped.startswith(mark):
            return False
        self.place = len(self.text) - len(stripped) + len(mark)
        return True

    def needs(self, mark: str) -> None:
        if not self.takes(mark):
            raise FormulaError(f"thiếu “{mark}” ở ký tự thứ {self.place + 1}")
