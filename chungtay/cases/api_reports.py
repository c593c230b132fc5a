"""A report as another system sends it (JSON), checked field by field. What is wrong is said for each field.

Fields: `number` (of the sender; the same number is the same report) · `received_at` (ISO 8601 with time zone) · `commune_code`
(of today), or `commune` and `province` by name · `event` · `danger` (true, false, null) · `subject` · `place` · further keys
of form 01 under `details` · `child` {name, birth, age, sex, home} · `informant` {name, phone, address, relation, note}.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from chungtay.cases import intake
from chungtay.cases.intake import Report
from chungtay.cases.models import Subject
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import today_of, unit_by_code
from chungtay.territory.search import resolve_name

MOST_BYTES = 200_000
KNOWN = {"number", "received_at", "commune_code", "commune", "province", "event", "danger", "subject", "place", "details",
         "child", "informant"}  # fmt: skip
_CHILD = {"name", "birth", "age", "sex", "home"}


class Wrong(Exception):
    """The request as a whole, or some of its fields, cannot be taken. `fields`: name → sentence."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("wrong fields")
        self.fields = fields


def read(data: Any, road: str) -> Report:
    """The report. Raises Wrong with every fault at once."""
    if not isinstance(data, dict):
        raise Wrong({"": "Cần một đối tượng JSON."})
    wrong = {name: "Trường này không có trong tài liệu." for name in data if name not in KNOWN}
    number = _text(data, "number", wrong, most=60, needed=True)
    if number and not intake.same_number(number):
        wrong["number"] = "Số của nơi gửi không có ký tự nào."
    event = _text(data, "event", wrong, most=intake.EVENT_MOST, needed=True)
    moment = _moment(data, wrong)
    unit = _unit(data, wrong)
    details = {**_group(data, "details", set(intake.DETAILS) - {"event"}, wrong)}
    details |= {f"child_{key}": words for key, words in _group(data, "child", _CHILD, wrong).items()}
    details |= {
        "event": event,
        "place": _text(data, "place", wrong, most=intake.PLACE_MOST) or details.get("place", ""),
    }
    danger = data.get("danger")
    if danger is not None and not isinstance(danger, bool):
        wrong["danger"] = "Cần true, false hoặc null (chưa rõ)."
    subject = data.get("subject", Subject.ABUSED)
    if subject not in Subject.values:
        wrong["subject"] = f"Cần một trong: {', '.join(Subject.values)}."
    informant = _group(data, "informant", set(intake.INFORMANT) - {"secret"}, wrong)
    if wrong or unit is None or moment is None:
        raise Wrong(wrong)
    return Report(unit=unit, road=road, received_at=moment, details=details, danger=danger, subject=subject,
                  informant={**informant, "secret": "yes"}, outside_id=number)  # fmt: skip


def _text(data: dict[str, Any], name: str, wrong: dict[str, str], *, most: int, needed: bool = False) -> str:
    value = data.get(name)
    if value is None or value == "":
        if needed:
            wrong[name] = "Bắt buộc."
        return ""
    if not isinstance(value, str) or "\x00" in value:
        wrong[name] = "Cần một chuỗi ký tự."
        return ""
    if len(value) > most:
        wrong[name] = f"Dài quá {most} ký tự."
    if needed and not value.strip():
        wrong[name] = "Bắt buộc."
    return value.strip()


def _group(data: dict[str, Any], name: str, known: set[str], wrong: dict[str, str]) -> dict[str, str]:
    given = data.get(name) or {}
    if not isinstance(given, dict):
        wrong[name] = "Cần một đối tượng JSON."
        return {}
    found: dict[str, str] = {}
    for key, value in given.items():
        place = f"{name}.{key}"
        if key not in known:
            wrong[place] = "Trường này không có trong tài liệu."
        elif value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            wrong[place] = "Cần một chuỗi ký tự hoặc số nguyên."
        elif value is not None and "\x00" in str(value):
            wrong[place] = "Có ký tự không đọc được."
        elif value is not None:
            found[key] = str(value)
    if name == "child" and found.get("sex", "") not in ("", "male", "female", "unknown"):
        wrong["child.sex"] = "Cần male, female hoặc unknown."
    return found


def _moment(data: dict[str, Any], wrong: dict[str, str]) -> dt.datetime | None:
    typed = _text(data, "received_at", wrong, most=40, needed=True)
    if not typed or "received_at" in wrong:
        return None
    try:
        moment = dt.datetime.fromisoformat(typed)
    except ValueError:
        wrong["received_at"] = "Cần thời điểm ISO 8601, ví dụ 2026-12-05T21:40:00+07:00."
        return None
    if moment.tzinfo is None:
        wrong["received_at"] = "Cần múi giờ, ví dụ +07:00."
        return None
    now = timezone.now()
    if not now - intake.OLDEST <= moment <= now + intake.AHEAD:
        wrong["received_at"] = "Thời điểm ở tương lai hoặc đã quá một năm."
        return None
    return moment


def _unit(data: dict[str, Any], wrong: dict[str, str]) -> Unit | None:
    today = timezone.localdate()
    code = _text(data, "commune_code", wrong, most=5)
    if code:
        unit = unit_by_code(Level.COMMUNE, code, today)
        if unit is None:
            old = Unit.objects.filter(level=Level.COMMUNE, code=code).order_by("-valid_from").first()
            now = today_of(old, today) if old is not None else []
            unit = now[0] if len(now) == 1 else None
        if unit is None:
            wrong["commune_code"] = f"Hiện không có xã, phường mã {code}, hoặc xã cũ đã chia về nhiều xã."
        return unit
    name = _text(data, "commune", wrong, most=120)
    if not name:
        wrong.setdefault("commune_code", "Cần commune_code, hoặc commune và province.")
        return None
    province = _text(data, "province", wrong, most=120)
    found = resolve_name(", ".join(part for part in (name, province) if part), today, level=Level.COMMUNE)
    if found.one is None:
        wrong["commune"] = found.sentence
    return found.one
