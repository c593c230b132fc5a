"""READ: a directive read whole by the product / bare extraction of its text by the library of its kind."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import Goal, Result, compare, worked
from bench.registry import benchmark

READ = Goal("READ", "directive read into tasks, dates, agencies / bare text extraction from the same file", 3.0, 2.0)
_ROOT = Path(__file__).resolve().parents[1]
_REAL = _ROOT.parent / "shared" / "directives"  # beside a checkout, where somebody has them
_CORPUS = _ROOT / "tests" / "directives" / "corpus" / "regression"
MOST = 5
TIMES = 3


@dataclass(frozen=True)
class Sheet:
    """One directive as a file, and how a library alone gets its text."""

    path: Path
    bare: Callable[[Path], str]


def texts() -> list[Path]:
    """Five real directives when they lie beside the checkout, else five of the corpus, long ones among them."""
    real = sorted(_REAL.glob("*.txt"))
    if real:
        return real[:MOST]
    by_size = sorted(_CORPUS.glob("*.txt"), key=lambda file: file.stat().st_size)
    return by_size[len(by_size) // 2 :: max(1, len(by_size) // (2 * MOST))][:MOST]


def write_docx(text: str, path: Path) -> None:
    """One paragraph for each line; lines with tabs become tables, as they were."""
    from docx import Document

    document = Document()
    table: list[list[str]] = []

    def finish() -> None:
        if table:
            made = document.add_table(rows=len(table), cols=max(map(len, table)))
            for row, values in zip(made.rows, table, strict=True):
                for cell, value in zip(row.cells, values, strict=False):
                    cell.text = value
            table.clear()

    for line in text.splitlines():
        clean = "".join(sign for sign in line if sign.isprintable() or sign == "\t")
        if "\t" in clean:
            table.append(clean.split("\t"))
        else:
            finish()
            document.add_paragraph(clean)
    finish()
    document.save(str(path))


def bare_docx(path: Path) -> str:
    """Paragraphs and the cells of tables, the way python-docx is used everywhere."""
    from docx import Document

    document = Document(str(path))
    pieces = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        for row in table.rows:
            pieces.append("\t".join(cell.text for cell in row.cells))
    return "\n".join(pieces)


def bare_pdf(path: Path) -> str:
    import pypdfium2

    document: Any = pypdfium2.PdfDocument(path)
    try:
        pieces = []
        for page in document:
            shown = page.get_textpage()
            pieces.append(str(shown.get_text_bounded()))
            shown.close()
            page.close()
        return "\n".join(pieces)
    finally:
        document.close()


def as_pdf(files: list[Path], folder: Path) -> list[Path]:
    """Printed by LibreOffice when the machine has it; empty otherwise."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return []
    command = [
        office, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf", "--outdir", str(folder),
        *map(str, files),
    ]  # fmt: skip
    subprocess.run(command, check=False, capture_output=True, timeout=300)
    return [file.with_suffix(".pdf") for file in files if file.with_suffix(".pdf").is_file()]


def sheets(folder: Path) -> tuple[list[Sheet], list[Sheet]]:
    words = []
    for source in texts():
        path = folder / f"{source.stem[:20]}.docx"
        write_docx(source.read_text(), path)
        words.append(path)
    return [Sheet(path, bare_docx) for path in words], [Sheet(path, bare_pdf) for path in as_pdf(words, folder)]


@benchmark(READ)
def run() -> Result:
    """Judged on both kinds together; the detail tells each kind and each file."""
    from chungtay.directives.reader import read_file

    with tempfile.TemporaryDirectory() as name:
        word, pdf = sheets(Path(name))
        both = [*word, *pdf]
        product: dict[str, float] = {}
        baseline: dict[str, float] = {}

        def side(act: Callable[[Sheet], object], best: dict[str, float]) -> list[float]:
            total = 0.0
            for sheet in both:
                took = min(worked(lambda sheet=sheet: act(sheet)) for _ in range(TIMES))  # type: ignore[misc]
                best[sheet.path.name] = min(best.get(sheet.path.name, took), took)
                total += took
            return [total]

        def read() -> list[float]:
            return side(lambda sheet: read_file(sheet.path), product)

        def extract() -> list[float]:
            return side(lambda sheet: sheet.bare(sheet.path), baseline)

        def detail() -> dict[str, Any]:
            return {
                "pdf": "text PDF printed by LibreOffice" if pdf else "left out: no LibreOffice on this machine",
                "docx_ratio": _sum(product, word) / _sum(baseline, word),
                **({"pdf_ratio": _sum(product, pdf) / _sum(baseline, pdf)} if pdf else {}),
                "files": {
                    file: {"read": round(product[file], 2), "bare": round(baseline[file], 2)} for file in product
                },
            }

        extract()
        read()
        return compare(READ, extract, read, of_round=sum, rounds=7, detail=detail)


def _sum(times: dict[str, float], of: list[Sheet]) -> float:
    return sum(times[sheet.path.name] for sheet in of)
