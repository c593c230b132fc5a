"""A release for machines: .csv, JSON, ADX, SDMX-CSV. A hidden cell is there, without its number.

Which hidden cell is small and which only keeps another is told to nobody outside: it would tell that the number is 1 or 2.
ADX is the profile of IHE Quality, Research and Public Health (ADX 2.0, namespace of 2015); SDMX-CSV is version 2.0 of its field
guide. Both are a page of plain writing; docs/decisions/0013 says why no library is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from django.utils import timezone

from chungtay.statistics.exhibits import to_csv
from chungtay.statistics.models.releases import Hidden, Release, ReleaseCell
from chungtay.statistics.publishing.columns import Column, slices

HIDDEN_WORDS = "Không công bố: số nhỏ, hoặc giữ để không suy ra số nhỏ"
ADX = "urn:ihe:qrph:adx:2015"
_SEX = {"male": "M", "female": "F"}
_AGE = {"0-6": "Y0T5", "6-16": "Y6T15"}
_HEADER = (
    "Số đo",
    "Mã số đo",
    "Đơn vị",
    "Mã đơn vị",
    "Phân tổ",
    "Tử số",
    "Mẫu số",
    "Giá trị",
    "Đơn vị tính",
    "Ghi chú",
)
_SDMX = ("STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "REF_AREA", "INDICATOR", "SEX", "AGE", "ETHNICITY", "TIME_PERIOD",
         "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS")  # fmt: skip
STRUCTURE = "CHUNGTAY:CHILDREN(1.0)"


def columns_by_code(release: Release) -> dict[str, Column]:
    return {data["code"]: Column.from_data(data) for data in release.measures}


def plain(value: Decimal | None) -> int | Decimal | None:
    """A whole number without the zeros of its storage."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def outside_words(cell: ReleaseCell) -> str:
    """Why there is no number, in words that tell nothing more."""
    return cell.why if cell.hidden == Hidden.NONE else HIDDEN_WORDS if cell.hidden else ""


def as_csv(release: Release, cells: Iterable[ReleaseCell]) -> bytes:
    columns, labels = columns_by_code(release), _labels(release)
    rows = [
        (
            columns[cell.measure].title, cell.measure, cell.unit_name, cell.unit_code,
            labels[cell.break_of, cell.break_value], plain(cell.numerator), plain(cell.denominator), plain(cell.value),
            columns[cell.measure].unit, outside_words(cell),
        )
        for cell in cells
    ]  # fmt: skip
    return to_csv(_HEADER, rows)


def as_json(release: Release) -> dict[str, Any]:
    """What a release says of itself; its cells come in pages beside it."""
    return {
        "id": release.pk, "title": release.title, "unit": {"code": release.unit.code, "name": release.unit_name},
        "level": release.level, "period": {
            "code": release.period, "title": release.period_title, "from": release.starts.isoformat(),
            "until": release.ends.isoformat(),
        },
        "breaks": release.by, "published_on": release.published_on.isoformat(), "next_on": release.next_on.isoformat(),
        "published_by": release.agency_name, "counted_on": release.counted_on.isoformat(),
        "law_version": release.law_version, "note": release.note, "corrects": release.corrects_id,
        "correction": release.correction,
        "measures": [
            {"code": data["code"], "title": data["title"], "unit": data["unit"], "multiplier": data["multiplier"]}
            for data in release.measures
        ],
    }  # fmt: skip


def cell_as_json(cell: ReleaseCell) -> dict[str, Any]:
    return {
        "measure": cell.measure, "unit": cell.unit_code, "unit_name": cell.unit_name,
        "break": {cell.break_of: cell.break_value} if cell.break_of else {},
        "numerator": _number(cell.numerator), "denominator": _number(cell.denominator), "value": _number(cell.value),
        "hidden": bool(cell.hidden and cell.hidden != Hidden.NONE), "note": outside_words(cell),
    }  # fmt: skip


def as_adx(release: Release, cells: Iterable[ReleaseCell]) -> bytes:
    """One group per unit. ADX has no value for a cell that is not published, so such a cell is left out."""
    ET.register_namespace("", ADX)
    root = ET.Element(f"{{{ADX}}}adx", {"exported": timezone.now().isoformat(timespec="seconds")})
    group, unit = None, ""
    for cell in cells:
        if cell.value is None:
            continue
        if group is None or unit != cell.unit_path:
            unit = cell.unit_path
            group = ET.SubElement(root, f"{{{ADX}}}group", {
                "dataSet": f"CHUNGTAY-{release.pk}", "period": _adx_period(release), "orgUnit": cell.unit_code,
            })  # fmt: skip
        given = {"dataElement": cell.measure, "value": str(plain(cell.value))}
        if cell.break_of:
            given[{"sex": "sex", "band": "ageGroup", "minority": "ethnicity"}[cell.break_of]] = _code(cell)
        ET.SubElement(group, f"{{{ADX}}}dataValue", given)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def as_sdmx(release: Release, cells: Iterable[ReleaseCell]) -> bytes:
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(_SDMX)
    columns = columns_by_code(release)
    period = f"{release.starts.isoformat()}/{_duration(release)}"
    for cell in cells:
        given = {cell.break_of: _code(cell)}
        out.writerow([
            "dataflow", STRUCTURE, "I", "A" if _duration(release) == "P1Y" else "_U", cell.unit_code, cell.measure,
            given.get("sex", "_T"), given.get("band", "_T"), given.get("minority", "_T"), period,
            "" if cell.value is None else plain(cell.value), columns[cell.measure].unit, *_status(cell),
        ])  # fmt: skip
    return text.getvalue().encode("utf-8")


def _status(cell: ReleaseCell) -> tuple[str, str]:
    """Codes of CL_OBS_STATUS (A normal, M missing, Q suppressed) and CL_CONF_STATUS (F free, C confidential)."""
    if not cell.hidden:
        return "A", "F"
    return ("M", "F") if cell.hidden == Hidden.NONE else ("Q", "C")


def _code(cell: ReleaseCell) -> str:
    return _SEX.get(cell.break_value) or _AGE.get(cell.break_value) or cell.break_value.upper()


def _number(value: Decimal | None) -> int | float | None:
    made = plain(value)
    return float(made) if isinstance(made, Decimal) else made


def _adx_period(release: Release) -> str:
    return f"{release.starts.isoformat()}/{_duration(release)}"


def _duration(release: Release) -> str:
    """ISO 8601: a whole year or whole months as such, else days."""
    months = (release.ends.year - release.starts.year) * 12 + release.ends.month - release.starts.month
    if release.starts.day == release.ends.day:
        return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"
    return f"P{(release.ends - release.starts).days}D"


def _labels(release: Release) -> dict[tuple[str, str], str]:
    return {(piece.axis, piece.value): piece.label for piece in slices(release.by)}


FORMATS: Sequence[tuple[str, str, str]] = (
    ("csv", "Bảng .csv, mở bằng Excel", "text/csv; charset=utf-8"),
    ("json", "JSON, cho chương trình", "application/json"),
    ("adx", "ADX (.xml), trao đổi số liệu y tế", "application/xml"),
    ("sdmx", "SDMX-CSV, trao đổi số liệu thống kê", "application/vnd.sdmx.data+csv;version=2.0.0"),
)
