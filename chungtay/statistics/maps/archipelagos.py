"""Hoàng Sa and Trường Sa: drawn on every map of the country and of the provinces they belong to, whatever the file holds.

Positions of some islands, rounded to a tenth of a degree: known, enough for a mark on a map of figures and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Archipelago:
    """`province` is the code, `owner` the name of the province it belongs to; islands as (longitude, latitude)."""

    name: str
    province: str
    owner: str
    commune_name: str
    islands: tuple[tuple[float, float], ...]


HOANG_SA = Archipelago(
    "Quần đảo Hoàng Sa (Việt Nam)",
    "48",
    "Đà Nẵng",
    "Đặc khu Hoàng Sa",
    ((111.6, 16.5), (112.3, 16.8), (111.2, 15.8), (112.7, 16.7), (111.7, 16.4), (112.3, 16.9)),
)
TRUONG_SA = Archipelago(
    "Quần đảo Trường Sa (Việt Nam)",
    "56",
    "Khánh Hòa",
    "Đặc khu Trường Sa",
    (
        (111.9, 8.6),
        (114.3, 11.4),
        (114.4, 10.2),
        (114.3, 9.9),
        (114.4, 10.4),
        (112.9, 7.9),
        (113.8, 9.6),
        (115.8, 10.7),
    ),
)
BOTH = (HOANG_SA, TRUONG_SA)
