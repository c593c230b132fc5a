"""Reports as they come in, through the service; people around them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from chungtay.cases.intake import Report
from chungtay.cases.models import Concern
from chungtay.cases.services.concerns import receive
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.territory.models import Unit
from tests.factories.accounts import Person, World, make_agency, make_person

EVENT = "Bố dượng say rượu dùng gậy đánh cháu chảy máu đầu"
CHILD, NEIGHBOUR, PHONE = "Lò Văn Ạnh", "Lường Thị Kín", "0987 654 321"
INFORMANT = {
    "name": NEIGHBOUR,
    "phone": PHONE,
    "address": "Nhà số 7 bản Khuất",
    "relation": "hàng xóm",
    "note": "ngại bị trả thù",
}


def report(unit: Unit, *, hours: float = 1.0, event: str = EVENT, **more: Any) -> Report:
    """A report received `hours` ago."""
    details = {
        "event": event,
        "child_name": CHILD,
        "child_age": "9",
        "child_sex": "male",
        "place": "Bản Phăng 2",
        **more.pop("details", {}),
    }
    usual: dict[str, Any] = {"road": "phone", "danger": True, "informant": INFORMANT}
    return Report(
        unit=unit, received_at=timezone.now() - dt.timedelta(hours=hours), details=details, **{**usual, **more}
    )


def received(actor: Actor | None, unit: Unit, **more: Any) -> Concern:
    """A report kept by the service, as who received it."""
    if actor is None:
        return fresh(receive(actor=None, report=report(unit, **more)).concern)
    with acting_as(actor):
        return fresh(receive(actor=actor, report=report(unit, **more), sure=True).concern)


def fresh(concern: Concern) -> Concern:
    with as_system("a row as it is now, for a test"):
        return Concern.objects.select_related("unit", "case", "child", "hamlet").get(pk=concern.pk)


def make_chair(world: World, username: str = "chu_tich", unit: Unit | None = None) -> Person:
    agency = world.committee if unit is None or unit == world.commune else world.other_committee
    return make_person(username, "Lò Văn Chài", "commune_chair", agency, "Chủ tịch UBND xã")


def make_teacher(world: World) -> Person:
    school = make_agency("Trường PTDTBT Mường Phăng", world.commune, kind="school", sector="education")
    return make_person("giao_vien", "Cà Thị Thắm", "sector_officer", school, "Giáo viên")
