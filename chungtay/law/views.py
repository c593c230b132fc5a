"""What the product counts by: files in force on a day, each with its source and confidence, and the calendar."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import fold, parse_date
from chungtay.law import queries
from chungtay.law.calendar import YEARS, exchanged_between, holidays_between, working_days_between
from chungtay.law.clocks import term_words
from chungtay.law.forms import version_of
from chungtay.law.models import LawFile
from chungtay.law.policies import LawPermission

KINDS = {
    "instrument": "Văn bản pháp luật",
    "period": "Kỳ báo cáo",
    "codelist": "Danh mục",
    "calendar": "Lịch",
    "clock": "Thời hạn theo luật",
    "form": "Biểu mẫu",
    "agencies": "Cơ quan lập sẵn",
    "indicator_set": "Bộ chỉ tiêu thống kê",
    "figure_table": "Biểu số liệu",
    "return_form": "Biểu thu thập số liệu",
    "reckoning": "Loại kỳ số liệu",
    "bands": "Nhóm tuổi",
    "overview": "Số liệu trang lãnh đạo",
    "narrative": "Luật soạn nháp phần tình hình",
}
FIELDS = {
    "number": "Số, ký hiệu",
    "issuer": "Cơ quan ban hành",
    "issued_on": "Ngày ban hành",
    "due": "Hạn báo cáo hằng năm",
    "due_above": "Hạn của cấp tỉnh",
    "duty": "Việc phải làm",
    "starts": "Tính từ khi",
    "article": "Căn cứ",
    "short": "Tên gọi",
    "used_for": "Dùng cho",
    "note": "Ghi chú",
}
CONFIDENCE = {"seen": "đã đọc bản gốc", "known": "chưa đối chiếu bản gốc", "own": "của phần mềm, không phải luật"}


@require_GET
@asks(LawPermission.READ)
def law_list(request: ActorRequest) -> HttpResponse:
    day = parse_date(request.GET.get("ngay", "")) or timezone.localdate()
    text = request.GET.get("q", "")[:100]
    groups = [(words, lines) for kind, words in KINDS.items() if (lines := _lines(kind, day, text))]
    context = {"groups": groups, "day": day, "text": text, "version": queries.law_version()}
    return render(request, "law/list.html", context)


@dataclass(frozen=True)
class Line:
    row: LawFile
    number: str
    url: str


def _lines(kind: str, day: dt.date, text: str) -> list[Line]:
    """Files of a kind in force on a day, each with its number, whose name or number holds the words."""
    words = fold(text)
    lines = [Line(row, row.content.get("number", ""), _url(kind, row.code)) for row in queries.all_in_force(kind, day)]
    return [line for line in lines if not words or words in fold(f"{line.row.title} {line.number}")]


@functools.cache
def _url(kind: str, code: str) -> str:
    """Of a hundred files on one page; there is no other than those of `law/`, so all are kept."""
    return reverse("law:file", args=[kind, code])


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
    rows = _rows(shown.content)
    if kind == "clock":
        rows.insert(0, ("Thời hạn", term_words(shown.content["term"])))
    if kind == "form":
        context["form"] = version_of(shown)
    words = {"kind_words": KINDS[kind], "confidence": CONFIDENCE[shown.confidence], "rows": rows}
    return render(request, "law/file.html", {**context, **words})


def _rows(content: dict[str, object]) -> list[tuple[str, str]]:
    """The simple fields of a file, with the words a person knows them by."""
    return [(label, _shown(str(content[key]))) for key, label in FIELDS.items() if content.get(key)]


def _shown(value: str) -> str:
    """2019-12-26 → 26/12/2019, 11-20 → 20/11; everything else as it is."""
    if found := re.fullmatch(r"(?:(\d{4})-)?(\d{2})-(\d{2})", value):
        year, month, day = found.groups()
        return "/".join(part for part in (day, month, year) if part)
    return value


@require_GET
@asks(LawPermission.READ)
def calendar(request: ActorRequest, year: int) -> HttpResponse:
    if year not in YEARS:
        raise Http404
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    context = {
        "year": str(year),  # a number would be printed as 2.026
        "days": list(holidays_between(first, last).items()),
        "exchanged": exchanged_between(first, last),
        "working": working_days_between(first - dt.timedelta(days=1), last),
        "before": year - 1 if year - 1 in YEARS else None,
        "after": year + 1 if year + 1 in YEARS else None,
    }
    return render(request, "law/calendar.html", context)
