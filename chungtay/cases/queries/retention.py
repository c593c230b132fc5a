"""Which cases are past their time, and the proof that an erased one is gone."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from chungtay.cases.models import ENDED, Case, Erasure, ErasureState, Evidence, RetentionRule
from chungtay.cases.services.retention import may_erase
from chungtay.foundation import keystore
from chungtay.foundation.access import Actor
from chungtay.foundation.models import VaultKey
from chungtay.foundation.scoping import path_condition

SHOWN = 100


def _in_units(actor: Actor) -> QuerySet[Case]:
    rows = Case.objects.filter(path_condition("unit_path", actor), erased_at=None).select_related("unit")
    return rows.filter(state__in=ENDED)


def due(actor: Actor, today: dt.date) -> list[Case]:
    """Ended cases of the actor's units whose time is over and that nothing holds back, the longest over first."""
    rows = _in_units(actor).filter(retain_until__lt=today, hold_reason="").order_by("retain_until", "pk")[:SHOWN]
    return [case for case in rows if may_erase(case, today)]


def held(actor: Actor) -> QuerySet[Case]:
    rows = Case.objects.filter(path_condition("unit_path", actor), erased_at=None).select_related("unit")
    return rows.exclude(hold_reason="").order_by("pk")[:SHOWN]


def without_period(actor: Actor) -> QuerySet[Case]:
    """Ended, and nobody has said how long they are kept."""
    return _in_units(actor).filter(retain_until=None).order_by("closed_at", "pk")[:SHOWN]


def erased(actor: Actor) -> QuerySet[Case]:
    rows = Case.objects.filter(path_condition("unit_path", actor), erased_at__isnull=False).select_related("unit")
    return rows.order_by("-erased_at")[:SHOWN]


def open_erasure(case: Case) -> Erasure | None:
    found: Erasure | None = Erasure.objects.filter(case=case, state=ErasureState.ASKED).first()
    return found


def rules_of(actor: Actor) -> QuerySet[RetentionRule]:
    """Periods of the actor's province, those in force first."""
    return RetentionRule.objects.filter(province_id=actor.unit_id).order_by("ended_at", "name")


def rule_of(case: Case) -> RetentionRule | None:
    province = case.unit_path.split("/", 1)[0]
    return RetentionRule.objects.filter(province__path=province, code=case.retain_class).order_by("-id").first()


@dataclass(frozen=True)
class Proof:
    """Looked up in the key store and on disk at this moment."""

    erasure: Erasure
    keys: int
    keys_left: int
    files: int
    files_left: int
    at: dt.datetime

    @property
    def holds(self) -> bool:
        return not self.keys_left and not self.files_left


def proof_of(case: Case) -> Proof | None:
    """None for a case that was not erased."""
    erasure = Erasure.objects.filter(case=case, state=ErasureState.DONE).first()
    if erasure is None:
        return None
    keys = [uuid.UUID(key) for key in erasure.proof.get("keys", [])]
    ended = set(VaultKey.objects.filter(pk__in=keys).exclude(destroyed_at=None).values_list("pk", flat=True))
    left = [key for key in keys if key not in ended or _on_disk(key)]
    files_left = Evidence.objects.filter(case=case).exclude(path="").count()
    return Proof(erasure, len(keys), len(left), int(erasure.proof.get("files", 0)), files_left, timezone.now())


def _on_disk(key: uuid.UUID) -> bool:
    for mirrored in (False, True):
        try:
            keystore.read(key, mirrored=mirrored)
        except FileNotFoundError:
            continue
        except keystore.Unwrappable:
            return True
        return True
    return False
