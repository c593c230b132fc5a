"""The scores may only rise: totals over each set of annotated documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from chungtay.directives.reader import read_text
from tests.directives.scoring import load_folder, score_folder

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[1] / "corpus"
# Real documents may lie beside the checkout; where they do not, their test is not collected.
OUTSIDE = HERE.parents[4] / "shared" / "directives"
SETS = [
    pytest.param(CORPUS / "regression", 0.98, 0.97, 0.95, id="regression"),
    pytest.param(CORPUS / "blind", 0.96, 0.96, 0.94, id="blind"),
    *([pytest.param(OUTSIDE, 0.98, 0.97, 0.95, id="outside")] if (OUTSIDE / "gold").is_dir() else []),
]


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
