"""What a story asks of a person's hands: clicks, fields, letters, pages; kept when CHUNGTAY_BURDEN names a file.

Seconds are those of the keystroke-level model (Card, Moran and Newell, 1980), not of the machine: 1.1 to point, 0.2 to press,
0.28 a letter for an average typist, 0.4 to move a hand between mouse and keys, 1.35 to think before each act.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

POINT, PRESS, LETTER, MOVE, THINK = 1.1, 0.2, 0.28, 0.4, 1.35
_FILE = os.environ.get("CHUNGTAY_BURDEN", "")


@dataclass
class Burden:
    """Of one person in one story."""

    clicks: int = 0
    fields: int = 0
    letters: int = 0
    pages: int = 0
    seconds: float = field(default=0.0)

    def click(self) -> None:
        self.clicks += 1
        self.seconds += THINK + POINT + PRESS

    def write(self, text: str) -> None:
        self.fields += 1
        self.letters += len(text)
        self.seconds += THINK + POINT + PRESS + MOVE + LETTER * len(text) + MOVE

    def choose(self) -> None:
        self.fields += 1
        self.seconds += THINK + 2 * (POINT + PRESS)


_borne: dict[str, dict[str, Burden]] = {}


def of(person: str) -> Burden:
    """The burden of this person in the story that runs now."""
    story = os.environ.get("PYTEST_CURRENT_TEST", "?").split(" ")[0].rpartition("::")[2]
    return _borne.setdefault(story, {}).setdefault(person, Burden())


def keep() -> None:
    """At the end of the run."""
    if _FILE and _borne:
        said = {story: {who: asdict(one) for who, one in people.items()} for story, people in _borne.items()}
        Path(_FILE).write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
