"""Plans of the small world: made, submitted and approved through the services, by an officer and a chair."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.cases.models import Case, CaseState, Plan, PlanLine
from chungtay.cases.services import planning, plans
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World, make_agency, make_person
from tests.factories.cases import make_case

NARRATIVE = "Khám thương tích sau vụ việc"


@dataclass(frozen=True)
class Around:
    """A case of the commune with everybody who has to do with its plan."""

    case: Case
    officer: Person
    chair: Person
    police: Agency
    clinic: Agency
    policeman: Person
    doctor: Person


def around(world: World, officer: Person, **fields: Any) -> Around:
    """`officer` holds the case; police and clinic of the commune each have somebody in the product."""
    police = make_agency("Công an xã Mường Phăng", world.commune, kind="police", sector="police")
    clinic = make_agency("Trạm Y tế xã Mường Phăng", world.commune, kind="health_station", sector="health")
    values = {"state": CaseState.PLANNING, **fields}
    return Around(
        make_case(world.commune, officer=officer.post, **values), officer,
        make_person("chu_tich", "Lường Văn Chủ", "commune_chair", world.committee, "Chủ tịch UBND xã"), police, clinic,
        make_person("cong_an", "Lò Văn Sáng", "sector_officer", police, "Công an viên"),
        make_person("y_si", "Cà Thị Duyên", "sector_officer", clinic, "Y sĩ"),
    )  # fmt: skip


def line_data(**fields: Any) -> plans.LineData:
    today = timezone.localdate()
    usual: dict[str, Any] = {
        "service": "Khám sức khỏe", "category": "health", "measure": "50_2_a", "starts_on": today,
        "ends_on": today + dt.timedelta(days=10), "cost": 500_000,
    }  # fmt: skip
    return plans.LineData(**{**usual, **fields})


def drafted(here: Around, *lines: plans.LineData) -> Plan:
    """A plan with its goal and these lines."""
    with acting_as(here.officer.actor) as actor:
        words = {"goal": "Trẻ được an toàn", "monitoring": "Thăm hai tuần một lần", "organisation": ""}
        plan = plans.save_words(actor=actor, case=here.case, version=0, words=words)
        for data in lines:
            plans.add_line(actor=actor, case=here.case, data=data)
    return plan


def approved(here: Around, *lines: plans.LineData) -> list[PlanLine]:
    """The plan submitted by the officer and approved by the chair; its lines are asked of their agencies."""
    drafted(here, *lines)
    with acting_as(here.officer.actor) as actor:
        planning.submit(actor=actor, case=here.case)
    with acting_as(here.chair.actor) as actor:
        plan = planning.approve(actor=actor, case=here.case)
    with as_system("a test looks at the lines that were asked"):
        Case.objects.filter(pk=here.case.pk).update(state=CaseState.SERVING)
        here.case.state = CaseState.SERVING
        return list(PlanLine.objects.filter(plan=plan).select_related("agency").order_by("position"))
