"""What citizens may do without an account: report, and ask whether a report was received. Nothing can be read back.

`report_concern(...)` is the door for every public page, of this app and of others.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes

from chungtay.cases.intake import Report
from chungtay.cases.models import Concern, ConcernState, Road
from chungtay.cases.services.concerns import receive
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Receipt:
    """What the sender keeps: a number, and the word that goes with it."""

    number: str
    secret: str


def report_concern(
    *,
    unit: Unit,
    event: str,
    details: Mapping[str, str] | None = None,
    danger: bool | None = None,
    informant: Mapping[str, str] | None = None,
    act: uuid.UUID | None = None,
    received_at: dt.datetime | None = None,
) -> Receipt:
    """A report by anybody, to the commune of the incident. Sent twice with one `act` it is one report.

    `details`: further keys of `intake.DETAILS`; `informant`: keys of `intake.INFORMANT`, all optional.
    Raises UserError with a sentence for the sender.
    """
    got = receive(
        actor=None,
        report=Report(
            unit=unit, road=Road.PUBLIC, received_at=received_at or timezone.now(), danger=danger,
            details={**(details or {}), "event": event}, informant={**(informant or {}), "secret": "yes"},
            outside_id=f"WEB-{act}" if act else "",
        ),
    )  # fmt: skip
    return Receipt(got.concern.code, secret_of(got.concern.code))


def secret_of(code: str) -> str:
    """Eight letters that only this installation can make from the number; they are kept nowhere."""
    return _word(settings.SECRET_KEY, code)


def _word(key: str | bytes, code: str) -> str:
    made = hmac.new(force_bytes(key), f"bao-tin:{code}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made)[:8].decode()


def state_of(number: str, secret: str) -> str:
    """“Đã nhận”, “Đang xử lý”; empty when number and word do not belong together. Says nothing else."""
    number, secret = number.strip().upper(), secret.strip().upper().replace(" ", "")
    words = [_word(key, number) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    if not any(hmac.compare_digest(word.encode(), secret.encode()) for word in words):
        return ""
    with as_system("who holds the word of a report may know whether it was received"):
        state = Concern.objects.filter(code=number, road=Road.PUBLIC).values_list("state", flat=True).first()
    if state is None:
        return ""
    return "Đã nhận" if state == ConcernState.NEW else "Đang xử lý"
