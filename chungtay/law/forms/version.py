"""A form as one version of its law file says it: sections, fields, skip logic, coded values, how it is printed.

Nothing here knows of a database: a `FormVersion` is made from the content of a file and never changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Condition = dict[str, Any]
HIGH, MIDDLE, LOW = 2, 1, 0
LEVELS = {HIGH: "Cao", MIDDLE: "Trung bình", LOW: "Thấp"}
CONFIDENCE = {
    "seen": "đã đọc bản gốc",
    "known": "chưa đối chiếu bản gốc",
    "own": "của phần mềm",
    "guess": "phỏng đoán, chờ mẫu chính thức",
}
TYPES = {
    "text": "dòng chữ", "longtext": "đoạn văn", "date": "ngày", "partial_date": "ngày, tháng hoặc năm", "datetime": "ngày giờ",
    "time": "giờ", "integer": "số", "money": "số tiền", "choice": "chọn một", "choices": "chọn nhiều", "yesno": "có, không",
    "scale3": "ba mức", "rows": "bảng", "ref": "điền sẵn", "computed": "tự tính",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One coded value; `means` explains it (the levels of a scale in form 06)."""

    code: Any
    words: str
    means: str = ""


@dataclass(frozen=True)
class Field:
    """One question. `when` shows it, `required` is True, False or a condition; `part` is the side of a risk scale.

    `ref` names what the case knows; `compute` says how the value comes from other answers; `kept` names another, stricter
    record in which the answer lies, so that it is never stored with the form. Columns of a table are fields too.
    """

    key: str
    label: str
    label_en: str
    type: str
    confidence: str
    required: bool | Condition = False
    when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Field, ...] = ()
    help: str = ""
    ref: str = ""
    compute: Condition | None = None
    kept: str = ""
    must: str = ""
    part: str = ""
    prints: bool = True
    longest: int = 0
    least: int | None = None
    most: int | None = None
    fill: str = ""

    @property
    def typed(self) -> bool:
        """A person writes it: not counted by the form, not kept elsewhere."""
        return self.type != "computed" and not self.kept

    @property
    def type_words(self) -> str:
        return TYPES[self.type]

    @property
    def confidence_words(self) -> str:
        return CONFIDENCE[self.confidence]

    def words_of(self, code: Any) -> str:
        return next((choice.words for choice in self.choices if choice.code == code), str(code))


@dataclass(frozen=True)
class Section:
    """`intro`: a sentence with {places} printed under the title; in a decision it is the sentence of its article."""

    key: str
    title: str
    title_en: str
    fields: tuple[Field, ...]
    when: Condition | None = None
    part: str = ""
    intro: str = ""
    help: str = ""


@dataclass(frozen=True)
class Part:
    """One of the two risk scales. `high` is what a “Cao” means there: "bad" or "good"; the two run against each other."""

    code: str
    title: str
    high: str


@dataclass(frozen=True)
class Rule:
    """How a level is suggested from the counts, in words, and how sure it is that the form says so."""

    code: str
    words: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Article:
    text: str
    when: Condition | None = None


