"""Objects for addresses with parameters, so that the access matrix is tried on something that exists.

An app adds its own with `sample("app:name", roles={…}, make=…)`: `make(world)` returns the keywords of the address, and
`roles` are those for which it must answer (not refuse, not hide). Without a sample an address is tried with an object
that does not exist: 404 for a role that may ask, 403 for one that may not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.scoping import as_system
from tests.factories.accounts import World, make_person
from tests.factories.children import make_child, make_household

Make = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Sample:
    roles: frozenset[str]
    make: Make


SAMPLES: dict[str, Sample] = {}
# Values of URL parameters that fit their converter and name nothing.
NOTHING: dict[str, Any] = {
    "int": 999_999_999,
    "str": "khong-co",
    "slug": "khong-co",
    "path": "khong/co",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "unit": "99z",
}


def sample(name: str, *, roles: set[str], make: Make) -> None:
    SAMPLES[name] = Sample(frozenset(roles), make)


def _somebody(world: World) -> dict[str, Any]:
    return {"pk": make_person("ai_do", "Lường Thị Ai", "commune_officer", world.committee, "Công chức").user.pk}


for _name in ("person", "change_person", "disable_person", "give_post", "delegate_for"):
    sample(f"accounts:{_name}", roles={"province_administrator"}, make=_somebody)
for _name in ("agency", "rename_agency", "end_agency"):
    sample(f"accounts:{_name}", roles={"province_administrator"}, make=lambda world: {"pk": world.committee.pk})
sample("territory:unit", roles={"commune_officer", "inspector"}, make=lambda world: {"path": world.commune.path})


def _round(world: World) -> dict[str, Any]:
    """A review of the commune, opened by the province."""
    from chungtay.children.models import Round

    with as_system("a round for the access matrix"):
        made = Round.objects.create(
            kind="review", title="Rà soát thử", unit=world.province, unit_path=world.province.path, agency=world.department,
            opened_on=dt.date(2026, 5, 1), due_on=dt.date(2026, 6, 1), rule={"communes": [], "which": "tat-ca"},
        )  # fmt: skip
    return {"pk": made.pk}


_READERS = {"commune_officer", "commune_chair", "province_officer", "province_leader"}
for _name in ("round", "lines"):
    sample(f"children_rounds:{_name}", roles=_READERS, make=_round)
for _name in ("add", "upload"):
    sample(f"children_rounds:{_name}", roles={"commune_officer"}, make=_round)
_READS_CHILDREN = {"commune_officer", "commune_chair", "province_officer", "province_leader", "inspector"}
sample("children:child", roles=_READS_CHILDREN, make=lambda world: {"pk": make_child(world.commune).pk})
sample("children:edit", roles={"commune_officer"}, make=lambda world: {"pk": make_child(world.commune).pk})
sample("children:end", roles={"commune_officer"}, make=lambda world: {"pk": make_child(world.commune).pk})
sample("children:household", roles=_READS_CHILDREN, make=lambda world: {"pk": make_household(world.commune).pk})
sample(
    "children:household_edit", roles={"commune_officer"}, make=lambda world: {"pk": make_household(world.commune).pk}
)
sample(
    "children_papers:sheet", roles={"commune_officer", "commune_chair", "province_officer"},
    make=lambda world: {"pk": make_child(world.commune).pk},
)  # fmt: skip


def _case(world: World) -> dict[str, Any]:
    from tests.factories.cases import make_case

    return {"pk": make_case(world.commune).pk}


sample("case_forms:list", roles={"commune_officer", "commune_chair"}, make=_case)


def _report(world: World) -> dict[str, Any]:
    from tests.factories.cases import make_concern

    return {"pk": make_concern(world.commune).pk}


_READS_ROWS = {"commune_officer", "commune_chair", "province_officer", "province_leader", "monitor", "inspector"}
sample("case_concerns:concern", roles=_READS_ROWS, make=_report)
for _name in ("pass_on", "child", "open_case"):
    sample(f"case_concerns:{_name}", roles={"commune_officer"}, make=_report)
sample("case_concerns:readers", roles={"commune_chair"}, make=_report)
sample("case_evidence:list", roles={"commune_officer", "commune_chair"}, make=_case)
for _name in ("access", "looks"):
    sample(f"case_access:{_name}", roles=_READS_ROWS - {"monitor"}, make=_case)
sample("case_access:break_glass", roles=_READS_ROWS, make=_case)
sample("case_access:reveal", roles={"province_officer", "province_leader"}, make=_case)
sample("case_keeping:case", roles={"commune_chair", "province_leader"}, make=_case)
sample("cases:case", roles=_READS_ROWS, make=_case)
_AT_HOME = {"commune_officer", "commune_chair"}
for _name in ("emergency", "give"):
    sample(f"cases:{_name}", roles=_AT_HOME, make=_case)
for _name in ("conditions", "danger", "person_add", "link", "classify"):
    sample(f"cases:{_name}", roles={"commune_officer"}, make=_case)
sample("cases:step", roles={"commune_officer"}, make=lambda world: {**_case(world), "step": "xac-minh"})
sample("cases:decision_draft", roles=_AT_HOME, make=lambda world: {**_case(world), "kind": "separation"})


def _carer(world: World) -> dict[str, Any]:
    """Somebody who has registered in the commune."""
    from chungtay.care import sealing
    from chungtay.care.models import Carer
    from chungtay.foundation import vault

    body = {
        "name": "Quàng Thị Hoa",
        "birth": "1980",
        "id_number": "",
        "phone": "",
        "address": "",
        "job": "",
        "family": "",
    }
    with as_system("a carer for the access matrix"):
        made = Carer(
            code="NCS-2026-900001", unit=world.commune, unit_path=world.commune.path, kind="non_relative",
            registered_on=dt.date(2026, 5, 1), key=vault.create("carer"),
        )  # fmt: skip
        sealing.seal(made, body)
        made.save()
    return {"pk": made.pk}


for _name in ("carer", "carer_08"):
    sample(f"care:{_name}", roles={"commune_officer", "commune_chair"}, make=_carer)
for _name in ("carer_edit", "carer_verify"):
    sample(f"care:{_name}", roles={"commune_officer"}, make=_carer)


def _return(world: World) -> dict[str, Any]:
    """What the commune of the small world owes."""
    from tests.statistics.returns_world import open_year, return_of

    return {"pk": return_of(open_year(), world.commune).pk}


def _return_set(world: World) -> dict[str, Any]:
    from tests.statistics.returns_world import open_year

    return {"pk": open_year().pk}


def _revision(world: World) -> dict[str, Any]:
    """A signed revision of that return, and the version it was sent as."""
    from tests.statistics.returns_world import revised

    return {"pk": revised(world).pk, "number": 1}


_SEES_RETURNS = {
    "commune_officer", "commune_chair", "province_officer", "province_leader", "monitor", "inspector", "ministry_officer"
}  # fmt: skip
for _name in ("return", "return_template"):
    sample(f"statistics:{_name}", roles=_SEES_RETURNS, make=_return)
for _name in ("return_set", "return_grid", "return_set_template", "return_totals"):
    sample(f"statistics:{_name}", roles=_SEES_RETURNS, make=_return_set)
sample("statistics:return_revise", roles={"commune_officer", "commune_chair"}, make=_return)
for _name in ("return_revision", "return_version"):
    sample(f"statistics:{_name}", roles=_SEES_RETURNS, make=_revision)


def _local_indicator(world: World) -> dict[str, Any]:
    """An indicator that the province set for itself."""
    from chungtay.statistics.models.catalogue import LocalIndicator

    with as_system("an indicator of a province for the access matrix"):
        row = LocalIndicator.objects.create(
            code="DP-11-90", unit=world.province, unit_path=world.province.path, name="Bịa để thử", unit_word="trẻ em",
            counts="trẻ em", numerator="children", basis="Bịa", valid_from=dt.date(2025, 1, 1), made_by_name="Bao",
        )  # fmt: skip
    return {"pk": row.pk}


_READS_FIGURES = _SEES_RETURNS | {"district_officer"}
sample("statistics:local_indicator", roles=_READS_FIGURES, make=_local_indicator)


def _official_table(world: World) -> dict[str, Any]:
    from chungtay.law import queries as law
    from tests.factories.law import law_files

    law.answer_from(law_files())
    return {"code": "te-604"}


sample("statistics:official_table", roles=_READS_FIGURES, make=_official_table)


def _release(world: World) -> dict[str, Any]:
    """A release of the province without cells: nothing of it can be changed, by anybody."""
    from chungtay.statistics.models import Release

    made = Release.objects.create(
        title="Trẻ em 2025", unit=world.province, unit_path=world.province.path, unit_name=world.province.name,
        level="province", period="year:2025", period_title="Năm 2025", starts=dt.date(2025, 1, 1), ends=dt.date(2026, 1, 1),
        measures=[], rules={"plain": {"small": 2}, "sealed": {"small": 4}}, agency=world.department, agency_name="Sở Y tế",
        published_by="Nguyễn Quốc Bảo", published_on=dt.date(2026, 1, 15), next_on=dt.date(2027, 1, 15),
        counted_on=dt.date(2025, 12, 31),
    )  # fmt: skip
    return {"pk": made.pk}


sample("statistics:release", roles=_READS_FIGURES, make=_release)
sample("statistics:change_release", roles={"province_officer", "province_leader"}, make=_release)
sample("statistics:public_release", roles=_READS_FIGURES, make=_release)
sample("statistics:api_release", roles=_READS_FIGURES, make=lambda world: {**_release(world), "form": "json"})


def _own_table(world: World) -> dict[str, Any]:
    """A table that everybody of the commune's office may look at; it belongs to none of them."""
    from chungtay.statistics.choices import Choice
    from chungtay.statistics.models import OwnTable

    choice = Choice(("I-0101.count",), number=1).as_json()
    with as_system("a table for the access matrix"):
        made = OwnTable.objects.create(
            title="Bảng thử", choice=choice, post_id=0, agency_id=world.committee.pk, owner_name="Ai", for_agency=True,
            unit_path=world.commune.path,
        )  # fmt: skip
    return {"pk": made.pk}


sample("statistics:own_table", roles={"commune_officer", "commune_chair"}, make=_own_table)
sample("statistics:copy_table", roles={"commune_officer", "commune_chair"}, make=_own_table)
