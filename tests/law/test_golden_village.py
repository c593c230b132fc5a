"""The golden village: 197 people written out by hand give the numbers that golden_village.md works out on paper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chungtay.foundation.scoping import as_system
from chungtay.law import queries as law
from chungtay.statistics import catalogue, formulas, periods, reading, tables
from chungtay.statistics.models import ReturnValue
from tests.factories.accounts import small_world
from tests.factories.law import law_files
from tests.law import golden
from tests.law.golden import Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(db: None) -> Village:
    law.answer_from(law_files())
    return golden.load(small_world())


def test_every_indicator_and_every_form_says_what_the_paper_says(village: Village) -> None:
    content = golden.written()
    period = periods.parse("year:2025")
    with as_system("the golden village is read"):
        found = reading.figures(
            actor=None, indicators=list(catalogue.indicators(period.last)), units=[village.commune], period=period
        )
        told = {(value.indicator, value.measure): value for value in found}
        expected = {
            (indicator, measure): text
            for indicator, measures in content["expected"].items()
            for measure, text in measures.items()
        }
        assert told.keys() == expected.keys()
        wrong = {
            key: f"{_printed(told[key].value, text)} instead of {text} ({told[key].why_missing})"
            for key, text in expected.items()
            if _printed(told[key].value, text) != text
        }
        assert wrong == {}
        for code, rows in content["tables"].items():
            table = tables.find(code, period.last)
            assert table is not None
            filled = tables.fill(actor=None, table=table, unit=village.commune, period=period)
            printed = {
                row.number: " ".join("-" if cell.value is None else str(cell.value) for cell in cells)
                for row, cells in filled.lines
            }
            assert printed == rows, code
            assert filled.missing == (), code
        _without_returns(village)


def _without_returns(village: Village) -> None:
    """What no record knows is then missing with its reason, and never a zero."""
    ReturnValue.objects.all().delete()
    period = periods.parse("year:2025")
    asked = ["I-0101", "I-0103", "I-0318.count", "II-0102.rate"]
    values = reading.figures(actor=None, indicators=asked, units=[village.commune], period=period)
    found = {(value.indicator, value.measure): value for value in values}
    assert found["I-0101", "count"].value == 99
    for missing in (("I-0103", "rate"), ("I-0318", "count"), ("II-0102", "rate")):
        assert found[missing].value is None
        assert found[missing].why_missing, missing


def _printed(value: Decimal | None, like: str) -> str:
    if value is None:
        return "none"
    places = len(like.partition(".")[2]) if like != "none" else 2
    return str(formulas.rounded(value, places))


def test_every_indicator_of_the_village_is_worked_out_on_paper() -> None:
    sheet = golden.FILE.with_suffix(".md").read_text("utf-8")
    missing = [code for code in golden.written()["expected"] if f"| {code} |" not in sheet]
    assert missing == []
