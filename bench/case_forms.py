"""FORM: a filled form of a case as .docx / bare python-docx writing the same lines and the same tables through their cells."""

from __future__ import annotations

import io
from pathlib import Path

from bench.measure import Goal, Result, compare, worked
from bench.registry import benchmark
from chungtay.foundation.documents import OfficialDocument, Table, to_docx
from chungtay.foundation.documents.official import shown
from chungtay.law import files
from chungtay.law.forms import FormVersion, from_content, printed

FORM = Goal("FORM", "printing a form / bare python-docx of the same table", 2.0, 1.2)
FOLDER = Path(__file__).parents[1] / "law"
LINES = 12  # of a plan


def version_of(code: str) -> FormVersion:
    file = next(one for one in files.read(FOLDER)[0] if one.content.get("code") == code)
    return from_content(file.content, file.digest)


def plan(version: FormVersion) -> dict[str, object]:
    """A plan with LINES lines, all columns filled."""
    line = {
        "service": "Tư vấn tâm lý hằng tuần cho trẻ và gia đình", "category": "psychology", "start": "2026-11-20",
        "end": "2027-02-20", "responsible": "Trạm Y tế xã", "provider": "Trung tâm công tác xã hội tỉnh", "cost": 1_500_000,
    }  # fmt: skip
    said = "Trẻ được an toàn, đi học đều, hết sợ hãi; gia đình cùng thực hiện và được theo dõi hằng tuần. " * 4
    answers: dict[str, object] = {one.key: said for one in version.typed() if one.type == "longtext"}
    return {**answers, "child_name": "Lò Thị Bông", "officer": "Lò Thị Ân", "lines": [line] * LINES}


def document(version: FormVersion, answers: dict[str, object]) -> OfficialDocument:
    from tests.factories.filled_forms import HEADER, REFS

    return printed(version, answers, REFS, HEADER)


def bare(paper: OfficialDocument) -> bytes:
    """What a quick script would write: every paragraph, every table cell by cell; no layout of an office, no label."""
    from docx import Document

    file = Document()
    file.add_heading(paper.kind, 0)
    for block in (*paper.blocks, *(one for annex in paper.annexes for one in annex.blocks)):
        if isinstance(block, Table):
            table = file.add_table(rows=1 + len(block.rows), cols=block.columns)
            header = [one if isinstance(one, str) else one.text for one in block.header[0]]
            for row, values in zip(table.rows, (header, *block.rows), strict=True):
                for cell, value in zip(row.cells, values, strict=False):
                    cell.text = shown(value)
        else:
            file.add_paragraph(f"{getattr(block, 'lead', '')} {getattr(block, 'text', '')}")
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


@benchmark(FORM)
def run() -> Result:
    """Form 04 with its table: from the answers to the file, as a click does it."""
    version = version_of("ND56-M04")
    answers = plan(version)
    same = document(version, answers)
    for _ in range(2):
        bare(same)
        to_docx(document(version, answers))
    return compare(
        FORM,
        lambda: [worked(lambda: bare(same)) for _ in range(3)],
        lambda: [worked(lambda: to_docx(document(version, answers))) for _ in range(3)],
        of_round=min,
        rounds=7,
    )
