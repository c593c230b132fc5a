"""The file on disk that only this process can read: the bytes come back from any place, and lie nowhere in clear."""

from __future__ import annotations

import io
import os
from typing import IO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from chungtay.foundation.spool import Spool


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a shared machine
@given(st.lists(st.binary(max_size=200), max_size=8), st.integers(0, 900), st.integers(-1, 900))
def test_any_place_reads_as_in_a_file_of_memory(pieces: list[bytes], start: int, length: int) -> None:
    plain = io.BytesIO(b"".join(pieces))
    with Spool() as spool:
        for piece in pieces:
            spool.write(piece)
        assert spool.seek(0, io.SEEK_END) == len(plain.getvalue())
        for place in (start, 0):
            plain.seek(place)
            spool.seek(place)
            assert spool.read(length) == plain.read(length)
            assert spool.tell() == plain.tell()


def test_what_lies_on_disk_is_not_the_content() -> None:
    story = b"what the child said " * 5000
    with Spool() as spool:
        spool.write(story)
        spool._file.seek(0)
        on_disk = spool._file.read()
        assert len(on_disk) == len(story)
        assert b"the child" not in on_disk
        assert isinstance(spool._file.name, int)  # it has no name in any folder


def test_a_place_is_never_written_twice() -> None:
    with Spool() as spool:
        spool.write(b"once")
        spool.seek(0)
        with pytest.raises(io.UnsupportedOperation):
            spool.write(b"more")


def test_a_picture_is_read_from_it() -> None:
    made = io.BytesIO()
    Image.frombytes("RGB", (50, 50), os.urandom(7500)).save(made, "PNG")
    with Spool() as spool:
        spool.write(made.getvalue())
        spool.seek(0)
        with Image.open(cast(IO[bytes], spool)) as picture:
            picture.load()
            assert picture.size == (50, 50)
