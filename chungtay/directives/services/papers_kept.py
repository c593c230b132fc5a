"""The paper is kept as it was sent: a later change makes another one, this one stays."""

from __future__ import annotations

import datetime as dt

from django.utils.text import slugify

from chungtay.directives import papers
from chungtay.directives.models import Report, ReportPaper
from chungtay.directives.queries import reports_annexes
from chungtay.directives.queries import reports_figures as figures
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.foundation.access import Actor
from chungtay.foundation.documents import to_docx
from chungtay.foundation.files import keep_bytes
from chungtay.foundation.vietnamese import fold

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_name(report: Report, extension: str) -> str:
    """`bao-cao-6-thang-2026-ubnd-xa-muong-phang.docx`: letters any system can keep."""
    return f"{slugify(fold(f'{report.duty.title} {report.agency}'))[:120]}.{extension}"


def keep(*, actor: Actor, report: Report, today: dt.date) -> ReportPaper:
    """Called by the sending service, inside its transaction and after its audit row; so it writes none of its own."""
    content = to_docx(papers.official(report, today))
    stored = keep_bytes(file_name(report, "docx"), content, WORD, actor=actor)
    return ReportPaper.objects.create(
        report=report, file=stored, report_version=report.version, sealed=_holds_sealed(actor, report, today)
    )


def _holds_sealed(actor: Actor, report: Report, today: dt.date) -> bool:
    """Whether this paper, made with the eyes of the sender, has a number that not every post may read."""
    if not statistics.reads_sealed(actor):
        return False
    numbers = any(line.sealed and line.value is not None for line in figures.lines(report, today, actor=actor))
    return numbers or any(reports_annexes.holds_sealed(annex.content) for annex in report.annexes.all())
