"""The pages of rounds: opening, one tap, one line, files there and back, the police, the re-survey."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chungtay.children.linekeys import key_of, read_key
from chungtay.children.models import Child, Round, RoundLine
from chungtay.children.services import resurvey, rounds
from chungtay.foundation.models import Look
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.vietnamese import date
from tests.factories.accounts import Person, World
from tests.factories.children import make_child, make_hamlet

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Person], Client]
NUMBER = "011219000123"  # male… of 2019: 0 = place, 2 = man of this century


def opened(person: Person, unit: Any, kind: str = "review", **rule: Any) -> Round:
    due = timezone.localdate() + dt.timedelta(days=20)
    with acting_as(person.actor):
        return rounds.open_round(
            actor=person.actor, kind=kind, title="Rà soát tháng 5", unit=unit, due_on=due, rule=rule
        )


def line_of(child: Child) -> RoundLine:
    with as_system("a test looks at what was written"):
        line: RoundLine = RoundLine.objects.get(child=child)
    return line


def words(answer: Any) -> str:
    return str(answer.content.decode())


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def uploaded(book: Any, name: str = "thon.xlsx") -> SimpleUploadedFile:
    out = io.BytesIO()
    book.parent.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def columns(sheet: Any) -> dict[str, int]:
    """Heading → column, from whichever row has the keys' heading."""
    row = next(row for row in range(1, 8) if any(cell.value == "Mã dòng" for cell in sheet[row]))
    return {str(cell.value): cell.column for cell in sheet[row] if cell.value}


def row_of(sheet: Any, line: RoundLine) -> int:
    key = key_of(line.round_id, line.pk)
    return int(next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == key))


def test_opening_from_the_form(alice: Person, bao: Person, world: World, client_for: ClientFor) -> None:
    make_child(world.commune)
    sent: dict[str, Any] = {
        "act": str(uuid.uuid4()),
        "title": "Rà soát hè",
        "which": "tat-ca",
        "due_on": date(timezone.localdate() + dt.timedelta(days=9)),
    }
    an = client_for(alice)
    first = an.post("/ra-soat/mo/review/", sent)
    again = an.post("/ra-soat/mo/review/", sent)
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    assert "Rà soát hè" in words(an.get("/ra-soat/"))
    assert "Hạn đã qua" in words(an.post("/ra-soat/mo/review/", {**sent, "due_on": "01/01/2020"}))
    tinh = client_for(bao)
    sent |= {"act": str(uuid.uuid4()), "communes": [world.commune.path]}
    page = words(tinh.get(tinh.post("/ra-soat/mo/review/", sent)["Location"]))
    assert "Xã Mường Phăng" in page
    assert "Thanh Nưa" not in page
    assert an.get("/ra-soat/mo/khac/").status_code == 404
    assert "Rà soát hè" in words(an.get("/"))  # My day


def test_one_tap_and_the_rest_of_the_page(alice: Person, chi: Person, world: World, client_for: ClientFor) -> None:
    hamlet = make_hamlet(world.commune)
    first, second, third = (
        make_child(world.commune, f"Lò Văn {name}", hamlet=hamlet) for name in ("An", "Bình", "Chung")
    )
    round_ = opened(alice, world.commune)
    an = client_for(alice)
    address = f"/ra-soat/{round_.pk}/danh-sach/?thon={hamlet.pk}"
    page = words(an.get(address))
    assert page.count('name="dong"') == 3
    look = Look.objects.get(kind="list")
    assert (look.count, sorted(look.object_ids)) == (3, sorted(child.pk for child in (first, second, third)))
    line = line_of(first)
    answer = an.post(f"/ra-soat/{round_.pk}/dung/", {"dong": f"{line.pk}:1", "cho": [f"{line.pk}:1"], "next": address})
    assert answer["Location"] == address
    assert line_of(second).answer == ""
    rest = [f"{line_of(child).pk}:1" for child in (second, third)]
    an.post(f"/ra-soat/{round_.pk}/dung/", {"het": "1", "cho": [*rest, "x:1", "9²:1"]})
    assert {line_of(child).answer for child in (first, second, third)} == {"confirmed"}
    an.post(f"/ra-soat/{round_.pk}/ghi-so/")
    with as_system("a test looks"):
        assert set(Child.objects.values_list("last_seen_on", flat=True)) == {timezone.localdate()}
    assert client_for(chi).get(address).status_code == 404


