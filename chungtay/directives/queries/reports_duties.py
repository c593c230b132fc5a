"""Reporting duties that a directive's own words ask for, proposed to the officer who issues it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chungtay.directives.models import Document, ReportDuty
from chungtay.directives.queries import reports_periods
from chungtay.foundation.vietnamese import date as vn_date
from chungtay.law.calendar import is_working_day

# What a reading calls a period → the code under which the general periods are published.
_GENERAL = {"six_months": "six_months", "year": "annual"}
_NAMES = {"six_months": "6 tháng đầu năm", "year": "năm", "quarter": "quý", "month": "tháng", "week": "tuần"}
_OUTLINE: list[dict[str, Any]] = [
    {
        "key": "chi_dao",
        "title": "Công tác chỉ đạo, triển khai",
        "topics": ["phoi_hop_lien_nganh", "nhan_luc_to_chuc", "ngan_sach_nguon_luc"],
    },
    {"key": "ket_qua", "title": "Kết quả thực hiện nhiệm vụ", "topics": [], "rest": True},
    {"key": "kho_khan", "title": "Khó khăn, vướng mắc", "topics": []},
    {"key": "kien_nghi", "title": "Đề xuất, kiến nghị", "topics": []},
]
_FIGURES: list[dict[str, Any]] = [
    {"key": "tasks.given", "label": "Nhiệm vụ được giao", "unit": "nhiệm vụ"},
    {"key": "tasks.done_on_time", "label": "Đã hoàn thành đúng hạn", "unit": "nhiệm vụ"},
    {"key": "tasks.done_late", "label": "Đã hoàn thành quá hạn", "unit": "nhiệm vụ"},
    {"key": "tasks.open_in_time", "label": "Chưa hoàn thành, trong hạn", "unit": "nhiệm vụ"},
    {"key": "tasks.open_overdue", "label": "Chưa hoàn thành, quá hạn", "unit": "nhiệm vụ"},
]


@dataclass(frozen=True)
class Proposed:
    """A duty as the text asks for it; nothing is opened before a person says so."""

    code: str
    period: str
    title: str
    what: str
    to: str
    due_on: dt.date
    period_from: dt.date
    period_to: dt.date
    headings: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    law_version: str = ""
    annexes: list[str] = field(default_factory=list)

    @property
    def general(self) -> bool:
        """It joins the half-yearly or yearly duty instead of asking for a second report."""
        return self.period in _GENERAL.values()


def propose(document: Document) -> list[Proposed]:
    """One proposal for each date the directive sets for a report. A duty without a date is left to the officer."""
    found: dict[str, Proposed] = {}
    for number, duty in enumerate(document.reading.get("reporting_duties") or [], start=1):
        for place, due in enumerate(_dates(duty), start=1):
            proposal = _proposal(document, duty, due, f"document-{document.pk}-{number}-{place}")
            found.setdefault(proposal.code, proposal)
    return sorted(found.values(), key=lambda proposal: proposal.due_on)


def _dates(duty: dict[str, Any]) -> Iterator[dt.date]:
    for text in duty.get("due") or []:
        try:
            yield dt.date.fromisoformat(str(text))
        except ValueError:
            continue


def _proposal(document: Document, duty: dict[str, Any], due: dt.date, own_code: str) -> Proposed:
    word = str(duty.get("period") or "")
    what = str(duty.get("what") or "Báo cáo kết quả").strip()
    if word not in _GENERAL:
        word = _by_date(due, what) or word
    general = _published(word, due)
    if general is not None:
        return Proposed(
            general.code,
            general.period,
            general.title,
            what,
            str(duty.get("to") or ""),
            due,
            general.period_from,
            general.period_to,
            general.headings,
            general.figures,
            general.law_version,
            general.annexes,
        )
    code = f"{_GENERAL[word]}-{due.year}" if word in _GENERAL else own_code
    start = document.issued_on if document.issued_on and document.issued_on <= due else dt.date(due.year, 1, 1)
    title = f"{what[:1].upper()}{what[1:]}"
    if word in _NAMES and _NAMES[word] not in title:
        title = f"{title} {_NAMES[word]}" + (f" {due.year}" if word == "year" else "")
    number = f" theo {document.number}" if document.number else ""
    return Proposed(
        code,
        _GENERAL.get(word, ""),
        f"{title}{number}"[:300],
        what,
        str(duty.get("to") or ""),
        due,
        start,
        due,
        _OUTLINE,
        _FIGURES,
    )


def _by_date(due: dt.date, what: str) -> str:
    """A sentence may set both dates (“trước 25/5 và 20/11”) and name no period: the month tells which one is meant."""
    if "công tác trẻ em" not in what.lower() and "kết quả công tác" not in what.lower():
        return ""
    return {5: "six_months", 6: "six_months", 11: "year", 12: "year"}.get(due.month, "")


def _published(word: str, due: dt.date) -> Any:
    """The general period of that year, as published in law/, if there is one."""
    code = _GENERAL.get(word)
    return next((item for item in reports_periods.of_year(due.year) if item.period == code), None) if code else None


def opened_from(document: Document) -> dict[str, ReportDuty]:
    """Duties already opened from this document, by code."""
    return {duty.code: duty for duty in ReportDuty.objects.filter(document=document).select_related("receiver")}


def day_off_words(day: dt.date) -> str:
    """A deadline on a day off stays the day as printed; this sentence tells by when to send to be safe."""
    if is_working_day(day):
        return ""
    before = day
    while not is_working_day(before):
        before -= dt.timedelta(days=1)
    kept = f"Hạn {vn_date(day)} là ngày nghỉ; hạn giữ nguyên như văn bản."
    return f"{kept} Nên gửi trước hết ngày làm việc {vn_date(before)}."
