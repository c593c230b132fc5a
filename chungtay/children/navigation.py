"""What the register adds to the main navigation."""

from __future__ import annotations

from chungtay.children.policies import ChildPermission
from chungtay.foundation.navigation import CARE, NavItem, register

register(NavItem("Trẻ em", "children:list", ChildPermission.READ, "users", 15))
register(NavItem("Rà soát", "children_rounds:list", ChildPermission.READ, "clipboard-check", 16, CARE))
