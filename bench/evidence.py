"""SEAL: a file of a case, received, checked, sealed and written down / the same file received and kept plainly.

Both sides take the file in the pieces in which it comes over the line. The baseline is the product's own plain upload, as
it is used for evidence of tasks, with Django's own temporary file; the sealed one adds the spool nobody else can read, two
new keys in the key store, encryption, the diary and the audit row.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.db import transaction
from django.test import override_settings

from bench import scale, world
from bench.measure import Goal, Result, compare, timed
from bench.registry import benchmark
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.foundation.uploads import SpoolUploadHandler

SEAL = Goal("SEAL", "encrypted upload of a file of a case / plain upload of the same file", 1.5, 1.2)
MEGABYTES = 24  # a photo is encoded anew on both sides and would hide the difference; a video is not
PIECE = 64 * 1024  # as Django reads the body
TIMES = 3


def _video() -> bytes:
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + os.urandom(MEGABYTES << 20)


def _arrived(handler: FileUploadHandler, content: bytes) -> UploadedFile[Any]:
    """The file as the view gets it."""
    handler.new_file("file", "loi-ke.mp4", "video/mp4", len(content), None, None)
    for start in range(0, len(content), PIECE):
        handler.receive_data_chunk(content[start : start + PIECE], start)
    file = handler.file_complete(len(content))
    assert file is not None
    return file


@contextmanager
def _folders() -> Iterator[Path]:
    with (
        tempfile.TemporaryDirectory() as name,
        override_settings(MEDIA_ROOT=Path(name) / "files", KEY_ROOT=Path(name) / "keys", KEY_MIRROR=None),
    ):
        yield Path(name)


def _officer() -> Actor:
    from django.utils import timezone

    from chungtay.accounts.actors import build_actor
    from chungtay.accounts.models import Post

    post = Post.objects.filter(user__username=scale.head(), role="commune_officer").earliest("pk")
    return build_actor(post, timezone.localdate())


@benchmark(SEAL)
def run() -> Result:
    """By the clock on the wall, commits and the syncing of keys included; the folders are emptied between the sides."""
    from chungtay.cases.services import evidence
    from chungtay.foundation import files
    from chungtay.territory.models import Unit
    from tests.factories.cases import make_case

    with world.scratch("few"), _folders() as folder:
        actor = _officer()
        with as_system("the benchmark makes a case"):
            case = make_case(Unit.objects.get(pk=actor.unit_id))
        content = _video()

        def sealed() -> None:
            with acting_as(actor):
                upload = _arrived(SpoolUploadHandler(), content)
                evidence.add(actor=actor, case=case, upload=upload, secrecy="ordinary")
                upload.close()

        def plain() -> None:
            with acting_as(actor):
                upload = _arrived(TemporaryFileUploadHandler(), content)
                with transaction.atomic():
                    files.receive(upload, actor=actor, allowed={"video"})
                upload.close()

        def emptied() -> None:
            """The plain side keeps a content once, so that it must not find it there."""
            shutil.rmtree(folder / "files", ignore_errors=True)

        def side(act: Any) -> list[float]:
            times = []
            for _ in range(TIMES):
                emptied()
                times.append(timed(act))
            return times

        for act in (plain, sealed):
            act()
        return compare(SEAL, lambda: side(plain), lambda: side(sealed), of_round=min, rounds=7, between=emptied)
