"""Charts in words: short sentences in which every number stands as in the table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chungtay.foundation.vietnamese import number

Number = int | float | Decimal


def said(value: Number | None, places: int = 2) -> str:
    """`1.234`, `12,5`; what is not known is said so. Decimals end with the last that is not zero."""
    if value is None:
        return "chưa có số liệu"
    exact = round(Decimal(str(value)), places)
    if exact == exact.to_integral_value():
        return number(int(exact))
    return number(exact).rstrip("0")


def with_unit(value: Number | None, unit: str) -> str:
    """`12,5 %`, `1.234 trẻ em`; nothing added where there is no number."""
    if value is None:
        return said(None)
    return f"{said(value)} {short_unit(unit)}".strip()


def short_unit(unit: str) -> str:
    return "%" if unit in {"phần trăm", "%"} else unit


def change(before: Number | None, now: Number | None, unit: str) -> str:
    """`tăng 3 trẻ em so với kỳ trước (12 → 15)`; percentages change by points."""
    if before is None or now is None:
        return ""
    by = Decimal(str(now)) - Decimal(str(before))
    if not by:
        return f"không đổi so với kỳ trước ({with_unit(now, unit)})"
    word = "tăng" if by > 0 else "giảm"
    points = "điểm phần trăm" if short_unit(unit) == "%" else unit
    return f"{word} {said(abs(by), 2)} {points} so với kỳ trước ({said(before, 2)} → {said(now, 2)})"


def of_trend(name: str, points: Sequence[tuple[str, Number | None]], unit: str) -> str:
    """First and last known value, and the highest when it is neither."""
    known = [(period, value) for period, value in points if value is not None]
    if not known:
        return f"{name}: chưa có số liệu của kỳ nào."
    if len(known) == 1:
        return f"{name}: {with_unit(known[0][1], unit)} ({known[0][0]}); chưa có kỳ khác để so sánh."
    (first, before), (last, now) = known[0], known[-1]
    if before == now:
        line = f"{name} vẫn là {with_unit(now, unit)} từ {first} đến {last}."
    else:
        word, way = ("tăng", "lên") if now > before else ("giảm", "xuống")
        line = f"{name} {word} từ {with_unit(before, unit)} ({first}) {way} {with_unit(now, unit)} ({last})."
    top = max(known, key=lambda pair: pair[1])
    if top[0] not in {first, last} and top[1] > max(before, now):
        line += f" Cao nhất là {with_unit(top[1], unit)} ({top[0]})."
    gaps = len(points) - len(known)
    return line + (f" {gaps} kỳ chưa có số liệu." if gaps else "")


def of_ranking(rows: Sequence[tuple[str, Number | None]], unit: str) -> str:
    """The highest, the lowest, the middle, and how many are not known."""
    known = sorted(((name, value) for name, value in rows if value is not None), key=lambda row: -row[1])
    if not known:
        return "Chưa đơn vị nào có số liệu."
    if len(known) == 1:
        return f"Chỉ {known[0][0]} có số liệu: {with_unit(known[0][1], unit)}."
    high, low = known[0], known[-1]
    missing = len(rows) - len(known)
    line = f"Cao nhất là {high[0]} ({with_unit(high[1], unit)}), thấp nhất là {low[0]} ({with_unit(low[1], unit)})."
    if high[1] == low[1]:
        line = f"Cả {len(known)} đơn vị đều là {with_unit(high[1], unit)}."
    elif len(known) > 2:
        line += f" Mức ở giữa là {with_unit(median([value for _, value in known]), unit)}."
    return line + (f" {missing} đơn vị chưa có số liệu." if missing else "")


def of_pyramid(
    boys: Number, girls: Number, bands: Sequence[tuple[str, Number]], unit: str = "trẻ em", *, unknown: Number = 0
) -> str:
    """The total, its halves, the largest age group, and how many stand in none."""
    total = Decimal(str(boys)) + Decimal(str(girls))
    if not total:
        return f"Chưa ghi {unit} nào có giới tính và độ tuổi."
    share = Decimal(100) * Decimal(str(boys)) / total
    line = f"{said(total)} {unit}: {said(boys)} nam ({said(share, 1)} %), {said(girls)} nữ ({said(100 - share, 1)} %)."
    largest = max(bands, key=lambda band: band[1], default=None)
    if largest is not None and largest[1]:
        line += f" Nhóm tuổi đông nhất là {largest[0]} tuổi ({said(largest[1])})."
    if unknown:
        line += f" Không kể {said(unknown)} {unit} chưa ghi giới tính hoặc ngày sinh."
    return line


def of_composition(parts: Sequence[tuple[str, Number]], unit: str, *, overlap: bool = False) -> str:
    """The largest part with its share; of what overlaps no share is told."""
    total = sum(Decimal(str(value)) for _, value in parts)
    if not total:
        return f"Chưa có {unit} nào."
    name, value = max(parts, key=lambda part: part[1])
    if overlap:
        return f"Nhiều nhất là {name}: {with_unit(value, unit)}. Một em có thể thuộc nhiều nhóm, nên không cộng lại."
    share = Decimal(100) * Decimal(str(value)) / total
    return f"Trong {said(total)} {unit}, nhiều nhất là {name}: {said(value)} ({said(share, 1)} %)."


def median(values: Sequence[Number]) -> Decimal | None:
    """The middle value; None of nothing."""
    ordered = sorted(Decimal(str(value)) for value in values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
