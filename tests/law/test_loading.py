"""Loading: what is new comes in, what is published stays as it is, and each day has its version."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry
from chungtay.law import queries
from chungtay.law.models import LawFile
from chungtay.law.services import load_law
from tests.law.conftest import Write

pytestmark = pytest.mark.django_db


def test_a_second_load_writes_nothing(real_law: int) -> None:
    assert real_law == LawFile.objects.count() > 20
    version = queries.law_version()
    assert load_law() == 0
    assert queries.law_version() == version
    assert AuditEntry.objects.filter(action="law.loaded").count() == 1


def test_a_published_version_is_not_changed_by_a_changed_file(folder: Path, codelist: Write) -> None:
    codelist("mau", title="Màu sắc")
    load_law(folder)
    codelist("mau", title="Màu khác")
    codelist("moi")
    with pytest.raises(UserError, match=r"mau\.yaml: bản có hiệu lực từ 01/01/2020 đã công bố") as refused:
        load_law(folder)
    assert "ngày hiệu lực mới" in refused.value.sentence
    assert list(LawFile.objects.values_list("title", flat=True)) == ["Màu sắc"]


@pytest.mark.parametrize("statement", ["UPDATE law_lawfile SET title = 'Khác'", "DELETE FROM law_lawfile"])
def test_the_database_itself_refuses(folder: Path, codelist: Write, statement: str) -> None:
    codelist("mau")
    load_law(folder)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement)


def test_faults_stop_the_load_and_leave_nothing(folder: Path, codelist: Write) -> None:
    codelist("dung")
    codelist("sai", confidence="guess")
    with pytest.raises(UserError, match=r"sai\.yaml: confidence"):
        load_law(folder)
    assert not LawFile.objects.exists()


def test_the_command_says_it_without_a_traceback(folder: Path, codelist: Write, settings: object) -> None:
    codelist("sai", items=[])
    settings.LAW_DIR = folder  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match=r"sai\.yaml"):
        call_command("load_law")


def test_each_day_has_its_version(folder: Path, codelist: Write) -> None:
    codelist("mau-2020", id="mau", title="Bản 2020")
    codelist("mau-2022", id="mau", title="Bản 2022", valid_from="2022-07-01", valid_to="2024-01-01")
    load_law(folder)

    def title(year: int, month: int, day: int) -> str:
        row = queries.in_force("codelist", "mau", dt.date(year, month, day))
        return row.title if row else "không có"

    assert title(2019, 12, 31) == "không có"
    assert title(2020, 1, 1) == "Bản 2020"
    assert title(2022, 6, 30) == "Bản 2020"
    assert title(2022, 7, 1) == "Bản 2022"
    assert title(2023, 12, 31) == "Bản 2022"
    assert title(2024, 1, 1) == "không có"  # ended; the version before it does not come back
    assert [row.title for row in queries.versions("codelist", "mau")] == ["Bản 2020", "Bản 2022"]


def test_a_newly_loaded_file_changes_the_version_of_the_law(folder: Path, codelist: Write) -> None:
    assert queries.law_version() == ""
    codelist("mot")
    load_law(folder)
    first = queries.law_version()
    codelist("hai")
    load_law(folder)
    assert first != queries.law_version() != ""


def test_another_process_sees_it_after_a_while(folder: Path, codelist: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    codelist("mot")
    load_law(folder)
    assert queries.codelist("mot") == {"a": "Thứ nhất"}
    row = LawFile.objects.get()
    row.pk, row.code, row.digest = None, "hai", "0" * 64
    row.save()  # as another process would
    assert queries.codelist("hai") == {}
    monkeypatch.setattr(queries, "KEEP_SECONDS", -1)
    assert queries.codelist("hai") == {"a": "Thứ nhất"}


def test_a_list_that_is_not_loaded_is_empty() -> None:
    assert queries.codelist("topics") == {}
    assert queries.in_force("codelist", "topics") is None
    assert queries.periods(2026) == []


def test_the_topics_keep_the_order_of_the_file(real_law: int) -> None:
    topics = queries.codelist("topics")
    assert len(topics) == 23
    assert next(iter(topics)) == "truyen_thong"
    assert list(topics)[-1] == "khac"


def test_reports_of_a_year(real_law: int) -> None:
    """Half a year by 25/5, Month of Action by 10/7 (the province by 31/7), the year by 20/11."""
    half, month, year = queries.periods(2026)
    assert (half.code, half.due_on, half.opens_on) == ("six_months", dt.date(2026, 5, 25), dt.date(2026, 4, 15))
    assert (month.code, month.due_on, month.due_above_on) == (
        "month_of_action",
        dt.date(2026, 7, 10),
        dt.date(2026, 7, 31),
    )
    assert (year.code, year.due_on, year.period_from) == ("annual", dt.date(2026, 11, 20), dt.date(2025, 11, 21))
    assert year.title == "Báo cáo kết quả công tác trẻ em năm 2026"
    assert year.law_version == queries.versions("period", "annual")[-1].digest  # of November 2026
    assert {figure["key"] for figure in year.figures} >= {"tasks.done_on_time", "tasks.open_overdue"}


def test_a_period_before_its_law_is_not_asked(real_law: int) -> None:
    assert [period.code for period in queries.periods(2019)] == ["six_months", "annual"]
    assert queries.periods(2012) == []


def test_a_new_circular_in_mid_year_leaves_what_was_due_and_changes_what_comes(folder: Path, period: Write) -> None:
    half = {"due": "05-25", "covers": {"from": "01-01", "to": "05-25"}}
    period("nua-cu", id="six_months", **half)
    period("nua-moi", id="six_months", valid_from="2026-06-01", due="06-20", covers={"from": "01-01", "to": "06-20"})
    period("nam-cu", id="annual", valid_to="2026-07-01")
    period("nam-moi", id="annual", valid_from="2026-07-01", due="12-15")
    load_law(folder)
    assert [(one.code, one.due_on) for one in queries.periods(2026)] == [
        ("six_months", dt.date(2026, 5, 25)),  # was due under the old circular: not asked a second time
        ("annual", dt.date(2026, 12, 15)),
    ]
    assert [one.due_on for one in queries.periods(2027)] == [dt.date(2027, 6, 20), dt.date(2027, 12, 15)]