@dataclass(frozen=True)
class Paper:
    """How it is printed. `layout`: report, decision, minutes, application, list. Texts may hold {places}.

    `scope`: to whom it may be supplied (Decree 56/2017, art. 24). `issuer`: "chair" or "committee", for decisions.
    """

    layout: str
    heading: str
    subject: str
    symbol: str = ""
    signer: str = ""
    issuer: str = "committee"
    bases: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    scope: str = ""
    closing: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class FormVersion:
    """`code` as used by the case ("ND56-M02"); `digest` tells this version from every other."""

    code: str
    short: str
    title: str
    title_en: str
    article: str
    digest: str
    valid_from: dt.date
    valid_to: dt.date | None
    confidence: str
    source: str
    sections: tuple[Section, ...]
    paper: Paper
    own: bool = False
    province: str = ""
    parts: dict[str, Part] = field(default_factory=dict)
    rule: Rule | None = None
    note: str = ""

    def __repr__(self) -> str:
        return f"<{self.code} {self.valid_from} {self.digest[:8]}>"

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every question by its key, in the order of the form."""
        return {one.key: one for section in self.sections for one in section.fields}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        return {one.key: section for section in self.sections for one in section.fields}

    def typed(self) -> Iterator[Field]:
        return (one for one in self.fields.values() if one.typed)

    @property
    def name(self) -> str:
        """“Mẫu 02: Báo cáo đánh giá nguy cơ ban đầu…”."""
        return f"{self.short}: {self.title}" if self.short else self.title


def from_content(content: dict[str, Any], digest: str) -> FormVersion:
    """The version that a checked file of law/forms describes."""
    paper = content["paper"]
    end = content.get("valid_to")
    return FormVersion(
        code=content["code"],
        short=content.get("short", ""),
        title=content["title"],
        title_en=content.get("title_en", ""),
        article=content["article"],
        digest=digest,
        valid_from=dt.date.fromisoformat(content["valid_from"]),
        valid_to=dt.date.fromisoformat(end) if end else None,
        confidence=content["confidence"],
        source=content["source"],
        sections=tuple(_section(one) for one in content["sections"]),
        paper=_paper(paper),
        own=content["confidence"] == "own",
        province=content.get("province", ""),
        parts={code: Part(code, part["title"], part["high"]) for code, part in content.get("parts", {}).items()},
        rule=Rule(**content["rule"]) if "rule" in content else None,
        note=content.get("note", ""),
    )


def _paper(paper: dict[str, Any]) -> Paper:
    articles = tuple(Article(**one) if isinstance(one, dict) else Article(one) for one in paper.get("articles", []))
    lists: dict[str, Any] = {name: tuple(paper.get(name, ())) for name in ("bases", "addressees", "recipients")}
    texts: dict[str, Any] = {
        name: paper[name] for name in ("symbol", "signer", "issuer", "scope", "closing") if name in paper
    }
    return Paper(
        layout=paper["layout"], heading=paper["heading"], subject=paper["subject"], articles=articles, **lists, **texts
    )


def _section(section: dict[str, Any]) -> Section:
    part = section.get("part", "")
    return Section(
        key=section["key"],
        title=section["title"],
        title_en=section.get("title_en", ""),
        fields=tuple(_field(one, part) for one in section["fields"]),
        when=section.get("when"),
        part=part,
        intro=section.get("intro", ""),
        help=section.get("help", ""),
    )


def _field(one: dict[str, Any], part: str = "") -> Field:
    scale = one["type"] == "scale3"
    return Field(
        key=one["key"],
        label=one["label_vi"],
        label_en=one.get("label_en", ""),
        type=one["type"],
        confidence=one["confidence"],
        required=one.get("required", False),
        when=one.get("when"),
        choices=_levels(one.get("levels", {})) if scale else _choices(one),
        columns=tuple(_field(column) for column in one.get("columns", [])),
        help=one.get("help", ""),
        ref=one.get("ref", ""),
        compute=one.get("compute"),
        kept=one.get("kept", ""),
        must=one.get("must", ""),
        part=part if scale else "",
        prints=one.get("prints", True) and one["confidence"] != "guess",
        longest=one.get("longest", 0),
        least=one.get("least"),
        most=one.get("most"),
        fill=one.get("fill", ""),
    )


def _choices(one: dict[str, Any]) -> tuple[Choice, ...]:
    if one["type"] == "yesno":
        yes, no = one.get("words", ("Có", "Không"))
        return (Choice(True, yes), Choice(False, no))
    return tuple(Choice(item["code"], item["name"], item.get("means", "")) for item in one.get("values", []))


def _levels(means: dict[str, str]) -> tuple[Choice, ...]:
    names = {HIGH: "high", MIDDLE: "middle", LOW: "low"}
    return tuple(Choice(level, words, means.get(names[level], "")) for level, words in LEVELS.items())
