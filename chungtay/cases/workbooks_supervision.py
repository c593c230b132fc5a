"""The supervision grid as a workbook: numbers and codes of officers, no child and no case by name."""

from __future__ import annotations

from chungtay.cases.queries.supervision import CodeRow, OfficerRow, UnitRow
from chungtay.cases.queries.supervision_cases import (
    BAND_WORDS,
    BANDS,
    DUTIES,
    DUTY_WORDS,
    RISK_WORDS,
    RISKS,
    SANCTION_WORDS,
    Grid,
)
from chungtay.foundation.spreadsheets import Head, Sheet, to_xlsx
from chungtay.foundation.vietnamese import date


def supervision(
    *,
    steps: list[CodeRow],
    units: list[UnitRow],
    grid: Grid,
    officers: list[OfficerRow],
    sanctions: dict[str, int],
    note: str,
) -> bytes:
    """Five sheets, each with `note` (place and moment) above it."""
    return to_xlsx(
        [
            _steps(steps, note),
            _units(units, note),
            _grid(grid, note),
            _officers(officers, note),
            _sanctions(sanctions, note),
        ]
    )


def _steps(rows: list[CodeRow], note: str) -> Sheet:
    header = ["Thời hạn", "Căn cứ", "Đang chạy", "Hết hạn trong 24 giờ", "Quá hạn", "Tạm dừng", "Quá hạn lâu nhất từ"]
    lines = [
        [row.title, row.article, row.running, row.soon, row.late, row.paused, date(row.oldest)] for row in rows
    ]  # fmt: skip
    total: list[object] = ["Cộng", ""]
    for sums in zip(*[(row.running, row.soon, row.late, row.paused) for row in rows], strict=True):
        total.append(sum(sums))
    return Sheet(
        "Thời hạn theo bước", [header], lines, (44, 44, 12, 14, 12, 12, 18), note=note, total=total if rows else None
    )


def _units(rows: list[UnitRow], note: str) -> Sheet:
    header = ["Xã, phường", "Vụ việc đang mở", "Nguy cơ cao", "Khẩn cấp", "Quá 30 ngày chưa gặp trẻ", "Báo lại trong 12 tháng",
              "Thời hạn đang chạy", "Thời hạn quá hạn"]  # fmt: skip
    lines = [
        [row.name, row.cases, row.high, row.emergency, row.unseen, row.again, row.running, row.late] for row in rows
    ]
    numbers = zip(*(line[1:] for line in lines), strict=True)
    sums = [sum(one for one in column if isinstance(one, int)) for column in numbers]
    return Sheet("Theo xã", [header], lines, (32, *[14] * 7), note=note, total=["Cộng", *sums] if rows else None)


def _grid(grid: Grid, note: str) -> Sheet:
    first: list[str | Head] = [
        Head("Nguy cơ", down=2),
        Head("Lần gặp trẻ gần nhất", down=2),
        Head("Việc phải làm tiếp theo", across=len(DUTIES)),
        Head("Cộng", down=2),
    ]
    second: list[str | Head] = [DUTY_WORDS[duty] for duty in DUTIES]
    lines = [
        [RISK_WORDS[risk], BAND_WORDS[band], *(grid.of(risk, band, duty) for duty in DUTIES), grid.of(risk, band)]
        for risk in RISKS
        for band in BANDS
    ]
    total = ["Cộng", "", *(grid.of(duty=duty) for duty in DUTIES), grid.of()]
    return Sheet("Nguy cơ và liên hệ", [first, second], lines, (18, 26, 14, 14, 18, 20, 12), note=note, total=total)


def _officers(rows: list[OfficerRow], note: str) -> Sheet:
    header = ["Cán bộ", "Đơn vị", "Vụ việc đang mở", "Nguy cơ cao", "Quá hạn", "Quá 30 ngày chưa gặp trẻ"]
    lines = [[row.name or "Chưa giao cán bộ", row.unit, row.cases, row.high, row.late, row.unseen] for row in rows]
    return Sheet("Tải công việc", [header], lines, (32, 28, 16, 14, 12, 18), note=note)


def _sanctions(numbers: dict[str, int], note: str) -> Sheet:
    lines = [[words, numbers.get(code, 0)] for code, words in SANCTION_WORDS.items()]
    return Sheet("Xử lý người gây hại", [["Tình trạng xử lý", "Số người"]], lines, (44, 14), note=note)
