"""Tổng hợp: a receiver's own report is put together from the units' words, each passage with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from chungtay.directives.models import Passage, Report, ReportSection, SectionSource
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import consolidation as reads
from chungtay.directives.queries.reports import paragraphs
from chungtay.directives.states_reports import SENT, WRITABLE
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError

Kind = Passage.Kind


def assemble(*, actor: Actor, report: Report) -> int:
    """Drafts every heading from the units' sections: a counting sentence, then unit by unit.

    Can be pressed again: only units of which nothing is used yet under a heading are added; what a person has written
    stays as it is. Returns the number of passages added.
    """
    with transaction.atomic():
        locked = _locked(actor, report)
        added = 0
        for section in locked.sections.select_for_update(of=("self",)).select_related("report"):
            added += _assemble_section(actor, section)
        locked.save(update_fields=["updated_at"])
        audit.record(actor, "report_assemble", locked, data={"passages": added})
    return added


def _locked(actor: Actor, report: Report) -> Report:
    require(actor, ReportPermission.CONSOLIDATE, report)
    locked = Report._base_manager.select_for_update(of=("self",)).get(pk=report.pk)
    if locked.state not in WRITABLE:
        raise NotPossible(f"Báo cáo đang ở trạng thái “{locked.get_state_display()}” nên không sửa được.")
    return locked


def _assemble_section(actor: Actor, section: ReportSection) -> int:
    units = reads.unit_sections(section)
    present = list(section.passages.all())
    if not present and section.text.strip():
        present = [Passage.objects.create(section=section, kind=Kind.OWN, position=10, text=section.text)]
    if not any(passage.kind == Kind.COUNT for passage in present) and section.position == 0:
        Passage.objects.create(section=section, kind=Kind.COUNT, position=0, text="")
    last = max((passage.position for passage in present), default=10)
    fresh: list[tuple[Passage, ReportSection, list[str]]] = []
    for unit in units:
        if unit.used:
            continue
        last += 10
        quotes = [piece.text for piece in unit.pieces]
        text = f"{unit.unit}: {' '.join(quotes)}"
        fresh.append((Passage(section=section, kind=Kind.TAKEN, position=last, text=text), unit.section, quotes))
    _keep(fresh)
    if fresh or present or section.position == 0:
        put_together(actor, section)
    return len(fresh)


def _keep(fresh: list[tuple[Passage, ReportSection, list[str]]]) -> None:
    """Passages with a source for each paragraph they hold, so that each can be found again in the unit's text."""
    Passage.objects.bulk_create([passage for passage, _, _ in fresh])
    SectionSource.objects.bulk_create(
        SectionSource(passage=passage, source=source, quote=quote, source_version=source.version, position=place)
        for passage, source, quotes in fresh
        for place, quote in enumerate(quotes)
    )


def put_together(actor: Actor | None, section: ReportSection) -> None:
    """The section's text is its passages in order, so that search, print and the receiver read one text."""
    views = reads.passage_views(section.report).get(section.pk, [])
    text = "\n".join(view.text for view in views if view.text.strip())
    if text != section.text:
        section.text, section.version = text, section.version + 1
        if actor is not None:
            section.updated_by_id = actor.user_id
        section.save(update_fields=["text", "version", "updated_by", "updated_at"])


@dataclass(frozen=True)
class Chosen:
    """Part of a unit's section, by characters, over the version it was seen in."""

    source_id: int
    start: int
    end: int
    version: int


def choose(*, actor: Actor, section: ReportSection, chosen: Iterable[Chosen]) -> int:
    """Adds chosen words of units to the section; words already used are not added twice."""
    with transaction.atomic():
        locked = _locked(actor, section.report)
        held = locked.sections.select_for_update(of=("self",)).select_related("report").get(pk=section.pk)
        wanted = list(chosen)
        sources = _sources(held, wanted)
        used = set(SectionSource.objects.filter(passage__section=held).values_list("source_id", "quote"))
        last = max((passage.position for passage in held.passages.all()), default=0)
        fresh = []
        for part in wanted:
            source = sources[part.source_id]
            quote = source.text[part.start : part.end].strip()
            if not quote or (source.pk, quote) in used:
                continue
            used.add((source.pk, quote))
            last += 10
            text = f"{reads.unit_name(source.report.agency)}: {quote}"
            fresh.append((Passage(section=held, kind=Kind.TAKEN, position=last, text=text), source, [quote]))
        _keep(fresh)
        put_together(actor, held)
        audit.record(actor, "report_choose", locked, data={"section": held.key, "passages": len(fresh)})
    return len(fresh)


