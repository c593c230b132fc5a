"""The figures that were really published (published_figures.yaml): what adds up is left alone, what does not is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from chungtay.statistics.checks import (
    Finding,
    against_records,
    among_neighbours,
    exceeds_whole,
    jump,
    parts_and_whole,
    percentage,
    rate_over_hundred,
    same_thing,
)
from chungtay.statistics.checks.agreement import base_of, before
from chungtay.statistics.checks.rates import How
from chungtay.statistics.checks.small_counts import against_expected, deviation, two_counts

ROWS: dict[int, dict[str, Any]] = {
    row["row"]: row for row in yaml.safe_load((Path(__file__).parent / "published_figures.yaml").read_text("utf-8"))
}


def figures(row: int) -> dict[str, int]:
    return dict(ROWS[row]["figures"])


def rate(row: int, name: str) -> Decimal:
    return Decimal(ROWS[row]["rates"][name])


def sum_of(row: int, name: str, **more: Any) -> Finding | None:
    parts = {str(place): part for place, part in enumerate(ROWS[row]["parts"][name])}
    return parts_and_whole("Tổng", figures(row)[name], parts, **more)


def test_every_row_has_its_figures_and_its_source() -> None:
    assert sorted(ROWS) == list(range(1, 28))
    assert all(row["url"].startswith("http") for row in ROWS.values())


def test_sums_that_add_up_are_left_alone() -> None:
    one = figures(1)
    assert parts_and_whole("Trẻ em", one["children"], {"nam": one["boys"], "nữ": one["girls"]}) is None
    assert sum_of(10, "consultations") is None
    assert sum_of(12, "interventions") is None
    assert sum_of(12, "press") is None
    assert sum_of(19, "special", tolerance=500) is None  # “over 12,000” of “over 2,300” and “nearly 9,600”


@pytest.mark.parametrize(("row", "words"), [(11, "1.561, các phần cộng lại được 1.560, thiếu 1"),
                                            (14, "9.601, các phần cộng lại được 9.592, thiếu 9")])  # fmt: skip
def test_sums_that_do_not_add_up_warn_and_do_not_block(row: int, words: str) -> None:
    found = sum_of(row, "interventions")
    assert found is not None
    assert words in found.sentence
    assert found.severity == "warn"
    assert found.advice


# row, printed rate, numerator, denominator, how it was made of them
RATES: list[tuple[int, str, str, str, How]] = [
    (1, "boys", "boys", "children", How.ROUNDED),
    (1, "girls", "girls", "children", How.ROUNDED),
    (11, "violence", "violence", "interventions", How.ROUNDED),
    (11, "exploitation", "exploitation", "interventions", How.ROUNDED),
    (11, "sexual", "sexual", "interventions", How.ROUNDED),
    (14, "violence", "violence", "interventions", How.ROUNDED),
    (14, "sexual", "sexual", "interventions", How.ROUNDED),
    (14, "exploitation", "exploitation", "interventions", How.ROUNDED),
    (16, "assisted", "assisted", "special", How.ROUNDED),
    (16, "friendly", "friendly", "communes", How.ROUNDED),
]


@pytest.mark.parametrize(("row", "printed", "over", "under", "how"), RATES)
def test_printed_percentages_are_recognised(row: int, printed: str, over: str, under: str, how: How) -> None:
    told = percentage("Tỷ lệ", rate(row, printed), figures(row)[over], figures(row)[under])
    assert (told.how, told.told) == (how, None)


def test_changes_in_percent_stand_on_the_earlier_figure() -> None:
    q1 = figures(12)
    violence = before(q1["violence"], q1["violence_change"])
    cut = percentage("Bạo lực tăng", rate(12, "violence_change"), q1["violence_change"], violence)
    assert (violence, cut.how, cut.told) == (177, How.CUT, None)  # 82.4859 %: the digits behind were cut off
    asked = before(q1["consultations"], q1["consultations_change"])
    rounded = percentage("Tư vấn tăng", rate(12, "consultations_change"), q1["consultations_change"], asked)
    assert (asked, rounded.how) == (7270, How.ROUNDED)
    nghe_an = figures(23)
    fell = nghe_an["violence_inside_before"] - nghe_an["violence_inside"]
    rose = nghe_an["violence_outside"] - nghe_an["violence_outside_before"]
    assert percentage("Giảm", rate(23, "violence_inside_change"), fell, nghe_an["violence_inside_before"]).told is None
    assert (
        percentage("Tăng", rate(23, "violence_outside_change"), rose, nghe_an["violence_outside_before"]).told is None
    )
    assert [before(figures(4)[name], figures(4)[f"{name}_change"]) for name in ("offenders", "abused")] == [2319, 2117]
    assert before(figures(18)["injured"], figures(18)["injured_change"]) == 1367
    half = figures(7)
    earlier = [half[name] / (1 + rate(7, f"{name}_change") / 100) for name in ("cases", "abused")]
    assert [round(one) for one in earlier] == [1048, 1088]


def test_row_8_a_share_of_the_wrong_base_and_more_accused_than_offenders() -> None:
    year = figures(8)
    base = before(year["cases"], year["cases_change"])
    assert base == 2498
    assert percentage("Số vụ giảm", rate(8, "cases_change"), -year["cases_change"], base).how is How.ROUNDED
    share = percentage(
        "Trẻ bị xâm hại tình dục", rate(8, "sexual_abused"), year["sexual_abused"], year["abused"],
        others={"tỷ lệ theo số vụ": (year["sexual_cases"], year["cases"])},
    )  # fmt: skip
    assert share.how is How.NEITHER
    assert share.told is not None
    assert share.told.sentence == (
        "Trẻ bị xâm hại tình dục: ghi 81,6%, tính lại 1.960/2.505 được 78,24%. Số đã ghi khớp với tỷ lệ theo số vụ."
    )
    accused = exceeds_whole(
        "Bị can đã khởi tố", year["prosecuted_offenders"], "số đối tượng xâm hại tình dục", year["sexual_offenders"]
    )
    assert accused is not None
    assert "(2.165) lớn hơn số đối tượng xâm hại tình dục (2.106)" in accused.sentence
    assert exceeds_whole("Vụ khởi tố", year["prosecuted_cases"], "số vụ", year["cases"]) is None


def test_row_20_a_number_under_16_that_is_not_all_children() -> None:
    year = figures(20)
    told = same_thing("Trẻ em", year["children"], "người dưới 16 tuổi", year["under_16"])
    assert told is not None
    assert "491.053" in told.sentence
    assert "145.121" in told.sentence
    assert "độ tuổi" in told.advice


# row, numerator, denominator, multiplier, the rate worked out beside the table
SHARES = [
    (16, "special", "children", 100, "0.737"), (16, "injured", "children", 100_000, "53.8"),
    (16, "assisted", "special", 100, "99.571"), (16, "friendly", "communes", 100, "89.81"),
    (17, "special", "children", 100, "0.667"), (17, "at_risk", "children", 100, "1.595"),
    (20, "special", "children", 100, "0.86"), (21, "special", "children", 100, "3.29"),
    (21, "at_risk", "children", 100, "32.7"), (22, "special", "children", 100, "1.54"),
    (22, "drowned", "children", 100_000, "3.6"), (26, "children", "population", 100, "26.6"),
    (1, "boys", "children", 100, "52.13"), (1, "girls", "children", 100, "47.87"),
    (8, "sexual_abused", "abused", 100, "78.2"), (8, "sexual_cases", "cases", 100, "81.6"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "over", "under", "multiplier", "worked_out"), SHARES)
def test_rates_worked_out_beside_the_table(row: int, over: str, under: str, multiplier: int, worked_out: str) -> None:
    told = percentage("Tỷ lệ", Decimal(worked_out), figures(row)[over], figures(row)[under], multiplier=multiplier)
    assert told.told is None
    if multiplier == 100:
        assert rate_over_hundred("Tỷ lệ", figures(row)[over], figures(row)[under]) is None


def test_bases_that_published_rates_stand_on() -> None:
    bases = [base_of(figures(5)[name], rate(5, name)) for name in ("labour_2018", "labour_2024")]
    assert [round((base or 0) / 10_000) / Decimal(100) for base in bases] == [Decimal("19.25"), Decimal("20.58")]
    assert round(base_of(figures(25)["children"], rate(25, "of_population")) or 0) == 759_959
    assert base_of(3, Decimal(0)) is None


def test_parts_of_their_whole() -> None:
    pairs = [(9, "pupils_girls", "pupils"), (18, "boards", "communes"), (21, "operated", "screened"),
             (22, "under_6", "children"), (22, "poor", "children"), (7, "sexual_abused", "abused")]  # fmt: skip
    assert [
        row for row, part, whole in pairs if exceeds_whole(part, figures(row)[part], whole, figures(row)[whole])
    ] == []


def test_rows_that_say_nothing_of_each_other_are_left_alone() -> None:
    """Rounded figures, single figures and rates without their numbers: there is nothing to recompute, and nothing is told."""
    assert [row for row in (2, 3, 6, 13, 15, 24, 27) if ROWS[row].get("parts")] == []
    assert jump("Số vụ", figures(24)["cases"], [figures(24)["cases_2021"]]) is None  # nine months against twelve


def test_small_counts_do_not_alarm_and_large_steps_do() -> None:
    assert jump("Đuối nước", 5, [2]) is None  # a z-score of 2.1 would have alarmed
    assert jump("Đuối nước", 0, [2, 1, 3]) is None
    nghe_an = figures(23)
    assert jump("Bạo lực học đường", nghe_an["violence_inside"], [nghe_an["violence_inside_before"]]) is None
    told = jump("Đuối nước", 14, [2, 1, 3])
    assert told is not None
    assert told.sentence == "Đuối nước: 14, kỳ trước 2; tăng 12 (600%). 3 kỳ trước ở khoảng 1 đến 3."
    assert jump("Hoàn cảnh đặc biệt", 12_765, [14_221]) is None  # -10 % of a large count is a year like others
    assert jump("Hoàn cảnh đặc biệt", 1_276, [14_221]) is not None  # a digit was lost
    assert jump("Hoàn cảnh đặc biệt", 5_300, [4_222, 4_190, 4_260, 4_205]) is not None
    assert jump("Hoàn cảnh đặc biệt", 4_400, [4_222, 4_190, 4_260, 4_205]) is None
    assert jump("Đuối nước", 7, []) is None


def test_exact_probabilities() -> None:
    """Worked out by hand: 5 against 2 is 2·P(X ≥ 5), X binomial(7, ½) = 2·29/128; 0 where 3 were expected is 2·e⁻³."""
    assert two_counts(5, 2) == pytest.approx(58 / 128)
    assert two_counts(0, 0) == 1.0
    assert two_counts(0, 6, share=1 / 3) == pytest.approx(2 * (2 / 3) ** 6)
    assert against_expected(0, 3.0) == pytest.approx(2 * 0.049787068)
    assert against_expected(4, 0.0) == 0.0
    assert deviation([1, 2, 3, 4, 100]) == (3, pytest.approx(1.4826))
    assert two_counts(1_000_000, 1_000_400) > 0.5  # large sums neither overflow nor take long


def test_neighbours_of_its_kind() -> None:
    peers = [(20, 1000), (22, 1100), (18, 900), (25, 1200), (19, 1000), (0, 0)]
    told = among_neighbours("Trẻ em khuyết tật", 80, 1000, peers)
    assert told is not None
    assert told.sentence.startswith("Trẻ em khuyết tật: 80, cao so với nơi cùng loại. Theo mức giữa của 5 nơi")
    assert among_neighbours("Trẻ em khuyết tật", 3, 100, peers) is None  # 2 expected: chance
    assert among_neighbours("Trẻ em khuyết tật", 80, 1000, peers[:3]) is None  # too few to compare with
    assert among_neighbours("Trẻ em khuyết tật", 80, 0, peers) is None  # a unit without data


def test_zero_by_zero_is_no_rate_and_no_fault() -> None:
    assert rate_over_hundred("Tỷ lệ", 0, 0) is None
    something = rate_over_hundred("Trẻ được trợ giúp", 3, 0)
    assert something is not None
    assert "mẫu số là 0" in something.sentence
    assert percentage("Tỷ lệ", Decimal("0"), 0, 0).how is How.NOT_POSSIBLE
    assert rate_over_hundred("Nhập học gộp", 104, 100, may_pass=True) is None
    over = rate_over_hundred("Trẻ được trợ giúp", 104, 100)
    assert over is not None
    assert "104/100 là 104,00%, quá 100%" in over.sentence


def test_register_against_return_and_the_mark_of_a_finding() -> None:
    told = against_records("Trẻ em khuyết tật", 41, 38, about=("special.d",))
    assert told is not None
    assert told.sentence == "Trẻ em khuyết tật: biểu nộp 41, sổ đếm được 38; nhiều hơn 3."
    again = against_records("Trẻ em khuyết tật", 41, 38, about=("special.d",))
    other = against_records("Trẻ em khuyết tật", 42, 38, about=("special.d",))
    assert again is not None
    assert other is not None
    assert told.mark == again.mark != other.mark
    assert against_records("Trẻ em khuyết tật", 38, 38) is None
