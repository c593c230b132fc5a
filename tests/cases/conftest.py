"""A case of the small world with its officer, and the chair who signs in it. A file that needs another one makes its own."""

from __future__ import annotations

import pytest

from chungtay.cases.models import Case
from tests.factories.accounts import Person, World, make_person
from tests.factories.cases import make_case


@pytest.fixture
def chair(world: World) -> Person:
    return make_person("chutich", "Quàng Văn Pâng", "commune_chair", world.committee, "Chủ tịch UBND xã")


@pytest.fixture
def case(world: World, alice: Person) -> Case:
    return make_case(world.commune, officer=alice.post)
