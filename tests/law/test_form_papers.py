"""Every form printed from a full case: its label of secrecy, every question that is seen or known, and no guess."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from django.conf import settings

from chungtay.foundation.documents import to_docx, to_html
from chungtay.law import files
from chungtay.law.forms import FormVersion, check, from_content, printed, visible
from chungtay.law.forms.printing import KEPT, LABEL, Header
from tests.factories.filled_forms import HEADER, REFS, full

FORMS: dict[str, FormVersion] = {
    file.content["code"]: from_content(file.content, file.digest)
    for file in files.read(Path(settings.LAW_DIR))[0]
    if file.content["kind"] == "form"
}


def words_of(content: bytes) -> str:
    """Every word of a Word file: paragraphs, tables, feet of the pages."""
    file = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in file.paragraphs]
    texts += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    for section in file.sections:
        texts += [
            paragraph.text for foot in (section.footer, section.first_page_footer) for paragraph in foot.paragraphs
        ]
    return "\n".join(texts)


@pytest.mark.parametrize("code", sorted(FORMS))
def test_a_full_form_prints_its_label_its_questions_and_no_guess(code: str) -> None:
    version = FORMS[code]
    answers = full(version)
    assert check(version, answers, complete=True) == {}
    document = printed(version, answers, REFS, HEADER)
    file = docx.Document(io.BytesIO(to_docx(document)))
    words = words_of(to_docx(document))
    for section in file.sections:
        assert LABEL in section.footer.paragraphs[0].text
    assert LABEL in file.sections[0].first_page_footer.paragraphs[0].text
    assert file.paragraphs[0].text.startswith(LABEL)
    assert f"Phạm vi cung cấp: {version.paper.scope}" in words
    for one in version.fields.values():
        if one.key not in visible(version, answers):
            continue
        label = "Tổng số" if one.compute and "count" in one.compute else one.label
        if one.prints and one.confidence in {"seen", "known"}:
            assert label in words, (code, one.key)
        for column in one.columns:
            assert (column.label in words) == column.prints or column.label in one.label, (code, column.key)
        if one.confidence == "guess":
            assert f"{one.label}:" not in words, (code, one.key)


@pytest.mark.parametrize("code", sorted(FORMS))
def test_a_blank_form_shows_every_printed_question_and_no_answer(code: str) -> None:
    version = FORMS[code]
    words = words_of(to_docx(printed(version, full(version), REFS, HEADER, blank=True)))
    assert "Lò Thị Bông" not in words
    assert "☒" not in words
    for one in version.fields.values():
        if one.prints and one.type != "computed":
            assert one.label in words, (code, one.key)


def test_the_informant_is_not_on_the_paper_unless_handed_in() -> None:
    version = FORMS["ND56-M01"]
    answers = {**full(version), "inf_name": "Người Báo Tin"}
    words = words_of(to_docx(printed(version, answers, REFS, HEADER)))
    assert "Người Báo Tin" not in words
    assert KEPT in words
    opened = words_of(to_docx(printed(version, answers, {**REFS, "informant_name": "Người Báo Tin"}, HEADER)))
    assert "Người Báo Tin" in opened


def test_a_decision_stands_in_the_order_of_decree_30() -> None:
    words = words_of(to_docx(printed(FORMS["ND56-M07"], full(FORMS["ND56-M07"]), REFS, HEADER)))
    order = ["QUYẾT ĐỊNH", "Về việc tạm thời cách ly", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MƯỜNG PHĂNG", "Căn cứ Luật Trẻ em",
             "QUYẾT ĐỊNH:", "Điều 1.", "Điều 2.", "Điều 3."]  # fmt: skip
    places = [words.index(one) for one in order]
    assert places == sorted(places)
    assert "☐" not in words


def test_the_scope_of_this_print_takes_the_place_of_the_usual_one() -> None:
    header = Header(agency="Ủy ban nhân dân xã Mường Phăng", place="Mường Phăng", date=HEADER.date, scope="Công an xã")
    document = printed(FORMS["ND56-M02"], full(FORMS["ND56-M02"]), REFS, header)
    assert "Phạm vi cung cấp: Công an xã." in document.confidential
    assert "Phạm vi cung cấp: Công an xã." in to_html(document)


def test_a_form_that_was_not_compared_says_so() -> None:
    assert "chưa đối chiếu" in printed(FORMS["ND56-M02"], {}, {}, HEADER).confidential
    assert "chưa đối chiếu" not in printed(FORMS["ND56-M01"], {}, {}, HEADER).confidential
    assert "Bố cục của phần mềm Chung Tay" in printed(FORMS["APP-ONLINE"], {}, {}, HEADER).confidential


def test_the_page_shows_the_same_paper_and_escapes_what_was_typed() -> None:
    version = FORMS["ND56-M02"]
    html = to_html(printed(version, {**full(version), "conclusion": "<script>alert(1)</script>"}, REFS, HEADER))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert LABEL in html
