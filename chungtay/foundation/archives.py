"""Containers of Office files looked into before a reader opens them: their size once unpacked, and what they hold."""

from __future__ import annotations

import re
import zipfile
from typing import IO, BinaryIO

MOST_UNPACKED = 400 * 1024 * 1024  # bytes of all parts together: beyond it, it is a decompression bomb
CHUNK = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and any Office file behind a password
LOCKED_PART = "EncryptedPackage"
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class BrokenArchive(Exception):
    """No zip file, cut short, or its parts are not what its index says."""


class TooLargeUnpacked(Exception):
    """A decompression bomb, or a document nobody could read anyway."""


def parts_of(file: BinaryIO) -> dict[str, int]:
    """Names and unpacked sizes as the index of the archive tells them."""
    try:
        file.seek(0)
        sizes = {part.filename: part.file_size for part in zipfile.ZipFile(file).infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BrokenArchive from error
    if sum(sizes.values()) > MOST_UNPACKED:
        raise TooLargeUnpacked
    return sizes


def widest_sheet(file: BinaryIO) -> int:
    """Cells of the rectangle that the largest worksheet spans, empty ones counted.

    Readers set aside room for the whole rectangle: two cells in opposite corners, five kilobytes, would ask for 17
    thousand million. Every part is unpacked once here, so that an index that lies is found before a reader trusts it.
    """
    parts_of(file)
    most = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                with archive.open(name) as part:
                    cells = _span(part, cells=bool(_SHEET.fullmatch(name)))
                most = max(most, cells)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BrokenArchive from error
    return most


def _span(part: IO[bytes], *, cells: bool) -> int:
    rows = columns = 0
    rest = b""
    while chunk := part.read(CHUNK):
        if not cells:
            continue
        text = rest + chunk
        for letters, digits in set(_CELL.findall(text)):
            rows, columns = max(rows, int(digits)), max(columns, _column(letters))
        rest = text[-16:]  # an address cut in two is whole in the next round
    return rows * columns


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def ole_directory(file: BinaryIO) -> set[str]:
    """Names in the directory of an OLE container, as far as its first 64 entries tell."""
    file.seek(0)
    head = file.read(512)
    sector = 4096 if head[30:32] == b"\x0c\x00" else 512
    file.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
    entries = file.read(8192)
    lengths = (
        (place, int.from_bytes(entries[place + 64 : place + 66], "little")) for place in range(0, len(entries), 128)
    )
    return {
        entries[place : place + min(length, 64)].decode("utf-16-le", "ignore").rstrip("\0") for place, length in lengths
    }