def test_one_line_through_every_answer(alice: Person, world: World, client_for: ClientFor) -> None:
    child = make_child(world.commune, mother_name="Quàng Thị In")
    round_ = opened(alice, world.commune)
    an, line = client_for(alice), line_of(child)
    address = f"/ra-soat/{round_.pk}/dong/{line.pk}/"
    today = date(timezone.localdate())
    same = {"full_name": "Lò Văn An", "birth_date": "12/05/2019", "sex": "male", "mother_name": "Quàng Thị In"}

    def send(answer: str, **given: str) -> Any:
        return an.post(address, {"answer": answer, f"{answer}-version": str(line_of(child).version), f"{answer}-on": today,
                                 **{f"{answer}-{key}": value for key, value in given.items()}})  # fmt: skip

    assert send("corrected", **same).status_code == 422  # nothing differs
    assert "31/02" in words(send("corrected", **{**same, "birth_date": "31/02/2019"}))
    assert send("died", event_on="").status_code == 422
    assert send("confirmed").status_code == 302
    stale = an.post(address, {"answer": "not_found", "not_found-version": "1", "not_found-on": today})
    assert "Hai kết quả khác nhau" in words(stale)
    an.post(f"{address}xoa/", {"version": str(line_of(child).version)})
    assert send("corrected", **{**same, "mother_name": "Quàng Thị Ín"}).status_code == 302
    assert line_of(child).found == {"mother_name": "Quàng Thị Ín"}
    page = words(an.get(address))
    assert "Lấy “Quàng Thị Ín”" in page
    with as_system("a test looks"):
        child.refresh_from_db()
    sent = {"version": str(line_of(child).version), "child_version": str(child.version), "do_mother_name": "keep"}
    assert "lý do" in words(an.post(f"{address}quyet-dinh/", sent))
    assert an.post(f"{address}quyet-dinh/", {**sent, "do_mother_name": "take"}).status_code == 302
    with as_system("a test looks"):
        child.refresh_from_db()
    assert child.mother_name == "Quàng Thị Ín"
    assert an.get(f"/ra-soat/{round_.pk}/dong/{10**12}/").status_code == 404


def test_a_child_found_is_compared_and_put_in(alice: Person, world: World, client_for: ClientFor) -> None:
    make_child(world.commune, "Lò Văn Ân")
    round_ = opened(alice, world.commune)
    an = client_for(alice)
    answer = an.post(
        f"/ra-soat/{round_.pk}/them/", {"full_name": "Lò Văn An", "birth_date": "2019", "sex": "male"}, follow=True
    )
    assert "Có thể trẻ đã có trong sổ" in words(answer)
    with as_system("a test looks"):
        line = RoundLine.objects.get(answer="added")
    an.post(f"/ra-soat/{round_.pk}/dong/{line.pk}/quyet-dinh/", {"version": str(line.version), "step": "add"})
    with as_system("a test looks"):
        assert Child.objects.filter(full_name="Lò Văn An", birth="2019").count() == 1


def test_closing_reopening_cancelling(alice: Person, bao: Person, world: World, client_for: ClientFor) -> None:
    make_child(world.commune)
    above, own = opened(bao, world.province), opened(alice, world.commune)
    an = client_for(alice)
    assert an.post(f"/ra-soat/{above.pk}/ket-thuc/").status_code == 403
    assert an.post(f"/ra-soat/{own.pk}/ket-thuc/").status_code == 302
    page = words(an.get(f"/ra-soat/{own.pk}/"))
    assert "Số liệu ngày kết thúc" in page
    assert an.post(f"/ra-soat/{own.pk}/mo-lai/", {"reason": ""}).status_code == 422
    assert an.post(f"/ra-soat/{own.pk}/mo-lai/", {"reason": "Còn sót"}).status_code == 302
    assert an.post(f"/ra-soat/{own.pk}/huy/", {"reason": "Mở nhầm"}).status_code == 302
    assert client_for(bao).get(f"/ra-soat/{above.pk}/?xa={world.commune.path}").status_code == 200
    assert client_for(bao).get(f"/ra-soat/{above.pk}/?xa={world.far_commune.path}").status_code == 404


