"""The .xlsx that goes out and comes back: pure part, and what is decided cell by cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics.models.returns import DataSet, Return, ReturnUpload, ReturnValue
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.returns.deadlines import due_after, timeliness
from chungtay.statistics.returns.forms import Key
from chungtay.statistics.returns.numbers import read_number
from chungtay.statistics.services import returns as services
from chungtay.statistics.services import returns_files as files
from chungtay.statistics.services import returns_locking as locking
from tests.factories.accounts import Person, World, make_person
from tests.statistics.returns_world import open_year, return_of

POOLS, SWIM = Key("return.pools"), Key("return.swim")
Sheet = Any


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.234", 1234),
        ("1 234", 1234),
        (" 12 ", 12),
        ("-", 0),
        ("–", 0),
        ("…", None),
        ("", None),
        (None, None),
        (7.0, 7),
        (3, 3),
    ],
)
def test_numbers_as_people_write_them(raw: Any, value: int | None) -> None:
    read = read_number(raw)
    assert (read.value, read.fault) == (value, "")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("mười hai", "không phải là số"), ("12 em", "không phải là số"), ("12.5", "12,5 hoặc 125"), ("-4", "số âm"),
        (2.5, "số nguyên"),
        (True, "đúng/sai"), (dt.date(2026, 1, 2), "là ngày"), ("#REF!", "lỗi công thức"), (float("nan"), "không phải là số"),
        ("1" * 20, "lớn quá"), ("²", "không phải là số"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_and_kept(raw: Any, words: str) -> None:
    read = read_number(raw)
    assert read.value is None
    assert words in read.fault
    assert read.raw


def test_money_has_decimals() -> None:
    assert read_number("1.234,5", decimals=1).value == Decimal("1234.5")
    assert "chữ số thập phân" in read_number("1,25", decimals=1).fault


def test_deadlines_follow_the_end_of_the_period() -> None:
    assert due_after(dt.date(2026, 12, 31), "01-15") == dt.date(2027, 1, 15)
    assert due_after(dt.date(2026, 5, 25), "05-25") == dt.date(2026, 5, 25)
    assert due_after(dt.date(2026, 12, 31), "02-29") == dt.date(2027, 2, 28)
    assert timeliness(dt.date(2027, 1, 12), dt.date(2027, 1, 10), dt.date(2027, 2, 1)).words == "Gửi muộn 2 ngày"


@pytest.fixture
def dataset(world: World) -> DataSet:
    return open_year()


def book_of(person: Person, dataset: DataSet, change: Callable[[Sheet], None] | None = None) -> bytes:
    """The template of this person's returns, opened, changed and saved as a spreadsheet program would."""
    with acting_as(person.actor) as actor:
        returns = list(reads.visible().filter(dataset=dataset).order_by("pk"))
        content = files.template(actor=actor, dataset=dataset, returns=returns)
    if change is None:
        return content
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send_in(person: Person, dataset: DataSet, content: bytes, name: str = "so-lieu.xlsx") -> ReturnUpload:
    with acting_as(person.actor) as actor:
        return files.receive_book(actor=actor, dataset=dataset, upload=SimpleUploadedFile(name, content))


def row_of(sheet: Sheet, text: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == text)


def put(values: dict[Key, Any]) -> Callable[[Sheet], None]:
    def change(sheet: Sheet) -> None:
        for key, value in values.items():
            sheet.cell(row_of(sheet, key.text), 6).value = value

    return change


def test_a_sheet_with_rows_moved_and_renamed_says_the_same(world: World, dataset: DataSet, alice: Person) -> None:
    def turn(sheet: Sheet) -> None:
        put({POOLS: 3, SWIM: 40})(sheet)
        first, last = row_of(sheet, POOLS.text), row_of(sheet, SWIM.text)
        for column in range(1, 8):
            sheet.cell(first, column).value, sheet.cell(last, column).value = (
                sheet.cell(last, column).value,
                sheet.cell(first, column).value,
            )
        sheet.insert_rows(1, 2)
        sheet.title = "Bản của tôi"
        sheet.parent.create_sheet("Nháp", 0)["A1"] = "ghi nháp"

    upload = send_in(alice, dataset, book_of(alice, dataset, turn))
    assert {(row[1], row[3]) for row in upload.differences} == {(POOLS.text, "3"), (SWIM.text, "40")}
    assert upload.faults == []


def test_cells_are_decided_one_by_one_and_a_second_press_writes_nothing(
    world: World, dataset: DataSet, alice: Person
) -> None:
    owner = return_of(dataset, world.commune)
    with acting_as(alice.actor) as actor:
        services.save(actor=actor, owner=owner, typed={POOLS: services.Typed(Decimal(9), None)})
    content = book_of(alice, dataset, put({POOLS: 3, SWIM: 40}))
    upload = send_in(alice, dataset, content)
    found = {row[1]: (place, row[6]) for place, row in enumerate(upload.differences)}
    assert (found[POOLS.text][1], found[SWIM.text][1]) == (True, False), "what somebody typed is a clash"
    with acting_as(alice.actor) as actor:
        assert files.decide(actor=actor, upload=upload, taken=[found[SWIM.text][0]]) == (1, [])
        assert files.decide(actor=actor, upload=upload, taken=[found[POOLS.text][0]]) == (1, [])
    with as_system("what is kept"):
        kept = {row.quantity: row.value for row in ReturnValue.objects.filter(owner=owner, sex="")}
    assert kept == {"return.pools": 9, "return.swim": 40}
    again = send_in(alice, dataset, content)
    assert "đã được tải lên và ghi" in again.notices[0]
    assert [row[1] for row in again.differences] == [POOLS.text]


