"""Sealed records: AES-256-GCM under a key of their own, so that destroying the key destroys every copy of them.

`context` says what the sealed thing is ("cases.caseform"); what was sealed as one thing does not open as another. Keys
are read from the key store at each use and never kept: a key destroyed a moment ago opens nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import secrets
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from chungtay.foundation import audit, keystore
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import VaultKey

CHUNK = 1 << 20  # bytes of plain text in one piece of a sealed file
MOST_ORPHANS = 50  # more in one night are no rollbacks but a database restored from an older day
ORPHAN_AFTER = dt.timedelta(days=1)  # no transaction is open that long
_VERSION = b"\x01"
_NONCE = 12
_TAG = 16
_STREAM = b"CTV1"
_SALT = 16
_HEAD = len(_STREAM) + _SALT
log = logging.getLogger(__name__)


class VaultError(UserError):
    """A sealed thing does not open."""


class Destroyed(VaultError):
    """Its key was destroyed: nobody opens it any more, here or in a backup."""

    def __init__(self) -> None:
        super().__init__("Nội dung này đã được xóa vĩnh viễn. Không ai mở lại được, kể cả từ bản sao lưu.")


class Altered(VaultError):
    """It is not what was sealed: a byte changed, cut short, or taken for another thing."""

    def __init__(self) -> None:
        super().__init__("Nội dung này không còn nguyên vẹn nên không được mở. Hãy báo người quản trị hệ thống.")


class KeyMissing(VaultError):
    """The key is not destroyed and yet not to be had: the key store is not mounted, or the secret was replaced."""

    def __init__(self) -> None:
        super().__init__("Kho khóa chưa sẵn sàng nên chưa mở được nội dung. Hãy báo người quản trị hệ thống.")


def create(kind: str) -> VaultKey:
    """A new key. Its file is written at once; when the transaction rolls back, `tidy` removes the file within two days."""
    row = VaultKey.objects.create(kind=kind)
    keystore.keep(row.pk, secrets.token_bytes(keystore.KEY_BYTES))
    return row


def _key(key_id: uuid.UUID) -> bytes:
    try:
        return keystore.read(key_id)
    except FileNotFoundError:
        pass
    except keystore.Unwrappable:
        log.error("key %s opens with none of the secrets", key_id)
        raise KeyMissing from None
    row = VaultKey.objects.filter(pk=key_id).first()
    if row is not None and row.destroyed_at is not None:
        raise Destroyed
    try:
        return keystore.read(key_id, mirrored=True)
    except (FileNotFoundError, keystore.Unwrappable):
        log.error("key %s is neither in the store nor in the mirror", key_id)
        raise KeyMissing from None


@dataclass(frozen=True)
class Opened:
    """A key in hand, for a page that opens many things of one case. Let it go with the request."""

    key_id: uuid.UUID
    _cipher: AESGCM

    def _bound(self, context: str) -> bytes:
        return self.key_id.bytes + context.encode()

    def seal(self, value: Any, *, context: str) -> bytes:
        nonce = os.urandom(_NONCE)
        plain = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain, self._bound(context))

    def unseal(self, sealed: bytes | memoryview, *, context: str) -> Any:
        """Raises Altered."""
        whole = bytes(sealed)
        if whole[:1] != _VERSION or len(whole) < 1 + _NONCE + _TAG:
            raise Altered
        try:
            plain = self._cipher.decrypt(whole[1 : 1 + _NONCE], whole[1 + _NONCE :], self._bound(context))
        except InvalidTag:
            raise Altered from None
        return json.loads(plain)


def opened(key_id: uuid.UUID, also: uuid.UUID | None = None) -> Opened:
    """The key in hand: one reading of the store for many values. Raises Destroyed, KeyMissing.

    `also`: a second key that is needed too, so that the end of either is the end of what was sealed under both.
    """
    if also is None:
        return Opened(key_id, AESGCM(_key(key_id)))
    return Opened(key_id, AESGCM(_derived(_key(key_id) + _key(also), b"", b"both|" + also.bytes)))


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=keystore.KEY_BYTES, salt=salt, info=info).derive(secret)


def seal(key_id: uuid.UUID, value: Any, *, context: str) -> bytes:
    """Any JSON value (days and moments become ISO text), readable only with the key and the same context."""
    return opened(key_id).seal(value, context=context)


def unseal(key_id: uuid.UUID, sealed: bytes | memoryview, *, context: str) -> Any:
    """The value. Raises Destroyed, Altered, KeyMissing."""
    return opened(key_id).unseal(sealed, context=context)


def _stream_cipher(key_id: uuid.UUID, also: uuid.UUID | None, salt: bytes, context: str) -> AESGCM:
    """A key for one file alone, so that its pieces can be numbered instead of drawn."""
    secret, info = _key(key_id), b"stream|" + key_id.bytes + context.encode()
    if also is not None:
        secret, info = secret + _key(also), info + b"|" + also.bytes
    return AESGCM(_derived(secret, salt, info))


def _nonce(number: int, last: bool) -> bytes:
    """The place of a piece and whether it is the last: pieces out of order or missing at the end do not open."""
    return number.to_bytes(_NONCE - 1, "big") + (b"\x01" if last else b"\x00")


def _filled(source: BinaryIO) -> bytes:
    """A full piece, or what is left."""
    piece = source.read(CHUNK)
    while piece and len(piece) < CHUNK and (more := source.read(CHUNK - len(piece))):
        piece += more
    return piece


def seal_stream(
    key_id: uuid.UUID, source: BinaryIO, target: Path, *, context: str, also: uuid.UUID | None = None
) -> int:
    """Seals a file of any length in pieces of CHUNK; `target` appears when it is whole. Bytes of plain text.

    Nothing unsealed is written to disk. `also` as in `opened`. Raises Destroyed, KeyMissing.
    """
    salt = os.urandom(_SALT)
    cipher = _stream_cipher(key_id, also, salt, context)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size, number, piece = 0, 0, _filled(source)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as fresh:
        try:
            fresh.write(_STREAM + salt)
            while True:
                following = _filled(source)
                fresh.write(cipher.encrypt(_nonce(number, not following), piece, None))
                size += len(piece)
                if not following:
                    break
                number, piece = number + 1, following
            fresh.flush()
            Path(fresh.name).replace(target)
        except BaseException:
            Path(fresh.name).unlink(missing_ok=True)
            raise
    return size


def plain_size(path: Path) -> int:
    """Bytes of plain text in a sealed file, worked out from its length. Raises Altered when it cannot be one."""
    body = path.stat().st_size - _HEAD
    pieces = -(-body // (CHUNK + _TAG))
    if pieces < 1 or body - pieces * _TAG < 0:
        raise Altered
    return body - pieces * _TAG


def open_stream(
    key_id: uuid.UUID,
    path: Path,
    *,
    context: str,
    also: uuid.UUID | None = None,
    start: int = 0,
    stop: int | None = None,
) -> Iterator[bytes]:
    """The plain text from byte `start` up to before `stop`, piece by piece. Destroyed and KeyMissing are raised at once;
    Altered at the piece that does not hold: a consumer that acts on the whole must read to the end first.
    """
    size = plain_size(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[: len(_STREAM)] != _STREAM:
        raise Altered
    cipher = _stream_cipher(key_id, also, head[len(_STREAM) :], context)
    return _pieces(cipher, path, size, start, size if stop is None else min(stop, size))


def _pieces(cipher: AESGCM, path: Path, size: int, start: int, stop: int) -> Iterator[bytes]:
    last = max(0, -(-size // CHUNK) - 1)
    first = min(start // CHUNK, last)
    with path.open("rb") as file:
        file.seek(_HEAD + first * (CHUNK + _TAG))
        for number in range(first, last + 1):
            if number > first and number * CHUNK >= stop:
                return
            try:
                piece = cipher.decrypt(_nonce(number, number == last), file.read(CHUNK + _TAG), None)
            except InvalidTag:
                raise Altered from None
            low, high = start - number * CHUNK, stop - number * CHUNK
            yield piece[max(low, 0) : max(high, 0)]


def destroy(key_id: uuid.UUID, *, actor: Actor | None, why: str, label: str = "", unit_path: str = "") -> bool:
    """Ends a key for good: the row says so in this transaction, the files go when it has been committed.

    `why` and `label` (the code of the case) are kept for ever: no name, nothing of what happened. False when it had
    been destroyed before.
    """
    with transaction.atomic():
        row = VaultKey.objects.select_for_update().get(pk=key_id)
        if row.destroyed_at is not None:
            return False
        row.destroyed_at = timezone.now()
        row.destroyed_by_id = actor.user_id if actor else None
        row.destroyed_why = why[:300]
        row.save(update_fields=["destroyed_at", "destroyed_by_id", "destroyed_why"])
        transaction.on_commit(lambda: _remove(key_id))
        audit.record(actor, "key.destroyed", row, label=label or row.kind, unit_path=unit_path, reason=why)
    return True


def _remove(key_id: uuid.UUID) -> None:
    if not keystore.remove(key_id):
        log.error("key %s is destroyed; a store that did not answer is cleaned by tonight's tidying", key_id)


def unreadable(key_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the living keys that the store cannot give."""
    bad = []
    for key_id in key_ids:
        try:
            keystore.read(key_id)
        except (FileNotFoundError, keystore.Unwrappable):
            bad.append(key_id)
    return bad


