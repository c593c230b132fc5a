"""A filled form as an official document: decisions in the layout of Decree 30/2020, reports and lists as forms.

Every print says how secret it is and to whom it may be supplied (Decree 56/2017, art. 24). Names of units and offices come
with the `Header`, from dated data. What is only guessed of a form is never printed; what lies behind skip logic neither.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.documents import Annex, Block, Heading, OfficialDocument, Paragraph, Signer, Table
from chungtay.foundation.vietnamese import partial_date
from chungtay.law.forms.answers import Answers, visible
from chungtay.law.forms.conditions import answered, holds
from chungtay.law.forms.counting import computed
from chungtay.law.forms.values import shown
from chungtay.law.forms.version import LEVELS, Field, FormVersion, Section

DOTS = "…" * 12
LABEL = "THÔNG TIN BÍ MẬT ĐỜI SỐNG RIÊNG TƯ CỦA TRẺ EM – Điều 24 Nghị định 56/2017/NĐ\u2011CP"
KEPT = "(giữ trong hồ sơ riêng của người báo tin)"
MOST_COLUMNS = 5  # a wider table lies down in an annex
BLANK_ROWS = 5
_SEXES = {"male": "Nam", "female": "Nữ", "unknown": "Không biết"}


@dataclass(frozen=True)
class Header:
    """What the paper takes from the unit of its day. `agency_short` stands in the number: UBND, SYT.

    `scope` takes the place of the form's own; `level` is the risk level that was set, in words.
    """

    agency: str
    place: str
    date: dt.date
    signer: Signer | None = None
    number: str = ""
    parent_agency: str = ""
    agency_short: str = "UBND"
    scope: str = ""
    level: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = field(default=())


def label(version: FormVersion, scope: str = "") -> str:
    """The line on every page."""
    words = f"{LABEL}. Phạm vi cung cấp: {(scope or version.paper.scope).rstrip('.')}."
    if version.own:
        return f"{words} Bố cục của phần mềm Chung Tay."
    if version.confidence != "seen":
        return f"{words} Bố cục chưa đối chiếu với {version.short} của Phụ lục."
    return words


def printed(
    version: FormVersion, answers: Answers, refs: Mapping[str, Any], header: Header, *, blank: bool = False
) -> OfficialDocument:
    """`refs`: what the case knows, for the {places} of the form. `blank`: an empty form to be filled in by hand."""
    sheet = _Sheet(version, {} if blank else dict(answers), {} if blank else dict(refs), header, blank)
    paper = version.paper
    decision = paper.layout == "decision"
    blocks = tuple(sheet.articles() if decision else sheet.body())
    chair = f"Chủ tịch {header.agency}" if paper.issuer == "chair" else header.agency
    return OfficialDocument(
        agency="" if paper.layout == "application" else header.agency,
        parent_agency=header.parent_agency,
        place=header.place,
        date=header.date,
        number=header.number or (f"/{sheet.words(paper.symbol)}" if paper.symbol else ""),
        kind=paper.heading,
        subject=sheet.words(paper.subject),
        addressees=header.addressees or tuple(sheet.words(one) for one in paper.addressees),
        legal_bases=tuple(f"Căn cứ {one}" for one in paper.bases),
        blocks=blocks,
        signer=header.signer or Signer(paper.signer, str(refs.get("signer", ""))),
        recipients=header.recipients or paper.recipients,
        annexes=tuple(sheet.annexes),
        decider=chair if decision else "",
        confidential=label(version, header.scope),
    )


class _Places(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return DOTS


class _Sheet:
    """One form on its way to paper."""

    def __init__(
        self, version: FormVersion, answers: dict[str, Any], refs: dict[str, Any], header: Header, blank: bool
    ) -> None:
        self.version, self.answers, self.refs, self.header, self.blank = version, answers, refs, header, blank
        self.seen = set(version.fields) if blank else visible(version, answers)
        self.counted = {} if blank else computed(version, answers)
        self.decides = version.paper.layout == "decision" and not blank  # a decision states; it has no boxes to tick
        self.annexes: list[Annex] = []

    def words(self, text: str) -> str:
        """The {places} filled in; dots where nothing is known."""
        values = _Places({"agency_short": self.header.agency_short})
        for _, name, _, _ in string.Formatter().parse(text):
            if name and (found := self._place(name)):
                values[name] = found
        return string.Formatter().vformat(text, (), values)

    def _place(self, name: str) -> str:
        one = self.version.fields.get(name)
        if one is not None and name in self.seen and answered(self.answers.get(name)):
            return shown(one, self.answers[name])
        return ref_words(name, self.refs.get(name))

    def body(self) -> Iterator[Block]:
        for section in self.version.sections:
            parts = list(self._section(section))
            if not parts and not section.intro:
                continue
            yield Heading(2, section.title)
            if section.intro:
                yield Paragraph(self.words(section.intro))
            yield from parts
        if self.header.level:
            yield Paragraph(self.header.level, lead="Mức độ nguy cơ người đánh giá kết luận:")
        if self.version.paper.closing:
            yield Paragraph(self.words(self.version.paper.closing))

    def articles(self) -> Iterator[Block]:
        number = 0
        for section in self.version.sections:
            parts = list(self._section(section))
            if not parts and not section.intro:
                continue
            number += 1
            yield Paragraph(self.words(section.intro or section.title), lead=f"Điều {number}.")
            yield from parts
        heard = {key: self.answers.get(key) for key in self.seen}
        for article in self.version.paper.articles:
            if self.blank or holds(article.when, heard):
                number += 1
                yield Paragraph(self.words(article.text), lead=f"Điều {number}.")

    def _section(self, section: Section) -> Iterator[Block]:
        fields = [one for one in section.fields if one.prints and one.key in self.seen]
        scales = [one for one in fields if one.part]
        if scales:
            yield self._scale(scales, [one for one in fields if one.type == "computed"])
        summed = {one.compute["sum"]: one for one in fields if one.compute and "sum" in one.compute}
        for one in fields:
            if one.type == "rows":
                yield from self._rows(one, summed.get(one.key))
            elif not one.part and not (one.type == "computed" and (scales or one in summed.values())):
                yield from self._field(one)

    def _field(self, one: Field) -> Iterator[Block]:
        lead = f"{one.label}:"
        value = self.counted.get(one.key) if one.type == "computed" else self.answers.get(one.key)
        if one.kept:
            known = self.refs.get(one.ref)
            yield Paragraph(DOTS if self.blank else str(known or KEPT), lead=lead)
        elif self.decides and one.choices and not one.part:
            yield Paragraph(shown(one, value) or DOTS, lead=lead)
        elif one.type in {"choice", "yesno"}:
            yield Paragraph("   ".join(f"{_mark(c.code == value)}{c.words}" for c in one.choices), lead=lead)
        elif one.type == "choices":
            yield Paragraph("", lead=lead)
            ticked = value if isinstance(value, list) else []
            for choice in one.choices:
                yield Paragraph(f"{_mark(choice.code in ticked)}{choice.words}")
        else:
            yield Paragraph(shown(one, value) or (f"{DOTS}\n{DOTS * 4}" if one.type == "longtext" else DOTS), lead=lead)

    def _scale(self, fields: list[Field], totals: list[Field]) -> Table:
        rows = []
        for place, one in enumerate(fields, start=1):
            value = self.answers.get(one.key)
            rows.append((place, self._item(one, value), *("X" if value == level else "" for level in LEVELS)))
        numbers = [self.counted.get(one.key, "") for one in totals]
        return Table(
            header=(("STT", "Nội dung", *LEVELS.values()),), rows=tuple(rows), widths=(1, 8, 1.6, 2, 1.6),
            centred=frozenset({0, 2, 3, 4}), total=("", "Tổng số", *numbers) if totals else None,
        )  # fmt: skip

    def _item(self, one: Field, value: Any) -> str:
        means = [c for c in one.choices if c.means and (self.blank or c.code == value)]
        told = "; ".join(f"{c.words}: {c.means}" for c in means)
        return f"{one.label} ({told})" if told else one.label

    def _rows(self, one: Field, total: Field | None) -> Iterator[Block]:
        columns = [column for column in one.columns if column.prints]
        given = self.answers.get(one.key)
        lines: list[dict[str, Any]] = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
        table = _table(columns, lines or self._no_rows(), self._total(columns, total))
        if len(columns) <= MOST_COLUMNS:
            yield Paragraph("", lead=f"{one.label}:")
            yield table
        else:
            yield Paragraph("chi tiết tại Phụ lục kèm theo.", lead=f"{one.label}:")
            self.annexes.append(Annex(one.label, (table,), landscape=True))

    def _no_rows(self) -> list[dict[str, Any]]:
        return [{} for _ in range(BLANK_ROWS if self.blank else 1)]

    def _total(self, columns: list[Field], total: Field | None) -> tuple[Any, ...] | None:
        if total is None or total.compute is None:
            return None
        sums = [self.counted.get(total.key, "") if c.key == total.compute["column"] else "" for c in columns]
        return ("", total.label, *sums[1:])


def _table(columns: list[Field], lines: list[dict[str, Any]], total: tuple[Any, ...] | None) -> Table:
    wide = {"text": 3.0, "choice": 2.2, "yesno": 1.8}
    rows: list[tuple[Any, ...]] = [
        (place, *(shown(column, line.get(column.key)) for column in columns))
        for place, line in enumerate(lines, start=1)
    ]
    figures = {place for place, column in enumerate(columns, start=1) if column.type in {"integer", "money"}}
    return Table(
        header=(("STT", *(column.label for column in columns)),), rows=tuple(rows), total=total,
        widths=(1, *(wide.get(column.type, 2.0) for column in columns)), numbers=frozenset(figures),
    )  # fmt: skip


def _mark(yes: bool) -> str:
    """A box that stays on the line of its words."""
    return ("☒" if yes else "☐") + "\u00a0"


def ref_words(name: str, value: Any) -> str:
    """What the case knows, as a sentence takes it."""
    if not answered(value):
        return ""
    text = str(value)
    if name == "child_birth":
        return partial_date(text)
    if name == "child_sex":
        return _SEXES.get(text, text)
    if name in {"today", "handover_due"}:
        return partial_date(text[:10])
    return text
