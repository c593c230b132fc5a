"""Form 01 out of a report, in the layout of the version in force when the report was received; never with who reported."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import Concern, Road, Subject
from chungtay.cases.policies import CasePermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.documents import OfficialDocument, Signer, to_docx
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.looking import looked
from chungtay.law.forms import Header, UnknownForm, form_of, printed

FORM = "ND56-M01"
# codes of the concern → codes of the form
_GROUPS = {
    Subject.ABUSED: "abused", Subject.VIOLENCE: "risk_violence", Subject.EXPLOITATION: "risk_exploitation",
    Subject.ABANDONMENT: "risk_abandonment", Subject.SPECIAL: "special",
}  # fmt: skip
_CHANNELS = {Road.PHONE: "phone", Road.HOTLINE: "phone", Road.WALK_IN: "in_person"}


def print_form(*, actor: Actor, concern: Concern) -> tuple[str, bytes]:
    """Name and content of the .docx. The look is written down; the name of the file says the code alone."""
    require(actor, CasePermission.OWN)
    require(actor, CasePermission.RECEIVE, concern)
    document = to_docx(paper(actor, concern, sealing.unseal(concern)))
    with transaction.atomic():
        looked(
            actor,
            "print",
            "cases.concern",
            unit_path=concern.unit_path,
            object_id=concern.pk,
            what="In Mẫu 01 của tin báo",
        )
        audit.record(actor, "concern_printed", concern, label=concern.code)
    return f"{concern.code}-mau-01.docx", document


def paper(actor: Actor, concern: Concern, body: dict[str, Any]) -> OfficialDocument:
    received = timezone.localtime(concern.received_at)
    try:
        version = form_of(FORM, received.date())
    except UnknownForm as error:
        raise NotPossible("Chưa nạp Mẫu 01 nên chưa in được. Nội dung tin báo vẫn còn nguyên.") from error
    place = concern.unit.short_name or concern.unit.name
    header = Header(
        agency=f"Ủy ban nhân dân {concern.unit.name}", place=place, date=timezone.localdate(),
        signer=Signer("Cán bộ tiếp nhận thông tin", actor.name if concern.created_by_id == actor.user_id else ""),
    )  # fmt: skip
    return printed(version, answers_of(concern, body), _refs(concern, body), header)


def answers_of(concern: Concern, body: dict[str, Any]) -> dict[str, Any]:
    """Answers of the form from what was told; the part of the informant stays empty."""
    received = timezone.localtime(concern.received_at)
    hamlet = str(concern.hamlet) if concern.hamlet is not None else ""
    told = {
        "subject_group": _GROUPS[Subject(concern.subject)], "channel": _CHANNELS.get(Road(concern.road), "by_other"),
        "recv_time": f"{received:%H:%M}", "recv_date": received.date().isoformat(),
        "child_age_est": _number(body.get("child_age")), "child_sex": body.get("child_sex") or "unknown",
        "incident_place": ", ".join(part for part in (body.get("place", ""), hamlet, concern.unit.name) if part),
        "current_state": "\n".join(part for part in (body.get("event", ""), body.get("current_state", "")) if part),
        "father_age": _number(body.get("father_age")), "mother_age": _number(body.get("mother_age")),
    }  # fmt: skip
    same = ("guess_harm", "father_job", "mother_job", "family_situation", "actions_before")
    told |= {key: body.get(key) for key in same} | {"child_dob": _born(concern, body)}
    known = _refs(concern, body)
    told |= {
        "carer_now": known["carer_name"],
        **{key: known[key] for key in ("child_name", "father_name", "mother_name")},
    }
    return {key: value for key, value in told.items() if value not in (None, "")}


def _refs(concern: Concern, body: dict[str, Any]) -> dict[str, Any]:
    child = concern.child
    return {
        "child_name": child.full_name if child is not None else body.get("child_name", ""),
        "child_birth": _born(concern, body), "father_name": body.get("father_name", ""),
        "mother_name": body.get("mother_name", ""), "carer_name": body.get("carer_now", ""),
    }  # fmt: skip


def _born(concern: Concern, body: dict[str, Any]) -> str:
    return concern.child.birth if concern.child is not None else str(body.get("child_birth", ""))


def _number(words: Any) -> int | None:
    return int(words) if str(words or "").isdecimal() else None
