"""Hand-overs of the lead: what waits for an answer, what was asked, which cases follow a child that has moved."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from chungtay.cases.models import ENDED, Case, HandOver, HandOverState
from chungtay.cases.models.walled import within
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import as_system

MOST = 200


def incoming(actor: Actor) -> QuerySet[HandOver]:
    """Offered to this commune and not answered."""
    return _rows().filter(within("to_path", actor), state=HandOverState.OFFERED)


def outgoing(actor: Actor) -> QuerySet[HandOver]:
    """Offered by this commune and not answered yet."""
    return _rows().filter(within("from_path", actor), state=HandOverState.OFFERED)


def answered(actor: Actor) -> QuerySet[HandOver]:
    """The latest first, within the actor's scope."""
    return _rows().exclude(state=HandOverState.OFFERED).order_by("-decided_at", "-pk")


def _rows() -> QuerySet[HandOver]:
    return HandOver.objects.select_related("from_unit", "to_unit").order_by("-pk")


def codes_of(rows: list[HandOver]) -> dict[int, str]:
    """Codes of the cases of these rows. The rows were read through the scope; a code names nobody."""
    with as_system("the receiving commune reads the code of a case it is asked about"):
        return dict(Case.objects.filter(pk__in={row.case_id for row in rows}).values_list("pk", "code"))


def open_of(case: Case) -> HandOver | None:
    found: HandOver | None = HandOver.objects.filter(case=case, state=HandOverState.OFFERED).first()
    return found


def to_propose(actor: Actor) -> QuerySet[Case]:
    """Running cases this commune leads, whose child lives in another one and for which nothing is offered.

    Cases that the commune of the incident leads for a child of elsewhere are among them: the plan is the residence
    commune's (Law on Children, art. 52.2). Refused before: not proposed again.
    """
    rows = Case.objects.filter(within("unit_path", actor)).exclude(state__in=ENDED).exclude(residence_path="")
    rows = rows.exclude(residence_path=F("unit_path")).exclude(within("residence_path", actor))
    tried = HandOver.objects.filter(Q(state=HandOverState.OFFERED) | Q(to_path=F("case__residence_path")))
    return rows.exclude(pk__in=tried.values("case")).select_related("residence_unit").order_by("pk")
