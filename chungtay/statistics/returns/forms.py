"""A return form as the law file says it: which quantities, broken down how, filled by whom, due when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any

SEXES = (("m", "Nam"), ("f", "Nữ"))  # as in cells
RATE = "rate"  # the manner of a number as it was printed, which is not added up over units
MINORITIES = (("k", "Kinh"), ("m", "Dân tộc thiểu số"))


@dataclass(frozen=True, order=True)
class Key:
    """Which number: a quantity and its break. Without a break it is the total as reported, not “unknown”."""

    quantity: str
    sex: str = ""
    band: str = ""
    minority: str = ""

    @property
    def text(self) -> str:
        """`births|f||`: how a cell is called in a form field, in a file and in a version."""
        return f"{self.quantity}|{self.sex}|{self.band}|{self.minority}"

    @property
    def is_total(self) -> bool:
        return not (self.sex or self.band or self.minority)

    @property
    def total(self) -> Key:
        return Key(self.quantity)


def key_from(text: str) -> Key | None:
    """The key behind `births|f||`; None when the text is none."""
    parts = text.split("|")
    return Key(*parts) if len(parts) == 4 and parts[0] else None


@dataclass(frozen=True)
class Item:
    """One quantity of a form. `records`: the product can count it, so the number stands there before anybody types."""

    code: str
    label: str
    unit: str
    manner: str
    records: bool = False
    group: str = ""
    help: str = ""
    decimals: int = 0
    seal: bool = False  # read only by posts with the mark of sealed rows
    crossed: bool = False  # the divisions of `by` are asked with each other as well, such as girls of 0 to 6
    by: tuple[str, ...] = ()
    bands: tuple[tuple[str, str], ...] = ()  # (code, words)

    @cached_property
    def parts(self) -> dict[str, tuple[tuple[Key, str], ...]]:
        """The cells beneath the total, by what divides them, each with its words."""
        found: dict[str, tuple[tuple[Key, str], ...]] = {}
        if "sex" in self.by:
            found["sex"] = tuple((Key(self.code, sex=code), words) for code, words in SEXES)
        if "minority" in self.by:
            found["minority"] = tuple((Key(self.code, minority=code), words) for code, words in MINORITIES)
        if "band" in self.by:
            found["band"] = tuple((Key(self.code, band=code), words) for code, words in self.bands)
        return found

    @cached_property
    def inner(self) -> tuple[tuple[Key, str], ...]:
        """The cells of two divisions crossed: “Nữ, 0–6 tuổi”. None unless the form asks for them."""
        if not self.crossed:
            return ()
        first, second = self.parts.values()
        return tuple(
            (_met(self.code, one, other), f"{words}, {more}") for (one, words), (other, more) in product(first, second)
        )

    @cached_property
    def sums(self) -> tuple[tuple[Key, tuple[Key, ...]], ...]:
        """(whole, its parts), the innermost first: a margin of crossed cells, then the total of each division."""
        groups = self.parts.values()
        margins = tuple(
            (key, tuple(cell for cell, _ in self.inner if _within(cell, key)))
            for group in groups
            for key, _ in (group if self.crossed else ())
        )
        return margins + tuple((Key(self.code), tuple(key for key, _ in group)) for group in groups if group)

    @cached_property
    def cells(self) -> tuple[tuple[Key, str], ...]:
        """All cells with their words: the total first."""
        return ((Key(self.code), ""), *(one for group in self.parts.values() for one in group), *self.inner)


def _met(code: str, one: Key, other: Key) -> Key:
    """The cell where two divisions meet."""
    return Key(code, one.sex or other.sex, one.band or other.band, one.minority or other.minority)


def _within(cell: Key, margin: Key) -> bool:
    pairs = ((margin.sex, cell.sex), (margin.band, cell.band), (margin.minority, cell.minority))
    return all(not wanted or wanted == given for wanted, given in pairs)


@dataclass(frozen=True)
class Rule:
    """What is held against what; it warns and never blocks.

    `sum`: the whole is the sum of the parts, but for `tolerance`. `at_most`: no part is greater than the whole.
    `percentage`: `rate` as printed is part over whole; when it is not, `beside` names other pairs it may stand on.
    `same`: part and whole are two names of one count.
    """

    kind: str
    whole: str
    parts: tuple[str, ...]
    tolerance: Decimal = Decimal(0)
    rate: str = ""
    multiplier: int = 100
    beside: tuple[tuple[str, str, str], ...] = ()  # (words, part, whole)


@dataclass(frozen=True)
class ReturnForm:
    """One form. `filled_by` is the level of the agency that fills, `agencies` and `sector` say which of them.

    `commune`, `district`: each fills its own. `province`: one agency fills all communes. `country`: one fills all provinces.
    """

    id: str
    title: str
    sector: str
    filled_by: str
    agencies: tuple[str, ...]
    reckoning: str
    due: str
    due_above: str
    opens_days_before: int
    items: tuple[Item, ...]
    rules: tuple[Rule, ...] = ()
    note: str = ""
    digest: str = ""

    @cached_property
    def cells(self) -> tuple[Key, ...]:
        return tuple(key for item in self.items for key, _ in item.cells)

    @cached_property
    def item_of(self) -> Mapping[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def by_text(self) -> Mapping[str, Key]:
        return {key.text: key for key in self.cells}

    @cached_property
    def words(self) -> Mapping[Key, str]:
        """What a cell is called in a sentence: “Trẻ đẻ ra sống (Nữ)”."""
        return {
            key: f"{item.label} ({words})" if words else item.label for item in self.items for key, words in item.cells
        }

    @cached_property
    def from_records(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items if item.records)


def form_from(content: Mapping[str, Any], *, digest: str = "") -> ReturnForm:
    """The form of a law file of kind `return_form` (checked by its schema before it was loaded)."""
    items = [_item(given) for given in content["quantities"]]
    rules = [_rule(given) for given in content.get("rules", ())]
    return ReturnForm(
        id=content["id"],
        title=content["title"],
        sector=content["sector"],
        filled_by=content["filled_by"],
        agencies=tuple(content.get("agencies", ())),
        reckoning=content["reckoning"],
        due=content["due"],
        due_above=content.get("due_above", content["due"]),
        opens_days_before=content["opens_days_before"],
        items=tuple(items),
        rules=tuple(rules),
        note=content.get("note", ""),
        digest=digest,
    )


def _item(given: Mapping[str, Any]) -> Item:
    return Item(
        code=given["code"],
        label=given["label"],
        unit=given["unit"],
        manner=given["manner"],
        records=bool(given.get("records")),
        group=given.get("group", ""),
        help=given.get("help", ""),
        decimals=int(given.get("decimals", 0)),
        seal=bool(given.get("seal")),
        crossed=bool(given.get("crossed")),
        by=tuple(given.get("by", ())),
        bands=tuple((band["code"], band["label"]) for band in given.get("bands", ())),
    )


def _rule(given: Mapping[str, Any]) -> Rule:
    parts = given.get("parts") or [given["part"]]
    beside = tuple((one["label"], one["part"], one["whole"]) for one in given.get("beside", ()))
    return Rule(
        given["kind"], given["whole"], tuple(parts), Decimal(str(given.get("tolerance", 0))), given.get("rate", ""),
        int(given.get("multiplier", 100)), beside,
    )  # fmt: skip
