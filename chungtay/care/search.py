"""Records of care by their number; names are sealed and are not searched."""

from __future__ import annotations

import re

from chungtay.care.models import Carer, FacilityNeed, Placement
from chungtay.care.policies import CarePermission
from chungtay.foundation import searching
from chungtay.foundation.access import Actor
from chungtay.foundation.searching import Hit

_CODE = re.compile(r"(?i)^(CS|NCS|TC)?-?(\d{4})?-?(\d{1,6})$")


@searching.register("Chăm sóc thay thế")
def find(actor: Actor, text: str, most: int) -> list[Hit]:
    if str(CarePermission.READ) not in actor.permissions or not _CODE.match(text.replace(" ", "")):
        return []
    wanted = text.replace(" ", "").upper()
    hits = [
        Hit(row.code, row.get_absolute_url(), row.get_state_display())
        for row in Placement.objects.filter(code__endswith=wanted)[:most]
    ]
    hits += [
        Hit(row.code, row.get_absolute_url(), row.get_state_display())
        for row in Carer.objects.filter(code__endswith=wanted)[:most]
    ]
    hits += [
        Hit(row.code, row.get_absolute_url(), row.get_state_display())
        for row in FacilityNeed.objects.filter(code__endswith=wanted)[:most]
    ]
    return hits[:most]