def left_over() -> list[uuid.UUID]:
    """Keys that are destroyed and whose file still lies in the store or the mirror."""
    ended = set(VaultKey.objects.exclude(destroyed_at=None).values_list("pk", flat=True))
    return sorted({key_id for store in keystore.stores() for key_id, _ in keystore.kept(store)} & ended)


@dataclass(frozen=True)
class Tidied:
    """Files removed because their key is destroyed or never came to be, and files copied between store and mirror."""

    destroyed: int
    orphans: int
    copied: int


def tidy(now: dt.datetime, *, every: bool = False) -> Tidied:
    """Every night: what a rollback, a stop in mid-act or an unmounted mirror left behind is put right.

    Beyond MOST_ORPHANS none is removed unless `every`: beside an older database the keys of today look like orphans.
    """
    ended = set(VaultKey.objects.exclude(destroyed_at=None).values_list("pk", flat=True))
    known = set(VaultKey.objects.values_list("pk", flat=True))
    oldest = (now - ORPHAN_AFTER).timestamp()
    destroyed, orphans = set(), set()
    for store in keystore.stores():
        for key_id, place in keystore.kept(store):
            if key_id in ended:
                destroyed.add(key_id)
            elif key_id not in known and place.stat().st_mtime < oldest:
                orphans.add(key_id)
    if len(orphans) > MOST_ORPHANS and not every:
        log.error("%s keys that the database does not know; none removed (chungtay keys tidy --every)", len(orphans))
        orphans.clear()
    for key_id in destroyed | orphans:
        keystore.remove(key_id)
    return Tidied(len(destroyed), len(orphans), keystore.even_out())
