"""A small world: two provinces, communes, their agencies; and people in posts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Agency, Post, User
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold, order_key
from chungtay.territory.models import Coverage, Level, Succession, Unit

REFORM = dt.date(2025, 7, 1)
LONG_AGO = dt.date(2004, 1, 1)
PASSWORD = "Mường-Phăng-2026"


@dataclass(frozen=True)
class Person:
    """A user, one post of his and the actor of today."""

    user: User
    post: Post

    @property
    def actor(self) -> Actor:
        return build_actor(self.post, timezone.localdate())


@dataclass
class World:
    country: Unit
    province: Unit
    commune: Unit
    other_commune: Unit
    other_province: Unit
    far_commune: Unit
    old_commune: Unit
    ministry: Agency = field(init=False)
    province_committee: Agency = field(init=False)
    department: Agency = field(init=False)
    police: Agency = field(init=False)
    committee: Agency = field(init=False)
    other_committee: Agency = field(init=False)
    far_committee: Agency = field(init=False)
    far_department: Agency = field(init=False)


def unit_row(
    level: str,
    code: str,
    name: str,
    parent: Unit | None = None,
    *,
    kind: str = "",
    since: dt.date = REFORM,
    until: dt.date | None = None,
) -> Unit:
    turn = "a" if since < REFORM else "b"
    above = f"{parent.path}/" if parent is not None and parent.path else ""
    path = "" if level == Level.COUNTRY else f"{above}{code}{turn}"
    kind = kind or {"country": "nước", "province": "tỉnh", "district": "huyện", "commune": "xã"}[level]
    short = name.removeprefix(kind.capitalize()).strip()
    return Unit(
        level=level, code=code, name=name, short_name=short, kind=kind, folded=fold(name), order_key=order_key(short),
        parent=parent, path=path, valid_from=since, valid_to=until, source="Bịa để thử",
    )  # fmt: skip


def make_unit(
    level: str,
    code: str,
    name: str,
    parent: Unit | None = None,
    *,
    kind: str = "",
    since: dt.date = REFORM,
    until: dt.date | None = None,
) -> Unit:
    unit = unit_row(level, code, name, parent, kind=kind, since=since, until=until)
    unit.save()
    return unit


def cover(*units: Unit) -> None:
    """Each unit covers itself and what lies beneath it, and what it was made from."""
    known = {unit.pk: unit for unit in Unit.objects.order_by("path")}
    steps = list(Succession.objects.order_by("pk").values_list("successor_id", "predecessor_id"))
    there = set(Coverage.objects.values_list("ancestor_id", "descendant_id", "period"))
    pairs = []
    for unit in units:
        below = {one.pk for one in known.values() if one.path.startswith(unit.path)}
        made_from = {before for after, before in steps if after in below}
        pairs += [(unit.pk, pk) for pk in known if pk in below or pk in made_from]
    wanted = [(above, pk, DateRange(known[pk].valid_from, known[pk].valid_to)) for above, pk in dict.fromkeys(pairs)]
    Coverage.objects.bulk_create(
        Coverage(ancestor_id=above, descendant_id=pk, period=period)
        for above, pk, period in wanted
        if (above, pk, period) not in there
    )


def agency_row(
    name: str,
    unit: Unit,
    *,
    kind: str = "committee",
    sector: str = "",
    since: dt.date | None = None,
    parent: Agency | None = None,
) -> Agency:
    return Agency(
        kind=kind, sector=sector, name=name, folded=fold(name), unit=unit, unit_path=unit.path, level=unit.level,
        parent=parent, valid_from=since or unit.valid_from, valid_to=unit.valid_to,
    )  # fmt: skip


def make_agency(
    name: str,
    unit: Unit,
    *,
    kind: str = "committee",
    sector: str = "",
    since: dt.date | None = None,
    parent: Agency | None = None,
) -> Agency:
    agency = agency_row(name, unit, kind=kind, sector=sector, since=since, parent=parent)
    agency.save()
    return agency


def small_world() -> World:
    """Nearly every test stands on it, so that it is written in few statements: what stands above, then what hangs on it."""
    country = unit_row(Level.COUNTRY, "VN", "Việt Nam", since=LONG_AGO)
    province = unit_row(Level.PROVINCE, "11", "Tỉnh Điện Biên", since=LONG_AGO)
    far_province = unit_row(Level.PROVINCE, "12", "Tỉnh Lai Châu", since=LONG_AGO)
    Unit.objects.bulk_create([country, province, far_province])
    district = unit_row(Level.DISTRICT, "095", "Huyện Điện Biên", province, since=LONG_AGO, until=REFORM)
    commune = unit_row(Level.COMMUNE, "03145", "Xã Mường Phăng", province)
    other = unit_row(Level.COMMUNE, "03160", "Xã Thanh Nưa", province)
    far = unit_row(Level.COMMUNE, "03388", "Xã Phong Thổ", far_province)
    Unit.objects.bulk_create([district, commune, other, far])
    old = make_unit(Level.COMMUNE, "03148", "Xã Pá Khoang", district, since=LONG_AGO, until=REFORM)
    Succession.objects.create(predecessor=old, successor=commune, effective_on=REFORM)
    cover(country, province, commune, other, far_province, far, district, old)
    world = World(country, province, commune, other, far_province, far, old)
    world.ministry = agency_row("Bộ Y tế", country, kind="ministry", sector="health")
    world.province_committee = above = agency_row("UBND tỉnh Điện Biên", province)
    world.police = agency_row("Công an tỉnh", province, kind="police", sector="police")
    world.far_committee = agency_row("UBND xã Phong Thổ", far)
    world.far_department = agency_row("Sở Y tế", far_province, kind="department", sector="child_work")
    Agency.objects.bulk_create([world.ministry, above, world.police, world.far_committee, world.far_department])
    world.department = agency_row("Sở Y tế", province, kind="department", sector="child_work", parent=above)
    world.committee = agency_row("UBND xã Mường Phăng", commune, parent=above)
    world.other_committee = agency_row("UBND xã Thanh Nưa", other, parent=above)
    Agency.objects.bulk_create([world.department, world.committee, world.other_committee])
    return world


def make_person(
    username: str,
    full_name: str,
    role: str,
    agency: Agency,
    title: str,
    *,
    unit: Unit | None = None,
    since: dt.date = dt.date(2025, 7, 1),
    until: dt.date | None = None,
    password: str = PASSWORD,
) -> Person:
    user = User.objects.create_user(username, password=password, full_name=full_name, email=f"{username}@vidu.example")
    place = unit or agency.unit
    if place is None:
        raise ValueError("a post needs a unit")
    post = Post.objects.create(
        user=user, agency=agency, unit=place, role=role, title=title, valid_from=since, valid_to=until
    )
    return Person(user, post)
