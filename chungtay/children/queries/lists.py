"""Lists of children: which ones, in which order, fifty at a time, with counts that stop at a bound.

Every list is a `Listing` over `Child` alone: equality on the unit (or the province) and an order that an index serves, so
that it costs the same among a hundred thousand children and among ten million.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from chungtay.children.models import Child, ChildStatus
from chungtay.foundation.access import Actor
from chungtay.law.queries import codelist_items
from chungtay.territory.models import Level, Unit

PAGE = 50
MOST_COUNTED = 2000
CHILD_YEARS = 16  # Law on Children 2016, art. 1
UNSEEN_MONTHS = 12


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day `years` earlier; 29 February becomes 1 March, when the person reaches the age (Civil Code art. 148)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 3, 1)


def under(years: int, on: dt.date) -> Q:
    """Not yet `years` old on the day; a birth not known counts as a child's."""
    return Q(birth_date__gt=years_before(on, years)) | Q(birth_date=None)


def turning(years: int, first: dt.date, last: dt.date) -> Q:
    """Whose birthday of `years` lies in [first, last]."""
    return Q(birth_date__gte=years_before(first, years), birth_date__lte=years_before(last, years))


def vaccinated(on: dt.date) -> Q:
    """All doses of the first year (Circular 13/2021, indicator 0206), from the public programme or bought ones instead."""
    basic = [item["dose"] for item in codelist_items("vaccine_doses", on) if item["dose"].get("full_under_1")]
    wanted = {f"{dose['vaccine']}-{dose['number']}": dose for dose in basic}
    bought = [(item["code"], item["covers"]) for item in codelist_items("vaccines", on) if "covers" in item]
    bought = [(code, covers) for code, covers in bought if any(dose["vaccine"] in covers for dose in basic)]
    found = Q(pk__in=[]) if wanted else Q()
    for chosen in itertools.product((False, True), repeat=len(bought)):
        instead = {
            vaccine: code for (code, covers), taken in zip(bought, chosen, strict=True) if taken for vaccine in covers
        }
        doses = {f"{instead.get(dose['vaccine'], dose['vaccine'])}-{dose['number']}" for dose in basic}
        found |= Q(vaccines__contains=sorted(doses))
    return found


@dataclass(frozen=True)
class Filter:
    """A saved question of the list page: `code` in the address, `words` on the chip, `why` under the heading."""

    code: str
    words: str
    why: str
    condition: Callable[[dt.date], Q]


def _of_school_age(on: dt.date) -> Q:
    """Between 6 and 15 years, the ages of compulsory schooling."""
    return Q(birth_date__lte=years_before(on, 6), birth_date__gt=years_before(on, 15))


FILTERS: dict[str, Filter] = {
    one.code: one
    for one in (
        Filter("tat-ca", "Tất cả", "Trẻ em dưới 16 tuổi đang ở địa bàn.", lambda on: under(CHILD_YEARS, on)),
        Filter("hoan-canh", "Hoàn cảnh đặc biệt", "Trẻ có ít nhất một hoàn cảnh đặc biệt đã xác nhận.",
               lambda on: Q(special=True) & under(CHILD_YEARS, on)),
        Filter("nguy-co", "Có nguy cơ", "Trẻ có nguy cơ rơi vào hoàn cảnh đặc biệt.",
               lambda on: Q(at_risk=True) & under(CHILD_YEARS, on)),
        Filter("chua-khai-sinh", "Chưa khai sinh", "Trẻ chưa đăng ký khai sinh hoặc chưa rõ.",
               lambda on: (Q(birth_registered=None) | Q(birth_registered=False)) & under(CHILD_YEARS, on)),
        Filter("chua-bao-hiem", "Chưa có bảo hiểm y tế", "Trẻ dưới 6 tuổi được cấp thẻ miễn phí; hãy kiểm tra.",
               lambda on: (Q(insured_until=None) | Q(insured_until__lt=on)) & under(CHILD_YEARS, on)),
        Filter("chua-tiem", "Chưa tiêm chủng đủ", "Trẻ từ 1 đến dưới 5 tuổi còn thiếu mũi cơ bản.",
               lambda on: ~vaccinated(on)
               & Q(birth_date__lte=years_before(on, 1), birth_date__gt=years_before(on, 5))),
        Filter("ngoai-truong", "Không đi học", "Trẻ từ 6 đến dưới 15 tuổi bỏ học hoặc chưa đi học.",
               lambda on: Q(school_state__in=["dropped_out", "never"]) & _of_school_age(on)),
        Filter("sap-6", "Sắp tròn 6 tuổi", "Tròn 6 tuổi trong 90 ngày tới: chuẩn bị vào lớp 1.",
               lambda on: turning(6, on, on + dt.timedelta(days=90))),
        Filter("sap-16", "Sắp tròn 16 tuổi", "Tròn 16 tuổi trong 90 ngày tới: kết thúc chế độ dành cho trẻ em.",
               lambda on: turning(16, on, on + dt.timedelta(days=90))),
        Filter("chua-gap", "Chưa gặp 12 tháng", "Không ai ghi nhận đã gặp trẻ trong 12 tháng qua.",
               lambda on: (Q(last_seen_on=None) | Q(last_seen_on__lt=years_before(on, 1))) & under(CHILD_YEARS, on)),
        Filter("thieu", "Thiếu thông tin", "Hồ sơ còn thiếu hoặc mâu thuẫn; mở từng hồ sơ để bổ sung.",
               lambda on: Q(faults__gt=0) & under(CHILD_YEARS, on)),
    )
}  # fmt: skip


