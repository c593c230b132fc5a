"""Background work of the cases: each part of it has its own module, found through this one."""

from importlib import import_module
from importlib.util import find_spec

for _part in ("clocks", "concerns", "plans", "forms", "evidence", "access", "retention", "support", "handovers"):
    if find_spec(f"chungtay.cases.tasks_{_part}") is not None:
        import_module(f"chungtay.cases.tasks_{_part}")
