"""A report is received: kept once, sealed, sent to the commune of the incident, its clock started, its people told.

The report goes to a commune that who received it may not read, so what is written here is written as the system, after
the act was asked about. Nothing that leaves this module by a message or the trail says more than the concern's code.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from chungtay.cases import duties, intake, sealing
from chungtay.cases.duties import Event
from chungtay.cases.intake import Report
from chungtay.cases.models import Concern, Informant, IntakeClient, Road
from chungtay.cases.policies import CasePermission
from chungtay.cases.services import codes, concern_telling
from chungtay.children.services.asking import AskAgain
from chungtay.foundation import audit, vault
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Level, Unit

_WHY = "a report goes to the commune of the incident, whoever received it"


@dataclass(frozen=True)
class Received:
    """`new` is False when this very report was here already (the same number of the same sender)."""

    concern: Concern
    new: bool


def receive(*, actor: Actor | None, report: Report, client: IntakeClient | None = None, sure: bool = False) -> Received:
    """Keeps a report. `actor` is None for what comes by API or from the public page.

    Raises UserError for what cannot be received, AskAgain for what is odd (not asked when `sure`, or without a person
    to ask).
    """
    if actor is not None:
        require(actor, CasePermission.REPORT)
    now = timezone.now()
    intake.refuse_bad(report, now)
    if not isinstance(report.unit, Unit) or report.unit.level != Level.COMMUNE:
        raise UserError("Hãy chọn xã, phường nơi xảy ra sự việc.", field="commune")
    odd = intake.doubts(report, now) if actor is not None and not sure else []
    if odd:
        raise AskAgain(odd)
    with as_system(_WHY):
        return _receive_once(actor, report, client)


def _receive_once(actor: Actor | None, report: Report, client: IntakeClient | None) -> Received:
    known, number = _known(report)
    if known is not None:
        return Received(known, False)
    try:
        with transaction.atomic():
            return Received(_write(actor, report, number, client), True)
    except IntegrityError:  # the same number came a moment ago
        known, number = _known(report)
        if known is not None:
            return Received(known, False)
    with transaction.atomic():  # that one came to another commune and tells of something else
        return Received(_write(actor, report, number, client), True)


def _known(report: Report) -> tuple[Concern | None, str]:
    """This very report, if it is here, and the number it is kept under.

    Two offices number alike: what came to another commune and tells of something else is another report, and nothing of
    it is told. It would be lost otherwise.
    """
    number = intake.same_number(report.outside_id)
    if not number:
        return None, ""
    here = _number_here(number, report.unit)
    rows = {row.outside_id: row for row in Concern.objects.filter(road=report.road, outside_id__in=[number, here])}
    for row in rows.values():
        if row.unit_id == report.unit.pk or _tells_the_same(row, report):
            return row, row.outside_id
    return None, here if number in rows else number


def _number_here(number: str, unit: Unit) -> str:
    short = number if len(number) <= 52 else hashlib.sha256(number.encode()).hexdigest()[:40].upper()
    return f"{short}@{unit.code}"[:60]


def _tells_the_same(row: Concern, report: Report) -> bool:
    try:
        return str(sealing.unseal(row).get("event", "")) == report.body.get("event", "")
    except vault.VaultError:
        return True


def _write(actor: Actor | None, report: Report, number: str, client: IntakeClient | None) -> Concern:
    by = actor.user_id if actor else None
    concern = Concern(
        code=codes.new_code(codes.CONCERN, timezone.localdate()), unit=report.unit, unit_path=report.unit.path,
        from_path=_came_through(actor, report.unit), hamlet=report.hamlet, road=report.road, subject=report.subject,
        kind=report.kind, danger=report.danger, received_at=report.received_at, outside_id=number,
        key=vault.create("concern"), created_by_id=by, updated_by_id=by,
    )  # fmt: skip
    body = report.body
    if report.residence is not None:
        body["home_path"] = report.residence.path
    sealing.seal(concern, body)
    concern.save()
    if report.who:
        _keep_informant(actor, concern, report.who)
    _start_clocks(actor, concern)
    concern_telling.received(concern, but=actor.post_id if actor else None)
    if report.residence is not None and report.residence.pk != report.unit.pk:
        concern_telling.residence(concern, report.residence)
    audit.record(
        actor, "concern_received", concern, label=concern.code,
        data={"road": report.road, **({"client": client.pk} if client else {})},
    )  # fmt: skip
    return concern


def _came_through(actor: Actor | None, unit: Unit) -> str:
    """The commune that wrote down what happened in another one goes on seeing code and state."""
    if actor is None or not actor.territory or actor.level != Level.COMMUNE or actor.covers(unit.path):
        return ""
    return actor.unit_paths[0] if actor.unit_paths else ""


def _keep_informant(actor: Actor | None, concern: Concern, who: dict[str, str]) -> Informant:
    readers = dict.fromkeys([*([actor.user_id] if actor else []), *concern_telling.readers_of(concern.unit)])
    row = Informant(concern=concern, unit_path=concern.unit_path, readers=list(readers), key=vault.create("informant"))
    sealing.seal(row, who)
    row.save()
    return row


def _start_clocks(actor: Actor | None, concern: Concern) -> None:
    """Twelve hours from receipt unless it is known that there is no danger; by another road also “at once”, met now."""
    elsewhere = received_elsewhere(actor, concern)
    duties.happened(
        actor=actor, event=Event.RECEIVED, at=concern.received_at, subject=concern, danger=concern.danger is not False,
        elsewhere=elsewhere,
    )  # fmt: skip
    if elsewhere:
        duties.happened(actor=actor, event=Event.FORWARDED, at=timezone.now(), subject=concern)


def received_elsewhere(actor: Actor | None, concern: Concern) -> bool:
    """By 111, the police, the health authority or another commune: who has to pass it on at once (art. 26.1)."""
    if actor is None:
        return concern.road != Road.PUBLIC
    return not actor.territory or not actor.covers(concern.unit_path)


def hour_of(moment: dt.datetime) -> str:
    """“21:40 ngày 05/12/2026”, in Vietnam's time."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"
