"""PAPER: a report as an official Word document / python-docx writing a table of the same cells and paragraphs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from bench.measure import Goal, Result, compare, worked
from bench.registry import benchmark
from chungtay.foundation.documents import Annex, Block, Heading, OfficialDocument, Paragraph, Signer, Table, to_docx

PAPER = Goal("PAPER", "official report as .docx / bare python-docx writing the same paragraphs and table", 2.0, 1.2)
UNITS, FIGURES = 45, 8  # a province's annex: communes × figures
_TEXT = (
    "Ủy ban nhân dân xã đã ban hành kế hoạch, phân công từng thành viên phụ trách thôn, bản và báo cáo kết quả hằng tháng. "
    * 3
)
_HEADER = ("STT", "Đơn vị", *(f"Chỉ tiêu {n}" for n in range(1, FIGURES + 1)))
_ROWS: tuple[Sequence[str | int], ...] = tuple(
    (place, f"Xã số {place}", *(place * n for n in range(1, FIGURES + 1))) for place in range(1, UNITS + 1)
)
_SECTIONS = tuple((f"{place}. Nội dung thứ {place}", (_TEXT, _TEXT)) for place in range(1, 12))


def paper() -> OfficialDocument:
    blocks: list[Block] = []
    for title, texts in _SECTIONS:
        blocks.append(Heading(1, title))
        blocks += [Paragraph(text) for text in texts]
    table = Table(
        header=(_HEADER,),
        rows=_ROWS,
        widths=(1, 4, *(2 for _ in range(FIGURES))),
        numbers=frozenset(range(2, 2 + FIGURES)),
    )
    return OfficialDocument(
        agency="SỞ Y TẾ", parent_agency="UBND TỈNH", place="Điện Biên", date=dt.date(2026, 12, 1), number="/BC-SYT", kind="Báo cáo",
        subject="Kết quả công tác trẻ em", addressees=("Bộ Y tế",), legal_bases=(), blocks=tuple(blocks),
        signer=Signer(title="GIÁM ĐỐC", name="Người bịa", authority=()), recipients=("Như trên", "Lưu: VT"),
        annexes=(Annex("Số liệu theo đơn vị", (table,)),),
    )  # fmt: skip


def bare() -> bytes:
    """What a quick script would write: headings, paragraphs, one table through its cells; no layout of an office."""
    from docx import Document

    document = Document()
    document.add_heading("Báo cáo", 0)
    for title, texts in _SECTIONS:
        document.add_heading(title, 1)
        for text in texts:
            document.add_paragraph(text)
    table = document.add_table(rows=1 + len(_ROWS), cols=len(_HEADER))
    for row, values in zip(table.rows, (_HEADER, *_ROWS), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = str(value)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@benchmark(PAPER)
def run() -> Result:
    written = paper()
    for _ in range(2):
        bare()
        to_docx(written)
    return compare(
        PAPER,
        lambda: [worked(bare) for _ in range(3)],
        lambda: [worked(lambda: to_docx(written)) for _ in range(3)],
        of_round=min,
        rounds=7,
    )
