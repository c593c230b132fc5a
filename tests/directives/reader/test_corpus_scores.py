"""The scores may only rise: totals over each set of annotated documents."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from chungtay.directives.reader import read_text
from tests.directives.scoring import load_folder, score_folder

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[1] / "corpus"
# Real documents may lie beside the checkout; where they do not, their test is not collected.
OUTSIDE = HERE.parents[4] / "shared" / "directives"
SETS = [
    pytest.param(CORPUS / "regression", 0.985, 0.985, 0.965, id="regression"),
    pytest.param(CORPUS / "blind", 0.975, 0.975, 0.965, id="blind"),
    pytest.param(CORPUS / "second", 0.98, 0.98, 0.96, id="second"),
    *([pytest.param(OUTSIDE, 0.98, 0.97, 0.95, id="outside")] if (OUTSIDE / "gold").is_dir() else []),
]


# The same document in another layout should read the same.
MENU = "Trang chủ\nGiới thiệu\nTin tức - Sự kiện\nVăn bản\nĐăng nhập\n\n"
FOOTER = "\n\nTin liên quan\nHội nghị sơ kết công tác 6 tháng (12/6/2024)\nChia sẻ\nLượt truy cập: 1.234.567\n"


def wrapped(width: int) -> Callable[[str], str]:
    def wrap(text: str) -> str:
        lines: list[str] = []
        for line in text.split("\n"):
            laid_out = len(line) <= width or "\t" in line or "|" in line or re.search(r" {5,}\S.* {5,}", line)
            lines += [line] if laid_out else textwrap.wrap(line, width, break_on_hyphens=False)
        return "\n".join(lines)

    return wrap


LAYOUTS: list[tuple[str, Callable[[str], str], float]] = [
    ("70 columns", wrapped(70), 0.955),
    ("80 columns", wrapped(80), 0.97),
    ("100 columns", wrapped(100), 0.965),
    ("no blank lines", lambda t: re.sub(r"\n\s*\n+", "\n", t), 0.97),
    ("double blanks", lambda t: re.sub(r"(?<=\S) (?=\S{4})", "  ", t), 0.97),
    ("tabs after markers", lambda t: re.sub(r"(?m)^(\s*(?:\d{1,2}\.|-)) (?=\S)", r"\1\t", t), 0.97),
    ("decomposed letters", lambda t: unicodedata.normalize("NFD", t), 0.975),
    ("other bullets", lambda t: re.sub(r"(?m)^(\s*)[-+] (?=\S)", "\\1• ", t), 0.97),
    ("menus around", lambda t: MENU + t + FOOTER, 0.975),
]


@pytest.mark.parametrize("name", ["blind", "second"])
@pytest.mark.parametrize(("change", "least"), [pytest.param(c, m, id=i) for i, c, m in LAYOUTS])
def test_scores_in_another_layout(name: str, change: Callable[[str], str], least: float) -> None:
    gold = load_folder(CORPUS / name / "gold")
    texts = {key: (CORPUS / name / f"{key}.txt").read_text(encoding="utf-8") for key in gold}
    scores = score_folder({key: read_text(change(text)).as_json() for key, text in texts.items()}, gold)
    assert scores.mean_f1 is not None
    assert scores.mean_f1 >= least


@pytest.mark.parametrize(("folder", "mean", "tasks", "leads"), SETS)
def test_scores(folder: Path, mean: float, tasks: float, leads: float) -> None:
    gold = load_folder(folder / "gold")
    predictions = {}
    for path in sorted(folder.glob("*.txt")):
        name = path.stem if path.stem in gold else path.stem[:3]
        predictions[name] = read_text(path.read_text(encoding="utf-8")).as_json()
    scores = score_folder(predictions, gold)
    assert scores.mean_f1 is not None
    assert scores.mean_f1 >= mean
    assert scores.tasks_f1 is not None
    assert scores.tasks_f1 >= tasks
    leads_f1 = scores.fields["task_leads"].f1
    assert leads_f1 is not None
    assert leads_f1 >= leads
