"""What exactly a plan says, its digest, and in words what differs between two readings of it.

The chair approves what was read and nothing else: the page of the approval carries the digest of what it shows. The digest
is salted with what is sealed in the plan, so that it tells nothing once the key of the case is gone.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WORDS = {"goal": "mục tiêu", "monitoring": "giám sát, đánh giá", "organisation": "tổ chức thực hiện"}
FIELDS = {
    "service": "tên việc", "category": "nhóm dịch vụ", "measure": "biện pháp", "instruction": "yêu cầu",
    "agency": "cơ quan thực hiện", "provider_name": "nơi phối hợp", "starts_on": "ngày bắt đầu", "ends_on": "ngày kết thúc",
    "cost": "kinh phí", "tell_name": "việc cho biết tên trẻ",
}  # fmt: skip
MOST_KEPT = 5  # submissions remembered, to say what changed since one was read
MOST_TOLD = 4


@dataclass(frozen=True)
class Content:
    """`words`: goal, monitoring, organisation. `lines`: as `plans.shown` says them, with their `pk`, in their order."""

    words: Mapping[str, str]
    lines: Sequence[Mapping[str, Any]]

    def digest(self, salt: str) -> str:
        """64 hexadecimal signs."""
        told = json.dumps(
            [salt, dict(self.words), [dict(row) for row in self.lines]], ensure_ascii=False, sort_keys=True
        )
        return hashlib.sha256(told.encode()).hexdigest()

    def kept(self) -> dict[str, Any]:
        return {"words": dict(self.words), "lines": [dict(row) for row in self.lines]}


def new_salt() -> str:
    return secrets.token_hex(16)


def remembered(body: Mapping[str, Any], read: str) -> Content | None:
    """The submission that had this digest."""
    for one in body.get("submitted", ()):
        if one["digest"] == read:
            return Content(one["words"], one["lines"])
    return None


def remember(body: Mapping[str, Any], content: Content, digest: str) -> list[dict[str, Any]]:
    """The submissions with this one, the latest last."""
    earlier = [one for one in body.get("submitted", ()) if one["digest"] != digest]
    return [*earlier, {"digest": digest, **content.kept()}][-MOST_KEPT:]


def changes(old: Content, new: Content) -> list[str]:
    """What differs, one phrase each: words of the plan, lines that came, lines that went, lines that changed."""
    told = [f"sửa {label}" for name, label in WORDS.items() if old.words.get(name, "") != new.words.get(name, "")]
    before, after = ({row["pk"]: row for row in one.lines} for one in (old, new))
    told += [f"bỏ phần việc “{row['service']}”" for pk, row in before.items() if pk not in after]
    told += [f"thêm phần việc “{row['service']}”" for pk, row in after.items() if pk not in before]
    for pk, row in after.items():
        differs = [label for name, label in FIELDS.items() if pk in before and before[pk].get(name) != row.get(name)]
        if differs:
            told.append(f"phần việc “{before[pk]['service']}” đổi {', '.join(differs)}")
    if not told and list(before) != list(after):
        told.append("đổi thứ tự phần việc")
    return told


def changed_words(old: Content | None, new: Content) -> str:
    """The refusal of an approval: what changed, what is kept, what to do."""
    found = changes(old, new) if old is not None else []
    more = f" và {len(found) - MOST_TOLD} thay đổi khác" if len(found) > MOST_TOLD else ""
    what = f": {'; '.join(found[:MOST_TOLD])}{more}" if found else ""
    return f"Kế hoạch đã thay đổi từ khi anh/chị đọc{what}. Chưa phê duyệt gì. Hãy đọc bản mới rồi phê duyệt."
