from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

ROOMS = (
    "policies",
    "states",
    "navigation",
    "worklist",
    "panels",
    "search",
    "merging",
    "erasing",
    "drafts",
    "audit_words",
    "figures",
)


class CareConfig(AppConfig):
    name = "chungtay.care"
    label = "care"
    verbose_name = "Chăm sóc thay thế"

    def ready(self) -> None:
        """The wall, permissions, lines of My day, panels and navigation register themselves downward."""
        from chungtay.foundation import audit, wall

        wall.protect("care_")
        for room in ROOMS:
            if find_spec(f"chungtay.care.{room}") is not None:
                import_module(f"chungtay.care.{room}")
        from chungtay.care.policies import CarePermission

        audit.guard("care.", CarePermission.READ)
