"""What the scripted stories of cases ask of people: clicks, fields, letters, pages and seconds, story by story and person by person.

The stories are the browser journeys of the suite, run with JavaScript; seconds follow the keystroke-level model
(tests/journeys/burden.py), so that they say the same on every machine. Figures are of the hands alone: reading and thinking
about a child take what they take.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from chungtay.foundation.vietnamese import number

ROOT = Path(__file__).parents[1]
STORIES = [
    *sorted((ROOT / "tests" / "journeys").glob("test_case_*.py")),
    ROOT / "tests/journeys/test_care_placement.py",
]


@dataclass(frozen=True)
class Line:
    """`minutes`: of the hands, by the model."""

    story: str
    person: str
    clicks: int
    fields: int
    letters: int
    pages: int
    minutes: float


def measure() -> list[Line]:
    """Runs the stories once. Raises RuntimeError with the end of the run when one of them fails."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "burden.json"
        names = [str(path.relative_to(ROOT)) for path in STORIES]
        command = [sys.executable, "-m", "pytest", "-q", "-m", "journey", "-k", "not no-script", *names]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "CHUNGTAY_BURDEN": str(file)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not file.exists():
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-500:])
        said = json.loads(file.read_text(encoding="utf-8"))
    return [
        Line(
            _words(story),
            person,
            one["clicks"],
            one["fields"],
            one["letters"],
            one["pages"],
            round(one["seconds"] / 60, 1),
        )
        for story, people in said.items()
        for person, one in people.items()
        if one["clicks"] or one["fields"]
    ]


def _words(story: str) -> str:
    return story.removeprefix("test_").partition("[")[0].replace("_", " ")


def table(lines: list[Line]) -> str:
    """As Markdown, for the docs."""
    rows = [
        "| story | person | clicks | fields | letters | pages | minutes of the hands |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {one.story} | {one.person} | {one.clicks} | {one.fields} | {one.letters} | {one.pages} | {number(one.minutes)} |"
        for one in lines
    ]
    return "\n".join(rows)
