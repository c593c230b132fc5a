"""Lines of My day about rounds: lists to go through, answers to decide, rounds of the province that run out."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, QuerySet
from django.urls import reverse

from chungtay.children.models import Round, RoundLine
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import date, number
from chungtay.foundation.worklist import Act, Lines, WorkItem

SOON = 7  # days before the deadline from which a round is soon due
SHOWN = 10


def _open(actor: Actor, today: dt.date) -> QuerySet[Round] | None:
    """Of those who go through lists: every open round; of those who opened one: what runs out."""
    if str(ChildPermission.VERIFY) in actor.permissions:
        return reads.open_for(actor)
    if str(ChildPermission.OPEN_ROUND) in actor.permissions:
        soon = today + dt.timedelta(days=SOON)
        return reads.open_for(actor).filter(unit_path__in=actor.unit_paths, due_on__lt=soon)
    return None


@worklist.register("children_rounds", when=_open)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    waiting = _open(actor, today)
    rounds = list(waiting.order_by("due_on", "pk")[:SHOWN]) if waiting is not None else []
    if not rounds:
        return {}
    verifies = str(ChildPermission.VERIFY) in actor.permissions
    return _of_commune(rounds, today) if verifies else _of_opener(rounds, today)


def _of_commune(rounds: list[Round], today: dt.date) -> dict[str, Lines]:
    waits = reads.SHOWN["quyet-dinh"][1]
    mine = RoundLine.objects.filter(round__in=rounds).order_by().values_list("round")
    unanswered = dict(mine.filter(answer="").annotate(many=Count("*")))
    undecided = dict(mine.filter(waits).annotate(many=Count("*")))
    groups: dict[str, list[WorkItem]] = {}
    for one in rounds:
        left, decide = unanswered.get(one.pk, 0), undecided.get(one.pk, 0)
        url = reverse("children_rounds:round", args=[one.pk])
        if left:
            list_url = f"{reverse('children_rounds:lines', args=[one.pk])}?xem=con-lai"
            words = f"Còn {number(left)} trẻ chưa có kết quả"
            _add(groups, _group(one, today), one, url, words, Act("Làm tiếp", list_url, post=False), due=one.due_on)
        if decide:
            list_url = f"{reverse('children_rounds:lines', args=[one.pk])}?xem=quyet-dinh"
            words = f"{number(decide)} kết quả chờ quyết định để ghi vào sổ"
            _add(groups, "waiting", one, url, words, Act("Quyết định", list_url, post=False))
    return _gathered(groups)


def _of_opener(rounds: list[Round], today: dt.date) -> dict[str, Lines]:
    groups: dict[str, list[WorkItem]] = {}
    for one in rounds:
        url = reverse("children_rounds:round", args=[one.pk])
        words = "Đã quá hạn: xem xã nào còn chậm" if one.due_on < today else "Sắp đến hạn: xem xã nào còn chậm"
        _add(groups, _group(one, today), one, url, words, Act("Xem tiến độ", url, post=False), due=one.due_on)
    return _gathered(groups)


def _group(one: Round, today: dt.date) -> str:
    left = (one.due_on - today).days
    return "late" if left < 0 else "due" if left <= SOON else "running"


def _add(
    groups: dict[str, list[WorkItem]],
    group: str,
    one: Round,
    url: str,
    words: str,
    act: Act,
    due: dt.date | None = None,
) -> None:
    kind, margin = one.get_kind_display(), "" if due else f"đợt đến {date(one.due_on)}"
    groups.setdefault(group, []).append(WorkItem(group, one.title, url, words, due, kind, (act,), margin))


def _gathered(groups: dict[str, list[WorkItem]]) -> dict[str, Lines]:
    return {group: Lines(tuple(items), len(items), reverse("children_rounds:list")) for group, items in groups.items()}