def test_the_hamlet_list_goes_out_and_comes_back(alice: Person, world: World, client_for: ClientFor) -> None:
    hamlet = make_hamlet(world.commune)
    right, wrong, gone, lost, silent = (
        make_child(world.commune, f"Lò Văn {name}", hamlet=hamlet)
        for name in ("Đúng", "Sai", "Chuyển", "Không Thấy", "Im Lặng")
    )
    round_ = opened(alice, world.commune)
    other = opened(alice, world.commune)
    an = client_for(alice)
    answer = an.get(f"/ra-soat/{round_.pk}/danh-sach.xlsx?thon={hamlet.pk}")
    sheet = sheet_of(answer.content)
    assert "LƯU HÀNH NỘI BỘ" in str(sheet["A1"].value)
    at = columns(sheet)

    def fill(child: Child, **cells: Any) -> None:
        with as_system("a test looks"):
            line = RoundLine.objects.get(child=child, round=round_)
        for heading, value in cells.items():
            sheet.cell(row_of(sheet, line), at[heading.replace("_", " ")], value)

    fill(right, Kết_quả="Đúng")
    fill(wrong, Ngày_sinh="21/5/2019")
    fill(gone, **{"Kết_quả": "chuyển", "Ngày mất, ngày chuyển": dt.date(2026, 3, 1), "Chuyển_đến_đâu": "Bình Dương"})
    fill(lost, Kết_quả="không thấy", Ghi_chú="Hỏi trưởng bản")
    last = sheet.max_row + 1
    sheet.cell(last, at["Họ và tên trẻ"], "Lò Thị Mới")
    sheet.cell(last, at["Ngày sinh"], 2024)
    sheet.cell(last + 1, at["Mã dòng"], "R1-2-03")
    preview = an.post(f"/ra-soat/{round_.pk}/tai-len/", {"file": uploaded(sheet), "on": date(timezone.localdate())})
    page = words(preview)
    assert "Ngày sinh: 12/05/2019 → 21/05/2019" in page
    assert "sai hoặc bị sửa" in page
    with as_system("a test looks"):
        assert not RoundLine.objects.exclude(answer="").exists()  # nothing written yet
    package = page.split('name="goi" value="')[1].split('"')[0]
    assert an.post(f"/ra-soat/{round_.pk}/tai-len/ghi/", {"goi": package}).status_code == 302
    with as_system("a test looks"):
        found = {line.child.full_name if line.child else "+": line for line in round_.lines.select_related("child")}
    assert [found[f"Lò Văn {name}"].answer for name in ("Đúng", "Sai", "Chuyển", "Không Thấy", "Im Lặng")] == [
        "confirmed", "corrected", "moved", "not_found", ""]  # fmt: skip
    assert found["Lò Văn Sai"].found == {"birth_date": "2019-05-21"}
    assert found["Lò Văn Chuyển"].found == {"on": "2026-03-01", "where": "Bình Dương"}
    assert (found["+"].found, found["+"].hamlet) == ({"full_name": "Lò Thị Mới", "birth_date": "2024"}, hamlet)
    foreign = an.post(f"/ra-soat/{other.pk}/tai-len/", {"file": uploaded(sheet), "on": date(timezone.localdate())})
    assert "danh sách của một đợt khác" in words(foreign)
    assert "đã cũ hoặc bị sửa" in words(an.post(f"/ra-soat/{round_.pk}/tai-len/ghi/", {"goi": package + "x"}))
    with as_system("a test looks"):
        line = RoundLine.objects.get(child=silent, round=round_)
    sheet.cell(row_of(sheet, line), at["Kết quả"], "đúng")
    with acting_as(alice.actor):
        line = RoundLine.objects.select_related("round", "child").get(child=right, round=round_)
        cleared = rounds.clear_answer(actor=alice.actor, line=line, version=line.version)
        rounds.answer_line(actor=alice.actor, line=cleared, version=cleared.version, answer="not_found")
    clash = words(
        an.post(f"/ra-soat/{round_.pk}/tai-len/", {"file": uploaded(sheet), "on": date(timezone.localdate())})
    )
    assert "Khác với kết quả đã có" in clash
    assert "Lò Thị Ân: Kết quả Không tìm thấy" in clash


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.xlsx", b"", "trống"),
        ("a.xlsx", b"xin chao", "không phải bảng tính"),
        ("a.csv", b"Ho va ten;Ngay sinh\nAn;2019\n", "không có cột mã dòng"),
        ("a.pdf", b"%PDF-1.4", "không phải .xlsx"),
    ],
)
def test_files_that_are_no_list(
    name: str, content: bytes, told: str, alice: Person, world: World, client_for: ClientFor
) -> None:
    make_child(world.commune)
    round_ = opened(alice, world.commune)
    sent = {"file": SimpleUploadedFile(name, content), "on": date(timezone.localdate())}
    answer = client_for(alice).post(f"/ra-soat/{round_.pk}/tai-len/", sent)
    assert answer.status_code == 422
    assert told in words(answer)


