"""Lines of My day about the register: each part of the work brings its own."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

for _part in ("daily", "imports", "duplicates", "rounds", "moves"):
    if find_spec(f"chungtay.children.worklist_{_part}") is not None:
        import_module(f"chungtay.children.worklist_{_part}")
