"""A JSON column that nobody reads in the database or in a copy of it without the installation's secret."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.encoding import force_bytes

_MARK, _NONCE = "sealed", 12


def _ciphers() -> list[AESGCM]:
    """The first one seals; those of earlier secrets still open what they sealed."""
    every = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [AESGCM(hashlib.sha256(b"column:" + force_bytes(secret)).digest()) for secret in every]


class SealedJSONField(models.JSONField):
    """In Python a JSON value, in the column `{"sealed": "…"}`: it cannot be searched, and needs no key of its own.

    For what somebody typed and has not sent yet. What was sealed by another installation, or altered, reads as empty.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs  # the column is one, so that no migration is needed

    def get_prep_value(self, value: Any) -> Any:
        nonce = os.urandom(_NONCE)
        plain = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
        return {_MARK: base64.b64encode(nonce + _ciphers()[0].encrypt(nonce, plain, None)).decode()}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        if not isinstance(found, dict) or set(found) != {_MARK}:
            return found  # written before columns were sealed
        whole = base64.b64decode(found[_MARK])
        for cipher in _ciphers():
            try:
                return json.loads(cipher.decrypt(whole[:_NONCE], whole[_NONCE:], None))
            except InvalidTag:
                continue
        return {}
