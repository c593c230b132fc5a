"""Files of a report: Word, workbook, and the papers kept as they were sent."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from chungtay.directives import papers, workbooks
from chungtay.directives.models import Report
from chungtay.directives.policies_reports import ReportPermission
from chungtay.directives.queries import reports as reads
from chungtay.directives.queries import reports_statistics as statistics
from chungtay.directives.services.papers_kept import WORD, file_name
from chungtay.directives.views.reports import duty_of, report_of
from chungtay.foundation import audit
from chungtay.foundation.documents import to_docx
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.files import file_response, path_of
from chungtay.foundation.requests import ActorRequest, asks

P = ReportPermission
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _readable(request: ActorRequest, pk: int) -> Report:
    found = report_of(pk)
    if not reads.readable(request.actor, found):
        raise Http404
    return found


@asks(P.READ)
def word(request: ActorRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    audit.record(request.actor, "report_exported", found, data={"as": "docx"})
    return _file(to_docx(papers.official(found, timezone.localdate())), file_name(found, "docx"), WORD)


@asks(P.READ)
def workbook(request: ActorRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    audit.record(request.actor, "report_exported", found, data={"as": "xlsx"})
    return _file(workbooks.of_report(found, timezone.localdate()), file_name(found, "xlsx"), BOOK)


@asks(P.READ)
def duty_workbook(request: ActorRequest, pk: int) -> HttpResponse:
    """Who has sent and who has not, with the figures of those who have."""
    found = duty_of(request, pk)
    audit.record(request.actor, "report_exported", found, unit_path=found.receiver.unit_path, data={"as": "xlsx"})
    return _file(workbooks.of_duty(found, timezone.localdate()), f"ky-bao-cao-{pk}.xlsx", BOOK)


@asks(P.READ)
def kept(request: ActorRequest, pk: int, paper_id: int) -> HttpResponse:
    """A paper as it was sent then, whatever has changed since."""
    found = _readable(request, pk)
    paper = get_object_or_404(found.papers.select_related("file"), pk=paper_id)
    if paper.sealed and not statistics.reads_sealed(request.actor):
        raise NotPossible(
            "Bản đã gửi có số liệu mật mà vị trí của anh/chị không được xem. "
            "Hãy bấm “Tải .docx” ở trang báo cáo: bản đó không có các số này."
        )
    if not path_of(paper.file).is_file():
        raise Http404("Không tìm thấy tệp trên máy chủ.")
    return cast(HttpResponse, file_response(paper.file))
