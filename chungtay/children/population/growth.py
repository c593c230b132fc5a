"""Weights and heights under five years: near the WHO medians, with the short stature of poor uplands mixed in."""

from __future__ import annotations

import random

from chungtay.children.population.records import Measure

MONTH = 30.4375
# ruff: noqa: E501
# Month of age: (kg, cm) of a middling child, rounded from the WHO growth standards; in between by proportion.
_BOYS = {0: (3.3, 49.9), 1: (4.5, 54.7), 2: (5.6, 58.4), 3: (6.4, 61.4), 6: (7.9, 67.6), 9: (8.9, 72.0), 12: (9.6, 75.7), 18: (10.9, 82.3),
         24: (12.2, 87.1), 36: (14.3, 96.1), 48: (16.3, 103.3), 60: (18.3, 110.0)}  # fmt: skip
_GIRLS = {0: (3.2, 49.1), 1: (4.2, 53.7), 2: (5.1, 57.1), 3: (5.8, 59.8), 6: (7.3, 65.7), 9: (8.2, 70.1), 12: (8.9, 74.0), 18: (10.2, 80.7),
          24: (11.5, 85.7), 36: (13.9, 95.1), 48: (16.1, 102.7), 60: (18.2, 109.4)}  # fmt: skip
WEIGHT_SD, HEIGHT_SD = 0.115, 0.038  # as a share of the median
MEASURED_EVERY = 182  # days, from six months old; before that monthly is due but seldom done


def _monthly(knots: dict[int, tuple[float, float]]) -> list[tuple[float, float]]:
    months = sorted(knots)
    made = []
    for month in range(61):
        above = next(one for one in months if one >= month)
        below = max(one for one in months if one <= month)
        share = (month - below) / (above - below) if above > below else 0.0
        (light, short), (heavy, tall) = knots[below], knots[above]
        made.append((light + (heavy - light) * share, short + (tall - short) * share))
    return made


MEDIANS = {"male": _monthly(_BOYS), "female": _monthly(_GIRLS)}


def _normals() -> list[float]:
    """Standard normal deviates, drawn once: `gauss` is slow where millions are wanted."""
    draw = random.Random("normal")
    return [draw.gauss(0, 1) for _ in range(4096)]


NORMAL = _normals()


def measured(days: int, sex: str, shift: float, first: int, second: int, most: int) -> tuple[Measure, ...]:
    """The last `most` measurements of a child `days` old. `shift`: how far below the median its surroundings keep it (in
    standard deviations, below zero); `first`, `second`: 12 bits of chance each."""
    medians = MEDIANS["female" if sex == "female" else "male"]
    tall = shift + NORMAL[first]
    heavy = shift * 0.6 + tall * 0.5 + NORMAL[second] * 0.8
    taken: list[Measure] = []
    ago = 5 + first % 150
    while len(taken) < most and ago < days:
        kilograms, centimetres = medians[min(60, int((days - ago) / MONTH))]
        share = 1 + WEIGHT_SD * (heavy + 0.15 * NORMAL[(second + ago) & 4095])
        weight = kilograms * share if share > 0.45 else kilograms * 0.45
        taken.append(Measure(ago, int(weight * 10) / 10, int(centimetres * (1 + HEIGHT_SD * tall) * 10) / 10))
        ago += MEASURED_EVERY
    taken.reverse()
    return tuple(taken)
