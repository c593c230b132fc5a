"""Secrets that must be kept for a moment or in the database are kept unreadable."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def _cipher() -> MultiFernet:
    """The key comes from the installation's secret; a secret that was replaced still opens what it sealed."""
    digests = [
        hashlib.sha256(b"seal:" + force_bytes(secret)).digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(value: Any) -> str:
    """Any JSON value as an unreadable text."""
    return _cipher().encrypt(json.dumps(value).encode()).decode()


def unseal(text: str) -> Any:
    """The value; None when it was sealed by another installation or altered."""
    try:
        return json.loads(_cipher().decrypt(text.encode()))
    except InvalidToken:
        return None
