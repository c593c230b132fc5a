"""Compiles our translations (.po → .mo) without GNU gettext, which an office server need not have.

Only what we write is read: `msgid` and `msgstr` on one or more lines, no plurals and no contexts.
"""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

_LINE = re.compile(r'^(msgid|msgstr)?\s*(".*")$')


def read(text: str) -> dict[str, str]:
    """msgid → msgstr of a .po file; the header stands under the empty key. ValueError names a line that is no such thing."""
    entries: dict[str, str] = {}
    key, value, into = None, "", ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            raise ValueError(f"line {number}: {line}")
        word, piece = match.group(1), ast.literal_eval(match.group(2))
        if word == "msgid":
            if key is not None:
                entries[key] = value
            key, value, into = piece, "", "key"
        elif word == "msgstr":
            value, into = piece, "value"
        elif into == "key":
            key = (key or "") + piece
        else:
            value += piece
    if key is not None:
        entries[key] = value
    return entries


def compiled(entries: dict[str, str]) -> bytes:
    """The .mo file: magic, counts, two tables of (length, place), then the texts, sorted by key."""
    pairs = sorted((key.encode(), value.encode()) for key, value in entries.items() if value)
    start = 7 * 4 + 16 * len(pairs)
    keys: list[bytes] = []
    values: list[bytes] = []
    body = b""
    for table, column in ((keys, 0), (values, 1)):
        for pair in pairs:
            table.append(struct.pack("<II", len(pair[column]), start + len(body)))
            body += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + b"".join(keys) + b"".join(values) + body


def compile_folder(folder: Path) -> list[Path]:
    """Writes the .mo beside every .po under `folder`; returns the files written."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compiled(read(source.read_text(encoding="utf-8"))))
        written.append(target)
    return written
