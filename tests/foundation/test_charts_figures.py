"""Charts of figures: bars from zero, the finding above, the source below, numbers the Vietnamese way."""

from __future__ import annotations

from typing import Any

from lxml import etree

from chungtay.foundation import charts
from chungtay.foundation.charts_figures import NARROW, WIDE, composition, pyramid, ranking, trend

AGES = [
    {"band": band, "sex": sex, "number": number}
    for band, numbers in {"0": (1200, 1100), "1–2": (2300, 2150)}.items()
    for sex, number in zip(("Nam", "Nữ"), numbers, strict=True)
]
SOURCE = "Nguồn: sổ theo dõi trẻ em, đến 31/12/2025."


def words(spec: dict[str, Any]) -> str:
    picture = etree.fromstring(charts.drawn(spec).encode())
    return " ".join("".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text"))


def test_a_pyramid_has_both_sides_as_positive_numbers() -> None:
    text = words(pyramid(AGES, title="Nhiều nam hơn nữ", source=SOURCE))
    for expected in ("Nhiều nam hơn nữ", "2.000", "1–2", "Nam", "Nữ", "Số trẻ em", "31/12/2025"):
        assert expected in text
    assert "-" not in text.replace("–", "")
    assert "−" not in text


def test_a_gap_in_a_trend_is_no_zero_and_the_target_is_said() -> None:
    rows = [
        {"period": str(year), "line": "Xã A", "number": number}
        for year, number in ((2023, 3.5), (2024, None), (2025, 3))
    ]
    spec = trend(rows, title="Giảm", unit="phần trăm", target=2.5)
    assert spec["vconcat"][0]["data"]["values"][1]["number"] is None
    assert "Chỉ tiêu: 2,5" in words(spec)


def test_bars_keep_their_order_and_begin_at_zero() -> None:
    rows = [{"label": "Xã B", "number": 90}, {"label": "Xã A", "number": 95}]
    spec = ranking(rows, title="Xã A cao nhất", unit="vụ", own="Xã A")
    encoding = spec["vconcat"][0]["layer"][0]["encoding"]
    assert encoding["y"]["sort"] == ["Xã B", "Xã A"]
    assert encoding["x"]["scale"] == {"zero": True}
    assert "95" in words(spec)


def test_parts_that_overlap_are_never_stacked() -> None:
    rows = [{"label": "2025", "part": "Bạo lực", "number": 3}, {"label": "2025", "part": "Bỏ rơi", "number": 2}]
    stacked, beside = (composition(rows, title="x", unit="vụ", overlap=overlap) for overlap in (False, True))
    assert stacked["vconcat"][0]["encoding"]["x"]["stack"] == "normalize"
    assert "stack" not in beside["vconcat"][0]["encoding"]["x"]
    assert "Bỏ rơi" in words(beside)


def test_a_phone_gets_a_picture_of_its_own_width() -> None:
    for width in (WIDE, NARROW):
        picture = etree.fromstring(charts.drawn(pyramid(AGES, title="Tháp tuổi " * 12, width=width)).encode())
        assert float(picture.get("width")) <= width * 1.1
