"""Counting the two risk scales as the form says: how many Cao, Trung bình and Thấp in each part; never a sum of points.

The parts run against each other: in A (harm) Cao is bad, in B (self-protection, recovery) Cao is good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chungtay.law.forms.answers import Answers, visible
from chungtay.law.forms.version import HIGH, LEVELS, Field, FormVersion, Part


@dataclass(frozen=True)
class Weight:
    """One answer and what it counts: one in the column of its level, on its side of the scale."""

    key: str
    label: str
    part: str
    level: int | None
    words: str


@dataclass(frozen=True)
class Counts:
    """`numbers[part][level]`; `suggested` is "high" or empty (the rule says nothing else); `because` tells on what it rests."""

    numbers: dict[str, dict[int, int]]
    weights: tuple[Weight, ...]
    parts: tuple[Part, ...]
    open: int
    suggested: str = ""
    because: str = ""
    confidence: str = ""

    @property
    def rows(self) -> list[tuple[Part, list[int]]]:
        """Each part with its numbers of Cao, Trung bình, Thấp."""
        return [(part, [self.numbers[part.code][level] for level in LEVELS]) for part in self.parts]


def count(version: FormVersion, answers: Answers) -> Counts:
    """The counts over the questions that apply. Nothing is suggested while one of them is open."""
    shown = visible(version, answers)
    numbers = {part: dict.fromkeys(LEVELS, 0) for part in version.parts}
    weights = []
    for one in version.fields.values():
        if not one.part or one.key not in shown:
            continue
        level = _level(answers.get(one.key))
        if level is not None:
            numbers[one.part][level] += 1
        weights.append(Weight(one.key, one.label, one.part, level, _words(one, level, version.parts[one.part])))
    open_ = sum(1 for weight in weights if weight.level is None)
    suggested, because = _suggest(version, numbers, open_) if weights else ("", "")
    return Counts(
        numbers, tuple(weights), tuple(version.parts.values()), open_, suggested, because,
        version.rule.confidence if version.rule else "",
    )  # fmt: skip


def _level(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value in LEVELS else None


def _words(field: Field, level: int | None, part: Part) -> str:
    if level is None:
        return "chưa chọn, chưa tính"
    side = {"bad": "bất lợi cho trẻ", "good": "có lợi cho trẻ"}
    if level == HIGH:
        return f"tính 1 vào “Cao” của phần {part.code} ({side[part.high]})"
    return f"tính 1 vào “{LEVELS[level]}” của phần {part.code}"


def _suggest(version: FormVersion, numbers: dict[str, dict[int, int]], open_: int) -> tuple[str, str]:
    if version.rule is None:
        return "", ""
    if open_:
        return "", f"Còn {open_} mục chưa chọn nên chưa gợi ý mức."
    bad = sum(numbers[part.code][HIGH] for part in version.parts.values() if part.high == "bad")
    good = sum(numbers[part.code][HIGH] for part in version.parts.values() if part.high == "good")
    sure = "" if version.rule.confidence == "seen" else " Quy tắc này chưa đối chiếu với bản gốc."
    counted = f"“Cao” bất lợi: {bad}, “Cao” có lợi: {good}."
    if bad > good:
        return "high", f"{counted} {version.rule.words}{sure}"
    return "", f"{counted} Quy tắc không nêu mức cho trường hợp này; người đánh giá kết luận.{sure}"


def computed(version: FormVersion, answers: Answers) -> dict[str, Any]:
    """key → value of every computed field."""
    counts = count(version, answers)
    found: dict[str, Any] = {}
    for one in version.fields.values():
        if one.compute is None:
            continue
        if "count" in one.compute:
            found[one.key] = counts.numbers[one.compute["count"]][one.compute["level"]]
        else:
            found[one.key] = _sum(answers.get(one.compute["sum"]), one.compute["column"])
    return found


def _sum(rows: Any, column: str) -> int:
    values = [row.get(column) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return sum(value for value in values if isinstance(value, int) and not isinstance(value, bool))
