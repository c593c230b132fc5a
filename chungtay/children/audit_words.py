from __future__ import annotations

from chungtay.children import audit_words_daily, audit_words_duplicates, audit_words_rounds  # noqa: F401 - importing registers