def place_of(actor: Actor, unit: Unit | None) -> Q:
    """The commune or province the list is about, as an equality that an index serves."""
    path = unit.path if unit is not None else (actor.unit_paths[0] if actor.unit_paths else "")
    level = unit.level if unit is not None else actor.level
    if level == Level.COMMUNE:
        return Q(unit_path=path)
    return Q(province=path) if level == Level.PROVINCE else Q()


def listed(
    *,
    actor: Actor,
    unit: Unit | None = None,
    filter_code: str = "tat-ca",
    on: dt.date,
    hamlet_id: int | None = None,
    sex: str = "",
    years: tuple[int, int] | None = None,
    fault: int = 0,
    in_order: bool = False,
) -> QuerySet[Child]:
    """The children of a list in the order of given names. `years`: from and to age in completed years.

    `in_order`: the first fifty are wanted, not a count: a whole province is then read along its index (see `_source`).
    """
    question = FILTERS.get(filter_code) or FILTERS["tat-ca"]
    source = _source(actor, unit) if in_order and question.code not in RARE else Child.objects.all()
    rows: QuerySet[Child] = source.filter(place_of(actor, unit), question.condition(on), status=ChildStatus.HERE)
    if hamlet_id is not None:
        rows = rows.filter(hamlet=None) if hamlet_id == 0 else rows.filter(hamlet_id=hamlet_id)  # 0: not known
    if sex:
        rows = rows.filter(sex=sex)
    if years is not None:
        rows = rows.filter(birth_date__lte=years_before(on, years[0]), birth_date__gt=years_before(on, years[1] + 1))
    if fault:
        rows = rows.extra(where=["faults & %s > 0"], params=[fault])  # the bit of one fault
    return rows.order_by("name_key", "id")


# Questions so rare that a narrower index and a sort are quicker than reading along the names.
RARE = {"ngoai-truong", "chua-tiem"}


def _source(actor: Actor, unit: Unit | None) -> QuerySet[Child]:
    """What the actor may see, said so that fifty are read along the index of names.

    The list is about a place inside the actor's own, so the scope's ranges of paths add nothing to it; the planner would
    take them for independent conditions, expect a handful of children and sort all thirty thousand. Hence the base
    manager; the wall stands as ever. A province is said twice, which makes its index of names look the narrowest.
    """
    path = unit.path if unit is not None else (actor.unit_paths[0] if actor.unit_paths else "")
    inside = any(path == own or path.startswith(f"{own}/") for own in actor.unit_paths if own)
    if not actor.territory or not inside:
        return Child.objects.all()
    if "/" in path:
        return Child._base_manager.all()
    return Child._base_manager.filter(province__in=actor.unit_paths)


def bounded_count(rows: QuerySet[Child], most: int = MOST_COUNTED) -> tuple[int, bool]:
    """(how many, whether there are more than that): counting stops at `most`."""
    found = rows.order_by()[: most + 1].count()
    return min(found, most), found > most


def bounded_counts(lists: Sequence[QuerySet[Child]], most: int = MOST_COUNTED) -> list[tuple[int, bool]]:
    """`bounded_count` of each, in their order, asked in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in lists:
        try:
            sql, params = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS listed)")
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    return [(min(number, most), number > most) for number in found]
