from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "policies", "policies_documents", "policies_reports", "search", "search_documents", "search_reports",
    "worklist", "worklist_documents", "worklist_reports", "navigation", "audit_words",
)  # fmt: skip


class DirectivesConfig(AppConfig):
    name = "chungtay.directives"
    label = "directives"
    verbose_name = "Văn bản, nhiệm vụ, báo cáo"

    def ready(self) -> None:
        """Permissions, searches, lines of My day and navigation register themselves downward."""
        for room in ROOMS:
            import_module(f"chungtay.directives.{room}")
