"""Puts the people of golden_village.yaml into the register, the cases, the care and the returns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from chungtay.accounts.roles import RoleCode
from chungtay.care.models import Carer, Placement
from chungtay.cases.models import CasePerson
from chungtay.children.models import (
    Adult,
    Child,
    Circumstance,
    Fact,
    Household,
    HouseholdKind,
    Immunisation,
    Kinship,
    Residence,
    Schooling,
    Support,
)
from chungtay.children.services import facts
from chungtay.foundation import vault
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import name_key
from chungtay.law import queries as law
from chungtay.statistics.models import DataSet, Return, ReturnValue
from chungtay.territory.models import Hamlet, Level, Unit
from tests.factories.accounts import LONG_AGO, World, cover, make_agency, make_person, make_unit
from tests.factories.cases import make_case
from tests.factories.children import make_hamlet

FILE = Path(__file__).with_name("golden_village.yaml")
OPEN_ENDED = "2024-01-01"
SENSITIVE = {"dd", "e", "g", "i", "k", "l", "m"}


def written() -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(FILE.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def known(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def noon(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(f"{text}T12:00:00"))


@dataclass
class Village:
    commune: Unit
    neighbour: Unit
    officer: Actor
    hamlets: list[Hamlet]
    children: dict[str, Child] = field(default_factory=dict)


def load(world: World) -> Village:
    content = written()
    village = _place(world, content["village"])
    with as_system("the golden village"):
        for home in content["households"]:
            _household(village, home)
        for home in content["households"]:
            for given in home["children"]:
                _facts(village, given)
        for given in content["cases"]:
            _case(village, given)
        for given in content["placements"]:
            _placement(village, given)
        _returns(world, village, content["returns"])
    with acting_as(village.officer):
        _measurements(village, content)
    return village


def _place(world: World, given: dict[str, Any]) -> Village:
    commune = make_unit(Level.COMMUNE, "99001", given["commune"], world.province, since=LONG_AGO)
    neighbour = make_unit(Level.COMMUNE, "99002", given["neighbour"], world.province, since=LONG_AGO)
    cover(world.country, world.province, commune, neighbour)
    committee = make_agency("UBND xã Bản Thử", commune, parent=world.province_committee)
    officer = make_person("ban_thu", "Lò Thị Đếm", RoleCode.COMMUNE_OFFICER, committee, "Công chức", since=LONG_AGO)
    hamlets = [make_hamlet(commune, name) for name in given["hamlets"]]
    return Village(commune, neighbour, officer.actor, hamlets)


def _household(village: Village, given: dict[str, Any]) -> None:
    unit, clean = village.commune, given["clean"]
    home = Household.objects.create(
        unit=unit,
        unit_path=unit.path,
        hamlet=village.hamlets[given["hamlet"]],
        code=given["id"],
        clean_water=clean["water"],
        clean_toilet=clean["toilet"],
        clean_fuel=clean["fuel"],
        temporary_house=clean["temporary"],
    )
    kind, since, *until = given["kind"]
    HouseholdKind.objects.create(
        household=home, unit_path=unit.path, kind=kind, valid_from=since, valid_to=day(until[0]) if until else None
    )
    adults = [
        (
            one["is"],
            Adult.objects.create(
                household=home, unit_path=unit.path, full_name=one["name"], birth=one["birth"], sex=one["sex"]
            ),
        )
        for one in given["adults"]
    ]
    for one in given["children"]:
        child = _child(village, home, one)
        village.children[one["id"]] = child
        Kinship.objects.bulk_create(
            Kinship(child=child, adult=adult, relation=relation, raises=True, unit_path=unit.path)
            for relation, adult in adults
        )


def _child(village: Village, home: Household, given: dict[str, Any]) -> Child:
    unit = village.commune
    status, on = next(((name, given[name]) for name in ("died", "left", "void") if name in given), ("here", None))
    if "merged_into" in given:
        status, on = "merged", "2025-01-15"
    if "moved_out" in given:
        unit = village.neighbour
    registered = given.get("registered", True)
    child: Child = Child.objects.create(
        full_name=given["name"],
        name_key=name_key(given["name"]),
        birth=given["birth"],
        birth_date=day(given["birth"]),
        sex=given["sex"],
        ethnicity=given["ethnicity"],
        unit=unit,
        unit_path=unit.path,
        household=None if unit != village.commune else home,
        hamlet=None if unit != village.commune else home.hamlet,
        birth_registered=bool(registered) if registered is not None else None,
        birth_registered_on=day(registered) if isinstance(registered, str) else None,
        status=status,
        status_on=day(on),
        merged_into=village.children.get(given.get("merged_into", "")),
    )
    began = day(given["birth"]) or dt.date(2020, 1, 1)
    stays = [(village.commune, began, day(on) if status in {"died", "left"} else None)]
    if moved := day(given.get("moved_out")):
        stays = [(village.commune, began, moved), (village.neighbour, moved, None)]
    if moved := day(given.get("moved_in")):
        stays = [(village.neighbour, began, moved), (village.commune, moved, None)]
    for place, since, until in stays:
        here = place == village.commune
        Residence.objects.create(
            child=child,
            unit=place,
            place_path=place.path,
            unit_path=unit.path,
            household=home if here else None,
            period=DateRange(since, until),
            reason="found",
        )
    return child


def _facts(village: Village, given: dict[str, Any]) -> None:
    child = village.children[given["id"]]
    common: dict[str, Any] = {"child": child, "unit_path": child.unit_path}
    rows: list[tuple[str, str, str, str | None]] = []
    insured = given.get("insured", [OPEN_ENDED])
    if insured:
        rows.append(("insurance", "", insured[0], insured[1] if len(insured) > 1 else None))
    rows += [("injury", code, on, None) for code, on in given.get("injuries", ())]
    rows += [("participation", "", on, until[0] if until else None) for on, *until in given.get("takes_part", ())]
    rows += [("disability", given["disability"], "2020-01-01", None)] if "disability" in given else []
    rows += [("screening", "", given["birth"], None)] if given.get("screened") else []
    Fact.objects.bulk_create(
        Fact(kind=kind, code=code, valid_from=known(on), valid_to=day(until), **common)
        for kind, code, on, until in rows
    )
    for name in ("special", "at_risk"):
        for code, since, *until in given.get(name, ()):
            _circumstance(child, f"{name}_circumstances", code, since, until[0] if until else None, "confirmed")
    for code, since in given.get("proposed", ()):
        _circumstance(child, "special_circumstances", code, since, None, "proposed")
    Support.objects.bulk_create(
        Support(kind=kind, content="Hỗ trợ", on=known(on), until=day(until[0]) if until else None, **common)
        for kind, on, *until in given.get("support", ())
    )
    if "school" in given:
        year, level, state, *since = given["school"]
        Schooling.objects.create(year=year, level=level, state=state, since=day(since[0]) if since else None, **common)
    if "doses" in given:
        doses = [
            item["dose"]
            for item in law.codelist_items("vaccine_doses", dt.date(2025, 12, 31))
            if item["dose"].get("full_under_1")
        ]
        Immunisation.objects.bulk_create(
            Immunisation(vaccine=dose["vaccine"], dose=dose["number"], on=dt.date(2025, 10, 20), **common)
            for dose in doses
            if given["doses"] == "full" or dose["vaccine"] != "measles"
        )


def _circumstance(child: Child, list_: str, code: str, since: str, until: str | None, state: str) -> None:
    group = next(
        item.get("parent", item["code"])
        for item in law.codelist_items(list_, dt.date(2025, 12, 31))
        if item["code"] == code
    )
    Circumstance.objects.create(
        child=child,
        unit_path=child.unit_path,
        list=list_,
        group=group,
        code=code,
        state=state,
        valid_from=day(since),
        valid_to=day(until),
        decided_by_name="Chủ tịch xã" if state == "confirmed" else "",
        seal="sealed" if list_.startswith("special") and group in SENSITIVE else "",
    )


def _measurements(village: Village, content: dict[str, Any]) -> None:
    """Through the service: it is the service that reckons the z-scores of WHO."""
    for home in content["households"]:
        for given in home["children"]:
            for on, weight, height in given.get("growth", ()):
                facts.measure(
                    actor=village.officer,
                    child=Child.objects.get(pk=village.children[given["id"]].pk),
                    on=dt.date.fromisoformat(on),
                    weight=Decimal(str(weight)) if weight else None,
                    height=Decimal(str(height)) if height else None,
                    sure=True,
                )


def _case(village: Village, given: dict[str, Any]) -> None:
    at, state = noon(given["received"]), given["state"]
    ended: dict[str, Any] = {"closed_at": at + dt.timedelta(days=30)} if state in {"closed", "unfounded"} else {}
    if state == "closed":
        ended |= {"condition_safe": True, "condition_stable": True}
    case = make_case(
        village.commune,
        child=village.children.get(given["child"] or ""),
        kind=given["kind"],
        state=state,
        received_at=at,
        opened_at=at,
        **ended,
    )
    for relation, sex, sanction, on, *void in given["suspects"]:
        CasePerson.objects.create(
            case=case,
            role="suspect",
            relation=relation,
            sex=sex,
            sanction=sanction,
            sanction_on=day(on),
            void_at=timezone.now() if void else None,
        )


def _placement(village: Village, given: dict[str, Any]) -> None:
    child, unit = village.children[given["child"]], village.commune
    carer = Carer.objects.create(
        code=f"NC-{child.pk}",
        unit=unit,
        unit_path=unit.path,
        kind=given["carer"],
        state="registered",
        relative_of=child if given["carer"] == "relative" else None,
        registered_on=day(given["handed_over"]),
        key=vault.create("carer"),
    )
    ended = {"end_ground": "reunion", "ended_on": day(given["ended"])} if "ended" in given else {}
    Placement.objects.create(
        code=f"CS-{child.pk}",
        child=child,
        child_unit=unit,
        carer=carer,
        carer_unit=unit,
        form_of_care=given["carer"],
        ground="unsafe",
        state="ended" if ended else "handed_over",
        proposed_on=day(given["handed_over"]),
        decided_on=day(given["handed_over"]),
        signed_by_id=village.officer.user_id,
        handed_over_on=day(given["handed_over"]),
        key=vault.create("placement"),
        **ended,
    )


def _returns(world: World, village: Village, values: dict[str, int]) -> None:
    """One accepted return of the commune with all that no record can tell."""
    data_set = DataSet.objects.create(
        form="golden",
        period="year:2025",
        title="Số liệu của các ngành",
        starts=dt.date(2025, 1, 1),
        ends=dt.date(2026, 1, 1),
        due_on=dt.date(2026, 1, 15),
        opens_on=dt.date(2025, 12, 1),
        receiver=world.department,
        unit_path=world.province.path,
        law_version="",
        opened_at=timezone.now(),
    )
    owner = Return.objects.create(
        dataset=data_set, unit=village.commune, unit_path=village.commune.path, agency=world.committee, state="accepted"
    )
    ReturnValue.objects.bulk_create(
        ReturnValue(owner=owner, unit_path=village.commune.path, quantity=code, value=value)
        for code, value in values.items()
    )
