"""Growth by the WHO standards (2006 under 5, reference 2007 from 5): z-scores, what they mean in Vietnamese, what cannot be.

Pure. Weight in kg, height or length in cm. Tables come with `pygrowup`; here stand the rules of use: lying under 731 days and
standing from then on (0,7 cm between the two), limits beyond which WHO takes a value for an error of measuring, and the words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pygrowup
from pygrowup.exceptions import PyGrowUpException

from chungtay.children.births import Fault, PartialDate
from chungtay.foundation.vietnamese import number

LYING_UNDER_DAYS = 731
FIVE_YEARS_DAYS = 1857  # the standards of 2006 end with day 1856
LYING_IS_LONGER = Decimal("0.7")


class Index(StrEnum):
    WEIGHT_FOR_AGE = "weight_for_age"
    HEIGHT_FOR_AGE = "height_for_age"
    WEIGHT_FOR_HEIGHT = "weight_for_height"
    BMI_FOR_AGE = "bmi_for_age"


# Beyond these WHO (Anthro, AnthroPlus) flags a z-score as implausible.
_PLAUSIBLE = {
    Index.WEIGHT_FOR_AGE: (Decimal(-6), Decimal(5)),
    Index.HEIGHT_FOR_AGE: (Decimal(-6), Decimal(6)),
    Index.WEIGHT_FOR_HEIGHT: (Decimal(-5), Decimal(5)),
    Index.BMI_FOR_AGE: (Decimal(-5), Decimal(5)),
}
_NAMES = {
    Index.WEIGHT_FOR_AGE: "cân nặng theo tuổi",
    Index.HEIGHT_FOR_AGE: "chiều cao theo tuổi",
    Index.WEIGHT_FOR_HEIGHT: "cân nặng theo chiều cao",
    Index.BMI_FOR_AGE: "BMI theo tuổi",
}
_WEIGHTS, _HEIGHTS = (Decimal("0.5"), Decimal(150)), (Decimal(25), Decimal(210))


class State(StrEnum):
    """Codes that figures and lists count by."""

    STUNTED = "stunted"
    STUNTED_SEVERELY = "stunted_severely"
    UNDERWEIGHT = "underweight"
    UNDERWEIGHT_SEVERELY = "underweight_severely"
    WASTED = "wasted"
    WASTED_SEVERELY = "wasted_severely"
    OVERWEIGHT = "overweight"
    OBESE = "obese"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.STUNTED: "Suy dinh dưỡng thể thấp còi, mức độ vừa",
    State.STUNTED_SEVERELY: "Suy dinh dưỡng thể thấp còi, mức độ nặng",
    State.UNDERWEIGHT: "Suy dinh dưỡng thể nhẹ cân, mức độ vừa",
    State.UNDERWEIGHT_SEVERELY: "Suy dinh dưỡng thể nhẹ cân, mức độ nặng",
    State.WASTED: "Suy dinh dưỡng thể gầy còm, mức độ vừa",
    State.WASTED_SEVERELY: "Suy dinh dưỡng thể gầy còm, mức độ nặng",
    State.OVERWEIGHT: "Thừa cân",
    State.OBESE: "Béo phì",
}
NORMAL_WORDS = "Bình thường"


@dataclass(frozen=True)
class Assessment:
    """`z` holds what could be told; what could not has its reason in `faults`. `about`: the day of birth was not known."""

    z: dict[Index, Decimal] = field(default_factory=dict)
    states: tuple[State, ...] = ()
    faults: tuple[Fault, ...] = ()
    about: bool = False

    @property
    def words(self) -> str:
        """Empty when nothing could be told: no z-score is not “normal”."""
        if not self.z:
            return ""
        return "; ".join(state.words for state in self.states) or NORMAL_WORDS


def assess(
    *,
    sex: str,
    birth: PartialDate | dt.date | None,
    on: dt.date,
    weight: Decimal | float | None = None,
    height: Decimal | float | None = None,
    lying: bool | None = None,
) -> Assessment:
    """The z-scores of one measurement. `lying` None: measured as the age asks for.

    Of a birth known to the month the 15th is taken (WHO); of one known to the year only weight-for-height is told.
    """
    kilos, size, faults = _measures(weight, height)
    if sex not in ("male", "female"):
        return Assessment(
            faults=(*faults, Fault("growth_sex", "Chưa có giới tính nên chưa đánh giá được tăng trưởng."))
        )
    born, about, birth_faults = _born(birth, on)
    faults += birth_faults
    if any(fault.code == "growth_before_birth" for fault in faults):
        return Assessment(faults=tuple(faults))
    days = (on - born).days if born else None
    size = _as_the_age_asks(size, days, lying)
    z, refused = _z_scores(sex, days, kilos, size, lying)
    return Assessment(z, _states(z, days), tuple(faults + refused), about)


def _measures(
    weight: Decimal | float | None, height: Decimal | float | None
) -> tuple[Decimal | None, Decimal | None, list[Fault]]:
    faults = []
    found: list[Decimal | None] = []
    for name, value, unit, (least, most) in (
        ("Cân nặng", weight, "kg", _WEIGHTS),
        ("Chiều cao", height, "cm", _HEIGHTS),
    ):
        exact = None if value is None else Decimal(str(value))
        if exact is not None and not (exact.is_finite() and least <= exact <= most):
            told = number(exact) if exact.is_finite() else str(exact)
            sentence = f"{name} {told} {unit} không thể có ở trẻ em. Hãy xem lại số đo và đơn vị."
            faults.append(Fault("growth_measure", sentence))
            exact = None
        found.append(exact)
    return found[0], found[1], faults


def _born(birth: PartialDate | dt.date | None, on: dt.date) -> tuple[dt.date | None, bool, list[Fault]]:
    if birth is None:
        return None, True, []
    date = PartialDate.of(birth) if isinstance(birth, dt.date) else birth
    if date.earliest > on:
        return None, True, [Fault("growth_before_birth", f"Ngày đo {on:%d/%m/%Y} ở trước ngày sinh {date.words}.")]
    if date.exact:
        return date.earliest, False, []
    if date.month is None:
        sentence = f"Chỉ biết năm sinh {date.words} nên không đánh giá được theo tuổi."
        return None, True, [Fault("growth_birth_year", sentence, sure=False)]
    return min(date.earliest.replace(day=15), on), True, []


def _as_the_age_asks(size: Decimal | None, days: int | None, lying: bool | None) -> Decimal | None:
    """Length under two years, height from then on: measured the other way, 0,7 cm are added or taken."""
    if size is None or days is None or lying is None:
        return size
    if days < LYING_UNDER_DAYS and not lying:
        return size + LYING_IS_LONGER
    if days >= LYING_UNDER_DAYS and lying:
        return size - LYING_IS_LONGER
    return size


def _z_scores(
    sex: str, days: int | None, kilos: Decimal | None, size: Decimal | None, lying: bool | None
) -> tuple[dict[Index, Decimal], list[Fault]]:
    # The library takes an age of 0 days for a missing one unless it comes from two dates.
    start = dt.date(2000, 1, 1)
    child = pygrowup.Observation(sex=sex, dob=start, date_of_observation=start + dt.timedelta(days=days or 0))
    asked: list[tuple[Index, Callable[[], Any]]] = []
    if days is not None and kilos is not None:
        asked.append((Index.WEIGHT_FOR_AGE, lambda: child.wfa(kilos)))
    if days is not None and size is not None:
        asked.append((Index.HEIGHT_FOR_AGE, lambda: child.lhfa(size, auto_adjust=False)))
    if kilos is not None and size is not None:
        if days is None or days < FIVE_YEARS_DAYS:
            by_length = days < LYING_UNDER_DAYS if days is not None else lying is True
            asked.append((Index.WEIGHT_FOR_HEIGHT, lambda: (child.wfl if by_length else child.wfh)(kilos, size)))
        if days is not None:
            asked.append((Index.BMI_FOR_AGE, lambda: child.bmifa(kilos / (size / 100) ** 2)))
    z: dict[Index, Decimal] = {}
    faults = []
    for index, compute in asked:
        score = _score(compute)
        if score is None:
            continue  # outside the table: weight-for-age ends with 10 years, weight-for-height with its heights
        least, most = _PLAUSIBLE[index]
        if least <= score <= most:
            z[index] = score
        else:
            sentence = f"Chỉ số {_NAMES[index]} là {number(score, 1)}, không thể có. Hãy xem lại số đo, ngày sinh và giới tính."
            faults.append(Fault(f"growth_{index}", sentence))
    return z, faults


def _score(compute: Callable[[], Any]) -> Decimal | None:
    try:
        score = compute()
    except (PyGrowUpException, ArithmeticError):
        return None
    return score if isinstance(score, Decimal) and score.is_finite() else None


def _states(z: dict[Index, Decimal], days: int | None) -> tuple[State, ...]:
    found: list[State | None] = [
        _below(z.get(Index.HEIGHT_FOR_AGE), State.STUNTED, State.STUNTED_SEVERELY),
        _below(z.get(Index.WEIGHT_FOR_AGE), State.UNDERWEIGHT, State.UNDERWEIGHT_SEVERELY),
    ]
    under_five = days is None or days < FIVE_YEARS_DAYS
    thin = z.get(Index.WEIGHT_FOR_HEIGHT, z.get(Index.BMI_FOR_AGE)) if under_five else z.get(Index.BMI_FOR_AGE)
    found.append(_below(thin, State.WASTED, State.WASTED_SEVERELY))
    overweight, obese = (Decimal(2), Decimal(3)) if under_five else (Decimal(1), Decimal(2))
    if thin is not None and thin > overweight:
        found.append(State.OBESE if thin > obese else State.OVERWEIGHT)
    return tuple(state for state in found if state is not None)


def _below(score: Decimal | None, moderate: State, severe: State) -> State | None:
    if score is None or score >= -2:
        return None
    return severe if score < -3 else moderate


def degree(score: Decimal | None) -> int:
    """0, or degree 1 to 3 of malnutrition as indicator 0204 breaks it down: below -2, -3 and -4 SD (Circular 13/2021)."""
    if score is None:
        return 0
    return sum(score < limit for limit in (-2, -3, -4))
