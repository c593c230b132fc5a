"""What the figures add to the main navigation."""

from __future__ import annotations

from chungtay.foundation.navigation import NavItem, register
from chungtay.statistics.policies import FigurePermission

register(NavItem("Số liệu", "statistics:overview", FigurePermission.READ, "chart-column", 45))
