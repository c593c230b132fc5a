"""The published figures of the table, entered as returns by the real services: sums, rates and warnings as worked out by hand.

One ministry agency fills a line for the province, another of its people checks, a third accepts; then the figures are read
as everybody reads them, and the page of checks is asked. Nothing is taken from a pure function here.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import number
from chungtay.law import queries as law
from chungtay.law.models import LawFile
from chungtay.statistics import periods, reading
from chungtay.statistics.models import DataSet, Return
from chungtay.statistics.queries.checks import warnings
from chungtay.statistics.queries.returns_forms import forms
from chungtay.statistics.returns.forms import Key
from chungtay.statistics.returns.numbers import read_number
from chungtay.statistics.services import returns as services
from chungtay.statistics.services.returns_opening import open_form
from tests.factories.accounts import Person, World, make_person
from tests.factories.law import law_files
from tests.statistics.test_published_figures import RATES, ROWS

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 1, 5)
NOTES = Path("/work/shared/reference/indicators_notes.md")

# row, what, numerator, denominator, multiplier, decimals, as the table says it. Names are those of the row's own figures.
CHECKED: list[tuple[int, str, str, str, int, int, str]] = [
    (1, "boys", "boys", "children", 100, 2, "52.13"), (1, "girls", "girls", "children", 100, 2, "47.87"),
    (4, "offenders_before", "offenders + offenders_change", "", 1, 0, "2,319"),
    (4, "abused_before", "abused + abused_change", "", 1, 0, "2,117"),
    (5, "base_2018", "labour_2018", "10000 * rate_labour_2018", 1, 2, "19.25"),
    (5, "base_2024", "labour_2024", "10000 * rate_labour_2024", 1, 2, "20.58"),
    (7, "cases_before", "cases", "100 + rate_cases_change", 100, 0, "1,048"),
    (7, "abused_before", "abused", "100 + rate_abused_change", 100, 0, "1,088"),
    (8, "cases_before", "cases + cases_change", "", 1, 0, "2,498"), (8, "of_cases", "sexual_cases", "cases", 100, 1, "81.6"),
    (8, "of_children", "sexual_abused", "abused", 100, 1, "78.2"),
    (8, "fall", "cases_change", "cases + cases_change", 100, 1, "5.5"),
    (10, "parts", "consultations_1 + consultations_2 + consultations_3", "", 1, 0, "35,385"),
    (11, "parts", " + ".join(f"interventions_{n}" for n in range(1, 9)), "", 1, 0, "1,560"),
    (12, "parts", " + ".join(f"interventions_{n}" for n in range(1, 6)), "", 1, 0, "502"),
    (12, "press", " + ".join(f"press_{n}" for n in range(1, 6)), "", 1, 0, "147"),
    (12, "rise", "violence_change", "violence - violence_change", 100, 2, "82.49"),
    (14, "parts", " + ".join(f"interventions_{n}" for n in range(1, 11)), "", 1, 0, "9,592"),
    (16, "assisted", "assisted", "special", 100, 3, "99.571"), (16, "friendly", "friendly", "communes", 100, 2, "89.81"),
    (16, "special", "special", "children", 100, 3, "0.737"), (16, "injured", "injured", "children", 100_000, 1, "53.8"),
    (17, "special", "special", "children", 100, 3, "0.667"), (17, "at_risk", "at_risk", "children", 100, 3, "1.595"),
    (18, "injured_before", "injured + injured_change", "", 1, 0, "1,367"),
    (19, "parts", "special_1 + special_2", "", 1, 0, "11,900"), (20, "special", "special", "children", 100, 2, "0.86"),
    (21, "special", "special", "children", 100, 2, "3.29"), (21, "at_risk", "at_risk", "children", 100, 1, "32.7"),
    (22, "special", "special", "children", 100, 2, "1.54"), (22, "drowned", "drowned", "children", 100_000, 1, "3.6"),
    (23, "inside", "violence_inside_before - violence_inside", "violence_inside_before", 100, 0, "57"),
    (23, "outside", "violence_outside - violence_outside_before", "violence_outside_before", 100, 0, "41"),
    (25, "population", "children", "rate_of_population", 100, -1, "759,960"),
    (26, "children", "children", "population", 100, 1, "26.6"),
]  # fmt: skip

# (row, part, whole): none of these may be greater, and only one is.
PARTS = [
    (7, "sexual_abused", "abused"), (8, "prosecuted_offenders", "sexual_offenders"), (8, "prosecuted_cases", "cases"),
    (8, "administrative_cases", "cases"), (9, "pupils_girls", "pupils"), (16, "assisted", "special"), (18, "boards", "communes"),
    (21, "operated", "screened"), (22, "under_6", "children"), (22, "poor", "children"),
]  # fmt: skip

WARNED = {
    8: {
        "trẻ em bị xâm hại tình dục trong 8: ghi 81,6%, tính lại 1.960/2.505 được 78,24%. Số đã ghi khớp với tỷ lệ theo số vụ.",
        "8 prosecuted_offenders (2.165) lớn hơn 8 sexual_offenders (2.106).",
    },
    11: {"11 interventions: tổng ghi 1.561, các phần cộng lại được 1.560, thiếu 1."},
    14: {"14 interventions: tổng ghi 9.601, các phần cộng lại được 9.592, thiếu 9."},
    20: {"20 children (491.053) và 20 under_16 (145.121) là một, nhưng hai số khác nhau."},
}


def code(row: int, name: str) -> str:
    return f"return.r{row}_{name}"


def typed() -> dict[str, tuple[str, int]]:
    """code → (as somebody types it, decimals). A fall is typed as the number it fell by: counts are never negative."""
    found = {}
    for row, given in ROWS.items():
        for name, value in given["figures"].items():
            found[code(row, name)] = (number(abs(value)), 0)
        for name, parts in given.get("parts", {}).items():
            found |= {code(row, f"{name}_{place}"): (number(part), 0) for place, part in enumerate(parts, 1)}
        for name, rate in given.get("rates", {}).items():
            plain = rate.lstrip("-")
            found[code(row, f"rate_{name}")] = (plain.replace(".", ","), len(plain.partition(".")[2]))
    return found


def form_file() -> LawFile:
    """A form as a ministry would write it: every figure of the table, what they are parts of, the printed percentages."""
    labels = {code(8, "rate_sexual_abused"): "trẻ em bị xâm hại tình dục trong 8"}
    quantities = [
        {
            "code": one, "label": labels.get(one, one.removeprefix("return.r").replace("_", " ", 1)), "unit": "số",
            "manner": "rate" if "_rate_" in one else "event", "decimals": decimals,
        }
        for one, (_, decimals) in typed().items()
    ]  # fmt: skip
    rules: list[dict[str, Any]] = [
        {"kind": "sum", "whole": code(1, "children"), "parts": [code(1, "boys"), code(1, "girls")]},
        {"kind": "same", "whole": code(20, "children"), "part": code(20, "under_16")},
        {"kind": "percentage", "rate": code(8, "rate_sexual_abused"), "part": code(8, "sexual_abused"), "whole": code(8, "abused"),
         "beside": [{"label": "tỷ lệ theo số vụ", "part": code(8, "sexual_cases"), "whole": code(8, "cases")}]},
    ]  # fmt: skip
    rules += [
        {"kind": "percentage", "rate": code(row, f"rate_{rate}"), "part": code(row, part), "whole": code(row, whole)}
        for row, rate, part, whole, _ in RATES
    ]
    rules += [{"kind": "at_most", "part": code(row, part), "whole": code(row, whole)} for row, part, whole in PARTS]
    rules += [
        {
            "kind": "sum", "whole": code(row, name), "tolerance": 500 if row == 19 else 0,  # “over 12,000”
            "parts": [code(row, f"{name}_{place}") for place in range(1, len(parts) + 1)],
        }
        for row, given in ROWS.items()
        for name, parts in given.get("parts", {}).items()
    ]  # fmt: skip
    content = {
        "kind": "return_form", "id": "cong_bo", "title": "Số đã công bố", "sector": "statistics", "filled_by": "country",
        "reckoning": "year", "due": "01-15", "opens_days_before": 45, "quantities": quantities, "rules": rules,
    }  # fmt: skip
    return LawFile(
        kind="return_form",
        code="cong_bo",
        title="Số đã công bố",
        valid_from=dt.date(2020, 1, 1),
        digest="5" * 64,
        content=content,
    )


def indicator_ids() -> list[str]:
    return [f"CB-{place:04}" for place, _ in enumerate(CHECKED, 1)]


def set_file() -> LawFile:
    """The rates and sums of the table as indicators."""

    def formula(row: int, text: str) -> str:
        return re.sub(r"[a-z]\w*", lambda name: code(row, name[0]), text)

    indicators = [
        {
            "id": one, "code": one, "group": "01", "name": name, "kind": "rate", "unit": "%", "article": "thử", "agencies": [],
            "measures": [{
                "key": "value", "title": name, "unit": "%", "counts": name, "over": below, "numerator": formula(row, above),
                "denominator": formula(row, below), "multiplier": multiplier, "may_pass": "rate" in below,
            }],
        }
        for one, (row, name, above, below, multiplier, _, _) in zip(indicator_ids(), CHECKED, strict=True)
    ]  # fmt: skip
    content = {"kind": "indicator_set", "groups": [{"code": "01", "name": "Số đã công bố"}], "indicators": indicators}
    return LawFile(
        kind="indicator_set",
        code="cong-bo",
        title="Số đã công bố",
        valid_from=dt.date(2020, 1, 1),
        digest="6" * 64,
        content=content,
    )


@pytest.fixture
def people(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    law.answer_from([*law_files(), form_file(), set_file()])
    names = ("Đinh Thị Một", "Đỗ Văn Hai", "Dương Thị Ba")
    return [
        make_person(f"bo{place}", name, "ministry_officer", world.ministry, "Chuyên viên", unit=world.country)
        for place, name in enumerate(names)
    ]


def entered(world: World, people: list[Person]) -> Return:
    """Typed in the grid, sent, checked and accepted by three people of the ministry."""
    with as_system("as the worker"):
        form = next(one for one in forms(TODAY) if one.id == "cong_bo")
        assert open_form(form, periods.parse("year:2026"), today=TODAY) == 2, "a line for each province"
    dataset = DataSet.objects.get(form="cong_bo")
    fills, checks, accepts = people
    values = {
        Key(one): services.Typed(read_number(text, decimals=decimals).value, None)
        for one, (text, decimals) in typed().items()
    }
    with acting_as(fills.actor) as actor:
        owner = Return.objects.select_related("dataset__receiver", "unit", "agency").get(unit=world.province)
        cells = {owner.pk: values}
        assert services.save_many(actor=actor, dataset=dataset, typed=cells, origin="grid") == (len(values), {})
        with pytest.raises(services.AskReasons) as asked:
            services.submit(actor=actor, owner=owner)
        assert {doubt.words for doubt in asked.value.doubts} == set().union(*WARNED.values())
        services.submit(actor=actor, owner=owner, sure=True)
    with acting_as(checks.actor) as actor:
        services.check(actor=actor, owner=owner)
    with acting_as(accepts.actor) as actor:
        return services.accept(actor=actor, owner=owner)


def test_every_row_gives_the_sums_rates_and_warnings_of_the_table(world: World, people: list[Person]) -> None:
    entered(world, people)
    with acting_as(people[0].actor) as actor:
        read = reading.quantities(
            actor=actor, codes=list(typed()), units=[world.province], period=periods.parse("year:2026")
        )
        found = reading.figures(
            actor=actor, indicators=indicator_ids(), units=[world.province], period=periods.parse("year:2026")
        )
        told = warnings(actor, world.province, periods.parse("year:2026"))
        above = reading.quantities(
            actor=actor, codes=[code(16, "children"), code(16, "rate_assisted")], units=[world.country],
            period=periods.parse("year:2026"),
        )  # fmt: skip
    assert {one: value for (one, _, _), value in read.items()} == {
        one: Decimal(text.replace(".", "").replace(",", ".")) for one, (text, _) in typed().items()
    }, "what was published is read as it was published"
    shown = {
        (row, name): _rounded(value.value, places)
        for value, (row, name, *_, places, _) in zip(found, CHECKED, strict=True)
    }
    assert shown == {(row, name): Decimal(words.replace(",", "")) for row, name, *_, words in CHECKED}
    assert {one: value for (one, _, _), value in above.items()} == {code(16, "children"): 1_930_000}, (
        "rates have no sum"
    )
    by_row: dict[int, set[str]] = {}
    for one in told:
        row = re.search(r"\br(\d+)_", "".join(one.finding.about))
        by_row.setdefault(int(row[1]) if row else 0, set()).add(one.finding.sentence)
    assert by_row == WARNED, "these rows warn, the other 23 do not"


def _rounded(value: Decimal | None, places: int) -> Decimal:
    assert value is not None
    return value.quantize(Decimal(1).scaleb(-places))


@pytest.mark.skipif(not NOTES.exists(), reason="the notes are not part of the product")
def test_what_is_expected_here_stands_in_the_notes() -> None:
    rows = dict(
        re.findall(r"^\| (\d+) \|(.*)$", NOTES.read_text("utf-8").partition("## (b)")[2].partition("## (c)")[0], re.M)
    )
    assert len(rows) == len(ROWS)
    missing = [(row, words) for row, *_, words in CHECKED if words not in rows[str(row)]]
    assert missing == []
    assert {int(row) for row, text in rows.items() if "**" in text} == set(WARNED)
    assert "2,165 accused > 2,106 offenders" in rows["8"]
