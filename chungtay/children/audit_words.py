from __future__ import annotations

from chungtay.children import audit_words_duplicates  # noqa: F401 - importing registers
