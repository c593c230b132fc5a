"""The invented cases are such as the product would have written: ends of terms, paths, next duties."""

from __future__ import annotations

import pytest
from django.db.models import F

from bench import case_population
from bench.case_clocks import _further_version, _one_pass
from chungtay.cases.models import Case, Clock
from chungtay.cases.services.clocks_recount import plan, recompute
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import World, make_person
from tests.factories.law import load_law


@pytest.mark.django_db
def test_cases_and_clocks_stand_as_the_product_counts_them(world: World) -> None:
    load_law()
    make_person("xa.muongphang", "Lò Thị Ân", "commune_officer", world.committee, "Công chức")
    cases, clocks = case_population.write(case_population.Size(4, 30))
    assert cases == 3 * 4 + 30
    assert clocks > cases * 2
    assert plan().changes == {}
    with as_system("reading in a test"):
        assert not Clock.objects.exclude(unit_path=F("case__unit_path")).exists()
        first = Case.objects.filter(next_due_at__isnull=False).order_by("pk")[0]
        running = Clock.objects.filter(case=first, stopped_at=None).order_by("due_at")
        assert (first.next_due_at, first.next_code) == (running[0].due_at, running[0].code)
    _further_version(1)
    assert recompute(actor=None, codes=[], reason="thử").written == clocks
    _one_pass()
    _further_version(2)
    assert recompute(actor=None, codes=[], reason="thử").written == clocks
