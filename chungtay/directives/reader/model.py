"""What a reading of one directive holds: values, and the place in the text each value was taken from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")
# A run without blanks that holds a letter or digit: a dash alone is no word. A slash parts words, as a dash does.
_WORD = re.compile(r"[^\s/–-]*[^\W_][^\s/–-]*")


class Span(NamedTuple):
    """Half-open character range in ``Reading.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """A value, where it stands (None when it is inferred from the whole text) and how sure the rule is, 0..1."""

    value: T
    span: Span | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Identity:
    """Who issued which document, when, about what. ``type_norm`` is one of the codes in the README, or None."""

    type: Finding[str] | None = None
    type_norm: Finding[str] | None = None
    number: Finding[str] | None = None
    symbol: Finding[str] | None = None
    date: Finding[date] | None = None
    issuer: Finding[str] | None = None
    subject: Finding[str] | None = None
    about_year: Finding[int] | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    number: Finding[str]
    date: Finding[date] | None = None
    kind: Finding[str] | None = None
    issuer: Finding[str] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work. ``inherited`` says the leads come from a heading or the opening, not from its own words."""

    text: Finding[str]
    ordinal: str | None = None
    lead: tuple[Finding[str], ...] = ()
    cooperating: tuple[Finding[str], ...] = ()
    deadline: Finding[date] | None = None
    topics: tuple[Finding[str], ...] = ()
    inherited: bool = False

    @property
    def first_words(self) -> str:
        return " ".join(_WORD.findall(self.text.value)[:8])


@dataclass(frozen=True, slots=True)
class Deadline:
    date: Finding[date]
    what: Finding[str]


@dataclass(frozen=True, slots=True)
class Contact:
    """``kind``: hotline, phone, email, website or address. ``of``: whose it is, when the text says so."""

    kind: str
    value: Finding[str]
    of: Finding[str] | None = None


@dataclass(frozen=True, slots=True)
class ReportingDuty:
    """A report that is owed: what about, to whom, by when, how often (``six_months``, ``year``, ``quarter`` …)."""

    what: Finding[str]
    to: Finding[str] | None = None
    due: tuple[Finding[date], ...] = ()
    period: Finding[str] | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """How this document stands to another: replaces, amends, recalls, corrects, implements or rests_on."""

    kind: str
    number: Finding[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should look at. ``sentence`` is Vietnamese and fit for a screen."""

    code: str
    sentence: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    document: Identity = field(default_factory=Identity)
    cited: tuple[Citation, ...] = ()
    tasks: tuple[Task, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    recipients: tuple[Finding[str], ...] = ()
    contacts: tuple[Contact, ...] = ()
    themes: tuple[Finding[str], ...] = ()
    reporting_duties: tuple[ReportingDuty, ...] = ()
    relations: tuple[Relation, ...] = ()
    notices: tuple[Notice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        from chungtay.directives.reader.output import reading_as_json

        return reading_as_json(self)


class UnreadableDocument(Exception):
    """The input cannot become text. ``sentence_vi`` says what is wrong and what to do."""

    def __init__(self, code: str, sentence_vi: str) -> None:
        super().__init__(sentence_vi)
        self.code = code
        self.sentence_vi = sentence_vi
