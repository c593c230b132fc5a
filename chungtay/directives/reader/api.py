"""The reader's door: a text or a file in, a Reading out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from chungtay.directives.reader import clutter
from chungtay.directives.reader.announcement import first_giver, office, read_announcement
from chungtay.directives.reader.citations import Mention, citations_of, mentions_in
from chungtay.directives.reader.contacts import contacts_in
from chungtay.directives.reader.dates import impossible_dates
from chungtay.directives.reader.deadlines import Due, due_in_cell, dues_in
from chungtay.directives.reader.duties import duties_in
from chungtay.directives.reader.header import Letterhead, read_letterhead
from chungtay.directives.reader.leads import cooperating_in
from chungtay.directives.reader.model import Deadline, Finding, Identity, Notice, Reading, Span, Task
from chungtay.directives.reader.outline import outline_of
from chungtay.directives.reader.recipients import recipients_of
from chungtay.directives.reader.relations import relations_of
from chungtay.directives.reader.structure import Block, blocks_of, lines_of, unwrapped
from chungtay.directives.reader.tasks import Draft, TaskReader
from chungtay.directives.reader.text import Source, clean
from chungtay.directives.reader.topics import themes_of, topics_of

# Beyond this a text is no directive; the rest is left unread so that any input ends in bounded time.
MAX_CHARACTERS = 1_000_000

Progress = Callable[[int, int], None]
_YEAR = re.compile(r"(?<![\d/.-])năm\s+((?:19|20)\d\d)(?!\d)|(?<!\d)[./-]((?:19|20)\d\d)(?!\d)")
_ABOUT_YEAR = re.compile(r"năm\s+((?:19|20)\d\d)(?!\s*[-–]\s*\d)(?!\d)")
_END_MARK = re.compile(r"\./\.")
_ANNEX = re.compile(
    r"(?:^|\n)[ \t*]*(?:phụ lục|kế hoạch|danh mục|bảng phân công|phân công|biểu|chương trình|quy chế|đề án"
    r"|nội dung)[^\n]{0,120}\n"
)


def read_text(text: str) -> Reading:
    """Read a text. Never raises: what is not found is absent, and ``notices`` say what a person should check."""
    return _read(Source(clean(text[:MAX_CHARACTERS])), len(text), wrapped=True)


def _read(source: Source, length: int, wrapped: bool) -> Reading:
    head = read_letterhead(source)
    lines = lines_of(source, head.start if head else 0)
    lines = lines[: clutter.body_end(source, lines)]
    end = max((s.end for s in lines), default=0)
    recipients, taken = recipients_of(source, head.start if head else 0, end) if head else ((), [])
    mentions = mentions_in(source, head.start if head else 0, end)
    kept = _body_lines(source, lines, head, taken)
    blocks = blocks_of(source, kept)
    if wrapped and (mended := unwrapped(source, blocks, kept)) is not None:
        # Rules read paragraphs on one line: words that belong together are never parted by a line end.
        return _read(Source(mended), length, wrapped=False)
    if head is None:
        blocks = _from_article(source, blocks)
    identity = _identity(source, head, blocks, mentions, end)
    year = _year(identity)
    giver = first_giver(source, blocks) if head is None else None
    if giver and identity.issuer is None:
        identity = replace(identity, issuer=office(source, giver, 0.6))
    issuer = identity.issuer.value if identity.issuer else None
    directive = _is_directive(identity, head) or giver is not None
    reader = TaskReader(source, issuer, head is not None, directive)
    drafts = reader.read(outline_of(source, blocks))
    tasks, dues = _tasks(source, drafts, year)
    return Reading(
        text=source.text,
        document=identity,
        cited=citations_of(source, mentions, identity.number.value if identity.number else None),
        tasks=tuple(tasks),
        deadlines=_deadlines(source, dues),
        recipients=recipients,
        contacts=contacts_in(source, head.start if head else 0, end),
        themes=themes_of(t.topics for t in tasks),
        reporting_duties=duties_in(source, [d.span for d in drafts], year),
        relations=relations_of(source, mentions, identity.number.value if identity.number else None, 0),
        notices=_notices(source, tasks, end, length),
    )


def read_file(path: str | Path, on_progress: Progress | None = None) -> Reading:
    """Read a .docx, .pdf, .html, .txt or picture. Raises UnreadableDocument with a sentence for the screen."""
    from chungtay.directives.reader.sources import text_of

    extracted = text_of(Path(path), on_progress)
    reading = read_text(extracted.text)
    return replace(reading, notices=(*extracted.notices, *reading.notices))


def _is_directive(identity: Identity, head: Letterhead | None) -> bool:
    if head is None and identity.type is None and identity.number is None:
        return False
    return identity.type_norm is None or identity.type_norm.value not in (
        "giay_moi",
        "to_trinh",
        "bao_cao",
        "thu",
        "thong_cao",
        "bien_ban",
    )


def _identity(
    source: Source, head: Letterhead | None, blocks: list[Block], mentions: list[Mention], end: int
) -> Identity:
    found = head.identity if head else read_announcement(source, blocks, mentions)
    subject = found.subject
    place = subject.span if subject and subject.span else None
    year = _ABOUT_YEAR.search(source.low, *place) if place else None
    if year is None and blocks and not head:
        year = _ABOUT_YEAR.search(source.low, 0, min(end, 400))
    about = Finding(int(year.group(1)), Span(*year.span(1)), 0.8) if year else None
    return replace(found, about_year=about)


def _year(identity: Identity) -> int | None:
    if identity.date:
        return identity.date.value.year
    return identity.about_year.value if identity.about_year else None


def _body_lines(source: Source, lines: list[Span], head: Letterhead | None, taken: list[Span]) -> list[Span]:
    """Lines of the body: letterhead, recipients, signature and site lines left out."""
    kept: list[Span] = []
    begin = head.end if head else 0
    done = False
    for line in lines:
        if line.end <= begin:
            continue
        if any(s.start <= line.start < s.end for s in taken):
            kept.append(Span(line.start, line.start))
            continue
        if clutter.is_noise(source, line) and not (kept and clutter.goes_on(source, kept[-1], line)):
            continue
        if done and _opens_annex(source, line):
            done = False
        if done:
            continue
        kept.append(line)
        if "./." in source.text[line.start : line.end] and source.low[line.end - 40 : line.end].find("./.") >= 0:
            done = True
    return kept


def _from_article(source: Source, blocks: list[Block]) -> list[Block]:
    """Without the menus, titles and stamps before the first prose: they are short or end without a full stop."""
    for index, block in enumerate(blocks):
        length = block.end - block.start
        if length >= clutter.LONG or (length >= 80 and source.text[block.end - 1] in ".:;"):
            return blocks[index:]
    return blocks


_ANNEX_LINE = re.compile(
    r"[\s*_]*(?:phụ lục|kế hoạch|bảng phân công|phân công|danh mục (?:nhiệm vụ|phân công)|biểu phân công|quy chế"
    r"|chương trình|đề án)(?![a-zà-ỹđ])"
)


_ASSIGNS = re.compile(r"phân công|nhiệm vụ|chủ trì|tiến độ|nội dung công việc|kế hoạch")
_FORM = re.compile(
    r"mẫu báo cáo|đề cương|biểu mẫu|khẩu hiệu|thông điệp|danh sách|bộ tiêu chí|mẫu biểu|mẫu số|biên bản|bảng kiểm"
    r"|phiếu|□"
)


def _opens_annex(source: Source, line: Span) -> bool:
    text = source.text[line.start : line.end]
    around = (line.start, line.end + 240)
    if _FORM.search(source.low, *around):
        return False
    if source.low.startswith("phụ lục", line.start) and not _ASSIGNS.search(source.low, *around):
        return False
    return (
        bool(_ANNEX_LINE.match(source.low, line.start, line.end))
        and len(text) < 120
        and (text.isupper() or text[:7].isupper() or len(text) < 40)
    )


def _tasks(source: Source, drafts: list[Draft], year: int | None) -> tuple[list[Task], list[Due]]:
    tasks: list[Task] = []
    found: list[Due] = []
    for draft in drafts:
        dues = dues_in(source, *draft.span, year)
        if draft.row and draft.row.deadline:
            cell = due_in_cell(source, draft.row.deadline, year)
            dues = [cell, *dues] if cell else dues
        found += dues
        tasks.append(_task(source, draft, dues))
    return tasks, found


def _task(source: Source, draft: Draft, dues: list[Due]) -> Task:
    first = next((d for d in dues if d.value), None)
    with_whom = cooperating_in(source, *draft.span)
    if draft.row and draft.row.cooperating:
        with_whom = (draft.row.cooperating, *with_whom)
    confidence = 0.9 if draft.row or draft.ordinal else 0.75
    return Task(
        text=source.take(*draft.span, confidence),
        ordinal=draft.ordinal,
        lead=tuple(source.take(*s, 0.6 if draft.inherited else 0.9) for s in draft.lead),
        cooperating=tuple(source.take(*s, 0.75) for s in with_whom),
        deadline=Finding(first.value, first.printed.span, 0.9) if first and first.value else None,
        topics=topics_of(source, draft.span, draft.heading),
        inherited=draft.inherited,
    )


def _deadlines(source: Source, dues: list[Due]) -> tuple[Deadline, ...]:
    seen: set[date] = set()
    found = []
    for due in dues:
        if due.value and due.value not in seen:
            seen.add(due.value)
            found.append(Deadline(Finding(due.value, due.printed.span, 0.9), source.take(*due.what, 0.7)))
    return tuple(found)


def _notices(source: Source, tasks: list[Task], end: int, length: int) -> tuple[Notice, ...]:
    notices = impossible_dates(source, 0, end)
    if length > MAX_CHARACTERS:
        shown = f"{MAX_CHARACTERS:,}".replace(",", ".")
        notices.append(Notice("cut", f"Văn bản quá dài; chỉ đọc {shown} ký tự đầu."))
    if not tasks:
        notices.append(Notice("no_task", "Không tìm thấy nhiệm vụ nào trong văn bản này."))
    return tuple(notices)
