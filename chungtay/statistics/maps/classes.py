"""Classes of a map: at most five, each with about as many units, borders never between equal values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 5
# ColorBrewer's YlGnBu: light to dark also in grey and for the colour-blind.
COLOURS = {
    1: ("#41b6c4",),
    2: ("#a1dab4", "#2c7fb8"),
    3: ("#ffffcc", "#41b6c4", "#253494"),
    4: ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"),
    5: ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
}


@dataclass(frozen=True)
class Class:
    """Values from `low` to `high`, both held by a unit of the class, so that the legend says what is there."""

    low: float
    high: float
    colour: str
    number: int


def classes(values: Sequence[float], most: int = MOST) -> list[Class]:
    """Classes by equal numbers of units (quantiles); fewer than `most` when there are fewer different values."""
    different = sorted(set(values))
    if not different:
        return []
    wanted = min(most, len(different))
    ordered = sorted(values)
    starts = [different[0]]
    for step in range(1, wanted):
        value = ordered[step * len(ordered) // wanted]
        later = [one for one in different if one > starts[-1]]
        if later:
            starts.append(value if value > starts[-1] else later[0])
    groups = [
        [value for value in ordered if start <= value and (end is None or value < end)]
        for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    groups = [group for group in groups if group]
    colours = COLOURS[len(groups)]
    return [Class(group[0], group[-1], colour, len(group)) for group, colour in zip(groups, colours, strict=True)]


def class_of(value: float, found: Sequence[Class]) -> int:
    """The place of the class that holds the value."""
    return next(place for place, one in enumerate(found) if value <= one.high)
