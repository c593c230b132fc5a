"""Children of a facility for whom a family is looked for: listed (Mẫu 14), appraised, decided by the carer's commune, ended.

Decree 56/2017, art. 45 and 48; Decree 147/2025 gives the appraisal to the province or the commune that runs the facility.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.care import sealing
from chungtay.care.models import Carer, FacilityNeed, Placement
from chungtay.care.policies import CarePermission
from chungtay.care.services import codes
from chungtay.care.services.telling import moment_of
from chungtay.care.states import NEED
from chungtay.cases.duties import Event, happened
from chungtay.children.models import Child
from chungtay.foundation import audit, vault
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.workflow import apply
from chungtay.territory.models import Level, Unit

_EVENTS = {
    "need_receive": Event.FACILITY_FILE_RECEIVED,
    "need_appraise": Event.FACILITY_APPRAISED,
    "need_send": Event.FACILITY_FILE_AT_COMMUNE,
    "need_told": Event.FACILITY_TOLD,
    "need_ended": Event.FACILITY_ENDED,
}
_DAYS = {
    "need_receive": "received_on",
    "need_appraise": "appraised_on",
    "need_send": "at_commune_on",
    "need_told": "told_on",
    "need_ended": "ended_on",
}


@dataclass(frozen=True)
class Listed:
    """A line of Mẫu 14, sealed."""

    name: str
    birth: str = ""
    sex: str = ""
    admission: str = ""
    needs: str = ""


def add(*, actor: Actor, facility: Carer, line: Listed, on: dt.date, child: Child | None = None) -> FacilityNeed:
    """One child more on the facility's list."""
    require(actor, CarePermission.FACILITY, facility)
    if facility.kind != "facility":
        raise NotPossible("Chỉ cơ sở trợ giúp xã hội lập danh sách này.")
    if not any(letter.isalpha() for letter in line.name):
        raise UserError("Hãy ghi họ và tên trẻ.", field="name")
    if on > timezone.localdate():
        raise UserError("Ngày này không được ở tương lai.", field="on")
    with transaction.atomic():
        row = FacilityNeed(
            code=codes.new_code(codes.NEED, timezone.localdate()), facility=facility, child=child, listed_on=on,
            unit_path=facility.unit_path, child_path=facility.unit_path, key=vault.create("facility_need"),
            created_by_id=actor.user_id, updated_by_id=actor.user_id,
        )  # fmt: skip
        sealing.seal(
            row,
            {
                "name": line.name.strip(),
                "birth": line.birth,
                "sex": line.sex,
                "admission": line.admission,
                "needs": line.needs,
            },
        )
        row.save()
        audit.record(actor, "need_listed", row, label=row.code)
    return row


def listed(*, actor: Actor, facility: Carer, on: dt.date) -> None:
    """The facility has gone through its list: the next one is due in six months (Circular 14/2020, art. 3.2)."""
    require(actor, CarePermission.FACILITY, facility)
    with transaction.atomic():
        happened(actor=actor, event=Event.FACILITY_LISTED, at=moment_of(on), subject=facility)
        audit.record(actor, "facility_listed", facility, label=facility.code)


def step(
    *,
    actor: Actor,
    need: FacilityNeed,
    name: str,
    on: dt.date,
    fit: bool | None = None,
    to_unit: Unit | None = None,
    words: str = "",
) -> FacilityNeed:
    """An arrow of the machine but `need_decided`, which the placement's own decision takes."""
    if name == "need_decided" or name not in NEED.by_name:
        raise NotPossible("Bước này theo quyết định giao, nhận trẻ (Mẫu 12) của xã.")
    if on > timezone.localdate() or on < need.listed_on:
        raise UserError("Ngày phải sau ngày lập danh sách và không ở tương lai.", field="on")
    if name == "need_appraise" and fit is None:
        raise UserError("Hãy chọn kết quả thẩm định.", field="fit")
    if name == "need_send" and (not need.fit or to_unit is None or to_unit.level != Level.COMMUNE):
        raise UserError("Hãy chọn xã của người nhận; hồ sơ phải được thẩm định là phù hợp.", field="to_unit")

    def effect(row: FacilityNeed) -> None:
        if name in _DAYS:
            setattr(row, _DAYS[name], on)
        if name == "need_appraise":
            row.fit = fit
        if name == "need_send" and to_unit is not None:
            row.to_unit, row.unit_path = to_unit, to_unit.path
        _say(row, name, words)

    with transaction.atomic():
        row = apply(NEED, name, need, actor=actor, effect=effect)
        if name in _EVENTS:
            happened(actor=actor, event=_EVENTS[name], at=moment_of(on), subject=row)
    return row


def _say(row: FacilityNeed, name: str, words: str) -> None:
    if words.strip():
        body: dict[str, Any] = sealing.unseal(row)
        body.setdefault("words", {})[name] = words.strip()[:2000]
        sealing.seal(row, body)


def decided(*, actor: Actor, placement: Placement, on: dt.date) -> None:
    """Takes `need_decided` for the facility's child whose placement was just signed."""
    with as_system("the request of the facility follows from the signed decision"):
        need = FacilityNeed.objects.filter(placement=placement, state="at_commune").first()
        if need is None:
            return

        def effect(row: FacilityNeed) -> None:
            row.decided_on = on

        apply(NEED, "need_decided", need, actor=actor, effect=effect)
        happened(actor=actor, event=Event.FACILITY_DECIDED, at=moment_of(on), subject=need)
