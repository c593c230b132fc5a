"""The document itself: its header fields, what becomes of the draft, and giving its tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.directives import likeness
from chungtay.directives.models import Document, DocumentState, GivingAct, TaskProposal
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import leads as lead_queries
from chungtay.directives.services import agencies, cascade, relations
from chungtay.directives.services.cascade import TaskDraft
from chungtay.directives.services.review import said
from chungtay.directives.states_documents import DOCUMENT_MACHINE
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.foundation.workflow import apply

State = TaskProposal.State
HEADER = {
    "kind": "Loại văn bản",
    "number": "Số, ký hiệu",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "subject": "Trích yếu",
    "about_year": "Về năm",
}


def save_header(*, actor: Actor, document: Document, version: int, values: dict[str, Any]) -> Document:
    """A person's word for the header fields. Another date may mean other agencies: their names are looked up anew."""
    require(actor, DocumentPermission.REVIEW, document)
    if values.get("issued_on") and values["issued_on"] > timezone.localdate():
        raise UserError(
            f"Ngày ban hành {vn_date(values['issued_on'])} ở trong tương lai. Hãy kiểm tra lại.", field="issued_on"
        )
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).select_related("header_by").get(pk=document.pk)
        if locked.state not in (DocumentState.IN_REVIEW, DocumentState.KEPT):
            raise NotPossible(f"Văn bản đang ở trạng thái “{locked.get_state_display()}” nên không sửa được nữa.")
        if locked.version != version:
            raise _stale(locked, values)
        changed = {
            name: [said(getattr(locked, name)), said(values[name])]
            for name in values
            if getattr(locked, name) != values[name]
        }
        for name, value in values.items():
            setattr(locked, name, value)
        locked.number_key = likeness.number_key(locked.number)
        locked.version += 1
        locked.header_at, locked.header_by_id = timezone.now(), actor.user_id
        locked.save()
        if {"number", "issued_on"} & changed.keys():
            relations.connect(locked)
        audit.record(actor, "header_saved", locked, data={"changed": changed})
    if "issued_on" in changed:
        agencies.resolve_new(actor=actor, document=locked, again=True)
    return locked


def _stale(locked: Document, mine: dict[str, Any]) -> StaleEdit:
    return StaleEdit(
        theirs={HEADER[name]: said(getattr(locked, name)) for name in mine},
        mine={HEADER[name]: said(value) for name, value in mine.items()},
        who=str(locked.header_by or ""),
        when=timezone.localtime(locked.updated_at).strftime("%H:%M %d/%m/%Y"),
    )


def keep(*, actor: Actor, document: Document) -> Document:
    """Lưu tham khảo: no task is given from it; other documents may rest on it."""
    return _settled(apply(DOCUMENT_MACHINE, "keep", document, actor=actor))


def review_again(*, actor: Actor, document: Document) -> Document:
    return apply(DOCUMENT_MACHINE, "review_again", document, actor=actor)


def cancel(*, actor: Actor, document: Document, reason: str) -> Document:
    """Hủy: the draft leaves the lists but stays, with who cancelled it and why; it can be restored."""
    return apply(DOCUMENT_MACHINE, "cancel", document, actor=actor, reason=reason)


def restore(*, actor: Actor, document: Document) -> Document:
    return apply(DOCUMENT_MACHINE, "restore", document, actor=actor)


def _settled(document: Document) -> Document:
    relations.connect(document)
    return document


def fill_missing(*, actor: Actor, document: Document, values: dict[str, Any]) -> int:
    """Puts the same result, responsibility, deadline or rhythm where an accepted proposal has none."""
    require(actor, DocumentPermission.REVIEW, document)
    wanted = {name: value for name, value in values.items() if value}
    if not wanted:
        raise UserError("Hãy điền ít nhất một ô để áp dụng cho các nhiệm vụ còn thiếu.")
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if locked.state != DocumentState.IN_REVIEW:
            raise NotPossible("Văn bản này không còn ở bước rà soát.")
        touched = []
        for proposal in TaskProposal.objects.filter(document=locked, state=State.ACCEPTED):
            if _fill(proposal, wanted):
                proposal.version += 1
                proposal.by_hand = True
                proposal.decided_at, proposal.decided_by_id = timezone.now(), actor.user_id
                touched.append(proposal)
        fields = ["result", "responsible", "deadline", "rhythm", "version", "by_hand", "decided_at", "decided_by"]
        TaskProposal.objects.bulk_update(touched, fields)
        data = {
            "proposals": [proposal.pk for proposal in touched],
            "values": {name: said(value) for name, value in wanted.items()},
        }
        audit.record(actor, "proposals_filled", locked, data=data)
    return len(touched)


