"""What alternative care adds to the main navigation."""

from __future__ import annotations

from chungtay.care.policies import CarePermission
from chungtay.foundation.navigation import CARE, NavItem, register

register(NavItem("Chăm sóc thay thế", "care:list", CarePermission.READ, "house-heart", 18, CARE))
