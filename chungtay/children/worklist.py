from __future__ import annotations

from chungtay.children import worklist_daily, worklist_duplicates, worklist_rounds  # noqa: F401 - importing registers
