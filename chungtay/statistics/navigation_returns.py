"""The entry of a body of one sector, which reads no other figures."""

from __future__ import annotations

from chungtay.foundation.navigation import NavItem, register
from chungtay.statistics.policies_returns import ReturnPermission

register(NavItem("Số liệu kỳ", "statistics:returns", ReturnPermission.OWN, "chart-column", 46))
