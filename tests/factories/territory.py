"""A small country of real units: two provinces of today, one made of two, a merger of communes and two splits.

today                      until 30/06/2025
11b Điện Biên              11a Điện Biên (one district, 094a)
  03325b Xã Mường Phăng      Nà Nhạn, Mường Phăng, Pá Khoang: merged, the code used again
  03127b P. Điện Biên Phủ    six communes of the same district
08b Tuyên Quang            08a Tuyên Quang, 02a Hà Giang
  00694b P. Hà Giang 1       … and a part of Phường Quang Trung (00688a)
  00691b P. Hà Giang 2       … and the other part of it
  02215b P. Minh Xuân        … and a part of Xã Kim Phú (02497a)
  02509b P. Mỹ Lâm           … and the other part of it
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass

from chungtay.territory import loading, sources
from chungtay.territory.country import Country
from chungtay.territory.models import Unit

REFORM = dt.date(2025, 7, 1)
BEFORE = dt.date(2024, 6, 30)
COMMUNES = {"03325", "03127", "00694", "00691", "02215", "02509"}


@dataclass(frozen=True)
class Small:
    """The country in the database. `unit("11b/03325b")` fetches any of it."""

    country: Unit
    province: Unit  # Điện Biên, not merged
    merged_province: Unit  # Tuyên Quang, of two
    commune: Unit  # Mường Phăng, of three
    old_commune: Unit  # Pá Khoang, gone into it
    old_district: Unit  # Điện Biên Phủ city
    split_commune: Unit  # Quang Trung, divided in two

    def unit(self, path: str) -> Unit:
        return Unit.objects.get(path=path)


@functools.cache
def small_rows() -> Country:
    """The rows without a database, read once."""
    return sources.read_country().only(COMMUNES)


def small_country() -> Small:
    """Writes the small country; a fraction of a second."""
    loading.write_country(small_rows())
    units = {unit.path: unit for unit in Unit.objects.all()}
    return Small(
        country=units[""],
        province=units["11b"],
        merged_province=units["08b"],
        commune=units["11b/03325b"],
        old_commune=units["11a/094a/03326a"],
        old_district=units["11a/094a"],
        split_commune=units["02a/024a/00688a"],
    )
