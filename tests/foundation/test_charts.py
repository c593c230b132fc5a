"""Charts: drawn here, the same from the same figures, once; nothing is fetched."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
import vl_convert
from django.core.cache import cache
from lxml import etree

from chungtay.foundation import charts

COLOURS = {"hoàn thành": "#2f7d4f", "đang làm": "#7aa7c7", "quá hạn": "#b3402f"}
BARS = [
    {"label": unit, "state": state, "number": number}
    for unit, numbers in {"Xã Mường Phăng": (3, 2, 0), "Xã “Thí & Dụ” <1>": (1, 0, 4)}.items()
    for state, number in zip(COLOURS, numbers, strict=True)
]
LINES = [
    {"line": line, "day": day, "number": number}
    for line, numbers in {"hoàn thành": (0, 3, 5), "đến hạn": (1, 4, 8)}.items()
    for day, number in zip(("2026-01-05", "2026-03-05", "2026-06-05"), numbers, strict=True)
]


def bars(**other: Any) -> str:
    return charts.stacked_bars(**{"values": BARS, "title": "Theo đơn vị", "colours": COLOURS, **other})


def drawn(address: str) -> Any:
    kind, _, text = address.partition(",")
    assert kind == "data:image/svg+xml"
    return etree.fromstring(unquote(text).encode())


def words(picture: Any) -> str:
    return " ".join(picture.itertext())


def test_bars_are_an_svg_with_its_words() -> None:
    picture = drawn(bars())
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    text = words(picture)
    for expected in ("Theo đơn vị", "Xã Mường Phăng", "Xã “Thí & Dụ” <1>", "quá hạn", "Số nhiệm vụ"):
        assert expected in text
    fills = {element.get("fill") for element in picture.iter() if element.get("fill")}
    assert set(COLOURS.values()) <= fills


def test_lines_are_an_svg_with_dates_as_people_write_them() -> None:
    text = words(drawn(charts.cumulative_lines(LINES, title="Tiến độ")))
    assert "Tiến độ" in text
    assert "/2026" in text
    assert "cộng dồn" in text


def test_the_same_figures_give_the_same_picture() -> None:
    first = bars()
    cache.clear()
    assert bars() == first
    assert bars(title="Tên khác") != first


def test_a_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = bars()
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *_: pytest.fail("drawn a second time"))
    assert bars() == first


def test_without_figures_there_is_still_a_picture() -> None:
    assert words(drawn(bars(values=[])))
    assert words(drawn(charts.cumulative_lines([], title="Tiến độ")))


def test_nothing_in_the_picture_runs_or_is_fetched() -> None:
    text = unquote(bars())
    for forbidden in ("<script", "<foreignObject", 'xlink:href="http', "onload", "url(http"):
        assert forbidden not in text
    picture = drawn(bars())
    assert not [key for element in picture.iter() for key in element.attrib if key.startswith("on")]


def test_nothing_is_asked_of_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures stand in the specification; its only address is that of the schema, which is not fetched."""
    seen: list[str] = []
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda spec: seen.append(spec) or "<svg/>")
    bars()
    spec = json.loads(seen[0])
    assert spec.pop("$schema").startswith("https://vega.github.io/")
    assert "http" not in json.dumps(spec)
    assert spec["data"]["values"] == BARS


def test_a_png_for_word_is_twice_the_size() -> None:
    png = charts.png_stacked_bars(BARS, title="Theo đơn vị", colours=COLOURS)
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20], "big")
    assert width > 2 * charts.WIDTH
