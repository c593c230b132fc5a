"""Lines of My day about lists that wait for a person: columns to confirm, rows to put right, work that stopped."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from chungtay.children.models import ImportBatch
from chungtay.children.policies import ChildPermission
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date, number
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10
State = ImportBatch.State


def _mine(actor: Actor, today: dt.date) -> QuerySet[ImportBatch] | None:
    if str(ChildPermission.IMPORT) not in actor.permissions:
        return None
    return ImportBatch.objects.filter(state__in=[State.MAPPING, State.READY], created_by_id=actor.user_id)


@worklist.register("children_imports", when=_mine)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    waiting = _mine(actor, today)
    items = tuple(_item(batch) for batch in waiting.order_by("-pk")[:SHOWN]) if waiting is not None else ()
    return {"waiting": Lines(items, len(items), reverse("children_imports:list"))} if items else {}


def _item(batch: ImportBatch) -> WorkItem:
    url = reverse("children_imports:batch", args=[batch.pk])
    margin = f"tải lên {date(batch.created_at)}"
    return WorkItem("waiting", f"{batch.file_name}: {_words(batch)}", url, "Danh sách đang nhập", None, "Nhập danh sách",
                    (Act("Làm tiếp", url, post=False),), margin)  # fmt: skip


def _words(batch: ImportBatch) -> str:
    if batch.state == State.MAPPING:
        return "chờ xác nhận cột"
    errors, ask = batch.counts.get("errors", 0), batch.counts.get("ask", 0)
    if errors:
        return f"còn {number(errors)} dòng có lỗi"
    return f"còn {number(ask)} dòng chờ quyết định" if ask else "sẵn sàng đưa vào sổ"
