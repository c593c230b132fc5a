"""Systems that send reports by API. A token is shown once and kept as a digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from chungtay.cases.models import IntakeClient, Road
from chungtay.cases.policies import CasePermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, found, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.territory.models import Level
from chungtay.territory.queries import unit_by_path

_SEEN_EACH = dt.timedelta(minutes=1)
PREFIX = "ct111_"


def make_client(*, actor: Actor, name: str, road: str = Road.HOTLINE) -> tuple[IntakeClient, str]:
    """The client and its token, which is never to be had again. It sends for the units of who made it."""
    require(actor, CasePermission.CLIENTS)
    name = " ".join(name.split())
    if not 3 <= len(name) <= 120:
        raise UserError("Hãy ghi tên hệ thống gửi, từ 3 đến 120 chữ.", field="name")
    if road not in Road.values or road == Road.PUBLIC:
        raise UserError("Hãy chọn nguồn tin của hệ thống này.", field="road")
    token = PREFIX + secrets.token_urlsafe(32)
    unit = found(unit_by_path(actor.unit_paths[0]) if actor.unit_paths else None)
    with transaction.atomic():
        client = IntakeClient.objects.create(
            name=name, road=road, token_digest=digest(token), unit=None if unit.level == Level.COUNTRY else unit,
            created_by_id=actor.user_id,
        )  # fmt: skip
        audit.record(actor, "intake_client_made", client, label=name, unit_path=unit.path, data={"road": road})
    return client, token


def end_client(*, actor: Actor, client: IntakeClient) -> IntakeClient:
    """From now on its token opens nothing."""
    require(actor, CasePermission.CLIENTS)
    with transaction.atomic():
        locked = IntakeClient.objects.select_for_update(of=("self",)).select_related("unit").get(pk=client.pk)
        if locked.ended_at is not None:
            raise NotPossible("Kết nối này đã ngừng trước đó.")
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        path = locked.unit.path if locked.unit is not None else ""
        audit.record(actor, "intake_client_ended", locked, label=locked.name, unit_path=path)
    return locked


def clients_of(actor: Actor) -> list[IntakeClient]:
    """Those of the province of this post."""
    rows = IntakeClient.objects.select_related("unit").order_by("ended_at", "name", "id")
    return [row for row in rows if row.unit is not None and actor.covers(row.unit.path)]


def client_of(token: str) -> IntakeClient | None:
    """The client of a token that still holds; when it was last used is written at most once a minute."""
    client = IntakeClient.objects.select_related("unit").filter(token_digest=digest(token), ended_at=None).first()
    now = timezone.now()
    if client is not None and (client.last_used_at is None or now - client.last_used_at > _SEEN_EACH):
        IntakeClient.objects.filter(pk=client.pk).update(last_used_at=now)
    return client


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