def test_paper_of_a_hamlet(alice: Person, world: World, client_for: ClientFor) -> None:
    import docx

    hamlet = make_hamlet(world.commune)
    make_child(world.commune, "Lò Văn An", hamlet=hamlet, mother_name="Quàng Thị Ín")
    round_ = opened(alice, world.commune)
    answer = client_for(alice).get(f"/ra-soat/{round_.pk}/danh-sach.docx")
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("Lò Văn An" in text for text in cells)
    assert any("Mẹ: Quàng Thị Ín" in text for text in cells)
    assert Look.objects.get(kind="print").purpose == "Rà soát tháng 5"


def test_the_police_round_trip(alice: Person, world: World, client_for: ClientFor) -> None:
    missing = make_child(world.commune, "Lò Văn Thiếu")
    faulty = make_child(world.commune, "Lò Thị Sai", sex="female", personal_number=NUMBER)
    unknown = make_child(world.commune, "Lò Văn Lạ", birth="2018-01-02")
    silent = make_child(world.commune, "Lò Văn Im", birth="2017-01-02")
    fine = make_child(world.commune, "Lò Văn Đủ", personal_number="011219000777")
    round_ = opened(alice, world.commune, "identity", why=["missing", "faulty"])
    with as_system("a test looks"):
        assert set(round_.lines.values_list("child", flat=True)) == {missing.pk, faulty.pk, unknown.pk, silent.pk}
    an = client_for(alice)
    assert "Mục đích" in words(an.get(f"/ra-soat/{round_.pk}/cong-an/xuat/"))
    sheet = sheet_of(an.get(f"/ra-soat/{round_.pk}/cong-an/xuat/", {"purpose": "Xác thực"}).content)
    assert "Mục đích: Xác thực" in str(sheet["A1"].value)
    assert Look.objects.get(kind="export").purpose == "Xác thực"
    body = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    keys = {read_key(row[-1]) for row in body}
    assert keys == {(round_.pk, line_of(one).pk) for one in (missing, faulty, unknown, silent)}
    place = {"result": 7, "name": 8, "birth": 9, "sex": 10, "number": 11}
    for row in body:
        if row[1] == missing.full_name:
            row[place["number"]] = "011219000456"
        elif row[1] == faulty.full_name:
            row[place["sex"]], row[place["result"]] = "Nam", "sai"
        elif row[1] == unknown.full_name:
            row[place["result"]] = "không có"
    for number, row in enumerate(sorted(body, key=lambda row: str(row[1])[::-1]), start=5):  # shuffled
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    sheet.cell(sheet.max_row + 1, 2).value = "Thêm vào sau"
    page = words(an.post(f"/ra-soat/{round_.pk}/cong-an/", {"file": uploaded(sheet)}))
    assert "Dòng không có mã" in page
    assert "1 trẻ trong sổ chưa có số" in page
    assert [line_of(one).answer for one in (missing, faulty, unknown, silent)] == [
        "corrected",
        "corrected",
        "not_found",
        "",
    ]
    assert line_of(faulty).found == {"sex": "male"}
    an.post(f"/ra-soat/{round_.pk}/cong-an/lay-so/")
    with as_system("a test looks"):
        missing.refresh_from_db()
        faulty.refresh_from_db()
    assert (missing.personal_number, missing.last_seen_on) == ("011219000456", None)
    assert line_of(missing).decisions["personal_number"]["by"] == "Lò Thị Ân"
    line = line_of(faulty)
    sent = {
        "version": str(line.version),
        "child_version": str(faulty.version),
        "do_sex": "keep",
        "why_sex": "Đã gặp, là bé gái",
    }
    an.post(f"/ra-soat/{round_.pk}/dong/{line.pk}/quyet-dinh/", sent)
    assert line_of(faulty).decisions["sex"]["why"] == "Đã gặp, là bé gái"
    again = words(an.post(f"/ra-soat/{round_.pk}/cong-an/", {"file": uploaded(sheet)}))
    assert "Đã có quyết định trước đó" in again
    assert fine.personal_number == "011219000777"


