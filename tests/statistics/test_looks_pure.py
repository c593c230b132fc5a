"""Pure parts of what is looked at: classes, maps, boundary files, sentences, files."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from lxml import etree

from chungtay.foundation.errors import UserError
from chungtay.law import narratives
from chungtay.statistics import narrative, sentences
from chungtay.statistics.exhibits import to_csv
from chungtay.statistics.maps import drawing, geojson
from chungtay.statistics.maps.archipelagos import BOTH
from chungtay.statistics.maps.classes import class_of, classes

SQUARE = [[103.0, 21.0], [103.0, 22.0], [104.0, 22.0], [104.0, 21.0], [103.0, 21.0]]
ISLET = [[107.0, 20.0], [107.0, 20.001], [107.001, 20.001], [107.0, 20.0]]
EXAMPLE = Path("/work/shared/reference/vn34_provinces_simplified.geojson")


def file_of(*geometries: object, properties: object = None) -> bytes:
    features = [{"type": "Feature", "properties": properties or {}, "geometry": one} for one in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def place(name: str, value: float | None, **more: Any) -> drawing.Place:
    return drawing.Place(name, value, sentences.said(value), **more)


def draw(places: list[drawing.Place], **more: Any) -> drawing.Drawing:
    given: dict[str, Any] = {
        "title": "Bản đồ",
        "unit": "phần trăm",
        "source": "Nguồn: thử.",
        "proportional": False,
        **more,
    }
    return drawing.draw(places, **given)


@pytest.mark.parametrize(
    ("values", "numbers"),
    [([], []), ([3.0], [1]), ([1.0] * 9, [9]), ([1, 1, 1, 1, 2], [4, 1]), (list(range(10)), [2] * 5)],
)
def test_equal_values_are_never_in_two_classes(values: list[float], numbers: list[int]) -> None:
    found = classes(values)
    assert [one.number for one in found] == numbers
    assert all(one.low <= one.high for one in found)
    assert all(found[class_of(value, found)].low <= value <= found[class_of(value, found)].high for value in values)


def test_the_two_archipelagos_are_on_a_national_map_without_any_file() -> None:
    drawn = draw([place("Tỉnh A", 3.0, centre=(105.0, 21.0))], archipelagos=BOTH)
    picture = etree.fromstring(drawn.svg.encode())
    text = " ".join(picture.itertext())
    assert "Quần đảo Hoàng Sa (Việt Nam)" in text
    assert "Quần đảo Trường Sa (Việt Nam)" in text
    wide = float(picture.get("width"))
    spots = [float(one.get("cx")) for one in picture.iter("{http://www.w3.org/2000/svg}circle")]
    assert all(0 < x < wide for x in spots)


def test_a_map_says_values_and_what_is_missing_and_runs_nothing() -> None:
    ring = tuple((round(x * geojson.STEP), round(y * geojson.STEP)) for x, y in SQUARE[:-1])
    islet = tuple((round(x * geojson.STEP), round(y * geojson.STEP)) for x, y in ISLET[:-1])
    drawn = draw(
        [
            place("Xã <A>", 3.5, rings=(ring, islet), centre=(103.5, 21.5), url="/so-lieu/?a=1&b=2"),
            place("Xã B", None, centre=(103.2, 21.2)),
            place("Xã C", 9.0),
        ],
        linked=True,
    )
    assert drawn.missing == ["Xã C"]
    assert "Xã &lt;A&gt;: 3,5" in drawn.svg
    assert "chưa có số liệu" in drawn.svg
    assert "style=" not in drawn.svg
    assert "<script" not in drawn.svg
    assert 'r="1.6"' in drawn.svg, "an islet stays as a dot"


def test_neighbours_stay_joined() -> None:
    """The shared border of two squares goes through the same points in both."""
    west = [(1030000, 210000), (1030000, 220000), (1040000, 220000), (1040000, 210000)]
    east = [(1040000, 210000), (1040000, 220000), (1050000, 220000), (1050000, 210000)]
    drawn = draw([place("A", 1.0, rings=(tuple(west),)), place("B", 2.0, rings=(tuple(east),))])
    picture = etree.fromstring(drawn.svg.encode())
    left, right = [one.get("d") for one in picture.iter("{http://www.w3.org/2000/svg}path")]
    border = [point for point in left[1:-1].split("L") if point in right[1:-1].split("L")]
    assert len(border) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "không phải GeoJSON"),
        (b"[]", "danh sách vùng"),
        (file_of({"type": "Point", "coordinates": [1, 2]}), "không có vùng"),
        (
            file_of({"type": "Polygon", "coordinates": [[[589000.0, 2300000.0], [1, 2], [589000.0, 1.0]]]}),
            "WGS 84",
        ),
        (file_of({"type": "Polygon", "coordinates": [[["a", 1], [1, 2], [2, 2]]]}), "không đọc được"),
    ],
)
def test_what_is_no_boundary_file_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words):
        geojson.read(content)


def test_both_ways_round_are_read_and_the_middle_is_on_the_main_land() -> None:
    for ring in (SQUARE, SQUARE[::-1]):
        (area,) = geojson.read(file_of({"type": "MultiPolygon", "coordinates": [[ring], [ISLET]]}))
        assert len(area.rings) == 2
        assert geojson.centre(area.rings) == pytest.approx((103.5, 21.5), abs=0.001)


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the example file is not part of the product")
def test_the_example_of_34_provinces_is_read_and_drawn_light() -> None:
    areas = geojson.read(EXAMPLE.read_bytes())
    assert len(areas) == 34
    places = [
        place(
            area.properties["full_name"],
            float(number),
            rings=drawing.rings_of(area.rings),
            centre=geojson.centre(area.rings),
        )
        for number, area in enumerate(areas)
    ]
    drawn = draw(places, archipelagos=BOTH)
    assert [one.number for one in drawn.classes] == [6, 7, 7, 7, 7]
    assert len(drawn.svg) < 200_000


def test_charts_are_said_in_words() -> None:
    assert sentences.of_trend("Tỷ lệ", [("2023", 3.4), ("2024", None), ("2025", 3.1)], "phần trăm") == (
        "Tỷ lệ giảm từ 3,4 % (2023) xuống 3,1 % (2025). 1 kỳ chưa có số liệu."
    )
    assert sentences.of_ranking([("Xã A", 5), ("Xã B", None), ("Xã C", 2), ("Xã D", 3)], "vụ") == (
        "Cao nhất là Xã A (5 vụ), thấp nhất là Xã C (2 vụ). Mức ở giữa là 3 vụ. 1 đơn vị chưa có số liệu."
    )
    assert sentences.of_pyramid(52, 48, [("0", 30), ("1–2", 70)]) == (
        "100 trẻ em: 52 nam (52 %), 48 nữ (48 %). Nhóm tuổi đông nhất là 1–2 tuổi (70)."
    )
    assert sentences.of_pyramid(1, 1, [("0", 2)], unknown=3).endswith(
        "Không kể 3 trẻ em chưa ghi giới tính hoặc ngày sinh."
    )
    assert sentences.change(Decimal("6.85"), Decimal("7.10"), "phần trăm") == (
        "tăng 0,25 điểm phần trăm so với kỳ trước (6,85 → 7,1)"
    )
    assert "không cộng lại" in sentences.of_composition([("Bạo lực", 3), ("Bỏ rơi", 2)], "vụ", overlap=True)


def test_a_csv_opens_in_excel_and_runs_nothing() -> None:
    content = to_csv(["Đơn vị", "Số"], [["=1+1", Decimal("3.5")], ["Xã Á", None]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == ["Đơn vị,Số", "'=1+1,3.5", "Xã Á,"]


ABOUT = narrative.About("xã Mường Phăng", "Năm 2025", "31/12/2025")


def rule(say: str, **when: str) -> dict[str, object]:
    conditions = [{"fact": "I-0301.rate", "is": when.get("is_", "known")}]
    return {"id": "one", "slot": "one", "when": conditions, "say": say}


def told(say: str, fact: narrative.Fact, **when: str) -> str:
    found = narrative.draft([rule(say, **when)], {"I-0301.rate": fact}, ABOUT)
    return found[0].text if found else ""


def test_a_sentence_names_its_figures_and_says_nothing_it_does_not_know() -> None:
    fact = narrative.Fact(Decimal("3.2"), "phần trăm")
    (sentence,) = narrative.draft([rule("{unit} có {I-0301.rate}.")], {"I-0301.rate": fact}, ABOUT)
    assert sentence == narrative.Sentence("Xã Mường Phăng có 3,2 %.", "one", ("I-0301.rate",))
    assert told("{I-0301.rate:change}", fact) == "", "nothing to compare with"
    assert told("{I-0301.rate}", narrative.Fact(None, "phần trăm")) == ""


def test_a_change_that_may_be_chance_is_no_rise() -> None:
    """4 → 6 children may be chance; 400 → 600 is not."""
    small = narrative.Fact(Decimal(6), "trẻ em", before=Decimal(4))
    large = narrative.Fact(Decimal(600), "trẻ em", before=Decimal(400))
    assert told("{I-0301.rate:change}", small).startswith("Gần như không đổi")
    assert told("{I-0301.rate:change}", large).startswith("Tăng 200 trẻ em")
    rate: dict[str, Any] = {"numerator": Decimal(6), "denominator": Decimal(100), "denominator_before": Decimal(100)}
    near = narrative.Fact(Decimal(6), "phần trăm", Decimal(4), numerator_before=Decimal(4), **rate)
    assert narrative.moved(near) == 0


def test_who_misses_the_target_is_named_the_furthest_first() -> None:
    below = tuple((f"Xã {name}", Decimal(value)) for name, value in zip("ABCDE", (99, 80, 91, 70, 85), strict=True))
    fact = narrative.Fact(Decimal(85), "phần trăm", target=Decimal(90), below=below)
    assert told("Chưa đạt: {I-0301.rate:behind}.", fact) == "Chưa đạt: Xã D (70 %), Xã B (80 %), Xã E (85 %)."
    assert (
        told(
            "Chưa đạt: {I-0301.rate:behind}.", narrative.Fact(Decimal(95), "phần trăm", target=Decimal(60), below=below)
        )
        == ""
    )


def test_the_rules_of_the_product_draft_a_paragraph() -> None:
    content = yaml.safe_load((settings.LAW_DIR / "narratives" / "situation.yaml").read_text())
    percent: dict[str, Any] = {"numerator": Decimal(12), "denominator": Decimal(400)}
    facts = {
        "I-0101.count": narrative.Fact(Decimal(400), "trẻ em"),
        "I-0301.count": narrative.Fact(Decimal(12), "trẻ em"),
        "I-0301.rate": narrative.Fact(Decimal(3), "%", **percent),
        "I-0210.rate": narrative.Fact(Decimal(0), "trên 100.000 trẻ em"),
        "II-0101.count": narrative.Fact(None, "trẻ em"),
    }
    found = narrative.draft(content["rules"], facts, ABOUT)
    assert [one.text for one in found] == [
        "Đến 31/12/2025, xã Mường Phăng có 400 trẻ em dưới 16 tuổi.",
        "Có 12 trẻ em có hoàn cảnh đặc biệt, bằng 3 % tổng số trẻ em.",
        "Trong kỳ không ghi nhận trẻ em tử vong do đuối nước.",
    ]
    assert all(one.figures for one in found)


def test_a_rule_that_cannot_be_filled_in_is_a_fault_of_its_file() -> None:
    content = {"rules": [rule("{unit} có {I-0301.rate:nothing}."), rule("{I-0301}")]}
    assert [where for where, _ in narratives.faults(content)] == ["rules/0/say", "rules/1/id", "rules/1/say"]
