"""The register of the demo province: invented families by the thousand, and in one commune a few written by hand.

All children are invented. Made once; what is there stays.
"""

from __future__ import annotations

import time

from django.db import transaction
from django.utils import timezone

from chungtay.children import populating
from chungtay.children.models import Child
from chungtay.config.demo import families
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import number
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import children_of, unit_by_code

CHILDREN = 3000  # so that the first start is a few seconds slower, not minutes
INVENTED = "Mọi trẻ em, gia đình trong sổ này đều hư cấu."


def make(*, children: int, seed: int, province_code: str) -> str:
    """Fills the register once. Returns a sentence about what is there now."""
    today = timezone.localdate()
    province = unit_by_code(Level.PROVINCE, province_code, today)
    if province is None:
        return f"Không có tỉnh mã {province_code}."
    there = _children_in(province)
    if there:
        return f"Sổ trẻ em đã có {number(there)} trẻ; không ghi thêm. {INVENTED}"
    begun = time.monotonic()
    communes = sorted(
        (unit for unit in children_of(province, today) if unit.level == Level.COMMUNE), key=lambda unit: unit.path
    )
    with transaction.atomic():
        populating.fill(children=children, seed=seed, units=communes, today=today)
        seconds = max(0.1, time.monotonic() - begun)
        families.write(communes, today)
    return (
        f"Đã ghi {number(children)} trẻ em ở {len(communes)} xã, phường (mầm {seed}), "
        f"{number(round(children / seconds))} trẻ mỗi giây. {INVENTED}"
    )


def _children_in(province: Unit) -> int:
    with as_system("the demo asks whether its register is there"):
        found: int = Child.objects.filter(province=province.path).count()
    return found
