"""Messages about returns: who is told what, once. foundation.notify carries them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.foundation.access import granted
from chungtay.foundation.notify import notify
from chungtay.foundation.vietnamese import date
from chungtay.statistics.models.returns import DataSet, Return, ReturnRevision
from chungtay.statistics.periods import Period
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.returns.forms import ReturnForm
from chungtay.statistics.states_returns import WRITABLE

BATCH = 1000
DAYS_BEFORE = (7, 1)  # days before the deadline on which those who have not sent are reminded


def posts_of(agency_ids: Iterable[int], permission: StrEnum, day: dt.date) -> dict[int, list[int]]:
    """Posts by agency whose role holds `permission`; a commune is reached through every office of its committee."""
    ids = set(agency_ids)
    rows = Post.objects.on(day).filter(user__is_active=True)
    found: dict[int, list[int]] = {}
    own = rows.filter(agency__in=ids).values_list("agency_id", "pk", "role")
    offices = rows.filter(agency__parent__in=ids, agency__level="commune").values_list(
        "agency__parent_id", "pk", "role"
    )
    for agency_id, post_id, role in [*own, *offices]:
        if agency_id is not None and str(permission) in granted(role):
            found.setdefault(agency_id, []).append(post_id)
    return found


def tell_fillers(returns: Sequence[Return], title: str, key: str) -> None:
    """The same sentence to all who fill these returns; one return's own page, or the list of many."""
    if not returns:
        return
    posts = posts_of({one.agency_id for one in returns}, FigurePermission.RETURN, timezone.localdate())
    url = returns[0].get_absolute_url() if len(returns) == 1 else reverse("statistics:returns")
    everyone = list(dict.fromkeys(post for one in returns for post in posts.get(one.agency_id, [])))
    for start in range(0, len(everyone), BATCH):
        notify(everyone[start : start + BATCH], kind="return", title=title, url=url, key=key)


def tell_receiver(owner: Return, revision: ReturnRevision | None = None) -> None:
    receiver = owner.dataset.receiver_id
    posts = posts_of([receiver], FigurePermission.ACCEPT, timezone.localdate()).get(receiver, [])
    what = "bản sửa số liệu" if revision is not None else "số liệu"
    mark = f"revision-{revision.pk}-{revision.version}" if revision is not None else f"{owner.pk}-{owner.version}"
    notify(
        posts, kind="return", title=f"{owner.unit} đã nộp {what}: {owner.dataset}", url=owner.get_absolute_url(),
        key=f"return-sent-{mark}",
    )  # fmt: skip


def tell_opened(form: ReturnForm, period: Period) -> None:
    """“Đã mở …” to every agency that fills; once, however often it is opened."""
    for dataset in DataSet.objects.filter(form=form.id, period=period.code).order_by("pk"):
        returns = list(Return._base_manager.filter(dataset=dataset, state__in=WRITABLE).order_by("pk"))
        tell_fillers(returns, f"Đã mở: {dataset}, hạn nộp {date(dataset.due_on)}", f"return-open-{dataset.pk}")


def remind(today: dt.date) -> int:
    """Those who have not sent, some days before the deadline and on the day after it. Returns how many returns."""
    days = [today + dt.timedelta(days=days) for days in (*DAYS_BEFORE, -1)]
    reminded = 0
    for dataset in DataSet.objects.filter(due_on__in=days, locked_at=None).order_by("pk"):
        returns = list(Return._base_manager.filter(dataset=dataset, state__in=WRITABLE).order_by("pk"))
        left = (dataset.due_on - today).days
        when = f"còn {left} ngày" if left > 0 else f"đã quá hạn {date(dataset.due_on)}"
        tell_fillers(returns, f"{dataset}: {when}, chưa nộp", f"return-due-{dataset.pk}-{dataset.due_on}-{left}")
        reminded += len(returns)
    return reminded
