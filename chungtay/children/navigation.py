"""What the register adds to the main navigation."""

from __future__ import annotations

from chungtay.children.policies import ChildPermission
from chungtay.foundation.navigation import NavItem, register

register(NavItem("Trẻ em", "children:list", ChildPermission.READ, "users", 15))
