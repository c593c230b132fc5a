"""Invented carers and placements for the demo world, made through the services by posts of the demo communes.

`populate(officer=…, chair=…, unit=…, children=…, today=…)` is called by the demo world; it needs the law files loaded and a
few children of the commune of whom nobody cares yet. A second run on the same commune makes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chungtay.care.conditions import items_of
from chungtay.care.models import Carer, Placement
from chungtay.care.services import carers, facilities, placements, visits
from chungtay.care.services.carers import About, Body
from chungtay.care.services.placements import Heard, Need
from chungtay.care.services.visits import Seen
from chungtay.children.models import Child
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as
from chungtay.territory.models import Unit

# (name, birth, sex, years wished for, wish)
_OFFERS: tuple[tuple[str, str, str, tuple[int, int] | None, str], ...] = (
    ("Quàng Thị Hoa", "1979-03-12", "female", (3, 10), "Nhận trẻ gái hoặc trẻ trai, gần trường tiểu học"),
    ("Lường Văn Thành", "1975-11-02", "male", (6, 15), "Nhận trẻ đang đi học"),
    ("Cà Thị Bình", "1984-06-20", "female", None, "Không đặt yêu cầu"),
)
_FACILITY = "Mái ấm Hoa Ban"
_VISITED = {
    "living": "Có góc học tập riêng, bữa ăn đủ.", "phys": "Khỏe, tăng cân.", "mental": "Vui, ngủ được.",
    "integr": "Gọi người chăm sóc là bác, hợp với con trong nhà.", "propose": "continue",
}  # fmt: skip


def populate(*, officer: Actor, chair: Actor, unit: Unit, children: Sequence[Child], today: dt.date) -> dict[str, int]:
    """Three persons, a facility and up to two children in care; how many of each were made."""
    with acting_as(officer):
        if Carer.objects.filter(unit=unit).exists():
            return {"carers": 0, "placements": 0, "needs": 0}
    offers = [_offer(officer, unit, today, *one) for one in _OFFERS]
    approved = [_approve(officer, chair, offer, today) for offer in offers[:2]]
    house = _approve(officer, chair, _house(officer, unit, today), today)
    asked = [child for child in children if child.birth_date is not None][:3]
    made = 0
    if asked:
        _placed(officer, chair, asked[0], approved[0], today)
        made += 1
    if len(asked) > 1:
        with acting_as(officer):
            placements.propose(actor=officer, need=Need(child=asked[1]), carer_id=approved[1].pk, ground="unsafe")
        made += 1
    if len(asked) > 2:
        _listed(officer, house, asked[2], today)
    return {"carers": len(offers) + 1, "placements": made, "needs": int(len(asked) > 2)}


def _offer(
    officer: Actor, unit: Unit, today: dt.date, name: str, birth: str, sex: str, ages: tuple[int, int] | None, wish: str
) -> Carer:
    about = About(
        kind="non_relative", registered_on=today - dt.timedelta(days=40), sex=sex, health_on=today - dt.timedelta(days=55),
        wished_age_from=ages[0] if ages else None, wished_age_to=ages[1] if ages else None,
    )  # fmt: skip
    body = Body(
        name,
        birth,
        address=unit.name,
        job="Làm ruộng, chăn nuôi",
        family="Vợ chồng và con trong nhà đồng thuận",
        wish=wish,
    )
    with acting_as(officer):
        return carers.register(actor=officer, unit=unit, about=about, body=body)


def _house(officer: Actor, unit: Unit, today: dt.date) -> Carer:
    about = About(kind="facility", registered_on=today - dt.timedelta(days=200))
    with acting_as(officer):
        return carers.register(actor=officer, unit=unit, about=about, body=Body(_FACILITY, address=unit.name))


def _approve(officer: Actor, chair: Actor, carer: Carer, today: dt.date) -> Carer:
    ticked: dict[str, bool | None] = {item.code: True for item in items_of(carer.kind)}
    with acting_as(officer):
        carer = carers.step(actor=officer, carer=carer, name="carer_verify")
        carers.verify(
            actor=officer, carer=carer, ticked=ticked, fit="Phù hợp, có chỗ ở riêng cho trẻ", counselled=True, on=today
        )
    with acting_as(chair):
        return carers.step(actor=chair, carer=Carer.objects.get(pk=carer.pk), name="carer_approve")


def _placed(officer: Actor, chair: Actor, child: Child, carer: Carer, today: dt.date) -> Placement:
    """Decided today, met twice, not yet handed over: what the demo shows next."""
    heard: dict[str, Any] = {"consent": "parents", "consent_on": today, "child_answer": "agrees", "child_asked_on": today,
                             "child_words": "Cháu muốn ở gần trường."}  # fmt: skip
    with acting_as(officer):
        placement = placements.propose(
            actor=officer, need=Need(child=child), carer_id=carer.pk, ground="unsafe", needs="Cần học tiếp ở trường cũ"
        )
        placement = placements.record_consent(actor=officer, placement=placement, heard=Heard(**heard))
    with acting_as(chair):
        placement = placements.decide(actor=chair, placement=placement, number="21/QĐ-UBND", on=today)
    with acting_as(officer):
        visits.save(
            actor=officer, placement=placement, seen=Seen("contact", today, {"words": "Trẻ chơi với con trong nhà."})
        )
        if placement.form_of_care == "relative":
            placement = placements.hand_over(actor=officer, placement=placement, on=today)
    return placement


def _listed(officer: Actor, house: Carer, child: Child, today: dt.date) -> None:
    with acting_as(officer):
        line = facilities.Listed(
            child.full_name, child.birth, child.sex, admission="Quyết định tiếp nhận số 12, năm 2024"
        )
        facilities.add(actor=officer, facility=house, line=line, on=today, child=child)
        facilities.listed(actor=officer, facility=house, on=today)


def met_again(*, officer: Actor, unit: Unit, on: dt.date) -> Placement | None:
    """The second contact of the child that was given to a family; None when there is none."""
    with acting_as(officer):
        placement: Placement | None = Placement.objects.filter(carer_unit=unit, state="decided").first()
        if placement is not None:
            words = {"words": "Trẻ ăn cơm cùng gia đình, hỏi thăm trường mới."}
            visits.save(actor=officer, placement=placement, seen=Seen("contact", on, words))
    return placement


def moved_in(*, officer: Actor, placement: Placement, on: dt.date) -> None:
    with acting_as(officer):
        placements.hand_over(actor=officer, placement=placement, on=on)


def visited(*, officer: Actor, placement: Placement, kind: str, on: dt.date) -> None:
    """An assessment with all headings of Mẫu 13, for a placement that was handed over."""
    with acting_as(officer):
        visits.save(
            actor=officer, placement=placement, seen=Seen(kind, on, dict(_VISITED), "continue", True, "ND56-M13")
        )
