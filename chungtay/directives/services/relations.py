"""The graph of documents, and what a replacing, amending or recalling document does to the tasks of the first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chungtay.directives import likeness
from chungtay.directives.models import Document, DocumentLink, DocumentState, Task
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries.effects import CARRY, CHANGE, CHOICES, KEEP, RECALL, open_tasks, touches_tasks
from chungtay.directives.services import tasks
from chungtay.directives.states_documents import DOCUMENT_MACHINE
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import fold, parse_date
from chungtay.foundation.workflow import apply, check

Kind = DocumentLink.Kind
AT_ONCE = 300  # tasks changed while the person waits; more are left to the worker
_KINDS = {"corrects": Kind.AMENDS, **{str(kind): kind for kind in Kind}}
_SETTLED = (DocumentState.ISSUED, DocumentState.KEPT, DocumentState.REPLACED, DocumentState.RECALLED)


def make_links(document: Document) -> None:
    """One edge for each cited number, with the relation its words give; in the caller's transaction."""
    relations = {
        _key(one["value"]): _KINDS.get(one["kind"], Kind.MENTIONS) for one in document.reading.get("relations", [])
    }
    rows: dict[str, DocumentLink] = {}
    for cited in [*document.reading.get("cited", []), *document.reading.get("relations", [])]:
        key = _key(cited["value"])
        if not key or key == document.number_key or key in rows:
            continue
        title = " của ".join(part for part in (cited.get("kind"), cited.get("issuer")) if part)
        day = cited.get("date")
        rows[key] = DocumentLink(
            source=document,
            kind=relations.get(key, Kind.MENTIONS),
            number=cited["value"][:60],
            number_key=key,
            title=title[:300],
            issued_on=dt.date.fromisoformat(day) if day else None,
            start=cited["start"],
            end=cited["end"],
        )
    DocumentLink.objects.bulk_create(rows.values(), ignore_conflicts=True)
    connect(document)


def _key(number: str) -> str:
    return likeness.number_key(number) or fold(number).replace(" ", "")[:60]


def connect(document: Document) -> int:
    """Ties this document's citations to documents that are here, and earlier citations of its number to it.

    An edge only leads to a document of the same agency or to a settled one of an agency above, so nobody's draft shows.
    """
    tied = 0
    with as_system("numbers are compared across agencies; the rule of who may be linked is in _may_lead_to"):
        for link in document.links.filter(target=None):
            tied += _tie(link, document, Document.objects.filter(number_key=link.number_key))
        if document.number_key:
            waiting = DocumentLink.objects.filter(target=None, number_key=document.number_key).exclude(source=document)
            for link in waiting.select_related("source"):
                tied += _tie(link, link.source, Document.objects.filter(pk=document.pk))
    return tied


def _tie(link: DocumentLink, source: Document, candidates: Any) -> int:
    rows = candidates.exclude(pk=source.pk).exclude(state=DocumentState.CANCELLED).defer("text", "reading", "sketch")
    if link.issued_on:
        rows = rows.filter(Q(issued_on=link.issued_on) | Q(issued_on=None))
    fitting = [target for target in rows if _may_lead_to(source, target)]
    if not fitting:
        return 0
    nearest = max(fitting, key=lambda target: (target.owner_id == source.owner_id, len(target.unit_path), -target.pk))
    return DocumentLink.objects.filter(pk=link.pk, target=None).update(target=nearest)


def _may_lead_to(source: Document, target: Document) -> bool:
    if target.owner_id == source.owner_id:
        return True
    return target.state in _SETTLED and source.unit_path.startswith(target.unit_path)


