"""Annex tables are fixed when a report is sent."""

from __future__ import annotations

from chungtay.directives.models import Report, ReportAnnex
from chungtay.directives.queries import reports_annexes as reads


def fix(report: Report) -> None:
    """Called by the sending service, inside its transaction and before its audit row. Sent again, filled again."""
    for table, content in reads.live(report).items():
        ReportAnnex.objects.update_or_create(report=report, table=table, defaults={"content": content})
