from __future__ import annotations

from chungtay.children import worklist_duplicates  # noqa: F401 - importing registers
