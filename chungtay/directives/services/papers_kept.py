"""The paper is kept as it was sent: a later change makes another one, this one stays."""

from __future__ import annotations

import datetime as dt

from django.utils.text import slugify

from chungtay.directives import papers
from chungtay.directives.models import Report, ReportPaper
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
    return ReportPaper.objects.create(report=report, file=stored, report_version=report.version)
