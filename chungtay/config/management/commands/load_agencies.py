"""`chungtay load_agencies`: the committee of every unit, and the offices law/agencies gives every unit of a level."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand

from chungtay.accounts.models import Agency
from chungtay.accounts.services.agencies import ALWAYS, AgencyDefinition, DatedName, Succeeds, ensure_agencies
from chungtay.foundation.models import AuditEntry
from chungtay.law import queries
from chungtay.territory.queries import last_load


class Command(BaseCommand):
    help = "Makes agencies that are missing. Quick when units and law have not changed since."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--force", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stamp = f"{queries.law_version()}:{getattr(last_load(), 'digest', '')}"
        if not options["force"] and _done_for(stamp):
            return
        counts = ensure_agencies(definitions())
        AuditEntry.objects.bulk_create(
            [
                AuditEntry(
                    action="agencies.stamp", object_type="accounts.agency", object_label=stamp, actor_name="Hệ thống"
                )
            ]
        )
        cache.clear()
        if options["verbosity"]:
            self.stdout.write(
                f"{counts.agencies} cơ quan mới, {counts.successions} kế tục; tất cả {Agency.objects.count()}."
            )


def _done_for(stamp: str) -> bool:
    """The last run left its stamp in the audit trail, found through the index on objects."""
    stamps = AuditEntry.objects.filter(object_type="accounts.agency", object_id="", action="agencies.stamp")
    last = stamps.order_by("-id").first()
    return last is not None and last.object_label == stamp


def definitions() -> list[AgencyDefinition]:
    """law/agencies as accounts understands it."""
    return [
        _definition(office, row.content["level"])
        for row in queries.all_in_force("agencies")
        for office in row.content["offices"]
    ]


def _definition(office: dict[str, Any], level: str) -> AgencyDefinition:
    return AgencyDefinition(
        kind=office["kind"],
        sector=office["sector"],
        level=level,
        names=tuple(_name(one) for one in office["names"]),
        valid_from=_day(office.get("from")) or ALWAYS,
        valid_to=_day(office.get("to")),
        under_committee=office.get("under_committee", True),
        unit_kinds=tuple(office.get("unit_kinds", ())),
        succeeds=tuple(
            Succeeds(one["kind"], one["sector"], dt.date.fromisoformat(one["day"]), one.get("basis", ""))
            for one in office.get("succeeds", ())
        ),
    )


def _name(one: dict[str, str]) -> DatedName:
    return DatedName(one["name"], _day(one.get("from")) or ALWAYS, _day(one.get("to")))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
