"""Doses due and late by the schedule that the law list holds, and fully vaccinated under 1 (indicator 0206)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given as for_all
from hypothesis import strategies as st

from chungtay.children import vaccines
from chungtay.children.births import PartialDate
from chungtay.children.vaccines import Age, DueState, Given, Schedule

CODELISTS = Path(__file__).parents[2] / "law" / "codelists"
BORN = dt.date(2025, 1, 15)


def schedule(name: str = "vaccine_doses-2024") -> Schedule:
    doses, kinds = (
        yaml.safe_load((CODELISTS / f"{file}.yaml").read_text(encoding="utf-8"))["items"] for file in (name, "vaccines")
    )
    return vaccines.read(doses, kinds)


LAW = schedule()


def day(text: str) -> dt.date:
    return Age.of(text).after(BORN)


def due_codes(
    on: str, given: list[Given] | None = None, birth: PartialDate | dt.date = BORN, **how: int
) -> dict[str, str]:
    found = vaccines.due(birth, given or [], day(on), schedule=LAW, **how)
    return {item.dose.code: item.state.value for item in found}


FULL = [
    Given("bcg", day("P1D")),
    *(Given("dpt_hepb_hib", day(f"P{months}M"), number) for number, months in enumerate((2, 3, 4), 1)),
    *(Given("opv", day(f"P{months}M"), number) for number, months in enumerate((2, 3, 4), 1)),
    Given("measles", day("P9M")),
]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("P0D", "2025-01-31", "2025-01-31"), ("P1M", "2025-01-31", "2025-02-28"), ("P1M", "2024-01-31", "2024-02-29"),
        ("P6W", "2025-01-31", "2025-03-14"), ("P12M7D", "2025-01-31", "2026-02-07"), ("P7Y6M", "2025-01-31", "2032-07-31"),
    ],
)  # fmt: skip
def test_lengths_of_time(text: str, day: str, expected: str) -> None:
    assert Age.of(text).after(dt.date.fromisoformat(day)).isoformat() == expected


@pytest.mark.parametrize("text", ["", "P", "2M", "P2", "PM", "P2D1M", "P1.5M"])
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError):
        Age.of(text)


@pytest.mark.parametrize("name", ["vaccine_doses-2018", "vaccine_doses-2024"])
def test_the_schedules_make_sense(name: str) -> None:
    law = schedule(name)
    for doses in law.series.values():
        assert [dose.number for dose in doses] == list(range(1, len(doses) + 1))
        for dose in doses:
            assert dose.earliest.after(BORN) <= dose.age.after(BORN) < dose.latest.after(BORN)
            assert dose.until is None or dose.latest.after(BORN) <= dose.until.after(BORN)
            assert (dose.after is None) == (dose.number == 1)
            assert dose.vaccine in law.names
    full = [dose.code for dose in law.doses if dose.full_under_1]
    assert full == [
        "bcg_1", "dpt_hepb_hib_1", "dpt_hepb_hib_2", "dpt_hepb_hib_3", "opv_1", "opv_2", "opv_3", "measles_1",
    ]  # fmt: skip


def test_the_circular_of_2024_adds_rota_a_second_ipv_and_td() -> None:
    old = {dose.code for dose in schedule("vaccine_doses-2018").doses}
    assert {dose.code for dose in LAW.doses} - old == {"rota_1", "rota_2", "ipv_2", "td_1"}


def test_a_newborn() -> None:
    assert due_codes("P0D") == {"hepb_birth_1": "due", "bcg_1": "due"}
    assert due_codes("P2D") == {"hepb_birth_1": "overdue", "bcg_1": "due"}
    assert due_codes("P7D") == {"bcg_1": "due"}  # past its week nobody is called for it
    assert due_codes("P1M", [Given("hepb_birth", BORN), Given("bcg", BORN)]) == {}


def test_the_next_dose_of_each_series_only() -> None:
    given = [Given("bcg", BORN)]
    assert due_codes("P2M", given) == {"dpt_hepb_hib_1": "due", "opv_1": "due", "rota_1": "due"}
    assert due_codes("P4M", given) == {"dpt_hepb_hib_1": "overdue", "opv_1": "overdue", "rota_1": "overdue"}


def test_a_late_first_dose_moves_the_second() -> None:
    given = [Given("dpt_hepb_hib", day("P4M"))]
    found = {item.dose.code: item for item in vaccines.due(BORN, given, day("P4M"), schedule=LAW, ahead=30)}
    second = found["dpt_hepb_hib_2"]
    assert second.state is DueState.UPCOMING
    assert second.from_day == day("P4M") + dt.timedelta(days=28)
    assert second.late_from > second.from_day
    on = second.from_day
    assert {i.dose.code for i in vaccines.due(BORN, given, on, schedule=LAW) if i.state is DueState.DUE} >= {
        "dpt_hepb_hib_2"
    }


def test_upcoming_within_days() -> None:
    given = [Given("bcg", BORN)]
    assert due_codes("P50D", given) == {}
    assert set(due_codes("P50D", given, ahead=14)) == {"dpt_hepb_hib_1", "opv_1", "rota_1"}


def test_a_bought_vaccine_counts_for_what_it_covers() -> None:
    given = [Given("bcg", BORN), *(Given("hexa", day(f"P{m}M"), n) for n, m in ((1, 2), (2, 3), (3, 4)))]
    assert set(due_codes("P5M", given)) == {"rota_1"}
    with_measles = [*given, Given("measles", day("P9M"))]
    assert vaccines.fully_vaccinated_under_1(BORN, with_measles, day("P1Y"), schedule=LAW).answer is True


def test_too_early_and_too_close_do_not_count() -> None:
    early = Given("dpt_hepb_hib", day("P5W"), 1)
    close = [Given("dpt_hepb_hib", day("P2M"), 1), Given("dpt_hepb_hib", day("P2M") + dt.timedelta(days=20), 2)]
    assert "dpt_hepb_hib_1" in due_codes("P2M", [early])
    assert vaccines.counted(BORN, close, schedule=LAW)["dpt_hepb_hib"] == close[:1]
    for given in ([early], close):
        assert [f.code for f in vaccines.problems(BORN, given, day("P1Y"), schedule=LAW)] == ["vaccine_not_counted"]


def test_doses_without_a_day_are_believed() -> None:
    given = [Given("dpt_hepb_hib", None, number) for number in (1, 2, 3)]
    assert "dpt_hepb_hib_1" not in due_codes("P6M", given)
    assert len(vaccines.counted(BORN, given, schedule=LAW)["dpt_hepb_hib"]) == 3
    assert vaccines.problems(BORN, given, day("P6M"), schedule=LAW) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given("bcg", BORN - dt.timedelta(days=1)), "vaccine_before_birth"),
        (Given("bcg", day("P2Y")), "vaccine_future"),
        (Given("covid", day("P2M")), "vaccine_unknown"),
    ],
)
def test_what_cannot_be(given: Given, code: str) -> None:
    assert [fault.code for fault in vaccines.problems(BORN, [given], day("P1Y"), schedule=LAW)] == [code]


def test_fully_vaccinated_under_one() -> None:
    def answer(given: list[Given], on: str) -> bool | None:
        return vaccines.fully_vaccinated_under_1(BORN, given, day(on), schedule=LAW).answer

    assert answer(FULL, "P9M") is True
    assert answer(FULL, "P8M") is None  # the measles dose is still to come on that day
    assert answer(FULL[:-1], "P11M") is None
    assert answer(FULL[:-1], "P1Y") is False
    late = [*FULL[:-1], Given("measles", day("P1Y"))]
    assert answer(late, "P2Y") is False  # on the first birthday is too late for the indicator
    missing = vaccines.fully_vaccinated_under_1(BORN, late, day("P2Y"), schedule=LAW)
    assert [dose.code for dose in missing.missing] == ["measles_1"]
    assert missing.words == "Không tiêm chủng đầy đủ trước 1 tuổi, thiếu: Sởi"


def test_of_a_coarse_birth_nobody_is_called_too_early_and_no_answer_is_invented() -> None:
    month = PartialDate(2025, 1)
    assert "dpt_hepb_hib_1" not in {i.dose.code for i in vaccines.due(month, [], dt.date(2025, 3, 15), schedule=LAW)}
    given = [*FULL[:-1], Given("measles", dt.date(2026, 1, 10))]
    assert vaccines.fully_vaccinated_under_1(month, given, dt.date(2027, 1, 1), schedule=LAW).answer is None
    assert vaccines.fully_vaccinated_under_1(month, FULL, dt.date(2027, 1, 1), schedule=LAW).answer is True


def test_a_child_of_ten_is_called_for_nothing() -> None:
    assert due_codes("P10Y") == {}
    assert due_codes("P7Y1M") == {"td_1": "due"}


shots = st.lists(
    st.builds(
        Given,
        st.sampled_from(sorted(LAW.names)),
        st.one_of(st.none(), st.dates(BORN, dt.date(2034, 1, 1))),
        st.integers(1, 4),
    ),
    max_size=14,
)


@for_all(shots, st.dates(BORN, dt.date(2036, 1, 1)), st.randoms(use_true_random=False))
def test_any_record_in_any_order_has_one_answer(given: list[Given], on: dt.date, random: object) -> None:
    first = vaccines.due(BORN, given, on, schedule=LAW, ahead=30)
    mixed = list(given)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert vaccines.due(BORN, mixed, on, schedule=LAW, ahead=30) == first
    assert len({item.dose.vaccine for item in first}) == len(first)
    for item in first:
        assert item.from_day <= item.late_from
    full = vaccines.fully_vaccinated_under_1(BORN, given, on, schedule=LAW)
    assert (full.answer is True) == (not full.missing)


@for_all(shots, st.dates(BORN, dt.date(2036, 1, 1)))
def test_doing_what_is_due_ends_it(given: list[Given], on: dt.date) -> None:
    known = [shot for shot in given if shot.on is None or shot.on < on]
    for item in vaccines.due(BORN, known, on, schedule=LAW):
        after = vaccines.due(BORN, [*known, Given(item.dose.vaccine, on, 9)], on, schedule=LAW)
        assert item.dose.code not in {other.dose.code for other in after}
