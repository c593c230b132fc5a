"""What care keeps of a case goes with the case: emptied here, unreadable in every backup since it lies under the case's key."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.apps import apps

from chungtay.care.models import OPEN_STATES, CareForm, Placement, Visit
from chungtay.cases.models import Case
from chungtay.cases.services.retention import also_erases
from chungtay.foundation.errors import NotPossible


@also_erases
def erase(case: Case) -> Iterable[uuid.UUID]:
    """A child who is still in another's care is still visited: the case stays until the care has ended."""
    rows = Placement.objects.filter(case=case)
    if rows.filter(state__in=OPEN_STATES).exists():
        raise NotPossible(
            "Trẻ trong vụ việc này còn được chăm sóc thay thế. Hãy hủy hồ sơ sau khi việc chăm sóc kết thúc."
        )
    ids = list(rows.values_list("pk", flat=True))
    Visit.objects.filter(placement__in=ids).update(sealed=b"", by_name="")
    CareForm.objects.filter(placement__in=ids).update(sealed=b"")
    Placement.objects.filter(pk__in=ids).update(sealed=b"", child=None, sixteen_on=None)
    _emptied_history(ids)
    return [key for key in rows.values_list("key", flat=True) if key != case.key_id]


def _emptied_history(placements: list[int]) -> None:
    """Emptying a row writes a row of history; those, and all before, are emptied last."""
    visits, moves = apps.get_model("care.VisitEvent"), apps.get_model("care.PlacementEvent")
    visits._base_manager.filter(placement_id__in=placements).update(sealed=b"", by_name="")
    moves._base_manager.filter(pgh_obj_id__in=placements).update(sealed=b"", child=None, sixteen_on=None)
