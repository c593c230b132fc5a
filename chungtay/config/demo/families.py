"""Families of one commune of the demo, written by hand through the product's own services: what an officer meets in a month.

Twins, a child written down twice, a newborn without a birth certificate, two children who come of an age, an orphan, parents
who work far away, a family that moves. Nobody of them exists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.children.models import Child, Circumstance, CircumstanceState, Relation
from chungtay.children.services import circumstances, duplicates, facts, families, moving
from chungtay.children.services.children import add_child
from chungtay.children.services.families import GrownUp, Screen
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as
from chungtay.territory.models import Hamlet, Unit

COMMUNE = "xa.muongphang"  # sign-in name of the officer in whose commune they live


@dataclass(frozen=True)
class Home:
    """A household: its grown-ups as (relation, raises, values), its children as values."""

    head: str
    people: str
    adults: Sequence[tuple[str, bool, dict[str, Any]]]
    children: Sequence[dict[str, Any]]
    kind: str = ""
    phone: str = ""
    household: dict[str, Any] = field(default_factory=dict)


def write(communes: Sequence[Unit], today: dt.date) -> int:
    """How many families were written; none where the demo has no such officer."""
    post = Post.objects.filter(user__username=COMMUNE).select_related("unit").first()
    post = post or Post.objects.filter(user__username__startswith="xa.").select_related("unit").order_by("pk").first()
    if post is None:
        return 0
    actor = build_actor(post, today)
    others = [unit for unit in communes if unit.pk != post.unit_id]
    with acting_as(actor):
        hamlets = list(Hamlet.objects.filter(unit=post.unit, valid_to=None).order_by("pk"))
        for place, home in enumerate(_homes(today)):
            _save(actor, post.unit, hamlets[place % len(hamlets)] if hamlets else None, home, today)
        _twice(actor, post.unit, hamlets)
        _lives(actor, today)
        if others:
            _moves(actor, others[0], today)
    return len(_homes(today))


def _save(actor: Actor, unit: Unit, hamlet: Hamlet | None, home: Home, today: dt.date) -> None:
    screen = Screen(
        household={"head_name": home.head, "phone": home.phone, **home.household},
        hamlet=hamlet,
        kind=home.kind,
        kind_from=today.replace(month=1, day=1),
        kind_decision="Quyết định rà soát hộ nghèo năm nay (bịa)" if home.kind else "",
        adults=[
            GrownUp({"ethnicity": home.people, **values}, relation=relation, raises=raises)
            for relation, raises, values in home.adults
        ],
        children=[
            {"ethnicity": home.people, "birth_registered": True, "residence_kind": "permanent", **values}
            for values in home.children
        ],
        sure=True,
    )
    families.save_family(actor=actor, unit=unit, screen=screen)


def born(today: dt.date, years: int, days: int = 0) -> str:
    """The birthday of somebody who turned (or, `days` from now, turns) `years`."""
    day = today + dt.timedelta(days=days)
    return day.replace(year=day.year - years, day=min(day.day, 28)).isoformat()


def _grown(
    relation: str, name: str, year: int, *, raises: bool = True, **more: Any
) -> tuple[str, bool, dict[str, Any]]:
    sex = "female" if " Thị " in name else "male"
    return relation, raises, {"full_name": name, "birth": str(year), "sex": sex, **more}


def _parents(father: str, mother: str, years: tuple[int, int]) -> list[tuple[str, bool, dict[str, Any]]]:
    return [_grown(Relation.FATHER, father, years[0]), _grown(Relation.MOTHER, mother, years[1])]


def _minor(name: str, birth: str, sex: str, **more: Any) -> dict[str, Any]:
    return {"full_name": name, "birth_date": birth, "sex": sex, **more}


def _homes(today: dt.date) -> list[Home]:
    twins, few_days = born(today, 4, -45), (today - dt.timedelta(days=12)).isoformat()
    away: dict[str, Any] = {"raises": False, "away_since": today - dt.timedelta(days=260), "away_where": "Bắc Ninh"}
    with_grandmother = {"lives_with": "grandparents"}
    return [
        Home(
            "Lò Văn Thoan", "thai", _parents("Lò Văn Thoan", "Cà Thị Hặc", (1993, 1995)),
            [_minor("Lò Bảo An", twins, "female"), _minor("Lò Bảo Anh", twins, "female")], phone="0950000001",
        ),
        Home(
            "Quàng Văn Pâng", "thai", _parents("Quàng Văn Pâng", "Tòng Thị Ún", (1989, 1990)),
            [_minor("Quàng Thị Ánh Nguyệt", born(today, 7, -80), "female")], kind="near_poor", phone="0950000002",
        ),
        Home(
            "Giàng A Dơ", "mong", _parents("Giàng A Dơ", "Sùng Thị Mỷ", (2001, 2003)),
            [_minor("Giàng A Páo", few_days, "male", birth_registered=False)],
            kind="poor", household={"temporary_house": True},
        ),
        Home(
            "Lường Văn Inh", "thai", _parents("Lường Văn Inh", "Vì Thị Xôm", (1985, 1987)),
            [_minor("Lường Minh Khôi", born(today, 6, 40), "male"), _minor("Lường Thị Thương", born(today, 16, 30), "female")],
        ),
        Home(
            "Thào Thị Dua", "mong",
            [
                _grown(Relation.GRANDPARENT, "Thào Thị Dua", 1958),
                _grown(Relation.FATHER, "Mùa A Súa", 1988, raises=False, condition="dead"),
                _grown(Relation.MOTHER, "Thào Thị Mai", 1990, raises=False, condition="dead"),
            ],
            [_minor("Mùa A Chìa", born(today, 11, -100), "male", **with_grandmother)], kind="poor",
        ),
        Home(
            "Cà Thị Pỏm", "thai",
            [
                _grown(Relation.GRANDPARENT, "Cà Thị Pỏm", 1962), _grown(Relation.FATHER, "Lò Văn Chướng", 1992, **away),
                _grown(Relation.MOTHER, "Quàng Thị Inh", 1994, **away),
            ],
            [
                _minor("Lò Thị Hà Vy", born(today, 8, -20), "female", **with_grandmother),
                _minor("Lò Minh Hiếu", born(today, 3, -120), "male", **with_grandmother),
            ],
        ),
        Home(
            "Nguyễn Văn Thắng", "kinh", _parents("Nguyễn Văn Thắng", "Trần Thị Hoa", (1990, 1992)),
            [_minor("Nguyễn Gia Bảo", born(today, 9, -10), "male")], phone="0950000003",
        ),
    ]  # fmt: skip


def _child(name: str) -> Child:
    found: Child = Child.objects.filter(full_name=name).latest("pk")
    return found


def _twice(actor: Actor, unit: Unit, hamlets: Sequence[Hamlet]) -> None:
    """The hamlet next door wrote the same girl down from what a neighbour said."""
    first = _child("Quàng Thị Ánh Nguyệt")
    values = {
        "full_name": "Quàng Ánh Nguyệt", "birth_date": first.birth[:4], "sex": "female", "ethnicity": "thai",
        "mother_name": "Tòng Thị Ủn", "father_name": "Quang Van Pang",
    }  # fmt: skip
    second = add_child(actor=actor, unit=unit, values=values, hamlet=hamlets[-1] if hamlets else None)
    duplicates.suspect(actor=actor, child=first, other=second)


def _lives(actor: Actor, today: dt.date) -> None:
    """Growth of a small child, school, doses, a circumstance and support: a page with a past."""
    small, orphan = _child("Lò Minh Hiếu"), _child("Mùa A Chìa")
    assert small.birth_date is not None
    for days, weight, height in (
        (182, "7.4", "65.8"),
        (365, "9.0", "73.5"),
        (730, "11.1", "83.9"),
        (1095, "12.6", "91.2"),
    ):
        facts.measure(
            actor=actor, child=small, on=small.birth_date + dt.timedelta(days=days), weight=Decimal(weight),
            height=Decimal(height), source="Trạm y tế xã", sure=True,
        )  # fmt: skip
    year = today.year if today.month >= 9 else today.year - 1
    facts.set_schooling(
        actor=actor, child=orphan, year=year, state="attending", level="primary", grade="5", school="Trường PTDTBT"
    )
    facts.add_fact(actor=actor, child=orphan, kind="insurance", valid_from=today.replace(month=1, day=1))
    proposed = Circumstance.objects.filter(child=orphan, state=CircumstanceState.PROPOSED).order_by("pk").first()
    if proposed is not None:  # both parents dead: the register proposed it, the officer agrees
        circumstances.confirm(actor=actor, circumstance=proposed)
    facts.give_support(
        actor=actor, child=orphan, kind="social_regular", content="Trợ cấp hằng tháng", amount=Decimal(900_000),
        on=today - dt.timedelta(days=200), provider="UBND xã",
    )  # fmt: skip
    for name in ("Lò Bảo An", "Lò Bảo Anh", "Nguyễn Gia Bảo"):
        facts.saw(actor=actor, child=_child(name), on=today - dt.timedelta(days=20), where="Họp bản")


def _moves(actor: Actor, to_unit: Unit, today: dt.date) -> None:
    """The old commune has let the family go; the new one has still to accept."""
    moving.release(
        actor=actor, children=[_child("Nguyễn Gia Bảo")], to_unit=to_unit, on=today - dt.timedelta(days=3),
        reason="Gia đình chuyển đến nơi làm việc mới", whole_family=True,
    )  # fmt: skip
