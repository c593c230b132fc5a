"""The rows that hang on a child and go with it when two records become one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from chungtay.children.models import (
    Child,
    Circumstance,
    Fact,
    Growth,
    Immunisation,
    Kinship,
    RoundLine,
    Schooling,
    Support,
)

TABLES: dict[str, Any] = {
    "kin": Kinship,
    "circumstances": Circumstance,
    "facts": Fact,
    "growth": Growth,
    "immunisations": Immunisation,
    "schooling": Schooling,
    "support": Support,
    "round_lines": RoundLine,
}
LABELS = {
    "kin": "Quan hệ gia đình",
    "circumstances": "Hoàn cảnh",
    "facts": "Thông tin theo thời gian",
    "growth": "Lần cân đo",
    "immunisations": "Mũi tiêm",
    "schooling": "Năm học",
    "support": "Lần hỗ trợ",
    "round_lines": "Dòng rà soát",
}

# What may stand only once on a child: a row whose value the survivor has already stays where it is. None: no limit.
_ONCE: dict[str, Callable[[Any], Hashable | None]] = {
    "kin": lambda row: row.relation if row.relation in ("father", "mother") and row.valid_to is None else None,
    "circumstances": lambda row: (row.list, row.code) if row.valid_to is None and row.state != "refused" else None,
    "growth": lambda row: row.on,
    "immunisations": lambda row: (row.vaccine, row.dose),
    "schooling": lambda row: row.year,
    "round_lines": lambda row: row.round_id,
}


def ids_of(child: Child) -> dict[str, list[int]]:
    return {
        name: list(model.objects.filter(child=child).order_by("pk").values_list("pk", flat=True))
        for name, model in TABLES.items()
    }


def sorted_out(name: str, kept: Child, gone: Child) -> tuple[list[int], list[int]]:
    """Keys of the rows of `gone` that can go over to `kept`, and of those that have to stay."""
    rows = list(TABLES[name].objects.filter(child=gone).order_by("pk"))
    once = _ONCE.get(name)
    if once is None:
        return [row.pk for row in rows], []
    there = {once(row) for row in TABLES[name].objects.filter(child=kept)} - {None}
    going = [row.pk for row in rows if once(row) not in there]
    return going, [row.pk for row in rows if once(row) in there]


def hand_over(name: str, keys: list[int], child: Child) -> None:
    if keys:
        TABLES[name].objects.filter(pk__in=keys).update(child=child, unit_path=child.unit_path)
