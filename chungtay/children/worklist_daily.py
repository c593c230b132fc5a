"""Lines of My day about children: circumstances to decide, birthdays that change what is due, records to complete."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from chungtay.children import worklist_looks
from chungtay.children.models import Child, Circumstance
from chungtay.children.policies import ChildPermission
from chungtay.children.queries.lists import bounded_counts, listed
from chungtay.children.queries.proposals import BOUND, SHOWN, grown_up, proposed
from chungtay.children.wording import count_words, named
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date
from chungtay.foundation.worklist import Act, Lines, WorkItem

FIRST = 5
# Saved questions that are work of a commune, with the words of the line; the order is that of the day.
_ASKED = (
    ("sap-6", "{count} sắp tròn 6 tuổi", "Chuẩn bị vào lớp 1", "due", "trong 90 ngày"),
    ("sap-16", "{count} sắp tròn 16 tuổi", "Kết thúc chế độ dành cho trẻ em", "due", "trong 90 ngày"),
    (
        "chua-khai-sinh",
        "{count} chưa đăng ký khai sinh hoặc chưa rõ",
        "Hướng dẫn gia đình đăng ký",
        "running",
        "thường xuyên",
    ),
    ("ngoai-truong", "{count} không đi học", "Vận động trẻ đến trường", "running", "thường xuyên"),
    ("thieu", "{count} còn thiếu thông tin trong hồ sơ", "Bổ sung theo từng thôn, bản", "running", "thường xuyên"),
)


# All of it only for those who work in the book of one commune; a province sees its communes in the lists.


def _proposed(actor: Actor, today: dt.date) -> QuerySet[Circumstance] | None:
    return proposed(actor) if _decides(actor) else None


def _grown_up(actor: Actor, today: dt.date) -> QuerySet[Child] | None:
    return grown_up(actor, today) if _decides(actor) else None


def _decides(actor: Actor) -> bool:
    return str(ChildPermission.DECIDE) in actor.permissions and actor.level == "commune"


@worklist.register("children_proposed", when=_proposed)
def waiting(actor: Actor, today: dt.date) -> dict[str, Lines]:
    url = reverse("children:proposals")
    rows = list(proposed(actor)[:FIRST])
    worklist_looks.named(actor, "waiting", (row.child_id for row in rows))
    total = len(rows) if len(rows) < FIRST else min(proposed(actor).order_by()[: BOUND + 1].count(), BOUND)
    items = [
        WorkItem(
            "waiting", f"{row.child.full_name}: {_told(row)}", f"{row.child.get_absolute_url()}?phan=hoan-canh",
            "" if row.seal else row.evidence, kind="Hoàn cảnh chờ xác nhận", acts=(Act("Xem và quyết định", url, post=False),),
            margin=f"từ {date(row.created_at)}",
        )
        for row in rows
    ]  # fmt: skip
    return {"waiting": Lines(tuple(items), total, url)}


@worklist.register("children_grown", when=_grown_up)
def of_age(actor: Actor, today: dt.date) -> dict[str, Lines]:
    url = reverse("children:proposals")
    many = grown_up(actor, today).order_by()[: SHOWN + 1].count()
    if not many:
        return {}
    words = f"{count_words((min(many, SHOWN), many > SHOWN), 'người')} đã đủ 16 tuổi, hoàn cảnh chưa kết thúc"
    acts = (Act("Xem và kết thúc", url, post=False),)
    return {
        "waiting": Lines((WorkItem("waiting", words, url, kind="Trẻ em", acts=acts, margin="đã đủ 16 tuổi"),), 1, url)
    }


def _told(row: Circumstance) -> str:
    """My day lies open on a desk where visitors sit: what is sealed is named only on the page of the child."""
    return "hoàn cảnh được giữ kín" if row.seal else named(row.list, row.code)


@worklist.register("children")
def lists(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """One line for each question that has an answer; counting stops at the bound of the lists, in one statement for all."""
    if str(ChildPermission.EDIT) not in actor.permissions or actor.level != "commune":
        return {}
    found: dict[str, list[WorkItem]] = {}
    counts = bounded_counts([listed(actor=actor, filter_code=code, on=today) for code, *_ in _ASKED])
    for (code, words, detail, group, margin), count in zip(_ASKED, counts, strict=True):
        if not count[0]:
            continue
        url = f"{reverse('children:list')}?loc={code}"
        title = words.format(count=count_words(count))
        acts = (Act("Mở danh sách", url, post=False),)
        item = WorkItem(group, title, url, detail, kind="Trẻ em", acts=acts, margin=margin)
        found.setdefault(group, []).append(item)
    return {group: Lines(tuple(items), len(items), reverse("children:list")) for group, items in found.items()}
