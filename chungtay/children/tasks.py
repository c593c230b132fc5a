"""Background work of the register: each part of it has its own module, found through this one."""

from importlib import import_module
from importlib.util import find_spec

for _part in ("daily", "imports", "rounds", "papers", "duplicates"):
    if find_spec(f"chungtay.children.tasks_{_part}") is not None:
        import_module(f"chungtay.children.tasks_{_part}")
