"""The key of a line on paper and in a file: it finds its line again however the rows were sorted, and a slip of a digit is seen.

Pure. `R12-345-67`: round, line and two check digits (ISO 7064, mod 97-10). The letter keeps spreadsheets from reading a date.
"""

from __future__ import annotations

import re
import unicodedata

_KEY = re.compile(r"^\s*[rR]\s*(\d{1,9})\s*[-–—./ ]\s*(\d{1,12})\s*[-–—./ ]\s*(\d{2})\s*$")


def _check(round_id: int, line_id: int) -> int:
    return 98 - int(f"{round_id}{line_id:012d}") * 100 % 97


def key_of(round_id: int, line_id: int) -> str:
    return f"R{round_id}-{line_id}-{_check(round_id, line_id):02d}"


def looks_like_key(value: object) -> bool:
    return bool(_KEY.match(unicodedata.normalize("NFKC", str(value or ""))))


def read_key(value: object) -> tuple[int, int] | None:
    """(round, line); None when it is no key or its check digits do not fit."""
    match = _KEY.match(unicodedata.normalize("NFKC", str(value or "")))
    if match is None:
        return None
    round_id, line_id, check = (int(part) for part in match.groups())
    return (round_id, line_id) if _check(round_id, line_id) == check else None
