"""The catalogue of components: each sample is template source, shown and rendered from the same text."""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from chungtay.foundation.templatetags.components_lists import Cell, Chip, FileLine, GridRow
from chungtay.foundation.templatetags.components_reading import Span

SAMPLES = Path(__file__).parent / "templates" / "foundation" / "samples"


class SampleForm(forms.Form):
    """A form to look at; nothing is sent."""

    title = forms.CharField(label="Tên việc", max_length=120, help_text="Viết ngắn, bắt đầu bằng động từ.")
    day = forms.DateField(label="Hạn hoàn thành", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"maxlength": 200, "rows": 3}))
    kind = forms.ChoiceField(
        label="Cách làm", choices=[("once", "Một lần"), ("often", "Thường xuyên")], widget=forms.RadioSelect
    )
    urgent = forms.BooleanField(label="Việc khẩn", required=False)


@dataclass(frozen=True)
class Part:
    title: str
    source: str
    drawn: SafeString


def parts(request: HttpRequest) -> list[Part]:
    """All samples in the order of their file names; the first line of a file is its title."""
    drawn = []
    for file in sorted(SAMPLES.glob("*.html")):
        title, source = file.read_text(encoding="utf-8").split("\n", 1)
        title = title.removeprefix("{# ").removesuffix(" #}")
        rendered = engines["django"].from_string(source).render(_context(request), request)
        drawn.append(Part(title, source.strip(), mark_safe(rendered)))  # our own templates and invented words
    return drawn


def _context(request: HttpRequest) -> dict[str, object]:
    today = timezone.localdate()
    wrong = SampleForm({"title": "", "kind": "once"}, prefix="sai")
    cells = [
        Cell("done", "●", "Xã A, việc 1: hoàn thành đúng hạn", "#luoi"),
        Cell("running", "◐", "Xã A, việc 2: đang làm, trong hạn", "#luoi"),
        Cell("late", "▲", "Xã A, việc 3: quá hạn", "#luoi"),
    ]
    text = "Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh rà soát trẻ em có nguy cơ, báo cáo trước ngày 25/11/2026."
    task = text.index("Giao"), text.index(", báo cáo")
    agency = text.index("Sở Y tế"), text.index(" chủ trì")
    date = text.index("25/11/2026"), text.index("25/11/2026") + 10
    numbers = Paginator(range(1, 260), 20)
    return {
        "today": today,
        "soon": today + dt.timedelta(days=3),
        "late": today - dt.timedelta(days=2),
        "now": timezone.now(),
        "form": SampleForm(prefix="mau"),
        "wrong": wrong,
        "chips": [Chip("Tất cả", "#chip", True, 12), Chip("Quá hạn", "#chip", False, 2)],
        "headers": ["Đơn vị", "Được giao", "Hoàn thành"],
        "rows": [["Xã Minh Họa", 1200, 1150], ["Xã Thí Dụ", 45, 45]],
        "columns": [("1", "#luoi", "Rà soát"), ("2", "#luoi", "Truyền thông"), ("3", "#luoi", "Báo cáo")],
        "grid_rows": [
            GridRow("Xã Minh Họa", cells, "#luoi"),
            GridRow("Xã Thí Dụ", [cells[1], None, cells[0]], "#luoi"),
        ],
        "files": [FileLine("Biên bản làm việc.docx", "#tep", 348_160, "Lò Thị Ân gửi hôm qua")],
        "text": text,
        "spans": [
            Span(*task, "v1", "task", "Việc 1"),
            Span(*agency, "v1", "agency", "Chủ trì"),
            Span(*date, "v1", "date", "Hạn", False),
        ],
        "page": numbers.page(3),
        "unit": types.SimpleNamespace(),
    }