def test_a_number_that_another_child_has_is_not_taken(alice: Person, world: World, client_for: ClientFor) -> None:
    make_child(world.commune, "Lò Văn Có", personal_number="011219000456")
    child = make_child(world.commune, "Lò Văn Thiếu")
    round_ = opened(alice, world.commune, "identity", why=["missing"])
    line = line_of(child)
    with as_system("as if the police had answered"):
        RoundLine.objects.filter(pk=line.pk).update(
            answer="corrected", found={"personal_number": "011219000456"}, answered_on=timezone.localdate()
        )
    an = client_for(alice)
    page = words(an.post(f"/ra-soat/{round_.pk}/cong-an/lay-so/", follow=True))
    assert "đang ghi ở hồ sơ của Lò Văn Có" in page
    sent = {"version": "1", "child_version": str(child.version), "do_personal_number": "take"}
    assert "đang ghi ở hồ sơ của" in words(an.post(f"/ra-soat/{round_.pk}/dong/{line.pk}/quyet-dinh/", sent))


def test_a_re_survey_is_asked_blind_and_says_how_wrong_the_book_is(
    alice: Person, world: World, client_for: ClientFor
) -> None:
    hamlets = [make_hamlet(world.commune, name) for name in ("Bản Phăng", "Bản Che")]
    children = [
        make_child(world.commune, f"Lò Văn A{place}", hamlet=hamlets[place % 2], mother_name="Quàng Thị Ín")
        for place in range(40)
    ]
    with acting_as(alice.actor):
        due = timezone.localdate() + dt.timedelta(days=9)
        given: dict[str, Any] = {
            "actor": alice.actor,
            "title": "Phúc tra",
            "unit": world.commune,
            "due_on": due,
            "seed": "hat-giong",
        }
        first, second = resurvey.open_survey(**given), resurvey.open_survey(**given)
        drawn = [set(one.lines.values_list("child", flat=True)) for one in (first, second)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 32 == first.rule["survey"]["size"]
    asked = next(child for child in children if child.pk in drawn[0])
    an = client_for(alice)
    with as_system("a test looks"):
        lines = list(RoundLine.objects.filter(round=first).order_by("pk"))
        line = next(one for one in lines if one.child_id == asked.pk)
    for address in (f"/ra-soat/{first.pk}/dong/{line.pk}/", f"/ra-soat/{first.pk}/danh-sach/"):
        page = words(an.get(address))
        assert "12/05/2019" not in page
        assert "Quàng Thị Ín" not in page
    for place, one in enumerate(lines):
        told = {"birth_date": "12/05/2019", "mother_name": "Quàng Thị In" if place < 3 else "Quàng Thị Ín"}
        told |= {"version": "1", "on": date(timezone.localdate())}
        sent = {"answer": "survey", **{f"survey-{key}": value for key, value in told.items()}}
        assert an.post(f"/ra-soat/{first.pk}/dong/{one.pk}/", sent).status_code == 302
    with acting_as(alice.actor):
        found = resurvey.outcome(first)
    assert (found.answered, found.overall.wrong, found.complete) == (32, 3, True)
    assert {one.key: one.wrong for one in found.fields} == {"birth_date": 0, "mother_name": 3}
    assert found.overall.low < 3 / 32 < found.overall.high < 0.2
    page = words(an.get(f"/ra-soat/{first.pk}/"))
    assert "với độ tin cậy 95\u00a0%" in page
    assert an.get(f"/ra-soat/{first.pk}/phuc-tra.docx").content[:2] == b"PK"
    assert "không thấy trước" in words(an.get(f"/ra-soat/{first.pk}/danh-sach.xlsx"))


def test_the_number_of_statements_does_not_grow(
    alice: Person, world: World, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    hamlet = make_hamlet(world.commune)
    for place in range(30):
        make_child(world.commune, f"Lò Văn A{place}", hamlet=hamlet)
    round_ = opened(alice, world.commune)
    an = client_for(alice)
    for address in ("/ra-soat/", f"/ra-soat/{round_.pk}/", f"/ra-soat/{round_.pk}/danh-sach/"):
        an.get(address)
        with django_assert_max_num_queries(20):
            an.get(address)
