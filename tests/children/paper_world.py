"""Families for tests of papers: long names, diacritics, empty cells, a sealed circumstance, text that looks like a formula."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chungtay.children.models import Adult, Child, Circumstance, Fact, Household, Kinship, Schooling
from chungtay.children.policies import SEAL
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Hamlet
from tests.factories.accounts import World
from tests.factories.children import make_child, make_hamlet, make_household

TODAY = dt.date(2026, 5, 14)
FORMULA = '=HYPERLINK("http://vidu.example","bấm")'
LONG = "Nguyễn Thị Hoàng Phương Quỳnh Như Ngọc Thảo Nguyên Ánh Dương"


@dataclass
class Families:
    """Bản Phăng has a family of three children; Bản Ten one child; one child is in no hamlet and no household."""

    phang: Hamlet
    ten: Hamlet
    home: Household
    an: Child
    bich: Child
    long: Child
    lone: Child
    far: Child


def make_families(world: World) -> Families:
    phang, ten = make_hamlet(world.commune), make_hamlet(world.commune, "Bản Ten")
    home = make_household(
        world.commune, phang, code="MP-012", head_name="Lò Văn Hùng", address="Nhà số 3, Bản Phăng", phone="0912345678"
    )
    other = make_household(world.commune, ten, code="MP-002", head_name="Quàng Văn Thoại")
    an = make_child(
        world.commune, "Lò Thị Bông", "2016-03-01", "female", hamlet=phang, household=home, ethnicity="thai",
        personal_number="011316000123", birth_registered=True, father_name="Lò Văn Hùng", mother_name="Quàng Thị Ín",
    )  # fmt: skip
    bich = make_child(
        world.commune, "Lò Văn Bích", "2019-05-12", "male", hamlet=phang, household=home, ethnicity="thai", note=FORMULA
    )
    long = make_child(world.commune, LONG, "2022", "", hamlet=phang, household=home)
    far = make_child(world.commune, "Quàng Thị Dương", "2020-08-20", "female", hamlet=ten, household=other)
    lone = make_child(world.commune, "Vàng A Tủa", "2018-11-11", "male", mother_name="Giàng Thị Sua")
    with as_system("a family of a test"):
        father = Adult.objects.create(
            household=home, full_name="Lò Văn Hùng", birth="1990", sex="male", unit_path=home.unit_path
        )
        mother = Adult.objects.create(
            household=home, full_name="Quàng Thị Ín", birth="1992", sex="female", unit_path=home.unit_path,
            away_since=dt.date(2024, 3, 1), condition="alive",
        )  # fmt: skip
        for child in (an, bich, long):
            Kinship.objects.create(child=child, adult=father, relation="father", raises=True)
            Kinship.objects.create(child=child, adult=mother, relation="mother")
        Schooling.objects.create(
            child=an, year=2025, level="primary", grade="4", school="TH Mường Phăng", state="attending"
        )
        Fact.objects.create(child=an, kind="insurance", valid_from=dt.date(2020, 1, 1))
        give(an, "d2", "d")
    return Families(phang, ten, home, an, bich, long, lone, far)


def give(child: Child, code: str, group: str, *, sealed: bool = False, **more: Any) -> Circumstance:
    with as_system("a circumstance of a test"):
        row: Circumstance = Circumstance.objects.create(
            child=child, group=group, code=code, seal=SEAL if sealed else "", valid_from=dt.date(2024, 1, 1),
            decided_by_name="Lò Thị Ân", **more,
        )  # fmt: skip
    return row
