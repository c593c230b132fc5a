from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "policies",
    "navigation",
    "search",
    "worklist",
    "worklist_moves",
    "panels",
    "audit_words",
    "audit_words_moves",
    "audit_words_papers",
    "figures",
)


class ChildrenConfig(AppConfig):
    name = "chungtay.children"
    label = "children"
    verbose_name = "Trẻ em, hộ gia đình"

    def ready(self) -> None:
        """The wall, permissions, searches, lines of My day and navigation register themselves downward."""
        from chungtay.foundation import audit, wall

        wall.protect("children_", but=("children_round", "children_reform"))
        for room in ROOMS:
            import_module(f"chungtay.children.{room}")
        from chungtay.children.policies import ChildPermission

        audit.guard("children.", ChildPermission.READ)