def _sources(section: ReportSection, wanted: list[Chosen]) -> dict[int, ReportSection]:
    rows = ReportSection.objects.filter(
        pk__in={part.source_id for part in wanted}, report__duty=section.report.consolidates_id, report__state__in=SENT
    ).select_related("report__agency__unit")
    sources = {row.pk: row for row in rows}
    for part in wanted:
        source = sources.get(part.source_id)
        if source is None:
            raise UserError("Có đơn vị vừa rút báo cáo hoặc được mở lại. Hãy tải lại trang rồi chọn lại.")
        if source.version != part.version:
            raise UserError(f"{source.report.agency} vừa sửa báo cáo. Hãy tải lại trang rồi chọn lại.")
    return sources


@dataclass(frozen=True)
class PassageEdit:
    """A passage as it stands in the form. `drop` takes it out; `join` puts it behind the one before it."""

    passage_id: int
    text: str
    position: int
    drop: bool = False
    join: bool = False


def save_passages(
    *, actor: Actor, section: ReportSection, version: int, edits: list[PassageEdit], own: str = ""
) -> ReportSection:
    """Rewrites, orders, joins and drops passages; sources stay with the passage whatever its words become.

    A blank line inside a passage splits it, each part with the same sources. `own` adds a paragraph of one's own.
    Raises StaleEdit when somebody changed the section meanwhile.
    """
    with transaction.atomic():
        locked = _locked(actor, section.report)
        held = locked.sections.select_for_update(of=("self",)).select_related("report", "updated_by").get(pk=section.pk)
        if held.version != version:
            raise StaleEdit(
                theirs={"text": held.text, "version": held.version}, mine={}, who=str(held.updated_by or "")
            )
        present = {passage.pk: passage for passage in held.passages.prefetch_related("sources")}
        known = [edit for edit in edits if edit.passage_id in present]
        _rewrite(present, known)
        for text in paragraphs(own):
            Passage.objects.create(section=held, kind=Kind.OWN, position=1_000_000, text=text)
        _number_anew(held)
        put_together(actor, held)
        audit.record(actor, "report_passages", locked, data={"section": held.key})
    return held


def _rewrite(present: dict[int, Passage], edits: list[PassageEdit]) -> None:
    before: Passage | None = None
    for edit in sorted(edits, key=lambda edit: edit.position):
        passage = present[edit.passage_id]
        parts = [part.strip() for part in edit.text.replace("\r\n", "\n").split("\n\n") if part.strip()]
        if passage.kind == Kind.COUNT:
            if edit.drop:
                passage.delete()
            continue
        if edit.drop or not parts:
            passage.delete()
            continue
        if edit.join and before is not None:
            before.text = f"{before.text} {' '.join(parts)}"
            before.save(update_fields=["text"])
            passage.sources.update(passage=before)
            passage.delete()
            continue
        passage.text, passage.position = parts[0], edit.position * 100
        passage.save(update_fields=["text", "position"])
        _split_off(passage, parts[1:])
        before = passage


def _split_off(passage: Passage, parts: list[str]) -> None:
    sources = list(passage.sources.all())
    for number, text in enumerate(parts, start=1):
        part = Passage.objects.create(
            section_id=passage.section_id, kind=passage.kind, position=passage.position + number, text=text
        )
        SectionSource.objects.bulk_create(
            SectionSource(
                passage=part, source_id=s.source_id, quote=s.quote, source_version=s.source_version, position=s.position
            )
            for s in sources
        )


def _number_anew(section: ReportSection) -> None:
    rows = list(section.passages.order_by("position", "pk"))
    rows.sort(key=lambda row: row.kind != Kind.COUNT)  # the counting sentence leads
    for place, row in enumerate(rows):
        row.position = place * 10
    Passage.objects.bulk_update(rows, ["position"])


def take_again(*, actor: Actor, source: SectionSource) -> SectionSource:
    """The unit changed its words: the source points to the version as it stands now. The passage stays as written."""
    section = source.passage.section
    with transaction.atomic():
        locked = _locked(actor, section.report)
        source.source_version = source.source.version
        if source.quote not in source.source.text:
            source.quote = source.source.text
        source.save(update_fields=["source_version", "quote"])
        audit.record(
            actor, "report_take_again", locked, data={"source": source.source_id, "version": source.source_version}
        )
    return source


def fix_counts(report: Report) -> None:
    """Before sending, the live counting sentence becomes text."""
    if report.state not in WRITABLE or report.consolidates is None:
        return
    sentence = reads.count(report.consolidates).sentence
    for passage in Passage.objects.filter(section__report=report, kind=Kind.COUNT).select_related("section__report"):
        passage.text = sentence
        passage.save(update_fields=["text"])
        put_together(None, passage.section)
