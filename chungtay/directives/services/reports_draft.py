"""Soạn thảo một mục từ số liệu: composed into an empty heading, else kept beside the text to be taken over or dropped."""

from __future__ import annotations

from django.db import transaction

from chungtay.directives.models import Passage, Report, ReportSection
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import reports_draft as reads
from chungtay.directives.services import consolidation
from chungtay.directives.services.reports import writable
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError


def compose(*, actor: Actor, report: Report, section: ReportSection) -> ReportSection:
    """Drafts the heading anew. What a person has written is never touched: the draft then stands beside it."""
    require(actor, ReportPermission.WRITE, report)
    with transaction.atomic():
        held = _held(report, section)
        draft = reads.compose(held.report, held)
        if draft is None:
            raise UserError("Mục này không soạn được từ số liệu. Hãy viết như các mục khác.")
        if not draft["sentences"]:
            raise UserError("Chưa có số liệu nào của kỳ này để soạn. Nội dung đã viết vẫn giữ nguyên.")
        held.draft = draft
        held.save(update_fields=["draft"])
        if not held.text.strip() and not held.passages.exists():
            _put(actor, held)
        audit.record(actor, "report_draft", held.report, data={"section": held.key, "rules": draft["rules"]})
    return held


def take(*, actor: Actor, report: Report, section: ReportSection) -> ReportSection:
    """Adds the draft below what is written. A second press adds nothing."""
    require(actor, ReportPermission.WRITE, report)
    with transaction.atomic():
        held = _held(report, section)
        if not held.draft or held.draft["taken"]:
            return held
        _put(actor, held)
        audit.record(actor, "report_draft_taken", held.report, data={"section": held.key})
    return held


def drop(*, actor: Actor, report: Report, section: ReportSection) -> ReportSection:
    """Puts the draft away; text that was taken over stays."""
    require(actor, ReportPermission.WRITE, report)
    with transaction.atomic():
        held = _held(report, section)
        if held.draft:
            held.draft = None
            held.save(update_fields=["draft"])
            audit.record(actor, "report_draft_dropped", held.report, data={"section": held.key})
    return held


def _held(report: Report, section: ReportSection) -> ReportSection:
    locked = writable(report)
    rows = ReportSection.objects.select_for_update(of=("self",)).select_related("report__duty", "report__agency__unit")
    return rows.get(pk=section.pk, report=locked)


def _put(actor: Actor, held: ReportSection) -> None:
    draft = dict(held.draft or {})
    text = " ".join(one["text"] for one in draft["sentences"])
    held.draft = {**draft, "taken": True}
    if held.passages.exists():
        last = max(passage.position for passage in held.passages.all())
        Passage.objects.create(section=held, kind=Passage.Kind.OWN, position=last + 10, text=text)
        held.save(update_fields=["draft"])
        consolidation.put_together(actor, held)
        return
    held.text = f"{held.text}\n{text}".strip("\n")
    held.version, held.updated_by_id = held.version + 1, actor.user_id
    held.save(update_fields=["draft", "text", "version", "updated_by", "updated_at"])