def _fill(proposal: TaskProposal, wanted: dict[str, Any]) -> bool:
    changed = False
    for name in ("result", "responsible"):
        if name in wanted and not getattr(proposal, name).strip():
            setattr(proposal, name, wanted[name])
            changed = True
    if proposal.deadline is None and proposal.rhythm != "standing":
        if wanted.get("deadline"):
            proposal.deadline = wanted["deadline"]
            changed = True
        elif wanted.get("standing"):
            proposal.rhythm = "standing"
            changed = True
    return changed


def draft_of(proposal: TaskProposal, leads: lead_queries.Leads, own: frozenset[int]) -> TaskDraft:
    """The task as it would be given. The giver itself is left out: nobody gives a task to oneself."""
    return TaskDraft(
        title=proposal.title,
        lead_ids=tuple(pk for pk in leads.ids if pk not in own),
        what=proposal.text,
        result=proposal.result,
        evidence_asked=proposal.evidence_asked,
        topics=tuple(proposal.topics),
        weight=proposal.weight,
        rhythm=proposal.rhythm,
        recurrence=proposal.recurrence,
        due_on=proposal.deadline,
        responsible=proposal.responsible,
        cooperating_ids=leads.cooperating_ids,
        ordinal=proposal.ordinal,
        proposal_id=proposal.pk,
    )


def issue(*, actor: Actor, document: Document, version: int, given_on: dt.date | None = None) -> GivingAct:
    """Giao việc: every accepted proposal becomes a task of its leads in one act; planned effects on others follow."""
    given_on = given_on or timezone.localdate()
    _check_day(document, given_on)
    with transaction.atomic():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if locked.version != version:
            raise NotPossible("Văn bản vừa được người khác thay đổi. Hãy xem lại bản tóm tắt rồi giao việc.")
        drafts = _drafts(actor, locked)

        def effect(row: Document) -> None:
            row.issued_at, row.issued_by_id = timezone.now(), actor.user_id

        issued = apply(DOCUMENT_MACHINE, "issue", locked, actor=actor, effect=effect, data={"tasks": len(drafts)})
        act = cascade.give(actor=actor, drafts=drafts, document=issued, given_on=given_on)
        relations.connect(issued)
        relations.carry_out_all(actor=actor, document=issued)
    return act


def _check_day(document: Document, given_on: dt.date) -> None:
    if given_on > timezone.localdate():
        raise UserError("Ngày giao không thể ở trong tương lai.", field="given_on")
    if document.issued_on and given_on < document.issued_on:
        raise UserError(
            f"Ngày giao không thể trước ngày ban hành văn bản ({vn_date(document.issued_on)}).", field="given_on"
        )


def _drafts(actor: Actor, document: Document) -> Sequence[TaskDraft]:
    waiting = TaskProposal.objects.filter(document=document, state=State.PROPOSED).count()
    if waiting:
        raise UserError(
            f"Còn {waiting} nhiệm vụ đề xuất chưa được nhận hoặc bỏ. Hãy quyết định từng nhiệm vụ trước khi giao."
        )
    accepted = list(TaskProposal.objects.filter(document=document, state=State.ACCEPTED))
    if not accepted:
        raise UserError("Chưa có nhiệm vụ nào được nhận. Hãy nhận ít nhất một nhiệm vụ, hoặc lưu văn bản để tham khảo.")
    found = lead_queries.of_proposals(document, accepted, timezone.localdate())
    for proposal in accepted:
        unsettled = found[proposal.pk].unsettled
        if unsettled:
            names = "; ".join(f"“{name.name}” ({name.words})" for name in unsettled)
            raise UserError(f"“{proposal.title[:80]}”: chưa rõ cơ quan chủ trì – {names}.")
    return [draft_of(proposal, found[proposal.pk], actor.agency_ids) for proposal in accepted]


def note_download(*, actor: Actor, document: Document) -> None:
    """Who fetched the original, for the trail."""
    with transaction.atomic():
        audit.record(
            actor, "document_downloaded", document, data={"sha256": document.file.sha256 if document.file else ""}
        )
