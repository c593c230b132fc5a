"""Word and workbook: opened again with other libraries, looked at for structure."""

from __future__ import annotations

import datetime as dt
import io

import docx
import openpyxl
import pytest

from chungtay.directives import papers, workbooks
from chungtay.directives.models import Report, ReportPaper
from chungtay.directives.services import consolidation
from chungtay.foundation.documents import to_docx
from chungtay.foundation.files import path_of
from chungtay.foundation.scoping import acting_as
from tests.directives.reports.conftest import TODAY, fresh, make_task, send
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://vidu.example","bấm")'


def _words(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def test_the_paper_has_the_parts_of_decree_30(alice: Person, report: Report) -> None:
    sent = send(alice, report, chi_dao="Ban hành kế hoạch.", ket_qua="Mở 3 lớp bơi.\nRà soát ao hồ.")
    with acting_as(alice.actor):
        words = " ".join(_words(to_docx(papers.official(sent, TODAY))).split())  # long names break before their unit
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN XÃ MƯỜNG PHĂNG",
        "Số: 05/BC-UBND",
        "BÁO CÁO",
        "công tác trẻ em 6 tháng đầu năm 2026",
        "Mường Phăng, ngày 20 tháng 5 năm 2026",
        "Kính gửi: Sở Y tế",
        "I. CÔNG TÁC CHỈ ĐẠO",
        "Mở 3 lớp bơi.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Quàng Văn Sơn",
        "Nơi nhận:",
    ):
        assert part in words, part


def test_the_paper_as_sent_stays_as_it_was(alice: Person, bao: Person, report: Report) -> None:
    send(alice, report, ket_qua="Bản thứ nhất.")
    from chungtay.directives.services import reports

    with acting_as(bao.actor) as actor:
        reports.send_back(actor=actor, report=fresh(report), reason="Viết thêm")
    send(alice, fresh(report), ket_qua="Bản thứ hai.")
    second, first = ReportPaper.objects.order_by("-pk")
    assert "Bản thứ nhất." in _words(path_of(first.file).read_bytes())
    assert "Bản thứ hai." in _words(path_of(second.file).read_bytes())
    assert second.report_version > first.report_version


def test_a_deputy_signs_for_the_chair() -> None:
    report = Report(signer_title="Phó Chủ tịch", signer_name="Lò Thị Mai")
    signer = papers._signer(report, committee=True)
    assert (signer.authority, signer.title) == (("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH")


@pytest.fixture
def book(bao: Person, alice: Person, world: World, report: Report, province_report: Report) -> openpyxl.Workbook:
    make_task(world, world.committee, FORMULA, due_on=dt.date(2026, 5, 1))
    send(alice, report, ket_qua=f"{FORMULA}\nMở 3 lớp bơi.")
    with acting_as(bao.actor) as actor:
        consolidation.assemble(actor=actor, report=province_report)
        return openpyxl.load_workbook(io.BytesIO(workbooks.of_report(fresh(province_report), TODAY)))


def _column(book: openpyxl.Workbook, sheet: str) -> str:
    return "\n".join(str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value is not None)


def test_the_annex_names_every_unit_and_who_is_missing(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Số liệu",
        "Số liệu theo đơn vị",
        "Nhiệm vụ theo đơn vị",
        "Tình hình gửi",
        "Nguồn từng đoạn",
    ]
    for sheet in ("Số liệu theo đơn vị", "Nhiệm vụ theo đơn vị", "Tình hình gửi"):
        held = _column(book, sheet)
        assert "UBND xã Mường Phăng" in held
        assert "UBND xã Thanh Nưa" in held
    assert "Chưa gửi" in _column(book, "Tình hình gửi")
    assert "Mở 3 lớp bơi." in _column(book, "Nguồn từng đoạn")


def test_a_formula_in_the_words_is_never_executed(book: openpyxl.Workbook) -> None:
    formulas = [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert "HYPERLINK" in _column(book, "Nguồn từng đoạn")


def test_the_consolidated_paper_lists_the_units(
    bao: Person, alice: Person, report: Report, province_report: Report
) -> None:
    send(alice, report)
    with acting_as(bao.actor) as actor:
        consolidation.assemble(actor=actor, report=province_report)
        document = papers.official(fresh(province_report), TODAY)
        words = _words(to_docx(document))
    assert [annex.title for annex in document.annexes] == [
        "Tình hình gửi báo cáo của các đơn vị",
        "Số liệu theo đơn vị",
    ]
    assert "UBND xã Thanh Nưa" in words
    assert "Số liệu cộng từ báo cáo của các đơn vị đã gửi" in words
