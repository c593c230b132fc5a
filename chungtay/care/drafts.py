"""What somebody types about a placement or a carer lies under its key, and ends with it (`foundation.drafts`)."""

from __future__ import annotations

import uuid

from chungtay.care.models import Carer, Placement
from chungtay.foundation.drafts import keyed

_PK = r"(\d{1,18})"


def _of_placement(pk: int) -> uuid.UUID | None:
    return Placement.objects.filter(pk=pk).values_list("key_id", flat=True).first()


def _of_carer(pk: int) -> uuid.UUID | None:
    return Carer.objects.filter(pk=pk).values_list("key_id", flat=True).first()


keyed(rf"care-(?:verify|carer)-{_PK}", _of_carer)
keyed(rf"held:/cham-soc-thay-the/nguoi-nhan/{_PK}/.*", _of_carer)
keyed(rf"care-(?:visit|void)-{_PK}-\w+", _of_placement)
keyed(rf"care-(?!verify|carer|propose)[a-z-]+-{_PK}", _of_placement)
keyed(rf"held:/cham-soc-thay-the/{_PK}/.*", _of_placement)
