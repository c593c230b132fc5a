"""`chungtay children search TEXT [--unit CODE]`: children found, best first, with the reason. Nothing is changed."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from chungtay.children.queries.search import LIMIT, Filters, Found, answer_in
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import covered_paths, unit_by_code

HELP = "tìm trẻ em theo tên, tên cha mẹ, số định danh, điện thoại"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="tên trẻ (không cần dấu), tên cha mẹ, số định danh, số điện thoại")
    parser.add_argument("--unit", metavar="CODE", default="", help="mã tỉnh (2 chữ số) hoặc mã xã (5 chữ số)")
    parser.add_argument("--limit", type=int, default=LIMIT, help=f"nhiều nhất bao nhiêu trẻ ({LIMIT})")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """`{"text", "unit", "found": […], "sentence"}`. Raises ValueError with a sentence when there is no such unit."""
    unit = unit_of(options["unit"]) if options.get("unit") else None
    paths = covered_paths(unit, timezone.localdate()) if unit else ("",)
    limit = max(1, min(int(options.get("limit") or LIMIT), 200))
    with as_system("an administrator searches at the shell"):
        answer = answer_in(paths, text=options["text"], filters=Filters(), limit=limit)
        _looked(answer.found, options["text"])
    return {
        "text": options["text"],
        "unit": unit.name if unit else "",
        "found": [
            {"id": one.child_id, "name": one.name, "birth": one.birth, "unit_path": one.unit_path, "status": one.status,
             "score": one.score, "why": one.why}
            for one in answer.found
        ],
        "sentence": answer.sentence,
    }  # fmt: skip


def _looked(found: Sequence[Found], text: str) -> None:
    """Each commune reads in its log that its children were found at the shell, and by whom."""
    keepers: dict[str, list[int]] = {}
    for one in found:
        keepers.setdefault(one.unit_path, []).append(one.child_id)
    who = f"Quản trị máy chủ ({getpass.getuser()})"
    for path, ids in keepers.items():
        Look.objects.bulk_create(
            [
                Look(
                    kind=Look.Kind.SEARCH, object_type="children.child", object_ids=ids, count=len(ids), unit_path=path,
                    actor_name=who, what=f"Dòng lệnh: {text}"[:300],
                )
            ]
        )  # fmt: skip


def unit_of(code: str) -> Unit:
    """The unit of today with this code. Raises ValueError with a sentence."""
    level = Level.PROVINCE if len(code) <= 2 else Level.COMMUNE
    unit = unit_by_code(level, code, timezone.localdate())
    if unit is None:
        raise ValueError(f"Không có {'tỉnh' if level == Level.PROVINCE else 'xã'} nào hiện mang mã “{code}”.")
    return unit