def confirm(*, actor: Actor, link: DocumentLink, kind: str) -> DocumentLink:
    """A person's word for how the two documents stand to each other."""
    require(actor, DocumentPermission.REVIEW, link.source)
    if kind not in Kind.values:
        raise UserError("Hãy chọn một quan hệ trong danh sách.", field="kind")
    with transaction.atomic():
        locked = DocumentLink.objects.select_for_update(of=("self",)).select_related("source").get(pk=link.pk)
        if locked.applied_at:
            raise NotPossible("Quan hệ này đã được áp dụng vào nhiệm vụ của văn bản trước nên không đổi được nữa.")
        before = locked.kind
        if kind != before:
            locked.plan = {}
        locked.kind, locked.confirmed = kind, True
        locked.confirmed_at, locked.confirmed_by_id = timezone.now(), actor.user_id
        locked.save()
        audit.record(actor, "link_confirmed", locked.source, data={"link": locked.number, "from": before, "to": kind})
    return locked


def add(*, actor: Actor, document: Document, number: str, kind: str, issued_on: dt.date | None = None) -> DocumentLink:
    """A citation the reader missed, given by hand and thereby confirmed."""
    require(actor, DocumentPermission.REVIEW, document)
    key = _key(number)
    if not key:
        raise UserError("Hãy nhập số, ký hiệu của văn bản liên quan.", field="number")
    if key == document.number_key:
        raise UserError("Văn bản không thể viện dẫn chính nó.", field="number")
    with transaction.atomic():
        link, new = DocumentLink.objects.get_or_create(
            source=document, number_key=key,
            defaults={
                "number": number.strip()[:60], "kind": kind, "issued_on": issued_on, "confirmed": True,
                "confirmed_at": timezone.now(), "confirmed_by_id": actor.user_id,
            },
        )  # fmt: skip
        if not new:
            raise UserError(f"Văn bản {number} đã có trong danh sách quan hệ.", field="number")
        connect(document)
        audit.record(actor, "link_added", document, data={"link": number, "kind": kind})
    link.refresh_from_db()
    return link


def remove(*, actor: Actor, link: DocumentLink) -> None:
    """The number found is no citation. Not possible once it has changed tasks."""
    require(actor, DocumentPermission.REVIEW, link.source)
    with transaction.atomic():
        locked = DocumentLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if locked.applied_at:
            raise NotPossible("Quan hệ này đã được áp dụng vào nhiệm vụ của văn bản trước nên không bỏ được.")
        locked.delete()
        audit.record(actor, "link_removed", link.source, data={"link": link.number, "kind": link.kind})


def plan(*, actor: Actor, link: DocumentLink, choices: dict[str, dict[str, str]], reason: str) -> DocumentLink:
    """Says what shall happen to each group of tasks of the earlier document; carried out when this one is issued.

    `choices` by group key: {"do": keep|recall|carry|change, "due_on": "dd/mm/yyyy", "title": …, "what": …}.
    """
    require(actor, DocumentPermission.ISSUE, link.source)
    if not touches_tasks(link):
        raise NotPossible(
            "Chỉ văn bản thay thế, sửa đổi hoặc thu hồi (đã được xác nhận) mới tác động đến nhiệm vụ của văn bản trước."
        )
    for key, choice in choices.items():
        _check_choice(link, key, choice)
    with transaction.atomic():
        locked = DocumentLink.objects.select_for_update(of=("self",)).select_related("source", "target").get(pk=link.pk)
        if locked.applied_at:
            raise NotPossible("Tác động này đã được áp dụng.")
        locked.plan = {"groups": choices, "reason": reason.strip()}
        locked.save()
        audit.record(
            actor, "effects_planned", locked.source, reason=reason, data={"link": locked.number, "groups": choices}
        )
    if locked.source.state == DocumentState.ISSUED:
        locked = carry_out(actor=actor, link=locked)
    return locked


def _check_choice(link: DocumentLink, key: str, choice: dict[str, str]) -> None:
    if choice.get("do") not in CHOICES[Kind(link.kind)]:
        raise UserError("Hãy chọn cách xử lý cho từng nhiệm vụ của văn bản trước.", field=f"do-{key}")
    if choice["do"] == CHANGE:
        if not any(choice.get(name, "").strip() for name in ("due_on", "title", "what")):
            raise UserError("Hãy ghi hạn mới hoặc nội dung mới cho nhiệm vụ cần điều chỉnh.", field=f"due-{key}")
        if choice.get("due_on", "").strip() and parse_date(choice["due_on"]) is None:
            raise UserError(f"“{choice['due_on']}” không phải là ngày. Hãy ghi như 15/11/2026.", field=f"due-{key}")


