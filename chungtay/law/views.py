"""What the product counts by: files in force on a day, each with its source and confidence, and the calendar."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import fold, parse_date
from chungtay.law import queries
from chungtay.law.calendar import YEARS, holidays_between, is_working_day
from chungtay.law.policies import LawPermission

KINDS = {"instrument": "Văn bản pháp luật", "period": "Kỳ báo cáo", "codelist": "Danh mục", "calendar": "Lịch", "agencies": "Cơ quan lập sẵn"}
CONFIDENCE = {"seen": "đã đọc bản gốc", "known": "chưa đối chiếu bản gốc"}


@require_GET
@asks(LawPermission.READ)
def law_list(request: ActorRequest) -> HttpResponse:
    day = parse_date(request.GET.get("ngay", "")) or timezone.localdate()
    text = request.GET.get("q", "")[:100]
    groups = []
    for kind, words in KINDS.items():
        rows = [row for row in queries.all_in_force(kind, day) if fold(text) in fold(f"{row.title} {row.content.get('number', '')}")]
        if rows:
            groups.append((words, rows))
    return render(request, "law/list.html", {"groups": groups, "day": day, "text": text, "version": queries.law_version(), "confidence": CONFIDENCE})


@require_GET
@asks(LawPermission.READ)
def law_file(request: ActorRequest, kind: str, code: str) -> HttpResponse:
    day = parse_date(request.GET.get("ngay", "")) or timezone.localdate()
    versions = queries.versions(kind, code)
    if not versions:
        raise Http404
    row = queries.in_force(kind, code, day)
    shown = row or versions[-1]
    context = {"row": shown, "content": shown.content, "versions": versions, "day": day, "in_force": row is not None}
    return render(request, "law/file.html", {**context, "kind_words": KINDS[kind], "confidence": CONFIDENCE[shown.confidence], "rows": _rows(shown.content)})


def _rows(content: dict[str, object]) -> list[tuple[str, str]]:
    """The simple fields of a file, with the words a person knows them by."""
    words = {"number": "Số, ký hiệu", "issuer": "Cơ quan ban hành", "issued_on": "Ngày ban hành", "due": "Hạn (tháng-ngày)", "due_above": "Hạn gửi lên trên", "note": "Ghi chú"}
    return [(label, str(content[key])) for key, label in words.items() if content.get(key)]


@require_GET
@asks(LawPermission.READ)
def calendar(request: ActorRequest, year: int) -> HttpResponse:
    if year not in YEARS:
        raise Http404
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    days = holidays_between(first, last)
    working = sum(is_working_day(first + dt.timedelta(days=step)) for step in range((last - first).days + 1))
    return render(request, "law/calendar.html", {"year": year, "days": list(days.items()), "working": working, "before": year - 1, "after": year + 1})
