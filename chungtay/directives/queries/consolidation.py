"""What a consolidated report is made of, and the way back to each unit's sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chungtay.accounts.models import Agency
from chungtay.directives.models import Passage, Report, ReportDuty, ReportSection, SectionSource
from chungtay.directives.queries.reports import paragraphs
from chungtay.directives.states_reports import SENT

MOST_NAMED = 15  # units named in the counting sentence; all stand in the annex

_END = re.compile(r"(?<=[.!?;])\s+(?=[A-ZĐÀ-Ỹ“\"(\d])")


def unit_name(agency: Agency) -> str:
    """As a consolidated report calls it: the commune itself, not its committee."""
    return agency.unit.name if agency.kind == "committee" and agency.unit else agency.name


@dataclass(frozen=True)
class Count:
    """How many units have sent, and who has not."""

    total: int
    sent: int
    missing: tuple[str, ...]

    @property
    def sentence(self) -> str:
        if not self.total:
            return "Không có đơn vị nào phải báo cáo trong kỳ này."
        if not self.missing:
            return f"{self.sent}/{self.total} đơn vị đã gửi báo cáo."
        named = ", ".join(self.missing[:MOST_NAMED])
        more = (
            f" và {len(self.missing) - MOST_NAMED} đơn vị khác (danh sách tại Phụ lục)"
            if len(self.missing) > MOST_NAMED
            else ""
        )
        return f"{self.sent}/{self.total} đơn vị đã gửi báo cáo. Chưa gửi: {named}{more}."


def count(duty: ReportDuty) -> Count:
    rows = list(
        Report.objects.filter(duty=duty).select_related("agency__unit").order_by("agency__unit__order_key", "pk")
    )
    missing = tuple(unit_name(row.agency) for row in rows if row.state not in SENT)
    return Count(len(rows), len(rows) - len(missing), missing)


@dataclass(frozen=True)
class Piece:
    """A paragraph of a unit's section and its sentences, each with its place in the text: `start:end`."""

    text: str
    start: int
    end: int
    sentences: tuple[tuple[str, int, int], ...] = ()
    used: bool = False


@dataclass(frozen=True)
class UnitSection:
    """One unit's words under one heading."""

    section: ReportSection
    pieces: tuple[Piece, ...]
    state: str
    used: bool

    @property
    def unit(self) -> str:
        return unit_name(self.section.report.agency)


def pieces(text: str, quotes: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Paragraphs of `text` with their character ranges, so that a chosen passage can be found again exactly."""
    place = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            start = place + line.index(words)
            yield Piece(words, start, start + len(words), tuple(_sentences(words, start)), words in quotes)
        place += len(line) + 1


def _sentences(paragraph: str, offset: int) -> Iterator[tuple[str, int, int]]:
    place = 0
    bounds = [match.span() for match in _END.finditer(paragraph)]
    for start, end in [*bounds, (len(paragraph), len(paragraph))]:
        if paragraph[place:start].strip():
            yield paragraph[place:start], offset + place, offset + start
        place = end


def unit_sections(section: ReportSection) -> list[UnitSection]:
    """Units' sections under this heading from the reports sent, in the order of units, empty ones left out."""
    duty = section.report.consolidates_id
    rows = ReportSection.objects.filter(report__duty=duty, report__state__in=SENT, key=section.key).exclude(
        text__regex=r"^\s*$"
    )
    rows = rows.select_related("report__agency__unit").order_by(
        "report__agency__unit__order_key", "report__agency__name", "pk"
    )
    quotes: dict[int, set[str]] = {}
    for source_id, quote in SectionSource.objects.filter(passage__section=section).values_list("source_id", "quote"):
        quotes.setdefault(source_id, set()).update([quote, *paragraphs(quote)])
    return [
        UnitSection(
            row,
            tuple(pieces(row.text, frozenset(quotes.get(row.pk, ())))),
            row.report.get_state_display(),
            row.pk in quotes,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Trace:
    """A source of a passage: who said it, in which words, and whether the unit has changed them since."""

    source: SectionSource
    changed: bool
    still_there: bool

    @property
    def unit(self) -> str:
        return unit_name(self.source.source.report.agency)


@dataclass
class PassageView:
    passage: Passage
    text: str
    traces: list[Trace] = field(default_factory=list)

    @property
    def units(self) -> str:
        return ", ".join(dict.fromkeys(trace.unit for trace in self.traces))

    @property
    def changed(self) -> bool:
        return any(trace.changed for trace in self.traces)


def trace(source: SectionSource) -> Trace:
    """Changed when the unit's section has another version and no longer holds the quoted words."""
    held = source.source
    there = source.quote in held.text
    return Trace(source, held.version != source.source_version and not there, there)


def passage_views(report: Report) -> dict[int, list[PassageView]]:
    """Passages of a consolidated report by section; the counting sentence is live until the report is sent."""
    rows = Passage.objects.filter(section__report=report).prefetch_related("sources__source__report__agency__unit")
    live = count(report.consolidates).sentence if report.consolidates and report.state not in SENT else ""
    views: dict[int, list[PassageView]] = {}
    for row in rows.order_by("section__position", "position", "pk"):
        text = live if row.kind == Passage.Kind.COUNT and live else row.text
        views.setdefault(row.section_id, []).append(
            PassageView(row, text, [trace(source) for source in row.sources.all()])
        )
    return views


def not_yet_used(report: Report) -> list[str]:
    """Units that have sent but of whose words nothing stands in the consolidated report yet."""
    if report.consolidates_id is None:
        return []
    used = SectionSource.objects.filter(passage__section__report=report).values("source__report_id")
    rows = Report.objects.filter(duty=report.consolidates_id, state__in=SENT, sections__text__regex=r"\S").exclude(
        pk__in=used
    )
    return [
        unit_name(row.agency)
        for row in rows.select_related("agency__unit").order_by("agency__unit__order_key", "pk").distinct()
    ]


def changed_since(report: Report) -> list[PassageView]:
    """Passages whose unit has changed the words since they were taken."""
    return [view for views in passage_views(report).values() for view in views if view.changed]


def quoted(source: SectionSource) -> list[tuple[str, bool]]:
    """The unit's section in pieces, the quoted words marked; only the quote when the unit has since changed it."""
    text = source.source.text
    place = text.find(source.quote)
    if place < 0:
        return [(source.quote, True)]
    parts = [(text[:place], False), (source.quote, True), (text[place + len(source.quote) :], False)]
    return [part for part in parts if part[0]]
