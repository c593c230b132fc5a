"""Background work of the figures: each part of it has its own module, found through this one."""

from importlib import import_module
from pathlib import Path

for _file in sorted(Path(__file__).parent.glob("tasks_*.py")):
    import_module(f"chungtay.statistics.{_file.stem}")
