"""The year in figures, as a page and as a sheet; that the report was sent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.care.policies import CarePermission
from chungtay.care.queries import annual as queries
from chungtay.care.services import annual as services
from chungtay.care.views import loading
from chungtay.foundation.access import found
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks, whole_number
from chungtay.foundation.spreadsheets import Sheet, to_xlsx
from chungtay.foundation.vietnamese import date
from chungtay.territory.queries import unit_by_path

FIRST = 2017  # the decree came into force
HEAD = [
    "STT",
    "Xã, phường, đặc khu",
    "Người đủ điều kiện",
    "Đang chăm sóc cuối kỳ",
    "Giao trong năm",
    "Kết thúc trong năm",
]


def _asked(request: ActorRequest) -> int:
    this = timezone.localdate().year
    asked = whole_number(request.GET.get("nam", "")) or this
    return min(max(asked, FIRST), this)


@require_GET
@asks(CarePermission.READ)
def year(request: ActorRequest) -> HttpResponse:
    this, number = timezone.localdate().year, _asked(request)
    figures = queries.year(request.actor, number, timezone.localdate())
    chips = [(str(one), f"?nam={one}", one == number) for one in range(this, max(FIRST, this - 4) - 1, -1)]
    may = str(CarePermission.REPORT) in request.actor.permissions and number == this
    context = {
        "figures": figures, "chips": chips, "may_report": may, "crumbs": loading.crumbs(),
        "form_head": ["Hình thức", "Đang chăm sóc cuối kỳ", "Giao trong năm", "Kết thúc trong năm"],
        "ground_head": ["Căn cứ", "Số trẻ"], "visit_head": ["Việc", "Số lần"],
    }  # fmt: skip
    return render(request, "care/year.html", context)


@require_GET
@asks(CarePermission.READ)
def year_sheet(request: ActorRequest) -> HttpResponse:
    figures = queries.year(request.actor, _asked(request), timezone.localdate())
    rows = [
        [number, row.name, row.carers, row.in_care, row.begun, row.ended] for number, row in enumerate(figures.rows, 1)
    ]
    total = [
        "",
        figures.total.name,
        figures.total.carers,
        figures.total.in_care,
        figures.total.begun,
        figures.total.ended,
    ]
    note = f"Chăm sóc thay thế năm {figures.year}, số liệu đến ngày {date(figures.until)}. Không có tên người."
    sheet = Sheet("Chăm sóc thay thế", [HEAD], rows, widths=(6, 34, 18, 22, 16, 20), total=total, note=note)
    return loading.as_file(to_xlsx([sheet]), f"cham-soc-thay-the-{figures.year}.xlsx", loading.EXCEL)


@require_POST
@asks(CarePermission.REPORT)
def year_reported(request: ActorRequest) -> HttpResponse:
    unit = unit_by_path(request.actor.unit_paths[0]) if request.actor.unit_paths else None
    services.reported(actor=request.actor, unit=found(unit))
    tell(request, "Đã ghi: báo cáo năm đã gửi.")
    return redirect("care:year")
