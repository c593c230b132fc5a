"""A file that is too large: refused while it arrives, with a page that says so."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_multipart
from django.urls import reverse

from tests.factories.accounts import Person

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


class Counting(FakePayload):
    """A body that remembers how much of it was read."""

    def __init__(self, head: bytes, length: int) -> None:
        super().__init__()
        self.stream = io.BytesIO(head)
        self.length = length
        self.taken = 0

    def read(self, size: int | None = None, /) -> bytes:
        size = min(size or self.length, self.length - self.taken)
        chunk = self.stream.read(size)
        chunk += b"a" * (size - len(chunk))
        self.taken += len(chunk)
        return chunk

    def __len__(self) -> int:
        return self.length


HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="phim.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n"
).encode()


def send(browser: Client, length: int, path: str = "/luat/") -> tuple[Any, Counting]:
    body = Counting(HEAD, length)
    request = {"wsgi.input": body, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": MULTIPART_CONTENT}
    answer = browser.generic("POST", path, **request)  # type: ignore[arg-type]
    return answer, body


def test_three_hundred_megabytes_are_refused_without_reading_them(
    alice: Person, client_for: Callable[[Person], Client]
) -> None:
    answer, body = send(client_for(alice), 300 * MEGABYTE)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "Lần gửi này nặng 300 MB; mỗi tệp được tối đa 50 MB." in page
    assert "Chưa có gì bị thay đổi" in page
    assert body.taken == 0


def test_one_file_beyond_the_limit_stops_in_the_middle(
    alice: Person, client_for: Callable[[Person], Client], settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 2 * MEGABYTE
    answer, body = send(client_for(alice), 40 * MEGABYTE)
    assert answer.status_code == 413
    assert "Tệp “phim.pdf” quá nặng; mỗi tệp được tối đa 2 MB." in answer.content.decode()
    assert 2 * MEGABYTE < body.taken < 4 * MEGABYTE


def test_a_stranger_is_told_as_well(client: Client) -> None:
    answer, body = send(client, 300 * MEGABYTE, reverse("account_login"))
    assert answer.status_code == 413
    assert body.taken == 0


def test_several_files_together_may_weigh_more_than_one(
    alice: Person, client_for: Callable[[Person], Client], settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 2 * MEGABYTE
    named = {}
    for place in range(3):
        named[f"file{place}"] = io.BytesIO(b"a" * (MEGABYTE + 1))
    body = encode_multipart(BOUNDARY, named)
    answer = client_for(alice).generic("POST", "/luat/", body, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 405  # reached the view, which takes no POST
