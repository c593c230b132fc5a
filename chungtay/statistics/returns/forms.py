"""A return form as the law file says it: which quantities, broken down how, filled by whom, due when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

SEXES = (("m", "Nam"), ("f", "Nữ"))  # as in cells
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
    def cells(self) -> tuple[tuple[Key, str], ...]:
        """All cells with their words: the total first."""
        return ((Key(self.code), ""), *(one for group in self.parts.values() for one in group))


@dataclass(frozen=True)
class Rule:
    """`sum`: the whole is the sum of the parts. `at_most`: no part is greater than the whole. Both warn and never block."""

    kind: str
    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ReturnForm:
    """One form. `filled_by` is the level of the agency that fills, `agencies` and `sector` say which of them."""

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
    return Rule(given["kind"], given["whole"], tuple(parts))
