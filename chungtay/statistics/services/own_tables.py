"""Own tables: saved, copied, shared, put on a rhythm, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from chungtay.foundation import audit, notify
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import StaleEdit, UserError
from chungtay.statistics.choices import Choice, checked
from chungtay.statistics.models import OwnTable, OwnTableShare, Rhythm, Schedule
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries.own_tables import colleagues

MOST_TABLES = 100


@transaction.atomic
def save_table(*, actor: Actor, title: str, choice: Choice) -> OwnTable:
    require(actor, FigurePermission.TABLES)
    if OwnTable.objects.filter(post_id=actor.post_id).count() >= MOST_TABLES:
        raise UserError(f"Anh/chị đã có {MOST_TABLES} bảng. Hãy xóa bảng không còn dùng rồi lưu lại.")
    table: OwnTable = OwnTable.objects.create(
        title=title, choice=choice.as_json(), post_id=actor.post_id, agency_id=actor.agency_id, owner_name=actor.name,
        unit_path=actor.unit_paths[0] if actor.unit_paths else "",
    )  # fmt: skip
    audit.record(actor, "figures.table_saved", table, data={"measures": list(choice.measures)})
    return table


@transaction.atomic
def change_table(*, actor: Actor, table: OwnTable, title: str, choice: Choice, version: int) -> OwnTable:
    """Raises StaleEdit when the table was changed meanwhile."""
    require(actor, FigurePermission.TABLES, table)
    held: OwnTable = OwnTable.objects.select_for_update().get(pk=table.pk)
    if held.version != version:
        raise StaleEdit(theirs=held.choice, mine=choice.as_json(), who=held.owner_name)
    held.title, held.choice, held.version = title, choice.as_json(), held.version + 1
    held.save(update_fields=["title", "choice", "version", "updated_at"])
    audit.record(actor, "figures.table_changed", held, data={"measures": list(choice.measures)})
    return held


def copy_table(*, actor: Actor, table: OwnTable) -> OwnTable:
    """One's own copy of a table one may see; the original and its shares stay as they are."""
    title = table.title if table.post_id != actor.post_id else f"{table.title[:190]} (bản sao)"
    return save_table(actor=actor, title=title, choice=checked(table.choice))


@transaction.atomic
def share_table(*, actor: Actor, table: OwnTable, post_ids: Iterable[int], for_agency: bool) -> None:
    """Exactly these posts may look from now on. Raises UserError for a post outside one's territory and agency."""
    require(actor, FigurePermission.TABLES, table)
    wanted = set(post_ids)
    allowed = {int(key) for key, _ in colleagues(actor, timezone.localdate())}
    before = set(table.shares.values_list("post_id", flat=True))
    if wanted - allowed - before:
        raise UserError(
            "Có người không thuộc địa bàn hoặc cơ quan của anh/chị. Chưa chia sẻ thêm với ai.", field="posts"
        )
    table.shares.exclude(post_id__in=wanted).delete()
    OwnTableShare.objects.bulk_create([OwnTableShare(table=table, post_id=pk) for pk in sorted(wanted - before)])
    table.for_agency = for_agency
    table.save(update_fields=["for_agency", "updated_at"])
    notify.notify(
        wanted - before, "figures.table_shared", f"{actor.name} chia sẻ bảng số liệu “{table.title}”",
        f"/so-lieu/bang/{table.pk}/", f"own-table:{table.pk}",
    )  # fmt: skip
    audit.record(actor, "figures.table_shared", table, data={"posts": sorted(wanted), "for_agency": for_agency})


@transaction.atomic
def schedule_table(*, actor: Actor, table: OwnTable, rhythm: str, with_file: bool) -> Schedule | None:
    """Mails the table on a rhythm to its owner and to whom it is shared with; "" stops it."""
    require(actor, FigurePermission.TABLES, table)
    if not rhythm:
        Schedule.objects.filter(table=table).delete()
        audit.record(actor, "figures.table_unscheduled", table)
        return None
    day = next_day(rhythm, timezone.localdate())
    plan, _ = Schedule.objects.update_or_create(
        table=table, defaults={"rhythm": rhythm, "with_file": with_file, "next_on": day}
    )
    audit.record(actor, "figures.table_scheduled", table, data={"rhythm": rhythm, "next_on": day.isoformat()})
    return plan


@transaction.atomic
def remove_table(*, actor: Actor, table: OwnTable) -> None:
    require(actor, FigurePermission.TABLES, table)
    audit.record(actor, "figures.table_removed", table)
    table.delete()


def next_day(rhythm: str, today: dt.date) -> dt.date:
    """The first day of the rhythm after today."""
    if rhythm == Rhythm.WEEKLY:
        return today + dt.timedelta(days=7 - today.weekday())
    step = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}[Rhythm(rhythm)]
    months = (today.month - 1) // step * step + step
    return dt.date(today.year + months // 12, months % 12 + 1, 1)
