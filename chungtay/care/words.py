"""The course of a placement in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chungtay.care.models import Placement
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist

if TYPE_CHECKING:
    from chungtay.care.queries.placements import Page


@dataclass(frozen=True)
class Happened:
    label: str
    on: dt.date
    who: str = ""
    words: str = ""
    tone: str = "done"


def timeline(row: Placement, page: Page) -> list[Happened]:
    """What was done, the earliest first. Visits stand in their own list."""
    found = [Happened("Đề xuất người chăm sóc", row.proposed_on, words=str(page.body.get("needs", "")))]
    if row.consent and row.consent_on:
        found.append(Happened("Văn bản đồng ý", row.consent_on, words=str(page.body.get("consent_words", ""))))
    if row.child_answer and row.child_asked_on:
        found.append(Happened("Hỏi ý kiến trẻ", row.child_asked_on, words=str(page.body.get("child_words", ""))))
    said = page.body.get("words", {})
    if row.decided_on:
        found.append(
            Happened(
                f"Quyết định giao, nhận số {row.number}", row.decided_on, row.signer_name, str(said.get("spite", ""))
            )
        )
    if row.handed_over_on:
        label = "Giao trẻ trước, thủ tục sau" if row.temporary else "Giao trẻ"
        found.append(Happened(label, row.handed_over_on, words=str(said.get("hand_over", ""))))
    if row.end_asked_on:
        found.append(
            Happened("Đề nghị chấm dứt (Mẫu 15)", row.end_asked_on, words=str(said.get("end_asked", "")), tone="plain")
        )
    if row.ended_on:
        with_whom = codelist("lives_with").get(str(page.body.get("lives_with", "")), "")
        parts = [str(row.get_end_ground_display()), str(row.get_next_form_display())]
        parts.append(f"Trẻ sống với: {with_whom[0].lower()}{with_whom[1:]}" if with_whom else "")
        words = " ".join([*(f"{part}." for part in parts if part), str(said.get("end", ""))]).strip()
        found.append(
            Happened(f"Quyết định chấm dứt, chuyển số {row.end_number}", row.ended_on, row.end_signer_name, words)
        )
    for name, label in (
        ("placement_decline", "Không nhận"),
        ("placement_withdraw", "Rút đề xuất"),
        ("placement_revoke", "Thu hồi"),
    ):
        if said.get(name):
            found.append(Happened(label, row.updated_at.date(), words=str(said[name]), tone="recalled"))
    return sorted(found, key=lambda one: one.on)


def since_words(row: Placement) -> str:
    return f"từ {date(row.handed_over_on)}" if row.handed_over_on else ""
