"""Kinds of contact of an emergency card, and when a number has not been tried for too long. Pure: no database."""

from __future__ import annotations

import datetime as dt
import re

# Offices and people in office; the order is that of the card.
KINDS: dict[str, str] = {
    "police": "Công an xã",
    "clinic": "Trạm y tế",
    "officer": "Người làm công tác bảo vệ trẻ em",
    "chair": "Chủ tịch UBND xã",
    "hospital": "Bệnh viện",
    "shelter": "Nơi tạm trú an toàn",
    "psychology": "Tư vấn, trị liệu tâm lý",
    "legal_aid": "Trợ giúp pháp lý",
    "school": "Trường học",
    "labour": "Cơ quan quản lý lao động",
    "trafficking": "Đối tác chương trình phòng, chống mua bán người",
    "cyber": "Cơ quan xử lý vi phạm trên mạng",
    "rescue": "Cứu hộ, cứu nạn",
    "other": "Nơi khác",
}
NEEDED = ("police", "clinic", "officer", "chair")  # a commune's card without them helps nobody at night
STALE_DAYS = 90
_PHONE = re.compile(r"[0-9][0-9 .\-()+]*")


def is_stale(checked_on: dt.date | None, on: dt.date) -> bool:
    """Never tried, or tried longer ago than STALE_DAYS."""
    return checked_on is None or (on - checked_on).days > STALE_DAYS


def dialled(phone: str) -> str:
    """The digits to call, for a link that a phone understands; empty when there is nothing to dial."""
    digits = re.sub(r"[^0-9+]", "", phone)
    return digits if len(digits.lstrip("+")) >= 3 else ""


def plausible(phone: str) -> bool:
    return bool(_PHONE.fullmatch(phone.strip().lstrip("+"))) and 3 <= len(re.sub(r"\D", "", phone)) <= 15
