"""Who is behind a clock: the posts that hold a role in the unit which a path means today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import today_of_many

_PROVINCIAL = (RoleCode.PROVINCE_OFFICER, RoleCode.PROVINCE_LEADER)


def posts_of_role(path: str, role: str, on: dt.date | None = None) -> list[int]:
    return posts_of_roles({path}, {role}, on).get((path, role), [])


def posts_of_roles(
    paths: Iterable[str], roles: Iterable[str], on: dt.date | None = None
) -> dict[tuple[str, str], list[int]]:
    """Posts by (path, role), for a handful of queries however many paths there are.

    A commune that ended in a merger is answered for by the commune that holds its area today; a role of the province is
    sought in the province of the path.
    """
    day, wanted, asked = on or timezone.localdate(), set(paths), set(roles)
    units = _today(wanted, day)
    provinces = _today({path.split("/")[0] for path in wanted}, day)
    ids = {unit.pk for found in (*units.values(), *provinces.values()) for unit in found}
    rows = Post.objects.on(day).filter(unit__in=ids, role__in=asked, user__is_active=True).order_by("pk")
    by_unit: dict[tuple[int, str], list[int]] = {}
    for pk, unit_id, role in rows.values_list("pk", "unit_id", "role"):
        by_unit.setdefault((unit_id, role), []).append(pk)
    result: dict[tuple[str, str], list[int]] = {}
    for path in wanted:
        for role in asked:
            held_in = provinces.get(path.split("/")[0], []) if role in _PROVINCIAL else units.get(path, [])
            result[path, role] = [post for unit in held_in for post in by_unit.get((unit.pk, role), [])]
    return result


def _today(paths: set[str], day: dt.date) -> dict[str, list[Unit]]:
    units = {unit.pk: unit for unit in Unit.objects.filter(path__in=paths).exclude(level=Level.COUNTRY)}
    return {units[pk].path: found for pk, found in today_of_many(units.values(), day).items()}
