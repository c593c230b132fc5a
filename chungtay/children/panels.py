from __future__ import annotations

from chungtay.children import panels_duplicates  # noqa: F401 - importing registers
