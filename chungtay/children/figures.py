"""What the register can count, registered with statistics: quantities, their SQL, and the page of the records behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from chungtay.children import figures_sql
from chungtay.law import queries as law
from chungtay.statistics import sources
from chungtay.statistics.sources import Manner, Quantity, Window

NAME = "children"
_CIRCULAR = "Thông tư 13/2021/TT-BLĐTBXH"
# Circular 13/2021, indicator 0303: orphans of one parent are the at-risk group and these sub-groups of “no support”.
SINGLE_ORPHANS = ("c1", "c2", "c3")
_STOCK = {
    "children": "Trẻ em (dưới 16 tuổi)",
    "children.months_3_36": "Trẻ em từ 3 đến dưới 36 tháng tuổi",
    "birth_registered": "Trẻ em đã đăng ký khai sinh",
    "poor": "Trẻ em trong hộ nghèo",
    "near_poor": "Trẻ em trong hộ cận nghèo",
    "house.temporary": "Trẻ em sống trong nhà tạm",
    "house.clean_water": "Trẻ em trong hộ dùng nước hợp vệ sinh",
    "house.clean_toilet": "Trẻ em trong hộ có nhà tiêu hợp vệ sinh",
    "house.clean_fuel": "Trẻ em trong hộ dùng nhiên liệu sạch",
    "insured": "Trẻ em có thẻ bảo hiểm y tế",
    "vaccinated.full": "Trẻ em dưới 1 tuổi đã tiêm đủ vắc xin",
    "special": "Trẻ em có hoàn cảnh đặc biệt",
    "special.assisted": "Trẻ em có hoàn cảnh đặc biệt được trợ giúp",
    "special.e.current": "Trẻ em vi phạm pháp luật (không kể trường hợp e4)",
    "orphans": "Trẻ em mồ côi cha hoặc mẹ, hoặc cả hai",
    "at_risk": "Trẻ em có nguy cơ rơi vào hoàn cảnh đặc biệt",
    "school.nursery.months_3_36": "Trẻ em từ 3 đến dưới 36 tháng tuổi đi nhà trẻ",
    "school.kindergarten": "Trẻ em học mẫu giáo",
    "school.primary": "Học sinh tiểu học",
    "school.secondary": "Học sinh trung học cơ sở",
}
_EVER = {
    "growth.weighed": "Trẻ em được cân trong kỳ",
    "growth.measured": "Trẻ em được đo chiều cao trong kỳ",
    "growth.both": "Trẻ em được cân và đo trong kỳ",
    "growth.underweight": "Trẻ em nhẹ cân ở lần cân gần nhất",
    "growth.stunted": "Trẻ em thấp còi ở lần đo gần nhất",
    "growth.wasted": "Trẻ em gầy còm ở lần đo gần nhất",
    "injured": "Trẻ em bị tai nạn, thương tích trong kỳ",
    "participating": "Trẻ em tham gia câu lạc bộ, diễn đàn trong kỳ",
    "disaster.assisted": "Trẻ em gặp thiên tai được hỗ trợ trong kỳ",
}
_EVENT = {
    "births": "Trẻ em sinh ra trong kỳ",
    "newborns.screened": "Trẻ em sinh trong kỳ được sàng lọc sơ sinh",
    "deaths.days28": "Trẻ chết trước 28 ngày tuổi",
    "deaths.under1": "Trẻ chết dưới 1 tuổi",
    "deaths.under5": "Trẻ chết dưới 5 tuổi",
    "deaths.injury": "Trẻ chết do tai nạn, thương tích",
    "deaths.drowning": "Trẻ chết do đuối nước",
    "school.dropped_out": "Lượt học sinh bỏ học",
    "school.dropped_out.primary": "Lượt học sinh tiểu học bỏ học",
    "school.dropped_out.secondary": "Lượt học sinh trung học cơ sở bỏ học",
}
_SENSITIVE = {"special.e.current"}
# What everybody knows to be a part of what; disclosure control and its attacker reckon with it.
_WITHIN = {
    **dict.fromkeys(("birth_registered", "poor", "near_poor", "house.temporary", "house.clean_water", "house.clean_toilet",
                     "house.clean_fuel", "insured", "vaccinated.full", "special", "orphans", "at_risk"), ("children",)),
    "school.nursery.months_3_36": ("children.months_3_36",),
    "growth.underweight": ("growth.weighed",),
    "growth.stunted": ("growth.measured",),
    "growth.wasted": ("growth.both",),
    "growth.both": ("growth.weighed", "growth.measured"),
    "newborns.screened": ("births",),
    "deaths.days28": ("deaths.under1",),
    "deaths.under1": ("deaths.under5",),
    "deaths.drowning": ("deaths.injury",),
}  # fmt: skip


def quantities() -> list[Quantity]:
    found = [
        Quantity(
            code,
            label,
            Manner.STOCK,
            sealed=code in _SENSITIVE,
            within=_WITHIN.get(code, ()),
            in_period=code.endswith(".assisted"),
        )
        for code, label in _STOCK.items()
    ]
    found += [Quantity(code, label, Manner.EVER, within=_WITHIN.get(code, ())) for code, label in _EVER.items()]
    found += [
        Quantity(code, label, Manner.EVENT, "lượt" if "dropped" in code else "trẻ em", within=_WITHIN.get(code, ()))
        for code, label in _EVENT.items()
    ]
    found += [
        Quantity("abused.register", "Trẻ em bị xâm hại theo sổ trẻ em", Manner.EVER, sealed=True),
        Quantity("abused.register.assisted", "Trẻ em bị xâm hại theo sổ được trợ giúp", Manner.EVER, sealed=True),
    ]
    return [*found, *_of_lists()]


def _of_lists() -> Iterator[Quantity]:
    """One quantity for each code of the law lists by which children are grouped."""
    special = _items("special_circumstances")
    hidden = {item["code"] for item in special if item.get("sensitive")}
    for item in special:
        group = item.get("parent", item["code"])
        sealed, article = bool({group, item["code"]} & hidden), item.get("article", "")
        code = f"special.{group}" if group == item["code"] else f"special.{group}.{item['code']}"
        yield Quantity(code, item["name"], sealed=sealed, article=article)
        if group == item["code"]:
            assisted = f"{item['name']} được trợ giúp"
            yield Quantity(
                f"{code}.assisted",
                assisted,
                sealed=sealed,
                article=article,
                within=("special.assisted",),
                in_period=True,
            )
    # A group without sub-groups is recorded under its own code.
    with_parts = {item["parent"] for item in special if "parent" in item}
    for item in special:
        if "parent" not in item and item["code"] not in with_parts:
            yield Quantity(f"special.{item['code']}.{item['code']}", item["name"], sealed=item["code"] in hidden)
    for item in _items("at_risk_circumstances"):
        yield Quantity(f"at_risk.{item['code']}", item["name"], article=item.get("article", ""))
    for item in _items("assistance_kinds"):
        yield Quantity(
            f"special.assisted.{item['code']}",
            f"Trẻ em có hoàn cảnh đặc biệt được trợ giúp: {item['name'].lower()}",
            in_period=True,
        )
    for item in _items("disability_kinds"):
        yield Quantity(f"disability.{item['code']}", f"Trẻ em khuyết tật: {item['name'].lower()}", within=("children",))
    for item in _items("injury_causes"):
        yield Quantity(
            f"injured.{item['code']}", f"Trẻ em bị tai nạn, thương tích: {item['name'].lower()}", Manner.EVER
        )
    for item in _items("ethnicities"):
        yield Quantity(f"ethnic.{item['code']}", f"Trẻ em dân tộc {item['name']}", within=("children",))


def _items(code: str) -> list[dict[str, str]]:
    file = law.in_force("codelist", code)
    return list(file.content["items"]) if file is not None else []


def rows(window: Window, chosen: str) -> str:
    return figures_sql.rows(window, chosen, _doses(window.day), SINGLE_ORPHANS)


def _doses(day: dt.date) -> list[tuple[str, int]]:
    """Doses of the schedule in force on the day that count for “fully vaccinated under one” (indicator 0206)."""
    file = law.in_force("codelist", "vaccine_doses", day)
    items = file.content["items"] if file is not None else []
    return [(item["dose"]["vaccine"], item["dose"]["number"]) for item in items if item["dose"].get("full_under_1")]


def records_url(code: str, path: str, period: str) -> str | None:
    """The page of the children behind a number of one commune."""
    query = urlencode({"so-dem": code, "don-vi": path, "ky": period})
    return f"{reverse('children_figures:behind')}?{query}"


sources.register(
    sources.Source(
        name=NAME,
        title="Sổ theo dõi trẻ em",
        quantities=quantities,
        rows=rows,
        turning=figures_sql.turning,
        at="{id} = ANY(ARRAY(SELECT child_id FROM children_residence WHERE place_path >= %(low)s AND place_path < %(high)s))",
        records_url=records_url,
    )
)
