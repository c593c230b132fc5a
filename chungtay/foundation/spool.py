"""A file on disk that only this process can read: for what must not be left behind when it ends.

The content is enciphered with a key that exists in memory alone, and the file has no name. Reading and writing at any
place is cheap (AES in counter mode); whether it was altered meanwhile is not asked, since nobody else reaches it.
"""

from __future__ import annotations

import io
import os
import tempfile

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

_BLOCK = 16


class Spool(io.RawIOBase):
    """Written once from beginning to end, then read at will; every byte has its own place in the key stream, so that a
    place is never written twice with different content."""

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._key = AES(os.urandom(32))
        self._at = 0
        self._size = 0

    def _turned(self, data: bytes, at: int) -> bytes:
        """Enciphers or deciphers what lies at byte `at`."""
        turning = Cipher(self._key, CTR((at // _BLOCK).to_bytes(_BLOCK, "big"))).encryptor()
        turning.update(bytes(at % _BLOCK))
        return turning.update(data)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self._at != self._size:
            raise io.UnsupportedOperation("a spool is written from beginning to end")
        self._file.seek(self._at)
        self._file.write(self._turned(bytes(data), self._at))
        self._at += len(data)
        self._size = self._at
        return len(data)

    def read(self, size: int | None = -1) -> bytes:
        self._file.seek(self._at)
        data = self._turned(self._file.read(-1 if size is None else size), self._at)
        self._at += len(data)
        return data

    def readall(self) -> bytes:
        return self.read(-1)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()
