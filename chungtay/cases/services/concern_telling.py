"""Who is told of a report, and who may read its informant. A message says the code and nothing of the child."""

from __future__ import annotations

from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import Concern
from chungtay.foundation.notify import notify
from chungtay.territory.models import Unit

_WORKERS = (RoleCode.COMMUNE_OFFICER, RoleCode.COMMUNE_CHAIR)


def received(concern: Concern, *, but: int | None = None) -> int:
    """Officer and chair of the commune of the incident; not the post that wrote it down itself."""
    posts = _posts(concern.unit, _WORKERS) - {but}
    urgent = ": thời hạn 12 giờ đang chạy" if concern.danger is not False else ""
    key = f"concern:{concern.pk}:received:{concern.unit_id}"
    return notify(_real(posts), "concern", f"Tin báo mới {concern.code}{urgent}", concern.get_absolute_url(), key)


def residence(concern: Concern, unit: Unit) -> int:
    """The commune where the child lives is told that another one handles a report: the code, no more."""
    words = f"Tin báo {concern.code} liên quan trẻ cư trú tại {unit.name}; {concern.unit.name} đang xử lý"
    return notify(_real(_posts(unit, _WORKERS)), "concern", words, "", f"concern:{concern.pk}:residence:{unit.pk}")


def danger(concern: Concern, *, but: int | None = None) -> int:
    words = f"Tin báo {concern.code}: trường hợp khẩn cấp, thời hạn 12 giờ"
    posts = _real(_posts(concern.unit, _WORKERS) - {but})
    return notify(posts, "concern", words, concern.get_absolute_url(), f"concern:{concern.pk}:danger:{concern.version}")


def readers_of(unit: Unit) -> list[int]:
    """The chairs of the commune: with who received the report, the readers of its informant."""
    posts = Post.objects.on(timezone.localdate()).filter(unit=unit, role=RoleCode.COMMUNE_CHAIR, user__is_active=True)
    return list(posts.order_by("user_id").values_list("user_id", flat=True).distinct())


def _posts(unit: Unit, roles: tuple[RoleCode, ...]) -> set[int | None]:
    return set(Post.objects.on(timezone.localdate()).filter(unit=unit, role__in=roles).values_list("pk", flat=True))


def _real(posts: set[int | None]) -> list[int]:
    return [post for post in posts if post is not None]