def test_every_bad_cell_has_its_place_and_its_sentence(world: World, dataset: DataSet, alice: Person) -> None:
    def spoil(sheet: Sheet) -> None:
        put({POOLS: "hai bể", SWIM: "=1+1"})(sheet)
        sheet.cell(row_of(sheet, "children|||"), 6).value = -5
        sheet.cell(sheet.max_row + 1, 6).value = 77  # a row nobody sent out
        place = row_of(sheet, "return.money|||")
        sheet.cell(sheet.max_row + 1, 1).value = "return.money|||"
        sheet.cell(place, 6).value = 1.5

    upload = send_in(alice, dataset, book_of(alice, dataset, spoil))
    told = " ".join(f"{place}: {words}" for place, words in upload.faults)
    for words in ("“hai bể” không phải là số", "số âm", "không có mã ẩn", "trùng mã", "công thức chưa có kết quả"):
        assert words in told
    assert [(row[1], row[3]) for row in upload.differences] == [("return.money|||", "1.5")], (
        "the good cell is still there"
    )


def test_a_formula_counts_with_its_result_and_a_macro_is_only_mentioned(
    world: World, dataset: DataSet, alice: Person
) -> None:
    content = book_of(alice, dataset, put({SWIM: 40}))
    book, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for part in book.namelist():
            text = book.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = text.replace(b"<v>40</v>", b"<f>20+20</f><v>40</v>")
            written.writestr(part, text)
        written.writestr("xl/vbaProject.bin", b"macro")
    upload = send_in(alice, dataset, out.getvalue(), "so-lieu.xlsm")
    assert [row[3] for row in upload.differences] == ["40"]
    assert any("công thức" in words for words in upload.notices)
    assert any("macro" in words for words in upload.notices)


def test_a_file_of_another_unit_another_set_or_none_is_refused_in_words(
    world: World, dataset: DataSet, alice: Person, chi: Person
) -> None:
    foreign = send_in(alice, dataset, book_of(chi, dataset, put({POOLS: 3})))
    assert foreign.differences == []
    assert "đơn vị khác" in foreign.faults[0][1]
    other = open_year(2025)
    with pytest.raises(UserError, match="không phải của"):
        send_in(alice, other, book_of(alice, dataset))
    plain = openpyxl.Workbook()
    out = io.BytesIO()
    plain.save(out)
    with pytest.raises(UserError, match="không phải tệp mẫu"):
        send_in(alice, dataset, out.getvalue())
    with pytest.raises(UserError, match="Mã ẩn"):
        send_in(
            alice,
            dataset,
            book_of(alice, dataset, lambda sheet: setattr(sheet["A3"], "value", "CHUNGTAY-SO-LIEU|1|dong|x|1")),
        )


def test_a_locked_period_takes_nothing_and_says_so(world: World, dataset: DataSet, alice: Person, bao: Person) -> None:
    content = book_of(alice, dataset, put({POOLS: 3}))
    early = send_in(alice, dataset, content)
    with acting_as(bao.actor) as actor:
        locking.lock(actor=actor, dataset=dataset)
    late = send_in(alice, dataset, content)
    assert late.differences == []
    assert "đã khóa" in late.faults[0][1]
    with acting_as(alice.actor) as actor:
        written, refused = files.decide(actor=actor, upload=early, taken=[0])
    assert written == 0
    assert "đã khóa" in refused[0]


def test_an_agency_of_the_province_fills_many_units_in_one_sheet(world: World, bao: Person, alice: Person) -> None:
    with as_system("this form is filled by the province"):
        dataset = open_year()
        Return.objects.filter(dataset=dataset).update(agency=world.police)
    police = make_person("congan", "Lường Văn Công", "sector_officer", world.police, "Cán bộ", unit=world.province)

    def both(sheet: Sheet) -> None:
        at = next(cell.column for cell in sheet[3] if cell.value == POOLS.text)
        rows = [cell.row for cell in sheet["A"] if str(cell.value).startswith("r")]
        assert len(rows) == 2
        for number, place in enumerate(rows, 5):
            sheet.cell(place, at).value = number

    upload = send_in(police, dataset, book_of(police, dataset, both))
    with acting_as(police.actor) as actor:
        assert files.decide(actor=actor, upload=upload, taken=[0, 1]) == (2, [])
    with acting_as(bao.actor) as actor, pytest.raises(NotPossible):
        files.decide(actor=actor, upload=upload, taken=[0])