def carry_out_all(*, actor: Actor, document: Document) -> None:
    """All planned effects of a document just issued."""
    for link in (
        document.links.filter(confirmed=True, applied_at=None).exclude(target=None).select_related("source", "target")
    ):
        if touches_tasks(link) and link.plan:
            carry_out(actor=actor, link=link)


def carry_out(*, actor: Actor, link: DocumentLink, at_once: bool | None = None) -> DocumentLink:
    """Does what was planned, each task with its own word and audit row; may be called again after a stop."""
    require(actor, DocumentPermission.ISSUE, link.source)
    if link.source.state != DocumentState.ISSUED:
        raise NotPossible("Văn bản mới chưa được giao việc nên chưa tác động đến văn bản trước.")
    total = open_tasks(actor, link).count()
    if not (at_once if at_once is not None else total <= AT_ONCE):
        from chungtay.directives.tasks_documents import carry_out_link

        carry_out_link.defer(link_id=link.pk, post_id=actor.post_id)
        return link
    with transaction.atomic():
        locked = DocumentLink.objects.select_for_update(of=("self",)).select_related("source", "target").get(pk=link.pk)
        if locked.applied_at:
            return locked
        counts = _change_tasks(actor, locked)
        _mark_target(actor, locked)
        locked.applied_at, locked.applied_by_id = timezone.now(), actor.user_id
        locked.save()
        audit.record(
            actor,
            "effects_applied",
            locked.source,
            reason=locked.plan.get("reason", ""),
            data={"link": locked.number, **counts},
        )
    return locked


_WORDS = {Kind.REPLACES: "thay thế", Kind.AMENDS: "sửa đổi, bổ sung", Kind.RECALLS: "thu hồi"}


def _change_tasks(actor: Actor, link: DocumentLink) -> dict[str, int]:
    given = link.plan.get("reason", "")
    reason = f"Văn bản {link.source} {_WORDS[Kind(link.kind)]} văn bản {link.number}." + (f" {given}" if given else "")
    counts = {RECALL: 0, CARRY: 0, CHANGE: 0}
    for key, choice in link.plan.get("groups", {}).items():
        do = choice["do"]
        if do == KEEP:
            continue
        for task in open_tasks(actor, link, key):
            _change_one(actor, link, task, choice, reason)
            counts[do] += 1
    return counts


def _change_one(actor: Actor, link: DocumentLink, task: Task, choice: dict[str, str], reason: str) -> None:
    if choice["do"] == RECALL:
        tasks.recall(actor=actor, task=task, reason=reason, because_of=link.source_id)
        return
    wanted: dict[str, Any] = {}
    if choice["do"] == CHANGE:
        wanted = {name: choice[name].strip() for name in ("title", "what") if choice.get(name, "").strip()}
        due = parse_date(choice.get("due_on", ""))
        wanted |= {"due_on": due} if due else {}
    tasks.change(actor=actor, task=task, reason=reason, because_of=link.source_id, **wanted)
    if choice["do"] == CARRY:
        Task._base_manager.filter(pk=task.pk).update(document=link.source)  # in scope already: taken from open_tasks()


def _mark_target(actor: Actor, link: DocumentLink) -> None:
    """The earlier document itself, when it is ours to mark."""
    arrow = {Kind.REPLACES: "replace", Kind.RECALLS: "recall"}.get(Kind(link.kind))
    if arrow and link.target and check(DOCUMENT_MACHINE, arrow, link.target, actor):
        apply(
            DOCUMENT_MACHINE,
            arrow,
            link.target,
            actor=actor,
            reason=f"Theo văn bản {link.source}",
            data={"because_of": link.source_id},
        )
