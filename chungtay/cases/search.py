"""Cases in the one search box: by code alone. A name never leads to a case from there."""

from __future__ import annotations

import re

from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.case_list import by_code
from chungtay.foundation.access import Actor
from chungtay.foundation.looking import looked
from chungtay.foundation.models import Look
from chungtay.foundation.searching import Hit, register

_CODE = re.compile(r"^\s*vv[\s-]?\d", re.IGNORECASE)


@register("Vụ việc", hint="mã số vụ việc", needs=CasePermission.READ)
def find_cases(actor: Actor, text: str, most: int) -> list[Hit]:
    if str(CasePermission.READ) not in actor.permissions or not _CODE.match(text):
        return []
    rows = list(by_code(text).select_related("unit").order_by("-opened_at", "-pk")[:most])
    if rows:
        ids = [row.pk for row in rows]
        looked(
            actor, Look.Kind.SEARCH, "cases.case", unit_path=actor.unit_paths[0], object_ids=ids, what="Tìm theo mã số"
        )
    return [Hit(row.code, row.get_absolute_url(), f"{row.get_state_display()}; {row.unit.name}") for row in rows]
