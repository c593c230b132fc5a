"""What a report of form 01 holds, whatever road it came by. Pure: no database.

`details` and `informant` are plain words under the keys below; the informant never stands in `details`.
Times carry their zone. Lengths are in characters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date
from chungtay.law.clocks import VIETNAM

EVENT_MOST, LONG_MOST, SHORT_MOST, PLACE_MOST = 10_000, 4_000, 200, 1_000
OLD, OLDEST = dt.timedelta(days=30), dt.timedelta(days=366)
AHEAD = dt.timedelta(minutes=5)  # clocks of two offices differ

# Form 01, part A.2 (Decree 56/2017): key → label. `place` is beside the commune, which the concern itself holds.
DETAILS: dict[str, str] = {
    "event": "Sự việc",
    "place": "Địa điểm cụ thể",
    "child_name": "Họ và tên trẻ",
    "child_birth": "Ngày sinh của trẻ",
    "child_age": "Tuổi ước lượng",
    "child_sex": "Giới tính của trẻ",
    "child_home": "Nơi ở của trẻ",
    "current_state": "Tình trạng hiện tại của trẻ",
    "guess_harm": "Hậu quả có thể xảy ra nếu không được giúp",
    "father_name": "Họ tên cha",
    "father_age": "Tuổi của cha",
    "father_job": "Nghề nghiệp của cha",
    "mother_name": "Họ tên mẹ",
    "mother_age": "Tuổi của mẹ",
    "mother_job": "Nghề nghiệp của mẹ",
    "family_situation": "Hoàn cảnh gia đình",
    "carer_now": "Người đang chăm sóc trẻ",
    "suspect": "Người bị cho là gây hại",
    "actions_before": "Việc đã làm trước khi nhận tin",
}
LONG = frozenset({"event", "current_state", "guess_harm", "family_situation", "actions_before", "suspect"})
# Part A.3, sealed apart.
INFORMANT: dict[str, str] = {
    "name": "Họ tên người báo tin",
    "phone": "Số điện thoại",
    "address": "Địa chỉ",
    "relation": "Quan hệ với trẻ",
    "note": "Ghi chú về người báo tin",
    "secret": "Giữ bí mật",
}
NEEDED = (
    "received_at",
    "road",
    "commune",
    "event",
    "danger",
)  # what the form does not go without; 12 is the law of the house


@dataclass(frozen=True)
class Report:
    """One report, ready to be received. `unit` and `residence` are communes (territory.Unit); `danger` None: not known."""

    unit: Any
    road: str
    received_at: dt.datetime
    details: Mapping[str, str]
    danger: bool | None = None
    subject: str = "abused"
    kind: str = "abuse"
    hamlet: Any = None
    residence: Any = None
    informant: Mapping[str, str] = field(default_factory=dict)
    outside_id: str = ""

    @property
    def body(self) -> dict[str, str]:
        """What is sealed in the concern: the filled-in keys in the order of the form."""
        return clean(self.details, DETAILS)

    @property
    def who(self) -> dict[str, str]:
        """What is sealed as informant; empty when nothing is known of them."""
        found = clean(self.informant, INFORMANT)
        return found if set(found) - {"secret"} else {}


def clean(given: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    """The known keys that say something, in their order."""
    return {key: words for key in known if (words := str(given.get(key) or "").strip())}


def most(key: str) -> int:
    """How long the answer to a key of DETAILS may be."""
    return EVENT_MOST if key == "event" else PLACE_MOST if key == "place" else LONG_MOST if key in LONG else SHORT_MOST


def refuse_bad(report: Report, now: dt.datetime) -> None:
    """Raises UserError for what cannot be received: nothing said, too long, a moment that cannot be."""
    if not report.body.get("event"):
        raise UserError("Hãy ghi sự việc: điều gì đã hoặc đang xảy ra với trẻ.", field="event")
    for key, words in report.body.items():
        if len(words) > most(key):
            raise UserError(
                f"“{DETAILS[key]}” dài {len(words)} chữ, quá {most(key)} chữ. Hãy rút gọn hoặc chuyển bớt sang phần khác.",
                field=key,
            )
    for key, words in report.who.items():
        if len(words) > (LONG_MOST if key == "note" else SHORT_MOST):
            raise UserError(f"“{INFORMANT[key]}” quá dài. Hãy rút gọn.", field=f"informant_{key}")
    if report.received_at > now + AHEAD:
        raise UserError(
            f"Thời điểm nhận tin ({_at(report.received_at)}) ở tương lai. Hãy kiểm tra lại ngày, giờ.",
            field="received_day",
        )
    if report.received_at < now - OLDEST:
        raise UserError(
            f"Thời điểm nhận tin ({_at(report.received_at)}) đã quá một năm. Hãy kiểm tra lại ngày, giờ.",
            field="received_day",
        )


def doubts(report: Report, now: dt.datetime) -> list[str]:
    """What is possible and odd: asked once again before it is kept."""
    found = []
    if report.received_at < now - OLD:
        days = (now - report.received_at).days
        found.append(f"Tin nhận cách đây {days} ngày ({_at(report.received_at)}). Thời hạn của luật tính từ lúc đó.")
    age = report.body.get("child_age", "")
    if age.isdecimal() and int(age) >= 16:  # “²” is a digit and no number
        found.append(f"Tuổi ước lượng là {age}. Trẻ em là người dưới 16 tuổi (Điều 1 Luật Trẻ em 2016).")
    return found


def danger_of(answer: str) -> bool | None:
    """`yes`, `no`; everything else is not known."""
    return {"yes": True, "no": False}.get(answer)


def same_number(text: str) -> str:
    """The number another system gave, as it is compared: no spaces, capital letters, at most 60 characters."""
    return "".join(text.split()).upper()[:60]


def _at(moment: dt.datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {date(local.date())}"
