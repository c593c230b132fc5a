"""What every paper of the register begins and ends with: whose paper it is, what it may be used for, who signs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from chungtay.accounts.models import Agency
from chungtay.children.papers.model import Letterhead, Signs
from chungtay.foundation.access import Actor
from chungtay.territory.models import Level, Unit

PRIVATE = "Tài liệu có thông tin riêng tư của trẻ em (Điều 33 Nghị định 56/2017/NĐ-CP)"


@dataclass(frozen=True)
class Use:
    """What a paper is made for, by whom and when. `moment` in Vietnam's time."""

    purpose: str
    who: str
    agency: str
    moment: dt.datetime
    sensitive_reason: str = ""

    @property
    def day(self) -> dt.date:
        return self.moment.date()

    @property
    def line(self) -> str:
        """The line at the foot of every page. State secrecy has labels of its own, which are not used here."""
        sealed = f" Có thông tin nhạy cảm, lý do: {self.sensitive_reason}." if self.sensitive_reason else ""
        return (
            f"{PRIVATE}: chỉ dùng cho mục đích “{self.purpose.rstrip('.')}”, không sao chép, chuyển cho người khác.{sealed} "
            f"Người lập: {self.who}, {self.agency}, lúc {self.moment:%H:%M} ngày {self.moment:%d/%m/%Y}."
        )


def use_of(actor: Actor, purpose: str, sensitive_reason: str = "") -> Use:
    who = actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else "")
    return Use(purpose, who, actor.agency_name, timezone.localtime(), sensitive_reason)


def letterhead(actor: Actor, on: dt.date) -> Letterhead:
    """As the agency of the post writes it (Decree 30/2020): a committee bears the name of its unit, an office its parent's too."""
    agency = Agency.objects.select_related("unit", "parent").get(pk=actor.agency_id)
    place = agency.unit.short_name if agency.unit else actor.unit_name
    if agency.kind == "committee":
        return Letterhead(committee_name(agency), place, on)
    parent = agency.parent
    above = (committee_name(parent) if parent.kind == "committee" else parent.name) if parent else ""
    return Letterhead(agency.name, place, on, above)


def committee_name(agency: Agency) -> str:
    """ỦY BAN NHÂN DÂN in full, as the head of a paper wants it."""
    return f"Ủy ban nhân dân {agency.unit.name}" if agency.unit else agency.name


def signs(actor: Actor, unit: Unit | None, *, hamlet: bool) -> Signs:
    """Who made it, who checked it in the hamlet, who answers for it."""
    chair: tuple[str, ...] = ("TM. Ủy ban nhân dân", "Chủ tịch")
    if unit is None or unit.level != Level.COMMUNE or actor.level != Level.COMMUNE:
        return Signs((("Người lập",), ("Thủ trưởng đơn vị",)))
    middle: tuple[tuple[str, ...], ...] = (("Trưởng thôn, bản",),) if hamlet else ()
    return Signs((("Người lập",), *middle, chair))
