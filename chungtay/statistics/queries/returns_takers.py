"""Who may take a return: the people with that right in the agency that receives it, today, and those who stand in for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from chungtay.accounts.actors import build_actor, holders
from chungtay.accounts.models import Post
from chungtay.foundation.access import granted
from chungtay.foundation.notify import Holder
from chungtay.statistics.models.returns import DataSet
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.policies_returns import receives

_NAMED = 3


def takers(dataset: DataSet, day: dt.date) -> list[Holder]:
    """Everybody who may check and accept returns of this set on `day`, each person once."""
    posts = Post.objects.on(day).filter(user__is_active=True, agency__unit_path=dataset.unit_path)
    able = [
        post
        for post in posts.select_related("agency", "unit", "user").order_by("pk")
        if str(FigurePermission.ACCEPT) in granted(post.role) and receives(build_actor(post, day), dataset)
    ]
    people: dict[int, Holder] = {}
    for holder in holders([post.pk for post in able], day):
        people.setdefault(holder.user_id, holder)
    return list(people.values())


def others(dataset: DataSet, day: dt.date, barred: Collection[int | None]) -> list[Holder]:
    return [holder for holder in takers(dataset, day) if holder.user_id not in barred]


def who_may(dataset: DataSet, people: Collection[Holder]) -> str:
    """“Người làm được: Lê Thị Bảo, Trần Văn Cường.” Where there is nobody, what to do about it."""
    if not people:
        return f"{dataset.receiver} chưa có ai khác được giao việc này; hãy đề nghị quản trị cấp tỉnh giao thêm người."
    names = [holder.name for holder in people]
    more = f" và {len(names) - _NAMED} người khác" if len(names) > _NAMED else ""
    return f"Người làm được: {', '.join(names[:_NAMED])}{more}."
