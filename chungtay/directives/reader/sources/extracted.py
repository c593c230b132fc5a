"""What a source gives: the text, what to tell the person, how many pages there were."""

from __future__ import annotations

from dataclasses import dataclass

from chungtay.directives.reader.model import Notice


@dataclass(frozen=True, slots=True)
class Extracted:
    text: str
    notices: tuple[Notice, ...] = ()
    pages: int | None = None
