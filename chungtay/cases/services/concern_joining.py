"""Several reports of one event become one case, and are taken apart again when that was wrong."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from chungtay.cases import duties, sealing
from chungtay.cases.duties import Event
from chungtay.cases.models import Case, Concern, ConcernState, Decision, DecisionKind, EntryKind, Secrecy
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import diary, opening
from chungtay.cases.services.concern_steps import _decided, _why
from chungtay.cases.states_concerns import CONCERN
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.workflow import apply
from chungtay.territory.queries import unit_by_path

_URGENT = (DecisionKind.EMERGENCY, DecisionKind.SEPARATION)


def open_case(
    *, actor: Actor, concern: Concern, others: Iterable[Concern] = (), secrecy: str = Secrecy.ORDINARY
) -> Case:
    """A case from this report, and the others that tell of the same event go into it. All or none."""
    home = str(sealing.unseal(concern).get("home_path", ""))
    residence = unit_by_path(home) if home else None
    with transaction.atomic():
        case = opening.begin(actor=actor, concern=concern, secrecy=secrecy, residence=residence)
        for other in others:
            opening.join(actor=actor, concern=other, case=case)
    return case


def join_all(*, actor: Actor, concerns: Iterable[Concern], case: Case) -> Case:
    with transaction.atomic():
        for concern in concerns:
            opening.join(actor=actor, concern=concern, case=case)
    return case


def take_apart(*, actor: Actor, concern: Concern, why: str, words: str = "") -> Concern:
    """The report leaves the case and is checked by itself; its own twelve hours count again from its receipt."""
    reason, case = _why("concern_take_apart", why), concern.case
    if case is None:
        raise NotPossible("Tin báo này không ở trong vụ việc nào.")
    require(actor, CasePermission.WORK, case)
    note = _decided(actor, "apart", words)

    def leave(locked: Concern) -> None:
        locked.case = None
        note(locked)

    with transaction.atomic():
        kept = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        rest = Concern.objects.filter(case=kept).exclude(pk=concern.pk)
        if not rest.exists():
            raise NotPossible(
                f"Vụ việc {kept.code} chỉ có tin báo này nên không tách được. Nếu mở nhầm, hãy kết luận ở trang vụ việc."
            )
        found = apply(
            CONCERN, "concern_take_apart", concern, actor=actor, reason=reason, effect=leave, data={"case": kept.code}
        )
        kept.received_at = rest.aggregate(first=Min("received_at"))["first"]
        signed = Decision.objects.filter(case=kept, kind__in=_URGENT, state="signed")
        if concern.danger and not rest.filter(danger=True).exists() and not signed.exists():
            kept.emergency = False  # what the chair signed is not undone by a report that leaves
        kept.save(update_fields=["received_at", "emergency", "updated_at"])
        duties.happened(actor=actor, event=Event.RECEIVED, at=found.received_at, subject=found,
                        danger=found.danger is not False)  # fmt: skip
        diary.write(actor=actor, case=kept, kind=EntryKind.STEP, step="apart", words=f"Tách tin báo {found.code} khỏi vụ việc.",
                    at=timezone.now())  # fmt: skip
    return found


def joinable(concern: Concern) -> bool:
    return concern.state in (ConcernState.NEW, ConcernState.CHECKING)
