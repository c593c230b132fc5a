"""The buttons of the path: the address of each arrow, and whether it asks for words first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from chungtay.cases.models import Case
from chungtay.foundation.workflow import Transition

SLUGS = {
    "verify": "xac-minh", "find_unfounded": "khong-can-cu", "assess": "danh-gia-ban-dau", "assess_specific": "danh-gia-cu-the",
    "submit_plan": "trinh-ke-hoach", "return_plan": "tra-lai-ke-hoach", "approve_plan": "duyet-ke-hoach",
    "change_plan": "dieu-chinh-ke-hoach", "review": "ra-soat", "continue_plan": "tiep-tuc-ke-hoach", "begin_cycle": "chu-ky-moi",
    "close": "ket-thuc", "reopen": "mo-lai", "verify_again": "xac-minh-lai",
}  # fmt: skip
ARROWS = {slug: name for name, slug in SLUGS.items()}
# The steps that lead on; the others lead back or aside.
FORWARD = ("verify", "assess", "assess_specific", "submit_plan", "approve_plan", "review", "close", "begin_cycle")
AT_ONCE = ("verify", "assess", "assess_specific", "submit_plan", "review", "begin_cycle")


@dataclass(frozen=True)
class Button:
    """`act` marks one drawing of the page, so that a double click is one step."""

    label: str
    url: str
    at_once: bool
    primary: bool
    act: str
    article: str


def buttons(case: Case, arrows: Iterable[Transition]) -> list[Button]:
    """What leads on stands first, and one of it is the button of the page."""
    ordered = sorted(arrows, key=lambda arrow: FORWARD.index(arrow.name) if arrow.name in FORWARD else len(FORWARD))
    return [
        Button(arrow.label, reverse("cases:step", args=[case.pk, SLUGS[arrow.name]]), arrow.name in AT_ONCE,
               place == 0 and arrow.name in FORWARD, str(uuid.uuid4()), arrow.legal_basis)
        for place, arrow in enumerate(ordered)
    ]  # fmt: skip
