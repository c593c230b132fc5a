"""Where keys lie: one small file each under KEY_ROOT, wrapped by the installation's secret, copied to KEY_MIRROR.

Outside the database and the files on purpose: a copy of both made yesterday opens nothing once a key is destroyed. Only
`vault` uses this module.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.encoding import force_bytes

KEY_BYTES = 32
_MAGIC = b"CTK1"
_NONCE = 12
_NAME = re.compile(r"([0-9a-f]{32})\.key")
log = logging.getLogger(__name__)


class Unwrappable(Exception):
    """The file is there and none of the installation's secrets opens it: altered, or the old secret was not kept."""


def _wrappers() -> list[AESGCM]:
    """The first one wraps; those of earlier secrets still open what they wrapped."""
    every = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [AESGCM(hashlib.sha256(b"vault:" + force_bytes(secret)).digest()) for secret in every]


def stores() -> list[Path]:
    """The store and, where one is set, its mirror."""
    return [Path(settings.KEY_ROOT), *([Path(settings.KEY_MIRROR)] if settings.KEY_MIRROR else [])]


def _place(store: Path, key_id: uuid.UUID) -> Path:
    return store / key_id.hex[:2] / f"{key_id.hex}.key"


def _folder(place: Path) -> None:
    """The store is made when it is missing; a missing mirror is one that is not mounted and stays missing."""
    store = place.parent.parent
    if store == Path(settings.KEY_ROOT):
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.mkdir(mode=0o700, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(place: Path, content: bytes) -> None:
    """The whole file or none, on the disk when this returns."""
    _folder(place)
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def _wrapped(key_id: uuid.UUID, key: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _MAGIC + nonce + _wrappers()[0].encrypt(nonce, key, key_id.bytes)


def _unwrapped(key_id: uuid.UUID, content: bytes) -> tuple[bytes, bool]:
    """The key, and whether today's secret opened it."""
    start = len(_MAGIC)
    if content[:start] == _MAGIC:
        nonce, sealed = content[start : start + _NONCE], content[start + _NONCE :]
        for turn, wrapper in enumerate(_wrappers()):
            try:
                return wrapper.decrypt(nonce, sealed, key_id.bytes), turn == 0
            except (InvalidTag, ValueError):
                continue
    raise Unwrappable(str(key_id))


def keep(key_id: uuid.UUID, key: bytes) -> None:
    """Writes the key to the store; a mirror that does not answer is caught up with by `even_out`."""
    content = _wrapped(key_id, key)
    store, *mirrors = stores()
    _write(_place(store, key_id), content)
    for mirror in mirrors:
        try:
            _write(_place(mirror, key_id), content)
        except OSError as error:
            log.error("key mirror not reached: %s", error.strerror)


def read(key_id: uuid.UUID, *, mirrored: bool = False) -> bytes:
    """The key. FileNotFoundError when it is not there, Unwrappable when no secret opens it.

    `mirrored`: from the mirror. Never kept in memory beyond the caller: a destroyed key is gone at once.
    """
    places = stores()[1:] if mirrored else stores()[:1]
    if not places:
        raise FileNotFoundError(str(key_id))
    return _unwrapped(key_id, _place(places[0], key_id).read_bytes())[0]


def _shred(place: Path) -> None:
    with place.open("r+b") as stream:
        stream.write(os.urandom(place.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())
    place.unlink()


def remove(key_id: uuid.UUID) -> bool:
    """Overwrites and unlinks the file in store and mirror. False when one of them could not be reached."""
    done = True
    for store in stores():
        place = _place(store, key_id)
        try:
            for half_written in place.parent.glob(f".{place.name}.*"):
                _shred(half_written)
            _shred(place)
            _sync_folder(place.parent)
        except FileNotFoundError:
            done = done and store.is_dir()  # an unmounted mirror may still hold the key
        except OSError as error:
            log.error("key not removed from %s: %s", store.name, error.strerror)
            done = False
    return done


def kept(store: Path) -> Iterator[tuple[uuid.UUID, Path]]:
    """Every key of one store."""
    for place in store.glob("??/*.key"):
        if (found := _NAME.fullmatch(place.name)) is not None:
            yield uuid.UUID(found[1]), place


def even_out() -> int:
    """Copies to each store what only the other has. Number of files copied. Destroyed keys must be gone before."""
    every = stores()
    if len(every) < 2 or not every[1].is_dir():
        return 0
    have = {store: dict(kept(store)) for store in every}
    copied = 0
    for source, target in ((every[0], every[1]), (every[1], every[0])):
        for key_id in have[source].keys() - have[target].keys():
            _write(_place(target, key_id), have[source][key_id].read_bytes())
            copied += 1
    return copied


def rewrap() -> int:
    """Wraps by today's secret what an earlier one wrapped; afterwards the earlier one can be forgotten. Files rewritten."""
    changed = 0
    for store in stores():
        for key_id, place in kept(store):
            key, fresh = _unwrapped(key_id, place.read_bytes())
            if not fresh:
                _write(place, _wrapped(key_id, key))
                changed += 1
    return changed
